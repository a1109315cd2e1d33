"""Who is there, and with whom the municipality has a partnership."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from stakegraph.dossier.document import Block, Line, Paragraph, Run, Section, Table
from stakegraph.words import count_word, date_text, group_name, listing, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis._facts import Partner
    from stakegraph.dossier.place import Place

__all__ = ["partners_section", "people_section"]

LOCAL_SHOWN, NEAR_SHOWN, MANY = 12, 6, 8
THEMES_SHOWN, COUNTRIES_SHOWN, PARTNERS_SHOWN = 3, 4, 16
NEAR_KM = 50
FIRST = ("migrant", "one_world", "umbrella", "administration")
"""Groups that this consulting is for come first."""


def people_section(place: Place) -> Section:
    """List the organisations of the place, and of the rest of the district.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    blocks: list[Block] = []
    if not place.actors:
        blocks.append(Paragraph(place.line(place.say("people.none", name=place.name))))
    for key, actors, most in (
        ("people.table", place.actors, LOCAL_SHOWN),
        ("people.near", place.neighbours, NEAR_SHOWN),
    ):
        if not actors:
            continue
        if key == "people.near" and len(place.actors) > MANY:
            one = ".one" if len(actors) == 1 else ""
            text = place.say(f"people.near_only{one}", n=count_word(len(actors), lang=place.lang))
            blocks.append(Paragraph(place.line(text), "small"))
            continue
        shown = _of_each_kind(place, _ordered(place, actors), most + (len(actors) == most + 1))
        blocks.append(_table(place, place.say(key, name=place.name), shown))
        if len(actors) > most + 1:
            more = count_word(len(actors) - most, lang=place.lang).capitalize()
            blocks.append(Paragraph(place.line(place.say("people.more", n=more)), "small"))
        lacking = _lacking(place) if key == "people.table" else ""
        if lacking:
            blocks.append(Paragraph(place.line(lacking), "small"))
    return Section("people", place.say("section.people"), tuple(blocks))


def _ordered(place: Place, actors: Sequence[str]) -> list[str]:
    group_of = place.facts.group_of
    rank = {group: k for k, group in enumerate(FIRST)}
    return sorted(actors, key=lambda name: (rank.get(group_of[name], len(FIRST)), group_of[name], place.by_name(name)))


def _of_each_kind(place: Place, ordered: Sequence[str], most: int) -> list[str]:
    """Take from each kind in turn until there are enough, and leave them in their order."""
    turns: Counter[str] = Counter()
    turn_of = {}
    for name in ordered:
        group = place.facts.group_of[name]
        turn_of[name] = turns[group]
        turns[group] += 1
    taken = set(sorted(ordered, key=turn_of.__getitem__)[:most])
    return [name for name in ordered if name in taken]


def _table(place: Place, caption: str, actors: Sequence[str]) -> Table:
    header = tuple(place.say(f"col.{name}") for name in ("name", "group", "countries", "themes", "seen"))
    return Table(caption, header, tuple(_row(place, actor) for actor in actors), (0.27, 0.24, 0.15, 0.21, 0.13))


def _row(place: Place, actor: str) -> tuple[Line, ...]:
    known, none = place.facts, place.say("none")
    countries = sorted({place.country(item) for item in known.countries_of.get(actor, ())})
    themes = sorted(place.theme(item) for item in known.themes_of.get(actor, ()))
    seen = place.last_seen(actor)
    return (
        place.line(known.names[actor], notes=place.node_notes(actor)),
        place.line(group_name(known.group_of[actor], lang=place.lang)),
        place.line(_some(countries, COUNTRIES_SHOWN) or none),
        place.line(_some(themes, THEMES_SHOWN) or none),
        place.line(date_text(seen, lang=place.lang) if seen else none),
    )


def _some(names: Sequence[str], most: int) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _lacking(place: Place) -> str:
    known = place.facts
    lacks = {
        "themes": sum(not known.themes_of.get(actor) for actor in place.actors),
        "countries": sum(not known.countries_of.get(actor) for actor in place.actors),
        "meetings": sum(not known.meetings_of.get(actor) for actor in place.actors),
    }
    one = "einer" if place.lang == "de" else "one"
    said = [
        place.say(f"people.lacking.{key}", n=one if n == 1 else count_word(n, lang=place.lang))
        for key, n in lacks.items()
        if n
    ]
    return place.say("people.lacking", name=place.name, what=listing(said, lang=place.lang)) if said else ""


