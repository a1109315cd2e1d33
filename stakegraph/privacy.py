"""What is held about people, where a name occurs, and the record of processing that a public body keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import loaders
from graphmodel.schema import LABELS, TYPES
from loaders.persons import person_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel import GraphStore

__all__ = ["Occurrence", "find_text", "personal_data", "processing_record"]

_SIGNS = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "telephone": re.compile(r"(?<![\w/-])(?:(?:\+49|0049)[\d /()-]{7,}|0[1-9]\d{1,4}[ /-]{1,3}\d{4,})(?!\w)"),
    "title": re.compile(r"\b(?:Herr|Herrn|Frau|Prof\.|Dr\.)\s+[A-ZÄÖÜ][a-zäöüß]+"),
}
"""Marks by which a stored text may name a person; a school named after one is found too and must be looked at."""

_WRITTEN = frozenset(
    {
        "name", "short_name", "aliases", "note", "description", "offers", "needs", "venue", "members", "participants",
        "coordinating_unit", "count", "reason",
    }
)  # fmt: skip
"""Properties that people write freely; everything else is a key, a date, a word of a list or a source."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a text is stored.

    Attributes
    ----------
    kind
        Label or relationship type.
    id
        Of the node, or both ends.
    field
        Property.
    text
        What stands there.
    sign
        What it was found by: "text", "mail", "telephone" or "title".
    """

    kind: str
    id: str
    field: str
    text: str
    sign: str


def find_text(store: GraphStore, text: str | re.Pattern[str]) -> list[Occurrence]:
    """Find every place where a text is stored, the journal and the questions included.

    Parameters
    ----------
    store
        An open store.
    text
        Any part of a name, case set aside; or a pattern.

    Returns
    -------
    list of Occurrence
        In the order of labels, then ids.
    """
    found = text.search if isinstance(text, re.Pattern) else re.compile(re.escape(text), re.IGNORECASE).search
    return [Occurrence(kind, id_, field, value, "text") for kind, id_, field, value in _texts(store) if found(value)]


def personal_data(store: GraphStore) -> dict[str, Any]:
    """Say what is held that may be about people.

    Parameters
    ----------
    store
        An open store.

    Returns
    -------
    dict
        ``advisers`` (number, under pseudonyms), ``decisions`` and ``loads`` (numbers; each may hold who did it),
        ``suspicions`` (list of `Occurrence` that look like a person's mail address, telephone number or title).
    """
    suspicions = [
        Occurrence(kind, id_, field, value, sign)
        for kind, id_, field, value in _texts(store)
        if field in _WRITTEN
        for sign, pattern in _SIGNS.items()
        if pattern.search(value)
    ]
    counts = store.counts()
    return {
        "advisers": counts.get("Adviser", 0),
        "decisions": len(store.read_nodes("Decision")),
        "loads": len(loaders.history(store)),
        "suspicions": suspicions,
    }


def processing_record(store: GraphStore, *, organisation: str, purpose: str, retention: str) -> str:
    """Draft the record of processing activities (GDPR article 30) for this store, in German.

    Parameters
    ----------
    store
        An open store.
    organisation
        Who is responsible.
    purpose
        What the network is kept for.
    retention
        How long, in words.

    Returns
    -------
    str
        Markdown to be checked and completed by the data protection officer.
    """
    info = store.info()
    held = personal_data(store)
    counts = store.counts()
    kinds = ", ".join(
        f"{number} {word}"
        for label, word in (
            ("Actor", "Organisationen"),
            ("Municipality", "Kommunen"),
            ("Meeting", "Veranstaltungen"),
            ("Adviser", "Beratende unter Kürzeln"),
        )
        if (number := counts.get(label, 0))
    )
    shared = "neo4j" in str(info["url"]).split("://", maxsplit=1)[0]
    place = "auf einem Server der Stelle (Neo4j)" if shared else "in einer Datei auf einem Rechner der Stelle"
    return "\n".join(
        [
            "# Verzeichnis von Verarbeitungstätigkeiten: Netzwerk-Koordination",
            "",
            "Entwurf nach Artikel 30 DSGVO; bitte mit der oder dem Datenschutzbeauftragten prüfen und ergänzen.",
            "",
            f"- **Verantwortliche Stelle:** {organisation}",
            f"- **Zweck:** {purpose}",
            f"- **Gegenstand:** {kinds or 'noch nichts geladen'}.",
            (
                "- **Betroffene Personen:** Beratende unter Kürzeln; Beschäftigte, die Listen laden und Vorschläge "
                f"entscheiden. {_attending(store)}"
            ),
            (
                "- **Besondere Kategorien (Artikel 9):** keine; Spalten zu Herkunft, Religion, Staatsangehörigkeit, "
                "Partei und Gesundheit werden nie gelesen."
            ),
            "- **Empfänger:** keine; das Programm sendet nichts. Ausfuhren und Dossiers gibt die Stelle selbst weiter.",
            "- **Drittländer:** keine Übermittlung.",
            f"- **Aufbewahrung:** {retention}",
            f"- **Ort:** {place} ({info['url']}).",
            (
                f"- **Nachvollziehbarkeit:** {held['loads']} geladene Listen im Verlauf, jede ganz zurücknehmbar; "
                f"{held['decisions']} Entscheidungen."
            ),
            (
                f"- **Zu prüfende Stellen:** {len(held['suspicions'])} Texte sehen nach Personenangaben aus "
                "(„stakegraph privacy status“ nennt sie)."
            ),
            "",
        ]
    )


def _attending(store: GraphStore) -> str:
    rules = person_rules(store)
    if rules is None:
        return "Teilnehmende werden nicht gespeichert: Spalten mit Personen bleiben beim Laden weg."
    return (
        f"Teilnehmende nur als Kürzel (HMAC-SHA-256, Schlüssel außerhalb der Ablage), Zweck: {rules.purpose}; gelöscht "
        f"{rules.retention_days} Tage nach der Veranstaltung."
    )


def _texts(store: GraphStore) -> Iterator[tuple[str, str, str, str]]:
    """Every stored text with where it stands."""
    for label in LABELS:
        for row in store.read_nodes(label):
            yield from _fields(label, str(row["id"]), row)
    for type_ in TYPES:
        for row in store.read_relationships(type_):
            yield from _fields(type_, f"{row['source']} – {row['target']}", row)


def _fields(kind: str, id_: str, row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for field, value in row.items():
        if isinstance(value, str):
            yield kind, id_, field, value
        elif isinstance(value, list | tuple):
            yield kind, id_, field, "; ".join(map(str, value))
