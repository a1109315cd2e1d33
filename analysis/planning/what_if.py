"""What if: what changes when stakeholders or ties go and others come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._cohesion import component_labels
from analysis._contacts import contacts
from analysis._lookup import position_of
from analysis._tables import finish, run_record
from analysis.reasons import Reason
from graphmodel import Network, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["WhatIf", "what_if"]

NEAR = 2


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """The network before and after.

    Attributes
    ----------
    before, after
        ``n_nodes``, ``n_ties``, ``n_components``, ``largest_component``, ``n_isolates``, ``connected_pairs`` and
        ``fragmentation`` (share of pairs that are not connected; NaN below two stakeholders).
    isolated
        Ids, sorted, of those who had a tie and have none left.
    lost_last_link
        Ids, sorted, of those who were in the largest part and can no longer reach it; the isolated among them too.
    gained
        ``source``, ``target``, ``distance_before`` (NaN: no path), ``distance_after``: pairs that come within two steps
        of each other, sorted.
    network
        The network after.
    reasons
        The changes as statements, most important first.
    run
        Run record.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    isolated: tuple[str, ...]
    lost_last_link: tuple[str, ...]
    gained: pd.DataFrame
    network: Network
    reasons: tuple[Reason, ...]
    run: Mapping[str, Any]


def what_if(network: Network, *, remove: Iterable[Any] = (), add: Iterable[Any] = ()) -> WhatIf:
    """Play through that stakeholders or ties go, or that ties are made.

    Parameters
    ----------
    network
        Stakeholders and ties; it is not changed.
    remove
        Ids of stakeholders that stop, or pairs of ids whose tie ends.
    add
        Pairs of ids that start to work together, or triples with the strength (1 where not given). An id that is not in
        the network is a newcomer.

    Returns
    -------
    WhatIf
        ``.before``, ``.after``, ``.isolated``, ``.lost_last_link``, ``.gained``, ``.reasons``.

    Raises
    ------
    NotFoundError
        `remove` holds an id that is not in the network.
    ParameterError
        A pair has no tie that could end, or an entry is neither an id nor a pair.

    Notes
    -----
    Direction and strength are set aside. Reasons have the codes ``what_if.isolated``, ``what_if.cut_off``,
    ``what_if.splits``, ``what_if.joins``, ``what_if.closer`` and ``what_if.nothing``.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> result = what_if(Network.from_frames(ties), remove=["b"])
    >>> result.isolated, result.lost_last_link, result.after["n_components"]
    (('a',), ('a',), 2)
    """
    gone, ended = _removals(network, remove)
    made = [_addition(entry) for entry in add]
    after = _changed(network, gone, ended, made)
    isolated, cut_off = _losses(network, after)
    gained = _gains(network, after, {name for pair in made for name in pair[:2]})
    removed = [*sorted(gone), *(f"{a} - {b}" for a, b in sorted(ended))]
    run = run_record("what_if", network, remove=removed, add=[list(pair) for pair in made])
    measures = _measures(network), _measures(after)
    reasons = _reasons(network, after, isolated, cut_off, gained)
    return WhatIf(*measures, isolated, cut_off, finish(gained, run), after, reasons, run)


def _removals(network: Network, remove: Iterable[Any]) -> tuple[set[str], set[tuple[str, str]]]:
    """Ids that go, and ties that end."""
    gone: set[str] = set()
    ended: set[tuple[str, str]] = set()
    if isinstance(remove, str):
        remove = [remove]
    for entry in remove:
        if isinstance(entry, str):
            gone.add(network.ids[position_of(network, entry, parameter="remove of what_if")])
            continue
        a, b, _ = _addition(entry, parameter="remove")
        known = [network.ids[position_of(network, name, parameter="remove of what_if")] for name in (a, b)]
        pair = (min(known), max(known))
        if not _tied(network, *pair):
            msg = f"The 'remove' of what_if must name ties that exist. There is none between {a!r} and {b!r}."
            raise ParameterError(msg)
        ended.add(pair)
    return gone, ended


def _addition(entry: Any, *, parameter: str = "add") -> tuple[str, str, float]:
    if isinstance(entry, str) or not 2 <= len(entry) <= 3:  # noqa: PLR2004 - pair or pair with strength
        msg = f"An entry of the '{parameter}' of what_if must be a pair of ids. Got {entry!r} instead."
        raise ParameterError(msg)
    a, b = str(entry[0]).strip(), str(entry[1]).strip()
    if not a or not b or a == b:
        msg = f"A pair in the '{parameter}' of what_if must hold two different ids. Got {entry!r} instead."
        raise ParameterError(msg)
    return a, b, float(entry[2]) if len(entry) > 2 else 1.0  # noqa: PLR2004


def _tied(network: Network, a: str, b: str) -> bool:
    ties = network.ties
    return bool(
        (((ties["source"] == a) & (ties["target"] == b)) | ((ties["source"] == b) & (ties["target"] == a))).any()
    )


