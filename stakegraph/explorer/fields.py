"""What the columns of lists are called, where the macro of the pages has no word of its own."""

from __future__ import annotations

__all__ = ["field_name"]

_NAMES = {
    "actor_id": ("Kennung der Organisation", "id of the organisation"),
    "actor_kind": ("Art der Organisation", "kind of the organisation"),
    "advisers": ("Beraterinnen und Berater", "advisers"),
    "advisers_count": ("Zahl der Beratenden", "number of advisers"),
    "ars": ("Regionalschlüssel", "regional key"),
    "as_of": ("Stand der Angabe", "state of the entry"),
    "available_from": ("verfügbar ab", "available from"),
    "available_until": ("verfügbar bis", "available until"),
    "avoids": ("nicht einsetzen in", "not to be sent to"),
    "capacity": ("freie Einsätze", "room for deployments"),
    "confidence": ("Sicherheit", "confidence"),
    "coordinating_unit": ("koordinierende Stelle", "coordinating unit"),
    "countries": ("Länderbezug", "countries"),
    "date": ("Datum", "date"),
    "deployments": ("Einsätze", "deployments"),
    "direction": ("Richtung", "direction"),
    "field": ("Handlungsfeld", "field"),
    "from_ags": ("AGS der ersten Seite", "AGS of the first side"),
    "to_ags": ("AGS der zweiten Seite", "AGS of the second side"),
    "from_id": ("Kennung der ersten Seite", "id of the first side"),
    "from_name": ("erste Seite", "first side"),
    "from_state": ("Bundesland der ersten Seite", "state of the first side"),
    "host": ("eingeladen von", "host"),
    "id": ("Kennung", "id"),
    "languages": ("Sprachen", "languages"),
    "meeting": ("Veranstaltung", "meeting"),
    "meeting_id": ("Kennung der Veranstaltung", "id of the meeting"),
    "meeting_place": ("Ort der Veranstaltung", "place of the meeting"),
    "municipality": ("Kommune", "municipality"),
    "municipality_id": ("Kennung der Kommune", "id of the municipality"),
    "name_en": ("Name auf Englisch", "name in English"),
    "needs": ("sucht", "needs"),
    "offers": ("bietet", "offers"),
    "parent": ("gehört zu", "belongs to"),
    "place_id": ("Kennung des Ortes", "id of the place"),
    "place_verified": ("Ort geprüft", "place checked"),
    "project": ("Projekt", "project"),
    "reaches": ("erreicht", "reaches"),
    "sdg": ("Nachhaltigkeitsziel", "development goal"),
    "slug": ("Kurzwort", "short word"),
    "source": ("Quelle", "source"),
    "source_detail": ("Stelle in der Quelle", "place in the source"),
    "speaks_for": ("spricht für", "speaks for"),
    "strength": ("Stärke", "strength"),
    "themes": ("Themen", "themes"),
    "to_country": ("Land der zweiten Seite (Kürzel)", "country of the second side (code)"),
    "to_country_name": ("Land der zweiten Seite", "country of the second side"),
    "to_id": ("Kennung der zweiten Seite", "id of the second side"),
    "to_name": ("zweite Seite", "second side"),
    "umbrella": ("Dachverband", "umbrella body"),
    "unit": ("Einheit", "unit"),
    "used_in": ("verwendet in", "used in"),
    "uses": ("Verwendungen", "uses"),
    "verified": ("geprüft", "checked"),
}


def field_name(name: str, *, lang: str) -> str:
    """Name a column as people call it.

    Parameters
    ----------
    name
        Our own name of it.
    lang
        "de" or "en".

    Returns
    -------
    str
        The name itself where there is no word.
    """
    return _NAMES.get(name, (name, name))[lang == "en"]
