"""Isolates: stakeholders without any tie on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._contacts import contacts
from analysis._tables import finish, run_record

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["isolates"]


def isolates(network: Network) -> pd.DataFrame:
    """List stakeholders with no tie on record, and how much is known about them.

    Parameters
    ----------
    network
        Stakeholders and ties.

    Returns
    -------
    DataFrame, sorted by ``id``
        ``id``.
        ``known`` : int, attributes that are on record.
        ``unknown`` : int, attributes that are not.
        ``missing`` : tuple of text, names of these.
        ``share_unknown`` : float, 0 to 1; NaN when the network has no attributes.

    Notes
    -----
    No tie on record is not the same as no contact: often nobody recorded it.

    Examples
    --------
    >>> from graphmodel import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b", "c"], "kind": ["club", "office", None]})
    >>> network = Network.from_frames(pd.DataFrame({"source": ["a"], "target": ["b"]}), nodes)
    >>> print(isolates(network)[["id", "unknown", "missing"]].to_string(index=False))
    id  unknown missing
     c        1 (kind,)
    """
    alone = np.flatnonzero(contacts(network).degree == 0)
    attributes = network.nodes.iloc[alone]
    names = list(map(str, attributes.columns))
    empty = attributes.isna().to_numpy(dtype=bool) | (attributes.to_numpy(dtype=object) == "")
    count = empty.sum(axis=1).astype(np.int64)
    missing = [tuple(name for name, gone in zip(names, row, strict=True) if gone) for row in empty]
    table = pd.DataFrame(
        {
            "id": np.array(network.ids, dtype=object)[alone],
            "known": len(names) - count,
            "unknown": count,
            "missing": pd.Series(missing, dtype=object),
            "share_unknown": count / len(names) if names else np.full(len(alone), np.nan),
        }
    )
    return finish(table, run_record("isolates", network))
