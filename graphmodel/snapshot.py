"""Snapshot: everything the store knows at one time, as tables that do not change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from graphmodel.dates import last_day
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES, label_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Snapshot"]

_BEGINS = {"Meeting": "date_start", "Deployment": "date_start"}


class _Readable(Protocol):
    def read_nodes(self, label: str) -> list[dict[str, Any]]: ...
    def read_relationships(self, type_: str) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything known, or what held at the end of a date.

    Attributes
    ----------
    as_of
        ISO date of any precision, or None for everything. Meetings, deployments and ties that began later, or
        whose date is not exact enough to say, are left out; ties that ended before are left out; what has no date
        stays in.
    """

    _nodes: Mapping[str, pd.DataFrame]
    _relationships: Mapping[str, pd.DataFrame]
    as_of: str | None = None

    @classmethod
    def read(cls, store: _Readable, *, as_of: str | None = None) -> Snapshot:
        """Read a store.

        Parameters
        ----------
        store
            Anything with ``read_nodes`` and ``read_relationships``.
        as_of
            See the class.

        Returns
        -------
        Snapshot
        """
        nodes = {label: _node_frame(label, store.read_nodes(label)) for label in DOMAIN_LABELS}
        relationships = {name: _relationship_frame(name, store.read_relationships(name)) for name in TYPES}
        snapshot = cls(nodes, relationships)
        return snapshot if as_of is None else snapshot.at(as_of)

    @classmethod
    def from_rows(
        cls,
        nodes: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
        relationships: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    ) -> Snapshot:
        """Build a snapshot without a store.

        Parameters
        ----------
        nodes
            Label to rows with ``id`` and properties.
        relationships
            Type to rows with ``source``, ``target``, optional ``key`` and properties.

        Returns
        -------
        Snapshot

        Raises
        ------
        SchemaError
            A label, type, property or value does not fit the schema.

        Examples
        --------
        >>> snapshot = Snapshot.from_rows({"Actor": [{"id": "act-b", "name": "B"}, {"id": "act-a", "name": "A"}]})
        >>> snapshot.nodes("Actor")["name"].tolist()
        ['A', 'B']
        """
        given_nodes = {
            (kind := label_of(label)).name: [kind.checked(row) for row in rows] for label, rows in (nodes or {}).items()
        }
        given_ties = {
            (type_ := type_of(name)).name: [type_.checked(row) for row in rows]
            for name, rows in (relationships or {}).items()
        }
        return cls(
            {label: _node_frame(label, given_nodes.get(label, [])) for label in DOMAIN_LABELS},
            {name: _relationship_frame(name, given_ties.get(name, [])) for name in TYPES},
        )

    def nodes(self, label: str) -> pd.DataFrame:
        """Nodes of one kind, by id.

        Parameters
        ----------
        label
            A label of the schema.

        Returns
        -------
        DataFrame
            A column for every property of the label; missing text and lists are None, missing numbers NaN.

        Raises
        ------
        SchemaError
            The schema has no such label.
        """
        frame = self._nodes.get(label_of(label).name)
        return _node_frame(label, []) if frame is None else frame.copy(deep=False)

    def relationships(self, type_: str) -> pd.DataFrame:
        """Relationships of one kind, by source, target and key.

        Parameters
        ----------
        type_
            A relationship type of the schema.

        Returns
        -------
        DataFrame
            A column for every property of the type, as for nodes.

        Raises
        ------
        SchemaError
            The schema has no such type.
        """
        return self._relationships[type_of(type_).name].copy(deep=False)

    def __repr__(self) -> str:
        n_nodes = sum(map(len, self._nodes.values()))
        n_relationships = sum(map(len, self._relationships.values()))
        when = f", as of {self.as_of}" if self.as_of else ""
        return f"Snapshot({n_nodes} nodes, {n_relationships} relationships{when})"

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change when anything known changes; the same on every store."""
        digest = hashlib.sha256()
        for name, frame in (*self._nodes.items(), *self._relationships.items()):
            digest.update(f"\x1c{name}:{len(frame)}".encode())
            for column in frame.columns:
                if not frame[column].notna().any():  # so that a schema that grows changes nothing
                    continue
                digest.update(f"\x1d{column}".encode())
                digest.update(_bytes(frame[column]))
        return digest.hexdigest()[:16]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of every node by its id; the id where there is no name."""
        found: dict[str, str] = {}
        for label in reversed(DOMAIN_LABELS):
            frame = self._nodes[label]
            found.update(zip(frame["id"], frame["name"].where(frame["name"].notna(), frame["id"]), strict=True))
        return found

    def at(self, as_of: str) -> Snapshot:
        """What held at the end of a date.

        Parameters
        ----------
        as_of
            ISO date of any precision.

        Returns
        -------
        Snapshot
        """
        end = last_day(as_of).isoformat()
        nodes = dict(self._nodes)
        gone: set[str] = set()
        for label, column in _BEGINS.items():
            frame = nodes[label]
            keep = _begun(frame[column], end)
            gone |= set(frame.loc[~keep, "id"])
            nodes[label] = frame[keep].reset_index(drop=True)
        relationships = {}
        for name, frame in self._relationships.items():
            keep = _begun(frame["since"], end) & ~_ended(frame["until"], end)
            keep &= ~(frame["source"].isin(gone) | frame["target"].isin(gone))
            relationships[name] = frame[keep].reset_index(drop=True)
        return Snapshot(nodes, relationships, as_of)


def _begun(dates: pd.Series, end: str) -> pd.Series:
    return dates.map(lambda text: text is None or last_day(text).isoformat() <= end).astype(bool)


def _ended(dates: pd.Series, end: str) -> pd.Series:
    return dates.map(lambda text: text is not None and last_day(text).isoformat() < end).astype(bool)


def _node_frame(label: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return _frame(LABELS[label].properties, rows, ["id"])


def _relationship_frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return _frame(TYPES[name].properties, rows, ["source", "target", "key"])


def _frame(kinds: Mapping[str, str], rows: list[dict[str, Any]], order: list[str]) -> pd.DataFrame:
    rows = sorted(rows, key=lambda row: tuple(row[name] for name in order))
    columns: dict[str, Any] = {}
    for name, kind in kinds.items():
        values = [row.get(name) for row in rows]
        if kind in {"integer", "number"}:
            columns[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
        else:
            if kind == "texts":
                values = [None if value is None else tuple(value) for value in values]
            column = np.empty(len(values), dtype=object)
            column[:] = values
            columns[name] = pd.Series(column, dtype=object)  # else pandas makes NaN of None
    return pd.DataFrame(columns)


def _bytes(column: pd.Series) -> bytes:
    if column.dtype == float:
        return column.to_numpy(dtype="<f8").tobytes()
    parts = ("\x00" if v is None else "\x1f".join(("", *v)) if isinstance(v, tuple) else str(v) for v in column)
    return "\x1e".join(parts).encode("utf-8", "surrogatepass")
