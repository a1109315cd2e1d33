"""store info|check|copy|backup: the place where the graph lives."""

from __future__ import annotations

from pathlib import Path

import click

import loaders
from graphmodel import StoreError, copy_store, open_store
from graphmodel.stores.sqlite import SqliteStore
from stakegraph.cli.main import AT_FAULT
from stakegraph.cli.session import Session, command
from stakegraph.handed_out import hand_out

__all__ = ["store"]


@click.group()
def store() -> None:
    """Die Ablage: ansehen, prüfen, kopieren, sichern."""


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
    """Prüfen, ob die Ablage unversehrt ist."""
    with session.store() as opened:
        faults = opened.check()
        n_loads = len(loaders.history(opened))
    if session.as_json:
        session.print_json({"faults": faults, "loads": n_loads})
    elif faults:
        for fault in faults:
            session.print(f"✗ {fault}")
    else:
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
    """Eine Sicherung der Ablage schreiben, auch während sie benutzt wird."""
    with session.store() as opened:
        if not isinstance(opened, SqliteStore):
            msg = session.text(
                "Für Neo4j bitte „stakegraph store copy“ in eine Datei verwenden.",
                "For Neo4j please use 'stakegraph store copy' into a file.",
            )
            raise StoreError(msg)
        opened.backup(target)
        hand_out(opened, target, kind="backup")
    session.print(session.text(f"Gesichert: {target}", f"Saved: {target}"))
