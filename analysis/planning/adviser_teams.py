"""Adviser teams: who of the pool goes where, from what the towns have to do with and what the advisers bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._facts import Facts, facts
from analysis._tables import finish, run_record
from analysis.matching.teams import adviser_fit
from analysis.planning.advisers import Assignment, Objective, assign_advisers
from analysis.reasons import Reason
from graphmodel import NotFoundError, ParameterError
from graphmodel.dates import first_day, last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel import Snapshot

__all__ = ["AdviserTeams", "adviser_teams"]

REACH_KM = 50.0
LARGEST_TEAM = 3
RUNNING = ("running", "planned", "announced")


@dataclass(frozen=True, slots=True, eq=False)
class AdviserTeams:
    """A team for each municipality.

    Attributes
    ----------
    teams
        ``municipality``, ``municipality_name``, ``adviser``, ``adviser_name``, ``fit`` (points: one for each country
        and theme that both have to do with, one for each contact there, up to one for a reach nearby), ``reasons``,
        ``objections``, ``unknowns``; by municipality, the best fit first. Empty when no adviser is on record.
    value
        Fit of the municipality served worst (or the total, by objective); NaN without advisers.
    optimal
        Whether it is proved that nothing better exists.
    runner_up
        The best other assignment: ``municipality``, ``adviser``, ``fit``.
    runner_up_value
        Its value; NaN when there is none.
    prices
        ``constraint``, ``gain``: how much the value would rise if one more were allowed there.
    reasons
        Statements on the whole.
    run
        Run record.
    """

    teams: pd.DataFrame
    value: float
    optimal: bool
    runner_up: pd.DataFrame
    runner_up_value: float
    prices: pd.DataFrame
    reasons: tuple[Reason, ...]
    run: Mapping[str, Any]


def adviser_teams(
    snapshot: Snapshot,
    municipality: str | Sequence[str],
    *,
    team_size: int = 1,
    capacity: int = 2,
    on: str | None = None,
    languages: Sequence[str] = (),
    forbidden: Iterable[tuple[str, str]] = (),
    objective: Objective = "worst_first",
    seconds: float = 10.0,
) -> AdviserTeams:
    """Propose advisers for one or several municipalities, fair over all of them.

    Parameters
    ----------
    snapshot
        What is known; advisers are nodes of their own, under pseudonyms.
    municipality
        Id, or several.
    team_size
        Advisers for each, 1 to 3.
    capacity
        Deployments an adviser can have at a time where nothing is on record.
    on
        Date at which the deployment begins; advisers who are not available then are left out. None: no date is kept.
    languages
        Languages that are needed, as on record; each one an adviser speaks counts a point.
    forbidden
        Pairs (adviser, municipality) that must not be; what an adviser avoids by its own entry is added.
    objective
        ``"worst_first"``: the municipality served worst as well as possible, then the total; ``"total"``: all fits.
    seconds
        Limit of time for each search.

    Returns
    -------
    AdviserTeams
        ``.teams``, ``.optimal``, ``.runner_up``, ``.prices``, ``.reasons``.

    Raises
    ------
    InfeasibleError
        There are too few advisers for these wishes; ``conflict`` names what collides.
    NotFoundError
        A municipality is not on record.
    ParameterError
        ``team_size`` is not 1 to 3, or no municipality is given.

    Notes
    -----
    Deployments that run already count against the capacity. An adviser without any known link to a place can still be
    sent there (fit 0); the table then says so. See `assign_advisers` for the method.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> nodes = {
    ...     "Municipality": [{"id": "mun-1", "name": "Jülich", "country": "DE"}],
    ...     "Adviser": [{"id": "adv-1", "name": "Adler"}, {"id": "adv-2", "name": "Biber"}],
    ... }
    >>> ties = {"REACHES": [{"source": "adv-2", "target": "mun-1"}]}
    >>> adviser_teams(Snapshot.from_rows(nodes, ties), "mun-1").teams[["adviser_name", "fit"]].values.tolist()
    [['Biber', 2.0]]
    """
    towns = sorted({municipality} if isinstance(municipality, str) else set(municipality))
    if not 1 <= team_size <= LARGEST_TEAM:
        msg = f"The 'team_size' of adviser_teams must be 1 to {LARGEST_TEAM} advisers. Got {team_size!r} instead."
        raise ParameterError(msg)
    if not towns:
        msg = "The 'municipality' of adviser_teams must be at least one id. Got none; name a municipality."
        raise ParameterError(msg)
    known = facts(snapshot)
    for town in towns:
        if not known.is_town(town):
            msg = f"There is no municipality with the id {town!r}."
            raise NotFoundError(msg)
    barred = sorted({(str(a), str(b)) for a, b in forbidden})
    record = run_record(
        "adviser_teams", snapshot, municipality=towns, team_size=team_size, capacity=capacity, on=on,
        languages=list(languages), forbidden=[list(pair) for pair in barred], objective=objective,
    )  # fmt: skip
    pool = _pool(snapshot, on)
    if not pool:
        code = "team.nobody_free" if len(snapshot.nodes("Adviser")) else "team.no_pool"
        return _nobody(Reason(code, {"on": on}), record)
    fits = {(name, town): _fit(known, pool, name, town, languages) for name in pool for town in towns}
    found = assign_advisers(
        {pair: points for pair, (_, points) in fits.items()},
        capacity={name: int(capacity if np.isnan(row["capacity"]) else row["capacity"]) for name, row in pool.items()},
        load=_load(snapshot, on),
        forbidden=[*barred, *_avoided(known, pool, towns)],
        team_size=team_size,
        objective=objective,
        seconds=seconds,
    )
    spoken = {item.casefold() for row in pool.values() for item in row["languages"] or ()}
    lacking = [item for item in languages if item.casefold() not in spoken]
    said = [Reason("team.nobody_speaks", {"languages": lacking})] if lacking else []
    return _told(known, pool, found, {pair: reasons for pair, (reasons, _) in fits.items()}, record=record, said=said)


def _pool(snapshot: Snapshot, on: str | None) -> dict[str, dict[str, Any]]:
    """Advisers who are there at that date, by id."""
    rows = snapshot.nodes("Adviser").to_dict("records")
    found = {str(row["id"]): {str(name): value for name, value in row.items()} for row in rows}
    if on is None:
        return found
    day = first_day(on)
    return {
        name: row
        for name, row in found.items()
        if (row["available_from"] is None or first_day(row["available_from"]) <= day)
        and (row["available_until"] is None or last_day(row["available_until"]) >= day)
    }


def _load(snapshot: Snapshot, on: str | None) -> dict[str, int]:
    """Deployments that each adviser has at that date; without a date those that are not said to be over."""
    table = snapshot.nodes("Deployment")
    running = set()
    for name, begin, end, status in table[["id", "date_start", "date_end", "status"]].itertuples(index=False):
        if on is not None and begin is not None and end is not None:
            is_on = first_day(begin) <= first_day(on) <= last_day(end)
        else:
            is_on = bool(status) and str(status).startswith(RUNNING)
        if is_on:
            running.add(name)
    advised = snapshot.relationships("ADVISED_IN")
    counts = advised[advised["target"].isin(running)].groupby("source")["target"].nunique()
    return {str(name): int(n) for name, n in counts.items()}


def _avoided(known: Facts, pool: Mapping[str, Mapping[str, Any]], towns: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs that an adviser's own entry rules out: the municipality, its key, or an organisation seated there."""
    found = []
    for town in towns:
        there = {town, *known.actors_in.get(town, ())}
        words = there | {known.names[name] for name in there} | {known.ags_of.get(town, town)}
        words = {word.casefold() for word in words}
        found += [(a, town) for a, row in pool.items() if any(item.casefold() in words for item in row["avoids"] or ())]
    return found


