"""Closed lists of words, such as kinds of partnership, with the spellings that mean them."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from loaders.values import Parsed, fold, says_nothing

__all__ = ["begins_with", "is_total", "read_word", "shown_word", "shown_words", "words_of"]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = resources.files("loaders.reference").joinpath("words.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _lists() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in _rows():
        spellings = found.setdefault(row["list"], {})
        for word in (row["value"], *row["words"].split("|")):
            spellings.setdefault(_key(word), row["value"])
    return found


@cache
def words_of(name: str) -> tuple[str, ...]:
    """List the values of a closed list.

    Parameters
    ----------
    name
        ``partnership``, ``partnership_status``, ``cooperation``, ``attendance``, ``role``, ``confidence``,
        ``actor_kind``, ``meeting_kind``, ``meeting_status``.

    Returns
    -------
    tuple of str
        In the order of the list.
    """
    return tuple(dict.fromkeys(_lists()[name].values()))


def _key(word: str) -> str:
    return fold(word).rstrip(".!").replace("_", " ") or fold(word)


@cache
def shown_words(name: str) -> tuple[str, ...]:
    """List the German words of a closed list, one for each value that has one.

    Parameters
    ----------
    name
        As for `words_of`.

    Returns
    -------
    tuple of str
        In the order of the list.

    Examples
    --------
    >>> shown_words("partnership_status")[:3]
    ('aktiv', 'beendet', 'ruht')
    """
    return tuple(_shown(name).values())


@cache
def _shown(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows():
        if row["list"] == name:
            others = [word for word in row["words"].split("|") if word != row["value"]]
            own = row["value"] if row["value"][:1].isupper() else None
            word = own or next(iter(others), None)
            if word:
                found.setdefault(row["value"], word)
    return found


def shown_word(value: str, *, name: str) -> str:
    """Say a value of a closed list in German.

    Parameters
    ----------
    value
        As the graph holds it.
    name
        As for `words_of`.

    Returns
    -------
    str
        The value itself where the list has no word for it.

    Examples
    --------
    >>> shown_word("eine_welt_group", name="actor_kind"), shown_word("Beirat", name="actor_kind")
    ('Eine-Welt-Gruppe', 'Beirat')
    """
    return _shown(name).get(value, value)


def read_word(text: str, *, name: str, strict: bool = True) -> Parsed:
    """Read a word of a closed list.

    Parameters
    ----------
    text
        Text of a cell; a remark in brackets behind the word is allowed.
    name
        Name of the list.
    strict
        Whether an unknown word is an error; else a warning.

    Returns
    -------
    Parsed
        Value of the list; ``choice_guess`` when the word only ends in a known one, ``choice_unknown`` with the
        allowed values when it does not.

    Examples
    --------
    >>> read_word("Freundschaft", name="partnership").value
    'Städtefreundschaft'
    >>> read_word("aktiv (seit 2019)", name="partnership_status").value
    'active'
    """
    if says_nothing(text):
        return Parsed()
    spellings = _lists()[name]
    key = _key(text)
    if key in spellings:
        return Parsed(spellings[key])
    bare = _key(re.sub(r"\s*\([^()]*\)\s*$", "", text))
    if bare in spellings:
        return Parsed(spellings[bare])
    first = _key(re.split(r"[/,;]", text)[0])
    if first in spellings and re.fullmatch(r"[\w\s*./,;&-]+", text):
        return Parsed(spellings[first], "choice_guess", "note", {"read_as": spellings[first]})
    if re.fullmatch(r"[\w\s*.&/-]{3,40}", text):
        for word in sorted(spellings, key=len, reverse=True):
            if len(word) > 3 and key.endswith(word):  # noqa: PLR2004 - shorter endings say too little
                return Parsed(spellings[word], "choice_guess", "note", {"read_as": spellings[word]})
    allowed = {"de": list(shown_words(name)), "en": list(words_of(name))}
    return Parsed(None, "choice_unknown", "error" if strict else "warning", {"allowed": allowed})


def begins_with(text: str, *, name: str) -> bool:
    """Tell whether a text begins with a word of a list.

    Parameters
    ----------
    text
        Any text.
    name
        Name of the list, such as ``footnote``.

    Returns
    -------
    bool
        A word counts only as a whole; a sign counts wherever it stands first.

    Examples
    --------
    >>> begins_with("Quelle: Anmeldungen", name="footnote"), begins_with("Quellenhof", name="footnote")
    (True, False)
    """
    folded = fold(text)
    return any(
        folded.startswith(word) and not (word[-1:].isalnum() and folded[len(word) : len(word) + 1].isalnum())
        for word in _lists()[name]
    )


def is_total(text: str) -> bool:
    """Tell whether a cell is the head of a row or column of totals.

    Parameters
    ----------
    text
        Text of the cell.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_total("Summe 2024:"), is_total("Gesamtschule")
    (True, False)
    """
    return _key(re.sub(r"[\d:=().]+", " ", text)) in _lists()["total"]
