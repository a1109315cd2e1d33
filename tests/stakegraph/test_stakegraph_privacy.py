"""Privacy: what is held about people is found wherever it stands."""

from __future__ import annotations

import pytest

import loaders
from graphmodel import open_store
from loaders.resolve.people import person_shape
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


@pytest.mark.parametrize("name", ["Hamza Öztürk", "Maria da Silva", "Jean-Pierre Koffi", "Ahmad Al Hassan"])
def test_a_bare_name_in_the_column_of_organisations_is_not_stored(tmp_path, name):
    path = tmp_path / "teilnahme.csv"
    path.write_text(
        f"Organisation;Veranstaltung;Datum\n{name};Treffen;01.02.2024\nTeestube;Treffen;01.02.2024\n", "utf-8"
    )
    with open_store(":memory:") as store:
        report = loaders.load(store, [path])
        assert report.ok
        assert [row["name"] for row in store.read_nodes("Actor")] == ["Teestube"]
        assert [(p.code, p.row) for p in report.problems if p.code == "name_in_organisation"] == [
            ("name_in_organisation", 2)
        ]
        assert find_text(store, name) == []
        assert name.split()[-1] not in report.problems[0].message()


def test_who_is_said_to_be_an_organisation_may_be_called_after_a_person(tmp_path):
    (tmp_path / "vereine.csv").write_text("Organisation;Ort;Art\nPaul Gerhardt;Jülich;Kirchengemeinde\n", "utf-8")
    (tmp_path / "teilnahme.csv").write_text("Organisation;Veranstaltung;Datum\nPaul Gerhardt;Treffen;2024\n", "utf-8")
    with open_store(":memory:") as store:
        for name in ("vereine.csv", "teilnahme.csv"):
            assert loaders.load(store, [tmp_path / name]).ok
        assert len(store.read_relationships("ATTENDED")) == 1


@pytest.mark.parametrize(
    "name", ["Viktoria Köln", "Anna Aachen", "Leo Theater", "Don Bosco", "Haus Maria", "Lisa trifft"]
)
def test_other_names_are_left_alone(name):
    assert person_shape(name) is None
