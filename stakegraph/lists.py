"""The nine lists again from the graph: what was loaded can be written out, changed and loaded once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from loaders.headers import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel import Snapshot

__all__ = ["lists"]

_SHARED = {"source": "source", "confidence": "confidence", "note": "note"}
_COOPERATIONS = ("COOPERATES_WITH", "MEMBER_OF", "FUNDS", "PART_OF")
_NODES: dict[str, tuple[str, dict[str, str]]] = {
    "themes": ("Theme", {"slug": "slug", "name": "name_de", "name_en": "name_en", "sdg": "sdg", "parent": "parent"}),
    "municipalities": (
        "Municipality",
        {
            name: name
            for name in (
                "name", "name_official", "kind", "ags", "country", "state", "district_ags", "district", "population",
                "population_ref", "area_km2", "postcode", "lat", "lon", "coord_source", "aliases", "website",
            )
        },
    ),
    "actors": (
        "Actor",
        {
            "name": "name", "short_name": "short_name", "kind": "kind", "legal_form": "legal_form", "place": "seat",
            "founded": "founded", "members": "members", "website": "website", "offers": "offers", "needs": "needs",
            "external_id": "external_id", "aliases": "aliases", "unpublished": "unpublished",
        },
    ),
    "advisers": (
        "Adviser",
        {
            name: name
            for name in ("name", "languages", "capacity", "available_from", "available_until", "avoids")
        },
    ),
    "meetings": (
        "Meeting",
        {
            name: name
            for name in (
                "name", "series", "ordinal", "kind", "date_start", "date_end", "date_precision", "place", "venue",
                "participants", "status",
            )
        },
    ),
    "deployments": (
        "Deployment",
        {
            name: name
            for name in (
                "project", "kind", "date_start", "date_end", "date_precision", "advisers_count", "coordinating_unit",
                "status",
            )
        },
    ),
}  # fmt: skip
"""Label of each list of nodes, and the property behind each of its fields."""

_LINKED: dict[str, tuple[tuple[str, str], ...]] = {
    "actors": (("place_id", "BASED_IN"), ("themes", "WORKS_ON"), ("countries", "FOCUSES_ON")),
    "advisers": (
        ("themes", "WORKS_ON"),
        ("countries", "FOCUSES_ON"),
        ("reaches", "REACHES"),
        ("speaks_for", "SPEAKS_FOR"),
    ),
    "meetings": (("place_id", "HELD_IN"), ("themes", "ABOUT")),
    "deployments": (("municipality_id", "DEPLOYED_TO"), ("themes", "ABOUT")),
}
"""Fields of a list that stand for relationships to others."""


def lists(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Write the graph as the nine lists of the intake.

    Parameters
    ----------
    snapshot
        What is known.

    Returns
    -------
    dict of DataFrame
        By name of the list ("actors", "attendance", …); headers as the intake knows them, cells text or None, several
        values joined by "|"; lists without a row are left out.

    Notes
    -----
    Loading these files into the store they come from changes nothing but their origin.
    """
    parts = {name: list(_node_rows(snapshot, name)) for name in _NODES}
    parts["partnerships"] = list(_partnerships(snapshot))
    parts["cooperations"] = list(_cooperations(snapshot))
    parts["attendance"] = list(_attendance(snapshot))
    return {name: _table(name, rows) for name, rows in sorted(parts.items()) if rows}


def _table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    heads = fields_of(name)
    used = [field for field in heads if any(row.get(field) is not None for row in rows)]
    columns = {heads[field]: [row.get(field) for row in rows] for field in used}
    return pd.DataFrame(columns, dtype=object)


def _node_rows(snapshot: Snapshot, name: str) -> Iterator[dict[str, Any]]:
    label, properties = _NODES[name]
    linked = {field: _targets(snapshot, type_, field) for field, type_ in _LINKED.get(name, ())}
    deployed = _advised(snapshot) if name == "deployments" else {}
    doubtful = _doubtful_seats(snapshot) if name == "actors" else set()
    if name == "municipalities":
        linked["themes"] = _town_themes(snapshot)[0]
    for row in snapshot.nodes(label).to_dict("records"):
        found = {"id": row["id"], **{field: _text(row[prop]) for field, prop in (properties | _SHARED).items()}}
        found.update({field: targets.get(row["id"]) for field, targets in linked.items()})
        if name == "deployments":
            found["advisers"] = deployed.get(row["id"])
        if row["id"] in doubtful:
            found["place_verified"] = "false"
        yield found


