"""Representation: which groups came less or more often than their share of those who could have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy

from analysis._groups import Grouping, group_labels
from analysis._significance import benjamini_hochberg
from analysis._tables import finish, run_record
from analysis.attendance._incidence import Incidence, incidence
from graphmodel import ParameterError

__all__ = ["Representation", "representation"]

SMALLEST_GROUP = 3


@dataclass(frozen=True, slots=True, eq=False)
class Representation:
    """Attendance by group, per meeting and overall.

    Attributes
    ----------
    meetings
        One row per meeting and group, see `representation`.
    overall
        One row per group, see `representation`.
    unknown
        Ids of actors on the list whose group is not on record, sorted.
    unlisted
        Ids of attendees that are not on the list of actors, sorted.
    small
        Members of the groups with fewer than three on the list, by group.
    run
        Run record.
    """

    meetings: pd.DataFrame
    overall: pd.DataFrame
    unknown: tuple[str, ...]
    unlisted: tuple[str, ...]
    small: Mapping[str, tuple[str, ...]]
    run: Mapping[str, Any]


def representation(
    attendance: pd.DataFrame, actors: pd.DataFrame, *, group: Any, level: float = 0.05, as_of: str | None = None
) -> Representation:
    """Compare who came with who could have come.

    Parameters
    ----------
    attendance
        ``actor``, ``meeting``, optional ``date``; repeated rows count once.
    actors
        ``id`` of everybody who could have come, also those who never did, and attributes.
    group
        Column of `actors`, or mapping from id to group.
    level
        Share of false finds that is accepted, 0 to 1.
    as_of
        Leave out meetings after this day.

    Returns
    -------
    Representation
        ``.meetings``, sorted by ``meeting``, ``group``: ``attended`` (x), ``attendees`` (n, of known group),
        ``members`` (K), ``eligible`` (N, of known group), ``expected`` (n K / N), ``ratio`` (x / expected, NaN
        when that is 0), ``p_fewer`` = P(X <= x), ``p_more`` = P(X >= x) (hypergeometric), ``mid_p_fewer``,
        ``mid_p_more`` (half of P(X = x) taken off), ``p_fewer_adjusted``, ``p_more_adjusted`` (Benjamini-Hochberg of
        the mid-p over all tested meetings and groups), ``share_low``, ``share_high`` (95 % interval of x / n, Clopper
        and Pearson), ``verdict``.
        ``.overall``, sorted by ``group``: ``attended`` (sum over meetings), ``members``, ``never_came``, ``expected``,
        ``sd``, ``z``, ``p_fewer``, ``p_more`` (normal), ``p_fewer_adjusted``, ``p_more_adjusted``, ``verdict``.
        Verdicts: ``"fewer than its share"``, ``"more than its share"``, ``"within chance"``, ``"too few to tell"``
        (even nobody would be no surprise), ``"group too small to test"`` (fewer than three members).

    Raises
    ------
    ParameterError
        A column is missing, an id occurs twice, or `group` is of another kind.

    Notes
    -----
    Overall, whole organisations are shuffled between groups, since their attendances are not independent: with c_i the
    attendances of organisation i, a group of n_g out of N expects n_g times their mean, with variance
    n_g (1 - n_g / N) s^2 and s^2 their variance (divided by N - 1). An expectation below 1 cannot show a gap.

    References
    ----------
    Clopper and Pearson (1934), https://doi.org/10.1093/biomet/26.4.404. Lancaster (1961), mid-p,
    https://doi.org/10.1080/01621459.1961.10482105.

    Examples
    --------
    >>> actors = pd.DataFrame({"id": list("abcdef"), "kind": ["club"] * 3 + ["office"] * 3})
    >>> came = pd.DataFrame({"actor": list("abc"), "meeting": ["m"] * 3})
    >>> table = representation(came, actors, group="kind").meetings
    >>> print(table[["group", "attended", "expected", "ratio", "p_more"]].to_string(index=False))
     group  attended  expected  ratio  p_more
      club         3       1.5    2.0    0.05
    office         0       1.5    0.0    1.00
    """
    if not 0 < level < 1:
        msg = f"The 'level' parameter of representation must be between 0 and 1. Got {level!r} instead."
        raise ParameterError(msg)
    met = incidence(attendance, as_of=as_of)
    ids, groups = _listed(actors, group)
    record = run_record("representation", attendance, actors=actors, group=group, level=level, as_of=as_of)
    came = _came(met, ids)
    small = {
        label: tuple(sorted(ids[place] for place in np.flatnonzero(groups.codes == code)))
        for code, label in enumerate(groups.labels)
        if groups.sizes[code] < SMALLEST_GROUP
    }
    return Representation(
        meetings=finish(_per_meeting(met, came, groups, level), record),
        overall=finish(_overall(came, groups, level), record),
        unknown=tuple(sorted(ids[place] for place in np.flatnonzero(~groups.known))),
        unlisted=tuple(sorted(set(met.actors) - set(ids))),
        small=small,
        run=record,
    )


def _listed(actors: pd.DataFrame, group: Any) -> tuple[list[str], Grouping]:
    if "id" not in actors.columns:
        found = ", ".join(map(str, actors.columns)) or "none"
        msg = f"The 'actors' of representation need the column 'id'. Found: {found}."
        raise ParameterError(msg)
    ids = [str(name).strip() for name in actors["id"]]
    if len(set(ids)) != len(ids):
        twice = next(name for place, name in enumerate(ids) if name in ids[:place])
        msg = f"The ids of the 'actors' of representation must be different. {twice!r} occurs more than once."
        raise ParameterError(msg)
    if isinstance(group, Mapping | pd.Series):
        return ids, group_labels([group.get(name) for name in ids])
    if not isinstance(group, str) or group not in actors.columns:
        columns = ", ".join(str(name) for name in actors.columns if name != "id") or "none"
        msg = (
            f"The 'group' parameter of representation must be a column of 'actors' ({columns}) or a mapping from id to "
            f"group. Got {group!r} instead."
        )
        raise ParameterError(msg)
    return ids, group_labels(actors[group].tolist())


def _came(met: Incidence, ids: list[str]) -> np.ndarray:
    """Who of the list came to which meeting."""
    place = {name: row for row, name in enumerate(met.actors)}
    rows = [place.get(name, -1) for name in ids]
    padded = np.vstack([met.matrix.toarray(), np.zeros((1, len(met.meetings)))])
    return np.asarray(padded[rows])


def _per_meeting(met: Incidence, came: np.ndarray, groups: Grouping, level: float) -> pd.DataFrame:
    known, size = groups.known, len(groups.labels)
    member = np.zeros((len(known), size))
    member[known, groups.codes[known]] = 1.0
    attended = (came.T @ member).astype(np.int64)
    n_meetings = len(met.meetings)
    x = attended.ravel()
    n = np.repeat(attended.sum(axis=1), size)
    members = np.tile(groups.sizes, n_meetings)
    eligible = int(groups.sizes.sum())
    tested = (members >= SMALLEST_GROUP) & (n > 0)
    fewer, more, equal, nobody = _hypergeometric(x, n, members, eligible)
    expected = n * members / max(eligible, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, x / expected, np.nan)
        low = np.where(n > 0, np.where(x > 0, scipy.stats.beta.ppf(0.025, x, n - x + 1), 0.0), np.nan)
        high = np.where(n > 0, np.where(x < n, scipy.stats.beta.ppf(0.975, x + 1, n - x), 1.0), np.nan)
    table = pd.DataFrame(
        {
            "meeting": np.repeat(np.array(met.meetings, dtype=object), size),
            "group": np.tile(np.array(groups.labels, dtype=object), n_meetings),
            "attended": x,
            "attendees": n,
            "members": members,
            "eligible": np.full(len(x), eligible),
            "expected": expected,
            "ratio": ratio,
            "p_fewer": np.where(tested, fewer, np.nan),
            "p_more": np.where(tested, more, np.nan),
            "mid_p_fewer": np.where(tested, fewer - equal / 2, np.nan),
            "mid_p_more": np.where(tested, more - equal / 2, np.nan),
        }
    )
    table["p_fewer_adjusted"] = benjamini_hochberg(table["mid_p_fewer"].to_numpy())
    table["p_more_adjusted"] = benjamini_hochberg(table["mid_p_more"].to_numpy())
    table["share_low"], table["share_high"] = low, high
    return table.assign(verdict=_verdict(table, tested, (expected < 1) | (nobody / 2 > level), level))


def _hypergeometric(x: np.ndarray, n: np.ndarray, members: np.ndarray, eligible: int) -> tuple[np.ndarray, ...]:
    """P(X <= x), P(X >= x), P(X = x) and P(X = 0)."""
    if not len(x):
        return (np.zeros(0),) * 4
    chance = scipy.stats.hypergeom(eligible, members, n)
    fewer = np.clip(chance.cdf(x), 0.0, 1.0)
    return fewer, np.clip(chance.sf(x - 1), 0.0, 1.0), chance.pmf(x), chance.pmf(0)


def _overall(came: np.ndarray, groups: Grouping, level: float) -> pd.DataFrame:
    known = groups.known
    count, codes = came.sum(axis=1)[known], groups.codes[known]
    n, total = groups.sizes.astype(float), float(known.sum())
    mean = count.mean() if len(count) else 0.0
    variance = count.var(ddof=1) if len(count) > 1 else 0.0
    attended = np.bincount(codes, weights=count, minlength=len(n))
    sd = np.sqrt(n * (1 - n / max(total, 1.0)) * variance)
    tested = (n >= SMALLEST_GROUP) & (sd > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(tested, (attended - n * mean) / sd, np.nan)
        least = np.where(tested, scipy.stats.norm.cdf((0 - n * mean) / sd), np.nan)
    table = pd.DataFrame(
        {
            "group": np.array(groups.labels, dtype=object),
            "attended": attended.astype(np.int64),
            "members": groups.sizes,
            "never_came": np.bincount(codes, weights=count == 0, minlength=len(n)).astype(np.int64),
            "expected": n * mean,
            "sd": sd,
            "z": z,
            "p_fewer": scipy.stats.norm.cdf(z),
            "p_more": scipy.stats.norm.sf(z),
        }
    )
    table["p_fewer_adjusted"] = benjamini_hochberg(table["p_fewer"].to_numpy())
    table["p_more_adjusted"] = benjamini_hochberg(table["p_more"].to_numpy())
    return table.assign(verdict=_verdict(table, tested, np.nan_to_num(least) > level, level))


def _verdict(table: pd.DataFrame, tested: np.ndarray, blind: np.ndarray, level: float) -> pd.Series:
    verdict = np.full(len(table), "within chance", dtype=object)
    verdict[blind] = "too few to tell"
    verdict[(table["p_fewer_adjusted"] <= level).to_numpy()] = "fewer than its share"
    verdict[(table["p_more_adjusted"] <= level).to_numpy()] = "more than its share"
    verdict[~tested & (table["members"] >= SMALLEST_GROUP).to_numpy()] = "too few to tell"
    verdict[(table["members"] < SMALLEST_GROUP).to_numpy()] = "group too small to test"
    return pd.Series(verdict, dtype=object)
