"""What holds the network together: components, blocks, cutpoints, and what falls apart when somebody leaves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from igraph import GraphBase
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    import igraph

    from analysis._contacts import Contacts

__all__ = ["Cohesion", "cohesion", "component_labels", "cut_cohesion"]


@dataclass(frozen=True, slots=True, eq=False)
class Cohesion:
    """Per stakeholder, in the order of the ids.

    Attributes
    ----------
    component
        Number of the component, 1 is the largest; equal sizes in the order of their first id.
    component_size
        Stakeholders in that component.
    n_blocks
        Biconnected pieces that the stakeholder is part of, 0 for isolates.
    is_cutpoint
        Whether the component falls apart without it.
    n_parts
        Pieces that the rest of its component falls into without it, 0 for isolates.
    largest_part
        Stakeholders in the largest of these pieces.
    connected_pairs
        Unordered pairs of all others that are still connected without it.
    """

    component: np.ndarray
    component_size: np.ndarray
    n_blocks: np.ndarray
    is_cutpoint: np.ndarray
    n_parts: np.ndarray
    largest_part: np.ndarray
    connected_pairs: np.ndarray

    def fragmentation(self) -> np.ndarray:
        """Share of the pairs of all others that are not connected without it; NaN below three stakeholders."""
        others = len(self.component) - 1
        if others < 2:  # noqa: PLR2004 - a pair
            return np.full(len(self.component), np.nan)
        return np.asarray(1.0 - self.connected_pairs / (others * (others - 1) / 2))


def component_labels(pattern: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Number the components, largest first.

    Parameters
    ----------
    pattern
        Symmetric matrix of contacts.

    Returns
    -------
    (label, size)
        Per stakeholder; labels start at 1, equal sizes in the order of their first member.
    """
    if pattern.shape[0] == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    count, found = csgraph.connected_components(pattern, directed=False)
    sizes = np.bincount(found, minlength=count)
    first = np.full(count, pattern.shape[0])
    np.minimum.at(first, found, np.arange(pattern.shape[0]))
    place = np.empty(count, dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(1, count + 1)
    return place[found], sizes[found].astype(np.int64)


def cohesion(known: Contacts) -> Cohesion:
    """Take every stakeholder out in turn, in one pass over the tree of blocks and cutpoints.

    Parameters
    ----------
    known
        The contacts.

    Returns
    -------
    Cohesion
        Cost is O(n + m).
    """
    component, size = component_labels(known.pattern)
    return cut_cohesion(known.graph, known.ends, component, size)


def cut_cohesion(
    graph: igraph.Graph, ends: tuple[np.ndarray, np.ndarray], component: np.ndarray, size: np.ndarray
) -> Cohesion:
    """Do the work of `cohesion` for an igraph graph whose components are known.

    Parameters
    ----------
    graph
        Simple and undirected.
    ends
        Of its edges, in their order.
    component, size
        As of `component_labels`.

    Returns
    -------
    Cohesion
        In the order of the vertices.
    """
    n = graph.vcount()
    members, owner, n_found = _blocks(graph, *ends)
    n_blocks = np.bincount(members, minlength=n)
    parent, below = _block_tree(members, owner, n, n_found)
    hangs = np.flatnonzero(parent[n:] >= 0)
    carrier, weight = parent[n:][hangs], below[n:][hangs]
    others = size - 1
    above = others - np.bincount(carrier, weights=weight, minlength=n).astype(np.int64)
    pairs = np.bincount(carrier, weights=weight * (weight - 1) / 2, minlength=n) + above * (above - 1) / 2
    largest = above.copy()
    np.maximum.at(largest, carrier, weight)
    n_parts = np.bincount(carrier, minlength=n) + (above > 0)
    all_pairs = float((np.bincount(component) * (np.bincount(component) - 1) / 2).sum()) if n else 0.0
    outside = all_pairs - size * (size - 1) / 2
    return Cohesion(component, size, n_blocks, n_blocks > 1, n_parts, largest, outside + pairs)


def _blocks(graph: igraph.Graph, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Members of all blocks in one list, the block each belongs to, and the number of blocks."""
    found: list[list[int]] = GraphBase.biconnected_components(graph, False)  # edges of a tree that spans each block
    edges = np.fromiter(chain.from_iterable(found), dtype=np.int64)
    owner = np.repeat(np.arange(len(found)), np.array([len(block) for block in found], dtype=np.int64))
    n = graph.vcount()
    pairs = np.unique(np.concatenate([owner * n + one[edges], owner * n + other[edges]]))
    return pairs % max(n, 1), pairs // max(n, 1), len(found)


def _block_tree(members: np.ndarray, owner: np.ndarray, n: int, n_found: int) -> tuple[np.ndarray, np.ndarray]:
    """Root the forest of vertices and blocks; parent of each (-1 at a root) and vertices at or below each.

    Vertices are 0 to n - 1, blocks follow; one more node joins the roots so that a single search orders them all.
    """
    total = n + n_found
    if n == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    links = sparse.coo_array((np.ones(len(members)), (members, owner + n)), shape=(total, total)).tocsr()
    count, label = csgraph.connected_components(links, directed=False)
    roots = np.full(count, total)
    np.minimum.at(roots, label, np.arange(total))
    ends = np.concatenate([members, roots]), np.concatenate([owner + n, np.full(count, total)])
    tree = sparse.coo_array((np.ones(len(ends[0])), ends), shape=(total + 1, total + 1)).tocsr()
    order, before = csgraph.breadth_first_order(tree, total, directed=False)
    below = [1] * n + [0] * (n_found + 1)
    parent = before.tolist()
    for node in reversed(order.tolist()[1:]):
        below[parent[node]] += below[node]
    before = before.astype(np.int64)[:total]
    before[before == total] = -1
    return before, np.array(below[:total], dtype=np.int64)
