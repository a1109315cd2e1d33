"""Which meeting a row is about, and meetings that may be one."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from loaders.facts import slug
from loaders.towns import Towns
from loaders.values import fold

if TYPE_CHECKING:
    from graphmodel.stores.base import GraphStore
    from loaders.resolve.naming import Memory
    from loaders.tables import Row

__all__ = ["OWN", "Meetings"]

OWN = re.compile(r"(?:act|mun|for|mtg|thm|dep|adv|country|region|land)-")
"""Beginnings of the ids that the graph gives itself."""
_FOREIGN_MEETINGS = ("mtg-ics-", "mtg-oparl-")
"""Beginnings of ids that calendars and council data bring; such meetings may be known from a list already."""
_DAY = len("2024-07-03")


class Meetings(Towns):
    """Meetings of the store and of the rows read so far."""

    def __init__(self, store: GraphStore | None = None, *, memory: Memory | None = None) -> None:
        self._on_day: dict[str, dict[str, str]] = defaultdict(dict)
        self._held: dict[str, str] = {}
        super().__init__(store, memory=memory)
        for label_name, ids in self.by_name.items():
            if label_name[0] == "Meeting":
                for id_ in ids:
                    self._on_day[self.dates.get(id_, "")].setdefault(id_, self.names[id_])
        if store is not None:
            self._held = {row["source"]: row["target"] for row in store.read_relationships("HELD_IN")}

    def meeting_of_row(self, row: Row) -> str | None:
        """Id of the meeting that a row of the table of meetings is about."""
        v = row.values
        id_ = v.get("id")
        if not id_:
            id_ = self._meeting(str(v["name"]), v.get("date_start"))
            self._say_if_alike(row, id_, "name", v.get("date_start"), self._place_told(row))
            return id_
        known = self.stored.get(id_)
        if (
            known
            and not OWN.match(id_)
            and self.dates.get(id_) != v.get("date_start")
            and fold(known) != fold(v["name"])
        ):
            self.problem(row, "error", "id_taken", field="id", value=id_, known=known, name=v["name"])
        if id_.startswith(_FOREIGN_MEETINGS) and not self.is_stated(id_):
            same = self._known_meeting(str(v["name"]), v.get("date_start"))
            if same:
                return same
            self._say_if_alike(row, str(id_), "name", v.get("date_start"), self._place_told(row))
        return str(id_)

    def _place_told(self, row: Row) -> str | None:
        v = row.values
        return self.place(row, ags=v.get("ags"), text=v.get("place"), field="place", loud=False)

    def meeting_of_attendance(self, row: Row) -> str | None:
        """Id of the meeting that a row of an attendance list is about."""
        v = row.values
        if v.get("meeting_id"):
            found = self.known_id(row, v["meeting_id"], ("Meeting",), field="meeting_id")
            return found[1] if found else None
        if not v.get("meeting") and not v.get("date"):
            self.problem(row, "error", "meeting_incomplete", field="meeting")
            return None
        id_ = self._meeting(str(v.get("meeting") or "Veranstaltung"), v.get("date"))
        self._say_if_alike(row, id_, "meeting", v.get("date"), self.meeting_place(row))
        return id_

    def _known_meeting(self, name: str, date: str | None) -> str | None:
        """Id of a meeting of that name on that date; without a date the only one of that name."""
        same = [id_ for id_ in self.by_name.get(("Meeting", fold(name)), ()) if self.is_stated(id_) or date]
        dated = [id_ for id_ in same if date and self.dates.get(id_) == date]
        if dated:
            return dated[0]
        return same[0] if date is None and len(same) == 1 else None

    def _meeting(self, name: str, date: str | None) -> str:
        known = self._known_meeting(name, date)
        if known:
            return known
        return f"mtg-{date or 'undatiert'}-{slug(name)}"

    def meeting_place(self, row: Row) -> str | None:
        """Id of the municipality where the meeting of an attendance row was held."""
        return self.place(row, ags=None, text=row.values.get("meeting_place"), field="meeting_place", loud=False)

    def _say_if_alike(self, row: Row, id_: str, field: str, date: str | None, place: str | None) -> None:
        """Warn of a meeting of the same day and place with nearly the same name: only people know whether it is one."""
        name = str(row.values.get(field) or "")
        if not date or len(date) != _DAY or id_ in self._on_day[date]:
            return
        day = {"de": ".".join(reversed(date.split("-"))), "en": date}
        for other, known in self._on_day[date].items():
            where = self._held.get(other)
            if _contains(name, known) and (place is None or where is None or place == where):
                self.problem(row, "warning", "meeting_alike", field=field, value=name, known=known, date=day)
        self._on_day[date][id_] = name
        if place:
            self._held[id_] = place


def _contains(name: str, other: str) -> bool:
    """Whether one name has all words of the other and more."""
    words, others = set(fold(name).split()), set(fold(other).split())
    return bool(words and others) and (words < others or others < words)
