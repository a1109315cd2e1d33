"""Dates that keep their precision: a year, a month or a day, as ISO 8601 text."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from graphmodel.errors import ParameterError

__all__ = ["first_day", "is_date", "last_day", "today"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


def is_date(text: object) -> bool:
    """Tell whether a text is a year, a month or a day that exists.

    Parameters
    ----------
    text
        Anything; only text can be a date.

    Returns
    -------
    bool
        True for "2019", "2019-10" and "2019-10-03"; False for "2019-13" and "3.10.2019".

    Examples
    --------
    >>> is_date("2019-02"), is_date("2019-02-30")
    (True, False)
    """
    if not isinstance(text, str):
        return False
    try:
        first_day(text)
    except ParameterError:
        return False
    return True


def first_day(text: str) -> dt.date:
    """Earliest day that a date of any precision can mean.

    Parameters
    ----------
    text
        "2019", "2019-10" or "2019-10-03".

    Returns
    -------
    date
        The day itself, or the first of the month or year.

    Raises
    ------
    ParameterError
        The text is not such a date.

    Examples
    --------
    >>> first_day("2019-10")
    datetime.date(2019, 10, 1)
    """
    year, month, day = _parts(text)
    return dt.date(year, month or 1, day or 1)


def last_day(text: str) -> dt.date:
    """Latest day that a date of any precision can mean.

    Parameters
    ----------
    text
        "2019", "2019-10" or "2019-10-03".

    Returns
    -------
    date
        The day itself, or the last of the month or year.

    Raises
    ------
    ParameterError
        The text is not such a date.

    Examples
    --------
    >>> last_day("2020-02")
    datetime.date(2020, 2, 29)
    """
    year, month, day = _parts(text)
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def today() -> str:
    """Today's date as text.

    Returns
    -------
    str
        "2019-10-03".
    """
    return dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat()


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _PARTIAL.match(text)
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            dt.date(year or 0, month or 1, day or 1)
        except ValueError:
            pass
        else:
            return year or 0, month, day
    msg = (
        f"A date must be a year, a month or a day that exists, such as '2019', '2019-10' or '2019-10-03'. Got {text!r}."
    )
    error = ParameterError(msg)
    error.german = f"Ein Datum heißt JJJJ-MM-TT, JJJJ-MM oder JJJJ. „{text}“ ist keins; bitte ändern."
    raise error
