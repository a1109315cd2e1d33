"""The whole job at growing sizes, each in a process of its own: ``python -m benchmarks.scale``."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import analysis
from analysis._contacts import contacts
from analysis._structural_holes import structural_holes
from graphmodel import open_store, tie_network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel import GraphStore

__all__ = ["main", "realistic_rows"]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MEAN_SIZE = 6


def realistic_rows(n_ties: int, *, seed: int = 0) -> tuple[list[dict[str, object]], ...]:
    """Actors, meetings and attendance: skewed activity, places that keep to themselves, meetings of 2 to 30.

    About as many ties of the stakeholder network as asked for: a meeting of n brings n (n - 1) / 2. Nothing here
    follows the scores of the analysis: who comes depends on place and activity, not on who knows whom.
    """
    random = np.random.default_rng(seed)
    sizes: list[int] = []
    pairs = 0
    while pairs < n_ties:
        size = int(np.clip(random.geometric(1 / MEAN_SIZE) + 1, 2, 30))
        sizes.append(size)
        pairs += size * (size - 1) // 2
    n_actors = max(20, n_ties // 8)
    place = random.integers(0, max(2, n_actors // 40), n_actors)
    by_place = np.argsort(place, kind="stable")
    start = np.searchsorted(place[by_place], np.arange(place.max() + 2))
    activity = random.lognormal(0, 1, n_actors)
    everywhere = np.cumsum(activity) / activity.sum()
    attended = []
    for number, size in enumerate(sizes):
        where = int(random.integers(0, place.max() + 1))
        local = by_place[start[where] : start[where + 1]]
        guests = np.searchsorted(everywhere, random.random(size))
        if len(local):
            home = random.choice(local, size=size)
            guests = np.where(random.random(size) < 0.7, home, guests)
        attended += [(int(guest), number) for guest in np.unique(guests)]
    days = np.sort(random.integers(0, 3650, len(sizes)))
    first = np.datetime64("2015-01-01")
    return (
        [{"id": f"act-{k:07d}", "name": f"Organisation {k}", "kind": "ngo"} for k in range(n_actors)],
        [{"id": f"mtg-{k:07d}", "name": f"Treffen {k}", "date_start": str(first + d)} for k, d in enumerate(days)],
        [{"source": f"act-{a:07d}", "target": f"mtg-{m:07d}", "role": "participant"} for a, m in attended],
    )


def _steps(store: GraphStore, n_ties: int) -> Iterator[tuple[str, Callable[[], object]]]:
    kept: dict[str, object] = {}

    def keep(name: str, value: object) -> object:
        kept[name] = value
        return value

    def load() -> None:
        actors, meetings, attended = realistic_rows(n_ties)
        with store.transaction():
            store.upsert_nodes("Actor", actors)
            store.upsert_nodes("Meeting", meetings)
            store.upsert_relationships("ATTENDED", attended)

    yield "load", load
    yield "snapshot", lambda: keep("snapshot", store.snapshot())
    yield "network", lambda: keep("network", tie_network(kept["snapshot"]))  # type: ignore[arg-type]
    network = kept["network"]
    yield "betweenness", lambda: analysis.betweenness(network)  # type: ignore[arg-type]
    yield "constraint", lambda: structural_holes(contacts(network), weighted=False)  # type: ignore[arg-type]
    yield "removal", lambda: analysis.removal(network)  # type: ignore[arg-type]
    yield "communities", lambda: analysis.communities(network, runs=1)  # type: ignore[arg-type]


def _measure(n_ties: int) -> dict[str, float]:
    """Seconds of each step, number of ties, peak memory in MB; meant for a process of its own."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "scale.stakegraph") as store:
        for name, step in _steps(store, n_ties):
            start = time.perf_counter()
            result = step()
            found[name] = time.perf_counter() - start
            if name == "network":
                found["ties"] = float(result.n_ties)  # type: ignore[attr-defined]
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main() -> int:
    """Print a table of all sizes with the fitted exponents."""
    parser = argparse.ArgumentParser(description="The whole job at growing sizes.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measure(options.one)))
        return 0
    found = []
    for size in options.sizes:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(size)]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    names = [name for name in found[0] if name not in {"ties", "MB"}]
    heads = " | ".join(f"{row['ties']:,.0f} ties" for row in found)
    print(f"| seconds | {heads} | exponent |\n| --- |" + " --- |" * (len(found) + 1))
    for name in names:
        seconds = [row[name] for row in found]
        grown = [(row["ties"], max(row[name], 1e-3)) for row in found[1:]] or [(found[0]["ties"], 1.0)]
        slope = np.polyfit(*np.log(np.array(grown)).T, 1)[0] if len(grown) > 1 else float("nan")
        print(f"| {name} | " + " | ".join(f"{s:.2f}" for s in seconds) + f" | {slope:.2f} |")
    print("| all | " + " | ".join(f"{sum(row[name] for name in names):.1f}" for row in found) + " | |")
    print("| peak memory, MB | " + " | ".join(f"{row['MB']:.0f}" for row in found) + " | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
