"""Analysis against networkx and bare igraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np
import pandas as pd

import analysis
from benchmarks.measure import Line, best
from benchmarks.stores import ties
from graphmodel import Network, open_store, tie_network

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["positions", "random_network", "random_network_again", "snapshots"]


def random_network(n_nodes: int, n_ties: int, *, seed: int = 0) -> Network:
    """A network with a heavy tail of degrees, as stakeholder networks have."""
    random = np.random.default_rng(seed)
    weight = 1 / np.arange(1, n_nodes + 1) ** 0.5
    ends = random.choice(n_nodes, size=(n_ties, 2), p=weight / weight.sum())
    names = np.array([f"n{k:06d}" for k in range(n_nodes)], dtype=object)
    frame = pd.DataFrame({"source": names[ends[:, 0]], "target": names[ends[:, 1]]})
    return Network.from_frames(frame, pd.DataFrame({"id": names}))


def positions(n_nodes: int = 3_000) -> Iterator[Line]:
    """Betweenness end to end against igraph alone and networkx."""
    network = random_network(n_nodes, 4 * n_nodes)
    ours = best(lambda: analysis.betweenness(random_network_again(network)), rounds=3)
    edges = np.column_stack(network.ends)
    bare = best(lambda: igraph.Graph(n=n_nodes, edges=edges).betweenness(), rounds=3)
    yield Line(f"betweenness, {n_nodes:,} nodes", ours, "igraph alone", bare, "≤ 1.1", ours <= 1.1 * bare)
    graph = network.to_networkx()
    theirs = best(lambda: nx.betweenness_centrality(graph, normalized=False), rounds=1)
    yield Line(f"betweenness, {n_nodes:,} nodes", ours, "networkx", theirs, "≤ 1/40", ours * 40 <= theirs)


def random_network_again(network: Network) -> Network:
    """The same network without anything worked out before."""
    return Network(network.ids, network.nodes, network.ties, network.directed)


def snapshots(n_ties: int) -> Iterator[Line]:
    """Reading a store and building its network, against reading the rows alone."""
    with open_store(":memory:") as store:
        for label, rows in zip(("Actor", "Meeting"), ties(n_ties)[:2], strict=True):
            store.upsert_nodes(label, rows)
        store.upsert_relationships("ATTENDED", ties(n_ties)[2])
        rows_alone = best(lambda: store.read_relationships("ATTENDED"), rounds=2)
        snapshot = store.snapshot()
        reading = best(store.snapshot, rounds=2)
    building = best(lambda: tie_network(snapshot, max_meeting_size=30), rounds=2)
    yield Line(f"snapshot, {n_ties:,} ties", reading, "reading the rows alone", rows_alone, "told only", holds=True)
    yield Line(
        f"snapshot to network, {n_ties:,} ties", building, "reading the rows alone", rows_alone, "told only", holds=True
    )
