"""load, status, history, undo: lists into the graph and back out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

import loaders
from graphmodel.schema import DOMAIN_LABELS
from stakegraph.cli.main import AT_FAULT
from stakegraph.cli.session import Session, command
from stakegraph.words.numbers import date_text, number_text

if TYPE_CHECKING:
    from loaders import LoadReport

__all__ = ["history", "load", "status", "undo"]

VERDICTS = {
    "accept": ("In Ordnung.", "All well."),
    "warn": ("Mit Hinweisen.", "With remarks."),
    "reject": ("Nichts wurde übernommen.", "Nothing was taken over."),
}
LABEL_WORDS = {
    "Municipality": ("Kommunen", "municipalities"),
    "Actor": ("Organisationen", "organisations"),
    "Adviser": ("Beraterinnen und Berater", "advisers"),
    "Meeting": ("Veranstaltungen", "meetings"),
    "Theme": ("Themen", "themes"),
    "Country": ("Länder und Regionen", "countries and regions"),
    "Deployment": ("Beratungseinsätze", "deployments"),
    "Source": ("Quellen", "sources"),
    "PARTNER_OF": ("Partnerschaften", "partnerships"),
    "ATTENDED": ("Teilnahmen", "attendances"),
    "INVITED": ("Einladungen", "invitations"),
    "COOPERATES_WITH": ("Zusammenarbeit", "cooperations"),
    "MEMBER_OF": ("Mitgliedschaften", "memberships"),
    "FUNDS": ("Förderungen", "fundings"),
    "PART_OF": ("gehört zu", "part of"),
}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="DATEI…")
@click.option("--as", "table", metavar="TABELLE", help="Was die Liste enthält, etwa attendance oder actors.")
@click.option("--profile", metavar="NAME", help="Gespeicherte Zuordnung der Spalten.")
@click.option("--dry-run", is_flag=True, help="Nur zeigen, was geschehen würde.")
@command
def load(session: Session, files: tuple[str, ...], table: str | None, profile: str | None, dry_run: bool) -> None:
    """Listen laden, ganz oder gar nicht. (Python: loaders.load)."""
    with session.store() as store, session.progress() as progress:
        report = loaders.load(store, files, table=table, profile=profile, dry_run=dry_run, progress=progress)
    if session.as_json:
        session.print_json(json.loads(json.dumps(report.as_dict(session.lang), default=str)))
    else:
        _print_report(session, report)
    if not report.ok:
        raise click.exceptions.Exit(AT_FAULT)


def _print_report(session: Session, report: LoadReport) -> None:
    for problem in report.problems:
        mark = {"error": "✗", "warning": "!", "note": "·"}[problem.severity]
        session.print(f"{mark} {problem.message(session.lang)}")
    hidden = sum(report.n_problems.values()) - len(report.problems)
    if hidden > 0:
        session.print(session.text(f"… und {hidden} weitere Hinweise", f"… and {hidden} more remarks"))
    counts = report.counts.as_dict()
    german = (
        f"{_n(session, counts['read'])} Zeilen gelesen: {_n(session, counts['created'])} neu, "
        f"{_n(session, counts['changed'])} geändert, {_n(session, counts['unchanged'])} schon bekannt, "
        f"{_n(session, counts['skipped'])} übergangen, {_n(session, counts['waiting'])} warten auf Prüfung, "
        f"{_n(session, counts['rejected'])} fehlerhaft."
    )
    english = (
        f"{_n(session, counts['read'])} rows read: {_n(session, counts['created'])} new, "
        f"{_n(session, counts['changed'])} changed, {_n(session, counts['unchanged'])} known already, "
        f"{_n(session, counts['skipped'])} skipped, {_n(session, counts['waiting'])} waiting for review, "
        f"{_n(session, counts['rejected'])} faulty."
    )
    session.print(session.text(german, english))
    session.print(session.text(*VERDICTS[report.verdict]))
    if report.dry_run and report.ok:
        session.say("Probelauf: nichts wurde gespeichert.", "Trial run: nothing was stored.")
    elif report.load:
        session.say(
            f"Zurücknehmen mit: stakegraph undo {report.load}", f"Take it back with: stakegraph undo {report.load}"
        )


@click.command()
@command
def status(session: Session) -> None:
    """Was ist da, und wie vollständig ist es? (Python: store.counts)."""
    with session.store() as store:
        info, counts = store.info(), store.counts()
        loads = loaders.history(store)
    if session.as_json:
        session.print_json({"store": info, "counts": counts, "loads": len(loads)})
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
            session.print(f"{_n(session, n):>8}  {label_word(session, name)}")
    session.print(session.text(f"{len(loads)} geladene Listen („stakegraph history“)", f"{len(loads)} loads"))


def label_word(session: Session, name: str) -> str:
    """Say a label or type in the language of the call.

    Parameters
    ----------
    session
        The call.
    name
        Label or type.

    Returns
    -------
    str
    """
    return session.text(*LABEL_WORDS.get(name, (name, name)))


@click.command()
@command
def history(session: Session) -> None:
    """Was wurde wann geladen? (Python: loaders.history)."""
    with session.store() as store:
        found = loaders.history(store)
    if session.as_json:
        session.print_json(json.loads(json.dumps(found, default=str)))
        return
    if not found:
        session.print(session.text("Noch nichts geladen.", "Nothing loaded yet."))
    for entry in found:
        session.print(_history_line(session, entry))


def _history_line(session: Session, entry: dict[str, Any]) -> str:
    when = str(entry.get("finished") or entry.get("started") or "")
    day = date_text(when[:10] or None, lang=session.lang)
    files = ", ".join(entry.get("files") or ()) or str(entry.get("name") or "")
    undone = session.text(" (zurückgenommen)", " (taken back)") if entry.get("status") == "undone" else ""
    return f"{entry['id']}  {day} {when[11:16]}  {files}{undone}"


@click.command()
@click.argument("load_id", metavar="KENNUNG")
@command
def undo(session: Session, load_id: str) -> None:
    """Eine geladene Liste ganz zurücknehmen. (Python: loaders.undo)."""
    with session.store() as store:
        outcome = loaders.undo(store, load_id)
    counts = outcome.counts()
    if session.as_json:
        session.print_json({"undone": load_id, "counts": counts})
        return
    session.print(
        session.text(
            f"Zurückgenommen: {load_id}. Was andere Listen belegen, bleibt.",
            f"Taken back: {load_id}. What other lists support stays.",
        )
    )


def _n(session: Session, value: int) -> str:
    return number_text(value, lang=session.lang)
