"""Change: which ties are new, gone, stronger or weaker between two dates, and how that compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._tables import finish, run_record
from analysis.reasons import Reason
from graphmodel import Network, NotFoundError, ParameterError, Snapshot, tie_network

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Change", "change"]

KINDS = ("new", "gone", "stronger", "weaker")
SAME = 1e-9
COMPARED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What is different; never to be read as the effect of something.

    Attributes
    ----------
    ties
        ``source``, ``target``, ``change`` (``"new"``, ``"gone"``, ``"stronger"``, ``"weaker"``), ``strength_before``,
        ``strength_after`` (NaN where there is no tie), sorted by change, then pair.
    counts
        Number of ties per kind of change, and ``"unchanged"``.
    arrived, left
        Ids of stakeholders that are only in the later, or only in the earlier network, sorted.
    comparison
        With `municipality`: ``municipality``, ``size`` (population where known, else ties before), ``ties_before``,
        ``ties_after``, ``new``, ``gone``, ``stronger``, ``weaker``, ``net`` (new - gone), ``is_focus``; the
        municipality asked for and the ones most like it. Empty otherwise.
    reasons
        Statements, the last always ``change.not_an_effect``.
    run
        Run record.
    """

    ties: pd.DataFrame
    counts: Mapping[str, int]
    arrived: tuple[str, ...]
    left: tuple[str, ...]
    comparison: pd.DataFrame
    reasons: tuple[Reason, ...]
    run: Mapping[str, Any]


def change(before: Snapshot | Network, after: Snapshot | Network, *, municipality: str | None = None) -> Change:
    """Compare what is on record at two dates.

    Parameters
    ----------
    before, after
        Two snapshots or two networks. Snapshots are made into networks in which nothing fades with age, so that a tie
        is weaker only when evidence was taken back.
    municipality
        Id of a municipality: then only ties of the municipality itself and of those seated there count (attribute
        ``place``), and the same is counted for the five municipalities most like it.

    Returns
    -------
    Change
        ``.ties``, ``.counts``, ``.arrived``, ``.left``, ``.comparison``, ``.reasons``.

    Raises
    ------
    NotFoundError
        The municipality is in neither of the two.
    ParameterError
        `before` and `after` are of different kinds, or the wrong way round.

    Notes
    -----
    More ties on record can mean more contact or better records. A comparison with similar municipalities shows what
    happened elsewhere meanwhile; it is no proof of an effect.

    Examples
    --------
    >>> old = Network.from_frames(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> new = Network.from_frames(pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]}))
    >>> print(change(old, new).ties[["source", "target", "change"]].to_string(index=False))
    source target change
         c      d    new
         b      c   gone
    """
    sizes = _population(after)
    old, new = _networks(before, after)
    every = _compared(old, new)
    places = _places(old, new)
    shown, comparison = every, pd.DataFrame(columns=COLUMNS)
    if municipality is not None:
        if municipality not in places and municipality not in set(places.values()):
            msg = f"The 'municipality' of change must be in one of the two networks. Got {municipality!r} instead."
            raise NotFoundError(msg)
        shown = every[_touches(every, places, municipality)]
        comparison = _comparison(every, _at_home(places, after, municipality), sizes, municipality)
    counts = {kind: int((shown["change"] == kind).sum()) for kind in (*KINDS, "unchanged")}
    inside = None if municipality is None else {name for name, place in places.items() if place == municipality}
    arrived = tuple(name for name in new.ids if name not in old.index and (inside is None or name in inside))
    left = tuple(name for name in old.ids if name not in new.index and (inside is None or name in inside))
    marks = {"before": old.fingerprint, "after": new.fingerprint}
    run = run_record("change", new, municipality=municipality, **marks)
    changed = shown[shown["change"] != "unchanged"]
    order = changed["change"].map({kind: place for place, kind in enumerate(KINDS)})
    ties = changed.assign(order=order).sort_values(["order", "source", "target"], ignore_index=True)
    return Change(
        ties=finish(ties.drop(columns="order"), run),
        counts=counts,
        arrived=arrived,
        left=left,
        comparison=finish(comparison, run),
        reasons=_reasons(counts, comparison, municipality, between_dates=_has_date(before) and _has_date(after)),
        run=run,
    )


COLUMNS = ["municipality", "size", "ties_before", "ties_after", *KINDS, "net", "is_focus"]


def _networks(before: Snapshot | Network, after: Snapshot | Network) -> tuple[Network, Network]:
    if isinstance(before, Network) and isinstance(after, Network):
        return before, after
    if isinstance(before, Snapshot) and isinstance(after, Snapshot):
        if before.as_of and after.as_of and before.as_of > after.as_of:
            msg = (
                f"The 'before' of change must be earlier than 'after'. Got {before.as_of} and {after.as_of}; "
                f"swap the two dates."
            )
            raise ParameterError(msg)
        return tie_network(before, half_life_days=None), tie_network(after, half_life_days=None)
    msg = (
        f"The 'before' and 'after' of change must be two snapshots or two networks. "
        f"Got {type(before).__name__} and {type(after).__name__} instead."
    )
    raise ParameterError(msg)


