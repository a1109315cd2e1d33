"""A corrected list in place of an earlier one: what changes by it in the graph."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS, TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.stores.base import GraphStore
    from loaders.merging import Outcome, Subject

__all__ = ["States", "as_before", "difference", "everything"]

States = dict[tuple[str, str, str], dict[str, Any]]
"""Nodes and relationships by kind, label and identity."""

_WHERE = frozenset({"source", "source_ref", "as_of"})
_TIE = "\x1f"


def everything(store: GraphStore) -> States:
    """Read the whole graph as it is.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    dict
        Properties by kind, label and identity, without where they are known from.
    """
    found: States = {}
    for label in DOMAIN_LABELS:
        for row in store.read_nodes(label):
            found["node", label, row["id"]] = _without_source(row, {"id"})
    for type_ in TYPES:
        for row in store.read_relationships(type_):
            ends = _TIE.join((row["source"], row["target"], row.get("key") or ""))
            found["relationship", type_, ends] = _without_source(row, {"source", "target", "key"})
    return found


def _without_source(row: Mapping[str, Any], ends: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ends | _WHERE and value is not None}


def difference(before: States, after: States) -> dict[str, list[dict[str, Any]]]:
    """Compare the graph before and after.

    Parameters
    ----------
    before, after
        From `everything`.

    Returns
    -------
    dict
        ``added``, ``removed``, ``changed``; each entry with ``kind``, ``label``, ``name`` and, when changed,
        ``changes`` (property to old and new value).
    """
    names = {key[2]: state.get("name") or key[2] for states in (before, after) for key, state in states.items()}

    def entry(key: tuple[str, str, str]) -> dict[str, Any]:
        source, _, rest = key[2].partition(_TIE)
        target = rest.partition(_TIE)[0]
        name = f"{names.get(source, source)} – {names.get(target, target)}" if target else names[key[2]]
        return {"kind": key[0], "label": key[1], "name": name}

    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    turned = _turned(removed, added)
    changed = []
    for was, key in sorted([*((key, key) for key in before.keys() & after.keys()), *turned.items()]):
        old, new = before[was], after[key]
        names_of_both = sorted({*old, *new})
        changes = {name: [old.get(name), new.get(name)] for name in names_of_both if old.get(name) != new.get(name)}
        if changes:
            changed.append({**entry(key), "changes": changes})
    return {
        "added": [entry(key) for key in added if key not in turned.values()],
        "removed": [entry(key) for key in removed if key not in turned],
        "changed": changed,
    }


def _turned(removed: list[Subject], added: list[Subject]) -> dict[Subject, Subject]:
    """Ties that go and come between the same two, such as an attendance in another role: one tie that changes."""
    waiting: dict[tuple[str, ...], list[Subject]] = defaultdict(list)
    for key in added:
        if key[0] == "relationship":
            waiting[_ends(key)].append(key)
    return {key: waiting[_ends(key)].pop(0) for key in removed if waiting.get(_ends(key))}


def _ends(key: Subject) -> tuple[str, ...]:
    return (key[1], *key[2].split(_TIE)[:2])


def as_before(outcome: Outcome, before: States, after: States) -> None:
    """Count as unchanged what the earlier list had brought and the corrected one says again.

    Parameters
    ----------
    outcome
        Of the corrected list, against a graph without the earlier one; it is changed.
    before, after
        From `everything`.
    """
    for subject in sorted(outcome.created):
        kind, label, text = subject
        key: Subject = (kind, label, text if kind == "node" else _TIE.join(json.loads(text)))
        if key in before:
            outcome.created.discard(subject)
            (outcome.unchanged if before[key] == after.get(key) else outcome.updated).add(subject)
