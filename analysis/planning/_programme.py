"""Integer programmes with named wishes: the optimum, or the wishes that collide."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from graphmodel import InfeasibleError

__all__ = ["Programme", "Solution", "Wish"]

INFEASIBLE = 2
ROUNDING = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """A linear condition that a person can name.

    Attributes
    ----------
    name
        As it is to be shown when it collides with others.
    coefficients
        Per variable.
    low, high
        Limits of the sum.
    """

    name: str
    coefficients: dict[int, float]
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What the solver found.

    Attributes
    ----------
    x
        Values of the variables.
    value
        Of the objective.
    bound
        No solution has a higher value.
    """

    x: np.ndarray
    value: float
    bound: float


@dataclass(slots=True, eq=False)
class Programme:
    """Maximise a sum under wishes; variables are 0 or 1, or numbers between limits.

    Attributes
    ----------
    gain
        What each variable adds to the objective.
    whole
        Whether a variable must be 0 or 1.
    top
        Upper limit of each variable; the lower one is 0.
    wishes
        Conditions that may collide.
    structure
        Conditions that never collide by themselves.
    """

    gain: np.ndarray
    whole: np.ndarray
    top: np.ndarray
    wishes: list[Wish] = field(default_factory=list)
    structure: list[Wish] = field(default_factory=list)

    def solve(self, *, seconds: float) -> Solution | None:
        """Find the best values.

        Parameters
        ----------
        seconds
            Limit of time.

        Returns
        -------
        Solution or None
            None when nothing was found in time.

        Raises
        ------
        InfeasibleError
            The wishes collide; ``conflict`` names a smallest set of them.
        """
        status, solution = self._run(self.wishes, self.gain, seconds)
        if status == INFEASIBLE:
            conflict = self._conflict()
            msg = "These wishes cannot all be met: " + "; ".join(conflict) + ". Drop or loosen one of them."
            raise InfeasibleError(msg, conflict=conflict)
        return solution

    def _run(self, wishes: list[Wish], gain: np.ndarray, seconds: float) -> tuple[int, Solution | None]:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - much memory, for those who ask for this

        rows = [*self.structure, *wishes]
        limits = []
        if not len(gain):
            possible = all(wish.low <= 0 <= wish.high for wish in rows)
            return (0, Solution(np.zeros(0), 0.0, 0.0)) if possible else (INFEASIBLE, None)
        if rows:
            entries = [
                (row, column, value) for row, wish in enumerate(rows) for column, value in wish.coefficients.items()
            ]
            at = np.array([entry[:2] for entry in entries], dtype=np.int64).reshape(-1, 2)
            values = np.array([entry[2] for entry in entries], dtype=float)
            matrix = sparse.csr_array((values, (at[:, 0], at[:, 1])), shape=(len(rows), len(gain)))
            limits = [LinearConstraint(matrix, [wish.low for wish in rows], [wish.high for wish in rows])]
        options = {"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0}
        found = milp(-gain, constraints=limits, bounds=Bounds(0, self.top), integrality=self.whole, options=options)
        if found.x is None:
            return int(found.status), None
        bound = getattr(found, "mip_dual_bound", None)
        return int(found.status), Solution(found.x, -float(found.fun), -float(found.fun if bound is None else bound))

    def _conflict(self) -> tuple[str, ...]:
        """Leave out every wish whose absence does not help; those that remain collide."""
        kept = list(self.wishes)
        nothing = np.zeros(len(self.gain))
        for wish in list(kept):
            fewer = [other for other in kept if other is not wish]
            if self._run(fewer, nothing, 10.0)[0] == INFEASIBLE:
                kept = fewer
        return tuple(wish.name for wish in kept)
