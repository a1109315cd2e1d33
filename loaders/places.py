"""The German municipality register: keys read from cells, names looked up."""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from loaders.values import Parsed, fold, says_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "HOME",
    "Place",
    "bare_name",
    "find_places",
    "place_labels",
    "place_of",
    "read_key",
    "register",
    "short_name",
    "state_name",
]

_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?[eE][+-]?\d+$")
_NUMBER = re.compile(r"^(\d+)[.,]0+$")
_TAIL = re.compile(r", .*$")
_BRACKET = re.compile(r"\s*\([^()]*\)")
_AGS, _ARS, _DISTRICT, _LAND = 8, 12, 5, 2
HOME = "05"
"""Key of the federal state whose places are meant when a name occurs in several."""
CREDIT = "© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis, Gebietsstand 31.08.2025"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality, district or federal state of the register.

    Attributes
    ----------
    ags
        Key of 8, 5 or 2 digits.
    name
        Official name ("Köln, Stadt").
    kind
        ``stadt``, ``gemeinde``, ``kreis`` and so on.
    district
        Name of the district, empty for districts.
    postcode
        Postcode of the administration.
    population, lat, lon
        As in the register; None where it says nothing.
    """

    ags: str
    name: str
    kind: str
    district: str
    postcode: str
    population: int | None
    lat: float | None
    lon: float | None

    @property
    def short(self) -> str:
        """Name without the title: "Köln"."""
        return short_name(self.name)

    @property
    def id(self) -> str:
        """Id of its node in the graph."""
        return f"land-{self.ags}" if len(self.ags) == _LAND else f"mun-{self.ags}"


def short_name(name: str) -> str:
    """Leave the title out of an official name.

    Parameters
    ----------
    name
        "Köln, Stadt" or "Halle (Westf.), Stadt".

    Returns
    -------
    str
        "Köln" or "Halle (Westf.)".
    """
    return _TAIL.sub("", name)


@cache
def register() -> dict[str, Place]:
    """Read the bundled register.

    Returns
    -------
    dict
        Place by key.
    """
    packed = resources.files("loaders.reference").joinpath("municipalities_de.csv.gz").read_bytes()
    rows = csv.reader(gzip.decompress(packed).decode().splitlines())
    next(rows)
    return {
        ags: Place(
            ags,
            name,
            kind,
            district,
            postcode,
            int(population) if population else None,
            float(lat) if lat else None,
            float(lon) if lon else None,
        )
        for ags, name, kind, district, postcode, population, lat, lon in rows
    }


@cache
def _old_keys() -> dict[str, str]:
    text = resources.files("loaders.reference").joinpath("old_keys.csv").read_text(encoding="utf-8")
    return {row["old"]: row["new"] for row in csv.DictReader(text.splitlines())}


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for place in register().values():
        short = place.short
        for name in {place.name, short, _BRACKET.sub("", short), *_slash(short)}:
            found.setdefault(fold(name), []).append(place.ags)
    return {name: tuple(keys) for name, keys in found.items()}


def _slash(name: str) -> tuple[str, ...]:
    return tuple(name.split("/")) if "/" in name else ()


_HEADS = re.compile(
    r"^(?:die )?(?:stadtverwaltung|gemeindeverwaltung|kreisverwaltung|verwaltung|stadt|gemeinde|bundesstadt"
    r"|landeshauptstadt|kolpingstadt|klingenstadt|universitaetsstadt|hansestadt|markt|kreisstadt|flecken)"
    r"(?: der stadt| der gemeinde| des)? "
)
_WORDS = (
    (re.compile(r"\bst\.? "), "sankt "),
    (re.compile(r"\brheinl\b\.?"), "rhld."),
    (re.compile(r"\blandkreis\b|\blk\b"), "kreis"),
    (re.compile(r"(?:\ba\.? ?d\.? ?|\ban der )"), "an der "),
    (re.compile(r"\(\s*kreis\s*\)$|, kreis$"), ""),
)


@lru_cache(maxsize=50_000)
def find_places(name: str, *, within: str = "") -> tuple[Place, ...]:
    """Look a name up in the register.

    Parameters
    ----------
    name
        As it stands in a list: "Köln", "Stadt Köln", "Köln, Stadt", "Kreis Düren", "Halle/Westf.".
    within
        Prefix of the key, such as "05"; other places are left out when some lie inside.

    Returns
    -------
    tuple of Place
        Every place of that name; districts only when the name says so or nothing else fits.

    Examples
    --------
    >>> [place.ags for place in find_places("Stadt Jülich")]
    ['05358024']
    >>> [place.ags for place in find_places("Kreis Düren")]
    ['05358']
    """
    folded = fold(name).strip(" ,")
    district = bool(re.search(r"(?:^|\b)(?:land)?kreis |region |\(kreis\)|, kreis|kreis$|^lk ", folded))
    places: list[Place] = []
    for reading in _readings(folded):
        named = [register()[key] for key in _by_name().get(reading, ())]
        narrow = [place for place in named if (len(place.ags) == _DISTRICT) == district]
        if narrow:
            places = narrow
            break
        places = places or named
    inside = [place for place in places if within and place.ags.startswith(within)]
    return tuple(inside or places)


def bare_name(name: str) -> str:
    """Leave words such as "Stadt" in front of a name and the title behind it out.

    Parameters
    ----------
    name
        As it stands in a list.

    Returns
    -------
    str
        Folded.
    """
    return _TAIL.sub("", _HEADS.sub("", fold(name).strip(" ,")))


def _readings(folded: str) -> list[str]:
    readings = [folded]
    bare = _HEADS.sub("", folded)
    readings.append(bare)
    for text in (folded, bare):
        worded = text
        for pattern, words in _WORDS:
            worded = pattern.sub(words, worded).strip()
        readings.append(worded)
        readings.append(worded.replace("kreis ", "landkreis "))
        readings.append(re.sub(r"^(.*) \(kreis\)$|^(.*), kreis$", r"kreis \1\2", text))
        readings.append(_TAIL.sub("", text))
        readings.append(re.sub(r"^(\w+)[/ ]\(?(\w+\.?)\)?$", r"\1 (\2)", text))
        readings.append(text.removeprefix("kreis ").removeprefix("landkreis "))
    return list(dict.fromkeys(reading for reading in readings if reading))


def place_of(ags: str) -> Place | None:
    """Look a key up in the register.

    Parameters
    ----------
    ags
        Key of 8, 5 or 2 digits, today's or a former one.

    Returns
    -------
    Place or None
    """
    return register().get(ags) or register().get(_old_keys().get(ags, ""))


def state_name(ags: str) -> str | None:
    """Name the federal state of a key.

    Parameters
    ----------
    ags
        Key of any length from two digits.

    Returns
    -------
    str or None
    """
    place = place_of(ags[:_LAND])
    return place.name if place else None


def place_labels(keys: Sequence[str]) -> list[str]:
    """Name the places of some keys for people.

    Parameters
    ----------
    keys
        Keys of the register, or names of places that have none.

    Returns
    -------
    list of str
        Names, with the key behind them where names alone do not tell the places apart.

    Examples
    --------
    >>> place_labels(["05758012", "05758"]), place_labels(["01051089", "01056041"])
    (['Herford', 'Kreis Herford'], ['Quickborn 01051089', 'Quickborn 01056041'])
    """
    names = [place.short if (place := place_of(key)) else key for key in keys]
    if len(set(names)) == len(set(keys)):
        return names
    return [f"{name} {key}" for name, key in zip(names, keys, strict=True)]


def read_key(text: str, *, name: str = "") -> Parsed:
    """Read a municipality key from a cell.

    Parameters
    ----------
    text
        AGS (8 digits), ARS (12), district (5) or state (2), also with blanks or with the zero that Excel eats.
    name
        Name of the place in the same row, to offer the right key when it is unknown.

    Returns
    -------
    Parsed
        Key of the register as text; hints for restored zeros, former and regional keys; faults for everything
        that the register does not know.

    Examples
    --------
    >>> read_key("5358024").value, read_key("053580024024").value
    ('05358024', '05358024')
    >>> read_key("5,36E+06").code
    'ags_scientific'
    """
    if says_nothing(text):
        return Parsed()
    if _SCIENTIFIC.match(text.strip()):
        return Parsed(None, "ags_scientific", "error")
    number = _NUMBER.match(text.strip())
    digits = re.sub(r"[\s.\-/']", "", number[1] if number else text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > _ARS or len(digits) < _LAND - 1:
        return Parsed(None, "ags_form", "error")
    place, code = _resolve(digits)
    if place is None:
        return _unknown(digits, name)
    if number and code is None:
        code = "ags_number"
    if code is None:
        return Parsed(place.ags)
    return Parsed(place.ags, code, "warning", {"read_as": place.ags, "name": place.short})


def _resolve(digits: str) -> tuple[Place | None, str | None]:
    for text, zero in ((digits, False), ("0" + digits, True)):
        if len(text) == _ARS:
            key = text[:5] + text[9:]
            place = register().get(key) or register().get(text.rstrip("0")[:5].ljust(5, "0"))
            return place, "ags_from_ars"
        if len(text) in {_AGS, _DISTRICT, _LAND} and text in register():
            if zero:
                return register()[text], "ags_zero_restored"
            return register()[text], "ags_district" if len(text) == _DISTRICT else None
        if text in _old_keys():
            return register()[_old_keys()[text]], "ags_old"
        if len(text) == _AGS and text.endswith("000") and text[:5] in register():
            return register()[text[:5]], "ags_district"
    return None, None


def _unknown(digits: str, name: str) -> Parsed:
    """Say that a key is unknown and offer the place of that name."""
    if len(digits) not in {_AGS - 1, _AGS, _DISTRICT - 1, _DISTRICT, _ARS - 1, _ARS, _LAND}:
        return Parsed(None, "ags_form", "error")
    offers = find_places(name, within=digits[:2]) if name else ()
    offer = ""
    offer_en = ""
    if offers:
        offer = f" Gemeint ist vielleicht {offers[0].ags} ({offers[0].short})."
        offer_en = f" Perhaps {offers[0].ags} ({offers[0].short}) is meant."
    return Parsed(None, "ags_unknown", "error", {"offer": {"de": offer, "en": offer_en}})
