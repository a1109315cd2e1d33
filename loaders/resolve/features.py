"""What two names of organisations have in common, as numbers between 0 and about 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from loaders.resolve.likeness import AROUND, MISTYPED, Words, alike, cover, spells, weighted
from loaders.resolve.municipalities import home_words, is_town, mentioned_places, municipality_of, plates
from loaders.resolve.normalise import STOP_WORDS, clean, normalise, readings, tokens
from loaders.resolve.people import person_shape
from loaders.resolve.peoples import peoples_conflict, peoples_in
from loaders.resolve.telling import RAREST, word_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FEATURES", "Name", "name_of", "vector"]

FEATURES = (
    "cover_low",
    "cover_high",
    "rest",
    "acronym",
    "acronym_part",
    "place_conflict",
    "people_conflict",
    "number_conflict",
    "town_or_body",
    "core_equal",
    "core_string",
    "kind_conflict",
)
"""Names of the numbers in the order of `vector`."""

_ACRONYM = range(2, 8)


@dataclass(frozen=True, slots=True)
class Name:
    """A name with everything that comparing needs.

    Attributes
    ----------
    text, normal, compact
        As given, normalised, normalised without blanks.
    readings
        Normalised readings of the cell, the whole first.
    words
        Words of each reading that say something.
    long
        Positions of the readings that are more than a short form.
    initials
        First letters of the readings, with and without small words.
    places, peoples, numbers
        What it mentions.
    municipality
        Key when it is the name of an administration.
    core
        Words that are neither a place nor small, joined.
    core_compact
        The same without blanks.
    kinds
        Words for the kind of organisation ("verein", "forum").
    branch
        What follows the word for its level ("Kreisverband Unna").
    head
        The reading before what explains it, empty when there is none.
    """

    text: str
    normal: str
    compact: str
    readings: tuple[str, ...]
    words: tuple[Words, ...]
    long: tuple[int, ...]
    initials: frozenset[str]
    places: frozenset[str]
    peoples: frozenset[str]
    numbers: frozenset[str]
    municipality: str | None
    core: str
    core_compact: str
    kinds: frozenset[str]
    branch: tuple[str, ...]
    head: str


_KINDS = frozenset(
    [
        *("verein", "gesellschaft", "gemeinde", "forum", "zentrum", "haus", "verband", "stiftung", "initiative"),
        *("netzwerk", "club", "union", "bund", "organisation", "gruppe", "gemeinschaft", "kooperative", "akademie"),
        *("integrationsrat", "stadtwerke", "schule", "kirchengemeinde", "institut", "agentur", "ministerium", "buero"),
        *("frauenverein", "kulturverein", "sportverein", "elternverein", "foerderverein", "freundeskreis", "amt"),
        *("kreisverband", "ortsverband", "landesverband", "stadtverband", "ortsverein", "bundesverband", "jugend"),
        *("arbeitskreis", "buendnis", "weltladen", "museum", "theater", "bibliothek", "kulturzentrum", "partei"),
        *("volkshochschule", "hochschule", "universitaet", "gymnasium", "gesamtschule", "krankenhaus"),
    ]
)


_PLATE = re.compile(r"^(.*\w[ \-–])([A-Z]{1,3})(-Kreis)?((?: e\. ?V\.?)?)$")


def _with_plates(name: str) -> str:
    """Write out the letters of a number plate at the end of a name."""
    match = _PLATE.search(clean(name))
    if match and match[2] in plates() and (match[3] or not match[1].strip().isupper()):
        town = plates()[match[2]]
        district = "kreis " if match[3] and not town.endswith("kreis") else ""
        return f"{match[1]}{district}{town}{match[4]}"
    return name


_MANY_PARTS = re.compile(r"[,(]|\b(?:Herr|Frau|Dr\.|Prof\.)")
_PARTS = re.compile(r"[,;/()]| [-–] ")
_DIGITS = re.compile(r"\d+")
_PERSON = frozenset({"person", "name"})


@lru_cache(maxsize=200_000)
def name_of(text: str) -> Name:
    """Prepare a name for comparing.

    Parameters
    ----------
    text
        Text of a cell.

    Returns
    -------
    Name
        The same text gives the same object.
    """
    spelled = _with_plates(text)
    normal = normalise(spelled)
    others = (form for form in map(normalise, _of_organisations(spelled)) if _says_something(form))
    forms = tuple(dict.fromkeys(form for form in (normal, *others) if form))
    said_words = tuple(tokens(form) or tuple(form.split()) for form in forms)
    words = tuple(weighted(said, _place_words(form)) for said, form in zip(said_words, forms, strict=True))
    long = tuple(
        position for position, said in enumerate(said_words) if len(said) > 1 or len(forms[position]) > max(_ACRONYM)
    )
    initials = {"".join(word[0] for word in said) for said in said_words}
    initials |= {"".join(word[0] for word in form.split()) for form in forms}
    initials |= {"".join(word if word.isdigit() else word[0] for word in said) for said in said_words}
    core, kinds = _core(normalise(_beside_persons(spelled)))
    initials.add("".join(word if word.isdigit() else word[0] for word in core.split()))
    return Name(
        text,
        normal,
        normal.replace(" ", ""),
        forms,
        words,
        long,
        frozenset(initials),
        home_words(normal),
        peoples_in(normal),
        frozenset(_DIGITS.findall(normal)),
        _administration(text),
        core,
        core.replace(" ", ""),
        kinds,
        _branch(normal),
        normalise(_before_subtitle(clean(spelled))),
    )


@cache
def _levels() -> frozenset[str]:
    text = resources.files("loaders.reference").joinpath("branch_levels.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def _branch(normal: str) -> tuple[str, ...]:
    """Words behind the last one for a level."""
    words = normal.split()
    levels = [position for position, word in enumerate(words) if word in _levels()]
    return tuple(word for word in words[levels[-1] + 1 :] if word not in STOP_WORDS) if levels else ()


def _of_organisations(text: str) -> list[str]:
    """Readings of a cell without those that are a person: somebody may be in two organisations."""
    whole, *others = readings(text) or ("",)
    others += [_beside_persons(text), _before_subtitle(whole)]
    return [whole, *(part for part in others if person_shape(part) not in _PERSON)]


_SUBTITLE = re.compile(r"^(.{3,40}?) - (\S.* (?:für|fuer|gegen|zur|zum|for) .{3,})$")


def _before_subtitle(whole: str) -> str:
    """The name before what explains it ("Teranga - Verein für Begegnung"), not the carrier before a branch or house."""
    match = _SUBTITLE.match(whole)
    if not match:
        return ""
    head, tail = map(normalise, match.groups())
    own = set(tokens(head)) - _place_words(head)
    telling = any(word_weight(word) == RAREST and not peoples_in(word) for word in own)
    branch = _levels() & set(tail.split()) or (mentioned_places(tail) and not mentioned_places(head))
    return match[1] if telling and not branch else ""


def _administration(text: str) -> str | None:
    """Key of the municipality that a cell means, also beside a person."""
    if not _MANY_PARTS.search(text):
        return municipality_of(text)
    beside = _beside_persons(text)
    tried = [text, *(part for part in readings(text)[1:] if not is_town(part)), *([beside] if beside != text else [])]
    return next((found for found in map(municipality_of, tried) if found), None)


@lru_cache(maxsize=50_000)
def _beside_persons(text: str) -> str:
    """A cell without the persons in it; the whole cell when it names none, or nothing else."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004 - nothing beside it
        return text
    beside = [part for part in parts if person_shape(part) not in _PERSON]
    return ", ".join(beside) if 0 < len(beside) < len(parts) else text


