"""Maximum entropy: chances of ties that keep every degree on average and assume nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bipartite_chances", "directed_chances", "undirected_chances"]

ROUNDS = 200
CLOSE_ENOUGH = 1e-11


def undirected_chances(degree: np.ndarray) -> np.ndarray:
    """Chance of a tie between each two of the given degrees: p_ij = 1 / (1 + exp(-(t_i + t_j))).

    Parameters
    ----------
    degree
        Number of ties per stakeholder.

    Returns
    -------
    ndarray of shape (n, n)
        Symmetric, diagonal 0; rows add up to the degrees.

    Notes
    -----
    Those with a tie to everybody (or nobody) get chances of exactly 1 (or 0) and are set aside; the others are solved
    with damped Newton steps on the concave likelihood.

    References
    ----------
    Squartini and Garlaschelli (2011), https://doi.org/10.1088/1367-2630/13/8/083001.
    """
    size = len(degree)
    chances = np.zeros((size, size))
    active, left = np.arange(size), degree.astype(float).copy()
    while len(active):
        here = left[active]
        full, empty = here >= len(active) - 1, here <= 0
        if empty.any():
            active = active[~empty]
        elif full.any():
            sure = active[full]
            others = active[~full]
            chances[np.ix_(sure, active)] = 1.0
            chances[np.ix_(active, sure)] = 1.0
            left[others] -= len(sure)
            active = others
        else:
            chances[np.ix_(active, active)] = _solved_undirected(here)
            break
    np.fill_diagonal(chances, 0.0)
    return chances


def _solved_undirected(degree: np.ndarray) -> np.ndarray:
    values, place, count = np.unique(degree, return_inverse=True, return_counts=True)
    start = np.log(values / np.sqrt(degree.sum()))

    def slope(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        p = _logistic(theta[:, None] + theta[None, :])
        gap = values - (p @ count - np.diag(p))
        spread = p * (1 - p)
        matrix = spread * count[None, :]
        matrix[np.diag_indices(len(values))] += spread @ count - 2 * np.diag(spread)
        return gap, matrix

    theta = _newton(start, slope)
    p = _logistic(theta[:, None] + theta[None, :])
    return np.asarray(p[np.ix_(place, place)])


def bipartite_chances(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Chance that each actor attends each meeting, given attendance counts and meeting sizes (BiCM).

    Parameters
    ----------
    rows
        Number of meetings per actor.
    columns
        Number of actors per meeting.

    Returns
    -------
    ndarray of shape (actors, meetings)
        Rows and columns add up to what was given.

    References
    ----------
    Saracco et al. (2015), https://doi.org/10.1038/srep10595.
    """
    return _two_sided(rows, columns, loops=True)


def directed_chances(out: np.ndarray, into: np.ndarray) -> np.ndarray:
    """Chance of a tie from each stakeholder to each other, given ties going out and coming in.

    Parameters
    ----------
    out, into
        Number of ties per stakeholder.

    Returns
    -------
    ndarray of shape (n, n)
        Diagonal 0; rows add up to `out`, columns to `into`.
    """
    return _two_sided(out, into, loops=False)


def _two_sided(rows: np.ndarray, columns: np.ndarray, *, loops: bool) -> np.ndarray:
    """Set aside what must be 0 or 1, solve the rest."""
    open_cells = np.ones((len(rows), len(columns)), dtype=bool)
    if not loops:
        np.fill_diagonal(open_cells, val=False)
    chances = np.zeros(open_cells.shape)
    row_left, column_left = rows.astype(float).copy(), columns.astype(float).copy()
    while True:
        row_room, column_room = open_cells.sum(axis=1), open_cells.sum(axis=0)
        row_full = (row_left >= row_room) & (row_room > 0)
        column_full = (column_left >= column_room) & (column_room > 0) & ~row_full.any()
        done_rows = (row_left <= 0) & (row_room > 0)
        done_columns = (column_left <= 0) & (column_room > 0)
        if done_rows.any() or done_columns.any():
            open_cells[done_rows] = False
            open_cells[:, done_columns] = False
        elif row_full.any() or column_full.any():
            sure = open_cells & (row_full[:, None] | column_full[None, :])
            chances[sure] = 1.0
            row_left -= sure.sum(axis=1)
            column_left -= sure.sum(axis=0)
            open_cells &= ~sure
        else:
            break
    if open_cells.any():
        chances += _solved_two_sided(row_left, column_left, open_cells)
    return chances


def _solved_two_sided(rows: np.ndarray, columns: np.ndarray, open_cells: np.ndarray) -> np.ndarray:
    in_rows, in_columns = np.flatnonzero(open_cells.any(axis=1)), np.flatnonzero(open_cells.any(axis=0))
    cells = open_cells[np.ix_(in_rows, in_columns)]
    r, c = rows[in_rows], columns[in_columns]
    start = np.concatenate([np.log(r / np.sqrt(r.sum())), np.log(c / np.sqrt(c.sum()))])
    n = len(r)

    def slope(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        p = np.where(cells, _logistic(theta[:n, None] + theta[None, n:]), 0.0)
        gap = np.concatenate([r - p.sum(axis=1), c - p.sum(axis=0)])
        spread = p * (1 - p)
        matrix = np.block([[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]])
        return gap, matrix

    theta = _newton(start, slope)
    solved = np.zeros(open_cells.shape)
    solved[np.ix_(in_rows, in_columns)] = np.where(cells, _logistic(theta[:n, None] + theta[None, n:]), 0.0)
    return solved


def _logistic(x: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _newton(start: np.ndarray, slope: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Damped Newton steps until every sum is met; a little is added to the diagonal, which may be singular."""
    theta = start
    gap, matrix = slope(theta)
    for _ in range(ROUNDS):
        worst = np.abs(gap).max()
        if worst < CLOSE_ENOUGH:
            break
        ridge = 1e-12 * max(float(np.trace(matrix)) / len(theta), 1e-12)
        step = np.linalg.solve(matrix + ridge * np.eye(len(theta)), gap)
        size = 1.0 / max(1.0, float(np.abs(step).max()) / 4.0)
        for _ in range(30):
            tried = theta + size * step
            new_gap, new_matrix = slope(tried)
            if np.abs(new_gap).sum() < np.abs(gap).sum():
                break
            size /= 2
        else:
            break
        theta, gap, matrix = tried, new_gap, new_matrix
    return theta
