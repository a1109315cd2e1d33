"""One cut of a back-test: what was known, who is asked, what came, and how each method would have ranked it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from analysis._facts import Facts
from analysis.matching.pair_features import (
    ASKING,
    BASELINES,
    RECIPE,
    REPEAT_BASELINES,
    REPEAT_RECIPE,
    PairFeatures,
    usual,
)
from graphmodel import tie_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.matching.history import History, Past
    from graphmodel import Snapshot

__all__ = ["Trial", "asking_side", "fitted_weights"]

ENOUGH_TO_FIT = 200
MOST_ROWS = 1_500
MOST_TO_FIT = 400_000
LOOK_BACK_DAYS = 180
TWO_SIDED = 0.8


def asking_side(past: Past) -> str | None:
    """Tell whether nearly all ties run between one group and everybody else, as between offices and visitors.

    Parameters
    ----------
    past
        What was known.

    Returns
    -------
    str or None
        Name of the group; None when ties run in all directions.
    """
    labels, codes = np.unique(past.history.nodes["group"].astype(str), return_inverse=True)
    if len(labels) == 1 or not past.joint.nnz:
        return None
    shape = (len(codes), len(labels))
    member = sparse.csr_array((np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=shape)
    between = np.asarray((member.T @ past.joint @ member).toarray())
    across = 2 * (between.sum(axis=1) - np.diag(between)) / between.sum()
    known = np.bincount(codes[past.active], minlength=len(labels))
    small = np.where(2 * known <= known.sum(), across, 0.0)
    best = int(small.argmax())
    return str(labels[best]) if small[best] >= TWO_SIDED else None


@dataclass(frozen=True, eq=False)
class Trial:
    """One cut.

    Attributes
    ----------
    snapshot
        Everything on record; only what was known before the cut is looked at.
    history
        Its events.
    day
        Ordinal of the first day that counts as future.
    horizon
        How many days are waited.
    asking
        Group whose members are asked, the others being candidates; None: everybody.
    barred
        Pairs of positions that are not ranked.
    seed
        For the choice of who is asked when there are very many.
    most
        How many are asked.
    """

    snapshot: Snapshot
    history: History
    day: int
    horizon: int
    asking: str | None = None
    barred: frozenset[tuple[int, int]] = frozenset()
    seed: int = 0
    most: int = MOST_ROWS
    weights: dict[str, float] = field(default_factory=dict)
    _among: dict[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def date(self) -> str:
        """Day of the cut, ISO."""
        return dt.date.fromordinal(self.day).isoformat()

    @cached_property
    def known(self) -> Facts:
        """Seats, themes and countries as they were on the day before; undated ones are taken as known."""
        earlier = self.snapshot.at(dt.date.fromordinal(self.day - 1).isoformat())
        return Facts(earlier, tie_network(earlier, layers=()))

    @cached_property
    def past(self) -> Past:
        """Events before the cut."""
        return self.history.before(self.day)

    @cached_property
    def future(self) -> sparse.csr_array:
        """Pairs of the time after the cut."""
        return self.history.pairs(self.day, self.day + self.horizon)

    @cached_property
    def on_asking_side(self) -> np.ndarray:
        """Mark the members of the group that is asked; everybody when none is named."""
        if self.asking is None:
            return np.ones(len(self.history.ids), dtype=bool)
        return (self.history.nodes["group"].astype(str) == self.asking).to_numpy()

    @cached_property
    def rows(self) -> np.ndarray:
        """Positions of those who are asked: known at the cut; drawn when there are more than `most`."""
        active = np.flatnonzero(self.past.active & self.on_asking_side)
        if len(active) > self.most:
            active = np.sort(np.random.default_rng(self.seed).choice(active, self.most, replace=False))
        return active

    @cached_property
    def features(self) -> PairFeatures:
        """Features of all pairs."""
        return PairFeatures(self.past, self.known, self.rows)

    @cached_property
    def labels(self) -> np.ndarray:
        """Mark the pairs that had to do with each other afterwards."""
        return np.asarray(self.future[self.rows].toarray() > 0)

    def candidates(self, task: str) -> np.ndarray:
        """Mark the pairs that are ranked."""
        if task not in self._among:
            self._among[task] = self._candidates(task)
        return self._among[task]

    def _candidates(self, task: str) -> np.ndarray:
        among = self.past.joint[self.rows].toarray() > 0
        if task == "new_tie":
            met = self.features.get("group_lift") > 0
            among = ~among & self.past.active[None, :] & met
        if self.asking is not None:
            among &= ~self.on_asking_side[None, :]
        among[np.arange(len(self.rows)), self.rows] = False
        place = {int(position): row for row, position in enumerate(self.rows)}
        for pair in self.barred:
            for one, other in (pair, pair[::-1]):
                if one in place:
                    among[place[one], other] = False
        return np.asarray(among)

    def cold_start(self) -> tuple[int, int, int]:
        """Count new ties of the time after with no, one and both ends known before."""
        fresh = (self.future > 0).tocoo()
        upper = fresh.row < fresh.col
        if self.asking is not None:
            upper &= self.on_asking_side[fresh.row] != self.on_asking_side[fresh.col]
        pairs = np.column_stack([fresh.row[upper], fresh.col[upper]])
        if not len(pairs):
            return 0, 0, 0
        had = np.asarray(self.past.joint[pairs[:, 0], pairs[:, 1]]).ravel() > 0
        none, one, both = np.bincount(self.past.active[pairs[~had]].sum(axis=1), minlength=3).tolist()
        return none, one, both

    def methods(self, task: str) -> Iterator[tuple[str, str, np.ndarray]]:
        """Score all pairs by every method; the suggestion first."""
        yield "suggestion", "suggestion", self._suggestion(task)
        for name in BASELINES if task == "new_tie" else REPEAT_BASELINES:
            yield name, "baseline", self.features.get(name)

    def _suggestion(self, task: str) -> np.ndarray:
        among = self.candidates(task)
        self.weights.update(self.fitted(task))
        total = np.zeros(among.shape, dtype=np.float32)
        for name, weight in self.weights.items():
            values = self.features.get(name)
            total += np.float32(weight) * np.log1p(values / usual(values[among]))
        return total

    def fitted(self, task: str) -> Mapping[str, float]:
        """Weights from an earlier cut inside the past; equal when it held too little.

        Parameters
        ----------
        task
            "new_tie" or "repeat_tie".

        Returns
        -------
        dict
            By feature of the recipe and for the asking side, at least 0.
        """
        recipe = (*(RECIPE if task == "new_tie" else REPEAT_RECIPE), ASKING)
        back = max(self.horizon // 2, LOOK_BACK_DAYS)
        if len(self.history.days) and self.day - back <= self.history.days[0]:
            back = max(self.horizon // 2, 1)
        inner = self.day - back
        if not len(self.history.days) or inner <= self.history.days[0]:
            return dict.fromkeys(recipe, 1.0)
        earlier = Trial(self.snapshot, self.history, inner, back, self.asking, self.barred, self.seed, self.most)
        if earlier.future.nnz < ENOUGH_TO_FIT:
            return dict.fromkeys(recipe, 1.0)
        among = earlier.candidates(task)
        labels = earlier.labels[among]
        if labels.sum() < ENOUGH_TO_FIT or labels.all():
            return dict.fromkeys(recipe, 1.0)
        columns = [earlier.features.get(name)[among] for name in recipe]
        parts = np.column_stack([np.log1p(values / usual(values)) for values in columns])
        return dict(zip(recipe, fitted_weights(parts, labels, seed=self.seed), strict=True))


def fitted_weights(parts: np.ndarray, labels: np.ndarray, *, seed: int) -> list[float]:
    """Weights of a logistic regression, none below 0; equal when nothing is left.

    Parameters
    ----------
    parts
        One column per feature, on a common scale.
    labels
        What came true.
    seed
        Above 400,000 rows those that did not come true are drawn; this moves the constant only.

    Returns
    -------
    list of float
    """
    if len(labels) > MOST_TO_FIT:
        misses = np.random.default_rng(seed).choice(np.flatnonzero(~labels), MOST_TO_FIT, replace=False)
        chosen = np.sort(np.concatenate([np.flatnonzero(labels), misses]))
        parts, labels = parts[chosen], labels[chosen]
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - much memory, for the trial only

    weights = np.maximum(LogisticRegression(max_iter=200).fit(parts, labels).coef_.ravel(), 0.0)
    return [float(weight) for weight in (weights if weights.any() else np.ones(parts.shape[1]))]
