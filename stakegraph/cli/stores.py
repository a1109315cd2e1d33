"""store info|check|copy|backup|restore: the place where the graph lives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

import loaders
from graphmodel import StoreError, copy_store, open_store
from graphmodel.stores.sqlite import SqliteStore
from stakegraph.cli.main import AT_FAULT
from stakegraph.cli.session import Session, command
from stakegraph.handed_out import hand_out, list_path

if TYPE_CHECKING:
    from graphmodel import GraphStore
    from graphmodel.stores.neo4j import Neo4jStore

__all__ = ["store"]


@click.group()
def store() -> None:
    """Die Ablage: ansehen, prüfen, kopieren, sichern, zurückholen."""


@store.command()
@command
def info(session: Session) -> None:
    """Art, Adresse und Version der Ablage."""
    with session.store() as opened:
        found = {**opened.info(), "fingerprint": opened.snapshot().fingerprint}
    if session.as_json:
        session.print_json(found)
        return
    for name, value in found.items():
        session.print(f"{name:>12}  {value}")


@store.command()
@command
def check(session: Session) -> None:
    """Prüfen, ob die Ablage unversehrt ist und mit dem Verlauf übereinstimmt."""
    with session.store() as opened:
        found = loaders.check_journal(opened)
        faults = opened.check() + [one.message(session.lang) for one in found if one.severity == "error"]
        notes = [one.message(session.lang) for one in found if one.severity == "note"]
        n_loads = len(loaders.history(opened))
    if session.as_json:
        session.print_json({"faults": faults, "notes": notes, "loads": n_loads})
        if faults:
            raise click.exceptions.Exit(AT_FAULT)
        return
    for fault in faults:
        session.print(f"✗ {fault}")
    for note in notes:
        session.print(note)
    if not faults:
        session.print(session.text("Alles in Ordnung.", "All well."))
    if faults:
        raise click.exceptions.Exit(AT_FAULT)


@store.command()
@click.argument("origin", metavar="VON")
@click.argument("target", metavar="NACH")
@command
def copy(session: Session, origin: str, target: str) -> None:
    """Den ganzen Bestand in eine leere Ablage kopieren. (Python: graphmodel.copy_store)."""
    if "://" not in origin and origin != ":memory:" and not Path(origin).is_file():
        msg = session.text(f"{origin} gibt es nicht.", f"{origin} does not exist.")
        raise StoreError(msg)
    with open_store(origin) as source, open_store(target) as goal:
        with session.progress() as progress:
            counts = copy_store(source, goal, progress=progress)
        prints = (source.snapshot().fingerprint, goal.snapshot().fingerprint)
    if prints[0] != prints[1]:
        msg = session.text("Die Kopie ist nicht gleich; bitte melden.", "The copy differs; please report this.")
        raise StoreError(msg)
    if session.as_json:
        session.print_json({"created": counts.created, "fingerprint": prints[1]})
        return
    session.print(
        session.text(
            f"{counts.created} Einträge kopiert; Fingerabdruck gleich ({prints[1]}).",
            f"{counts.created} entries copied; same fingerprint ({prints[1]}).",
        )
    )


@store.command()
@click.argument("target", metavar="DATEI", type=click.Path(dir_okay=False, path_type=Path))
@command
def backup(session: Session, target: Path) -> None:
    """Eine Sicherung der Ablage in eine neue Datei schreiben, auch während sie benutzt wird."""
    with session.store() as opened:
        _save(opened, target)
    if session.as_json:
        session.print_json({"file": str(target)})
    else:
        session.print(session.text(f"Gesichert: {target}", f"Saved: {target}"))


@store.command()
@click.argument("origin", metavar="DATEI", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Nicht nachfragen.")
@command
def restore(session: Session, origin: Path, yes: bool) -> None:
    """Eine Sicherung zurückholen; was jetzt in der Ablage ist, wird vorher selbst gesichert."""
    if not origin.is_file():
        msg = session.text(f"{origin} gibt es nicht.", f"{origin} does not exist.")
        raise StoreError(msg)
    with open_store(origin) as saved, session.store() as opened:
        faults = saved.check() + [one.message(session.lang) for one in _faults(saved)]
        if faults:
            msg = session.text(f"Die Sicherung ist beschädigt: {faults[0]}", f"The backup is damaged: {faults[0]}")
            raise StoreError(msg)
        if not yes:
            now, then = (sum(one.counts().values()) for one in (opened, saved))
            question = session.text(
                f"Jetzt {now} Einträge, in der Sicherung {then}. Ersetzen?",
                f"{now} entries now, {then} in the backup. Replace?",
            )
            click.confirm(question, abort=True, err=True)
        kept = _keep(opened)
        with session.progress() as progress:
            counts = copy_store(saved, opened, replace=True, progress=progress)
    if session.as_json:
        session.print_json({"restored": counts.created, "kept": str(kept) if kept else None})
        return
    session.print(session.text(f"{counts.created} Einträge zurückgeholt.", f"{counts.created} entries restored."))
    if kept:
        session.print(session.text(f"Der Stand davor: {kept}", f"What was there before: {kept}"))


def _faults(opened: GraphStore) -> list[loaders.Problem]:
    return [one for one in loaders.check_journal(opened) if one.severity == "error"]


def _save(opened: SqliteStore | Neo4jStore, target: Path) -> None:
    """Write a backup whole or not at all: a file that any command opens as a store."""
    if isinstance(opened, SqliteStore):
        opened.backup(target)
    else:
        if target.exists():
            msg = f"{target} exists already. Name a file that does not exist yet."
            raise StoreError(msg)
        part = target.with_name(f"{target.name}.part")
        with open_store(part) as copied:
            copy_store(opened, copied)
        part.replace(target)
    hand_out(opened, target, kind="backup")


def _keep(opened: SqliteStore | Neo4jStore) -> Path | None:
    """Save what is there now, beside the store or in the user's data folder; nothing when it is empty."""
    if not any(opened.counts().values()):
        return None
    now = dt.datetime.now(tz=dt.UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    file = Path(opened.url.removeprefix("sqlite:///")) if isinstance(opened, SqliteStore) else list_path()
    kept = file.with_name(f"{file.stem}-vor-{now}.stakegraph")
    kept.parent.mkdir(parents=True, exist_ok=True)
    _save(opened, kept)
    return kept
