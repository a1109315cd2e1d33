"""What is missing, and with whom a talk might be worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
from stakegraph.dossier.document import Block, Bullet, Bullets, Entry, Heading, Line, Paragraph, Run, Section
from stakegraph.dossier.links import LEVELS
from stakegraph.words import term

if TYPE_CHECKING:
    from graphmodel import Reason
    from stakegraph.dossier.place import Place

__all__ = ["SEEK", "gaps_section", "gaps_table", "matches_section", "suggestions"]

SEEK = ("actors", "partners", "municipalities")
SHOWN, USEFUL_FIRST = 5, 3
REASONS_SHOWN = 3
GAPS_SHOWN, TOWNS_LOOKED_AT = 8, 6
DIRECT = 2


def gaps_table(place: Place) -> pd.DataFrame:
    """Find what is missing around a municipality.

    Parameters
    ----------
    place
        The municipality; for a district its towns are looked at too.

    Returns
    -------
    DataFrame
        As of `analysis.gaps`, without places of which nothing is known and without organisations standing alone twice.
    """
    found = [analysis.gaps(place.snapshot, municipality=town) for town in place.territory[:TOWNS_LOOKED_AT]]
    table = pd.concat(found, ignore_index=True)
    table = table[table["kind"] != "unknown_municipality"]
    return table.drop_duplicates(["kind", "subject", "object"]).reset_index(drop=True)


def gaps_section(place: Place, table: pd.DataFrame) -> Section:
    """Say what is missing.

    Parameters
    ----------
    place
        The municipality.
    table
        From `gaps_table`.

    Returns
    -------
    Section
    """
    title = place.say("section.gaps")
    if table.empty:
        return Section("gaps", title, (Paragraph(place.line(place.say("gaps.none"))),))
    blocks: list[Block] = [Paragraph(place.line(place.say("gaps.lead")))]
    left = GAPS_SHOWN
    for kind, rows in table.groupby("kind", sort=False):
        shown = rows["reasons"].head(min(3, left))
        left -= len(shown)
        if shown.empty:
            break
        blocks.append(Heading(term(str(kind), lang=place.lang)))
        items = [Bullet("reason", place.reason(reasons[0])) for reasons in shown]
        local = [reason for reason in rows["reasons"].iloc[0] if reason.code == "gap.local_knowledge"]
        items += [Bullet("unknown", place.reason(reason)) for reason in local]
        blocks.append(Bullets(tuple(items)))
        why = [reason for reason in rows["reasons"].iloc[0] if reason.code == "gap.rule"]
        blocks += [Paragraph(place.reason(reason), "small") for reason in why]
    return Section("gaps", title, tuple(blocks))


def suggestions(place: Place) -> dict[str, list[dict[str, Any]]]:
    """Find five suggestions for each list: what closes a gap first, then what lies near.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    dict
        Rows of `analysis.matches` by "actors", "partners", "municipalities"; nobody twice in one list.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for seek in SEEK:
        table = analysis.matches(place.snapshot, place.id, seek=seek, top=SHOWN)
        rows: list[Any] = table.to_dict("records")
        useful = [row for row in rows if row["lens"] == "useful"]
        taken = {row["target"] for row in useful[:USEFUL_FIRST]}
        likely = [row for row in rows if row["lens"] == "likely" and row["target"] not in taken]
        n_likely = min(len(likely), SHOWN - min(len(useful), USEFUL_FIRST))
        names = {row["target"] for row in likely[:n_likely]}
        more = [row for row in useful if row["target"] not in names]
        found[seek] = [*more[: SHOWN - n_likely], *likely[:n_likely]]
    return found


def matches_section(place: Place, found: dict[str, list[dict[str, Any]]]) -> Section:
    """Say with whom a talk might be worth it, and why, and what is not known.

    Parameters
    ----------
    place
        The municipality.
    found
        From `suggestions`.

    Returns
    -------
    Section
    """
    blocks: list[Block] = [Paragraph(place.line(place.say("matches.lead")))]
    for seek in SEEK:
        blocks.append(Heading(place.say(f"matches.{seek}")))
        if not found[seek]:
            blocks.append(Paragraph(place.line(place.say(f"matches.none.{seek}", name=place.name))))
        blocks += [_entry(place, seek, row) for row in found[seek]]
    return Section("matches", place.say("section.matches"), tuple(blocks))


def _entry(place: Place, seek: str, row: dict[str, Any]) -> Entry:
    """One suggestion in few lines: each kind of statement is one item, its sentences in a row."""
    items = [Bullet("reason", _joined(place, row["reasons"][:REASONS_SHOWN]))]
    if row["objections"]:
        items.append(Bullet("objection", _joined(place, row["objections"])))
    if row["unknowns"]:
        items.append(Bullet("unknown", _joined(place, row["unknowns"])))
    way = _way(place, seek, row["path"])
    if way is not None:
        items.append(Bullet("way", place.line(way)))
    note = f"{term(row['lens'], lang=place.lang).lower()}, {term(row['evidence'], lang=place.lang)}"
    return Entry(row["target_name"], note, LEVELS[row["evidence"]], tuple(items))


def _joined(place: Place, reasons: list[Reason]) -> Line:
    runs: list[Run] = []
    for k, reason in enumerate(reasons):
        runs += [Run(" ")] if k else []
        runs += place.reason(reason)
    return tuple(runs)


def _way(place: Place, seek: str, path: tuple[str, ...] | None) -> str | None:
    if not path:
        return place.say("matches.no_way") if seek == "actors" else None
    if seek == "actors" and len(path) == DIRECT:
        return place.say("matches.phone")
    names = [place.facts.names.get(item, item) for item in path]
    return place.say("matches.way", way=" → ".join(names))
