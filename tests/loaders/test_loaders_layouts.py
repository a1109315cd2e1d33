"""What stands around the rows of a list: titles, totals, footnotes, a second table below the first."""

from __future__ import annotations

import pytest

import loaders
from tests.loaders.format_files import workbook

HEADER = ["Organisation", "Ort", "Veranstaltung", "Datum", "Status"]
ROWS = [
    ["Chor der Kulturen", "Kerpen", "Forum", "03.07.2024", "anwesend"],
    ["Weltladen Düren", "Düren", "Forum", "03.07.2024", "entschuldigt"],
]


def test_totals_and_footnotes_are_nobody_and_are_said(store, write) -> None:
    below = [["Summe 2024:", "", "", "", "2"], ["* vorläufig"], ["Quelle: Anmeldungen"], [], ["Bitte pünktlich sein"]]
    report = loaders.load(store, write("liste.xlsx", workbook({"Liste": [HEADER, *ROWS, *below]})))
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen", "Weltladen Düren"}
    assert (report.counts.created, report.counts.skipped, report.review) == (2, 1, [])
    said = [(problem.severity, problem.code, problem.row) for problem in report.problems]
    assert said == [("warning", "row_apart", 8), ("note", "footnote", 5), ("note", "footnote", 6)]


def test_a_row_below_a_gap_is_a_row_when_it_says_as_much_as_the_others(store, write) -> None:
    text = "Organisation;Ort\nChor;Kerpen\n\n\nTreff;Düren\n"
    report = loaders.load(store, write("liste.csv", text))
    assert (report.counts.created, report.counts.skipped) == (2, 0)


@pytest.mark.parametrize(
    "name", ["Quellenhof e.V.", "Standpunkt e.V.", "Gesamtschule Kerpen", "Notenschlüssel e.V.", "3 Welten"]
)
def test_an_organisation_with_such_a_word_in_its_name_is_kept(store, write, name) -> None:
    loaders.load(store, write("liste.csv", f"Organisation;Ort\nChor;Kerpen\n{name};\n"))
    assert name in {row["name"] for row in store.read_nodes("Actor")}


def test_each_table_of_a_sheet_has_the_meeting_of_its_own_title(store, write) -> None:
    head = ["Organisation", "Ort", "Status"]
    sheet = [
        ["Forum Handel, 03.07.2024"], head, ["Chor", "Kerpen", "anwesend"], ["Treff", "Düren", "anwesend"], [],
        ["Forum Klima"], ["Datum:", "10.09.2024"], [], head, ["Chor", "Kerpen", "entschuldigt"],
    ]  # fmt: skip
    report = loaders.load(store, write("liste.xlsx", workbook({"2024": sheet})))
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor", "Treff"}
    assert len(store.read_relationships("ATTENDED")) == 2
    assert [row["target"] for row in store.read_relationships("INVITED")] == ["mtg-2024-09-10-forum-klima"]
    assert (report.verdict, report.counts.created) == ("accept", 3)


def test_a_table_of_other_columns_below_the_first_is_read_as_what_it_is(store, write) -> None:
    sheet = [
        ["Organisation", "Ort"], ["Chor", "Kerpen"], [], ["Partnerschaften"],
        ["Kommune", "Partnerkommune", "Land", "Art"], ["Düren", "Altındağ", "Türkei", "Freundschaft"],
    ]  # fmt: skip
    report = loaders.load(store, write("liste.xlsx", workbook({"Alles": sheet})))
    assert report.files[0]["tables"] == {"actors": 1, "partnerships": 1}
    assert len(store.read_relationships("PARTNER_OF")) == 1


def test_a_header_printed_again_on_the_next_page_goes_on_with_the_same_meeting(store, write) -> None:
    sheet = [["Forum, 03.07.2024"], ["", "Organisation", "Status"], ["", "Chor", "anwesend"], []]
    sheet += [["", "Organisation", "Status"], ["", "Treff", "anwesend"]]
    report = loaders.load(store, write("liste.xlsx", workbook({"Forum": sheet})))
    assert [row["target"] for row in store.read_relationships("ATTENDED")] == ["mtg-2024-07-03-forum"] * 2
    assert [problem.row for problem in report.problems if problem.code == "header_repeated"] == [5]


