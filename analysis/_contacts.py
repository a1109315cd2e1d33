"""Who is in contact with whom, direction set aside: neighbours, mutual strengths and triangles, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import igraph
import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["Contacts", "contacts", "row_positions"]


@dataclass(frozen=True, eq=False)
class Contacts:
    """The network as a simple undirected graph.

    Attributes
    ----------
    n_nodes
        Number of stakeholders.
    pattern
        Symmetric matrix, 1 for a contact; column indices sorted.
    mutual
        Strength of the ties in both directions added, same places as ``pattern``.
    mutual_count
        Number of ties in either direction (undirected: 2), same places as ``pattern``.
    """

    n_nodes: int
    pattern: sparse.csr_array
    mutual: np.ndarray = field(repr=False)
    mutual_count: np.ndarray = field(repr=False)

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of contacts per stakeholder."""
        return np.asarray(np.diff(self.pattern.indptr), dtype=np.int64)

    @cached_property
    def rows(self) -> np.ndarray:
        """Row of each entry of ``pattern``."""
        return row_positions(self.pattern)

    @cached_property
    def upper(self) -> np.ndarray:
        """Places in ``pattern`` that stand for a pair, smaller position first: one per pair in contact."""
        return np.flatnonzero(self.rows < self.pattern.indices)

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Smaller and larger position of each pair in contact, in the order of ``upper``."""
        return self.rows[self.upper], self.pattern.indices[self.upper].astype(np.int64)

    @cached_property
    def graph(self) -> igraph.Graph:
        """Simple undirected igraph graph: vertices like the ids, edges like ``upper``, with their ``strength``."""
        graph = igraph.Graph(n=self.n_nodes)
        graph.add_edges(np.column_stack(self.ends))  # five times faster than handing them to the constructor
        graph.es["strength"] = self.mutual[self.upper].tolist()
        return graph

    @cached_property
    def triangles(self) -> tuple[np.ndarray, np.ndarray]:
        """All sets of three that are all in contact.

        Positions (one row of three each) and pairs (places in ``upper`` of the pairs 0-1, 0-2 and 1-2). Every pair
        points to the end with more contacts, so that even a hub has few pairs going out to be combined: O(m^1.5).
        """
        rank = np.empty(self.n_nodes, dtype=np.int64)
        rank[np.argsort(self.degree, kind="stable")] = np.arange(self.n_nodes)
        one, other = (rank[end] for end in self.ends)
        n_pairs = len(one)
        numbers = np.arange(1, n_pairs + 1, dtype=np.int64)
        at = (np.minimum(one, other), np.maximum(one, other))
        pointed = sparse.csr_matrix((numbers, at), shape=(self.n_nodes, self.n_nodes))
        pointed.sort_indices()
        last = np.repeat(pointed.indptr[1:], np.diff(pointed.indptr))
        count = last - 1 - np.arange(n_pairs)
        first = np.repeat(np.arange(n_pairs), count)
        second = np.arange(len(first)) - np.repeat(np.cumsum(count) - count - np.arange(n_pairs) - 1, count)
        if not len(first):
            return np.zeros((0, 3), dtype=np.int64), np.zeros((0, 3), dtype=np.int64)
        third = np.asarray(pointed[pointed.indices[first], pointed.indices[second]]).ravel()
        closed = np.flatnonzero(third)
        first, second = first[closed], second[closed]
        by_rank = np.argsort(rank)
        low = np.repeat(np.arange(self.n_nodes), np.diff(pointed.indptr))[first]
        corners = by_rank[np.column_stack([low, pointed.indices[first], pointed.indices[second]])]
        return corners, np.column_stack([pointed.data[first], pointed.data[second], third[closed]]) - 1

    @cached_property
    def triangle_count(self) -> np.ndarray:
        """Number of triangles per stakeholder."""
        return np.bincount(self.triangles[0].ravel(), minlength=self.n_nodes)


_known: WeakKeyDictionary[Network, Contacts] = WeakKeyDictionary()


def contacts(network: Network) -> Contacts:
    """Give the contacts of a network; worked out once per network.

    Parameters
    ----------
    network
        The stakeholders and ties.

    Returns
    -------
    Contacts
        Direction set aside.
    """
    found = _known.get(network)
    if found is None:
        found = _build(network)
        _known[network] = found
    return found


def _build(network: Network) -> Contacts:
    strength = network._adjacency  # noqa: SLF001 - read only, saves a copy
    if network.directed:
        rows, columns = network.ends
        both = (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
        counted = sparse.coo_array((np.ones(2 * len(rows)), both), shape=strength.shape).tocsr()
        counted.sort_indices()
        values = np.tile(network.ties["strength"].to_numpy(dtype=float), 2)
        mutual = sparse.coo_array((values, both), shape=strength.shape).tocsr()
        mutual.sort_indices()
        data, count = mutual.data, counted.data
    else:
        mutual = strength if strength.has_sorted_indices else strength.sorted_indices()
        data, count = 2.0 * mutual.data, np.full(mutual.nnz, 2.0)
    pattern = sparse.csr_array((np.ones(mutual.nnz), mutual.indices, mutual.indptr), shape=strength.shape)
    return Contacts(network.n_nodes, pattern, data, count)


def row_positions(matrix: sparse.csr_array) -> np.ndarray:
    """Row of each entry of a matrix.

    Parameters
    ----------
    matrix
        Rows compressed.

    Returns
    -------
    ndarray
        As long as ``matrix.data``.
    """
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
