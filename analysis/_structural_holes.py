"""Burt's structural holes: constraint, effective size and efficiency, by triangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analysis._contacts import Contacts

__all__ = ["structural_holes"]


def structural_holes(known: Contacts, *, weighted: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Measure how much the contacts of each stakeholder are in contact with each other.

    Parameters
    ----------
    known
        The contacts.
    weighted
        Whether strengths count, or only whether there is a tie (two when it goes both ways).

    Returns
    -------
    (constraint, effective_size, efficiency)
        In the order of the ids; NaN for isolates.

    Notes
    -----
    With a' the strengths in both directions added, p_iq = a'_iq / sum_k a'_ik and m_jq = a'_jq / max_k a'_jk:
    constraint = sum over contacts j of (p_ij + sum_q p_iq p_qj)^2, effective size = sum over contacts j of
    (1 - sum_q p_iq m_jq), efficiency = effective size / number of contacts. The inner sums run over triangles only,
    which are listed once: cost O(m^1.5).
    """
    size, degree = known.n_nodes, known.degree
    value = known.mutual if weighted else known.mutual_count
    filled = np.flatnonzero(degree)
    if not len(filled):
        nothing = np.full(size, np.nan)
        return nothing, nothing.copy(), nothing.copy()
    starts = known.pattern.indptr[filled]
    total, largest = np.ones(size), np.ones(size)
    total[filled] = np.add.reduceat(value, starts)
    largest[filled] = np.maximum.reduceat(value, starts)
    share = value / total[known.rows]
    relative = value / largest[known.rows]
    through, redundancy = _through_third(known, share, relative)
    constraint = np.bincount(known.rows, weights=(share + through) ** 2, minlength=size)
    effective = degree - redundancy
    isolated = degree == 0
    constraint[isolated] = np.nan
    effective = np.where(isolated, np.nan, effective)
    efficiency = effective / np.where(isolated, np.nan, degree)
    return constraint, effective, efficiency


def _through_third(known: Contacts, share: np.ndarray, relative: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum of p_iq p_qj per contact (i, j) and sum of p_iq m_jq per i, over all triangles i, q, j."""
    corners = known.triangles
    through, redundancy = np.zeros(len(share)), np.zeros(known.n_nodes)
    if not len(corners):
        return through, redundancy
    place = {
        (a, b): known.places(corners[:, a], corners[:, b]) for a, b in ((0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1))
    }
    p = {pair: share[where] for pair, where in place.items()}
    m = {pair: relative[where] for pair, where in place.items()}
    for i, q, j in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        through += np.bincount(place[i, j], weights=p[i, q] * p[q, j], minlength=len(share))
        redundancy += np.bincount(corners[:, i], weights=p[i, q] * m[j, q], minlength=known.n_nodes)
    return through, redundancy