def test_columns_for_invited_registered_and_came_are_one_mark_each(store, write) -> None:
    text = (
        "Organisation;Veranstaltung;Datum;eingeladen;angemeldet;gekommen?;entschuldigt\n"
        "Chor;Forum;03.07.2024;x;x;x;\nTreff;Forum;03.07.2024;x;12.06.2024;;krank\nLaden;Forum;03.07.2024;x;;;\n"
        "Bund;Forum;03.07.2024;x;ja;nein;\nRat;Forum;03.07.2024;;;vielleicht;\n"
    )
    report = loaders.load(store, write("liste.csv", text))
    assert [row["source"] for row in store.read_relationships("ATTENDED")] == ["act-chor"]
    said = {row["source"]: row["status"] for row in store.read_relationships("INVITED")}
    assert said == {"act-treff": "excused", "act-laden": "invited", "act-bund": "absent"}
    assert [item["name"] for item in report.review] == ["vielleicht"]
    (joined,) = [problem for problem in report.problems if problem.code == "marks_joined"]
    assert joined.params["columns"] == ["eingeladen", "angemeldet", "gekommen?", "entschuldigt"]


def test_crosses_below_angemeldet_alone_are_no_attendance_and_no_meeting(store, write) -> None:
    text = "Organisation;angemeldet;abgesagt\nChor;x;\nTreff;;x\n"
    loaders.load(store, write("Anmeldungen Forum 03.07.2024.csv", text))
    assert [row["id"] for row in store.read_nodes("Meeting")] == ["mtg-2024-07-03-anmeldungen-forum"]
    assert store.read_relationships("ATTENDED") == []
    assert {row["status"] for row in store.read_relationships("INVITED")} == {"registered", "excused"}


MEETINGS = {
    "title and labelled date": [["Auftakttreffen Fairer Handel"], ["Datum:", "03.07.2024"], []],
    "labels": [["Veranstaltung: Auftakttreffen Fairer Handel"], ["Termin:", "03.07.2024"]],
}


@pytest.mark.parametrize("titles", sorted(MEETINGS))
def test_a_sheet_for_each_meeting_needs_no_marks(store, write, titles) -> None:
    sheet = [*MEETINGS[titles], ["Nr.", "Organisation", "Ort"], [1, "Chor", "Kerpen"], [2, "Treff", "Düren"]]
    report = loaders.load(store, write("2024.xlsx", workbook({"Auftakt": sheet})))
    assert report.verdict == "accept"
    assert [row["name"] for row in store.read_nodes("Meeting")] == ["Auftakttreffen Fairer Handel"]
    assert len(store.read_relationships("ATTENDED")) == 2


def test_a_list_of_members_with_a_date_is_no_meeting(store, write) -> None:
    loaders.load(
        store, write("liste.csv", "Mitglieder im Bündnis;\nStand: 03.07.2024;\n\nOrganisation;Ort\nChor;Kerpen\n")
    )
    assert store.read_nodes("Meeting") == []
    assert [row["name"] for row in store.read_nodes("Actor")] == ["Chor"]


@pytest.mark.parametrize(
    ("place", "warned"), [("Düren", ["Runder Tisch Integration"]), ("", ["Runder Tisch Integration"]), ("Kerpen", [])]
)
def test_a_meeting_with_nearly_the_same_name_on_the_same_day_is_said(store, write, place, warned) -> None:
    head = "Organisation;Veranstaltung;Datum;Veranstaltungsort\n"
    loaders.load(store, write("eins.csv", f"{head}Chor;Runder Tisch;03.07.2024;Düren\nChor;Forum;03.07.2024;Düren\n"))
    rows = f"Treff;Runder Tisch Integration;03.07.2024;{place}\nChor;Runder Tisch;04.07.2024;Düren\n"
    report = loaders.load(store, write("zwei.csv", head + 2 * rows))
    assert [problem.value for problem in report.problems if problem.code == "meeting_alike"] == warned


@pytest.mark.parametrize(
    "text", ["Deutsch und Arabisch", "Deutsch sowie Arabisch", "Deutsch/Arabisch", "Deutsch, Arabisch"]
)
def test_languages_are_parted_however_they_are_joined(store, write, text) -> None:
    loaders.load(store, write("beratende.csv", f"Kennung;Sprachen;Themen\nB 1;{text};Klima\n"), table="advisers")
    assert store.read_nodes("Adviser")[0]["languages"] == ["Deutsch", "Arabisch"]


