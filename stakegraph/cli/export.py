"""The command export: everything out again, for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel import tie_network
from stakegraph.cli.answers import SCOPE_HELP
from stakegraph.cli.session import Session, command
from stakegraph.export import export as exported
from stakegraph.export import recognisable, shared_network
from stakegraph.handed_out import hand_out

__all__ = ["export"]


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DATEI|ORDNER",
    help="Endet auf .xlsx, .json, .gexf, .graphml, .kumu.json, .kumu.xlsx, .ics oder .neo4j; ohne Endung ein Ordner "
    "mit CSV-Listen.",
)
@click.option(
    "--share",
    type=click.Choice(["pseudonyms", "counts"]),
    help="Zum Weitergeben: das Netz unter Kürzeln (.gexf, .graphml) oder nur Zahlen (Ordner).",
)
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@command
def export(session: Session, output: Path, share: str | None, scope: tuple[str, ...]) -> None:
    """Alles wieder herausgeben: für Excel, Gephi, Kumu, andere Programme. (Python: stakegraph.export)."""
    with session.store() as store:
        snapshot = store.snapshot()
    record = exported(snapshot, output, scope=scope or None, share=share, lang=session.lang)
    hand_out(store, output, kind="export")
    if share == "pseudonyms":
        n = recognisable(shared_network(tie_network(snapshot, scope=scope or None), snapshot, lang=session.lang))
        session.say(
            f"Wer alle Kontakte einer Organisation kennt, könnte {n} an deren Zahl erkennen. Ganz ohne Wiedererkennen: "
            "--share counts",
            f"Whoever knows all contacts of an organisation could recognise {n} by their number. With nothing to "
            "recognise: --share counts",
        )
    if session.as_json:
        session.print_json({"output": str(output), "record": str(record)})
    session.say(f"Geschrieben: {output}", f"Written: {output}")
    session.say(f"Woher die Daten stammen: {record}", f"Where the data come from: {record}")
