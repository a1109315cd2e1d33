"""Invented records of who met whom, made by processes that know nothing of any score: dossiers, habits, places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphmodel import Snapshot

__all__ = ["attendance_record", "office_record"]

START = dt.date(2019, 1, 1)
ROWS = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class _Sides:
    """What is fixed about offices and organisations before anybody meets."""

    office_country: np.ndarray
    organisation_country: np.ndarray
    committees: np.ndarray
    openness: np.ndarray
    subject: np.ndarray
    size: np.ndarray


def office_record(
    *, n_offices: int = 120, n_organisations: int = 900, n_meetings: int = 3_000, days: int = 1_200, seed: int = 0
) -> Snapshot:
    """Offices that receive organisations.

    Organisations run dossiers: for some months one of them calls on members of the committee that deals with its
    subject, those of its own country first; afterwards it is quiet. Some meetings are old acquaintances, some are
    accidents. Who sits in which committee is not on record.

    Parameters
    ----------
    n_offices, n_organisations, n_meetings
        How many of each.
    days
        Length of the record.
    seed
        The same seed gives the same record.

    Returns
    -------
    Snapshot
        Actors of kind "office" and others, meetings with date and title.
    """
    random = np.random.default_rng(seed)
    n_subjects, n_countries = 12, 15
    sides = _Sides(
        office_country=random.integers(0, n_countries, n_offices),
        organisation_country=random.integers(0, n_countries, n_organisations),
        committees=random.random((n_offices, n_subjects)) < 2 / n_subjects,
        openness=random.gamma(0.8, size=n_offices) + 0.05,
        subject=random.dirichlet(np.full(n_subjects, 0.25), n_organisations),
        size=random.pareto(1.2, n_organisations) + 0.2,
    )
    meetings: list[tuple[int, int, list[int], int]] = []
    met: list[tuple[int, int]] = []
    while len(meetings) < n_meetings:
        meetings += _dossier(random, sides, days, met)
    meetings = sorted(meetings[:n_meetings], key=lambda meeting: meeting[:2])
    return _office_snapshot(random, sides, meetings)


def _dossier(
    random: np.random.Generator, sides: _Sides, days: int, met: list[tuple[int, int]]
) -> list[tuple[int, int, list[int], int]]:
    """Visits of one organisation (sometimes with an ally) during one dossier."""
    organisation = int(random.choice(len(sides.size), p=sides.size / sides.size.sum()))
    subject = int(random.choice(sides.subject.shape[1], p=sides.subject[organisation]))
    same = sides.office_country == sides.organisation_country[organisation]
    appeal = sides.openness * (0.03 + sides.committees[:, subject]) * np.where(same, 4.0, 1.0)
    n_visits = 1 + int(random.poisson(2.5))
    offices = random.choice(len(appeal), min(n_visits, len(appeal)), replace=False, p=appeal / appeal.sum())
    begin = int(random.integers(0, days))
    found = []
    for office in offices:
        day = begin + int(random.exponential(60))
        who = [organisation]
        if random.random() < 0.2:
            ally = sides.subject[:, subject] * sides.size
            who.append(int(random.choice(len(ally), p=ally / ally.sum())))
        if met and random.random() < 0.15:
            office, who = met[int(random.integers(len(met)))][0], [met[int(random.integers(len(met)))][1]]  # noqa: PLW2901
        if day < days:
            met += [(int(office), one) for one in who]
            found.append((day, int(office), sorted(set(who)), subject))
    return found


def _office_snapshot(
    random: np.random.Generator, sides: _Sides, meetings: list[tuple[int, int, list[int], int]]
) -> Snapshot:
    kinds = ("ngo", "company", "umbrella", "research")
    nodes: ROWS = {
        "Country": [{"id": f"cty-{k:02d}", "iso2": chr(65 + k // 26) + chr(65 + k % 26)} for k in range(15)],
        "Actor": [{"id": f"o{k:04d}", "kind": "office"} for k in range(len(sides.openness))]
        + [{"id": f"p{k:04d}", "kind": kinds[k % len(kinds)]} for k in range(len(sides.size))],
        "Meeting": [],
    }
    ties: ROWS = {
        "FOCUSES_ON": [
            {"source": f"{letter}{k:04d}", "target": f"cty-{country:02d}"}
            for letter, countries in (("o", sides.office_country), ("p", sides.organisation_country))
            for k, country in enumerate(countries)
        ],
        "ATTENDED": [],
    }
    for k, (day, office, who, subject) in enumerate(meetings):
        words = [f"fach{subject:02d}x{int(random.integers(0, 12)):02d}", f"wort{int(random.integers(0, 60)):02d}"]
        name = f"m{k:05d}"
        date = (START + dt.timedelta(days=day)).isoformat()
        nodes["Meeting"].append({"id": name, "name": " ".join(words), "date_start": date})
        ties["ATTENDED"] += [{"source": f"o{office:04d}", "target": name}]
        ties["ATTENDED"] += [{"source": f"p{one:04d}", "target": name} for one in who]
    return Snapshot.from_rows(nodes, ties)


def attendance_record(*, n_actors: int = 160, n_meetings: int = 40, days: int = 1_400, seed: int = 0) -> Snapshot:
    """Organisations that come to meetings.

    Each has a place, two subjects and a mood that drifts over the years; meetings have a place, a subject and a size.
    Who is near, interested and in the mood comes; every third organisation is founded on the way.

    Parameters
    ----------
    n_actors, n_meetings
        How many of each.
    days
        Length of the record.
    seed
        The same seed gives the same record.

    Returns
    -------
    Snapshot
        Actors with a seat and themes, meetings with date, place and theme.
    """
    random = np.random.default_rng(seed)
    n_towns, n_themes = 12, 8
    seats = random.integers(0, n_towns, n_actors)
    interest = random.random((n_actors, n_themes)) < 2 / n_themes
    mood = random.normal(-2.0, 1.2, n_actors)
    founded = np.where(random.random(n_actors) < 1 / 3, random.integers(0, days, n_actors), -1)
    nodes: ROWS = {
        "Municipality": [
            {"id": f"mun-{k:02d}", "ags": f"05{k:06d}", "country": "DE", "lat": 51 + k * 0.08, "lon": 7 + (k % 4) * 0.2}
            for k in range(n_towns)
        ],
        "Theme": [{"id": f"thm-{k}", "name": f"Thema {k}"} for k in range(n_themes)],
        "Actor": [{"id": f"a{k:03d}", "kind": "mso" if k % 2 else "ngo"} for k in range(n_actors)],
        "Meeting": [],
    }
    ties: ROWS = {"ATTENDED": [], "HELD_IN": [], "ABOUT": []}
    ties["BASED_IN"] = [{"source": f"a{k:03d}", "target": f"mun-{seat:02d}"} for k, seat in enumerate(seats)]
    ties["WORKS_ON"] = [
        {"source": f"a{k:03d}", "target": f"thm-{theme}"} for k, theme in zip(*np.nonzero(interest), strict=True)
    ]
    for k, day in enumerate(sorted(random.choice(days, n_meetings, replace=False))):
        mood = mood + random.normal(0, 0.15, n_actors)
        town, theme = int(random.integers(n_towns)), int(random.integers(n_themes))
        pull = mood + 1.5 * (seats == town) + 1.2 * interest[:, theme]
        came = np.flatnonzero((random.random(n_actors) < 1 / (1 + np.exp(-pull))) & (founded <= day))
        date = (START + dt.timedelta(days=int(day))).isoformat()
        nodes["Meeting"].append({"id": f"m{k:03d}", "name": f"Netzwerktreffen {k}", "date_start": date})
        ties["HELD_IN"].append({"source": f"m{k:03d}", "target": f"mun-{town:02d}"})
        ties["ABOUT"].append({"source": f"m{k:03d}", "target": f"thm-{theme}"})
        ties["ATTENDED"] += [{"source": f"a{one:03d}", "target": f"m{k:03d}"} for one in came]
    return Snapshot.from_rows(nodes, ties)
