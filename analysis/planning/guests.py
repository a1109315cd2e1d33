"""Guests: whom to invite so that as much as possible of what is needed is in the room."""

from __future__ import annotations

import time
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._tables import run_record
from analysis.planning._programme import ROUNDING, Programme, Wish
from graphmodel import NotFoundError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from analysis.planning._programme import Solution

__all__ = ["Guests", "budget_wish", "choose_guests", "guest_wishes", "quota_wishes"]

SURE = 1.0 - 1e-12
CLOSE_ENOUGH = 1e-7
FIRST_TANGENTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True, eq=False)
class Guests:
    """The chosen guests and what they bring.

    Attributes
    ----------
    chosen
        Ids, sorted.
    value
        Weight of the needs covered (with probabilities: expected weight).
    bound
        No choice has a higher value than this.
    optimal
        Whether it is proved that no choice is better.
    contribution
        For each of the chosen, what would be lost without it.
    left_out
        For each of the others, what it would add on top of the chosen, room or not.
    covered
        Needs that at least one of the chosen covers.
    uncovered
        Needs that none of the chosen covers.
    run
        Run record.
    """

    chosen: tuple[str, ...]
    value: float
    bound: float
    optimal: bool
    contribution: Mapping[str, float]
    left_out: Mapping[str, float]
    covered: tuple[Any, ...]
    uncovered: tuple[Any, ...]
    run: Mapping[str, Any]


def choose_guests(
    covers: Mapping[str, Collection[Any]],
    *,
    k: int,
    weights: Mapping[Any, float] | None = None,
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
    groups: Mapping[str, str] | None = None,
    group_min: Mapping[str, int] | None = None,
    group_max: Mapping[str, int] | None = None,
    cost: Mapping[str, float] | None = None,
    budget: float | None = None,
    probability: Mapping[str, float] | None = None,
    seconds: float = 10.0,
) -> Guests:
    """Choose at most `k` guests that cover as much as possible of what is needed.

    Parameters
    ----------
    covers
        For each possible guest, the needs that it covers.
    k
        Room for so many, at least 1.
    weights
        Weight of each need, not negative; 1 where not given.
    required, excluded
        Guests that must, or must not, be chosen.
    groups
        Group of each guest, for the quotas.
    group_min, group_max
        Least and most guests per group.
    cost, budget
        Cost of each guest (0 where not given) and what there is to spend.
    probability
        Chance that a guest comes, 0 to 1; 1 where not given. Then the expected weight counts: a need is covered with
        the chance that at least one of those who cover it comes.
    seconds
        Limit of time for the search.

    Returns
    -------
    Guests
        ``.chosen`` (fewer than `k` when more would add nothing), ``.value``, ``.bound``, ``.optimal``,
        ``.contribution``, ``.left_out``, ``.covered``, ``.uncovered``.

    Raises
    ------
    InfeasibleError
        The wishes collide; ``conflict`` names a smallest set of them.
    NotFoundError
        `required` or `excluded` names somebody who is not among the possible guests.
    ParameterError
        A number is outside its range.

    Notes
    -----
    An integer programme solved with HiGHS. With probabilities the gain 1 - exp(-s) of a need, s being the sum of
    -ln(1 - p) of those who cover it, is bounded by tangents, which are added until value and bound meet.

    Examples
    --------
    >>> result = choose_guests({"a": {1, 2, 3}, "b": {1, 2}, "c": {3, 4}}, k=2)
    >>> result.chosen, result.value, result.optimal
    (('a', 'c'), 4.0, True)
    """
    guests = sorted(map(str, covers))
    task = _Task(
        guests=guests,
        covers={str(name): set(needs) for name, needs in covers.items()},
        weights={need: float((weights or {}).get(need, 1.0)) for needs in covers.values() for need in needs},
        chance={name: float((probability or {}).get(name, 1.0)) for name in guests},
    )
    musts, bars = sorted(set(map(str, required))), sorted(set(map(str, excluded)))
    _check(task, k, musts + bars)
    wishes = guest_wishes(guests, k=k, required=musts, excluded=bars)
    wishes += quota_wishes(guests, groups=groups or {}, least=group_min or {}, most=group_max or {})
    if budget is not None:
        wishes.append(budget_wish(guests, cost=cost or {}, budget=budget))
    chosen, bound = _search(task, wishes, seconds)
    chosen = _without_idle(task, chosen, wishes)
    value = task.value(chosen)
    optimal = bound - value <= CLOSE_ENOUGH * max(1.0, abs(value))
    covered = {need for name in chosen for need in task.covers[name]}
    parameters: dict[str, Any] = {"k": k, "weights": weights, "required": musts, "excluded": bars, "groups": groups}
    parameters |= {"group_min": group_min, "group_max": group_max, "cost": cost, "budget": budget}
    return Guests(
        chosen=tuple(chosen),
        value=value,
        bound=value if optimal else bound,
        optimal=optimal,
        contribution={name: value - task.value([other for other in chosen if other != name]) for name in chosen},
        left_out={name: task.value([*chosen, name]) - value for name in guests if name not in set(chosen)},
        covered=tuple(sorted(covered, key=str)),
        uncovered=tuple(sorted(set(task.weights) - covered, key=str)),
        run=run_record("choose_guests", covers, **parameters, probability=probability),
    )


