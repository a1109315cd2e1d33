"""What happened when: meetings and dated ties as events, cut at a day so that nothing later is seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from graphmodel.dates import first_day, last_day
from graphmodel.stakeholders import stakeholder_table

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel import Snapshot

__all__ = ["History", "Past"]

LARGEST = 30
HALF_LIFE_DAYS = 365.0
A_YEAR = 365
TIES = ("COOPERATES_WITH", "PARTNER_OF", "PART_OF", "MEMBER_OF")
NOT_HELD = frozenset({"cancelled", "planned", "announced"})


@dataclass(frozen=True, eq=False)
class History:
    """Every dated event of a snapshot.

    Attributes
    ----------
    ids
        Stakeholders, sorted.
    nodes
        Their attributes, in that order.
    days
        Ordinal of the day from which each event counts as known (the latest that its date can mean), ascending.
    members
        Positions of who took part, per event.
    names
        Title of each event, "" for ties.
    themes
        Ids of the themes of each event.
    is_meeting
        Whether the event is a meeting; else it is a tie with a date.
    makes_ties
        Whether those who took part count as having had to do with each other: not in meetings of more than 30.
    keys
        Id of the meeting of each event, "" for ties.
    """

    ids: tuple[str, ...]
    nodes: pd.DataFrame
    days: np.ndarray
    members: tuple[np.ndarray, ...]
    names: tuple[str, ...]
    themes: tuple[tuple[str, ...], ...]
    is_meeting: np.ndarray
    makes_ties: np.ndarray
    keys: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot, *, undated: bool = False) -> History:
        """Read the events of a snapshot: meetings, and ties with a start.

        Parameters
        ----------
        snapshot
            What is known.
        undated
            Whether events without a date count too, as if a year before the newest; never when looking into the past.

        Returns
        -------
        History
            Meetings that were not held are left out.
        """
        nodes = stakeholder_table(snapshot)
        place = {name: k for k, name in enumerate(nodes["id"])}
        found = [*_meetings(snapshot, place), *_ties(snapshot, place)]
        newest = max((event[0] for event in found if event[0]), default=A_YEAR + 1)
        found = [(event[0] or newest - A_YEAR, *event[1:]) for event in found if event[0] or undated]
        found.sort(key=lambda event: (event[0], event[2], event[1].tolist(), event[4]))
        return cls(
            ids=tuple(nodes["id"]),
            nodes=nodes,
            days=np.array([event[0] for event in found], dtype=np.int64),
            members=tuple(event[1] for event in found),
            names=tuple(event[2] for event in found),
            themes=tuple(event[3] for event in found),
            is_meeting=np.array([event[4] != "" for event in found], dtype=bool),
            makes_ties=np.array([len(event[1]) <= LARGEST for event in found], dtype=bool),
            keys=tuple(event[4] for event in found),
        )

    def before(self, day: int) -> Past:
        """Everything known on the morning of a day.

        Parameters
        ----------
        day
            Ordinal of the day.

        Returns
        -------
        Past
        """
        return Past(self, int(np.searchsorted(self.days, day, side="left")), day)

    def pairs(self, start: int, end: int) -> sparse.csr_array:
        """Who had to do with whom in the events of some days.

        Parameters
        ----------
        start, end
            Ordinals; the first is included, the last is not.

        Returns
        -------
        csr_array of shape (n, n)
            Number of joint events, symmetric, diagonal 0.
        """
        first, last = (int(place) for place in np.searchsorted(self.days, [start, end], side="left"))
        incidence = self.incidence(range(first, last), self.makes_ties[first:last].astype(float))
        return _between_others(incidence @ incidence.T)

    def incidence(self, events: range, weights: np.ndarray | None = None) -> sparse.csr_array:
        """Matrix of stakeholders against events.

        Parameters
        ----------
        events
            Numbers of the events.
        weights
            One per event; None: 1.

        Returns
        -------
        csr_array of shape (n, n_events)
        """
        sizes = [len(self.members[event]) for event in events]
        rows = np.concatenate([self.members[event] for event in events]) if sizes else np.zeros(0, dtype=int)
        columns = np.repeat(np.arange(len(sizes)), sizes)
        values = np.ones(len(rows)) if weights is None else np.asarray(weights)[columns]
        return sparse.csr_array((values, (rows, columns)), shape=(len(self.ids), len(sizes)))


@dataclass(frozen=True, eq=False)
class Past:
    """What was known on the morning of a day.

    Attributes
    ----------
    history
        All events.
    n_events
        How many of them were known.
    day
        Ordinal of the day.
    """

    history: History
    n_events: int
    day: int

    @cached_property
    def age(self) -> np.ndarray:
        """Days since each known event."""
        return self.day - self.history.days[: self.n_events]

    @cached_property
    def decay(self) -> np.ndarray:
        """Half for every year since the event."""
        return np.asarray(0.5 ** (self.age / HALF_LIFE_DAYS))

    @cached_property
    def joint(self) -> sparse.csr_array:
        """Number of joint events of each pair."""
        return self.history.pairs(0, self.day)

    @cached_property
    def strength(self) -> sparse.csr_array:
        """Joint events of each pair, each faded by age and divided by the root of its size."""
        sizes = np.array([len(members) for members in self.history.members[: self.n_events]], dtype=float)
        faded = np.where(self.history.makes_ties[: self.n_events], self.decay / np.sqrt(np.maximum(sizes, 1)), 0.0)
        incidence = self.history.incidence(range(self.n_events), np.sqrt(faded))
        return _between_others(incidence @ incidence.T)

    @cached_property
    def last(self) -> sparse.csr_array:
        """Ordinal of the day of the last joint event of each pair."""
        return self._days_of_pairs(slice(None, None, -1))

    @cached_property
    def new_contacts(self) -> np.ndarray:
        """Faded number of stakeholders met for the first time, per stakeholder."""
        first = self._days_of_pairs(slice(None))
        first.data = 0.5 ** ((self.day - first.data) / HALF_LIFE_DAYS)
        return np.asarray(first.sum(axis=1)).ravel()

    def _days_of_pairs(self, order: slice) -> sparse.csr_array:
        """Ordinal of the day of the event at which each pair is met first, going through them in some order."""
        n, history = len(self.history.ids), self.history
        known = [event for event in range(self.n_events) if history.makes_ties[event]][order]
        if not known:
            return sparse.csr_array((n, n))
        pairs = np.concatenate([(history.members[k][:, None] * n + history.members[k]).ravel() for k in known])
        days = np.repeat(history.days[known], [len(history.members[k]) ** 2 for k in known])
        found, where = np.unique(pairs, return_index=True)
        return _between_others(sparse.csr_array((days[where].astype(float), (found // n, found % n)), shape=(n, n)))

    @cached_property
    def activity(self) -> np.ndarray:
        """Faded number of events per stakeholder."""
        incidence = self.history.incidence(range(self.n_events), self.decay)
        return np.asarray(incidence.sum(axis=1)).ravel()

    @cached_property
    def attendance(self) -> np.ndarray:
        """Faded number of meetings per stakeholder."""
        meetings = self.decay * self.history.is_meeting[: self.n_events]
        return np.asarray(self.history.incidence(range(self.n_events), meetings).sum(axis=1)).ravel()

    @cached_property
    def active(self) -> np.ndarray:
        """Who took part in anything so far."""
        return self.activity > 0


def _between_others(joint: sparse.csr_array) -> sparse.csr_array:
    """Drop the diagonal and stored zeros."""
    pairs = joint.tocoo()
    keep = (pairs.row != pairs.col) & (pairs.data != 0)
    return sparse.csr_array((pairs.data[keep], (pairs.row[keep], pairs.col[keep])), shape=joint.shape)


_Event = tuple[int, np.ndarray, str, tuple[str, ...], str]


def _meetings(snapshot: Snapshot, place: dict[str, int]) -> list[_Event]:
    table = snapshot.nodes("Meeting")
    held = table[~table["status"].isin(NOT_HELD)]
    about = snapshot.relationships("ABOUT").groupby("source")["target"].agg(tuple).to_dict()
    came = snapshot.relationships("ATTENDED")[["source", "target"]].drop_duplicates()
    who = came[came["source"].isin(place)].groupby("target")["source"].agg(list).to_dict()
    found: list[_Event] = []
    for name, title, date in held[["id", "name", "date_start"]].itertuples(index=False):
        members = who.get(name, [])
        if len(members) >= 2:  # noqa: PLR2004 - a pair is the smallest meeting
            positions = np.array(sorted(place[member] for member in members), dtype=np.int64)
            found.append((_ordinal(date), positions, title or "", about.get(name, ()), name))
    return found


def _ties(snapshot: Snapshot, place: dict[str, int]) -> list[_Event]:
    found: list[_Event] = []
    for kind in TIES:
        table = snapshot.relationships(kind)
        between = table[table["source"] != table["target"]]
        for source, target, since in between[["source", "target", "since"]].itertuples(index=False):
            if source in place and target in place:
                pair = np.array(sorted((place[source], place[target])), dtype=np.int64)
                found.append((_ordinal(since), pair, "", (), ""))
    return found


def _ordinal(date: str | None) -> int:
    """Latest day that a date can mean; 0 where there is none."""
    return last_day(date).toordinal() if isinstance(date, str) and first_day(date).year > 1 else 0
