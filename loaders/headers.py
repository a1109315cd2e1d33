"""Header rows and what their words mean: which table is it, which column is which."""

from __future__ import annotations

import csv
import itertools
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from loaders.values import clean_text, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.cells import Line
    from loaders.profiles import Profile

__all__ = [
    "TABLE_NAMES",
    "Mapping",
    "fields_of",
    "find_header",
    "header_key",
    "is_forbidden",
    "map_header",
    "meaning_of_header",
]

TABLE_NAMES = (
    "actors",
    "municipalities",
    "partnerships",
    "cooperations",
    "meetings",
    "attendance",
    "deployments",
    "themes",
    "advisers",
)
PERSONAL, FORBIDDEN, IGNORED = "#personal", "#forbidden", "#ignored"
MAX_HEADER_ROW = 40

_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "actors": (("name",),),
    "municipalities": (("name", "ags"),),
    "partnerships": (("to_id", "to_name"),),
    "cooperations": (("from_id", "from_name"), ("to_id", "to_name")),
    "meetings": (("name",), ("date_start",)),
    "attendance": (("meeting_id", "meeting", "date"), ("actor_id", "name")),
    "deployments": (
        ("municipality_id", "municipality", "ags"),
        ("project", "kind", "themes", "advisers", "advisers_count"),
    ),
    "themes": (("name", "slug"),),
    "advisers": (("name", "id"), ("languages", "themes", "countries", "capacity", "reaches")),
}
_TELLING: dict[str, tuple[str, ...]] = {
    "actors": ("short_name", "themes", "countries", "founded", "members", "legal_form", "website", "kind", "place"),
    "municipalities": ("ags", "population", "state", "district", "lat", "lon", "ars", "area_km2", "name_official"),
    "partnerships": ("to_country", "to_id", "programme", "from_ags", "kind", "since"),
    "cooperations": ("amount_eur", "description", "kind"),
    "meetings": ("series", "venue", "participants", "date_start", "date_end", "kind", "themes", "host"),
    "attendance": ("status", "role", "meeting", "meeting_id", "actor_id", "date"),
    "deployments": ("municipality_id", "municipality", "project", "advisers_count", "coordinating_unit", "advisers"),
    "themes": ("slug", "sdg", "name_en", "parent"),
    "advisers": ("name", "languages", "capacity", "available_from", "reaches", "speaks_for"),
}
_STRONG: dict[str, tuple[str, ...]] = {
    "municipalities": ("population", "state", "lat", "ars", "name_official", "area_km2"),
    "partnerships": ("to_name", "to_id"),
    "cooperations": ("to_name", "to_id"),
    "meetings": ("series", "venue", "participants", "date_end", "host"),
    "attendance": ("status", "role", "meeting_id", "actor_id", "meeting"),
    "deployments": ("advisers_count", "coordinating_unit", "advisers", "municipality_id"),
    "themes": ("sdg", "slug"),
    "advisers": ("languages", "capacity", "available_from", "reaches"),
}


@dataclass(slots=True)
class Mapping:
    """How the columns of a table are read.

    Attributes
    ----------
    table
        Name of the table; None when no table fits.
    fields
        Our name for each column; None for columns that are not read.
    headers
        Name of each column as it stands in the file, without surrounding blanks.
    row
        Position of the header among the lines.
    personal, forbidden, unknown
        Headers that are not read, by the reason.
    duplicates
        Headers that occur more than once, with the positions, the first column being 1.
    missing
        Groups of fields of which one is needed and none was found.
    candidates
        Tables that fit about as well.
    lacking
        Headers that the profile names and the list does not have.
    repeated
        As ``duplicates``, in an export that is known to have them; the first column of that name is read.
    """

    table: str | None
    fields: list[str | None]
    headers: list[str]
    row: int = 0
    personal: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    duplicates: dict[str, list[int]] = field(default_factory=dict)
    missing: list[tuple[str, ...]] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    score: float = 0.0


