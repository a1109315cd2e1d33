"""The journal: every accepted fact is a record, and the graph is the merge of the active records.

What was loaded when is told by ``Load`` nodes; what they said by ``Record`` nodes. For each property the record of the
highest confidence wins, then the newest date, then the latest load; what lost stays on record. Taking a load back
removes its records and merges the rest anew, so whatever others still support stays.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS
from graphmodel.stores.base import batches
from loaders.facts import Fact, is_live, node_fact
from loaders.merging import Outcome, Subject, records_of, remerge, states_of, strength, subject_of
from loaders.resolve.naming import WAIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.stores.base import GraphStore

__all__ = [
    "RESTING",
    "WAITING",
    "edit",
    "evidence",
    "forget",
    "history",
    "next_load",
    "record_facts",
    "waits",
    "write_load",
]

HAND = "von Hand"
WAITING = "waiting-"
"""Prefix of the kind of records about somebody who is not identified yet."""
RESTING = "replaced-"
"""Prefix of the kind of records of a load that a corrected list stands in for."""
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


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
    touched = {subject_of(fact) for fact in facts if not waits(fact)}
    states, before = states_of(store, touched), records_of(store, touched)
    before += _adopted(store, touched, states, before)
    return remerge(store, touched, records=[*before, *_put_on_record(store, facts, load, touched)], states=states)


def _put_on_record(
    store: GraphStore, facts: Sequence[Fact], load: str, touched: set[Subject]
) -> Iterator[dict[str, Any]]:
    """Write the records of facts, a part at a time; give those that the graph is merged from."""
    number = len(store.read_nodes("Record", where={"load": [load]}))
    stated = [*facts, *_mentions(store, facts)]
    for part in batches(stated):
        records = [_record(fact, f"{load}-{n:06d}", load) for n, fact in enumerate(part, start=number + 1)]
        number += len(part)
        store.upsert_nodes("Record", records)
        yield from (row for row in records if (row["kind"], row["label"], row["subject"]) in touched)


def _record(fact: Fact, id_: str, load: str) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": id_,
        "load": load,
        "kind": f"{WAITING}{fact.kind}" if waits(fact) else fact.kind,
        "label": fact.label,
        "subject": fact.subject_text,
        "data": _encoded(fact.data),
        "confidence": fact.confidence,
        "as_of": fact.as_of,
        "file": fact.file,
        "sheet": fact.sheet,
        "row": fact.row,
    }
    return {name: value for name, value in record.items() if value is not None}


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
    subject = fact.subject
    if isinstance(subject, str):
        return subject.startswith(WAIT)
    return subject[0].startswith(WAIT) or subject[1].startswith(WAIT)


def _mentions(store: GraphStore, facts: Sequence[Fact]) -> list[Fact]:
    """State the bare existence of nodes that are only pointed at, so that they outlive the load that described them."""
    stated = {fact.subject for fact in facts if fact.kind == "node"}
    ends: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind == "relationship":
            for end in fact.ids:
                if end not in stated:
                    ends.setdefault(end, fact)
    if not ends:
        return []
    mentions = []
    for label in DOMAIN_LABELS:
        for node in store.read_nodes(label, where={"id": sorted(ends)}):
            by = ends[node["id"]]
            data = {"name": node.get("name"), "source": by.data.get("source_ref")}
            if label == "Theme":
                data |= {"slug": node.get("slug"), "name_de": node.get("name")}
            origin = {"as_of": by.as_of, "file": by.file, "sheet": by.sheet, "row": by.row}
            mentions.append(node_fact(label, node["id"], data, confidence=None, **origin))
    return mentions


def _adopted(
    store: GraphStore,
    touched: set[Subject],
    states: Mapping[Subject, dict[str, Any]],
    records: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Put on record what the graph already holds about subjects nobody has a record of, so that merging keeps it."""
    recorded = {(row["kind"], row["label"], row["subject"]) for row in records}
    adopted = []
    for subject in sorted((touched & states.keys()) - recorded):
        state = states[subject]
        ends = {"id"} if subject[0] == "node" else {"source", "target", "key"}
        data = {name: value for name, value in state.items() if name not in ends}
        adopted.append((subject, data, state))
    if not adopted:
        return []
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
    return rows


def forget(store: GraphStore, ids: Iterable[str]) -> Outcome:
    """Delete nodes that their source has deleted, with everything on record about them.

    Parameters
    ----------
    store
        Any store.
    ids
        Ids of nodes; unknown ones are passed over.

    Returns
    -------
    Outcome
        What went.
    """
    gone = set(ids)
    if not gone:
        return Outcome()
    rows = [row for row in store.read_nodes("Record") if _speaks_of(row, gone)]
    touched = {(row["kind"], row["label"], row["subject"]) for row in rows if is_live(row["kind"])}
    store.delete_nodes("Record", [row["id"] for row in rows])
    outcome = remerge(store, touched)
    for label in DOMAIN_LABELS:
        store.delete_nodes(label, sorted(gone))
    return outcome


def _speaks_of(record: Mapping[str, Any], ids: set[str]) -> bool:
    if record["kind"].endswith("relationship"):
        return bool(set(json.loads(record["subject"])[:2]) & ids)
    return record["subject"] in ids


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
        ``counts`` (mapping), ``status`` (``active``, ``undone`` or ``replaced``), ``replaces``.
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
    rows = [row for row in rows if not row["kind"].startswith(RESTING)]
    rows.sort(key=strength, reverse=True)
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
