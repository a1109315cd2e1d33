"""Pajek, UCINET DL and adjacency matrices in CSV: networks as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.encoding import decode
from loaders.formats.graph_markup import ParsedGraph, graph_grids
from loaders.report import Problem
from loaders.values import fold, parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.cells import Grid, Line

__all__ = ["is_matrix", "matrix_grids", "read_dl", "read_pajek"]

_TOTALS = frozenset({"summe", "gesamt", "total", "sum", "insgesamt", "anzahl", "σ", "∑"})
_NUMBERED = re.compile(r'^\s*(\d+)\s+(?:"([^"]*)"|(\S+))\s*(.*)$')


def _text(data: bytes, graph: ParsedGraph, file: str) -> str:
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
    section, number = "", 0
    for row, line in enumerate(_text(data, graph, file).splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("%"):
            continue
        if stripped.startswith("*"):
            section = stripped[1:].split()[0].casefold()
        elif section == "vertices":
            _vertex(graph, stripped, row, file)
        elif section in {"arcs", "edges"}:
            parts = stripped.split()
            weight_fits = len(parts) < 3 or re.fullmatch(r"-?\d+(?:\.\d+)?", parts[2])  # noqa: PLR2004
            if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]) or not weight_fits:  # noqa: PLR2004
                graph.problem(file, "pajek_line", row=row, value=stripped, what="erwartet werden zwei Nummern")
                continue
            number += 1
            texts = {"weight": parts[2]} if len(parts) > 2 else {}  # noqa: PLR2004
            graph.edges.append((number, parts[0], parts[1], texts, section == "arcs"))
        elif section not in {"network", "arcslist", "edgeslist", "matrix", "partition", "vector"}:
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
    graph.nodes[number] = {"label": quoted if quoted is not None else bare}


_SHAPES = frozenset({"ellipse", "box", "diamond", "triangle", "circle", "ic", "bc", "bw", "x_fact", "y_fact"})


def read_dl(data: bytes, *, file: str) -> list[Grid]:
    """Read a UCINET DL network (full matrix or edge list).

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
    lines = _text(data, graph, file).splitlines()
    head = lines[0].casefold() if lines else ""
    size = re.search(r"\bn\s*=\s*(\d+)", head)
    layout = re.search(r"\bformat\s*=\s*(\w+)", " ".join(lines[:4]).casefold())
    kind = layout[1] if layout else "fullmatrix"
    labels, rows = _dl_parts(lines)
    n = int(size[1]) if size else len(labels)
    labels = labels or [str(position) for position in range(1, n + 1)]
    if kind == "fullmatrix" and n != len(labels):
        graph.problem(file, "matrix_size", row=1, got=len(labels), expected=n)
    graph.nodes = {label: {"label": label} for label in labels}
    number = 0
    for position, (row, cells) in enumerate(rows):
        if kind.startswith("edgelist"):
            ends = [labels[int(cell) - 1] if cell.isdigit() and 0 < int(cell) <= n else cell for cell in cells[:2]]
            if len(ends) < 2:  # noqa: PLR2004 - two ends
                graph.problem(file, "matrix_size", row=row, got=len(cells), expected=2)
                continue
            number += 1
            for end in ends:
                graph.nodes.setdefault(end, {"label": end})
            graph.edges.append((number, ends[0], ends[1], {"weight": cells[2]} if len(cells) > 2 else {}, True))  # noqa: PLR2004
            continue
        if len(cells) != n or position >= len(labels):
            graph.problem(file, "matrix_size", row=row, got=len(cells), expected=n)
            continue
        for column, cell in enumerate(cells):
            if not re.fullmatch(r"-?\d+(?:\.\d+)?", cell):
                graph.problem(file, "matrix_letter", row=row, value=cell, column=labels[column])
            elif float(cell) and position != column:
                number += 1
                graph.edges.append((number, labels[position], labels[column], {"weight": cell}, True))
    return graph_grids(graph, file=file)


def _dl_parts(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    labels: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    section = ""
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        low = stripped.casefold()
        if low.startswith("labels"):
            section, stripped = "labels", stripped.partition(":")[2].strip()
        elif low.startswith("data"):
            section, stripped = "data", stripped.partition(":")[2].strip()
        if not stripped:
            continue
        if section == "labels":
            labels += [part.strip(' "') for part in stripped.split(",") if part.strip(' "')]
        elif section == "data":
            rows.append((number, stripped.replace(",", " ").split()))
    return labels, rows


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
    totals = {fold(cell) for cell in across if fold(cell) in _TOTALS}
    names = [cell for cell in across[1:] if cell and fold(cell) not in _TOTALS]
    graph.nodes = {name: {"label": name} for name in names}
    values: dict[tuple[str, str], float] = {}
    for line in lines[1:]:
        name = line.cells[0].strip()
        if fold(name) in _TOTALS:
            totals.add(fold(name))
            continue
        graph.nodes.setdefault(name, {"label": name})
        for column, cell in enumerate(line.cells[1:], start=1):
            target = across[column] if column < len(across) else ""
            if not cell.strip() or not target or fold(target) in _TOTALS:
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
