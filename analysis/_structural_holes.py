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
    isolated = degree == 0
    if isolated.all():
        nothing = np.full(size, np.nan)
        return nothing, nothing.copy(), nothing.copy()
    value = known.mutual if weighted else known.mutual_count
    filled = np.flatnonzero(~isolated)
    total, largest = np.ones(size), np.ones(size)
    total[filled] = np.add.reduceat(value, known.pattern.indptr[filled])
    largest[filled] = np.maximum.reduceat(value, known.pattern.indptr[filled])
    through, redundancy = _through_third(known, value[known.upper], total, largest)
    both = value[known.upper] + through
    constraint = np.zeros(size)
    for end in known.ends:
        constraint += np.bincount(end, weights=(both / total[end]) ** 2, minlength=size)
    constraint[isolated] = np.nan
    effective = np.where(isolated, np.nan, degree - redundancy / total)
    return constraint, effective, effective / np.where(isolated, np.nan, degree)


def _through_third(
    known: Contacts, value: np.ndarray, total: np.ndarray, largest: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum over q of a_iq a_jq / sum_k a_qk per pair i, j, and of a_iq a_jq / max_k a_jk over j and q per i."""
    corners, pairs = known.triangles
    through, redundancy = np.zeros(len(value)), np.zeros(known.n_nodes)
    sides = value[pairs]
    for corner, opposite, (one, other) in ((0, 2, (0, 1)), (1, 1, (0, 2)), (2, 0, (1, 2))):
        here = corners[:, corner]
        near = sides[:, one] * sides[:, other] / total[here]
        through += np.bincount(pairs[:, opposite], weights=near, minlength=len(value))
        ends = [k for k in range(3) if k != corner]
        side = {end: _side(corner, end) for end in ends}
        j, q = ends
        far = sides[:, opposite] * (
            sides[:, side[q]] / largest[corners[:, j]] + sides[:, side[j]] / largest[corners[:, q]]
        )
        redundancy += np.bincount(here, weights=far, minlength=known.n_nodes)
    return through, redundancy


def _side(one: int, other: int) -> int:
    """Number of the pair of two corners of a triangle: 0-1, 0-2, 1-2."""
    return one + other - 1
