"""Match suggestions with reasons, what speaks against them, what is unknown, and a way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._facts import Facts, facts
from analysis._tables import finish, run_record
from analysis.matching.features import FEATURES, Features, log_scaled
from analysis.matching.partners import partner_rows
from analysis.matching.reasons import objections, reasons_for, unknowns
from analysis.matching.teams import adviser_rows
from analysis.matching.towns import town_rows
from analysis.matching.ways import way_in
from graphmodel import NotFoundError, ParameterError

if TYPE_CHECKING:
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
LIKELY = {
    "shared_partners": 1.0,
    "similar_circle": 1.0,
    "shared_themes": 1.0,
    "offer_and_need": 1.0,
    "territory": 1.0,
    "country": 1.5,
    "activity": 0.5,
}
USEFUL = {"country": 2.0, "territory": 1.5, "shared_themes": 1.0, "offer_and_need": 1.0, "new_group": 1.0}
FAR_AWAY = frozenset({"state", "partner_abroad", "municipality"})
CLOSES = frozenset({"country", "offer_and_need"})
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
        ``evidence`` ("strong": three kinds of facts or more, "medium": two, "weak": one); ``reasons`` (two or three,
        largest first), ``objections``, ``unknowns`` (lists of `Reason`); ``path`` (ids of a way in, None where no way
        is known). Pairs that have a tie already, or had one, are not suggested.

    Raises
    ------
    NotFoundError
        The focus is not on record.
    ParameterError
        ``seek`` is not one of the four words, or ``top`` is below 1.

    Notes
    -----
    Additive points of features with fixed signs: resource allocation [1]_, contacts of similar circles, rare shared
    themes, offer and need, territory, country focus, recent activity. *Useful* weighs what the tie would change and
    leaves closeness in the network out. Whether such suggestions come true is for `back_test` to say.

    References
    ----------
    .. [1] Zhou, Lü, Zhang 2009, European Physical Journal B 71:623-630, doi:10.1140/epjb/e2009-00335-8.

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
    scaled = {name: log_scaled(values) for name, values in features.table().items()}
    rows = []
    for lens, weights in (("likely", LIKELY), ("useful", USEFUL)):
        parts = np.array([weights.get(name, 0.0) * scaled[name] for name in FEATURES])
        for rank, k in enumerate(_best(features, parts, lens, top), start=1):
            rows.append({"lens": lens, "rank": rank, **_row(features, int(k), parts[:, k], lens)})
    return rows


def _candidates(known: Facts, focus: str) -> tuple[str, ...]:
    """Organisations without a tie to the focus; for a municipality neither its own offices nor those of others."""
    taken = known.contacts.get(focus, set()) | {focus}
    closed = FAR_AWAY | {"administration"} if known.is_town(focus) else FAR_AWAY
    found = (name for name, group in known.group_of.items() if name not in taken and group not in closed)
    return tuple(sorted(found))


def _best(features: Features, parts: np.ndarray, lens: str, top: int) -> np.ndarray:
    """Positions of the best candidates; a useful one must have to do with the place, the countries or the themes."""
    points = parts.sum(axis=0)
    place = {name: k for k, name in enumerate(FEATURES)}
    if lens == "useful":
        tied = parts[place["country"]] + parts[place["shared_themes"]] + parts[place["offer_and_need"]]
        near = np.array([features.nearness(name) for name in features.candidates]) > 0.5  # noqa: PLR2004 - half of 1
        points = np.where((tied > 0) & near | (parts[place["country"]] > 0), points, 0.0)
    else:
        points = np.where((parts > 0).sum(axis=0) >= MEDIUM, points, 0.0)
    order = np.lexsort((np.arange(len(points)), -np.round(points, 9)))
    return order[points[order] > 0][:top]


def _row(features: Features, k: int, parts: np.ndarray, lens: str) -> dict[str, Any]:
    name = features.candidates[k]
    largest = [FEATURES[i] for i in np.argsort(-parts, kind="stable") if parts[i] > 0]
    if lens == "useful":  # what closes the gap is told first
        largest.sort(key=lambda feature: feature not in CLOSES)
    known = features.facts
    kinds = len([feature for feature in largest if feature not in {"activity", "new_group"}])
    return {
        "target": name,
        "target_name": known.names[name],
        "points": float(parts.sum()),
        "evidence": "strong" if kinds >= STRONG else "medium" if kinds == MEDIUM else "weak",
        "reasons": reasons_for(features, name, largest)[:REASONS_SHOWN],
        "objections": objections(features, name, lens),
        "unknowns": unknowns(features, name),
        "path": way_in(known, features.focus, name),
    }
