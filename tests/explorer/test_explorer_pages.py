"""Every page in both languages, with its data and its files; whatever a name is, it stays text."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import pytest

import loaders
from graphmodel import StoreUnavailableError, open_store
from graphmodel.lookup import folded
from stakegraph.handed_out import handed_out
from tests.explorer.conftest import client_of, finish, send
from tests.loaders.format_files import workbook

LANGUAGES = ("de", "en")
LEAKS = re.compile(r"\bNone\b|\bnan\b|\{\{|\}\}|Undefined|Traceback|&lt;bound")
GERMAN_ONLY = re.compile(r"[äöüß]|\b(?:und|oder|nicht|eine|keine|werden|Verbindungen|Vorschläge)\b")
EXPORTS = ("akteure", "kommunen", "veranstaltungen", "partnerschaften", "bruecken", "luecken", "abdeckung")
WELL_TIED = "act-ankerplatz-kulturverein-lindenrode"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    '=HYPERLINK("http://evil.example")',
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
)  # fmt: skip


def words_of(page: str) -> str:
    """Text that people read, without names of organisations and places, which stay as they are written."""
    main = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", main))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers_in_both_languages(district, every_page, lang) -> None:
    for name, path in every_page.items():
        answer = district.get(
            path, params={"lang": lang} if "?" not in path else None, headers={"cookie": f"sg-lang={lang}"}
        )
        assert answer.status_code == 200, name
        assert f'<html lang="{lang}">' in answer.text, name
        assert not LEAKS.search(words_of(answer.text)), (name, LEAKS.search(words_of(answer.text)))
        assert answer.text.count("<h1") == 1, name


def test_english_pages_speak_no_german_in_their_own_words(district) -> None:
    for path in (
        "/listen",
        "/hilfe",
        "/datenschutz",
        "/verlauf",
        "/einsatz",
        "/was-waere-wenn",
        "/pruefen",
        "/ansichten",
    ):
        text = re.sub(
            r"<(table|ul|dl|select|h2)\b.*?</\1>",
            " ",
            district.get(path, headers={"cookie": "sg-lang=en"}).text,
            flags=re.DOTALL,
        )
        text = (
            re.sub(r'<p class="row">.*?</p>', " ", text, flags=re.DOTALL)
            .replace("‘von Hand’", "")
            .replace('lang="de">Deutsch', "")
        )
        found = GERMAN_ONLY.search(words_of(text))
        assert not found, (path, found)


def test_countries_and_kinds_are_said_in_the_language_of_the_page(district, some) -> None:
    headers = {"cookie": "sg-lang=en"}
    rows = district.get("/kommunen.json", params={"anzahl": 100}, headers=headers).json()["rows"]
    found = {(row["cells"]["land"], row["cells"]["art"]) for row in rows}
    assert {("Germany", "Town"), ("Morocco", "Municipality abroad")} <= found
    kinds = {row["cells"]["art"] for row in district.get("/partnerschaften.json", headers=headers).json()["rows"]}
    assert {"Climate partnership", "Project partnership"} <= kinds
    facts = district.get(
        "/beleg", params={"von": "act-eine-welt-netz-selketal", "mit": WELL_TIED}, headers=headers
    ).text
    assert re.search(r"Source: [\w.]+, (sheet “[^”]+”, )?row \d+", words_of(facts))
    assert not re.search(r"Zeile \d|Blatt", words_of(facts))
    assert "“verein”" in district.get("/suche?q=verein", headers=headers).text


def test_cells_and_legends_begin_with_a_capital_and_sentences_do_not(district) -> None:
    for lang, other in (("de", "eitere Organisationen"), ("en", "ther organisations")):
        headers = {"cookie": f"sg-lang={lang}"}
        big, small = {"de": "Ww", "en": "Oo"}[lang]
        for path in ("/netz", "/akteure"):
            page = words_of(district.get(path, headers=headers).text)
            assert big + other in page
        data = district.get("/netz.json", headers=headers).json()
        assert big + other in [kind["label"] for kind in data["drawing"]["kinds"]]
        assert f" {small}{other}" in data["summary"] or f" {big}{other}" not in data["summary"]


def test_the_first_page_says_who_links_and_of_whom_nothing_is_known(district) -> None:
    page = re.sub(r"\s+", " ", words_of(district.get("/", headers={"cookie": "sg-lang=de"}).text))
    assert "Drei Dinge, die heute Ihre Aufmerksamkeit brauchen" in page
    first = district.get("/bruecken.json").json()["rows"][0]["name"]
    assert f"verbinden vor allem {first} , " in page or f"verbinden vor allem {first}, " in page
    table = district.get("/akteure.csv", headers={"cookie": "sg-lang=de"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    alone = sum(row["Verbindungen"] == "0" for row in rows)
    assert f"Für {alone} Organisationen ist keine Verbindung bekannt" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_its_data(district, every_page, lang) -> None:
    for name, path in every_page.items():
        where, _, query = path.partition("?")
        twin = "/ueberblick.json" if where == "/" else f"{where}.json"
        answer = district.get(f"{twin}?{query}", headers={"cookie": f"sg-lang={lang}"})
        assert answer.status_code == 200, name
        assert answer.headers["content-type"] == "application/json", name
        assert answer.json()["title"], name


WITHOUT_TABLES = ("listen", "datenschutz", "hilfe", "rueckblick", "kuerzel")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_with_a_table_gives_it_to_a_spreadsheet(district, every_page, lang) -> None:
    """The footer leads to the files, and each of them opens and holds what the page shows."""
    headers, bare = {"cookie": f"sg-lang={lang}"}, set()
    for name, path in every_page.items():
        page = district.get(path, headers=headers).text
        links = re.findall(r'href="([^"]+\.(?:csv|xlsx)[^"]*)"', page.partition('<footer class="src foot">')[2])
        assert len(links) == (0 if name in WITHOUT_TABLES else 2), name
        for link in map(html.unescape, links):
            answer = district.get(link, headers=headers)
            assert answer.status_code == 200, link
            assert "attachment" in answer.headers["content-disposition"]
            if ".csv" in link:
                rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
                bare |= set() if len(rows) > 1 else {name}
            else:
                sheets = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
                assert [str(cell.value) for cell in sheets[0][1]] == rows[0], name
    assert bare == {"vorschlaege", "was-waere-wenn", "einsatz-dossier"}  # nothing asked, nothing decided


@pytest.mark.parametrize("name", EXPORTS)
def test_tables_come_as_files_for_a_spreadsheet(district, name) -> None:
    as_csv = district.get(f"/{name}.csv")
    assert as_csv.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) > 2
    assert len(rows[0]) == len(rows[1]) >= 4
    book = openpyxl.load_workbook(io.BytesIO(district.get(f"/{name}.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]] == rows[0]
    assert f"filename={name}.csv" in as_csv.headers["content-disposition"]


def test_every_download_is_on_the_list_of_files_handed_out(district, some, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("STAKEGRAPH_HANDED_OUT", str(tmp_path / "handed-out.jsonl"))
    place = some("kommunen").rpartition("/")[2]
    twin = re.search(r'href="(/akteure\.json[^"]*)"', district.get("/akteure").text).group(1)
    for path in ("/akteure.json", "/akteure.csv", "/netz/datei", f"/einsatz/{place}/dossier.html", twin):
        assert district.get(path).status_code == 200
    assert district.get("/netz/bild").status_code == 204  # the browser makes it
    found = handed_out()
    assert {(one.kind, one.path) for one in found} == {("download", "")}
    assert [one.name.split()[0] for one in found] == ["akteure.csv", "netz.html", "Dossier", "akteure.json", "netz.png"]
    assert all(one.at for one in found)


def test_whoever_asks_for_nothing_yet_is_shown_where_to_begin(district) -> None:
    for path in ("/vorschlaege", "/einsatz"):
        assert len(district.get(f"{path}.json").json()["examples"]) == 3
    assert "sobald Kommunen oder Organisationen geladen sind" not in district.get("/vorschlaege").text


def test_the_search_sorts_as_people_do(district) -> None:
    names = [row["name"] for row in district.get("/suche.json", params={"q": "verein"}).json()["found"]]
    assert len(names) > 10
    assert names == sorted(names, key=folded)


def test_a_guest_with_two_roles_is_named_once(district) -> None:
    for row in district.get("/veranstaltungen.json").json()["rows"]:
        came = district.get(f"{row['href']}.json").json()["came"]
        assert len({one["other"] for one in came}) == len(came)


def test_ways_are_told_as_they_are(district, some) -> None:
    a = some("akteure").rpartition("/")[2]
    known = {row["id"] for row in district.get(f"/akteure/{a}.json").json()["contacts"]}
    direct = district.get("/netz.json", params={"um": a, "zu": min(known), "lang": "de"}).json()
    assert direct["summary"].startswith("Beide sind direkt verbunden")
    assert direct["drawing"]["y"][:2] == [0.0, 0.0]
    assert 0.0 not in direct["drawing"]["y"][2:]  # nobody stands on the line between the two
    others = district.get("/netz.json?alle=1").json()["drawing"]["ids"]
    far = next(id_ for id_ in others if id_ not in {a, *known})
    said = district.get("/netz.json", params={"um": a, "zu": far, "lang": "de"}).json()
    steps = min(len(way["path"]) for way in said["ways"]) - 2
    assert said["summary"].startswith("Der kürzeste Weg führt über ")
    assert (steps == 1) == ("eine andere" in said["summary"])


def test_a_file_holds_what_the_filter_shows(district) -> None:
    page = district.get("/akteure.json", params={"q": "Kulturverein"}).json()
    lines = district.get("/akteure.csv", params={"q": "Kulturverein"}).content.decode("utf-8-sig").split("\r\n")
    assert 0 < page["n"] < page["n_all"]
    assert len([line for line in lines[1:] if line]) == page["n"]


def test_the_matrix_has_places_without_a_key_and_each_number_opens_its_list(district) -> None:
    data = district.get("/abdeckung.json").json()
    assert len(data["places"]) == 10
    page = district.get("/abdeckung").text
    for link, n in re.findall(r'<a href="(/akteure\?[^"]+)"[^>]*>(\d+)</a>', page)[:20]:
        assert district.get(html.unescape(link).replace("?", ".json?", 1)).json()["n"] == int(n), link


def test_names_are_in_the_order_of_din_5007(own) -> None:
    names = ("Zebra", "ärmel", "Arm", "Straßenfest", "Strassengruppe", "Öl", "Ofen")
    text = "\n".join(["Organisation;Ort", *(f"Din5007 {name};Buchfelden" for name in names)])
    answer = send(own, "/listen", tabelle="actors", files={"dateien": ("din.csv", text.encode(), "text/csv")})
    upload = finish(own, answer)
    finish(own, send(own, f"{upload}/laden"))
    found = [row["cells"]["name"] for row in own.get("/akteure.json", params={"q": "din5007"}).json()["rows"]]
    plain = [name.removeprefix("Din5007 ") for name in found]
    assert plain == ["Arm", "ärmel", "Ofen", "Öl", "Straßenfest", "Strassengruppe", "Zebra"]


def test_the_language_is_remembered(own) -> None:
    assert '<html lang="en">' in own.get("/?lang=en").text
    assert '<html lang="en">' in own.get("/akteure").text
    assert '<html lang="de">' in own.get("/akteure?lang=de").text


def test_an_empty_store_teaches_what_to_do(empty) -> None:
    assert "Eine Liste laden" in empty.get("/").text
    for name in [
        "netz",
        "bruecken",
        "luecken",
        "vorschlaege",
        "einsatz",
        "karte",
        "akteure",
        "pruefen",
        "verlauf",
        "abdeckung",
        "partnerschaften",
    ]:
        path = f"/{name}"
        answer = empty.get(path)
        assert answer.status_code == 200, path
        assert not LEAKS.search(words_of(answer.text)), path


def test_the_town_hall_of_one_of_several_towns_can_be_any_of_them_or_somebody_else(tmp_path) -> None:
    liste = tmp_path / "liste.csv"
    liste.write_text("Organisation;Ort;Website\nStadt Neustadt;;\nChor;Bünde;\n", encoding="utf-8")
    with open_store(":memory:") as store, client_of(store) as client:
        loaders.load(store, liste)
        page = client.get("/pruefen").text
        assert "Neustadt in Holstein" in page
        assert "eine eigene Organisation" in page
        assert "Ohne diesen Wert" not in page
        assert not LEAKS.search(words_of(page))


def test_a_question_names_the_sheets_in_which_it_arose(tmp_path) -> None:
    rows = [["Organisation", "Ort", "Website"], ["Stadt Neustadt", "", ""], ["Chor", "Bünde", ""]]
    book = tmp_path / "liste.xlsx"
    book.write_bytes(workbook({"Mai": rows, "Juni": rows}))
    where = "liste.xlsx, Blatt „Mai“, Zeile 2; liste.xlsx, Blatt „Juni“, Zeile 2"
    with open_store(":memory:") as store, client_of(store) as client:
        loaders.load(store, book)
        assert where in words_of(client.get("/pruefen").text)
        loaders.write_review(store, tmp_path / "fragen.xlsx")
    asked = openpyxl.load_workbook(tmp_path / "fragen.xlsx")["Prüfen"]
    assert where in {cell.value for cell in asked[2]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gibt-es-nicht", 404), ("/akteure/act-nobody", 404), ("/netz?um=Niemand", 404), ("/beleg?von=x&mit=y", 200),
        ("/akteure?seite=99999&sortiert=unsinn", 200), ("/netz?stand=0&schritte=x&schicht=unsinn&thema=x&land=x", 200),
        ("/einsatz/mun-nowhere", 404), ("/listen/none", 404), ("/auftrag/none", 404),
        ("/vorschlaege?fuer=Niemand", 404),
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_answered_in_words(district, path, status) -> None:
    answer = district.get(path)
    assert answer.status_code == status
    assert not LEAKS.search(words_of(answer.text))


def test_a_misspelt_name_brings_the_likely_ones(district) -> None:
    assert "Buchfelden" in words_of(district.get("/vorschlaege?fuer=Buchfeldn").text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(own, name) -> None:
    actor = own.get("/akteure.json").json()["rows"][0]["id"]
    sent = send(own, "/aendern", art="Actor", id=actor, name=f"Verein {name}", aliases=name, website=name)
    assert sent.status_code == 303
    for path in ("/akteure?q=Verein", f"/akteure/{actor}", f"/netz?um={actor}", "/verlauf", "/suche?q=Verein"):
        page = own.get(path).text
        for bad in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript', "49 {%"):
            assert bad not in page, path
    assert f"Verein {name}" in words_of(own.get(f"/akteure/{actor}").text)
    shared = own.get(f"/netz/datei?um={actor}").text
    assert "<script>alert" not in shared
    cells = own.get("/akteure.csv?q=Verein").content.decode("utf-8-sig")
    assert not re.search(r'(^|;|")[=+@-]', cells, flags=re.MULTILINE)


def test_hostile_words_in_the_address_stay_text(district) -> None:
    for bad in HOSTILE:
        for path in ("/akteure", "/suche", "/netz", "/luecken", "/vorschlaege", "/karte", "/was-waere-wenn"):
            for field in ("q", "um", "kommune", "fuer", "ohne", "sortiert", "getan", "art", "land"):
                if (path, field) in {
                    ("/netz", "um"),
                    ("/vorschlaege", "fuer"),
                    ("/was-waere-wenn", "ohne"),
                } or field in "q art":
                    page = district.get(path, params={field: bad}).text
                    assert "<script>alert" not in page
                    assert "<img src=x" not in page


# ---------------------------------------------------------------- the store goes and comes back
class Flaky:
    """A real store that can be told to be out of reach."""

    def __init__(self, store) -> None:
        self.store, self.gone = store, False

    def __getattr__(self, name):
        if self.gone:
            msg = "No Neo4j answers"
            raise StoreUnavailableError(msg)
        return getattr(self.store, name)


def test_when_the_store_is_gone_pages_say_so_and_recover(own_file, monkeypatch) -> None:
    monkeypatch.setattr("stakegraph.explorer.watch.PATIENCE", 0.0)
    monkeypatch.setattr("stakegraph.explorer.watch.SILENCE", 0.0)
    with open_store(own_file) as opened:
        store = Flaky(opened)
        with client_of(store) as client:
            assert client.get("/akteure").status_code == 200
            store.gone = True
            for path in ("/", "/akteure", "/netz", "/pruefen", "/verlauf", "/hilfe"):
                answer = client.get(path)
                assert answer.status_code == 503, path
                assert "Ablage antwortet" in answer.text
                assert "data-soon" in answer.text
            assert client.get("/akteure.json").json()["error"]
            assert client.get("/listen").status_code == 200  # a form without anything from the store
            store.gone = False
            assert client.get("/akteure").status_code == 200
