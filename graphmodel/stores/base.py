"""The narrow interface that every store has, and what its calls return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from graphmodel.snapshot import Snapshot

__all__ = ["BATCH", "Counts", "GraphStore", "Row", "batches", "latest", "split"]

Row = Mapping[str, Any]
_Item = TypeVar("_Item")
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What an upsert did; the four add up to the different rows given.

    Attributes
    ----------
    created, updated, unchanged
        Rows that are new, that changed something, that changed nothing.
    dangling
        Relationship rows with an end that is not in the store; nothing was written for them.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    dangling: tuple[Row, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.dangling + other.dangling,
        )


@runtime_checkable
class GraphStore(Protocol):
    """A place where the graph lives; the same calls mean the same on every one."""

    @property
    def url(self) -> str:
        """Address of the store, without a password."""

    def ensure_schema(self) -> None:
        """Create constraints, or bring an older store up to date; calling it again changes nothing."""

    def upsert_nodes(self, label: str, rows: Iterable[Row]) -> Counts:
        """Create or change nodes.

        Parameters
        ----------
        label
            A label of the schema.
        rows
            ``id`` and properties; a partial row keeps the others, None removes one, the last of equal ids wins.

        Returns
        -------
        Counts

        Raises
        ------
        SchemaError
            A label, property or value does not fit the schema; nothing is written.
        """

    def upsert_relationships(self, type_: str, rows: Iterable[Row]) -> Counts:
        """Create or change relationships between known nodes.

        Parameters
        ----------
        type_
            A relationship type of the schema.
        rows
            ``source``, ``target``, ``key`` (default "") and properties, as for nodes.

        Returns
        -------
        Counts
            Rows with an unknown end are in ``dangling``; nothing is created for them.

        Raises
        ------
        SchemaError
            A type, property or value does not fit the schema; nothing is written.
        """

    def delete_nodes(self, label: str, ids: Iterable[str]) -> int:
        """Remove nodes with their relationships.

        Parameters
        ----------
        label
            A label of the schema.
        ids
            Unknown ids are ignored.

        Returns
        -------
        int
            How many nodes went.
        """

    def delete_relationships(self, type_: str, rows: Iterable[Row]) -> int:
        """Remove relationships.

        Parameters
        ----------
        type_
            A relationship type of the schema.
        rows
            ``source``, ``target``, ``key`` (default ""); unknown ones are ignored.

        Returns
        -------
        int
            How many relationships went.
        """

    def read_nodes(self, label: str, *, where: Mapping[str, Iterable[str]] | None = None) -> list[dict[str, Any]]:
        """Nodes by id, only with the properties they have.

        Parameters
        ----------
        label
            A label of the schema.
        where
            Property to allowed texts; None gives all nodes.

        Returns
        -------
        list of dict
        """

    def read_relationships(self, type_: str) -> list[dict[str, Any]]:
        """Relationships by source, target and key, only with the properties they have.

        Parameters
        ----------
        type_
            A relationship type of the schema.

        Returns
        -------
        list of dict
        """

    def counts(self) -> dict[str, int]:
        """Number of nodes per label and relationships per type of the network, bookkeeping left out.

        Returns
        -------
        dict
        """

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that happens inside whole, or nothing of it; may be nested.

        Returns
        -------
        context manager
        """

    def snapshot(self, as_of: str | None = None) -> Snapshot:
        """Everything known, or what held at the end of a date.

        Parameters
        ----------
        as_of
            ISO date of any precision; None gives everything.

        Returns
        -------
        Snapshot
        """

    def info(self) -> dict[str, Any]:
        """Kind of store, address, version, schema version.

        Returns
        -------
        dict
            ``kind``, ``url``, ``version``, ``schema`` and what only this kind of store has.
        """

    def check(self) -> list[str]:
        """Faults found in the store itself, one sentence each.

        Returns
        -------
        list of str
            Empty when it is sound.
        """

    def compact(self) -> None:
        """Write the store anew where that is in our hands, so that nothing deleted is left in its files."""

    def close(self) -> None:
        """Let go of files and connections."""


def latest(rows: Iterable[dict[str, Any]], key: tuple[str, ...]) -> list[dict[str, Any]]:
    """Merge rows of the same key, later values over earlier ones.

    Parameters
    ----------
    rows
        Checked rows.
    key
        Names that make up the identity.

    Returns
    -------
    list of dict
        One row per identity, in the order of first appearance.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        identity = tuple([row[name] for name in key])
        if identity in found:
            found[identity].update(row)
        else:
            found[identity] = row
    return list(found.values())


def batches(rows: list[_Item], size: int = BATCH) -> Iterable[list[_Item]]:
    """Cut a list into pieces of at most ``size``.

    Parameters
    ----------
    rows
        Any list.
    size
        Largest piece.

    Returns
    -------
    iterable of list
    """
    return (rows[start : start + size] for start in range(0, len(rows), size))


def split(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """Put the properties of a row apart from what identifies it.

    Parameters
    ----------
    row
        Checked row.
    keys
        Names that make up the identity.

    Returns
    -------
    dict
        The keys, and the rest under ``props``.
    """
    props = {name: value for name, value in row.items() if name not in keys}
    return {**{name: row[name] for name in keys}, "props": props}
