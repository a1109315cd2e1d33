"""The dossier for download, written once for each state of the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stakegraph.decisions import decisions_on, open_suggestions, set_aside
from stakegraph.dossier import Dossier, build_dossier
from stakegraph.dossier.advice import SEEK
from stakegraph.dossier.choice import with_choice
from stakegraph.dossier.writing import write_dossier
from stakegraph.drafts import draft_folder

if TYPE_CHECKING:
    from starlette.responses import Response

    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.jobs import Job
    from stakegraph.explorer.view import View

__all__ = ["FORMATS", "dossier_bytes", "dossier_for"]

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
"""Endings and what a browser is told about them."""
_STEPS = {
    "de": ("Zusammentragen, was bekannt ist", "Schreiben"),
    "en": ("Bringing together what is known", "Writing"),
}


def dossier_bytes(desk: Desk, town: str, ending: str, *, lang: str, job: Job | None = None) -> bytes:
    """Write the dossier, once for each state of the data.

    Parameters
    ----------
    desk
        The store.
    town
        Id of a municipality.
    ending
        One of `FORMATS`.
    lang
        "de" or "en".
    job
        The work this is part of.

    Returns
    -------
    bytes
    """

    def step(k: int) -> None:
        if job:
            job.step(_STEPS[lang][k], k, len(_STEPS[lang]))

    step(0)
    decided = decisions_on(desk.store)
    aside = tuple(tuple(sorted(set_aside(decided, town, seek=seek))) for seek in SEEK)
    asked = tuple(sorted(open_suggestions(decided).items()))
    plain = desk.result(
        ("dossier", town, lang, aside, asked), lambda: build_dossier(desk.snapshot, town, lang=lang, decisions=decided)
    )
    step(1)
    return desk.current(
        ("paper", town, ending, lang), lambda: _written(with_choice(desk.store, plain, town, names=desk.names), ending)
    )


def _written(dossier: Dossier, ending: str) -> bytes:
    with draft_folder() as folder:
        path = Path(folder) / f"dossier.{ending}"
        write_dossier(dossier, path)
        return path.read_bytes()


def dossier_for(view: View, town: str, ending: str) -> Response:
    """Answer with the dossier as a file.

    Parameters
    ----------
    view
        The request.
    town
        Id of a municipality.
    ending
        One of `FORMATS`.

    Returns
    -------
    Response
    """
    data = dossier_bytes(view.desk, town, ending, lang=view.lang)
    return view.file(data, FORMATS[ending], f"Dossier {view.name(town)}.{ending}")
