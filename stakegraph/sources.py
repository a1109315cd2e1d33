"""What statements rest on, as people read it: the file and row, the address or the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.ties import record_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import Reason, Snapshot

__all__ = ["readable", "source_texts", "sources_of"]

_LABELS = ("Municipality", "Actor", "Meeting", "Deployment", "Theme")
_TYPES = ("PARTNER_OF", "COOPERATES_WITH", "MEMBER_OF", "PART_OF", "COORDINATES", "DEPLOYED_TO")


def source_texts(snapshot: Snapshot) -> dict[str, str]:
    """Text of the source by id of a node or of a relationship; worked out once per snapshot.

    Parameters
    ----------
    snapshot
        What is known.

    Returns
    -------
    dict
        Only those that have one. Relationships as of `record_ids`.
    """
    known: dict[str, str] | None = snapshot.__dict__.get("_source_texts")
    if known is not None:
        return known
    found: dict[str, str] = {}
    for label in _LABELS:
        table = snapshot.nodes(label)
        found.update((name, text) for name, text in zip(table["id"], table["source"], strict=True) if text)
    for kind in _TYPES:
        texts = snapshot.relationships(kind)["source_ref"]
        found.update((id_, text) for id_, text in zip(record_ids(snapshot, kind), texts, strict=True) if text)
    snapshot.__dict__["_source_texts"] = found
    return found


def readable(sources: Iterable[str], texts: dict[str, str]) -> list[str]:
    """Bring sources to texts that somebody can follow.

    Parameters
    ----------
    sources
        Texts of sources, ids of nodes or of relationships.
    texts
        From `source_texts`.

    Returns
    -------
    list of str
        In the same order, none twice; what names no file, address or document is left out.

    Examples
    --------
    >>> readable(["act-a", "liste.csv, Zeile 3", "k"], {"act-a": "liste.csv, Zeile 3"})
    ['liste.csv, Zeile 3']
    """
    found = dict.fromkeys(texts.get(item, item) for item in sources)
    return [text for text in found if " " in text or "/" in text or "." in text]


def sources_of(reasons: Iterable[Reason], snapshot: Snapshot) -> list[str]:
    """What some reasons rest on, for people to read.

    Parameters
    ----------
    reasons
        What the analysis says.
    snapshot
        What it says it of.

    Returns
    -------
    list of str
        As of `readable`.
    """
    return readable((item for reason in reasons for item in reason.sources), source_texts(snapshot))
