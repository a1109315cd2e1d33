"""CSV, TSV and their relatives, read as text and never as numbers."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING

from loaders.cells import Grid, Line
from loaders.encoding import decode
from loaders.report import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MAX_ROWS", "grid_of_text", "read_delimited"]

MAX_ROWS = 200_000
MAX_COLUMNS = 500
_DELIMITERS = (";", "\t", ",", "|")
_CELL_LIMIT = 1 << 24
_MOST_SHARED = 50_000
_BLANK_LINES = re.compile(r"^[ \t]+\r?\n", re.MULTILINE)
_BLANKS_WORTH_A_WARNING = 20


def read_delimited(data: bytes, *, file: str) -> Grid:
    """Read a delimited file.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    Grid
        Rows by number; an error among ``problems`` when the letters or quotes do not fit.
    """
    decoded = decode(data)
    if decoded.text is None:
        code = "encoding_mixed" if decoded.mixed_line else "encoding_unknown"
        return Grid(file, None, [], problems=[Problem("error", code, file=file, row=decoded.mixed_line)])
    grid = grid_of_text(decoded.text, file=file)
    if decoded.encoding in {"DOS (Codepage 850)", "Mac Roman", "Windows-1252"}:
        severity = "note" if decoded.encoding == "Windows-1252" else "warning"
        params = {"encoding": decoded.encoding, "sample": decoded.sample}
        grid.problems.insert(0, Problem(severity, "encoding_guess", params, file))  # type: ignore[arg-type]
    return grid


def grid_of_text(text: str, *, file: str) -> Grid:
    """Cut text into rows and cells.

    Parameters
    ----------
    text
        Decoded text.
    file
        Name of the file.

    Returns
    -------
    Grid
        Blank rows are left out and counted in a hint.
    """
    grid = Grid(file, None, [])
    first, _, rest = text.partition("\n")
    offset = 0
    delimiter = None
    if first.lower().strip().startswith("sep=") and len(first.strip("\r\n ")) == 5:  # noqa: PLR2004 - "sep=" and one sign
        delimiter, text, offset = first.strip("\r\n ")[4], rest, 1
    delimiter = delimiter or _delimiter(text)
    lines, fault = _records(text, delimiter, offset)
    if fault:
        grid.problems.append(Problem("error", "quote_open", file=file, row=fault))
    grid.lines = lines
    if len(lines) > MAX_ROWS + 1:
        grid.lines = []
        grid.problems.append(Problem("error", "too_many_rows", {"limit": MAX_ROWS}, file))
    widest = max((len(line.cells) for line in lines), default=0)
    if widest > MAX_COLUMNS:
        grid.lines = []
        grid.problems.append(Problem("error", "too_many_columns", {"count": widest, "limit": MAX_COLUMNS}, file))
    blanks = _blanks(lines)
    if blanks:
        severity = "warning" if blanks >= _BLANKS_WORTH_A_WARNING else "note"
        grid.problems.append(Problem(severity, "blank_rows", {"count": blanks}, file))  # type: ignore[arg-type]
    return grid


def _blanks(lines: Sequence[Line]) -> int:
    return sum(after.number - before.number - 1 for before, after in itertools.pairwise(lines))


def _delimiter(text: str) -> str:
    head = text[:20_000]
    if len(text) > len(head):
        head = head[: head.rfind("\n") + 1] or head
    head = _BLANK_LINES.sub("", head)
    best = (0.0, ",")
    for candidate in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=candidate) if row]
        except csv.Error:
            continue
        widths = [len(row) for row in rows[:60]]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if usual > 1:
            score = usual * (widths.count(usual) / len(widths)) ** 2
            if score > best[0] + 1e-9:
                best = (score, candidate)
    return best[1]


def _records(text: str, delimiter: str, offset: int) -> tuple[list[Line], int | None]:
    """Rows of the text, and the row in which a quotation mark is opened and not closed."""
    csv.field_size_limit(_CELL_LIMIT)
    for strict in (True, False):
        lines: list[Line] = []
        known: dict[str, str] = {}
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
        number = offset
        try:
            for number, cells in enumerate(reader, start=offset + 1):
                if not strict and any("\n" in cell and delimiter in cell for cell in cells):
                    return lines, number  # it went on to the next quotation mark, over the ends of cells and rows
                if any(cells) and any(cell and not cell.isspace() for cell in cells):
                    lines.append(Line(number, _shared(cells, known)))
        except csv.Error as fault:
            if "unexpected end" in str(fault):
                if _opens_quotation(text, delimiter):
                    return lines, number + 1
                return _unquoted(text, delimiter, offset), None
            continue
        return lines, None
    return [], 1


def _shared(cells: list[str], known: dict[str, str]) -> tuple[str, ...]:
    """Give cells of which equal ones are one object: in long lists most texts repeat."""
    if len(known) < _MOST_SHARED:
        return tuple([known.setdefault(cell, cell) for cell in cells])
    return tuple([known.get(cell, cell) for cell in cells])


def _opens_quotation(text: str, delimiter: str) -> bool:
    """Whether a quotation mark begins a cell as one does before a word, or closes one; before a sign it is a letter."""
    between = re.escape(delimiter)
    return bool(re.search(rf'(?:^|{between})"[\w\s]|"(?:{between}|\r?$)', text, re.MULTILINE))


def _unquoted(text: str, delimiter: str, offset: int) -> list[Line]:
    """Read a file in which no cell is quoted, so that a lone quotation mark is only a letter."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return [
        Line(number, tuple(cells))
        for number, cells in enumerate(rows, start=offset + 1)
        if any(cell and not cell.isspace() for cell in cells)
    ]
