"""Lists into the graph: whole or not at all, twice the same, back out again."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest

import loaders
from graphmodel import open_store
from graphmodel.errors import NotFoundError, ParameterError
from loaders.messages import codes
from loaders.report import Problem

NRW = sorted((Path(__file__).resolve().parents[2] / "examples" / "nrw").glob("*.csv"))
ATTENDANCE = """Organisation;Ort;Veranstaltung;Datum;Status
Haus der Kulturen Musterstadt e.V.;Jülich;Dialogforum;03.07.2024;anwesend
Stadt Jülich, Amt für Integration;Jülich;Dialogforum;03.07.2024;anwesend
Ghana-Union Düren e.V.;Düren;Dialogforum;03.07.2024;entschuldigt
"""


@pytest.fixture
def nrw(store):
    report = loaders.load(store, NRW)
    assert report.ok
    return store


def test_every_relationship_keeps_the_source_that_its_row_states(nrw) -> None:
    for type_ in ("MEMBER_OF", "FUNDS", "COOPERATES_WITH", "PART_OF", "PARTNER_OF", "ATTENDED"):
        refs = [row["source_ref"] for row in nrw.read_relationships(type_)]
        assert refs
        assert not [ref for ref in refs if ".csv, Zeile" in ref], type_


def test_source_and_target_are_ends_but_source_alone_is_where_it_is_from(store, write) -> None:
    ends = write("kanten.csv", "Source,Target,Weight\nSüdwind Bonn e.V.,Kulturhaus Neuss e.V.,2\n")
    assert loaders.load(store, ends, table="cooperations").ok
    told = write("bund.csv", "Von,Nach,Source\nSüdwind Bonn e.V.,Weltladen Essen,Protokoll 7\n")
    assert loaders.load(store, told, table="cooperations").ok
    refs = {row["target"]: row["source_ref"] for row in store.read_relationships("COOPERATES_WITH")}
    assert refs == {"act-kulturhaus-neuss": "kanten.csv, Zeile 2", "act-weltladen-essen": "Protokoll 7"}


def _counts_add_up(report) -> bool:
    counts = report.counts.as_dict()
    return counts["read"] == sum(value for name, value in counts.items() if name != "read")


def test_an_attendance_list_becomes_organisations_meetings_and_ties(store, write) -> None:
    report = loaders.load(store, write("liste.csv", ATTENDANCE))
    assert report.verdict == "accept"
    assert report.counts.as_dict()["created"] == 3
    assert [row["name"] for row in store.read_nodes("Actor")] == [
        "Ghana-Union Düren e.V.",
        "Haus der Kulturen Musterstadt e.V.",
    ]
    attended = {row["source"] for row in store.read_relationships("ATTENDED")}
    assert attended == {"act-haus-der-kulturen-musterstadt", "mun-05358024"}
    assert [row["status"] for row in store.read_relationships("INVITED")] == ["excused"]
    meeting = store.read_nodes("Meeting")[0]
    assert (meeting["name"], meeting["date_start"]) == ("Dialogforum", "2024-07-03")
    assert "liste.csv, Zeile 2" in {row["source_ref"] for row in store.read_relationships("ATTENDED")}


def test_loading_the_same_file_again_changes_nothing_and_says_so(store, write) -> None:
    path = write("liste.csv", ATTENDANCE)
    loaders.load(store, path)
    before = store.snapshot().fingerprint
    report = loaders.load(store, path)
    assert report.counts.unchanged == report.counts.read == 3
    assert "already_loaded" in {problem.code for problem in report.problems}
    assert store.snapshot().fingerprint == before
    assert len(loaders.history(store)) == 1


def test_one_wrong_cell_keeps_the_whole_delivery_out(store, write) -> None:
    good = write("gut.csv", ATTENDANCE)
    bad = write("schlecht.csv", ATTENDANCE.replace("03.07.2024", "31.02.2024", 1))
    report = loaders.load(store, [good, bad])
    assert report.verdict == "reject"
    assert not any(store.counts().values())
    assert loaders.history(store) == []
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert (problem.file, problem.row, problem.column, problem.value) == ("schlecht.csv", 2, "Datum", "31.02.2024")
    assert _counts_add_up(report)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(store, write) -> None:
    report = loaders.load(store, write("liste.csv", ATTENDANCE), dry_run=True)
    assert report.counts.created == 3
    assert report.load is None
    assert not any(store.counts().values())
    assert loaders.history(store) == []


def test_undo_takes_a_load_back_whole(store, write) -> None:
    before = store.snapshot().fingerprint
    report = loaders.load(store, write("liste.csv", ATTENDANCE))
    loaders.undo(store, report.load)
    assert store.snapshot().fingerprint == before
    assert loaders.history(store)[0]["status"] == "undone"
    with pytest.raises(ParameterError, match="taken back already"):
        loaders.undo(store, report.load)
    with pytest.raises(NotFoundError, match="no load 'L9999'"):
        loaders.undo(store, "L9999")


def test_undo_keeps_what_another_list_still_supports(store, write) -> None:
    first = loaders.load(store, write("eins.csv", ATTENDANCE))
    later = ATTENDANCE.replace("03.07.2024", "04.09.2024").replace("Ghana-Union Düren e.V.;Düren", "Verein Neu;Bonn")
    loaders.load(store, write("zwei.csv", later))
    loaders.undo(store, first.load)
    names = {row["name"] for row in store.read_nodes("Actor")}
    assert names == {"Haus der Kulturen Musterstadt e.V.", "Verein Neu"}
    assert {row["target"] for row in store.read_relationships("ATTENDED")} == {"mtg-2024-09-04-dialogforum"}


def test_undoing_the_later_load_restores_the_earlier_value(store, write) -> None:
    loaders.load(store, write("a.csv", "Organisation;Ort;Webseite\nVerein Beispiel;Bonn;alt.example\n"))
    report = loaders.load(store, write("b.csv", "Organisation;Ort;Webseite\nVerein Beispiel;Bonn;neu.example\n"))
    assert store.read_nodes("Actor")[0]["website"] == "neu.example"
    loaders.undo(store, report.load)
    assert store.read_nodes("Actor")[0]["website"] == "alt.example"


LISTS = {
    "actors": "Organisation;Ort;Länderbezug;Themen\nChor {n};Bünde;Ghana;Klima\n",
    "attendance": "Organisation;Veranstaltung;Datum;Veranstaltungsort\nChor {n};Forum;03.07.2024;Löhne\n",
    "partnerships": "Kommune;Partnerstadt;Land;Art\n{town};Keta;Ghana;Partnerschaft\n",
}


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_undoing_the_earlier_list_leaves_what_the_later_one_alone_would_bring(store, write, kind) -> None:
    earlier = write("eins.csv", LISTS[kind].format(n="eins", town="Bünde"))
    later = write("zwei.csv", LISTS[kind].format(n="zwei", town="Löhne"))
    first = loaders.load(store, earlier)
    loaders.load(store, later)
    loaders.undo(store, first.load)
    assert loaders.check_journal(store) == []
    with open_store(":memory:") as alone:
        loaders.load(alone, later)
        for label in ("Actor", "Municipality", "Meeting", "Country"):
            assert store.read_nodes(label) == alone.read_nodes(label)
        themes = [[(row["id"], row.get("slug")) for row in one.read_nodes("Theme")] for one in (store, alone)]
        assert themes[0] == themes[1]
        for type_ in ("BASED_IN", "HELD_IN", "IN_COUNTRY", "PARTNER_OF", "ATTENDED"):
            assert store.read_relationships(type_) == alone.read_relationships(type_)


def test_a_row_about_a_known_municipality_is_no_skipped_row(store, write) -> None:
    report = loaders.load(store, write("a.csv", "Organisation;Ort\nChor;Bünde\nStadt Bünde, Sozialamt;Bünde\n"))
    assert (report.counts.created, report.counts.skipped) == (2, 0)


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("Bünde;Quickborn;Deutschland", "partner_ambiguous", "Pinneberg, 01056041"),
        ("Bünde;Klein Kleckersdorf;Deutschland", "partner_unknown", "Klein Kleckersdorf"),
        ("Neustadt;Keta;Ghana", "home_ambiguous", "Marburg-Biedenkopf"),
        ("Klein Kleckersdorf;Keta;Ghana", "home_unknown", "Klein Kleckersdorf"),
    ],
)
def test_a_partnership_that_cannot_be_placed_is_named_and_says_what_to_do(store, write, row, code, said) -> None:
    report = loaders.load(store, write("p.csv", f"Kommune;Partnerstadt;Land\n{row}\n"))
    (problem,) = report.problems
    assert (problem.code, problem.row, problem.severity) == (code, 2, "warning")
    assert said in problem.message()
    assert "nicht übernommen" in problem.message()
    assert store.read_relationships("PARTNER_OF") == []


def test_a_partner_without_a_country_is_named_unless_it_is_known(store, write) -> None:
    known = write("a.csv", "Kommune;Partnerkommune;Land\nAachen;Keta;Ghana\nEssen;Keta;Togo\nBonn;Kayes;Mali\n")
    assert loaders.load(store, known).verdict == "accept"
    rows = "Kommune;Partnerkommune\nJülich;Kayes\nJülich;Ho\nJülich;Keta\nJülich;Lünen\nJülich;Quickborn\n"
    report = loaders.load(store, write("b.csv", rows))
    said = [(problem.code, problem.row, problem.column) for problem in report.problems]
    assert said == [
        ("partner_country_missing", 3, "Partnerkommune"),
        ("partner_ambiguous", 4, "Partnerkommune"),
        ("partner_ambiguous", 6, "Partnerkommune"),
    ]
    assert "Keta (GH), Keta (TG)" in report.problems[1].message("de")
    ends = {row["target"] for row in store.read_relationships("PARTNER_OF") if row["source"] == "mun-05358024"}
    assert ends == {"for-ml-kayes", "for-xx-ho", "mun-05978024"}


def test_the_key_of_the_partner_settles_which_town_is_meant(store, write) -> None:
    loaders.load(store, write("p.csv", "Kommune;Partnerstadt;AGS Partner;Land\nBünde;Quickborn;1056041;Deutschland\n"))
    assert [row["target"] for row in store.read_relationships("PARTNER_OF")] == ["mun-01056041"]


def test_a_town_with_and_without_its_title_is_no_contradiction(store, write) -> None:
    loaders.load(store, write("a.csv", "Organisation;Ort\nChor;Herford\n"))
    loaders.load(store, write("b.csv", "Kommune;AGS;Einwohner\nStadt Herford;05758012;67000\n"), table="municipalities")
    found = loaders.quality(store).contradictions
    assert [entry["property"] for entry in found] == ["population"]


def test_both_of_two_conflicting_values_stay_on_record(store, write) -> None:
    loaders.load(
        store, write("a.csv", "Organisation;Ort;Webseite;Quelle;Sicherheit\nVerein X1;Bonn;a.example;A;hoch\n")
    )
    loaders.load(
        store, write("b.csv", "Organisation;Ort;Webseite;Quelle;Sicherheit\nVerein X1;Bonn;b.example;B;niedrig\n")
    )
    (actor,) = store.read_nodes("Actor")
    assert (actor["website"], actor["source"]) == ("a.example", "A")
    said = [entry["data"]["website"] for entry in loaders.evidence(store, actor["id"]) if "website" in entry["data"]]
    assert said == ["a.example", "b.example"]


def test_an_edit_by_hand_wins_and_can_be_taken_back(store, write) -> None:
    loaders.load(store, write("a.csv", "Organisation;Ort;Webseite\nVerein Beispiel;Bonn;alt.example\n"))
    id_ = store.read_nodes("Actor")[0]["id"]
    loaders.edit(store, "Actor", id_, {"website": "hand.example"}, who="Muster")
    assert store.read_nodes("Actor")[0]["website"] == "hand.example"
    loaders.undo(store, loaders.history(store)[0]["id"])
    assert store.read_nodes("Actor")[0]["website"] == "alt.example"


def test_nodes_that_were_written_directly_survive_a_load_and_its_undo(store, write) -> None:
    store.upsert_nodes("Actor", [{"id": "act-verein-beispiel", "name": "Verein Beispiel", "members": "12"}])
    before = store.snapshot().fingerprint
    report = loaders.load(store, write("a.csv", "Organisation;Webseite\nVerein Beispiel;neu.example\n"))
    assert store.read_nodes("Actor")[0]["members"] == "12"
    loaders.undo(store, report.load)
    assert store.snapshot().fingerprint == before


def test_a_dangling_reference_and_a_duplicate_id_are_named(store, write) -> None:
    meetings = write("m.csv", "id,title,date_start\nm1,Treffen,2024-07-03\nm1,Treffen,2024-07-04\n")
    attendance = write("a.csv", "meeting_id,actor_id,role\nm1,act-gibt-es-nicht,host\n")
    report = loaders.load(store, [meetings, attendance])
    found = {(problem.code, problem.row, problem.column) for problem in report.problems if problem.severity == "error"}
    assert found == {("id_duplicate", 3, "id"), ("reference_unknown", 2, "actor_id")}


def test_the_order_of_files_does_not_matter() -> None:
    prints = []
    for files in (NRW, NRW[::-1]):
        with open_store(":memory:") as opened:
            report = loaders.load(opened, files)
            assert report.ok
            assert _counts_add_up(report)
            prints.append(opened.snapshot().fingerprint)
    assert prints[0] == prints[1]


def test_the_example_loads_with_every_row_accounted_for(nrw) -> None:
    counts = nrw.counts()
    expected = {"Municipality": 1818, "Actor": 1107, "Meeting": 79, "Theme": 148, "Deployment": 16, "PARTNER_OF": 1293}
    assert {name: counts[name] for name in expected} == expected
    assert counts["MEMBER_OF"] + counts["FUNDS"] + counts["PART_OF"] + counts["COOPERATES_WITH"] == 1545


def test_the_report_is_plain_data_in_both_languages(store, write) -> None:
    report = loaders.load(store, write("a.csv", "Organisation;Datum;Veranstaltung\nVerein;heute;Treffen\n"))
    for lang, words in (("de", "ist kein Datum"), ("en", "is not a date")):
        data = json.loads(json.dumps(report.as_dict(lang)))
        assert words in data["problems"][0]["message"]
        assert set(data) >= {"verdict", "files", "counts", "problems", "review"}


def test_every_code_that_is_used_has_a_sentence() -> None:
    known = set(codes())
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("loaders", "loaders.formats")
        for path in resources.files(folder).iterdir()
        if path.name.endswith(".py")
    )
    used = set(re.findall(r'(?:"error"|"warning"|"note"|severity), "([a-z_]+)"', text))
    used -= {"warning", "error", "note", "confidence"}
    assert used <= known, sorted(used - known)
    assert Problem("error", "file_empty", file="x\x1b[0m.csv").message().startswith("x<U+001B>[0m.csv: Die Datei ")


def test_two_lists_that_count_for_themselves_are_not_one(store, write) -> None:
    loaders.load(
        store, write("a.csv", "ID;Organisation;Ort\n1;Chor der Kulturen e.V.;Kerpen\n2;Weltladen Düren;Düren\n")
    )
    before = store.snapshot().fingerprint
    other = write("b.csv", "ID;Organisation;Ort\n1;Ghana-Union Düren e.V.;Düren\n")
    report = loaders.load(store, other)
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert (problem.code, problem.row, problem.column, problem.value) == ("id_taken", 2, "ID", "1")
    assert "„Chor der Kulturen e.V.“" in problem.message()
    assert store.snapshot().fingerprint == before
    again = write("c.csv", "ID;Organisation;Ort;Webseite\n1;Chor der Kulturen;Kerpen;chor.example\n")
    assert loaders.load(store, again).ok


def test_what_was_read_as_the_same_without_a_question_is_said(store, write) -> None:
    names = ["Tansania-Verein Löhne e.V.", "Tansanja-Verein Löhne", "Tansania-Verein Löhne", "Chor Morgenstern Bünde"]
    report = loaders.load(store, write("a.csv", "\n".join(["Organisation", *names])), dry_run=True)
    (joined,) = [problem for problem in report.problems if problem.code == "names_joined"]
    assert joined.severity == "note"
    assert "„Tansanja-Verein Löhne“ = „Tansania-Verein Löhne e.V.“." in joined.message()
    assert "“Tansanja-Verein Löhne”" in joined.message("en")


def test_of_many_that_were_read_as_the_same_the_least_alike_are_said(store, write) -> None:
    towns = ["Löhne", "Bünde", "Herford", "Soest", "Werl", "Hamm", "Kleve", "Unna", "Moers", "Wesel", "Bonn", "Köln"]
    towns += ["Aachen", "Düren"]
    names = [name.format(town) for town in towns for name in ("Tansania-Verein {}", "Tansanja-Verein {}")]
    report = loaders.load(store, write("a.csv", "\n".join(["Organisation", *names])), dry_run=True)
    (joined,) = [problem for problem in report.problems if problem.code == "names_joined"]
    assert joined.message().count(" = ") == 12
    assert " und 2 weitere." in joined.message()
