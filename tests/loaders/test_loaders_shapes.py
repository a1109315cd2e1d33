"""Sign-in sheets as offices really keep them: crosses, counts, signatures, notes beside the lists."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile

import openpyxl
import pytest

import loaders
from loaders.headers import TABLE_NAMES
from loaders.reading import read
from tests.loaders.format_files import workbook

CROSSES = {
    "names above dates": [
        ["Teilnahme an unseren Treffen"],
        ["Organisation", "Ort", "Netzwerktreffen", "Runder Tisch", "Jahresabschluss"],
        ["", "", "14.03.2024", "05.06.2024", "Dezember 2024"],
        ["Chor der Kulturen", "Kerpen", "x", "entsch.", "?"],
        ["Weltladen Düren", "Düren", "x", "x", "x"],
        ["Summe", "", "2", "1", "1"],
    ],
    "dates above names": [
        ["", "", "14.03.2024", "05.06.2024", "Dezember 2024"],
        ["Organisation", "Ort", "Netzwerktreffen", "Runder Tisch", "Jahresabschluss"],
        ["Chor der Kulturen", "Kerpen", "x", "entsch.", "?"],
        ["Weltladen Düren", "Düren", "x", "x", "x"],
        ["Summe", "", "2", "1", "1"],
    ],
    "the year in the title": [
        ["Teilnahmeübersicht 2024"],
        ["Organisation", "Ort", "Netzwerktreffen (14.03.)", "Runder Tisch 05.06.", "Jahresabschluss 12/2024", "Summe"],
        ["Chor der Kulturen", "Kerpen", "x", "entsch.", "?", "1"],
        ["Weltladen Düren", "Düren", "x", "x", "x", "3"],
    ],
}


@pytest.mark.parametrize("shape", sorted(CROSSES))
def test_crosses_find_their_meeting_and_totals_are_nobody(store, write, shape) -> None:
    report = loaders.load(store, write("kreuze.xlsx", workbook({"Liste": CROSSES[shape]})))
    meetings = {row["id"]: (row["name"], row["date_start"]) for row in store.read_nodes("Meeting")}
    assert set(meetings.values()) == {
        ("Netzwerktreffen", "2024-03-14"), ("Runder Tisch", "2024-06-05"), ("Jahresabschluss", "2024-12"),
    }  # fmt: skip
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen", "Weltladen Düren"}
    assert len(store.read_relationships("ATTENDED")) == 4
    assert [row["status"] for row in store.read_relationships("INVITED")] == ["excused"]
    (unclear,) = [problem for problem in report.problems if problem.code == "attendance_empty"]
    assert unclear.column.startswith("Jahresabschluss")


def test_an_unknown_cross_is_asked_at_its_cell_and_counts_are_kept(store, write) -> None:
    sheet = [["Organisation", "Forum 14.03.2024", "Fest 05.06.2024"], ["Chor", "3", "vielleicht"], ["Treff", "1", "x"]]
    report = loaders.load(store, write("kreuze.xlsx", workbook({"Liste": sheet})))
    (asked,) = [problem for problem in report.problems if problem.code == "attendance_unknown"]
    assert (asked.row, asked.column, asked.cell) == (2, "Fest 05.06.2024", "C2")
    counts = {(row["source"], row["target"]): row.get("count") for row in store.read_relationships("ATTENDED")}
    assert counts == {
        ("act-chor", "mtg-2024-03-14-forum"): "3",
        ("act-treff", "mtg-2024-03-14-forum"): None,
        ("act-treff", "mtg-2024-06-05-fest"): None,
    }


def test_the_status_counts_and_not_the_signature_beside_it(store, write) -> None:
    text = (
        "Name;Organisation;Unterschrift;Status;Veranstaltung;Datum\nMuster;Chor;;entschuldigt;Forum;03.07.2024\n"
        "Muster;Treff;gez.;anwesend;Forum;03.07.2024\n"
    )
    report = loaders.load(store, write("liste.csv", text))
    assert [row["source"] for row in store.read_relationships("INVITED")] == ["act-chor"]
    assert [row["source"] for row in store.read_relationships("ATTENDED")] == ["act-treff"]
    (personal,) = [problem for problem in report.problems if problem.code == "columns_personal"]
    assert personal.params["columns"] == ["Name", "Unterschrift"]


def test_a_sheet_of_notes_does_not_keep_the_lists_out(store, write) -> None:
    sheet = [["Teilnahmeliste Forum am 03.07.2024"], ["Organisation", "Unterschrift"], ["Chor", "gez."]]
    notes = [["Kaffee bestellen"], ["Schlüssel beim Hausmeister"]]
    report = loaders.load(store, write("liste.xlsx", workbook({"Forum": sheet, "Notizen": notes})))
    assert report.verdict == "warn"
    assert [problem.sheet for problem in report.problems if problem.code == "sheet_no_table"] == ["Notizen"]
    assert len(store.read_relationships("ATTENDED")) == 1
    only = loaders.load(store, write("notizen.xlsx", workbook({"Notizen": notes})))
    assert only.verdict == "reject"


def test_the_place_beside_the_date_is_where_they_met_and_not_the_seat(store, write) -> None:
    loaders.load(store, write("bekannt.csv", "Organisation;Ort\nWeltladen Bünde;Bünde\n"))
    text = "Veranstaltung;Datum;Ort;Organisation;Status\nForum;03.07.2024;Herford;Weltladen Buende;anwesend\n"
    report = loaders.load(store, write("liste.csv", text))
    assert report.review == []
    assert [(row["source"], row["target"]) for row in store.read_relationships("BASED_IN")] == [
        ("act-weltladen-buende", "mun-05758004")
    ]
    assert [row["target"] for row in store.read_relationships("HELD_IN")] == ["mun-05758012"]


@pytest.mark.parametrize("sign", ['-"-', "''", "dito", "s.o.", "---"])
def test_a_sign_of_repetition_is_no_organisation(store, write, sign) -> None:
    text = f"Organisation;Veranstaltung;Datum\nChor;Forum;03.07.2024\n{sign};Forum;03.07.2024\n"
    report = loaders.load(store, write("liste.csv", text))
    assert [row["name"] for row in store.read_nodes("Actor")] == ["Chor"]
    assert {problem.row for problem in report.problems} == {3}
    assert report.counts.skipped == 1


def test_a_role_among_the_marks_is_somebody_who_came(store, write) -> None:
    text = "Organisation;Veranstaltung;Datum;Status\nChor;Forum;03.07.2024;Moderation\n"
    assert loaders.load(store, write("liste.csv", text)).verdict == "accept"
    assert [row["role"] for row in store.read_relationships("ATTENDED")] == ["moderator"]


def test_a_short_form_with_its_town_is_asked(store, write) -> None:
    loaders.load(store, write("bekannt.csv", "Organisation;Ort\nAfrikanischer Kulturverein Herford e.V.;Herford\n"))
    report = loaders.load(store, write("liste.csv", "Organisation;Veranstaltung;Datum\nAKV Herford;Forum;03.07.2024\n"))
    (item,) = report.review
    assert item["candidates"][0]["id"] == "act-afrikanischer-kulturverein-herford"


def test_reasons_name_towns_and_not_their_keys() -> None:
    (seat, *_) = loaders.compare_names("Weltladen", "Weltladen", place_a="Herford", place_b="05758004").reasons
    assert seat.params == {"places": ["Herford", "Bünde"]}
    (other,) = loaders.compare_names("Stadt Herford", "Kreis Herford").reasons
    assert other.params == {"keys": ["Herford", "Kreis Herford"]}


@pytest.mark.parametrize(("stored", "asked"), [("<v></v>", 1), ("<v/>", 1), ("", 1), ("<v>Treff</v>", 0)])
def test_a_formula_without_its_result_is_named_and_no_row_is_lost(store, write, stored, asked) -> None:
    content = workbook({"Liste": [["Organisation", "Veranstaltung", "Datum"], ["FORMEL", "Forum", "03.07.2024"]]})
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    cell = f'<c r="A2" t="str"><f>B2</f>{stored}</c>' if not asked else f'<c r="A2"><f>B2</f>{stored}</c>'
    parts[sheet] = re.sub(rb'<c r="A2"[^>]*>.*?</c>', cell.encode(), parts[sheet])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    report = loaders.load(store, write("formel.xlsx", packed.getvalue()))
    assert [problem.cell for problem in report.problems if problem.code == "formula_without_value"] == ["A2"] * asked
    assert report.ok is not bool(asked)


def test_blank_lines_by_the_thousand_do_not_hide_the_separator(store, write) -> None:
    text = "Organisation;Ort;Datum;Veranstaltung\nChor;Bünde;03.07.2024;Forum\n" + (" " * 200 + "\n") * 5_000
    report = loaders.load(store, write("liste.csv", text))
    assert (report.ok, report.counts.created) == (True, 1)


def test_allowed_words_are_told_in_the_language_of_the_reader(store, write) -> None:
    text = "Organisation;Veranstaltung;Datum;Rolle\nChor;Forum;03.07.2024;Hofnarr\n"
    (problem,) = loaders.load(store, write("liste.csv", text), dry_run=True).problems
    assert "Gastgeber" in problem.message("de")
    assert "co_host" not in problem.message("de")
    assert "co_host" in problem.message("en")


def test_the_words_to_choose_from_in_a_template_are_german(tmp_path) -> None:
    book = openpyxl.load_workbook(loaders.write_template("attendance", tmp_path / "vorlage.xlsx"))
    words = {str(cell.value) for row in book["Auswahl"].iter_rows() for cell in row if cell.value}
    assert {"anwesend", "entschuldigt", "Gastgeber"} <= words
    assert not words & {"present", "excused", "host", "co_host"}


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_the_example_row_of_a_template_is_one_of_its_words_and_is_left_out(store, tmp_path, table) -> None:
    path = loaders.write_template(table, tmp_path / f"{table}.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Liste"]
    for number, choices in enumerate(book["Auswahl"].iter_cols(min_row=2, values_only=True), start=1):
        example = sheet.cell(2, number).value
        assert not example or not any(choices) or example in choices
    report = loaders.load(store, path)
    assert [problem.row for problem in report.problems if problem.code == "example_row"] == [2]
    assert {problem.code for problem in report.problems} <= {"example_row", "sheet_ignored", "sheet_hidden"}
    assert (report.load, report.counts.skipped) == (None, 1)


def test_a_wide_list_needs_little_memory_for_each_row(write) -> None:
    head = "Veranstaltung;Datum;Organisation;Ort;PLZ;Status;Rolle;Anzahl;Quelle;Stand;Veranstaltungsort\n"
    row = "Forum {0};03.07.2024;Chor {0} Bünde e.V.;Bünde;32257;anwesend;Gast;3;Liste {0};2024-07-03;Herford\n"
    path = write("breit.csv", head + "".join(row.format(number % 60) for number in range(4_000)))
    read(path)  # what is read once, such as the register, does not count
    tracemalloc.start()
    rows = read(path).rows
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 4_000
    assert peak / len(rows) < 1_100  # half of what cells and their cleaned texts beside the values would take


GROUPED = """Organisation;Ort;Veranstaltung;Datum
Vereine;;;
Chor der Kulturen;Kerpen;Forum;03.07.2024
Weltladen;Düren;Forum;03.07.2024
Kommunen;;;
Stadt Düren;Düren;Forum;03.07.2024
"""


def test_headings_between_rows_need_not_be_merged(store, write) -> None:
    report = loaders.load(store, write("liste.csv", GROUPED))
    assert [(problem.code, problem.row, problem.value) for problem in report.problems] == [
        ("heading_row", 2, "Vereine"),
        ("heading_row", 5, "Kommunen"),
    ]
    assert (report.verdict, report.counts.read, report.counts.created) == ("accept", 3, 3)
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen", "Weltladen"}


@pytest.mark.parametrize(
    "rows",
    [
        "Chor der Kulturen;Kerpen;Forum;03.07.2024\nWeltladen;;;\nRotes Kreuz;;;\n",
        "Vereine;Kerpen;;\nChor der Kulturen;Kerpen;Forum;03.07.2024\n",
    ],
    ids=["the meeting stands in the first row only", "more than a heading"],
)
def test_rows_without_a_meeting_are_no_headings(store, write, rows) -> None:
    report = loaders.load(store, write("liste.csv", "Organisation;Ort;Veranstaltung;Datum\n" + rows))
    assert (report.verdict, {problem.code for problem in report.problems}) == ("reject", {"meeting_incomplete"})
