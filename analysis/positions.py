"""Positions: how each stakeholder stands between, close to and among the others."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._cohesion import cohesion
from analysis._contacts import contacts
from analysis._igraph_random import igraph_random
from analysis._paths import betweenness_values, closeness_values, pairs_between
from analysis._structural_holes import structural_holes
from analysis._tables import finish, run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from analysis._contacts import Contacts
    from graphmodel import Network

__all__ = ["EXACT_UP_TO", "SAMPLED_SOURCES", "betweenness", "positions"]

EXACT_UP_TO = 20_000
SAMPLED_SOURCES = 1_000
DAMPING = 0.85
PAGERANK_ROUNDS = 500
PAGERANK_ERROR = 1e-14


def positions(
    network: Network, *, weighted: bool = False, exact: bool = False, n_sources: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """Describe where each stakeholder stands in the network.

    Parameters
    ----------
    network
        Stakeholders and ties, directed or not.
    weighted
        Use strength where closeness counts (eigenvector, pagerank, constraint, effective size) and
        distance = 1 / strength along paths (betweenness, closeness, harmonic). The other columns never use strength.
    exact
        Use every source for betweenness and closeness however large the network is. Otherwise networks of more than
        20,000 stakeholders are estimated from 1,000 sampled sources, with the error in ``betweenness_error``.
    n_sources
        Number of sampled sources, at least 1; None leaves it to `exact` and the size.
    seed
        Seed of the sample of sources.

    Returns
    -------
    DataFrame of shape (n_nodes, 22), sorted by ``id``
        ``id`` : text.
        ``degree`` : int, number of ties (directed: in and out).
        ``strength`` : float, their strengths added.
        ``betweenness`` : float, sum over pairs of others of the share of shortest paths that pass through;
        unordered pairs when undirected.
        ``betweenness_normalized`` : float, 0 to 1, divided by the number of pairs; NaN below three stakeholders.
        ``closeness`` : float, number of reached others / sum of distances to them; NaN when nobody is reached.
        ``harmonic`` : float, sum of 1 / distance.
        ``eigenvector`` : float, 0 to 1, the largest is 1; NaN where there is none (no ties, or directed without
        a cycle).
        ``pagerank`` : float, sums to 1, damping .85.
        ``constraint``, ``effective_size``, ``efficiency`` : float, Burt; NaN for isolates.
        ``clustering`` : float, 0 to 1, share of pairs of contacts that are in contact; NaN below two contacts.
        ``coreness`` : int, largest k such that it is in a part where everybody has k ties.
        ``component`` : int, 1 is the largest; ``component_size`` : int.
        ``is_cutpoint`` : bool, whether its component falls apart without it.
        ``n_blocks`` : int, pieces without cutpoint that it is part of.
        ``bridging_coefficient`` : float, (1 / d) / sum over contacts of 1 / d; NaN for isolates.
        ``bridging_centrality`` : float, that times ``betweenness``.
        ``fragmentation_after_removal`` : float, 0 to 1, share of pairs of all others that are not connected without
        it; NaN below three stakeholders.
        ``betweenness_error`` : float, standard error of ``betweenness``, 0 when exact.

    Raises
    ------
    ParameterError
        `n_sources` is below 1.

    Notes
    -----
    Closeness, harmonic, betweenness follow the direction of ties (distances from the stakeholder to others);
    eigenvector and pagerank flow along it. Clustering, components, blocks, bridging and fragmentation set direction
    aside. Constraint and effective size add both directions: a'_ij = a_ij + a_ji, p_iq = a'_iq / sum_k a'_ik,
    m_jq = a'_jq / max_k a'_jk, constraint = sum_j (p_ij + sum_q p_iq p_qj)^2 and effective size =
    sum_j (1 - sum_q p_iq m_jq), j over the contacts. Weighted paths of equal length are found with a relative
    tolerance of 1e-10, so that 1/3 + 1/6 equals 1/2.

    Attendance alone makes betweenness a copy of the number of meetings: see `attendance_position`.

    References
    ----------
    Brandes (2001), https://doi.org/10.1080/0022250X.2001.9990249. Burt (1992), Structural Holes.
    Hwang et al. (2006), Bridging centrality. Borgatti (2006), https://doi.org/10.1007/s10588-006-7084-x.

    Examples
    --------
    >>> from graphmodel import Network
    >>> network = Network.from_frames(pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]}))
    >>> print(positions(network)[["id", "degree", "betweenness", "is_cutpoint"]].to_string(index=False))
    id  degree  betweenness  is_cutpoint
     a       1          0.0        False
     b       2          2.0         True
     c       2          2.0         True
     d       1          0.0        False
    """
    sampled = _sampled(network, exact=exact, n_sources=n_sources)
    known = contacts(network)
    between, error = betweenness_values(network, weighted=weighted, n_sources=sampled, seed=seed)
    close, harmonic = closeness_values(network, weighted=weighted, n_targets=sampled, seed=seed)
    constraint, effective, efficiency = structural_holes(known, weighted=weighted)
    held = cohesion(known)
    coefficient = _bridging_coefficient(known)
    columns: dict[str, Any] = {
        "id": np.array(network.ids, dtype=object),
        **_activity(network),
        "betweenness": between,
        "betweenness_normalized": between / pairs_between(network),
        "closeness": close,
        "harmonic": harmonic,
        "eigenvector": _eigenvector(network, weighted=weighted),
        "pagerank": _pagerank(network, weighted=weighted),
        "constraint": constraint,
        "effective_size": effective,
        "efficiency": efficiency,
        "clustering": _clustering(known),
        "coreness": _coreness(network),
        "component": held.component,
        "component_size": held.component_size,
        "is_cutpoint": held.is_cutpoint,
        "n_blocks": held.n_blocks,
        "bridging_coefficient": coefficient,
        "bridging_centrality": coefficient * between,
        "fragmentation_after_removal": held.fragmentation(),
        "betweenness_error": error,
    }
    run = run_record("positions", network, weighted=weighted, exact=exact, n_sources=sampled, seed=seed)
    return finish(pd.DataFrame(columns), run)


def betweenness(
    network: Network, *, weighted: bool = False, exact: bool = False, n_sources: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """Count how often each stakeholder lies on the shortest paths between others.

    Parameters
    ----------
    network
        Stakeholders and ties, directed or not.
    weighted
        Whether paths are as long as their distances instead of their number of ties.
    exact
        Use every source however large the network is; otherwise 1,000 sampled ones beyond 20,000 stakeholders.
    n_sources
        Number of sampled sources, at least 1; None leaves it to `exact` and the size.
    seed
        Seed of the sample.

    Returns
    -------
    DataFrame of shape (n_nodes, 4), sorted by ``id``
        ``id``, ``betweenness`` (pairs once if undirected), ``betweenness_normalized`` (0 to 1, NaN below three
        stakeholders), ``betweenness_error`` (standard error, 0 when exact).

    Raises
    ------
    ParameterError
        `n_sources` is below 1.

    References
    ----------
    Brandes and Pich (2007), https://doi.org/10.1142/S0218127407018403.

    Examples
    --------
    >>> from graphmodel import Network
    >>> network = Network.from_frames(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> betweenness(network)["betweenness"].tolist()
    [0.0, 1.0, 0.0]
    """
    sampled = _sampled(network, exact=exact, n_sources=n_sources)
    values, error = betweenness_values(network, weighted=weighted, n_sources=sampled, seed=seed)
    table = pd.DataFrame(
        {
            "id": np.array(network.ids, dtype=object),
            "betweenness": values,
            "betweenness_normalized": values / pairs_between(network),
            "betweenness_error": error,
        }
    )
    return finish(
        table, run_record("betweenness", network, weighted=weighted, exact=exact, n_sources=sampled, seed=seed)
    )


def _sampled(network: Network, *, exact: bool, n_sources: int | None) -> int | None:
    if n_sources is not None:
        if n_sources < 1:
            msg = f"The 'n_sources' parameter must be None or an int of at least 1. Got {n_sources!r} instead."
            raise ParameterError(msg)
        return n_sources if n_sources < network.n_nodes and not exact else None
    return None if exact or network.n_nodes <= EXACT_UP_TO else SAMPLED_SOURCES


def _activity(network: Network) -> dict[str, np.ndarray]:
    ends = np.concatenate(network.ends)
    strength = np.tile(network.ties["strength"].to_numpy(dtype=float), 2)
    return {
        "degree": np.bincount(ends, minlength=network.n_nodes),
        "strength": np.bincount(ends, weights=strength, minlength=network.n_nodes),
    }


def _eigenvector(network: Network, *, weighted: bool) -> np.ndarray:
    if network.n_ties == 0:
        return np.full(network.n_nodes, np.nan)
    graph = network._igraph  # noqa: SLF001 - read only, saves a copy of the graph
    if network.directed and graph.is_dag():
        return np.full(network.n_nodes, np.nan)
    with igraph_random(0), warnings.catch_warnings():  # the solver starts from a random vector
        warnings.filterwarnings("ignore", message=".*(nearly zero|not be).*", category=RuntimeWarning)
        values = graph.eigenvector_centrality(scale=True, weights="strength" if weighted else None)
    cleaned = np.abs(np.array(values, dtype=float))
    cleaned[cleaned < 1e-12] = 0.0  # noqa: PLR2004 - rounding of the eigenvalue solver
    return np.asarray(cleaned)


def _pagerank(network: Network, *, weighted: bool) -> np.ndarray:
    """Power iteration; those without a way out send their share to everybody."""
    size = network.n_nodes
    if size == 0:
        return np.zeros(0)
    matrix = network.adjacency()
    if not weighted:
        matrix.data[:] = 1.0
    out = np.asarray(matrix.sum(axis=1)).ravel()
    share = np.divide(DAMPING, out, out=np.zeros(size), where=out > 0)
    step, stuck = matrix.T.tocsr(), out == 0
    rank = np.full(size, 1.0 / size)
    for _ in range(PAGERANK_ROUNDS):
        fresh = step @ (rank * share) + (1.0 - DAMPING + DAMPING * rank[stuck].sum()) / size
        done = np.abs(fresh - rank).sum() < PAGERANK_ERROR
        rank = fresh
        if done:
            break
    return np.asarray(rank / rank.sum())


def _clustering(known: Contacts) -> np.ndarray:
    possible = known.degree * (known.degree - 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(possible > 0, known.triangle_count / possible, np.nan))


def _coreness(network: Network) -> np.ndarray:
    graph = network._igraph  # noqa: SLF001 - read only, saves a copy of the graph
    return np.array(graph.coreness(mode="all"), dtype=np.int64)


def _bridging_coefficient(known: Contacts) -> np.ndarray:
    with np.errstate(divide="ignore"):
        inverse = np.where(known.degree > 0, 1.0 / known.degree, 0.0)
    around = known.pattern @ inverse
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(around > 0, inverse / around, np.nan))
