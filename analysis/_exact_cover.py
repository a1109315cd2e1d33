"""Maximum coverage as an integer programme, solved with HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["most_covered"]

SECONDS = 30.0


def most_covered(covers: sparse.csr_array, k: int) -> tuple[list[int], bool]:
    """Choose `k` columns that cover as many rows as possible.

    Parameters
    ----------
    covers
        One where a column covers a row.
    k
        Number of columns.

    Returns
    -------
    (columns, proved)
        Sorted; ``proved`` when no other choice covers more.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - much memory, for those who ask for this

    n_rows, n_columns = covers.shape
    cost = np.concatenate([np.zeros(n_columns), -np.ones(n_rows)])
    covered = sparse.hstack([covers, -sparse.eye_array(n_rows)], format="csr")
    number = sparse.csr_array(np.concatenate([np.ones(n_columns), np.zeros(n_rows)])[None, :])
    limits: Sequence[LinearConstraint] = [
        LinearConstraint(covered, lb=0.0),
        LinearConstraint(number, lb=k, ub=k),
    ]
    whole = np.concatenate([np.ones(n_columns), np.zeros(n_rows)])
    found = milp(cost, constraints=limits, bounds=Bounds(0, 1), integrality=whole, options={"time_limit": SECONDS})
    if found.x is None:
        return [], False
    chosen = np.flatnonzero(found.x[:n_columns] > 0.5)  # noqa: PLR2004 - rounding of 0 and 1
    return [int(place) for place in chosen], bool(found.status == 0)
