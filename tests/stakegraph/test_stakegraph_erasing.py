"""Erasing a person: afterwards no file the program ever wrote holds the name, and no later list brings it back."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import openpyxl
import pytest

import loaders
from graphmodel import ParameterError, copy_store, open_store
from loaders.suppression import key_path, suppression_of
from stakegraph.drafts import PREFIX, drafts
from stakegraph.erasing import erase, files_written, holds, name_pattern
from stakegraph.explorer.uploads import Uploads
from stakegraph.handed_out import handed_out, list_path
from stakegraph.privacy import find_text

NAME = "Maria Müller"
LIST = (
    "Organisation;Ort;Beschreibung\n"
    "Haus der Kulturen e.V.;Jülich;gegründet von Maria Müller\n"
    "Kulturbüro Maria Müller;Jülich;Beratung\n"
    "Maria Müller Stiftung;Aachen;Nachlass\n"
    "Verein Anna Müller;Jülich;heißt nur ähnlich\n"
)


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("STAKEGRAPH_KEY_FILE", str(tmp_path / "settings" / "key"))
    monkeypatch.setenv("STAKEGRAPH_HANDED_OUT", str(tmp_path / "data" / "handed-out.jsonl"))


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "Anmeldung Maria Müller.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def loaded(tmp_path, listed):
    with open_store(tmp_path / "s.stakegraph") as store:
        assert loaders.load(store, [listed]).ok
        store.upsert_nodes("Actor", [{"id": "act-maria-mueller", "name": "Müller, Maria"}])
        other = next(row["id"] for row in store.read_nodes("Actor") if row["name"].startswith("Haus"))
        store.upsert_relationships("COOPERATES_WITH", [{"source": "act-maria-mueller", "target": other}])
        yield store


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("text", ["Maria Müller", "MÜLLER, Maria", "act-praxis-maria-mueller", "maria.müller@x.de"])
def test_a_name_is_recognised_as_people_write_it(text):
    assert name_pattern(NAME).search(text)


@pytest.mark.parametrize("text", ["Anna Müller", "Marianne Müller", "Maria Müllersdorf", "Maria und Anna Müller"])
def test_others_are_not_taken_for_the_person(text):
    assert not name_pattern(NAME).search(text)


def test_one_word_is_not_enough(loaded):
    with pytest.raises(ParameterError, match="Vor- und Nachnamen"):
        erase(loaded, "Müller")


def test_no_file_the_program_wrote_holds_the_name(tmp_path, listed, loaded, run):
    store = tmp_path / "s.stakegraph"
    for command in (
        ("export", "-o", tmp_path / "alles.xlsx"),
        ("export", "-o", tmp_path / "listen"),
        ("export", "-o", tmp_path / "netz.gexf"),
        ("export", "-o", tmp_path / "alles.json"),
        ("report", "-o", tmp_path / "bericht.html"),
        ("picture", "-o", tmp_path / "netz.html"),
        ("dossier", "Jülich", "-o", tmp_path / "j.docx"),
        ("dossier", "Jülich", "-o", tmp_path / "j.pdf"),
        ("store", "backup", tmp_path / "sicherung.stakegraph"),
    ):
        run(*command, "--store", store)
    pattern = name_pattern(NAME)
    before = {path.name for path in everything(tmp_path) if path != listed and holds(path, pattern)}
    assert any(name.startswith("s.stakegraph") for name in before)
    assert before >= {"alles.xlsx", "actors.csv", "alles.json", "sicherung.stakegraph"}
    done = run("privacy", "erase", "--person", NAME, "--yes", "--store", store, "--json").data
    assert done["complete"]
    loaded.close()
    listed.unlink()  # the person's own file is not ours
    assert [path for path in everything(tmp_path) if holds(path, pattern)] == []
    assert str(tmp_path / "alles.xlsx") in done["deleted"]
    with open_store(tmp_path / "sicherung.stakegraph") as backup:
        assert "Verein Anna Müller" in {row["name"] for row in backup.read_nodes("Actor")}


@pytest.fixture
def passing_through(tmp_path, monkeypatch):
    """Two lists that a killed program left on their way into a store: one of today, one of last week."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    found = []
    for name in ("heute", "alt"):
        path = Path(tempfile.mkdtemp(prefix=PREFIX)) / f"{name}.csv"
        path.write_text(LIST, "utf-8")
        found.append(path)
    os.utime(found[1].parent, (0, 0))
    return found


