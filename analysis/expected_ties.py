"""Expected ties: how likely a tie between two would be by chance, given how many ties they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._groups import grouping
from analysis._maximum_entropy import directed_chances, undirected_chances
from analysis._tables import finish, run_record

if TYPE_CHECKING:
    from analysis._groups import Grouping
    from graphmodel import Network

__all__ = ["expected_ties"]


def expected_ties(network: Network, *, group: Any = None) -> pd.DataFrame:
    """Give for every pair the number of ties that three kinds of chance would put there.

    Parameters
    ----------
    network
        Stakeholders and ties; strengths are not used.
    group
        Attribute of the network, or mapping from id to group, for ``block_model``; None: not asked for.

    Returns
    -------
    DataFrame, one row per pair, sorted by ``source``, ``target``
        ``source``, ``target`` : ids; undirected: source < target, directed: every ordered pair.
        ``observed`` : int, 1 when there is a tie.
        ``configuration`` : float, k_i k_j / (2m - 1); directed k_i^out k_j^in / m.
        ``block_model`` : float, degree-corrected, given the groups: k_i k_j m_rs / (K_r K_s), where m_rs counts tie
        ends, twice inside a group; NaN without `group` and where a group is unknown or has no tie.
        ``maximum_entropy`` : float, 0 to 1, chance that keeps every number of ties on average.

    Raises
    ------
    ParameterError
        `group` is neither an attribute nor a mapping.

    Notes
    -----
    The first two are expected numbers and can exceed 1 in dense networks, where only ``maximum_entropy`` is a chance.
    Stakeholders of unknown group take no part in ``block_model``. Cost O(n^2).

    References
    ----------
    Karrer and Newman (2011), https://doi.org/10.1103/PhysRevE.83.016107. Squartini and Garlaschelli (2011),
    https://doi.org/10.1088/1367-2630/13/8/083001.

    Examples
    --------
    >>> from graphmodel import Network
    >>> table = expected_ties(Network.from_frames(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})))
    >>> print(table[["source", "target", "observed", "maximum_entropy"]].to_string(index=False))
    source target  observed  maximum_entropy
         a      b         1              1.0
         a      c         0              0.0
         b      c         1              1.0
    """
    matrix = network.adjacency()
    matrix.data[:] = 1.0
    tied = matrix.toarray()
    out, into = tied.sum(axis=1), tied.sum(axis=0)
    if network.directed:
        first, second = np.nonzero(~np.eye(network.n_nodes, dtype=bool))
        by_chance, entropy = out[first] * into[second] / max(out.sum(), 1.0), directed_chances(out, into)
    else:
        first, second = np.triu_indices(network.n_nodes, k=1)
        by_chance, entropy = out[first] * out[second] / max(out.sum() - 1.0, 1.0), undirected_chances(out)
    ids = np.array(network.ids, dtype=object)
    blocks = np.full(len(first), np.nan)
    if group is not None:
        blocks = _blocks(tied, grouping(network, group, caller="expected_ties"), first, second)
    table = pd.DataFrame(
        {
            "source": ids[first],
            "target": ids[second],
            "observed": tied[first, second].astype(np.int64),
            "configuration": by_chance,
            "block_model": blocks,
            "maximum_entropy": entropy[first, second],
        }
    )
    return finish(table, run_record("expected_ties", network, group=group))


def _blocks(tied: np.ndarray, groups: Grouping, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Expected ties of the degree-corrected block model; undirected ties stand in the matrix twice."""
    known = groups.known
    member = np.zeros((len(known), len(groups.labels)))
    member[known, groups.codes[known]] = 1.0
    inside = tied * np.outer(known, known)
    out, into = inside.sum(axis=1), inside.sum(axis=0)
    between = member.T @ inside @ member
    sums_out, sums_in = member.T @ out, member.T @ into
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = between / np.outer(sums_out, sums_in)
    expected = out[first] * into[second] * rate[groups.codes[first], groups.codes[second]]
    return np.where(known[first] & known[second], expected, np.nan)
