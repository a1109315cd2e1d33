"""Files that look like a list and are none, or only half of one: refused with the place, or said plainly."""

from __future__ import annotations

import pytest

import loaders
from tests.loaders.format_files import workbook

HEAD = "Organisation;Ort;Veranstaltung;Datum\n"
GOOD = "Chor;Kerpen;Forum;03.07.2024\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (HEAD + '"Treff;Düren;Forum;03.07.2024\n' + GOOD, 2),
        (HEAD + GOOD + '"Treff;Düren;Forum;03.07.2024\n"Laden e.V.";Jülich;Forum;03.07.2024\n' + GOOD, 3),
        (HEAD + '"Treff e.V.";Düren;Forum;03.07.2024\n' + GOOD + 'Laden;"Jülich;Forum;03.07.2024\n', 4),
    ],
)
@pytest.mark.parametrize("name", ["liste.csv", "liste.txt"])
def test_a_quotation_mark_that_is_not_closed_is_refused_at_its_row(store, write, text, row, name) -> None:
    report = loaders.load(store, write(name, text))
    assert [(problem.code, problem.row) for problem in report.problems] == [("quote_open", row)]


@pytest.mark.parametrize(
    "cell", ["Treff „Mitte“ e.V.", 'Treff "Mitte" e.V.', '"Treff ""Mitte"" e.V."', 'Rohr 5" e.V.', '"]) e.V.']
)
def test_quotation_marks_inside_a_name_are_letters(store, write, cell) -> None:
    assert loaders.load(store, write("liste.csv", f"{HEAD}{cell};Düren;Forum;03.07.2024\n{GOOD}")).counts.created == 2


def test_a_letter_with_a_quotation_mark_is_a_letter(store, write) -> None:
    report = loaders.load(store, write("brief.txt", 'Guten Tag,\n"Die Stadt Düren lädt ein, am 3. Juli 2024.\nGruß\n'))
    assert [item["name"] for item in report.review] == ["Stadt Düren"]


@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx", "liste.xls", "liste.json", "termine.ics"])
def test_a_page_saved_in_place_of_a_list_is_refused_with_its_title(store, write, name) -> None:
    page = "<!doctype html><html><head><title>Bitte anmelden</title></head><body>Stadt Düren</body></html>"
    report = loaders.load(store, write(name, page))
    assert (report.verdict, [problem.code for problem in report.problems]) == ("reject", ["html_instead"])
    assert "Bitte anmelden" in report.problems[0].message()


def test_a_hidden_list_is_named_and_a_hidden_list_of_choices_is_not_worth_a_warning(store, write) -> None:
    rows = [["Organisation", "Ort"], ["Chor", "Kerpen"], ["Treff", "Düren"]]
    choices = [["Status"], ["anwesend"], ["entschuldigt"]]
    content = workbook({"Liste": rows, "Archiv": rows, "Auswahl": choices}, hidden=("Archiv", "Auswahl"))
    report = loaders.load(store, write("liste.xlsx", content))
    assert [(problem.severity, problem.sheet, problem.params) for problem in report.problems] == [
        ("warning", "Archiv", {"count": 2}), ("note", "Auswahl", {}),
    ]  # fmt: skip
    assert report.counts.created == 2


@pytest.mark.parametrize("table", ["actors", "attendance", "partnerships", "advisers"])
def test_our_own_templates_have_no_hidden_list(store, tmp_path, table) -> None:
    path = tmp_path / f"{table}.xlsx"
    loaders.write_template(table, path)
    report = loaders.load(store, path)
    assert "sheet_hidden_list" not in {problem.code for problem in report.problems}


def test_a_text_in_which_nobody_is_named_is_said_and_can_be_read_again(store, write) -> None:
    path = write("notiz.txt", "Morgen wieder im Lichtblick treffen, Kuchen nicht vergessen.\n")
    report = loaders.load(store, path)
    assert [(problem.severity, problem.code) for problem in report.problems] == [("warning", "document_nothing")]
    assert (report.load, loaders.history(store)) == (None, [])
    loaders.load(store, write("liste.csv", "Organisation;Ort\nLichtblick;Kerpen\n"))
    assert [item["name"] for item in loaders.load(store, path).review] == ["Lichtblick"]


ADVISERS = "Beraterin;Sprachen;Themen\n{}\n"


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("Erika Muster;Ewe;Klima\nEmil Maier;Twi;Klima", None),
        ("Erika Muster;Ewe;Klima\nMuster, Erika;Twi;Klima", ["E.M.", "M.E."]),
        ("Erika Muster;Ewe;Klima\nErika Muster;Twi;Klima", ["E.M."]),
        ("B01;Ewe;Klima\nB02;Twi;Klima", ["B01", "B02"]),
    ],
)
def test_two_persons_of_the_same_initials_are_never_one_adviser(store, write, rows, names) -> None:
    report = loaders.load(store, write("beratende.csv", ADVISERS.format(rows)), table="advisers")
    assert [row["name"] for row in store.read_nodes("Adviser")] == (names or [])
    found = {problem.code: problem.row for problem in report.problems}
    assert ("adviser_cut" in found) == (rows[:3] != "B01")
    assert found.get("adviser_initials") == (None if names else 3)
    assert "Maier" not in "".join(problem.message("de") for problem in report.problems)


def test_two_persons_of_the_same_initials_in_one_cell_are_refused(store, write) -> None:
    lines = "Kommune;Projekt;Art des Einsatzes;Beginn;Beratende\nJülich;P;Beratungseinsatz;2024-03;Ida Ohm|Ines Otte\n"
    report = loaders.load(store, write("einsaetze.csv", lines))
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["adviser_initials"]


def test_a_short_word_beside_the_name_makes_a_list_of_advisers_whose_names_are_not_read(store, write) -> None:
    list_ = write("pool.csv", "Kürzel;Name;Sprachen\nAB;Anna Beispiel;Deutsch\nCD;Carl Doe;Arabisch\n")
    assert loaders.load(store, list_).ok
    assert [row["name"] for row in store.read_nodes("Adviser")] == ["AB", "CD"]
    assert store.read_nodes("Theme") == []
