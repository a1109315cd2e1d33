"""Municipalities to learn from: alike, and one step further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.matching.features import NEAR_KM, log_scaled
from analysis.matching.partners import Partnerships
from analysis.matching.ways import way_in
from analysis.reasons import Reason

if TYPE_CHECKING:
    from analysis._facts import Facts

__all__ = ["town_rows"]

NAMES_SHOWN = 3
STRONG, MEDIUM = 3, 2
ALIKE = 0.5
FAR_KM = 100
DIFFERENT = 5


def town_rows(known: Facts, focus: str, top: int) -> list[dict[str, Any]]:
    """Suggest German municipalities whose experience might help.

    Parameters
    ----------
    known
        What is on record.
    focus
        Id of a municipality, or of an organisation seated in one.
    top
        Length of each list.

    Returns
    -------
    list of dict
        Rows as of `analysis.matches`.
    """
    town = known.place_of.get(focus)
    if town is None:
        return []
    taken = known.contacts.get(town, set()) | {town}
    candidates = sorted(
        name
        for name, group in known.group_of.items()
        if group == "municipality"
        and name not in taken
        and (known.partners_of.get(name) or known.deployments_in.get(name))
    )
    every = Partnerships(known)
    place = {name: k for k, name in enumerate(every.towns)}
    rows_of = np.array(
        [every.matrix[place[name]] if name in place else np.zeros(len(every.countries)) for name in candidates]
    )
    rows_of = rows_of.reshape(len(candidates), len(every.countries))
    rarity = np.log(max(len(every.towns), 2) / np.maximum(every.matrix.sum(axis=0), 1.0))
    km = np.array([known.kilometres(town, name) for name in candidates])
    mine, sizes = known.population_of.get(town), known.population_of
    alike = np.array(
        [min(mine, other) / max(mine, other) if mine and (other := sizes.get(n)) else 0.0 for n in candidates]
    )
    features = {
        "same_country": (rows_of * every.of(town)) @ rarity,
        "nearby": np.nan_to_num(np.exp(-km / NEAR_KM)),
        "similar_size": alike,
        "experience": np.array([float(len(known.deployments_in.get(name, ()))) for name in candidates]),
        "wide": rows_of @ (rarity * (every.of(town) == 0)),
    }
    scaled = {name: log_scaled(values) for name, values in features.items()}
    likely = scaled["same_country"] * 1.5 + scaled["nearby"] + scaled["similar_size"]
    useful = 2 * scaled["experience"] + scaled["nearby"] + 0.5 * scaled["wide"] + 0.5 * scaled["similar_size"]
    rows = []
    for lens, points in (("likely", likely), ("useful", np.where(features["experience"] > 0, useful, 0.0))):
        order = np.lexsort((np.arange(len(points)), -np.round(points, 9)))
        for rank, k in enumerate(order[points[order] > 0][:top], start=1):
            reasons = _reasons(
                every, town, candidates[k], {name: values[k] for name, values in features.items()}, km[k]
            )
            rows.append(
                {
                    "target": candidates[k],
                    "target_name": known.names[candidates[k]],
                    "lens": lens,
                    "rank": rank,
                    "points": float(points[k]),
                    "evidence": "strong" if len(reasons) >= STRONG else "medium" if len(reasons) == MEDIUM else "weak",
                    "reasons": reasons[:NAMES_SHOWN],
                    "objections": _objections(every, town, candidates[k], km[k]),
                    "unknowns": _unknowns(every, town, candidates[k]),
                    "path": way_in(known, town, candidates[k]),
                }
            )
    return rows


def _reasons(every: Partnerships, town: str, name: str, value: dict[str, float], km: float) -> list[Reason]:
    known = every.facts
    base = {"focus": known.names[town], "name": known.names[name]}
    found = []
    if value["experience"]:
        deployments = sorted(known.deployments_in[name])
        titles = [known.names[item] for item in deployments]
        found.append(Reason("town.experience", {**base, "deployments": titles, "n": len(titles)}, tuple(deployments)))
    if value["same_country"] > 0:
        shared = (every.of(town) * every.of(name)).astype(bool)
        codes = [iso for iso, both in zip(every.countries, shared, strict=True) if both]
        countries = [known.country_names.get(iso, iso) for iso in codes]
        sources = tuple(key for own in (town, name) for key in every.keys(own, codes[:NAMES_SHOWN]))
        params = {**base, "countries": countries[:NAMES_SHOWN], "n": len(countries)}
        found.append(Reason("town.same_country", params, sources))
    if not np.isnan(km) and km <= NEAR_KM:
        found.append(Reason("town.nearby", {**base, "km": round(km)}))
    if value["similar_size"] >= ALIKE:
        population = int(known.population_of[name])
        found.append(Reason("town.similar_size", {**base, "population": population}, known.source_of(name)))
    return found


def _objections(every: Partnerships, town: str, name: str, km: float) -> list[Reason]:
    known = every.facts
    base = {"focus": known.names[town], "name": known.names[name]}
    found = [Reason("match.far", {**base, "km": round(km)})] if not np.isnan(km) and km > FAR_KM else []
    mine, other = known.population_of.get(town), known.population_of.get(name)
    if mine and other and max(mine, other) > DIFFERENT * min(mine, other):
        larger = "larger" if other > mine else "smaller"
        found.append(Reason("town.other_size", {**base, "population": int(other), "variant": larger}))
    return found


def _unknowns(every: Partnerships, town: str, name: str) -> list[Reason]:
    known = every.facts
    base = {"focus": known.names[town], "name": known.names[name]}
    found = []
    if known.deployments_in.get(name):
        found.append(Reason("town.outcome_unknown", base))
    if not any(known.group_of[actor] == "administration" for actor in known.actors_in.get(name, ())):
        found.append(Reason("town.no_office", base))
    return found
