"""Municipalities of one name: which of them can be meant, and what decides between them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.places import HOME, bare_name, find_places, register, state_name
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loaders.places import Place

__all__ = ["called", "head_of", "is_beyond_doubt", "nearest", "places_meant", "usual", "with_addition"]

_ADDITION = re.compile(r"/.*$| (?:[abiouv]\. ?\S.*|(?:am|an|auf|bei|beim|im|in|ob|unter|unterm|vor) .*)$")
"""What tells a place from others of its name: "am Main", "i.d.OPf.", "/Havel"."""
_SMALL = frozenset(
    ["a", "am", "an", "auf", "b", "bei", "d", "der", "i", "im", "in", "o", "ob", "u", "unter", "v", "vor"]
)
_BRACKET = re.compile(r"\s*\([^()]*\)")
MANY_TIMES = 10
"""How many times larger than every other place of its name one must be to be meant by the name alone."""
_KNOWN = 20_000
_LAND, _DISTRICT, _AGS = 2, 5, 8
_POSTAL_AREAS = (5, 3, 2)


def head_of(short: str) -> str:
    """Leave out what tells a place from others of its name.

    Parameters
    ----------
    short
        Name without the title.

    Returns
    -------
    str
        The name by which people call it.

    Examples
    --------
    >>> head_of("Freiburg im Breisgau"), head_of("Weiden i.d.OPf."), head_of("Halle (Saale)")
    ('Freiburg', 'Weiden', 'Halle')
    """
    return _ADDITION.sub("", _BRACKET.sub("", short)).strip()


@cache
def _by_head() -> dict[str, tuple[str, ...]]:
    """Keys of the municipalities with an addition by their names without it."""
    found: dict[str, list[str]] = {}
    for place in register().values():
        head = fold(head_of(place.short))
        if len(place.ags) == _AGS and head != fold(_BRACKET.sub("", place.short)):
            found.setdefault(head, []).append(place.ags)
    return {name: tuple(keys) for name, keys in found.items()}


@lru_cache(maxsize=50_000)
def called(name: str) -> tuple[Place, ...]:
    """List every place that people call so, by its full name or without what tells it from others.

    Parameters
    ----------
    name
        As it stands in a list.

    Returns
    -------
    tuple of Place
        A federal state only when the name has no word such as "Stadt" before it, and then without namesakes.

    Examples
    --------
    >>> [place.short for place in called("Stadt Freiburg")]
    ['Freiburg (Elbe)', 'Freiburg im Breisgau']
    """
    places, bare = find_places(name), bare_name(name)
    if not places and _has_addition(bare):
        return _abbreviated(bare)
    if any(len(place.ags) == _DISTRICT for place in places):
        return places
    if any(len(place.ags) == _LAND for place in places):
        if bare == fold(name):
            return places
        places = tuple(place for place in places if len(place.ags) > _LAND)
    named = {place.ags for place in places}
    return (*places, *(register()[key] for key in _by_head().get(bare, ()) if key not in named))


def with_addition(name: str) -> tuple[Place, ...]:
    """List the places that a name means which says what tells them from others.

    Parameters
    ----------
    name
        As it stands in a list.

    Returns
    -------
    tuple of Place
        Empty for a name without an addition.

    Examples
    --------
    >>> [place.short for place in with_addition("Stadt Frankfurt/O., Jugendamt")], with_addition("Stadt Frankfurt")
    (['Frankfurt (Oder)'], ())
    """
    return called(name) if _has_addition(bare_name(name)) else ()


def _has_addition(bare: str) -> bool:
    return head_of(bare) not in {"", bare}


def _abbreviated(bare: str) -> tuple[Place, ...]:
    """Places whose addition is said in a shorter way: "Frankfurt a.M.", "Freiburg (Breisgau)", "Mülheim/Ruhr"."""
    said = _words_added(bare)
    return tuple(
        place
        for place in called(head_of(bare))
        if all(any(word.startswith(part) for word in _words_added(fold(place.short))) for part in said)
    )


def _words_added(folded: str) -> list[str]:
    """Words of what tells a place from others; of "v.d.H." only the last letter says something."""
    words = re.findall(r"[a-z]+", folded[len(head_of(folded)) :])
    return [word for word in words[:-1] if word not in _SMALL] + words[-1:]


def places_meant(name: str) -> tuple[Place, ...]:
    """Look a name up in the register and leave out the places that it does not mean where nothing else is said.

    Parameters
    ----------
    name
        As it stands in a list.

    Returns
    -------
    tuple of Place
        One when the name decides.

    Examples
    --------
    >>> [place.short for place in places_meant("Freiburg")]
    ['Freiburg im Breisgau']
    """
    return usual(called(name), name)


def usual(places: Sequence[Place], name: str, *, by_size: bool = True) -> tuple[Place, ...]:
    """Keep the places that a name usually means.

    Parameters
    ----------
    places
        Every place that can be called so.
    name
        As it stands in a list.
    by_size
        Whether a town elsewhere may be taken only because it is many times larger.

    Returns
    -------
    tuple of Place
        The largest when it is the only one with exactly that name, those at home, or a town many times larger than
        the others; a place at home does not stand against a place elsewhere that is many times larger.
    """
    if len(places) < 2:  # noqa: PLR2004 - nothing to choose between
        return tuple(places)
    first, second, *_ = sorted(places, key=lambda place: -_size(place))
    named = [place for place in places if fold(place.short) == bare_name(name)]
    if named == [first]:
        return (first,)
    inside = [place for place in places if place.ags.startswith(HOME)]
    if inside and (first in inside or _size(first) < MANY_TIMES * max(map(_size, inside))):
        return tuple(inside)
    if by_size and not inside and _size(first) >= max(_KNOWN, MANY_TIMES * _size(second)):
        return (first,)
    return tuple(places)


def is_beyond_doubt(place: Place, places: Sequence[Place], name: str) -> bool:
    """Tell whether a place has a name to itself or is many times larger than all others, so that nobody need be told.

    Parameters
    ----------
    place
        The one that was taken.
    places
        Every place that can be called so.
    name
        As it stands in a list.

    Returns
    -------
    bool
    """
    bare, others = bare_name(name), [other for other in places if other.ags != place.ags]
    shortened = bare == fold(head_of(place.short)) != fold(_BRACKET.sub("", place.short))
    return not shortened and all(_size(place) >= MANY_TIMES * _size(other) for other in others)


def nearest(places: Sequence[Place], *, near: str = "", postcode: str = "", state: str = "") -> tuple[Place, ...]:
    """Keep the places that fit what is said beside a name.

    Parameters
    ----------
    places
        Every place that can be called so.
    near
        Key of the place said beside the name: the place itself or another of its district.
    postcode
        Postcode; that of the town hall is known, others begin like it.
    state
        Name of the federal state.

    Returns
    -------
    tuple of Place
        All of them when nothing is said or nothing fits.
    """
    kept = tuple(places)
    if near:
        kept = _fitting(kept, near, lambda place: place.ags, (_AGS, _DISTRICT))
    if postcode:
        kept = _fitting(kept, postcode, lambda place: place.postcode, _POSTAL_AREAS)
    if state:
        kept = tuple(place for place in kept if fold(state_name(place.ags) or "") == fold(state)) or kept
    return kept


def _fitting(
    places: tuple[Place, ...], said: str, number: Callable[[Place], str], lengths: Sequence[int]
) -> tuple[Place, ...]:
    """Places whose number begins like the one that is said, as far as some do."""
    for length in lengths:
        found = tuple(place for place in places if number(place)[:length] == said[:length])
        if found:
            return found
    return places


def _size(place: Place) -> int:
    return place.population or 0
