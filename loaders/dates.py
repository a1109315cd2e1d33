"""Dates as Germans write them, read with the precision they have."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from loaders.values import Parsed, fold, says_nothing

__all__ = ["FIRST_YEAR", "YEARS_AHEAD", "parse_date"]

FIRST_YEAR = 1945
YEARS_AHEAD = 5

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jaenner jan jaen january",
            "februar feber feb february",
            "maerz mrz mar march maer",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "dezember dez dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(
    r"^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+(?:den |dem )?",
)
_TIME = re.compile(
    r"[t ,]+(?:um )?\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.\d+)?)?)?(?: ?(?:uhr|h|am|pm))?(?: ?(?:z|[+-]\d{2}:?\d{2}))?$"
)
_HOURS = re.compile(
    r"[t ,]+(?:von |ab )?\d{1,2}(?:[:.]\d{2})?(?: ?(?:uhr|h))?"
    r"(?:\s*(?:–|—|-|bis)\s*\d{1,2}(?:[:.]\d{2})?)?(?: ?(?:uhr|h))?$"
)
"""From when to when on one day."""
_SPAN = re.compile(r"\s*(?:–|—|-|bis|/| to )\s*")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_GERMAN = re.compile(r"^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})$")
_SLASH = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[./](\d{4})$")
_WORDED = re.compile(r"^(\d{1,2})\.? ?(?:of )?([a-z]+)\.? ?,? ?(\d{4}|'?\d{2})$")
_WORDED_EN = re.compile(r"^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_WORD_YEAR = re.compile(r"^([a-z]+)\.? ?(\d{4})$")
_YEAR = re.compile(r"^(\d{4})$")
_LOOSE_YEAR = re.compile(r"^(?:ca\.?|circa|um|etwa|seit|ab|anfang|mitte|ende|fruehjahr|sommer|herbst|winter"
                         r"|fruehling|1\. halbjahr|2\. halbjahr|[1-4]\. quartal|q[1-4]|spring|summer|autumn|since)"
                         r"\.? (?:des jahres )?(\d{4})$")  # fmt: skip
_TAIL = re.compile(r"^(\d{4}(?:-\d{2}(?:-\d{2})?)?) ?\([^()]*\)$")
_SERIAL = re.compile(r"^(\d{5})(?:\.0+)?$")


@lru_cache(maxsize=20_000)
def parse_date(text: str, *, first_year: int = FIRST_YEAR, today: dt.date | None = None) -> Parsed:
    """Read a date as Germans write it, with the precision it has.

    Parameters
    ----------
    text
        "03.07.2024", "3. Juli 2024", "Mi, 3.7.24", "Oktober 2019", "10/2019", "2019", ISO dates, with or without a
        time of day; "3.-5. Juli 2024" gives the first day.
    first_year
        Years before it are refused.
    today
        Years more than five after it are refused; None asks the clock.

    Returns
    -------
    Parsed
        ISO text of reduced precision; ``date_impossible``, ``date_range``, ``date_ambiguous``, ``date_no_year``
        or ``date_unknown`` when it cannot be taken over.

    Examples
    --------
    >>> parse_date("Mi., 3. Juli 2024").value, parse_date("Oktober 2019").value
    ('2024-07-03', '2019-10')
    >>> parse_date("31.02.2024").code
    'date_impossible'
    """
    if says_nothing(text):
        return Parsed()
    folded = _WEEKDAY.sub("", fold(text))
    found = _parts(folded)
    for time in (_TIME, _HOURS):
        if found is None:
            found = _parts(time.sub("", folded).strip(" ,"))
    if found is None:
        found = _first_of_span(folded)
    if isinstance(found, Parsed):
        return found
    if found is None:
        no_year = re.match(r"^\d{1,2}\. ?(?:\d{1,2}\.?|[a-z]+\.?)$", folded)
        return Parsed(None, "date_no_year" if no_year else "date_unknown", "error")
    return _checked(found, first_year, today)


_Found = tuple[int, int | None, int | None, str | None]


def _parts(text: str) -> _Found | Parsed | None:
    for pattern, read in _PATTERNS:
        match = pattern.match(text)
        if match:
            found = read(match)
            if found is not None:
                return found
    return None


def _century(digits: str) -> tuple[int, str | None]:
    digits = digits.lstrip("'")
    if len(digits) == 4:  # noqa: PLR2004 - a written-out year
        return int(digits), None
    year = int(digits)
    return (2000 + year if year < 70 else 1900 + year), "date_two_digits"  # noqa: PLR2004 - the usual window


def _read_german(match: re.Match[str]) -> _Found:
    year, hint = _century(match[3])
    return year, int(match[2]), int(match[1]), hint


def _read_slash(match: re.Match[str]) -> _Found | Parsed:
    first, second = int(match[1]), int(match[2])
    year, hint = _century(match[3])
    if first > 12 or first == second:  # noqa: PLR2004 - no month has that number
        return year, second, first, hint
    if second > 12:  # noqa: PLR2004
        return year, first, second, hint
    readings = [f"{first}.{second}.{year}", f"{second}.{first}.{year}"]
    return Parsed(None, "date_ambiguous", "error", {"readings": readings})


def _read_worded(match: re.Match[str]) -> _Found | None:
    month = _MONTHS.get(match[2])
    if month is None:
        return None
    year, hint = _century(match[3])
    return year, month, int(match[1]), hint


def _read_worded_en(match: re.Match[str]) -> _Found | None:
    month = _MONTHS.get(match[1])
    return (int(match[3]), month, int(match[2]), None) if month else None


def _read_word_year(match: re.Match[str]) -> _Found | None:
    month = _MONTHS.get(match[1])
    return (int(match[2]), month, None, None) if month else None


def _read_serial(match: re.Match[str]) -> _Found | None:
    serial = int(match[1])
    if not 18_000 <= serial <= 60_000:  # noqa: PLR2004 - days since 1900 that lie between 1949 and 2064
        return None
    day = dt.date(1899, 12, 30) + dt.timedelta(days=serial)
    return day.year, day.month, day.day, "date_serial"


_PATTERNS = (
    (_ISO, lambda m: (int(m[1]), int(m[2]), int(m[3]) if m[3] else None, None)),
    (_GERMAN, _read_german),
    (_YEAR, lambda m: (int(m[1]), None, None, None)),
    (_COMPACT, lambda m: (int(m[1]), int(m[2]), int(m[3]), None)),
    (_SLASH, _read_slash),
    (_MONTH_YEAR, lambda m: (int(m[2]), int(m[1]), None, None)),
    (_WORDED, _read_worded),
    (_WORDED_EN, _read_worded_en),
    (_WORD_YEAR, _read_word_year),
    (_LOOSE_YEAR, lambda m: (int(m[1]), None, None, "date_loose")),
    (_TAIL, lambda m: _parts(m[1])),
    (_SERIAL, _read_serial),
)


def _first_of_span(text: str) -> _Found | Parsed | None:
    """Read "3.-5. Juli 2024" and "03.07.2024 - 05.07.2024" as their first day."""
    pieces = _SPAN.split(text, maxsplit=1)
    if len(pieces) != 2 or not pieces[0] or not pieces[1]:  # noqa: PLR2004 - two ends
        return None
    last = _parts(pieces[1])
    if last is None or isinstance(last, Parsed):
        return None
    first = _parts(pieces[0])
    if first is not None:
        return first
    day_month = re.match(r"^(\d{1,2})\.?(?: ?(\d{1,2}|[a-z]+)\.?)?$", pieces[0])
    if not day_month:
        return None
    year, month, _, hint = last
    word = day_month[2]
    if word:
        month = int(word) if word.isdigit() else _MONTHS.get(word)
    return None if month is None else (year, month, int(day_month[1]), hint)


def _checked(found: _Found, first_year: int, today: dt.date | None) -> Parsed:
    year, month, day, hint = found
    now = today or dt.datetime.now(tz=dt.UTC).date()
    if not first_year <= year <= now.year + YEARS_AHEAD:
        params = {"first": first_year, "last": now.year + YEARS_AHEAD}
        return Parsed(None, "date_range", "error", params)
    try:
        dt.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return Parsed(None, "date_impossible", "error")
    text = f"{year:04d}" + ("" if month is None else f"-{month:02d}") + ("" if day is None else f"-{day:02d}")
    said = {"de": ".".join(reversed(text.split("-"))), "en": text}
    return Parsed(text, hint, "note", {"read_as": said} if hint else {})
