"""iCalendar files: meetings with their dates, never the invited persons."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any
from zoneinfo import ZoneInfo

from loaders.cells import Grid, grid_of_records
from loaders.dates import YEARS_AHEAD
from loaders.encoding import Decoded, decode
from loaders.formats.repeats import days_of
from loaders.namesakes import places_meant
from loaders.report import Problem

__all__ = ["read_calendar"]

_HERE = ZoneInfo("Europe/Berlin")
_POSTCODE = re.compile(r"^(?:D[- ])?\d{5} +")


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
    return [_grid(events, file, decoded)]


def _refused(file: str, code: str, **params: Any) -> Grid:
    return Grid(file, None, [], problems=[Problem("error", code, params, file)])


def _grid(events: list[Any], file: str, decoded: Decoded) -> Grid:
    problems: list[Problem] = []
    records: list[tuple[int, dict[str, str]]] = []
    people = 0
    moved = _moved([event for event in events if not _is_broken(event.get("RECURRENCE-ID"))])
    for number, event in enumerate(events, start=1):
        attendees = event.get("ATTENDEE")
        people += len(attendees) if isinstance(attendees, list) else bool(attendees)
        found = _event(event, number, file)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        occurrences = _occurrences(event, found, moved)
        if event.get("RRULE"):
            problems.append(_repeats(event, found["name"], occurrences, file=file, row=number))
        records.extend((number, record) for record in occurrences)
    columns = {
        "name": "SUMMARY",
        "date_start": "DTSTART",
        "date_end": "DTEND",
        "venue": "LOCATION",
        "place": "LOCATION",
    }
    grid = grid_of_records(file, "meetings", records, columns=columns) if records else Grid(file, None, [])
    if people:
        problems.append(Problem("note", "calendar_people", {"count": people}, file))
    if decoded.encoding in {"Windows-1252", "DOS (Codepage 850)", "Mac Roman"}:
        params = {"encoding": decoded.encoding, "sample": decoded.sample}
        problems.append(Problem("warning", "encoding_guess", params, file))
    grid.problems.extend(problems)
    return grid


def _event(event: Any, number: int, file: str) -> dict[str, str] | Problem:
    uid, name = str(event.get("UID") or ""), str(event.get("SUMMARY") or "").strip()
    params = {"name": name or "ohne Titel", "uid": uid or str(number)}
    broken = next((name for name in _DATED if any(map(_is_broken, _listed(event.get(name))))), None)
    if broken:
        return Problem(
            "error", "calendar_value", params, file, row=number, column=broken, value=str(event.get(broken))[:60]
        )
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
    venue = str(event.get("LOCATION") or "")
    status = {"CANCELLED": "cancelled", "TENTATIVE": "planned"}.get(str(event.get("STATUS") or ""), "")
    return {
        "id": f"mtg-ics-{digest}",
        "name": name or "Termin",
        "date_start": first_day.isoformat(),
        "date_end": last_day.isoformat() if last_day and last_day > first_day else "",
        "venue": venue,
        "place": _town(venue),
        "status": status,
        "source": f"Kalender {file}" + (f" ({event.get('URL')})" if event.get("URL") else ""),
    }


_DATED = ("DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_broken(value: Any) -> bool:
    """Whether the calendar could not make sense of a value, such as the 30th of February."""
    try:
        getattr(value, "dt", None)
    except ValueError:
        return True
    return False


def _town(venue: str) -> str:
    """Town at the end of an address, or behind its postcode."""
    parts = [part.strip() for part in re.split(r"[,;\n]", venue)]
    coded = [_POSTCODE.sub("", part) for part in parts if _POSTCODE.match(part)]
    town = (coded or parts)[-1]
    return town if len(places_meant(town)) == 1 else ""


def _moment(event: Any, name: str) -> dt.date | dt.datetime | None:
    value = event.get(name)
    return _local(getattr(value, "dt", None))


def _local(moment: Any) -> dt.date | dt.datetime | None:
    """Moment on the clocks here when it is given in world time, whose midnight is another."""
    if isinstance(moment, dt.datetime) and moment.tzinfo and moment.utcoffset() == dt.timedelta(0):
        return moment.astimezone(_HERE)
    return moment if isinstance(moment, dt.date) else None


def _day(moment: Any) -> dt.date | None:
    found = _local(moment)
    return found.date() if isinstance(found, dt.datetime) else found


def _as_datetime(moment: dt.date | dt.datetime) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def _moved(events: list[Any]) -> dict[str, set[dt.date]]:
    """Days of repeated events that have an entry of their own, by UID."""
    found: dict[str, set[dt.date]] = {}
    for event in events:
        day = _day(getattr(event.get("RECURRENCE-ID"), "dt", None))
        if day:
            found.setdefault(str(event.get("UID") or ""), set()).add(day)
    return found


def _occurrences(event: Any, record: dict[str, str], moved: dict[str, set[dt.date]]) -> list[dict[str, str]]:
    """Write repetitions out, without the days that were cancelled or moved."""
    instead_of = _day(getattr(event.get("RECURRENCE-ID"), "dt", None))
    if instead_of:
        return [{**record, "id": f"{record['id']}-{instead_of.isoformat()}"}]
    rule = _rule(event)
    if not rule:
        return [record]
    left_out = _excluded(event) | moved.get(str(event.get("UID") or ""), set())
    until = _day((rule.get("UNTIL") or [None])[0])
    first = dt.date.fromisoformat(record["date_start"])
    latest = max(first, dt.date(dt.datetime.now(tz=dt.UTC).year + YEARS_AHEAD, 12, 31))
    return [
        {**record, "id": f"{record['id']}-{day.isoformat()}", "date_start": day.isoformat(), "date_end": ""}
        for day in days_of(rule, first, until=until)
        if day not in left_out and day <= latest
    ]


def _repeats(event: Any, name: str, occurrences: list[dict[str, str]], *, file: str, row: int) -> Problem:
    """Say what was taken of a repetition; one without an end is taken for a year."""
    rule = _rule(event)
    open_ended = not rule.get("COUNT") and not rule.get("UNTIL")
    code = "calendar_repeats_open" if open_ended else "calendar_repeats"
    params = {"name": name, "count": len(occurrences)}
    if len(occurrences) > 1:
        last = dt.date.fromisoformat(occurrences[-1]["date_start"])
        params["last"] = f"{last:%d.%m.%Y}"
    return Problem("warning", code if len(occurrences) > 1 else "calendar_repeats_once", params, file, row=row)


def _rule(event: Any) -> Any:
    rule = event.get("RRULE")
    return rule[0] if isinstance(rule, list) else rule


def _excluded(event: Any) -> set[dt.date]:
    """Days of a repetition on which it does not take place."""
    given = event.get("EXDATE") or ()
    lists = given if isinstance(given, list) else [given]
    return {day for one in lists for entry in getattr(one, "dts", ()) if (day := _day(entry.dt))}
