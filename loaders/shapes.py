"""The shapes of sign-in sheets: crosses under meetings, and one sheet for each meeting."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.cells import Grid, Line
from loaders.dates import parse_date
from loaders.headers import header_key, map_header
from loaders.namesakes import places_meant
from loaders.report import Problem
from loaders.stages import one_mark, stage_of
from loaders.values import clean_text, fold, says_nothing
from loaders.words import is_total, read_word

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf
    from collections.abc import Sequence

    from loaders.headers import Mapping
    from loaders.profiles import Profile

__all__ = ["MeetingContext", "cross_table", "meeting_context"]

_HEADER_ROWS = 12
_LEAST_MEETINGS = 2
_LONGEST_MARK = 30
_SHORTEST_KIND = 6
_DATE_INSIDE = re.compile(
    r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\. ?[A-Za-zäÄ]+\.? \d{4}|\b\d{1,2}/\d{4}\b"
    r"|\b(?:jan|feb|mär|mrz|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]{0,6}\.? \d{4}\b",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(r"(?<![\d.])(\d{1,2}\. ?\d{1,2}\.)(?! ?\d)")
"""A date whose year stands elsewhere, in the title or the name of the sheet."""
_DATE_WORDS = frozenset({"datum", "termin", "am", "wann", "tag"})
_COUNT = re.compile(r"[1-9]\d?$")
"""How many came, in place of a cross."""
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


def cross_table(grid: Grid, *, table: str | None = None, profile: Profile | None = None) -> list[Grid]:
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
    list of Grid
        One for each meeting, a row for each mark; empty when the sheet has another shape.
    """
    if (table or (profile and profile.table)) not in {None, "attendance"} or len(grid.lines) < 2:  # noqa: PLR2004 - a header and a row
        return []
    for position in range(min(_HEADER_ROWS, len(grid.lines) - 1)):
        line = grid.lines[position]
        mapping = map_header(line.cells, table="attendance", profile=profile)
        if "name" not in mapping.fields:
            continue
        head = _head(grid, position, mapping.fields.index("name"))
        if "status" in mapping.fields and not head.stages:
            continue
        columns = [column for column in range(len(line.cells)) if _is_meeting_column(head, column, mapping)]
        if len(columns) >= _LEAST_MEETINGS:
            return _long_form(grid, head, mapping, columns)
    return []


@dataclass(frozen=True, slots=True)
class _Head:
    """Header of a cross table, with the lines above and below it that belong to it, and the rows of organisations."""

    line: Line
    above: Line | None
    below: Line | None
    body: Sequence[Line]
    year: str
    stages: MappingOf[int, str]
    """What a cross means, by column, where every meeting has a column for registered, came and so on."""

    @property
    def lines(self) -> list[Line]:
        """Lines of the header that say something about the meetings."""
        return [line for line in (self.above, self.line, self.below) if line]

    def meeting(self, column: int) -> MeetingContext:
        """Meeting of a column, put together from all lines of the header."""
        own = self._told(self.line, column)
        above, below = (self._told(line, column) for line in (self.above, self.below))
        return MeetingContext(
            " ".join(dict.fromkeys(filter(None, (above.name, own.name)))), own.date or above.date or below.date
        )

    def _told(self, line: Line | None, column: int) -> MeetingContext:
        text = clean_text(line.cells[column]) if line and column < len(line.cells) else ""
        if column in self.stages and stage_of(text):
            return MeetingContext()
        return _split(_DAY_ONLY.sub(rf"\g<1>{self.year}", text) if self.year else text)


def _head(grid: Grid, position: int, name: int) -> _Head:
    line, body = grid.lines[position], grid.lines[position + 1 :]
    above = grid.lines[position - 1] if position else None
    stages = _stages(line, name)
    if above and (_is_counts(above) or (_is_one_title(above) and (stages or _names_meetings(line, name)))):
        above = None
    below = body[0] if body and (_is_dates(body[0], line, name) or _stages(body[0], name, under=line)) else None
    if below and not (stages and above):
        stages = _stages(below, name, under=line)
    elif not above:
        stages = {}
    told = (grid.sheet or "", grid.file, *(cell for title in grid.lines[:position] for cell in title.cells))
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", " ".join(told)))
    rows = [row for row in body[1 if below else 0 :] if name < len(row.cells) and _names_one(row.cells[name])]
    return _Head(line, above, below, rows, years.pop() if len(years) == 1 else "", stages)