@lru_cache(maxsize=200_000)
def _place_words(normal: str) -> frozenset[str]:
    words = normal.split()
    return frozenset(word for start, end, _ in mentioned_places(normal) for word in words[start:end])


def _says_something(reading: str) -> bool:
    """Whether a part of a cell can stand for the organisation: not a place, a kind, an office or "NRW" alone."""
    words = _core(reading)[0].split()
    places = {position for start, end, _ in mentioned_places(reading) for position in range(start, end)}
    return len(places) < len(reading.split()) and bool(set(words) - _KINDS - AROUND - _OFFICES)


def _core(normal: str) -> tuple[str, frozenset[str]]:
    """Words of a normalised name without its places, and those that tell its kind."""
    words = normal.split()
    places = {position for start, end, _ in mentioned_places(normal) for position in range(start, end)}
    kept = [word for position, word in enumerate(words) if position not in places]
    kept = [word for word in kept if word not in AROUND and word not in STOP_WORDS] or words
    return " ".join(kept), frozenset(kept) & _KINDS


_OFFICES = frozenset(
    ["1", "2", "vorstand", "vorsitz", "vorsitzende", "vorsitzender", "leitung", "geschaeftsfuehrung", "kontakt", "info"]
)


def _acronym(one: Name, other: Name) -> tuple[float, float]:
    exact = part = 0.0
    for short, full in ((one, other), (other, one)):
        letters = short.core_compact
        if len(letters) not in _ACRONYM or short.core.count(" ") > 1:  # "lag 21"
            continue
        if letters in full.initials or letters in full.readings[1:] or short.normal in full.readings[1:]:
            exact = 1.0
        elif len(letters) > 2 and (  # noqa: PLR2004 - two letters fit anywhere
            spells(letters, full.core) or spells(letters, " ".join(tokens(full.normal)))
        ):
            part = 1.0
    return exact, part


