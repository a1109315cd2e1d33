"""The whole job at growing sizes, each in a process of its own: ``python -m benchmarks.scale``."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import analysis
from analysis._contacts import contacts
from analysis._structural_holes import structural_holes
from graphmodel import open_store, tie_network
from graphmodel.schema import LABELS
from stakegraph.explorer import create_app
from stakegraph.explorer.heaps import give_back
from tests.neo4j_server import LINES, provide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel import GraphStore
    from tests.neo4j_server import Server

__all__ = ["main", "realistic_rows"]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MEAN_SIZE = 6
WORKERS_MEMORY = dict.fromkeys(("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"), 1 << 30)
"""Lets workers keep memory that they have freed: Dask makes them give it back at once, and asking again costs more than
the work itself where large arrays come and go."""
DRAWS, ROUNDS = 1_000, 3


KINDS = {"ngo": 0.35, "mso": 0.2, "association": 0.15, "umbrella": 0.08, "school": 0.12, "municipal_body": 0.1}
Rows = dict[str, list[dict[str, object]]]


def realistic_rows(n_ties: int, *, seed: int = 0) -> Rows:
    """Actors, towns, themes, meetings, attendance by label and type: skewed activity, places that keep to themselves.

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
    kinds = random.choice(list(KINDS), n_actors, p=np.array(list(KINDS.values())) / sum(KINDS.values()))
    about = random.integers(0, 40, n_actors)
    actors = [{"id": f"act-{k:07d}", "name": f"Organisation {k}", "kind": str(kinds[k])} for k in range(n_actors)]
    towns = [
        {"id": f"mun-{k:05d}", "name": f"Ort {k}", "ags": f"05{k:06d}", "country": "DE"} for k in range(place.max() + 1)
    ]
    return {
        "Actor": actors,
        "Municipality": towns,
        "Theme": [{"id": f"thm-{k:02d}", "name": f"Thema {k}"} for k in range(40)],
        "Meeting": [
            {"id": f"mtg-{k:07d}", "name": f"Treffen {k}", "date_start": str(first + d)} for k, d in enumerate(days)
        ],
        "BASED_IN": [{"source": f"act-{k:07d}", "target": f"mun-{place[k]:05d}"} for k in range(n_actors)],
        "WORKS_ON": [{"source": f"act-{k:07d}", "target": f"thm-{about[k]:02d}"} for k in range(n_actors)],
        "ATTENDED": [{"source": f"act-{a:07d}", "target": f"mtg-{m:07d}", "role": "participant"} for a, m in attended],
    }


PAGES = ("/", "/netz", "/akteure", "/bruecken", "/luecken")
FEW = 20
ACCEPTED = 202


def _steps(store: GraphStore, n_ties: int) -> Iterator[tuple[str, Callable[[], object]]]:
    def load() -> None:
        rows = realistic_rows(n_ties)
        with store.transaction():
            for name, table in rows.items():
                (store.upsert_nodes if name in LABELS else store.upsert_relationships)(name, table)

    yield "load", load
    yield from _analyses(store)
    give_back()  # the explorer reads the store itself: what the analyses looked at need not stay beside it
    app = create_app(store)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient  # noqa: PLC0415

        client = TestClient(app, base_url="http://127.0.0.1")
    for path in PAGES:
        yield f"page {path}", lambda path=path: _opened(client, path)


def _opened(client: Any, path: str) -> None:
    """Ask for a page until it is there: one that is still being worked out says so."""
    while (answer := client.get(path).raise_for_status()).status_code == ACCEPTED:
        time.sleep(0.1)
    assert answer.text


def _analyses(store: GraphStore) -> Iterator[tuple[str, Callable[[], object]]]:
    kept: dict[str, Any] = {}

    def keep(name: str, value: object) -> object:
        kept[name] = value
        return value

    yield "snapshot", lambda: keep("snapshot", store.snapshot())
    snapshot = kept["snapshot"]
    yield "network", lambda: keep("network", tie_network(snapshot))
    network = kept["network"]
    yield "components", lambda: network.to_igraph().connected_components()
    yield "betweenness", lambda: analysis.betweenness(network)
    yield "constraint", lambda: structural_holes(contacts(network), weighted=False)
    yield "removal", lambda: analysis.removal(network)
    yield "communities", lambda: analysis.communities(network, runs=1)
    yield "bridges", lambda: analysis.bridges(network, top=FEW)
    yield "gaps", lambda: analysis.gaps(snapshot)
    yield "matches", lambda: analysis.matches(snapshot, "mun-00000", seek="actors")


