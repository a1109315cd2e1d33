"""The documented form of the JSON export, made from the schema of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMAT_VERSION", "PRIVATE", "json_schema"]

FORMAT_VERSION = 1
PRIVATE = frozenset({"persons"})
"""Properties that no export carries."""
_KINDS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^-?\d{4}(-\d{2}(-\d{2})?)?$"},
}


def json_schema() -> dict[str, Any]:
    """Describe the JSON export, for programs that read it.

    Returns
    -------
    dict
        A JSON Schema of draft 2020-12.

    Examples
    --------
    >>> json_schema()["properties"]["format"]
    {'const': 'stakegraph'}
    """
    nodes = {label: _rows(LABELS[label].properties, ("id",)) for label in DOMAIN_LABELS}
    ties = {name: _rows(kind.properties, ("source", "target")) for name, kind in TYPES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "stakegraph export",
        "type": "object",
        "required": ["format", "version", "nodes", "relationships"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": "stakegraph"},
            "version": {"const": FORMAT_VERSION},
            "nodes": {"type": "object", "properties": nodes, "additionalProperties": False},
            "relationships": {"type": "object", "properties": ties, "additionalProperties": False},
        },
    }


def _rows(kinds: Mapping[str, str], required: tuple[str, ...]) -> dict[str, Any]:
    properties = {name: _KINDS[kind] for name, kind in kinds.items() if name not in PRIVATE}
    row = {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": row}