@cache
def _aliases() -> dict[str, dict[str, str]]:
    """Folded header to field for each table; words for all tables under "*"."""
    text = resources.files("loaders.reference").joinpath("headers.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        words = found.setdefault(row["table"], {})
        for header in row["headers"].split("|"):
            words.setdefault(header_key(header), row["field"])
    return found


@cache
def fields_of(table: str) -> dict[str, str]:
    """List the fields of a table with the first header that means each.

    Parameters
    ----------
    table
        One of `TABLE_NAMES`.

    Returns
    -------
    dict
        Field to header, those of all tables included.
    """
    text = resources.files("loaders.reference").joinpath("headers.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["table"] in {table, "*"}]
    return {row["field"]: row["headers"].split("|")[0] for row in rows if not row["field"].startswith("#")}


def meaning_of_header(header: str, *, table: str) -> str | None:
    """Say which field a header means in a table.

    Parameters
    ----------
    header
        Text of a header cell.
    table
        One of `TABLE_NAMES`.

    Returns
    -------
    str or None
        None when it is unknown or never read.
    """
    key = header_key(header)
    found = _aliases()[table].get(key) or _aliases()["*"].get(key)
    return None if found is None or found.startswith("#") else found


def is_forbidden(header: str) -> bool:
    """Tell whether a column of that header is never read.

    Parameters
    ----------
    header
        Text of a header cell.

    Returns
    -------
    bool
    """
    return _aliases()["*"].get(header_key(header)) == FORBIDDEN


@lru_cache(maxsize=65_536)
def header_key(header: str) -> str:
    """Bring a header to the form in which headers are compared.

    Parameters
    ----------
    header
        Text of a header cell.

    Returns
    -------
    str
        Folded, without brackets' blanks, trailing colons and stars.

    Examples
    --------
    >>> header_key(" Straße* : ") == header_key("Strasse")
    True
    """
    folded = fold(clean_text(header)).replace("_", " ")
    return re.sub(r"[\s*:]+$", "", re.sub(r"^[*\s]+", "", folded))


def find_header(lines: Sequence[Line], *, table: str | None = None, profile: Profile | None = None) -> Mapping:
    """Look for the header row among the first rows and say what its columns are.

    Parameters
    ----------
    lines
        Rows of the table, titles above the header included.
    table
        Name of the table, when it is known; None finds out.
    profile
        What a person said about the columns.

    Returns
    -------
    Mapping
        The best reading; ``table`` is None when no row looks like a header.
    """
    best: Mapping | None = None
    for position, line in enumerate(lines[:MAX_HEADER_ROW]):
        if sum(1 for cell in line.cells if cell.strip()) == 0:
            continue
        mapping = map_header(line.cells, table=table, profile=profile)
        mapping.row = position
        if best is None or mapping.score > best.score + 0.01:
            best = mapping
    return best or Mapping(None, [], [])


def map_header(cells: Sequence[str], *, table: str | None = None, profile: Profile | None = None) -> Mapping:
    """Say what the columns of one header row are.

    Parameters
    ----------
    cells
        Texts of the row.
    table
        Name of the table, when it is known.
    profile
        What a person said about the columns; it names the table when nothing else does.

    Returns
    -------
    Mapping
        ``score`` grows with the number of understood columns.
    """
    if profile and not table:
        table = profile.table
    readings = [_read_as(name, cells, profile) for name in ((table,) if table else TABLE_NAMES)]
    readings.sort(key=lambda reading: (-reading.score, TABLE_NAMES.index(reading.table or "actors")))
    best = readings[0]
    best.candidates = [r.table or "" for r in readings if not r.missing and r.score >= best.score - 0.01]
    return best


def _read_as(table: str, cells: Sequence[str], profile: Profile | None = None) -> Mapping:
    own, common = _aliases()[table], _aliases()["*"]
    headers = [clean_text(cell) for cell in cells]
    mapping = Mapping(table, [None] * len(headers), headers)
    keys = [header_key(header) for header in headers]
    if "source" in keys and "target" not in keys:  # alone it says where a row is from, not where a tie begins
        own = {key: meaning for key, meaning in own.items() if key != "source"}
    seen: dict[str, list[int]] = {}
    for position, (header, key) in enumerate(zip(headers, keys, strict=True)):
        if not key:
            continue
        seen.setdefault(key, []).append(position)
        meaning = own.get(key) or common.get(key) or _partly(key, own, common)
        _place(mapping, position, header, meaning)
    if table == "attendance":
        _place_of_meeting(mapping, keys)
    if profile and profile.table == table:
        _obey(mapping, keys, profile)
    _settle_names(mapping)
    mapping.duplicates = {
        headers[positions[0]]: [position + 1 for position in positions]
        for key, positions in seen.items()
        if len(positions) > 1 and not (profile and {position + 1 for position in positions} & set(profile.positions))
    }
    if mapping.duplicates and _is_ticket_export(keys):
        mapping.repeated, mapping.duplicates = mapping.duplicates, {}
    present = {name for name in mapping.fields if name}
    mapping.missing = [group for group in _NEEDED[table] if not present & set(group)]
    understood = len(present) + 0.5 * (len(mapping.personal) + len(mapping.forbidden))
    mapping.score = (
        understood
        + 0.6 * len(present & set(_TELLING[table]))
        + 1.2 * len(present & set(_STRONG.get(table, ())))
        - 4.0 * len(mapping.missing)
        - 0.3 * len(mapping.unknown)
    )
    return mapping


def _place_of_meeting(mapping: Mapping, keys: Sequence[str]) -> None:
    """Read "Ort" right behind meeting or date as the place of the meeting, not as the seat of who came."""
    told = [position for position, name in enumerate(mapping.fields) if name]
    for before, position in itertools.pairwise(told):
        beside = mapping.fields[before] in {"meeting", "date", "meeting_id"}
        if keys[position] == "ort" and beside and "meeting_place" not in mapping.fields:
            mapping.fields[position] = "meeting_place"


def _obey(mapping: Mapping, keys: Sequence[str], profile: Profile) -> None:
    """Read the columns as a person said, except those that are never read."""
    wanted = profile.keyed()
    chosen: dict[int, str] = {}
    for position, key in enumerate(keys):
        name = profile.positions.get(position + 1, wanted.get(key) if keys.index(key) == position else None)
        if name is not None and mapping.headers[position] not in mapping.forbidden:
            chosen[position] = name
    for position, name in enumerate(mapping.fields):
        if position not in chosen and name in chosen.values():
            mapping.fields[position] = None
            mapping.unknown.append(mapping.headers[position])
    for position, name in chosen.items():
        mapping.fields[position] = None if name == "-" else name
        for left_out in (mapping.unknown, mapping.personal):
            if mapping.headers[position] in left_out:
                left_out.remove(mapping.headers[position])
    mapping.lacking = [header for header in profile.columns if header_key(header) not in keys]


_TICKET = frozenset({"order code", "bestellnummer"})
_TICKET_TOO = frozenset(
    {"attendee name", "attendee email", "pseudonymization id", "name des teilnehmers", "teilnehmername",
     "pseudonymisierungs-id", "e-mail-adresse des teilnehmers"}
)  # fmt: skip


def _is_ticket_export(keys: Sequence[str]) -> bool:
    """Whether it is the list of tickets of pretix, where the guest comes first and the invoice has the same headers."""
    return bool(_TICKET & set(keys)) and bool(_TICKET_TOO & set(keys))


def _partly(key: str, own: dict[str, str], common: dict[str, str]) -> str | None:
    """Read "Organisation / Verein (Pflichtfeld)" by its part before a bracket or slash."""
    for piece in re.split(r"\s*[(/\[]\s*", key, maxsplit=1)[:1]:
        if piece and piece != key:
            return own.get(piece) or common.get(piece)
    return None


def _place(mapping: Mapping, position: int, header: str, meaning: str | None) -> None:
    if meaning is None:
        mapping.unknown.append(header)
    elif meaning == PERSONAL:
        mapping.personal.append(header)
    elif meaning == FORBIDDEN:
        mapping.forbidden.append(header)
    elif meaning != IGNORED:
        mapping.fields[position] = meaning


_WEAK_NAMES = frozenset({"name", "teilnehmer", "titel", "unterschrift", "event slug", "veranstaltungskuerzel"})


def _settle_names(mapping: Mapping) -> None:
    """Where two columns could be the same field, keep the more telling one; a bare "Name" beside it is a person."""
    for name in list(dict.fromkeys(filter(None, mapping.fields))):
        positions = [position for position, field_name in enumerate(mapping.fields) if field_name == name]
        if len(positions) < 2:  # noqa: PLR2004 - nothing to settle
            continue
        keys = {position: header_key(mapping.headers[position]) for position in positions}
        telling = [position for position in positions if keys[position] not in _WEAK_NAMES] or positions
        for position in positions:
            if position != telling[0]:
                mapping.fields[position] = None
                if keys[position] in _WEAK_NAMES and name in {"name", "status"}:
                    mapping.personal.append(mapping.headers[position])
                elif keys[position] != keys[telling[0]]:
                    mapping.unknown.append(mapping.headers[position])
