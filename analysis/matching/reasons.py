"""From features to what is said: reasons, objections, unknowns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.reasons import Reason
from graphmodel.dates import last_day
from graphmodel.ties import reference_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis._facts import Facts
    from analysis.matching.features import Features

__all__ = ["objections", "reasons_for", "unknowns"]

NAMES_SHOWN = 3
NEAR_KM, FAR_KM = 50, 100
BUSY = 30
QUIET_DAYS = 1095


def reasons_for(features: Features, name: str, largest: Sequence[str]) -> list[Reason]:
    """Say what speaks for a suggestion.

    Parameters
    ----------
    features
        Of the focus.
    name
        Id of the candidate.
    largest
        Features that count, largest first.

    Returns
    -------
    list of Reason
        In the same order; nothing is said twice.
    """
    found = [MAKERS[feature](features, name) for feature in largest]
    return list({reason.code: reason for reason in found if reason is not None}.values())


def _pair(features: Features, name: str) -> dict[str, Any]:
    return {"focus": features.facts.names[features.focus], "name": features.facts.names[name]}


def _records(known: Facts, ties: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of the meetings and keys of the relationships that some ties rest on; a municipality also by its offices."""
    pairs = sorted({(who, other) for one, other in ties for who in (one, *known.offices_of.get(one, ()))})
    index, graph = known.network.index, known.network._igraph  # noqa: SLF001 - its edges stand in the order of the ties
    rows = [graph.get_eid(index[one], index[other], error=False) for one, other in pairs]
    evidence = known.network.ties["evidence"].to_numpy()
    return tuple(dict.fromkeys(text for row in rows if row >= 0 for text in evidence[row]))


def _shared_partners(features: Features, name: str) -> Reason | None:
    known = features.facts
    shared = known.contacts.get(features.focus, set()) & known.contacts.get(name, set())
    rarest = sorted(shared, key=lambda other: (len(known.contacts[other]), other))
    if not rarest:
        return None
    names = [known.names[other] for other in rarest[:NAMES_SHOWN]]
    ties = [(who, other) for other in rarest[:NAMES_SHOWN] for who in (features.focus, name)]
    params = {**_pair(features, name), "names": names, "n": len(shared)}
    return Reason("match.shared_partners", params, _records(known, ties))


def _similar_circle(features: Features, name: str) -> Reason | None:
    """Name those who are in contact with the candidate and share contacts with the focus."""
    known = features.facts
    mine = known.contacts.get(features.focus, set())
    alike = [
        other
        for other in known.contacts.get(name, set())
        if other not in mine and not known.is_town(other) and known.contacts[other] & mine
    ]
    order = sorted(alike, key=lambda other: (-len(known.contacts[other] & mine) / len(known.contacts[other]), other))
    if not order:
        return None
    names = [known.names[other] for other in order[:NAMES_SHOWN]]
    ties = [(name, other) for other in order[:NAMES_SHOWN]]
    params = {**_pair(features, name), "names": names, "n": len(alike)}
    return Reason("match.similar_circle", params, _records(known, ties))


def _shared_themes(features: Features, name: str) -> Reason | None:
    shared = features.focus_themes & features.themes_of(name)
    if not shared:
        return None
    order = sorted(shared, key=lambda theme: (-features.rarity(theme), theme))
    themes = [features.facts.names.get(theme, theme) for theme in order[:NAMES_SHOWN]]
    sources = features.facts.source_of(name)
    return Reason("match.shared_themes", {**_pair(features, name), "themes": themes, "n": len(shared)}, sources)


def _exchange(features: Features, name: str) -> Reason:
    params = {**_pair(features, name), "what": features.exchange(name)[:NAMES_SHOWN]}
    return Reason("match.offer_and_need", params, features.facts.source_of(name))


def _territory(features: Features, name: str) -> Reason | None:
    known = features.facts
    here, there = known.place_of.get(features.focus), known.place_of.get(name)
    params = {**_pair(features, name), "place": known.names.get(there or "", "")}
    if here == there:
        return Reason("match.same_town", params, known.source_of(name))
    district = known.district_of.get(here or "")
    if district is not None and district == known.district_of.get(there or ""):
        return Reason("match.same_district", params, known.source_of(name))
    distance = known.kilometres(features.focus, name)
    if np.isnan(distance) or distance > FAR_KM:
        return None
    code = "match.nearby" if distance <= NEAR_KM else "match.within_reach"
    return Reason(code, {**params, "km": round(distance)}, known.source_of(name))


