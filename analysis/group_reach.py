"""Group reach: how far the contacts of a stakeholder spread over groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis._contacts import contacts
from analysis._groups import grouping
from analysis._tables import finish, run_record

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["group_reach"]


def group_reach(network: Network, *, group: Any) -> pd.DataFrame:
    """Say how many contacts are inside the own group and outside, and how they spread over the groups.

    Parameters
    ----------
    network
        Stakeholders and ties; direction and strength are set aside.
    group
        Attribute of the network, or mapping from id to group. Contacts of unknown group are counted apart.

    Returns
    -------
    DataFrame of shape (n_nodes, 8), sorted by ``id``
        ``id``, ``group`` (missing where unknown).
        ``internal``, ``external`` : float, contacts in the own group and in others; NaN where the own is unknown.
        ``unknown`` : int, contacts whose group is not on record.
        ``groups_reached`` : int, number of groups other than the own among the contacts.
        ``participation`` : float, 0 to 1 - 1/groups: 1 - sum over groups s of (k_is / k_i)^2; NaN without a contact of
        known group.
        ``within_group_z`` : float, (k_in - mean) / standard deviation of the group's internal contacts (divided by n);
        NaN where all in the group have the same number.

    Raises
    ------
    ParameterError
        `group` is neither an attribute nor a mapping.

    Notes
    -----
    Two contacts in two groups already give a participation of .5. Do not use it with communities found in the same
    ties without looking at their stability.

    References
    ----------
    Guimerà and Amaral (2005), https://doi.org/10.1038/nature03288.

    Examples
    --------
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> table = group_reach(Network.from_frames(ties), group={"a": "x", "b": "x", "c": "y"})
    >>> print(table[["id", "internal", "external", "participation"]].to_string(index=False))
    id  internal  external  participation
     a       1.0       1.0            0.5
     b       1.0       0.0            0.0
     c       0.0       1.0            0.0
    """
    groups = grouping(network, group, caller="group_reach")
    known = contacts(network)
    size, n_groups = network.n_nodes, len(groups.labels)
    placed = np.flatnonzero(groups.known)
    one_hot = sparse.csr_array((np.ones(len(placed)), (placed, groups.codes[placed])), shape=(size, n_groups))
    by_group = (known.pattern @ one_hot).toarray()
    total = by_group.sum(axis=1)
    internal = np.full(size, np.nan)
    internal[placed] = by_group[placed, groups.codes[placed]]
    reached = (by_group > 0).sum(axis=1) - np.nan_to_num(internal > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        participation = np.where(total > 0, 1.0 - ((by_group / total[:, None]) ** 2).sum(axis=1), np.nan)
    table = pd.DataFrame(
        {
            "id": np.array(network.ids, dtype=object),
            "group": groups.names(),
            "internal": internal,
            "external": total - internal,
            "unknown": known.degree - total.astype(np.int64),
            "groups_reached": reached.astype(np.int64),
            "participation": participation,
            "within_group_z": _within_z(internal, groups.codes, n_groups),
        }
    )
    return finish(table, run_record("group_reach", network, group=group))


def _within_z(internal: np.ndarray, codes: np.ndarray, n_groups: int) -> np.ndarray:
    z = np.full(len(codes), np.nan)
    for code in range(n_groups):
        members = codes == code
        values = internal[members]
        spread = values.std()
        if spread > 0:
            z[members] = (values - values.mean()) / spread
    return z