def test_an_event_is_called_by_its_name_and_not_by_its_short_form(store, write) -> None:
    text = "Event slug,Event name,Start date,Company,Status\nforum24,Forum Eine Welt,2024-07-03,Chor,checked in\n"
    loaders.load(store, write("export.csv", text))
    assert [row["name"] for row in store.read_nodes("Meeting")] == ["Forum Eine Welt"]


def test_a_deployment_is_told_by_who_goes_where_for_what(store, write) -> None:
    text = "Fachkraft;Kommune;von;bis;Auftrag\nFachkraft 1;Düren;01.02.2023;31.01.2025;Runder Tisch\n"
    loaders.load(store, write("einsatz.csv", text), table="deployments")
    assert [row["project"] for row in store.read_nodes("Deployment")] == ["Runder Tisch"]
    assert len(store.read_relationships("ADVISED_IN")) == 1


STAGES = {
    "stages below the meetings": [
        ["Organisation", "Ort", "Forum 03.07.2024", "Forum 03.07.2024", "Fest 05.06.2024", "Fest 05.06.2024"],
        ["Organisation", "Ort", "angemeldet", "anwesend", "angemeldet", "anwesend"],
    ],
    "stages beside the name": [
        ["", "", "Forum 03.07.2024", "Forum 03.07.2024", "Fest 05.06.2024", "Fest 05.06.2024"],
        ["Organisation", "Ort", "angemeldet", "anwesend", "angemeldet", "anwesend"],
    ],
}


@pytest.mark.parametrize("shape", sorted(STAGES))
def test_crosses_of_several_stages_under_each_meeting_are_one_mark_each(store, write, shape) -> None:
    rows = [["Chor", "Kerpen", "x", "x", "x", ""], ["Treff", "Düren", "", "", "x", "x"]]
    loaders.load(store, write("kreuze.xlsx", workbook({"2024": [*STAGES[shape], *rows]})))
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor", "Treff"}
    came = {(row["source"], row["target"]) for row in store.read_relationships("ATTENDED")}
    assert came == {("act-chor", "mtg-2024-07-03-forum"), ("act-treff", "mtg-2024-06-05-fest")}
    said = [(row["source"], row["target"], row["status"]) for row in store.read_relationships("INVITED")]
    assert said == [("act-chor", "mtg-2024-06-05-fest", "registered")]


def test_counts_above_the_header_are_no_names_of_meetings(store, write) -> None:
    sheet = [
        ["Anzahl", "", 1, 1],
        ["Organisation", "Ort", "Forum 03.07.2024", "Fest 05.06.2024"],
        ["Chor", "", "x", "x"],
    ]
    loaders.load(store, write("kreuze.xlsx", workbook({"2024": sheet})))
    assert {row["name"] for row in store.read_nodes("Meeting")} == {"Forum", "Fest"}


def test_signatures_reserve_rows_and_headings_on_a_sign_in_sheet(store, write) -> None:
    sheet = [
        ["Teilnahmeliste Forum, 03.07.2024"], ["Nr.", "Organisation", "Ort", "Unterschrift"],
        ["", "Vereine", "Vereine", "Vereine"], [1, "Chor", "Kerpen", "gez. Muster"],
        [2, "Treff", "Düren", "i. V. Muster"], [3], [4],
    ]  # fmt: skip
    report = loaders.load(store, write("liste.xlsx", workbook({"Forum": sheet})))
    assert {row["source"] for row in store.read_relationships("ATTENDED")} == {"act-chor", "act-treff"}
    assert (report.review, report.counts.read) == ([], 2)
    assert [(problem.code, problem.row) for problem in report.problems if problem.row] == [("heading_row", 3)]
    assert not any("Muster" in problem.message() for problem in report.problems)


def test_true_and_false_of_a_spreadsheet_are_marks(store, write) -> None:
    text = "Organisation;Veranstaltung;Datum;anwesend\nChor;Forum;03.07.2024;WAHR\nTreff;Forum;03.07.2024;FALSCH\n"
    loaders.load(store, write("liste.csv", text))
    assert [row["source"] for row in store.read_relationships("ATTENDED")] == ["act-chor"]
    assert [row["status"] for row in store.read_relationships("INVITED")] == ["absent"]
