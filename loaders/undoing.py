"""Taking a load back, and setting one aside while a corrected list stands in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphmodel.errors import NotFoundError, ParameterError
from loaders.facts import is_live
from loaders.journal import RESTING, write_load
from loaders.merging import remerge
from loaders.questions import OPEN, drop_questions, now, open_items, questions_of
from loaders.review import decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.stores.base import GraphStore
    from loaders.merging import Outcome, Subject

__all__ = ["set_aside", "undo"]

_QUESTION = f"{RESTING}question"


def undo(store: GraphStore, journal_id: str) -> Outcome:
    """Take one load back whole; what other loads still support stays.

    Parameters
    ----------
    store
        Any store.
    journal_id
        Id of the load, as `history` lists it. A load that it had replaced comes back.

    Returns
    -------
    Outcome
        What became of the subjects it had touched.

    Raises
    ------
    NotFoundError
        The journal has no such load.
    ParameterError
        The load was taken back already, or another one stands in its place.
    """
    with store.transaction():
        load = _active(store, journal_id)
        touched = _forget_records(store, journal_id)
        drop_questions(store, journal_id)
        earlier = load.get("replaces")
        questions: list[dict[str, Any]] = []
        if earlier and _status(store, earlier) == "replaced":
            woken, questions = _wake(store, earlier)
            touched |= woken
        outcome = remerge(store, touched)
        write_load(store, journal_id, status="undone", finished=now())
        _ask_again(store, questions, earlier)
    return outcome


def set_aside(store: GraphStore, journal_id: str) -> None:
    """Take a load out of the graph and keep what it said, for the case that its replacement is taken back.

    Parameters
    ----------
    store
        Any store; call it inside ``store.transaction()`` together with the load that replaces it.
    journal_id
        Id of the load.

    Raises
    ------
    NotFoundError
        The journal has no such load.
    ParameterError
        The load was taken back already, or another one stands in its place.
    """
    _active(store, journal_id)
    records = store.read_nodes("Record", where={"load": [journal_id]})
    touched = _subjects(records)
    resting = [{"id": row["id"], "kind": RESTING + row["kind"]} for row in records]
    resting += [
        {
            "id": f"{journal_id}-q-{item['id']}",
            "load": journal_id,
            "kind": _QUESTION,
            "label": "Decision",
            "subject": item["id"],
            "data": json.dumps(item, ensure_ascii=False),
        }
        for item in questions_of(store, journal_id)
    ]
    store.upsert_nodes("Record", resting)
    drop_questions(store, journal_id)
    remerge(store, touched)
    write_load(store, journal_id, status="replaced")


def _forget_records(store: GraphStore, load: str) -> set[Subject]:
    """Delete what a load has said; give what it was about."""
    records = store.read_nodes("Record", where={"load": [load]})
    store.delete_nodes("Record", [row["id"] for row in records])
    return _subjects(records)


def _subjects(records: Iterable[Mapping[str, Any]]) -> set[Subject]:
    return {(row["kind"], row["label"], row["subject"]) for row in records if is_live(row["kind"])}


def _active(store: GraphStore, id_: str) -> dict[str, Any]:
    loads = store.read_nodes("Load")
    found = next((row for row in loads if row["id"] == id_), None)
    if found is None:
        candidates = tuple(row["id"] for row in loads)
        msg = f"The journal has no load {id_!r}. It has: {', '.join(candidates) or 'none'}."
        raise NotFoundError(msg, candidates=candidates)
    if found.get("status") == "undone":
        msg = f"The load {id_!r} was taken back already. Load the file again to bring it back."
        raise ParameterError(msg)
    if found.get("status") == "replaced":
        by = next(
            (row["id"] for row in loads if row.get("replaces") == id_ and row.get("status") != "undone"), "another"
        )
        msg = f"The load {id_!r} was replaced by {by}. Take {by} back first; then {id_} stands again."
        raise ParameterError(msg)
    return found


def _status(store: GraphStore, id_: str) -> str | None:
    found = store.read_nodes("Load", where={"id": [id_]})
    return found[0].get("status") if found else None


def _wake(store: GraphStore, id_: str) -> tuple[set[Subject], list[dict[str, Any]]]:
    """Put a load back that was set aside; give what it touches and what it asked."""
    rows = store.read_nodes("Record", where={"load": [id_]})
    asked = [row for row in rows if row["kind"] == _QUESTION]
    rows = [{**row, "kind": row["kind"].removeprefix(RESTING)} for row in rows if row["kind"] != _QUESTION]
    store.delete_nodes("Record", [row["id"] for row in asked])
    store.upsert_nodes("Record", [{"id": row["id"], "kind": row["kind"]} for row in rows])
    write_load(store, id_, status="active")
    return _subjects(rows), [json.loads(row["data"]) for row in asked]


def _ask_again(store: GraphStore, questions: Iterable[dict[str, Any]], load: str | None) -> None:
    """Put the questions of a load back; what was answered in the meantime is answered for it too."""
    for item in questions:
        known = store.read_nodes("Decision", where={"id": [item["id"]]})
        if not known or known[0].get("status") in OPEN:
            open_items(store, [item], load=str(load))
            continue
        data, row = json.loads(known[0]["data"]), known[0]
        for name in ("rows", "held"):
            if name in item:
                data[name] = [*data.get(name, ()), *({**found, "load": load} for found in item[name])]
        store.upsert_nodes("Decision", [{"id": item["id"], "data": json.dumps(data, ensure_ascii=False)}])
        word, chosen = str(row["verdict"]), row.get("object")
        answer = f"same:{chosen}" if word in {"accept", "same"} and chosen else word
        decide(store, item["id"], answer, who=str(row.get("who") or ""), reason=str(row.get("reason") or ""))
