"""The graph as the merge of what the records say about each node and relationship."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graphmodel.schema import LABELS, TYPES
from graphmodel.stores.base import batches
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel.stores.base import GraphStore
    from loaders.facts import Fact

__all__ = [
    "DENIED",
    "Outcome",
    "Subject",
    "differs",
    "is_denied",
    "merge",
    "records_of",
    "remerge",
    "states_of",
    "strength",
    "subject_of",
    "usual_writing",
]

_RANK = {"high": 3, "medium": 2, "low": 1, None: 0, "": 0}
_UNITED = frozenset({"aliases", "offers", "needs", "languages", "sdg", "persons"})
_ABOUT_SOURCE = ("source", "source_ref", "as_of", "confidence", "note")

DENIED = "denied"
"""Stated of a relationship that somebody says does not hold; as long as that stands, the graph does without it."""

Subject = tuple[str, str, str]
"""Kind, label and text of a subject."""


@dataclass(slots=True)
class Outcome:
    """What became of the subjects of some facts.

    Attributes
    ----------
    created, updated, unchanged, deleted
        Subjects by what happened to them.
    dangling
        Relationships with an end that nobody knows; nothing was written for them.
    """

    created: set[Subject] = field(default_factory=set)
    updated: set[Subject] = field(default_factory=set)
    unchanged: set[Subject] = field(default_factory=set)
    deleted: set[Subject] = field(default_factory=set)
    dangling: set[Subject] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Count nodes and relationships by what happened to them.

        Returns
        -------
        dict
            ``nodes_created``, ``relationships_created`` and so on.
        """
        found: dict[str, int] = {}
        for kind in ("node", "relationship"):
            for name in ("created", "updated", "unchanged", "deleted"):
                subjects: set[Subject] = getattr(self, name)
                found[f"{kind}s_{name}"] = sum(1 for subject in subjects if subject[0] == kind)
        return found


def subject_of(fact: Fact) -> Subject:
    """Name what a fact is about.

    Parameters
    ----------
    fact
        Any fact.

    Returns
    -------
    tuple
        Kind, label and subject as text.
    """
    return fact.kind, fact.label, fact.subject_text


def records_of(store: GraphStore, subjects: Iterable[Subject]) -> list[dict[str, Any]]:
    """Read the records about some subjects.

    Parameters
    ----------
    store
        Any store.
    subjects
        What to look for.

    Returns
    -------
    list of dict
    """
    wanted = set(subjects)
    texts = sorted({subject[2] for subject in wanted})
    return [
        row
        for part in batches(texts)
        for row in store.read_nodes("Record", where={"subject": part})
        if (row["kind"], row["label"], row["subject"]) in wanted
    ]


def states_of(store: GraphStore, subjects: Iterable[Subject]) -> dict[Subject, dict[str, Any]]:
    """Read what the graph says about subjects at the moment.

    Parameters
    ----------
    store
        Any store.
    subjects
        What to look for.

    Returns
    -------
    dict
        Node or relationship by subject.
    """
    found: dict[Subject, dict[str, Any]] = {}
    by_label: dict[tuple[str, str], set[str]] = {}
    for kind, label, text in subjects:
        by_label.setdefault((kind, label), set()).add(text)
    for (kind, label), texts in by_label.items():
        if kind == "node":
            for row in store.read_nodes(label, where={"id": sorted(texts)}):
                found[kind, label, row["id"]] = row
            continue
        for row in store.read_relationships(label):
            text = json.dumps((row["source"], row["target"], row.get("key", "")), ensure_ascii=False)
            if text in texts:
                found[kind, label, text] = row
    return found


def remerge(
    store: GraphStore,
    subjects: Iterable[Subject],
    *,
    records: Iterable[dict[str, Any]] | None = None,
    states: Mapping[Subject, dict[str, Any]] | None = None,
) -> Outcome:
    """Bring the graph in line with the records about some subjects.

    Parameters
    ----------
    store
        Any store.
    subjects
        What to look at.
    records
        Every record about them, when that is known already.
    states
        What the graph says about them, when that is known already.

    Returns
    -------
    Outcome
        Subjects without a record, and those that are denied, are deleted.
    """
    wanted = set(subjects)
    groups: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in wanted}
    for row in records_of(store, wanted) if records is None else records:
        groups[row["kind"], row["label"], row["subject"]].append(row)
    del records  # each group is let go of when it is merged
    states = states_of(store, wanted) if states is None else states
    outcome = Outcome()
    for (kind, label), same in groupby(sorted(wanted), key=itemgetter(0, 1)):  # nodes before what joins them
        for part in batches(list(same)):  # a part at a time, so that not everything is held three times
            changes: list[tuple[Subject, dict[str, Any]]] = []
            for subject in part:
                state, said = states.get(subject), groups.pop(subject)
                if not said or is_denied(said):
                    if state is not None:
                        outcome.deleted.add(subject)
                    elif said:
                        outcome.unchanged.add(subject)
                    continue
                change = _row(subject, merge(said), state)
                if change is None:
                    outcome.unchanged.add(subject)
                else:
                    (outcome.created if state is None else outcome.updated).add(subject)
                    changes.append((subject, change))
            _write(store, kind, label, changes, outcome)
    outcome.created -= outcome.dangling
    _delete(store, outcome.deleted)
    return outcome


