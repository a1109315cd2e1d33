"""The journeys of a coordinator in a real browser, once with the mouse and the main one by keyboard alone."""

from __future__ import annotations

import io
import re

import docx
import pypdf
import pytest

from stakegraph.demo import example_files
from tests.explorer.browsing import settled

TOWN = "Lindenrode"
LISTS = [str(path) for path in example_files("musterkreis")]
SLOW = 90_000


class Mouse:
    """Does everything by clicking."""

    def __init__(self, page) -> None:
        self.page = page

    def press(self, locator) -> None:
        locator.first.click()

    def write(self, locator, text: str) -> None:
        locator.first.click()
        locator.first.fill(text)

    def choose(self, locator, label: str) -> None:
        locator.first.select_option(label=label)

    def give(self, locator, files: list[str]) -> None:
        with self.page.expect_file_chooser() as chooser:
            locator.first.click()
        chooser.value.set_files(files)

    def answer(self, verdict: str) -> None:
        names = {"j": "Ja, dieselbe", "n": "Nein, eine andere", "s": "Später"}
        self.press(self.page.get_by_role("button", name=names[verdict]))


class Keyboard(Mouse):
    """Does everything by keys: Tab until the control has the focus, then what a person would press."""

    def __init__(self, page) -> None:
        super().__init__(page)
        page.on("filechooser", lambda _: None)  # from now on the browser tells of it, however soon the key comes

    def reach(self, locator) -> None:
        wanted = locator.first.element_handle()
        for _ in range(700):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(locator)

    def press(self, locator) -> None:
        self.reach(locator)
        self.page.keyboard.press("Enter")

    def write(self, locator, text: str) -> None:
        self.reach(locator)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, locator, label: str) -> None:
        self.reach(locator)
        self.page.keyboard.type(label)

    def give(self, locator, files: list[str]) -> None:
        self.reach(locator)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(files)

    def answer(self, verdict: str) -> None:
        self.page.keyboard.press(verdict)


def load(hand, files: list[str]) -> None:
    """Give lists in, look at the trial run, take them over."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Listen laden"))
    page.wait_for_url("**/listen")
    hand.give(page.locator("input[name=dateien]"), files)
    page.wait_for_url(re.compile(r"/listen/\w+"), timeout=SLOW)
    assert "Was erkannt wurde" in page.inner_text("main")
    hand.press(page.get_by_role("button", name="Übernehmen"))
    page.wait_for_url(re.compile(r"getan=geladen"), timeout=SLOW)


def open_questions(page) -> int:
    found = re.search(r"Noch offen: (\d+)", page.inner_text("main"))
    return int(found.group(1)) if found else 0


def ask(hand) -> None:
    """Who bridges in the town, and what is missing there."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Brücken", exact=True))  # who bridges in a town
    page.wait_for_url("**/bruecken")
    hand.choose(page.get_by_label("Sitz in"), TOWN)
    hand.press(page.get_by_role("button", name="Zeigen"))
    page.wait_for_url("**kommune=**")
    assert page.inner_text("h1") == f"Wer verbindet? – {TOWN}"
    assert "verbindet" in page.locator("section.card p").first.inner_text()

    hand.press(page.get_by_role("link", name="Lücken", exact=True))  # its gaps
    page.wait_for_url("**/luecken")
    hand.write(page.get_by_label("Kommune", exact=True), TOWN)
    page.keyboard.press("Enter")
    page.wait_for_url("**kommune=**")
    assert page.locator("section.card li").count() > 0


