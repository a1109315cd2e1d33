"""The journal: every accepted fact is a record, and the graph is the merge of the active records.

What was loaded when is told by ``Load`` nodes; what they said by ``Record`` nodes. For each property the record of the
highest confidence wins, then the newest date, then the latest load; what lost stays on record. Taking a load back
removes its records and merges the rest anew, so whatever others still support stays.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphmodel.errors import NotFoundError, ParameterError
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from loaders.facts import Fact, node_fact
from loaders.resolve.naming import WAIT

if TYPE_CHECKING:
    from graphmodel.stores.base import GraphStore

__all__ = ["Outcome", "edit", "evidence", "history", "next_load", "record_facts", "remerge", "undo", "write_load"]

_RANK = {"high": 3, "medium": 2, "low": 1, None: 0, "": 0}
_UNITED = frozenset({"aliases", "offers", "needs", "languages", "sdg"})
_ABOUT_SOURCE = ("source", "source_ref", "as_of", "confidence", "note")
HAND = "von Hand"
WAITING = "waiting-"
"""Prefix of the kind of records about somebody who is not identified yet."""

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


def next_load(store: GraphStore) -> str:
    """Find the id of the next load.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    str
        "L0001" for the first.
    """
    numbers = [int(row["id"][1:]) for row in store.read_nodes("Load") if row["id"][1:].isdigit()]
    return f"L{max(numbers, default=0) + 1:04d}"


def write_load(store: GraphStore, load: str, **properties: Any) -> None:
    """Enter a load in the journal, or change its entry.

    Parameters
    ----------
    store
        Any store.
    load
        Id of the load.
    **properties
        As in the schema; ``counts`` may be a mapping.
    """
    counts = properties.get("counts")
    if isinstance(counts, Mapping):
        properties["counts"] = json.dumps(counts, ensure_ascii=False, sort_keys=True)
    store.upsert_nodes("Load", [{"id": load, **properties}])


def record_facts(store: GraphStore, facts: Sequence[Fact], *, load: str) -> Outcome:
    """Put facts on record under a load and bring the graph up to date.

    Parameters
    ----------
    store
        Any store; call it inside ``store.transaction()`` together with what belongs to it.
    facts
        What is stated; both ends of every relationship must be known or stated too.
    load
        Id of the load they belong to.

    Returns
    -------
    Outcome
        What became of the subjects.
    """
    known = store.read_nodes("Record", where={"load": [load]})
    records = []
    for number, fact in enumerate([*facts, *_mentions(store, facts)], start=len(known) + 1):
        record: dict[str, Any] = {
            "id": f"{load}-{number:06d}",
            "load": load,
            "kind": f"{WAITING}{fact.kind}" if waits(fact) else fact.kind,
            "label": fact.label,
            "subject": fact.subject_text,
            "data": json.dumps(fact.data, ensure_ascii=False, sort_keys=True),
            "confidence": fact.confidence,
            "as_of": fact.as_of,
            "file": fact.file,
            "sheet": fact.sheet,
            "row": fact.row,
        }
        records.append({name: value for name, value in record.items() if value is not None})
    touched = {subject_of(fact) for fact in facts if not waits(fact)}
    _adopt(store, touched)
    store.upsert_nodes("Record", records)
    return remerge(store, touched)


def waits(fact: Fact) -> bool:
    """Tell whether a fact is about somebody who is not identified yet.

    Parameters
    ----------
    fact
        Any fact.

    Returns
    -------
    bool
        True when one of its ids is a placeholder; such facts are kept on record but not in the graph.
    """
    return any(id_.startswith(WAIT) for id_ in fact.ids)


def _mentions(store: GraphStore, facts: Sequence[Fact]) -> list[Fact]:
    """State the bare existence of nodes that are only pointed at, so that they outlive the load that described them."""
    stated = {fact.subject for fact in facts if fact.kind == "node"}
    ends = {end for fact in facts if fact.kind == "relationship" for end in fact.ids} - stated
    if not ends:
        return []
    found = []
    for label in DOMAIN_LABELS:
        for node in store.read_nodes(label, where={"id": sorted(ends)}):
            found.append(node_fact(label, node["id"], {"name": node.get("name")}, confidence=None))
    return found


def _adopt(store: GraphStore, touched: set[Subject]) -> None:
    """Put on record what the graph already holds about subjects nobody has a record of, so that merging keeps it."""
    recorded = {(row["kind"], row["label"], row["subject"]) for row in _records_of(store, touched)}
    adopted = []
    for subject, state in _states(store, touched - recorded).items():
        data = {name: value for name, value in state.items() if name not in {"id", "source", "target", "key"}}
        if subject[0] == "node":
            data = {name: value for name, value in state.items() if name != "id"}
        adopted.append((subject, data, state))
    if not adopted:
        return
    if not store.read_nodes("Load", where={"id": ["L0000"]}):
        write_load(store, "L0000", name="Bestand", started=_now(), finished=_now(), status="active", table="")
    start = len(store.read_nodes("Record", where={"load": ["L0000"]}))
    rows = []
    for number, (subject, data, state) in enumerate(adopted, start=start + 1):
        row = {"id": f"L0000-{number:06d}", "load": "L0000", "kind": subject[0], "label": subject[1]}
        row |= {"subject": subject[2], "data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
        row |= {name: state[name] for name in ("confidence", "as_of") if state.get(name)}
        rows.append(row)
    store.upsert_nodes("Record", rows)


def _records_of(store: GraphStore, subjects: Iterable[Subject]) -> list[dict[str, Any]]:
    wanted = set(subjects)
    texts = sorted({subject[2] for subject in wanted})
    if not texts:
        return []
    rows = store.read_nodes("Record", where={"subject": texts})
    return [row for row in rows if (row["kind"], row["label"], row["subject"]) in wanted]


def _states(store: GraphStore, subjects: Iterable[Subject]) -> dict[Subject, dict[str, Any]]:
    """Read what the graph says about subjects at the moment."""
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


def remerge(store: GraphStore, subjects: Iterable[Subject]) -> Outcome:
    """Bring the graph in line with the records about some subjects.

    Parameters
    ----------
    store
        Any store.
    subjects
        What to look at.

    Returns
    -------
    Outcome
        Subjects without a record are deleted.
    """
    wanted = set(subjects)
    groups: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in wanted}
    for row in _records_of(store, wanted):
        groups[row["kind"], row["label"], row["subject"]].append(row)
    states = _states(store, wanted)
    outcome = Outcome()
    changes: dict[tuple[str, str], list[tuple[Subject, dict[str, Any]]]] = {}
    for subject in sorted(wanted):
        state, records = states.get(subject), groups[subject]
        if not records:
            if state is not None:
                outcome.deleted.add(subject)
            continue
        row = _row(subject, merge(records), state)
        if row is None:
            outcome.unchanged.add(subject)
        else:
            (outcome.created if state is None else outcome.updated).add(subject)
            changes.setdefault(subject[:2], []).append((subject, row))
    _apply(store, changes, outcome)
    return outcome


def _row(subject: Subject, merged: dict[str, Any], state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give the row to write, None when the graph says it already."""
    kind, _, text = subject
    ends = {"id": text} if kind == "node" else dict(zip(("source", "target", "key"), json.loads(text), strict=True))
    if state is None:
        return {**ends, **merged}
    before = {name: value for name, value in state.items() if name not in ends}
    if _plain(before) == _plain(merged):
        return None
    return {**ends, **dict.fromkeys(before), **merged}


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple | list) else value
        for name, value in properties.items()
        if value is not None
    }


