"""Which column means what: shown for every sheet of a list, corrected by a person, written into a copy of the file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loaders import headers
from loaders.cells import column_letter
from loaders.encoding import decode
from loaders.formats import grids_of
from loaders.guard import inspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from loaders import Problem, Profile
    from loaders.cells import Grid, Line

__all__ = ["UNREAD", "Sheet", "correct", "sheets_of"]

UNREAD = "-"
"""Chosen for a column that is not to be read."""
WORKBOOKS = frozenset({"xlsx", "xlsb", "xls", "ods"})
TEXTS = frozenset({"text"})
LETTERED = frozenset({".csv", ".tsv", ".txt"})
SHOWN = 12
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it is understood.

    Attributes
    ----------
    key
        Name of its choice in a form.
    letter
        As a spreadsheet calls it.
    header
        As it stands in the file.
    field
        What it is read as; None: not read.
    """

    key: str
    letter: str
    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it is understood.

    Attributes
    ----------
    file, name
        Where it is; the name is None where a file has no sheets.
    table
        What it holds; None: not recognised.
    row
        Row of the header as a spreadsheet counts it.
    columns
        What they mean.
    fields
        What a column can mean.
    lines
        The header and the first rows below it, as they stand in the file.
    faults
        Worst fault by row and position of the column.
    encoding
        Which letters a text file is written in; empty for other files.
    """

    file: str
    name: str | None
    table: str | None
    row: int
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    faults: dict[tuple[int, int], str]
    encoding: str = ""


def sheets_of(
    paths: Sequence[Path], *, table: str | None, profile: Profile | None = None, problems: Iterable[Problem] = ()
) -> list[Sheet]:
    """Say how lists are understood.

    Parameters
    ----------
    paths
        The files.
    table
        What they hold; None: found out from their headers.
    profile
        What a person said about the columns of such lists.
    problems
        Of the trial run; the rows they are about are shown.

    Returns
    -------
    list of Sheet
        Of the files that have columns with headers.
    """
    known = list(problems)
    found = []
    for k, path in enumerate(paths):
        encoding = decode(path.read_bytes()).encoding if path.suffix.lower() in LETTERED else ""
        for j, grid in enumerate(_grids(path, table)):
            if grid.lines and grid.fields is None and grid.text is None:
                here = [one for one in known if one.file == path.name and one.sheet == grid.sheet]
                mapping = _header(grid, table, profile)
                found.append(replace(_sheet(grid, f"{k}.{j}", mapping, here), encoding=encoding))
    return found


def _grids(path: Path, table: str | None) -> list[Grid]:
    inspected = inspect(path.read_bytes(), name=path.name)
    if inspected.kind not in WORKBOOKS | TEXTS or inspected.problems:
        return []
    return list(grids_of(inspected, table=table))


def _sheet(grid: Grid, key: str, mapping: headers.Mapping, problems: list[Problem]) -> Sheet:
    head = grid.lines[mapping.row]
    columns = tuple(
        Column(f"{key}.{k}", column_letter(k), header, field)
        for k, (header, field) in enumerate(zip(mapping.headers, mapping.fields, strict=True))
        if header
    )
    places = {header: k for k, header in reversed(list(enumerate(mapping.headers)))}
    faults: dict[tuple[int, int], str] = {}
    for one in reversed(problems):
        if one.row is not None and one.column in places and one.severity != "note":
            faults[one.row, places[one.column]] = one.severity
    rows = {row for row, _ in faults}
    below = [line for line in grid.lines[mapping.row + 1 :] if line.number in rows][:SHOWN]
    below = below or list(grid.lines[mapping.row + 1 :][: SHOWN // 2])
    lines = tuple((line.number, _cells(line, len(mapping.headers))) for line in (head, *below))
    fields = tuple(headers.fields_of(mapping.table)) if mapping.table else ()
    return Sheet(grid.file, grid.sheet, mapping.table, head.number, columns, fields, lines, faults)


def _header(grid: Grid, table: str | None, profile: Profile | None = None) -> headers.Mapping:
    """Header of a sheet; where no word of it is known, the first row is taken for it."""
    table = grid.table or table
    found = headers.find_header(grid.lines, table=table, profile=profile)
    return found if any(found.fields) else headers.map_header(grid.lines[0].cells, table=table, profile=profile)


def _cells(line: Line, width: int) -> tuple[str, ...]:
    cells = [*line.cells[:width], *[""] * (width - len(line.cells))]
    return tuple(cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 1]}…" for cell in cells)


def correct(path: Path, number: int, *, table: str | None, choices: Mapping[str, str]) -> Path:
    """Write a copy of a list whose headers say what a person chose; every row keeps its number.

    Parameters
    ----------
    path
        The file.
    number
        Its position among the files, as in `Column.key`.
    table
        What it holds.
    choices
        Field by `Column.key`; `UNREAD` leaves the column out, an empty choice leaves the header as it is.

    Returns
    -------
    Path
        The copy in the same folder, or the file itself when nothing changes.
    """
    grids, changed = _grids(path, table), False
    rows: list[tuple[Grid, dict[int, list[str]]]] = []
    for j, grid in enumerate(grids):
        lines = {line.number: list(line.cells) for line in grid.lines}
        if grid.lines and grid.fields is None and grid.text is None:
            mapping = _header(grid, table)
            head = lines[grid.lines[mapping.row].number]
            names = headers.fields_of(mapping.table) if mapping.table else {}
            for k, field in enumerate(mapping.fields):
                wanted = choices.get(f"{number}.{j}.{k}", "")
                if wanted == UNREAD and field is not None:
                    head[k], changed = f"nicht lesen: {head[k]}", True
                elif wanted in names and wanted != field:
                    head[k], changed = names[wanted], True
        rows.append((grid, lines))
    if not changed:
        return path
    sheets = [(grid.sheet, lines) for grid, lines in rows]
    copy = path.with_suffix(".csv" if all(name is None for name, _ in sheets) else ".xlsx")
    _write(copy, sheets)
    if copy != path:
        path.unlink()
    return copy


def _write(path: Path, sheets: list[tuple[str | None, dict[int, list[str]]]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            lines = sheets[0][1] if sheets else {}
            for number in range(1, max(lines, default=0) + 1):
                writer.writerow(lines.get(number, []))
        return
    import xlsxwriter  # noqa: PLC0415 - much memory, for those who correct a workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, lines in sheets:
            page = book.add_worksheet(name)
            for number, cells in lines.items():
                for k, cell in enumerate(cells):
                    if cell:
                        page.write_string(number - 1, k, cell[:32000])
