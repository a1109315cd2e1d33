"""Invitations: from a purpose, a place and the seats to a round that covers much and brings new people together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._facts import Facts, facts
from analysis._tables import finish, run_record
from analysis.planning._needs import Need, Purpose, purpose_of
from analysis.planning._programme import ROUNDING, Programme, Wish
from analysis.planning.guests import Guests, budget_wish, choose_guests, guest_wishes, quota_wishes
from analysis.planning.round_reasons import guest_reasons, left_out_reasons, round_reasons
from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel import Snapshot

__all__ = ["Invitations", "invitations"]

SLACK = 1e-7
LEFT_OUT_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Invitations:
    """A proposed round.

    Attributes
    ----------
    guests
        ``id``, ``name``, ``group``, ``place`` (id of the seat, None where unknown), ``km`` (NaN where unknown),
        ``n_needs`` (needs it answers to), ``adds`` (weight of the needs that nobody else in the round answers to),
        ``n_new`` and ``n_known`` (others in the round it has no tie with, and those it has one with), ``required``,
        ``reasons``; sorted by what they add, then by name.
    needs
        ``need``, ``kind``, ``theme``, ``country``, ``group`` ("" where it does not matter), ``weight``,
        ``n_candidates``, ``n_guests``, sorted by kind.
    left_out
        Those asked about, and ten others not in the round: ``id``, ``name``, ``adds`` (weight of the needs it would
        add), ``reasons``.
    value
        Weight of the needs that the round covers.
    bound
        No round covers more.
    optimal
        Whether it is proved that no round covers more, and none of those that cover as much is better by the second
        standard.
    gap
        How far the second standard may be from its best, as a share; 0 when proved.
    n_new, n_known
        Pairs of guests without, and with, a tie on record.
    reasons
        Statements on the round as a whole.
    run
        Run record.
    """

    guests: pd.DataFrame
    needs: pd.DataFrame
    left_out: pd.DataFrame
    value: float
    bound: float
    optimal: bool
    gap: float
    n_new: int
    n_known: int
    reasons: tuple[Reason, ...]
    run: Mapping[str, Any]


def invitations(
    snapshot: Snapshot,
    *,
    purpose: str | Sequence[str] = (),
    place: str | None = None,
    size: int,
    countries: Sequence[str] = (),
    groups: Sequence[str] = (),
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
    explain: Iterable[str] = (),
    group_min: Mapping[str, int] | None = None,
    group_max: Mapping[str, int] | None = None,
    cost: Mapping[str, float] | None = None,
    budget: float | None = None,
    probability: Mapping[str, float] | None = None,
    radius_km: float = 100.0,
    as_of: str | None = None,
    seconds: float = 10.0,
) -> Invitations:
    """Propose whom to invite so that what is needed is in the room and people meet who have not met.

    Parameters
    ----------
    snapshot
        What is known.
    purpose
        Ids of the themes.
    place
        Id of the municipality in which it takes place.
    size
        Seats, at least 1.
    countries
        Ids or ISO codes of countries that it is about.
    groups
        Groups of organisations that should be heard, as in `graphmodel.stakeholders.GROUPS`.
    required, excluded
        Ids of organisations that must, or must not, be invited.
    explain
        Ids of organisations of which ``left_out`` says in any case why they are not in the round.
    group_min, group_max
        Least and most guests per group.
    cost, budget
        Cost of each guest by id (0 where not given) and what there is to spend.
    probability
        Chance by id that a guest comes, 0 to 1; then expected coverage counts, and new meetings are only counted.
    radius_km
        How far guests come; who is seated further away is not asked, who has no seat on record may be.
    as_of
        What held at the end of this date.
    seconds
        Limit of time for the search.

    Returns
    -------
    Invitations
        ``.guests``, ``.needs``, ``.left_out``, ``.value``, ``.optimal``, ``.gap``, ``.n_new``, ``.reasons``.

    Raises
    ------
    InfeasibleError
        The wishes collide; ``conflict`` names a smallest set of them.
    NotFoundError
        A theme, country, group, place or organisation is not on record.
    ParameterError
        Nothing is asked for, or a number is outside its range.

    Notes
    -----
    Needs are every theme, country and group, and every two of different kinds at once (half the weight). A country
    counts where it is named; its region counts only if nobody in reach names it. Offices and councils of other
    districts are not asked. First the
    weight of covered needs is made as large as possible (`choose_guests`). Among all rounds that cover as much, the
    one is taken in which the sum over the guests of three shares from 0 to 1 is largest: how much of what is needed a
    guest answers to, how near the seat is (exp(-km / 50)), and how many of the others it has no tie with on record.
    Both are integer programmes solved with HiGHS; no tie on record need not mean that two never met.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> nodes = {"Actor": [{"id": f"act-{x}", "name": x} for x in "abc"], "Theme": [{"id": "thm-k"}, {"id": "thm-l"}]}
    >>> works = [("act-a", "thm-k"), ("act-b", "thm-k"), ("act-c", "thm-l")]
    >>> ties = {"WORKS_ON": [{"source": who, "target": what} for who, what in works]}
    >>> ties["COOPERATES_WITH"] = [{"source": "act-a", "target": "act-c"}]
    >>> found = invitations(Snapshot.from_rows(nodes, ties), purpose=["thm-k", "thm-l"], size=2)
    >>> found.guests["name"].tolist(), found.n_new, found.optimal
    (['b', 'c'], 1, True)
    """
    if size < 1:
        msg = f"The 'size' of invitations must be at least one seat. Got {size!r} instead."
        raise ParameterError(msg)
    themes = (purpose,) if isinstance(purpose, str) else tuple(purpose)
    musts, bars, asked = (sorted(set(names)) for names in (required, excluded, explain))
    record = run_record(
        "invitations", snapshot, purpose=list(themes), place=place, size=size, countries=list(countries),
        groups=list(groups), required=musts, excluded=bars, explain=asked, group_min=group_min, group_max=group_max,
        cost=cost, budget=budget, probability=probability, radius_km=radius_km, as_of=as_of,
    )  # fmt: skip
    known = facts(snapshot if as_of is None else snapshot.at(as_of))
    _check_named(known, [*musts, *bars, *asked])
    about = purpose_of(known, themes=themes, countries=countries, groups=groups, place=place, radius_km=radius_km)
    covers = about.guests(required=musts, excluded=bars)
    began = time.monotonic()
    weights = {need: need.weight for need in about.needs}
    group_of = {name: known.group_of[name] for name in covers}
    first = choose_guests(
        covers, k=size, weights=weights, groups=group_of, cost=cost, budget=budget, probability=probability,
        seconds=seconds / 2, required=musts, excluded=bars, group_min=group_min, group_max=group_max,
    )  # fmt: skip
    left = max(seconds - (time.monotonic() - began), 1.0)
    task = _Round(about, covers, size)
    if probability is None:
        wishes = guest_wishes(task.names, k=size, required=musts, excluded=bars)
        wishes += quota_wishes(task.names, groups=group_of, least=group_min or {}, most=group_max or {})
        if budget is not None:
            wishes.append(budget_wish(task.names, cost=cost or {}, budget=budget))
        chosen, gap = task.best(first, wishes, seconds=left)
    else:
        chosen, gap = list(first.chosen), 0.0
    return _told(task, chosen, first, musts=musts, bars=bars, asked=asked, gap=gap, record=record)


def _check_named(known: Facts, names: Sequence[str]) -> None:
    towns = [name for name in names if name not in known.group_of or known.is_town(name)]
    if towns:
        msg = f"The 'required' and 'excluded' of invitations must be ids of organisations on record. Got {towns[0]!r}."
        raise ParameterError(msg)


def _left_out(
    task: _Round, chosen: Sequence[str], there: set[Need], bars: Sequence[str], asked: Sequence[str]
) -> list[dict[str, Any]]:
    """Those asked about first, then those who would add most; each with the reason."""
    known, covers = task.about.facts, task.covers
    adds = {name: sum(need.weight for need in covers[name] - there) for name in task.names}
    others = sorted((-adds[name], -task.fit(name), name) for name in task.names if name not in {*chosen, *bars})
    order = [name for name in asked if name not in set(chosen)]
    order += [name for *_, name in others[:LEFT_OUT_SHOWN] if name not in set(order)]
    found = []
    for name in order:
        if name in bars:
            reasons = [Reason("invitation.barred", {"name": known.names[name]})]
        elif name not in covers:
            reasons = [Reason("invitation.not_near", {"name": known.names[name]})]
        else:
            reasons = left_out_reasons(task.about, name, covers[name] - there, covers[name])
        found.append({"id": name, "name": known.names[name], "adds": float(adds.get(name, 0.0)), "reasons": reasons})
    return found


@dataclass(frozen=True, eq=False)
class _Round:
    """Possible guests and the second standard by which a round is chosen."""

    about: Purpose
    covers: Mapping[str, set[Need]]
    size: int

    @property
    def names(self) -> list[str]:
        return sorted(self.covers)

    def fit(self, name: str) -> float:
        """Share of the needs, and nearness; each 0 to 1."""
        total = sum(need.weight for need in self.about.needs)
        share = sum(need.weight for need in self.covers[name]) / total if total else 0.0
        return share + self.about.nearness(name)

    def acquainted(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Pairs of them that have a tie on record."""
        contacts, there = self.about.facts.contacts, set(names)
        return [(a, b) for a in sorted(there) for b in sorted(contacts.get(a, set()) & there) if a < b]

    def best(self, first: Guests, wishes: list[Wish], *, seconds: float) -> tuple[list[str], float]:
        """Take, among the rounds that cover as much as the first, the best by the second standard."""
        names = self.names
        if not names:
            return [], 0.0
        index = {name: k for k, name in enumerate(names)}
        pairs, needs = self.acquainted(names), sorted({need for found in self.covers.values() for need in found})
        n, m = len(names), len(needs)
        each = 2.0 / max(self.size - 1, 1)
        gain = np.concatenate([[self.fit(name) + 1.0 for name in names], np.zeros(m), np.full(len(pairs), -each)])
        whole = (np.arange(len(gain)) < n).astype(int)
        programme = Programme(gain, whole, np.ones(len(gain)), wishes=wishes)
        for k, need in enumerate(needs):
            terms = {index[name]: -1.0 for name in names if need in self.covers[name]}
            programme.structure.append(Wish("", {**terms, n + k: 1.0}, high=0.0))
        covered = {n + k: need.weight for k, need in enumerate(needs)}
        programme.structure.append(Wish("", covered, low=first.value - SLACK))
        for k, (a, b) in enumerate(pairs):
            programme.structure.append(Wish("", {index[a]: 1.0, index[b]: 1.0, n + m + k: -1.0}, high=1.0))
        found = programme.solve(seconds=seconds)
        if found is None:
            return list(first.chosen), float("nan")
        chosen = [name for name in names if found.x[index[name]] > ROUNDING]
        gap = max(found.bound - found.value, 0.0) / max(abs(found.value), 1.0)
        return chosen, gap if gap > SLACK else 0.0


