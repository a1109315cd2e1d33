"""iCalendar files: meetings with their dates, never the invited persons."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from loaders.cells import Grid, grid_of_records
from loaders.encoding import decode
from loaders.report import Problem

__all__ = ["read_calendar"]

MAX_OCCURRENCES = 400
_STEPS = {"DAILY": 1, "WEEKLY": 7}


def read_calendar(data: bytes, *, file: str) -> list[Grid]:
    """Read the events of a calendar.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
        Meetings; events without a start or with an end before it are errors that name the event.
    """
    decoded = decode(data)
    if decoded.text is None:
        return [_refused(file, "encoding_mixed" if decoded.mixed_line else "encoding_unknown")]
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    for part in ("VEVENT", "VCALENDAR"):
        if len(re.findall(rf"^BEGIN:{part}\s*$", text, re.MULTILINE)) > len(
            re.findall(rf"^END:{part}\s*$", text, re.MULTILINE)
        ):
            return [_refused(file, "calendar_incomplete", what=f"END:{part}")]
    folded = re.search(r"\n(?![A-Za-z0-9-]+[;:])[^\s\n]", text)
    if folded:
        line = text[: folded.start() + 1].count("\n") + 1
        return [_refused(file, "calendar_broken", what=f"Zeile {line}")]
    try:
        import icalendar  # noqa: PLC0415 - takes long to import

        calendar = icalendar.Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as fault:
        return [_refused(file, "calendar_broken", what=str(fault)[:120])]
    return [_grid(events, file, decoded.encoding)]


def _refused(file: str, code: str, **params: Any) -> Grid:
    return Grid(file, None, [], problems=[Problem("error", code, params, file)])


def _grid(events: list[Any], file: str, encoding: str) -> Grid:
    problems: list[Problem] = []
    records: list[tuple[int, dict[str, str]]] = []
    people = 0
    for number, event in enumerate(events, start=1):
        attendees = event.get("ATTENDEE")
        people += len(attendees) if isinstance(attendees, list) else bool(attendees)
        found = _event(event, number, file)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        occurrences = _occurrences(event, found)
        if len(occurrences) > 1:
            params = {"name": found["name"], "count": len(occurrences)}
            problems.append(Problem("warning", "calendar_repeats", params, file, row=number))
        records.extend((number, record) for record in occurrences)
    columns = {"name": "SUMMARY", "date_start": "DTSTART", "date_end": "DTEND", "venue": "LOCATION"}
    grid = grid_of_records(file, "meetings", records, columns=columns) if records else Grid(file, None, [])
    if people:
        problems.append(Problem("note", "calendar_people", {"count": people}, file))
    if encoding in {"Windows-1252", "DOS (Codepage 850)", "Mac Roman"}:
        problems.append(Problem("warning", "encoding_guess", {"encoding": encoding, "sample": ""}, file))
    grid.problems.extend(problems)
    return grid


def _event(event: Any, number: int, file: str) -> dict[str, str] | Problem:
    uid, name = str(event.get("UID") or ""), str(event.get("SUMMARY") or "").strip()
    params = {"name": name or "ohne Titel", "uid": uid or str(number)}
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if start is None:
        return Problem("error", "calendar_no_start", params, file, row=number, column="DTSTART")
    if end is not None and _as_datetime(end) < _as_datetime(start):
        return Problem("error", "calendar_end", params, file, row=number, column="DTEND")
    last = end
    if last is not None and not isinstance(last, dt.datetime):
        last -= dt.timedelta(days=1)  # the end of a whole-day event is the first day after it
    first_day = start.date() if isinstance(start, dt.datetime) else start
    last_day = last.date() if isinstance(last, dt.datetime) else last
    digest = hashlib.sha256((uid or f"{name}{first_day}").encode()).hexdigest()[:12]
    status = {"CANCELLED": "cancelled", "TENTATIVE": "planned"}.get(str(event.get("STATUS") or ""), "")
    return {
        "id": f"mtg-ics-{digest}",
        "name": name or "Termin",
        "date_start": first_day.isoformat(),
        "date_end": last_day.isoformat() if last_day and last_day > first_day else "",
        "venue": str(event.get("LOCATION") or ""),
        "status": status,
        "source": f"Kalender {file}" + (f" ({event.get('URL')})" if event.get("URL") else ""),
    }


def _moment(event: Any, name: str) -> dt.date | dt.datetime | None:
    value = event.get(name)
    moment = getattr(value, "dt", None)
    return moment if isinstance(moment, dt.date) else None


def _as_datetime(moment: dt.date | dt.datetime) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def _occurrences(event: Any, record: dict[str, str]) -> list[dict[str, str]]:
    """Write simple repetitions out: every so many days or weeks, up to a limit."""
    rule = event.get("RRULE")
    frequency = str((rule or {}).get("FREQ", [""])[0])
    if not rule or frequency not in _STEPS:
        return [record]
    step = _STEPS[frequency] * int((rule.get("INTERVAL") or [1])[0])
    count = min(int((rule.get("COUNT") or [MAX_OCCURRENCES])[0]), MAX_OCCURRENCES)
    until = (rule.get("UNTIL") or [None])[0]
    last = until.date() if isinstance(until, dt.datetime) else until
    first = dt.date.fromisoformat(record["date_start"])
    if last is None and not rule.get("COUNT"):
        last = first + dt.timedelta(days=366)
    found = []
    for number in range(count):
        day = first + dt.timedelta(days=step * number)
        if last is not None and day > last:
            break
        found.append(
            {**record, "id": f"{record['id']}-{day.isoformat()}", "date_start": day.isoformat(), "date_end": ""}
        )
    return found or [record]
