"""Ties gone quiet, and organisations that came no more or never came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._facts import facts
from analysis._tables import finish, run_record
from analysis.reasons import Reason
from graphmodel import ParameterError
from graphmodel.dates import last_day
from graphmodel.ties import reference_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from analysis._facts import Facts
    from graphmodel import Snapshot

__all__ = ["absence_gaps", "dormant"]

REGULAR = 3
PATIENCE = 3
DAYS_PER_YEAR = 365.25


def dormant(snapshot: Snapshot, *, older_than_days: float = 1095, as_of: str | None = None) -> pd.DataFrame:
    """Ties that once were and of which nothing was heard for long.

    Parameters
    ----------
    snapshot
        What is known.
    older_than_days
        How long nothing was heard, in days.
    as_of
        Day from which is counted; None: the snapshot's own, else the day of the newest meeting.

    Returns
    -------
    DataFrame, the formerly strongest first
        ``source``, ``target`` (source < target), ``source_name``, ``target_name``, ``last`` (ISO date of the last
        joint meeting), ``days`` (since then), ``n_meetings`` (joint meetings), ``state`` ("dormant"). Pairs that never
        met are not dormant and are not listed; stated ties without meetings have no date and are not listed.

    Raises
    ------
    ParameterError
        ``older_than_days`` is not positive.

    Notes
    -----
    A missing attendance list makes a tie look dormant; say so wherever this is shown.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> came = [{"source": a, "target": m} for m in ("m1", "m2") for a in ("act-a", "act-b")]
    >>> meetings = [{"id": "m1", "date_start": "2015"}, {"id": "m2", "date_start": "2015-06"}]
    >>> actors = [{"id": "act-a"}, {"id": "act-b"}]
    >>> snapshot = Snapshot.from_rows({"Actor": actors, "Meeting": meetings}, {"ATTENDED": came})
    >>> dormant(snapshot, as_of="2020")[["source", "target", "last", "n_meetings"]].values.tolist()
    [['act-a', 'act-b', '2015-06', 2]]
    """
    if not older_than_days > 0:
        msg = f"The 'older_than_days' of dormant must be a positive number of days. Got {older_than_days!r} instead."
        raise ParameterError(msg)
    known = facts(snapshot)
    day = reference_day(snapshot, as_of)
    ties = known.network.ties
    met = ties[ties["last"].notna() & ties["layers"].map(lambda layers: "attendance" in layers).astype(bool)]
    columns = ["source", "target", "source_name", "target_name", "last", "days", "n_meetings", "state"]
    if day is None or met.empty:
        empty = pd.DataFrame(columns=columns)
        return finish(empty, run_record("dormant", snapshot, older_than_days=older_than_days, as_of=as_of))
    dates = known.meeting_dates
    days = met["last"].map(lambda text: (day - last_day(text)).days).astype(int)
    late = days > older_than_days
    met = met[late].assign(days=days[late])
    met["n_meetings"] = met["evidence"].map(lambda items: sum(item in dates for item in items)).astype(int)
    met["source_name"] = met["source"].map(known.names)
    met["target_name"] = met["target"].map(known.names)
    met["state"] = "dormant"
    met = met.sort_values(["n_meetings", "days", "source", "target"], ascending=[False, True, True, True])
    table = met[columns].reset_index(drop=True)
    return finish(table, run_record("dormant", snapshot, older_than_days=older_than_days, as_of=as_of))


def absence_gaps(known: Facts, members: set[str], *, as_of: str | None = None) -> Iterator[dict[str, Any]]:
    """Organisations that were invited and never came, or came regularly and then no more.

    Parameters
    ----------
    known
        What is on record.
    members
        Ids to look at.
    as_of
        Day from which is counted.

    Yields
    ------
    dict
        As for `analysis.gaps`.
    """
    day = reference_day(known.snapshot, as_of)
    held = np.sort([last_day(date).toordinal() for date in known.meeting_dates.values() if date is not None])
    invited = known.snapshot.relationships("INVITED").groupby("source")["target"].agg(set).to_dict()
    for name in sorted(members):
        came = known.meetings_of.get(name, [])
        asked = invited.get(name, set())
        if asked and not came:
            yield _never_came(known, name, asked)
        elif len(came) >= REGULAR and day is not None:
            yield from _silent(known, name, came, day, held)


def _never_came(known: Facts, name: str, asked: set[str]) -> dict[str, Any]:
    meetings = sorted(known.names.get(meeting, meeting) for meeting in asked)
    params = {"name": known.names[name], "n": len(asked), "meetings": meetings[:REGULAR]}
    evidence = "medium" if len(asked) >= REGULAR else "weak"
    return {
        "kind": "never_came",
        "subject": name,
        "object": None,
        "observed": 0.0,
        "expected": float("nan"),
        "evidence": evidence,
        "reasons": [Reason("gap.never_came", params, tuple(sorted(asked)))],
    }


def _silent(known: Facts, name: str, came: list[str], day: dt.date, held: np.ndarray) -> Iterator[dict[str, Any]]:
    """Regular guests whose absence is longer than a multiple of their own usual pause."""
    days = sorted({last_day(date) for meeting in came if (date := known.meeting_dates.get(meeting))})
    if len(days) < REGULAR:
        return
    pauses = np.diff([value.toordinal() for value in days])
    usual = max(float(np.median(pauses)), 90.0)
    absent = (day - days[-1]).days
    if absent <= PATIENCE * usual or absent < DAYS_PER_YEAR:
        return
    missed = int(np.searchsorted(held, day.toordinal(), "right") - np.searchsorted(held, days[-1].toordinal(), "right"))
    params = {
        "name": known.names[name],
        "n": len(came),
        "last": max(d for meeting in came if (d := known.meeting_dates.get(meeting))),
        "years": round(absent / DAYS_PER_YEAR),
        "missed": missed,
    }
    yield {
        "kind": "fell_silent",
        "subject": name,
        "object": None,
        "observed": 0.0,
        "expected": float(absent / usual),
        "evidence": "medium" if missed >= REGULAR else "weak",
        "reasons": [Reason("gap.fell_silent", params, tuple(came)), Reason("gap.lists_may_lack", {})],
    }