def test_a_list_left_behind_on_its_way_is_erased_too(loaded, passing_through):
    done = erase(loaded, NAME)
    assert done.complete
    assert {str(path) for path in passing_through} <= set(done.deleted)
    assert drafts() == []


def test_lists_left_behind_go_when_the_explorer_starts(passing_through):
    today, old = passing_through
    Uploads()
    assert today.exists()
    assert not old.parent.exists()


def test_others_and_their_ties_stay(loaded):
    done = erase(loaded, NAME)
    names = {row["name"] for row in loaded.read_nodes("Actor")}
    assert names == {"Haus der Kulturen e.V.", "Kulturbüro [gelöscht]", "[gelöscht] Stiftung", "Verein Anna Müller"}
    assert len(done.removed) == 1
    assert loaded.read_relationships("COOPERATES_WITH") == []
    seated = {row["source"] for row in loaded.read_relationships("BASED_IN")}
    assert seated == {row["id"] for row in loaded.read_nodes("Actor")}
    assert loaded.check() == []
    loads = [row["id"] for row in loaders.history(loaded) if row.get("status") == "active"]
    for one in loads:  # the journal still knows how to take everything back
        loaders.undo(loaded, one)
    assert loaded.read_nodes("Actor") == []


def test_the_next_list_does_not_bring_the_person_back(tmp_path, loaded):
    erase(loaded, NAME)
    again = tmp_path / "Nachmeldung Müller Maria.csv"
    again.write_text(
        "Organisation;Ort;Beschreibung\nmüller  MARIA;Jülich;x\nNeu e.V.;Jülich;Maria Müller ruft an\n", "utf-8"
    )
    report = loaders.load(loaded, [again])
    assert report.ok, report.problems
    assert "names_suppressed" in {problem.code for problem in report.problems}
    assert report.counts.skipped == 1
    assert find_text(loaded, name_pattern(NAME)) == []
    assert "Neu e.V." in {row["name"] for row in loaded.read_nodes("Actor")}


def test_the_kept_hashes_tell_nothing_without_the_key(loaded):
    erase(loaded, NAME)
    kept = str(loaded.read_nodes("Decision", where={"kind": ["suppressed"]}))
    assert "2" in kept
    assert "ller" not in kept
    assert key_path().read_text() not in kept
    if os.name == "posix":
        assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    key_path().unlink()  # without the key the same name is not recognised any more
    assert suppression_of(loaded).cleaned(NAME) == NAME


def test_what_was_changed_or_moved_must_be_called_back(tmp_path, loaded, run):
    store = tmp_path / "s.stakegraph"
    for name in ("a.xlsx", "b.xlsx"):
        run("export", "-o", tmp_path / name, "--store", store)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["Z1"] = "eigene Notiz"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").rename(tmp_path / "weitergegeben.xlsx")
    done = erase(loaded, NAME)
    assert not done.complete  # a.xlsx was worked on by somebody: it is named, not deleted
    assert done.searched[str(tmp_path / "a.xlsx")]
    assert len(done.recall) == 2
    assert not any(name_pattern(NAME).search(text) for text in done.recall)


def test_the_list_of_files_is_of_one_store(tmp_path, loaded, run):
    with open_store(tmp_path / "other.stakegraph") as other:
        copy_store(loaded, other)
    run("export", "-o", tmp_path / "other.xlsx", "--store", tmp_path / "other.stakegraph")
    erase(loaded, NAME)
    assert (tmp_path / "other.xlsx").exists()
    assert len(handed_out()) == 1
    assert list_path() in files_written(loaded)


def test_erasing_on_a_server(empty_neo4j_url, listed):
    with open_store(empty_neo4j_url) as store:
        assert loaders.load(store, [listed]).ok
        assert erase(store, NAME).complete
        assert find_text(store, name_pattern(NAME)) == []
        assert "[gelöscht] Stiftung" in {row["name"] for row in store.read_nodes("Actor")}
        assert loaders.load(store, [listed]).ok
        assert find_text(store, name_pattern(NAME)) == []