def _is_one_title(line: Line) -> bool:
    return len(set(filter(None, map(clean_text, line.cells)))) < _LEAST_MEETINGS


def _is_counts(line: Line) -> bool:
    """Whether a line above the header counts who came, and names nothing."""
    texts = list(filter(None, map(clean_text, line.cells)))
    return all(text.isdecimal() or is_total(text) for text in texts)


def _names_meetings(line: Line, name: int) -> bool:
    return any(_split(clean_text(cell)).name for cell in line.cells[name + 1 :])


def _stages(line: Line, name: int, *, under: Line | None = None) -> dict[int, str]:
    """Marks that the columns of a line stand for, where it holds at least two of them and, below a header, no name."""
    if under is not None and not _is_nobody(line, under, name):
        return {}
    found = {column: stage for column, cell in enumerate(line.cells) if (stage := stage_of(cell))}
    return found if len(found) >= _LEAST_MEETINGS else {}


def _is_nobody(line: Line, header: Line, name: int) -> bool:
    """Whether a line below the header names nobody: its cell is empty or merged with the one above."""
    cell = line.cells[name] if name < len(line.cells) else ""
    return says_nothing(cell) or header_key(cell) in {*_DATE_WORDS, header_key(header.cells[name])}


def _is_dates(line: Line, header: Line, name: int) -> bool:
    """Whether a line below the header holds the dates of the meetings and nobody's name."""
    own = [clean_text(cell) for cell in header.cells]
    told = [
        text
        for position, text in enumerate(map(clean_text, line.cells))
        if position != name and text and (position >= len(own) or text != own[position])
    ]
    dated = all(_split(text).date or _DAY_ONLY.search(text) for text in told)
    return _is_nobody(line, header, name) and len(told) >= _LEAST_MEETINGS and dated


def _names_one(cell: str) -> bool:
    return bool(cell.strip()) and not is_total(cell)


def _is_meeting_column(head: _Head, column: int, mapping: Mapping) -> bool:
    """Whether a column has a header of its own and marks below it; of few cells a mark may be unclear."""
    header, context = clean_text(head.line.cells[column]), head.meeting(column)
    taken = mapping.fields[column] if column < len(mapping.fields) else None
    allowed = {None, *(("meeting", "date") if context.date else ()), *(("status",) if column in head.stages else ())}
    if taken not in allowed or is_total(header) or (stage_of(header) and column not in head.stages):
        return False
    if not (context.name or context.date) or header in mapping.forbidden or header in mapping.personal:
        return False
    cells = [
        line.cells[column].strip() for line in head.body if column < len(line.cells) and line.cells[column].strip()
    ]
    marks = [cell for cell in cells if _is_mark(cell) or (context.date and _COUNT.match(cell))]
    return bool(marks) and 2 * len(marks) >= len(cells) + (not context.date)


def _is_mark(text: str) -> bool:
    if len(text) > _LONGEST_MARK:
        return False
    return bool(re.fullmatch(r"[-–—]+", text)) or read_word(text, name="attendance", strict=False).value is not None


def _long_form(grid: Grid, head: _Head, mapping: Mapping, columns: list[int]) -> list[Grid]:
    together: dict[object, list[int]] = {}
    for column in columns:
        together.setdefault(head.meeting(column) if head.stages else column, []).append(column)
    grids = [_of_meeting(grid, head, mapping, columns, own) for own in together.values()]
    rows = ", ".join(f"Zeile {line.number}" for line in head.lines)
    params = {"meetings": len(grids), "count": sum(len(found.lines) for found in grids), "rows": rows}
    first = head.lines[0].number
    grids[0].problems = [Problem("warning", "cross_table", params, grid.file, grid.sheet, first)]
    meetings = {mapping.headers[column] for column in columns}
    unknown = [header for header in mapping.unknown if header not in meetings and not is_total(header)]
    for left_out, code, severity in (
        (mapping.forbidden, "columns_forbidden", "warning"),
        (mapping.personal, "columns_personal", "note"),
        (unknown, "columns_unknown", "note"),
    ):
        if left_out:
            grids[0].problems.append(
                Problem(severity, code, {"columns": left_out}, grid.file, grid.sheet, head.line.number)  # type: ignore[arg-type]
            )
    return grids


