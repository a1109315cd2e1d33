"""The command cypher: questions of one's own to a Neo4j store, read-only."""

from __future__ import annotations

import click
import pandas as pd
from rich.table import Table

from graphmodel import ParameterError, StoreError
from graphmodel.stores.neo4j import Neo4jStore
from stakegraph.cli.session import Session, command
from stakegraph.records import records

__all__ = ["cypher"]


@click.command()
@click.argument("query", metavar="ABFRAGE")
@click.option("-p", "--parameter", multiple=True, metavar="NAME=WERT", help="Wert für $NAME in der Abfrage.")
@command
def cypher(session: Session, query: str, parameter: tuple[str, ...]) -> None:
    """Eine eigene Abfrage an Neo4j stellen; sie darf nur lesen. (Python: store.cypher)."""
    values = dict(_named(session, text) for text in parameter)
    with session.store() as store:
        if not isinstance(store, Neo4jStore):
            msg = session.text(
                "Cypher versteht nur Neo4j. Bitte mit --store neo4j://… eine solche Ablage nennen.",
                "Only Neo4j understands Cypher. Please name such a store with --store neo4j://…",
            )
            raise StoreError(msg)
        rows = store.cypher(query, **values)
    table = pd.DataFrame(rows, dtype=object)
    if session.as_json:
        session.print_json(records(table, lang=session.lang))
        return
    shown = Table(*map(str, table.columns), box=None, header_style="bold", pad_edge=False)
    for row in table.itertuples(index=False):
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    session.out.print(shown, markup=False)


def _named(session: Session, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        msg = session.text(
            f"„{text}“ ist kein NAME=WERT. Bitte so schreiben: -p ort=Jülich.",
            f"{text!r} is not NAME=VALUE. Please write it like -p town=Jülich.",
        )
        raise ParameterError(msg)
    return name, value
