"""Corrections for many tests at once, and p-values from draws."""

from __future__ import annotations

import numpy as np

__all__ = ["benjamini_hochberg", "share_at_least"]


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Adjust p-values so that the share of false finds stays at the level they are compared with.

    Parameters
    ----------
    p
        P-values, 0 to 1; NaN for tests that were not made, which do not count.

    Returns
    -------
    ndarray
        Adjusted p-values in the same order, NaN where `p` is.

    References
    ----------
    Benjamini and Hochberg (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x.
    """
    p = np.asarray(p, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    made = np.flatnonzero(~np.isnan(p))
    if not len(made):
        return adjusted
    order = made[np.argsort(p[made], kind="stable")]
    raised = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted


def share_at_least(count: np.ndarray, draws: int) -> np.ndarray:
    """P-value from draws, the observed state counted as one of them so that it is never 0.

    Parameters
    ----------
    count
        Draws at least as extreme as what was observed.
    draws
        Number of draws.

    Returns
    -------
    ndarray
        (count + 1) / (draws + 1).
    """
    return (np.asarray(count, dtype=float) + 1.0) / (draws + 1.0)
