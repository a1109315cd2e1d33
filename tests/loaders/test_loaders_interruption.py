"""A load that is killed: the graph is as before or as after, the journal agrees, and the next load works."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from typing import TYPE_CHECKING

import pytest

import loaders
from graphmodel import open_store
from tests.loaders import killed

if TYPE_CHECKING:
    from pathlib import Path

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.loaders.killed"])
BEFORE = "Organisation;Ort\nChor der Kulturen e.V.;Kerpen\nVerein Zugvogel;Düren\n"


def big_list(n: int) -> str:
    names = ("Chor", "Orchester", "Werkstatt", "Garten", "Bühne", "Küche", "Laden", "Schule")
    rows = [
        f"Treffen {number % 17};{1 + number % 27:02d}.05.2024;{names[number % 8]} {number * 7919 % 100_003};anwesend"
        for number in range(n)
    ]
    return "\n".join(["Veranstaltung;Datum;Organisation;Status", *rows]) + "\n"


def run(url: str, path: Path, *, after: float | None) -> float:
    """Load in another process, and kill it some seconds after it began."""
    login = {name: value for name, value in os.environ.items() if name.startswith("STAKEGRAPH_NEO4J_")}
    ours, theirs = PROCESSES.Pipe()
    child = PROCESSES.Process(target=killed.load, args=(url, str(path), theirs, login))
    child.start()
    theirs.close()
    assert ours.recv() == "ready"
    start = time.monotonic()
    if after is not None:
        time.sleep(after)
        child.kill()
    child.join()
    took = time.monotonic() - start
    ours.close()
    child.close()
    return took


def assert_before_or_after(url_of, write, *, rounds: int, n: int) -> None:
    path = write("gross.csv", big_list(n))
    outcomes = set()
    url = url_of()
    with open_store(url) as store:
        loaders.load(store, write("vorher.csv", BEFORE))
        before = (store.snapshot().fingerprint, len(store.read_nodes("Record")))
    longest = run(url, path, after=None)
    with open_store(url) as store:
        after = (store.snapshot().fingerprint, len(store.read_nodes("Record")))
        loaders.undo(store, loaders.history(store)[0]["id"])
        assert store.snapshot().fingerprint == before[0]
    dice = random.Random(7)
    for _ in range(rounds):
        run(url, path, after=dice.uniform(0, longest))
        with open_store(url) as store:
            found = (store.snapshot().fingerprint, len(store.read_nodes("Record")))
            assert found in {before, after}
            active = [entry for entry in loaders.history(store) if entry["status"] == "active"]
            assert len(active) == (2 if found == after else 1)
            outcomes.add(found == after)
            if found == before:
                assert loaders.load(store, path).counts.created > 0
                assert store.snapshot().fingerprint == after[0]
            loaders.undo(store, loaders.history(store)[0]["id"])
            assert store.snapshot().fingerprint == before[0]
    assert False in outcomes, "no kill came in time"


@pytest.mark.slow
def test_twenty_kills_leave_the_file_as_before_or_as_after(tmp_path, write) -> None:
    assert_before_or_after(lambda: str(tmp_path / "netz.stakegraph"), write, rounds=20, n=150)


@pytest.mark.slow
def test_some_kills_leave_neo4j_as_before_or_as_after(empty_neo4j_url, write) -> None:
    rounds = 20 if os.environ.get("STAKEGRAPH_THOROUGH", "") not in ("", "0") else 3
    assert_before_or_after(lambda: empty_neo4j_url, write, rounds=rounds, n=20)
