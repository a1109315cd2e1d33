"""A corrected list in place of an earlier one, and back: on both stores."""

from __future__ import annotations

import pytest

import loaders
from graphmodel import open_store
from graphmodel.errors import ParameterError
from loaders.questions import review_items

KNOWN = "Organisation;Ort\nEritreische Gemeinde Bonn e.V.;Bonn\nGhana-Union Düren e.V.;Düren\n"
HEAD = "Veranstaltung;Datum;Organisation;Ort;Status;Webseite\n"
FIRST = HEAD + (
    "Forum;03.07.2024;Verein Zugvogel;Düren;anwesend\n"
    "Forum;03.07.2024;Chor der Kulturen e.V.;Kerpen;anwesend\n"
    "Forum;03.07.2024;Eritreische Frauengruppe Bonn;;anwesend\n"
    "Forum;03.07.2024;Ghana-Union Düren;;vielleicht\n"
)
SECOND = HEAD + (
    "Forum;03.07.2024;Chor der Kulturen e.V.;Kerpen;entschuldigt\n"
    "Forum;03.07.2024;Nachbarschaft Neuss e.V.;Neuss;anwesend\n"
)
DOUBT = "Eritreische Frauengruppe Bonn"


@pytest.fixture(params=["sqlite", "neo4j"])
def either_store(request, tmp_path):
    url = request.getfixturevalue("empty_neo4j_url") if request.param == "neo4j" else str(tmp_path / "netz.stakegraph")
    with open_store(url) as opened:
        yield opened


def state(store):
    records = sorted((row["load"], row["kind"], row["subject"], row["data"]) for row in store.read_nodes("Record"))
    questions = [(item["id"], item["name"], item["status"], item["rows"]) for item in review_items(store)]
    return store.snapshot().fingerprint, records, questions


def test_taking_the_corrected_list_back_brings_the_earlier_one_back(either_store, write) -> None:
    store = either_store
    loaders.load(store, write("bekannt.csv", KNOWN))
    first = loaders.load(store, write("erste.csv", FIRST))
    assert len(first.review) == 2
    before = state(store)
    second = loaders.load(store, write("zweite.csv", SECOND), replaces=first.load)
    assert {entry["name"] for entry in second.difference["removed"]} >= {"Verein Zugvogel"}
    assert {entry["name"] for entry in second.difference["added"]} >= {"Nachbarschaft Neuss e.V."}
    names = {row["name"] for row in store.read_nodes("Actor")}
    assert ("Verein Zugvogel" in names, "Nachbarschaft Neuss e.V." in names) == (False, True)
    assert review_items(store) == []
    assert [entry["status"] for entry in loaders.history(store)] == ["active", "replaced", "active"]

    with pytest.raises(ParameterError, match=f"replaced by {second.load}"):
        loaders.undo(store, first.load)
    loaders.undo(store, second.load)
    assert state(store) == before
    assert [entry["status"] for entry in loaders.history(store)] == ["undone", "active", "active"]
    loaders.undo(store, first.load)
    assert {row["name"] for row in store.read_nodes("Actor")} == {
        "Eritreische Gemeinde Bonn e.V.",
        "Ghana-Union Düren e.V.",
    }


def test_an_attendance_in_another_role_is_one_tie_that_changes(store, write) -> None:
    rows = "Veranstaltung;Datum;Organisation;Rolle\nForum;03.07.2024;Verein Zugvogel;{}\n"
    first = loaders.load(store, write("erste.csv", rows.format("Teilnehmer")))
    second = loaders.load(store, write("zweite.csv", rows.format("Moderation")), replaces=first.load)
    assert (second.difference["added"], second.difference["removed"]) == ([], [])
    (tie,) = second.difference["changed"]
    assert (tie["label"], tie["changes"]) == ("ATTENDED", {"role": ["participant", "moderator"]})


