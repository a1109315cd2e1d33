"""Advisers for a municipality: what the place has to do with, and who brings it along."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.matching.features import Features
from analysis.reasons import Reason

if TYPE_CHECKING:
    from analysis._facts import Facts

__all__ = ["adviser_fit", "adviser_rows"]

NAMES_SHOWN = 3
STRONG, MEDIUM = 3, 2


def adviser_rows(known: Facts, focus: str, top: int) -> list[dict[str, Any]]:
    """Suggest advisers for a municipality.

    Parameters
    ----------
    known
        What is on record.
    focus
        Id of a municipality.
    top
        Length of the list.

    Returns
    -------
    list of dict
        Rows as of `analysis.matches`; one list, the lens is "likely".
    """
    rows = []
    for name in known.snapshot.nodes("Adviser")["id"]:
        reasons, points = adviser_fit(known, focus, name)
        if points > 0:
            rows.append((points, name, reasons))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return [
        {
            "target": name,
            "target_name": known.names[name],
            "lens": "likely",
            "rank": rank,
            "points": points,
            "evidence": "strong" if len(reasons) >= STRONG else "medium" if len(reasons) == MEDIUM else "weak",
            "reasons": reasons[:NAMES_SHOWN],
            "objections": _objections(known, focus, name),
            "unknowns": _unknowns(known, name),
            "path": _way(known, focus, name),
        }
        for rank, (points, name, reasons) in enumerate(rows[:top], start=1)
    ]


def adviser_fit(known: Facts, focus: str, name: str) -> tuple[list[Reason], float]:
    """How far an adviser fits a municipality.

    Parameters
    ----------
    known
        What is on record.
    focus
        Id of the municipality.
    name
        Id of the adviser.

    Returns
    -------
    tuple of list of Reason and float
        What speaks for it, and the points: one per country and theme that both have to do with, one for reaching the
        place or an organisation there.
    """
    features = Features(known, focus, ())
    reach = _reach(known, name)
    base = {"focus": known.names[focus], "name": known.names[name]}
    themes = features.focus_themes & frozenset(known.themes_of.get(name, ()))
    countries = set(features.focus_countries) & (
        known.isos_of(name) | known.isos_among(reach["SPEAKS_FOR"] | reach["REACHES"])
    )
    there = set(known.actors_in.get(focus, ())) | {focus}
    reached = sorted((reach["REACHES"] | reach["SPEAKS_FOR"]) & there)
    found = []
    if countries:
        names = [known.country_names.get(iso, iso) for iso in sorted(countries)]
        found.append(Reason("adviser.countries", {**base, "countries": names[:NAMES_SHOWN], "n": len(names)}))
    if themes:
        titles = sorted(known.names.get(theme, theme) for theme in themes)
        found.append(Reason("adviser.themes", {**base, "themes": titles[:NAMES_SHOWN], "n": len(titles)}))
    if reached:
        found.append(
            Reason("adviser.reaches", {**base, "names": [known.names[item] for item in reached[:NAMES_SHOWN]]})
        )
    return found, float(len(countries) + len(themes) + len(reached))


def _reach(known: Facts, name: str) -> dict[str, set[str]]:
    """Whom an adviser reaches, and for whom it speaks."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("REACHES", "SPEAKS_FOR"):
        table = known.snapshot.relationships(kind)
        found[kind] |= set(table.loc[table["source"] == name, "target"])
    return found


def _there(known: Facts, focus: str, name: str) -> list[str]:
    reach = _reach(known, name)
    return sorted((reach["REACHES"] | reach["SPEAKS_FOR"]) & (set(known.actors_in.get(focus, ())) | {focus}))


def _objections(known: Facts, focus: str, name: str) -> list[Reason]:
    base = {"focus": known.names[focus], "name": known.names[name]}
    return [] if _there(known, focus, name) else [Reason("adviser.reaches_nobody", base)]


def _unknowns(known: Facts, name: str) -> list[Reason]:
    table = known.snapshot.nodes("Adviser")
    row = table[table["id"] == name].iloc[0]
    params = {"name": known.names[name]}
    lacking = {
        "team.no_languages": row["languages"] is None,
        "team.no_capacity": pd.isna(row["capacity"]),
        "team.no_availability": row["available_from"] is None,
    }
    return [Reason(code, params) for code, lacks in lacking.items() if lacks]


def _way(known: Facts, focus: str, name: str) -> tuple[str, ...] | None:
    local = [item for item in _there(known, focus, name) if item != focus]
    return (focus, local[0], name) if local else None
