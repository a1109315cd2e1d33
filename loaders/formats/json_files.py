"""JSON files by what they hold: council data, query answers, maps, graphs, plain rows."""

from __future__ import annotations

from typing import Any

from loaders.cells import Grid, grid_of_records
from loaders.formats.geojson import is_geojson, read_geojson
from loaders.formats.json_text import strict_json
from loaders.formats.kumu import kumu_grids
from loaders.formats.oparl import is_oparl, read_oparl
from loaders.formats.wikidata import is_wikidata, read_wikidata
from loaders.headers import map_header
from loaders.report import Problem

__all__ = ["read_json"]


def read_json(data: bytes, *, file: str) -> list[Grid]:
    """Read a JSON file as what it is.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
    """
    content, problems = strict_json(data, file=file)
    if problems:
        return [Grid(file, None, [], problems=problems)]
    for is_this, read_this in ((is_wikidata, read_wikidata), (is_geojson, read_geojson), (is_oparl, read_oparl)):
        if is_this(content):
            return read_this(content, file=file)
    if isinstance(content, dict) and isinstance(content.get("elements"), list):
        elements = [(n, _texts(entry)) for n, entry in enumerate(content["elements"], start=1)]
        links = [(n, _texts(entry)) for n, entry in enumerate(content.get("connections") or [], start=1)]
        return kumu_grids(elements, links, file=file)
    rows = content.get("data") if isinstance(content, dict) else content
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        return _plain_rows(rows, file)
    return [Grid(file, None, [], problems=[Problem("error", "json_unknown", file=file)])]


def _texts(entry: Any) -> dict[str, str]:
    """Texts of an element or connection by lower-case name; those of its ``attributes`` as if they were its own."""
    if not isinstance(entry, dict):
        return {}
    inside = entry.get("attributes")
    entries = {**entry, **(inside if isinstance(inside, dict) else {})}
    texts = {str(name).casefold(): _text(value) for name, value in entries.items()}
    for name, plain in (("_id", "id"), ("element type", "type"), ("connection type", "type")):
        if texts.get(name):
            texts.setdefault(plain, texts[name])
    return texts


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return "|".join(_text(item) for item in value)
    return str(value)


def _plain_rows(rows: list[dict[str, Any]], file: str) -> list[Grid]:
    names = list(dict.fromkeys(str(name) for row in rows for name in row))
    mapping = map_header(names)
    if mapping.missing:
        return [Grid(file, None, [], problems=[Problem("error", "json_unknown", file=file)])]
    kept = {name: field for name, field in zip(names, mapping.fields, strict=True) if field}
    records = [
        (number, {field: _text(row.get(name)) for name, field in kept.items()})
        for number, row in enumerate(rows, start=1)
    ]
    grid = grid_of_records(file, mapping.table or "", records, columns={field: name for name, field in kept.items()})
    for names_left, code, severity in (
        (mapping.forbidden, "columns_forbidden", "warning"),
        (mapping.personal, "columns_personal", "note"),
        (mapping.unknown, "columns_unknown", "note"),
    ):
        if names_left:
            grid.problems.append(Problem(severity, code, {"columns": names_left}, file))  # type: ignore[arg-type]
    return [grid]
