"""Which reader belongs to which format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.formats.delimited import read_delimited
from loaders.formats.workbook import read_workbook
from loaders.report import Problem

if TYPE_CHECKING:
    from loaders.cells import Grid
    from loaders.guard import Inspected

__all__ = ["grids_of"]


def grids_of(inspected: Inspected, *, sheet: str | None = None) -> list[Grid]:
    """Read a file as what it is.

    Parameters
    ----------
    inspected
        The file.
    sheet
        Only this sheet of a workbook.

    Returns
    -------
    list of Grid
        Tables of text; faults are among their problems.
    """
    from loaders.cells import Grid  # noqa: PLC0415

    file = inspected.name
    if inspected.kind in {"xlsx", "xlsb", "xls", "ods"}:
        return read_workbook(inspected.data, kind=inspected.kind, file=file, sheet=sheet)
    if inspected.kind == "text":
        return [read_delimited(inspected.data, file=file)]
    return [Grid(file, None, [], problems=[Problem("error", "file_kind", {"what": inspected.kind}, file)])]
