"""Council information systems (OParl 1.0 and 1.1): bodies, organisations, meetings; never persons."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Any

from loaders.cells import Grid, grid_of_records
from loaders.report import Problem

__all__ = ["is_oparl", "read_oparl"]

_TYPE = re.compile(r"^https?://(?:schema\.oparl\.org|oparl\.org/schema)/(\d+\.\d+)/(\w+)$")
_READ = frozenset({"1.0", "1.1"})


def is_oparl(content: Any) -> bool:
    """Tell council data from other JSON."""
    return any(
        isinstance(entry, dict) and isinstance(entry.get("type"), str) and "oparl.org" in entry["type"]
        for entry in _objects(content)
    )


def _objects(content: Any) -> list[Any]:
    if isinstance(content, dict):
        inside = content.get("data")
        return inside if isinstance(inside, list) else [content]
    return content if isinstance(content, list) else []


def node_id(url: str, kind: str) -> str:
    """Make the id of a node from the address of an object.

    Parameters
    ----------
    url
        Address that identifies the object at its source.
    kind
        ``Meeting`` or another type.

    Returns
    -------
    str
    """
    stem = {"Meeting": "mtg"}.get(kind, "act")
    return f"{stem}-oparl-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def read_oparl(content: Any, *, file: str) -> list[Grid]:
    """Read council data.

    Parameters
    ----------
    content
        Parsed JSON: one object, a list, or an external list with ``data``.
    file
        Name of the file.

    Returns
    -------
    list of Grid
        Municipalities, organisations and meetings; objects the source has deleted are listed in ``deleted``.
    """
    problems: list[Problem] = []
    deleted: list[str] = []
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    skipped: Counter[str] = Counter()
    for number, entry in enumerate(_objects(content), start=1):
        kind, fault = _kind(entry, number, file)
        if fault:
            problems.append(fault)
        elif entry.get("deleted"):
            deleted.append(node_id(entry["id"], kind))
        elif kind in {"Meeting", "Organization", "Body", "Paper"}:
            found.setdefault(kind, []).append((number, entry))
        else:
            skipped[kind] += 1
    names = {entry["id"]: str(entry.get("name") or "") for _, entry in found.get("Organization", ())}
    grids = _tables(found, names, file, problems)
    if deleted:
        problems.append(Problem("note", "oparl_deleted", {"count": len(deleted)}, file))
        grids[0].deleted.extend(deleted)
    if skipped:
        columns = [f"{kind} ({count})" for kind, count in sorted(skipped.items())]
        problems.append(Problem("note", "oparl_skipped", {"columns": columns}, file))
    grids[0].problems.extend(problems)
    return grids


def _tables(
    found: dict[str, list[tuple[int, dict[str, Any]]]], names: dict[str, str], file: str, problems: list[Problem]
) -> list[Grid]:
    grids = []
    for kind, table, make in (("Body", "municipalities", _body), ("Organization", "actors", _organization)):
        records = [(number, make(entry)) for number, entry in found.get(kind, ())]
        if records:
            grids.append(grid_of_records(file, table, records))
    meetings = [(number, _meeting(entry, names, number, file, problems)) for number, entry in found.get("Meeting", ())]
    if meetings:
        grids.append(grid_of_records(file, "meetings", meetings))
    if found.get("Paper"):
        problems.append(Problem("note", "oparl_papers", {"count": len(found["Paper"])}, file))
        grids.append(Grid(file, None, [], text="\n".join(_paper(entry) for _, entry in found["Paper"])))
    return grids or [Grid(file, None, [])]


def _kind(entry: Any, number: int, file: str) -> tuple[str, Problem | None]:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str) or not isinstance(entry.get("id"), str):
        return "", Problem("error", "oparl_no_type", {"record": number}, file, row=number)
    match = _TYPE.match(entry["type"])
    if not match or match[1] not in _READ:
        params = {"record": number}
        return "", Problem("error", "oparl_version", params, file, row=number, value=entry["type"])
    return match[2], None


def _body(entry: dict[str, Any]) -> dict[str, str]:
    record = {"name": str(entry.get("name") or entry.get("shortName") or ""), "source": entry["id"]}
    record["external_id"] = entry["id"]
    if entry.get("ags"):
        record["ags"] = str(entry["ags"])
    elif entry.get("rgs"):
        record["ars"] = str(entry["rgs"])
    return record


def _organization(entry: dict[str, Any]) -> dict[str, str]:
    return {
        "id": node_id(entry["id"], "Organization"),
        "name": str(entry.get("name") or entry.get("shortName") or ""),
        "short_name": str(entry.get("shortName") or ""),
        "kind": "municipal_body",
        "website": str(entry.get("website") or ""),
        "part_of": str(entry.get("body") or ""),
        "source": entry["id"],
    }


def _paper(entry: dict[str, Any]) -> str:
    """Title of a paper with its number and date, in which organisations may be named."""
    about = ", ".join(str(entry[name]) for name in ("reference", "date") if entry.get(name))
    return f"{entry.get('name') or ''} ({about})." if about else f"{entry.get('name') or ''}."


def _meeting(
    entry: dict[str, Any], names: dict[str, str], number: int, file: str, problems: list[Problem]
) -> dict[str, str]:
    start, end = str(entry.get("start") or ""), str(entry.get("end") or "")
    if start and end and end < start:
        open_end = end[:10] == start[:10] and end[11:16] == "00:00"  # how council systems say that it is not known
        problems.append(
            Problem(
                "note" if open_end else "warning", "oparl_times", {"record": number}, file, row=number,
                value=str(entry.get("name") or ""),
            )
        )  # fmt: skip
        end = ""
    location = entry.get("location")
    place = location if isinstance(location, dict) else {}
    bodies = entry.get("organization")
    hosts = [url for url in bodies if isinstance(url, str)] if isinstance(bodies, list) else []
    host = next((names[url] for url in hosts if names.get(url)), "")
    return {
        "id": node_id(entry["id"], "Meeting"),
        "name": str(entry.get("name") or host or "Sitzung"),
        "kind": "committee_session",
        "date_start": start[:10],
        "date_end": end[:10] if end[:10] != start[:10] else "",
        "venue": str(place.get("description") or place.get("room") or ""),
        "status": "cancelled" if entry.get("cancelled") else "",
        "host_id": node_id(hosts[0], "Organization") if hosts else "",
        "source": entry["id"],
    }
