"""Persons in the place of an organisation: they are not stored."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from loaders.resolve.municipalities import mentioned_places
from loaders.resolve.normalise import ORGANISATION_WORDS, SALUTATION, clean, normalise
from loaders.resolve.telling import is_usual

__all__ = ["person_shape"]

_PERSON_WORDS = frozenset({"privat", "privatperson", "einzelperson", "privatpersonen", "person", "bürger", "bürgerin"})
_LAST_FIRST = re.compile(r"^[A-ZÄÖÜ][a-zäöüß-]+, ?[A-ZÄÖÜ][a-zäöüß-]+(?: [A-ZÄÖÜ][a-zäöüß-]+)?$")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"^[+(]?\d[\d ()/.+-]{5,}$")
_NAMES = re.compile(
    r"([^\W\d_]+)(?:-[^\W\d_]+)?(?: (?!{0}\b)([^\W\d_]+))? (?:{0}[ -])*([^\W\d_][\w'’-]+)".format(
        "(?:von|van|zu|de|da|dos|del|di|el|al|abu|ben|bin|ibn)"
    ),
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def person_shape(name: str) -> str | None:
    """Tell whether a cell for an organisation holds a person instead.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str or None
        ``mail``, ``phone``, ``private``, ``person``, ``name`` (a given and a family name, which may also be what a
        church or a school is called after), or None when nothing points to one. A salutation beside an organisation
        is no fault: `readings` finds the organisation.

    Examples
    --------
    >>> person_shape("Musterfrau, Erika"), person_shape("Hamza Öztürk"), person_shape("Haus Afrika e.V.")
    ('person', 'name', None)
    """
    text = clean(name)
    if _MAIL.search(text):
        return "mail"
    if _PHONE.match(text):
        return "phone"
    if text.casefold().strip(" .-") in _PERSON_WORDS:
        return "private"
    if ORGANISATION_WORDS.search(text):
        return None
    greeted = SALUTATION.match(text) and not re.search(r"[,;/()]| - ", text)
    return "person" if greeted or _LAST_FIRST.match(text) else _given_and_family_name(text)


def _given_and_family_name(text: str) -> str | None:
    """Tell "Erika Musterfrau" from "Erika Aachen" and "Erika Theater": a family name is no place and no usual word."""
    found = _NAMES.fullmatch(text)
    if found is None or not text[:1].isupper():
        return None
    first, second, family = found.groups()
    given = _given_names()
    if first.casefold() not in given or (second and second.casefold() not in given):
        return None
    word = normalise(family)
    return "name" if family[:1].isupper() and not is_usual(word) and not mentioned_places(word) else None


@cache
def _given_names() -> frozenset[str]:
    text = resources.files("loaders.reference").joinpath("given_names.csv").read_text(encoding="utf-8")
    return frozenset(text.casefold().split()[1:])
