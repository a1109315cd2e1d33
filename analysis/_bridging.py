"""What bridging rests on: paths between groups, what they lose without a list, who is cut off without whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from igraph import GraphBase

from analysis._groups import UNKNOWN, Grouping, grouping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import igraph

    from graphmodel import Network

__all__ = ["Move", "Scene", "cross_group_betweenness", "flags", "rank_ranges", "ranks", "scene_of", "sources_within"]

LEAVE_ONE_OUT_LIMIT = 100
DRAWS = 50
SHARE_DELETED = 0.2
WORK = 400_000_000
"""So many ends times ties are searched in all before paths are looked for from a draw of ends."""
FEWEST_SOURCES, FEWEST_DRAWS = 60, 10


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

    def cut_off(self, node: int) -> list[list[int]]:
        """Stakeholders inside that lose every way to the largest rest when this one goes, piece by piece."""
        own = self._blocks_of(node)
        if len(own) < 2:  # noqa: PLR2004 - who is in one block holds nothing together
            return []
        starts = {
            block: other
            for other in sorted(self.graph.neighbors(node), reverse=True)
            for block in self._blocks_of(other) & own
        }
        pieces = [sorted(piece) for piece in _smaller_pieces(self.graph, node, sorted(starts.values()))]
        pieces.sort(key=lambda piece: (-len(piece), piece[0]))
        within = [[other for other in piece if self.inside[other]] for piece in pieces]
        return [piece for piece in within if piece]

    def _blocks_of(self, node: int) -> set[int]:
        """Blocks (biconnected components) that a stakeholder belongs to."""
        start, blocks = self._blocks
        return set(blocks[start[node] : start[node + 1]].tolist())

    @cached_property
    def _blocks(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the blocks of each stakeholder one after the other, and where those of each begin."""
        trees: list[list[int]] = GraphBase.biconnected_components(self.graph, False)  # a tree of edges each
        number = np.repeat(np.arange(len(trees)), [len(tree) for tree in trees])
        edges = np.fromiter(chain.from_iterable(trees), dtype=np.int64, count=len(number))
        nodes = np.concatenate([end[edges] for end in self.network.ends])
        pairs = np.unique(np.column_stack([nodes, np.tile(number, 2)]), axis=0)
        return np.searchsorted(pairs[:, 0], np.arange(self.network.n_nodes + 1)), pairs[:, 1]

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


def _smaller_pieces(graph: igraph.Graph, gone: int, starts: list[int]) -> list[set[int]]:
    """All pieces around somebody who goes except the largest, walked in turns so that the largest is never finished."""
    walks = [({start}, [start]) for start in starts]
    running = list(range(len(walks)))
    while len(running) > 1:
        still = []
        for k in running:
            seen, queue = walks[k]
            node = queue.pop()
            fresh = [other for other in graph.neighbors(node) if other != gone and other not in seen]
            seen.update(fresh)
            queue.extend(fresh)
            if queue:
                still.append(k)
        running = still
    if running:
        return [seen for k, (seen, _) in enumerate(walks) if k != running[0]]
    order = sorted((seen for seen, _ in walks), key=lambda piece: (-len(piece), min(piece)))
    return order[1:]


def sources_within(scene: Scene, n_calls: int) -> int | None:
    """How many ends paths are looked for from, when the whole work is to stay within bounds.

    Parameters
    ----------
    scene
        The network.
    n_calls
        How often the paths are looked for.

    Returns
    -------
    int or None
        None: all of them.
    """
    affordable = WORK // max(scene.network.n_ties * n_calls, 1)
    return None if affordable >= int(scene.inside.sum()) else max(affordable, FEWEST_SOURCES)


def cross_group_betweenness(
    scene: Scene, graph: igraph.Graph, *, n_sources: int | None = None, seed: int = 0
) -> np.ndarray:
    """Share of shortest paths between members of different groups that run through each stakeholder.

    Parameters
    ----------
    scene
        Groups and who counts.
    graph
        The graph to walk in.
    n_sources
        Look for paths from so many members drawn at random, and extrapolate; None: from all.
    seed
        For the draw.

    Returns
    -------
    ndarray of shape (n_nodes,)
        Number of pairs, each weighted by its share of paths; end points excluded, every pair counted once.
    """
    value = np.zeros(graph.vcount())
    linked = np.flatnonzero(np.array(graph.degree()) > 0)
    reached, codes = np.flatnonzero(scene.inside[linked]), scene.groups.codes[linked][scene.inside[linked]]
    if len(reached) > 1:
        small = graph.induced_subgraph(linked.tolist())  # each search costs a walk over all vertices
        value[linked] = _between(small, reached, codes, n_sources, seed)
    return value


