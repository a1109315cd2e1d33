"""Countries and regions of the world by their German and English names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from loaders.values import Parsed, fold, says_nothing

__all__ = [
    "LIST_OF_COUNTRIES",
    "Country",
    "countries",
    "country_of",
    "possible_countries",
    "read_area",
    "read_country",
    "regions",
]

LIST_OF_COUNTRIES = "Länderverzeichnis (Namen nach Unicode CLDR)"
"""Source of what the bundled table says."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country, or a region when it has no code.

    Attributes
    ----------
    id
        Id of its node in the graph: ``country-GH``, ``region-africa``.
    iso2
        Two letters; empty for a region.
    name_de, name_en
        Names.
    region
        Part of the world, in German; empty for a region.
    """

    id: str
    iso2: str
    name_de: str
    name_en: str
    region: str


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("loaders.reference").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def countries() -> dict[str, Country]:
    """Read the bundled table of countries.

    Returns
    -------
    dict
        Country by two-letter code.
    """
    return {
        row["iso2"]: Country(f"country-{row['iso2']}", row["iso2"], row["name_de"], row["name_en"], row["region"])
        for row in _rows("countries.csv")
    }


@cache
def regions() -> dict[str, Country]:
    """Read the bundled table of regions.

    Returns
    -------
    dict
        Region by id.
    """
    return {row["id"]: Country(row["id"], "", row["name_de"], row["name_en"], "") for row in _rows("regions.csv")}


@cache
def _country_words() -> dict[str, tuple[str, bool]]:
    """Folded word to code and whether it is another name than the usual one."""
    words: dict[str, tuple[str, bool]] = {}
    for row in _rows("countries.csv"):
        for name in row["alternatives"].split("|"):
            words.setdefault(_key(name), (row["iso2"], True))
    for row in _rows("countries.csv"):
        for name in (row["name_de"], row["name_en"], row["iso3"]):
            words[_key(name)] = (row["iso2"], False)
    for row in _rows("countries.csv"):
        words.setdefault(row["iso2"].casefold(), (row["iso2"], False))
    words.pop("", None)
    return words


@cache
def _region_words() -> dict[str, str]:
    words = {}
    for row in _rows("regions.csv"):
        for name in (row["name_de"], row["name_en"], row["id"], *row["alternatives"].split("|")):
            words[_key(name)] = row["id"]
    words.pop("", None)
    return words


@cache
def _ambiguous() -> dict[str, tuple[str, ...]]:
    return {_key(row["word"]): tuple(row["candidates"].split("|")) for row in _rows("ambiguous_countries.csv")}


def _key(name: str) -> str:
    key = fold(name).replace("&", "und").replace("’", "").replace("'", "").replace("-", " ").replace(".", "")
    return key.removeprefix("republik ") if key != "republik kongo" else key


def country_of(code: str) -> Country | None:
    """Look a code up.

    Parameters
    ----------
    code
        Two letters.

    Returns
    -------
    Country or None
    """
    return countries().get(code.upper())


def read_country(text: str) -> Parsed:
    """Read the name or code of one country.

    Parameters
    ----------
    text
        German or English name, a former name, a two- or three-letter code.

    Returns
    -------
    Parsed
        Two-letter code; a hint when another name than today's was used; ``country_ambiguous`` (a warning) or
        ``country_unknown``.

    Examples
    --------
    >>> read_country("Elfenbeinküste").value, read_country("Kongo").code
    ('CI', 'country_ambiguous')
    """
    if says_nothing(text):
        return Parsed()
    key = _key(text)
    if key in _ambiguous():
        names = [f"{countries()[code].name_de} ({code})" for code in _ambiguous()[key]]
        return Parsed(None, "country_ambiguous", "warning", {"candidates": names})
    found = _country_words().get(key)
    if found is None:
        return Parsed(None, "country_unknown", "error")
    code, other = found
    if other:
        return Parsed(code, "country_mapped", "note", {"read_as": f"{countries()[code].name_de} ({code})"})
    return Parsed(code)


def possible_countries(text: str) -> tuple[str, ...]:
    """List the countries that an ambiguous name can mean.

    Parameters
    ----------
    text
        Name of a country.

    Returns
    -------
    tuple of str
        Two-letter codes; empty when the name is not ambiguous.

    Examples
    --------
    >>> possible_countries("Kongo")
    ('CD', 'CG')
    """
    return _ambiguous().get(_key(text), ())


def read_area(text: str) -> Parsed:
    """Read a country or a region of the world.

    Parameters
    ----------
    text
        As for `read_country`, or "Westafrika", "Lateinamerika", "weltweit" and the like.

    Returns
    -------
    Parsed
        Id of the node: ``country-GH`` or ``region-west-africa``.
    """
    region = _region_words().get(_key(text))
    if region:
        return Parsed(region)
    parsed = read_country(text)
    if parsed.value is None:
        return parsed
    return Parsed(countries()[parsed.value].id, parsed.code, parsed.severity, parsed.params)
