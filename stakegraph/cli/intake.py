"""load, history, undo: lists into the graph and back out."""

from __future__ import annotations

import json
import signal
import sys
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

import loaders
from graphmodel import NotFoundError, ParameterError
from loaders.headers import TABLE_NAMES
from stakegraph.cli.kinds import label_word
from stakegraph.cli.loaded import print_difference, print_report
from stakegraph.cli.main import AT_FAULT
from stakegraph.cli.profiles import chosen_profile
from stakegraph.cli.session import Session, command
from stakegraph.words.numbers import date_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel import GraphStore
    from loaders import LoadReport

__all__ = ["history", "label_word", "load", "undo"]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="DATEI…")
@click.option(
    "--as",
    "table",
    type=click.Choice(TABLE_NAMES),
    metavar="TABELLE",
    help=f"Was die Liste enthält: {', '.join(TABLE_NAMES)}.",
)
@click.option("--profile", metavar="NAME", help="Gespeicherte Zuordnung der Spalten („stakegraph profile“).")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="SPALTE=BEDEUTUNG",
    help="Was eine Spalte bedeutet, etwa „Wer=Organisation“; „Spalte=-“ lässt sie weg. Mit --as.",
)
@click.option("--save-profile", metavar="NAME", help="Die Zuordnung für das nächste Mal speichern.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Nur zeigen, was geschehen würde.")
@click.option(
    "--replaces",
    metavar="KENNUNG",
    help="Berichtigte Fassung: KENNUNG der Ladung, an deren Stelle sie tritt („stakegraph history“).",
)
@click.option("--yes", is_flag=True, help="Mit --replaces: nicht nachfragen.")
@command
def load(
    session: Session,
    files: tuple[str, ...],
    table: str | None,
    profile: str | None,
    columns: tuple[str, ...],
    save_profile: str | None,
    dry_run: bool,
    replaces: str | None,
    yes: bool,
) -> None:
    """Listen laden, ganz oder gar nicht. (Python: loaders.load)."""
    chosen = chosen_profile(session, table, columns, base=profile, save_as=save_profile)
    options: dict[str, Any] = {"table": table, "profile": chosen, "replaces": replaces}
    with ExitStack() as calm:
        with session.store() as store, session.progress() as progress:
            if replaces:
                _check_load(session, store, replaces)
            if replaces and not dry_run and not session.as_json:
                _confirm(session, loaders.load(store, files, dry_run=True, **options), sure=yes)
            report = loaders.load(store, files, dry_run=dry_run, progress=progress, **options)
            if report.load:
                calm.enter_context(_undisturbed())
        _tell(session, report)
    if save_profile and report.ok and isinstance(chosen, loaders.Profile):
        loaders.save_profile(chosen)
        session.say(
            f"Zuordnung gespeichert. Nächstes Mal: stakegraph load LISTE --profile „{save_profile}“",
            f"Profile saved. Next time: stakegraph load LIST --profile “{save_profile}”",
        )
    if not report.ok:
        raise click.exceptions.Exit(AT_FAULT)


def _tell(session: Session, report: LoadReport) -> None:
    if session.as_json:
        session.print_json(json.loads(json.dumps(report.as_dict(session.lang), default=str)))
        return
    if report.dry_run:
        print_difference(session, report)
    print_report(session, report)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody interrupt what is left to say once a load is taken over, so that what is said of it is true."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _confirm(session: Session, trial: LoadReport, *, sure: bool) -> None:
    """Show what the corrected list changes, and ask when a person sits there."""
    print_difference(session, trial)
    if trial.ok and not sure and sys.stdin.isatty():
        click.confirm(session.text("So übernehmen?", "Take it over like this?"), abort=True)


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


_STANDING = {
    "undone": (" (zurückgenommen)", " (taken back)"),
    "replaced": (" (durch eine berichtigte Fassung ersetzt)", " (replaced by a corrected version)"),
}


def _history_line(session: Session, entry: dict[str, Any]) -> str:
    when = str(entry.get("finished") or entry.get("started") or "")
    day = date_text(when[:10] or None, lang=session.lang)
    files = ", ".join(entry.get("files") or ()) or str(entry.get("name") or "")
    undone = session.text(*_STANDING.get(str(entry.get("status")), ("", "")))
    earlier = entry.get("replaces")
    instead = session.text(f" (ersetzt {earlier})", f" (replaces {earlier})") if earlier else ""
    return f"{entry['id']}  {day} {when[11:16]}  {files}{_brought(session, entry.get('counts') or {})}{instead}{undone}"


def _brought(session: Session, counts: dict[str, Any]) -> str:
    """How many rows a load read, and what of them was new or changed something."""
    if not counts.get("read"):
        return ""
    words = {"read": ("gelesen", "read"), "created": ("neu", "new"), "changed": ("geändert", "changed")}
    parts = [
        f"{number_text(counts.get(name, 0), lang=session.lang)} {session.text(*word)}" for name, word in words.items()
    ]
    return f" ({session.text('Zeilen', 'rows')}: {', '.join(parts)})"


@click.command()
@click.argument("load_id", metavar="KENNUNG")
@command
def undo(session: Session, load_id: str) -> None:
    """Eine geladene Liste ganz zurücknehmen. (Python: loaders.undo)."""
    with session.store() as store:
        _check_load(session, store, load_id)
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
    gone = counts["nodes_deleted"], counts["relationships_deleted"]
    back = counts["nodes_created"] + counts["relationships_created"]
    changed = counts["nodes_updated"] + counts["relationships_updated"]
    session.print(
        session.text(
            f"Entfernt: Einträge {gone[0]}, Verbindungen {gone[1]}. Geändert: {changed}. Wieder da: {back}.",
            f"Removed: entries {gone[0]}, ties {gone[1]}. Changed: {changed}. Back again: {back}.",
        )
    )


def _check_load(session: Session, store: GraphStore, load_id: str) -> None:
    """Refuse a load that is not there, or not part of the graph any more."""
    loads = loaders.history(store)
    found = next((entry for entry in loads if entry["id"] == load_id), None)
    if found is None:
        names = ", ".join(entry["id"] for entry in loads[:10]) or session.text("keine", "none")
        message = session.text(
            f"Eine Ladung „{load_id}“ gibt es nicht. Vorhanden: {names}. Alle zeigt „stakegraph history“.",
            f"There is no load “{load_id}”. There are: {names}. 'stakegraph history' shows all.",
        )
        raise NotFoundError(message, candidates=tuple(entry["id"] for entry in loads))
    if found.get("status") == "undone":
        message = session.text(
            f"{load_id} ist schon zurückgenommen. Wieder holen: die Datei noch einmal laden.",
            f"{load_id} was taken back already. To bring it back, load the file again.",
        )
        raise ParameterError(message)
    if found.get("status") == "replaced":
        by = next((e["id"] for e in loads if e.get("replaces") == load_id and e.get("status") != "undone"), "?")
        message = session.text(
            f"{load_id} ist durch {by} ersetzt. Zuerst {by} zurücknehmen; dann gilt {load_id} wieder.",
            f"{load_id} was replaced by {by}. Take {by} back first; then {load_id} stands again.",
        )
        raise ParameterError(message)
