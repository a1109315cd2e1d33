"""Bridging organisations, as a coordinator wants to know of them: who links whom, how sure, and why this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._bridging import Move, Scene, cross_group_betweenness, flags, rank_ranges, scene_of, sources_within
from analysis._groups import UNKNOWN
from analysis._lookup import position_of
from analysis._tables import finish, run_record
from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel import Network

__all__ = ["bridges"]

COLUMNS = (
    "rank",
    "rank_low",
    "rank_high",
    "id",
    "name",
    "label",
    "kind",
    "evidence",
    "pairs_linked",
    "pairs_linked_without_own",
    "n_contacts",
    "n_groups",
    "share_outside",
    "n_cut_off",
    "n_meetings",
    "reasons",
)
CONVENER_SHARE = 0.5
HUB_PERCENTILE = 90
MOSTLY_INSIDE = 0.25
HEAVY_SHARE, FEWEST_CARRIERS = 0.1, 10
FEW = 3
NAMES_SHOWN = 3


def bridges(
    network: Network,
    *,
    group: str | Mapping[str, object] | None = None,
    attendance: pd.DataFrame | None = None,
    same: Iterable[tuple[str, str]] = (),
    top: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Stakeholders through whom groups reach each other, with what that rests on.

    Parameters
    ----------
    network
        Best from `graphmodel.tie_network`: then only those in scope are listed, own invitations are told apart, and
        partner towns abroad count as surroundings. Direction is ignored.
    group
        Attribute or mapping from id to group; None: the attribute ``group`` if there is one, else every stakeholder
        is a group of its own and this is plain betweenness.
    attendance
        ``actor``, ``meeting``, optional ``role``: who came where. None: read from the ties' own evidence.
    same
        Pairs of ids that may be one and the same stakeholder; the rank range then holds also when they are.
    top
        How many rows; None: everybody who links at least one pair.
    seed
        For the draws behind the rank range when there are very many lists.

    Returns
    -------
    DataFrame, best first
        ``rank``, ``rank_low``, ``rank_high`` (1 is most; the range holds when any one list is left out); ``id``,
        ``name``, ``label``; ``kind`` ("bridge": links groups; "hub": central inside one; "both"; "gatekeeper of one":
        only link of a single other; "convener": links because it invites, listed last); ``evidence`` ("strong",
        "medium", "weak"); ``pairs_linked`` (pairs of members of different groups, weighted by the share of their
        shortest paths that run through here); ``pairs_linked_without_own`` (the same without ties known from own
        invitations alone);
        ``n_contacts``; ``n_groups`` (groups among the contacts); ``share_outside`` (share of contacts in other
        groups, 0 to 1, NaN where the own group is unknown); ``n_cut_off`` (who loses every way to the rest without
        it); ``n_meetings``; ``reasons`` (list of `Reason`, the main one first).

    Raises
    ------
    ParameterError
        ``group`` is not an attribute, or ``top`` is not positive.
    NotFoundError
        A pair of ``same`` holds an unknown id.

    Notes
    -----
    Betweenness [1]_ restricted to pairs of different groups, undirected and unweighted: a tie known from a list is a
    tie, its strength says nothing about how far a message must go. Betweenness from attendance follows the number of
    attendances, therefore ties known only from meetings that the stakeholder itself called are set aside, and the
    rank is shown as a range. Position, never importance. Cost O(nm) per list left out; where that is more than four
    hundred million steps in all, paths are looked for from members drawn at random (at least 60), lists are left out in
    fewer draws (50, at least 10), and the range holds the error of the draw as well.

    References
    ----------
    .. [1] Freeman 1977, Sociometry 40:35-41, doi:10.2307/3033543.
       Brandes 2008, Social Networks 30:136-145, doi:10.1016/j.socnet.2007.11.001 (subset variant).

    Examples
    --------
    >>> import networkx as nx
    >>> from graphmodel import Network
    >>> network = Network.from_networkx(nx.Graph([("a", "x"), ("b", "x"), ("x", "c")]))
    >>> table = bridges(network, group={"a": "A", "b": "A", "x": "A", "c": "C"})
    >>> print(table[["rank", "id", "pairs_linked", "n_cut_off"]].to_string(index=False))
     rank id  pairs_linked  n_cut_off
        1  x           2.0          2
    """
    if top is not None and top < 1:
        msg = f"The 'top' parameter of bridges must be None or at least 1. Got {top!r} instead."
        raise ParameterError(msg)
    scene = scene_of(network, group)
    value = cross_group_betweenness(scene, scene.without(scene.no_ties), n_sources=sources_within(scene, 1), seed=seed)
    listed = np.flatnonzero(_eligible(network) & (value > 0))
    hosted = _hosted(network, attendance)
    own = [(int(node), _own_invitations(scene, int(node), hosted)) for node in listed]
    n_sources = sources_within(scene, sum(1 for _, ties in own if ties is not None))
    without = np.array([_without_own(scene, node, ties, value[node], (n_sources, seed)) for node, ties in own])
    linked = value[listed]
    convener, carried = without < CONVENER_SHARE * linked, _carried(linked)
    named = [tuple(map(str, pair)) for pair in same]
    places = [tuple(position_of(network, id_, parameter="same of bridges") for id_ in pair) for pair in named]
    order, moves = rank_ranges(scene, listed, convener, value=linked, same=[(a, b) for a, b in places], seed=seed)
    hub = _hub_degree(scene)
    shown = sorted(range(len(listed)), key=lambda k: (order[k][0], network.ids[listed[k]]))[:top]
    rows = []
    for k in shown:
        node = int(listed[k])
        row = _row(scene, node, (value[node], without[k]), order[k], hub)
        row["reasons"] += _moves(scene, node, row["rank"], moves[k])
        row["reasons"] += [Reason("bridge.load", {"name": row["name"], **carried[k]})] if k in carried else []
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    run = run_record("bridges", network, group=group, attendance=attendance, same=named, top=top, seed=seed)
    return finish(table, run)


