"""Saved views: an address of the explorer with a title and a text; in a row they tell a story."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel import InputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel import GraphStore

__all__ = ["Saved", "drop", "from_file", "move", "save", "saved_views", "stories", "to_file"]

KIND = "view"
MARK = "stakegraph-story"
LONGEST = 2000
MOST = 100


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved view.

    Attributes
    ----------
    id
        Of the view.
    story
        Name of the story it belongs to.
    order
        Its place in the story.
    title, text
        In the words of the person.
    path
        Address without the host.
    """

    id: str
    story: str
    order: int
    title: str
    text: str
    path: str


def saved_views(store: GraphStore) -> list[Saved]:
    """List the saved views, story by story in their order.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    list of Saved
    """
    rows = [row for row in store.read_nodes("Decision", where={"kind": [KIND]}) if row.get("status") == "decided"]
    return sorted(map(_read, rows), key=lambda view: (view.story, view.order, view.id))


def stories(store: GraphStore) -> dict[str, list[Saved]]:
    """Give the saved views by story.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    dict of list of Saved
    """
    found: dict[str, list[Saved]] = {}
    for view in saved_views(store):
        found.setdefault(view.story, []).append(view)
    return found


def save(store: GraphStore, *, story: str, title: str, text: str, path: str) -> str:
    """Keep a view at the end of a story.

    Parameters
    ----------
    store
        Any store.
    story, title, text
        In the words of the person.
    path
        Address without the host.

    Returns
    -------
    str
        Id of the view.

    Raises
    ------
    InputError
        The title is empty, or the address leads elsewhere.
    """
    if not title.strip():
        msg = "Bitte einen Titel eingeben. Nichts wurde gespeichert."
        raise InputError(msg)
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        msg = "Diese Adresse gehört nicht zu stakegraph. Nichts wurde gespeichert."
        raise InputError(msg)
    order = 1 + max((view.order for view in saved_views(store) if view.story == story), default=0)
    id_ = f"view-{hashlib.sha256(f'{story}|{order}|{title}|{path}'.encode()).hexdigest()[:12]}"
    _write(store, Saved(id_, story, order, title.strip()[:LONGEST], text.strip()[:LONGEST], path[:LONGEST]))
    return id_


def move(store: GraphStore, id_: str, *, by: int) -> None:
    """Move a view in its story.

    Parameters
    ----------
    store
        Any store.
    id_
        Of the view.
    by
        -1 for earlier, 1 for later.
    """
    views = saved_views(store)
    mine = _find(views, id_)
    row = [view for view in views if view.story == mine.story]
    k = row.index(mine)
    to = min(max(k + by, 0), len(row) - 1)
    row.insert(to, row.pop(k))
    for place, view in enumerate(row, start=1):
        _write(store, Saved(view.id, view.story, place, view.title, view.text, view.path))


def drop(store: GraphStore, id_: str) -> None:
    """Throw a view away.

    Parameters
    ----------
    store
        Any store.
    id_
        Of the view.
    """
    store.delete_nodes("Decision", [_find(saved_views(store), id_).id])


def to_file(views: Sequence[Saved]) -> str:
    """Write a story as a file that another explorer can read.

    Parameters
    ----------
    views
        Of one story.

    Returns
    -------
    str
        JSON.
    """
    rows = [{"title": view.title, "text": view.text, "path": view.path} for view in views]
    story = views[0].story if views else ""
    return json.dumps({"kind": MARK, "story": story, "views": rows}, ensure_ascii=False, indent=2)


def from_file(store: GraphStore, data: bytes) -> int:
    """Take the views of a file over.

    Parameters
    ----------
    store
        Any store.
    data
        Written by `to_file`.

    Returns
    -------
    int
        How many.

    Raises
    ------
    InputError
        The file is something else.
    """
    try:
        found = json.loads(data)
        story, rows = str(found["story"])[:LONGEST], [dict(row) for row in found["views"]][:MOST]
        {MARK: True}[found["kind"]]
        texts = [{name: str(row[name]) for name in ("title", "text", "path")} for row in rows]
    except (ValueError, KeyError, TypeError) as exc:
        msg = "Diese Datei enthält keine Ansichten von stakegraph. Nichts wurde übernommen."
        raise InputError(msg) from exc
    with store.transaction():
        for row in texts:
            save(store, story=story, **row)
    return len(texts)


def _find(views: Sequence[Saved], id_: str) -> Saved:
    for view in views:
        if view.id == id_:
            return view
    msg = "Diese Ansicht gibt es nicht mehr."
    raise NotFoundError(msg)


def _read(row: dict[str, Any]) -> Saved:
    data = json.loads(row.get("data") or "{}")
    texts = [str(row.get(name) or "") for name in ("subject", "reason", "object")]
    title, text, path = texts
    return Saved(row["id"], str(data.get("story", "")), int(data.get("order", 0)), title, text, path)


def _write(store: GraphStore, view: Saved) -> None:
    row = {
        "id": view.id,
        "kind": KIND,
        "subject": view.title,
        "object": view.path,
        "reason": view.text or None,
        "status": "decided",
        "at": dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="microseconds"),
        "data": json.dumps({"story": view.story, "order": view.order}, ensure_ascii=False),
    }
    store.upsert_nodes("Decision", [row])
