"""Pajek networks and adjacency matrices in tables: networks as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.encoding import decode
from loaders.formats.graph_markup import ParsedGraph, graph_grids
from loaders.report import Problem
from loaders.values import fold, parse_number
from loaders.words import is_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.cells import Grid, Line

__all__ = ["graph_text", "is_matrix", "matrix_grids", "read_pajek"]

_NUMBERED = re.compile(r'^\s*(\d+)\s+(?:"([^"]*)"|(\S+))\s*(.*)$')


def graph_text(data: bytes, graph: ParsedGraph, file: str) -> str:
    """Decode a network that is plain text, noting what is wrong with its encoding.

    Parameters
    ----------
    data
        The whole file.
    graph
        Takes the problems.
    file
        Its name.

    Returns
    -------
    str
        Empty when no encoding fits.
    """
    decoded = decode(data)
    if decoded.text is None:
        graph.problem(file, "encoding_mixed" if decoded.mixed_line else "encoding_unknown", row=decoded.mixed_line)
        return ""
    if decoded.encoding not in {"UTF-8", "UTF-16"}:
        params = {"encoding": decoded.encoding, "sample": decoded.sample}
        severity: Any = "note" if decoded.encoding == "Windows-1252" else "warning"
        graph.problems.append(Problem(severity, "encoding_guess", params, file))
    return decoded.text


def read_pajek(data: bytes, *, file: str) -> list[Grid]:
    """Read a Pajek network.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations and cooperations; faults name the line.
    """
    graph = ParsedGraph()
    section = ""
    for row, line in enumerate(graph_text(data, graph, file).splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("%"):
            continue
        if stripped.startswith("*"):
            section = "".join(stripped[1:].split()[:1]).casefold()
        elif section == "vertices":
            _vertex(graph, stripped, row, file)
        elif section in {"arcs", "edges"}:
            parts = stripped.split()
            weight_fits = len(parts) < 3 or re.fullmatch(r"-?\d+(?:\.\d+)?", parts[2])  # noqa: PLR2004
            if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]) or not weight_fits:  # noqa: PLR2004
                graph.problem(file, "pajek_line", row=row, value=stripped, what="erwartet werden zwei Nummern")
                continue
            texts = {"weight": parts[2]} if len(parts) > 2 else {}  # noqa: PLR2004
            graph.edges.append((row, parts[0], parts[1], texts, section == "arcs"))
        elif section in {"arcslist", "edgeslist"}:
            parts = stripped.split()
            if not all(part.isdigit() for part in parts):
                graph.problem(file, "pajek_line", row=row, value=stripped, what="erwartet werden Nummern")
                continue
            graph.edges += [(row, parts[0], part, {}, section == "arcslist") for part in parts[1:]]
        elif section not in {"network", "partition", "vector"}:
            graph.problem(file, "pajek_line", row=row, value=stripped, what="unbekannter Abschnitt")
    return graph_grids(graph, file=file)


def _vertex(graph: ParsedGraph, line: str, row: int, file: str) -> None:
    if line.count('"') % 2:
        graph.problem(file, "pajek_line", row=row, value=line, what="Anführungszeichen nicht geschlossen")
        return
    match = _NUMBERED.match(line)
    if not match:
        graph.problem(file, "pajek_line", row=row, value=line, what="erwartet werden Nummer und Name")
        return
    number, quoted, bare, rest = match.groups()
    if quoted is None and rest and not re.match(r"^[-\d.]", rest) and rest.split()[0].casefold() not in _SHAPES:
        graph.problem(file, "pajek_line", row=row, value=line, what="Name mit Leerzeichen ohne Anführungszeichen")
        return
    if number in graph.nodes:
        graph.problem(file, "graph_node_twice", row=row, value=number)
    graph.nodes[number] = {"label": quoted if quoted is not None else bare}
    graph.lines[number] = row


_SHAPES = frozenset({"ellipse", "box", "diamond", "triangle", "circle", "ic", "bc", "bw", "x_fact", "y_fact"})


def is_matrix(lines: Sequence[Line]) -> bool:
    """Tell an adjacency matrix: the same names across and down, a blank corner.

    Parameters
    ----------
    lines
        Rows of a table.

    Returns
    -------
    bool
    """
    if len(lines) < 3 or lines[0].cells[0].strip():  # noqa: PLR2004 - a header and two rows
        return False
    across = {fold(cell) for cell in lines[0].cells[1:] if cell.strip()}
    down = {fold(line.cells[0]) for line in lines[1:] if line.cells[0].strip()}
    return len(across) > 1 and len(across & down) >= 0.6 * max(len(across), len(down))


def matrix_grids(lines: Sequence[Line], *, file: str, sheet: str | None = None) -> list[Grid]:
    """Read an adjacency matrix.

    Parameters
    ----------
    lines
        Its rows.
    file, sheet
        Where it stands.

    Returns
    -------
    list of Grid
        Organisations and cooperations; letters are errors, asymmetry and totals are said.
    """
    graph = ParsedGraph()
    across = [cell.strip() for cell in lines[0].cells]
    totals = {fold(cell) for cell in across if is_total(cell)}
    names = [cell for cell in across[1:] if cell and not is_total(cell)]
    graph.nodes = {name: {"label": name} for name in names}
    values: dict[tuple[str, str], float] = {}
    for line in lines[1:]:
        name = line.cells[0].strip()
        if is_total(name):
            totals.add(fold(name))
            continue
        graph.nodes.setdefault(name, {"label": name})
        for column, cell in enumerate(line.cells[1:], start=1):
            target = across[column] if column < len(across) else ""
            if not cell.strip() or not target or is_total(target):
                continue
            number = parse_number(cell, thousands=False)
            if number.code or number.value is None:
                graph.problems.append(
                    Problem("error", "matrix_letter", {}, file, sheet, line.number, target, cell.strip())
                )
            elif number.value and name != target:
                values[name, target] = float(number.value)
    if totals:
        graph.problems.append(Problem("warning", "matrix_totals", {}, file, sheet, value=", ".join(sorted(totals))))
    uneven = [
        f"{a}–{b} {values[a, b]:g}/{values.get((b, a), 0):g}"
        for a, b in values
        if values.get((b, a), 0) != values[a, b] and a < b
    ]
    if uneven:
        graph.problems.append(Problem("warning", "matrix_asymmetric", {"pairs": uneven[:10]}, file, sheet))
    graph.edges = [
        (number, source, target, {"weight": f"{value:g}"}, bool(uneven))
        for number, ((source, target), value) in enumerate(values.items(), start=1)
        if uneven or source < target
    ]
    grids = graph_grids(graph, file=file)
    for grid in grids:
        grid.sheet = sheet
    return grids
