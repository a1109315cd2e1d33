"""Two names of organisations judged: same, unsure or different, with the reasons."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from operator import mul
from typing import Literal

from graphmodel.reasons import Reason
from loaders.namesakes import places_meant
from loaders.places import place_labels
from loaders.resolve.features import FEATURES, Name, name_of, vector
from loaders.resolve.likeness import MISTYPED, alike
from loaders.resolve.municipalities import municipality_of
from loaders.resolve.normalise import normalise
from loaders.resolve.telling import word_weight

__all__ = [
    "ASK",
    "SAME",
    "Comparison",
    "compare_names",
    "compare_prepared",
    "is_common_name",
    "place_key",
    "score_prepared",
]

SAME, ASK = 0.90, 0.50
"""From which score two names are the same, and from which a person is asked."""

_CAP = 0.5
_ACRONYM_CAP = 0.85
_ELSEWHERE = 0.6
_SAME_NAME = 0.95
_COMMON_NAME, _FREQUENT, _FEW_WORDS = 7.0, 4.6, 3
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
Decision = Literal["same", "unsure", "different"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two names compare.

    Attributes
    ----------
    score
        0 to 1; larger means more likely the same organisation.
    decision
        ``same``, ``unsure`` (a person should say) or ``different``.
    reasons
        What speaks for and against, the weightiest first.
    """

    score: float
    decision: Decision
    reasons: tuple[Reason, ...]


