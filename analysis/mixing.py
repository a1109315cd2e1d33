"""Mixing: how many ties there are within and between groups, compared with three kinds of chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._groups import group_labels, grouping
from analysis._igraph_random import igraph_random
from analysis._significance import benjamini_hochberg, share_at_least
from analysis._tables import finish, run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis._groups import Grouping
    from graphmodel import Network

__all__ = ["Mixing", "mixing"]

SMALLEST_GROUP = 3
LEAST_TO_REWIRE = 4
FIRST_SWAPS = 20
SWAPS_BETWEEN = 4
MANY_TIES = 50_000
"""Beyond so many, tie ends are dealt anew instead of swapped."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixing:
    """Ties within and between groups.

    Attributes
    ----------
    pairs
        One row per pair of groups, see `mixing`.
    groups
        One row per group, see `mixing`.
    ei
        E-I index: (ties between groups - ties inside) / all ties, -1 to 1; NaN without ties.
    ei_expected_shuffle, ei_expected_configuration, ei_expected_rewired
        What it would be with labels shuffled, with tie ends drawn at random, and with ties rewired at random. The sign
        of ``ei`` alone says nothing.
    ei_p_inward, ei_p_outward
        Share of rewired networks with an index at most, or at least, as high.
    ei_verdict
        ``"inward"``, ``"outward"``, ``"as by chance"`` or ``"not defined"``.
    assortativity
        Newman's nominal assortativity, 1 when all ties are inside; NaN when there is one group only.
    n_unknown
        Stakeholders left out because their group is not on record.
    run
        Run record.
    """

    pairs: pd.DataFrame
    groups: pd.DataFrame
    ei: float
    ei_expected_shuffle: float
    ei_expected_configuration: float
    ei_expected_rewired: float
    ei_p_inward: float
    ei_p_outward: float
    ei_verdict: str
    assortativity: float
    n_unknown: int
    run: Mapping[str, Any]


def mixing(network: Network, *, group: Any, draws: int = 1000, level: float = 0.05, seed: int = 0) -> Mixing:
    """Compare the ties within and between groups with what chance would give.

    Parameters
    ----------
    network
        Stakeholders and ties; strengths are not used.
    group
        Attribute of the network, or mapping from id to group. Stakeholders of unknown group are left out with their
        ties and counted in ``n_unknown``.
    draws
        Number of rewired networks, at least 1.
    level
        Share of false finds that is accepted, 0 to 1.
    seed
        Seed of the rewiring.

    Returns
    -------
    Mixing
        ``.pairs``: ``group_a``, ``group_b`` (undirected: a <= b; directed: from a to b), ``observed``, ``possible``,
        ``expected_shuffle``, ``expected_configuration``, ``expected_rewired``, ``sd_rewired``, ``p_fewer``, ``p_more``,
        ``p_fewer_adjusted``, ``p_more_adjusted`` (Benjamini-Hochberg over the tested pairs) and ``verdict``:
        ``"fewer than chance"``, ``"more than chance"``, ``"as by chance"``, ``"too few ties to tell"`` (even none
        at all would be no surprise) or ``"group too small to test"`` (under 3 members).
        ``.groups``: ``group``, ``n``, ``ends`` (tie ends), ``internal``, ``external``, ``ei``, ``ei_expected_shuffle``,
        ``ei_expected_configuration``, ``coleman`` (homophily index, -1 to 1).
        ``.ei`` and what to compare it with, ``.assortativity``.

    Raises
    ------
    ParameterError
        `group` is neither an attribute nor a mapping, or a number is outside its range.

    Notes
    -----
    With m ties, n_r members and K_r tie ends: shuffle m 2 n_r n_s / (n (n - 1)), inside m n_r (n_r - 1) / (n (n - 1));
    configuration K_r K_s / (2m - 1), inside K_r (K_r - 1) / (2 (2m - 1)); directed K_r^out K_s^in / m. Rewired: ties
    are swapped with all numbers of ties kept and no tie doubled (beyond 50,000 ties their ends are dealt anew, where
    doubled ties are too few to count); p-values come from there, since the configuration
    expectation can exceed the possible pairs in dense networks.

    References
    ----------
    Krackhardt and Stern (1988), https://doi.org/10.2307/2786835. Newman (2003),
    https://doi.org/10.1103/PhysRevE.67.026126. Coleman (1958), Human Organization 17(4).

    Examples
    --------
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> result = mixing(Network.from_frames(ties), group={"a": "x", "b": "x", "c": "y", "d": "y"}, draws=10)
    >>> print(result.pairs[["group_a", "group_b", "observed", "possible"]].to_string(index=False))
    group_a group_b  observed  possible
          x       x         1         1
          x       y         1         4
          y       y         1         1
    """
    if draws < 1 or not 0 < level < 1:
        msg = f"mixing needs 'draws' of at least 1 and 'level' between 0 and 1. Got {draws!r} and {level!r} instead."
        raise ParameterError(msg)
    given = grouping(network, group, caller="mixing")
    known = network.subnetwork([network.ids[place] for place in np.flatnonzero(given.known)])
    groups = group_labels(given.names()[given.known])
    record = run_record("mixing", network, group=group, draws=draws, level=level, seed=seed)
    observed = _between(groups, *known.ends, directed=known.directed)
    drawn = _rewired(known, groups, draws, seed)
    pairs = _pair_table(observed, drawn, groups, known, level)
    index = _ei(observed, directed=known.directed)
    drawn_index = np.array([_ei(counts, directed=known.directed) for counts in drawn])
    inward = float(share_at_least((drawn_index <= index + 1e-12).sum(), draws)) if known.n_ties else float("nan")
    outward = float(share_at_least((drawn_index >= index - 1e-12).sum(), draws)) if known.n_ties else float("nan")
    return Mixing(
        pairs=finish(pairs, record),
        groups=finish(_group_table(observed, groups, known), record),
        ei=index,
        ei_expected_shuffle=_ei(_shuffle(groups, known), directed=known.directed),
        ei_expected_configuration=_ei(_configuration(observed, directed=known.directed), directed=known.directed),
        ei_expected_rewired=float(drawn_index.mean()) if known.n_ties else float("nan"),
        ei_p_inward=inward,
        ei_p_outward=outward,
        ei_verdict=_ei_verdict(inward, outward, level),
        assortativity=_assortativity(observed, directed=known.directed),
        n_unknown=int((~given.known).sum()),
        run=record,
    )


