"""Disks that are full, files that may not be written, backups in use, old layouts."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from pathlib import Path

import pytest

import loaders
from graphmodel import StoreError, copy_store, open_store
from graphmodel.schema import SCHEMA_VERSION
from graphmodel.stores.sqlite import SqliteStore
from tests.faults.conftest import PATIENCE, assert_sound

LAYOUTS = Path(__file__).parent / "layouts"
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from stakegraph.cli import main; main(sys.argv[2:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a Unix one")
def test_a_file_that_cannot_grow_leaves_everything_as_it_was(tmp_path, before, large) -> None:
    """As on a full disk, from the command down to the file system."""
    import subprocess

    url = str(tmp_path / "netz.stakegraph")
    with open_store(url) as store:
        assert loaders.load(store, before).ok
        first = store.snapshot().fingerprint
    size = Path(url).stat().st_size
    words = [sys.executable, "-c", LIMITED, str(size + 20_000), "load", str(large), "--store", url]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 1, ran
    assert "Traceback" not in ran.stderr
    assert "der datenträger ist voll" in ran.stderr.lower()
    assert_sound(url, fingerprints={first})
    with open_store(url) as store:
        assert loaders.load(store, large).ok


def test_a_backup_taken_while_others_write_is_whole(tmp_path) -> None:
    path = tmp_path / "netz.stakegraph"
    stop = threading.Event()

    def write() -> None:
        with open_store(path) as store:
            for number in range(10_000):
                with store.transaction():
                    store.upsert_nodes("Actor", [{"id": f"act-{number}-{k}"} for k in range(50)])
                    store.upsert_nodes("Meeting", [{"id": f"mtg-{number}-{k}"} for k in range(50)])
                if stop.is_set():
                    return

    writer = threading.Thread(target=write)
    with open_store(path) as store:
        writer.start()
        try:
            while not store.counts()["Actor"]:
                pass
            for number in range(5):
                store.backup(tmp_path / f"{number}.stakegraph")
        finally:
            stop.set()
            writer.join(PATIENCE)
    sizes = []
    for number in range(5):
        with open_store(tmp_path / f"{number}.stakegraph") as saved:
            assert saved.check() == []
            counts = saved.counts()
            assert counts["Actor"] == counts["Meeting"]
            sizes.append(counts["Actor"])
    assert sizes == sorted(sizes)
    assert sizes[-1] > 0


def test_a_new_file_made_by_somebody_else_meanwhile_is_opened_though_they_write_on(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("graphmodel.stores.sqlite._BUSY_SECONDS", 0.2)
    path = tmp_path / "netz.stakegraph"
    seen = iter([0])  # what the second to open saw before the first had finished
    with open_store(path) as first, first.transaction():
        layout = SqliteStore._layout
        monkeypatch.setattr(SqliteStore, "_layout", lambda self: next(seen, layout(self)))
        with open_store(path) as second:
            assert second.counts()["Actor"] == 0


def test_restoring_brings_back_the_backup_and_keeps_what_was_there(tmp_path, before, large, run) -> None:
    url = tmp_path / "netz.stakegraph"
    saved = tmp_path / "sicherung.stakegraph"
    assert run("load", before, "--store", url).code == 0
    assert run("store", "backup", saved, "--store", url).code == 0
    with open_store(url) as store:
        first = store.snapshot().fingerprint
    assert run("load", large, "--store", url).code == 0
    with open_store(url) as reader:  # somebody has the pages open meanwhile
        second = reader.snapshot().fingerprint
        done = run("store", "restore", saved, "--yes", "--store", url, "--json").data
        assert reader.snapshot().fingerprint == first
    assert_sound(str(url), fingerprints={first})
    with open_store(done["kept"]) as kept:
        assert kept.snapshot().fingerprint == second
    assert run("load", large, "--store", url).code == 0
    assert_sound(str(url), fingerprints={second})


def test_a_damaged_backup_is_not_restored(tmp_path, before, run) -> None:
    url, saved = tmp_path / "netz.stakegraph", tmp_path / "sicherung.stakegraph"
    run("load", before, "--store", url)
    run("store", "backup", saved, "--store", url)
    with open_store(saved) as store:
        store.delete_nodes("Actor", [store.read_nodes("Actor")[0]["id"]])
    with open_store(url) as store:
        first = store.snapshot().fingerprint
    ran = run("store", "restore", saved, "--yes", "--store", url)
    assert ran.code == 1
    assert "beschädigt" in ran.err
    assert_sound(str(url), fingerprints={first})
    assert run("store", "restore", tmp_path / "fehlt", "--yes", "--store", url).code == 1


def test_the_check_finds_what_the_journal_does_not_say(tmp_path, before, run) -> None:
    url = tmp_path / "netz.stakegraph"
    run("load", before, "--store", url)
    assert run("store", "check", "--store", url, "--json").data == {"faults": [], "notes": [], "loads": 1}
    with open_store(url) as store:
        rows = sorted(store.read_nodes("Actor"), key=lambda row: row["name"])
        store.upsert_nodes("Actor", [{"id": rows[0]["id"], "name": "Heimlich"}, {"id": "act-neu", "name": "Neu"}])
        store.delete_nodes("Actor", [rows[1]["id"]])
    ran = run("store", "check", "--store", url)
    assert ran.code == 1
    assert "sind anders als im Verlauf" in ran.out
    assert "aber nicht im Bestand" in ran.out
    assert "aus keiner geladenen Liste" in ran.out


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.stakegraph")), ids=lambda path: path.stem)
def test_a_store_of_every_earlier_layout_opens_with_all_it_holds(path, tmp_path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with open_store(copy) as store:
        assert store.info()["schema"] == SCHEMA_VERSION
        assert {name: n for name, n in store.counts().items() if n} == expected["counts"]
        assert store.snapshot().fingerprint == expected["fingerprint"]
        assert store.check() == []
        loaders.undo(store, loaders.history(store)[0]["id"])
        assert not any(store.counts()[name] for name in ("Actor", "Meeting", "ATTENDED"))


def test_there_is_a_file_of_every_layout() -> None:
    found = set()
    for path in LAYOUTS.glob("*.stakegraph"):
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
            found.add(connection.execute("PRAGMA user_version").fetchone()[0])
        connection.close()
    assert found == set(range(1, SCHEMA_VERSION + 1))


def test_replacing_is_whole_or_nothing(tmp_path, before) -> None:
    with open_store(tmp_path / "a") as origin, open_store(tmp_path / "b") as target:
        loaders.load(target, before)
        first = target.snapshot().fingerprint
        origin.upsert_nodes("Actor", [{"id": "act-x", "name": "X"}])

        def stop(name: str, *_: object) -> None:
            if name == "Theme":
                raise StoreError(name)

        with pytest.raises(StoreError, match="Theme"):
            copy_store(origin, target, replace=True, progress=stop)
        assert target.snapshot().fingerprint == first
        copy_store(origin, target, replace=True)
        assert target.snapshot().fingerprint == origin.snapshot().fingerprint