def _conflict(one: frozenset[str], other: frozenset[str]) -> float:
    return float(bool(one) and bool(other) and not one & other)


def _place_conflict(one: frozenset[str], other: frozenset[str]) -> float:
    """Places conflict when none lies inside one of the other name: "NRW" and "Köln" do not."""
    if not one or not other:
        return 0.0
    return float(not any(x.startswith(y) or y.startswith(x) for x in one for y in other))


def _branch_conflict(one: Name, other: Name) -> float:
    """Two branches conflict when what follows the word for their level is not found on the other side."""
    if not one.branch or not other.branch:
        return 0.0
    known = any(
        alike(word, said) >= MISTYPED or word == said
        for name, against in ((one, other), (other, one))
        for word in name.branch
        for said in against.normal.split()
    )
    return float(not known)


def _comparable(one: Name, other: Name) -> tuple[Sequence[int], Sequence[int]]:
    """Positions of the readings to hold against each other: long ones when both have such, heads against whole names.

    Two houses of one name ("Anker - Laden für alle", "Anker - Treff für alle") agree in the head only.
    """
    if not (one.long and other.long):
        return range(len(one.readings)), range(len(other.readings))
    if not (one.head and other.head):
        return one.long, other.long
    mine, others = ([x for x in name.long if name.readings[x] != name.head] for name in (one, other))
    return mine, others


def vector(one: Name, other: Name) -> tuple[float, ...]:
    """Compare two names.

    Parameters
    ----------
    one, other
        From `name_of`.

    Returns
    -------
    tuple of float
        In the order of `FEATURES`; the order of the names does not matter.
    """
    best = (-1.0, 0.0, 0.0, 0.0)
    mine, others = _comparable(one, other)
    for x in mine:
        for y in others:
            share, share_back, rest, rest_back = cover(one.words[x], other.words[y])
            total = share + share_back
            if total > best[0]:
                least = min(rest, rest_back) / RAREST
                best = (total, min(share, share_back), max(share, share_back), least)
    exact, part = _acronym(one, other)
    return (
        best[1],
        best[2],
        min(best[3], 2.0),
        exact,
        part,
        max(_place_conflict(one.places, other.places), _branch_conflict(one, other)),
        float(peoples_conflict(one.peoples, other.peoples)),
        float(bool(one.numbers and other.numbers and one.numbers != other.numbers)),
        float((one.municipality is None) != (other.municipality is None)),
        float(one.core_compact == other.core_compact),
        fuzz.token_sort_ratio(one.core, other.core) / 100,
        _conflict(one.kinds, other.kinds),
    )
