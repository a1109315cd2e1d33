"""What is likely to come about next: the score of the back-test, from everything that is known today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis.matching.history import History
from analysis.matching.pair_features import RECIPE, PairFeatures, usual
from analysis.matching.trial import MOST_ROWS, Trial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis._facts import Facts

__all__ = ["Likely", "likely"]

HORIZON_DAYS = 365
MOST_TO_MEASURE, FEWEST_TO_MEASURE = 150, 20
CELLS = 4_000_000
"""So many pairs are looked at together: of those who ask only a draw is, where all pairs are more."""


@dataclass(frozen=True, eq=False)
class Likely:
    """The score that `back_test` measures, for today.

    Attributes
    ----------
    facts
        What is on record.
    """

    facts: Facts

    @cached_property
    def _history(self) -> History:
        return History.of(self.facts.snapshot, undated=True)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self._history.ids)}

    @cached_property
    def _now(self) -> int:
        return int(self._history.days[-1]) + 1 if len(self._history.days) else 1

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Weight of each feature, fitted on the dated record of the last months; equal where that holds too little."""
        dated = History.of(self.facts.snapshot)
        day = int(dated.days[-1]) + 1 if len(dated.days) else 1
        most = min(MOST_ROWS, max(FEWEST_TO_MEASURE, CELLS // max(len(dated.ids), 1)))
        return Trial(self.facts.snapshot, dated, day, HORIZON_DAYS, most=most).fitted("new_tie")

    @cached_property
    def _sample(self) -> Trial:
        most = min(MOST_TO_MEASURE, max(FEWEST_TO_MEASURE, CELLS // max(len(self._history.ids), 1)))
        return Trial(self.facts.snapshot, self._history, self._now, HORIZON_DAYS, most=most)

    @cached_property
    def _features(self) -> PairFeatures:
        return PairFeatures(self._sample.past, self.facts, self._sample.rows)

    @cached_property
    def _usual(self) -> dict[str, float]:
        """What is usual for each feature over all open pairs; measured on 150 of those who ask where there are more."""
        features, past = self._features, self._sample.past
        among = (past.joint[features.rows].toarray() == 0) & past.active[None, :] & (features.get("group_lift") > 0)
        among[np.arange(len(features.rows)), features.rows] = False
        return {name: usual(features.get(name)[among]) for name in RECIPE}

    def parts(self, focus: Sequence[str], candidates: Sequence[str]) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Points of each feature for each candidate, and which of them are candidates in a back-test too.

        Parameters
        ----------
        focus
            Ids of who asks: an organisation, or a municipality with its offices; the best of them counts.
        candidates
            Ids.

        Returns
        -------
        dict of ndarray of shape (n_candidates,), ndarray of bool
            At least 0, the sum orders the candidates as `back_test` does. Candidates there are those who ever took
            part in anything, of groups that have had to do with each other.
        """
        rows = np.array([self._place[name] for name in focus])
        columns = np.array([self._place[name] for name in candidates], dtype=int)
        features = self._features.asked_by(rows)
        values = {name: features.get(name)[:, columns].max(axis=0) for name in RECIPE}
        among = self._sample.past.active[columns] & (values["group_lift"] > 0)
        points = {name: self.weights[name] * np.log1p(found / self._usual[name]) for name, found in values.items()}
        return points, among


def likely(known: Facts) -> Likely:
    """Give the score of a snapshot; worked out once and forgotten with it.

    Parameters
    ----------
    known
        What is on record.

    Returns
    -------
    Likely
    """
    found: Likely | None = known.__dict__.get("_likely")
    if found is None:
        found = known.__dict__["_likely"] = Likely(known)
    return found