def _of_meeting(grid: Grid, head: _Head, mapping: Mapping, columns: list[int], its: list[int]) -> Grid:
    """One meeting of a cross table: every cell stays in its column, name and date of the meeting stand behind."""
    column, width = its[0], len(mapping.fields)
    context = head.meeting(column)
    own = [None if place in columns else name for place, name in enumerate(mapping.fields)]
    own[column] = "status"
    stages = {place: head.stages[place] for place in its if place in head.stages}
    lines = []
    for line in one_mark(head.body, stages) if stages else head.body:
        cells = [*line.cells[:width], *[""] * (width - len(line.cells))]
        mark = cells[column].strip()
        if not mark:
            continue
        counted = bool(_COUNT.match(mark)) and mark != "1"
        if counted:
            cells[column] = "x"
        lines.append(Line(line.number, (*cells, context.name, context.date, mark if counted else "")))
    headers = {name: mapping.headers[place] for place, name in enumerate(own) if name}
    headers["status"] = headers["status"] or context.name or context.date
    return Grid(
        grid.file, grid.sheet, lines, table="attendance", fields=(*own, "meeting", "date", "count"), columns=headers
    )


def _split(text: str) -> MeetingContext:
    """Part a header such as "Netzwerktreffen 12.03.2024" into name and date."""
    match = _DATE_INSIDE.search(text)
    if match and parse_date(match[0]).value:
        name = re.sub(r"\s*[,(–-]*\s*(?:am|vom|im)?\s*$", "", text[: match.start()]) + text[match.end() :]
        return MeetingContext(name.strip(" ,;:()–-"), match[0])
    return MeetingContext(text if not says_nothing(text) else "", "")


def meeting_context(grid: Grid, mapping: Mapping, *, said: bool = False) -> MeetingContext | None:
    """Find the one meeting of a sheet in its title lines, the name of the sheet or of the file.

    Parameters
    ----------
    grid
        The sheet.
    mapping
        Its header.
    said
        Whether the person said that it is an attendance list.

    Returns
    -------
    MeetingContext or None
        None when nothing says that the sheet is a sign-in sheet of one meeting.
    """
    titles = [clean_text(" ".join(dict.fromkeys(filter(None, line.cells)))) for line in grid.lines[: mapping.row]]
    file_name = re.sub(r"\.\w+$", "", grid.file.rsplit("/", 1)[-1]).replace("_", " ")
    is_sign_in = any(_SIGN_IN.search(fold(text)) for text in (*titles, grid.sheet or "", file_name, *mapping.headers))
    has_marks = {"status", "role"} & set(mapping.fields) or any(map(stage_of, mapping.headers))
    labelled = _labelled(titles)
    name, date, place = labelled.get("name", ""), labelled.get("date", ""), labelled.get("place", "")
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
    is_meeting = date and ("name" in labelled or any(map(_names_meeting, (*titles, grid.sheet or "", file_name))))
    if not (said or is_sign_in or has_marks or is_meeting) or (not date and not (name and titles)):
        return None
    return MeetingContext(name or "Veranstaltung", date, place)


def _names_meeting(title: str) -> bool:
    """Whether a title holds a word for a meeting: "Auftakttreffen", "Runder Tisch"."""
    words = re.findall(r"[\w-]+", title)
    pairs = (" ".join(pair) for pair in itertools.pairwise(words))
    return any(
        len(word) >= _SHORTEST_KIND and read_word(word, name="meeting_kind", strict=False).value
        for word in (*words, *pairs)
    )


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
    return match[1] if match and len(places_meant(match[1])) == 1 else ""
