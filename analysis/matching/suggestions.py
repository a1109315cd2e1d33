"""Match suggestions with reasons, what speaks against them, what is unknown, and a way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._facts import Facts, facts
from analysis._tables import finish, run_record
from analysis.matching.features import Features, log_scaled
from analysis.matching.likely import likely
from analysis.matching.partners import partner_rows
from analysis.matching.reasons import objections, reasons_for, unknowns
from analysis.matching.teams import adviser_rows
from analysis.matching.towns import town_rows
from analysis.matching.ways import way_in
from graphmodel import NotFoundError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.reasons import Reason
    from graphmodel import Snapshot

__all__ = ["matches"]

SEEK = ("actors", "municipalities", "partners", "advisers")
COLUMNS = (
    "source",
    "target",
    "target_name",
    "lens",
    "rank",
    "points",
    "evidence",
    "reasons",
    "objections",
    "unknowns",
    "path",
)
USEFUL = {"country": 3.0, "territory": 1.5, "shared_themes": 1.0, "offer_and_need": 1.0, "new_group": 1.0}
FAR_AWAY = frozenset({"state", "partner_abroad", "municipality"})
CLOSES = frozenset({"country", "offer_and_need"})
SAYS_LITTLE = frozenset(
    {"match.active", "match.groups_meet", "match.first_of_group", "match.new_contacts", "match.within_reach"}
)
FOR_LACK_OF_BETTER = "match.groups_meet"
GIVES_WAY = frozenset({"match.active", "match.within_reach", FOR_LACK_OF_BETTER})
"""Left out first where there is more to say than is shown."""

LOOKED_FOR = frozenset({"migrant", "one_world"})
"""Groups that a municipality should know somebody of."""

CLOSE_BY = 0.8 * float(np.exp(-40 / 50))
"""Nearness at 40 km."""

REASONS_SHOWN = 3
STRONG, MEDIUM = 3, 2


def matches(
    snapshot: Snapshot, focus: str, *, seek: str = "actors", top: int = 5, as_of: str | None = None
) -> pd.DataFrame:
    """Suggest whom a municipality or an organisation might get to know, in two lists that are never mixed.

    Parameters
    ----------
    snapshot
        What is known.
    focus
        Id of a municipality or an organisation.
    seek
        "actors" (organisations), "municipalities" (towns to learn from), "partners" (countries abroad where a local
        organisation or a neighbouring town can open a door) or "advisers".
    top
        Length of each list, at least 1.
    as_of
        What held at the end of this date.

    Returns
    -------
    DataFrame, by ``lens`` then rank
        ``source`` (the focus), ``target``, ``target_name``; ``lens`` ("likely": much in common, "useful": closes a
        gap); ``rank``; ``points`` (sum of what speaks for it, comparable only inside one list; no probability);
        ``evidence`` ("strong": three kinds of facts, "medium": two, "weak": one); ``reasons`` (two or three, largest
        first, those the evidence rests on), ``objections``, ``unknowns`` (lists of `Reason`); ``path`` (ids of a way
        in, None where no way is known). Pairs that have a tie already, or had one, are not suggested.

    Raises
    ------
    NotFoundError
        The focus is not on record.
    ParameterError
        ``seek`` is not one of the four words, or ``top`` is below 1.

    Notes
    -----
    Additive points of features with fixed signs. *Likely* organisations are ranked by the very score that `back_test`
    measures (see there [1]_), with what carries no date taken in as a year old; left out are those about whom not two
    different things can be said, and for a municipality its best office counts with it. *Useful* weighs what the tie
    would change: country focus, territory, rare shared themes, offer and need, contacts into new groups; for a
    municipality also who lies within 40 km and would be its first contact among migrant organisations or One World
    groups. Nobody can look back at that. Municipalities, partner countries and advisers carry too few dates: they have
    points of their own, and `hindsight` says for each list what can be checked.

    References
    ----------
    .. [1] Liben-Nowell and Kleinberg 2007, doi:10.1002/asi.20591.

    Examples
    --------
    The town knows b, b has met a, and a is seated in the town:

    >>> from graphmodel import Snapshot
    >>> nodes = {
    ...     "Municipality": [{"id": "mun-1", "country": "DE", "ags": "05315000"}],
    ...     "Actor": [{"id": "act-a"}, {"id": "act-b"}],
    ...     "Meeting": [{"id": "mtg-1"}],
    ... }
    >>> ties = {
    ...     "BASED_IN": [{"source": "act-a", "target": "mun-1"}],
    ...     "COOPERATES_WITH": [{"source": "mun-1", "target": "act-b"}],
    ...     "ATTENDED": [{"source": name, "target": "mtg-1"} for name in ("act-a", "act-b")],
    ... }
    >>> matches(Snapshot.from_rows(nodes, ties), "mun-1")[["target", "lens", "evidence"]].values.tolist()
    [['act-a', 'likely', 'medium']]
    """
    if seek not in SEEK:
        msg = f"The 'seek' parameter of matches must be one of {', '.join(SEEK)}. Got {seek!r} instead."
        raise ParameterError(msg)
    if top < 1:
        msg = f"The 'top' parameter of matches must be at least 1. Got {top!r} instead."
        raise ParameterError(msg)
    run = run_record("matches", snapshot, focus=focus, seek=seek, top=top, as_of=as_of)
    known = facts(snapshot if as_of is None else snapshot.at(as_of))
    if focus not in known.network.index:
        msg = f"No municipality and no organisation has the id {focus!r}."
        raise NotFoundError(msg)
    if seek == "actors":
        rows = _actor_rows(known, focus, top)
    elif seek == "partners":
        rows = partner_rows(known, focus, top)
    elif seek == "municipalities":
        rows = town_rows(known, focus, top)
    else:
        rows = adviser_rows(known, focus, top)
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "source"])
    table.insert(0, "source", focus)
    return finish(table.astype({"source": object, "target": object}), run)


def _actor_rows(known: Facts, focus: str, top: int) -> list[dict[str, Any]]:
    features = Features(known, focus, _candidates(known, focus))
    if not features.candidates:
        return []
    asking = (focus, *sorted(known.offices_of.get(focus, frozenset())))
    parts, among = likely(known).parts(asking, features.candidates)
    rows = _best(features, parts, among, "likely", top)
    parts = {name: USEFUL[name] * log_scaled(values) for name, values in features.table().items()}
    return [*rows, *_best(features, parts, _has_to_do(features, parts), "useful", top)]


def _candidates(known: Facts, focus: str) -> tuple[str, ...]:
    """Organisations without a tie to the focus; for a municipality neither its own offices nor those of others."""
    taken = known.contacts.get(focus, set()) | {focus}
    closed = FAR_AWAY | {"administration"} if known.is_town(focus) else FAR_AWAY
    found = (name for name, group in known.group_of.items() if name not in taken and group not in closed)
    return tuple(sorted(found))


def _best(
    features: Features, parts: Mapping[str, np.ndarray], among: np.ndarray, lens: str, top: int
) -> list[dict[str, Any]]:
    """Rows of the best candidates."""
    points = np.sum(list(parts.values()), axis=0)
    order = np.lexsort((np.arange(len(points)), -np.round(points, 9)))
    found: list[dict[str, Any]] = []
    for k in order[among[order]]:
        row = _row(features, int(k), {name: float(values[k]) for name, values in parts.items()}, lens)
        if lens == "useful" or row["evidence"] != "weak":
            found.append({"lens": lens, "rank": len(found) + 1, "points": float(points[k]), **row})
        if len(found) == top:
            break
    return [{**row, "path": way_in(features.facts, features.focus, row["target"])} for row in found]


def _has_to_do(features: Features, parts: Mapping[str, np.ndarray]) -> np.ndarray:
    """Mark those who have to do with the countries; near by also who fits, or is of a group not known there yet."""
    known = features.facts
    fits = parts["country"] + parts["shared_themes"] + parts["offer_and_need"] > 0
    near = np.array([features.nearness(name) for name in features.candidates]) >= CLOSE_BY
    met = {known.group_of[name] for name in known.contacts.get(features.focus, set())}
    lacking = LOOKED_FOR - met if known.is_town(features.focus) else frozenset()
    opens = np.array([known.group_of[name] in lacking for name in features.candidates])
    return np.asarray((fits | opens) & near | (parts["country"] > 0))


def _row(features: Features, k: int, parts: Mapping[str, float], lens: str) -> dict[str, Any]:
    name = features.candidates[k]
    largest = sorted((feature for feature in parts if parts[feature] > 0), key=lambda feature: -parts[feature])
    if lens == "useful":  # what closes the gap is told first
        largest.sort(key=lambda feature: feature not in CLOSES)
    reasons = reasons_for(features, name, largest)
    telling = [reason for reason in reasons if reason.code != FOR_LACK_OF_BETTER]
    reasons = _shown(telling if len(telling) > 1 else reasons)
    kinds = sum(reason.code not in SAYS_LITTLE for reason in reasons)
    return {
        "target": name,
        "target_name": features.facts.names[name],
        "evidence": "strong" if kinds >= STRONG else "medium" if kinds == MEDIUM else "weak",
        "reasons": reasons,
        "objections": objections(features, name, lens),
        "unknowns": unknowns(features, name),
    }


def _shown(reasons: list[Reason]) -> list[Reason]:
    """The largest reasons in their order; what says little gives way to what says more."""
    kept = sorted(range(len(reasons)), key=lambda k: (reasons[k].code in GIVES_WAY, k))[:REASONS_SHOWN]
    return [reasons[k] for k in sorted(kept)]
