"""Brokerage: in which roles a stakeholder stands between two others, by the groups of all three."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis._contacts import contacts
from analysis._groups import UNKNOWN, grouping
from analysis._tables import finish, run_record

if TYPE_CHECKING:
    from analysis._groups import Grouping
    from graphmodel import Network

__all__ = ["ROLES", "brokerage"]

ROLES = ("coordinator", "consultant", "representative", "gatekeeper", "liaison")


def brokerage(network: Network, *, group: Any) -> pd.DataFrame:
    """Count the open two-paths through each stakeholder by the role it plays between groups.

    A path a - b - c is open when a and c have no tie. Roles of b: coordinator (all three in one group), consultant
    (a and c in one, b in another), representative (a and b in one), gatekeeper (b and c in one), liaison (three
    groups).

    Parameters
    ----------
    network
        Stakeholders and ties; strengths are not used.
    group
        Attribute of the network, or mapping from id to group. Stakeholders whose group is unknown are left out of
        all paths, and of the expectation.

    Returns
    -------
    DataFrame of shape (n_nodes, 26), sorted by ``id``
        ``id``, ``group`` (missing where unknown), then the counts ``coordinator``, ``consultant``, ``representative``,
        ``gatekeeper``, ``liaison``, ``total``, and for each of the six ``…_expected``, ``…_sd`` and ``…_z``.
        All NaN where the group is unknown; ``…_z`` is NaN where the standard deviation is 0.

    Raises
    ------
    ParameterError
        `group` is neither an attribute nor a mapping.

    Notes
    -----
    Directed: ordered paths a -> b -> c without a -> c. Undirected: unordered pairs, where representative and gatekeeper
    are one role, shown in ``gatekeeper``, with ``representative`` NaN. Expectation and variance hold the groups and the
    density d and place the ties at random: each path has p = d^2 (1 - d), and two paths that share an end share a tie,
    which adds d^3 (1 - d)^3 per ordered pair of such paths. In the undirected case these are the pairs of unordered
    paths; the directed formula would be too large there. Cost: every triangle once, O(m^1.5).

    Raw counts follow the number of ties; read ``…_z`` with them.

    References
    ----------
    Gould and Fernandez (1989), Structures of mediation, https://doi.org/10.2307/270949.

    Examples
    --------
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> table = brokerage(Network.from_frames(ties), group={"a": "club", "b": "club", "c": "office"})
    >>> print(table[["id", "group", "coordinator", "gatekeeper", "total"]].to_string(index=False))
    id  group  coordinator  gatekeeper  total
     a   club          0.0         0.0    0.0
     b   club          0.0         1.0    1.0
     c office          0.0         0.0    0.0
    """
    groups = grouping(network, group, caller="brokerage")
    known = np.flatnonzero(groups.known)
    codes = groups.codes[known]
    matrix = network.adjacency()[known][:, known].tocsr()
    matrix.data[:] = 1.0
    closed = {role: values[known] for role, values in _closed(network, groups.codes).items()}
    counts = _counts(matrix, codes, len(groups.labels), closed, directed=network.directed)
    density = _density(matrix)
    moments = _directed_moments if network.directed else _undirected_moments
    expected, variance = moments(groups, density)
    columns: dict[str, Any] = {"id": np.array(network.ids, dtype=object), "group": groups.names()}
    for role, values in counts.items():
        columns[role] = _spread(values, known, network.n_nodes)
    for role, values in counts.items():
        mean, sd = expected[role][codes], np.sqrt(variance[role][codes])
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.where(sd > 0, (values - mean) / sd, np.nan)
        for suffix, entries in (("expected", mean), ("sd", sd), ("z", z)):
            columns[f"{role}_{suffix}"] = _spread(entries, known, network.n_nodes)
    return finish(pd.DataFrame(columns), run_record("brokerage", network, group=group))


def _spread(values: np.ndarray, known: np.ndarray, size: int) -> np.ndarray:
    full = np.full(size, np.nan)
    full[known] = values
    return full


def _density(matrix: sparse.csr_array) -> float:
    size = matrix.shape[0]
    return float(matrix.nnz / (size * (size - 1))) if size > 1 else 0.0


def _counts(
    matrix: sparse.csr_array, codes: np.ndarray, n_groups: int, closed: dict[str, np.ndarray], *, directed: bool
) -> dict[str, np.ndarray]:
    """All two-paths by role from the groups of the contacts, minus those that lead back and those that are closed."""
    size = matrix.shape[0]
    one_hot = sparse.csr_array((np.ones(size), (np.arange(size), codes)), shape=(size, n_groups))
    out_by = (matrix @ one_hot).toarray()
    into_by = (matrix.T @ one_hot).toarray() if directed else out_by
    both = matrix.multiply(matrix.T).tocsr() if directed else matrix
    back_by = (both @ one_hot).toarray()
    own = (np.arange(size), codes)
    into, out, back = into_by.sum(axis=1), out_by.sum(axis=1), back_by.sum(axis=1)
    into_own, out_own, back_own = into_by[own], out_by[own], back_by[own]
    same_ends = (into_by * out_by).sum(axis=1)
    paths = {
        "coordinator": into_own * out_own - back_own,
        "consultant": same_ends - into_own * out_own - (back - back_own),
        "representative": into_own * (out - out_own),
        "gatekeeper": (into - into_own) * out_own,
        "liaison": into * out - same_ends - into_own * (out - out_own) - (into - into_own) * out_own,
    }
    counts = {role: paths[role] - closed[role] for role in ROLES}
    if not directed:
        counts = {role: values / 2 for role, values in counts.items()}
        counts["gatekeeper"] = counts["gatekeeper"] * 2
        total = counts["coordinator"] + counts["consultant"] + counts["gatekeeper"] + counts["liaison"]
        counts["representative"] = np.full(size, np.nan)
        return {**counts, "total": total}
    return {**counts, "total": np.sum([counts[role] for role in ROLES], axis=0)}


def _closed(network: Network, codes: np.ndarray) -> dict[str, np.ndarray]:
    """Two-paths a -> b -> c with a -> c, counted at b by role: every triangle, read in all six orders."""
    corners, pairs = contacts(network).triangles
    inside = (codes[corners] != UNKNOWN).all(axis=1)
    corners, pairs = corners[inside], pairs[inside]
    group, ties = codes[corners], _ties_both_ways(network, corners, pairs)
    found = np.zeros(len(ROLES) * network.n_nodes)
    for a, b, c in permutations(range(3)):
        closed = ties[a, b] & ties[b, c] & ties[a, c]
        one, own, other = group[closed, a], group[closed, b], group[closed, c]
        role = np.select(
            [(one == own) & (own == other), one == other, one == own, own == other],
            [ROLES.index(name) for name in ("coordinator", "consultant", "representative", "gatekeeper")],
            ROLES.index("liaison"),
        )
        found += np.bincount(role * network.n_nodes + corners[closed, b], minlength=len(found))
    return dict(zip(ROLES, found.reshape(len(ROLES), -1), strict=True))


def _ties_both_ways(network: Network, corners: np.ndarray, pairs: np.ndarray) -> dict[tuple[int, int], np.ndarray]:
    """Whether there is a tie from one corner of each triangle to another; always, when undirected."""
    if not network.directed:
        return dict.fromkeys(permutations(range(3), 2), np.ones(len(corners), dtype=bool))
    one, other = contacts(network).ends
    size, (source, target) = network.n_nodes, network.ends
    there, back = (np.isin(pair, source * size + target) for pair in (one * size + other, other * size + one))
    ties = {}
    for place, (a, b) in enumerate(combinations(range(3), 2)):
        rising, pair = corners[:, a] < corners[:, b], pairs[:, place]
        ties[a, b] = np.where(rising, there[pair], back[pair])
        ties[b, a] = np.where(rising, back[pair], there[pair])
    return ties


def _directed_moments(groups: Grouping, d: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Expectation and variance per group of the broker, ordered paths."""
    n, total = groups.sizes.astype(float), float(groups.sizes.sum())
    rest = total - n
    pairs = {
        "coordinator": (n - 1) * (n - 2),
        "consultant": (n * (n - 1)).sum() - n * (n - 1),
        "representative": rest * (n - 1),
        "gatekeeper": rest * (n - 1),
        "liaison": rest * rest - ((n * n).sum() - n * n),
        "total": np.full(len(n), (total - 1) * (total - 2)),
    }
    third = (n * (n - 1) * (n - 2)).sum() - n * (n - 1) * (n - 2)
    border = (n - 1) * rest * (rest - 1) + rest * (n - 1) * (n - 2)
    overlaps = {
        "coordinator": 2 * (n - 1) * (n - 2) * (n - 3),
        "consultant": 2 * third,
        "representative": border,
        "gatekeeper": border,
        "liaison": 2 * _liaison_overlaps(n, total),
        "total": np.full(len(n), 2 * (total - 1) * (total - 2) * (total - 3)),
    }
    return _moments(pairs, overlaps, d)


