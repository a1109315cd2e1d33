"""The queue of open questions: what a list said that somebody has to decide."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from graphmodel.errors import NotFoundError
from loaders.messages import message_of
from loaders.resolve.naming import Memory
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.stores.base import GraphStore

__all__ = [
    "OPEN",
    "drop_questions",
    "item_of",
    "open_items",
    "pattern_of",
    "questions_of",
    "remembered",
    "review_items",
]

OPEN = ("open", "later")
_KINDS = ("name", "mention", "value")


def open_items(store: GraphStore, items: Iterable[Mapping[str, Any]], *, load: str) -> None:
    """Put questions into the queue.

    Parameters
    ----------
    store
        Any store.
    items
        Each with ``id``, ``kind``, ``name``, ``place``, ``key``, ``candidates``, ``rows``.
    load
        Id of the load that asks.
    """
    known = {row["id"]: row for row in store.read_nodes("Decision")}
    rows = []
    for item in items:
        before = known.get(item["id"])
        data = {**item, "load": load}
        data |= {name: [{**row, "load": load} for row in item[name]] for name in ("rows", "held") if name in item}
        if before is not None and before.get("status") in OPEN:
            asked = json.loads(before["data"])
            for name in ("rows", "held"):
                if name in data:
                    data[name] = [*asked.get(name, ()), *data[name]]
        rows.append(
            {
                "id": item["id"],
                "kind": item["kind"],
                "name": item["name"],
                "subject": item["key"],
                "status": "open",
                "at": now(),
                "data": json.dumps(data, ensure_ascii=False),
            }
        )
    if rows:
        store.upsert_nodes("Decision", rows)


def drop_questions(store: GraphStore, load: str) -> None:
    """Forget what a load has asked; what other loads ask too stays.

    Parameters
    ----------
    store
        Any store.
    load
        Id of the load that is taken back.
    """
    gone: list[str] = []
    changed: list[dict[str, Any]] = []
    for row in store.read_nodes("Decision"):
        data = json.loads(row.get("data") or "{}")
        if row.get("kind") not in _KINDS or not any(_asks(found, data, load) for found in data.get("rows", ())):
            continue
        for name in ("rows", "held"):
            if name in data:
                data[name] = [found for found in data[name] if not _asks(found, data, load)]
        if row.get("status") in OPEN and not data["rows"]:
            gone.append(row["id"])
        else:
            changed.append({"id": row["id"], "data": json.dumps(data, ensure_ascii=False)})
    store.delete_nodes("Decision", gone)
    if changed:
        store.upsert_nodes("Decision", changed)


def questions_of(store: GraphStore, load: str) -> list[dict[str, Any]]:
    """List what a load has asked, answered or not, with the rows of this load alone.

    Parameters
    ----------
    store
        Any store.
    load
        Id of the load.

    Returns
    -------
    list of dict
        As `open_items` takes them.
    """
    found = []
    for row in store.read_nodes("Decision"):
        data = json.loads(row.get("data") or "{}")
        if row.get("kind") not in _KINDS or not any(_asks(entry, data, load) for entry in data.get("rows", ())):
            continue
        for name in ("rows", "held"):
            if name in data:
                data[name] = [entry for entry in data[name] if _asks(entry, data, load)]
        kept = {name: value for name, value in data.items() if name not in {"changed", "added"}}
        found.append({**kept, "id": row["id"], "kind": row["kind"]})
    return found


def _asks(found: Mapping[str, Any], data: Mapping[str, Any], load: str) -> bool:
    return bool(found.get("load", data.get("load")) == load)


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
        The most frequent first: ``id``, ``kind`` (``name``: who is that; ``value``: what does that mean; ``mention``:
        found in a text), ``name``, ``place``, ``candidates`` (each with ``id``, ``name``, ``place``, ``score``,
        ``reasons`` with ``code``, ``params`` and the sentences ``de`` and ``en``), ``rows`` (each with ``file``,
        ``sheet``, ``row``, ``load``), ``load``, ``pattern`` (equal for questions of the same kind), ``status``,
        ``verdict``, ``object``, ``who``, ``at``.
    """
    wanted = (status,) if status else OPEN
    found = []
    known: set[str] | None = None
    towns: dict[str, str] | None = None
    for row in store.read_nodes("Decision"):
        if row.get("status") in wanted and row.get("kind") in _KINDS:
            item = json.loads(row["data"])
            item.pop("held", None)
            item |= {name: row.get(name) for name in ("status", "verdict", "object", "who", "at")}
            if item["kind"] == "name" and row.get("status") in OPEN:
                known = _stakeholders(store) if known is None else known
                item["candidates"] = [entry for entry in item["candidates"] if entry["id"] in known]
            for candidate in item["candidates"]:
                towns = _towns(store) if towns is None else towns
                candidate["reasons"] = [_worded(reason, towns) for reason in candidate["reasons"]]
            found.append({**item, "pattern": pattern_of(item)})
    return sorted(found, key=lambda item: (-len(item["rows"]), item["id"]))


