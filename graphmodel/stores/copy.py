"""Carry a whole graph from one store to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.errors import StoreError
from graphmodel.schema import LABELS, TYPES
from graphmodel.stores.base import Counts
from graphmodel.stores.messages import store_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel.stores.base import GraphStore

__all__ = ["copy_store"]


def copy_store(
    origin: GraphStore,
    target: GraphStore,
    *,
    replace: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Counts:
    """Carry everything, bookkeeping included, into another store, in one transaction.

    Parameters
    ----------
    origin
        Store that is read.
    target
        Store that is filled, whole or not at all.
    replace
        Whether what the target holds is deleted in the same step; otherwise it must be empty.
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
    if not replace and any(target.counts().values()):
        raise store_error(StoreError, "holds_graph", url=target.url)
    total, steps = Counts(), len(LABELS) + len(TYPES)
    with target.transaction():
        for label in LABELS if replace else ():
            target.delete_nodes(label, [row["id"] for row in target.read_nodes(label)])
        for step, name in enumerate((*LABELS, *TYPES)):
            if progress:
                progress(name, step, steps)
            if name in LABELS:
                total += target.upsert_nodes(name, origin.read_nodes(name))
            else:
                total += target.upsert_relationships(name, origin.read_relationships(name))
    return total
