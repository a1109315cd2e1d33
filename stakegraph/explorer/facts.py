"""What is known about one organisation, municipality, meeting or tie, with what it rests on."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import loaders
from graphmodel import NotFoundError
from graphmodel.lookup import folded
from graphmodel.schema import TYPES
from stakegraph.explorer.kinds import kind_title

if TYPE_CHECKING:
    from stakegraph.explorer.view import View

__all__ = ["contacts", "held_in", "meetings_of", "node", "related", "statements", "tie_facts"]

_SHEET, _ROW = re.compile(r", Blatt „(.+?)“"), re.compile(r", Zeile (\d+)")
_HIDDEN = frozenset({"id", "source", "target", "key"})


def node(view: View, label: str, id_: str) -> dict[str, Any]:
    """Give the properties of a node.

    Parameters
    ----------
    view
        The request.
    label
        Of the node.
    id_
        Its id.

    Returns
    -------
    dict
        What is not on record is None.

    Raises
    ------
    NotFoundError
        There is no such node.
    """
    frame = view.desk.snapshot.nodes(label)
    rows: list[Any] = frame[frame["id"] == id_].to_dict("records")
    if not rows:
        msg = view.t(f"„{id_}“ ist nicht verzeichnet.", f"{id_!r} is not on record.")
        raise NotFoundError(msg)
    row: dict[str, Any] = rows[0]
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}


def contacts(view: View, id_: str) -> list[dict[str, Any]]:
    """List who a stakeholder has to do with, the strongest tie first.

    Parameters
    ----------
    view
        The request.
    id_
        Of the stakeholder.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``group``, ``layers``, ``n`` (pieces of evidence), ``last`` (newest date or None).
    """
    network = view.desk.network()
    ties, groups = network.ties, network.nodes["group"]
    mine = ties[(ties["source"] == id_) | (ties["target"] == id_)].sort_values(
        "strength", ascending=False, kind="stable"
    )
    found = []
    for tie in mine.to_dict("records"):
        other = tie["target"] if tie["source"] == id_ else tie["source"]
        last = tie.get("last")
        found.append(
            {
                "id": other,
                "name": view.name(other),
                "group": str(groups[other]),
                "layers": list(tie["layers"]),
                "n": len(tie["evidence"]),
                "last": last if isinstance(last, str) else None,
            }
        )
    return found


def related(view: View, type_: str, *, source: str | None = None, target: str | None = None) -> list[dict[str, Any]]:
    """List relationships of a kind that begin or end somewhere.

    Parameters
    ----------
    view
        The request.
    type_
        A relationship type.
    source, target
        One of the two ends.

    Returns
    -------
    list of dict
        The relationship with ``other`` and ``name`` of the other end, by name.
    """
    frame = view.desk.snapshot.relationships(type_)
    here, there = ("source", "target") if source else ("target", "source")
    rows: list[Any] = frame[frame[here] == (source or target)].to_dict("records")
    found: list[dict[str, Any]] = [{**row, "other": row[there], "name": view.name(row[there])} for row in rows]
    return sorted(found, key=lambda row: (folded(row["name"]), row["key"]))


def meetings_of(view: View, id_: str) -> list[dict[str, Any]]:
    """List where a stakeholder was or was invited, the newest first.

    Parameters
    ----------
    view
        The request.
    id_
        Of the stakeholder.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``date``, ``role``.
    """
    dates = view.desk.snapshot.nodes("Meeting").set_index("id")["date_start"].to_dict()
    rows = [
        *related(view, "ATTENDED", source=id_),
        *({**row, "role": "invited"} for row in related(view, "INVITED", source=id_)),
    ]
    found = [
        {"id": row["other"], "name": row["name"], "date": dates.get(row["other"]), "role": row["role"]} for row in rows
    ]
    return sorted(found, key=lambda row: (row["date"] or "", row["id"]), reverse=True)


def held_in(view: View, id_: str) -> list[dict[str, Any]]:
    """List which meetings were held in a municipality, the newest first.

    Parameters
    ----------
    view
        The request.
    id_
        Of the municipality.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``date``.
    """
    dates = view.desk.snapshot.nodes("Meeting").set_index("id")["date_start"].to_dict()
    rows = related(view, "HELD_IN", target=id_)
    found = [{"id": row["other"], "name": row["name"], "date": dates.get(row["other"])} for row in rows]
    return sorted(found, key=lambda row: (row["date"] or "", row["id"]), reverse=True)


def statements(view: View, subject: str | tuple[str, str, str]) -> list[dict[str, Any]]:
    """List what the lists say about something, in the words of a person.

    Parameters
    ----------
    view
        The request.
    subject
        Id of a node, or source, target and key of a relationship.

    Returns
    -------
    list of dict
        ``file``, ``sheet``, ``row``, ``confidence``, ``as_of``, ``load``, ``said`` (name and value), ``source``.
    """
    found = []
    for row in loaders.evidence(view.desk.store, subject):
        data = row["data"]
        said = [(name, _value(value)) for name, value in data.items() if name not in {"source", "source_ref"}]
        found.append(
            {
                "file": row.get("file") or "",
                "sheet": row.get("sheet"),
                "row": row.get("row"),
                "confidence": row.get("confidence"),
                "as_of": row.get("as_of"),
                "load": row["load"],
                "said": said,
                "source": data.get("source") or _source(view, data.get("source_ref")),
            }
        )
    return found


def tie_facts(view: View, a: str, b: str) -> list[dict[str, Any]]:
    """List every fact behind a tie: relationships between the two, and meetings of both.

    Parameters
    ----------
    view
        The request.
    a, b
        Ids of the two ends.

    Returns
    -------
    list of dict
        ``kind`` (in words), ``text``, ``since``, ``until``, ``source``, ``statements``.
    """
    found: list[dict[str, Any]] = []
    for type_ in TYPES:
        frame = view.desk.snapshot.relationships(type_)
        between = ((frame["source"] == a) & (frame["target"] == b)) | ((frame["source"] == b) & (frame["target"] == a))
        found += [_fact(view, type_, row) for row in frame[between].to_dict("records")]
    return [*found, *_shared(view, a, b, "ATTENDED", "Meeting"), *_deployments(view, a, b)]


def _source(view: View, text: str | None) -> str:
    """Say file, sheet and row, which are kept in German, in the language of the page."""
    if view.lang == "de" or not isinstance(text, str):
        return text if isinstance(text, str) else ""
    return _ROW.sub(r", row \1", _SHEET.sub(r", sheet “\1”", text))


def _fact(view: View, type_: str, row: Any) -> dict[str, Any]:
    kind = kind_title(row.get("kind") or type_, lang=view.lang)
    text = row.get("description") or row.get("programme") or row.get("note") or ""
    return {
        "kind": kind,
        "text": text,
        "from": row["source"],
        "to": row["target"],
        "since": row["since"],
        "until": row["until"],
        "source": _source(view, row["source_ref"]),
        "statements": statements(view, (row["source"], row["target"], row["key"])),
    }


def _shared(view: View, a: str, b: str, type_: str, label: str) -> list[dict[str, Any]]:
    frame = view.desk.snapshot.relationships(type_)
    both = set(frame.loc[frame["source"] == a, "target"]) & set(frame.loc[frame["source"] == b, "target"])
    dates = view.desk.snapshot.nodes(label).set_index("id")["date_start"].to_dict()
    found = []
    for id_ in sorted(both, key=lambda id_: (dates.get(id_) or "", id_), reverse=True):
        rows = frame[(frame["target"] == id_) & frame["source"].isin([a, b])].to_dict("records")
        found.append(
            {
                "kind": view.t("Beide waren dabei", "Both were there"),
                "text": view.name(id_),
                "from": id_,
                "to": None,
                "since": dates.get(id_),
                "until": None,
                "source": _source(view, rows[0]["source_ref"]),
                "statements": [s for row in rows for s in statements(view, (row["source"], row["target"], row["key"]))],
            }
        )
    return found


def _deployments(view: View, a: str, b: str) -> list[dict[str, Any]]:
    deployed, led = view.desk.snapshot.relationships("DEPLOYED_TO"), view.desk.snapshot.relationships("COORDINATES")
    found = []
    for town, actor in ((a, b), (b, a)):
        mine = set(deployed.loc[deployed["target"] == town, "source"]) & set(led.loc[led["source"] == actor, "target"])
        for id_ in sorted(mine):
            row = deployed[(deployed["source"] == id_) & (deployed["target"] == town)].to_dict("records")[0]
            found.append({**_fact(view, "DEPLOYED_TO", row), "text": view.name(id_)})
    return found


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
