"""Advisers: who fits where, with everybody's capacity kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis._tables import finish, run_record
from analysis.planning._programme import ROUNDING, Programme, Wish
from graphmodel import InfeasibleError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Assignment", "assign_advisers"]

Objective = Literal["total", "worst_first"]
SLACK = 1e-9
CLOSE_ENOUGH = 1e-7
MOST_PRICES = 60


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Who advises where.

    Attributes
    ----------
    assignment
        ``municipality``, ``adviser``, ``fit``, sorted by both.
    value
        ``"total"``: all fits added; ``"worst_first"``: the fit of the worst served municipality.
    total
        All fits added, whatever the objective.
    worst
        Fit of the worst served municipality; NaN without municipalities.
    optimal
        Whether it is proved that nothing better exists.
    bound
        No assignment has a higher ``value``.
    runner_up
        The best other assignment, as ``assignment``; empty when there is no other.
    runner_up_value
        Its ``value``; NaN when there is no other.
    prices
        ``constraint`` (text), ``gain``: how much ``value`` would rise if one more were allowed there; largest first.
    run
        Run record.
    """

    assignment: pd.DataFrame
    value: float
    total: float
    worst: float
    optimal: bool
    bound: float
    runner_up: pd.DataFrame
    runner_up_value: float
    prices: pd.DataFrame
    run: Mapping[str, Any]


def assign_advisers(
    fit: Any,
    *,
    capacity: int | Mapping[str, int],
    load: Mapping[str, int] | None = None,
    forbidden: Iterable[tuple[str, str]] = (),
    team_size: int | Mapping[str, int] = 1,
    objective: Objective = "total",
    seconds: float = 10.0,
) -> Assignment:
    """Give every municipality its team of advisers so that they fit as well as possible.

    Parameters
    ----------
    fit
        How well an adviser fits a municipality: a table with ``adviser``, ``municipality``, ``fit``; a table with
        advisers as index and municipalities as columns; or a mapping ``{(adviser, municipality): fit}`` or
        ``{adviser: {municipality: fit}}``. A pair that is missing or NaN is not possible.
    capacity
        Municipalities an adviser can take, one number or by adviser (0 where not given).
    load
        Municipalities an adviser already has, which count against the capacity.
    forbidden
        Pairs (adviser, municipality) that must not be.
    team_size
        Advisers per municipality, one number or by municipality (1 where not given).
    objective
        ``"total"``: all fits added; ``"worst_first"``: the municipality served worst as well as possible, then the
        total.
    seconds
        Limit of time for each search.

    Returns
    -------
    Assignment
        ``.assignment``, ``.value``, ``.optimal``, ``.runner_up``, ``.prices``.

    Raises
    ------
    InfeasibleError
        There is no such assignment; ``conflict`` names a smallest set of conditions that collide.
    ParameterError
        A parameter is outside its range or of another kind.

    Notes
    -----
    An integer programme solved with HiGHS. The fit of a municipality is the sum over its team.

    Examples
    --------
    >>> fit = {"ada": {"Jülich": 3, "Bonn": 2}, "ben": {"Jülich": 2, "Bonn": 0}}
    >>> result = assign_advisers(fit, capacity=1)
    >>> print(result.assignment.to_string(index=False))
    municipality adviser  fit
            Bonn     ada  2.0
          Jülich     ben  2.0
    """
    if objective not in {"total", "worst_first"}:
        msg = f"The 'objective' of assign_advisers must be 'total' or 'worst_first'. Got {objective!r} instead."
        raise ParameterError(msg)
    task = _task(fit, capacity, load or {}, forbidden, team_size)
    record = run_record(
        "assign_advisers",
        {f"{adviser} -> {place}": value for (adviser, place), value in task.fit.items()},
        capacity=capacity,
        load=load,
        forbidden=sorted(f"{adviser} -> {place}" for adviser, place in task.forbidden),
        team_size=team_size,
        objective=objective,
    )
    best = _solve(task, objective, seconds)
    other = _next_best(task, objective, seconds, best)
    return Assignment(
        assignment=finish(_table(task, best.pairs), record),
        value=best.value,
        total=sum(task.fit[pair] for pair in best.pairs),
        worst=best.worst,
        optimal=best.optimal,
        bound=best.bound,
        runner_up=finish(_table(task, other.pairs if other else []), record),
        runner_up_value=other.value if other else float("nan"),
        prices=finish(_prices(task, objective, seconds, best), record),
        run=record,
    )