@dataclass(frozen=True, slots=True)
class _Task:
    guests: list[str]
    covers: dict[str, set[Any]]
    weights: dict[Any, float]
    chance: dict[str, float]

    def value(self, chosen: Iterable[str]) -> float:
        """Expected weight of the needs covered."""
        missed: dict[Any, float] = {}
        for name in chosen:
            for need in self.covers[name]:
                missed[need] = missed.get(need, 1.0) * (1.0 - self.chance[name])
        return float(sum(self.weights[need] * (1.0 - gone) for need, gone in sorted(missed.items(), key=_by_text)))


def _by_text(entry: tuple[Any, Any]) -> str:
    return str(entry[0])


def _check(task: _Task, k: int, named: list[str]) -> None:
    if k < 1:
        msg = f"The 'k' parameter of choose_guests must be an int of at least 1. Got {k!r} instead."
        raise ParameterError(msg)
    for name in named:
        if name not in task.covers:
            close = tuple(get_close_matches(name, task.guests, n=3))
            hint = f" Did you mean {', '.join(close)}?" if close else ""
            msg = f"'required' and 'excluded' of choose_guests must be possible guests. Got {name!r}.{hint}"
            raise NotFoundError(msg, candidates=close)
    if any(weight < 0 for weight in task.weights.values()):
        msg = f"The 'weights' of choose_guests must not be negative. Got {min(task.weights.values())!r} instead."
        raise ParameterError(msg)
    if any(not 0 <= chance <= 1 for chance in task.chance.values()):
        wrong = next(chance for chance in task.chance.values() if not 0 <= chance <= 1)
        msg = f"The 'probability' of choose_guests must be between 0 and 1. Got {wrong!r} instead."
        raise ParameterError(msg)


def guest_wishes(guests: Sequence[str], *, k: int, required: Iterable[str], excluded: Iterable[str]) -> list[Wish]:
    """Conditions on a round: room, who must be there, who must not.

    Parameters
    ----------
    guests
        Possible guests in the order of the variables.
    k
        Room for so many.
    required, excluded
        Some of them.

    Returns
    -------
    list of Wish
    """
    place = {name: number for number, name in enumerate(guests)}
    wishes = [Wish(f"room for {k}", dict.fromkeys(place.values(), 1.0), high=k)]
    wishes += [Wish(f"{name} is required", {place[name]: 1.0}, low=1.0) for name in required]
    wishes += [Wish(f"{name} is excluded", {place[name]: 1.0}, high=0.0) for name in excluded]
    return wishes


