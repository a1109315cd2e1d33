"""Network: stakeholders and the ties between them, as arrays.

Strength (larger is closer) and distance (1 / strength, for paths) are two columns and never one "weight".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from graphmodel.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import igraph
    import networkx as nx

__all__ = ["Cleaning", "Network"]

TIE_COLUMNS = ("source", "target", "strength", "distance", "layers", "evidence", "last")


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was left out or merged while a network was built from frames.

    Attributes
    ----------
    empty_ends
        Rows dropped because an end was empty.
    self_ties
        Rows dropped because both ends were the same.
    merged
        Rows that were added to an earlier row of the same pair.
    """

    empty_ends: int = 0
    self_ties: int = 0
    merged: int = 0


@dataclass(frozen=True, eq=False)
class Network:
    """Stakeholders and their ties; never changed after it was built.

    Build one with `from_frames`, `from_networkx` or `graphmodel.tie_network`, not by hand.

    Attributes
    ----------
    ids
        Ids of the stakeholders, text, sorted.
    nodes
        Attributes, one row per stakeholder, indexed by ``id`` in the order of ``ids``.
    ties
        ``source``, ``target``, ``strength`` (> 0, larger is closer), ``distance`` (1 / strength), ``layers``
        (tuple of text), ``evidence`` (tuple of text: what it is known from), ``last`` (date of the newest of it, or
        None); sorted by the pair; undirected pairs have ``source < target``.
    directed
        Whether ``source`` to ``target`` is another tie than ``target`` to ``source``.
    cleaning
        What was dropped or merged on the way in.
    """

    ids: tuple[str, ...]
    nodes: pd.DataFrame
    ties: pd.DataFrame
    directed: bool = False
    cleaning: Cleaning = field(default_factory=Cleaning)

    @property
    def n_nodes(self) -> int:
        """Number of stakeholders, isolates included."""
        return len(self.ids)

    @property
    def n_ties(self) -> int:
        """Number of ties after merging."""
        return len(self.ties)

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"Network({self.n_nodes} stakeholders, {self.n_ties} ties, {kind})"

    @classmethod
    def from_frames(cls, ties: pd.DataFrame, nodes: pd.DataFrame | None = None, *, directed: bool = False) -> Network:
        """Build a network from a table of ties and, if wanted, a table of stakeholders.

        Parameters
        ----------
        ties
            ``source``, ``target``, optional ``strength`` (positive, default 1), ``layers`` and ``evidence`` (tuples of
            text), ``last`` (ISO date, the newest is kept). Blanks around ids are stripped; rows with an empty end and
            self-ties are dropped; parallel ties are merged by adding. All three are counted in ``cleaning``.
        nodes
            ``id``, anything else becomes an attribute. Stakeholders without a tie stay in as isolates; ends that
            are not listed are added.
        directed
            Whether ``source`` to ``target`` differs from ``target`` to ``source``.

        Returns
        -------
        Network
            Ids sorted, ties sorted by pair.

        Raises
        ------
        ParameterError
            A column is missing, a strength is not a positive number, or an id occurs twice in ``nodes``.

        Examples
        --------
        >>> frame = pd.DataFrame({"source": ["b", "a", " b"], "target": ["a", "b", "c"]})
        >>> network = Network.from_frames(frame)
        >>> print(network.ties[["source", "target", "strength"]].to_string(index=False))
        source target  strength
             a      b       2.0
             b      c       1.0
        """
        clean, cleaning = _clean_ties(ties, directed=directed)
        attributes = _node_table(clean, nodes)
        return cls(tuple(attributes.index), attributes, clean, directed, cleaning)

    @classmethod
    def from_networkx(cls, graph: nx.Graph, *, strength: str = "weight") -> Network:
        """Build a network from a networkx graph.

        Parameters
        ----------
        graph
            Any networkx graph; node names become text, parallel edges are merged by adding.
        strength
            Edge attribute that holds the strength (larger is closer); edges without it count 1.

        Returns
        -------
        Network
            Directed when the graph is.

        Raises
        ------
        ParameterError
            Two nodes have the same name as text, or a strength is not a positive number.
        """
        names = {node: str(node) for node in graph}
        if len(set(names.values())) != len(names):
            msg = "The nodes of the graph must have different names as text; some are equal, such as 1 and '1'."
            raise ParameterError(msg)
        rows = [(names[u], names[v], data.get(strength, 1)) for u, v, data in graph.edges(data=True)]
        ties = pd.DataFrame(rows, columns=["source", "target", "strength"])
        nodes = pd.DataFrame([{**data, "id": names[node]} for node, data in graph.nodes(data=True)], columns=None)
        if nodes.empty:
            nodes = pd.DataFrame({"id": pd.Series([], dtype=object)})
        return cls.from_frames(ties, nodes, directed=graph.is_directed())

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each id in ``ids``."""
        return {name: position for position, name in enumerate(self.ids)}

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of the two ends of each tie, in the order of ``ties``."""
        order = pd.Index(self.ids, dtype=object)
        return (
            order.get_indexer(pd.Index(self.ties["source"], dtype=object)).astype(np.int64),
            order.get_indexer(pd.Index(self.ties["target"], dtype=object)).astype(np.int64),
        )

    @cached_property
    def _adjacency(self) -> sparse.csr_array:
        rows, columns = self.ends
        strength = self.ties["strength"].to_numpy(dtype=float)
        if not self.directed:
            rows, columns = np.concatenate([rows, columns]), np.concatenate([columns, rows])
            strength = np.concatenate([strength, strength])
        size = (self.n_nodes, self.n_nodes)
        return sparse.coo_array((strength, (rows, columns)), shape=size).tocsr()

    def adjacency(self) -> sparse.csr_array:
        """Matrix of strengths, rows and columns in the order of ``ids``; symmetric when undirected.

        Returns
        -------
        csr_array of shape (n_nodes, n_nodes)
            A copy that may be changed.
        """
        return self._adjacency.copy()

    def to_networkx(self) -> nx.Graph:
        """Hand the network over to networkx.

        Returns
        -------
        Graph or DiGraph
            Edges carry ``strength``, ``distance`` and ``weight`` (= strength). Give ``distance`` to functions that
            look for short paths and ``weight`` to those that look for closeness.
        """
        import networkx as nx  # noqa: PLC0415 - heavy, and only wanted for the hand-over

        graph = nx.DiGraph() if self.directed else nx.Graph()
        for name, values in zip(self.ids, self.nodes.to_dict("records"), strict=True):
            graph.add_node(name, **{str(key): value for key, value in values.items()})
        columns = (self.ties["source"], self.ties["target"], self.ties["strength"], self.ties["distance"])
        for source, target, strength, distance in zip(*columns, strict=True):
            graph.add_edge(source, target, strength=strength, distance=distance, weight=strength)
        return graph

    def to_igraph(self) -> igraph.Graph:
        """Hand the network over to igraph.

        Returns
        -------
        igraph.Graph
            Vertices in the order of ``ids`` with ``name``; edges in the order of ``ties`` with ``strength`` and
            ``distance``.
        """
        return self._igraph.copy()

    @cached_property
    def _igraph(self) -> igraph.Graph:
        import igraph  # noqa: PLC0415 - heavy

        graph = igraph.Graph(n=self.n_nodes, directed=self.directed)
        graph.add_edges(np.column_stack(self.ends))  # five times faster than handing them to the constructor
        graph.vs["name"] = list(self.ids)
        graph.es["strength"] = self.ties["strength"].tolist()
        graph.es["distance"] = self.ties["distance"].tolist()
        return graph

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change when a stakeholder, an attribute or a tie changes."""
        digest = hashlib.sha256(b"directed" if self.directed else b"undirected")
        digest.update("\n".join(self.ids).encode())
        digest.update(np.column_stack(self.ends).astype("<i8").tobytes())
        layers = self.ties["layers"].tolist()
        texts = {entry: str(entry) for entry in set(layers)}
        digest.update("\n".join([texts[entry] for entry in layers]).encode())
        digest.update(self.ties["strength"].to_numpy(dtype="<f8").tobytes())
        for name in sorted(map(str, self.nodes.columns)):
            digest.update(f"{name}={self.nodes[name].tolist()!r}".encode())
        return digest.hexdigest()[:16]

    def subnetwork(self, ids: Any) -> Network:
        """Keep only the given stakeholders and the ties among them.

        Parameters
        ----------
        ids
            Ids to keep; unknown ones are ignored.

        Returns
        -------
        Network
            Attributes and ties unchanged; itself when all are kept.
        """
        keep = set(ids)
        if keep.issuperset(self.ids):
            return self
        nodes = self.nodes[self.nodes.index.isin(keep)]
        inside = self.ties["source"].isin(keep) & self.ties["target"].isin(keep)
        return Network(tuple(nodes.index), nodes, self.ties[inside].reset_index(drop=True), self.directed)


def _clean_ties(ties: pd.DataFrame, *, directed: bool) -> tuple[pd.DataFrame, Cleaning]:
    missing = {"source", "target"} - set(ties.columns)
    if missing:
        msg = (
            f"The 'ties' of a network need the columns 'source' and 'target'. "
            f"Missing: {', '.join(sorted(missing))}; found: {', '.join(map(str, ties.columns)) or 'none'}."
        )
        raise ParameterError(msg)
    source, target = _ids(ties["source"]), _ids(ties["target"])
    strength = _strengths(ties)
    empty = (source == "") | (target == "")
    loop = ~empty & (source == target)
    keep = ~(empty | loop)
    source, target, strength = source[keep], target[keep], strength[keep]
    if not directed:
        swap = source > target
        source, target = np.where(swap, target, source), np.where(swap, source, target)
    merged, order, starts = _merged(source, target, strength)
    for column in ("layers", "evidence"):
        if column in ties.columns:
            values = ties[column].to_numpy(dtype=object)[keep][order].tolist()
            united = [_union(values[start:end]) for start, end in _slices(starts, len(order))]
        else:
            united = [()] * len(merged)
        merged[column] = pd.Series(united, dtype=object)
    newest: list[str | None] = [None] * len(merged)
    if "last" in ties.columns:
        dates = [date if isinstance(date, str) else "" for date in ties["last"].to_numpy(dtype=object)[keep][order]]
        newest = [max(dates[start:end]) or None for start, end in _slices(starts, len(order))]  # ISO text sorts as time
    merged["last"] = pd.Series(newest, dtype=object)
    cleaning = Cleaning(int(empty.sum()), int(loop.sum()), len(order) - len(merged))
    return merged[list(TIE_COLUMNS)], cleaning


def _merged(
    source: np.ndarray, target: np.ndarray, strength: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Pairs in order with their strengths added, the order of the rows, and where each pair starts in it."""
    codes, names = pd.factorize(np.concatenate([source, target]), sort=True)
    keys = codes[: len(source)].astype(np.int64) * len(names) + codes[len(source) :]
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    one, other = np.divmod(keys[order][starts], max(len(names), 1))
    names = np.asarray(names, dtype=object)
    total = np.add.reduceat(strength[order], starts) if len(starts) else strength[:0]
    merged = pd.DataFrame({"source": names[one], "target": names[other], "strength": total, "distance": 1.0 / total})
    return merged.astype({"source": object, "target": object}), order, starts


