"""What is interrupted leaves the graph as before or as after, and what was reported as saved is saved."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

import loaders
from graphmodel import open_store
from tests.faults.conftest import COMMAND, PATIENCE, assert_sound

if TYPE_CHECKING:
    from pathlib import Path


def states(url: str, before: Path, large: Path) -> tuple[str, str]:
    """Fingerprints before and after the large list; the store is left as before."""
    with open_store(url) as store:
        assert loaders.load(store, before).ok
        first = store.snapshot().fingerprint
        report = loaders.load(store, large)
        assert report.ok
        second = store.snapshot().fingerprint
        loaders.undo(store, str(report.load))
        assert store.snapshot().fingerprint == first
    return first, second


@pytest.mark.parametrize("after", [0.4, 1.2, 2.4])
def test_a_load_that_is_asked_to_end_leaves_nothing_half(tmp_path, before, large, command, after) -> None:
    """SIGTERM, as systems send it when they shut down."""
    url = str(tmp_path / "netz.stakegraph")
    first, second = states(url, before, large)
    process = command("load", large, "--store", url)
    time.sleep(after)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    found = assert_sound(url, fingerprints={first, second})
    assert process.returncode in {0, 130, -signal.SIGTERM}
    assert (process.returncode == 0) == (found == second)


def test_whoever_interrupts_it_while_it_starts_sees_no_traceback(tmp_path, before) -> None:
    words = ["load", str(before), "--store", str(tmp_path / "netz.stakegraph")]
    python = [sys.executable, "-X", "importtime", "-c", COMMAND]
    with subprocess.Popen([*python, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        while "click" not in process.stderr.readline():  # it tells what it has imported
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "Abgebrochen; nichts wurde übernommen." in said


def test_a_power_cut_loses_nothing_that_was_reported_as_saved(tmp_path) -> None:
    """Files copied at random moments, as a power cut would leave them, while a writer reports what it saved."""
    path = tmp_path / "netz.stakegraph"
    saved, ended = [0], threading.Event()

    def write() -> None:
        with open_store(path) as store:
            for number in range(1, 2000):
                rows = [{"id": f"act-{number}-{k}", "name": "x" * 200} for k in range(40)]
                with store.transaction():
                    store.upsert_nodes("Actor", rows)
                    store.upsert_nodes("Meeting", [{"id": f"mtg-{number}-{k}"} for k in range(40)])
                saved[0] = number
                if ended.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    dice = random.Random(3)
    kept = []
    try:
        for number in range(12):
            time.sleep(dice.uniform(0.005, 0.06))
            folder = tmp_path / f"cut-{number}"
            folder.mkdir()
            reported = saved[0]
            for ending in ("-wal", ""):  # the log first: what goes from there into the file later is in both
                source = path.with_name(path.name + ending)
                if source.exists():
                    shutil.copy(source, folder / source.name)
            kept.append((reported, folder / path.name))
    finally:
        ended.set()
        writer.join(PATIENCE)
    opened = 0
    for reported, copy in kept:
        if not copy.exists():
            assert reported == 0
            continue
        with open_store(copy) as store:
            assert store.check() == []
            counts = store.counts()
            assert counts["Actor"] == counts["Meeting"]
            assert counts["Actor"] % 40 == 0
            assert counts["Actor"] >= 40 * reported
            opened += 1
    assert opened > 6
    assert kept[-1][0] > 0


@pytest.mark.parametrize("kind", ["sqlite", "neo4j"])
def test_a_clock_that_goes_back_changes_nothing_that_counts(kind, request, tmp_path, monkeypatch) -> None:
    """The order of loads and what wins rest on the numbers of the loads, not on the clock."""
    module = sys.modules["loaders.load"]
    path = str(tmp_path / "netz.stakegraph") if kind == "sqlite" else request.getfixturevalue("empty_neo4j_url")
    newer = tmp_path / "neuer.csv"
    newer.write_text("Organisation;Ort;Webseite\nVerein Zugvogel;Düren;https://neu.example.org\n", "utf-8")
    older = tmp_path / "aelter.csv"
    older.write_text("Organisation;Ort;Webseite\nVerein Zugvogel;Düren;https://alt.example.org\n", "utf-8")
    with open_store(path) as store:
        monkeypatch.setattr(module, "now", lambda: "2030-01-01T00:00:00+00:00")
        first = loaders.load(store, older)
        monkeypatch.setattr(module, "now", lambda: "1999-01-01T00:00:00+00:00")
        second = loaders.load(store, newer)
        assert [row["id"] for row in loaders.history(store)] == [second.load, first.load]
        actor = next(row for row in store.read_nodes("Actor") if row["name"] == "Verein Zugvogel")
        assert actor["website"] == "https://neu.example.org"
        loaders.undo(store, str(second.load))
        actor = next(row for row in store.read_nodes("Actor") if row["name"] == "Verein Zugvogel")
        assert actor["website"] == "https://alt.example.org"
    assert_sound(path)


def test_two_people_who_load_at_the_same_moment_both_get_all(tmp_path, before, large, command) -> None:
    url = str(tmp_path / "netz.stakegraph")
    with open_store(url):
        pass
    processes = [command("load", path, "--store", url, "--json") for path in (before, large)]
    ended = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], ended
    with open_store(url) as store:
        assert len({row["id"] for row in loaders.history(store)}) == 2
        names = {row["name"] for row in store.read_nodes("Actor")}
    assert {"Verein Zugvogel", "Verein 0"} <= names
    assert_sound(url)
