"""What makes a new tie useful: five features, each with a sign fixed in advance and a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analysis._facts import Facts

__all__ = ["FEATURES", "Features", "log_scaled"]

FEATURES = ("shared_themes", "offer_and_need", "territory", "country", "new_group")
"""What makes a tie useful, in the order in which it is told when it counts the same."""

NEAR_KM = 50.0
SAME_DISTRICT = 0.8
BY_REGION = 0.4


@dataclass(frozen=True, eq=False)
class Features:
    """Features of every candidate for one focus.

    Attributes
    ----------
    facts
        What is on record.
    focus
        Municipality or organisation for which ties are looked for.
    candidates
        Ids, sorted.
    """

    facts: Facts
    focus: str
    candidates: tuple[str, ...]

    def table(self) -> dict[str, np.ndarray]:
        """Value of each feature for each candidate, 0 where nothing is known.

        Returns
        -------
        dict of ndarray of shape (n_candidates,)
        """
        return {name: np.asarray(getattr(self, name)(), dtype=float) for name in FEATURES}

    def shared_themes(self) -> np.ndarray:
        """Shared themes, rare ones more: sum of log(1 + N / number of those who have it)."""
        mine = self.focus_themes
        return np.array([sum(self.rarity(theme) for theme in mine & self.themes_of(name)) for name in self.candidates])

    @cached_property
    def focus_themes(self) -> frozenset[str]:
        """Themes of the focus; for a municipality also those of its deployments, meetings and own offices."""
        return self.themes_of(self.focus)

    def themes_of(self, name: str) -> frozenset[str]:
        """Themes that a stakeholder is known to work on, stated or by what it attended in a small circle."""
        found = set(self.facts.themes_of.get(name, ()))
        if self.facts.is_town(name):
            for item in self.facts.deployments_in.get(name, ()):
                found |= self.facts.themes_of.get(item, set())
            for actor in self.facts.actors_in.get(name, ()):
                if self.facts.group_of[actor] == "administration":
                    found |= self.facts.themes_of.get(actor, set())
        return frozenset(found)

    @cached_property
    def _theme_counts(self) -> Counter[str]:
        return Counter(
            t for name, themes in self.facts.themes_of.items() for t in themes if name in self.facts.group_of
        )

    def rarity(self, theme: str) -> float:
        """How telling a shared theme is: log of 1 + all over those who have it."""
        return float(np.log1p(len(self.facts.themes_of) / max(self._theme_counts[theme], 1)))

    def offer_and_need(self) -> np.ndarray:
        """Needs of one side that the other offers, both ways."""
        return np.array([float(len(self.exchange(name))) for name in self.candidates])

    def exchange(self, name: str) -> list[str]:
        """What one side looks for and the other offers."""
        offers, needs = self.facts.offers_of, self.facts.needs_of
        mine = needs.get(self.focus, set()) & offers.get(name, set())
        return sorted(mine | (offers.get(self.focus, set()) & needs.get(name, set())))

    def territory(self) -> np.ndarray:
        """Seat: 1 in the same municipality, less in the same district, then falling with the distance."""
        return np.array([self.nearness(name) for name in self.candidates])

    def nearness(self, name: str) -> float:
        """1 for the same municipality, 0.8 for the same district, exp(-km / 50) beyond; 0 where a seat is unknown."""
        here, there = self.facts.place_of.get(self.focus), self.facts.place_of.get(name)
        if here is None or there is None:
            return 0.0
        if here == there:
            return 1.0
        one, other = self.facts.district_of.get(here), self.facts.district_of.get(there)
        if one is not None and one == other:
            return SAME_DISTRICT
        distance = self.facts.kilometres(self.focus, name)
        return 0.0 if np.isnan(distance) else float(SAME_DISTRICT * np.exp(-distance / NEAR_KM))

    def country(self) -> np.ndarray:
        """Work with the countries that the focus has to do with: named 1, by region 0.4."""
        wanted = self.focus_countries
        return np.array([sum(self.country_fit(name, iso) for iso in wanted) for name in self.candidates])

    @cached_property
    def focus_countries(self) -> tuple[str, ...]:
        """Countries of the focus by ISO code: partner municipalities abroad, and what it works with itself."""
        found = {
            partner.country
            for partner in self.facts.partners_of.get(self.focus, ())
            if partner.country and partner.country != "DE" and partner.is_active
        }
        found |= {iso for iso in self.facts.isos_of(self.focus) if iso}
        return tuple(sorted(found))

    def country_fit(self, name: str, iso: str) -> float:
        """1 when the country is named, 0.4 when only its region is, else 0."""
        how = self.facts.works_with(name, iso)
        return {"country": 1.0, "region": BY_REGION}.get(how or "", 0.0)

    def new_group(self) -> np.ndarray:
        """Share of the candidate's contacts, and its own group, that the focus has no contact with yet."""
        mine = self.facts.contacts.get(self.focus, set())
        have = {self.facts.group_of[name] for name in mine}
        found = []
        for name in self.candidates:
            theirs = self.facts.contacts.get(name, set())
            fresh = len(theirs - mine - {self.focus}) / (len(theirs) + 1) if theirs else 0.0
            found.append(fresh + (self.facts.group_of[name] not in have))
        return np.array(found)


def log_scaled(values: np.ndarray) -> np.ndarray:
    """Bring a feature to a common scale: log(1 + x / mean of the positive values).

    Parameters
    ----------
    values
        At least 0.

    Returns
    -------
    ndarray
        0 stays 0; the mean of the positive values becomes log 2.
    """
    positive = values[values > 0]
    return np.log1p(values / positive.mean()) if len(positive) else np.zeros_like(values)
