"""A row with what all its facts share: source, confidence, note and the places it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from loaders.countries import LIST_OF_COUNTRIES, countries, regions
from loaders.facts import Fact, node_fact, relationship_fact
from loaders.places import CREDIT, place_of, state_name
from loaders.report import row_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.directory import Directory
    from loaders.tables import Row

__all__ = ["Said", "country_fact"]

_LOWER = {"high": "medium", "medium": "low", "low": "low"}


@dataclass(slots=True)
class Said:
    """A row with what all its facts share.

    Attributes
    ----------
    row, directory
        The row, and who is who.
    values
        Meaning by field.
    source
        Where it is known from: as the row says, else file, sheet and row.
    confidence
        As the row says, one step lower when it is not verified.
    note
        Remark of the row.
    """

    row: Row
    directory: Directory
    values: dict[str, Any] = field(init=False)
    source: str = field(init=False)
    confidence: str = field(init=False)
    note: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.values = values = self.row.values
        where, given = self.row.where, values.get("source")
        sheet = f", Blatt „{where.sheet}“" if where.sheet else ""
        self.source = str(given) if given else f"{where.file}{sheet}, {row_word(where.file)} {where.row}"
        self.confidence = str(values.get("confidence") or "medium")
        note = values.get("note")
        self.note = str(note) if note else None
        if values.get("verified") is False:
            self.confidence = _LOWER[self.confidence]
            self.note = f"{note}; ungeprüft" if note else "ungeprüft"

    def _origin(self, *, lower: bool = False) -> dict[str, Any]:
        where = self.row.where
        confidence = _LOWER[self.confidence] if lower else self.confidence
        as_of = self.values.get("as_of")
        return {"confidence": confidence, "as_of": as_of, "file": where.file, "sheet": where.sheet, "row": where.row}

    def node(self, label: str, id_: str, **data: Any) -> Fact:
        """State a node."""
        data = {"source": self.source, "note": self.note, **data}
        return node_fact(label, id_, data, **self._origin())

    def mention(self, label: str, id_: str) -> Fact:
        """State that a node belongs in the graph, and only what it is called."""
        where, data = self.row.where, {"name": self.directory.name_of(id_), "source": self.source}
        return node_fact(label, id_, data, confidence=None, file=where.file, sheet=where.sheet, row=where.row)

    def tie(self, type_: str, source: str, target: str, *, key: str = "", lower: bool = False, **data: Any) -> Fact:
        """State a relationship."""
        data = {"source_ref": self.source, "note": self.note, **data}
        return relationship_fact(type_, source, target, data, key=key, **self._origin(lower=lower))

    def themes(self, type_: str, source: str) -> Iterator[Fact]:
        """State the themes of the row."""
        for text in self.values.get("themes") or ():
            id_, is_new = self.directory.theme(text)
            if is_new:
                yield self.node("Theme", id_, name=text, slug=id_.removeprefix("thm-"), name_de=text, note=None)
            yield self.tie(type_, source, id_, note=None)

    def areas(self, source: str) -> Iterator[Fact]:
        """State the countries and regions of the row."""
        for id_ in self.values.get("countries") or ():
            yield from self.country(id_)
            yield self.tie("FOCUSES_ON", source, id_, note=None)

    def country(self, id_: str) -> Iterator[Fact]:
        """State a country of the bundled table when it is new."""
        if self.directory.is_new("Country", id_):
            yield country_fact(id_)

    def place(self, id_: str) -> Iterator[Fact]:
        """State a municipality that is only named, from the register."""
        if not self.directory.is_new("Municipality", id_):
            return
        place = place_of(id_.removeprefix("mun-")) if id_.startswith("mun-") else None
        if place is None:
            return
        data = {
            "name": place.short, "name_official": place.name, "kind": place.kind, "ags": place.ags, "country": "DE",
            "district": place.district or None, "district_ags": place.ags[:5] if len(place.ags) > 5 else None,  # noqa: PLR2004 - a municipality
            "state": state_name(place.ags), "population": place.population, "postcode": place.postcode or None,
            "lat": place.lat, "lon": place.lon, "source": CREDIT,
        }  # fmt: skip
        yield node_fact("Municipality", id_, data, confidence="high", as_of="2025-08-31")
        yield from self.country("country-DE")
        yield relationship_fact("IN_COUNTRY", id_, "country-DE", {"source_ref": CREDIT}, confidence="high")


def country_fact(id_: str) -> Fact:
    """State a country or region of the bundled table.

    Parameters
    ----------
    id_
        ``country-GH`` or ``region-africa``.

    Returns
    -------
    Fact
    """
    country = regions().get(id_) or countries()[id_.removeprefix("country-")]
    data = {
        "name": country.name_de,
        "name_de": country.name_de,
        "name_en": country.name_en,
        "iso2": country.iso2 or None,
        "region": country.region or None,
        "source": LIST_OF_COUNTRIES,
    }
    return node_fact("Country", id_, data, confidence="high")
