"""Would such suggestions have come true? Looked up in the past, seeing nothing that only a later day could know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from analysis._facts import Facts, facts
from analysis._tables import run_record
from analysis.matching.history import History
from analysis.matching.metrics import ranking_metrics
from analysis.matching.pair_features import BASELINES, RECIPE, PairFeatures, standardised
from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel import Snapshot

__all__ = ["BackTest", "back_test"]

TASKS = ("new_tie", "repeat_tie", "attendance")
ENOUGH_TO_FIT = 200
ENOUGH_TO_JUDGE = 30
MOST_ROWS = 1_500
DRAWS = 1_000
INTERVAL = (5, 95)
LEAST_EVENTS = 3
OVERALL = ("average_precision", "roc_auc")
REPEATS = ("random", "popularity", "joint_meetings")
GUESTS = ("random", "past_attendance", "same_kind")


@dataclass(frozen=True, slots=True, eq=False)
class BackTest:
    """How suggestions would have done.

    Attributes
    ----------
    table
        One row per cut and method: ``cut`` (ISO date), ``method``, ``role`` ("suggestion" or "baseline"),
        ``n_candidates``, ``n_positive``, ``n_asking`` (who had a positive), ``average_precision`` and ``roc_auc`` over
        all candidates, and per asking stakeholder on average ``mean_average_precision``, ``precision@k``,
        ``recall@k``, ``ndcg@k``.
    intervals
        Suggestion against each baseline: ``baseline``, ``difference`` of the mean average precision, ``low``,
        ``high`` (90 % interval, stakeholders drawn with replacement), ``better`` (interval above 0).
    cold_start
        Per cut: ``n_new`` (ties of the period that were new), ``n_unknown_end`` (with an end nobody knew before: no
        method can find them), ``share``.
    verdict
        Reasons, the main one first.
    weights
        Weights of the features at the last cut; equal when there were too few positives to fit.
    run
        Run record.
    """

    table: pd.DataFrame
    intervals: pd.DataFrame
    cold_start: pd.DataFrame
    verdict: tuple[Reason, ...]
    weights: Mapping[str, float]
    run: Mapping[str, Any]


def back_test(
    snapshot: Snapshot,
    *,
    task: str = "new_tie",
    cuts: int = 3,
    horizon_days: int = 365,
    k: Sequence[int] = (3, 5, 10),
    seed: int = 0,
) -> BackTest:
    """Cut the record at several days, suggest from what was known, and compare with what came.

    Parameters
    ----------
    snapshot
        What is known; meetings with a date and ties with a start count.
    task
        "new_tie": pairs without a tie so far that get one; "repeat_tie": pairs that meet again; "attendance": who
        comes to the next meetings.
    cuts
        Number of cuts, the last one `horizon_days` before the newest event, each earlier by as much (less when the
        record is short); periods with fewer than three events are passed over.
    horizon_days
        How long is waited for a suggestion to come true, in days.
    k
        Lengths of the short list.
    seed
        For the draws, and for who is asked when there are more than 1,500.

    Returns
    -------
    BackTest

    Raises
    ------
    ParameterError
        The task is unknown or a number is not positive.

    Notes
    -----
    All pairs are ranked, none sampled; features see only events before the cut; a joint meeting counts once; equal
    scores count as the mean over all orders. Candidates are pairs of stakeholders both known at the cut and of groups
    that have had to do with each other at all. An absent tie is "not recorded", so precision is a lower bound.
    Suggestion: z of log counts of recent popularity, decayed normalised paths of three steps, similar circles, themes
    and titles (TF-IDF), nearness and lift of the group (for repeats and guests: joint meetings, or attendance, half
    after a year); weights fitted on an earlier cut inside the past (logistic
    regression, negative ones set to 0), or equal with fewer than 200 positives. Seats and stated themes carry no date
    and may be younger than the cut.

    References
    ----------
    Liben-Nowell and Kleinberg 2007, doi:10.1002/asi.20591. Yang, Lichtenwalter and Chawla 2015,
    doi:10.1007/s10115-014-0789-0. Poursafaei et al. 2022, doi:10.48550/arXiv.2207.10128.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> result = back_test(Snapshot.from_rows())
    >>> result.verdict[0].code
    'evaluate.too_few'
    """
    _check(task, cuts, horizon_days, k)
    run = run_record("back_test", snapshot, task=task, cuts=cuts, horizon_days=horizon_days, k=list(k), seed=seed)
    history, known = History.of(snapshot), facts(snapshot)
    rows: list[dict[str, Any]] = []
    single: list[pd.DataFrame] = []
    cold: list[dict[str, Any]] = []
    weights: Mapping[str, float] = {}
    for day in _cut_days(history, cuts, horizon_days):
        trial = _Trial(history, known, day, horizon_days, seed)
        cold.append(trial.cold_start())
        for method, role, scores in trial.methods(task):
            measured, each = trial.measured(scores, task, tuple(k))
            rows.append({"cut": trial.date, "method": method, "role": role, **measured})
            single.append(each.assign(cut=trial.date, method=method))
        weights = trial.weights or weights
    table = pd.DataFrame(rows)
    intervals = _intervals(single, seed)
    return BackTest(table, intervals, pd.DataFrame(cold), _verdict(table, intervals, cuts), weights, run)


def _check(task: str, cuts: int, horizon_days: int, k: Sequence[int]) -> None:
    if task not in TASKS:
        msg = f"The 'task' of back_test must be one of {', '.join(TASKS)}. Got {task!r} instead."
        raise ParameterError(msg)
    if cuts < 1 or horizon_days < 1 or not k or min(k) < 1:
        msg = f"'cuts', 'horizon_days' and every 'k' of back_test must be at least 1. Got {cuts}, {horizon_days}, {k}."
        raise ParameterError(msg)


def _cut_days(history: History, cuts: int, horizon_days: int) -> list[int]:
    """Days of the cuts, oldest first; periods with hardly any event are passed over."""
    if len(history.days) < 2:  # noqa: PLR2004 - a past and a future
        return []
    first, last = int(history.days[0]), int(history.days[-1]) + 1
    step = min(horizon_days, max((last - horizon_days - first) // (cuts + 1), 1))
    days: list[int] = []
    day = last - horizon_days
    while day > first and len(days) < cuts:
        seen, later = np.searchsorted(history.days, [day, day + horizon_days], side="left")
        if later - seen >= LEAST_EVENTS:
            days.append(day)
        day -= step
    return sorted(days)


class _Trial:
    """One cut: what was known, what came, and how each method would have ranked it."""

    def __init__(self, history: History, known: Facts, day: int, horizon_days: int, seed: int) -> None:
        self.history, self.known, self.day, self.horizon = history, known, day, horizon_days
        self.past = history.before(day)
        self.date = pd.Timestamp.fromordinal(day).date().isoformat()
        self.future = history.pairs(day, day + horizon_days)
        active = np.flatnonzero(self.past.active)
        if len(active) > MOST_ROWS:
            active = np.sort(np.random.default_rng(seed).choice(active, MOST_ROWS, replace=False))
        self.rows = active
        self.features = PairFeatures(self.past, known, self.rows)
        self.weights: dict[str, float] = {}
        self._among: dict[str, np.ndarray] = {}

    def cold_start(self) -> dict[str, Any]:
        """Count the new ties that no method could find."""
        fresh = (self.future > 0).tocoo()
        upper = fresh.row < fresh.col
        pairs = np.column_stack([fresh.row[upper], fresh.col[upper]])
        had = (
            np.asarray(self.past.joint[pairs[:, 0], pairs[:, 1]]).ravel() > 0 if len(pairs) else np.zeros(0, dtype=bool)
        )
        pairs = pairs[~had]
        unknown = int((~self.past.active[pairs]).any(axis=1).sum()) if len(pairs) else 0
        share = unknown / len(pairs) if len(pairs) else float("nan")
        return {"cut": self.date, "n_new": len(pairs), "n_unknown_end": unknown, "share": share}

    def candidates(self, task: str) -> np.ndarray:
        """Mark the pairs that are ranked."""
        if task not in self._among:
            self._among[task] = self._candidates(task)
        return self._among[task]

    def _candidates(self, task: str) -> np.ndarray:
        tied = self.past.joint[self.rows].toarray() > 0
        own = np.zeros_like(tied)
        own[np.arange(len(self.rows)), self.rows] = True
        if task == "repeat_tie":
            return np.asarray(tied & ~own)
        met = self.features.get("group_lift") > 0
        return np.asarray(~tied & ~own & self.past.active[None, :] & met)

    @cached_property
    def labels(self) -> np.ndarray:
        """Mark the pairs that had to do with each other afterwards."""
        return np.asarray(self.future[self.rows].toarray() > 0)

    def methods(self, task: str) -> Iterator[tuple[str, str, np.ndarray]]:
        """Score all pairs by every method; the suggestion first."""
        if task == "new_tie":
            yield "suggestion", "suggestion", self._suggestion()
            for name in BASELINES:
                yield name, "baseline", self.features.get(name)
        elif task == "repeat_tie":
            joint = self.past.joint[self.rows].toarray()
            recent = self.past.strength[self.rows].toarray()
            yield "suggestion", "suggestion", recent
            for name, scores in zip(REPEATS, (joint * 0, self.features.get("popularity"), joint), strict=True):
                yield name, "baseline", scores
        else:
            yield from self._guests()

    def _guests(self) -> Iterator[tuple[str, str, np.ndarray]]:
        count = np.asarray(self.history.incidence(range(self.past.n_events)).sum(axis=1)).ravel()
        kinds = self.history.nodes["group"].astype(str)
        rate = kinds.map(pd.Series(count).groupby(kinds).mean()).to_numpy(dtype=float)
        recent = self.past.activity
        for name, scores in (("suggestion", recent), *zip(GUESTS, (count * 0, count, rate), strict=True)):
            yield name, "suggestion" if name == "suggestion" else "baseline", scores

    def _suggestion(self) -> np.ndarray:
        among = self.candidates("new_tie")
        parts = np.array([standardised(self.features.get(name), among) for name in RECIPE])
        weights = self._fitted()
        self.weights = dict(zip(RECIPE, map(float, weights), strict=True))
        return np.asarray(np.tensordot(weights, parts, axes=1))

    def _fitted(self) -> np.ndarray:
        """Weights from an earlier cut inside the past; equal when it held too little."""
        inner = self.day - max(self.horizon // 2, 1)
        if not len(self.history.days) or inner <= self.history.days[0]:
            return np.ones(len(RECIPE))
        earlier = _Trial(self.history, self.known, inner, self.day - inner, 0)
        among, labels = earlier.candidates("new_tie"), earlier.labels
        if labels[among].sum() < ENOUGH_TO_FIT:
            return np.ones(len(RECIPE))
        parts = [standardised(earlier.features.get(name), among)[among] for name in RECIPE]
        model = LogisticRegression(max_iter=200).fit(np.column_stack(parts), labels[among])
        weights = np.maximum(model.coef_.ravel(), 0.0)
        return weights if weights.any() else np.ones(len(RECIPE))

    def measured(self, scores: np.ndarray, task: str, k: tuple[int, ...]) -> tuple[dict[str, Any], pd.DataFrame]:
        """Metrics over all candidates, and per asking stakeholder (or per meeting)."""
        if task == "attendance":
            return self._measured_guests(scores, k)
        among, labels = self.candidates(task), self.labels
        found = {"n_candidates": int(among.sum()), "n_positive": int(labels[among].sum())}
        overall = ranking_metrics(scores[among], labels[among], k=()) if among.any() else {}
        each = []
        for row in np.flatnonzero((labels & among).any(axis=1)):
            values = ranking_metrics(scores[row][among[row]], labels[row][among[row]], k=k)
            each.append({"asking": self.history.ids[self.rows[row]], **values})
        return self._summed(found, overall, each)

    def _measured_guests(self, scores: np.ndarray, k: tuple[int, ...]) -> tuple[dict[str, Any], pd.DataFrame]:
        active = self.past.active
        first, last = np.searchsorted(self.history.days, [self.day, self.day + self.horizon], side="left")
        each, n_positive = [], 0
        for event in range(int(first), int(last)):
            if not self.history.is_meeting[event]:
                continue
            labels = np.zeros(len(active), dtype=bool)
            labels[self.history.members[event]] = True
            if (labels & active).any():
                n_positive += int((labels & active).sum())
                values = ranking_metrics(scores[active], labels[active], k=k)
                each.append({"asking": f"{event}", **values})
        found = {"n_candidates": int(active.sum()) * len(each), "n_positive": n_positive}
        overall = (
            {name: float(np.mean([e[name] for e in each])) for name in ("average_precision", "roc_auc")} if each else {}
        )
        return self._summed(found, overall, each)

    @staticmethod
    def _summed(
        found: dict[str, Any], overall: Mapping[str, float], each: list[dict[str, Any]]
    ) -> tuple[dict[str, Any], pd.DataFrame]:
        frame = pd.DataFrame(each) if each else pd.DataFrame(columns=["asking", "average_precision"])
        means = {name: float(frame[name].mean()) for name in frame.columns if name not in {"asking", *OVERALL}}
        if each:
            means["mean_average_precision"] = float(frame["average_precision"].mean())
        whole = {name: overall.get(name, float("nan")) for name in OVERALL}
        return {**found, "n_asking": len(frame), **whole, **means}, frame[["asking", "average_precision"]]


def _intervals(single: list[pd.DataFrame], seed: int) -> pd.DataFrame:
    """Paired differences by stakeholder, who are drawn with replacement; cuts of the same one stay together."""
    columns = ["baseline", "difference", "low", "high", "better"]
    every = pd.concat(single, ignore_index=True) if single else pd.DataFrame()
    if every.empty:
        return pd.DataFrame(columns=columns)
    wide = every.pivot_table(index=["asking", "cut"], columns="method", values="average_precision")
    random, rows = np.random.default_rng(seed), []
    for baseline in [name for name in wide.columns if name != "suggestion"]:
        difference = (wide["suggestion"] - wide[baseline]).groupby("asking").agg(["sum", "count"])
        total, count = difference["sum"].to_numpy(), difference["count"].to_numpy()
        drawn = random.integers(0, len(total), (DRAWS, len(total)))
        means = total[drawn].sum(axis=1) / count[drawn].sum(axis=1)
        low, high = np.percentile(means, INTERVAL)
        rows.append((baseline, float(total.sum() / count.sum()), float(low), float(high), bool(low > 0)))
    return pd.DataFrame(rows, columns=columns).sort_values(["difference", "baseline"]).reset_index(drop=True)


def _verdict(table: pd.DataFrame, intervals: pd.DataFrame, cuts: int) -> tuple[Reason, ...]:
    own = table[table["role"] == "suggestion"] if len(table) else table
    n_positive = int(own["n_positive"].sum()) if len(own) else 0
    if n_positive < ENOUGH_TO_JUDGE:
        return (Reason("evaluate.too_few", {"n": n_positive, "cuts": len(own)}),)
    best = intervals.iloc[0]
    variant = "better" if best["better"] else "worse" if best["high"] < 0 else "equal"
    params = {"baseline": str(best["baseline"]), "cuts": len(own), "wanted": cuts, "n": n_positive, "variant": variant}
    hits = own["precision@5"].mean() if "precision@5" in own else float("nan")
    reasons = [Reason("evaluate.compared", params)]
    if hits == hits:  # noqa: PLR0124 - not NaN
        reasons.append(Reason("evaluate.short_list", {"n_of_fifty": round(50 * float(hits))}))
    return tuple(reasons)
