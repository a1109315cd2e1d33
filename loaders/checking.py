"""Whether graph and journal agree: everything on record is in the graph as recorded, and every load adds up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS, TYPES
from loaders.merging import differs, is_denied, merge
from loaders.report import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.stores.base import GraphStore
    from loaders.merging import Subject

__all__ = ["check_journal"]

_PARTS = ("created", "changed", "unchanged", "skipped", "waiting", "rejected")
_NAMED = 3


def check_journal(store: GraphStore) -> list[Problem]:
    """Compare the graph with what the journal says about it.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    list of Problem
        Empty when they agree. A note tells of entries that no load brought, which is no fault.
    """
    loads = {row["id"]: row for row in store.read_nodes("Load")}
    groups: dict[Subject, list[dict[str, Any]]] = {}
    stray = []
    for row in store.read_nodes("Record"):
        if loads.get(row["load"], {}).get("status") not in {"active", "replaced"}:
            stray.append(row["id"])
        if row["kind"] in {"node", "relationship"}:
            groups.setdefault((row["kind"], row["label"], row["subject"]), []).append(row)
    states = _states(store)
    lacking = [subject[2] for subject, records in groups.items() if (subject in states) == is_denied(records)]
    other = [
        subject[2]
        for subject, records in groups.items()
        if subject in states and not is_denied(records) and differs(subject, merge(records), states[subject])
    ]
    unrecorded = [subject[2] for subject in states if subject not in groups] if groups else []
    sums = [load for load, row in loads.items() if not _adds_up(json.loads(row.get("counts") or "{}"))]
    found = [
        ("error", "record_without_load", stray),
        ("error", "graph_lacks", lacking),
        ("error", "graph_differs", other),
        ("error", "counts_disagree", sums),
        ("note", "graph_unrecorded", unrecorded),
    ]
    return [
        Problem(severity, code, {"count": len(names), "names": sorted(names)[:_NAMED]})  # type: ignore[arg-type]
        for severity, code, names in found
        if names
    ]


def _states(store: GraphStore) -> dict[Subject, dict[str, Any]]:
    """Everything in the graph by subject."""
    found: dict[Subject, dict[str, Any]] = {}
    for label in DOMAIN_LABELS:
        found.update({("node", label, row["id"]): row for row in store.read_nodes(label)})
    for type_ in TYPES:
        for row in store.read_relationships(type_):
            text = json.dumps((row["source"], row["target"], row.get("key", "")), ensure_ascii=False)
            found["relationship", type_, text] = row
    return found


def _adds_up(counts: Mapping[str, Any]) -> bool:
    return "read" not in counts or counts["read"] == sum(counts.get(name, 0) for name in _PARTS)
