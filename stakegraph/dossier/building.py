"""From a snapshot to the dossier of one municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import analysis
from graphmodel import NotFoundError
from graphmodel.dates import today
from stakegraph.decisions import open_suggestions, set_aside, with_open
from stakegraph.dossier.advice import SEEK, gaps_section, gaps_table, matches_section, suggestions
from stakegraph.dossier.basis import basis_section
from stakegraph.dossier.document import Dossier
from stakegraph.dossier.links import links_section
from stakegraph.dossier.people import partners_section, people_section
from stakegraph.dossier.place import Place, find_place
from stakegraph.dossier.plan import questions_section, round_section, team_section
from stakegraph.dossier.town import glance_section, town_section
from stakegraph.words import date_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel import Reason, Snapshot
    from stakegraph.decisions import Decision

__all__ = ["build_dossier"]


def build_dossier(
    snapshot: Snapshot,
    municipality: str,
    *,
    lang: str = "de",
    date: str | None = None,
    hindsight: Mapping[str, Sequence[Reason]] | None = None,
    decisions: Sequence[Decision] = (),
) -> Dossier:
    """Bring together what somebody needs before a deployment: who is there, who links, what is missing, what to do.

    Parameters
    ----------
    snapshot
        What is known.
    municipality
        Id or name of a municipality, or name of a district of which only towns are on record.
    lang
        "de" or "en".
    date
        Day that is printed, ISO; None: today.
    hindsight
        What became of such suggestions, by kind of list ("actors", "partners", "municipalities"); None: worked out by
        `analysis.hindsight`.
    decisions
        What was decided about suggestions (as of `decisions_on`); who was declined is not suggested again.

    Returns
    -------
    Dossier
        Where little is on record it is short and says so.

    Raises
    ------
    NotFoundError
        There is no such municipality; `AmbiguousNameError` when there are several.
    ParameterError
        There is no such language.
    """
    known, found = find_place(snapshot, municipality)
    place = Place(known, found, lang)
    if not place.facts.is_town(found):
        msg = f"There is no municipality with the id {found!r}."
        raise NotFoundError(msg)
    matches = suggestions(place, aside={seek: set_aside(decisions, found, seek=seek) for seek in SEEK})
    matches = {seek: with_open(rows, open_suggestions(decisions, seek=seek)) for seek, rows in matches.items()}
    if hindsight is None:
        hindsight = {seek: analysis.hindsight(known, seek=seek)["reasons"].iloc[0] for seek in matches}
    gaps = gaps_table(place)
    first = next(iter(matches["actors"]), None)
    day = date or today()
    sections = [
        glance_section(place, first=first),
        town_section(place),
        people_section(place),
        partners_section(place),
        links_section(place, suggested=[row["target"] for row in matches["actors"]]),
        gaps_section(place, gaps),
        matches_section(place, matches, hindsight=hindsight),
        round_section(place),
        team_section(place),
        questions_section(place, gaps),
        basis_section(place),
    ]
    said = date_text(day, lang=lang)
    newest = date_text(place.newest, lang=lang) if place.newest else ""
    return Dossier(
        title=place.name,
        kicker=place.say("kicker"),
        lead=place.say("lead" if newest else "lead.undated", date=said, name=place.name, newest=newest),
        lang=lang,
        date=day,
        footer=place.say("footer", name=place.name, date=said),
        sections=tuple(sections),
        sources=tuple(place.sources),
        fingerprint=snapshot.fingerprint,
    )
