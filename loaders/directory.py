"""Who is who: the stakeholders, places and meetings that rows name, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.countries import read_area
from loaders.facts import slug
from loaders.held import KEY_BESIDE, answer_rows
from loaders.initials import initials
from loaders.meetings import OWN, Meetings
from loaders.report import Problem
from loaders.resolve.compare import compare_names
from loaders.resolve.naming import Known, Resolution, name_key, resolve_names
from loaders.resolve.normalise import organisation_of
from loaders.resolve.people import person_shape
from loaders.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loaders.tables import Row

__all__ = ["Directory"]


_SHOWN, _TOWNS = 12, 5


def _joined(resolved: Mapping[tuple[str, str | None], Resolution]) -> list[Problem]:
    """Say which names were taken for another spelling without a question, the least alike first."""
    found = {(name, one.taken_for[0]): one.taken_for[1] for (name, _), one in resolved.items() if one.taken_for}
    if not found:
        return []
    least = sorted(found, key=lambda pair: (found[pair], pair))
    names = {
        "de": [f"„{name}“ = „{other}“" for name, other in least[:_SHOWN]],
        "en": [f"“{name}” = “{other}”" for name, other in least[:_SHOWN]],
    }
    more = len(least) - _SHOWN
    params = {"names": names, "more": {"de": f" und {more} weitere", "en": f" and {more} more"} if more > 0 else ""}
    return [Problem("note", "names_joined", params)]


class Directory(Meetings):
    """Who is who in the store and in the rows read so far."""

    def municipality_of_row(self, row: Row) -> str | None:
        """Id of the municipality that a row of the table of municipalities is about."""
        v = row.values
        if v.get("id"):
            return str(v["id"])
        ags = v.get("ags") or v.get("ars")
        country = v.get("country")
        if country and country != "DE" and not ags:
            return self.foreign(str(v["name"]), country)
        id_ = self.place(row, ags=ags, text=v.get("name"), field="name", loud=False)
        if id_ is None and len(ids := self.places_named(str(v["name"]))) > 1:
            candidates = [self.place_label(one) for one in ids[:_TOWNS]]
            self.problem(row, "warning", "place_ambiguous", field="name", value=v["name"], candidates=candidates)
        elif id_ is None:
            self.problem(row, "warning", "place_unknown", field="name", value=v.get("name"))
        elif v.get("external_id"):
            self.elsewhere[str(v["external_id"])].add(("Municipality", id_))
        return id_

    def body(self, address: str | None) -> str | None:
        """Id of the municipality that a council system knows by an address; None when no file says which it is."""
        found = [id_ for label, id_ in self.elsewhere.get(address or "", ()) if label == "Municipality"]
        return found[0] if len(found) == 1 else None

    def is_actor(self, id_: str | None) -> bool:
        """Whether an organisation of that id is known or stated."""
        return id_ is not None and self.labels.get(id_) == "Actor" and self.is_stated(id_)

    def seat_of_row(self, row: Row) -> str | None:
        """Id of the municipality where the organisation of a row is seated."""
        v = row.values
        if v.get("place_id"):
            found = self.known_id(row, v["place_id"], ("Municipality",), field="place_id")
            return found[1] if found else None
        if row.values.get("id") and "ags" not in v:
            return None  # a curated row without a seat_id says that the seat could not be told
        return self.place(row, ags=v.get("ags"), text=v.get("place"), field="place")

    def place_of_row(self, row: Row) -> str | None:
        """Id of the municipality where a meeting or deployment takes place."""
        v = row.values
        for field in ("place_id", "municipality_id"):
            if v.get(field):
                found = self.known_id(row, v[field], ("Municipality",), field=field)
                return found[1] if found else None
        field = "place" if row.table == "meetings" else "municipality"
        curated = v.get("id") and not str(v["id"]).startswith("mtg-ics-")
        if curated and "ags" not in v and row.table == "meetings":
            return None
        return self.place(row, ags=v.get("ags"), text=v.get(field), field=field)

    def prepare(self, rows: Sequence[Row]) -> None:
        """Resolve all names of a delivery before its rows are stated.

        Parameters
        ----------
        rows
            Every row, in the order in which they will be stated.
        """
        for row in rows:
            self._ask_town(row)
        arriving = [entry for row in rows for entry in self._mentions(row)]
        known = [
            Known(id_, spelling, self.seats.get(id_, "").removeprefix("mun-") or None)
            for (label, _), ids in self.by_name.items()
            if label == "Actor"
            for id_ in ids
            for spelling in self.spellings.get(id_, ())
        ]
        known = list(dict.fromkeys(known))
        for row in rows:
            id_ = row.values.get("id") if row.table == "actors" else None
            if id_ and id_ not in self.names:
                known.append(Known(id_, str(row.values["name"]), self._curated_seat(row)))
        if arriving:
            self.resolved = resolve_names(arriving, known, self.memory, self.labels)
            self.problems += _joined(self.resolved)

    def _ask_town(self, row: Row) -> None:
        """Let a row wait that names the town hall of one of several municipalities and does not say of which."""
        if row.waits and not row.asks:
            return
        for field in NAME_FIELDS.get(row.table, ()):
            name, key = row.values.get(field), KEY_BESIDE.get(field)
            if not key or not isinstance(name, str) or row.values.get(_ID_BESIDE.get(field, "")):
                continue
            organisation = organisation_of(name)
            if (row.table == "actors" and row.values.get("id")) or not self.is_doubtful(organisation, row, field):
                continue
            row.asks[key], row.texts[key] = "town_ambiguous", organisation
            row.waits = tuple(row.asks.values())
            answer_rows([row], self.memory)
            if key in row.asks:
                self._say_townis_doubtful(organisation, row, "town_ambiguous", field)

    @staticmethod
    def _curated_seat(row: Row) -> str | None:
        place = row.values.get("place_id") or row.values.get("ags")
        return str(place).removeprefix("mun-") if place else None

    def _mentions(self, row: Row) -> Iterator[tuple[str, str | None]]:
        """Names that a row holds, with their seats."""
        if row.waits:
            return
        for field in NAME_FIELDS.get(row.table, ()):
            if row.values.get(_ID_BESIDE.get(field, "")):
                continue
            given = row.values.get(field)
            for name in given if isinstance(given, tuple) else (given,):
                if not name or self._person(str(name), row) or self.town_hall(organisation_of(str(name)), row, field):
                    continue
                if row.table != "advisers" or self._area_or_place(str(name), row, field=field) is None:
                    yield organisation_of(str(name)), self.place_beside(row, field)

    def _person(self, name: str, row: Row) -> str | None:
        """Tell how a cell shows a person; what is said to be or known as an organisation may be called after one."""
        shape = person_shape(name)
        told = row.table == "actors" and row.values.get("kind")
        if shape == "name" and (told or self.by_name.get(("Actor", self._key("Actor", name)))):
            return None
        return shape

    def actor(self, name: str, row: Row, *, field: str) -> tuple[str, str] | None:
        """Label and id of the stakeholder of that name, known, new or waiting; None when it is a person."""
        shape = self._person(name, row)
        if shape:
            code = "name_in_organisation" if shape == "name" else "person_in_organisation"
            self.problem(row, "warning", code, field=field, what=_SHAPES[shape])
            return None
        organisation = organisation_of(name)
        town = self.town_hall(organisation, row, field)
        if town:
            return "Municipality", town
        if field not in KEY_BESIDE and self.is_doubtful(organisation, row, field):
            self._say_townis_doubtful(organisation, row, "place_ambiguous", field)
            return None
        if organisation != clean_text(name):
            self.problem(row, "note", "person_dropped", field=field, read_as=organisation)
        found = self.resolved.get((organisation, self.place_beside(row, field)))
        if found is None:
            found = self.resolved.get((organisation, None))
        if found is None:
            return None
        if found.status == "municipality":
            return "Municipality", found.id
        if found.item:
            self.ask(row, found, organisation, self.place_beside(row, field), field=field)
        return "Actor", found.id

    def ask(self, row: Row, found: Resolution, name: str, place: str | None, *, field: str) -> None:
        """Note that a name must be asked about."""
        item = self.review.setdefault(
            str(found.item),
            {"id": found.item, "kind": "name", "name": name, "place": self._town_name(place),
             "key": name_key(name, place), "rows": [],
             "candidates": [{**entry, "place": self._town_name(entry["place"])} for entry in found.candidates]},
        )  # fmt: skip
        where = {"file": row.where.file, "sheet": row.where.sheet, "row": row.where.row}
        if where in item["rows"]:
            return
        item["rows"].append(where)
        candidates = [f"{entry['name']} ({100 * entry['score']:.0f} % gleich)" for entry in found.candidates[:3]]
        self.problem(row, "warning", "name_unsure", field=field, value=name, candidates=candidates)

    def _town_name(self, key: str | None) -> str | None:
        return (self.name_of(f"mun-{key}") or key) if key else None

    def organisation(self, name: str) -> str:
        """Name of the organisation in a cell that may also hold a person."""
        return organisation_of(name)

    def spelling(self, row: Row) -> str:
        """Name of the organisation as a row spells it."""
        return organisation_of(str(row.values.get("name") or ""))

    def actor_of_row(self, row: Row) -> tuple[str, str] | None:
        """Label and id of the stakeholder that a row of the table of actors is about."""
        if row.values.get("id"):
            self._say_if_taken(row, str(row.values["id"]), str(row.values.get("name") or ""))
            return "Actor", str(row.values["id"])
        found = self.actor(str(row.values["name"]), row, field="name")
        if found and row.values.get("external_id"):
            self.elsewhere[str(row.values["external_id"])].add(found)
        return found

    def _say_if_taken(self, row: Row, id_: str, name: str) -> None:
        """Refuse an id that another list has given to somebody else: lists that count from 1 are not one list."""
        known = self.stored.get(id_)
        if known and name and not OWN.match(id_) and compare_names(known, name).decision == "different":
            self.problem(row, "error", "id_taken", field="id", value=id_, known=known, name=name)

    def place_or_actor(self, text: str, row: Row, *, field: str) -> tuple[str, str] | None:
        """Label and id of the country, municipality or organisation of that name."""
        return self._area_or_place(text, row, field=field) or self.actor(text, row, field=field)

    def _area_or_place(self, text: str, row: Row, *, field: str) -> tuple[str, str] | None:
        area = read_area(text)
        if area.value:
            return "Country", area.value
        place = self.place(row, ags=None, text=text, field=field, loud=False)
        return ("Municipality", place) if place else None

    def attendee(self, row: Row) -> tuple[str, str] | None:
        """Label and id of who attended."""
        v = row.values
        if v.get("actor_id"):
            return self.known_id(row, v["actor_id"], ("Actor", "Municipality"), field="actor_id")
        if not v.get("name"):
            self.problem(row, "warning", "attendee_empty", field="name")
            return None
        return self.actor(str(v["name"]), row, field="name")

    def partnership_ends(self, row: Row) -> tuple[str | None, str | None]:
        """Ids of the two municipalities of a partnership; None where one is not named or not known."""
        v = row.values
        if not {"from_id", "from_name", "from_ags"} & set(row.columns):
            self._say_home_is_missing(row)
        ends: list[str | None] = []
        for side in ("from", "to"):
            id_ = v.get(f"{side}_id")
            if id_:
                found = self.known_id(row, id_, ("Municipality",), field=f"{side}_id")
                ends.append(found[1] if found else None)
                continue
            name = v.get(f"{side}_name")
            country = v.get("to_country") if side == "to" else "DE"
            if side == "to" and country not in {None, "DE"}:
                ends.append(self.foreign(str(name), country) if name else None)
                continue
            place = self.place(row, ags=v.get(f"{side}_ags"), text=name, field=f"{side}_name", loud=False)
            if place is None and name and country == "DE":
                self._say_end_is_unknown(row, side, str(name))
                return None, None
            if place is None and side == "to" and name:
                place = self._partner_without_country(row, str(name))
            ends.append(place)
        return ends[0], ends[1]

    def _partner_without_country(self, row: Row, name: str) -> str | None:
        """Id of a partner of which no country is told: the one known by that name, else one whose country is open."""
        known = self.abroad(name)
        found = self.places_named(name, abroad=True) or known
        if len(found) > 1:
            params = {"candidates": [self.place_label(id_) for id_ in found[:5]]}
            self.problem(row, "warning", "partner_ambiguous", field="to_name", value=name, **params)
            return None
        id_ = known[0] if known else self.foreign(name, None)
        if id_.startswith("for-xx-"):
            self.problem(row, "warning", "partner_country_missing", field="to_name", value=name)
        return id_

    def _say_end_is_unknown(self, row: Row, side: str, name: str) -> None:
        ids = self.places_named(name)
        if len(ids) > 1:
            params = {"candidates": [self.place_label(id_) for id_ in ids[:5]]}
            self.problem(row, "warning", f"{_SIDES[side]}_ambiguous", field=f"{side}_name", value=name, **params)
        else:
            self.problem(row, "warning", f"{_SIDES[side]}_unknown", field=f"{side}_name", value=name)

    def _say_home_is_missing(self, row: Row) -> None:
        if not any(problem.code == "home_missing" and problem.file == row.where.file for problem in self.problems):
            self.problem(row, "warning", "home_missing", field="from_name")

    def cooperation_ends(self, row: Row) -> tuple[tuple[str, str], tuple[str, str]] | None:
        """Label and id of both sides of a cooperation; None when one cannot be told."""
        v = row.values
        ends: list[tuple[str, str]] = []
        for side in ("from", "to"):
            if v.get(f"{side}_id"):
                found = self.known_id(row, v[f"{side}_id"], ("Actor", "Municipality"), field=f"{side}_id")
            elif v.get(f"{side}_name"):
                found = self.actor(str(v[f"{side}_name"]), row, field=f"{side}_name")
            else:
                self.problem(row, "error", "required_empty", field=f"{side}_name")
                found = None
            if found:
                ends.append(found)
        if len(ends) != 2:  # noqa: PLR2004 - two sides
            return None
        if ends[0] == ends[1]:
            self.problem(row, "warning", "self_tie", field="to_name", value=self.name_of(ends[0][1]) or ends[0][1])
            return None
        return ends[0], ends[1]

    def deployment_of_row(self, row: Row, place: str | None) -> str:
        """Id of the deployment that a row is about."""
        v = row.values
        parts = (place.removeprefix("mun-") if place else None, v.get("date_start"), v.get("kind"))
        return "dep-" + "-".join(slug(part) for part in parts if part)

    def adviser(self, text: str, row: Row) -> str | None:
        """Id of the adviser of that short name."""
        del row
        return f"adv-{slug(initials(text))}"


_SIDES = {"from": "home", "to": "partner"}

NAME_FIELDS = {
    "actors": ("name", "umbrella"),
    "meetings": ("host",),
    "cooperations": ("from_name", "to_name"),
    "attendance": ("name",),
    "advisers": ("reaches", "speaks_for"),
}
"""Fields that hold names of organisations, by table."""

_ID_BESIDE = {"name": "actor_id", "from_name": "from_id", "to_name": "to_id"}


_SHAPES = {
    "mail": {"de": "eine E-Mail-Adresse", "en": "an e-mail address"},
    "phone": {"de": "eine Telefonnummer", "en": "a telephone number"},
    "private": {"de": "der Vermerk „privat“", "en": "the remark “private”"},
    "person": {"de": "eine Person", "en": "a person"},
    "name": {"de": "ein Vor- und Nachname", "en": "a given and a family name"},
}
