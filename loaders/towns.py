"""Which municipality a row means: by key, by name, and by what stands beside the name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loaders.facts import slug
from loaders.held import KEY_BESIDE
from loaders.knowledge import Knowledge
from loaders.namesakes import called, is_beyond_doubt, nearest, usual
from loaders.places import find_places, place_of
from loaders.resolve.municipalities import town_in, towns_of
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.places import Place
    from loaders.tables import Row

__all__ = ["Towns"]

_SHOWN, _CANDIDATES = 3, 5
_POSTAL = frozenset({"place", "name"})
_STATES = {"name": "state", "from_name": "from_state"}
_TOWN_HEAD = re.compile(
    r"^(?:stadtverwaltung|gemeindeverwaltung|kreisverwaltung|stadt|gemeinde|markt|(?=kreis |landkreis ))\s*(.+)$",
    re.IGNORECASE,
)


def _state(row: Row, field: str) -> str:
    return str(row.values.get(_STATES.get(field, "")) or "")


class Towns(Knowledge):
    """Municipalities, known and of the register."""

    def town(self, name: str) -> str | None:
        """Id of a municipality that only the graph knows, named as "Stadt X" or "Stadt X, Amt für …"."""
        match = _TOWN_HEAD.match(name)
        if not match:
            return None
        words = re.split(r"[,;/(]| - ", match[1])[0].strip()
        ids = [id_ for id_ in self.by_name.get(("Municipality", fold(words)), ()) if not id_.startswith("for-")]
        return ids[0] if len(ids) == 1 else None

    def place(self, row: Row, *, ags: str | None, text: str | None, field: str, loud: bool = True) -> str | None:
        """Find the municipality that a row names by key or name."""
        if ags:
            return f"mun-{ags}"
        if not text:
            return None
        if text in self.towns:
            return self.towns[text]
        settled = self.settled.get(self._told(row, text, field))
        if settled:
            return settled
        abroad = field == "to_name" and row.values.get("to_country") != "DE"
        ids = self.places_named(text, abroad=abroad)
        places = [place for id_ in ids if (place := place_of(id_.removeprefix("mun-")))]
        if len(ids) == 1 and find_places(text):
            self.towns[text] = ids[0]  # the register alone decides, whatever else becomes known
        found = self._decided(row, places, text, field) if places else ids[0] if len(ids) == 1 else None
        if found:
            return found
        if ids and loud:
            candidates = [self.place_label(id_) for id_ in ids[:_CANDIDATES]]
            self.problem(row, "warning", "place_ambiguous", field=field, value=text, candidates=candidates)
        elif loud:
            self.problem(row, "note", "place_unknown", field=field, value=text)
        return None

    def places_named(self, text: str, *, abroad: bool = False) -> list[str]:
        """Ids of the German municipalities that a name can mean; what is only part of theirs may be a town abroad."""
        known = [id_ for id_ in self.by_name.get(("Municipality", fold(text)), ()) if not id_.startswith("for-")]
        found = () if abroad and not find_places(text) else called(text)
        return list(dict.fromkeys(place.id for place in found)) or known

    def _decided(self, row: Row, places: Sequence[Place], text: str, field: str) -> str | None:
        """Id of the municipality that the row, the graph or else the name itself decides; None when nothing does."""
        fitting = nearest(places, postcode=self._postcode(row, field), state=_state(row, field))
        if len(fitting) == 1 < len(places):
            self.settled[self._told(row, text, field)] = fitting[0].id
            return fitting[0].id
        named = self.by_name.get(("Municipality", fold(text)), ())
        if row.table == "municipalities":
            named = [id_ for id_ in named if id_ in self.stored]  # two rows of one list are not one municipality
        known = tuple(place for place in fitting if place.id in named)
        if len(known) == 1:
            return known[0].id
        chosen = usual(known or fitting, text, by_size=field != "to_name")
        if len(chosen) > 1:
            return None
        self.say_if_assumed(row, chosen[0], places, text, field=field)
        if is_beyond_doubt(chosen[0], places, text):
            self.settled[self._told(row, text, field)] = chosen[0].id
        return chosen[0].id

    def _told(self, row: Row, text: str, field: str) -> tuple[str, ...]:
        """What a row says about the municipality of a field; the graph is not asked again about the same."""
        return (text, self._postcode(row, field), _state(row, field), "abroad" if field == "to_name" else "")

    @staticmethod
    def _postcode(row: Row, field: str) -> str:
        return str(row.values.get("postcode") or "") if field in _POSTAL else ""

    def say_if_assumed(self, row: Row, place: Place, places: Sequence[Place], text: str, *, field: str) -> None:
        """Say once for each name and file which of several municipalities was taken where only the name decided."""
        if (text, row.where.file) in self.told or is_beyond_doubt(place, places, text):
            return
        self.told.add((text, row.where.file))
        others = [self.place_label(other.id) for other in places if other.ags != place.ags][:_SHOWN]
        params = {"name": self.place_label(place.id), "others": others}
        code = "place_assumed" if others else "place_completed"
        self.problem(row, "note", code, field=field, value=text, **params)

    def place_label(self, id_: str) -> str:
        """Name of a municipality with its district and key, or its country, to tell it from others of the name."""
        key = id_.split("-")[1].upper() if id_.startswith("for-") else id_.removeprefix("mun-")
        place = place_of(key)
        district = place.district if place else ""
        return f"{self.name_of(id_)} ({district}, {key})" if district else f"{self.name_of(id_)} ({key})"

    def abroad(self, name: str) -> list[str]:
        """Ids of the municipalities abroad that are known by a name; those without a country when there is no other."""
        ids = [id_ for id_ in self.by_name.get(("Municipality", fold(name)), ()) if id_.startswith("for-")]
        return [id_ for id_ in ids if not id_.startswith("for-xx-")] or ids

    def foreign(self, name: str, country: str | None) -> str:
        """Id of a municipality abroad, known or new."""
        for id_ in self.abroad(name):
            if country is None or id_.startswith(f"for-{country.lower()}-"):
                return id_
        return f"for-{(country or 'xx').lower()}-{slug(name)}"

    def is_doubtful(self, organisation: str, row: Row, field: str) -> bool:
        """Whether a name is that of several town halls, and nothing known or said beside it tells which is meant."""
        several = len(towns_of(organisation)) > 1 and not self.town_hall(organisation, row, field)
        return several and not self.by_name.get(("Actor", self._key("Actor", organisation)))

    def _say_townis_doubtful(self, organisation: str, row: Row, code: str, field: str) -> None:
        candidates = [self.place_label(place.id) for place in towns_of(organisation)[:_CANDIDATES]]
        self.problem(row, "warning", code, field=field, value=organisation, candidates=candidates)

    def town_hall(self, organisation: str, row: Row, field: str) -> str | None:
        """Id of the municipality whose administration a name is: as the row says, the graph or else the name."""
        places = towns_of(organisation)
        if len(places) > 1:
            beside = self.place_beside(row, field) or ""
            postcode = str(row.values.get("postcode") or "") if field == "name" else ""
            told = nearest(places, near=beside, postcode=postcode)
            if len(told) == 1:
                return told[0].id
        known = self.town(organisation)
        if known or not places:
            return known
        chosen = usual(places, town_in(organisation))
        if len(chosen) > 1:
            return None
        self.say_if_assumed(row, chosen[0], places, organisation, field=field)
        return f"mun-{chosen[0].ags}"

    def place_beside(self, row: Row, field: str) -> str | None:
        """Key of the municipality that a row tells beside a name."""
        key = row.values.get(KEY_BESIDE.get(field, ""))
        if key or field != "name":
            return str(key) if key else None
        found = self.place(row, ags=None, text=row.values.get("place"), field="place", loud=False)
        return found.removeprefix("mun-") if found else None
