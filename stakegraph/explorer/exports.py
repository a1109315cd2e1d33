"""Tables as files for a spreadsheet, safe to open: no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from starlette.convertors import Convertor, register_url_convertor

from stakegraph.records import FORMULA_SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from stakegraph.explorer.sheets import Sheet
    from stakegraph.explorer.view import View

__all__ = ["sheet"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Ending(Convertor[str]):
    """The end of a file name in an address."""

    regex = "csv|xlsx"

    def convert(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Give it as it is."""
        return value


register_url_convertor("ending", _Ending())


def sheet(
    view: View,
    name: str,
    heads: Sequence[str],
    lines: Sequence[Sequence[Any]],
    *,
    title: str = "Tabelle",
    more: Sequence[Sheet] = (),
    run: Mapping[str, Any] | None = None,
) -> Response:
    """Answer with a table as CSV or Excel, as the address asks for.

    Parameters
    ----------
    view
        The request; its path ends in ``csv`` or ``xlsx``.
    name
        Of the file.
    heads
        Of the columns.
    lines
        Text, numbers or None.
    title
        Of the sheet in a workbook.
    more
        Further tables, in a workbook only.
    run
        How the table was worked out, written along.

    Returns
    -------
    Response
    """
    ending = str(view.request.path_params["ending"])
    if ending == "csv":
        made = _csv(view, heads, lines, run or {})
    else:
        made = _xlsx([(title, heads, lines), *((one.title, one.heads, one.lines) for one in more)], run or {})
    kind = "text/csv; charset=utf-8" if ending == "csv" else XLSX
    return view.file(made, kind, f"{name}.{ending}")


def _csv(view: View, heads: Sequence[str], lines: Sequence[Sequence[Any]], run: Mapping[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[_shown(value, view.lang) for value in line] for line in lines])
    if run:
        writer.writerow([])
        writer.writerows([[_shown(name, view.lang), _shown(str(value), view.lang)] for name, value in run.items()])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _shown(value: Any, lang: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        text = f"{value:.10g}"
        return text.replace(".", ",") if lang == "de" else text
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _xlsx(tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]], run: Mapping[str, Any]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - much memory, for those who want a workbook

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(raw, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, heads, lines in tables:
            _fill(book.add_worksheet(title[:31]), heads, lines, bold)
        if run:
            about = book.add_worksheet("Herkunft")
            for k, (name, value) in enumerate(run.items()):
                about.write_string(k, 0, str(name), bold)
                about.write_string(k, 1, str(value))
            about.set_column(0, 1, 40)
    return raw.getvalue()


def _fill(page: Any, heads: Sequence[str], lines: Sequence[Sequence[Any]], bold: Any) -> None:
    page.write_row(0, 0, heads, bold)
    widths = [len(head) for head in heads]
    for k, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if value is None or (isinstance(value, float) and not math.isfinite(value)):
                continue
            if isinstance(value, int | float):
                page.write_number(k, column, value)
            else:
                page.write_string(k, column, str(value)[:32000])
                widths[column] = max(widths[column], min(len(str(value)), 60))
    for column, width in enumerate(widths):
        page.set_column(column, column, width + 2)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(lines), 1), max(len(heads) - 1, 0))
