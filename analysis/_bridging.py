"""What bridging rests on: paths between groups, what they lose without a list, who is cut off without whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._groups import UNKNOWN, Grouping, grouping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import igraph

    from graphmodel import Network

__all__ = ["Move", "Scene", "cross_group_betweenness", "flags", "rank_ranges", "ranks", "scene_of"]

LEAVE_ONE_OUT_LIMIT = 100
DRAWS = 50
SHARE_DELETED = 0.2


@dataclass(frozen=True, eq=False)
class Scene:
    """The network as bridging sees it.

    Attributes
    ----------
    network
        The stakeholders.
    graph
        The same as an undirected igraph graph, edges in the order of the ties.
    groups
        Group of each stakeholder.
    inside
        Whether pairs of this stakeholder count, per stakeholder.
    evidence
        What each tie is known from.
    """

    network: Network
    graph: igraph.Graph
    groups: Grouping
    inside: np.ndarray
    evidence: tuple[frozenset[str], ...]

    def without(self, ties: np.ndarray) -> igraph.Graph:
        """Give the graph in which paths are looked for, without the marked ties."""
        graph = self.graph.copy()
        graph.delete_edges(np.flatnonzero(ties | self.dead_ends).tolist())
        return graph

    @property
    def no_ties(self) -> np.ndarray:
        """Mark none of the ties."""
        return np.zeros(self.network.n_ties, dtype=bool)

    @cached_property
    def dead_ends(self) -> np.ndarray:
        """Mark ties to somebody outside who has no other: no path that counts uses them."""
        left, right = self.network.ends
        end = (np.array(self.graph.degree(), dtype=int) <= 1) & ~self.inside
        return np.asarray(end[left] | end[right])

    def incident(self, node: int) -> np.ndarray:
        """Mark the ties of one stakeholder."""
        left, right = self.network.ends
        return np.asarray((left == node) | (right == node))

    def cut_off(self, node: int) -> list[list[int]]:
        """Stakeholders inside that lose every way to the largest rest when this one goes, piece by piece."""
        if node not in self.cutpoints:
            return []
        rest = self.graph.copy()
        rest.delete_edges(rest.incident(node))
        piece_of = np.array(rest.connected_components().membership)
        pieces = [np.flatnonzero(piece_of == piece) for piece in np.unique(piece_of[self.graph.neighbors(node)])]
        pieces.sort(key=lambda piece: (-len(piece), piece[0]))
        within = [piece[self.inside[piece]].tolist() for piece in pieces[1:]]
        return [piece for piece in within if piece]

    @cached_property
    def cutpoints(self) -> frozenset[int]:
        """Stakeholders without whom a component falls apart."""
        return frozenset(self.graph.articulation_points())

    @cached_property
    def tie_facts(self) -> tuple[list[float], list[Any], list[Any]]:
        """Strength, layers and newest date of each tie."""
        ties = self.network.ties
        return ties["strength"].tolist(), ties["layers"].tolist(), ties["last"].tolist()

    def linked_groups(self, node: int) -> list[tuple[tuple[int, int], int]]:
        """Pairs of groups whose members are in contact with this one but not with each other, most pairs first."""
        contacts = [c for c in self.graph.neighbors(node) if self.groups.codes[c] != UNKNOWN and self.inside[c]]
        known = {contact: set(self.graph.neighbors(contact)) for contact in contacts}
        found: Counter[tuple[int, int]] = Counter()
        for a, b in combinations(sorted(contacts), 2):
            one, other = int(self.groups.codes[a]), int(self.groups.codes[b])
            if one != other and b not in known[a]:
                found[min(one, other), max(one, other)] += 1
        unnamed = [label == "other" for label in self.groups.labels]  # says little: named after all others
        return sorted(found.items(), key=lambda item: (unnamed[item[0][0]] or unnamed[item[0][1]], -item[1], item[0]))


def cross_group_betweenness(scene: Scene, graph: igraph.Graph) -> np.ndarray:
    """Share of shortest paths between members of different groups that run through each stakeholder.

    Parameters
    ----------
    scene
        Groups and who counts.
    graph
        The graph to walk in.

    Returns
    -------
    ndarray of shape (n_nodes,)
        Number of pairs, each weighted by its share of paths; end points excluded, every pair counted once.
    """
    counted = np.flatnonzero(scene.inside)
    if len(counted) < 2:  # noqa: PLR2004 - there is no pair
        return np.zeros(graph.vcount())
    value = np.zeros(graph.vcount())
    reached = counted[np.array(graph.degree(counted.tolist())) > 0]
    codes = scene.groups.codes[reached]
    left = np.ones(len(reached), dtype=bool)
    sizes = Counter(codes.tolist())
    for code in sorted(sizes, key=lambda code: (code == UNKNOWN, sizes[code], code)):  # the search is per source
        own = codes == code
        left &= ~own | (code == UNKNOWN)
        if left.any():
            found = graph.betweenness(directed=False, sources=reached[own].tolist(), targets=reached[left].tolist())
            value += np.array(found) * (1 if code == UNKNOWN else 2)  # a pair searched from one end counts half
    return value


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank of each value, 1 is highest, equal values share the lowest number.

    Parameters
    ----------
    values
        Any numbers.

    Returns
    -------
    ndarray of int
    """
    order = np.sort(values)[::-1]
    return np.asarray(1 + np.searchsorted(-order, -np.round(values, 9), side="left"))


