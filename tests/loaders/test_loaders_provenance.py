"""Every value says where it is from; of two that differ both are kept and the stronger is shown."""

from __future__ import annotations

import pytest

import loaders
from graphmodel.errors import NotFoundError

FIRST = "Organisation;Ort;Webseite;Sicherheit;Quelle;Datenstand\nVerein Eins;Düren;eins.example;hoch;Satzung;2023-05\n"
SECOND = "Organisation;Ort;Webseite;Weitere Namen\nVerein Eins;Düren;neu.example;V1\n"


@pytest.fixture
def filled(store, write):
    loaders.load(store, write("a.csv", FIRST))
    loaders.load(store, write("b.csv", SECOND))
    return store


def test_each_property_says_file_row_date_and_confidence_and_who_says_otherwise(filled) -> None:
    found = {entry["property"]: entry for entry in loaders.provenance(filled, "act-verein-eins")}
    shown, other = found["website"]["said"]
    assert (found["website"]["value"], shown["value"], other["value"]) == (
        "eins.example",
        "eins.example",
        "neu.example",
    )
    assert (shown["shown"], other["shown"]) == (True, False)
    assert (shown["file"], shown["row"], shown["date"], shown["confidence"]) == ("a.csv", 2, "2023-05", "high")
    assert (shown["source"], shown["load"], other["load"]) == ("Satzung", "L0001", "L0002")
    assert other["date"] == loaders.history(filled)[0]["finished"][:10]
    (alias,) = found["aliases"]["said"]
    assert (alias["value"], alias["shown"], alias["file"]) == (["V1"], True, "b.csv")
    assert all(entry["said"] for entry in found.values())


def test_a_relationship_says_it_too(filled) -> None:
    tie = filled.read_relationships("BASED_IN")[0]
    subject = (tie["source"], tie["target"], tie["key"])
    assert [entry["file"] for entry in loaders.evidence(filled, subject)] == ["a.csv", "b.csv"]
    filled.upsert_relationships("BASED_IN", [{"source": subject[0], "target": subject[1], "note": "von Hand"}])
    (note,) = loaders.provenance(filled, subject)
    assert (note["property"], note["said"][0]["source"], note["said"][0]["file"]) == ("note", "Satzung", None)


def test_what_was_taken_back_is_no_source_any_more(filled) -> None:
    loaders.undo(filled, "L0002")
    found = {entry["property"]: entry for entry in loaders.provenance(filled, "act-verein-eins")}
    assert [said["value"] for said in found["website"]["said"]] == ["eins.example"]


def test_every_value_of_the_example_has_a_source(store, write) -> None:
    loaders.load(store, write("liste.csv", "Veranstaltung;Datum;Organisation;Ort;Status\nForum;2024;V A;Bonn;x\n"))
    for label in ("Actor", "Meeting", "Municipality", "Country"):
        for row in store.read_nodes(label):
            for entry in loaders.provenance(store, row["id"]):
                assert entry["said"][0]["source"], (label, entry)


def test_nobody_is_found_under_a_wrong_id(store) -> None:
    with pytest.raises(NotFoundError, match="nothing with the id 'act-x'"):
        loaders.provenance(store, "act-x")
    with pytest.raises(NotFoundError, match="nothing with the id"):
        loaders.provenance(store, ("a", "b", ""))


CAPITALS = "Organisation;Ort;Stand\nHAUS DER KULTUREN JÜLICH E.V.;Jülich;{date}\n"
USUAL = "Organisation;Ort\nHaus der Kulturen Jülich e.V.;Jülich\n"
SIGNED = "Veranstaltung;Datum;Organisation;Ort\nDialogforum;03.07.2024;Haus der Kulturen Jülich e.V.;Jülich\n"


def _names(store) -> list[str]:
    return [row["name"] for row in store.read_nodes("Actor")]


@pytest.mark.parametrize("later", [USUAL, SIGNED])
@pytest.mark.parametrize("date", ["", "2026-05-01"])
@pytest.mark.parametrize("together", [True, False])
def test_a_name_in_usual_writing_is_shown_rather_than_one_in_capitals(store, write, later, date, together) -> None:
    first, second = write("a.csv", CAPITALS.format(date=date)), write("b.csv", later)
    reports = [loaders.load(store, files) for files in ([[first, second]] if together else [[first], [second]])]
    assert _names(store) == ["Haus der Kulturen Jülich e.V."]
    assert not loaders.quality(store).contradictions
    assert not loaders.check_journal(store)
    loaders.undo(store, reports[-1].load)
    assert _names(store) == ([] if together else ["HAUS DER KULTUREN JÜLICH E.V."])
