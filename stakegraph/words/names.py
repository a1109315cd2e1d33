"""Names of countries and districts as they stand in a German sentence: with article, in their case."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import cast

__all__ = ["CASES", "Named", "country_name", "in_case", "theme_name"]

CASES = ("nom", "gen", "dat", "acc", "in", "von", "zu", "aus")
_MERGED = {"in dem": "im", "von dem": "vom", "zu dem": "zum", "zu der": "zur"}
_DISTRICT = re.compile(r"(Land)?[Kk]reis\b.*|.*[a-zäöüß]kreis|.*[- ]Kreis\b.*")
_REGION = re.compile(r"(Städter|StädteR|R)egion\b.*")
_KREIS = re.compile(r"([Kk]reis)\b")
_BENT = re.compile(r"(.+)er (Kreis)")


@cache
def _countries() -> dict[str, list[str]]:
    words = tomllib.loads(Path(__file__).with_name("de.toml").read_text("utf-8"))
    return cast("dict[str, list[str]]", words["countries"])


def in_case(name: str, case: str) -> str:
    """Put a name into a German sentence.

    Parameters
    ----------
    name
        Of a country or municipality; one that stands without an article stays as it is.
    case
        "nom", "dat", "acc", or a preposition: "in", "von", "zu", "aus"; "gen" is "von" where no article stands.

    Returns
    -------
    str

    Examples
    --------
    >>> in_case("Kreis Düren", "gen"), in_case("Jülich", "gen")
    ('des Kreises Düren', 'von Jülich')
    >>> in_case("Türkei", "dat"), in_case("Iran", "in"), in_case("Ghana", "in"), in_case("Märkischer Kreis", "in")
    ('der Türkei', 'im Iran', 'in Ghana', 'im Märkischen Kreis')
    """
    nominative, dative, accusative = _forms(name)
    if case in {"nom", "acc"}:
        return nominative if case == "nom" else accusative
    if case == "dat":
        return dative
    if case == "gen":
        if dative.startswith("dem ") and name not in _countries():
            return "des " + _KREIS.sub(r"\1es", dative[4:], count=1)
        case = "von"
    said = f"{case} {dative}"
    for two, one in _MERGED.items():
        if said.startswith(f"{two} "):
            return one + said[len(two) :]
    return said


def _forms(name: str) -> tuple[str, str, str]:
    if name in _countries():
        article, bare, bent = _countries()[name]
        dative = {"der": "dem", "die": "der", "das": "dem", "die…": "den"}[article]
        accusative = {"der": "den"}.get(article, article.rstrip("…"))
        return f"{article.rstrip('…')} {bare}", f"{dative} {bent}", f"{accusative} {bent if article == 'der' else bare}"
    bent_kreis = _BENT.fullmatch(name)
    if bent_kreis:
        stem = bent_kreis[1]
        return f"der {stem}e Kreis", f"dem {stem}en Kreis", f"den {stem}en Kreis"
    if _DISTRICT.fullmatch(name):
        return f"der {name}", f"dem {name}", f"den {name}"
    if _REGION.fullmatch(name):
        return f"die {name}", f"der {name}", f"die {name}"
    return name, name, name


class Named(str):
    """A name that a template can ask for in a case: ``{name:in}``; with a capital letter at the head of a sentence.

    Examples
    --------
    >>> "{0:In} und {1:in}".format(Named("Niederlande"), Named("Jülich"))
    'In den Niederlanden und in Jülich'
    """

    __slots__ = ()

    def __format__(self, format_spec: str) -> str:
        """Say it in the wanted case."""
        if format_spec.lower() not in CASES:
            return str.__format__(self, format_spec)
        said = in_case(str(self), format_spec.lower())
        return said[:1].upper() + said[1:] if format_spec[:1].isupper() else said


def theme_name(name: str) -> str:
    """Write a theme that is known only by its short form as people write it.

    Parameters
    ----------
    name
        Name; one with a capital letter stays as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> theme_name("foerderung"), theme_name("neue medien"), theme_name("Agenda 2030")
    ('Förderung', 'Neue medien', 'Agenda 2030')
    """
    if name != name.lower():
        return name
    for plain, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        name = re.sub(f"(?<![aeq]){plain}(?!ll)", umlaut, name)
    return name[:1].upper() + name[1:].replace("-", " ")


def country_name(name: str, *, lang: str = "de") -> str:
    """Name a country or a region of the world in a language.

    Parameters
    ----------
    name
        As it stands in the data, in German.
    lang
        "de" or "en".

    Returns
    -------
    str
        The name itself where no other one is known.

    Examples
    --------
    >>> country_name("Türkei"), country_name("Türkei", lang="en"), country_name("Atlantis", lang="en")
    ('Türkei', 'Türkiye', 'Atlantis')
    """
    return _english_countries().get(name, name) if lang == "en" else name


@cache
def _english_countries() -> dict[str, str]:
    from loaders.countries import countries, regions  # noqa: PLC0415 - German texts do without

    return {item.name_de: item.name_en for item in (*regions().values(), *countries().values())}
