"""How good the data are, before anybody analyses them: gaps, contradictions, age, and what to mend first."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphmodel.dates import last_day
from graphmodel.dates import today as today_text
from loaders.messages import message_of
from loaders.namesakes import called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.stores.base import GraphStore

__all__ = ["Quality", "quality"]

STALE_DAYS = 730
HUB_SHARE = 0.25
_WANTED: dict[str, tuple[str, ...]] = {
    "Actor": ("kind", "seat", "website", "founded"),
    "Municipality": ("ags", "country", "population", "lat"),
    "Meeting": ("date_start", "kind", "place"),
    "Deployment": ("date_start", "project", "status"),
    "Theme": ("sdg", "name_en"),
    "Adviser": ("languages", "capacity", "available_from"),
}
_TIED: dict[str, tuple[str, str]] = {
    "Actor": ("BASED_IN", "WORKS_ON"),
    "Meeting": ("HELD_IN", "ABOUT"),
    "Deployment": ("DEPLOYED_TO", "ABOUT"),
}
_QUIET = frozenset({"source", "source_ref", "note", "confidence", "as_of", "aliases"})
_MAX_LISTED = 50


@dataclass(slots=True)
class Quality:
    """What is known about the data themselves.

    Attributes
    ----------
    completeness
        One mapping per label and property or tie: ``label``, ``property``, ``known``, ``unknown``, ``share``.
    contradictions
        One per property with several values on record: ``label``, ``id``, ``name``, ``property``, ``values`` (each
        with ``value``, ``source``, ``confidence``), the shown one first; at most 50.
    stale
        Nodes whose newest date is older than two years: ``label``, ``id``, ``name``, ``as_of``.
    hubs
        Stakeholders that appear in more than a quarter of all meetings: ``id``, ``name``, ``meetings``, ``share``.
    counts
        ``contradictions``, ``stale``, ``hubs``, ``waiting`` (names in the review queue), ``low_confidence``.
    fix_first
        What to mend first: ``code``, ``params``, ``weight``, the weightiest first.
    """

    completeness: list[dict[str, Any]] = field(default_factory=list)
    contradictions: list[dict[str, Any]] = field(default_factory=list)
    stale: list[dict[str, Any]] = field(default_factory=list)
    hubs: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    fix_first: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self, lang: str = "de") -> dict[str, Any]:
        """Give the report as plain data, with sentences.

        Parameters
        ----------
        lang
            ``de`` or ``en``.

        Returns
        -------
        dict
            As the attributes; ``fix_first`` with ``message``.
        """
        first = [{**item, "message": message_of(item["code"], item["params"], lang=lang)} for item in self.fix_first]
        return {
            "completeness": self.completeness,
            "contradictions": self.contradictions,
            "stale": self.stale,
            "hubs": self.hubs,
            "counts": self.counts,
            "fix_first": first,
        }


def quality(store: GraphStore, *, today: str | None = None) -> Quality:
    """Look at the data before analysing them.

    Parameters
    ----------
    store
        Any store.
    today
        Date against which age is told; None asks the clock.

    Returns
    -------
    Quality
        Unknown is counted as unknown, never as absent.
    """
    report = Quality()
    nodes = {label: store.read_nodes(label) for label in _WANTED}
    report.completeness = _completeness(store, nodes)
    contradictions = _contradictions(store, nodes)
    report.contradictions = contradictions[:_MAX_LISTED]
    report.stale = _stale(nodes, today or today_text())
    report.hubs = _hubs(store, nodes)
    waiting = [row for row in store.read_nodes("Decision") if row.get("status") in {"open", "later"}]
    low = sum(1 for rows in nodes.values() for row in rows if row.get("confidence") == "low")
    report.counts = {
        "contradictions": len(contradictions),
        "stale": len(report.stale),
        "hubs": len(report.hubs),
        "waiting": len(waiting),
        "low_confidence": low,
    }
    report.fix_first = _fix_first(report)
    return report


def _completeness(store: GraphStore, nodes: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    found = []
    for label, rows in nodes.items():
        if not rows:
            continue
        for name in _WANTED[label]:
            asked = [row for row in rows if name != "ags" or row.get("country", "DE") == "DE"]
            known = sum(1 for row in asked if row.get(name) not in (None, "", []))
            found += [_share(label, name, known, len(asked))] if asked else []
        for type_ in _TIED.get(label, ()):
            sources = {row["source"] for row in store.read_relationships(type_)}
            found.append(_share(label, type_, sum(1 for row in rows if row["id"] in sources), len(rows)))
    return found


def _share(label: str, name: str, known: int, total: int) -> dict[str, Any]:
    share = round(known / total, 3)
    return {"label": label, "property": name, "known": known, "unknown": total - known, "share": share}


def _contradictions(store: GraphStore, nodes: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    shown = {(label, row["id"]): row for label, rows in nodes.items() for row in rows}
    said: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in store.read_nodes("Record", where={"kind": ["node"]}):
        if record.get("confidence"):
            said[record["label"], record["subject"]].append(record)
    found = []
    for (label, id_), records in sorted(said.items()):
        node = shown.get((label, id_))
        if node is None or len({record["load"] for record in records}) < 2:  # noqa: PLR2004 - one load cannot contradict itself
            continue
        values: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in records:
            data = json.loads(record["data"])
            for name, value in data.items():
                if name not in _QUIET and isinstance(value, str | int | float):
                    entry = {"value": value, "source": data.get("source"), "confidence": record["confidence"]}
                    values[name].append(entry)
        for name, entries in values.items():
            different = list({str(entry["value"]).casefold(): entry for entry in reversed(entries)}.values())
            if len(different) > 1 and not (label == "Municipality" and name == "name" and _one_place(id_, different)):
                different.sort(key=lambda entry: str(entry["value"]).casefold() != str(node.get(name)).casefold())
                found.append(
                    {"label": label, "id": id_, "name": node.get("name"), "property": name, "values": different}
                )
    return found


def _one_place(id_: str, entries: list[dict[str, Any]]) -> bool:
    """Whether "Herford" and "Stadt Herford" are the same municipality in other words."""
    key = id_.removeprefix("mun-")
    return all(key in {place.ags for place in called(str(entry["value"]))} for entry in entries)


def _stale(nodes: Mapping[str, list[dict[str, Any]]], today: str) -> list[dict[str, Any]]:
    limit = last_day(today).toordinal() - STALE_DAYS
    return [
        {"label": label, "id": row["id"], "name": row.get("name"), "as_of": row["as_of"]}
        for label, rows in nodes.items()
        for row in rows
        if row.get("as_of") and last_day(row["as_of"]).toordinal() < limit
    ]


def _hubs(store: GraphStore, nodes: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Stakeholders in very many meetings: a convener, or two organisations that were taken for one."""
    attended = {(row["source"], row["target"]) for row in store.read_relationships("ATTENDED")}
    total = len({meeting for _, meeting in attended})
    names = {row["id"]: row.get("name") for label in ("Actor", "Municipality") for row in nodes[label]}
    counts = Counter(source for source, _ in attended)
    return [
        {"id": id_, "name": names.get(id_), "meetings": n, "share": round(n / total, 3)}
        for id_, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if total >= 8 and n / total > HUB_SHARE  # noqa: PLR2004 - fewer meetings say nothing
    ]