def partners_section(place: Place) -> Section:
    """List the partnerships, one row for each partner, those outside Europe first.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    known = place.facts
    by_partner: dict[tuple[str, str], list[Partner]] = defaultdict(list)
    for town in place.territory:
        for partner in known.partners_of.get(town, ()):
            if partner.id not in place.territory:
                by_partner[town, partner.id].append(partner)
    title = place.say("section.partners")
    if not by_partner:
        return Section("partners", title, (Paragraph(place.line(place.say("partners.none", name=place.name))),))
    order = sorted(by_partner, key=lambda key: (_order(place, by_partner[key][0]), known.names[key[1]], key))
    rows = tuple(
        _partner_row(place, town, by_partner[town, other])
        for town, other in order[: PARTNERS_SHOWN + (len(order) == PARTNERS_SHOWN + 1)]
    )
    header = tuple(place.say(f"col.{name}") for name in ("partner", "country", "kind", "local"))
    table = Table(place.say("partners.table", name=place.name), header, rows, (0.24, 0.17, 0.27, 0.32))
    blocks: list[Block] = [table]
    if len(order) > PARTNERS_SHOWN + 1:
        more = count_word(len(order) - PARTNERS_SHOWN, lang=place.lang).capitalize()
        blocks.append(Paragraph(place.line(place.say("people.more", n=more)), "small"))
    if any(partner.since is None for partners in by_partner.values() for partner in partners):
        blocks.append(Paragraph(place.line(place.say("partners.nosince_note")), "small"))
    return Section("partners", title, tuple(blocks))


def _order(place: Place, partner: Partner) -> int:
    """Outside Europe first, then Europe, then at home."""
    region = (place.facts.region_of.get(partner.country or "") or "").casefold()
    return 2 if partner.country == "DE" else 1 if "europa" in region else 0


def _partner_row(place: Place, town: str, partners: Sequence[Partner]) -> tuple[Line, ...]:
    known = place.facts
    first, name = partners[0], known.names[partners[0].id]
    if town != place.id:
        name = f"{name} ({known.names[town]})"
    kinds = [
        _kind(place, partner) for partner in sorted(partners, key=lambda p: (p.since is None, p.since, p.kind or ""))
    ]
    names, actors = ("", []) if first.country == "DE" else _who_works_there(place, first.country or "")
    return (
        place.line(name, notes=place.notes(partner.key for partner in partners)),
        place.line(place.country(first.country) if first.country else place.say("unknown")),
        (Run("; ".join(dict.fromkeys(kinds))),),
        place.line(names or place.say("none"), notes=place.node_notes(*actors)),
    )


def _who_works_there(place: Place, country: str) -> tuple[str, list[str]]:
    """Who works with a country: in the place and its district, else who is seated near by, else with its region."""
    known, lang = place.facts, place.lang
    here = (*place.actors, *place.neighbours)
    local = [actor for actor in here if known.works_with(actor, country) == "country"][:3]
    if local:
        return listing([known.names[actor] for actor in local], lang=lang), local
    km = {actor: known.kilometres(place.id, actor) for actor in known.countries_of if not known.is_town(actor)}
    near = [actor for actor in km if km[actor] <= NEAR_KM and known.works_with(actor, country) == "country"]
    near = sorted(near, key=lambda actor: (km[actor], actor))[:2]
    if near:
        seats = {actor: known.names[known.place_of[actor]] for actor in near}
        said = [place.say("partners.near", name=known.names[a], place=seats[a], km=round(km[a])) for a in near]
        return listing(said, lang=lang), near
    region = [actor for actor in here if known.works_with(actor, country) == "region"][:2]
    names = listing([known.names[actor] for actor in region], lang=lang)
    return (place.say("partners.region", names=names) if names else ""), region


def _kind(place: Place, partner: Partner) -> str:
    kind = term(partner.kind or "unknown", lang=place.lang)
    if not partner.is_active:
        return place.say("partners.ended", kind=kind)
    if partner.since is None:
        return place.say("partners.nosince", kind=kind)
    return place.say("partners.since", kind=kind, since=date_text(partner.since, lang=place.lang))