def _has_date(side: Snapshot | Network) -> bool:
    return isinstance(side, Snapshot) and side.as_of is not None


def _population(after: Snapshot | Network) -> dict[str, float]:
    if not isinstance(after, Snapshot):
        return {}
    towns = after.nodes("Municipality")
    numbers = pd.to_numeric(towns["population"], errors="coerce")
    return {str(name): float(number) for name, number in zip(towns["id"], numbers, strict=True) if number > 0}


def _places(*networks: Network) -> dict[str, str]:
    """Municipality of every stakeholder that has one; a municipality is its own."""
    places: dict[str, str] = {}
    for network in networks:
        if "place" in network.nodes.columns:
            known = network.nodes["place"].dropna()
            places.update(zip(known.index, known.map(str), strict=True))
    return places


def _at_home(places: dict[str, str], after: Snapshot | Network, municipality: str) -> dict[str, str]:
    """Places in the same country: of partner towns abroad little else than the partnership is on record."""
    if not isinstance(after, Snapshot):
        return places
    towns = after.nodes("Municipality")
    country = dict(zip(towns["id"], towns["country"], strict=True))
    return {name: place for name, place in places.items() if country.get(place) == country.get(municipality)}


def _compared(old: Network, new: Network) -> pd.DataFrame:
    columns = ["source", "target", "strength"]
    both = old.ties[columns].merge(
        new.ties[columns], on=["source", "target"], how="outer", suffixes=("_before", "_after"), sort=True
    )
    was, now = both["strength_before"].to_numpy(dtype=float), both["strength_after"].to_numpy(dtype=float)
    limit = SAME * np.fmax(np.abs(was), np.abs(now))
    kind = np.select([np.isnan(was), np.isnan(now), now - was > limit, was - now > limit], KINDS, default="unchanged")
    both.insert(2, "change", pd.Series(kind, dtype=object, index=both.index))
    return both


def _touches(ties: pd.DataFrame, places: dict[str, str], municipality: str) -> pd.Series:
    inside = {name for name, place in places.items() if place == municipality} | {municipality}
    return ties["source"].isin(inside) | ties["target"].isin(inside)


def _comparison(ties: pd.DataFrame, places: dict[str, str], sizes: dict[str, float], municipality: str) -> pd.DataFrame:
    """Counts of the municipality and of the ones most like it, by population, else by ties before."""
    rows = [_counted(ties, places, name) for name in sorted(set(places.values()) | {municipality})]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["is_focus"] = table["municipality"] == municipality
    population = municipality in sizes
    table["size"] = table["municipality"].map(sizes) if population else table["ties_before"]
    table["size"] = table["size"].astype(float)
    alive = (table["ties_before"] > 0) | (table["ties_after"] > 0)
    table = table[table["is_focus"] | (alive & table["size"].notna())]
    own = float(table.loc[table["is_focus"], "size"].iloc[0])
    distance = (np.log1p(table["size"]) - np.log1p(own)).abs().where(~table["is_focus"], -1.0)
    nearest = table.assign(distance=distance).sort_values(["distance", "municipality"], ignore_index=True)
    return nearest.drop(columns="distance").head(1 + COMPARED)


def _counted(ties: pd.DataFrame, places: dict[str, str], municipality: str) -> dict[str, Any]:
    own = ties[_touches(ties, places, municipality)]
    counts: dict[str, Any] = {kind: int((own["change"] == kind).sum()) for kind in KINDS}
    counts["ties_before"] = len(own) - counts["new"]
    counts["ties_after"] = len(own) - counts["gone"]
    return {
        "municipality": municipality,
        "size": np.nan,
        **counts,
        "net": counts["new"] - counts["gone"],
        "is_focus": False,
    }


def _reasons(
    counts: Mapping[str, int], comparison: pd.DataFrame, municipality: str | None, *, between_dates: bool
) -> tuple[Reason, ...]:
    reasons = [Reason("change.counts", {"municipality": municipality, **counts})]
    if between_dates:
        reasons.append(Reason("change.ends_on_record", {}))
    others = comparison[~comparison["is_focus"].astype(bool)] if len(comparison) else comparison
    if len(others):
        own = int(comparison.loc[comparison["is_focus"].astype(bool), "net"].iloc[0])
        fewer = int((others["net"] < own).sum())
        params = {"net": own, "others": len(others), "fewer": fewer, "median": float(others["net"].median())}
        reasons.append(Reason("change.compared", {"municipality": municipality, **params}))
    elif municipality is not None:
        reasons.append(Reason("change.nothing_to_compare", {"municipality": municipality}))
    return (*reasons, Reason("change.not_an_effect", {}))
