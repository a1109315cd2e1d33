"""decide: what somebody decided about a suggestion."""

from __future__ import annotations

import dataclasses

import click

from graphmodel import NotFoundError
from graphmodel.lookup import find_node
from stakegraph.cli.session import Session, command
from stakegraph.decisions import decide_match, decisions_on, take_back
from stakegraph.words import date_text, term

__all__ = ["decide"]

VERDICTS = ("accept", "decline", "later", "done", "known", "undo", "list")


@click.command()
@click.argument("verdict", type=click.Choice(VERDICTS), metavar="accept|decline|later|done|known|undo|list")
@click.argument("name")
@click.argument("other", required=False, metavar="[VORSCHLAG]")
@click.option("--reason", default="", metavar="TEXT", help="Warum, in eigenen Worten.")
@click.option("--who", default="", metavar="NAME", help="Wer entschieden hat.")
@command
def decide(session: Session, verdict: str, name: str, other: str | None, reason: str, who: str) -> None:
    """Einen Vorschlag für NAME annehmen, ablehnen, aufschieben. (Python: stakegraph.decisions)."""
    if other is None and verdict != "list":
        msg = "Es fehlt, wer vorgeschlagen wurde: stakegraph decide accept NAME VORSCHLAG."
        raise click.UsageError(msg)
    with session.store() as store:
        snapshot = store.snapshot()
        labels = ("Municipality", "Actor", "Country", "Adviser")
        focus = find_node(snapshot, name, labels=labels)
        target = find_node(snapshot, other, labels=labels) if other else None
        if verdict == "undo":
            pair = {focus, target}
            ids = [d.id for d in decisions_on(store, focus) if {d.subject, d.object} == pair]
            if not ids:
                msg = f"Zu {snapshot.names[focus]} und {snapshot.names[str(target)]} ist nichts entschieden."
                raise NotFoundError(msg)
            take_back(store, ids[0])
        elif target is not None and verdict != "list":
            decide_match(store, focus, target, verdict, reason=reason, who=who)
        found = decisions_on(store, focus)
    if session.as_json:
        session.print_json({"decisions": [dataclasses.asdict(decision) for decision in found]})
        return
    if not found:
        session.print(session.text("Es ist nichts entschieden.", "Nothing has been decided."))
    for decision in found:
        about = decision.object if decision.subject == focus else decision.subject
        day = date_text(decision.at[:10], lang=session.lang)
        text = f"{snapshot.names.get(about, about)}: {term(f'verdict.{decision.verdict}', lang=session.lang)}, {day}"
        session.print(f"{text}. {decision.reason}".rstrip() if decision.reason else text)
