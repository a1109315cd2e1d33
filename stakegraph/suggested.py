"""What stands above lists of suggestions: for whom they are, and what they rest on where little is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis._facts import facts
from graphmodel import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import Snapshot

__all__ = ["for_whom", "rest_on_place_and_size"]

FOR_TOWNS = ("municipalities", "partners")
PLACE_AND_SIZE = frozenset(
    {
        "match.active",
        "match.first_of_group",
        "match.groups_meet",
        "match.nearby",
        "match.new_contacts",
        "match.same_district",
        "match.same_town",
        "match.within_reach",
        "partner.nearby",
        "partner.popular",
        "partner.similar_size",
        "town.experience",
        "town.nearby",
        "town.similar_size",
    }
)
"""Reasons for which nothing needs to be known of who asks but place, size and kind; the others need more."""


def for_whom(snapshot: Snapshot, focus: str, seek: str) -> tuple[Reason, ...]:
    """Say for whom a list is, where that is not simply who was asked about.

    Parameters
    ----------
    snapshot
        What is known.
    focus
        Id of a municipality or organisation.
    seek
        As for `analysis.matches`.

    Returns
    -------
    tuple of Reason
        At most one: the list is for the seat of an organisation, or partner countries are not for this place.
    """
    known = facts(snapshot)
    town = known.place_of.get(focus)
    if seek not in FOR_TOWNS or town is None:
        return ()
    said = {"town": known.names[town], "name": known.names[focus]}
    if seek == "partners" and known.group_of.get(town) == "partner_abroad":
        iso = known.country_of.get(town)
        where = {"country": known.country_names.get(iso, iso)} if iso else {"variant": "unknown"}
        return (Reason("list.german_only", {**said, **where}),)
    return (Reason("list.for_seat", said),) if town != focus else ()


def rest_on_place_and_size(reasons: Iterable[Reason]) -> bool:
    """Tell whether suggestions are given for no other reasons than place and size.

    Parameters
    ----------
    reasons
        Those of the suggestions.

    Returns
    -------
    bool
    """
    return all(reason.code in PLACE_AND_SIZE for reason in reasons)
