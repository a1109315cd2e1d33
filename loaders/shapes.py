"""The shapes of sign-in sheets: crosses under meetings, and one sheet for each meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.cells import Grid, grid_of_records
from loaders.dates import parse_date
from loaders.headers import header_key, map_header
from loaders.places import find_places
from loaders.report import Problem
from loaders.values import clean_text, fold, says_nothing
from loaders.words import read_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.cells import Line
    from loaders.headers import Mapping
    from loaders.profiles import Profile

__all__ = ["MeetingContext", "cross_table", "meeting_context"]

_HEADER_ROWS = 12
_LEAST_MEETINGS = 2
_LONGEST_MARK = 30
_DATE_INSIDE = re.compile(
    r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\. ?[A-Za-zäÄ]+\.? \d{4}|\b\d{1,2}/\d{4}\b"
)
_LABELLED = re.compile(
    r"^\s*(veranstaltung|titel|thema|treffen|datum|termin|ort|veranstaltungsort|wann|wo|was)\s*:\s*(.*)$", re.IGNORECASE
)
_SIGN_IN = re.compile(r"teilnahme|teilnehm|anwesen|unterschrift|sign.?in|gaesteliste|anmeld", re.IGNORECASE)
_TITLE_NOISE = re.compile(
    r"^(?:teilnahmeliste|teilnehmerliste|teilnehmendenliste|anwesenheitsliste|unterschriftenliste|gästeliste|liste)"
    r"(?:\s+(?:zum|zur|für|der|des|beim?))?\s*[:–-]?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MeetingContext:
    """The one meeting that a sheet is about.

    Attributes
    ----------
    name
        Name of the meeting; empty when only the date is known.
    date
        As it stands there.
    place
        Town, empty when unknown.
    """

    name: str = ""
    date: str = ""
    place: str = ""


def cross_table(grid: Grid, *, table: str | None = None, profile: Profile | None = None) -> Grid | None:
    """Read a table with a column for every meeting and marks in the cells.

    Parameters
    ----------
    grid
        The sheet.
    table
        Which table it is, when the person said so.
    profile
        What a person said about the columns.

    Returns
    -------
    Grid or None
        One row for each mark; None when the sheet has another shape.
    """
    if (table or (profile and profile.table)) not in {None, "attendance"} or len(grid.lines) < 2:  # noqa: PLR2004 - a header and a row
        return None
    for position in range(min(_HEADER_ROWS, len(grid.lines) - 1)):
        line = grid.lines[position]
        mapping = map_header(line.cells, table="attendance", profile=profile)
        if "name" not in mapping.fields or "status" in mapping.fields:
            continue
        columns = _meeting_columns(grid.lines, position, mapping)
        if len(columns) >= _LEAST_MEETINGS:
            return _long_form(grid, position, mapping, columns)
    return None


def _meeting_columns(lines: Sequence[Line], position: int, mapping: Mapping) -> list[int]:
    """Columns that have a header of their own and nothing but marks below it."""
    columns = []
    for column in range(len(lines[position].cells)):
        if column < len(mapping.fields) and mapping.fields[column] is not None:
            continue
        header = clean_text(lines[position].cells[column])
        if not header or header in mapping.forbidden or header in mapping.personal:
            continue
        below = [line.cells[column].strip() for line in lines[position + 1 :] if column < len(line.cells)]
        marks = [cell for cell in below if cell]
        if marks and all(_is_mark(cell) for cell in marks):
            columns.append(column)
    return columns


def _is_mark(text: str) -> bool:
    if len(text) > _LONGEST_MARK:
        return False
    return bool(re.fullmatch(r"[-–—]+", text)) or read_word(text, name="attendance", strict=False).value is not None


def _long_form(grid: Grid, position: int, mapping: Mapping, columns: list[int]) -> Grid:
    head = grid.lines[position]
    above = grid.lines[position - 1] if position else None
    meetings = {column: _meeting(head, above, column) for column in columns}
    fields = [(index, name) for index, name in enumerate(mapping.fields) if name]
    records: list[tuple[int, dict[str, str]]] = []
    for line in grid.lines[position + 1 :]:
        base = {name: line.cells[index] for index, name in fields if index < len(line.cells)}
        if not base.get("name", "").strip():
            continue
        for column in columns:
            mark = line.cells[column].strip() if column < len(line.cells) else ""
            if mark:
                context = meetings[column]
                records.append((line.number, {**base, "meeting": context.name, "date": context.date, "status": mark}))
    names = {name: mapping.headers[index] for index, name in fields}
    found = grid_of_records(grid.file, "attendance", records, sheet=grid.sheet, columns=names)
    rows = [line.number for line in (above, head) if line is not None and line.number >= head.number - 1]
    params = {"meetings": len(columns), "count": len(records), "rows": ", ".join(f"Zeile {row}" for row in rows)}
    found.problems = [Problem("warning", "cross_table", params, grid.file, grid.sheet, rows[0])]
    for left_out, code, severity in (
        (mapping.forbidden, "columns_forbidden", "warning"),
        (mapping.personal, "columns_personal", "note"),
    ):
        if left_out:
            found.problems.append(
                Problem(severity, code, {"columns": left_out}, grid.file, grid.sheet, head.number)  # type: ignore[arg-type]
            )
    return found


def _meeting(head: Line, above: Line | None, column: int) -> MeetingContext:
    text = clean_text(head.cells[column])
    upper = clean_text(above.cells[column]) if above is not None and column < len(above.cells) else ""
    own = _split(text)
    if not upper:
        return own
    higher = _split(upper)
    name = own.name if own.name and own.name != own.date else higher.name
    if own.name and higher.name and own.name != higher.name:
        name = f"{higher.name} {own.name}"
    return MeetingContext(name or higher.name, own.date or higher.date)


def _split(text: str) -> MeetingContext:
    """Part a header such as "Netzwerktreffen 12.03.2024" into name and date."""
    match = _DATE_INSIDE.search(text)
    if match and parse_date(match[0]).value:
        name = re.sub(r"\s*[,(–-]*\s*(?:am|vom)?\s*$", "", text[: match.start()]) + text[match.end() :]
        return MeetingContext(name.strip(" ,;:()–-"), match[0])
    return MeetingContext(text if not says_nothing(text) else "", "")


def meeting_context(grid: Grid, mapping: Mapping) -> MeetingContext | None:
    """Find the one meeting of a sheet in its title lines, the name of the sheet or of the file.

    Parameters
    ----------
    grid
        The sheet.
    mapping
        Its header.

    Returns
    -------
    MeetingContext or None
        None when nothing says that the sheet is a sign-in sheet of one meeting.
    """
    titles = [clean_text(" ".join(dict.fromkeys(filter(None, line.cells)))) for line in grid.lines[: mapping.row]]
    file_name = re.sub(r"\.\w+$", "", grid.file.rsplit("/", 1)[-1]).replace("_", " ")
    is_sign_in = any(_SIGN_IN.search(fold(text)) for text in (*titles, grid.sheet or "", file_name, *mapping.headers))
    has_marks = any(name in {"status", "role"} for name in map_header(mapping.headers, table="attendance").fields)
    if not is_sign_in and not has_marks:
        return None
    said = _labelled(titles)
    name, date, place = said.get("name", ""), said.get("date", ""), said.get("place", "")
    for text in titles:
        if _LABELLED.match(text):
            continue
        part = _split(_TITLE_NOISE.sub("", text))
        date = date or part.date
        name = name or _without_place(part.name)
        place = place or _place_in(text)
    for text in (grid.sheet or "", file_name):
        part = _split(text)
        date = date or part.date
        if (
            not name
            and date
            and part.name
            and not re.fullmatch(r"(?:tabelle|sheet|blatt|liste)\s*\d*", part.name, re.IGNORECASE)
        ):
            name = _TITLE_NOISE.sub("", part.name)
    if not date and not (name and titles):
        return None
    return MeetingContext(name or "Veranstaltung", date, place)


def _labelled(titles: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in titles:
        for piece in re.split(r"\s{2,}|;|\|", text):
            match = _LABELLED.match(piece)
            if not match or not match[2].strip():
                continue
            label, value = header_key(match[1]), match[2].strip()
            if label in {"datum", "termin", "wann"}:
                date = _DATE_INSIDE.search(value)
                found.setdefault("date", date[0] if date else value)
            elif label in {"ort", "veranstaltungsort", "wo"}:
                found.setdefault("place", value)
            else:
                found.setdefault("name", value)
    return found


def _without_place(name: str) -> str:
    return re.sub(r"\s+in [A-ZÄÖÜ][\w .()/-]+$", "", name).strip(" ,–-")


def _place_in(text: str) -> str:
    match = re.search(r"\bin ([A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ(][\wäöüß.()-]+)?)", text)
    return match[1] if match and len(find_places(match[1], within="05")) == 1 else ""
