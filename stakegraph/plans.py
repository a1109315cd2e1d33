"""Plans of deployments that somebody began: kept in the store, so that they can be left and taken up again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmodel import GraphStore

__all__ = ["Plan", "drop_plan", "keep_plan", "plan_for", "plans"]

KIND = "plan"
SEATS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """How far the preparation of a deployment is.

    Attributes
    ----------
    town
        Id of the municipality.
    step
        Where it was left.
    seats
        Room for so many at a first meeting.
    themes
        Ids of the themes it is about; empty: those on record for the municipality.
    advisers, guests
        Ids of those who were chosen.
    at
        When it was last kept; empty: never.
    """

    town: str
    step: str = "bedarf"
    seats: int = SEATS
    themes: tuple[str, ...] = ()
    advisers: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    at: str = ""


def plans(store: GraphStore) -> list[Plan]:
    """List the plans that were begun.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    list of Plan
        Latest first.
    """
    rows = store.read_nodes("Decision", where={"kind": [KIND]})
    found = [_read(row) for row in rows if row.get("status") == "decided"]
    return sorted(found, key=lambda plan: (plan.at, plan.town), reverse=True)


def plan_for(store: GraphStore, town: str) -> Plan:
    """Give the plan for a municipality.

    Parameters
    ----------
    store
        Any store.
    town
        Id of the municipality.

    Returns
    -------
    Plan
        A new one when none was begun.
    """
    return next((plan for plan in plans(store) if plan.town == town), Plan(town))


def keep_plan(store: GraphStore, plan: Plan) -> None:
    """Keep a plan; there is one for each municipality.

    Parameters
    ----------
    store
        Any store.
    plan
        As it is now.
    """
    data = {name: getattr(plan, name) for name in ("step", "seats", "themes", "advisers", "guests")}
    row = {
        "id": f"plan-{plan.town}",
        "kind": KIND,
        "subject": plan.town,
        "status": "decided",
        "at": _now(),
        "data": json.dumps(data, ensure_ascii=False),
    }
    store.upsert_nodes("Decision", [row])


def drop_plan(store: GraphStore, town: str) -> None:
    """Throw a plan away.

    Parameters
    ----------
    store
        Any store.
    town
        Id of the municipality.
    """
    store.delete_nodes("Decision", [f"plan-{town}"])


def _read(row: dict[str, Any]) -> Plan:
    data = json.loads(row.get("data") or "{}")
    lists = {name: tuple(map(str, data.get(name, ()))) for name in ("themes", "advisers", "guests")}
    step, seats = str(data.get("step", "bedarf")), int(data.get("seats", SEATS))
    return Plan(str(row.get("subject")), step, seats, at=str(row.get("at") or ""), **lists)


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
