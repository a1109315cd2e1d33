"""Planning: suggestions, rounds and candidate pairs against their limits of time and memory."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import analysis
import loaders
from benchmarks.measure import Line, best
from benchmarks.meetings import attendance_record, office_record
from graphmodel import Network, open_store, tie_network
from stakegraph.demo import example_files
from stakegraph.dossier import build_dossier
from stakegraph.dossier.pdf import pdf_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel import Snapshot

__all__ = ["planning"]

KIB_PER_GB = 1_000_000
JULICH, DORTMUND = "mun-05358024", "mun-05913000"


def planning() -> Iterator[Line]:
    """Everything before a deployment on the example network, and larger rounds and networks."""
    with open_store(":memory:") as store:
        loaders.load(store, example_files())
        snapshot = store.snapshot()
    network = tie_network(snapshot)
    for seek in ("actors", "partners", "municipalities"):
        yield _within(f"matches, {seek}", best(lambda s=seek: _matches(snapshot, s)), 1.0)  # type: ignore[misc]
    yield _within("path", best(lambda: analysis.introductions(network, JULICH, "act-migrafrica")), 1.0)
    changed = {"remove": ["act-migrafrica"], "add": [(JULICH, "act-eine-welt-netz-nrw")]}
    yield _within("what-if", best(lambda: analysis.what_if(network, **changed)), 1.0)
    yield _within("back-test", best(lambda: analysis.back_test(snapshot), rounds=2), 5.0)
    yield from _records()
    dossier = best(lambda: pdf_bytes(build_dossier(snapshot, DORTMUND, date="2026-11-25")), rounds=2)
    yield _within("dossier as PDF", dossier, 10.0)
    yield from _round()
    yield from _candidates()


def _matches(snapshot: Snapshot, seek: str) -> object:
    """Every look-up anew, as right after a load."""
    snapshot.__dict__.pop("_facts", None)
    return analysis.matches(snapshot, JULICH, seek=seek)


def _records() -> Iterator[Line]:
    """Precision of suggestions on invented records, against the best simple comparison; no worse is the goal."""
    for what, record, task in (
        ("new ties of offices", office_record(), "new_tie"),
        ("guests", attendance_record(), "attendance"),
    ):
        found = analysis.back_test(record, task=task, horizon_days=240)
        means = found.table.groupby("method")["average_precision"].mean()
        rivals = means.drop("suggestion")
        ours, theirs = float(means["suggestion"]), float(rivals.max())
        goal = "at least as precise"
        yield Line(f"average precision, {what}", ours, str(rivals.idxmax()), theirs, goal, ours >= theirs)


def _round() -> Iterator[Line]:
    """300 candidates, 60 needs, room for 40 and, harder, for 12."""
    random = np.random.default_rng(0)
    covers = {
        f"g{k}": {f"n{need}" for need in random.choice(60, size=random.integers(1, 6), replace=False)}
        for k in range(300)
    }
    weights = {f"n{need}": float(random.integers(1, 5)) for need in range(60)}
    for seats in (40, 12):
        found = analysis.choose_guests(covers, k=seats, weights=weights)
        seconds = best(lambda k=seats: analysis.choose_guests(covers, k=k, weights=weights), rounds=1)  # type: ignore[misc]
        line = _within(f"round of {seats} from 300 for 60 needs", seconds, 10.0)
        gap = (found.bound - found.value) / max(found.value, 1.0)
        yield Line(line.what, line.ours, line.peer, line.theirs, line.goal, line.holds and gap <= 0.01)


def _candidates() -> Iterator[Line]:
    """Pairs of 10,000 actors that share a contact, with all scores."""
    random = np.random.default_rng(0)
    ends = random.integers(0, 10_000, (30_000, 2))
    ties = pd.DataFrame({"source": [f"a{k}" for k in ends[:, 0]], "target": [f"a{k}" for k in ends[:, 1]]})
    network = Network.from_frames(ties, pd.DataFrame({"id": [f"a{k}" for k in range(10_000)]}))
    seconds = best(lambda: analysis.pair_scores(network, max_distance=2), rounds=1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_GB
    yield _within("candidate pairs of 10,000 actors", seconds, 60.0)
    yield Line("peak memory up to here, GB", memory, "limit", 1.0, "at most 1 GB", memory <= 1.0)


def _within(what: str, seconds: float, limit: float) -> Line:
    return Line(what, seconds, "limit", limit, f"at most {limit:g} s", seconds <= limit)
