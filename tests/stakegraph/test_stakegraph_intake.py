"""A coordinator's way on both stores: try, load, answer, replace, take back; with sign-in sheets of every shape."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
import xlsxwriter

from graphmodel import open_store

KNOWN = (
    "Organisation;Ort\nHaus der Kulturen Musterstadt e.V.;Jülich\nGhana-Union Düren e.V.;Düren\n"
    "Eritreische Gemeinde Bonn e.V.;Bonn\n"
)
CAME = ("Haus der Kulturn Musterstadt", "Ghana Union Düren", "Weltladen am Markt")
MEETINGS = (("Dialogforum", "03.07.2024"), ("Runder Tisch", "04.09.2024"))
DOUBT = "Eritreische Frauengruppe Bonn"


def long_list(path):
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["Veranstaltung", "Datum", "Organisation", "Ort", "Status"])
    for meeting, day in MEETINGS:
        for name in CAME:
            rows.writerow([meeting, day, name, "", "anwesend"])
    rows.writerow([*MEETINGS[0], CAME[0], "", "anwesend"])
    path = path / "liste.csv"
    path.write_bytes(text.getvalue().encode("cp1252"))
    return path


def crosses(path):
    path = path / "kreuze.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("2024")
        sheet.write_row(0, 1, [meeting for meeting, _ in MEETINGS])
        sheet.write_row(1, 0, ["Organisation", *(day for _, day in MEETINGS)])
        for number, name in enumerate(CAME, start=2):
            sheet.write_row(number, 0, [name, "x", "x"])
    return path


def sheets(path):
    path = path / "blaetter.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for meeting, day in MEETINGS:
            sheet = book.add_worksheet(day)
            sheet.write(0, 0, f"Teilnahmeliste {meeting}")
            sheet.write(1, 0, f"Datum: {day}")
            sheet.write_row(3, 0, ["Nr.", "Organisation", "Anwesenheit"])
            for number, name in enumerate(CAME, start=1):
                sheet.write_row(3 + number, 0, [str(number), name, "anwesend"])
    return path


@pytest.fixture(params=["sqlite", "neo4j"])
def url(request, tmp_path):
    if request.param == "neo4j":
        return request.getfixturevalue("empty_neo4j_url")
    return str(tmp_path / "netz.stakegraph")


def pytest_generate_tests(metafunc):
    if "shape" in metafunc.fixturenames:
        metafunc.parametrize("shape", [long_list, crosses, sheets], ids=["long", "crosses", "sheets"])


def fingerprint(url) -> str:
    with open_store(url) as store:
        return store.snapshot().fingerprint


def attended(url) -> set[tuple[str, str]]:
    with open_store(url) as store:
        names = {row["id"]: row["name"] for label in ("Actor", "Meeting") for row in store.read_nodes(label)}
        return {(names[row["source"]], names[row["target"]]) for row in store.read_relationships("ATTENDED")}


def test_try_load_answer_and_take_back(run, url, tmp_path, shape):
    known = tmp_path / "bekannt.csv"
    known.write_text(KNOWN, "utf-8")
    assert run("load", known, "--store", url).code == 0
    before, path = fingerprint(url), shape(tmp_path)

    tried = run("load", path, "--dry-run", "--store", url)
    assert (tried.code, "nichts wurde gespeichert" in tried.err) == (0, True)
    assert fingerprint(url) == before
    loaded = run("load", path, "--store", url, "--json").data
    counts = loaded["counts"]
    assert counts["read"] == sum(n for name, n in counts.items() if name != "read") > 0
    assert counts["waiting"] == 0
    expected = {
        (name, meeting)
        for name in ("Haus der Kulturen Musterstadt e.V.", "Ghana-Union Düren e.V.", "Weltladen am Markt")
        for meeting, _ in MEETINGS
    }
    assert attended(url) == expected
    assert run("load", path, "--store", url, "--json").data["counts"]["unchanged"] == counts["read"]

    taken = run("undo", loaded["load"], "--store", url)
    assert (taken.code, fingerprint(url)) == (0, before)
    history = run("history", "--store", url).out
    assert "zurückgenommen" in history
    assert f"(Zeilen: {counts['read']} gelesen, {counts['created']} neu, {counts['changed']} geändert)" in history
    assert "1 geladene Liste (" in run("status", "--store", url).out


def test_a_doubtful_name_waits_is_answered_and_remembered(run, url, tmp_path):
    known, doubtful = tmp_path / "bekannt.csv", tmp_path / "liste.csv"
    known.write_text(KNOWN, "utf-8")
    doubtful.write_text(
        "Veranstaltung;Datum;Organisation;Status\nForum;03.07.2024;Eritreische Frauengruppe Bonn;anwesend\n"
        "Forum;03.07.2024;Ghana-Union Düren;vielleicht\n",
        "utf-8",
    )
    run("load", known, "--store", url)
    report = run("load", doubtful, "--store", url)
    assert "2 Fragen warten auf Ihre Antwort" in report.out
    assert attended(url) == set()
    asked = run("review", "--store", url, "--json").data
    assert {item["kind"] for item in asked} == {"name", "value"}
    shown = run("review", "list", "--store", url).out
    assert "Ist „Eritreische Frauengruppe Bonn“ schon bekannt?" in shown
    assert "Was bedeutet „vielleicht“ (Spalte „Status“)?" in shown
    assert "liste.csv, Zeile 2" in shown

    assert run("review", "accept", DOUBT, "--store", url).code == 0
    assert attended(url) == {("Eritreische Gemeinde Bonn e.V.", "Forum")}
    waiting = fingerprint(url)
    assert run("review", "accept", "vielleicht", "--as", "1", "--store", url).code == 0
    assert ("Ghana-Union Düren e.V.", "Forum") in attended(url)
    value = next(item["id"] for item in asked if item["kind"] == "value")
    assert run("review", "undo", value, "--store", url).code == 0
    assert fingerprint(url) == waiting
    assert run("review", "reject", "nie gefragt", "--store", url).code == 1

    again = tmp_path / "naechste.csv"
    again.write_text(f"Veranstaltung;Datum;Organisation\nFest;05.07.2024;{DOUBT}\n", "utf-8")
    assert run("load", again, "--store", url, "--json").data["review"] == []
    assert ("Eritreische Gemeinde Bonn e.V.", "Fest") in attended(url)


def test_a_corrected_list_replaces_its_predecessor(run, url, tmp_path):
    first, second = tmp_path / "liste.csv", tmp_path / "berichtigt.csv"
    first.write_text("Organisation;Ort\nChor Jülich;Jülich\nVerein Zugvogel;Düren\nTippfeler e.V.;Jülich\n", "utf-8")
    second.write_text("Organisation;Ort\nVerein Zugvogel;Düren\nChor Jülich;Düren\nTippfehler e.V.;Jülich\n", "utf-8")
    load = run("load", first, "--store", url, "--json").data["load"]
    tried = run("load", second, "--replaces", load, "--dry-run", "--store", url)
    assert "Neu hinzu kämen" in tried.out
    assert "Wegfallen würden" in tried.out
    assert "Tippfeler e.V. · Organisationen" in tried.out
    done = run("load", second, "--replaces", load, "--store", url, "--json").data
    assert done["counts"]["unchanged"] == 1
    assert [entry["name"] for entry in done["difference"]["added"] if entry["kind"] == "node"] == ["Tippfehler e.V."]
    with open_store(url) as store:
        assert sorted(row["name"] for row in store.read_nodes("Actor")) == [
            "Chor Jülich",
            "Tippfehler e.V.",
            "Verein Zugvogel",
        ]
    assert f"(ersetzt {load})" in run("history", "--store", url).out
    assert run("load", second, "--replaces", load, "--store", url).code == 1


def test_a_role_that_was_corrected_is_said_in_words(run, url, tmp_path):
    first, second = tmp_path / "liste.csv", tmp_path / "berichtigt.csv"
    for path, role in ((first, "Teilnehmer"), (second, "Moderation")):
        path.write_text(f"Veranstaltung;Datum;Organisation;Rolle\nForum;03.07.2024;Verein Zugvogel;{role}\n", "utf-8")
    load = run("load", first, "--store", url, "--json").data["load"]
    tried = run("load", second, "--replaces", load, "--dry-run", "--store", url)
    assert "Verein Zugvogel – Forum" in tried.out
    assert "(Rolle: war dabei → hat moderiert)" in tried.out
    assert "Wegfallen würden" not in tried.out


def test_questions_go_out_as_a_sheet_and_come_back(run, url, tmp_path):
    known, doubtful, sheet = tmp_path / "bekannt.csv", tmp_path / "liste.csv", tmp_path / "fragen.xlsx"
    known.write_text(KNOWN, "utf-8")
    doubtful.write_text(f"Veranstaltung;Datum;Organisation\nForum;03.07.2024;{DOUBT}\n", "utf-8")
    run("load", known, doubtful, "--store", url)
    assert run("review", "--excel", sheet, "--store", url).code == 0
    book = openpyxl.load_workbook(sheet)
    page = book["Prüfen"]
    head = [cell.value for cell in page[1]]
    assert page.cell(2, head.index("In der Liste") + 1).value == DOUBT
    page.cell(2, head.index("Antwort") + 1).value = "irgendwas"
    book.save(sheet)
    before = fingerprint(url)
    refused = run("review", "--from", sheet, "--store", url)
    assert (refused.code, fingerprint(url)) == (1, before)
    assert "fragen.xlsx, Zeile 2, Spalte „Antwort“" in refused.err
    page.cell(2, head.index("Antwort") + 1).value = "Vorschlag 1"
    book.save(sheet)
    assert "1 Antwort gemerkt; 0 Fragen" in run("review", "--from", sheet, "--store", url).out
    assert attended(url) == {("Eritreische Gemeinde Bonn e.V.", "Forum")}


def test_status_says_what_to_mend_first(run, tmp_path):
    url, path = str(tmp_path / "netz.stakegraph"), tmp_path / "liste.csv"
    path.write_text("Organisation;Ort\nChor Jülich;Jülich\nVerein Zugvogel;\n", "utf-8")
    other = tmp_path / "andere.csv"
    other.write_text("Organisation;Gründung\nChor Jülich;1998\n", "utf-8")
    third = tmp_path / "dritte.csv"
    third.write_text("Organisation;Gründung\nChor Jülich;1989\n", "utf-8")
    for list_ in (path, other, third):
        assert run("load", list_, "--store", url).code == 0
    said = run("status", "--store", url).out
    assert "Was zuerst verbessern?" in said
    assert "Bei 2 von 2 Organisationen ist die Art unbekannt." in said
    assert "Widersprüche zwischen den Quellen: 1" in said
    found = run("status", "--store", url, "--json").data["quality"]
    assert found["counts"]["contradictions"] == 1
    assert {value["value"] for value in found["contradictions"][0]["values"]} == {"1998", "1989"}


@pytest.mark.parametrize("table", ["actors", "attendance", "partnerships", "advisers"])
def test_a_template_can_be_loaded_as_it_is(run, tmp_path, table):
    path, url = tmp_path / "vorlage.xlsx", str(tmp_path / "netz.stakegraph")
    assert run("template", table, "-o", path).code == 0
    assert run("template", table, "-o", path).code == 2
    report = run("load", path, "--as", table, "--dry-run", "--store", url, "--json").data
    assert report["verdict"] != "reject", report["problems"]
    assert report["counts"]["read"] == 1


def test_the_invented_district_can_be_seen(run, tmp_path):
    url = str(tmp_path / "netz.stakegraph")
    data = run("demo", "--example", "musterkreis", "--no-browser", "--store", url, "--json").data
    assert data["counts"]["Meeting"] == 38
    assert 180 <= data["counts"]["Actor"] <= 210
    said = run("review", "--store", url)
    assert "Gleich gelagert" in said.out
    before = len(run("review", "--store", url, "--json").data)
    item = run("review", "--store", url, "--json").data[0]
    answered = run("review", "reject", item["id"], "--like", "--store", url, "--json").data
    assert len(answered["answered"]) > 1
    assert answered["open"] == before - len(answered["answered"])


def test_what_is_unknown_is_said_before_an_answer_and_not_into_data(run, tmp_path):
    url, known = str(tmp_path / "netz.stakegraph"), tmp_path / "bekannt.csv"
    known.write_text(KNOWN + "Verein ohne Ort;\n", "utf-8")
    run("load", known, "--store", url)
    said = run("what-if", "--remove", "Ghana-Union Düren e.V.", "--store", url)
    assert said.code == 0
    assert "unbekannt ist bei 25 % der Organisationen der Sitz, bei 100 % das Thema" in said.err
    assert "Zur Datenlage" not in said.out
    english = run("what-if", "--remove", "Ghana-Union Düren e.V.", "--store", url, "--lang", "en")
    assert "the seat is unknown for 25 % of the organisations" in english.err
    assert run("what-if", "--remove", "Ghana-Union Düren e.V.", "--store", url, "--json").err == ""


def test_status_of_a_name_says_where_each_value_is_from(run, tmp_path):
    url = str(tmp_path / "netz.stakegraph")
    for name, site in (("eins", "eins.example;hoch"), ("zwei", "zwei.example;niedrig")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"Organisation;Ort;Webseite;Sicherheit\nGhana-Union Düren e.V.;Düren;{site}\n", "utf-8")
        run("load", path, "--store", url)
    said = run("status", "Ghana-Union", "--store", url)
    assert "Webseite: eins.example" in said.out
    assert "anders „zwei.example“: zwei.csv, Zeile 2" in said.out
    assert "→ Sitz (1)" in said.out
    data = run("status", "Ghana-Union", "--store", url, "--json").data
    assert {entry["property"] for entry in data["properties"]} == {"name", "seat", "website"}
    assert [row["type"] for row in data["relationships"]] == ["BASED_IN"]
    assert run("status", "Nirgendwo", "--store", url).code == 1


def test_kinds_are_told_in_words(run, tmp_path):
    url = str(tmp_path / "netz.stakegraph")
    for name, kind in (("eins", "Eine-Welt-Gruppe"), ("zwei", "MSO")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"Organisation;Ort;Typ\nGhana-Union Düren e.V.;Düren;{kind}\n", "utf-8")
        run("load", path, "--store", url)
    said = run("status", "Ghana-Union", "--store", url).out
    assert "Art: MSO" in said
    assert "anders „Eine-Welt-Gruppe“" in said
    assert "Art: „MSO“ (" in run("status", "--store", url).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("undo", "L0099"), 1, "Eine Ladung „L0099“ gibt es nicht. Vorhanden: L0001."),
        (("load", "LISTE", "--replaces", "L0099"), 1, "Eine Ladung „L0099“ gibt es nicht."),
        (("load", "LISTE", "--as", "vereine"), 2, "attendance"),
        (("load", "LISTE", "--profile", "fehlt"), 1, "Das Profil „fehlt“ gibt es nicht."),
        (
            ("load", "LISTE", "--as", "actors", "--column", "Ort=Farbe"),
            1,
            "„Farbe“ ist keine Spalte der Tabelle actors.",
        ),
        (("load", "LISTE", "--as", "actors", "--column", "Religion=Ort"), 1, "„Religion“ wird nie gelesen"),
        (("profile", "show", "fehlt"), 1, "Die Zuordnung „fehlt“ gibt es nicht. Vorhanden: keine."),
    ],
)
def test_what_is_asked_for_wrongly_is_said_in_german(run, tmp_path, words, code, said):
    url, known = str(tmp_path / "netz.stakegraph"), tmp_path / "bekannt.csv"
    known.write_text(KNOWN, "utf-8")
    run("load", known, "--store", url)
    ran = run(*(str(known) if word == "LISTE" else word for word in words), "--store", url)
    assert (ran.code, said in ran.out + ran.err) == (code, True), ran.out + ran.err
    assert "Traceback" not in ran.err


ADVISERS = "Kürzel;Sprachen;Themen;Länder;Kapazität\n"


@pytest.mark.parametrize(
    ("text", "first", "detail"),
    [
        (
            ADVISERS + "B1;Deutsch;;;1\n;Deutsch;Bildung;;1\nB3;;;;2\n",
            "2 Fehler in beratende.csv (Zeilen 3, 4).",
            "Zu „B3“ fehlen Sprachen, Themen, Länder und Orte.",
        ),
        (
            "Sprachen;Themen;Kapazität\nDeutsch;Bildung;1\n",
            "ein Fehler in beratende.csv (Zeile 1).",
            "fehlt eine Spalte für das Kürzel der Person",
        ),
        (
            ADVISERS + "".join(f"C{k};;;;\n" for k in range(60)),
            "60 Fehler in beratende.csv (Zeilen 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …).",
            "… und 40 weitere (--json)",
        ),
    ],
)
def test_a_list_that_is_refused_is_told_in_one_sentence_first(run, tmp_path, text, first, detail):
    path = tmp_path / "beratende.csv"
    path.write_text(text, "utf-8")
    for words, head in ((("--dry-run",), "Kann so nicht übernommen werden"), ((), "Nichts wurde übernommen")):
        ran = run("load", path, "--as", "advisers", "--store", str(tmp_path / "netz.stakegraph"), *words)
        sentence, *details = ran.out.splitlines()
        assert ran.code == 1
        assert sentence.startswith(f"{head}: {first} Bitte berichtigen")
        assert detail in ran.out
        assert len(details) < 25


def test_an_answer_that_cannot_be_given_is_refused_in_words(run, url, tmp_path):
    known, doubtful = tmp_path / "bekannt.csv", tmp_path / "liste.csv"
    known.write_text(KNOWN, "utf-8")
    doubtful.write_text(
        f"Veranstaltung;Datum;Organisation;Status\nForum;03.07.2024;{DOUBT};anwesend\n"
        "Forum;03.07.2024;Chor;vielleicht\n",
        "utf-8",
    )
    brought = run("load", known, "--store", url, "--json").data["load"]
    run("load", doubtful, "--store", url)
    unclear = run("review", "accept", "vielleicht", "--store", url)
    assert (unclear.code, "1 (anwesend), 2 (entschuldigt)" in unclear.err) == (1, True)
    assert "--as 1" in unclear.err

    run("undo", brought, "--store", url)
    (item,) = [item for item in run("review", "--store", url, "--json").data if item["kind"] == "name"]
    assert item["candidates"] == []
    gone = run("review", "accept", DOUBT, "--store", url)
    assert (gone.code, "gibt es keinen Vorschlag" in gone.err) == (1, True)
    assert run("review", "reject", DOUBT, "--store", url).code == 0
    assert attended(url) == {(DOUBT, "Forum")}


def test_a_trial_says_when_there_is_nothing_to_take_over(run, url, tmp_path):
    note, known = tmp_path / "notiz.txt", tmp_path / "bekannt.csv"
    note.write_text("Kuchen nicht vergessen.\n", "utf-8")
    known.write_text(KNOWN, "utf-8")
    assert "Kann so übernommen werden." in run("load", known, "--dry-run", "--store", url).out
    run("load", known, "--store", url)
    for path in (note, known):
        assert "Es gibt nichts Neues zu übernehmen." in run("load", path, "--dry-run", "--store", url).out
