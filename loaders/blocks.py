"""Where tables begin and end on a sheet: several below one another, repeated headers, remarks under the last row."""

from __future__ import annotations

import dataclasses
import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

from loaders.headers import TABLE_NAMES, find_header, header_key, meaning_of_header
from loaders.report import Problem
from loaders.values import clean_text
from loaders.words import begins_with, read_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.cells import Grid, Line
    from loaders.headers import Mapping
    from loaders.profiles import Profile

__all__ = ["Body", "body_of", "tables_on"]

_LONGEST_HEADER = 60
_SHOWN = 80
_MEETING = frozenset({"meeting", "meeting_id", "date"})


@dataclasses.dataclass(slots=True)
class Body:
    """Rows below a header.

    Attributes
    ----------
    lines
        Rows that hold data.
    repeated
        Numbers of the rows that only repeat the header.
    problems
        Remarks among or below the rows, which are no rows of the table.
    """

    lines: list[Line]
    repeated: list[int]
    problems: list[Problem]


def tables_on(grid: Grid, *, table: str | None = None, profile: Profile | None = None) -> list[Grid]:
    """Part a sheet on which several tables stand below one another.

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
        One for each header with a title of its own or with other columns, titles included; a header that is only
        repeated begins no table.
    """
    starts = [0, *_further_tables(grid.lines, table, profile), len(grid.lines)]
    if len(starts) == 2:  # noqa: PLR2004 - one table
        return [grid]
    return [dataclasses.replace(grid, lines=grid.lines[start:end]) for start, end in itertools.pairwise(starts)]


def _further_tables(lines: Sequence[Line], table: str | None, profile: Profile | None) -> Iterator[int]:
    first = _keys(lines[find_header(lines, table=table, profile=profile).row]) if lines else ()
    header: tuple[str, ...] = ()
    rows, titles = 0, 0
    for position, line in enumerate(lines):
        apart = position == 0 or line.number - lines[position - 1].number > 1
        if titles == 0 and apart and position:
            titles = position  # what stands apart may be the title of another table
        keys = _keys(line) if not header or titles else ()
        if keys and (keys == first or _is_header(line)):
            begins = titles or position
            if header and rows and (begins < position or keys != header):
                yield begins
                rows = 0
            header, titles = keys, 0
        elif not _is_title(line):
            rows, titles = rows + bool(header), 0


def _keys(line: Line) -> tuple[str, ...]:
    return tuple(header_key(cell) for cell in line.cells if len(cell) <= _LONGEST_HEADER)


def _filled(line: Line) -> list[str]:
    return list(dict.fromkeys(filter(None, map(clean_text, line.cells))))


def _begins(line: Line) -> list[str]:
    """First three different texts of a row; more need not be known to tell a title from a row."""
    found: list[str] = []
    for cell in line.cells:
        if cell and cell not in found and not cell.isspace():
            found.append(cell)
            if len(found) > 2:  # noqa: PLR2004 - enough
                break
    return found


def _is_title(line: Line) -> bool:
    """Whether a row holds one text, merged over its columns or not, or a word with a colon and what it says."""
    texts = _begins(line)
    return len(texts) == 1 or (len(texts) == 2 and texts[0].strip().endswith(":"))  # noqa: PLR2004 - "Datum:", a date


def _is_header(line: Line) -> bool:
    filled = _filled(line)
    if len(filled) < 2 or max(map(len, filled)) > _LONGEST_HEADER:  # noqa: PLR2004 - one cell is a title
        return False
    known = sum(map(_is_known, filled))
    return known >= 2 and 2 * known >= len(filled)  # noqa: PLR2004 - one could be chance


@lru_cache(maxsize=10_000)
def _is_known(text: str) -> bool:
    return any(meaning_of_header(text, table=table) for table in TABLE_NAMES)


def body_of(grid: Grid, mapping: Mapping) -> Body:
    """Give the rows below a header without its repeats, footnotes and what stands apart below the last row.

    Parameters
    ----------
    grid
        The sheet.
    mapping
        Its header.

    Returns
    -------
    Body
    """
    below = grid.lines[mapping.row + 1 :]
    header, body = grid.lines[mapping.row], Body([], [], [])
    read = [at for at, name in enumerate(mapping.fields[: len(header.cells)]) if name is not None]
    wide = len(read) > 1
    needs = [at for at in read if mapping.table == "attendance" and mapping.fields[at] in _MEETING]
    end = _end_of_rows(below, mapping.row + 1, grid.lines) if wide else len(below)
    for position, line in enumerate(below):
        if _repeats(line, header):
            body.repeated.append(line.number)
        elif not any(line.cells[at].strip() for at in read if at < len(line.cells)):
            continue  # only a running number or what is not read
        elif _is_heading(line, read) or (needs and _is_lone_heading(below[position : position + 2], read, needs)):
            text = _begins(line)[0][:_SHOWN]
            body.problems.append(Problem("note", "heading_row", {}, grid.file, grid.sheet, line.number, value=text))
        elif position >= end or (wide and _is_footnote(line)):
            text = " ".join(_filled(line))[:_SHOWN]
            problem = Problem("warning", "row_apart", {}, grid.file, grid.sheet, line.number, value=text)
            if _is_footnote(line):
                problem = dataclasses.replace(problem, severity="note", code="footnote")
            body.problems.append(problem)
        else:
            body.lines.append(line)
    return body


def _repeats(line: Line, header: Line) -> bool:
    first = next((position for position, cell in enumerate(header.cells) if cell.strip()), 0)
    if first >= len(line.cells) or header_key(line.cells[first]) != header_key(header.cells[first]):
        return False
    return [*map(header_key, line.cells)] == [*map(header_key, header.cells)]


def _end_of_rows(below: Sequence[Line], start: int, lines: Sequence[Line]) -> int:
    """Position behind the last row: single texts that stand apart below all rows of several cells are none."""
    last = next((at for at in range(len(below) - 1, -1, -1) if not (_is_title(below[at]) or _is_legend(below[at]))), -1)
    for position in range(last + 1, len(below)):
        if last >= 0 and below[position].number - lines[start + position - 1].number > 1:
            return position
    return len(below)


def _is_heading(line: Line, read: Sequence[int]) -> bool:
    """Whether one text is merged over the columns that are read."""
    texts = [line.cells[at].strip() for at in read if at < len(line.cells)]
    return len(texts) > 1 and len(texts) == len(read) and len(set(texts)) == 1


def _is_lone_heading(lines: Sequence[Line], read: Sequence[int], needs: Sequence[int]) -> bool:
    """Whether only the first column says something and the next row is whole: a row without a meeting is none."""
    line, first = lines[0], read[0]
    if len(lines) == 1 or first in needs or any(not cell.isspace() for cell in line.cells[first + 1 :] if cell):
        return False
    following = lines[1].cells
    return not any(map(str.strip, line.cells[:first])) and any(
        following[at].strip() for at in needs if at < len(following)
    )


def _is_legend(line: Line) -> bool:
    """Whether a row explains the marks: "x" beside "anwesend"."""
    return all(read_word(text, name="attendance", strict=False).value for text in _filled(line))


def _is_footnote(line: Line) -> bool:
    texts = _begins(line)
    return len(texts) == 1 and begins_with(texts[0], name="footnote")
