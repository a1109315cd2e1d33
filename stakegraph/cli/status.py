"""status: what is there, how complete it is, and what to mend first."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import click

import loaders
from graphmodel.schema import DOMAIN_LABELS
from stakegraph.cli.kinds import kind_word, label_word, property_word
from stakegraph.cli.provenance import print_provenance
from stakegraph.cli.session import Session, command
from stakegraph.words.numbers import date_text, number_text

if TYPE_CHECKING:
    from loaders import Quality

__all__ = ["status"]

SHOWN = 5
COUNTED = frozenset({"PARTNER_OF", "ATTENDED", "INVITED", "COOPERATES_WITH", "MEMBER_OF", "FUNDS", "PART_OF"})
"""Ties that are counted beside the nodes."""


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@command
def status(session: Session, name: str | None) -> None:
    """Was ist da, wie vollständig, und was sollte zuerst verbessert werden? (Python: loaders.quality).

    Mit NAME: woher jede Angabe zu einer Organisation, Kommune oder Veranstaltung stammt, und wo sich Listen
    widersprechen. (Python: loaders.provenance)
    """
    with session.store() as store:
        if name is not None:
            print_provenance(session, store, name)
            return
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
    for what, n in counts.items():
        if n and (what in DOMAIN_LABELS or what in COUNTED):
            session.print(f"{number_text(n, lang=session.lang):>8}  {label_word(session, what)}")
    n = len(loads)
    lists, loaded = ("geladene Liste", "load") if n == 1 else ("geladene Listen", "loads")
    session.print(session.text(f"{n} {lists} („stakegraph history“)", f"{n} {loaded}"))
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
        parts = [f"{property_word(session, entry['property'])} {100 * entry['share']:.0f} %" for entry in entries]
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
        said = [
            (kind_word(session, entry["property"], str(value["value"])), value["source"]) for value in entry["values"]
        ]
        values = "; ".join(f"„{value}“ ({source or '–'})" for value, source in said)
        session.print(f"  {entry['name']}, {property_word(session, entry['property'])}: {values}")