def _country(features: Features, name: str) -> Reason | None:
    known = features.facts
    fits = [(features.country_fit(name, iso), iso) for iso in features.focus_countries]
    best, iso = max(fits, default=(0.0, ""))
    if best == 0:
        return None
    partners = [p for p in known.partners_of.get(features.focus, ()) if p.country == iso and p.is_active]
    params = {
        **_pair(features, name),
        "country": known.country_names.get(iso, iso),
        "partners": list(dict.fromkeys(known.names[partner.id] for partner in partners))[:NAMES_SHOWN],
    }
    code = "match.works_with_country" if best >= 1 else "match.works_with_region"
    return Reason(code, params, (*known.source_of(name), *(partner.key for partner in partners)))


def _activity(features: Features, name: str) -> Reason | None:
    came = features.facts.meetings_of.get(name, [])
    if not came:
        return None
    dates = [date for meeting in came if (date := features.facts.meeting_dates.get(meeting))]
    variant = "undated" if not dates else "once" if len(came) == 1 else ""
    params = {**_pair(features, name), "n": len(came), "last": max(dates, default=None), "variant": variant}
    return Reason("match.active", params, tuple(came))


def _new_group(features: Features, name: str) -> Reason | None:
    known = features.facts
    mine = known.contacts.get(features.focus, set())
    group = known.group_of[name]
    have = sum(known.group_of[other] == group for other in mine)
    fresh = len(known.contacts.get(name, set()) - mine)
    if have and not fresh:
        return None
    code = "match.first_of_group" if not have else "match.new_contacts"
    return Reason(code, {**_pair(features, name), "group": group, "n_new": fresh})


def _groups_meet(features: Features, name: str) -> Reason:
    group, own = (features.facts.group_of[who] for who in (name, features.focus))
    variant = "same" if group == own else "other"
    return Reason("match.groups_meet", {**_pair(features, name), "group": group, "own": own, "variant": variant})


MAKERS: Mapping[str, Callable[[Features, str], Reason | None]] = {
    "resource_allocation": _shared_partners,
    "decayed_paths": _similar_circle,
    "similar_circle": _similar_circle,
    "same_theme": _shared_themes,
    "shared_themes": _shared_themes,
    "offer_and_need": _exchange,
    "nearest": _territory,
    "territory": _territory,
    "country_lift": _country,
    "country": _country,
    "recent_popularity": _activity,
    "group_lift": _groups_meet,
    "new_group": _new_group,
}
"""How each feature is told."""


def objections(features: Features, name: str, lens: str) -> list[Reason]:
    """Say what speaks against a suggestion.

    Parameters
    ----------
    features
        Of the focus.
    name
        Id of the candidate.
    lens
        "likely" or "useful".

    Returns
    -------
    list of Reason
    """
    known = features.facts
    found = []
    distance = known.kilometres(features.focus, name)
    if not np.isnan(distance) and distance > FAR_KM:
        found.append(Reason("match.far", {**_pair(features, name), "km": round(distance)}))
    if len(known.contacts.get(name, ())) >= BUSY:
        found.append(Reason("match.asked_often", {**_pair(features, name), "n": len(known.contacts[name])}))
    day = reference_day(known.snapshot)
    dates = [date for meeting in known.meetings_of.get(name, ()) if (date := known.meeting_dates.get(meeting))]
    if dates and day is not None and (day - last_day(max(dates))).days > QUIET_DAYS:
        found.append(Reason("match.quiet", {**_pair(features, name), "last": max(dates)}))
    if lens == "useful" and not known.contacts.get(features.focus, set()) & known.contacts.get(name, set()):
        found.append(Reason("match.no_shared_contact", _pair(features, name)))
    return found


def unknowns(features: Features, name: str) -> list[Reason]:
    """Say what is not on record about a candidate.

    Parameters
    ----------
    features
        Of the focus.
    name
        Id of the candidate.

    Returns
    -------
    list of Reason
    """
    known = features.facts
    lacking = {
        "match.no_theme": not features.themes_of(name),
        "match.no_country": not known.countries_of.get(name),
        "match.no_seat": name not in known.place_of,
        "match.no_meeting": not known.meetings_of.get(name),
    }
    return [Reason(code, _pair(features, name)) for code, lacks in lacking.items() if lacks]