@cache
def _card() -> tuple[float, tuple[float, ...]]:
    """Intercept and weights of the score card, which were fitted on labelled pairs of names."""
    text = resources.files("loaders.reference").joinpath("score_card.csv").read_text(encoding="utf-8")
    rows = {row["feature"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}
    return rows["intercept"], tuple(rows[name] for name in FEATURES)


def compare_names(a: str, b: str, *, place_a: str | None = None, place_b: str | None = None) -> Comparison:
    """Say whether two names mean the same organisation.

    Parameters
    ----------
    a, b
        Names as they stand in lists; departments of a municipality count as the municipality.
    place_a, place_b
        Where they are seated, as a name or key of a municipality, when it is known. Different places speak against;
        equal places do not speak for, because many organisations share a town.

    Returns
    -------
    Comparison
        From 0.90 the same, from 0.50 unsure, else different. Two municipalities are the same only when their keys
        are equal; a conflict of place, people or number named, or of seat, never gives ``same``.

    Notes
    -----
    A logistic score card over twelve features of the normalised names: shares of the words
    found on the other side weighted by how much they tell, unexplained words, acronyms, conflicts of place, people,
    number and kind. Names that are equal after normalisation need no card. The weights are data
    (``reference/score_card.csv``).

    Examples
    --------
    >>> compare_names("Forum für soziale Innovation gGmbH", "Forum fuer soziale Innovation").decision
    'same'
    >>> compare_names("Stadt Köln", "Integrationsrat der Stadt Köln").decision
    'different'
    """
    return compare_prepared(name_of(a), name_of(b), place_a=place_key(place_a), place_b=place_key(place_b))


@lru_cache(maxsize=20_000)
def place_key(place: str | None) -> str | None:
    """Bring a seat to a key, so that spellings of one place agree.

    Parameters
    ----------
    place
        Name or key of a municipality.

    Returns
    -------
    str or None
        Key of the register, else the folded name.
    """
    if not place:
        return None
    if place.isdigit():
        return place
    found = places_meant(place)
    return found[0].ags if len(found) == 1 else municipality_of(place) or place.casefold()


def compare_prepared(one: Name, other: Name, *, place_a: str | None = None, place_b: str | None = None) -> Comparison:
    """Compare names that are prepared already.

    Parameters
    ----------
    one, other
        From `name_of`.
    place_a, place_b
        Keys of their seats.

    Returns
    -------
    Comparison
    """
    score = score_prepared(one, other, place_a=place_a, place_b=place_b)
    decision: Decision = "same" if score >= SAME else "unsure" if score >= ASK else "different"
    reasons = _reasons(one, other)
    if place_a and place_b and not _agree(place_a, place_b):
        reasons.insert(0, Reason("names.seat_conflict", {"places": place_labels([place_a, place_b])}))
    return Comparison(round(score, 4), decision, tuple(reasons))


def score_prepared(one: Name, other: Name, *, place_a: str | None = None, place_b: str | None = None) -> float:
    """Compare names that are prepared already, without saying why.

    Parameters
    ----------
    one, other
        From `name_of`.
    place_a, place_b
        Keys of their seats.

    Returns
    -------
    float
        0 to 1.
    """
    if one.municipality and other.municipality:
        return 0.99 if one.municipality == other.municipality else 0.01
    score = _score(one, other)
    if place_a and place_b and not _agree(place_a, place_b):
        return min(score, _ELSEWHERE if score >= _SAME_NAME else score * 0.6)
    return score


def _agree(place_a: str, place_b: str) -> bool:
    """A district agrees with its towns."""
    shorter, longer = sorted((place_a, place_b), key=len)
    return longer.startswith(shorter) if shorter.isdigit() else shorter == longer


_COVER_HIGH, _ACRONYM, _ACRONYM_PART, _PLACE, _PEOPLE, _NUMBER, _TOWN_OR_BODY = map(
    FEATURES.index,
    ("cover_high", "acronym", "acronym_part", "place_conflict", "people_conflict", "number_conflict", "town_or_body"),
)


def _score(one: Name, other: Name) -> float:
    if not one.normal or not other.normal:
        return 0.0
    if one.normal == other.normal:
        return 1.0
    if one.compact == other.compact:
        return 0.99
    values = vector(one, other)
    intercept, weights = _card()
    total = intercept + sum(map(mul, weights, values))
    score = min(1 / (1 + math.exp(-total)), 0.98)
    if values[_PLACE] or values[_PEOPLE] or (values[_TOWN_OR_BODY] and not values[_ACRONYM]):
        return min(score, _CAP - 0.01)
    differ = not values[_ACRONYM] and _differ_in_body(one, other)
    if differ or values[_NUMBER] or _differ_in_level(_area(one), _area(other)):
        score = min(score, _ELSEWHERE)
    if (values[_ACRONYM] or values[_ACRONYM_PART]) and values[_COVER_HIGH] < 0.6:  # noqa: PLR2004 - nothing else agrees
        score = min(score, _ACRONYM_CAP)
    return score


def _differ_in_body(one: Name, other: Name) -> bool:
    """Whether one is a body beside the other, and its word not only mistyped."""
    left, right = set(_bodies(one.normal)), set(_bodies(other.normal))
    return not (
        all(_is_mistyped(body, one, other) for body in left - right)
        and all(_is_mistyped(body, other, one) for body in right - left)
    )


def _is_mistyped(body: str, name: Name, against: Name) -> bool:
    """Whether the word for a body stands on the other side with another letter."""
    words = [word for word in name.normal.split() if body in word]
    return any(alike(word, said) >= MISTYPED for word in words for said in against.normal.split())


def _differ_in_level(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one name is about a state or district and the other about a place in it: the whole, and its branch."""
    return bool(one and other) and not one & other


def _area(name: Name) -> frozenset[str]:
    """Places that a name is about; "Deutschland" is one when it names no other."""
    return name.places or frozenset({"deutschland"} & set(name.normal.split()))


_BODIES = re.compile(
    r"\b(tra?e?gerverein|foe?rderverein|foe?rderkreis|freundeskreis|freunde|stiftung"
    r"|jugend(?=verband|ring|werk|organisation| (?:im|der|des|in) )"
    r"|bundes(?=verband|netz|vereinigung|konferenz|arbeitsgemeinschaft)|landes(?=verband|netz|vereinigung|gruppe"
    r"|arbeitsgemeinschaft)|kreisverband|ortsverband|ortsverein|stadtverband|bezirksverband|dachverband|dioezesan"
    r"|(?:asta|chor|alumni)\b|studierendengemeinde|hochschulgemeinde|allgemeiner studierendenausschuss|fachschaft"
    r"|studierendenrat|studierendenparlament|schuelervertretung"
    r"|elternbeirat|elternrat|elternpflegschaft|betriebsrat|personalrat|mitarbeitervertretung"
    r"|^(?:frauen|maenner|jugend|senioren|tanz|theater)gruppe\b)"
)


@lru_cache(maxsize=100_000)
def _bodies(normal: str) -> tuple[str, ...]:
    """Words that make a body of its own beside the one it belongs to: its friends, its carrier, its level."""
    found = _BODIES.findall(normal)
    return tuple(sorted({_SAME_BODY.get(word, word) for word in found}))


_SAME_BODY = {
    "tragerverein": "traegerverein",
    "forderverein": "foerderverein",
    "forderkreis": "foerderkreis",
    "allgemeiner studierendenausschuss": "asta",
}


def _reasons(one: Name, other: Name) -> list[Reason]:
    if one.municipality and other.municipality:
        keys = [one.municipality, other.municipality]
        if keys[0] == keys[1]:
            return [Reason("names.same_municipality", {"key": place_labels(keys)[0]})]
        return [Reason("names.other_municipality", {"keys": place_labels(keys)})]
    if one.compact == other.compact:
        return [Reason("names.equal" if one.normal == other.normal else "names.equal_letters")]
    said = dict(zip(FEATURES, vector(one, other), strict=True))
    found: list[Reason] = []
    bodies = [*_bodies(one.normal), *_bodies(other.normal)]
    if _differ_in_body(one, other):
        found.append(Reason("names.other_body", {"bodies": bodies}))
    against = {
        "place_conflict": ("places", [*_places_of(one), *_places_of(other)]),
        "people_conflict": ("peoples", [*sorted(one.peoples), *sorted(other.peoples)]),
        "town_or_body": ("", []),
        "number_conflict": ("", []),
        "kind_conflict": ("kinds", [*sorted(one.kinds), *sorted(other.kinds)]),
    }
    for feature, (name, values) in against.items():
        if said[feature]:
            found.append(Reason(f"names.{feature}", {name: values} if name else {}))
    if said["core_equal"]:
        found.append(Reason("names.equal_but_place"))
    if said["acronym"] or said["acronym_part"]:
        found.append(Reason("names.acronym"))
    left, right = set(one.words[0].weights), set(other.words[0].weights)
    shared = sorted(left & right, key=lambda word: (-word_weight(word), word))
    found += [Reason("names.shared_words", {"words": _as_written(shared[:4], one, other)})] if shared else []
    if left != right:
        only = {"left": sorted(left - right)[:4], "right": sorted(right - left)[:4]}
        params = {side: _as_written(words, one, other) for side, words in only.items()}
        one_sided = not (params["left"] and params["right"])
        words = params["left"] or params["right"]
        found.append(
            Reason("names.more_words", {**params, "words": words}) if one_sided else Reason("names.other_words", params)
        )
    return found


def _places_of(name: Name) -> list[str]:
    return sorted(name.places) or _as_written(list(name.branch), name)


def _as_written(words: list[str], *names: Name) -> list[str]:
    """Words as the names spell them, where they stand there on their own."""
    written = {normalise(word): word for name in names for word in _WORD.findall(name.text)}
    return [written.get(word, word) for word in words]


def is_common_name(name: Name) -> bool:
    """Tell whether organisations of that name exist in many towns, such as "Weltladen".

    Parameters
    ----------
    name
        From `name_of`.

    Returns
    -------
    bool
        True when its words say little and it names no place.
    """
    words = [word_weight(word) for word in name.core.split()]
    return not name.places and len(words) <= _FEW_WORDS and (sum(words) < _COMMON_NAME or max(words) < _FREQUENT)