def _slices(starts: np.ndarray, length: int) -> Iterator[tuple[int, int]]:
    return zip(starts.tolist(), [*starts[1:].tolist(), length] if len(starts) else [], strict=True)


def _union(values: list[Iterable[str]]) -> tuple[str, ...]:
    """Sorted union of what parallel ties say."""
    if len(values) == 1 and isinstance(values[0], tuple) and len(values[0]) == 1:
        return values[0]
    return tuple(sorted(set(chain.from_iterable(values))))


def _ids(values: pd.Series) -> np.ndarray:
    text = values.astype(object).where(values.notna(), "").map(str).str.strip()
    return text.to_numpy(dtype=object)


def _strengths(ties: pd.DataFrame) -> np.ndarray:
    if "strength" not in ties.columns:
        return np.ones(len(ties))
    strength = pd.to_numeric(ties["strength"], errors="coerce").to_numpy(dtype=float)
    wrong = ~(np.isfinite(strength) & (strength > 0))
    if wrong.any():
        where = int(np.flatnonzero(wrong)[0])
        msg = (
            f"The 'strength' of a tie must be a positive number (larger is closer). "
            f"Got {ties['strength'].iloc[where]!r} in row {where} instead."
        )
        raise ParameterError(msg)
    return strength


def _node_table(ties: pd.DataFrame, nodes: pd.DataFrame | None) -> pd.DataFrame:
    ends = pd.unique(pd.concat([ties["source"], ties["target"]], ignore_index=True).astype(object))
    if nodes is None:
        return pd.DataFrame(index=pd.Index(sorted(ends), dtype=object, name="id"))
    if "id" not in nodes.columns:
        msg = f"The 'nodes' of a network need the column 'id'. Found: {', '.join(map(str, nodes.columns)) or 'none'}."
        raise ParameterError(msg)
    ids = _ids(nodes["id"])
    table = nodes.drop(columns="id").set_axis(pd.Index(ids, dtype=object, name="id"))
    table = table[table.index != ""]
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        msg = f"The ids of 'nodes' must be different. {twice!r} occurs more than once."
        raise ParameterError(msg)
    every = pd.Index(sorted(set(table.index) | set(ends)), dtype=object, name="id")
    return table.reindex(every)
