"""picture and report: pages that can be passed on."""

from __future__ import annotations

from pathlib import Path

import click

import analysis
from graphmodel import tie_network
from graphmodel.lookup import find_node
from stakegraph.cli.answers import SCOPE_HELP
from stakegraph.cli.session import Session, command
from stakegraph.decisions import decisions_on
from stakegraph.files import check_folder, write_whole
from stakegraph.handed_out import hand_out
from stakegraph.picture import picture as drawn
from stakegraph.report import report as written

__all__ = ["picture", "report"]


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI.html")
@click.option("--around", metavar="NAME", help="Nur die Umgebung dieser Organisation oder Kommune.")
@click.option("--steps", type=click.IntRange(1, 3), default=1, show_default=True, help="Wie weit ringsum.")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@click.option("--title", metavar="TEXT", help="Überschrift.")
@command
def picture(
    session: Session, output: Path, around: str | None, steps: int, scope: tuple[str, ...], title: str | None
) -> None:
    """Das Netz als Bild in einer Datei, die nichts aus dem Internet lädt. (Python: stakegraph.picture)."""
    check_folder(output)
    with session.store() as store:
        snapshot = store.snapshot()
    middle = find_node(snapshot, around) if around else None
    names = snapshot.names
    heading = title or (
        session.text(f"Rund um {names[middle]}", f"Around {names[middle]}")
        if middle
        else session.text("Das Netz", "The network")
    )
    network = tie_network(snapshot, scope=scope or None)
    page = drawn(network, title=heading, around=middle, steps=steps, lang=session.lang)
    write_whole(output, page.encode("utf-8"))
    hand_out(store, output, kind="picture")
    session.say(f"Geschrieben: {output}", f"Written: {output}")


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI.html")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@click.option("--town", multiple=True, metavar="KOMMUNE", help="Vorschläge für diese Kommune.")
@click.option("--title", metavar="TEXT", help="Überschrift.")
@command
def report(session: Session, output: Path, scope: tuple[str, ...], town: tuple[str, ...], title: str | None) -> None:
    """Ein Bericht zum Ausdrucken: Brücken, Lücken, Vorschläge. (Python: stakegraph.report)."""
    check_folder(output)
    with session.store() as store:
        snapshot = store.snapshot()
        decided = decisions_on(store)
    towns = [find_node(snapshot, name, labels=("Municipality",)) for name in town]
    heading = title or session.text("Bericht zum Netz", "Report on the network")
    verdict = analysis.back_test(snapshot).verdict
    page = written(
        snapshot,
        title=heading,
        scope=scope or None,
        towns=towns,
        verdict=verdict,
        decisions=decided,
        lang=session.lang,
    )
    write_whole(output, page.encode("utf-8"))
    hand_out(store, output, kind="report")
    session.say(f"Geschrieben: {output}", f"Written: {output}")