def _fit(
    known: Facts, pool: Mapping[str, Mapping[str, Any]], name: str, town: str, languages: Sequence[str]
) -> tuple[list[Reason], float]:
    """What speaks for an adviser at a place, and the points."""
    reasons, points = adviser_fit(known, town, name)
    base = {"focus": known.names[town], "name": known.names[name]}
    reach = known.snapshot.relationships("REACHES")
    places = [item for item in reach.loc[reach["source"] == name, "target"] if known.is_town(item)]
    distances = {item: known.kilometres(item, town) for item in places if not np.isnan(known.kilometres(item, town))}
    if town in places:
        points += 1.0
    elif distances:
        nearest = min(distances, key=lambda item: (distances[item], item))
        points += float(np.exp(-distances[nearest] / REACH_KM))
        if distances[nearest] <= REACH_KM:
            params = {**base, "place": known.names[nearest], "km": round(distances[nearest])}
            reasons = [*reasons, Reason("team.reaches_nearby", params)]
    speaks = {item.casefold() for item in pool[name]["languages"] or ()}
    shared = [item for item in languages if item.casefold() in speaks]
    if shared:
        reasons = [*reasons, Reason("team.languages", {**base, "languages": shared})]
    return reasons, points + len(shared)


def _nobody(reason: Reason, record: Mapping[str, Any]) -> AdviserTeams:
    empty = pd.DataFrame({"municipality": [], "adviser": [], "fit": []}).astype(
        {"municipality": object, "adviser": object}
    )
    prices = pd.DataFrame({"constraint": [], "gain": []}).astype({"constraint": object})
    teams = pd.DataFrame(columns=TEAMS).astype({"municipality": object, "adviser": object})
    nan = float("nan")
    return AdviserTeams(
        finish(teams, record), nan, True, finish(empty, record), nan, finish(prices, record), (reason,), dict(record)
    )


