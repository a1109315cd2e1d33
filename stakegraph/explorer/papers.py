"""The dossier for download, with what the person chose in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from stakegraph.dossier import Dossier, build_dossier
from stakegraph.dossier.advice import SEEK
from stakegraph.dossier.document import Bullet, Bullets, Heading, Run, Section
from stakegraph.drafts import draft_folder
from stakegraph.explorer.decisions import decisions_on, is_hidden, set_aside
from stakegraph.explorer.plans import plan_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.responses import Response

    from graphmodel import GraphStore
    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.jobs import Job
    from stakegraph.explorer.view import View

__all__ = ["FORMATS", "dossier_bytes", "dossier_for", "with_choice"]

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
_CHOSEN = {
    "de": ("Was Sie ausgewählt haben", "Aufgenommene Vorschläge", "Einladen", "Beratung"),
    "en": ("What you chose", "Accepted suggestions", "To invite", "Advisers"),
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
    plain = desk.result(
        ("dossier", town, lang, aside), lambda: build_dossier(desk.snapshot, town, lang=lang, decisions=decided)
    )
    step(1)
    return desk.current(
        ("paper", town, ending, lang), lambda: _written(with_choice(desk.store, plain, town, names=desk.names), ending)
    )


def _written(dossier: Dossier, ending: str) -> bytes:
    from stakegraph.dossier.writing import write_dossier  # noqa: PLC0415 - much memory, for those who write one

    with draft_folder() as folder:
        path = Path(folder) / f"dossier.{ending}"
        write_dossier(dossier, path)
        return path.read_bytes()


def with_choice(store: GraphStore, dossier: Dossier, town: str, *, names: Mapping[str, str]) -> Dossier:
    """Put what was chosen after the first section.

    Parameters
    ----------
    store
        Where the choice is kept.
    dossier
        The document.
    town
        Id of the municipality.
    names
        Names by id.

    Returns
    -------
    Dossier
        The same where nothing was chosen.
    """
    plan = plan_for(store, town)
    accepted = [found for found in decisions_on(store, town) if found.verdict == "accept" and is_hidden(found)]
    title, *heads = _CHOSEN[dossier.lang]
    others = [(one.object if one.subject == town else one.subject, one.reason) for one in accepted]
    parts = (
        (heads[0], [f"{names.get(id_, id_)}{f' – {why}' if why else ''}" for id_, why in others]),
        (heads[1], [names.get(id_, id_) for id_ in plan.guests]),
        (heads[2], [names.get(id_, id_) for id_ in plan.advisers]),
    )
    blocks = [block for head, items in parts if items for block in (Heading(head), _listed(items))]
    if not blocks:
        return dossier
    first, *rest = dossier.sections
    return dataclasses.replace(dossier, sections=(first, Section("chosen", title, tuple(blocks)), *rest))


def _listed(items: Iterable[str]) -> Bullets:
    return Bullets(tuple(Bullet("reason", (Run(item),)) for item in items))


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