def _between(groups: Grouping, rows: np.ndarray, columns: np.ndarray, *, directed: bool) -> np.ndarray:
    """Ties from group to group; undirected: symmetric, ties inside a group counted once."""
    size = len(groups.labels)
    cells = groups.codes[rows] * size + groups.codes[columns]
    counts = np.bincount(cells, minlength=size * size).reshape(size, size).astype(float)
    if not directed:
        counts = counts + counts.T
        counts[np.diag_indices(size)] /= 2
    return counts


def _rewired(network: Network, groups: Grouping, draws: int, seed: int) -> np.ndarray:
    """Ties from group to group in networks with all numbers of ties kept."""
    size = len(groups.labels)
    if network.n_ties < 2 or network.n_nodes < LEAST_TO_REWIRE:  # noqa: PLR2004 - a swap needs two ties
        return np.tile(_between(groups, *network.ends, directed=network.directed), (draws, 1, 1))
    counts = np.empty((draws, size, size))
    if network.n_ties > MANY_TIES:
        dice = np.random.default_rng(seed)
        out, into = _ends(_between(groups, *network.ends, directed=network.directed), directed=network.directed)
        for draw in range(draws):
            counts[draw] = _dealt(out, into, dice, directed=network.directed)
        return counts
    graph = network.to_igraph()
    swaps = FIRST_SWAPS * network.n_ties
    with igraph_random(seed):
        for draw in range(draws):
            graph.rewire(n=swaps)
            swaps = SWAPS_BETWEEN * network.n_ties
            ends = np.array(graph.get_edgelist(), dtype=np.int64)
            counts[draw] = _between(groups, ends[:, 0], ends[:, 1], directed=network.directed)
    return counts


