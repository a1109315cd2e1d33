"""Where each value is known from: file, sheet, row, date and confidence, with what other sources say instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphmodel.errors import NotFoundError
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from loaders.journal import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.stores.base import GraphStore

__all__ = ["provenance"]

_ENDS = frozenset({"id", "source", "target", "key"})
_ABOUT = frozenset({"source", "source_ref", "as_of", "confidence"})


def provenance(store: GraphStore, subject: str | Sequence[str]) -> list[dict[str, Any]]:
    """Say for every property of a node or relationship where its value is known from, and who says otherwise.

    Parameters
    ----------
    store
        Any store.
    subject
        Id of a node, or source, target and key of a relationship.

    Returns
    -------
    list of dict
        One for each property: ``property``, ``value`` (the one that is shown), ``said`` (the strongest first), each
        with ``value``, ``shown`` (whether it is the shown one or a part of it), ``source``, ``file``, ``sheet``,
        ``row``, ``date`` (of the statement, else of the load), ``confidence``, ``load``. A value that was written
        without a list has one entry with the source of the node alone.

    Raises
    ------
    NotFoundError
        The graph has no such node or relationship.
    """
    state = _state(store, subject)
    records = evidence(store, subject if isinstance(subject, str) else (subject[0], subject[1], subject[2]))
    loaded = {row["id"]: str(row.get("finished") or row.get("started") or "")[:10] for row in store.read_nodes("Load")}
    found = []
    for name, value in state.items():
        if name in _ENDS or name in _ABOUT:
            continue
        said = [_said(row, name, value, loaded) for row in records if name in row["data"] and row.get("confidence")]
        said = said or [_said(row, name, value, loaded) for row in records if name in row["data"]]
        found.append({"property": name, "value": value, "said": said or [_alone(state, value)]})
    return found


def _state(store: GraphStore, subject: str | Sequence[str]) -> Mapping[str, Any]:
    """The node or relationship as it is, its properties in the order of the schema."""
    if isinstance(subject, str):
        for label in DOMAIN_LABELS:
            for row in store.read_nodes(label, where={"id": [subject]}):
                return {name: row[name] for name in LABELS[label].properties if row.get(name) is not None}
    else:
        wanted = tuple(subject)
        for type_ in TYPES:
            for row in store.read_relationships(type_):
                if (row["source"], row["target"], row.get("key") or "") == wanted:
                    return {name: row[name] for name in TYPES[type_].properties if row.get(name) is not None}
    msg = f"The graph has nothing with the id {subject!r}."
    raise NotFoundError(msg)


def _said(record: Mapping[str, Any], name: str, shown: Any, loaded: Mapping[str, str]) -> dict[str, Any]:
    data = record["data"]
    value = data[name]
    part = isinstance(value, list) and isinstance(shown, list | tuple) and set(value) <= set(shown)
    return {
        "value": value,
        "shown": part or json.dumps(value) == json.dumps(list(shown) if isinstance(shown, tuple) else shown),
        "source": data.get("source") or data.get("source_ref"),
        "file": record.get("file"),
        "sheet": record.get("sheet"),
        "row": record.get("row"),
        "date": record.get("as_of") or loaded.get(record["load"]) or None,
        "confidence": record.get("confidence"),
        "load": record["load"],
    }


def _alone(state: Mapping[str, Any], value: Any) -> dict[str, Any]:
    source = state.get("source_ref") or state.get("source")
    nothing = {"file": None, "sheet": None, "row": None, "load": None}
    about = {"date": state.get("as_of"), "confidence": state.get("confidence")}
    return {"value": value, "shown": True, "source": source, **nothing, **about}
