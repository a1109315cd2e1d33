"""status: what is there, how complete it is, and what to mend first."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import click

import loaders
from graphmodel.schema import DOMAIN_LABELS
from stakegraph.cli.kinds import LABEL_WORDS, label_word
from stakegraph.cli.session import Session, command
from stakegraph.words.numbers import date_text, number_text

if TYPE_CHECKING:
    from loaders import Quality

__all__ = ["status"]

SHOWN = 5
PROPERTY_WORDS = {
    "kind": ("Art", "kind"),
    "seat": ("Sitz", "seat"),
    "website": ("Webseite", "website"),
    "founded": ("Gründung", "founding"),
    "ags": ("Gemeindeschlüssel", "municipality key"),
    "country": ("Land", "country"),
    "population": ("Einwohner", "population"),
    "lat": ("Lage", "position"),
    "date_start": ("Datum", "date"),
    "place": ("Ort", "place"),
    "project": ("Projekt", "project"),
    "status": ("Stand", "status"),
    "sdg": ("Ziele (SDG)", "goals (SDG)"),
    "name_en": ("englischer Name", "English name"),
    "languages": ("Sprachen", "languages"),
    "capacity": ("Kapazität", "capacity"),
    "available_from": ("verfügbar ab", "available from"),
    "BASED_IN": ("Sitzkommune", "municipality of the seat"),
    "WORKS_ON": ("Themen", "themes"),
    "HELD_IN": ("Veranstaltungsort", "town of the meeting"),
    "ABOUT": ("Thema", "theme"),
    "DEPLOYED_TO": ("Kommune", "municipality"),
}


@click.command()
@command
def status(session: Session) -> None:
    """Was ist da, wie vollständig, und was sollte zuerst verbessert werden? (Python: loaders.quality)."""
    with session.store() as store:
        info, counts = store.info(), store.counts()
        loads = [entry for entry in loaders.history(store) if entry.get("status") == "active"]
        found = loaders.quality(store)
    if session.as_json:
        data = {"store": info, "counts": counts, "loads": len(loads), "quality": found.as_dict(session.lang)}
        session.print_json(json.loads(json.dumps(data, default=str)))
        return
    session.print(f"{session.text('Ablage', 'Store')}: {info['url']}")
    if not any(counts.values()):
        session.print(
            session.text(
                "Noch keine Liste geladen. Anfangen: „stakegraph load DATEI“ oder zum Ansehen „stakegraph demo“.",
                "No list loaded yet. Start with 'stakegraph load FILE', or look around with 'stakegraph demo'.",
            )
        )
        return
    for name, n in counts.items():
        if n and (name in DOMAIN_LABELS or name in LABEL_WORDS):
            session.print(f"{number_text(n, lang=session.lang):>8}  {label_word(session, name)}")
    session.print(session.text(f"{len(loads)} geladene Listen („stakegraph history“)", f"{len(loads)} loads"))
    print_quality(session, found)


def print_quality(session: Session, found: Quality) -> None:
    """Print how good the data are.

    Parameters
    ----------
    session
        The call.
    found
        From `loaders.quality`.
    """
    first = found.as_dict(session.lang)["fix_first"]
    if first:
        session.print()
        session.print(session.text("Was zuerst verbessern?", "What to mend first?"))
        for number, item in enumerate(first[:SHOWN], start=1):
            session.print(f"  {number}. {item['message']}")
    session.print()
    session.print(session.text("Wie vollständig? (Anteil bekannt)", "How complete? (share known)"))
    for label, entries in groupby(found.completeness, key=lambda entry: entry["label"]):
        parts = [f"{_property(session, entry['property'])} {100 * entry['share']:.0f} %" for entry in entries]
        session.print(f"  {label_word(session, label)}: {', '.join(parts)}")
    _print_contradictions(session, found)
    if found.stale:
        oldest = min(found.stale, key=lambda row: (row["as_of"], row["id"]))
        day = date_text(oldest["as_of"], lang=session.lang)
        n = number_text(len(found.stale), lang=session.lang)
        session.print()
        session.print(
            session.text(
                f"Veraltet (Stand älter als zwei Jahre): {n}, am ältesten „{oldest['name']}“ ({day}).",
                f"Stale (older than two years): {n}, the oldest “{oldest['name']}” ({day}).",
            )
        )


def _print_contradictions(session: Session, found: Quality) -> None:
    if not found.contradictions:
        return
    n = found.counts["contradictions"]
    session.print()
    session.print(
        session.text(
            f"Widersprüche zwischen den Quellen: {n} (gezeigt wird der stärkere Wert)",
            f"Contradictions between sources: {n} (the stronger value is shown)",
        )
    )
    for entry in found.contradictions[:SHOWN]:
        values = "; ".join(f"„{value['value']}“ ({value['source'] or '–'})" for value in entry["values"])
        session.print(f"  {entry['name']}, {_property(session, entry['property'])}: {values}")


def _property(session: Session, name: str) -> str:
    return session.text(*PROPERTY_WORDS.get(name, (name, name)))
