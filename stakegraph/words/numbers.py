"""Numbers, dates and lists as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["count_word", "date_text", "listing", "number_text"]

_WORDS = {
    "de": ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
    "en": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_MONTHS = {
    "de": "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
_AND = {"de": "und", "en": "and"}
_UNKNOWN = {"de": "unbekannt", "en": "unknown"}


def number_text(value: float, *, lang: str = "de") -> str:
    """Write a whole number with separators.

    Parameters
    ----------
    value
        Rounded to a whole number: no decimals that pretend.
    lang
        "de" or "en".

    Returns
    -------
    str
        "12.345" in German, "12,345" in English.
    """
    text = f"{round(value):,}"
    return text.replace(",", ".") if lang == "de" else text


def count_word(value: float, *, lang: str = "de") -> str:
    """Say a count: in words up to twelve, in digits beyond.

    Parameters
    ----------
    value
        A count.
    lang
        "de" or "en".

    Returns
    -------
    str

    Examples
    --------
    >>> count_word(3), count_word(1200)
    ('drei', '1.200')
    """
    n = round(value)
    words = _WORDS[lang]
    return words[n] if 0 <= n < len(words) else number_text(n, lang=lang)


def date_text(text: str | None, *, lang: str = "de", on: bool = False) -> str:
    """Write a date with the precision it has.

    Parameters
    ----------
    text
        ISO date: year, month or day; None is unknown.
    lang
        "de" or "en".
    on
        With the preposition: "am 14.03.2025", "im März 2025", "2025".

    Returns
    -------
    str

    Examples
    --------
    >>> date_text("2025-03-14"), date_text("2025-03", on=True), date_text("2025", lang="en", on=True)
    ('14.03.2025', 'im März 2025', 'in 2025')
    """
    if not text:
        return _UNKNOWN[lang]
    year, *rest = text.split("-")
    if not rest:
        return f"in {year}" if on and lang == "en" else year
    month = _MONTHS[lang].split("|")[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{'im' if lang == 'de' else 'in'} {month} {year}" if on else f"{month} {year}"
    if lang == "de":
        return f"am {rest[1]}.{rest[0]}.{year}" if on else f"{rest[1]}.{rest[0]}.{year}"
    day = f"{int(rest[1])} {month} {year}"
    return f"on {day}" if on else day


def listing(names: Sequence[str], *, lang: str = "de") -> str:
    """Join names as in speech.

    Parameters
    ----------
    names
        Any number.
    lang
        "de" or "en".

    Returns
    -------
    str
        "A, B und C"; with semicolons where a name holds a comma itself.
    """
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(names)
    comma = "; " if any(", " in name for name in names) else ", "
    return f"{comma.join(names[:-1])} {_AND[lang]} {names[-1]}"