@dataclass(frozen=True, slots=True)
class _Task:
    fit: dict[tuple[str, str], float]
    room: dict[str, int]
    team: dict[str, int]
    forbidden: frozenset[tuple[str, str]]

    @property
    def possible(self) -> list[tuple[str, str]]:
        return sorted(self.fit)


@dataclass(frozen=True, slots=True)
class _Found:
    pairs: list[tuple[str, str]]
    value: float
    worst: float
    bound: float
    optimal: bool


def _task(fit: Any, capacity: Any, load: Mapping[str, int], forbidden: Any, team_size: Any) -> _Task:
    pairs, advisers, places = _fits(fit)
    loads = {str(name): int(number) for name, number in load.items()}
    room = {name: max(_number(capacity, name, 0) - loads.get(name, 0), 0) for name in advisers}
    team = {place: _number(team_size, place, 1) for place in places}
    if any(number < 0 for number in team.values()):
        msg = f"The 'team_size' of assign_advisers must not be negative. Got {team_size!r} instead."
        raise ParameterError(msg)
    return _Task(pairs, room, team, frozenset((str(adviser), str(place)) for adviser, place in forbidden))


def _number(given: Any, name: str, otherwise: int) -> int:
    if isinstance(given, Mapping):
        return int({str(key): value for key, value in given.items()}.get(name, otherwise))
    return int(given)


def _fits(fit: Any) -> tuple[dict[tuple[str, str], float], list[str], list[str]]:
    """Possible pairs with their fit, all advisers, all municipalities."""
    if isinstance(fit, pd.DataFrame):
        if {"adviser", "municipality", "fit"} <= set(fit.columns):
            entries = list(zip(fit["adviser"], fit["municipality"], fit["fit"], strict=True))
        else:
            entries = [(a, p, fit.loc[a, p]) for a in fit.index for p in fit.columns]
    elif isinstance(fit, Mapping):
        entries = []
        for key, value in fit.items():
            if isinstance(value, Mapping):
                entries += [(key, place, number) for place, number in value.items()]
            else:
                entries.append((*key, value))
    else:
        msg = f"The 'fit' of assign_advisers must be a table or a mapping. Got {type(fit).__name__} instead."
        raise ParameterError(msg)
    advisers, places = sorted({str(a) for a, _, _ in entries}), sorted({str(p) for _, p, _ in entries})
    return {(str(a), str(p)): float(v) for a, p, v in entries if not pd.isna(v)}, advisers, places


def _programme(task: _Task, least: float | None = None) -> Programme:
    """One variable per possible pair, and the fit of the worst served municipality as the last one."""
    pairs = task.possible
    fits = np.array([task.fit[pair] for pair in pairs] + [0.0])
    top = np.concatenate([np.ones(len(pairs)), [np.inf]])
    programme = Programme(fits, np.array([1] * len(pairs) + [0]), top)
    for adviser, room in task.room.items():
        terms = {at: 1.0 for at, pair in enumerate(pairs) if pair[0] == adviser}
        programme.wishes.append(Wish(f"{adviser} has room for {room} more", terms, high=float(room)))
    for place, size in task.team.items():
        terms = {at: 1.0 for at, pair in enumerate(pairs) if pair[1] == place}
        programme.wishes.append(Wish(f"{place} needs {size}", terms, low=float(size), high=float(size)))
        if least is not None and size:
            gains = {at: task.fit[pairs[at]] for at in terms}
            programme.structure.append(Wish("", gains, low=least - SLACK))
    for at, pair in enumerate(pairs):
        if pair in task.forbidden:
            programme.wishes.append(Wish(f"{pair[0]} must not go to {pair[1]}", {at: 1.0}, high=0.0))
    return programme


