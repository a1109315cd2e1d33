"""Municipalities in the names of organisations: which name is a municipality itself, which only mentions one."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from loaders.namesakes import MANY_TIMES, head_of, nearest, usual, with_addition
from loaders.places import HOME, Place, place_of, register
from loaders.resolve.normalise import clean, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "home_words",
    "is_town",
    "mentioned_places",
    "municipality_at",
    "municipality_of",
    "plates",
    "town_in",
    "towns_of",
]

_KNOWN_ABROAD = 20_000
_DISTRICT = 5
_HEAD = re.compile(
    r"^(?:die )?(?:stadtverwaltung|kreisverwaltung|gemeindeverwaltung|landratsamt|stadt und gemeinde|stadt|gemeinde"
    r"|kommune|bundesstadt|landeshauptstadt|kolpingstadt|klingenstadt|universitaetsstadt|hansestadt|rathaus|markt"
    r"|kreisstadt|stadtgemeinde|municipality of|city of)\b"
)
_OFFICE = (
    r"(?:\w*amt|\w*behoerde|\w*buero|referat|dezernat|\w*kaemmerei|fachbereich|fachdienst|fb|abteilung|sachgebiet"
    r"|(?:gleichstellungs|fach|stabs|koordinierungs|anlauf|geschaefts|presse)?stelle"
    r"|\w*buergermeister(?:in)?|landrat|landraetin|\w*beauftragter?)"
)
_OF_TOWN = re.compile(rf"^{_OFFICE}\b.*?\b(?:der |des )?(stadt|kreis(?:es)?|gemeinde|stadtverwaltung) (.+)$")
_ADMINISTRATION = re.compile(r"^(\w+?)er (?:stadtverwaltung|kreisverwaltung|rathaus)$")
_TITLES = frozenset(
    [
        "stadt",
        "universitaetsstadt",
        "kolpingstadt",
        "klingenstadt",
        "hansestadt",
        "bundesstadt",
        "landeshauptstadt",
        "stadtverwaltung",
        "gemeinde",
        "gemeindeverwaltung",
        "kreisverwaltung",
        "verwaltung",
        "stadtkreis",
        "kreisfreie",
    ]
)
_SEPARATED = re.compile(r"[,;/(]| - ")
_OWN_BODIES = re.compile(
    r"\b(?:integrationsrat|integrationsausschuss|stadtwerke|sparkasse|krankenhaus|klinikum|volkshochschule"
    r"|kommunales integrationszentrum|auslaenderbeirat|migrationsbeirat|jugendring|sportbund|seniorenbeirat)\b"
)


@cache
def _everyday() -> frozenset[str]:
    """Names of towns that are words of every day too."""
    text = resources.files("loaders.reference").joinpath("everyday_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


@cache
def _gazetteer() -> dict[str, tuple[str, int]]:
    """Normalised name to key and population: at home all, elsewhere the larger ones; districts by their full name."""
    found: dict[str, tuple[str, int]] = {}
    for place in register().values():
        if len(place.ags) < _DISTRICT:
            found.setdefault(normalise(place.name), (place.ags, 0))
            continue
        if len(place.ags) == _DISTRICT:
            for name in _district_names(place.short):
                found[name] = (place.ags, 0)
            continue
        population = place.population or 0
        if not place.ags.startswith(HOME) and population < _KNOWN_ABROAD:
            continue
        for name in _town_names(place.short):
            if name in _everyday() and not place.ags.startswith(HOME):
                continue
            if name not in found or population > found[name][1]:
                found[name] = (place.ags, population)
    return found | _larger(found)


def _larger(found: Mapping[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """Names that a place many times larger has too, with an addition: Frankfurt is not Frankfurt (Oder)."""
    larger: dict[str, tuple[str, int]] = {}
    for place in register().values():
        head, population = normalise(head_of(place.short)), place.population or 0
        known = larger.get(head) or found.get(head)
        if known and len(place.ags) > _DISTRICT and population >= MANY_TIMES * known[1] > 0:
            larger[head] = (place.ags, population)
    return {name: entry for name, entry in larger.items() if not found[name][0].startswith(HOME)}


@cache
def _every_town() -> dict[str, tuple[str, ...]]:
    """Normalised name of every municipality to its keys, for names behind a head word."""
    found: dict[str, list[str]] = {}
    for place in register().values():
        if len(place.ags) > _DISTRICT:
            for name in _town_names(place.short) | {normalise(head_of(place.short))}:
                found.setdefault(name, []).append(place.ags)
    return {name: tuple(keys) for name, keys in found.items()}


def _town_names(short: str) -> set[str]:
    names = {normalise(short), normalise(re.sub(r"\s*\([^()]*\)", "", short)), normalise(short.replace("/", " "))}
    if "an der ruhr" in normalise(short):
        names.add(normalise(short).removesuffix(" an der ruhr"))
    return {name for name in names if name}


def _district_names(short: str) -> set[str]:
    name = normalise(short)
    names = {name}
    bare = re.sub(r"^(?:land)?kreis ", "", name)
    if bare != name:
        names |= {f"kreis {bare}", f"landkreis {bare}"}
    landscape = name.removesuffix(" kreis")
    if landscape != name and " " in landscape:
        names.add(landscape)
    return names


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(len(name.split()) for name in _gazetteer())


@lru_cache(maxsize=200_000)
def mentioned_places(name: str) -> tuple[tuple[int, int, str], ...]:
    """List the municipalities that a normalised name mentions.

    Parameters
    ----------
    name
        Result of `normalise`.

    Returns
    -------
    tuple
        First word, word after the last, key; the longest names win.
    """
    words, found, start = name.split(), [], 0
    while start < len(words):
        for length in range(min(_longest(), len(words) - start), 0, -1):
            known = _gazetteer().get(" ".join(words[start : start + length]))
            if known:
                found.append((start, start + length, known[0]))
                start += length
                break
        else:
            start += 1
    return tuple(found)


def is_town(name: str) -> bool:
    """Tell whether a text is nothing but the name of a place, which says where somebody is and not who.

    Parameters
    ----------
    name
        Part of a cell.

    Returns
    -------
    bool
    """
    return normalise(name) in _gazetteer()


def home_words(name: str) -> frozenset[str]:
    """Keys of the municipalities that a normalised name mentions, everyday words left out.

    Parameters
    ----------
    name
        Result of `normalise`.

    Returns
    -------
    frozenset of str
    """
    words = name.split()
    return frozenset(
        key
        for start, end, key in mentioned_places(name)
        if end - start > 1 or words[start] not in _everyday() or _HEAD.match(name)
    )


@lru_cache(maxsize=50_000)
def _one_letter_off(word: str) -> str | None:
    """Name of a municipality at home that a mistyped word means, when only one comes close."""
    if len(word) < 5:  # noqa: PLR2004 - short names are all alike
        return None
    allowed = 1 if len(word) < 9 else 2  # noqa: PLR2004
    close = sorted(
        (DamerauLevenshtein.distance(word, name, score_cutoff=allowed), name)
        for name in _gazetteer()
        if name.count(" ") == word.count(" ") and name[0] == word[0] and abs(len(name) - len(word)) <= allowed
    )
    close = [entry for entry in close if entry[0] <= allowed]
    if not close or (len(close) > 1 and close[0][0] == close[1][0]):
        return None
    return close[0][1]


def municipality_of(name: str) -> str | None:
    """Tell which municipality or district an administration's name means.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str or None
        Key; None when the name is not that of an administration or one of its offices, or of one of several towns.

    Examples
    --------
    >>> municipality_of("Stadt Jülich, Amt für Familie, Generationen und Integration")
    '05358024'
    >>> municipality_of("Stadt Hamm - Der Oberbürgermeister"), municipality_of("Jugendamt des Kreises Soest")
    ('05915000', '05974')
    >>> municipality_of("Integrationsrat der Stadt Köln") is None
    True
    """
    return municipality_at(name, None)


@lru_cache(maxsize=200_000)
def municipality_at(name: str, place: str | None) -> str | None:
    """Tell which municipality or district an administration's name means, with what is known of its seat.

    Parameters
    ----------
    name
        Text of a cell.
    place
        Key of the place said beside it, None when nothing is.

    Returns
    -------
    str or None
        Key; None when neither the place nor the name decides between several.

    Examples
    --------
    >>> municipality_at("Stadt Freiburg", None), municipality_at("Stadt Freiburg", "03359018")
    ('08311000', '03359018')
    """
    town, keys = _meant(name)
    if len(keys) < 2:  # noqa: PLR2004 - nothing to choose between
        return keys[0] if keys else None
    places = nearest([found for key in keys if (found := place_of(key))], near=place or "")
    chosen = usual(places, town)
    return chosen[0].ags if len(chosen) == 1 else None


@lru_cache(maxsize=50_000)
def towns_of(name: str) -> tuple[Place, ...]:
    """List every municipality or district that an administration's name can mean.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    tuple of Place
        The largest first.
    """
    places = (place for key in _meant(name)[1] if (place := place_of(key)))
    return tuple(sorted(places, key=lambda place: -(place.population or 0)))


def town_in(name: str) -> str:
    """Name of the town in an administration's name, empty when there is none.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str
        Normalised.
    """
    return _meant(name)[0]


@lru_cache(maxsize=200_000)
def _meant(name: str) -> tuple[str, tuple[str, ...]]:
    """Name of the town in that of an administration, and the keys of all that are called so."""
    text = normalise(name)
    if not text or _OWN_BODIES.search(text):
        return _NOBODY
    office = _ADMINISTRATION.match(text)
    if office and office[1] in _gazetteer():
        return office[1], _keys(office[1])
    town = _OF_TOWN.match(text)
    if town:
        return town[2], _district_of(town[2]) if town[1].startswith("kreis") else _keys(town[2], f"kreis {town[2]}")
    head = _HEAD.match(text)
    if head:
        exact = with_addition(clean(name))
        return (text, tuple(place.ags for place in exact)) if exact else _behind_head(text, head[0], clean(name))
    return _leading(text, clean(name))


_NOBODY: tuple[str, tuple[str, ...]] = ("", ())


def _keys(town: str, *others: str) -> tuple[str, ...]:
    """Keys of all that are called so."""
    known = next((found for name in (town, *others) if (found := _gazetteer().get(name))), None)
    return _every_town().get(town, ()) or ((known[0],) if known else ())


def _behind_head(text: str, head: str, name: str) -> tuple[str, tuple[str, ...]]:
    words = text.split()
    skip = len(head.split())
    while len(words) > skip and words[skip] in {"der", "des", "stadt", "gemeinde", "von"}:
        skip += 1
    district = "kreisverwaltung" in head or "landratsamt" in head
    for length in range(min(5, len(words) - skip), 0, -1):
        town = " ".join(words[skip : skip + length])
        rest = words[skip + length :]
        if rest and not _is_office(rest, name):
            continue
        keys = (_district_of(town) if district else ()) or _keys(town)
        if keys:
            return town, keys
    if len(words) > skip and len(words) - skip <= 3:  # noqa: PLR2004 - no name at home has more words
        close = _one_letter_off(" ".join(words[skip:]))
        return (close, (_gazetteer()[close][0],)) if close else _NOBODY
    return _NOBODY


def _district_of(town: str) -> tuple[str, ...]:
    known = _gazetteer().get(f"kreis {town}") or _gazetteer().get(f"landkreis {town}") or _gazetteer().get(town)
    return (known[0],) if known else ()


def _is_office(rest: list[str], name: str) -> bool:
    """Whether what follows the town is one of its offices and not a body of its own."""
    rest = rest[1:] if len(rest) > 1 and rest[0] in {"der", "die", "das"} else rest
    if re.fullmatch(_OFFICE, rest[0]) or rest[0] in _TITLES:
        return True
    return bool(_SEPARATED.search(name)) and any(re.fullmatch(_OFFICE, word) for word in rest)


def _leading(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Read "Jülich, Stadt" and "Kreis Düren": the town first, nothing but titles or an office behind it."""
    places = mentioned_places(text)
    if not places or places[0][0] != 0 or len(places[0][2]) < _DISTRICT:
        return _NOBODY
    _, end, key = places[0]
    words = text.split()
    town, rest = " ".join(words[:end]), words[end:]
    if all(word in _TITLES or word in {"der", "die"} for word in rest):
        return town, (key,) if len(key) == _DISTRICT else _keys(town)
    return (town, (key,)) if len(key) == _DISTRICT and _is_office(rest, name) else _NOBODY


@cache
def plates() -> dict[str, str]:
    """Letters of number plates that stand for a town in a name ("Flüchtlingshilfe KA").

    Returns
    -------
    dict
        Letters to normalised name.
    """
    text = resources.files("loaders.reference").joinpath("plates.csv").read_text(encoding="utf-8")
    return {row["letters"]: normalise(row["town"]) for row in csv.DictReader(text.splitlines())}
