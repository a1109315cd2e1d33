"""Meetings as a calendar that every calendar program reads."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel import Snapshot

__all__ = ["write_calendar"]

DAY = len("2026-11-25")


def write_calendar(snapshot: Snapshot, path: Path) -> dict[str, int]:
    """Write the meetings whose day is known.

    Parameters
    ----------
    snapshot
        What is known.
    path
        The file.

    Returns
    -------
    dict
        ``meetings`` written, and ``without_a_day``, which a calendar cannot hold.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//stakegraph//Veranstaltungen//DE")
    calendar.add("version", "2.0")
    places = snapshot.names
    held = snapshot.relationships("HELD_IN").drop_duplicates("source").set_index("source")["target"].to_dict()
    came = snapshot.relationships("ATTENDED")["target"].value_counts()
    written = left_out = 0
    for row in snapshot.nodes("Meeting").to_dict("records"):
        start, end = row["date_start"], row["date_end"] or row["date_start"]
        if not start or len(start) != DAY or len(end) != DAY:
            left_out += 1
            continue
        event = Event()
        event.add("uid", f"{row['id']}@stakegraph")
        event.add("dtstamp", dt.datetime.fromisoformat(f"{start}T00:00:00+00:00"))  # the same data, the same file
        event.add("summary", row["name"] or row["id"])
        event.add("dtstart", dt.date.fromisoformat(start))
        event.add(
            "dtend", dt.date.fromisoformat(end) + dt.timedelta(days=1)
        )  # the day after the last, as RFC 5545 says
        where = [text for text in (row["venue"], row["place"] or places.get(held.get(row["id"], ""), "")) if text]
        if where:
            event.add("location", ", ".join(where))
        if row["id"] in came:
            event.add("description", f"Auf der Teilnahmeliste: {came[row['id']]}")
        calendar.add_component(event)
        written += 1
    path.write_bytes(calendar.to_ical())
    return {"meetings": written, "without_a_day": left_out}