def quota_wishes(
    guests: Sequence[str], *, groups: Mapping[str, str], least: Mapping[str, int], most: Mapping[str, int]
) -> list[Wish]:
    """Conditions on a round: least and most guests per group.

    Parameters
    ----------
    guests
        Possible guests in the order of the variables.
    groups
        Group of each guest.
    least, most
        Numbers by group.

    Returns
    -------
    list of Wish
    """
    wishes = []
    for group in sorted({*map(str, least), *map(str, most)}):
        members = {place: 1.0 for place, name in enumerate(guests) if str(groups.get(name)) == group}
        low = {str(key): value for key, value in least.items()}.get(group)
        high = {str(key): value for key, value in most.items()}.get(group)
        if low is not None:
            wishes.append(Wish(f"at least {low} of {group} (there are {len(members)})", members, low=float(low)))
        if high is not None:
            wishes.append(Wish(f"at most {high} of {group}", members, high=float(high)))
    return wishes


def budget_wish(guests: Sequence[str], *, cost: Mapping[str, float], budget: float) -> Wish:
    """Condition on a round: what there is to spend.

    Parameters
    ----------
    guests
        Possible guests in the order of the variables.
    cost
        Cost of each guest, 0 where not given.
    budget
        Sum at most.

    Returns
    -------
    Wish
    """
    spent = {place: float(cost.get(name, 0.0)) for place, name in enumerate(guests)}
    return Wish(f"budget of {budget:g}", spent, high=budget)


def _search(task: _Task, wishes: list[Wish], seconds: float) -> tuple[list[str], float]:
    """Solve, add tangents where the gain was overrated, and solve again until value and bound meet."""
    needs = sorted(task.weights, key=str)
    n, total = len(task.guests), len(task.guests) + len(needs)
    gain = np.concatenate([np.zeros(n), [task.weights[need] for need in needs]])
    programme = Programme(gain, (np.arange(total) < n).astype(int), np.ones(total), wishes=wishes)
    rate = [-np.log1p(-min(task.chance[name], SURE)) for name in task.guests]
    who = [
        {place: rate[place] for place, name in enumerate(task.guests) if need in task.covers[name]} for need in needs
    ]
    certain = all(chance in {0.0, 1.0} for chance in task.chance.values())
    for number in range(len(needs)):
        if certain:
            terms = {place: -1.0 for place, speed in who[number].items() if speed > 0}
            programme.structure.append(Wish("", {**terms, n + number: 1.0}, high=0.0))
        for at in () if certain else FIRST_TANGENTS:
            programme.structure.append(_tangent(who[number], n + number, at))
    best: list[str] = []
    best_value, bound = -np.inf, np.inf
    until = time.monotonic() + seconds
    while True:
        found = programme.solve(seconds=until - time.monotonic())
        if found is None:
            break
        chosen = _names(task, found)
        bound = min(bound, found.bound)
        if task.value(chosen) > best_value:
            best, best_value = chosen, task.value(chosen)
        met = bound - best_value <= CLOSE_ENOUGH * max(1.0, abs(best_value))
        if certain or met or time.monotonic() > until:
            break
        for number in range(len(needs)):
            at = sum(speed for place, speed in who[number].items() if found.x[place] > ROUNDING)
            programme.structure.append(_tangent(who[number], n + number, at))
    return best, bound


def _names(task: _Task, found: Solution) -> list[str]:
    return [name for place, name in enumerate(task.guests) if found.x[place] > ROUNDING]


def _tangent(who: Mapping[int, float], need: int, at: float) -> Wish:
    """Gain of a need is at most the tangent of 1 - exp(-s) at a point."""
    slope = float(np.exp(-at))
    terms = {place: -slope * speed for place, speed in who.items()}
    return Wish("", {**terms, need: 1.0}, high=1.0 - slope - slope * at)


def _without_idle(task: _Task, chosen: list[str], wishes: list[Wish]) -> list[str]:
    """Leave out guests who add nothing and whom no wish asks for."""
    place = {name: number for number, name in enumerate(task.guests)}
    kept = list(chosen)
    for name in reversed(chosen):
        fewer = [other for other in kept if other != name]
        numbers = {place[other] for other in fewer}
        asked = any(sum(c for p, c in wish.coefficients.items() if p in numbers) < wish.low for wish in wishes)
        if not asked and task.value(kept) - task.value(fewer) <= 0:
            kept = fewer
    return kept
