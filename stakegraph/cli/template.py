"""template: an Excel file to fill in."""

from __future__ import annotations

from pathlib import Path

import click

import loaders
from stakegraph.cli.session import Session, command

__all__ = ["template"]

TABLES = (
    "actors", "municipalities", "partnerships", "cooperations", "meetings", "attendance", "deployments", "themes",
    "advisers",
)  # fmt: skip


@click.command()
@click.argument("table", type=click.Choice(TABLES), metavar="TABELLE")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI.xlsx",
    help="Wohin; ohne Angabe TABELLE.xlsx im aktuellen Ordner.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Eine vorhandene Datei überschreiben.")
@command
def template(session: Session, table: str, output: Path | None, force: bool) -> None:
    """Eine leere Liste als Excel-Datei, mit Beispiel, Auswahllisten und Erklärung. (Python: loaders.write_template).

    TABELLE ist eine von actors, municipalities, partnerships, cooperations, meetings, attendance, deployments, themes,
    advisers.
    """
    path = output or Path(f"{table}.xlsx")
    if path.exists() and not force:
        message = session.text(
            f"{path} gibt es schon. Mit --force überschreiben oder mit -o einen anderen Namen wählen.",
            f"{path} exists already. Overwrite it with --force or choose another name with -o.",
        )
        raise click.UsageError(message)
    loaders.write_template(table, path)
    if session.as_json:
        session.print_json({"file": str(path), "table": table})
        return
    session.print(
        session.text(
            f"Geschrieben: {path}. Beispielzeile ersetzen, dann: stakegraph load {path}",
            f"Written: {path}. Replace the example row, then: stakegraph load {path}",
        )
    )
