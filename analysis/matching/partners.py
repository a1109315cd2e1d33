"""Countries abroad that would suit as a partner: where a local organisation works, where neighbours have partners."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.matching.features import NEAR_KM, log_scaled
from analysis.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis._facts import Facts

__all__ = ["Partnerships", "hidden_partner_ranks", "partner_rows"]

NAMES_SHOWN = 3
NEIGHBOUR_KM = 40
HIDDEN = 1 / 7
FAR_REGIONS = ("afrika", "amerika", "karibik", "asien", "ozeanien")
SHARE_KNOWN = 3
LIKELY = {"popular": 1.0, "nearby": 2.0, "similar_size": 1.0, "chosen_together": 1.0, "local": 1.0}
"""Towns nearby count double: alone the strongest sign among 1,688 towns, where 15 % of the partnerships were hidden."""


@dataclass(frozen=True, eq=False)
class Partnerships:
    """Which German municipality has a partner in which country.

    Attributes
    ----------
    facts
        What is on record.
    """

    facts: Facts

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """German municipalities with a partner abroad, sorted."""
        found = (town for town in self.facts.partners_of if self.facts.group_of.get(town) == "municipality")
        return tuple(sorted(town for town in found if self._countries(town)))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """ISO codes of the countries, sorted; with those that organisations work with."""
        found = {iso for town in self.towns for iso in self._countries(town)}
        return tuple(
            sorted(found | {iso for name in self.facts.countries_of for iso in self.facts.isos_of(name)} - {"DE"})
        )

    def _countries(self, town: str) -> set[str]:
        partners = self.facts.partners_of.get(town, ())
        return {partner.country for partner in partners if partner.country and partner.is_active} - {"DE"}

    def keys(self, town: str, countries: Collection[str]) -> list[str]:
        """Keys of the partnerships of a town with some countries."""
        partners = self.facts.partners_of.get(town, ())
        return [partner.key for partner in partners if partner.country in countries and partner.is_active]

    @cached_property
    def matrix(self) -> np.ndarray:
        """1 where a town (row) has a partner in a country (column)."""
        place = {iso: k for k, iso in enumerate(self.countries)}
        found = np.zeros((len(self.towns), len(self.countries)))
        for row, town in enumerate(self.towns):
            for iso in self._countries(town):
                found[row, place[iso]] = 1.0
        return found

    def of(self, town: str) -> np.ndarray:
        """One row of the matrix, also for a town that has no partner."""
        return self.matrix[self.towns.index(town)] if town in self.towns else np.zeros(len(self.countries))

    def kilometres(self, town: str) -> np.ndarray:
        """Distance from a town to each town of the matrix, infinite where unknown and to itself."""
        found = np.array([self.facts.kilometres(town, other) for other in self.towns])
        found[[k for k, other in enumerate(self.towns) if other == town]] = np.nan
        return np.where(np.isnan(found), np.inf, found)

    def size_likeness(self, town: str) -> np.ndarray:
        """1 for towns of the same size, falling with the ratio of the populations."""
        sizes = self.facts.population_of
        mine = sizes.get(town)
        if not mine:
            return np.zeros(len(self.towns))
        others = np.array([sizes.get(other) or np.nan for other in self.towns], dtype=float)
        likeness = np.exp(-np.abs(np.log(others / mine)))
        likeness[[k for k, other in enumerate(self.towns) if other == town]] = 0.0
        return np.nan_to_num(likeness)


def partner_rows(known: Facts, focus: str, top: int) -> list[dict[str, Any]]:
    """Suggest countries for a German municipality, or for that of an organisation.

    Parameters
    ----------
    known
        What is on record.
    focus
        Id of a municipality or an organisation.
    top
        Length of each list.

    Returns
    -------
    list of dict
        Rows as of `analysis.matches`, the target being a Country.
    """
    town = known.place_of.get(focus)
    every = Partnerships(known)
    if town is None or known.group_of.get(town) != "municipality" or not every.countries:
        return []
    has = every.of(town)
    local = _local(known, town, every.countries, asking=focus)
    fits = np.array([sum(fit for _, fit in found) for found in local])
    scaled = _scaled(every.matrix, has, every.kilometres(town), every.size_likeness(town), fits)
    likely = _likely(scaled)
    useful = np.where(scaled["local"] > 0, 2 * scaled["local"] + scaled["nearby"] + _far(known, every.countries), 0.0)
    rows = []
    asked: Counter[str] = Counter()
    seen: set[int] = set()
    for lens, points in (("likely", likely), ("useful", useful)):
        open_points = np.where(has > 0, 0.0, points)
        order = np.lexsort((np.arange(len(points)), -np.round(open_points, 9)))
        chosen = order[open_points[order] > 0][:top]
        for rank, k in enumerate(chosen, start=1):
            if k not in seen:
                local[k] = _least_asked_first(known, town, local[k], asked)
            seen.add(k)
            row = _row(every, town, int(k), scaled, local[k])
            if focus != town and known.works_with(focus, every.countries[k]) == "country":  # the one who asks does
                row["objections"] = []
            rows.append({"lens": lens, "rank": rank, "points": float(open_points[k]), **row})
    return rows


def _least_asked_first(
    known: Facts, town: str, local: list[tuple[str, float]], asked: Counter[str]
) -> list[tuple[str, float]]:
    """Put first, among those who fit as well and sit as near, who has opened the fewest doors in these lists so far."""
    if not local:
        return local
    here = set(known.actors_in.get(town, ()))
    alike = [item for item in local if item[1] == local[0][1] and (item[0] in here) == (local[0][0] in here)]
    first = min(alike, key=lambda item: asked[item[0]])
    asked[first[0]] += 1
    return [first, *(item for item in local if item != first)]


def _scaled(
    matrix: np.ndarray, has: np.ndarray, km: np.ndarray, alike: np.ndarray, local: np.ndarray
) -> dict[str, np.ndarray]:
    """Features of every country for one town, on a common scale."""
    sizes = np.sqrt(np.maximum(matrix.sum(axis=1), 1.0))
    features = {
        "popular": matrix.sum(axis=0),
        "nearby": np.exp(-km / NEAR_KM) @ matrix,
        "similar_size": alike @ matrix,
        "chosen_together": (has @ matrix.T / sizes) @ matrix,
        "local": local,
    }
    return {name: log_scaled(values) for name, values in features.items()}


def _likely(scaled: dict[str, np.ndarray]) -> np.ndarray:
    return np.asarray(sum(LIKELY[name] * values for name, values in scaled.items()))


def hidden_partner_ranks(known: Facts, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Hide every seventh partnership and tell at which place its country would have been suggested.

    Parameters
    ----------
    known
        What is on record.
    seed
        For the choice of what is hidden.

    Returns
    -------
    tuple of ndarray
        One place per hidden pair of a municipality and a country, 1 is first; equal points share the middle place. By
        the points of the suggestions, and by how many municipalities have a partner there.

    Notes
    -----
    Partnerships mostly carry no date, so this is a milder test than a cut in time: what was agreed later is seen.
    """
    every = Partnerships(known)
    held = every.matrix > 0
    hidden = held & (np.random.default_rng(seed).random(held.shape) < HIDDEN)
    left = np.where(hidden, 0.0, every.matrix)
    places: tuple[list[float], list[float]] = ([], [])
    for row in np.flatnonzero(hidden.any(axis=1)):
        town = every.towns[row]
        fits = [sum(fit for _, fit in found) for found in _local(known, town, every.countries)]
        others = left.copy()
        others[row] = 0.0
        scaled = _scaled(others, left[row], every.kilometres(town), every.size_likeness(town), np.array(fits))
        is_open, asked = left[row] == 0, hidden[row]
        for found, raw in zip(places, (_likely(scaled), scaled["popular"]), strict=True):
            points = np.round(raw, 9)
            for one in points[asked]:
                higher, equal = (points[is_open] > one).sum(), (points[is_open] == one).sum()
                found.append(float(higher + (1 + equal) / 2))
    return np.array(places[0]), np.array(places[1])


