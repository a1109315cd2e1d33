"""What somebody chose while preparing a deployment, as a section of the dossier."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from stakegraph.decisions import decisions_on, is_hidden
from stakegraph.dossier.document import Bullet, Bullets, Heading, Run, Section
from stakegraph.plans import plan_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel import GraphStore
    from stakegraph.dossier.document import Dossier

__all__ = ["with_choice"]

_CHOSEN = {
    "de": ("Was Sie ausgewählt haben", "Aufgenommene Vorschläge", "Einladen", "Beratung"),
    "en": ("What you chose", "Accepted suggestions", "To invite", "Advisers"),
}


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
