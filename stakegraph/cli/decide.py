"""decide: what somebody decided about a suggestion."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

import click

from graphmodel import NotFoundError
from graphmodel.lookup import find_node
from graphmodel.stakeholders import stakeholder_table
from stakegraph.cli.session import Session, command
from stakegraph.decisions import decide_match, decisions_on, open_suggestions, take_back
from stakegraph.words import date_text, group_name, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel import Snapshot

__all__ = ["decide"]

VERDICTS = ("accept", "decline", "later", "done", "known", "undo", "list")


@click.command()
@click.argument("verdict", type=click.Choice(VERDICTS), metavar="accept|decline|later|done|known|undo|list")
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("other", required=False, metavar="[VORSCHLAG]")
@click.option("--reason", default="", metavar="TEXT", help="Warum, in eigenen Worten.")
@click.option("--who", default="", metavar="NAME", help="Wer entschieden hat.")
@command
def decide(session: Session, verdict: str, name: str | None, other: str | None, reason: str, who: str) -> None:
    """Einen Vorschlag für NAME annehmen, ablehnen, aufschieben; „list“ zeigt alle. (Python: stakegraph.decisions)."""
    if (name is None or other is None) and verdict != "list":
        msg = "Es fehlt, für wen, und wer vorgeschlagen wurde: stakegraph decide accept NAME VORSCHLAG."
        raise click.UsageError(msg)
    with session.store() as store:
        snapshot = store.snapshot()
        labels = ("Municipality", "Actor", "Country", "Adviser")
        focus = find_node(snapshot, name, labels=labels) if name else None
        target = find_node(snapshot, other, labels=labels) if other else None
        if verdict == "undo":
            pair = {focus, target}
            ids = [d.id for d in decisions_on(store, focus) if {d.subject, d.object} == pair]
            if not ids:
                msg = f"Zu {snapshot.names[str(focus)]} und {snapshot.names[str(target)]} ist nichts entschieden."
                raise NotFoundError(msg)
            take_back(store, ids[0])
        elif focus is not None and target is not None and verdict != "list":
            decide_match(store, focus, target, verdict, reason=reason, who=who)
        found = decisions_on(store, focus)
    open_ = open_suggestions(found)
    groups = _by_group(snapshot, open_)
    if session.as_json:
        told = [dataclasses.asdict(decision) for decision in found]
        session.print_json({"decisions": told, "open": open_, "open_by_group": groups})
        return
    if verdict == "undo":
        one, two = (snapshot.names[str(id_)] for id_ in (focus, target))
        session.print(session.text(f"Zurückgenommen: {one} – {two}.", f"Taken back: {one} – {two}."))
        return
    if not found:
        session.print(session.text("Es ist nichts entschieden.", "Nothing has been decided."))
    for decision in found:
        about = [snapshot.names.get(id_, id_) for id_ in (decision.subject, decision.object) if id_ != focus]
        day = date_text(decision.at[:10], lang=session.lang)
        by = f" ({decision.who})" if decision.who else ""
        text = f"{' – '.join(about)}: {term(f'verdict.{decision.verdict}', lang=session.lang)}, {day}{by}"
        session.print(f"{text}. {decision.reason}".rstrip() if decision.reason else text)
    if focus is None and groups:
        named = ", ".join(f"{group_name(group, lang=session.lang)} {n}" for group, n in groups.items())
        session.print(session.text(f"In offenen Vorschlägen genannt: {named}.", f"Named in open suggestions: {named}."))


def _by_group(snapshot: Snapshot, open_: Mapping[str, int]) -> dict[str, int]:
    """How often each group is named in open suggestions, the most often named first."""
    stakeholders = stakeholder_table(snapshot)
    group_of = dict(zip(stakeholders["id"], stakeholders["group"], strict=True))
    counts: Counter[str] = Counter()
    for id_, n in open_.items():
        counts[str(group_of.get(id_, "other"))] += n
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