LEAST_GAIN = 1e-6
TEAMS = ["municipality", "municipality_name", "adviser", "adviser_name", "fit", "reasons", "objections", "unknowns"]


def _told(
    known: Facts,
    pool: Mapping[str, Mapping[str, Any]],
    found: Assignment,
    reasons: Mapping[tuple[str, str], list[Reason]],
    *,
    record: Mapping[str, Any],
    said: Sequence[Reason],
) -> AdviserTeams:
    rows = []
    for town, name, fit in found.assignment.itertuples(index=False):
        base = {"focus": known.names[town], "name": known.names[name]}
        speaks_for = reasons[name, town]
        lacking = {
            "team.no_capacity": bool(np.isnan(pool[name]["capacity"])),
            "team.no_availability": pool[name]["available_from"] is None and pool[name]["available_until"] is None,
            "team.no_languages": not pool[name]["languages"],
        }
        rows.append(
            {
                "municipality": town, "municipality_name": known.names[town], "adviser": name,
                "adviser_name": known.names[name], "fit": fit, "reasons": speaks_for,
                "objections": [] if speaks_for else [Reason("team.no_link", base)],
                "unknowns": [Reason(code, base) for code, lacks in lacking.items() if lacks],
            }
        )  # fmt: skip
    rows.sort(key=lambda row: (row["municipality_name"], row["municipality"], -row["fit"], row["adviser"]))
    said = [*said, Reason("team.proved" if found.optimal else "team.not_proved", {})]
    if len(found.runner_up) and not np.isnan(found.runner_up_value):
        now, other = set(_pairs(found.assignment)), set(_pairs(found.runner_up))
        told = [[known.names[adviser], known.names[town]] for town, adviser in sorted(other - now)]
        instead = list(dict.fromkeys(known.names[adviser] for _, adviser in sorted(now - other)))
        params = {"pairs": told, "n": len(told), "instead": instead, "variant": "instead" if instead else ""}
        said.append(Reason("team.runner_up", params))
    said.append(_priced(known, found))
    return AdviserTeams(
        teams=finish(pd.DataFrame(rows, columns=TEAMS).astype({"municipality": object, "adviser": object}), record),
        value=found.value,
        optimal=found.optimal,
        runner_up=finish(found.runner_up, record),
        runner_up_value=found.runner_up_value,
        prices=finish(found.prices, record),
        reasons=tuple(said),
        run=dict(record),
    )


def _priced(known: Facts, found: Assignment) -> Reason:
    """What is gained if one limit were looser: for whom one more deployment would help most."""
    gains = found.prices[found.prices["gain"] > LEAST_GAIN]
    if gains.empty:
        return Reason("team.price", {"names": [], "variant": "nothing"})
    ids = (text.removeprefix("capacity of ").split(" must not go to ")[0] for text in gains["constraint"][:3])
    named = list(dict.fromkeys(known.names.get(name, name) for name in ids))
    return Reason("team.price", {"names": named})


def _pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["municipality"], table["adviser"], strict=True))
