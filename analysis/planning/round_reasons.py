"""What is said about a proposed round and about each of its guests."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.planning._needs import NEAR_KM
from analysis.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from analysis.planning._needs import Need, Purpose

__all__ = ["guest_reasons", "left_out_reasons", "round_reasons"]

SHOWN = 3


def _needs(about: Purpose, needs: Iterable[Need]) -> list[list[str]]:
    """Names of theme, country and group, "" where it does not matter; what a single wish says is not said again."""
    names, countries = about.facts.names, about.facts.country_names
    order: list[Need] = []
    for need in sorted(needs, key=lambda need: (-need.weight, need.key)):
        parts = {need.theme, need.country, need.group} - {""}
        if not any({said.theme, said.country, said.group} - {""} <= parts for said in order):
            order.append(need)
    return [
        [names.get(need.theme, need.theme), countries.get(need.country, need.country), need.group] for need in order
    ]


def guest_reasons(
    about: Purpose, name: str, *, alone: set[Need], n_new: int, n_others: int, required: bool
) -> list[Reason]:
    """Say why somebody is in the round.

    Parameters
    ----------
    about
        What the meeting is about.
    name
        Id of the guest.
    alone
        Needs that nobody else in the round answers to.
    n_new, n_others
        Others without a tie to it, and all others.
    required
        Whether it was wished for.

    Returns
    -------
    list of Reason
    """
    known = about.facts
    base: dict[str, Any] = {"name": known.names[name]}
    sources = known.source_of(name)
    found = [Reason("invitation.required", base)] if required else []
    themes = [known.names.get(item, item) for item in about.themes if item in known.themes_of.get(name, set())]
    if themes:
        found.append(Reason("invitation.themes", {**base, "themes": themes[:SHOWN], "n": len(themes)}, sources))
    for how in ("country", "region"):
        countries = [known.country_names.get(iso, iso) for iso in about.countries if known.works_with(name, iso) == how]
        if countries:
            params = {**base, "countries": countries[:SHOWN], "n": len(countries)}
            found.append(Reason("invitation.countries", {**params, "variant": how}, sources))
    if alone:
        found.append(Reason("invitation.only_one", {**base, "needs": _needs(about, alone)[:SHOWN], "n": len(alone)}))
    place, distance = known.place_of.get(name), about.kilometres(name)
    params = {**base, "place": known.names.get(place or "", ""), "km": distance}
    if place is not None and place == about.place:
        found.append(Reason("match.same_town", params, sources))
    elif not np.isnan(distance):
        code = "match.nearby" if distance <= NEAR_KM else "match.within_reach"
        found.append(Reason(code, {**params, "km": round(distance)}, sources))
    if n_others and (n_new < n_others or not found):  # that all are new to each other is said of the round
        found.append(Reason("invitation.new_contacts", {**base, "n_new": n_new, "n_others": n_others}))
    return found


def left_out_reasons(about: Purpose, name: str, adds: set[Need], covers: set[Need]) -> list[Reason]:
    """Say why somebody is not in the round.

    Parameters
    ----------
    about
        What the meeting is about.
    name
        Id of the organisation.
    adds
        Needs that it answers to and nobody in the round does.
    covers
        All needs that it answers to.

    Returns
    -------
    list of Reason
    """
    base: dict[str, Any] = {"name": about.facts.names[name]}
    if not about.needs:
        return [Reason("invitation.no_seat", {**base, "needs": [], "n": 0, "variant": "open"})]
    if adds:
        return [Reason("invitation.no_seat", {**base, "needs": _needs(about, adds)[:SHOWN], "n": len(adds)})]
    return [Reason("invitation.covered_already", {**base, "variant": "" if covers else "nothing"})]


def round_reasons(
    about: Purpose,
    chosen: Sequence[str],
    covers: Mapping[str, set[Need]],
    *,
    barred: Collection[str],
    n_new: int,
    size: int,
    optimal: bool,
    gap: float,
) -> tuple[Reason, ...]:
    """Say what the round as a whole brings.

    Parameters
    ----------
    about
        What the meeting is about.
    chosen
        Ids of the guests.
    covers
        Needs by possible guest.
    barred
        Ids of those who shall not be invited.
    n_new
        Pairs of guests without a tie on record.
    size
        Seats.
    optimal
        Whether it is proved that there is no better round.
    gap
        How far it may be from the best, as a share; NaN when that is not known.

    Returns
    -------
    tuple of Reason
    """
    if not chosen:
        return (Reason("invitation.nobody", {"size": size}),)
    needs = about.needs
    there = {need for name in chosen for need in covers[name]}
    pairs = len(list(combinations(chosen, 2)))
    counts = {"n": len(chosen), "size": size, "covered": len(there), "needs": len(needs)}
    found = [Reason("invitation.coverage", {**counts, "variant": "" if needs else "open"})]
    if pairs > 1:
        variant = "all" if n_new == pairs else "none" if n_new == 0 else ""
        found.append(Reason("invitation.new_pairs", {"n_new": n_new, "pairs": pairs, "variant": variant}))
    missing = [need for need in needs if need not in there]
    brought = {need for name in covers if name not in barred for need in covers[name]}
    known = {need for found in covers.values() for need in found}
    sorts = (
        ("nobody_known", [need for need in missing if need not in known]),
        ("only_barred", [need for need in missing if need in known - brought]),
        ("no_room", [need for need in missing if need in brought]),
    )
    for code, some in sorts:
        if some:
            found.append(Reason(f"invitation.{code}", {"needs": _needs(about, some)[:SHOWN], "n": len(some)}))
    if optimal:
        return (*found, Reason("invitation.proved", {}))
    percent = None if np.isnan(gap) else float(np.ceil(100 * gap))
    return (*found, Reason("invitation.gap", {"percent": percent, "variant": "unknown" if percent is None else ""}))
