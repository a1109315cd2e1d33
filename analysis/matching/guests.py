"""Who will come to a meeting: ranked from what was known before it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.matching.trial import ENOUGH_TO_FIT, fitted_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    from analysis.matching.trial import Trial

__all__ = ["GUEST_BASELINES", "GUEST_FEATURES", "Guests"]

GUEST_BASELINES = ("random", "past_attendance", "recent_attendance", "same_kind")
GUEST_FEATURES = (
    "recent_attendance",
    "past_attendance",
    "last_meetings",
    "usual_share",
    "similar_meetings",
    "same_theme",
    "near_venue",
)
FIXED = (1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5)
"""Points where too little is known to fit them: habit first."""

NEAR_KM = 50.0
SAME_DISTRICT = 0.8
LOOK_BACK_DAYS = 365
FADES_AFTER = 2


class Guests:
    """Candidates and features for the meetings after a cut.

    Parameters
    ----------
    trial
        The cut.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial, self.history, self.past = trial, trial.history, trial.past
        self.active = self.past.attendance > 0
        self.weights: dict[str, float] = {}

    @cached_property
    def meetings(self) -> list[int]:
        """Events of the time after the cut that are meetings."""
        last = self.trial.day + self.trial.horizon
        first, end = np.searchsorted(self.history.days, [self.trial.day, last], side="left")
        return [event for event in range(int(first), int(end)) if self.history.is_meeting[event]]

    @cached_property
    def _meetings_before(self) -> np.ndarray:
        return self.history.is_meeting[: self.past.n_events].astype(float)

    @cached_property
    def _count(self) -> np.ndarray:
        incidence = self.history.incidence(range(self.past.n_events), self._meetings_before)
        return np.asarray(incidence.sum(axis=1)).ravel()

    @cached_property
    def _rate_of_kind(self) -> np.ndarray:
        kinds = self.history.nodes["group"].astype(str)
        return kinds.map(pd.Series(self._count).groupby(kinds).mean()).to_numpy(dtype=float)

    @cached_property
    def _meetings_left(self) -> np.ndarray:
        """How many meetings there were from each event on."""
        return np.cumsum(self._meetings_before[::-1])[::-1]

    @cached_property
    def _last_meetings(self) -> np.ndarray:
        """Attendance that fades by half with every second meeting since, whatever the days between."""
        faded = self._meetings_before * 0.5 ** ((self._meetings_left - 1) / FADES_AFTER)
        return np.asarray(self.history.incidence(range(self.past.n_events), faded).sum(axis=1)).ravel()

    @cached_property
    def _usual_share(self) -> np.ndarray:
        """Share of the meetings attended since the first one, one more counted as missed."""
        since = self.history.incidence(range(self.past.n_events), self._meetings_before * self._meetings_left)
        return np.asarray(self._count / (since.max(axis=1).toarray().ravel() + 1))

    def _similar_meetings(self, event: int) -> np.ndarray:
        """Faded attendance at earlier meetings of the same series, or in the measure that their titles are alike."""
        own = self._series.get(self.history.keys[event])
        series = [own is not None and self._series.get(key) == own for key in self.history.keys[: self.past.n_events]]
        weights = self.past.decay * self._meetings_before * np.maximum(series, self._title_likeness(event))
        return np.asarray(self.history.incidence(range(self.past.n_events), weights).sum(axis=1)).ravel()

    def _title_likeness(self, event: int) -> np.ndarray:
        """Cosine between the title of a meeting and those before it, rare words more."""
        if self._titles is None:
            return np.zeros(self.past.n_events)
        vectorizer, matrix = self._titles
        return np.asarray((matrix @ vectorizer.transform([self.history.names[event]]).T).toarray()).ravel()

    @cached_property
    def _titles(self) -> tuple[TfidfVectorizer, sparse.csr_matrix] | None:
        """Words of the titles known at the cut, and each title by them; None where there is no word."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - much memory, for the trial only

        known = self.history.names[: self.past.n_events]
        if not any(name.split() for name in known):
            return None
        vectorizer = TfidfVectorizer(analyzer=_words, sublinear_tf=True)
        return vectorizer, vectorizer.fit_transform(known)

    @cached_property
    def _series(self) -> dict[str, str]:
        table = self.trial.snapshot.nodes("Meeting")
        return {name: series for name, series in zip(table["id"], table["series"], strict=True) if series}

    @cached_property
    def _venues(self) -> dict[str, str]:
        held = self.trial.snapshot.relationships("HELD_IN")
        return dict(zip(held["source"], held["target"], strict=True))

    def _theme(self, event: int) -> np.ndarray:
        """Themes shared with the meeting, stated or shown by what one came to; rare ones more."""
        words = set(self.history.themes[event])
        if not words:
            return np.zeros(len(self.active))
        found = np.zeros(len(self.active))
        for theme in sorted(words):
            works = np.array([theme in self.trial.known.themes_of.get(name, ()) for name in self.history.ids])
            about = np.array([theme in themes for themes in self.history.themes[: self.past.n_events]], dtype=float)
            came = np.asarray(self.history.incidence(range(self.past.n_events), about).sum(axis=1)).ravel()
            has = works | (came > 0)
            found += has * np.log1p(self.active.sum() / max(int((has & self.active).sum()), 1))
        return found

    def _near(self, event: int) -> np.ndarray:
        venue = self._venues.get(self.history.keys[event])
        if venue is None:
            return np.zeros(len(self.active))
        known = self.trial.known
        found = []
        for name in self.history.ids:
            if known.place_of.get(name) == venue:
                found.append(1.0)
                continue
            km = known.kilometres(venue, name)
            found.append(0.0 if np.isnan(km) else SAME_DISTRICT * float(np.exp(-km / NEAR_KM)))
        return np.array(found)

    def features(self, event: int) -> np.ndarray:
        """Features of all known stakeholders for one meeting, as z of log(1 + x / mean), one column each."""
        values = (
            self.past.attendance,
            self._count,
            self._last_meetings,
            self._usual_share,
            self._similar_meetings(event),
            self._theme(event),
            self._near(event),
        )
        columns = []
        for value in values:
            own = value[self.active]
            positive = own[own > 0]
            scaled = np.log1p(own / positive.mean()) if len(positive) else np.zeros_like(own)
            spread = scaled.std()
            columns.append((scaled - scaled.mean()) / spread if spread > 0 else np.zeros_like(scaled))
        return np.column_stack(columns)

    def labels(self, event: int) -> np.ndarray:
        """Mark who came, among those known."""
        came = np.zeros(len(self.active), dtype=bool)
        came[self.history.members[event]] = True
        return came[self.active]

    def methods(self, event: int) -> Iterator[tuple[str, str, np.ndarray]]:
        """Score all known stakeholders for one meeting by every method; the suggestion first."""
        if not self.weights:
            self.weights.update(self._fitted())
        yield "suggestion", "suggestion", self.features(event) @ np.array(list(self.weights.values()))
        scores = (np.zeros_like(self._count), self._count, self.past.attendance, self._rate_of_kind)
        for name, score in zip(GUEST_BASELINES, scores, strict=True):
            yield name, "baseline", score[self.active]

    def _fitted(self) -> dict[str, float]:
        """Weights from the meetings of the year before the cut, seen from its beginning."""
        fixed = dict(zip(GUEST_FEATURES, FIXED, strict=True))
        trial = self.trial
        inner = trial.day - LOOK_BACK_DAYS
        if not len(self.history.days) or inner <= self.history.days[0]:
            return fixed
        earlier = Guests(type(trial)(trial.snapshot, self.history, inner, LOOK_BACK_DAYS))
        if not earlier.meetings or not earlier.active.any():
            return fixed
        labels = np.concatenate([earlier.labels(event) for event in earlier.meetings])
        if labels.sum() < ENOUGH_TO_FIT or labels.all():
            return fixed
        parts = np.vstack([earlier.features(event) for event in earlier.meetings])
        return dict(zip(GUEST_FEATURES, fitted_weights(parts, labels, seed=trial.seed), strict=True))

    def cold_start(self) -> tuple[int, int, int]:
        """Count the guests of the time after the cut: unknown, none between, and known before."""
        guests = [member for event in self.meetings for member in self.history.members[event]]
        known = int(self.active[np.array(guests, dtype=int)].sum())
        return len(guests) - known, 0, known


def _words(title: str) -> list[str]:
    return title.casefold().split()
