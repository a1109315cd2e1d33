"""Days of a repeated event of a calendar: the rules that calendars of offices and associations use."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["days_of"]

MAX_OCCURRENCES = 400
_WITHOUT_END = dt.timedelta(days=366)
_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_NTH = re.compile(r"^([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)$")
_READ = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})


def days_of(rule: Mapping[str, Any], first: dt.date, *, until: dt.date | None) -> list[dt.date]:
    """Write out the days of a repetition.

    Parameters
    ----------
    rule
        Parts of the rule in capitals, each a list: ``FREQ``, ``INTERVAL``, ``COUNT``, ``BYDAY`` and so on.
    first
        First day of the event.
    until
        Last possible day; None when the rule names none.

    Returns
    -------
    list of date
        At most 400 days and, without an end, those of a year; only the first day when the rule is not understood.

    Examples
    --------
    >>> second_tuesdays = {"FREQ": ["MONTHLY"], "BYDAY": ["2TU"], "COUNT": [3]}
    >>> [day.isoformat() for day in days_of(second_tuesdays, dt.date(2024, 1, 9), until=None)]
    ['2024-01-09', '2024-02-13', '2024-03-12']
    """
    count = int((rule.get("COUNT") or [MAX_OCCURRENCES])[0])
    last = until or (dt.date.max if rule.get("COUNT") else first + _WITHOUT_END)
    days = (day for day in _candidates(rule, first) if day >= first)
    bounded = itertools.takewhile(lambda day: day <= last, days)
    found = list(itertools.islice(bounded, max(1, min(count, MAX_OCCURRENCES))))
    return found if found and found[0] == first else [first, *found][: max(1, min(count, MAX_OCCURRENCES))]


def _candidates(rule: Mapping[str, Any], first: dt.date) -> Iterator[dt.date]:
    step = max(1, int((rule.get("INTERVAL") or [1])[0]))
    frequency, weekdays = str((rule.get("FREQ") or [""])[0]), [str(day) for day in rule.get("BYDAY") or ()]
    if set(map(str.upper, rule)) - _READ or not all(_NTH.match(day) for day in weekdays):
        return iter((first,))
    months = {int(month) for month in rule.get("BYMONTH") or ()}
    if frequency == "DAILY" and not weekdays:
        found = _daily(first, step)
    elif frequency == "WEEKLY":
        found = _weekly(first, step, [_WEEKDAYS[day[-2:]] for day in weekdays] or [first.weekday()])
    elif frequency in {"MONTHLY", "YEARLY"}:
        yearly = frequency == "YEARLY"
        months = months or ({first.month} if yearly else set())
        days = [int(day) for day in rule.get("BYMONTHDAY") or ()]
        found = _monthly(first, 1 if yearly else step, weekdays, days or ([] if weekdays else [first.day]))
        found = (day for day in found if not yearly or (day.year - first.year) % step == 0)
    else:
        return iter((first,))
    return (day for day in found if not months or day.month in months)


def _daily(first: dt.date, step: int) -> Iterator[dt.date]:
    last = dt.date.max.toordinal()
    return (dt.date.fromordinal(number) for number in range(first.toordinal(), last, step))


def _weekly(first: dt.date, step: int, weekdays: list[int]) -> Iterator[dt.date]:
    monday = first.toordinal() - first.weekday()
    for week in range(monday, dt.date.max.toordinal() - 7, 7 * step):
        for weekday in sorted(weekdays):
            yield dt.date.fromordinal(week + weekday)


def _monthly(first: dt.date, step: int, weekdays: list[str], days: list[int]) -> Iterator[dt.date]:
    for number in range(first.year * 12 + first.month - 1, dt.date.max.year * 12, step):
        year, month = number // 12, number % 12 + 1
        length = calendar.monthrange(year, month)[1]
        wanted = {day if day > 0 else length + 1 + day for day in days}
        wanted.update(day for text in weekdays for day in _nth(text, year, month, length))
        for day in sorted(day for day in wanted if 1 <= day <= length):
            yield dt.date(year, month, day)


def _nth(text: str, year: int, month: int, length: int) -> list[int]:
    """Days of the month that "2TU", "-1FR" or "MO" means."""
    match = _NTH.match(text)
    if match is None:
        return []
    first = 1 + (_WEEKDAYS[match[2]] - dt.date(year, month, 1).weekday()) % 7
    days = list(range(first, length + 1, 7))
    if match[1] is None:
        return days
    place = int(match[1])
    return days[place - 1 : place] if place > 0 else days[place:][:1]
