"""What a row of each table states about the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.facts import Fact, node_fact, slug
from loaders.initials import initials
from loaders.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loaders.directory import Directory
    from loaders.tables import Row

__all__ = ["ORDER", "state_row"]

ORDER = (
    "themes",
    "municipalities",
    "actors",
    "advisers",
    "meetings",
    "deployments",
    "partnerships",
    "cooperations",
    "attendance",
)
"""Tables in the order in which they can be stated, so that the order of the files does not matter."""


def _themes(said: Said) -> Iterator[Fact]:
    v = said.values
    text = v.get("slug") or slug(v["name"])
    id_ = v.get("id") or said.directory.theme(text)[0]
    yield said.node(
        "Theme", id_, name=v.get("name") or text, slug=text, name_de=v.get("name"), name_en=v.get("name_en"),
        sdg=list(v["sdg"]) if v.get("sdg") else None, parent=v.get("parent"),
    )  # fmt: skip


def _municipalities(said: Said) -> Iterator[Fact]:
    v = said.values
    id_ = said.directory.municipality_of_row(said.row)
    if id_ is None:
        return
    if "id" not in v:
        yield from said.place(id_)
    kept = ("name_official", "kind", "country", "state", "district", "district_ags", "population", "population_ref",
            "area_km2", "postcode", "lat", "lon", "coord_source", "website")  # fmt: skip
    data = {name: v.get(name) for name in kept}
    ags = v.get("ags") or v.get("ars")
    if id_.startswith("mun-") and not data["country"]:
        data["country"] = "DE"
    yield said.node(
        "Municipality", id_, name=v.get("name"), ags=ags, aliases=list(v["aliases"]) if v.get("aliases") else None,
        **data,
    )  # fmt: skip
    if data["country"]:
        country = f"country-{data['country']}"
        yield from said.country(country)
        yield said.tie("IN_COUNTRY", id_, country, note=None)
    yield from said.themes("WORKS_ON", id_)


def _actors(said: Said) -> Iterator[Fact]:
    v = said.values
    found = said.directory.actor_of_row(said.row)
    if found is None:
        return
    label, id_ = found
    if label == "Municipality":
        yield from said.place(id_)
        yield said.mention("Municipality", id_)
        yield from said.themes("WORKS_ON", id_)
        yield from said.areas(id_)
        return
    kept = ("short_name", "kind", "legal_form", "website", "founded", "members", "external_id", "unpublished")
    lists = {name: list(v[name]) for name in ("aliases", "offers", "needs") if v.get(name)}
    spelling = said.directory.spelling(said.row)
    keeps = said.directory.is_stated(id_) and "id" not in v and not said.directory.is_better(id_, spelling)
    name = None if keeps else spelling
    if name is None and spelling != said.directory.name_of(id_):
        lists["aliases"] = list(dict.fromkeys([*lists.get("aliases", ()), spelling]))
    yield said.node(
        "Actor", id_, name=name, seat=v.get("place"), **{key: v.get(key) for key in kept}, **lists,
    )  # fmt: skip
    seat = said.directory.seat_of_row(said.row)
    if seat:
        yield from said.place(seat)
        doubtful = v.get("place_verified") is False
        note = "Sitz ungeprüft" if doubtful else None
        yield said.tie("BASED_IN", id_, seat, lower=doubtful, note=note)
    body = said.directory.body(v.get("part_of"))
    if body:
        yield said.tie("PART_OF", id_, body, kind="part_of", note=None)
        yield said.tie("BASED_IN", id_, body, note=None)
    yield from said.themes("WORKS_ON", id_)
    yield from said.areas(id_)
    for umbrella in v.get("umbrella") or ():
        end = said.directory.actor(umbrella, said.row, field="umbrella")
        if end:
            yield from _named(said, end, umbrella)
            yield said.tie("MEMBER_OF", id_, end[1], kind="membership", note=None)


def _named(said: Said, found: tuple[str, str], name: str) -> Iterator[Fact]:
    """State a stakeholder that is only named in a row of another table."""
    label, id_ = found
    if label == "Municipality":
        yield from said.place(id_)
        if said.directory.is_stated(id_):
            return
        yield node_fact("Municipality", id_, {"name": name, "source": said.source}, confidence="low")
    else:
        spelling = said.directory.organisation(name)
        if not said.directory.is_stated(id_) or said.directory.is_better(id_, spelling):
            yield said.node("Actor", id_, name=spelling, note=None)


def _meetings(said: Said) -> Iterator[Fact]:
    v = said.values
    id_ = said.directory.meeting_of_row(said.row)
    if id_ is None:
        return
    kept = ("kind", "series", "ordinal", "date_start", "date_end", "date_precision", "venue", "participants", "status")
    yield said.node("Meeting", id_, name=v["name"], place=v.get("place"), **{name: v.get(name) for name in kept})
    place = said.directory.place_of_row(said.row)
    if place:
        yield from said.place(place)
        yield said.tie("HELD_IN", id_, place, note=None)
    yield from said.themes("ABOUT", id_)
    if v.get("host"):
        host = said.directory.actor(v["host"], said.row, field="host")
        if host:
            yield from _named(said, host, v["host"])
            yield said.tie("ATTENDED", host[1], id_, key="host", role="host", note=None)
    elif said.directory.is_actor(v.get("host_id")):
        yield said.tie("ATTENDED", v["host_id"], id_, key="host", role="host", note=None)


def _deployments(said: Said) -> Iterator[Fact]:
    v = said.values
    place = said.directory.place_of_row(said.row)
    id_ = v.get("id") or said.directory.deployment_of_row(said.row, place)
    kept = ("project", "kind", "date_start", "date_end", "date_precision", "status", "advisers_count",
            "coordinating_unit")  # fmt: skip
    where = v.get("municipality") or (said.directory.name_of(place) if place else None)
    name = " ".join(filter(None, (v.get("kind") or v.get("project") or "Beratungseinsatz", where)))
    yield said.node("Deployment", id_, name=name, **{key: v.get(key) for key in kept})
    if place:
        yield from said.place(place)
        since, until = v.get("date_start"), v.get("date_end")
        yield said.tie("DEPLOYED_TO", id_, place, since=since, until=until, note=None)
    yield from said.themes("ABOUT", id_)
    for text in v.get("advisers") or ():
        adviser = said.directory.adviser(text, said.row)
        if adviser:
            if not said.directory.is_stated(adviser):
                yield said.node("Adviser", adviser, name=initials(text), note=None)
            yield said.tie("ADVISED_IN", adviser, id_, note=None)


def _advisers(said: Said) -> Iterator[Fact]:
    v = said.values
    text = v.get("name") or v["id"]
    id_ = v.get("id") or said.directory.adviser(text, said.row)
    if id_ is None:
        return
    lists = {name: list(v[name]) for name in ("languages", "avoids") if v.get(name)}
    kept = ("capacity", "available_from", "available_until")
    name = initials(text)
    yield said.node("Adviser", id_, name=name, **lists, **{key: v.get(key) for key in kept})
    yield from said.themes("WORKS_ON", id_)
    yield from said.areas(id_)
    for field, type_ in (("reaches", "REACHES"), ("speaks_for", "SPEAKS_FOR")):
        for text in v.get(field) or ():
            end = said.directory.place_or_actor(text, said.row, field=field)
            if end and end[0] == "Country":
                yield from said.country(end[1])
            elif end:
                yield from _named(said, end, text)
            if end:
                yield said.tie(type_, id_, end[1], note=None)


def _partnerships(said: Said) -> Iterator[Fact]:
    v = said.values
    home, partner = said.directory.partnership_ends(said.row)
    if partner is None:
        return
    for id_, name, country in ((home, v.get("from_name"), None), (partner, v.get("to_name"), v.get("to_country"))):
        if id_ is None:
            continue
        yield from said.place(id_)
        abroad = id_.startswith("for-") and id_ not in said.directory.here
        if name and (abroad or not said.directory.is_stated(id_)):
            called = said.directory.stored.get(id_) or name
            yield said.node("Municipality", id_, name=called, country=country, note=None)
            if country:
                yield from said.country(f"country-{country}")
                yield said.tie("IN_COUNTRY", id_, f"country-{country}", note=None)
    if home is None:
        return
    kind = v.get("kind") or "Städtepartnerschaft"
    note = "; ".join(filter(None, (said.note, _money(v)))) or None
    yield said.tie(
        "PARTNER_OF", home, partner, key=slug(kind), kind=kind, programme=v.get("programme"), status=v.get("status"),
        since=v.get("since"), until=v.get("until"), note=note,
    )  # fmt: skip
    yield from said.themes("WORKS_ON", home)


def _money(values: dict[str, Any]) -> str | None:
    amount = values.get("amount_eur")
    return f"Budget {amount:g} EUR" if isinstance(amount, int | float) else None


_TYPES = {
    "membership": "MEMBER_OF",
    "funding": "FUNDS",
    "part_of": "PART_OF",
    "project_of": "PART_OF",
}


def _cooperations(said: Said) -> Iterator[Fact]:
    v = said.values
    ends = said.directory.cooperation_ends(said.row)
    if ends is None:
        return
    kind = v.get("kind") or "cooperation"
    type_ = _TYPES.get(kind, "COOPERATES_WITH")
    if kind == "award" and v.get("amount_eur") is not None:
        type_ = "FUNDS"
    for end, name in zip(ends, (v.get("from_name"), v.get("to_name")), strict=True):
        if name:
            yield from _named(said, end, name)
    is_money = type_ == "FUNDS"
    key = v.get("id") or "-".join(filter(None, (slug(kind), v.get("since"), slug(v.get("description") or ""))))
    yield said.tie(
        type_, ends[0][1], ends[1][1], key=key, kind=kind, description=v.get("description"), since=v.get("since"),
        until=v.get("until"),
        amount_eur=v.get("amount_eur") if is_money else None,
        amount_eur_max=v.get("amount_eur_max") if is_money else None,
    )  # fmt: skip


def _attendance(said: Said) -> Iterator[Fact]:
    v = said.values
    meeting = said.directory.meeting_of_attendance(said.row)
    if meeting is None:
        return
    if meeting not in said.directory.here and not v.get("meeting_id"):
        place = said.directory.meeting_place(said.row)
        name = said.directory.stored.get(meeting) or v.get("meeting") or "Veranstaltung"
        yield said.node("Meeting", meeting, name=name, date_start=v.get("date"), note=None)
        if place:
            yield from said.place(place)
            yield said.tie("HELD_IN", meeting, place, note=None)
    who = said.directory.attendee(said.row)
    if who is None:
        return
    if v.get("name"):
        yield from _named(said, who, said.directory.spelling(said.row))
        seat = said.directory.seat_of_row(said.row) if who[0] == "Actor" else None
        if seat and (who[1], seat) not in said.directory.seated:  # a list says it once, not in every row
            yield from said.place(seat)
            yield said.tie("BASED_IN", who[1], seat, note=None)
    role, status = v.get("role"), v.get("status")
    if role == "announcement":
        said.directory.problem(said.row, "note", "announcement_row", field="role")
        return
    if status in {"invited", "registered", "excused", "absent"} or role == "invited":
        yield said.tie("INVITED", who[1], meeting, key=role or "", role=role, status=status or "invited",
                       persons=v.get("persons"))  # fmt: skip
    elif status is None and "status" in said.row.columns:
        said.directory.problem(said.row, "warning", "attendance_empty", field="status")
    else:
        role = role or "participant"
        yield said.tie("ATTENDED", who[1], meeting, key=role, role=role, count=v.get("count"), persons=v.get("persons"))


_STATEMENTS: dict[str, Callable[[Said], Iterator[Fact]]] = {
    "themes": _themes,
    "municipalities": _municipalities,
    "actors": _actors,
    "meetings": _meetings,
    "deployments": _deployments,
    "advisers": _advisers,
    "partnerships": _partnerships,
    "cooperations": _cooperations,
    "attendance": _attendance,
}


def state_row(row: Row, directory: Directory) -> list[Fact]:
    """Say what one row states.

    Parameters
    ----------
    row
        Row of any table.
    directory
        Who is who; it notes what cannot be decided.

    Returns
    -------
    list of Fact
        Nodes before the relationships that need them; empty when the row says nothing.
    """
    facts: list[Fact] = []
    for fact in _STATEMENTS[row.table](Said(row, directory)):
        directory.state(fact)
        facts.append(fact)
    return facts
