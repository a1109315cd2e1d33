"""The network, the search, long work and a lost server, in a real browser."""

from __future__ import annotations

import re
import socket
import threading

import pytest

import analysis
from graphmodel import open_store
from stakegraph.explorer import create_app
from stakegraph.words import count_word
from tests.explorer.browsing import settled
from tests.explorer.conftest import served

VIEW = "document.getElementById('net').netview"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def spot(page, i: int) -> tuple[float, float]:
    """Where a symbol is on the screen."""
    box = page.locator("#net canvas").bounding_box()
    x, y = page.evaluate(f"[{VIEW}.sx({i}), {VIEW}.sy({i})]")
    return box["x"] + x, box["y"] + y


@pytest.fixture
def quiet(page):
    """A page of which we want to hear no complaint, and that asks nobody else."""
    yield page
    assert (page.outside, page.complaints) == ([], [])


# ---------------------------------------------------------------- the network
def test_groups_come_first_and_one_can_be_opened(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/netz")
    assert all(id_.startswith("gruppe:") for id_ in quiet.evaluate(f"{VIEW}.data.ids"))
    quiet.mouse.click(*spot(quiet, quiet.evaluate(f"{VIEW}.data.ids.indexOf('gruppe:one_world')")))
    quiet.get_by_role("link", name="Gruppe öffnen").click()
    quiet.wait_for_selector("#net[data-drawn]")
    assert "gruppe=one_world" in quiet.url
    ids = quiet.evaluate(f"{VIEW}.data.ids")
    assert any(id_.startswith("act-") for id_ in ids)
    assert "gruppe:one_world" not in ids


def test_back_and_reload_keep_what_was_chosen(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/netz")
    quiet.get_by_label("gemeinsame Teilnahme").uncheck()
    quiet.wait_for_url("**schicht=**")
    quiet.select_option("select[name=art]", "migrant")
    quiet.wait_for_url("**art=migrant**")
    assert not quiet.get_by_label("gemeinsame Teilnahme").is_checked()
    quiet.reload()
    assert quiet.input_value("select[name=art]") == "migrant"
    quiet.go_back()
    assert quiet.input_value("select[name=art]") == ""
    assert not quiet.get_by_label("gemeinsame Teilnahme").is_checked()
    quiet.go_back()
    assert quiet.get_by_label("gemeinsame Teilnahme").is_checked()


@pytest.mark.parametrize(("field", "key"), [("thema", "WORKS_ON"), ("land", "FOCUSES_ON"), ("kommune", "place")])
def test_each_filter_leaves_some_out(quiet, district_url, field, key) -> None:
    settled(quiet, f"{district_url}/netz?alle=1")
    everybody = quiet.evaluate(f"{VIEW}.n")
    value = quiet.evaluate(f"document.querySelector('select[name={field}]').options[1].value")
    quiet.select_option(f"select[name={field}]", value)
    quiet.wait_for_url(f"**{field}={value}**")
    quiet.wait_for_selector("#net[data-drawn], .empty")
    assert quiet.evaluate(f"document.getElementById('net') ? {VIEW}.n : 0") < everybody, key


def test_the_slider_goes_back_in_time(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/netz?alle=1")
    now = quiet.evaluate(f"{VIEW}.e")
    quiet.focus("#stand")
    assert quiet.inner_text("output[for=stand]") == "heute"
    first = quiet.get_attribute("#stand", "min")
    quiet.keyboard.press("Home")
    quiet.wait_for_url(f"**stand={first}**")
    quiet.wait_for_selector("#net[data-drawn]")
    assert quiet.inner_text("output[for=stand]") == first
    assert 0 < quiet.evaluate(f"{VIEW}.e") < now
    quiet.focus("#stand")
    quiet.keyboard.press("End")
    quiet.wait_for_url(re.compile(r"^(?!.*stand=).*$"))


def test_the_way_between_two_and_the_surroundings(quiet, district_url, some) -> None:
    actor = some("akteure").rpartition("/")[2]
    settled(quiet, f"{district_url}/netz?um={actor}")
    ring = quiet.evaluate(f"{VIEW}.n")
    quiet.select_option("select[name=schritte]", "2")
    quiet.wait_for_url("**schritte=2**")
    quiet.wait_for_selector("#net[data-drawn]")
    assert quiet.evaluate(f"{VIEW}.n") > ring
    assert quiet.evaluate(f"[{VIEW}.data.x[0], {VIEW}.data.y[0]]") == [0, 0]
    quiet.fill("#zu", "Weltladen")
    quiet.locator("#zu-list li").first.wait_for()
    quiet.keyboard.press("ArrowDown")
    quiet.keyboard.press("Enter")
    quiet.wait_for_url("**zu=act-weltladen**")
    assert quiet.inner_text("h1").startswith("Wege von")
    assert quiet.locator(".panel ol.way").count() >= 1


def test_a_line_tells_why_we_believe_it(quiet, district_url, some) -> None:
    actor = some("akteure").rpartition("/")[2]
    settled(quiet, f"{district_url}/netz?um={actor}")
    (x1, y1), (x2, y2) = spot(quiet, 0), spot(quiet, 1)
    free = quiet.evaluate(  # a place on the line where no symbol stands
        f"""(() => {{ const v = {VIEW};
        for (let t = 0.2; t < 0.9; t += 0.02)
          if (v.pick(v.sx(0) + t * (v.sx(1) - v.sx(0)), v.sy(0) + t * (v.sy(1) - v.sy(0))) < 0) return t;
        }})()"""
    )
    quiet.mouse.click(x1 + free * (x2 - x1), y1 + free * (y2 - y1))
    quiet.get_by_role("link", name="Warum glauben wir das?").click()
    quiet.wait_for_url("**/beleg?**")
    quiet.locator("summary", has_text="Zeilen im Wortlaut").first.click()
    said = quiet.locator("details[open] td").first.inner_text()
    assert re.search(r"\.(csv|xlsx|docx).*Zeile \d+", said), said
    assert "Quelle:" in quiet.inner_text("main")


def test_the_picture_can_be_kept_and_passed_on(quiet, district_url, some, tmp_path) -> None:
    actor = some("akteure").rpartition("/")[2]
    settled(quiet, f"{district_url}/netz?um={actor}")
    with quiet.expect_download() as png:
        quiet.get_by_role("link", name="Als Bild").click()
    png.value.save_as(tmp_path / "netz.png")
    assert (tmp_path / "netz.png").read_bytes().startswith(b"\x89PNG")
    assert any(url.endswith("/netz/bild") for url in quiet.requests)  # the list of files handed out knows
    with quiet.expect_download() as shared:
        quiet.get_by_role("link", name="Als Datei teilen").click()
    shared.value.save_as(tmp_path / "netz.html")
    quiet.goto((tmp_path / "netz.html").as_uri())
    quiet.wait_for_selector("canvas")


def test_the_same_data_look_the_same(quiet, district_url) -> None:
    places = []
    for _ in range(2):
        settled(quiet, f"{district_url}/netz?alle=1")
        places.append(quiet.evaluate(f"[...{VIEW}.x, ...{VIEW}.y]"))
    assert places[0] == places[1]


def test_the_canvas_is_used_by_keyboard(quiet, district_url, some) -> None:
    actor = some("akteure").rpartition("/")[2]
    settled(quiet, f"{district_url}/netz?um={actor}")
    quiet.focus("#net canvas")
    before = quiet.evaluate(f"[{VIEW}.tx, {VIEW}.k]")
    quiet.keyboard.press("ArrowLeft")
    quiet.keyboard.press("+")
    after = quiet.evaluate(f"[{VIEW}.tx, {VIEW}.k]")
    assert after[0] != before[0]
    assert after[1] > before[1]
    quiet.keyboard.press("0")
    quiet.keyboard.press("n")
    second = quiet.locator("#selection h2").first.inner_text()
    assert second != quiet.inner_text("h1").removeprefix("Rund um ")
    quiet.keyboard.press("Enter")
    quiet.keyboard.press("Enter")
    quiet.wait_for_url(lambda url: actor not in url)
    assert quiet.inner_text("h1") == f"Rund um {second}"


def test_the_table_below_holds_what_the_picture_shows(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/netz")
    names = quiet.evaluate(f"{VIEW}.data.names")
    shown = quiet.locator("#tabelle table").first.locator("tbody th").all_inner_texts()
    assert sorted(shown) == sorted(name.split(" · ")[0] for name in names)
    assert quiet.get_attribute("#net canvas", "aria-describedby") == "net-summary"
    assert quiet.inner_text("#net-summary").startswith(count_word(len(names)).capitalize())


# ---------------------------------------------------------------- search
def test_suggestions_come_while_typing(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/")
    quiet.fill("#suche", "Buchf")
    quiet.locator("#suche-list li").first.wait_for()
    assert quiet.get_attribute("#suche", "aria-expanded") == "true"
    quiet.keyboard.press("ArrowDown")
    chosen = quiet.get_attribute("#suche", "aria-activedescendant")
    assert quiet.get_attribute(f"#{chosen}", "aria-selected") == "true"
    quiet.keyboard.press("Escape")
    assert quiet.locator("#suche-list").is_hidden()
    quiet.keyboard.press("Enter")
    quiet.wait_for_url("**/suche?q=Buchf")
    assert "Buchfelden" in quiet.inner_text("main")


# ---------------------------------------------------------------- names that would like to be code
def test_hostile_lists_run_nothing(quiet, serve_own, tmp_path) -> None:
    bad = "<img src=x onerror=document.title='taken'>"
    path = tmp_path / "name_<img src=x onerror=alert(1)>.csv"
    path.write_text(f"Organisation;Ort\n{bad};Buchfelden\n<script>alert(1)</script>;Buchfelden\n", encoding="utf-8")
    settled(quiet, f"{serve_own}/listen")
    quiet.set_input_files("input[name=dateien]", path)
    quiet.wait_for_url("**/listen/**")
    assert path.name in quiet.inner_text("h1")
    quiet.get_by_role("button", name="Übernehmen").click()
    quiet.wait_for_url(re.compile(r"/(verlauf|pruefen)\?getan=geladen"))
    for where in ("/akteure?q=img", "/netz?alle=1", "/verlauf", "/suche?q=img", "/pruefen"):
        settled(quiet, serve_own + where)
        assert "taken" not in quiet.title()
        assert quiet.locator("main img").count() == 0
    settled(quiet, f"{serve_own}/")
    quiet.fill("#suche", "<img")
    quiet.wait_for_timeout(300)
    assert quiet.locator("#suche-list img").count() == 0


# ---------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("lang", "text"), [("de", "Dateien auswählen oder hierher ziehen"), ("en", "Choose files, or drop")]
)
def test_the_button_for_files_speaks_the_language_of_the_page_and_is_found_by_its_name(
    quiet, district_url, lang, text
) -> None:
    settled(quiet, f"{district_url}/listen?lang={lang}")
    field = quiet.get_by_label(text)
    assert field.evaluate("e => [e.name, getComputedStyle(e).opacity, e.title]") == ["dateien", "0", ""]
    with quiet.expect_file_chooser():
        field.click()
    field.focus()
    quiet.keyboard.press("Shift")  # a key makes the focus seen
    assert quiet.locator(".file label").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_a_list_is_dropped(quiet, serve_own) -> None:
    settled(quiet, f"{serve_own}/listen")
    files = quiet.evaluate_handle(
        """() => { const files = new DataTransfer();
        files.items.add(new File(["Organisation;Ort\\nTeestube;Buchfelden\\n"], "neu.csv", {type: "text/csv"}));
        return files; }"""
    )
    quiet.dispatch_event("[data-drop]", "drop", {"dataTransfer": files})
    quiet.wait_for_url("**/listen/**")
    assert "neu.csv" in quiet.inner_text("h1")


# ---------------------------------------------------------------- groups
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("width", [390, 1366])
def test_names_of_groups_are_all_there_and_cover_no_symbol(quiet, district_url, lang, width) -> None:
    quiet.set_viewport_size({"width": width, "height": 844})
    settled(quiet, f"{district_url}/netz?lang={lang}")
    n, boxes, dots = quiet.evaluate(
        f"(() => {{ const v = {VIEW}; return [v.n, v.labelled, [...v.r.keys()].map((i) => [v.sx(i), v.sy(i)])]; }})()"
    )
    assert len(boxes) == n
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= width
        assert not [dot for dot in dots if left < dot[0] < right and top < dot[1] < bottom]


# ---------------------------------------------------------------- saved views
def test_a_view_is_saved_and_shown_as_a_story(quiet, serve_own, tmp_path) -> None:
    for path, title in (("/netz?art=migrant", "Die Vereine"), ("/bruecken", "Wer verbindet")):
        settled(quiet, serve_own + path)
        quiet.get_by_text("Ansicht merken").click()
        quiet.fill("input[name=titel]", title)
        quiet.fill("textarea[name=text]", f"Hier geht es um: {title}.")
        quiet.get_by_role("button", name="Merken").click()
        quiet.wait_for_url("**/ansichten?getan=gemerkt")
    quiet.get_by_role("link", name=re.compile("^Vorführen")).click()
    quiet.wait_for_url("**art=migrant**")
    tour = quiet.get_by_role("complementary", name="Geschichte")
    assert "1 von 2" in tour.inner_text()
    tour.get_by_role("link", name="Weiter").click()
    quiet.wait_for_url("**/bruecken?**")
    assert "Hier geht es um: Wer verbindet." in tour.inner_text()
    settled(quiet, f"{serve_own}/ansichten")
    with quiet.expect_download() as story:
        quiet.get_by_role("link", name="Als Seite weitergeben").click()
    with quiet.expect_download() as views:
        quiet.get_by_role("link", name="Als Datei für stakegraph").click()
    story.value.save_as(tmp_path / "story.html")
    views.value.save_as(tmp_path / "views.json")
    quiet.get_by_role("button", name=re.compile("^löschen.*Die Vereine")).click()
    quiet.wait_for_url("**getan=weg**")
    assert "Die Vereine" not in quiet.inner_text("main")
    quiet.set_input_files("input[name=datei]", tmp_path / "views.json")
    quiet.get_by_role("button", name="Übernehmen").click()
    quiet.wait_for_url("**getan=gemerkt**")
    assert "Die Vereine" in quiet.inner_text("main")
    quiet.goto((tmp_path / "story.html").as_uri())
    assert quiet.locator("svg[role=img]").count() == 1


# ---------------------------------------------------------------- a lost server
def test_a_page_says_when_the_server_is_gone_and_when_it_is_back(page, district_file) -> None:
    port = free_port()
    page.clock.install()
    with open_store(district_file) as store:
        with served(create_app(store), port):
            settled(page, f"http://127.0.0.1:{port}/hilfe")
        page.clock.fast_forward(6000)
        page.get_by_role("alert").filter(has_text="Läuft das Programm noch?").wait_for()
        with served(create_app(store), port):
            page.clock.fast_forward(6000)
            page.wait_for_selector("#lost", state="detached")
    assert page.outside == []


def test_a_slow_store_says_one_moment_and_the_page_comes_by_itself(quiet, own_file, monkeypatch) -> None:
    go, real = threading.Event(), analysis.bridges

    def slow(network):
        go.wait(60)
        return real(network)

    monkeypatch.setattr("analysis.bridges", slow)
    monkeypatch.setattr("stakegraph.explorer.jobs.PATIENCE", 1.5)
    with open_store(own_file) as store, served(create_app(store)) as url:
        settled(quiet, f"{url}/listen")
        quiet.evaluate(
            """() => new MutationObserver(() => { const said = document.getElementById("slow");
            if (said) sessionStorage.said = said.textContent; }).observe(document.body, { childList: true })"""
        )
        quiet.get_by_role("link", name="Brücken", exact=True).click()
        quiet.get_by_role("heading", name="Das wird gerade ausgerechnet").wait_for()
        assert quiet.evaluate("sessionStorage.said") == "Einen Augenblick …"  # on the page that was left
        assert quiet.get_by_role("progressbar").count() == 1
        quiet.get_by_text("Gesucht wird, wer Gruppen verbindet").wait_for()
        go.set()
        quiet.wait_for_url("**/bruecken")
        quiet.get_by_role("heading", name="Wer verbindet?").wait_for()
        assert quiet.locator("section.card").count() > 0


# ---------------------------------------------------------------- what stands where
def test_filters_stand_in_one_line(quiet, district_url) -> None:
    for path in ("luecken", "akteure", "vorschlaege"):
        settled(quiet, f"{district_url}/{path}")
        tops = quiet.evaluate(
            """() => [...document.querySelectorAll(".filters label > :is(input, select)")]
            .map((e) => e.getBoundingClientRect()).map((r) => `${Math.round(r.top)} ${Math.round(r.height)}`)"""
        )
        assert len(tops) > 1
        assert len(set(tops)) == 1, (path, tops)


def test_what_is_wider_than_a_phone_says_so(quiet, district_url) -> None:
    quiet.set_viewport_size({"width": 390, "height": 844})
    for path in ("karte", "", "akteure"):
        settled(quiet, f"{district_url}/{path}")
        quiet.locator(".sideways").first.wait_for()
        assert quiet.locator(".sideways").first.inner_text() == "Seitlich schieben zeigt mehr"
    settled(quiet, f"{district_url}/karte")
    quiet.set_viewport_size({"width": 1366, "height": 768})
    quiet.wait_for_function("!document.querySelector('.sideways')")


def test_wide_tables_fit_on_paper(quiet, district_url) -> None:
    quiet.emulate_media(media="print")
    quiet.set_viewport_size({"width": 720, "height": 1000})  # what margins leave of a sheet
    for path in ("abdeckung", "akteure", "kommunen", "partnerschaften"):
        settled(quiet, f"{district_url}/{path}")
        over = quiet.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, (path, over)


def test_a_link_to_a_folded_table_unfolds_it(quiet, district_url) -> None:
    settled(quiet, f"{district_url}/netz?alle=1")
    assert not quiet.locator("#tabelle").evaluate("e => e.open")
    quiet.locator(".canvas-col").get_by_role("link", name="Als Tabelle").click()
    assert quiet.locator("#tabelle").evaluate("e => e.open")
