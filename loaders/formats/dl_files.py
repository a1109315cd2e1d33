"""UCINET DL files: a matrix, a list of ties or a list of neighbours as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.formats.graph_markup import ParsedGraph, graph_grids
from loaders.formats.matrix_files import graph_text

if TYPE_CHECKING:
    from loaders.cells import Grid

__all__ = ["read_dl"]

FORMATS = ("fullmatrix", "lowerhalf", "upperhalf", "edgelist1", "nodelist1")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_TOKEN = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s,]+)")
_SECTION = re.compile(r"^((?:(?:row|column|col)\s+)?labels|data)\s*(?::\s*(.*)|\s*)$", re.IGNORECASE)


@dataclass(slots=True)
class _Parts:
    """What a file declares and holds."""

    head: str = ""
    embedded: bool = False
    labels: list[tuple[int, str]] = field(default_factory=list)
    columns: list[tuple[int, str]] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def layout(self) -> str:
        """Format of the data."""
        found = re.search(r"\bformat\s*=\s*(\w+)", self.head)
        return found[1] if found else "fullmatrix"

    @property
    def size(self) -> int | None:
        """Number of nodes as declared."""
        found = re.search(r"\bn\s*=\s*(\d+)", self.head)
        return int(found[1]) if found else None


def read_dl(data: bytes, *, file: str) -> list[Grid]:
    """Read a UCINET DL network.

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
    parts = _parts(graph_text(data, graph, file))
    if parts.layout not in FORMATS or re.search(r"\bn[rc]\s*=", parts.head):
        graph.problem(file, "dl_format", row=1, value=parts.layout, allowed=list(FORMATS))
        return graph_grids(graph, file=file)
    across = [name for _, tokens in parts.rows[:1] for name in tokens] if _has_matrix_labels(parts) else []
    rows = parts.rows[1:] if across else parts.rows
    names = [(rows[0][0] if rows else 1, name) for name in across] if across else _names(parts)
    if parts.layout in {"edgelist1", "nodelist1"}:
        names = names or ([] if parts.embedded else [(1, str(number + 1)) for number in range(parts.size or 0)])
        _list(graph, parts, names, file)
    else:
        names = names or [(1, str(number + 1)) for number in range(parts.size or 0)]
        _matrix(graph, parts, names, rows, file)
    return graph_grids(graph, file=file)


def _has_matrix_labels(parts: _Parts) -> bool:
    """Whether names stand across and down the matrix itself."""
    return parts.embedded and parts.layout not in {"edgelist1", "nodelist1"} and not parts.labels


def _parts(text: str) -> _Parts:
    parts, section = _Parts(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        if re.match(r"^(?:(?:row|column|col)\s+)?labels\s+embedded\b", stripped, re.IGNORECASE):
            parts.embedded = True
            continue
        named = _SECTION.match(stripped)
        if named:
            section, stripped = named[1].casefold(), named[2] or ""
        if not stripped:
            continue
        if section.startswith("col"):
            parts.columns.append((number, stripped))
        elif section.endswith("labels"):
            parts.labels.append((number, stripped))
        elif section == "data":
            parts.rows.append((number, _tokens(stripped)))
        else:
            parts.head += f" {stripped.casefold()}"
    parts.labels = parts.labels or parts.columns
    return parts


def _tokens(line: str) -> list[str]:
    return [next(text for text in match.groups() if text is not None) for match in _TOKEN.finditer(line)]


def _names(parts: _Parts) -> list[tuple[int, str]]:
    """Names with their lines: one on a line or between commas, else also between blanks."""
    by_comma = [
        (number, piece.strip(" \"'"))
        for number, line in parts.labels
        for piece in re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", line)
        if piece.strip(" \"'")
    ]
    by_blank = [(number, name) for number, line in parts.labels for name in _tokens(line)]
    return by_blank if parts.size == len(by_blank) != len(by_comma) else by_comma


def _know(graph: ParsedGraph, name: str, line: int) -> None:
    graph.nodes.setdefault(name, {"label": name})
    graph.lines.setdefault(name, line)


def _matrix(
    graph: ParsedGraph, parts: _Parts, names: list[tuple[int, str]], rows: list[tuple[int, list[str]]], file: str
) -> None:
    n = parts.size or len(names)
    if n != len(names):
        graph.problem(file, "matrix_size", row=names[0][0] if names else 1, got=len(names), expected=n)
    for line, name in names:
        _know(graph, name, line)
    values: dict[tuple[int, int], tuple[int, str]] = {}
    half = {"lowerhalf": -1, "upperhalf": 1}.get(parts.layout, 0)
    without_diagonal = "diagonal" in parts.head and "absent" in parts.head
    first = 1 if half < 0 and without_diagonal else 0  # the first row has nothing left of its diagonal
    for position, (line, cells) in enumerate(rows, start=first):
        given = cells[1:] if _has_matrix_labels(parts) else cells
        columns = _columns(position, n, half, gap=without_diagonal)
        if len(given) != len(columns) or position >= len(names):
            graph.problem(file, "matrix_size", row=line, got=len(given), expected=len(columns))
            continue
        for column, cell in zip(columns, given, strict=True):
            if not _NUMBER.fullmatch(cell):
                across = names[column][1] if column < len(names) else None
                graph.problem(file, "matrix_letter", row=line, value=cell, column=across)
            elif float(cell) and position != column < len(names):
                values[position, column] = (line, cell)
    _tie(graph, names, values, one_way=half == 0)


def _tie(
    graph: ParsedGraph, names: list[tuple[int, str]], values: dict[tuple[int, int], tuple[int, str]], *, one_way: bool
) -> None:
    """Take the ties of a matrix, once each when both halves say the same."""
    symmetric = not one_way or all(values.get((b, a), (0, ""))[1] == cell for (a, b), (_, cell) in values.items())
    for (a, b), (line, cell) in values.items():
        if not symmetric or not one_way or a < b:
            graph.edges.append((line, names[a][1], names[b][1], {"weight": cell}, not symmetric))


def _columns(position: int, n: int, half: int, *, gap: bool) -> list[int]:
    """Columns that a row of the matrix fills."""
    start, end = (0, position + 1) if half < 0 else (position, n) if half > 0 else (0, n)
    return [column for column in range(start, end) if not (gap and column == position)]


def _list(graph: ParsedGraph, parts: _Parts, names: list[tuple[int, str]], file: str) -> None:
    for line, name in names:
        _know(graph, name, line)

    def named(token: str, line: int) -> str:
        if not parts.embedded and token.isdigit() and 0 < int(token) <= len(names):
            return names[int(token) - 1][1]
        if parts.embedded:
            _know(graph, token, line)
        return token

    for line, tokens in parts.rows:
        names_here = tokens if parts.layout == "nodelist1" else tokens[:2]
        weight = tokens[2] if parts.layout == "edgelist1" and len(tokens) > len(names_here) else ""
        if len(names_here) < 2 and parts.layout == "edgelist1":  # noqa: PLR2004 - two ends
            graph.problem(file, "matrix_size", row=line, got=len(tokens), expected=2)
        elif weight and not _NUMBER.fullmatch(weight):
            graph.problem(file, "matrix_letter", row=line, value=weight)
        else:
            texts = {"weight": weight} if weight else {}
            first = named(names_here[0], line)
            graph.edges += [(line, first, named(token, line), texts, True) for token in names_here[1:]]
