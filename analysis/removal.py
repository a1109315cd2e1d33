"""Removal: what falls apart when a stakeholder leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._cohesion import cohesion
from analysis._contacts import contacts
from analysis._tables import finish, run_record

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["removal"]


def removal(network: Network) -> pd.DataFrame:
    """Say for each stakeholder what the network loses without it.

    Parameters
    ----------
    network
        Stakeholders and ties; direction and strength are set aside.

    Returns
    -------
    DataFrame of shape (n_nodes, 9), sorted by ``id``
        ``id``.
        ``is_cutpoint`` : bool, whether its component falls into several parts.
        ``n_parts`` : int, number of these parts, 0 for isolates.
        ``largest_part`` : int, stakeholders in the largest of them.
        ``cut_off`` : int, stakeholders in the other parts.
        ``isolated`` : int, contacts that have no other contact.
        ``pairs_lost`` : int, pairs of others that were connected and are not any more.
        ``fragmentation`` : float, 0 to 1, share of pairs of all others that are not connected without it; NaN below
        three stakeholders.
        ``fragmentation_before`` : float, the same share now, with all stakeholders; NaN below two.

    Notes
    -----
    One pass over the tree of blocks and cutpoints, O(n + m). In dense networks nobody is a cutpoint: then no single
    point of failure was found, which is a result.

    References
    ----------
    Borgatti (2006), Identifying sets of key players, https://doi.org/10.1007/s10588-006-7084-x.

    Examples
    --------
    >>> from graphmodel import Network
    >>> network = Network.from_frames(pd.DataFrame({"source": ["a", "b", "b"], "target": ["b", "c", "d"]}))
    >>> print(removal(network)[["id", "n_parts", "cut_off", "isolated", "pairs_lost"]].to_string(index=False))
    id  n_parts  cut_off  isolated  pairs_lost
     a        1        0         0           0
     b        3        2         3           3
     c        1        0         0           0
     d        1        0         0           0
    """
    known = contacts(network)
    held = cohesion(known)
    size = held.component_size
    n = network.n_nodes
    connected = float((size - 1).sum() / 2)
    lone = (known.degree == 1).astype(float)
    before = 1.0 - connected / (n * (n - 1) / 2) if n > 1 else float("nan")
    table = pd.DataFrame(
        {
            "id": np.array(network.ids, dtype=object),
            "is_cutpoint": held.is_cutpoint,
            "n_parts": held.n_parts,
            "largest_part": held.largest_part,
            "cut_off": size - 1 - held.largest_part,
            "isolated": (known.pattern @ lone).astype(np.int64),
            "pairs_lost": np.rint(connected - (size - 1) - held.connected_pairs).astype(np.int64),
            "fragmentation": held.fragmentation(),
            "fragmentation_before": np.full(n, before),
        }
    )
    return finish(table, run_record("removal", network))
