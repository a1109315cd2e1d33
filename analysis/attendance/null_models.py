"""Null models for attendance: what chance alone gives, with meeting sizes and attendance counts kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._parallel import run_tasks

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fixed_margin_sums", "poisson_binomial_tail"]

TASKS = 4
FIRST_TRADES = 100
TRADES_BETWEEN = 20
ROWS_AT_ONCE = 4000
MOST_CHAINS = 64

Summary = "Callable[[np.ndarray, Any], tuple[np.ndarray, ...]]"


def fixed_margin_sums(
    matrix: np.ndarray,
    summary: Callable[[np.ndarray, Any], tuple[np.ndarray, ...]],
    extra: Any,
    *,
    draws: int,
    seed: int,
) -> tuple[np.ndarray, ...]:
    """Draw matrices with the same row and column sums and add up what is asked of each.

    Parameters
    ----------
    matrix
        Truth values, actors by meetings.
    summary
        Function of a module: called with a drawn matrix and `extra`, gives a tuple of arrays.
    extra
        Handed to `summary`.
    draws
        Number of drawn matrices.
    seed
        Seed; the result does not depend on the number of workers.

    Returns
    -------
    tuple of ndarray
        Sums over the draws.

    Notes
    -----
    Global curveball: in a step all rows are paired at random and each pair trades the entries that only one of the
    two has, which keeps all row and column sums. Several chains start from the observed matrix; 100 steps come before
    the first draw and 20 between draws, that is 10 trades per row, so that every row is traded 20 times.

    References
    ----------
    Strona et al. (2014), https://doi.org/10.1038/ncomms5114. Carstens, Berger and Strona (2018),
    https://doi.org/10.1016/j.mex.2018.06.018.
    """
    turned = matrix.shape[0] < matrix.shape[1]
    rows = matrix.T if turned else matrix
    quotas = [draws // TASKS + (number < draws % TASKS) for number in range(TASKS)]
    tasks = [(np.ascontiguousarray(rows), turned, quota, summary, extra) for quota in quotas if quota]
    parts = run_tasks(_chains, tasks, seed=seed)
    return tuple(np.sum(values, axis=0) for values in zip(*parts, strict=True))


def _chains(
    rows: np.ndarray,
    turned: bool,  # noqa: FBT001 - a task is a tuple
    quota: int,
    summary: Callable[[np.ndarray, Any], tuple[np.ndarray, ...]],
    extra: Any,
    *,
    rng: np.random.Generator,
) -> tuple[np.ndarray, ...]:
    """Run some chains side by side until the quota of draws is reached."""
    n_rows, n_columns = rows.shape
    n_chains = int(np.clip(ROWS_AT_ONCE // max(n_rows, 1), 1, min(MOST_CHAINS, quota)))
    state = np.tile(rows, (n_chains, 1))
    sums: tuple[np.ndarray, ...] | None = None
    done, steps = 0, FIRST_TRADES
    while done < quota:
        for _ in range(steps):
            _trade(state, n_chains, n_rows, rng)
        steps = TRADES_BETWEEN
        drawn = state.reshape(n_chains, n_rows, n_columns)
        for one in drawn[: min(n_chains, quota - done)]:
            values = summary(one.T if turned else one, extra)
            sums = values if sums is None else tuple(a + b for a, b in zip(sums, values, strict=True))
            done += 1
    return sums or ()


def _trade(state: np.ndarray, n_chains: int, n_rows: int, rng: np.random.Generator) -> None:
    """Pair the rows of every chain at random and share out anew what only one of a pair has.

    The entries to share out are sorted by pair and, within a pair, at random; the first ones go to the first row.
    """
    half = n_rows // 2
    n_columns = state.shape[1]
    if half == 0 or n_columns == 0:
        return
    shuffled = np.argsort(rng.random((n_chains, n_rows), dtype=np.float32), axis=1)
    shuffled += np.arange(n_chains)[:, None] * n_rows
    first, second = shuffled[:, :half].ravel(), shuffled[:, half : 2 * half].ravel()
    a, b = state[first], state[second]
    differs = a ^ b
    place = np.flatnonzero(differs).astype(np.uint64)
    pair = place // np.uint64(n_columns)
    luck = rng.integers(0, 1 << 24, size=len(place), dtype=np.uint64)
    key = (((pair << np.uint64(24)) | luck) << np.uint64(20)) | (place - pair * np.uint64(n_columns))
    key.sort()
    pair = (key >> np.uint64(44)).astype(np.int64)
    place_now = pair * n_columns + (key & np.uint64((1 << 20) - 1)).astype(np.int64)
    left = np.bincount(pair, minlength=len(first))
    starts = np.cumsum(left) - left
    wanted = (a & differs).sum(axis=1)
    goes_first = np.arange(len(pair)) < (starts + wanted)[pair]
    a.reshape(-1)[place_now] = goes_first
    b.reshape(-1)[place_now] = ~goes_first
    state[first] = a
    state[second] = b


def poisson_binomial_tail(chances: np.ndarray, at_least: np.ndarray) -> np.ndarray:
    """Probability that at least so many of independent events happen, row by row.

    Parameters
    ----------
    chances
        Probabilities, one row per question and one column per event.
    at_least
        Number of events asked for, per row.

    Returns
    -------
    ndarray
        P(X >= at_least), exact up to rounding.
    """
    most = int(at_least.max(initial=0))
    below = np.zeros((len(chances), max(most, 1)))
    below[:, 0] = 1.0
    for column in range(chances.shape[1]):
        p = chances[:, column, None]
        moved = below[:, :-1] * p
        below *= 1.0 - p
        below[:, 1:] += moved
    inside = np.arange(below.shape[1]) < at_least[:, None]
    return np.asarray(np.clip(1.0 - np.where(inside, below, 0.0).sum(axis=1), 0.0, 1.0))
