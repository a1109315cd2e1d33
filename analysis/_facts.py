"""What is on record about each stakeholder, looked up once: seat, themes, countries, partners, meetings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel.stakeholders import HOST_ROLES
from graphmodel.ties import record_ids, tie_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from graphmodel import Network, Snapshot

__all__ = ["Facts", "Partner", "facts"]

DISTRICT_DIGITS = 5
DISTRICT_KINDS = frozenset({"kreis", "landkreis"})
EARTH_KM = 6371.0
REGIONS: Mapping[str, frozenset[str]] = {
    "Lateinamerika": frozenset({"Karibik", "Mittelamerika", "Südamerika"}),
    "Subsahara-Afrika": frozenset({"Westafrika", "Ostafrika", "Zentralafrika", "Südliches Afrika"}),
    "Naher Osten": frozenset({"Westasien"}),
}
ENDED = frozenset({"ended", "suspended"})


@dataclass(frozen=True, slots=True)
class Partner:
    """One partnership of a municipality, seen from one side.

    Attributes
    ----------
    id
        The municipality on the other side.
    country
        Its ISO code.
    kind, status, since
        As on record, None where unknown.
    key
        Id of the relationship, as of `record_ids`.
    """

    id: str
    country: str | None
    kind: str | None
    status: str | None
    since: str | None
    key: str

    @property
    def is_active(self) -> bool:
        """Whether it is neither ended nor suspended."""
        return self.status not in ENDED


@dataclass(frozen=True, eq=False)
class Facts:
    """Look-ups over one snapshot.

    Attributes
    ----------
    snapshot
        What is known.
    network
        Its stakeholder network, everybody in scope.
    """

    snapshot: Snapshot
    network: Network

    @cached_property
    def names(self) -> dict[str, str]:
        """Name by id."""
        return self.snapshot.names

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """Attributes of the stakeholders, by id."""
        return self.network.nodes

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Coarse group by id."""
        return dict(zip(self.network.ids, self.nodes["group"], strict=True))

    @cached_property
    def place_of(self) -> dict[str, str]:
        """Municipality of the seat by id, only where known."""
        places = zip(self.network.ids, self.nodes["place"], strict=True)
        return {name: place for name, place in places if isinstance(place, str) and place}

    @cached_property
    def ags_of(self) -> dict[str, str]:
        """Official key of the place by id, only where known."""
        return {name: ags for name, ags in zip(self.network.ids, self.nodes["ags"], strict=True) if ags}

    @cached_property
    def country_of(self) -> dict[str, str]:
        """ISO code of the country of the place by id, only where known."""
        return {name: iso for name, iso in zip(self.network.ids, self.nodes["country"], strict=True) if iso}

    @cached_property
    def actors_in(self) -> dict[str, list[str]]:
        """Organisations by municipality; a district has those of its towns too."""
        found: dict[str, list[str]] = defaultdict(list)
        districts = {self.district_of[town]: town for town in sorted(self._districts) if town in self.district_of}
        for actor, place in self.place_of.items():
            if self.is_town(actor):
                continue
            found[place].append(actor)
            district = districts.get(self.district_of.get(place, ""))
            if district is not None and district != place:
                found[district].append(actor)
        return dict(found)

    @cached_property
    def _districts(self) -> frozenset[str]:
        """Municipalities that are districts: by the length of their key, or where they have none by their kind."""
        table = self.snapshot.nodes("Municipality")[["id", "ags", "kind"]]
        return frozenset(
            name
            for name, ags, kind in table.itertuples(index=False)
            if (len(ags) == DISTRICT_DIGITS if ags else kind in DISTRICT_KINDS)
        )

    @cached_property
    def district_of(self) -> dict[str, str]:
        """District by municipality: the first five digits of its key, or the name of the district where it has none."""
        table = self.snapshot.nodes("Municipality")[["id", "name", "ags", "district", "country"]]
        found = {}
        for name, title, ags, district, country in table.itertuples(index=False):
            own = title if name in self._districts else district
            if ags:
                found[name] = ags[:DISTRICT_DIGITS]
            elif own and country == "DE":
                found[name] = own
        return found

    def towns_of(self, district: str) -> list[str]:
        """Give the municipalities of a district, itself first; of a town itself only."""
        if district not in self._districts:
            return [district]
        key = self.district_of.get(district)
        return [district, *sorted(town for town, own in self.district_of.items() if own == key and town != district)]

    def district_actors(self, town: str) -> list[str]:
        """Give the organisations seated in the same district as a municipality."""
        return self._by_district.get(self.district_of.get(town, ""), [])

    @cached_property
    def _by_district(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for actor, place in self.place_of.items():
            if not self.is_town(actor) and place in self.district_of:
                found[self.district_of[place]].append(actor)
        return dict(found)

    @cached_property
    def offices_of(self) -> dict[str, frozenset[str]]:
        """Offices and council bodies by the municipality in which they have their seat: they act for it."""
        found: dict[str, set[str]] = defaultdict(set)
        for actor, place in self.place_of.items():
            if self.group_of.get(actor) == "administration":
                found[place].add(actor)
        return {town: frozenset(offices) for town, offices in found.items()}

    def is_town(self, name: str) -> bool:
        """Tell whether an id is a municipality."""
        return self.group_of.get(name) in {"municipality", "partner_abroad"}

    @cached_property
    def themes_of(self) -> dict[str, set[str]]:
        """Themes by id: stated ones, and for meetings what they are about."""
        found = _gathered(self.snapshot.relationships("WORKS_ON"))
        for name, themes in _gathered(self.snapshot.relationships("ABOUT")).items():
            found[name] |= themes
        return found

    @cached_property
    def countries_of(self) -> dict[str, set[str]]:
        """Countries and regions that an organisation works with, as ids of Country nodes."""
        return _gathered(self.snapshot.relationships("FOCUSES_ON"))

    @cached_property
    def deployments_in(self) -> dict[str, set[str]]:
        """Deployments by municipality."""
        found: dict[str, set[str]] = defaultdict(set)
        for source, target in self.snapshot.relationships("DEPLOYED_TO")[["source", "target"]].itertuples(index=False):
            found[target].add(source)
        return dict(found)

    @cached_property
    def offers_of(self) -> dict[str, set[str]]:
        """What each organisation offers, as on record."""
        return self._listed("offers")

    @cached_property
    def needs_of(self) -> dict[str, set[str]]:
        """What each organisation looks for, as on record."""
        return self._listed("needs")

    def _listed(self, column: str) -> dict[str, set[str]]:
        table = self.snapshot.nodes("Actor")
        table = table[table[column].notna()]
        return {name: set(items) for name, items in zip(table["id"], table[column], strict=True)}

    def isos_of(self, name: str) -> set[str]:
        """Give the ISO codes of the countries that a stakeholder names itself, regions left out."""
        return self.isos_among(self.countries_of.get(name, set()))

    def isos_among(self, ids: set[str]) -> set[str]:
        """Give the ISO codes of the countries among some ids."""
        codes = (self._country_table.get(name, (None, None))[0] for name in ids)
        return {code for code in codes if code}

    @cached_property
    def country_ids(self) -> dict[str, str]:
        """Id of each country by ISO code."""
        return {iso: name for name, (iso, _) in self._country_table.items() if iso}

    @cached_property
    def population_of(self) -> dict[str, float]:
        """Population by municipality, only where known."""
        table = self.snapshot.nodes("Municipality")
        return {name: n for name, n in zip(table["id"], table["population"], strict=True) if n > 0}

    @cached_property
    def country_names(self) -> dict[str, str]:
        """German name of each country by ISO code and by id."""
        table = self.snapshot.nodes("Country")
        found: dict[str, str] = {}
        for name, iso, german, plain in table[["id", "iso2", "name_de", "name"]].itertuples(index=False):
            found[name] = german or plain or name
            if iso:
                found[iso] = found[name]
        return found

    @cached_property
    def _country_table(self) -> dict[str, tuple[str | None, str | None]]:
        table = self.snapshot.nodes("Country")
        return {name: (iso, region) for name, iso, region in table[["id", "iso2", "region"]].itertuples(index=False)}

    @cached_property
    def region_of(self) -> dict[str, str]:
        """Region of the world by ISO code."""
        return {iso: region for iso, region in self._country_table.values() if iso and region}

    def works_with(self, actor: str, iso: str) -> str | None:
        """How an organisation is related to a country.

        Parameters
        ----------
        actor
            Organisation.
        iso
            ISO code of the country.

        Returns
        -------
        str or None
            "country" when it names the country, "region" when it names a region that holds it, else None.
        """
        found = None
        for focus in self.countries_of.get(actor, ()):
            code, _ = self._country_table.get(focus, (None, None))
            if code == iso:
                return "country"
            if code is None and _holds(self.country_names.get(focus, ""), self.region_of.get(iso)):
                found = "region"
        return found

    @cached_property
    def partners_of(self) -> dict[str, list[Partner]]:
        """Partnerships by municipality, both sides."""
        country = dict(zip(self.network.ids, self.nodes["country"], strict=True))
        found: dict[str, list[Partner]] = defaultdict(list)
        columns = ["source", "target", "kind", "status", "since", "key"]
        table = self.snapshot.relationships("PARTNER_OF").assign(key=record_ids(self.snapshot, "PARTNER_OF"))[columns]
        for source, target, kind, status, since, key in table.itertuples(index=False):
            found[source].append(Partner(target, country.get(target), kind, status, since, key))
            found[target].append(Partner(source, country.get(source), kind, status, since, key))
        return dict(found)

    @cached_property
    def contacts(self) -> dict[str, set[str]]:
        """Who has a tie with whom; a municipality has those of its own offices too."""
        found: dict[str, set[str]] = defaultdict(set)
        for source, target in self.network.ties[["source", "target"]].itertuples(index=False):
            found[source].add(target)
            found[target].add(source)
        for town, offices in self.offices_of.items():
            theirs = set().union(*(found.get(office, set()) for office in offices))
            if theirs and town in self.network.index:
                found[town] = (found[town] | theirs) - offices - {town}
        return dict(found)

    @cached_property
    def meetings_of(self) -> dict[str, list[str]]:
        """Meetings attended by id, oldest first."""
        dates = dict(self.meeting_dates)
        found = {name: sorted(ids) for name, ids in _gathered(self.snapshot.relationships("ATTENDED")).items()}
        return {
            name: sorted(ids, key=lambda meeting: (dates.get(meeting) or "", meeting)) for name, ids in found.items()
        }

    @cached_property
    def meeting_dates(self) -> dict[str, str | None]:
        """Date of each meeting."""
        table = self.snapshot.nodes("Meeting")
        return dict(zip(table["id"], table["date_start"], strict=True))

    @cached_property
    def hosted_by(self) -> dict[str, set[str]]:
        """Meetings that each stakeholder called."""
        came = self.snapshot.relationships("ATTENDED")
        return _gathered(came[came["role"].isin(HOST_ROLES)])

    @cached_property
    def _positions(self) -> dict[str, tuple[float, float]]:
        table = self.snapshot.nodes("Municipality")
        known = table[table["lat"].notna() & table["lon"].notna()]
        return {name: (lat, lon) for name, lat, lon in known[["id", "lat", "lon"]].itertuples(index=False)}

    def coordinates(self, ids: Sequence[str]) -> np.ndarray:
        """Give latitude and longitude of the places of some stakeholders, NaN where unknown."""
        nowhere = (np.nan, np.nan)
        return np.array([self._positions.get(self.place_of.get(name, name), nowhere) for name in ids]).reshape(-1, 2)

    def kilometres(self, one: str, other: str) -> float:
        """Distance between the seats of two stakeholders as the crow flies.

        Parameters
        ----------
        one, other
            Ids.

        Returns
        -------
        float
            Kilometres; NaN when a place is unknown.
        """
        a = self._positions.get(self.place_of.get(one, one))
        b = self._positions.get(self.place_of.get(other, other))
        if a is None or b is None:
            return float("nan")
        lat_a, lon_a, lat_b, lon_b = np.radians([*a, *b])
        half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
        return float(2 * EARTH_KM * np.arcsin(np.sqrt(half)))

    def source_of(self, name: str) -> tuple[str, ...]:
        """Where a node is known from."""
        found = self._node_sources.get(name)
        return (found,) if found else ()

    @cached_property
    def _node_sources(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for label in ("Municipality", "Actor", "Meeting", "Deployment"):
            table = self.snapshot.nodes(label)
            found.update(zip(table["id"], table["source"], strict=True))
        return found


def _gathered(table: pd.DataFrame) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source, target in table[["source", "target"]].itertuples(index=False):
        found[source].add(target)
    return found


def _holds(region: str, subregion: str | None) -> bool:
    if not region or not subregion:
        return False
    return subregion in REGIONS.get(region, ()) or region.casefold() in subregion.casefold()


def facts(snapshot: Snapshot) -> Facts:
    """Look a snapshot's facts up; worked out once per snapshot and forgotten with it.

    Parameters
    ----------
    snapshot
        What is known.

    Returns
    -------
    Facts
    """
    found: Facts | None = snapshot.__dict__.get("_facts")
    if found is None:
        found = snapshot.__dict__["_facts"] = Facts(snapshot, tie_network(snapshot))
    return found