def _carried(value: np.ndarray) -> dict[int, dict[str, int]]:
    """Those on whom much hangs of what all of them link: how much, and on how many half of it rests."""
    if len(value) < FEWEST_CARRIERS:
        return {}
    share = value / value.sum()
    n_half = 1 + int(np.searchsorted(np.cumsum(np.sort(share)[::-1]), 0.5))
    heavy = np.flatnonzero(share >= HEAVY_SHARE)
    return {int(k): {"percent": round(100 * share[k]), "n_half": n_half, "n_all": len(value)} for k in heavy}


def _eligible(network: Network) -> np.ndarray:
    return np.asarray(flags(network, "in_scope", default=True) & ~_column(network, "group", "partner_abroad"))


def _column(network: Network, name: str, value: str) -> np.ndarray:
    if name not in network.nodes.columns:
        return np.zeros(network.n_nodes, dtype=bool)
    return np.asarray(network.nodes[name] == value, dtype=bool)


def _own_invitations(scene: Scene, node: int, hosted: Mapping[str, frozenset[str]]) -> np.ndarray | None:
    """Mark the ties of a stakeholder that are known from meetings it called itself, and from nothing else."""
    mine = hosted.get(scene.network.ids[node])
    if not mine or not scene.evidence:
        return None
    ties = scene.graph.incident(node)
    own = [tie for tie in ties if scene.evidence[tie] and scene.evidence[tie] <= mine]
    if not own:
        return None
    marked = scene.no_ties
    marked[own] = True
    return marked


def _hosted(network: Network, attendance: pd.DataFrame | None) -> dict[str, frozenset[str]]:
    """Meetings that each stakeholder called; who called none is left out."""
    if attendance is not None and "role" in attendance.columns:
        calls = attendance[attendance["role"].isin(("host", "co_host", "organiser"))]
        return {str(name): frozenset(mine) for name, mine in calls.groupby("actor")["meeting"]}
    if "hosted" not in network.nodes.columns:
        return {}
    return {id_: frozenset(mine) for id_, mine in zip(network.ids, network.nodes["hosted"], strict=True) if mine}


def _without_own(scene: Scene, node: int, own: np.ndarray | None, value: float, draw: tuple[int | None, int]) -> float:
    if own is None:
        return value
    return float(cross_group_betweenness(scene, scene.without(own), n_sources=draw[0], seed=draw[1])[node])


def _hub_degree(scene: Scene) -> float:
    degrees = np.array(scene.graph.degree(), dtype=float)[scene.inside]
    degrees = degrees[degrees > 0]
    return float(np.percentile(degrees, HUB_PERCENTILE)) if len(degrees) else float("inf")


def _row(scene: Scene, node: int, values: tuple[float, float], order: np.ndarray, hub: float) -> dict[str, Any]:
    nodes, (value, without) = scene.network.nodes, values
    identity = scene.network.ids[node]
    name = _name(scene, node)
    codes = scene.groups.codes[scene.graph.neighbors(node)]
    own = scene.groups.codes[node]
    share = float("nan") if own == UNKNOWN else float(np.mean(codes != own))
    pieces = scene.cut_off(node)
    convener = without < CONVENER_SHARE * value
    evidence, basis = _evidence(scene, node, order)
    reasons = [
        *_link_reasons(scene, node, value, without, convener=convener),
        *_cut_reasons(scene, name, pieces),
        basis,
        _range(order),
    ]
    return {
        "rank": int(order[0]),
        "rank_low": int(order[1]),
        "rank_high": int(order[2]),
        "id": identity,
        "name": name,
        "label": nodes["label"].iloc[node] if "label" in nodes.columns else None,
        "kind": "convener" if convener else _kind(len(codes), share, hub, pieces),
        "evidence": evidence,
        "pairs_linked": float(value),
        "pairs_linked_without_own": float(without),
        "n_contacts": len(codes),
        "n_groups": len(set(codes[codes != UNKNOWN].tolist())),
        "share_outside": share,
        "n_cut_off": sum(map(len, pieces)),
        "n_meetings": int(nodes["n_meetings"].iloc[node]) if "n_meetings" in nodes.columns else 0,
        "reasons": reasons,
    }


