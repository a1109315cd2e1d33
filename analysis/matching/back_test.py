"""Would such suggestions have come true? Looked up in the past, seeing nothing that only a later day could know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._tables import run_record
from analysis.matching.guests import Guests
from analysis.matching.history import History
from analysis.matching.metrics import ranking_metrics
from analysis.matching.trial import Trial, asking_side
from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphmodel import Snapshot

__all__ = ["ENOUGH_TO_JUDGE", "BackTest", "back_test", "count_positives"]

TASKS = ("new_tie", "repeat_tie", "attendance")
ENOUGH_TO_JUDGE = 30
DRAWS = 1_000
INTERVAL = (5, 95)
LEAST_EVENTS = 3
SIMPLE_FILTER = "same_theme_and_nearby"
OVERALL = ("average_precision", "roc_auc")


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
        Per cut: ``n_new`` (ties of the period that were new; for attendance: guests), ``n_both``, ``n_one``,
        ``n_none`` (of them with so many ends known before; for attendance: the guest, so that ``n_one`` is 0),
        ``share`` (of those with an unknown end; no method can find them).
    verdict
        Reasons, the main one first.
    weights
        Weights of the features at the last cut; equal when there were too few positives to fit.
    asking
        Group that was asked about the others; None: everybody about everybody.
    run
        Run record.
    """

    table: pd.DataFrame
    intervals: pd.DataFrame
    cold_start: pd.DataFrame
    verdict: tuple[Reason, ...]
    weights: Mapping[str, float]
    asking: str | None
    run: Mapping[str, Any]


