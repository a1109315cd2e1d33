"""Carry a whole graph from one store to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.errors import StoreError
from graphmodel.schema import LABELS, TYPES
from graphmodel.stores.base import Counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel.stores.base import GraphStore

__all__ = ["copy_store"]


def copy_store(
    origin: GraphStore, target: GraphStore, *, progress: Callable[[str, int, int], None] | None = None
) -> Counts:
    """Carry everything, bookkeeping included, into an empty store.

    Parameters
    ----------
    origin
        Store that is read.
    target
        Store that is filled, whole or not at all.
    progress
        Called with the kind of thing, how many kinds are done, and how many there are.

    Returns
    -------
    Counts
        Everything is ``created``.

    Raises
    ------
    StoreError
        The target holds something already; it was not touched.
    """
    target.ensure_schema()
    if any(target.counts().values()):
        msg = f"{target.url} holds a graph already. Copy into an empty store, so that nothing is mixed or overwritten."
        raise StoreError(msg)
    total, steps = Counts(), len(LABELS) + len(TYPES)
    with target.transaction():
        for step, name in enumerate((*LABELS, *TYPES)):
            if progress:
                progress(name, step, steps)
            if name in LABELS:
                total += target.upsert_nodes(name, origin.read_nodes(name))
            else:
                total += target.upsert_relationships(name, origin.read_relationships(name))
    return total
