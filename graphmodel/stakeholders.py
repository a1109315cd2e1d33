"""Who the stakeholders are: organisations and municipalities with what an analysis needs to know of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.snapshot import Snapshot

__all__ = ["GROUPS", "HOST_ROLES", "stakeholder_table"]

GROUPS: Mapping[str, str] = {
    "mso": "migrant",
    "mso_umbrella": "migrant",
    "diaspora": "migrant",
    "self_organisation": "migrant",
    "eine_welt_group": "one_world",
    "ngo": "one_world",
    "foundation": "one_world",
    "foreign_ngo": "one_world",
    "partnership_association": "one_world",
    "project": "programme",
    "programme": "programme",
    "umbrella": "umbrella",
    "umbrella_or_network": "umbrella",
    "network": "umbrella",
    "municipal_umbrella": "umbrella",
    "welfare_umbrella": "umbrella",
    "municipal_body": "administration",
    "municipal_company": "administration",
    "office": "administration",
    "council_body": "administration",
    "state_agency": "state",
    "state_government": "state",
    "ministry": "state",
    "public_funder": "state",
    "federal_agency": "state",
    "federal_service_agency": "state",
    "embassy": "state",
    "university": "education",
    "research": "education",
    "education": "education",
    "school": "education",
    "student_group": "education",
    "faith": "faith",
    "welfare": "welfare",
    "culture": "culture",
    "museum": "culture",
    "company": "business",
    "political_group": "politics",
}
"""Kind of an actor to the coarse group that it is counted in; what is not listed is ``"other"``."""

HOST_ROLES = frozenset({"host", "co_host", "organiser", "venue_host", "cooperation_partner"})
"""Roles in which somebody called a meeting rather than came to it."""


def stakeholder_table(snapshot: Snapshot, *, scope: Sequence[str] = ()) -> pd.DataFrame:
    """Every actor and municipality on record.

    Parameters
    ----------
    snapshot
        What is known.
    scope
        Beginnings of the official municipality key (AGS); empty: everybody is in scope.

    Returns
    -------
    DataFrame, by id
        ``id``; ``label`` ("Actor" or "Municipality"); ``name``; ``kind``; ``group`` (see `GROUPS`; municipalities are
        "municipality" or "partner_abroad"); ``place`` (id of the municipality of the seat, or itself); ``ags``;
        ``country``; ``n_meetings`` (meetings attended); ``hosted`` (ids of meetings it called, a tuple); ``in_scope``.
    """
    places = snapshot.nodes("Municipality").set_index("id")
    based = snapshot.relationships("BASED_IN").sort_values("until", key=pd.notna, kind="stable")  # ended ones last
    seats = based.drop_duplicates("source").set_index("source")["target"]
    actors, towns = snapshot.nodes("Actor"), snapshot.nodes("Municipality")
    table = pd.concat(
        [
            pd.DataFrame({"id": actors["id"], "label": "Actor", "name": actors["name"], "kind": actors["kind"]}),
            pd.DataFrame({"id": towns["id"], "label": "Municipality", "name": towns["name"], "kind": towns["kind"]}),
        ],
        ignore_index=True,
    ).astype(object)
    own = table["label"] == "Municipality"
    table["place"] = table["id"].where(own, table["id"].map(seats))
    table["ags"] = _looked_up(table["place"], places["ags"])
    table["country"] = _looked_up(table["place"], places["country"])
    table["group"] = [
        _group(label, kind, country)
        for label, kind, country in zip(table["label"], table["kind"], table["country"], strict=True)
    ]
    table["name"] = table["name"].where(table["name"].notna(), table["id"])
    came = snapshot.relationships("ATTENDED")
    meetings = came.groupby("source")["target"].nunique()
    table["n_meetings"] = table["id"].map(meetings).fillna(0).astype(int)
    called: dict[str, set[str]] = defaultdict(set)
    for host, meeting in came.loc[came["role"].isin(HOST_ROLES), ["source", "target"]].itertuples(index=False):
        called[host].add(meeting)
    table["hosted"] = [tuple(sorted(called.get(name, ()))) for name in table["id"]]
    table["in_scope"] = _in_scope(snapshot, table, tuple(scope))
    return table.sort_values("id").reset_index(drop=True)


def _group(label: str, kind: str | None, country: str | None) -> str:
    if label == "Municipality":
        return "municipality" if country == "DE" else "partner_abroad"
    return GROUPS.get(kind or "", "other")


def _looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    found = keys.map(values)
    return found.astype(object).where(found.notna(), None)


def _in_scope(snapshot: Snapshot, table: pd.DataFrame, scope: tuple[str, ...]) -> pd.Series:
    """Tell who is seated there, has met there or works there."""
    if not scope:
        return pd.Series(data=True, index=table.index)
    seated = table["ags"].map(lambda ags: isinstance(ags, str) and ags.startswith(scope)).astype(bool)
    inside = set(table.loc[seated & (table["label"] == "Municipality"), "id"])
    held = snapshot.relationships("HELD_IN")
    meetings = set(held.loc[held["target"].isin(inside), "source"])
    came = snapshot.relationships("ATTENDED")
    active = set(came.loc[came["target"].isin(meetings), "source"])
    deployed = snapshot.relationships("DEPLOYED_TO")
    deployments = set(deployed.loc[deployed["target"].isin(inside), "source"])
    working = snapshot.relationships("COORDINATES")
    active |= set(working.loc[working["target"].isin(deployments), "source"])
    related: dict[str, set[str]] = defaultdict(set)
    for name in ("COOPERATES_WITH", "PART_OF"):
        for source, target in snapshot.relationships(name)[["source", "target"]].itertuples(index=False):
            related[source].add(target)
    active |= {source for source, targets in related.items() if targets & inside}
    return seated | table["id"].isin(active)
