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

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import Network

__all__ = ["introductions"]

MORE_THAN_ASKED = 20


def introductions(network: Network, source: str, target: str, *, k: int = 3, avoid: Iterable[str] = ()) -> pd.DataFrame:
    """List the best ways to be introduced: few steps first, then strong ties.

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

    Returns
    -------
    DataFrame of at most `k` rows, best first; empty when there is no path
        ``rank`` : int, from 1.
        ``path`` : tuple of ids, from source to target, nobody twice.
        ``n_steps`` : int, ties on the path.
        ``weakest`` : float, smallest strength on the path.
        ``weakest_tie`` : tuple of the two ids of that tie.
        ``length`` : float, distances (1 / strength) added.
        ``reasons`` : tuple of Reason, one per tie in order (``introduction.step`` or ``introduction.direct``), then
        ``introduction.weakest`` when there is more than one.

    Raises
    ------
    NotFoundError
        An id is not in the network.
    ParameterError
        `source` and `target` are the same, one of them is to be avoided, or `k` is below 1.

    Notes
    -----
    Order: number of steps, then the weakest tie (stronger first), then the length, then the ids. Paths are found with
    Yen's algorithm; of very many equally short paths the ones with the smallest length are looked at.

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
    rows = [_row(network, path) for path in _paths(network, start, end, k, barred)]
    rows.sort(key=lambda row: (row["n_steps"], -row["weakest"], row["length"], row["path"]))
    table = pd.DataFrame(rows[:k], columns=["path", "n_steps", "weakest", "weakest_tie", "length", "reasons"])
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    run = run_record("introductions", network, source=source, target=target, k=k, avoid=avoid)
    return finish(table, run)


def _paths(network: Network, start: int, end: int, k: int, barred: list[int]) -> list[list[int]]:
    """Short paths around the barred stakeholders; among equally many steps those with strong ties first."""
    known = contacts(network)
    upper = known.rows < known.pattern.indices
    distance = 1.0 / known.mutual[upper]
    if not len(distance):
        return []
    graph = known.graph.copy()
    graph.es["cost"] = (1.0 + distance / (distance.max() * network.n_nodes)).tolist()
    keep = np.setdiff1d(np.arange(network.n_nodes), barred)
    graph.delete_vertices(barred)
    place = {int(position): new for new, position in enumerate(keep)}
    if graph.distances(place[start], place[end])[0][0] == float("inf"):
        return []
    found = graph.get_k_shortest_paths(place[start], place[end], k=k + MORE_THAN_ASKED, weights="cost", output="vpath")
    return [[int(keep[vertex]) for vertex in path] for path in found if path]


def _row(network: Network, path: list[int]) -> dict[str, Any]:
    steps = [_tie(network, a, b) for a, b in pairwise(path)]
    strengths = [step["strength"] for step in steps]
    weakest = steps[int(np.argmin(strengths))]
    code = "introduction.direct" if len(steps) == 1 else "introduction.step"
    reasons = [
        Reason(code, {name: step[name] for name in ("source", "target", "strength", "layers")}, step["evidence"])
        for step in steps
    ]
    if len(steps) > 1:
        params = {"source": weakest["source"], "target": weakest["target"], "strength": weakest["strength"]}
        reasons.append(Reason("introduction.weakest", params, weakest["evidence"]))
    return {
        "path": tuple(network.ids[vertex] for vertex in path),
        "n_steps": len(steps),
        "weakest": min(strengths),
        "weakest_tie": (weakest["source"], weakest["target"]),
        "length": float(sum(1.0 / strength for strength in strengths)),
        "reasons": tuple(reasons),
    }


def _tie(network: Network, a: int, b: int) -> dict[str, Any]:
    """The tie or ties between two stakeholders, both directions together."""
    graph = network._igraph  # noqa: SLF001 - its edges stand in the order of the ties
    found = {graph.get_eid(one, other, error=False) for one, other in ((a, b), (b, a))} - {-1}
    rows, ties = sorted(found), network.ties
    strength, layers, evidence = (ties[name].to_numpy()[rows] for name in ("strength", "layers", "evidence"))
    return {
        "source": network.ids[a],
        "target": network.ids[b],
        "strength": float(strength.sum()),
        "layers": sorted({str(layer) for some in layers for layer in some}),
        "evidence": tuple(sorted({str(text) for texts in evidence for text in texts})),
    }