def plan(hand) -> list[str]:
    """Plan a visit step by step; gives the names of the two suggestions that were accepted."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Einsatz", exact=True))  # plan a visit
    page.wait_for_url("**/einsatz")
    hand.press(page.locator("main").get_by_role("link", name=TOWN, exact=True))
    page.wait_for_url("**/einsatz/mun-**")
    hand.press(page.get_by_role("button", name=re.compile("^Weiter")))
    page.wait_for_url("**schritt=leute")
    guests = page.locator("input[name=gaeste]").count()
    assert guests > 3
    hand.press(page.get_by_role("button", name="Weiter zu den Vorschlägen"))
    page.wait_for_url("**schritt=vorschlaege")
    accepted = []
    for _ in range(2):  # two suggestions
        accepted.append(page.locator("main h3").first.inner_text())
        with page.expect_navigation():
            hand.press(page.get_by_role("button", name="Aufnehmen"))
    assert accepted[0] != accepted[1]
    hand.press(page.get_by_role("button", name="Weiter zum Dossier"))
    page.wait_for_url("**schritt=dossier")
    assert all(name in page.inner_text("main") for name in accepted)
    return accepted


def download(hand, folder):
    """The dossier as a Word file."""
    page = hand.page
    with page.expect_download() as file:
        hand.press(page.get_by_role("button", name="Als Word-Datei"))
    file.value.save_as(folder / "dossier.docx")
    return folder / "dossier.docx"


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Mouse, Keyboard])
def test_from_the_first_list_to_the_dossier_and_back(page, serve_empty, kind, tmp_path) -> None:
    page.set_default_timeout(SLOW)
    hand = kind(page)
    settled(page, f"{serve_empty}/")
    assert "Noch keine Liste geladen" in page.inner_text("main")

    load(hand, LISTS)
    waiting = open_questions(page)
    for verdict in "jnj":  # three doubtful names
        with page.expect_navigation():
            hand.answer(verdict)
    assert open_questions(page) == waiting - 3

    ask(hand)
    accepted = plan(hand)
    text = "\n".join(one.text for one in docx.Document(str(download(hand, tmp_path))).paragraphs)
    assert TOWN in text
    assert all(name in text for name in accepted)

    hand.press(page.get_by_role("link", name="Verlauf", exact=True))  # take the load back
    page.wait_for_url("**/verlauf")
    hand.press(page.get_by_role("button", name=re.compile("^Zurücknehmen")))
    page.wait_for_url("**getan=zurueck**")
    settled(page, f"{serve_empty}/akteure")
    assert "Diese Liste ist noch leer" in page.inner_text("main")
    assert (page.outside, page.complaints) == ([], [])


# ---------------------------------------------------------------- correct a mistake
def test_a_wrong_answer_about_a_name_is_taken_back(page, serve_own) -> None:
    settled(page, f"{serve_own}/pruefen")
    name, before = page.locator("h2.h3").first.inner_text(), open_questions(page)
    page.keyboard.press("n")
    page.wait_for_url("**getan=entschieden**")
    assert open_questions(page) == before - 1
    page.get_by_role("button", name=re.compile(f"^Zurücknehmen.*{re.escape(name)}")).click()
    page.wait_for_url("**getan=wieder**")
    assert page.locator("h2.h3").first.inner_text() == name
    assert open_questions(page) == before


def test_later_keeps_a_question_for_later(page, serve_own) -> None:
    settled(page, f"{serve_own}/pruefen")
    name = page.locator("h2.h3").first.inner_text()
    page.keyboard.press("s")
    page.wait_for_url("**getan=entschieden**")
    assert page.locator("h2.h3").first.inner_text() != name
    assert re.search(rf"{re.escape(name)} [\w-]+, für später", re.sub(r"\s+", " ", page.inner_text("main")))


def test_a_change_by_hand_has_its_source_and_is_taken_back(page, serve_own, some) -> None:
    address = serve_own + some("akteure")
    settled(page, address)
    name = page.inner_text("h1")
    page.locator("summary", has_text="Ändern").click()
    form = page.locator("form[action='/aendern']")
    form.get_by_label("Name", exact=True).fill("Haus der Vielfalt")
    form.get_by_label("Sitz").fill("Buchfelden")
    form.get_by_label("Thema ergänzen").select_option(index=2)
    theme = form.get_by_label("Thema ergänzen").evaluate("e => e.selectedOptions[0].textContent")
    form.get_by_label("Weitere Schreibweisen").fill("HdV")
    form.get_by_label("Art").select_option(label="Kulturorganisation")
    form.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**getan=geaendert**")
    assert page.inner_text("h1") == "Haus der Vielfalt"
    said = page.inner_text("main")
    assert "Buchfelden" in page.locator(".chip").all_inner_texts()
    assert theme in page.locator("dl.facts").inner_text()
    assert "HdV" in said
    assert "Kulturorganisation" in said
    page.locator("details.evidence summary").first.click()
    assert "von Hand" in page.locator("details.evidence").first.inner_text()
    settled(page, f"{serve_own}/verlauf")
    assert "Haus der Vielfalt" in page.locator("tbody tr").first.inner_text()
    page.locator("tbody tr").first.get_by_role("button").click()
    page.wait_for_url("**getan=zurueck**")
    settled(page, address)
    assert page.inner_text("h1") == name
    assert "Buchfelden" not in page.locator(".chip").all_inner_texts()
    assert (page.outside, page.complaints) == ([], [])


def test_a_town_and_a_meeting_are_changed_and_the_change_is_taken_back_at_once(page, serve_own, some) -> None:
    for name in ("kommunen", "veranstaltungen"):
        settled(page, serve_own + some(name))
        before = page.inner_text("h1")
        page.locator("summary", has_text="Ändern").click()
        form = page.locator("form[action='/aendern']")
        form.get_by_label("Name", exact=True).fill("Neues Wort")
        kinds = form.get_by_label("Art")
        label = kinds.evaluate("e => [...e.options].find((o) => o.value && !o.selected)?.textContent ?? ''")
        if label:
            kinds.select_option(label=label)
        form.get_by_label("Thema ergänzen").select_option(index=3)
        form.get_by_role("button", name="Speichern").click()
        page.wait_for_url("**getan=geaendert**")
        assert page.inner_text("h1") == "Neues Wort"
        assert not label or label in page.locator(".chip").all_inner_texts()
        page.get_by_role("button", name="Gleich zurücknehmen").click()
        page.wait_for_url("**getan=zurueck**")
        assert page.inner_text("h1") == before
    assert (page.outside, page.complaints) == ([], [])


def test_columns_read_wrongly_are_corrected_before_loading(page, serve_empty, tmp_path) -> None:
    path = tmp_path / "verteiler.csv"
    path.write_text("Wer;Wo;Bemerkenswertes\nKulturverein Baobab;Jülich;nett\nTeestube;Düren;\n", encoding="utf-8")
    settled(page, f"{serve_empty}/listen")
    page.set_input_files("input[name=dateien]", path)
    page.wait_for_url(re.compile(r"/listen/\w+"), timeout=SLOW)
    page.get_by_label("Was steht darin?").select_option(label="Organisationen")
    page.get_by_role("button", name="So lesen und neu prüfen").click()
    page.locator("option[selected][value=actors]").wait_for(state="attached")
    page.get_by_label("Bedeutung der Spalte Wer").select_option(label="Name")
    page.get_by_label("Bedeutung der Spalte Wo").select_option(label="Ort")
    page.get_by_role("button", name="So lesen und neu prüfen").click()
    page.get_by_label("Bedeutung der Spalte name").wait_for()
    page.get_by_role("button", name="Übernehmen").click()
    page.wait_for_url(re.compile("getan=geladen"), timeout=SLOW)
    settled(page, f"{serve_empty}/akteure")
    rows = page.locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[0].strip() for row in rows] == ["Kulturverein Baobab", "Teestube"]
    assert "Jülich" in rows[0]


def test_an_error_points_at_the_cell(page, serve_empty, tmp_path) -> None:
    path = tmp_path / "termine.csv"
    path.write_text(
        "Veranstaltung;Datum;Ort\nNetzwerktreffen;31.02.2024;Jülich\nFachtag;12.03.2024;Düren\n", encoding="utf-8"
    )
    settled(page, f"{serve_empty}/listen")
    page.set_input_files("input[name=dateien]", path)
    page.wait_for_url(re.compile(r"/listen/\w+"), timeout=SLOW)
    cell = page.locator("td.cell-error, td.cell-warning")
    assert "31.02.2024" in cell.first.inner_text()
    assert page.locator("tr", has=cell).first.locator("th").inner_text() == "2"


def test_a_plan_can_be_left_and_taken_up_again(page, serve_own, some, tmp_path) -> None:
    town = some("kommunen").rpartition("/")[2]
    settled(page, f"{serve_own}/einsatz/{town}?schritt=leute")
    page.get_by_label("Plätze").fill("5")
    page.get_by_role("button", name="Neu zusammenstellen").click()
    page.wait_for_load_state()
    boxes = page.locator("input[name=gaeste]")
    assert boxes.count() == 5
    kept = boxes.nth(0).locator("xpath=..").inner_text().strip()
    for k in range(1, 5):
        boxes.nth(k).uncheck()
    page.get_by_role("button", name="Weiter zu den Vorschlägen").click()
    page.wait_for_url("**schritt=vorschlaege")
    settled(page, f"{serve_own}/einsatz")
    page.get_by_role("link", name=re.compile("weitermachen$")).click()
    assert page.locator("[aria-current=step]").inner_text() == "4 Vorschläge"
    settled(page, f"{serve_own}/einsatz/{town}?schritt=dossier")
    assert page.locator("dl.facts dd").last.inner_text() == kept
    with page.expect_download(timeout=SLOW) as file:
        page.get_by_role("button", name="Als PDF").click()
    file.value.save_as(tmp_path / "dossier.pdf")
    text = "".join(
        sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO((tmp_path / "dossier.pdf").read_bytes())).pages
    )
    assert "Was Sie ausgewählt haben" in text
