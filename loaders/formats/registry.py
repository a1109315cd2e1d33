"""Which reader belongs to which format."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from loaders.cells import Grid
from loaders.formats.calendar import read_calendar
from loaders.formats.contacts import read_contacts
from loaders.formats.delimited import read_delimited
from loaders.formats.dl_files import read_dl
from loaders.formats.documents import read_document
from loaders.formats.graph_markup import read_gexf, read_graphml
from loaders.formats.json_files import read_json
from loaders.formats.kumu import is_kumu_workbook, kumu_workbook
from loaders.formats.matrix_files import is_matrix, matrix_grids, read_pajek
from loaders.formats.neo4j_csv import is_neo4j_csv, neo4j_grids
from loaders.formats.workbook import read_workbook
from loaders.guard import BROKEN, inspect
from loaders.headers import map_header
from loaders.report import Problem

if TYPE_CHECKING:
    from loaders.guard import Inspected

__all__ = ["grids_of"]

_SIMPLE = {
    "json": read_json,
    "ics": read_calendar,
    "vcf": read_contacts,
    "graphml": read_graphml,
    "gexf": read_gexf,
    "pajek": read_pajek,
    "dl": read_dl,
}


_ARCHIVES = frozenset({"xlsx", "xlsb", "xls", "ods", "docx", "zip"})


def grids_of(inspected: Inspected, *, sheet: str | None = None, table: str | None = None) -> list[Grid]:
    """Read a file as what it is.

    Parameters
    ----------
    inspected
        The file.
    sheet
        Only this sheet of a workbook.
    table
        Which table it is, when the person said so.

    Returns
    -------
    list of Grid
        Tables or text; faults are among their problems.
    """
    file, kind, data = inspected.name, inspected.kind, inspected.data
    if kind in _SIMPLE:
        return _SIMPLE[kind](data, file=file)
    if kind in _ARCHIVES:
        try:
            return _from_archive(inspected, sheet)
        except BROKEN as fault:
            return [Grid(file, None, [], problems=[Problem("error", "file_damaged", {"what": str(fault)}, file)])]
    if kind in {"html", "eml", "pdf"}:
        return read_document(data, kind=kind, file=file)
    return _text(data, file, table)


def _from_archive(inspected: Inspected, sheet: str | None) -> list[Grid]:
    file, kind, data = inspected.name, inspected.kind, inspected.data
    if kind in {"xlsx", "xlsb", "xls", "ods"}:
        grids = read_workbook(data, kind=kind, file=file, sheet=sheet)
        if is_kumu_workbook(grids):
            return kumu_workbook(grids)
        return [found for grid in grids for found in _matrix_or_table(grid)]
    if kind == "zip":
        return _members(data, file)
    return read_document(data, kind=kind, file=file)


def _matrix_or_table(grid: Grid) -> list[Grid]:
    if not is_matrix(grid.lines):
        return [grid]
    found = matrix_grids(grid.lines, file=grid.file, sheet=grid.sheet)
    found[0].problems[:0] = grid.problems
    return found


def _text(data: bytes, file: str, table: str | None) -> list[Grid]:
    """Read text as a table when it looks like one, else as a document."""
    grid = read_delimited(data, file=file)
    if is_neo4j_csv(grid.lines):
        found = neo4j_grids(grid.lines, file=file)
        found[0].problems[:0] = grid.problems
        return found
    if file.lower().endswith((".txt", ".md", ".text")) and table is None and not _is_table(grid):
        return read_document(data, kind="text", file=file)
    return _matrix_or_table(grid)


def _is_table(grid: Grid) -> bool:
    widths = [len(line.cells) for line in grid.lines]
    if any(problem.code == "quote_open" for problem in grid.problems):
        return any(len(line.cells) > 1 and not map_header(line.cells).missing for line in grid.lines[:10])
    if len(widths) < 2 or max(widths) < 2:  # noqa: PLR2004 - a header and a row of several cells
        return False
    even = sum(1 for width in widths if width == widths[0]) / len(widths)
    return even > 0.8 and any(not map_header(line.cells).missing for line in grid.lines[:10])  # noqa: PLR2004


def _members(data: bytes, file: str) -> list[Grid]:
    grids: list[Grid] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            base = part.filename.rsplit("/", 1)[-1]
            if part.is_dir() or part.filename.startswith("__MACOSX/") or base.startswith("."):
                continue
            inside = inspect(archive.read(part), name=f"{file}/{part.filename}")
            if inside.kind:
                grids.extend(grids_of(inside))
                grids[-1].problems[:0] = inside.problems
            else:
                grids.append(Grid(inside.name, None, [], problems=inside.problems))
    if not grids:
        grids.append(Grid(file, None, [], problems=[Problem("error", "file_empty", file=file)]))
    return grids
