"""Who links to the municipality: the drawing, the contacts that bridge, and what each contact rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import analysis
from graphmodel import tie_network
from stakegraph.dossier.document import Block, Bullet, Entry, Line, Paragraph, Run, Section, Table
from stakegraph.dossier.place import shortened
from stakegraph.dossier.sketch import links_picture
from stakegraph.words import count_word, date_text, group_name, listing, term
from stakegraph.words.sentences import layer_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from stakegraph.dossier.place import Place

__all__ = ["LEVELS", "links_section"]

LEVELS = {"strong": 3, "medium": 2, "weak": 1}
BRIDGES_SHOWN, CONTACTS_SHOWN = 3, 6
SAID = ("bridge.links_groups", "bridge.convener", "bridge.on_the_way", "bridge.only_link")
STATE_DIGITS = 2


def links_section(place: Place, *, suggested: Sequence[str]) -> Section:
    """Say who links to the municipality.

    Parameters
    ----------
    place
        The municipality.
    suggested
        Ids of organisations that are suggested later; they stand in the drawing.

    Returns
    -------
    Section
    """
    blocks: list[Block] = []
    picture = links_picture(place, suggested)
    if picture is not None:
        blocks.append(picture)
    title = place.say("section.links")
    if place.contacts.empty:
        blocks.append(Paragraph(place.line(place.say("links.none", name=place.name))))
        return Section("links", title, tuple(blocks))
    bridges = _bridges(place)
    if bridges:
        blocks.append(Paragraph(place.line(place.say("links.lead", name=place.name))))
        blocks += [_entry(place, row) for row in bridges]
    else:
        blocks.append(Paragraph(place.line(place.say("links.no_bridge"))))
    blocks.append(_contacts(place))
    left = len(place.contacts) - CONTACTS_SHOWN
    if left > 1:
        text = place.say("links.more", n=count_word(left, lang=place.lang).capitalize())
        blocks.append(Paragraph(place.line(text), "small"))
    return Section("links", title, tuple(blocks))


def _bridges(place: Place) -> list[dict[Hashable, object]]:
    """The contacts and local organisations that link groups in this state, best first; who only invites comes last."""
    scope = str(place.row["ags"] or "")[:STATE_DIGITS] or None
    table = analysis.bridges(tie_network(place.snapshot, scope=scope))
    near = {*place.contacts["other"], *place.actors, *place.territory}
    return table[table["id"].isin(near)].head(BRIDGES_SHOWN).to_dict("records")


def _entry(place: Place, row: dict[Hashable, object]) -> Entry:
    reasons = row["reasons"]
    assert isinstance(reasons, list)  # noqa: S101 - for the type checker
    said = [reason for reason in reasons if reason.code in SAID][:1] or reasons[:1]
    basis = [reason for reason in reasons if reason.code == "bridge.basis"]
    items = tuple(Bullet("reason", shortened(place.reason(reason), str(row["name"]))) for reason in (*said, *basis))
    evidence = str(row["evidence"])
    note = f"{term(str(row['kind']), lang=place.lang)}, {term(evidence, lang=place.lang)}"
    return Entry(str(row["name"]), note, LEVELS[evidence], items)


def _contacts(place: Place) -> Table:
    header = tuple(place.say(f"col.{name}") for name in ("contact", "group", "rests", "seen"))
    shown = place.contacts.head(CONTACTS_SHOWN + (len(place.contacts) == CONTACTS_SHOWN + 1))
    rows = tuple(_row(place, row) for row in shown.to_dict("records"))
    return Table(place.say("links.table", name=place.name), header, rows, (0.4, 0.22, 0.25, 0.13))


def _row(place: Place, row: dict[Hashable, object]) -> tuple[Line, ...]:
    known = place.facts
    other, layers, evidence = str(row["other"]), row["layers"], row["evidence"]
    assert isinstance(layers, tuple)  # noqa: S101 - for the type checker
    assert isinstance(evidence, tuple)  # noqa: S101 - for the type checker
    last = row["last"] if isinstance(row["last"], str) else None
    rests = listing([layer_name(layer, lang=place.lang) for layer in layers], lang=place.lang)
    return (
        place.line(known.names[other]),
        place.line(group_name(known.group_of[other], lang=place.lang)),
        (Run(rests, notes=place.notes(evidence)),),
        place.line(date_text(last, lang=place.lang) if last else place.say("none")),
    )