def _fix_first(report: Quality) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def add(code: str, weight: float, **params: Any) -> None:
        found.append({"code": code, "params": params, "weight": round(weight, 2)})

    if report.counts["waiting"]:
        add("quality_waiting", 100.0 + report.counts["waiting"], count=report.counts["waiting"])
    if report.counts["contradictions"]:
        add("quality_contradictions", 50.0 + report.counts["contradictions"], count=report.counts["contradictions"])
    for item in report.completeness:
        needed = item["property"] in {"BASED_IN", "WORKS_ON", "date_start", "kind", "HELD_IN"}
        if item["unknown"] and item["share"] < 0.9:  # noqa: PLR2004 - a tenth may be missing
            weight = (1 - item["share"]) * (40 if needed else 10)
            add(
                f"quality_unknown_{item['label']}_{item['property']}".lower(),
                weight,
                unknown=item["unknown"],
                total=item["known"] + item["unknown"],
            )
    for hub in report.hubs[:3]:
        add("quality_hub", 20.0 * hub["share"], name=hub["name"] or hub["id"], meetings=hub["meetings"])
    if report.stale:
        add("quality_stale", min(30.0, len(report.stale) / 10), count=len(report.stale))
    return sorted(found, key=lambda item: (-item["weight"], item["code"]))
