"""What should be known about the data before an answer is read: one line, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import loaders
from graphmodel.schema import TYPES
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from graphmodel import GraphStore, Snapshot
    from stakegraph.cli.session import Session

__all__ = ["note_caveat", "nothing_known"]

_TELLING = 0.1
"""Smaller shares of unknown values are not worth a word."""


def note_caveat(session: Session, store: GraphStore, snapshot: Snapshot) -> None:
    """Have it said before the answer how much is unknown and what waits; nothing when little is.

    Parameters
    ----------
    session
        The call; with ``--json`` nothing is said.
    store
        The open store.
    snapshot
        What the answer is made of.
    """
    if session.as_json:
        return
    waiting = len(loaders.review_items(store))
    shares = _unknown(snapshot)
    if not shares and not waiting:
        return
    german, english = _said(shares)
    n = number_text(waiting, lang=session.lang)
    one = waiting == 1
    open_de = f"{n} {'Frage ist' if one else 'Fragen sind'} offen („stakegraph review“)" if waiting else ""
    open_en = f"{n} {'question is' if one else 'questions are'} open ('stakegraph review')" if waiting else ""
    session.remark = (
        f"Zur Datenlage: {'; '.join(filter(None, (german, open_de)))}. Mehr: „stakegraph status“.",
        f"About the data: {'; '.join(filter(None, (english, open_en)))}. More: 'stakegraph status'.",
    )


def nothing_known(snapshot: Snapshot, focus: str) -> bool:
    """Tell whether nothing is on record about somebody but name, place and numbers.

    Parameters
    ----------
    snapshot
        What is known.
    focus
        Id.

    Returns
    -------
    bool
        True where no relationship begins or ends there, that of a municipality to its country aside.
    """
    tables = (snapshot.relationships(name) for name in TYPES if name != "IN_COUNTRY")
    return not any((table["source"] == focus).any() or (table["target"] == focus).any() for table in tables)


def _unknown(snapshot: Snapshot) -> list[tuple[float, str, str]]:
    """Share of organisations of which something is not known, with what it is."""
    actors = snapshot.nodes("Actor")
    if actors.empty:
        return []
    ids = set(actors["id"])
    found = [
        (1 - len(ids & set(snapshot.relationships("BASED_IN")["source"])) / len(ids), "der Sitz", "the seat"),
        (1 - len(ids & set(snapshot.relationships("WORKS_ON")["source"])) / len(ids), "das Thema", "the theme"),
        (float(actors["kind"].isna().mean()), "die Art", "the kind"),
    ]
    return [entry for entry in found if entry[0] >= _TELLING]


def _said(shares: list[tuple[float, str, str]]) -> tuple[str, str]:
    if not shares:
        return "", ""
    (share, german, english), *others = shares
    de = [f"unbekannt ist bei {100 * share:.0f} % der Organisationen {german}"]
    en = [f"{english} is unknown for {100 * share:.0f} % of the organisations"]
    for more, word_de, word_en in others:
        de.append(f"bei {100 * more:.0f} % {word_de}")
        en.append(f"{word_en} for {100 * more:.0f} %")
    return ", ".join(de), ", ".join(en)