def _range(order: np.ndarray) -> Reason:
    params = {"rank": int(order[0]), "low": int(order[1]), "high": int(order[2])}
    return Reason("bridge.range", {**params, "variant": "fixed" if order[1] == order[2] else ""})


def _moves(scene: Scene, node: int, rank: int, moves: Mapping[str, Move]) -> list[Reason]:
    """Say when the rank hangs on a single list, as on one big conference, or on two being told apart."""
    found = []
    single = moves.get("list")
    if single is not None and single.rank > 2 * rank + 1:
        params = {"name": _name(scene, node), "rank": single.rank}
        found.append(Reason("bridge.one_list", params, (str(single.what),)))
    merged = moves.get("same")
    if merged is not None and not isinstance(merged.what, str):
        one, other = (_name(scene, place) for place in merged.what)
        found.append(Reason("bridge.same", {"one": one, "other": other, "rank": merged.rank}))
    return found


def _kind(n_contacts: int, share: float, hub: float, pieces: list[list[int]]) -> str:
    if n_contacts <= 2 and len(pieces) == 1 and len(pieces[0]) == 1:  # noqa: PLR2004 - the one and the rest
        return "gatekeeper of one"
    if n_contacts < hub:
        return "bridge"
    return "hub" if share < MOSTLY_INSIDE else "both"


def _name(scene: Scene, node: int) -> str:
    nodes = scene.network.nodes
    found = nodes["name"].iloc[node] if "name" in nodes.columns else None
    return found if isinstance(found, str) else scene.network.ids[node]


def _link_reasons(scene: Scene, node: int, value: float, without: float, *, convener: bool) -> list[Reason]:
    found, name = [], _name(scene, node)
    if convener:
        hosted = len(scene.network.nodes["hosted"].iloc[node]) if "hosted" in scene.network.nodes.columns else 0
        left = "none" if without <= 0 else "some"
        found.append(Reason("bridge.convener", {"name": name, "n_hosted": hosted, "variant": left}))
    linked = scene.linked_groups(node)
    for k, ((one, other), n_pairs) in enumerate(linked[:2]):
        params = {
            "name": name,
            "group_a": scene.groups.labels[one],
            "group_b": scene.groups.labels[other],
            "names_a": _contacts_of(scene, node, one),
            "names_b": _contacts_of(scene, node, other),
            "n_pairs": n_pairs,
            "variant": "also" if k else "",
        }
        found.append(Reason("bridge.links_groups", params, _sources(scene, node)))
    if not linked:
        found.append(Reason("bridge.on_the_way", {"name": name, "n_pairs": round(value)}, _sources(scene, node)))
    return found


def _contacts_of(scene: Scene, node: int, code: int) -> list[str]:
    """Names of the contacts in a group, strongest tie first."""
    strength = scene.tie_facts[0]
    best: dict[int, float] = {}
    for tie in scene.graph.incident(node):
        one, two = scene.graph.es[tie].tuple
        other = two if one == node else one
        if scene.groups.codes[other] == code:
            best[other] = max(best.get(other, 0.0), strength[tie])
    order = sorted(best, key=lambda other: (-best[other], scene.network.ids[other]))
    return [_name(scene, other) for other in order[:NAMES_SHOWN]]


def _cut_reasons(scene: Scene, name: str, pieces: list[list[int]]) -> list[Reason]:
    if not pieces:
        return []
    members = [node for piece in pieces for node in piece]
    names = [_name(scene, node) for node in members[:NAMES_SHOWN]]
    return [Reason("bridge.only_link", {"name": name, "names": names, "n": len(members)})]


def _sources(scene: Scene, node: int) -> tuple[str, ...]:
    if not scene.evidence:
        return ()
    return tuple(sorted(set().union(*(scene.evidence[tie] for tie in scene.graph.incident(node)))))


def _evidence(scene: Scene, node: int, order: np.ndarray) -> tuple[str, Reason]:
    """Class by how many separate facts the ties rest on, and by how far the rank moves when one is missing."""
    ties = scene.graph.incident(node)
    items = _sources(scene, node)
    _, layers_of, last = scene.tie_facts
    layers = sorted({layer for tie in ties for layer in layers_of[tie]})
    dates = [date for date in (last[tie] for tie in ties) if isinstance(date, str)]
    params = {"n_facts": len(items), "layers": layers, "newest": max(dates, default=None), "n_contacts": len(ties)}
    params["variant"] = "" if dates else "undated"
    n_facts = len(items) or len(ties)
    steady = int(order[2]) <= 2 * int(order[0]) + 1
    if n_facts <= 1 or not (steady or n_facts > FEW):
        return "weak", Reason("bridge.basis", params, items)
    return ("strong" if steady and n_facts > FEW else "medium"), Reason("bridge.basis", params, items)
