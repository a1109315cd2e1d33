"""The program that reads a workbook in a process of its own: bytes in on stdin, sheets out as JSON on stdout.

It is run by file name, never imported, and needs only the standard library and python-calamine, so that it starts
fast and a crash or an endless loop of the reader cannot take the main program with it.
"""

import datetime as dt
import io
import json
import sys

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 30
SECONDS = 60
MAX_CELLS = 4_000_000


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    return str(value)


def main() -> int:
    """Read the workbook and print its sheets."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine  # noqa: PLC0415 - after the limits are set

    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for meta in workbook.sheets_metadata:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = meta.visible == calamine.SheetVisibleEnum.Visible
        sheet = workbook.get_sheet_by_name(meta.name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            sheets.append({"name": meta.name, "visible": visible, "area": [sheet.total_height, sheet.total_width]})
            continue
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*first, *last] for first, last in getattr(sheet, "merged_cell_ranges", None) or []]
        sheets.append({"name": meta.name, "visible": visible, "rows": rows, "merged": merged})
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
