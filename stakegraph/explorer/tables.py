"""Lists of organisations, municipalities, meetings and partnerships: searched, filtered, sorted, in pages."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphmodel.lookup import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stakegraph.explorer.view import View

__all__ = ["Column", "Filter", "Row", "chosen_rows", "lines_of", "table_page"]

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key
        Short word for the address.
    head
        Heading.
    number
        Whether it holds numbers.
    date
        Whether it holds dates.
    """

    key: str
    head: str
    number: bool = False
    date: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the list.

    Attributes
    ----------
    key
        Short word for the address.
    label, all
        What it is called, and what no choice is called.
    names
        What the values are called; others are shown as they are.
    """

    key: str
    label: str
    all: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes
    ----------
    id
        What it is about.
    cells
        Value by key of the column: text, number or None.
    href
        Page about it.
    tags
        Values by key of the filter.
    search
        Folded text that the search looks in.
    """

    id: str
    cells: dict[str, Any]
    href: str
    tags: dict[str, tuple[str, ...]]
    search: str


def chosen_rows(view: View, rows: Sequence[Row], columns: Sequence[Column], filters: Sequence[Filter]) -> list[Row]:
    """Keep the rows that the address asks for, in the order it asks for.

    Parameters
    ----------
    view
        The request: ``q``, ``sortiert`` (key, with "-" before it for the other way round) and one per filter.
    rows
        All of them.
    columns, filters
        Of the list.

    Returns
    -------
    list of Row
        Text in the order of DIN 5007: ä as a, ß as ss; what is unknown comes last.
    """
    wanted = folded(view.arg("q"))
    found = [row for row in rows if wanted in row.search]
    for one in filters:
        value = view.arg(one.key)
        if value:
            found = [row for row in found if value in row.tags.get(one.key, ())]
    key, backwards = _order(view, columns)
    known = [row for row in found if not _is_missing(row.cells.get(key))]
    known.sort(key=lambda row: row.id)
    known.sort(key=lambda row: _sorting(row.cells[key]), reverse=backwards)
    return known + [row for row in found if _is_missing(row.cells.get(key))]


def _order(view: View, columns: Sequence[Column]) -> tuple[str, bool]:
    asked = view.arg("sortiert")
    key = asked.removeprefix("-")
    if key not in {column.key for column in columns}:
        return columns[0].key, False
    return key, asked.startswith("-")


def _sorting(value: Any) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return 0, float(value), ""
    text = folded(str(value))
    return 1, 0.0, text.lstrip("\"'„“‚»«([ ")


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def table_page(
    view: View, path: str, rows: Sequence[Row], columns: Sequence[Column], filters: Sequence[Filter], *, title: str
) -> dict[str, Any]:
    """Give what a list page shows.

    Parameters
    ----------
    view
        The request.
    path
        Of the page.
    rows
        All rows.
    columns, filters
        Of the list.
    title
        Heading.

    Returns
    -------
    dict
    """
    found = chosen_rows(view, rows, columns, filters)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = view.number("seite", 1, 1, pages)
    key, backwards = _order(view, columns)
    heads = []
    for column in columns:
        here = column.key == key
        turn = f"-{column.key}" if (here and not backwards) or (column.number and not here) else column.key
        order = ("descending" if backwards else "ascending") if here else ""
        heads.append({"column": column, "order": order, "href": view.link(sortiert=turn, seite=None, getan=None)})
    return {
        "title": title,
        "path": path,
        "q": view.arg("q"),
        "n": len(found),
        "n_all": len(rows),
        "page": page,
        "pages": pages,
        "heads": heads,
        "rows": found[(page - 1) * PER_PAGE : page * PER_PAGE],
        "filters": [_choices(view, one, rows) for one in filters],
    }


def _choices(view: View, one: Filter, rows: Sequence[Row]) -> dict[str, Any]:
    counts = Counter(value for row in rows for value in row.tags.get(one.key, ()))
    options = sorted(((value, one.names.get(value, value)) for value in counts), key=lambda pair: folded(pair[1]))
    return {
        "key": one.key,
        "label": one.label,
        "all": one.all,
        "chosen": view.arg(one.key),
        "options": [(value, f"{text} ({counts[value]})") for value, text in options],
    }


def lines_of(rows: Sequence[Row], columns: Sequence[Column]) -> list[list[Any]]:
    """Give rows as lines of a file.

    Parameters
    ----------
    rows
        Chosen rows.
    columns
        Of the list.

    Returns
    -------
    list of list
        Each ends with the id.
    """
    return [[row.cells.get(column.key) for column in columns] + [row.id] for row in rows]
