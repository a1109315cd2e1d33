"""The one place that says what the graph holds: labels, relationship types, properties, kinds of value.

Constraints, store tables, loader models and the reference page are made from or checked against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graphmodel.errors import SchemaError
from graphmodel.values import Kind, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "DOMAIN_LABELS",
    "LABELS",
    "SCHEMA_VERSION",
    "TYPES",
    "NodeLabel",
    "RelationshipType",
    "label_of",
    "type_of",
]

SCHEMA_VERSION = 1
"""Version of the layout of a store; a store of a newer version is refused, an older one is migrated."""

_SOURCED: dict[str, Kind] = {"source": "text", "as_of": "date", "confidence": "text", "note": "text"}
_TIED: dict[str, Kind] = {
    "source_ref": "text",
    "since": "date",
    "until": "date",
    "confidence": "text",
    "note": "text",
}


@dataclass(frozen=True, slots=True)
class NodeLabel:
    """A kind of node.

    Attributes
    ----------
    name
        The label.
    properties
        Name to kind of value, ``id`` included.
    indexed
        Properties that are looked up besides ``id``.
    internal
        Bookkeeping of the program, not part of the network or its fingerprint.
    """

    name: str
    properties: Mapping[str, Kind]
    indexed: tuple[str, ...] = ()
    internal: bool = False

    def checked(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Give the row with its values in storable form.

        Parameters
        ----------
        row
            ``id`` and properties; None removes a property.

        Returns
        -------
        dict
            Dates as text, numbers as Python numbers, missing values as None.

        Raises
        ------
        SchemaError
            The id is missing, a property is unknown or a value has the wrong kind.
        """
        return checked(self.name, self.properties, row, ("id",))

    def require(self, name: str) -> str:
        """Give the name of a property back when the label has it.

        Parameters
        ----------
        name
            Property.

        Returns
        -------
        str

        Raises
        ------
        SchemaError
            The label has no such property.
        """
        if name not in self.properties:
            msg = f"{self.name} has no property {name!r}. It has: {', '.join(self.properties)}."
            raise SchemaError(msg)
        return name


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A kind of relationship; its identity is (type, source, target, key).

    Attributes
    ----------
    name
        The type.
    sources, targets
        Labels that its two ends may have, the most frequent first.
    properties
        Name to kind of value, ``source``, ``target`` and ``key`` included.
    """

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    properties: Mapping[str, Kind]

    def checked(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Give the row with its values in storable form.

        Parameters
        ----------
        row
            ``source``, ``target``, optional ``key`` and properties; None removes a property.

        Returns
        -------
        dict
            As for nodes; ``key`` is "" when it was not given.

        Raises
        ------
        SchemaError
            An end is missing, a property is unknown or a value has the wrong kind.
        """
        values = checked(self.name, self.properties, row, ("source", "target"))
        values["key"] = values.get("key") or ""
        return values


_Named = TypeVar("_Named", NodeLabel, RelationshipType)


def _label(
    name: str, *, indexed: Sequence[str] = (), internal: bool = False, sourced: bool = True, **kinds: Kind
) -> NodeLabel:
    properties: dict[str, Kind] = {"id": "text", "name": "text", **kinds, **(_SOURCED if sourced else {})}
    return NodeLabel(name, properties, tuple(indexed), internal)


def _type(name: str, sources: str, targets: str, **kinds: Kind) -> RelationshipType:
    ends: dict[str, Kind] = {"source": "text", "target": "text", "key": "text"}
    return RelationshipType(name, tuple(sources.split()), tuple(targets.split()), {**ends, **kinds, **_TIED})


def _by_name(items: Iterable[_Named]) -> dict[str, _Named]:
    return {item.name: item for item in items}