def _stakeholders(store: GraphStore) -> set[str]:
    """Ids of all who can still be meant; a list that was taken back may have brought a candidate."""
    return {row["id"] for label in ("Actor", "Municipality") for row in store.read_nodes(label)}


def _towns(store: GraphStore) -> dict[str, str]:
    """Names of municipalities by what is left of their ids as a key, for those that the register does not know."""
    return {row["id"].removeprefix("mun-"): row["name"] for row in store.read_nodes("Municipality") if row.get("name")}


def _worded(reason: Mapping[str, Any], towns: Mapping[str, str]) -> dict[str, Any]:
    params = dict(reason["params"])
    if "places" in params:
        params["places"] = [towns.get(key, key) for key in params["places"]]
    sentences = {lang: message_of(reason["code"], params, lang=lang) for lang in ("de", "en")}
    return {**reason, **sentences}


def pattern_of(item: Mapping[str, Any]) -> str:
    """Say what kind of doubt a question is, so that equal ones can be answered at once.

    Parameters
    ----------
    item
        Question of the queue.

    Returns
    -------
    str
        For names the codes of what speaks for and against the first candidate, with the words that differ; for values
        the value itself.
    """
    if item["kind"] != "name":
        return f"{item['kind']}:{item['key'] if item['kind'] == 'value' else item.get('label')}"
    if not item["candidates"]:
        return "name"
    codes = sorted({_code(reason) for reason in item["candidates"][0]["reasons"]})
    several = "several" if len(item["candidates"]) > 1 else "one"
    return f"name:{several}:{'+'.join(codes)}"


def _code(reason: Mapping[str, Any]) -> str:
    """Name what a reason says; where words differ also which: what holds for those need not hold for others."""
    code, params = str(reason["code"]).removeprefix("names."), reason["params"]
    sides = sorted("+".join(sorted(map(fold, params.get(side, ())))) for side in ("left", "right"))
    return f"{code}-{'|'.join(sides)}" if any(sides) else code


def item_of(store: GraphStore, id_: str) -> dict[str, Any]:
    """Find one question, open or decided.

    Parameters
    ----------
    store
        Any store.
    id_
        Id of the review item.

    Returns
    -------
    dict
        Node of the store.

    Raises
    ------
    NotFoundError
        The queue has no such item.
    """
    found = store.read_nodes("Decision", where={"id": [id_]})
    if not found:
        open_ids = tuple(item["id"] for item in review_items(store)[:10])
        msg = f"The review queue has no item {id_!r}. Open are: {', '.join(open_ids) or 'none'}."
        raise NotFoundError(msg, candidates=open_ids)
    return found[0]


def remembered(store: GraphStore) -> Memory:
    """Read what people have decided about names and values.

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
        if row.get("kind") not in {"name", "value"} or row.get("status") != "decided":
            continue
        if row["kind"] == "value":
            memory.values[row["subject"]] = (row["verdict"], row.get("object"))
        elif row.get("verdict") in {"accept", "same"}:
            memory.same[row["subject"]] = row["object"]
        elif row.get("verdict") in {"reject", "new"}:
            memory.new[row["subject"]] = row["object"]
            for candidate in json.loads(row["data"]).get("candidates", ()):
                memory.different.add((row["subject"], candidate["id"]))
    return memory


def now() -> str:
    """Tell the time for the record.

    Returns
    -------
    str
        ISO 8601 with the offset, to the second.
    """
    return dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