def _told(
    task: _Round,
    chosen: Sequence[str],
    first: Guests,
    *,
    musts: Sequence[str],
    bars: Sequence[str],
    asked: Sequence[str],
    gap: float,
    record: Mapping[str, Any],
) -> Invitations:
    covers = task.covers
    n_known = len(task.acquainted(chosen))
    n_new = len(list(combinations(chosen, 2))) - n_known
    guests = [_guest(task, name, chosen, musts) for name in chosen]
    guests.sort(key=lambda row: (-row["adds"], row["name"], row["id"]))
    needs = [
        {
            "need": need.key, "kind": need.kind, "theme": need.theme, "country": need.country, "group": need.group,
            "weight": need.weight, "n_candidates": sum(need in found for found in covers.values()),
            "n_guests": sum(need in covers[name] for name in chosen),
        }
        for need in sorted(task.about.needs, key=lambda need: (-need.weight, need.kind, need.key))
    ]  # fmt: skip
    there = {need for name in chosen for need in covers[name]}
    left_out = _left_out(task, chosen, there, bars, asked)
    optimal = first.optimal and gap == 0.0
    return Invitations(
        guests=finish(pd.DataFrame(guests, columns=GUESTS).astype({"id": object, "place": object}), record),
        needs=finish(pd.DataFrame(needs, columns=NEEDS), record),
        left_out=finish(
            pd.DataFrame(left_out, columns=["id", "name", "adds", "reasons"]).astype({"id": object}), record
        ),
        value=first.value,
        bound=first.bound,
        optimal=optimal,
        gap=gap,
        n_new=n_new,
        n_known=n_known,
        reasons=round_reasons(
            task.about, chosen, covers, barred=bars, n_new=n_new, size=task.size, optimal=optimal, gap=gap
        ),
        run=dict(record),
    )


GUESTS = ["id", "name", "group", "place", "km", "n_needs", "adds", "n_new", "n_known", "required", "reasons"]
NEEDS = ["need", "kind", "theme", "country", "group", "weight", "n_candidates", "n_guests"]


def _guest(task: _Round, name: str, chosen: Sequence[str], musts: Sequence[str]) -> dict[str, Any]:
    known = task.about.facts
    others = [other for other in chosen if other != name]
    alone = task.covers[name] - {need for other in others for need in task.covers[other]}
    n_known = len(known.contacts.get(name, set()) & set(others))
    return {
        "id": name,
        "name": known.names[name],
        "group": known.group_of[name],
        "place": known.place_of.get(name),
        "km": task.about.kilometres(name),
        "n_needs": len(task.covers[name]),
        "adds": float(sum(need.weight for need in alone)),
        "n_new": len(others) - n_known,
        "n_known": n_known,
        "required": name in musts,
        "reasons": guest_reasons(
            task.about, name, alone=alone, n_new=len(others) - n_known, n_others=len(others), required=name in musts
        ),
    }
