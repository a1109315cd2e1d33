"""The review queue: doubtful names wait, people answer, and the answer holds for the next list."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from graphmodel.errors import NotFoundError, ParameterError
from loaders.facts import node_fact, slug
from loaders.journal import WAITING, record_facts
from loaders.merging import Outcome, Subject, remerge
from loaders.resolve.naming import WAIT, Memory, name_key
from loaders.resolve.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel.stores.base import GraphStore

__all__ = ["decide", "merge_actors", "open_items", "remembered", "review_items", "undo_decision"]

ANSWERS = ("accept", "same", "reject", "new", "later", "skip")
OPEN = ("open", "later")


def open_items(store: GraphStore, items: Iterable[Mapping[str, Any]], *, load: str) -> None:
    """Put doubtful names into the queue.

    Parameters
    ----------
    store
        Any store.
    items
        From the directory of a load: ``id``, ``name``, ``place``, ``key``, ``candidates``, ``rows``.
    load
        Id of the load that asks.
    """
    known = {row["id"]: row for row in store.read_nodes("Decision")}
    rows = []
    for item in items:
        before = known.get(item["id"])
        data = dict(item)
        if before is not None and before.get("status") in OPEN:
            data["rows"] = [*json.loads(before["data"])["rows"], *item["rows"]]
        data["load"] = load
        rows.append(
            {
                "id": item["id"],
                "kind": item["kind"],
                "name": item["name"],
                "subject": item["key"],
                "status": "open",
                "at": _now(),
                "data": json.dumps(data, ensure_ascii=False),
            }
        )
    if rows:
        store.upsert_nodes("Decision", rows)


def review_items(store: GraphStore, *, status: str | None = None) -> list[dict[str, Any]]:
    """List what waits for an answer.

    Parameters
    ----------
    store
        Any store.
    status
        ``open``, ``later``, ``decided``; None for open and later ones.

    Returns
    -------
    list of dict
        The most frequent first: ``id``, ``kind``, ``name``, ``place``, ``candidates`` (each with ``id``, ``name``,
        ``place``, ``score``, ``reasons``), ``rows`` (each with ``file``, ``sheet``, ``row``), ``load``, ``status``,
        ``verdict``, ``object``.
    """
    wanted = (status,) if status else OPEN
    found = []
    for row in store.read_nodes("Decision"):
        if row.get("status") in wanted and row.get("kind") in {"name", "mention"}:
            data = json.loads(row["data"])
            found.append({**data, **{name: row.get(name) for name in ("status", "verdict", "object", "who", "at")}})
    return sorted(found, key=lambda item: (-len(item["rows"]), item["id"]))


def decide(store: GraphStore, item: str | Sequence[str], decision: str, *, who: str = "", reason: str = "") -> Outcome:
    """Answer doubtful names; what waited for the answer enters the graph.

    Parameters
    ----------
    store
        Any store.
    item
        Id of a review item, or several for the same answer.
    decision
        ``accept`` or ``same`` (the first candidate), ``same:ID`` (that stakeholder), ``reject`` or ``new`` (a
        stakeholder of its own), ``skip`` (leave the rows out for good), ``later``.
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
    row = _item(store, id_)
    data = json.loads(row["data"])
    word, _, chosen = decision.partition(":")
    if word not in ANSWERS:
        msg = f"The 'decision' must be one of {', '.join(ANSWERS)} or same:ID. Got {decision!r} instead."
        raise ParameterError(msg)
    change = {"id": id_, "at": _now(), "who": who or None, "reason": reason or None, "verdict": word}
    if word == "later":
        store.upsert_nodes("Decision", [{**change, "status": "later"}])
        return Outcome()
    if row.get("status") == "decided":
        undo_decision(store, id_)
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
    """Put an accepted mention on record: as evidence for a known stakeholder, or as a new organisation."""
    outcome, changed = Outcome(), {}
    if target is not None:
        file, load = data["rows"][0]["file"], data["load"]
        known = _exists(store, target)
        stated = {} if known else {"name": data["name"], "source": f"{file}: {data['passages'][0]}"}
        fact = node_fact(data["label"], target, stated, confidence=None if known else "low", file=file)
        before = {row["id"] for row in store.read_nodes("Record", where={"load": [load]})}
        outcome = record_facts(store, [fact], load=load)
        after = {row["id"] for row in store.read_nodes("Record", where={"load": [load]})}
        changed = {"added": sorted(after - before)}
    kept = json.dumps({**data, **changed}, ensure_ascii=False)
    store.upsert_nodes("Decision", [{**change, "status": "decided", "object": target, "data": kept}])
    return outcome


def _item(store: GraphStore, id_: str) -> dict[str, Any]:
    found = store.read_nodes("Decision", where={"id": [id_]})
    if not found:
        open_ids = tuple(item["id"] for item in review_items(store)[:10])
        msg = f"The review queue has no item {id_!r}. Open are: {', '.join(open_ids) or 'none'}."
        raise NotFoundError(msg, candidates=open_ids)
    return found[0]


def _exists(store: GraphStore, id_: str) -> bool:
    return any(store.read_nodes(label, where={"id": [id_]}) for label in ("Actor", "Municipality"))


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
            if not state["kind"].startswith(WAITING):
                touched.add((state["kind"], state["label"], state["subject"]))
    store.upsert_nodes("Record", changed)
    return before, remerge(store, touched)


def _renamed(row: Mapping[str, Any], old: str, new: str, *, keeps_name: bool) -> dict[str, Any]:
    kind, label, data = row["kind"].removeprefix(WAITING), row["label"], json.loads(row["data"])
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
    return {"kind": kind, "label": label, "subject": subject, "data": json.dumps(data, ensure_ascii=False)}


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
        row = _item(store, item)
        data = json.loads(row["data"])
        before = data.pop("changed", {})
        added = store.read_nodes("Record", where={"id": data.pop("added", [])})
        store.delete_nodes("Record", [found["id"] for found in added])
        present = {found["id"]: found for found in store.read_nodes("Record", where={"id": sorted(before)})}
        touched: set[Subject] = {(found["kind"], found["label"], found["subject"]) for found in added}
        touched |= {
            (found["kind"], found["label"], found["subject"])
            for found in present.values()
            if not found["kind"].startswith(WAITING)
        }
        restored = [{"id": id_, **state} for id_, state in before.items() if id_ in present]
        store.upsert_nodes("Record", restored)
        touched |= {
            (state["kind"], state["label"], state["subject"])
            for state in before.values()
            if not state["kind"].startswith(WAITING)
        }
        cleared = {"verdict": None, "object": None, "who": None, "reason": None}
        data_text = json.dumps(data, ensure_ascii=False)
        store.upsert_nodes("Decision", [{"id": item, "status": "open", "at": _now(), "data": data_text, **cleared}])
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
            "status": "decided", "who": who or None, "reason": reason or None, "at": _now(),
            "data": json.dumps(data, ensure_ascii=False),
        }  # fmt: skip
        store.upsert_nodes("Decision", [decision])
    return f"m-{drop}"


def remembered(store: GraphStore) -> Memory:
    """Read what people have decided about names.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    Memory
    """
    memory = Memory()
    for row in store.read_nodes("Decision"):
        if row.get("kind") != "name" or row.get("status") != "decided":
            continue
        if row.get("verdict") in {"accept", "same"}:
            memory.same[row["subject"]] = row["object"]
        elif row.get("verdict") in {"reject", "new"}:
            memory.new[row["subject"]] = row["object"]
            for candidate in json.loads(row["data"]).get("candidates", ()):
                memory.different.add((row["subject"], candidate["id"]))
    return memory


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
