"""Persons on attendance lists: refused by default; allowed, then only as keyed pseudonyms with an end."""

from __future__ import annotations

import datetime as dt

import pytest

import loaders
from graphmodel import ParameterError, open_store
from loaders.persons import allow_persons, apply_retention, pseudonyms_of, refuse_persons
from stakegraph.erasing import erase, holds, name_pattern
from stakegraph.export import export

LIST = (
    "Veranstaltung;Datum;Organisation;Ort;Vorname;Nachname;E-Mail\n"
    "Treffen;03.05.2026;Verein Zugvogel;Düren;Maria;Muster;\n"
    "Treffen;03.05.2026;Verein Zugvogel;Düren;Ali;Beispiel;\n"
    "Altes Treffen;03.05.2019;Verein Zugvogel;Düren;Maria;Muster;\n"
    "Treffen;03.05.2026;Haus der Kulturen;Jülich;Eva;Post;eva@example.org\n"
)
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def own_key(tmp_path, monkeypatch):
    monkeypatch.setenv("STAKEGRAPH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("STAKEGRAPH_HANDED_OUT", str(tmp_path / "list.jsonl"))


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "teilnahme.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "s.stakegraph") as store:
        yield store


def held(store):
    return {
        (row["source"], row["target"]): list(row["persons"])
        for row in store.read_relationships("ATTENDED")
        if row.get("persons")
    }


def test_by_default_nobody_is_kept(store, listed):
    assert loaders.load(store, listed).ok
    assert held(store) == {}
    assert not holds(listed.parent / "s.stakegraph", name_pattern("Maria Muster"))


def test_purpose_and_time_are_needed(store, run, tmp_path):
    with pytest.raises(ParameterError, match="Zweck"):
        allow_persons(store, purpose=" ", retention_days=30)
    assert run("privacy", "persons", "--allow", "--store", tmp_path / "s.stakegraph").code == 1
    assert run("privacy", "persons", "--store", tmp_path / "s.stakegraph", "--json").data["rules"] is None


def test_allowed_they_are_pseudonyms_and_nothing_else(store, listed, tmp_path):
    allow_persons(store, purpose="Wer wechselt sich ab?", retention_days=36_500)
    assert loaders.load(store, listed).ok
    counts = sorted(len(persons) for persons in held(store).values())
    assert counts == [1, 1, 2]
    assert all(len(one) == 32 for persons in held(store).values() for one in persons)
    store.compact()
    for name in ("Maria Muster", "Ali Beispiel", "Eva Post"):
        assert not holds(tmp_path / "s.stakegraph", name_pattern(name))
    assert b"example.org" not in (tmp_path / "s.stakegraph").read_bytes()
    same = [persons for (_, meeting), persons in held(store).items() if len(persons) == 1]
    assert any(set(one) & set(two) for one in held(store).values() for two in same)  # Maria came twice
    export(store.snapshot(), tmp_path / "alles.json")
    assert "persons" not in (tmp_path / "alles.json").read_text("utf-8")


def test_their_time_ends_with_the_meeting(store, listed):
    allow_persons(store, purpose="Abwechslung", retention_days=365 * 20)
    loaders.load(store, listed)
    before = len(held(store))
    allow_persons(store, purpose="Abwechslung", retention_days=365)
    assert apply_retention(store, today=TODAY) == 1
    assert len(held(store)) == before - 1
    assert [one.code for one in loaders.check_journal(store) if one.severity == "error"] == []
    assert apply_retention(store, today=dt.date(2030, 1, 1)) > 0
    assert held(store) == {}


def test_a_load_ends_what_is_over(store, listed):
    allow_persons(store, purpose="Abwechslung", retention_days=365)
    loaders.load(store, listed)
    assert not any("altes" in meeting for _, meeting in held(store))


def test_a_person_is_found_erased_and_kept_away(store, listed, tmp_path, run):
    allow_persons(store, purpose="Abwechslung", retention_days=36_500)
    loaders.load(store, listed)
    assert len(pseudonyms_of(store, "Maria Muster")) == 1
    asked = run("privacy", "export", "--person", "Maria Muster", "--store", tmp_path / "s.stakegraph", "--json").data
    assert len(asked) == 2
    assert len(pseudonyms_of(store, "eva@example.org")) == 1
    assert erase(store, "Maria Muster").complete
    assert pseudonyms_of(store, "Maria Muster") == {}
    again = tmp_path / "nochmal.csv"
    again.write_text(LIST + "Neues Treffen;04.05.2026;Verein Zugvogel;Düren;Maria;Muster;\n", "utf-8")
    assert loaders.load(store, again).ok
    assert pseudonyms_of(store, "Maria Muster") == {}
    assert pseudonyms_of(store, "Ali Beispiel") != {}


def test_refusing_deletes_all(store, listed):
    allow_persons(store, purpose="Abwechslung", retention_days=36_500)
    loaders.load(store, listed)
    assert refuse_persons(store) == 3
    assert held(store) == {}
    loaders.undo(store, loaders.history(store)[0]["id"])
    assert store.read_nodes("Actor") == []


def test_another_key_gives_other_pseudonyms(store, listed, tmp_path, monkeypatch):
    allow_persons(store, purpose="Abwechslung", retention_days=36_500)
    loaders.load(store, listed)
    first = {one for persons in held(store).values() for one in persons}
    monkeypatch.setenv("STAKEGRAPH_KEY_FILE", str(tmp_path / "other"))
    with open_store(tmp_path / "t.stakegraph") as other:
        allow_persons(other, purpose="Abwechslung", retention_days=36_500)
        loaders.load(other, listed)
        second = {one for persons in held(other).values() for one in persons}
    assert len(first) == len(second) == 3
    assert not first & second
