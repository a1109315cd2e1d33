"""status NAME: what is known of one node, each value with where it is from."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import loaders
from graphmodel.lookup import find_node
from graphmodel.schema import DOMAIN_LABELS, TYPES
from loaders.report import row_word
from stakegraph.cli.kinds import kind_word, label_word, property_word
from stakegraph.words.numbers import date_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel import GraphStore
    from stakegraph.cli.session import Session

__all__ = ["print_provenance"]

SURE = {"high": ("sicher", "certain"), "medium": ("wahrscheinlich", "likely"), "low": ("unsicher", "uncertain")}
TIES_SHOWN = 8


def print_provenance(session: Session, store: GraphStore, name: str) -> None:
    """Print where every value of a node and its ties is known from.

    Parameters
    ----------
    session
        The call.
    store
        The open store.
    name
        Name or id of the node.
    """
    snapshot = store.snapshot()
    id_ = find_node(snapshot, name, labels=DOMAIN_LABELS)
    found = loaders.provenance(store, id_)
    ties = _ties(store, id_)
    if session.as_json:
        data = {"id": id_, "name": snapshot.names.get(id_, id_), "properties": found, "relationships": ties}
        session.print_json(json.loads(json.dumps(data, default=str)))
        return
    session.print(f"{snapshot.names.get(id_, id_)}  [{id_}]")
    for lines, entries in groupby(found, key=lambda entry: _lines(session, entry)):
        words = [
            f"{_word(session, entry['property'])}: {kind_word(session, entry['property'], _text(entry['value']))}"
            for entry in entries
        ]
        session.print(f"  {'; '.join(words)}")
        for line in lines:
            session.print(f"      {line}")
    for type_ in TYPES:
        for outgoing in (True, False):
            rows = [row for row in ties if row["type"] == type_ and (row["source"] == id_) == outgoing]
            _print_ties(session, rows, snapshot.names, outgoing=outgoing)


def _print_ties(session: Session, rows: list[dict[str, Any]], names: Mapping[str, str], *, outgoing: bool) -> None:
    """Print ties of one type and direction with where each is known from."""
    if rows:
        session.print(f"  {'→' if outgoing else '←'} {label_word(session, rows[0]['type'])} ({len(rows)})")
    for row in rows[:TIES_SHOWN]:
        end = row["target"] if outgoing else row["source"]
        day = date_text(row["since"], lang=session.lang) if row.get("since") else ""
        since = session.text(f"seit {day}", f"since {day}") if day else ""
        told = filter(None, (names.get(end, end), since, row.get("source_ref"), _sure(session, row)))
        session.print(f"      {' · '.join(told)}")
    if len(rows) > TIES_SHOWN:
        session.print(f"      … {session.and_more(len(rows) - TIES_SHOWN)}")


def _ties(store: GraphStore, id_: str) -> list[dict[str, Any]]:
    return [
        {"type": type_, **row}
        for type_ in TYPES
        for row in store.read_relationships(type_)
        if id_ in {row["source"], row["target"]}
    ]


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _word(session: Session, name: str) -> str:
    own = {"name": ("Name", "name"), "lat": ("geografische Breite", "latitude")}
    return session.text(*own[name]) if name in own else property_word(session, name)


def _lines(session: Session, entry: dict[str, Any]) -> tuple[str, ...]:
    """Source, place, date, confidence and load of each statement, and its value where another one is shown."""
    found = []
    for one in entry["said"]:
        value = kind_word(session, entry["property"], _text(one["value"]))
        other = "" if one["shown"] else session.text(f"anders „{value}“: ", f"otherwise “{value}”: ")
        place = _place(one, session.lang)
        source = one["source"] if one["source"] and one["source"] != _place(one, "de") else ""
        day = date_text(one["date"], lang=session.lang) if one["date"] else ""
        where = " · ".join(filter(None, (source, place, day, _sure(session, one), one["load"])))
        found.append(f"{other}{where or '–'}")
    return tuple(found)


def _place(said: dict[str, Any], lang: str) -> str:
    if not said["file"]:
        return ""
    sheet = {"de": f", Blatt „{said['sheet']}“", "en": f", sheet “{said['sheet']}”"}[lang] if said["sheet"] else ""
    row = f", {row_word(said['file'], lang=lang)} {said['row']}" if said["row"] is not None else ""
    return f"{said['file']}{sheet}{row}"


def _sure(session: Session, said: dict[str, Any]) -> str:
    return session.text(*SURE[said["confidence"]]) if said.get("confidence") in SURE else ""