def test_a_chain_of_corrections_comes_back_step_by_step(store, write) -> None:
    prints, loads = [], []
    for number, text in enumerate((FIRST, SECOND, SECOND.replace("entschuldigt", "anwesend"))):
        replaces = loads[-1] if loads else None
        loads.append(loaders.load(store, write(f"{number}.csv", text), replaces=replaces).load)
        prints.append(store.snapshot().fingerprint)
    assert len(set(prints)) == 3
    for load, before in zip(loads[:0:-1], prints[-2::-1], strict=True):
        loaders.undo(store, load)
        assert store.snapshot().fingerprint == before


def test_an_answer_given_in_the_meantime_holds_for_the_list_that_comes_back(either_store, write) -> None:
    store = either_store
    loaders.load(store, write("bekannt.csv", KNOWN))
    first = loaders.load(store, write("erste.csv", FIRST))
    corrected = FIRST.replace("Verein Zugvogel;Düren", "Nachbarschaft Neuss e.V.;Neuss")
    second = loaders.load(store, write("zweite.csv", corrected), replaces=first.load)
    for item in review_items(store):
        loaders.decide(store, item["id"], "accept" if item["name"] == DOUBT else "same:present")
    attended = {row["source"] for row in store.read_relationships("ATTENDED")}
    assert {"act-eritreische-gemeinde-bonn", "act-ghana-union-dueren"} <= attended
    loaders.undo(store, second.load)
    attended = {row["source"] for row in store.read_relationships("ATTENDED")}
    assert attended == {
        "act-eritreische-gemeinde-bonn", "act-ghana-union-dueren", "act-verein-zugvogel", "act-chor-der-kulturen",
    }  # fmt: skip
    assert review_items(store) == []


def test_an_answer_taken_back_in_the_meantime_is_asked_again(store, write) -> None:
    loaders.load(store, write("bekannt.csv", KNOWN))
    first = loaders.load(store, write("erste.csv", FIRST))
    (item,) = [item for item in review_items(store) if item["name"] == DOUBT]
    loaders.decide(store, item["id"], "accept")
    second = loaders.load(store, write("zweite.csv", SECOND), replaces=first.load)
    loaders.undo_decision(store, item["id"])
    loaders.decide(store, item["id"], "accept")
    loaders.undo_decision(store, item["id"])
    assert "act-eritreische-gemeinde-bonn" not in {row["source"] for row in store.read_relationships("ATTENDED")}
    loaders.undo(store, second.load)
    assert {item["name"] for item in review_items(store)} == {DOUBT, "vielleicht"}
    assert "act-eritreische-gemeinde-bonn" not in {row["source"] for row in store.read_relationships("ATTENDED")}


def test_a_merge_in_the_meantime_holds_for_the_list_that_comes_back(store, write) -> None:
    loaders.load(store, write("bekannt.csv", KNOWN + "Verein Zugvogel;Düren\nSegelflugfreunde Aachen;Aachen\n"))
    first = loaders.load(store, write("erste.csv", FIRST))
    second = loaders.load(store, write("zweite.csv", SECOND), replaces=first.load)
    loaders.merge_actors(store, "act-segelflugfreunde-aachen", "act-verein-zugvogel")
    loaders.undo(store, second.load)
    assert "act-verein-zugvogel" not in {row["id"] for row in store.read_nodes("Actor")}
    assert "act-segelflugfreunde-aachen" in {row["source"] for row in store.read_relationships("ATTENDED")}


def test_a_trial_of_a_correction_changes_nothing(store, write) -> None:
    first = loaders.load(store, write("erste.csv", FIRST))
    before = state(store)
    tried = loaders.load(store, write("zweite.csv", SECOND), replaces=first.load, dry_run=True)
    assert tried.difference["removed"]
    wrong = SECOND.replace("03.07.2024", "31.02.2024")
    assert loaders.load(store, write("falsch.csv", wrong), replaces=first.load).verdict == "reject"
    assert state(store) == before