def _between(
    graph: igraph.Graph, reached: np.ndarray, codes: np.ndarray, n_sources: int | None, seed: int
) -> np.ndarray:
    """The same in a graph without isolates, for the members given by position with their groups."""
    if n_sources is not None and n_sources < len(reached):
        return _sampled(graph, reached, codes, n_sources, seed)
    value = np.zeros(graph.vcount())
    left = np.ones(len(reached), dtype=bool)
    sizes = Counter(codes.tolist())
    for code in sorted(sizes, key=lambda code: (code == UNKNOWN, sizes[code], code)):  # the search is per source
        own = codes == code
        left &= ~own | (code == UNKNOWN)
        if left.any():
            found = graph.betweenness(directed=False, sources=reached[own].tolist(), targets=reached[left].tolist())
            value += np.array(found) * (1 if code == UNKNOWN else 2)  # a pair searched from one end counts half
    return value


def _sampled(graph: igraph.Graph, reached: np.ndarray, codes: np.ndarray, n_sources: int, seed: int) -> np.ndarray:
    """The same from a draw of sources, each pair searched from both ends and therefore counted half."""
    drawn = np.random.default_rng(seed).choice(len(reached), n_sources, replace=False)
    value = np.zeros(graph.vcount())
    for code in np.unique(codes[drawn]):
        own = drawn[codes[drawn] == code]
        others = reached if code == UNKNOWN else reached[codes != code]
        if len(others):
            found = graph.betweenness(directed=False, sources=reached[own].tolist(), targets=others.tolist())
            value += np.array(found)
    return value * len(reached) / n_sources


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
    scene: Scene,
    listed: np.ndarray,
    behind: np.ndarray,
    *,
    value: np.ndarray,
    same: Sequence[tuple[int, int]] = (),
    seed: int,
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
    value
        Pairs they link with every list there.
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
    order = [ranks(np.where(behind, np.round(value, 9) - 1e15, np.round(value, 9)))]
    losses = list(_losses(scene, seed))
    n_sources = sources_within(scene, len(losses) + len(same))
    for k, (item, lost) in enumerate(losses):
        causes.append(item)
        order.append(ranks(_values(scene, scene.without(lost), listed, behind, draw=(n_sources, seed + k))))
    for pair in same:
        causes.append(pair)
        graph = _merged(scene, pair)
        order.append(ranks(_values(scene, graph, listed, behind, draw=(n_sources, seed), same=pair)))
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
    scene: Scene,
    graph: igraph.Graph,
    listed: np.ndarray,
    behind: np.ndarray,
    *,
    draw: tuple[int | None, int],
    same: tuple[int, int] | None = None,
) -> np.ndarray:
    every = cross_group_betweenness(scene, graph, n_sources=draw[0], seed=draw[1])
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
    n_draws = max(FEWEST_DRAWS, min(DRAWS, WORK // max(FEWEST_SOURCES * scene.network.n_ties, 1)))
    if not every:
        for _ in range(n_draws if scene.network.n_ties else 0):
            yield None, random.random(scene.network.n_ties) < SHARE_DELETED
    elif len(shared) <= LEAVE_ONE_OUT_LIMIT:
        for item in shared:
            yield item, np.array([items == {item} for items in scene.evidence])
    else:
        for _ in range(n_draws):
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
    items = network.ties["evidence"].tolist()
    known = {one: frozenset(one) for one in set(items)}  # all who met there share the one set
    evidence = tuple(known[one] for one in items)
    return Scene(network, graph, groups, inside, evidence if any(known.values()) else ())


def flags(network: Network, name: str, *, default: bool) -> np.ndarray:
    """Read a yes-or-no attribute of the stakeholders, with a default where there is none."""
    if name not in network.nodes.columns:
        return np.full(network.n_nodes, default)
    return np.array([default if flag is None else bool(flag) for flag in network.nodes[name]], dtype=bool)
