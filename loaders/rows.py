"""Rows of a table read into typed values, with every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.dates import first_day, last_day
from loaders.cells import Line, column_letter
from loaders.columns import Column, readers_of
from loaders.namesakes import called
from loaders.places import place_of, read_key
from loaders.report import Problem, Severity
from loaders.tables import Row, Where
from loaders.values import Parsed, fold
from loaders.words import is_total, read_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loaders import headers

__all__ = ["convert_rows"]

_ID_BESIDE = {"name": "id", "from_name": "from_id", "to_name": "to_id", "meeting": "meeting_id"}
_REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "actors": (("name",),),
    "meetings": (("name",),),
    "themes": (("name", "slug"),),
    "partnerships": (("to_name", "to_id"),),
    "municipalities": (("name", "ags", "ars"),),
    "advisers": (("name", "id"),),
}
_ONE_OF = {"advisers": ("languages", "themes", "countries", "reaches")}
"""Of which a row must say something: who is known by a short name only fits nowhere."""

_SPANS = (("date_start", "date_end"), ("since", "until"), ("available_from", "available_until"))
_KEYED = (
    ("ags", "place"),
    ("ags", "name"),
    ("from_ags", "from_name"),
    ("to_ags", "to_name"),
    ("ags", "municipality"),
)
_PLACE_FIELDS = ("place", "municipality", "from_name", "name")
_GERMANY = (47.0, 56.0, 5.0, 16.0)


def convert_rows(
    lines: Sequence[Line], mapping: headers.Mapping, *, file: str, sheet: str | None
) -> tuple[list[Row], list[Problem]]:
    """Read the rows below a header into typed rows, all faults at once.

    Parameters
    ----------
    lines
        Rows below the header.
    mapping
        What the columns are.
    file, sheet
        Where they stand.

    Returns
    -------
    tuple of list
        Rows and problems, in the order of the file; rows with an error wait with the word ``error``.
    """
    readers = readers_of(lines, mapping, workbook=sheet is not None)
    columns = {reader.field: reader.header for reader in readers}
    rows: list[Row] = []
    problems: list[Problem] = []
    for line in lines:
        row = Row(mapping.table or "", {}, Where(file, sheet, line.number), columns=columns)
        found: list[Problem] = []
        cells = line.cells
        if len(cells) > len(mapping.fields) and any(cell.strip() for cell in cells[len(mapping.fields) :]):
            cells, fault = _realigned(line, readers, len(mapping.fields), file, sheet)
            found.append(fault)
        found.extend(_cells(Line(line.number, cells), readers, row))
        if not row.values and not found:
            continue
        if is_total(next(iter(row.texts.values()), "")):
            row.waits, row.asks, found = ("total",), {}, []
        elif not any(problem.severity == "error" for problem in found):
            found.extend(_row_faults(row))
        problems.extend(found)
        if any(problem.severity == "error" for problem in found):
            row.waits = ("error",)
        if not row.asks:
            row.texts = {}  # only questions need them, and rows are many
        rows.append(row)
    return rows, problems


def _cells(line: Line, readers: Sequence[Column], row: Row) -> Iterable[Problem]:
    for reader in readers:
        text = line.cells[reader.position] if reader.position < len(line.cells) else ""
        if not text:
            continue
        cleaned, parsed = reader.read(text)
        if cleaned:
            row.texts[reader.field] = cleaned
        if parsed.code:
            parsed = _seen_in_row(row, reader, cleaned, parsed)
        if parsed.value is not None:
            row.values[reader.field] = parsed.value
        if parsed.code is None:
            continue
        code = "attendance_unknown" if parsed.code == "choice_unknown" and reader.kind == "mark" else parsed.code
        if _must_wait(code, reader, row):
            row.asks[reader.field] = code
        elif code in {"mixed_script", "country_ambiguous"}:
            code = f"{code}_kept"
        cell = f"{column_letter(reader.position)}{line.number}" if reader.workbook else None
        if code == "ags_unknown":
            parsed = read_key(cleaned, name=next((row.texts[name] for name in _PLACE_FIELDS if name in row.texts), ""))
        where = row.where
        yield Problem(
            parsed.severity, code, parsed.params, where.file, where.sheet, where.row, reader.header,
            cleaned or text[:60], cell,
        )  # fmt: skip
    row.waits = tuple(row.asks.values())


def _seen_in_row(row: Row, reader: Column, text: str, parsed: Parsed) -> Parsed:
    """Read a cell that makes no sense alone by what else the row says, or by what it says about another field."""
    if reader.kind == "key" and _says_key(row, text):
        return Parsed(text)  # a curated row, whose id says the same
    if reader.kind == "mark" and parsed.code == "choice_unknown":
        role = read_word(text, name="role").value  # "Moderation" among the marks came, and moderated
        if role:
            row.values.setdefault("role", role)
            return Parsed("present")
    return parsed


def _must_wait(code: str, reader: Column, row: Row) -> bool:
    if code == "mixed_script":
        return not row.values.get(_ID_BESIDE[reader.field])
    if code == "country_ambiguous":
        return reader.kind == "country"
    return code == "attendance_unknown"


def _says_key(row: Row, text: str) -> bool:
    return f"mun-{text}" in (row.values.get("id"), row.values.get("from_id"), row.values.get("place_id"))


def _realigned(
    line: Line, readers: Sequence[Column], width: int, file: str, sheet: str | None
) -> tuple[tuple[str, ...], Problem]:
    """Join cells that an unquoted separator has torn apart, when only one way of joining makes sense of the row."""
    extra = len(line.cells) - width
    for position in range(width):
        joined = ";".join(line.cells[position : position + extra + 1])
        cells = (*line.cells[:position], joined, *line.cells[position + extra + 1 :])
        reader = next((reader for reader in readers if reader.position == position), None)
        if reader is None or reader.kind not in {"name", "text"}:
            continue
        trial = Row("", {}, Where(file, sheet, line.number))
        if not any(problem.severity != "note" for problem in _cells(Line(line.number, cells), readers, trial)):
            return cells, Problem("note", "row_joined", {}, file, sheet, line.number, reader.header, joined)
    params = {"got": len(line.cells), "expected": width}
    return line.cells[:width], Problem("error", "row_long", params, file, sheet, line.number)


def _row_faults(row: Row) -> Iterable[Problem]:
    def problem(severity: Severity, code: str, field: str, value: str | None = None, **params: Any) -> Problem:
        where = row.where
        column = row.columns.get(field, field)
        return Problem(severity, code, params, where.file, where.sheet, where.row, column, value)

    v = row.values
    for group in _REQUIRED.get(row.table, ()):
        if not any(v.get(name) is not None for name in group) and not row.waits:
            present = next((name for name in group if name in row.columns), group[0])
            yield problem("error", "required_empty", present)
    telling = _ONE_OF.get(row.table, ())
    if telling and not row.waits and not any(row.texts.get(name) for name in telling):
        present = next((name for name in telling if name in row.columns), telling[0])
        yield problem("error", "row_says_nothing", present, name=next(iter(row.texts.values()), ""))
    for start, end in _SPANS:
        if v.get(start) and v.get(end) and last_day(v[end]) < first_day(v[start]):
            yield problem("error", "date_order", end, v[end], start=v[start])
    for key, name in _KEYED:
        if v.get(key) and v.get(name) and not _says_key(row, v[key]) and not _agree(v[key], str(v[name])):
            place = place_of(v[key])
            yield problem(
                "error", "ags_name_conflict", key, v[key], register=place.short if place else "", name=v[name]
            )
    yield from _coordinates(row, problem)


def _agree(key: str, name: str) -> bool:
    """Whether a name can mean the place of a key; names that the register does not know can mean anything."""
    place = place_of(key)
    if place is None or fold(place.short) in fold(name) or fold(name) in fold(place.name):
        return True
    found = called(name)
    return not found or any(other.ags.startswith(key) or key.startswith(other.ags) for other in found)


def _coordinates(row: Row, problem: Any) -> Iterable[Problem]:
    lat, lon = row.values.get("lat"), row.values.get("lon")
    if lat is None or lon is None:
        return
    record = row.texts.get("name", f"Zeile {row.where.row}")
    value = f"{lat:g}, {lon:g}"
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - the earth
        projected = abs(lat) > 1000 or abs(lon) > 1000  # noqa: PLR2004 - metres, not degrees
        code = "coordinates_projected" if projected else "coordinates_range"
        yield problem("error", code, "lat", value, record=record)
        return
    south, north, west, east = _GERMANY
    german = row.values.get("country") == "DE" or row.values.get("ags")
    if german and not (south <= lat <= north and west <= lon <= east) and south <= lon <= north and west <= lat <= east:
        expected = f"{south:g} bis {north:g} Grad Breite"
        yield problem("error", "coordinates_swapped", "lat", value, record=record, place=record, expected=expected)
