"""From a snapshot to the stakeholder network: which layer makes which tie, and how strong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphmodel.dates import first_day, last_day
from graphmodel.errors import ParameterError
from graphmodel.network import Network
from graphmodel.stakeholders import stakeholder_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from graphmodel.snapshot import Snapshot

__all__ = ["DEFAULT_LAYERS", "LAYERS", "record_ids", "tie_network"]

LAYERS = ("stated", "membership", "partnership", "deployment", "attendance", "funding")
"""Kinds of evidence that stay apart: each tie names the ones it rests on."""

DEFAULT_LAYERS = ("stated", "membership", "partnership", "deployment", "attendance")
"""Without funding: money makes stars around those who give it."""

_STRENGTH = {"stated": 1.0, "membership": 0.5, "partnership": 1.0, "deployment": 1.0, "funding": 0.5}
_RELATIONSHIPS = {
    "stated": ("COOPERATES_WITH", "PART_OF"),
    "membership": ("MEMBER_OF",),
    "partnership": ("PARTNER_OF",),
    "funding": ("FUNDS",),
}
_CAME = "ATTENDED"
_NOT_HELD = frozenset({"cancelled", "planned"})
_COLUMNS = ("source", "target", "strength", "layers", "evidence", "last")


def tie_network(
    snapshot: Snapshot,
    *,
    scope: str | Sequence[str] | None = None,
    layers: Sequence[str] = DEFAULT_LAYERS,
    half_life_days: float | None = 730,
    max_meeting_size: int | None = 30,
    as_of: str | None = None,
) -> Network:
    """Build the network of organisations and municipalities from what is on record.

    Parameters
    ----------
    snapshot
        What is known.
    scope
        One or several beginnings of the official municipality key (AGS), "05" for North Rhine-Westphalia. Nobody is
        left out: those who are not seated there, have not met there and do not work there carry ``in_scope = False``.
    layers
        Kinds of evidence that make ties, from `LAYERS`.
    half_life_days
        Age at which a joint meeting counts half, in days; None: it never fades. Stated ties do not fade.
    max_meeting_size
        Meetings of more participants make no ties; None: no limit.
    as_of
        Day from which age is counted, and up to which facts count; None: the snapshot's own, else the day of the
        newest meeting.

    Returns
    -------
    Network
        Undirected, isolates kept. Attributes: see `graphmodel.stakeholders.stakeholder_table`. A meeting of n
        participants adds 1/(n-1) to each of its pairs, halved with every half-life [1]_; a stated tie, partnership or
        deployment adds 1, a membership or funding ½. ``evidence`` holds the ids of meetings and the keys of
        relationships.

    Raises
    ------
    ParameterError
        A layer is unknown, or a number is not positive.

    References
    ----------
    .. [1] Newman 2001, Physical Review E 64, 016132, doi:10.1103/PhysRevE.64.016132.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> came = [{"source": actor, "target": "mtg-1"} for actor in ("act-a", "act-b", "act-c")]
    >>> actors = [{"id": row["source"]} for row in came]
    >>> snapshot = Snapshot.from_rows({"Actor": actors, "Meeting": [{"id": "mtg-1"}]}, {"ATTENDED": came})
    >>> tie_network(snapshot).ties["strength"].tolist()
    [0.5, 0.5, 0.5]
    """
    _check(layers, half_life_days, max_meeting_size)
    if as_of is not None:
        snapshot = snapshot.at(as_of)
    parts = [_stated(snapshot, layer) for layer in layers if layer in _RELATIONSHIPS]
    if "deployment" in layers:
        parts.append(_deployed(snapshot))
    if "attendance" in layers:
        day = reference_day(snapshot, as_of)
        parts.append(_met(snapshot, day=day, half_life_days=half_life_days, max_meeting_size=max_meeting_size))
    prefixes = (scope,) if isinstance(scope, str) else tuple(scope or ())
    nodes = stakeholder_table(snapshot, scope=prefixes)
    ties = pd.concat([part for part in parts if len(part)] or [_frame([])], ignore_index=True)
    known = set(nodes["id"])
    ties = ties[ties["source"].isin(known) & ties["target"].isin(known)]
    return Network.from_frames(ties, nodes)


def reference_day(snapshot: Snapshot, as_of: str | None = None) -> dt.date | None:
    """Day from which the age of a meeting is counted.

    Parameters
    ----------
    snapshot
        What is known.
    as_of
        Wished day; None: the snapshot's own, else the day of the newest meeting that was held.

    Returns
    -------
    date or None
        None when no meeting has a date.
    """
    if as_of or snapshot.as_of:
        return last_day(as_of or snapshot.as_of or "")
    meetings = snapshot.nodes("Meeting")
    held = meetings[~meetings["status"].isin(_NOT_HELD)]["date_start"].dropna()
    return max((last_day(text) for text in held), default=None)


def record_ids(snapshot: Snapshot, name: str) -> pd.Series:
    """Name each relationship of a type so that its source can be looked up.

    Parameters
    ----------
    snapshot
        What is known.
    name
        Type of the relationships.

    Returns
    -------
    Series
        In the order of ``snapshot.relationships(name)``: the key where no other of the type has it, else type, both
        ends and key; a key only tells apart what stands between the same two.
    """
    table = snapshot.relationships(name)
    same = table["key"].duplicated(keep=False) | (table["key"] == "")
    return table["key"].where(~same, name + ":" + table["source"] + ">" + table["target"] + ":" + table["key"])


def _check(layers: Sequence[str], half_life_days: float | None, max_meeting_size: int | None) -> None:
    unknown = [layer for layer in layers if layer not in LAYERS]
    if isinstance(layers, str) or unknown:
        msg = f"The 'layers' of tie_network must be among {', '.join(LAYERS)}. Got {layers!r} instead."
        raise ParameterError(msg)
    if half_life_days is not None and not half_life_days > 0:
        msg = f"The 'half_life_days' of tie_network must be None or a positive number of days. Got {half_life_days!r}."
        raise ParameterError(msg)
    if max_meeting_size is not None and max_meeting_size < 2:  # noqa: PLR2004 - a pair is the smallest meeting
        msg = f"The 'max_meeting_size' of tie_network must be None or at least 2. Got {max_meeting_size!r}."
        raise ParameterError(msg)


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(_COLUMNS)).astype(dict.fromkeys(_COLUMNS, object))


def _stated(snapshot: Snapshot, layer: str) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for name in _RELATIONSHIPS[layer]:
        found = snapshot.relationships(name)
        found = found[found["source"] != found["target"]]
        columns = (found["source"], found["target"], record_ids(snapshot, name).loc[found.index], found["since"])
        rows.extend(
            (source, target, _STRENGTH[layer], (layer,), (key,), since)
            for source, target, key, since in zip(*columns, strict=True)
        )
    return _frame(rows)


def _deployed(snapshot: Snapshot) -> pd.DataFrame:
    """Whoever coordinates a deployment is tied to the municipality in which it takes place."""
    where = snapshot.relationships("DEPLOYED_TO")[["source", "target"]]
    who = snapshot.relationships("COORDINATES")[["source", "target"]]
    both = who.merge(where, left_on="target", right_on="source", suffixes=("", "_place"))
    deployments = snapshot.nodes("Deployment")
    begun = dict(zip(deployments["id"], deployments["date_start"], strict=True))
    columns = (both["source"], both["target_place"], both["target"])
    return _frame(
        [
            (actor, place, _STRENGTH["deployment"], ("deployment",), (deployment,), begun.get(deployment))
            for actor, place, deployment in zip(*columns, strict=True)
        ]
    )


def _met(
    snapshot: Snapshot, *, day: dt.date | None, half_life_days: float | None, max_meeting_size: int | None
) -> pd.DataFrame:
    """Every pair of a meeting of n gets 1/(n-1), faded by age; one loop per meeting, none per pair."""
    meetings = snapshot.nodes("Meeting").set_index("id")
    meetings = meetings[~meetings["status"].isin(_NOT_HELD)]
    came = snapshot.relationships(_CAME)[["source", "target"]].drop_duplicates()
    begun = dict(zip(meetings.index, meetings["date_start"], strict=True))
    came = came[came["target"].isin(meetings.index)].sort_values(["target", "source"])
    sources, targets, strengths, ids, dates = [], [], [], [], []
    everybody, where = (came[end].to_numpy(dtype=object) for end in ("source", "target"))
    starts = np.flatnonzero(np.concatenate([[True], where[1:] != where[:-1]])[: len(where)])
    for start, end in pairwise([*starts.tolist(), len(where)]):
        meeting, who = where[start], everybody[start:end]
        n = len(who)
        if n < 2 or (max_meeting_size is not None and n > max_meeting_size):  # noqa: PLR2004 - a pair
            continue
        date = begun[meeting]
        strength = _faded(date, day, half_life_days) / (n - 1)
        left, right = np.triu_indices(n, k=1)
        sources.append(who[left])
        targets.append(who[right])
        strengths.append(np.full(len(left), strength))
        ids.extend([(meeting,)] * len(left))
        dates.extend([date] * len(left))
    if not sources:
        return _frame([])
    columns = (np.concatenate(sources), np.concatenate(targets), np.concatenate(strengths))
    frame = pd.DataFrame(dict(zip(_COLUMNS[:3], columns, strict=True)))
    frame["layers"] = pd.Series([("attendance",)] * len(frame), dtype=object)
    frame["evidence"] = pd.Series(ids, dtype=object)
    frame["last"] = pd.Series(dates, dtype=object)
    return frame.astype(dict.fromkeys(_COLUMNS, object))


def _faded(date: str | None, day: dt.date | None, half_life_days: float | None) -> float:
    """Half for every half-life since the meeting; a meeting without a date counts as old as one half-life."""
    if half_life_days is None or day is None:
        return 1.0
    if date is None:
        return 0.5
    age = max((day - first_day(date)).days, 0)
    return float(0.5 ** (age / half_life_days))
