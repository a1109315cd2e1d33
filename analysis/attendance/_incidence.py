"""Who was at which meeting, as a matrix: the one reader of attendance tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from graphmodel import ParameterError
from graphmodel.dates import first_day, is_date, last_day

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Incidence", "incidence"]


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """Attendance as a matrix of ones and zeros.

    Attributes
    ----------
    actors
        Ids, sorted.
    meetings
        Ids, sorted.
    matrix
        One row per actor, one column per meeting, 1 for attended; repeated rows count once.
    dates
        Date of each meeting as text, None where it is not known.
    """

    actors: tuple[str, ...]
    meetings: tuple[str, ...]
    matrix: sparse.csr_array
    dates: tuple[str | None, ...]

    @property
    def attended(self) -> np.ndarray:
        """Number of meetings per actor."""
        return np.asarray(self.matrix.sum(axis=1)).ravel().astype(np.int64)

    @property
    def sizes(self) -> np.ndarray:
        """Number of actors per meeting."""
        return np.asarray(self.matrix.sum(axis=0)).ravel().astype(np.int64)

    def dense(self) -> np.ndarray:
        """The matrix as truth values."""
        return np.asarray(self.matrix.toarray(), dtype=bool)

    def keep_meetings(self, kept: np.ndarray) -> Incidence:
        """Leave meetings out; all actors stay.

        Parameters
        ----------
        kept
            Whether each meeting stays.

        Returns
        -------
        Incidence
            The same actors.
        """
        places = np.flatnonzero(kept)
        meetings = tuple(self.meetings[place] for place in places)
        return Incidence(self.actors, meetings, self.matrix[:, places], tuple(self.dates[place] for place in places))

    def weights(self, *, as_of: str | None, half_life_days: float | None) -> np.ndarray:
        """Weight of each meeting by its age: 2^(-age / half-life).

        Parameters
        ----------
        as_of
            Day from which the age counts; None is the latest date on record.
        half_life_days
            Days after which a meeting counts half; None: all count 1.

        Returns
        -------
        ndarray
            In the order of the meetings. A meeting without a date counts as old as one half-life.
        """
        if half_life_days is None or not self.meetings:
            return np.ones(len(self.meetings))
        known = [last_day(text) for text in self.dates if text is not None]
        if as_of is None and not known:
            return np.ones(len(self.meetings))
        until = last_day(as_of) if as_of is not None else max(known)
        undated = float(half_life_days)
        ages = [undated if text is None else max((until - first_day(text)).days, 0) for text in self.dates]
        return np.asarray(0.5 ** (np.array(ages, dtype=float) / half_life_days))


def incidence(attendance: pd.DataFrame, *, as_of: str | None = None, max_size: int | None = None) -> Incidence:
    """Read an attendance table.

    Parameters
    ----------
    attendance
        ``actor``, ``meeting``, optional ``date`` (ISO 8601, also only year or month, or a date type). Blanks around
        ids are stripped, rows with an empty id are dropped, repeated rows count once.
    as_of
        Leave meetings out that are later than this day; those without a date stay.
    max_size
        Leave meetings out that more actors attended; None keeps all.

    Returns
    -------
    Incidence
        Actors whose only meetings are left out stay, with no attendance.

    Raises
    ------
    ParameterError
        A column is missing, or a date is not one.
    """
    missing = {"actor", "meeting"} - set(attendance.columns)
    if missing:
        found = ", ".join(map(str, attendance.columns)) or "none"
        msg = (
            f"The 'attendance' table needs the columns 'actor' and 'meeting'. "
            f"Missing: {', '.join(sorted(missing))}; found: {found}."
        )
        raise ParameterError(msg)
    actors, meetings = _ids(attendance["actor"]), _ids(attendance["meeting"])
    filled = (actors != "") & (meetings != "")
    actors, meetings = actors[filled], meetings[filled]
    actor_names, rows = np.unique(actors.astype(str), return_inverse=True)
    meeting_names, columns = np.unique(meetings.astype(str), return_inverse=True)
    shape = (len(actor_names), len(meeting_names))
    matrix = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    matrix.data[:] = 1.0
    dates = _dates(attendance, filled, columns, shape[1])
    table = Incidence(tuple(map(str, actor_names)), tuple(map(str, meeting_names)), matrix, dates)
    kept = np.ones(shape[1], dtype=bool)
    if as_of is not None:
        until = last_day(as_of)
        kept &= np.array([text is None or first_day(text) <= until for text in dates], dtype=bool)
    if max_size is not None:
        kept &= table.sizes <= max_size
    return table if kept.all() else table.keep_meetings(kept)


def _ids(values: pd.Series) -> np.ndarray:
    text = values.astype(object).where(values.notna(), "").map(str).str.strip()
    return text.to_numpy(dtype=object)


def _dates(attendance: pd.DataFrame, filled: np.ndarray, columns: np.ndarray, n: int) -> tuple[str | None, ...]:
    """Latest date on record per meeting, as text."""
    dates: list[str | None] = [None] * n
    if "date" not in attendance.columns:
        return tuple(dates)
    values: Sequence[object] = attendance["date"].astype(object).to_numpy(dtype=object)[filled]
    for column, value in zip(columns.tolist(), values, strict=True):
        text = _date_text(value)
        known = dates[column]
        if text is not None and (known is None or text > known):
            dates[column] = text
    return tuple(dates)


def _date_text(value: object) -> str | None:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = str(value).strip()
    if not text:
        return None
    if not is_date(text):
        msg = (
            f"The 'date' of a meeting must be a year, a month or a day in ISO 8601, such as '2019', '2019-10' or "
            f"'2019-10-03'. Got {value!r} instead."
        )
        raise ParameterError(msg)
    return text
