"""Privacy: what is held about people is found wherever it stands."""

from __future__ import annotations

import pytest

import loaders
from graphmodel import open_store
from stakegraph.privacy import find_text, personal_data

LIST = (
    "Organisation;Ort;Ansprechpartner;E-Mail;Religion;Beschreibung\n"
    "Haus der Kulturen e.V.;Jülich;Erika Beispiel;erika@example.org;evangelisch;offen\n"
)


@pytest.fixture
def loaded(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(LIST, "utf-8")
    with open_store(tmp_path / "s.stakegraph") as store:
        assert loaders.load(store, [path]).ok
        yield store


def test_persons_and_special_categories_of_a_list_are_nowhere(loaded):
    assert find_text(loaded, "Haus der Kulturen")
    for text in ("Erika", "Beispiel", "erika@example.org", "evangelisch"):
        assert find_text(loaded, text) == []
    assert personal_data(loaded)["suspicions"] == []


def test_what_looks_like_a_person_is_named(loaded):
    loaded.upsert_nodes("Actor", [{"id": "act-x", "name": "Büro Dr. Muster", "note": "Tel. 02461 123456, a@b.de"}])
    found = {(place.id, place.field, place.sign) for place in personal_data(loaded)["suspicions"]}
    assert found == {
        ("act-x", "name", "title"),
        ("act-x", "note", "telephone"),
        ("act-x", "note", "mail"),
    }


def test_a_name_is_found_in_the_journal_too(loaded):
    kinds = {place.kind for place in find_text(loaded, "haus der kulturen")}
    assert kinds >= {"Actor", "Record"}


def test_commands_tell_and_draft(loaded, tmp_path, run):
    store = tmp_path / "s.stakegraph"
    assert "Personen werden nicht gespeichert" in run("privacy", "status", "--store", store).out
    assert run("privacy", "export", "--person", "Erika", "--store", store, "--json").data == []
    assert "an " in run("privacy", "export", "--person", "Kulturen", "--store", store).out
    draft = run("privacy", "record", "--organisation", "Stadt Musterstadt", "--store", store).out
    assert "Stadt Musterstadt" in draft
    assert "1 Organisationen" in draft
