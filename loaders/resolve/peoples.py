"""Peoples and confessions in the names of organisations: "Türkischer Verein" is not "Kurdischer Verein"."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources

__all__ = ["are_one_people", "peoples_conflict", "peoples_in"]

_ENDING = re.compile(r"(?:\w{0,5}isch(?:e[mnrs]?)?|\w{0,3}(?:e[nr]?|innen)|istan|ien|land|ei|a)?")
"""What may follow a stem when the word means nothing but the people or its country."""


@cache
def _stems() -> dict[str, tuple[str, str]]:
    """Stem to group, and whether it is a people or a faith."""
    text = resources.files("loaders.reference").joinpath("peoples.csv").read_text(encoding="utf-8")
    return {row["stem"]: (row["group"], row["kind"]) for row in csv.DictReader(text.splitlines())}


@cache
def _pattern() -> re.Pattern[str]:
    stems = "|".join(sorted(_stems(), key=len, reverse=True))
    return re.compile(rf"\b(?:{stems})\w*")


@cache
def _faiths() -> frozenset[str]:
    return frozenset(group for group, kind in _stems().values() if kind == "faith")


@lru_cache(maxsize=50_000)
def _group(word: str) -> tuple[str | None, bool]:
    """Group of a word, and whether the word says nothing else."""
    for stem, (group, _) in _stems().items():
        match = re.match(rf"(?:{stem})", word)
        if match:
            return group, bool(_ENDING.fullmatch(word, match.end()))
    return None, False


def peoples_in(normal: str) -> frozenset[str]:
    """List the peoples and confessions that a normalised name mentions.

    Parameters
    ----------
    normal
        Result of `normalise`.

    Returns
    -------
    frozenset of str
        Groups of ``peoples.csv``.
    """
    groups = (_group(match[0])[0] for match in _pattern().finditer(normal))
    return frozenset(group for group in groups if group)


def peoples_conflict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names are about other peoples, or about other confessions.

    Parameters
    ----------
    one, other
        From `peoples_in`.

    Returns
    -------
    bool
        False when one of them says nothing of the kind.
    """
    faiths = _faiths()
    pairs = ((one - faiths, other - faiths), (one & faiths, other & faiths))
    return any(left and right and not left & right for left, right in pairs)


def are_one_people(one: str, other: str) -> bool:
    """Tell whether two words are forms of the name of one people, such as "afghanischer" and "afghanen".

    Parameters
    ----------
    one, other
        Normalised words.

    Returns
    -------
    bool
    """
    group, alone = _group(one)
    return alone and _group(other) == (group, True)
