"""Words of two names held against each other: the same, mistyped, shortened, written in parts, spelled by letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, LCSseq

from loaders.resolve.normalise import is_subsequence
from loaders.resolve.peoples import are_one_people
from loaders.resolve.telling import word_weight

__all__ = ["AROUND", "MISTYPED", "Words", "alike", "cover", "spells", "weighted"]

AROUND = frozenset(["nrw", "stadt", "kreis", "region", "deutschland", "landkreis", "raum", "umgebung", "kreises"])
"""Words around the name of a place."""

MISTYPED = 0.92
"""What `alike` says of a word and the same mistyped or inflected."""

_PREFIX_ONLY = 0.75
_PLACE = 4.2
_SHORTEST_FUZZY, _SHORTEST_PREFIX = 4, 5
_LONG_WORD = 9
_SPELLED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a reading with how much each tells.

    Attributes
    ----------
    weights
        Word to weight.
    total
        Sum of the weights.
    said
        The words.
    joined
        Two or three words written as one, to the words.
    """

    weights: dict[str, float]
    total: float
    said: frozenset[str]
    joined: dict[str, tuple[str, ...]]


def weighted(words: tuple[str, ...], places: frozenset[str]) -> Words:
    """Weigh the words of a reading; a place says no more than any other, however rare its name.

    Parameters
    ----------
    words
        The words in their order.
    places
        Those that are places.

    Returns
    -------
    Words
    """
    weights = {word: min(word_weight(word), _PLACE) if word in places else word_weight(word) for word in words}
    runs = [words[start : start + length] for length in (2, 3) for start in range(len(words) - length + 1)]
    return Words(weights, sum(weights.values()), frozenset(weights), {"".join(run): run for run in runs})


@lru_cache(maxsize=400_000)
def alike(one: str, other: str) -> float:
    """Say how much two different words have in common.

    Parameters
    ----------
    one, other
        Normalised words.

    Returns
    -------
    float
        0.92 when one is the other mistyped or inflected, 0.75 when it begins with the other, else 0.
    """
    if are_one_people(one, other):
        return MISTYPED
    shorter = min(len(one), len(other))
    if shorter >= _SHORTEST_FUZZY and (one[0] == other[0] or shorter >= _LONG_WORD):
        allowed = max(1, shorter // 6)
        other_letters = shorter == _SHORTEST_FUZZY and sorted(one) != sorted(other)  # "bdaj" and "bdkj"
        if not other_letters and DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed:
            return MISTYPED
    if shorter >= _SHORTEST_PREFIX and (one.startswith(other) or other.startswith(one)) and not {one, other} & AROUND:
        return _PREFIX_ONLY
    return 0.0


def cover(words: Words, others: Words) -> tuple[float, float, float, float]:
    """Find the words of each side on the other.

    Parameters
    ----------
    words, others
        From `weighted`.

    Returns
    -------
    tuple of float
        Weighted shares of the words of both sides found on the other, and the weights that are not found.
    """
    common = words.said & others.said
    found = found_back = sum([words.weights[word] for word in common])
    left, right = set(words.said - common), set(others.said - common)
    if left and right:
        whole, parts = _written_in_parts(words, others, left, right)
        parts_back, whole_back = _written_in_parts(others, words, right, left)[::-1]
        found, found_back = found + whole + parts_back, found_back + parts + whole_back
    if left and right:
        close = [(word, other, alike(word, other)) for word in left for other in right]
        if any(value for _, _, value in close):
            found += sum(words.weights[word] * max(v for w, _, v in close if w == word) for word in left)
            found_back += sum(others.weights[word] * max(v for _, o, v in close if o == word) for word in right)
    return (
        found / words.total if words.total else 0.0,
        found_back / others.total if others.total else 0.0,
        words.total - found,
        others.total - found_back,
    )


def _written_in_parts(words: Words, others: Words, left: set[str], right: set[str]) -> tuple[float, float]:
    """Weights of words that the other side writes in parts, and of those parts; none of them is left over."""
    whole = parts = 0.0
    for word in sorted(left & others.joined.keys()):
        pieces = right.intersection(others.joined[word])
        if pieces:
            whole += words.weights[word]
            parts += sum(others.weights[piece] for piece in pieces)
            left.discard(word)
            right -= pieces
    return whole, parts


@lru_cache(maxsize=200_000)
def spells(letters: str, words: str) -> bool:
    """Tell whether a short form takes letters of some words in their order, the first letters of most among them.

    Parameters
    ----------
    letters
        Short form in small letters.
    words
        Words with blanks between them.

    Returns
    -------
    bool
    """
    compact = words.replace(" ", "")
    if compact[:1] != letters[0] or len(compact) <= 3 * len(letters) or not is_subsequence(letters, compact):
        return False
    if len(letters) > _SPELLED_WORDS and any(word.startswith(letters) for word in words.split()):
        return False
    initials = "".join(word[0] for word in words.split())
    return LCSseq.similarity(initials, letters) >= min(len(initials), len(letters), _SPELLED_WORDS)