def _local(
    known: Facts, town: str, countries: tuple[str, ...], *, asking: str | None = None
) -> list[list[tuple[str, float]]]:
    """Organisations of the town and its district that work with each country, but who asks, the closest fit first."""
    here = set(known.actors_in.get(town, ()))
    there = sorted((here | set(known.district_actors(town))) - {asking})
    found = []
    for iso in countries:
        fits = [
            (actor, {"country": 1.0, "region": 0.4}.get(known.works_with(actor, iso) or "", 0.0)) for actor in there
        ]
        found.append(
            sorted((item for item in fits if item[1] > 0), key=lambda item: (-item[1], item[0] not in here, item[0]))
        )
    return found


def _far(known: Facts, countries: tuple[str, ...]) -> np.ndarray:
    """Half a point for countries of the Global South: that is what this consulting is for."""
    regions = [(known.region_of.get(iso) or "").casefold() for iso in countries]
    return np.array([0.5 * any(word in region for word in FAR_REGIONS) for region in regions])


def _row(
    every: Partnerships, town: str, k: int, scaled: dict[str, np.ndarray], local: list[tuple[str, float]]
) -> dict[str, Any]:
    known, iso, km = every.facts, every.countries[k], every.kilometres(town)
    base = {"focus": known.names[town], "country": known.country_names.get(iso, iso)}
    neighbours = [i for i in np.argsort(km, kind="stable") if every.matrix[i, k] and km[i] <= NEIGHBOUR_KM]
    alike = every.size_likeness(town) * every.matrix[:, k]
    similar = [i for i in np.argsort(-alike, kind="stable") if alike[i] > 0.5]  # noqa: PLR2004 - at most twice the size
    n_kinds = 1 + bool(local) + bool(neighbours) + bool(similar)
    similar = [] if set(similar[:NAMES_SHOWN]) <= set(neighbours[:NAMES_SHOWN]) else similar  # said already
    holders = [int(i) for i in np.flatnonzero(every.matrix[:, k])]
    fitting = [actor for actor, fit in local if fit == local[0][1]]  # working with the region is not with the country
    told = {
        "local": local
        and Reason(
            "partner.local" if local[0][1] >= 1 else "partner.local_region",
            {
                **base,
                "names": [known.names[actor] for actor in fitting[:NAMES_SHOWN]],
                "n": len(fitting),
                "variant": _where(known, town, fitting),
            },
            tuple(source for actor in fitting for source in known.source_of(actor)),
        ),
        "nearby": neighbours
        and Reason(
            "partner.nearby",
            {**base, "towns": _names(every, neighbours, iso), "n": len(neighbours), "variant": _one(neighbours)},
            _keys(every, neighbours[:NAMES_SHOWN], iso),
        ),
        "similar_size": similar
        and Reason(
            "partner.similar_size",
            {**base, "towns": _names(every, similar, iso), "variant": _one(similar)},
            _keys(every, similar[:NAMES_SHOWN], iso),
        ),
        "popular": not {*holders} <= {*map(int, neighbours[:NAMES_SHOWN]), *map(int, similar[:NAMES_SHOWN])}
        and Reason("partner.popular", {**base, "n": len(holders)}, _keys(every, holders[:NAMES_SHOWN], iso)),
    }
    order = sorted(told, key=lambda name: (name != "local", -scaled[name][k]))
    reasons = [reason for name in order if (reason := told[name]) and scaled[name][k] > 0][:NAMES_SHOWN]
    n_known = len(known.countries_of.keys() & set(known.district_actors(town)))
    return {
        "target": known.country_ids.get(iso, iso),
        "target_name": base["country"],
        "evidence": "strong" if n_kinds >= SHARE_KNOWN and local else "medium" if n_kinds > 1 else "weak",
        "reasons": reasons,
        "objections": [] if local else [Reason("partner.nobody_local", base)],
        "unknowns": [] if n_known >= SHARE_KNOWN else [Reason("partner.local_unknown", {**base, "n": n_known})],
        "path": _way(every, town, local, neighbours),
    }


