"""The four lists, each as page, data and file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from stakegraph.explorer.exports import sheet
from stakegraph.explorer.registers import REGISTERS
from stakegraph.explorer.site import Site
from stakegraph.explorer.tables import Column, Filter, Row, chosen_rows, lines_of, table_page

if TYPE_CHECKING:
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["register", "site"]

site = Site()


def register(view: View, name: str) -> tuple[list[Row], list[Column], list[Filter]]:
    """Give the rows of a list, made once for each state of the store.

    Parameters
    ----------
    view
        The request.
    name
        Of the list.

    Returns
    -------
    tuple
        Rows, columns, filters.
    """
    make = REGISTERS[name][0]
    return view.desk.result(("register", name, view.lang), lambda: make(view))


def _shown(name: str, view: View) -> dict[str, Any]:
    rows, columns, filters = register(view, name)
    return table_page(view, f"/{name}", rows, columns, filters, title=view.t(*REGISTERS[name][1:]))


def _file(name: str, view: View) -> Response:
    rows, columns, filters = register(view, name)
    heads = [*(column.head for column in columns), view.t("Kennung", "Id")]
    return sheet(view, name, heads, lines_of(chosen_rows(view, rows, columns, filters), columns))


for _name in REGISTERS:
    site.page(f"/{_name}", "table.html.j2", files=True)(partial(_shown, _name))
    site.file(f"/{_name}.{{ending:ending}}")(partial(_file, _name))
