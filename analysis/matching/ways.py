"""How to get to somebody who is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.planning.introductions import introductions

if TYPE_CHECKING:
    from analysis._facts import Facts

__all__ = ["way_in"]

MOST_STEPS = 3
"""Whoever is further away is not reached by being introduced."""


def way_in(known: Facts, focus: str, name: str) -> tuple[str, ...] | None:
    """Ids of the best introduction path, None where nobody on record leads there in three steps.

    Partner towns abroad do not introduce German neighbours to each other.

    Parameters
    ----------
    known
        What is on record.
    focus, name
        Where it starts and ends.

    Returns
    -------
    tuple of str or None
    """
    if name not in known.network.index or not known.contacts.get(focus) or not known.contacts.get(name):
        return None
    abroad = [other for other in known.network.index if known.group_of.get(other) == "partner_abroad"]
    abroad = [other for other in abroad if other not in {focus, name}]
    ways = []
    for start in (focus, *sorted(known.offices_of.get(focus, ()))):
        found = introductions(known.network, start, name, k=1, avoid=abroad)
        if len(found) and len(found["path"].iloc[0]) <= MOST_STEPS + 1:
            way = tuple(found["path"].iloc[0])
            ways.append(way if start == focus else (focus, *(step for step in way if step != focus)))
    return min(ways, key=lambda way: (len(way), way), default=None)