@dataclass(frozen=True, slots=True)
class Move:
    """What changes the rank of a stakeholder most.

    Attributes
    ----------
    what
        Id of the list that is left out, or the two positions that may be one and the same.
    rank
        The rank then.
    """

    what: str | tuple[int, int]
    rank: int


def rank_ranges(
    scene: Scene, listed: np.ndarray, behind: np.ndarray, *, same: Sequence[tuple[int, int]] = (), seed: int
) -> tuple[np.ndarray, list[dict[str, Move]]]:
    """Between which ranks the listed stakeholders move when lists are missing or two of them are one.

    Parameters
    ----------
    scene
        The network.
    listed
        Positions of the stakeholders that are ranked.
    behind
        Which of them are ranked after all others, whatever their value.
    same
        Pairs of positions that may be one and the same.
    seed
        For the draws, when there are too many lists to leave out one by one.

    Returns
    -------
    ndarray of shape (n_listed, 3)
        Rank with everything, lowest (best) and highest rank seen.
    list of dict
        For each of them the `Move` to the worst rank by a single list ("list") and by a pair ("same"), if any.
    """
    if not len(listed):
        return np.zeros((0, 3), dtype=int), []
    causes: list[str | tuple[int, int] | None] = [None]
    order = [ranks(_values(scene, scene.without(scene.no_ties), listed, behind))]
    for item, lost in _losses(scene, seed):
        causes.append(item)
        order.append(ranks(_values(scene, scene.without(lost), listed, behind)))
    for pair in same:
        causes.append(pair)
        order.append(ranks(_values(scene, _merged(scene, pair), listed, behind, same=pair)))
    found = np.array(order, dtype=int)
    moves: list[dict[str, Move]] = []
    for place in range(len(listed)):
        worst: dict[str, Move] = {}
        for cause, rank in zip(causes, found[:, place].tolist(), strict=True):
            kind = "list" if isinstance(cause, str) else "same"
            if cause is not None and rank > (worst[kind].rank if kind in worst else found[0, place]):
                worst[kind] = Move(cause, rank)
        moves.append(worst)
    return np.column_stack([found[0], found.min(axis=0), found.max(axis=0)]), moves


def _merged(scene: Scene, pair: tuple[int, int]) -> igraph.Graph:
    """The graph in which all contacts of the second are those of the first."""
    graph, (keep, drop) = scene.without(scene.no_ties), pair
    others = [other for other in graph.neighbors(drop) if other != keep]
    graph.delete_edges(graph.incident(drop))
    graph.add_edges([(keep, other) for other in others])
    return graph.simplify()


def _values(
    scene: Scene, graph: igraph.Graph, listed: np.ndarray, behind: np.ndarray, *, same: tuple[int, int] | None = None
) -> np.ndarray:
    every = cross_group_betweenness(scene, graph)
    if same is not None:
        every[same[1]] = every[same[0]]
    value = np.round(every[listed], 9)
    return np.asarray(np.where(behind, value - 1e15, value))


def _losses(scene: Scene, seed: int) -> Iterator[tuple[str | None, np.ndarray]]:
    """Which ties go with a missing list: each list in turn, or draws of a fifth of them, or of the ties."""
    every = sorted(set().union(*scene.evidence)) if scene.evidence else []
    carrying = Counter(item for items in scene.evidence if len(items) == 1 for item in items)
    shared = sorted(item for item, n_ties in carrying.items() if n_ties > 1)
    random = np.random.default_rng(seed)
    if not every:
        for _ in range(DRAWS if scene.network.n_ties else 0):
            yield None, random.random(scene.network.n_ties) < SHARE_DELETED
    elif len(shared) <= LEAVE_ONE_OUT_LIMIT:
        for item in shared:
            yield item, np.array([items == {item} for items in scene.evidence])
    else:
        for _ in range(DRAWS):
            gone = {item for item, hit in zip(every, random.random(len(every)) < SHARE_DELETED, strict=True) if hit}
            yield None, np.array([bool(items) and items <= gone for items in scene.evidence])


def scene_of(network: Network, group: str | Mapping[str, object] | None) -> Scene:
    """Set the scene for a network.

    Parameters
    ----------
    network
        The stakeholders.
    group
        Attribute or mapping; None: the attribute ``group`` if there is one, else nobody's group is known.

    Returns
    -------
    Scene
    """
    graph = network._igraph  # noqa: SLF001 - read only, and a copy would double the memory
    graph = graph.as_undirected(mode="each") if network.directed else graph
    if group is None and "group" not in network.nodes.columns:
        groups = Grouping((), np.full(network.n_nodes, UNKNOWN))
    else:
        groups = grouping(network, "group" if group is None else group, caller="bridges")
    inside = flags(network, "in_scope", default=True)
    if "group" in network.nodes.columns:
        inside &= (network.nodes["group"] != "partner_abroad").to_numpy()
    evidence = tuple(frozenset(items) for items in network.ties["evidence"])
    return Scene(network, graph, groups, inside, evidence if any(evidence) else ())


def flags(network: Network, name: str, *, default: bool) -> np.ndarray:
    """Read a yes-or-no attribute of the stakeholders, with a default where there is none."""
    if name not in network.nodes.columns:
        return np.full(network.n_nodes, default)
    return np.array([default if flag is None else bool(flag) for flag in network.nodes[name]], dtype=bool)
