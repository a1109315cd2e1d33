"""Key players: the set whose absence breaks the network most, or who together reach most others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy import sparse

from analysis._cohesion import component_labels, cut_cohesion
from analysis._contacts import contacts
from analysis._exact_cover import most_covered
from analysis._tables import run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis._contacts import Contacts
    from graphmodel import Network

__all__ = ["KeyPlayers", "key_players"]

Objective = Literal["fragment", "reach"]
MOST_SETS = 8_000
MOST_COVERED = 5_000
MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class KeyPlayers:
    """A set of stakeholders and what it achieves.

    Attributes
    ----------
    ids
        The set, sorted.
    value
        ``"fragment"``: share of pairs of all others that are not connected without the set, 0 to 1, NaN when fewer than
        two remain. ``"reach"``: number of stakeholders within the steps of the set, the set included.
    share
        ``"fragment"``: the same as ``value``; ``"reach"``: ``value`` divided by all stakeholders.
    value_before
        ``"fragment"``: the share of unconnected pairs with everybody there; ``"reach"``: 0.
    optimal
        Whether it is proved that no other set of this size does better.
    method
        ``"all sets compared"``, ``"integer programme"``, or ``"greedy with exchange"``.
    run
        Run record.
    """

    ids: tuple[str, ...]
    value: float
    share: float
    value_before: float
    optimal: bool
    method: str
    run: Mapping[str, Any]


def key_players(network: Network, k: int, *, objective: Objective = "fragment", steps: int = 1) -> KeyPlayers:
    """Find the set of `k` stakeholders that matters most together.

    The best set is in general not the `k` best ones, which may do the same work twice.

    Parameters
    ----------
    network
        Stakeholders and ties; direction and strength are set aside.
    k
        Size of the set, 1 to the number of stakeholders.
    objective
        ``"fragment"``: without the set, as many pairs of the others as possible are not connected (KPP-Neg);
        ``"reach"``: as many as possible are within `steps` of the set (KPP-Pos).
    steps
        For ``"reach"``, at least 1.

    Returns
    -------
    KeyPlayers
        ``.ids``, ``.value``, ``.optimal``, ``.method``; equally good sets: the first by ids that was met.

    Raises
    ------
    ParameterError
        A parameter is outside its range.

    Notes
    -----
    Fragment: all sets of k - 1 are gone through and the best last member found for each in one pass over the tree of
    blocks and cutpoints, as long as there are at most 8,000; leaves are left out of the sets, which never makes them
    worse. Reach: an integer programme (HiGHS) up to 5,000 stakeholders. Beyond that: greedy and other
    beginnings, then single members are exchanged as long as that helps, and ``optimal`` is False.

    References
    ----------
    Borgatti (2006), Identifying sets of key players, https://doi.org/10.1007/s10588-006-7084-x.

    Examples
    --------
    >>> import pandas as pd
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": list("aabbcc"), "target": list("bcdefg")})
    >>> result = key_players(Network.from_frames(ties), 2)
    >>> result.ids, result.value, result.optimal
    (('b', 'c'), 1.0, True)
    """
    _check(network, k, objective, steps)
    known = contacts(network)
    record = run_record("key_players", network, k=k, objective=objective, steps=steps)
    if objective == "reach":
        chosen, optimal, method = _reach(known, k, steps)
        value = float(_within(known.pattern, steps)[:, chosen].max(axis=1).sum()) if chosen else 0.0
        share, before = value / network.n_nodes, 0.0
    else:
        chosen, optimal, method = _fragment(known, k)
        value = share = _fragmentation(known, chosen)
        before = _fragmentation(known, [])
    ids = tuple(network.ids[place] for place in sorted(chosen))
    return KeyPlayers(ids, value, share, before, optimal, method, record)


def _check(network: Network, k: int, objective: str, steps: int) -> None:
    if not 1 <= k <= network.n_nodes:
        msg = (
            f"The 'k' parameter of key_players must be an int in [1, {network.n_nodes}] (the number of stakeholders). "
            f"Got {k!r} instead."
        )
        raise ParameterError(msg)
    if objective not in {"fragment", "reach"}:
        msg = f"The 'objective' parameter of key_players must be 'fragment' or 'reach'. Got {objective!r} instead."
        raise ParameterError(msg)
    if steps < 1:
        msg = f"The 'steps' parameter of key_players must be an int of at least 1. Got {steps!r} instead."
        raise ParameterError(msg)


def _within(pattern: sparse.csr_array, steps: int) -> sparse.csr_array:
    """Ones where two are at most so many steps apart, oneself included."""
    size = pattern.shape[0]
    near = (sparse.eye_array(size, format="csr") + pattern).tocsr()
    result = near
    for _ in range(steps - 1):
        larger = (result @ near).tocsr()
        larger.data[:] = 1.0
        if larger.nnz == result.nnz:
            break
        result = larger
    return result


def _reach(known: Contacts, k: int, steps: int) -> tuple[list[int], bool, str]:
    near = _within(known.pattern, steps)
    if known.n_nodes <= MOST_COVERED:
        chosen, optimal = most_covered(near, k)
        if optimal:
            return chosen, True, "integer programme"
    return _improved_reach(near, k), False, "greedy with exchange"


def _improved_reach(near: sparse.csr_array, k: int) -> list[int]:
    """Take the one who adds most until there are k, then exchange single members while that helps."""
    chosen: list[int] = []
    covered = np.zeros(near.shape[0])
    for _ in range(k):
        gain = near @ (covered == 0).astype(float)
        gain[chosen] = -1.0
        chosen.append(int(np.argmax(gain)))
        covered += near[[chosen[-1]]].toarray().ravel()
    for _ in range(MOST_ROUNDS):
        better = False
        for place, member in enumerate(chosen):
            without = covered - near[[member]].toarray().ravel()
            gain = near @ (without == 0).astype(float)
            gain[[other for other in chosen if other != member]] = -1.0
            new = int(np.argmax(gain))
            if gain[new] > gain[member]:
                covered = without + near[[new]].toarray().ravel()
                chosen[place], better = new, True
        if not better:
            break
    return chosen


def _fragment(known: Contacts, k: int) -> tuple[list[int], bool, str]:
    size = known.n_nodes
    leaves = known.degree <= 1
    candidates = np.flatnonzero(~leaves) if (~leaves).sum() >= k else np.arange(size)
    if comb(len(candidates), k - 1) <= MOST_SETS:
        return _best_of_all(known, candidates, k), True, "all sets compared"
    return _improved_fragment(known, candidates, k), False, "greedy with exchange"


def _best_of_all(known: Contacts, candidates: np.ndarray, k: int) -> list[int]:
    """Go through all sets of k - 1 and find the best last member of each at once."""
    best, best_pairs = list(map(int, candidates[:k])), float("inf")
    allowed = np.zeros(known.n_nodes, dtype=bool)
    allowed[candidates] = True
    for members in combinations(map(int, candidates), k - 1):
        pairs = _pairs_without(known, members)
        last = members[-1] if members else -1
        pairs[: last + 1] = np.inf
        pairs[~allowed] = np.inf
        new = int(np.argmin(pairs))
        if pairs[new] < best_pairs:
            best, best_pairs = [*members, new], float(pairs[new])
    return best


def _pairs_without(known: Contacts, members: tuple[int, ...] | list[int]) -> np.ndarray:
    """Connected pairs that remain when the members and one more leave, for every one more; infinite for members."""
    kept = np.setdiff1d(np.arange(known.n_nodes), members)
    result = np.full(known.n_nodes, np.inf)
    pattern = known.pattern[kept][:, kept].tocsr() if len(members) else known.pattern
    graph = known.graph.subgraph(kept.tolist()) if len(members) else known.graph
    one, other = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2).T
    result[kept] = cut_cohesion(graph, (one, other), *component_labels(pattern)).connected_pairs
    return result


def _improved_fragment(known: Contacts, candidates: np.ndarray, k: int) -> list[int]:
    """Exchange single members while that helps, from several beginnings; the best end."""
    allowed = np.zeros(known.n_nodes, dtype=bool)
    allowed[candidates] = True
    greedy: list[int] = []
    for _ in range(k):
        greedy.append(_best_next(known, greedy, allowed)[0])
    starts = [greedy, _highest(known.degree, candidates, k)]
    starts.append(_highest(np.array(known.graph.betweenness()), candidates, k))
    ends = [_exchanged(known, start, allowed) for start in starts]
    return min(ends, key=lambda end: (end[1], sorted(end[0])))[0]


def _highest(values: np.ndarray, candidates: np.ndarray, k: int) -> list[int]:
    order = np.lexsort((candidates, -values[candidates]))
    return [int(place) for place in candidates[order][:k]]


def _best_next(known: Contacts, members: list[int], allowed: np.ndarray) -> tuple[int, float]:
    """Who leaves the fewest connected pairs, among equals the one with most contacts; and how many."""
    pairs = np.where(allowed, _pairs_without(known, members), np.inf)
    new = int(np.argmin(pairs - 0.5 * known.degree / (known.degree.max(initial=0) + 1.0)))
    return new, float(pairs[new])


def _exchanged(known: Contacts, start: list[int], allowed: np.ndarray) -> tuple[list[int], float]:
    chosen, now = list(start), np.inf
    for _ in range(MOST_ROUNDS):
        better = False
        for place in range(len(chosen)):
            new, pairs = _best_next(known, chosen[:place] + chosen[place + 1 :], allowed)
            if pairs < now:
                better = better or new != chosen[place] or np.isinf(now)
                chosen[place], now = new, pairs
        if not better:
            break
    return chosen, now


def _fragmentation(known: Contacts, members: list[int]) -> float:
    kept = np.setdiff1d(np.arange(known.n_nodes), members)
    if len(kept) < 2:  # noqa: PLR2004 - a pair
        return float("nan")
    _, size = component_labels(known.pattern[kept][:, kept].tocsr())
    return 1.0 - float((size - 1).sum()) / (len(kept) * (len(kept) - 1))
