"""Shortest paths: betweenness, closeness and harmonic closeness, exact or from a sample of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._parallel import blocks, run_tasks

if TYPE_CHECKING:
    import igraph
    from scipy import sparse

    from graphmodel import Network

__all__ = ["betweenness_values", "closeness_values", "pairs_between"]

MOST_LEVELS = 100
GATHERED_WORDS = 4_000_000
SOURCES_PER_TASK = 50


def pairs_between(network: Network) -> float:
    """Pairs that a stakeholder could stand between: unordered when undirected; NaN below three stakeholders."""
    others = (network.n_nodes - 1) * (network.n_nodes - 2)
    if network.n_nodes < 3:  # noqa: PLR2004 - two ends and one between
        return float("nan")
    return float(others if network.directed else others / 2)


def betweenness_values(
    network: Network, *, weighted: bool, n_sources: int | None = None, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Sum over pairs of the share of shortest paths that pass through.

    Parameters
    ----------
    network
        The stakeholders and ties.
    weighted
        Whether paths are as long as their distances instead of their number of ties.
    n_sources
        Number of sampled sources; None is exact.
    seed
        Seed of the sample.

    Returns
    -------
    (values, standard_error)
        In the order of the ids; the error is 0 when exact.
    """
    graph = network._igraph  # noqa: SLF001 - read only, saves a copy of the graph
    weights = "distance" if weighted else None
    if n_sources is None or n_sources >= network.n_nodes:
        values = np.array(graph.betweenness(directed=network.directed, weights=weights), dtype=float)
        return values, np.zeros(network.n_nodes)
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(network.n_nodes, size=n_sources, replace=False))
    tasks = [(graph, chosen[a:b].tolist(), weights) for a, b in blocks(len(chosen), SOURCES_PER_TASK)]
    parts = run_tasks(_between_from, tasks)
    total, squares = sum(part[0] for part in parts), sum(part[1] for part in parts)
    counted = np.array([part[2] for part in parts], dtype=float)
    return _scaled(network, np.asarray(total), np.asarray(squares), counted)


def _between_from(graph: igraph.Graph, sources: list[int], weights: str | None) -> tuple[np.ndarray, np.ndarray, int]:
    """Dependency on a block of sources, its square, and the number of sources."""
    part = np.array(graph.betweenness(directed=graph.is_directed(), weights=weights, sources=sources), dtype=float)
    return part, part * part, len(sources)


def _scaled(
    network: Network, total: np.ndarray, squares: np.ndarray, counted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Blow the sample up to all sources; standard error from the spread between blocks of sources."""
    sampled = counted.sum()
    factor = network.n_nodes / sampled
    values = total * factor
    n_blocks = len(counted)
    if n_blocks < 2:  # noqa: PLR2004 - a spread needs two blocks
        return values, np.full(network.n_nodes, np.nan)
    spread = np.maximum(squares - total**2 / n_blocks, 0.0) / (n_blocks - 1)
    unseen = 1.0 - sampled / network.n_nodes
    return values, factor * np.sqrt(n_blocks * spread * unseen)


def closeness_values(
    network: Network, *, weighted: bool, n_targets: int | None = None, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Closeness inside what can be reached, and sum of inverse distances; along the direction of ties.

    Parameters
    ----------
    network
        The stakeholders and ties.
    weighted
        Whether distances count instead of steps.
    n_targets
        Number of sampled targets, for steps only; None is exact.
    seed
        Seed of the sample.

    Returns
    -------
    (closeness, harmonic)
        In the order of the ids; closeness is NaN where nobody can be reached.
    """
    if network.n_nodes == 0:
        return np.zeros(0), np.zeros(0)
    if not weighted:
        counted = _steps(network, _targets(network, n_targets, seed))
        if counted is not None:
            return counted
    graph = network._igraph  # noqa: SLF001 - read only, saves a copy of the graph
    weights = "distance" if weighted else None
    closeness = graph.closeness(mode="out", weights=weights, normalized=True)
    harmonic = graph.harmonic_centrality(mode="out", weights=weights, normalized=False)
    values = np.array([np.nan if value is None else value for value in closeness], dtype=float)
    return values, np.nan_to_num(np.array(harmonic, dtype=float))


def _targets(network: Network, n_targets: int | None, seed: int) -> np.ndarray:
    if n_targets is None or n_targets >= network.n_nodes:
        return np.arange(network.n_nodes)
    return np.sort(np.random.default_rng(seed).choice(network.n_nodes, size=n_targets, replace=False))


def _steps(network: Network, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Count who is reached at each step, 64 targets to a machine word; None when the paths are very long."""
    matrix = network._adjacency  # noqa: SLF001 - read only, saves a copy
    size = network.n_nodes
    total, inverse, reached = np.zeros(size), np.zeros(size), np.zeros(size)
    words = max(1, GATHERED_WORDS // max(matrix.nnz, 1))
    for first, last in blocks(len(targets), 64 * words):
        ball = np.zeros((size, (last - first + 63) // 64), dtype=np.uint64)
        inside = np.arange(last - first)
        ball[targets[first:last], inside // 64] = np.uint64(1) << (inside % 64).astype(np.uint64)
        known = np.bitwise_count(ball).sum(axis=1, dtype=np.int64)
        changed = known > 0
        for level in range(1, MOST_LEVELS + 2):
            rows, places, starts = _to_update(matrix, changed)
            if not len(rows):
                break
            if level > MOST_LEVELS:
                return None
            ball[rows] |= np.bitwise_or.reduceat(ball[places], starts, axis=0)
            fresh = np.bitwise_count(ball[rows]).sum(axis=1, dtype=np.int64) - known[rows]
            total[rows] += level * fresh
            inverse[rows] += fresh / level
            reached[rows] += fresh
            known[rows] += fresh
            changed = np.zeros(size, dtype=bool)
            changed[rows] = fresh > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(reached > 0, reached / total, np.nan), inverse * (size / max(len(targets), 1))


def _to_update(matrix: sparse.csr_array, changed: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows with a neighbour that reached somebody new, the neighbours of these rows, and where each row starts."""
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if not len(filled):
        return filled, filled, filled
    touched = np.logical_or.reduceat(changed[matrix.indices], matrix.indptr[filled])
    rows = filled[touched]
    lengths = np.diff(matrix.indptr)[rows]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp) if len(rows) else rows
    shift = np.repeat(matrix.indptr[rows] - starts, lengths)
    return rows, matrix.indices[np.arange(len(shift)) + shift], starts