def _where(known: Facts, town: str, actors: list[str]) -> str:
    """Whether organisations have their seat in the town, elsewhere in its district, or both."""
    here = set(known.actors_in.get(town, ()))
    if here.issuperset(actors):
        return "town"
    return "both" if here & set(actors) else "district"


def _names(every: Partnerships, towns: list[int], iso: str) -> list[str]:
    """Municipalities, each with its partner towns in a country: those are known to somebody who can be asked."""
    known, told = every.facts, []
    for town in (every.towns[i] for i in towns[:NAMES_SHOWN]):
        there = [partner for partner in known.partners_of[town] if partner.country == iso and partner.is_active]
        names = sorted({known.names[partner.id] for partner in there})
        told.append(f"{known.names[town]} ({', '.join(names)})" if names else known.names[town])
    return told


def _one(towns: list[int]) -> str:
    return "one" if len(towns) == 1 else ""


def _keys(every: Partnerships, towns: list[int], iso: str) -> tuple[str, ...]:
    """Keys of the partnerships of some towns with a country."""
    return tuple(key for i in towns for key in every.keys(every.towns[i], {iso}))


def _way(
    every: Partnerships, town: str, local: list[tuple[str, float]], neighbours: list[int]
) -> tuple[str, ...] | None:
    if local:
        return (town, local[0][0])
    return (town, every.towns[neighbours[0]]) if neighbours else None