def _undirected_moments(groups: Grouping, d: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Expectation and variance per group of the broker, unordered pairs of ends."""
    n, total = groups.sizes.astype(float), float(groups.sizes.sum())
    rest = total - n
    nothing = np.full(len(n), np.nan)
    pairs = {
        "coordinator": (n - 1) * (n - 2) / 2,
        "consultant": ((n * (n - 1)).sum() - n * (n - 1)) / 2,
        "representative": nothing,
        "gatekeeper": rest * (n - 1),
        "liaison": (rest * rest - ((n * n).sum() - n * n)) / 2,
        "total": np.full(len(n), (total - 1) * (total - 2) / 2),
    }
    overlaps = {
        "coordinator": (n - 1) * (n - 2) * (n - 3),
        "consultant": (n * (n - 1) * (n - 2)).sum() - n * (n - 1) * (n - 2),
        "representative": nothing,
        "gatekeeper": (n - 1) * rest * (rest - 1) + rest * (n - 1) * (n - 2),
        "liaison": _liaison_overlaps(n, total),
        "total": np.full(len(n), (total - 1) * (total - 2) * (total - 3)),
    }
    return _moments(pairs, overlaps, d)


def _liaison_overlaps(n: np.ndarray, total: float) -> np.ndarray:
    """Ordered pairs of liaison paths with one end in common: sum over groups g of n_g R (R - 1), R the third groups."""
    third = total - n[:, None] - n[None, :]
    terms = n[None, :] * third * (third - 1)
    np.fill_diagonal(terms, 0.0)
    return np.asarray(terms.sum(axis=1))


def _moments(
    pairs: dict[str, np.ndarray], overlaps: dict[str, np.ndarray], d: float
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    p, shared = d * d * (1 - d), (d * (1 - d)) ** 3
    expected = {role: count * p for role, count in pairs.items()}
    variance = {role: expected[role] * (1 - p) + np.maximum(overlaps[role], 0.0) * shared for role in pairs}
    return expected, {role: np.maximum(values, 0.0) for role, values in variance.items()}