def _apply(
    store: GraphStore, changes: Mapping[tuple[str, str], list[tuple[Subject, dict[str, Any]]]], outcome: Outcome
) -> None:
    for label in LABELS:
        rows = [row for _, row in changes.get(("node", label), ())]
        if rows:
            store.upsert_nodes(label, rows)
    for type_ in TYPES:
        pairs = changes.get(("relationship", type_), ())
        if pairs:
            counts = store.upsert_relationships(type_, [row for _, row in pairs])
            lost = {(row["source"], row["target"], row.get("key") or "") for row in counts.dangling}
            for subject, row in pairs:
                if (row["source"], row["target"], row.get("key") or "") in lost:
                    outcome.dangling.add(subject)
    outcome.created -= outcome.dangling
    for kind, label, text in sorted(outcome.deleted, reverse=True):  # relationships before nodes
        if kind == "relationship":
            source, target, key = json.loads(text)
            store.delete_relationships(label, [{"source": source, "target": target, "key": key}])
        else:
            store.delete_nodes(label, [text])


def _strength(record: Mapping[str, Any]) -> tuple[int, str, str]:
    return _RANK[record.get("confidence")], record.get("as_of") or "", record["load"]


def merge(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Merge what several records say about one subject.

    Parameters
    ----------
    records
        Records with ``data`` as JSON text, ``confidence``, ``as_of`` and ``load``.

    Returns
    -------
    dict
        For each property the value of the highest confidence, then of the newest date, then of the latest load;
        lists of names are united; source, date and note are those of the strongest record that came first.
    """
    ordered = sorted(records, key=lambda record: record["id"])
    ordered.sort(key=_strength, reverse=True)
    merged: dict[str, Any] = {}
    for record in ordered:
        for name, value in json.loads(record["data"]).items():
            if name in _UNITED and name in merged:
                merged[name] = [*merged[name], *(item for item in value if item not in merged[name])]
            elif name not in merged and name not in _ABOUT_SOURCE:
                merged[name] = value
    first = min(records, key=lambda record: (-_RANK[record.get("confidence")], record["load"], record["id"]))
    said = json.loads(first["data"])
    merged |= {name: said[name] for name in _ABOUT_SOURCE if said.get(name) is not None}
    if first.get("confidence"):
        merged["confidence"] = first["confidence"]
    if first.get("as_of") and first["kind"] == "node":
        merged["as_of"] = first["as_of"]
    return merged


def undo(store: GraphStore, journal_id: str) -> Outcome:
    """Take one load back whole; what other loads still support stays.

    Parameters
    ----------
    store
        Any store.
    journal_id
        Id of the load, as `history` lists it.

    Returns
    -------
    Outcome
        What became of the subjects it had touched.

    Raises
    ------
    NotFoundError
        The journal has no such load.
    ParameterError
        The load was taken back already.
    """
    with store.transaction():
        found = store.read_nodes("Load", where={"id": [journal_id]})
        if not found:
            candidates = tuple(row["id"] for row in store.read_nodes("Load"))
            msg = f"The journal has no load {journal_id!r}. It has: {', '.join(candidates) or 'none'}."
            raise NotFoundError(msg, candidates=candidates)
        if found[0].get("status") == "undone":
            msg = f"The load {journal_id!r} was taken back already. Load the file again to bring it back."
            raise ParameterError(msg)
        records = store.read_nodes("Record", where={"load": [journal_id]})
        touched = {(row["kind"], row["label"], row["subject"]) for row in records}
        store.delete_nodes("Record", [row["id"] for row in records])
        waiting = [row["id"] for row in store.read_nodes("Decision") if _waits_for(row, journal_id)]
        store.delete_nodes("Decision", waiting)
        outcome = remerge(store, {subject for subject in touched if subject[0] in {"node", "relationship"}})
        write_load(store, journal_id, status="undone", finished=_now())
    return outcome


def _waits_for(decision: Mapping[str, Any], load: str) -> bool:
    return decision.get("status") == "open" and json.loads(decision.get("data", "{}")).get("load") == load


def history(store: GraphStore) -> list[dict[str, Any]]:
    """List what was loaded when.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    list of dict
        Latest first: ``id``, ``name``, ``files``, ``sha256``, ``table``, ``profile``, ``started``, ``finished``,
        ``counts`` (mapping), ``status`` (``active`` or ``undone``).
    """
    rows = sorted(store.read_nodes("Load"), key=lambda row: row["id"], reverse=True)
    return [{**row, "counts": json.loads(row.get("counts") or "{}")} for row in rows]


def evidence(store: GraphStore, subject: str | tuple[str, str, str]) -> list[dict[str, Any]]:
    """List every statement on record about a node or relationship, the strongest first.

    Parameters
    ----------
    store
        Any store.
    subject
        Id of a node, or source, target and key of a relationship.

    Returns
    -------
    list of dict
        ``load``, ``file``, ``sheet``, ``row``, ``label``, ``data`` (mapping), ``confidence``, ``as_of``.
    """
    text = subject if isinstance(subject, str) else json.dumps(subject, ensure_ascii=False)
    rows = sorted(store.read_nodes("Record", where={"subject": [text]}), key=lambda row: row["id"])
    rows.sort(key=_strength, reverse=True)
    return [{**row, "data": json.loads(row["data"])} for row in rows]


def edit(
    store: GraphStore, label: str, id_: str, changes: Mapping[str, Any], *, who: str = "", reason: str = ""
) -> Outcome:
    """Change properties of a node by hand; the change is a load of its own and can be taken back.

    Parameters
    ----------
    store
        Any store.
    label, id_
        Which node; an unknown id makes a new one.
    changes
        Properties to state; they win over loaded ones.
    who, reason
        For the journal.

    Returns
    -------
    Outcome
        What became of the node.
    """
    with store.transaction():
        load = next_load(store)
        fact = node_fact(label, id_, {**changes, "source": HAND}, confidence="high", as_of=_now()[:10])
        write_load(store, load, name=reason or f"{label} {id_}", who=who or HAND, started=_now(), table=label)
        outcome = record_facts(store, [fact], load=load)
        write_load(store, load, finished=_now(), counts=outcome.counts(), status="active")
    return outcome


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
