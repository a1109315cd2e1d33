"""Kumu maps: elements and connections, from its workbook or its JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.cells import Grid, grid_of_records
from loaders.report import Problem
from loaders.values import fold, split_list
from loaders.words import read_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["is_kumu_workbook", "kumu_grids", "kumu_workbook"]

_DIRECTIONS = frozenset({"", "directed", "undirected", "mutual"})


def is_kumu_workbook(grids: Sequence[Grid]) -> bool:
    """Tell a Kumu workbook by its sheets: elements with a label, connections with from and to."""
    heads = {fold(grid.sheet or ""): _head(grid) for grid in grids if grid.lines}
    return "from" in heads.get("connections", ()) and "to" in heads.get("connections", ())


def _head(grid: Grid) -> list[str]:
    return [fold(cell) for cell in grid.lines[0].cells]


def kumu_workbook(grids: Sequence[Grid]) -> list[Grid]:
    """Read the sheets of a Kumu workbook.

    Parameters
    ----------
    grids
        Its sheets.

    Returns
    -------
    list of Grid
    """
    sheets = {fold(grid.sheet or ""): grid for grid in grids}
    elements, links = sheets.get("elements"), sheets["connections"]
    found = kumu_grids(
        _records(elements) if elements else [],
        _records(links),
        file=links.file,
        sheets=(elements.sheet if elements else None, links.sheet),
    )
    found[0].problems[:0] = [problem for grid in grids for problem in grid.problems]
    return found


def _records(grid: Grid) -> list[tuple[int, dict[str, str]]]:
    head = _head(grid)
    return [(line.number, dict(zip(head, line.cells, strict=False))) for line in grid.lines[1:]]


def kumu_grids(
    elements: Sequence[tuple[int, Mapping[str, str]]],
    links: Sequence[tuple[int, Mapping[str, str]]],
    *,
    file: str,
    sheets: tuple[str | None, str | None] = (None, None),
) -> list[Grid]:
    """Make tables of elements and connections.

    Parameters
    ----------
    elements, links
        Number and texts of each, names in lower case.
    file, sheets
        Where they stand.

    Returns
    -------
    list of Grid
        Organisations and cooperations; ends that are no element, empty ends and unknown directions are errors.
    """
    names = {str(record.get("id") or ""): str(record.get("label") or "").strip() for _, record in elements}
    known = {fold(str(record.get("label") or "")) for _, record in elements}
    records = [(number, _element(record)) for number, record in elements if str(record.get("label") or "").strip()]
    grids = [grid_of_records(file, "actors", records, sheet=sheets[0], columns={"name": "Label", "kind": "Type"})]
    found: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    for number, record in links:
        ends, faults = _ends(record, names, known)
        problems += [
            Problem("error", code, {}, file, sheets[1], number, column, value) for code, column, value in faults
        ]
        kind = str(record.get("type") or "")
        weight = str(record.get("strength") or record.get("weight") or "")
        for source in ends[0]:
            for target in ends[1]:
                text = {"from_name": source, "to_name": target, "description": str(record.get("label") or kind)}
                text |= {"kind": "cooperation", "since": str(record.get("since") or record.get("seit") or "")}
                found.append((number, {**text, "note": f"Gewicht {weight}" if weight not in {"", "1"} else ""}))
    columns = {"from_name": "From", "to_name": "To"}
    if found:
        grids.append(grid_of_records(file, "cooperations", found, sheet=sheets[1], columns=columns))
    grids[0].problems.extend(problems)
    return grids


def _ends(
    record: Mapping[str, str], names: Mapping[str, str], known: set[str]
) -> tuple[list[list[str]], list[tuple[str, str, str]]]:
    """Both ends of a connection, and its faults as code, column and value."""
    faults: list[tuple[str, str, str]] = []
    if fold(str(record.get("direction") or "")) not in _DIRECTIONS:
        faults.append(("kumu_direction", "Direction", str(record.get("direction"))))
    ends: list[list[str]] = []
    for side in ("from", "to"):
        given = [names.get(entry) or entry for entry in split_list(str(record.get(side) or ""), also=())]
        if not given:
            faults.append(("required_empty", side.capitalize(), ""))
        faults += [("kumu_unknown", side.capitalize(), entry) for entry in given if known and fold(entry) not in known]
        ends.append(given)
    return ends, faults


def _element(record: Mapping[str, str]) -> dict[str, str]:
    kind = str(record.get("type") or "")
    known = kind and read_word(kind, name="actor_kind", strict=False)
    return {
        "name": str(record.get("label") or ""),
        "kind": kind if known and known.value and not known.code else "",
        "themes": str(record.get("tags") or ""),
        "place": str(record.get("ort") or record.get("place") or ""),
        "website": str(record.get("website") or ""),
    }
