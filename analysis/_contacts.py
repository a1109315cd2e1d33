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
        return np.repeat(np.arange(self.n_nodes), self.degree)

    @cached_property
    def keys(self) -> np.ndarray:
        """Row times number of stakeholders plus column, ascending: to find entries by their place."""
        return np.asarray(self.rows.astype(np.int64) * max(self.n_nodes, 1) + self.pattern.indices)

    @cached_property
    def graph(self) -> igraph.Graph:
        """Simple undirected igraph graph with the vertices in the order of the ids."""
        upper = self.rows < self.pattern.indices
        ends = np.column_stack([self.rows[upper], self.pattern.indices[upper]])
        return igraph.Graph(n=self.n_nodes, edges=ends, directed=False)

    @cached_property
    def triangles(self) -> np.ndarray:
        """All sets of three that are all in contact, one row of three positions each."""
        found = self.graph.list_triangles()
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    @cached_property
    def triangle_count(self) -> np.ndarray:
        """Number of triangles per stakeholder."""
        return np.bincount(self.triangles.ravel(), minlength=self.n_nodes)

    def places(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Where the given pairs, all of them contacts, stand in ``pattern``."""
        return np.asarray(np.searchsorted(self.keys, rows * self.n_nodes + columns))


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
    rows, columns = network.ends
    strength = network.ties["strength"].to_numpy(dtype=float)
    both = (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
    shape = (network.n_nodes, network.n_nodes)
    factor = 1.0 if network.directed else 2.0
    mutual = sparse.coo_array((np.concatenate([strength, strength]) * factor, both), shape=shape).tocsr()
    mutual.sort_indices()
    count = np.full(mutual.nnz, factor)
    if network.directed:
        counted = sparse.coo_array((np.ones(2 * len(rows)), both), shape=shape).tocsr()
        counted.sort_indices()
        count = counted.data
    pattern = sparse.csr_array((np.ones(mutual.nnz), mutual.indices, mutual.indptr), shape=shape)
    return Contacts(network.n_nodes, pattern, mutual.data, count)


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