LABELS: dict[str, NodeLabel] = _by_name(
    (
        _label(
            "Municipality",
            indexed=("ags",),
            name_official="text",
            kind="text",
            ags="text",
            country="text",
            state="text",
            district="text",
            district_ags="text",
            population="integer",
            population_ref="text",
            area_km2="number",
            postcode="text",
            lat="number",
            lon="number",
            coord_source="text",
            aliases="texts",
            website="text",
        ),
        _label(
            "Actor",
            short_name="text",
            kind="text",
            legal_form="text",
            aliases="texts",
            seat="text",
            website="text",
            founded="date",
            members="text",
            offers="texts",
            needs="texts",
            external_id="text",
            unpublished="boolean",
        ),
        _label(
            "Adviser",
            languages="texts",
            capacity="number",
            available_from="date",
            available_until="date",
            avoids="texts",
        ),
        _label(
            "Meeting",
            kind="text",
            series="text",
            ordinal="integer",
            date_start="date",
            date_end="date",
            date_precision="text",
            place="text",
            venue="text",
            participants="text",
            status="text",
        ),
        _label("Theme", slug="text", name_de="text", name_en="text", sdg="texts", parent="text"),
        _label("Country", iso2="text", name_de="text", name_en="text", region="text"),
        _label(
            "Deployment",
            project="text",
            kind="text",
            date_start="date",
            date_end="date",
            date_precision="text",
            status="text",
            advisers_count="text",
            coordinating_unit="text",
        ),
        _label("Source", url="text", title="text", date="date", sha256="text"),
        _label(
            "Load",
            internal=True,
            sourced=False,
            files="texts",
            sha256="texts",
            profile="text",
            table="text",
            who="text",
            started="text",
            finished="text",
            counts="text",
            replaces="text",
            status="text",
        ),
        _label(
            "Record",
            internal=True,
            sourced=False,
            indexed=("load", "subject"),
            load="text",
            file="text",
            sheet="text",
            row="integer",
            kind="text",
            label="text",
            subject="text",
            data="text",
            confidence="text",
            as_of="date",
        ),
        _label(
            "Decision",
            internal=True,
            sourced=False,
            indexed=("kind",),
            kind="text",
            subject="text",
            object="text",
            verdict="text",
            reason="text",
            who="text",
            at="text",
            expires="date",
            status="text",
            data="text",
        ),
    )
)
"""Every kind of node by its label."""

DOMAIN_LABELS: tuple[str, ...] = tuple(name for name, label in LABELS.items() if not label.internal)
"""Labels of the network itself, without the program's bookkeeping."""

_ANY = "Actor Municipality"
TYPES: dict[str, RelationshipType] = _by_name(
    (
        _type("BASED_IN", "Actor", "Municipality"),
        _type("ATTENDED", _ANY, "Meeting", role="text", count="text", persons="texts"),
        _type("INVITED", _ANY, "Meeting", role="text", status="text", persons="texts"),
        _type("HELD_IN", "Meeting", "Municipality"),
        _type("PARTNER_OF", "Municipality", "Municipality", kind="text", programme="text", status="text"),
        _type("COOPERATES_WITH", _ANY, _ANY, kind="text", description="text"),
        _type("MEMBER_OF", _ANY, _ANY, kind="text", description="text"),
        _type("FUNDS", _ANY, _ANY, kind="text", description="text", amount_eur="number", amount_eur_max="number"),
        _type("PART_OF", _ANY, _ANY, kind="text", description="text"),
        _type("WORKS_ON", "Actor Municipality Adviser", "Theme"),
        _type("FOCUSES_ON", "Actor Municipality Adviser", "Country"),
        _type("IN_COUNTRY", "Municipality", "Country"),
        _type("ABOUT", "Meeting Deployment", "Theme"),
        _type("DEPLOYED_TO", "Deployment", "Municipality"),
        _type("COORDINATES", "Actor", "Deployment", role="text"),
        _type("ADVISED_IN", "Adviser", "Deployment"),
        _type("SPEAKS_FOR", "Adviser", "Actor Municipality Country"),
        _type("REACHES", "Adviser", "Municipality Actor Country"),
    )
)
"""Every kind of relationship by its type."""


def label_of(name: str) -> NodeLabel:
    """Look a label up.

    Parameters
    ----------
    name
        Label as in `LABELS`.

    Returns
    -------
    NodeLabel

    Raises
    ------
    SchemaError
        The schema has no such label.
    """
    try:
        return LABELS[name]
    except (KeyError, TypeError):
        msg = f"The label must be one of {', '.join(LABELS)}. Got {name!r} instead."
        raise SchemaError(msg) from None


def type_of(name: str) -> RelationshipType:
    """Look a relationship type up.

    Parameters
    ----------
    name
        Type as in `TYPES`.

    Returns
    -------
    RelationshipType

    Raises
    ------
    SchemaError
        The schema has no such type.
    """
    try:
        return TYPES[name]
    except (KeyError, TypeError):
        msg = f"The relationship type must be one of {', '.join(TYPES)}. Got {name!r} instead."
        raise SchemaError(msg) from None
