"""Introductions: through whom one stakeholder can reach another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._contacts import contacts
from analysis._lookup import position_of, positions_of
from analysis._tables import finish, run_record
from analysis.reasons import Reason
from graphmodel import ParameterError
from graphmodel.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analysis._contacts import Contacts
    from graphmodel import Network

__all__ = ["introductions"]

MORE_THAN_ASKED = 20
STEPS_MORE = 2
"""A way that shares nobody with the best one may have so many steps more."""

BUSY = 30
"""Who has so many contacts is presumably asked often."""


def introductions(
    network: Network, source: str, target: str, *, k: int = 3, avoid: Iterable[str] = (), apart: bool = False
) -> pd.DataFrame:
    """List the best ways to be introduced: few steps first, past those asked often, then strong ties.

    Parameters
    ----------
    network
        Stakeholders and ties; direction is set aside.
    source
        Id of the stakeholder who looks for contact.
    target
        Id of the stakeholder to reach.
    k
        Number of paths wanted, at least 1; there may be fewer.
    avoid
        Ids that no path may lead through.
    apart
        Ways that share nobody in between come first, as long as they have at most two steps more than the best one: a
        second way is of use when somebody does not answer.

    Returns
    -------
    DataFrame of at most `k` rows, best first; empty when there is no path
        ``rank`` : int, from 1.
        ``path`` : tuple of ids, from source to target, nobody twice.
        ``n_steps`` : int, ties on the path.
        ``weakest`` : float, smallest strength on the path.
        ``weakest_tie`` : tuple of the two ids of that tie.
        ``length`` : float, distances (1 / strength) added.
        ``reasons`` : tuple of Reason, one per tie in order (``introduction.step`` or ``introduction.direct``, with the
        number of records and the date when it last held), then ``introduction.weakest`` when there is more than one,
        and ``introduction.asked_often`` for each in between who has 30 contacts or more; with `apart` the best way also
        says through whom every way leads (``introduction.only_through``).

    Raises
    ------
    NotFoundError
        An id is not in the network.
    ParameterError
        `source` and `target` are the same, one of them is to be avoided, or `k` is below 1.

    Notes
    -----
    Order: number of steps, then how many in between have 30 contacts or more (fewer first), then the weakest tie
    (stronger first), then the length, then the ids. Paths are found with
    Yen's algorithm; of very many equally short paths the ones with the smallest length are looked at. With `apart` the
    best path is taken, then the best around everybody on it, and so on; only when there is no further one, the best of
    the others follow.

    References
    ----------
    Yen (1971), Finding the k shortest loopless paths, https://doi.org/10.1287/mnsc.17.11.712.

    Examples
    --------
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": ["a", "b", "a", "c"], "target": ["b", "d", "c", "d"], "strength": [3, 2, 1, 9]})
    >>> table = introductions(Network.from_frames(ties), "a", "d")
    >>> print(table[["rank", "path", "n_steps", "weakest"]].to_string(index=False))
    rank      path  n_steps  weakest
       1 (a, b, d)        2      2.0
       2 (a, c, d)        2      1.0
    """
    if k < 1:
        msg = f"The 'k' parameter of introductions must be an int of at least 1. Got {k!r} instead."
        raise ParameterError(msg)
    avoid = sorted(set(map(str, avoid)))
    start = position_of(network, source, parameter="source of introductions")
    end = position_of(network, target, parameter="target of introductions")
    barred = positions_of(network, avoid, parameter="avoid of introductions")
    if start == end or start in barred or end in barred:
        msg = (
            f"The 'source' and 'target' of introductions must be two different stakeholders, not to be avoided. "
            f"Got {source!r}, {target!r} and avoid={avoid!r} instead."
        )
        raise ParameterError(msg)
    strength = network.ties["strength"].to_numpy()
    busy = contacts(network).degree >= BUSY

    def best(around: Iterable[int] = ()) -> list[list[int]]:
        found = _paths(network, start, end, k, [*barred, *around])
        return sorted(found, key=lambda path: _order(network, strength, busy, path))

    ways = best()
    ways, through = _apart(best, ways, k) if apart and ways else (ways, [])
    rows = [_row(network, path, busy) for path in ways[:k]]
    for vertex in through:
        rows[0]["reasons"] += (Reason("introduction.only_through", {"name": network.ids[vertex]}),)
    table = pd.DataFrame(rows, columns=["path", "n_steps", "weakest", "weakest_tie", "length", "reasons"])
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    run = run_record("introductions", network, source=source, target=target, k=k, avoid=avoid, apart=apart)
    return finish(table, run)


def _apart(
    best: Callable[[Iterable[int]], list[list[int]]], ways: list[list[int]], k: int
) -> tuple[list[list[int]], list[int]]:
    """Put ways that share nobody in between before the others; with those in between whom no way goes around."""
    chosen, used, longest = [ways[0]], set(ways[0][1:-1]), len(ways[0]) + STEPS_MORE
    while len(chosen) < k:
        fresh = [path for path in best(used) if path not in chosen and len(path) <= longest]
        if not fresh:
            break
        chosen.append(fresh[0])
        used |= set(fresh[0][1:-1])
    through = [vertex for vertex in ways[0][1:-1] if len(chosen) == 1 and not best([vertex])]
    return [*chosen, *(path for path in ways if path not in chosen)], through


def _paths(network: Network, start: int, end: int, k: int, barred: list[int]) -> list[list[int]]:
    """Short paths around the barred stakeholders; among equally many steps those with strong ties first.

    A path of n steps leads only through stakeholders whose steps from the start and to the end add up to at most n, so
    that it is looked for among them alone, and n grows until there are enough.
    """
    known = contacts(network)
    if not known.pattern.nnz:
        return []
    from_start, to_end = (_steps(known, vertex, barred) for vertex in (start, end))
    through = from_start + to_end
    if not np.isfinite(through[start]):
        return []
    lengths = np.unique(through[np.isfinite(through)])
    found: list[list[int]] = []
    for n_steps, longer in zip(lengths, [*lengths[1:], np.inf], strict=True):
        found = _cheapest(known, np.flatnonzero(through <= n_steps), (start, end), k + MORE_THAN_ASKED)
        found = [path for path in found if len(path) <= longer]  # a path of that many steps may lead elsewhere
        if len(found) >= k:
            break
    return found


def _steps(known: Contacts, vertex: int, barred: list[int]) -> np.ndarray:
    """Steps from one stakeholder to each other around the barred ones, infinite where there is no way."""
    indptr, indices = known.pattern.indptr, known.pattern.indices
    steps = np.full(known.n_nodes, np.inf)
    closed = np.zeros(known.n_nodes, dtype=bool)
    closed[barred] = True
    reached, n_steps = np.array([vertex]), 0
    while len(reached):
        steps[reached], closed[reached] = n_steps, True
        count = indptr[reached + 1] - indptr[reached]
        places = np.repeat(indptr[reached] - np.cumsum(count) + count, count) + np.arange(count.sum())
        next_ones = indices[places]
        reached, n_steps = np.unique(next_ones[~closed[next_ones]]), n_steps + 1
    return steps


def _cheapest(known: Contacts, among: np.ndarray, ends: tuple[int, int], n_paths: int) -> list[list[int]]:
    """Paths of the fewest steps and then the shortest distance, among some stakeholders only."""
    graph = known.graph.induced_subgraph(among.tolist())
    cost = 1.0 + known.mutual.min() / (np.array(graph.es["strength"]) * known.n_nodes)  # distances add up to under 1
    start, end = np.searchsorted(among, ends).tolist()
    found = graph.get_k_shortest_paths(start, end, k=n_paths, weights=cost.tolist(), output="vpath")
    return [among[path].tolist() for path in found if path]


def _order(
    network: Network, strength: np.ndarray, busy: np.ndarray, path: list[int]
) -> tuple[int, int, float, float, tuple[str, ...]]:
    """Few steps first, then who is not asked often, then the weakest tie, then the length, then the ids."""
    strengths = [float(strength[_rows(network, a, b)].sum()) for a, b in pairwise(path)]
    length = sum(1.0 / strength for strength in strengths)
    n_busy = int(busy[path[1:-1]].sum())
    return len(strengths), n_busy, -min(strengths), length, tuple(network.ids[vertex] for vertex in path)


def _row(network: Network, path: list[int], busy: np.ndarray) -> dict[str, Any]:
    steps = [_tie(network, a, b) for a, b in pairwise(path)]
    strengths = [step["strength"] for step in steps]
    weakest = steps[int(np.argmin(strengths))]
    code = "introduction.direct" if len(steps) == 1 else "introduction.step"
    told = ("source", "target", "strength", "layers", "n", "last", "variant")
    reasons = [Reason(code, {name: step[name] for name in told}, step["evidence"]) for step in steps]
    if len(steps) > 1:
        params = {"source": weakest["source"], "target": weakest["target"], "strength": weakest["strength"]}
        reasons.append(Reason("introduction.weakest", params, weakest["evidence"]))
    for vertex in path[1:-1]:
        if busy[vertex]:
            params = {"name": network.ids[vertex], "n": int(contacts(network).degree[vertex])}
            reasons.append(Reason("introduction.asked_often", params))
    return {
        "path": tuple(network.ids[vertex] for vertex in path),
        "n_steps": len(steps),
        "weakest": min(strengths),
        "weakest_tie": (weakest["source"], weakest["target"]),
        "length": float(sum(1.0 / strength for strength in strengths)),
        "reasons": tuple(reasons),
    }


def _rows(network: Network, a: int, b: int) -> list[int]:
    """Rows of the ties between two stakeholders, both directions."""
    graph = network._igraph  # noqa: SLF001 - its edges stand in the order of the ties
    return sorted({graph.get_eid(one, other, error=False) for one, other in ((a, b), (b, a))} - {-1})


def _tie(network: Network, a: int, b: int) -> dict[str, Any]:
    """The tie or ties between two stakeholders, both directions together."""
    rows, ties = _rows(network, a, b), network.ties
    strength, layers, evidence = (ties[name].to_numpy()[rows] for name in ("strength", "layers", "evidence"))
    dates = [date for date in ties["last"].to_numpy()[rows] if isinstance(date, str)] if "last" in ties else []
    last = max(dates, key=lambda date: (last_day(date), date), default=None)
    return {
        "source": network.ids[a],
        "target": network.ids[b],
        "last": last,
        "variant": "dated" if last else "",
        "strength": float(strength.sum()),
        "n": max(len({text for texts in evidence for text in texts}), 1),
        "layers": sorted({str(layer) for some in layers for layer in some}),
        "evidence": tuple(sorted({str(text) for texts in evidence for text in texts})),
    }
