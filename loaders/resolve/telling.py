"""How much a word in the name of an organisation tells: rare ones more than frequent ones."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

__all__ = ["RAREST", "is_usual", "word_weight"]

RAREST = 7.0
"""Weight of a word that the list does not know."""

_NUMBER = 3.0


@cache
def _weights() -> dict[str, float]:
    text = resources.files("loaders.reference").joinpath("name_words.csv").read_text(encoding="utf-8")
    return {row["word"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}


def word_weight(word: str) -> float:
    """Say how much a word tells: rare words more than frequent ones.

    Parameters
    ----------
    word
        Normalised word.

    Returns
    -------
    float
        Logarithm of the inverse share of names that hold it, 7 for unknown words.
    """
    return _weights().get(word, _NUMBER if word.isdigit() else RAREST)


def is_usual(word: str) -> bool:
    """Tell whether a word stands in the names of several organisations.

    Parameters
    ----------
    word
        Normalised word.

    Returns
    -------
    bool
    """
    return word in _weights()
