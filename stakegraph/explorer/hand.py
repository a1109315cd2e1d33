"""Changes by hand: a load of their own with the source "von Hand", to be taken back like any other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders.facts import node_fact, relationship_fact
from loaders.journal import next_load, record_facts, write_load
from loaders.merging import DENIED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel import GraphStore

__all__ = ["HAND", "Tie", "state"]

HAND = "von Hand"


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship that is stated by hand.

    Attributes
    ----------
    type
        Relationship type.
    source, target, key
        Which one.
    ends
        Whether it is said to have ended.
    denied
        Whether it is said not to hold.
    """

    type: str
    source: str
    target: str
    key: str = ""
    ends: bool = False
    denied: bool = False


def state(
    store: GraphStore, label: str, id_: str, changes: Mapping[str, Any], ties: Sequence[Tie], *, reason: str
) -> str:
    """State properties and relationships of a node in one load.

    Parameters
    ----------
    store
        Any store.
    label, id_
        Which node.
    changes
        Its properties.
    ties
        Its relationships.
    reason
        For the journal.

    Returns
    -------
    str
        Id of the load.
    """
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    today, time = now.date(), now.isoformat(timespec="seconds")
    origin: dict[str, Any] = {"confidence": "high", "as_of": today.isoformat()}
    facts = [node_fact(label, id_, {**changes, "source": HAND}, **origin)] if changes else []
    for tie in ties:
        dates = {"until": (today - dt.timedelta(days=1)).isoformat()} if tie.ends else {}
        data = {**dates, "source_ref": HAND, DENIED: tie.denied}
        facts.append(relationship_fact(tie.type, tie.source, tie.target, data, key=tie.key, **origin))
    with store.transaction():
        load = next_load(store)
        write_load(store, load, name=reason, who=HAND, started=time, table=label)
        outcome = record_facts(store, facts, load=load)
        write_load(store, load, finished=time, counts=outcome.counts(), status="active")
    return load