def back_test(
    snapshot: Snapshot,
    *,
    task: str = "new_tie",
    cuts: int = 3,
    horizon_days: int = 365,
    k: Sequence[int] = (3, 5, 10),
    asking: str | None = None,
    acted_on: Iterable[tuple[str, str]] = (),
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
    asking
        Group whose members are asked ("municipality", "administration" …); the others are the candidates. None:
        everybody is asked about everybody, or, where at least four ties in five run between one small group and all
        others (offices and their visitors), that group.
    acted_on
        Pairs that somebody brought together because they had been suggested; they are not ranked, since they would
        prove the suggestion with itself.
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
    Suggestion: log(1 + x / mean of the positive values) of recent popularity, shared contacts, decayed normalised
    paths of three steps, similar circles, themes and titles (TF-IDF), nearness, lift of the countries and of the
    group, each times a weight; the same score ranks the likely organisations of `matches`. For repeats: joint
    meetings, recent ones and the last, recent popularity, themes, nearness. To both is added how many new contacts
    the asking side made lately, which orders pairs of different askers only. For guests: recent and past attendance,
    the last meetings, the usual share, meetings of the same series or a similar title, themes, nearness to the venue.
    Weights are fitted on an earlier cut inside the past (logistic
    regression, negative ones set to 0), or fixed with fewer than 200 positives. Meetings of more than 30 make no ties
    but count as attendance. Seats, themes and countries that carry no date may be younger than the cut.

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
    acted_on = sorted({(min(pair), max(pair)) for pair in acted_on})
    wanted = {"task": task, "cuts": cuts, "horizon_days": horizon_days, "k": list(k), "asking": asking}
    run = run_record("back_test", snapshot, **wanted, acted_on=acted_on, seed=seed)
    history = History.of(snapshot)
    place = {name: position for position, name in enumerate(history.ids)}
    barred = frozenset((place[one], place[other]) for one, other in acted_on if one in place and other in place)
    days = _cut_days(history, task, cuts, horizon_days)
    side = _asking(history, days, asking)
    rows: list[dict[str, Any]] = []
    single: list[pd.DataFrame] = []
    cold: list[dict[str, Any]] = []
    weights: Mapping[str, float] = {}
    for day in days:
        trial = Trial(snapshot, history, day, horizon_days, side, barred, seed)
        cold.append(_cold_start(trial, task))
        for row, each in _measured(trial, task, tuple(k)):
            rows.append(row)
            single.append(each)
        weights = trial.weights or weights
    table = pd.DataFrame(rows)
    intervals = _intervals(single, seed)
    verdict = _verdict(table, intervals, cuts, task)
    return BackTest(table, intervals, pd.DataFrame(cold), verdict, weights, side, run)


def count_positives(snapshot: Snapshot, *, cuts: int = 3, horizon_days: int = 365) -> int:
    """How many new ties a back-test could look for; quick, since nothing is scored.

    Parameters
    ----------
    snapshot, cuts, horizon_days
        As for `back_test`.

    Returns
    -------
    int
    """
    history = History.of(snapshot)
    days = _cut_days(history, "new_tie", cuts, horizon_days)
    side = _asking(history, days, None)
    trials = (Trial(snapshot, history, day, horizon_days, side) for day in days)
    return sum(int(trial.labels[trial.candidates("new_tie")].sum()) for trial in trials)


def _check(task: str, cuts: int, horizon_days: int, k: Sequence[int]) -> None:
    if task not in TASKS:
        msg = f"The 'task' of back_test must be one of {', '.join(TASKS)}. Got {task!r} instead."
        raise ParameterError(msg)
    if cuts < 1 or horizon_days < 1 or not k or min(k) < 1:
        msg = f"'cuts', 'horizon_days' and every 'k' of back_test must be at least 1. Got {cuts}, {horizon_days}, {k}."
        raise ParameterError(msg)


def _cut_days(history: History, task: str, cuts: int, horizon_days: int) -> list[int]:
    """Days of the cuts, oldest first; periods with hardly any event are passed over."""
    days_of = history.days[history.is_meeting] if task == "attendance" else history.days
    if len(days_of) < 2:  # noqa: PLR2004 - a past and a future
        return []
    first, last = int(days_of[0]), int(days_of[-1]) + 1
    step = min(horizon_days, max((last - horizon_days - first) // (cuts + 1), 1))
    days: list[int] = []
    day = last - horizon_days
    while day > first and len(days) < cuts:
        seen, later = np.searchsorted(days_of, [day, day + horizon_days], side="left")
        if later - seen >= (1 if task == "attendance" else LEAST_EVENTS):
            days.append(day)
        day -= step
    return sorted(days)


def _asking(history: History, days: Sequence[int], asking: str | None) -> str | None:
    groups = sorted(set(history.nodes["group"].astype(str)))
    if asking is not None and asking not in groups:
        msg = f"The 'asking' group of back_test must be one of {', '.join(groups)}. Got {asking!r} instead."
        raise ParameterError(msg)
    return asking if asking is not None or not days else asking_side(history.before(days[0]))


def _measured(trial: Trial, task: str, k: tuple[int, ...]) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Metrics over all candidates, and per asking stakeholder (or per meeting), of each method."""
    if task == "attendance":
        yield from _measured_guests(trial, k)
        return
    among, labels = trial.candidates(task), trial.labels
    found = {"n_candidates": int(among.sum()), "n_positive": int(labels[among].sum())}
    asked = np.flatnonzero((labels & among).any(axis=1))
    for method, role, scores in trial.methods(task):
        overall = ranking_metrics(scores[among], labels[among], k=()) if among.any() else {}
        each = [
            {
                "asking": trial.history.ids[trial.rows[row]],
                **ranking_metrics(scores[row][among[row]], labels[row][among[row]], k=k),
            }
            for row in asked
        ]
        yield _summed({"cut": trial.date, "method": method, "role": role, **found}, overall, each)


def _measured_guests(trial: Trial, k: tuple[int, ...]) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    guests = Guests(trial)
    each: dict[tuple[str, str], list[dict[str, Any]]] = {}
    n_positive = 0
    for event in guests.meetings:
        labels = guests.labels(event)
        n_positive += int(labels.sum())
        if labels.any():
            for method, role, scores in guests.methods(event):
                values = {"asking": trial.history.keys[event], **ranking_metrics(scores, labels, k=k)}
                each.setdefault((method, role), []).append(values)
    trial.weights.update(guests.weights)
    for (method, role), rows in each.items():
        found = {"n_candidates": int(guests.active.sum()) * len(rows), "n_positive": n_positive}
        overall = {name: float(np.mean([row[name] for row in rows])) for name in OVERALL}
        yield _summed({"cut": trial.date, "method": method, "role": role, **found}, overall, rows)


def _summed(
    found: dict[str, Any], overall: Mapping[str, float], each: list[dict[str, Any]]
) -> tuple[dict[str, Any], pd.DataFrame]:
    frame = pd.DataFrame(each) if each else pd.DataFrame(columns=["asking", "average_precision"])
    means = {name: float(frame[name].mean()) for name in frame.columns if name not in {"asking", *OVERALL}}
    if each:
        means["mean_average_precision"] = float(frame["average_precision"].mean())
    whole = {name: overall.get(name, float("nan")) for name in OVERALL}
    single = frame[["asking", "average_precision"]].assign(cut=found["cut"], method=found["method"])
    return {**found, "n_asking": len(frame), **whole, **means}, single


def _cold_start(trial: Trial, task: str) -> dict[str, Any]:
    none, one, both = Guests(trial).cold_start() if task == "attendance" else trial.cold_start()
    n_new = none + one + both
    share = (none + one) / n_new if n_new else float("nan")
    return {"cut": trial.date, "n_new": n_new, "n_both": both, "n_one": one, "n_none": none, "share": share}


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


def _verdict(table: pd.DataFrame, intervals: pd.DataFrame, cuts: int, task: str) -> tuple[Reason, ...]:
    own = table[table["role"] == "suggestion"] if len(table) else table
    n_positive = int(own["n_positive"].sum()) if len(own) else 0
    if n_positive < ENOUGH_TO_JUDGE:
        return (Reason("evaluate.too_few", {"n": n_positive, "cuts": len(own), "variant": task}),)
    best = intervals.iloc[0]
    variant = "better" if best["better"] else "worse" if best["high"] < 0 else "equal"
    params = {"baseline": str(best["baseline"]), "cuts": len(own), "wanted": cuts, "n": n_positive, "variant": variant}
    hits = own["precision@5"].mean() if "precision@5" in own else float("nan")
    reasons = [Reason("evaluate.compared", params)]
    simple = intervals[intervals["baseline"] == SIMPLE_FILTER]
    if len(simple) and best["baseline"] != SIMPLE_FILTER:
        beaten = "better" if simple["better"].iloc[0] else "equal"
        reasons.append(Reason("evaluate.simple_filter", {"variant": beaten}))
    if hits == hits:  # noqa: PLR0124 - not NaN
        reasons.append(Reason("evaluate.short_list", {"n_of_fifty": round(50 * float(hits)), "variant": task}))
    return tuple(reasons)