def _row(subject: Subject, merged: dict[str, Any], state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give the row to write, None when the graph says it already."""
    kind, _, text = subject
    names = ("id",) if kind == "node" else ("source", "target", "key")
    ends: dict[str, Any] = dict(zip(names, [text] if kind == "node" else json.loads(text), strict=True))
    if state is None:
        return {**ends, **merged}
    before = {name: value for name, value in state.items() if name not in ends}
    if _plain(before) == _plain(merged):
        return None
    return {**ends, **dict.fromkeys(before), **merged}


def differs(subject: Subject, merged: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Tell whether the graph says something else about a subject than its records.

    Parameters
    ----------
    subject
        What it is about.
    merged
        What the records say, as `merge` gives it.
    state
        What the graph says.

    Returns
    -------
    bool
    """
    return _row(subject, dict(merged), dict(state)) is not None


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple | list) else value
        for name, value in properties.items()
        if value is not None
    }


def _write(
    store: GraphStore, kind: str, label: str, changes: list[tuple[Subject, dict[str, Any]]], outcome: Outcome
) -> None:
    rows = [row for _, row in changes]
    if kind == "node":
        store.upsert_nodes(label, rows)
        return
    counts = store.upsert_relationships(label, rows)
    lost = {(row["source"], row["target"], row.get("key") or "") for row in counts.dangling}
    if lost:
        outcome.dangling |= {
            subject for subject, row in changes if (row["source"], row["target"], row.get("key") or "") in lost
        }


def _delete(store: GraphStore, subjects: Iterable[Subject]) -> None:
    gone: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, label, text in sorted(subjects):
        gone[kind, label].append(text)
    for type_ in TYPES:
        ends = (json.loads(text) for text in gone[("relationship", type_)])
        store.delete_relationships(type_, [dict(zip(("source", "target", "key"), row, strict=True)) for row in ends])
    for label in LABELS:
        store.delete_nodes(label, gone[("node", label)])


def strength(record: Mapping[str, Any]) -> tuple[int, str, str]:
    """Say how strong a record is: confidence, then date, then load.

    Parameters
    ----------
    record
        Record of the store.

    Returns
    -------
    tuple
        The larger the stronger.
    """
    return _RANK[record.get("confidence")], record.get("as_of") or "", record["load"]


def is_denied(records: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether the strongest record that says so denies what the others state.

    Parameters
    ----------
    records
        Records about one subject.

    Returns
    -------
    bool
    """
    said = (json.loads(record["data"]).get(DENIED) for record in _strongest_first(records) if DENIED in record["data"])
    return next((bool(value) for value in said if value is not None), False)


def _strongest_first(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(sorted(records, key=lambda record: record["id"]), key=strength, reverse=True)


def usual_writing(name: str, others: Iterable[str]) -> str:
    """Give a name as it is usually written when it stands in capitals only.

    Parameters
    ----------
    name
        Any name.
    others
        Other spellings, the best first.

    Returns
    -------
    str
        The first of the others that is the same name and not in capitals only, else the name itself.

    Examples
    --------
    >>> usual_writing("HAUS AFRIKA E.V.", ["Haus Asien", "Haus Afrika e. V."])
    'Haus Afrika e. V.'
    >>> usual_writing("VHS", ["Volkshochschule"])
    'VHS'
    """
    if not name.isupper():
        return name
    letters = _letters(name)
    return next((other for other in others if not other.isupper() and _letters(other) == letters), name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def _spelled(
    record: Mapping[str, Any], ordered: Sequence[Mapping[str, Any]], said_by: Mapping[str, Mapping[str, Any]]
) -> str:
    """Name that a record states, in the usual writing that others of the same confidence know."""
    rank = _RANK[record.get("confidence")]
    others = (said_by[other["id"]].get("name") for other in ordered if _RANK[other.get("confidence")] == rank)
    return usual_writing(said_by[record["id"]]["name"], filter(None, others))


def merge(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Merge what several records say about one subject.

    Parameters
    ----------
    records
        Records with ``data`` as JSON text, ``confidence``, ``as_of`` and ``load``.

    Returns
    -------
    dict
        For each property the value of the highest confidence, then of the newest date, then of the latest load; of
        names that differ in nothing but capitals one in usual writing; lists of names are united; source, date and
        note are those of the strongest record that came first.
    """
    ordered = _strongest_first(records)
    said_by = {record["id"]: json.loads(record["data"]) for record in ordered}
    merged: dict[str, Any] = {}
    for record in ordered:
        for name, value in said_by[record["id"]].items():
            if name in _UNITED and name in merged:
                merged[name] = [*merged[name], *(item for item in value if item not in merged[name])]
            elif name not in merged and name not in _ABOUT_SOURCE and name != DENIED:
                merged[name] = _spelled(record, ordered, said_by) if name == "name" else value
    first = min(records, key=lambda record: (-_RANK[record.get("confidence")], record["load"], record["id"]))
    said = said_by[first["id"]]
    merged |= {name: said[name] for name in _ABOUT_SOURCE if said.get(name) is not None}
    if first.get("confidence"):
        merged["confidence"] = first["confidence"]
    if first.get("as_of") and first["kind"] == "node":
        merged["as_of"] = first["as_of"]
    return merged
