"""Structural holes, brokerage, removal, pair scores, draws and the answers, against peers or a limit in CPU seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np
import pandas as pd

import analysis
import loaders
from analysis._contacts import contacts
from analysis._structural_holes import structural_holes
from benchmarks.measure import Line, best
from benchmarks.networks import random_network, random_network_again
from graphmodel import open_store, tie_network
from stakegraph.demo import example_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel import Network

__all__ = ["answers", "exponents", "kernels"]


def _limit(what: str, seconds: float, limit: float) -> Line:
    return Line(what, seconds, "limit", limit, "≤ 1", seconds <= limit)


def kernels() -> Iterator[Line]:
    """The compiled and sparse kernels."""
    large = random_network(30_000, 90_000)
    small = random_network(3_000, 12_000)
    group = {name: str(k % 5) for k, name in enumerate(small.ids)}
    yield _limit(
        "brokerage, 3,000 nodes", best(lambda: analysis.brokerage(random_network_again(small), group=group)), 0.03
    )
    edges = np.column_stack(large.ends)
    holes = best(lambda: structural_holes(contacts(random_network_again(large)), weighted=False))
    bare = best(lambda: igraph.Graph(n=large.n_nodes, edges=edges).constraint())
    what = "constraint and effective size, 30,000 nodes"
    yield Line(what, holes, "igraph, constraint alone", bare, "≤ 1", holes <= bare)
    yield _limit(
        "removal of every node, 30,000 nodes", best(lambda: analysis.removal(random_network_again(large))), 0.2
    )
    medium = random_network(10_000, 50_000)
    ours = best(lambda: analysis.pair_scores(random_network_again(medium), max_distance=2), rounds=1)
    yield _limit("pair scores at distance 2, 10,000 nodes", ours, 5.0)
    theirs = _pair_scores_by_networkx(medium.to_networkx())
    yield Line("pair scores at distance 2, 10,000 nodes", ours, "networkx*", theirs, "≤ 1/50", ours * 50 <= theirs)
    yield _limit("1,000 fixed-margins draws, 400 x 80", best(_draws, rounds=1), 20.0)


def _pair_scores_by_networkx(graph: nx.Graph, *, n_sources: int = 100, n_pairs: int = 2_000) -> float:
    """Seconds for the same columns with networkx, extrapolated from a draw of sources and of pairs.

    Pairs are found source by source; each is scored by the functions networkx has, and paths of three ties, which it
    has no function for, are counted from its common neighbours. Katz, which ours includes, is left out.
    """
    random, names = np.random.default_rng(0), sorted(graph)
    drawn = [names[k] for k in random.choice(len(names), n_sources, replace=False)]
    found: list[tuple[str, str]] = []

    def look() -> None:
        found.clear()
        for source in drawn:
            near = nx.single_source_shortest_path_length(graph, source, cutoff=2)
            found.extend((source, other) for other, steps in near.items() if steps == 2)

    looking = best(look, rounds=1) * len(names) / n_sources
    pairs = [found[k] for k in random.choice(len(found), n_pairs, replace=False)]

    def score() -> None:
        for function in (
            nx.jaccard_coefficient,
            nx.adamic_adar_index,
            nx.resource_allocation_index,
            nx.preferential_attachment,
        ):
            for _ in function(graph, pairs):
                pass
        for one, other in pairs:
            shared = len(list(nx.common_neighbors(graph, one, other)))
            degrees = graph.degree(one), graph.degree(other)
            threes = sum(len(list(nx.common_neighbors(graph, k, other))) for k in graph[one])
            _ = shared + 0.01 * threes, shared / (degrees[0] * degrees[1]) ** 0.5, 2 * shared / sum(degrees)

    n_all = len(found) * len(names) / n_sources / 2  # each pair is found from both ends
    return looking + best(score, rounds=1) * n_all / n_pairs


def _draws() -> None:
    random = np.random.default_rng(0)
    came = random.random((400, 80)) < 0.12
    actor, meeting = np.nonzero(came)
    frame = pd.DataFrame({"actor": [f"a{k:03d}" for k in actor], "meeting": [f"m{k:02d}" for k in meeting]})
    analysis.co_attendance(frame, draws=1_000)


def answers() -> Iterator[Line]:
    """The answers on the example network, from an open store."""
    with open_store(":memory:") as store:
        loaders.load(store, example_files())

        def fresh(function: Callable[..., object]) -> float:
            return best(lambda: function(store.snapshot()), rounds=2)

        yield _limit("bridges, example network", fresh(lambda s: analysis.bridges(tie_network(s, scope="05"))), 2.0)
        yield _limit("gaps, example network", fresh(lambda s: analysis.gaps(s, scope="05")), 2.0)
        yield _limit("matches, example network", fresh(lambda s: analysis.matches(s, "mun-05913000")), 1.0)


LARGE, SMALL = (1_000, 3_000, 9_000), (200, 600, 1_800)
GROWTH: dict[str, tuple[Callable[[Network], object], tuple[int, ...], str]] = {
    "tie table to network": (lambda n: random_network_again(n).adjacency(), LARGE, "m"),
    "betweenness": (lambda n: analysis.betweenness(random_network_again(n)), LARGE, "n m"),
    "positions, all": (lambda n: analysis.positions(random_network_again(n)), LARGE, "n m"),
    "brokerage": (lambda n: analysis.brokerage(random_network_again(n), group=by_turns(n)), LARGE, "m^1.5"),
    "group reach": (lambda n: analysis.group_reach(random_network_again(n), group=by_turns(n)), LARGE, "m"),
    "removal": (lambda n: analysis.removal(random_network_again(n)), LARGE, "m"),
    "isolates": (lambda n: analysis.isolates(random_network_again(n)), LARGE, "n"),
    "communities, 5 runs": (lambda n: analysis.communities(random_network_again(n), runs=5), LARGE, "m log n"),
    "mixing, 20 draws": (lambda n: analysis.mixing(random_network_again(n), group=by_turns(n), draws=20), LARGE, "m"),
    "pair scores, distance 2": (lambda n: analysis.pair_scores(random_network_again(n), max_distance=2), LARGE, "n m"),
    "what-if": (lambda n: analysis.what_if(random_network_again(n), remove=[n.ids[0]]), LARGE, "m"),
    "introductions": (lambda n: analysis.introductions(random_network_again(n), n.ids[0], n.ids[-1]), LARGE, "k n m"),
    "bridges": (
        lambda n: analysis.bridges(random_network_again(n), group=by_turns(n), top=10),
        SMALL,
        "50 n m, then m",
    ),
    "key players, 3": (lambda n: analysis.key_players(random_network_again(n), 3), SMALL, "k n m"),
    "expected ties": (lambda n: analysis.expected_ties(random_network_again(n), group=by_turns(n)), SMALL, "n^2"),
    "pair scores, all pairs": (lambda n: analysis.pair_scores(random_network_again(n)), SMALL, "n^2 to n^3"),
    "co-attendance, 50 draws": (lambda n: analysis.co_attendance(came_to(n.n_nodes), draws=50), SMALL, "n^2"),
}
"""Function, sizes, and how its cost is said to grow with n stakeholders and m ties (here m = 4 n)."""


def exponents() -> str:
    """How cost grows: seconds by number of nodes, and the fitted exponent."""
    rows = ["| function | stated | n | seconds | exponent |", "| --- | --- | --- | --- | --- |"]
    for name, (function, sizes, stated) in GROWTH.items():
        networks = [random_network(n, 4 * n) for n in sizes]
        seconds = [best(lambda f=function, n=network: f(n), rounds=2) for network in networks]
        slope = np.polyfit(np.log(sizes), np.log(np.maximum(seconds, 1e-4)), 1)[0]
        of, took = ", ".join(f"{n:,}" for n in sizes), ", ".join(f"{s:.3f}" for s in seconds)
        rows.append(f"| {name} | {stated} | {of} | {took} | {slope:.2f} |")
    return "\n".join(rows)


def came_to(n_actors: int) -> pd.DataFrame:
    """Attendance of so many at 40 meetings."""
    actor, meeting = np.nonzero(np.random.default_rng(0).random((n_actors, 40)) < 0.1)
    return pd.DataFrame({"actor": actor.astype(str), "meeting": meeting.astype(str)})


def by_turns(network: Network) -> dict[str, str]:
    """Five groups by turns."""
    return {name: str(k % 5) for k, name in enumerate(network.ids)}
