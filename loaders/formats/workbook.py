"""Excel and OpenDocument workbooks, read behind a look at their markup and in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from loaders.cells import Grid, Line, column_letter
from loaders.formats.sheet_markup import (
    MAX_CELLS,
    SheetMarkup,
    filled_ods_cells,
    look_at_sheets,
    without_far_cells,
)
from loaders.headers import find_header
from loaders.report import Problem

__all__ = ["read_workbook"]

_CHILD = Path(__file__).with_name("workbook_child.py")
_SECONDS = 90
_MAX_ROWS = 200_000
_MAX_MERGED_ROWS = 5_000
_BLANKS_WORTH_A_WARNING = 20
_A_LIST = 1.5
"""Least score of a header of more than one word, so that a hidden list of choices is no list of organisations."""


def read_workbook(data: bytes, *, kind: str, file: str, sheet: str | None = None) -> list[Grid]:
    """Read the visible sheets of a workbook.

    Parameters
    ----------
    data
        The whole file, already inspected.
    kind
        ``xlsx``, ``xlsb``, ``xls`` or ``ods``.
    file
        Its name.
    sheet
        Only this sheet.

    Returns
    -------
    list of Grid
        One per sheet; an empty one with an error when the workbook cannot be read.
    """
    markup: dict[str, SheetMarkup] = {}
    if kind == "xlsx":
        looked = look_at_sheets(data)
        if any(found.doctype for found in looked):
            return [_refused(file, "xml_doctype")]
        markup = {found.name: found for found in looked}
        large = next((found for found in looked if found.n_cells > MAX_CELLS), None)
        if large:
            return [_refused(file, "too_many_cells", sheet=large.name, count=large.n_cells, limit=MAX_CELLS)]
        far = {found.part for found in looked if found.reaches_far}
        if far:
            data = without_far_cells(data, far)
    elif kind == "ods":
        name, count = filled_ods_cells(data)
        if count > MAX_CELLS:
            return [_refused(file, "too_many_cells", sheet=name, count=count, limit=MAX_CELLS)]
    sheets = _in_child(data)
    if isinstance(sheets, str):
        return [_refused(file, "file_damaged", what=sheets)]
    return _grids(sheets, markup, file=file, wanted=sheet)


def _refused(file: str, code: str, *, sheet: str | None = None, **params: Any) -> Grid:
    return Grid(file, sheet, [], problems=[Problem("error", code, params, file, sheet)])


def _in_child(data: bytes) -> list[dict[str, Any]] | str:
    """Sheets as plain data, or why there are none."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program with our own interpreter
            [sys.executable, "-I", str(_CHILD)], input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "das Lesen dauert zu lange"
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return last[0][:200] if last else f"das Lesen brach ab ({done.returncode})"
    sheets: list[dict[str, Any]] = json.loads(done.stdout)
    return sheets


def _grids(
    sheets: list[dict[str, Any]], markup: dict[str, SheetMarkup], *, file: str, wanted: str | None
) -> list[Grid]:
    names = [found["name"] for found in sheets]
    if wanted is not None and wanted not in names:
        grid = Grid(file, None, [])
        grid.problems.append(Problem("error", "sheet_unknown", {"found": names}, file, value=wanted))
        return [grid]
    grids = []
    for found in sheets:
        name = found["name"]
        if wanted is not None and name != wanted:
            continue
        grid = Grid(file, name, [])
        if not found["visible"] and wanted is None:
            grid.problems.append(_hidden(found.get("rows", []), file, name))
        elif "(ignore)" in name.casefold():
            grid.problems.append(Problem("note", "sheet_ignored", {}, file, name))
        elif "area" in found:
            count = found["area"][0] * found["area"][1]
            grid.problems.append(Problem("error", "too_many_cells", {"count": count, "limit": MAX_CELLS}, file, name))
        else:
            _fill(grid, found, markup.get(name))
        grids.append(grid)
    return grids


def _hidden(rows: list[list[str]], file: str, name: str) -> Problem:
    """Say that a hidden sheet is not read; when it holds a list, somebody may miss it."""
    lines = [Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1) if any(map(str.strip, cells))]
    mapping = find_header(lines)
    count = len(lines) - mapping.row - 1
    if mapping.table is None or mapping.missing or mapping.score < _A_LIST or count < 1:
        return Problem("note", "sheet_hidden", {}, file, name)
    return Problem("warning", "sheet_hidden_list", {"count": count}, file, name)


def _fill(grid: Grid, found: dict[str, Any], markup: SheetMarkup | None) -> None:
    rows: list[list[str]] = found["rows"]
    filled = _fill_merged(rows, found["merged"])
    if filled:
        grid.problems.append(Problem("note", "merged_filled", {"count": filled}, grid.file, grid.sheet))
    if markup:
        _note_markup(grid, rows, markup)
    lines = [
        Line(number, tuple(cells))
        for number, cells in enumerate(rows, start=1)
        if any(cell and not cell.isspace() for cell in cells)
    ]
    if len(lines) > _MAX_ROWS + 1:
        grid.problems.append(Problem("error", "too_many_rows", {"limit": _MAX_ROWS}, grid.file, grid.sheet))
        return
    blanks = (lines[-1].number - lines[0].number + 1 - len(lines)) if lines else 0
    if blanks >= _BLANKS_WORTH_A_WARNING:
        grid.problems.append(Problem("warning", "blank_rows", {"count": blanks}, grid.file, grid.sheet))
    grid.lines = lines


def _fill_merged(rows: list[list[str]], merged: list[list[int]]) -> int:
    """Write the text of a merged cell into all cells it covers."""
    count = 0
    for top, left, bottom, right in merged:
        if top >= len(rows) or bottom - top > _MAX_MERGED_ROWS or left >= len(rows[top]) or not rows[top][left]:
            continue
        count += 1
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or rows[top][left]
    return count


def _note_markup(grid: Grid, rows: list[list[str]], markup: SheetMarkup) -> None:
    """Put error values into their cells and say what else the markup tells."""
    for cell, value in markup.errors.items():
        row, column = _position(cell)
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = value
    for cell in markup.without_result:
        row, column = _position(cell)
        header = rows[0][column] if rows and column < len(rows[0]) else column_letter(column)
        grid.problems.append(
            Problem("error", "formula_without_value", {}, grid.file, grid.sheet, row + 1, header, cell=cell)
        )
    if markup.hidden_rows:
        hidden = {"count": markup.hidden_rows}
        grid.problems.append(Problem("warning", "rows_hidden", hidden, grid.file, grid.sheet))
    if markup.reaches_far:
        cell = f"{column_letter(markup.last_column - 1)}{markup.last_row}"
        params = {"cell": cell, "rows": markup.last_row, "columns": markup.last_column}
        grid.problems.append(Problem("warning", "used_area", params, grid.file, grid.sheet))


def _position(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1
