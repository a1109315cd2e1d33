"""The graph as CSV files for ``neo4j-admin database import``, the fastest way into a new Neo4j."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from stakegraph.export.schema import PRIVATE
from stakegraph.records import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphmodel import Snapshot

__all__ = ["write_neo4j_csv"]

_TYPES = {"text": "string", "texts": "string[]", "integer": "long", "number": "double", "boolean": "boolean"}
_KEYS = {"source": ":START_ID", "target": ":END_ID"}
_SEPARATORS = {";": ";", "|": "|", "\x1f": "U+001F"}
COMMANDS = "neo4j-admin.txt"


def write_neo4j_csv(snapshot: Snapshot, path: Path) -> dict[str, int]:
    """Write one file per label and per relationship type, and the command that reads them.

    Parameters
    ----------
    snapshot
        What is known.
    path
        Folder to make.

    Returns
    -------
    dict
        Rows by label and type.
    """
    path.mkdir()
    nodes = {label: _rows(snapshot.nodes(label)) for label in DOMAIN_LABELS}
    ties = {name: _rows(snapshot.relationships(name)) for name in TYPES}
    separator = _separator([*nodes.values(), *ties.values()])
    known = {label: {row["id"] for row in rows} for label, rows in nodes.items()}
    counts: dict[str, int] = {}
    options = []
    for label, rows in nodes.items():
        if rows:
            named = [{**row, ":ID": f"{label}/{row['id']}"} for row in rows]
            _write(path / f"{label}.csv", ":ID", LABELS[label].properties, named, separator)
            options.append(f"--nodes={label}={label}.csv")
            counts[label] = len(rows)
    for name, rows in ties.items():
        if rows:
            kind = TYPES[name]
            for row in rows:
                for end, labels in (("source", kind.sources), ("target", kind.targets)):
                    label = next(label for label in labels if row[end] in known[label])
                    row[_KEYS[end]] = f"{label}/{row[end]}"
            kinds = {field: value for field, value in kind.properties.items() if field not in _KEYS}
            _write(path / f"{name}.csv", ":START_ID :END_ID", kinds, rows, separator)
            options.append(f"--relationships={name}={name}.csv")
            counts[name] = len(rows)
    text = " \\\n  ".join(
        ["neo4j-admin database import full neo4j", f"--array-delimiter={_SEPARATORS[separator]}",
         "--multiline-fields=true", *options]
    )  # fmt: skip
    (path / COMMANDS).write_text(f"{text}\n", "utf-8")
    return counts


def _rows(table: Any) -> list[dict[str, Any]]:
    return [
        {str(name): plain(value) for name, value in row.items() if name not in PRIVATE}
        for row in table.to_dict("records")
    ]


def _separator(tables: list[list[dict[str, Any]]]) -> str:
    """The first separator of lists that no entry of a list holds."""
    used = {
        sign
        for rows in tables
        for row in rows
        for value in row.values()
        if isinstance(value, list)
        for entry in value
        for sign in _SEPARATORS
        if sign in entry
    }
    return next(sign for sign in _SEPARATORS if sign not in used)


def _write(path: Path, keys: str, kinds: Mapping[str, str], rows: list[dict[str, Any]], separator: str) -> None:
    fields = [name for name in kinds if any(row.get(name) is not None for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*keys.split(), *(f"{name}:{_TYPES.get(kinds[name], 'string')}" for name in fields)])
        for row in rows:
            writer.writerow(
                [*(row[key] for key in keys.split()), *(_cell(row.get(name), separator) for name in fields)]
            )


def _cell(value: Any, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return separator.join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
