"""Cells as text with their origin: what every format hands over before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.report import Problem

__all__ = ["Grid", "Line", "column_letter", "grid_of_records"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table as it stands in the file.

    Attributes
    ----------
    number
        Row as a spreadsheet counts it, the first being 1; for other formats the number of the record.
    cells
        Text of every cell; empty text where nothing stands.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Grid:
    """A table of a file, not yet understood.

    Attributes
    ----------
    file
        Name of the file, for people.
    sheet
        Name of the sheet, None when the format has none.
    lines
        Rows that hold something.
    table
        Which table it is, when the format says so.
    fields
        Names of the columns in our own words, when the format fixes them; then there is no header row. None for
        columns that are not read.
    problems
        What the reader of the format noticed.
    columns
        Names of the columns as the file calls them, by field; only with ``fields``.
    deleted
        Ids of nodes that the source has deleted.
    text
        Running text of a document; then there are no rows.
    """

    file: str
    sheet: str | None
    lines: Sequence[Line]
    table: str | None = None
    fields: tuple[str | None, ...] | None = None
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    text: str | None = None


def column_letter(index: int) -> str:
    """Name a column as a spreadsheet does.

    Parameters
    ----------
    index
        Position, the first being 0.

    Returns
    -------
    str
        "A" for 0, "AA" for 26.

    Examples
    --------
    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def grid_of_records(
    file: str,
    table: str,
    records: Sequence[tuple[int, Mapping[str, str]]],
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Grid:
    """Make a table of records that a format has named already.

    Parameters
    ----------
    file, sheet
        Where they stand.
    table
        Which table they are.
    records
        Number of each record and its texts by our field names.
    columns
        What the file calls the fields.

    Returns
    -------
    Grid
    """
    fields = tuple(dict.fromkeys(name for _, record in records for name in record))
    lines = [Line(number, tuple(record.get(name, "") or "" for name in fields)) for number, record in records]
    return Grid(file, sheet, lines, table=table, fields=fields, columns=dict(columns or {}))
