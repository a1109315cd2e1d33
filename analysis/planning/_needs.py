"""What a meeting is about, as needs, and which organisations answer to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis._facts import DISTRICT_DIGITS
from graphmodel import NotFoundError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis._facts import Facts

__all__ = ["NEAR_KM", "Need", "Purpose", "purpose_of"]

PAIR = 0.5
NEAR_KM = 50.0
NOT_INVITED = frozenset({"municipality", "partner_abroad"})


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """One thing that somebody in the room should bring: a theme, a country, a group, or two of them at once.

    Attributes
    ----------
    theme, country, group
        Id of the theme, ISO code of the country, name of the group; "" where it does not matter.
    """

    theme: str = ""
    country: str = ""
    group: str = ""

    @property
    def weight(self) -> float:
        """1 for a single wish, half for two at once."""
        return 1.0 if sum(map(bool, (self.theme, self.country, self.group))) == 1 else PAIR

    @property
    def kind(self) -> str:
        """Which of the three it names."""
        return "+".join(name for name in ("theme", "country", "group") if getattr(self, name))

    @property
    def key(self) -> str:
        """Stable text."""
        return " ".join(part for part in (self.theme, self.country, self.group) if part)


@dataclass(frozen=True, eq=False)
class Purpose:
    """What a meeting is about and where.

    Attributes
    ----------
    facts
        What is on record.
    themes, countries, groups
        Ids of themes, ISO codes, groups of organisations.
    place
        Municipality in which it takes place, or None.
    radius_km
        How far guests come.
    """

    facts: Facts
    themes: tuple[str, ...]
    countries: tuple[str, ...]
    groups: tuple[str, ...]
    place: str | None
    radius_km: float

    @property
    def needs(self) -> list[Need]:
        """Every theme, country and group, and every two of different kinds; sorted."""
        themes = [Need(theme=item) for item in self.themes]
        countries = [Need(country=item) for item in self.countries]
        groups = [Need(group=item) for item in self.groups]
        pairs = [Need(theme=a, country=b) for a in self.themes for b in self.countries]
        pairs += [Need(theme=a, group=b) for a in self.themes for b in self.groups]
        pairs += [Need(country=a, group=b) for a in self.countries for b in self.groups]
        return sorted([*themes, *countries, *groups, *pairs])

    @cached_property
    def enough(self) -> dict[str, frozenset[str]]:
        """How a country must be known to count: named; by its region only where nobody in reach names it."""
        reach = [
            name for name, group in self.facts.group_of.items() if group not in NOT_INVITED and self.in_reach(name)
        ]
        named = {iso for iso in self.countries if any(self.facts.works_with(name, iso) == "country" for name in reach)}
        return {iso: frozenset({"country"} if iso in named else {"country", "region"}) for iso in self.countries}

    def covered_by(self, actor: str) -> set[Need]:
        """Give the needs that an organisation answers to."""
        have = self.facts.themes_of.get(actor, set())
        group = self.facts.group_of[actor]
        fits = {iso for iso in self.countries if self.facts.works_with(actor, iso) in self.enough[iso]}
        return {
            need
            for need in self.needs
            if (not need.theme or need.theme in have)
            and (not need.country or need.country in fits)
            and (not need.group or need.group == group)
        }

    def kilometres(self, actor: str) -> float:
        """Distance from the seat to the meeting, NaN where unknown."""
        return float("nan") if self.place is None else self.facts.kilometres(self.place, actor)

    def nearness(self, actor: str) -> float:
        """1 at the place, falling with the distance; half where the seat is unknown."""
        distance = self.kilometres(actor)
        return 0.5 if np.isnan(distance) else float(np.exp(-distance / NEAR_KM))

    def guests(self, *, required: Iterable[str], excluded: Iterable[str]) -> dict[str, set[Need]]:
        """Give those who may be asked with what they answer to: who shares theme or country, or is at the place.

        Where neither theme nor country is asked for, those whose seat near the place is on record.
        """
        asked = bool(self.themes or self.countries)
        local = set(self.facts.actors_in.get(self.place or "", ()))
        found = {}
        for actor, group in self.facts.group_of.items():
            if group in NOT_INVITED:
                continue
            covers = self.covered_by(actor)
            about = (
                any(need.theme or need.country for need in covers) if asked else bool(covers) and self._is_placed(actor)
            )
            elsewhere = group == "administration" and not self._in_district(actor)
            if (about and self.in_reach(actor) and not elsewhere) or actor in local:
                found[actor] = covers
        for actor in (*required, *excluded):
            found[actor] = self.covered_by(actor)
        return found

    def _in_district(self, actor: str) -> bool:
        """Offices and councils are asked only where they are at home; without a place, anywhere."""
        if self.place is None:
            return True
        here, there = self.facts.ags_of.get(self.place, " "), self.facts.ags_of.get(actor, "")
        return here[:DISTRICT_DIGITS] == there[:DISTRICT_DIGITS]

    def _is_placed(self, actor: str) -> bool:
        return self.place is None or actor in self.facts.place_of

    def in_reach(self, actor: str) -> bool:
        """Tell whether a seat is near enough, or not on record."""
        distance = self.kilometres(actor)
        return self.place is None or not self._is_placed(actor) or distance <= self.radius_km


def purpose_of(
    known: Facts,
    *,
    themes: Sequence[str],
    countries: Sequence[str],
    groups: Sequence[str],
    place: str | None,
    radius_km: float,
) -> Purpose:
    """Check what a meeting is about.

    Parameters
    ----------
    known
        What is on record.
    themes, countries, groups
        Ids of themes, ids or ISO codes of countries, groups of organisations.
    place
        Id of a municipality, or None.
    radius_km
        How far guests come, positive.

    Returns
    -------
    Purpose

    Raises
    ------
    NotFoundError
        A theme, country, group or place is not on record.
    ParameterError
        Nothing is asked for, or the radius is not positive.
    """
    if not radius_km > 0:
        msg = f"The 'radius_km' of invitations must be a positive number of kilometres. Got {radius_km!r} instead."
        raise ParameterError(msg)
    known_themes = set(known.snapshot.nodes("Theme")["id"])
    isos = {**{iso: iso for iso in known.country_ids}, **{name: iso for iso, name in known.country_ids.items()}}
    _require("theme", themes, known_themes)
    _require("country", countries, set(isos))
    _require("group", groups, set(known.group_of.values()) - NOT_INVITED)
    if place is not None:
        _require("municipality", (place,), {name for name in known.group_of if known.is_town(name)})
    if not (themes or countries or groups or place):
        msg = (
            "The 'purpose', 'countries', 'groups' and 'place' of invitations are all empty. Name at least one of them."
        )
        raise ParameterError(msg)
    codes = sorted({isos[item] for item in countries})
    return Purpose(known, tuple(sorted(set(themes))), tuple(codes), tuple(sorted(set(groups))), place, radius_km)


def _require(kind: str, given: Iterable[str], known: set[str]) -> None:
    for item in given:
        if item not in known:
            close = tuple(sorted(name for name in known if item.casefold() in name.casefold())[:5])
            hint = f" Close to it: {', '.join(close)}." if close else ""
            msg = f"There is no {kind} {item!r} on record.{hint}"
            raise NotFoundError(msg, candidates=close)