def _solve(task: _Task, objective: str, seconds: float, *, avoid: list[tuple[str, str]] | None = None) -> _Found:
    """Best assignment; for worst first, the worst fit is settled before the total."""
    bound = None
    if objective == "worst_first" and any(task.team.values()):
        bound = _worst_fit(task, seconds, avoid)
    programme = _programme(task, bound)
    _leave_out(programme, task, avoid)
    found = programme.solve(seconds=seconds)
    if found is None:
        msg = f"No assignment was found within {seconds:g} seconds. Allow more time with 'seconds'."
        raise InfeasibleError(msg)
    pairs = [pair for at, pair in enumerate(task.possible) if found.x[at] > ROUNDING]
    sums = {place: 0.0 for place, size in task.team.items() if size}
    for pair in pairs:
        sums[pair[1]] += task.fit[pair]
    total, worst = sum(task.fit[pair] for pair in pairs), min(sums.values(), default=float("nan"))
    value, limit = (worst, bound) if bound is not None else (total, found.bound)
    return _Found(pairs, value, worst, limit, limit - value <= CLOSE_ENOUGH * max(1.0, abs(value)))


def _worst_fit(task: _Task, seconds: float, avoid: list[tuple[str, str]] | None) -> float:
    """Highest fit that the worst served municipality can have."""
    pairs, worst = task.possible, len(task.possible)
    programme = _programme(task)
    programme.gain = np.concatenate([np.zeros(worst), [1.0]])
    shift = -min(0.0, sum(min(value, 0.0) for value in task.fit.values()))
    for place, size in task.team.items():
        if size:
            terms = {at: task.fit[pair] for at, pair in enumerate(pairs) if pair[1] == place}
            programme.structure.append(Wish("", {**terms, worst: -1.0}, low=-shift))
    _leave_out(programme, task, avoid)
    found = programme.solve(seconds=seconds)
    return float("-inf") if found is None else found.value - shift


def _leave_out(programme: Programme, task: _Task, avoid: list[tuple[str, str]] | None) -> None:
    """Ask for at least one other pair than those of an assignment."""
    if avoid is not None:
        places = {pair: at for at, pair in enumerate(task.possible)}
        wish = Wish("another assignment", {places[pair]: 1.0 for pair in avoid}, high=len(avoid) - 1.0)
        programme.wishes.append(wish)


def _next_best(task: _Task, objective: str, seconds: float, best: _Found) -> _Found | None:
    if not best.pairs:
        return None
    try:
        return _solve(task, objective, seconds, avoid=best.pairs)
    except InfeasibleError:
        return None


def _prices(task: _Task, objective: str, seconds: float, best: _Found) -> pd.DataFrame:
    """Solve again with each condition that may hold the value back loosened by one."""
    used = {name: sum(pair[0] == name for pair in best.pairs) for name in task.room}
    looser: list[tuple[str, _Task]] = []
    for name, room in task.room.items():
        if used[name] >= room:
            more = _Task(task.fit, {**task.room, name: room + 1}, task.team, task.forbidden)
            looser.append((f"capacity of {name}", more))
    for pair in sorted(task.forbidden & set(task.fit)):
        free = _Task(task.fit, task.room, task.team, task.forbidden - {pair})
        looser.append((f"{pair[0]} must not go to {pair[1]}", free))
    rows = [
        (name, max(_solve(other, objective, seconds).value - best.value, 0.0)) for name, other in looser[:MOST_PRICES]
    ]
    table = pd.DataFrame(rows, columns=["constraint", "gain"]).astype({"constraint": object, "gain": float})
    return table.sort_values(["gain", "constraint"], ascending=[False, True], ignore_index=True)


def _table(task: _Task, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    rows = sorted((place, adviser, task.fit[adviser, place]) for adviser, place in pairs)
    return pd.DataFrame(rows, columns=["municipality", "adviser", "fit"])
