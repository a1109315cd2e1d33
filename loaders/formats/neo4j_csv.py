"""CSV files with the headers of neo4j-admin: nodes with an id space, relationships between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.cells import Grid, grid_of_records
from loaders.report import Problem
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.cells import Line

__all__ = ["is_neo4j_csv", "neo4j_grids"]

_HEADER = re.compile(r"^([\w ]*):(ID|START_ID|END_ID|TYPE|LABEL)(?:\(([^)]*)\))?$", re.IGNORECASE)
_ENDS = {"from_name": ":START_ID", "from_id": ":START_ID", "to_name": ":END_ID", "to_id": ":END_ID"}
_FIELD = re.compile(r"^([\w ]+)(?::\w+(?:\[\])?)?$")


def is_neo4j_csv(lines: Sequence[Line]) -> bool:
    """Tell the headers of neo4j-admin."""
    return bool(lines) and _is_header(lines[0])


def _is_header(line: Line) -> bool:
    kinds = {match[2].upper() for cell in line.cells if (match := _HEADER.match(cell.strip()))}
    return "ID" in kinds or {"START_ID", "END_ID"} <= kinds


def neo4j_grids(lines: Sequence[Line], *, file: str) -> list[Grid]:
    """Read nodes and relationships.

    Parameters
    ----------
    lines
        Rows of the file; a second header inside starts a second table.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations and cooperations; unknown id spaces and ends are errors.
    """
    spaces: dict[str, set[str]] = {}
    names: dict[tuple[str, str], str] = {}
    nodes: list[tuple[int, dict[str, str]]] = []
    links: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    header: list[tuple[str, str]] = []
    for line in lines:
        if _is_header(line):
            header = [_column(cell) for cell in line.cells]
            if nodes and any(kind == "start" for kind, _ in header):
                problems += _space_faults(header, spaces, line.number, file)
            continue
        values = {kind: (space, cell.strip()) for (kind, space), cell in zip(header, line.cells, strict=False)}
        if "id" in values:
            space, id_ = values["id"]
            spaces.setdefault(space, set()).add(id_)
            names[space, id_] = values.get("name", ("", id_))[1] or id_
            nodes.append((line.number, _node(names[space, id_], _reference(space, id_), values)))
        elif "start" in values and "end" in values:
            for kind in ("start", "end"):
                space, id_ = values[kind]
                if nodes and id_ not in spaces.get(space, set()):
                    problems.append(
                        Problem("error", "graph_edge_unknown", {"edge": line.number}, file, row=line.number, value=id_)
                    )
            links.append((line.number, _link(names, values)))
    return _grids(nodes, links, problems, file)


def _reference(space: str, id_: str) -> str:
    """What a node is called beyond its own file."""
    return f"neo4j:{space}:{id_}"


def _node(name: str, reference: str, values: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    said = {name: value for name, (_, value) in values.items()}
    place = next((said[name] for name in ("ort", "place", "city", "stadt", "seat", "sitz") if said.get(name)), "")
    return {"name": name, "external_id": reference, "place": place, "website": said.get("website", "")}


def _link(names: Mapping[tuple[str, str], str], values: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Ends by name when the file has the nodes, else by what other files call them."""
    found = {"kind": "cooperation", "description": values.get("type", ("", ""))[1].replace("_", " ").casefold()}
    found["since"] = values.get("since", values.get("seit", ("", "")))[1]
    for kind, side in (("start", "from"), ("end", "to")):
        if values[kind] in names:
            found[f"{side}_name"] = names[values[kind]]
        else:
            found[f"{side}_id"] = _reference(*values[kind])
    return found


def _grids(nodes: list[Any], links: list[Any], problems: list[Problem], file: str) -> list[Grid]:
    grids = []
    if nodes:
        grids.append(grid_of_records(file, "actors", nodes, columns={"external_id": ":ID"}))
    if links:
        grids.append(grid_of_records(file, "cooperations", links, columns=_ENDS))
    grids = grids or [Grid(file, None, [])]
    grids[0].problems.extend(problems)
    return grids


def _column(cell: str) -> tuple[str, str]:
    match = _HEADER.match(cell.strip())
    if match:
        kinds = {"ID": "id", "START_ID": "start", "END_ID": "end", "TYPE": "type", "LABEL": "label"}
        return kinds[match[2].upper()], match[3] or ""
    field = _FIELD.match(cell.strip())
    name = fold(field[1]) if field else fold(cell)
    return ("name" if name in {"name", "label", "bezeichnung", "organisation"} else name), ""


def _space_faults(header: list[tuple[str, str]], spaces: dict[str, set[str]], row: int, file: str) -> list[Problem]:
    known = sorted(spaces)
    return [
        Problem("error", "neo4j_space", {"known": known}, file, row=row, value=space)
        for kind, space in header
        if kind in {"start", "end"} and space not in spaces
    ]
