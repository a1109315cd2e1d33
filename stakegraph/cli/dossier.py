"""dossier: the printed preparation of a deployment."""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel import ParameterError
from graphmodel.dates import is_date
from stakegraph.cli.session import Session, command
from stakegraph.decisions import decisions_on
from stakegraph.dossier.building import build_dossier
from stakegraph.dossier.choice import with_choice
from stakegraph.dossier.place import find_place
from stakegraph.dossier.writing import check_target, write_dossier
from stakegraph.handed_out import hand_out

__all__ = ["dossier"]

DAY = 10


@click.command()
@click.argument("municipality", metavar="KOMMUNE")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI")
@click.option("--date", metavar="DATUM", help="Tag, der gedruckt wird: JJJJ-MM-TT (Vorgabe: heute).")
@click.option("--as-of", metavar="DATUM", help="Stand zu einem Datum.")
@command
def dossier(session: Session, municipality: str, output: Path, date: str | None, as_of: str | None) -> None:
    """Ein Dossier für KOMMUNE: DATEI endet auf .docx, .html oder .pdf. (Python: stakegraph.dossier)."""
    check_target(output)
    if date is not None and (not is_date(date) or len(date) != DAY):
        msg = f"Ein Tag heißt JJJJ-MM-TT. „{date}“ ist keiner; bitte ändern."
        raise ParameterError(msg)
    with session.store() as store:
        snapshot = store.snapshot(as_of)
        known, town = find_place(snapshot, municipality)  # an unknown town is told before the long work
        decided = decisions_on(store)
        with session.busy("Das Dossier wird zusammengestellt …", "Putting the dossier together …"):
            found = build_dossier(snapshot, municipality, lang=session.lang, date=date, decisions=decided)
        found = with_choice(store, found, town, names=known.names)
    write_dossier(found, output)
    hand_out(store, output, kind="dossier")
    if session.as_json:
        titles = [section.title for section in found.sections]
        data = {"file": str(output), "title": found.title, "date": found.date, "fingerprint": found.fingerprint}
        session.print_json({**data, "sections": titles, "sources": list(found.sources)})
        return
    session.say(f"Geschrieben: {output}", f"Written: {output}")