def _targets(snapshot: Snapshot, type_: str, field: str) -> dict[str, str]:
    """What each node is linked to, as one cell."""
    themes = snapshot.nodes("Theme").set_index("id")["slug"]
    by_name = field in {"countries", "reaches", "speaks_for"}
    found: dict[str, list[str]] = {}
    for source, target in snapshot.relationships(type_)[["source", "target"]].itertuples(index=False):
        text = snapshot.names.get(target, target) if by_name else target
        found.setdefault(source, []).append(str(themes.get(target) or text) if field == "themes" else text)
    return {source: "|".join(sorted(texts)) for source, texts in found.items()}


def _doubtful_seats(snapshot: Snapshot) -> set[str]:
    seats = snapshot.relationships("BASED_IN")
    return set(seats.loc[seats["note"].notna(), "source"])


def _town_themes(snapshot: Snapshot) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Themes of the municipalities that no partnership states, and those that one of a source does."""
    slugs = snapshot.nodes("Theme").set_index("id")["slug"]
    partners = snapshot.relationships("PARTNER_OF")
    stating = set(zip(partners["source"], partners["source_ref"], strict=True))
    towns = set(snapshot.nodes("Municipality")["id"])
    own: dict[str, list[str]] = {}
    by_partnership: dict[tuple[str, str], list[str]] = {}
    works = snapshot.relationships("WORKS_ON")
    for town, theme, ref in works[["source", "target", "source_ref"]].itertuples(index=False):
        text = str(slugs.get(theme) or theme)
        if (town, ref) in stating:
            by_partnership.setdefault((town, ref), []).append(text)
        elif town in towns:
            own.setdefault(town, []).append(text)
    return (
        {town: "|".join(sorted(texts)) for town, texts in own.items()},
        {key: "|".join(sorted(texts)) for key, texts in by_partnership.items()},
    )


def _advised(snapshot: Snapshot) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for adviser, deployment in snapshot.relationships("ADVISED_IN")[["source", "target"]].itertuples(index=False):
        found.setdefault(deployment, []).append(snapshot.names.get(adviser, adviser))
    return {deployment: "|".join(sorted(advisers)) for deployment, advisers in found.items()}


def _tie_cells(row: dict[Any, Any]) -> dict[str, Any]:
    return {"source": _text(row["source_ref"]), "confidence": _text(row["confidence"]), "note": _text(row["note"])}


def _partnerships(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    towns = snapshot.nodes("Municipality").set_index("id")
    themes = _town_themes(snapshot)[1]
    for row in snapshot.relationships("PARTNER_OF").to_dict("records"):
        plain = {name: _text(row[name]) for name in ("kind", "programme", "status", "since", "until")}
        yield {
            "from_id": row["source"],
            "from_name": snapshot.names.get(row["source"]),
            "from_ags": _text(towns["ags"].get(row["source"])),
            "to_id": row["target"],
            "to_name": snapshot.names.get(row["target"]),
            "to_country": _text(towns["country"].get(row["target"])),
            "themes": themes.get((row["source"], row["source_ref"])),
            **plain,
            **_tie_cells(row),
        }


def _cooperations(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for type_ in _COOPERATIONS:
        for row in snapshot.relationships(type_).to_dict("records"):
            names = ("kind", "description", "since", "until", "amount_eur", "amount_eur_max")
            yield {
                "id": row["key"] or None,
                "from_id": row["source"],
                "from_name": snapshot.names.get(row["source"]),
                "to_id": row["target"],
                "to_name": snapshot.names.get(row["target"]),
                **{name: _text(row[name]) for name in names if name in row},
                **_tie_cells(row),
            }


def _attendance(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for type_, status in (("ATTENDED", "present"), ("INVITED", "invited")):
        for row in snapshot.relationships(type_).to_dict("records"):
            yield {
                "meeting_id": row["target"],
                "meeting": snapshot.names.get(row["target"]),
                "actor_id": row["source"],
                "name": snapshot.names.get(row["source"]),
                "role": _text(row["role"]),
                "status": _text(row.get("status")) or status,
                "count": _text(row.get("count")),
                **_tie_cells(row),
            }


def _text(value: object) -> str | None:
    """Write a value as a cell."""
    if value is None or value != value or value is pd.NA:  # noqa: PLR0124 - NaN is what differs from itself
        return None
    if isinstance(value, tuple | list):
        return "|".join(map(str, value)) or None
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value) or None