def _dealt(out: np.ndarray, into: np.ndarray, dice: np.random.Generator, *, directed: bool) -> np.ndarray:
    """Ties from group to group when all tie ends are dealt anew, drawn without dealing each of them.

    The few ties to oneself or twice the same make no difference among very many. Undirected: first which ends come
    first in their tie, then, as when directed, which of the others each group's ends are dealt.
    """
    first, second = out.astype(np.int64), into.astype(np.int64)
    if not directed:
        first = dice.multivariate_hypergeometric(first, first.sum() // 2)
        second = second - first
    counts = np.empty((len(first), len(first)))
    for group, n_ends in enumerate(first):
        counts[group] = given = dice.multivariate_hypergeometric(second, n_ends)
        second = second - given
    if directed:
        return counts
    both = counts + counts.T
    both[np.diag_indices(len(first))] /= 2
    return both


def _ends(observed: np.ndarray, *, directed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Tie ends per group: going out and coming in; the same when undirected."""
    if directed:
        return observed.sum(axis=1), observed.sum(axis=0)
    both = observed.sum(axis=1) + np.diag(observed)
    return both, both


def _shuffle(groups: Grouping, network: Network) -> np.ndarray:
    n, total = groups.sizes.astype(float), network.n_nodes
    if total < 2:  # noqa: PLR2004 - a tie needs two
        return np.zeros((len(n), len(n)))
    share = np.outer(n, n) - np.diag(n)
    if not network.directed:
        share = share * 2
        share[np.diag_indices(len(n))] /= 2
    return np.asarray(network.n_ties * share / (total * (total - 1)))


def _configuration(observed: np.ndarray, *, directed: bool) -> np.ndarray:
    out, into = _ends(observed, directed=directed)
    if directed:
        return np.asarray(np.outer(out, into) / max(out.sum(), 1.0))
    expected = np.outer(out, into)
    expected[np.diag_indices(len(out))] = out * (out - 1) / 2
    return np.asarray(expected / max(out.sum() - 1, 1.0))


def _ei(counts: np.ndarray, *, directed: bool) -> float:
    inside = float(np.trace(counts))
    total = float(counts.sum()) if directed else float(np.triu(counts).sum())
    return (total - 2 * inside) / total if total > 0 else float("nan")


def _ei_verdict(inward: float, outward: float, level: float) -> str:
    if np.isnan(inward):
        return "not defined"
    if inward <= level / 2:
        return "inward"
    return "outward" if outward <= level / 2 else "as by chance"


def _assortativity(observed: np.ndarray, *, directed: bool) -> float:
    shares = observed if directed else observed + np.diag(np.diag(observed))
    if shares.sum() == 0:
        return float("nan")
    shares = shares / shares.sum()
    by_chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
    return (float(np.trace(shares)) - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")


def _pair_table(
    observed: np.ndarray, drawn: np.ndarray, groups: Grouping, network: Network, level: float
) -> pd.DataFrame:
    size, draws = len(groups.labels), len(drawn)
    a, b = np.indices((size, size)).reshape(2, -1) if network.directed else np.triu_indices(size)
    n = groups.sizes
    possible = np.where(a == b, n[a] * (n[a] - 1), n[a] * n[b])
    if not network.directed:
        possible = np.where(a == b, possible // 2, possible)
    names = np.array(groups.labels, dtype=object)
    counts = observed[a, b]
    draws_here = drawn[:, a, b]
    tested = (np.minimum(n[a], n[b]) >= SMALLEST_GROUP) & (possible > 0)
    fewer = np.where(tested, share_at_least((draws_here <= counts).sum(axis=0), draws), np.nan)
    more = np.where(tested, share_at_least((draws_here >= counts).sum(axis=0), draws), np.nan)
    table = pd.DataFrame(
        {
            "group_a": names[a],
            "group_b": names[b],
            "observed": counts.astype(np.int64),
            "possible": possible.astype(np.int64),
            "expected_shuffle": _shuffle(groups, network)[a, b],
            "expected_configuration": _configuration(observed, directed=network.directed)[a, b],
            "expected_rewired": draws_here.mean(axis=0),
            "sd_rewired": draws_here.std(axis=0),
            "p_fewer": fewer,
            "p_more": more,
            "p_fewer_adjusted": benjamini_hochberg(fewer),
            "p_more_adjusted": benjamini_hochberg(more),
        }
    )
    verdict = np.full(len(table), "as by chance", dtype=object)
    verdict[(draws_here == 0).mean(axis=0) > level] = "too few ties to tell"
    verdict[(table["p_fewer_adjusted"] <= level).to_numpy()] = "fewer than chance"
    verdict[(table["p_more_adjusted"] <= level).to_numpy()] = "more than chance"
    verdict[~tested] = "group too small to test"
    return table.assign(verdict=pd.Series(verdict, dtype=object))


def _group_table(observed: np.ndarray, groups: Grouping, network: Network) -> pd.DataFrame:
    directed = network.directed
    out, into = _ends(observed, directed=directed)
    n, total = groups.sizes.astype(float), network.n_nodes
    columns: dict[str, Any] = {"group": np.array(groups.labels, dtype=object), "n": groups.sizes}
    columns["ends"] = (out + into if directed else out).astype(np.int64)
    internal, external = _inside_outside(observed, directed=directed)
    columns["internal"], columns["external"] = internal.astype(np.int64), external.astype(np.int64)
    shuffled = _inside_outside(_shuffle(groups, network), directed=directed)
    configured = _inside_outside(_configuration(observed, directed=directed), directed=directed)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["ei"] = (external - internal) / (external + internal)
        columns["ei_expected_shuffle"] = (shuffled[1] - shuffled[0]) / (shuffled[1] + shuffled[0])
        columns["ei_expected_configuration"] = (configured[1] - configured[0]) / (configured[1] + configured[0])
        inside = internal if directed else 2 * internal
        expected = out * (n - 1) / (total - 1) if total > 1 else np.full(len(n), np.nan)
        gap = inside - expected
        columns["coleman"] = np.where(gap >= 0, gap / (out - expected), gap / expected)
    return pd.DataFrame(columns)


def _inside_outside(counts: np.ndarray, *, directed: bool) -> tuple[np.ndarray, np.ndarray]:
    inside = np.diag(counts)
    outside = counts.sum(axis=1) - inside
    return inside, outside + (counts.sum(axis=0) - inside if directed else 0.0)
