"""Row models of the nine tables: which field holds what kind of value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["COMMON", "KINDS", "Row", "Where"]

COMMON = {
    "source": "text",
    "verified": "boolean",
    "confidence": "confidence",
    "note": "text",
    "as_of": "date",
}
KINDS: dict[str, dict[str, str]] = {
    "actors": {
        "id": "id", "name": "name", "short_name": "text", "kind": "word:actor_kind", "legal_form": "text",
        "place": "text", "place_id": "id", "place_verified": "boolean", "ags": "key", "postcode": "postcode",
        "country": "country", "themes": "themes", "countries": "areas", "founded": "old_date", "members": "text",
        "website": "text", "offers": "texts", "needs": "texts", "external_id": "text", "aliases": "texts",
        "umbrella": "texts", "part_of": "id", "unpublished": "boolean",
    },
    "municipalities": {
        "id": "id", "name": "name", "name_official": "text", "kind": "text", "ags": "key", "ars": "key",
        "country": "country", "state": "text", "district_ags": "district", "district": "text", "population": "integer",
        "population_ref": "text", "area_km2": "measure", "postcode": "postcode", "lat": "coordinate",
        "lon": "coordinate", "coord_source": "text", "aliases": "texts", "website": "text", "themes": "themes",
        "external_id": "text",
    },
    "partnerships": {
        "id": "id", "from_id": "id", "from_name": "name", "from_ags": "key", "from_state": "text", "to_id": "id",
        "to_name": "name", "to_ags": "key", "to_country": "country", "to_country_name": "text",
        "kind": "word:partnership", "since": "old_date", "until": "old_date", "status": "word:partnership_status",
        "programme": "text", "themes": "themes", "amount_eur": "amount", "source_detail": "text",
    },
    "cooperations": {
        "id": "id", "from_id": "id", "from_name": "name", "to_id": "id", "to_name": "name",
        "kind": "word:cooperation", "description": "text", "since": "old_date", "until": "old_date",
        "amount_eur": "amount", "amount_eur_max": "amount", "strength": "measure", "direction": "text",
    },
    "meetings": {
        "id": "id", "name": "name", "series": "text", "ordinal": "integer", "kind": "word:meeting_kind",
        "date_start": "date", "date_end": "date", "date_precision": "text", "place_id": "id", "place": "text",
        "ags": "key", "venue": "text", "themes": "themes", "participants": "text", "status": "word:meeting_status",
        "host": "text", "host_id": "id",
    },
    "attendance": {
        "id": "id", "meeting_id": "id", "meeting": "name", "date": "date", "actor_id": "id", "actor_kind": "text",
        "name": "name", "unit": "text", "place": "text", "ags": "key", "postcode": "postcode", "status": "mark",
        "role": "word:role", "count": "text", "meeting_place": "text",
    },
    "deployments": {
        "id": "id", "municipality_id": "id", "municipality": "text", "ags": "key", "project": "text",
        "kind": "text", "date_start": "date", "date_end": "date", "date_precision": "text", "themes": "themes",
        "advisers_count": "text", "advisers": "texts", "coordinating_unit": "text", "status": "text",
    },
    "themes": {
        "id": "id", "slug": "text", "name": "name", "name_en": "text", "sdg": "sdgs", "parent": "text",
        "uses": "text", "used_in": "text",
    },
    "advisers": {
        "id": "id", "name": "name", "languages": "languages", "themes": "themes", "countries": "areas",
        "reaches": "texts", "speaks_for": "texts", "capacity": "measure", "available_from": "date",
        "available_until": "date", "avoids": "texts", "deployments": "texts",
    },
}  # fmt: skip
"""Kind of value of every field, by table."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a row stands.

    Attributes
    ----------
    file, sheet
        File and sheet, the latter None where the format has none.
    row
        Row as a spreadsheet counts it.
    """

    file: str
    sheet: str | None
    row: int


@dataclass(slots=True)
class Row:
    """One row with its values in typed form.

    Attributes
    ----------
    table
        Name of the table.
    values
        Meaning by field; fields without a meaning are left out.
    where
        Where it stands.
    waits
        Codes of the reasons why it cannot be taken over yet, ``error`` or ``total``; empty when it can.
    texts
        Text of the cells by field, cleaned; only while the row is read, and where something must be asked.
    columns
        Name of the column in the file, by field.
    asks
        Code of what must be asked, by field; the row waits until all are answered.
    person
        Cells about a person, only where persons are kept, and only until they are pseudonyms.
    """

    table: str
    values: dict[str, Any]
    where: Where
    waits: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    person: tuple[str, ...] = field(default=(), repr=False)