def _measure(n_ties: int, store_url: str | None, clock: Callable[[], float]) -> dict[str, float]:
    """Seconds of each step, number of ties, peak memory in MB; meant for a process of its own."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, open_store(store_url or Path(folder) / "scale.stakegraph") as store:
        for name, step in _steps(store, n_ties):
            start = clock()
            result = step()
            found[name] = clock() - start
            print(f"{n_ties:>9,} {name:<16} {found[name]:8.2f} s", file=sys.stderr, flush=True)
            if name == "network":
                found["ties"] = float(result.n_ties)  # type: ignore[attr-defined]
            del step, result  # and with them what they looked at
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _all_sizes(sizes: Sequence[int], *options: str, server: Server | None = None) -> list[dict[str, float]]:
    """Every size in a process of its own; on a server, emptied before each, with the memory that it takes itself."""
    found = []
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(size), *options]
        if server:
            server.empty()
            command += ["--store", server.url]
        found.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
        if server:
            found[-1]["MB of the server"] = _server_memory()
    return found


def _on_neo4j(sizes: Sequence[int]) -> list[dict[str, float]]:
    server = provide(LINES[0], heap="6g")  # a load is one transaction, which a server holds in memory
    try:
        os.environ.update(STAKEGRAPH_NEO4J_USER=server.user, STAKEGRAPH_NEO4J_PASSWORD=server.password)
        return _all_sizes(sizes, server=server)
    finally:
        server.stop()


def _server_memory() -> float:
    """MB of the servers that this process has started; none when one was given."""
    import psutil  # noqa: PLC0415 - comes with distributed, for this only

    ours = psutil.Process().children(recursive=True)
    return sum(one.memory_info().rss for one in ours if "java" in one.name()) / 2**20


def _slope(found: list[dict[str, float]], name: str) -> float:
    """Exponent of the growth, without the smallest size, whose time is mostly fixed cost."""
    grown = np.log([(row["ties"], max(row[name], 1e-3)) for row in found[1:]])
    return float(np.polyfit(*grown.T, 1)[0]) if len(grown) > 1 else float("nan")


def _steps_of(found: list[dict[str, float]]) -> list[str]:
    return [name for name in found[0] if name != "ties" and not name.startswith("MB")]


def _print(found: list[dict[str, float]]) -> None:
    names = _steps_of(found)
    heads = " | ".join(f"{row['ties']:,.0f} ties" for row in found)
    print(f"| seconds | {heads} | exponent |\n| --- |" + " --- |" * (len(found) + 1))
    for name in names:
        print(f"| {name} | " + " | ".join(f"{row[name]:.2f}" for row in found) + f" | {_slope(found, name):.2f} |")
    print("| all | " + " | ".join(f"{sum(row[name] for name in names):.1f}" for row in found) + " | |")
    for name in (name for name in found[0] if name.startswith("MB")):
        print(f"| {name} | " + " | ".join(f"{row[name]:.0f}" for row in found) + f" | {_slope(found, name):.2f} |")


def _plot(found: list[dict[str, float]], path: Path) -> None:
    """Draw seconds against ties, both on logarithmic axes."""
    import matplotlib as mpl  # noqa: PLC0415 - for the plot only

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(10, 6), layout="constrained")
    colours = plt.get_cmap("tab20").colors  # type: ignore[attr-defined]
    for name, colour in zip(_steps_of(found), colours, strict=False):
        look = (
            {"color": colour, "marker": "s", "linestyle": "--"} if "page" in name else {"color": colour, "marker": "o"}
        )
        seconds = [max(row[name], 1e-3) for row in found]
        axes.loglog([row["ties"] for row in found], seconds, label=f"{name} ({_slope(found, name):.2f})", **look)
    axes.set(xlabel="ties", ylabel="seconds")
    figure.legend(loc="outside right upper", fontsize="small", title="step (exponent)")
    figure.savefig(path, dpi=120)


def _cluster() -> None:
    """The same null model on one core without a cluster, and on a real Dask cluster of two workers."""
    import dask  # noqa: PLC0415
    import joblib  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from distributed import Client, LocalCluster  # noqa: PLC0415

    random = np.random.default_rng(0)
    actor, meeting = np.nonzero(random.random((400, 80)) < 0.12)
    frame = pd.DataFrame({"actor": actor.astype(str), "meeting": meeting.astype(str)})

    def timed(place: str, cpu: Callable[[], float]) -> tuple[float, pd.DataFrame]:
        """Least seconds of some rounds, and what the processes that worked spent in that round."""
        runs = []
        for _ in range(ROUNDS):
            start, before = time.perf_counter(), cpu()
            found = analysis.co_attendance(frame, draws=DRAWS)
            runs.append((time.perf_counter() - start, cpu() - before))
        print(f"| {place} | {min(runs)[0]:.1f} | {min(runs)[1]:.1f} |", flush=True)
        return min(runs)[0], found

    print(f"| {DRAWS:,} draws, 400 x 80, best of {ROUNDS} | seconds | CPU seconds |\n| --- | --- | --- |")
    with joblib.parallel_config(backend="sequential"):
        alone, here = timed("one core, no cluster", time.process_time)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    keep = {"distributed.nanny.pre-spawn-environ": WORKERS_MEMORY | {"OMP_NUM_THREADS": 1}}
    with (
        dask.config.set(keep),
        LocalCluster(host="127.0.0.1", **options) as cluster,
        Client(cluster) as client,
    ):
        client.run(lambda: __import__("analysis") and None)  # imports are not what is compared
        with joblib.parallel_config(backend="dask"):
            together, there = timed("Dask, two workers", lambda: sum(client.run(time.process_time).values()))
    print(f"\nTwo workers are {alone / together:.2f} times as fast; the numbers are the same: {here.equals(there)}")


def main() -> int:
    """Print a table of all sizes with the fitted exponents."""
    parser = argparse.ArgumentParser(description="The whole job at growing sizes.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--neo4j", action="store_true", help="On a real Neo4j instead of the embedded store.")
    parser.add_argument("--store", help=argparse.SUPPRESS)
    parser.add_argument("--cpu", action="store_true", help="CPU time, for a machine that others use as well.")
    parser.add_argument("--plot", type=Path, help="Picture to write.")
    parser.add_argument("--dask", action="store_true", help="Only compare one core with a Dask cluster of two workers.")
    options = parser.parse_args()
    if options.dask:
        _cluster()
        return 0
    if options.one:
        clock = time.process_time if options.cpu else time.perf_counter
        print(json.dumps(_measure(options.one, options.store, clock)))
        return 0
    found = _on_neo4j(options.sizes) if options.neo4j else _all_sizes(options.sizes, *["--cpu"] * options.cpu)
    _print(found)
    if options.plot:
        _plot(found, options.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
