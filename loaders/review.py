"""The review queue: doubtful names wait, people answer, and the answer holds for the next list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphmodel.errors import ParameterError
from loaders.directory import Directory
from loaders.facts import is_live, node_fact, slug
from loaders.held import meaning_of, row_of
from loaders.journal import RESTING, WAITING, record_facts
from loaders.merging import Outcome, Subject, remerge
from loaders.questions import item_of, now, open_items, remembered
from loaders.resolve.naming import WAIT, name_key
from loaders.resolve.normalise import normalise
from loaders.stating import state_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.stores.base import GraphStore

__all__ = ["decide", "merge_actors", "undo_decision"]

ANSWERS = ("accept", "same", "reject", "new", "later", "skip")


def decide(store: GraphStore, item: str | Sequence[str], decision: str, *, who: str = "", reason: str = "") -> Outcome:
    """Answer doubtful names; what waited for the answer enters the graph.

    Parameters
    ----------
    store
        Any store.
    item
        Id of a review item, or several for the same answer.
    decision
        ``accept`` or ``same`` (the first candidate), ``same:ID`` (that candidate or stakeholder), ``reject`` or
        ``new`` (a stakeholder of its own; a value is left out), ``skip`` (leave the rows out for good), ``later``.
    who, reason
        For the record.

    Returns
    -------
    Outcome
        What became of the nodes and relationships.

    Raises
    ------
    NotFoundError
        The queue has no such item.
    ParameterError
        The answer is none of these, or there is no such stakeholder.
    """
    items = [item] if isinstance(item, str) else list(item)
    total = Outcome()
    with store.transaction():
        for id_ in items:
            outcome = _decide_one(store, id_, decision, who=who, reason=reason)
            total.created |= outcome.created
            total.updated |= outcome.updated
    return total


def _decide_one(store: GraphStore, id_: str, decision: str, *, who: str, reason: str) -> Outcome:
    row = item_of(store, id_)
    data = json.loads(row["data"])
    word, _, chosen = decision.partition(":")
    if word not in ANSWERS:
        msg = f"The 'decision' must be one of {', '.join(ANSWERS)} or same:ID. Got {decision!r} instead."
        raise ParameterError(msg)
    change = {"id": id_, "at": now(), "who": who or None, "reason": reason or None, "verdict": word}
    if word == "later":
        store.upsert_nodes("Decision", [{**change, "status": "later"}])
        return Outcome()
    if row.get("status") == "decided":
        undo_decision(store, id_)
    if data["kind"] == "value":
        return _settle_value(store, change, data, meaning_of(data, word, chosen))
    target = None
    if word in {"accept", "same"}:
        target = chosen or data["candidates"][0]["id"]
        if data["kind"] == "name" and not _exists(store, target):
            msg = f"There is no stakeholder with the id {target!r}. Choose one of the candidates or an existing id."
            raise ParameterError(msg)
    elif word in {"reject", "new"} and data["kind"] == "name":
        target = _new_id(store, data)
    if data["kind"] == "mention":
        return _settle_mention(store, change, data, target if word in {"accept", "same"} else None)
    changed, outcome = _settle(store, id_, target, keeps_name=word in {"reject", "new"})
    kept = json.dumps({**data, "changed": changed}, ensure_ascii=False)
    store.upsert_nodes("Decision", [{**change, "status": "decided", "object": target, "data": kept}])
    return outcome


def _settle_mention(
    store: GraphStore, change: Mapping[str, Any], data: Mapping[str, Any], target: str | None
) -> Outcome:
    """Put an accepted mention on record: as evidence for what is known, or as a new organisation or meeting."""
    outcome, changed = Outcome(), {}
    if target is not None:
        file, load = data["rows"][0]["file"], data["load"]
        known = _exists(store, target)
        stated = {} if known else {"name": data["name"], "source": f"{file}: {data['passages'][0]}"}
        if stated and data["label"] == "Meeting":
            stated["date_start"] = data["dates"][0]
        fact = node_fact(data["label"], target, stated, confidence=None if known else "low", file=file)
        before = {row["id"] for row in store.read_nodes("Record", where={"load": [load]})}
        outcome = record_facts(store, [fact], load=load)
        after = {row["id"] for row in store.read_nodes("Record", where={"load": [load]})}
        changed = {"added": sorted(after - before)}
    kept = json.dumps({**data, **changed}, ensure_ascii=False)
    store.upsert_nodes("Decision", [{**change, "status": "decided", "object": target, "data": kept}])
    return outcome


def _settle_value(store: GraphStore, change: Mapping[str, Any], data: Mapping[str, Any], value: str | None) -> Outcome:
    """Take over the rows that waited for a value, unless something else of them is still open."""
    store.upsert_nodes("Decision", [{**change, "status": "decided", "object": value}])
    memory, total, added = remembered(store), Outcome(), []
    by_load: dict[str, list[Any]] = {}
    for held in data["held"]:
        row = row_of(held, memory)
        if not row.waits:
            by_load.setdefault(held["load"], []).append(row)
    for load, rows in by_load.items():
        directory = Directory(store, memory=memory)
        directory.prepare(rows)
        facts = [fact for row in rows for fact in state_row(row, directory)]
        before = {row["id"] for row in store.read_nodes("Record", where={"load": [load]})}
        outcome = record_facts(store, facts, load=load)
        added += sorted({row["id"] for row in store.read_nodes("Record", where={"load": [load]})} - before)
        open_items(store, directory.review.values(), load=load)
        total.created |= outcome.created
        total.updated |= outcome.updated
    kept = json.dumps({**data, "added": added}, ensure_ascii=False)
    store.upsert_nodes("Decision", [{"id": change["id"], "data": kept}])
    return total


def _exists(store: GraphStore, id_: str) -> bool:
    return any(store.read_nodes(label, where={"id": [id_]}) for label in ("Actor", "Municipality", "Meeting"))


def _new_id(store: GraphStore, data: Mapping[str, Any]) -> str:
    stem = f"act-{slug(normalise(data['name']) or data['name'])}"
    taken = {row["id"] for row in store.read_nodes("Actor")}
    id_, number = stem, 2
    if id_ in taken and data.get("place"):
        id_ = stem = f"{stem}-{slug(str(data['place']))}"
    while id_ in taken:
        id_, number = f"{stem}-{number}", number + 1
    return id_


def _settle(store: GraphStore, item: str, target: str | None, *, keeps_name: bool) -> tuple[dict[str, Any], Outcome]:
    """Give the waiting records their stakeholder; without one they stay waiting for good."""
    if target is None:
        return {}, Outcome()
    placeholder = WAIT + item
    rows = store.read_nodes("Record", where={"kind": [f"{WAITING}node", f"{WAITING}relationship"]})
    return rename(store, [row for row in rows if placeholder in row["subject"]], placeholder, target, keeps_name)


def rename(
    store: GraphStore,
    rows: Sequence[Mapping[str, Any]],
    old: str,
    new: str,
    keeps_name: bool = False,  # noqa: FBT001, FBT002
) -> tuple[dict[str, Any], Outcome]:
    """Let records speak of another node.

    Parameters
    ----------
    store
        Any store.
    rows
        Records that speak of ``old``.
    old, new
        Ids.
    keeps_name
        Whether the name becomes that of the node; else it becomes one of its other names.

    Returns
    -------
    tuple
        What the records said before by their id, and what became of the nodes and relationships.
    """
    before: dict[str, Any] = {}
    changed: list[dict[str, Any]] = []
    touched: set[Subject] = set()
    for row in rows:
        before[row["id"]] = {name: row[name] for name in ("kind", "label", "subject", "data")}
        after = _renamed(row, old, new, keeps_name=keeps_name)
        changed.append({"id": row["id"], **after})
        for state in (before[row["id"]], after):
            if is_live(state["kind"]):
                touched.add((state["kind"], state["label"], state["subject"]))
    store.upsert_nodes("Record", changed)
    return before, remerge(store, touched)


def _renamed(row: Mapping[str, Any], old: str, new: str, *, keeps_name: bool) -> dict[str, Any]:
    resting = RESTING if row["kind"].startswith(RESTING) else ""
    kind, label = row["kind"].removeprefix(RESTING).removeprefix(WAITING), row["label"]
    data = json.loads(row["data"])
    if kind == "node":
        subject = new
        if new.startswith(("mun-", "for-", "land-")):
            label, data = "Municipality", {}
        elif not keeps_name and "name" in data:
            data["aliases"] = list(dict.fromkeys([*data.get("aliases", ()), data.pop("name")]))
    else:
        ends = [new if end == old else end for end in json.loads(row["subject"])[:2]]
        subject = json.dumps([*ends, json.loads(row["subject"])[2]], ensure_ascii=False)
        if any(end.startswith(WAIT) for end in ends):
            kind = WAITING + kind
    data_text = json.dumps(data, ensure_ascii=False)
    return {"kind": resting + kind, "label": label, "subject": subject, "data": data_text}


def undo_decision(store: GraphStore, item: str) -> Outcome:
    """Take an answer back; the rows wait again.

    Parameters
    ----------
    store
        Any store.
    item
        Id of the review item.

    Returns
    -------
    Outcome
        What became of the nodes and relationships.

    Raises
    ------
    NotFoundError
        The queue has no such item.
    """
    with store.transaction():
        row = item_of(store, item)
        data = json.loads(row["data"])
        before = data.pop("changed", {})
        added = store.read_nodes("Record", where={"id": data.pop("added", [])})
        store.delete_nodes("Record", [found["id"] for found in added])
        present = {found["id"]: found for found in store.read_nodes("Record", where={"id": sorted(before)})}
        touched: set[Subject] = {
            (found["kind"], found["label"], found["subject"]) for found in added if is_live(found["kind"])
        }
        touched |= {
            (found["kind"], found["label"], found["subject"]) for found in present.values() if is_live(found["kind"])
        }
        restored = [{"id": id_, **state} for id_, state in before.items() if id_ in present]
        for state in restored:
            if present[state["id"]]["kind"].startswith(RESTING):
                state["kind"] = RESTING + state["kind"]
        store.upsert_nodes("Record", restored)
        touched |= {
            (state["kind"], state["label"], state["subject"]) for state in before.values() if is_live(state["kind"])
        }
        cleared = {"verdict": None, "object": None, "who": None, "reason": None}
        data_text = json.dumps(data, ensure_ascii=False)
        store.upsert_nodes("Decision", [{"id": item, "status": "open", "at": now(), "data": data_text, **cleared}])
        return remerge(store, touched)


def merge_actors(store: GraphStore, keep: str, drop: str, *, who: str = "", reason: str = "") -> str:
    """Say that two organisations of the graph are one; can be taken back with `undo_decision`.

    Parameters
    ----------
    store
        Any store.
    keep, drop
        Ids of the organisation that stays and of the one that becomes another name of it.
    who, reason
        For the record.

    Returns
    -------
    str
        Id of the decision.

    Raises
    ------
    ParameterError
        One of them does not exist, or they are the same.
    """
    if keep == drop or not _exists(store, keep) or not _exists(store, drop):
        msg = f"Both ids must be different existing organisations. Got {keep!r} and {drop!r}."
        raise ParameterError(msg)
    with store.transaction():
        name = next(iter(store.read_nodes("Actor", where={"id": [drop]})), {}).get("name", drop)
        quoted = json.dumps(drop, ensure_ascii=False)
        rows = [
            row
            for row in store.read_nodes("Record")
            if row["subject"] == drop or (row["kind"].endswith("relationship") and quoted in row["subject"])
        ]
        changed, _ = rename(store, rows, drop, keep)
        key = name_key(str(name), None)
        data = {"id": f"m-{drop}", "name": name, "place": None, "key": key, "candidates": [], "rows": []}
        data["changed"] = changed
        decision = {
            "id": f"m-{drop}", "kind": "name", "name": name, "subject": key, "object": keep, "verdict": "same",
            "status": "decided", "who": who or None, "reason": reason or None, "at": now(),
            "data": json.dumps(data, ensure_ascii=False),
        }  # fmt: skip
        store.upsert_nodes("Decision", [decision])
    return f"m-{drop}"