def _changed(
    network: Network, gone: set[str], ended: set[tuple[str, str]], made: list[tuple[str, str, float]]
) -> Network:
    """A new network; newcomers get no attributes."""
    ties = network.ties[["source", "target", "strength", "layers", "evidence"]]
    pairs = list(
        zip(np.minimum(ties["source"], ties["target"]), np.maximum(ties["source"], ties["target"]), strict=True)
    )
    keep = np.array([pair not in ended and not gone & set(pair) for pair in pairs], dtype=bool)
    fresh = pd.DataFrame(
        [(a, b, strength, ("what_if",), ()) for a, b, strength in made if not gone & {a, b}], columns=ties.columns
    )
    every = pd.concat([ties[keep].astype(object), fresh.astype(object)], ignore_index=True)
    nodes = network.nodes[~network.nodes.index.isin(gone)].reset_index()
    return Network.from_frames(every, nodes, directed=network.directed)


def _measures(network: Network) -> dict[str, float]:
    known = contacts(network)
    label, size = component_labels(known.pattern)
    n = network.n_nodes
    connected = float((size - 1).sum() / 2)
    return {
        "n_nodes": n,
        "n_ties": network.n_ties,
        "n_components": int(label.max(initial=0)),
        "largest_component": int(size.max(initial=0)),
        "n_isolates": int((known.degree == 0).sum()),
        "connected_pairs": int(connected),
        "fragmentation": 1.0 - connected / (n * (n - 1) / 2) if n > 1 else float("nan"),
    }


def _losses(before: Network, after: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who had a tie and has none; who was in the largest part and is not in what is left of it."""
    had = {name for name, degree in zip(before.ids, contacts(before).degree, strict=True) if degree > 0}
    isolated = [
        name for name, degree in zip(after.ids, contacts(after).degree, strict=True) if degree == 0 and name in had
    ]
    was, _ = component_labels(contacts(before).pattern)
    main = {name for name, label in zip(before.ids, was, strict=True) if label == 1}
    now, _ = component_labels(contacts(after).pattern)
    inside: dict[int, list[str]] = {}
    for name, label in zip(after.ids, now.tolist(), strict=True):
        if name in main:
            inside.setdefault(label, []).append(name)
    rest = max(inside.values(), key=len, default=[])
    stay = set(rest)
    cut_off = [name for names in inside.values() for name in names if name not in stay and name in had]
    return tuple(sorted(isolated)), tuple(sorted(cut_off))


def _gains(before: Network, after: Network, ends: set[str]) -> pd.DataFrame:
    """Pairs that come within two steps; each has one of the new partners in it or between."""
    near = {name for name in ends if name in after.index}
    pattern = contacts(after).pattern
    around = set(near)
    for name in near:
        row = after.index[name]
        around |= {after.ids[place] for place in pattern.indices[pattern.indptr[row] : pattern.indptr[row + 1]]}
    rows: set[tuple[str, str, float, float]] = set()
    graph, old = contacts(after).graph, contacts(before).graph
    for name in sorted(around):
        reached = graph.neighborhood(after.index[name], order=NEAR, mindist=1)
        others = [after.ids[place] for place in reached if after.ids[place] not in around or after.ids[place] > name]
        if not others:
            continue
        now = graph.distances(after.index[name], [after.index[other] for other in others])[0]
        then = dict.fromkeys(others, np.inf)
        known = [other for other in others if other in before.index]
        if known and name in before.index:
            found = old.distances(before.index[name], [before.index[other] for other in known])[0]
            then.update(zip(known, found, strict=True))
        for other, steps in zip(others, now, strict=True):
            if then[other] > NEAR:
                rows.add((min(name, other), max(name, other), float(then[other]), float(steps)))
    columns = ["source", "target", "distance_before", "distance_after"]
    table = pd.DataFrame(sorted(rows), columns=columns)
    return table.astype({"distance_before": float, "distance_after": float}).replace(np.inf, np.nan)


def _reasons(
    before: Network, after: Network, isolated: tuple[str, ...], cut_off: tuple[str, ...], gained: pd.DataFrame
) -> tuple[Reason, ...]:
    old, new = _measures(before), _measures(after)
    alone = {"ids": list(isolated), "names": [_name(after, name) for name in isolated], "n": len(isolated)}
    reasons = [Reason("what_if.isolated", alone)] if isolated else []
    others = [name for name in cut_off if name not in set(isolated)]
    if others:
        names = [_name(after, name) for name in others]
        reasons.append(Reason("what_if.cut_off", {"ids": others, "names": names, "n": len(others)}))
    counts = {"before": old["n_components"], "after": new["n_components"]}
    if new["n_components"] > old["n_components"]:
        reasons.append(Reason("what_if.splits", counts))
    if new["n_components"] < old["n_components"] and new["largest_component"] > old["largest_component"]:
        reasons.append(Reason("what_if.joins", counts))
    if len(gained):
        pairs = [[_name(after, a), _name(after, b)] for a, b in zip(gained["source"], gained["target"], strict=True)]
        reasons.append(Reason("what_if.closer", {"n": len(pairs), "pairs": pairs[:5]}))
    return tuple(reasons) or (Reason("what_if.nothing", {}),)


def _name(network: Network, identity: str) -> str:
    if "name" in network.nodes.columns:
        name = network.nodes.loc[identity, "name"]
        if isinstance(name, str) and name:
            return name
    return identity
