"""The first page: what matters in a few sentences, and the municipality in figures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from stakegraph.dossier.document import Block, Box, Bullet, Bullets, Figures, Line, Paragraph, Run, Section
from stakegraph.dossier.phrases import counted, phrases
from stakegraph.dossier.place import shortened
from stakegraph.dossier.sketch import surroundings_map
from stakegraph.words import count_word, date_text, group_name, listing
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stakegraph.dossier.place import Place

__all__ = ["glance_section", "how_many", "is_thin", "town_section", "what_deployment"]

THIN = 3
TOWNS_NAMED = 6
PARTNERS_NAMED = 4


def is_thin(place: Place) -> bool:
    """Tell whether so little is on record that the questions matter most.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    bool
    """
    return len(place.actors) + len(place.contacts) + len(place.deployments) < THIN


def how_many(place: Place, n: int) -> str:
    """Say a number of organisations.

    Parameters
    ----------
    place
        For the language.
    n
        How many.

    Returns
    -------
    str
    """
    words = ("eine Organisation", "Organisationen") if place.lang == "de" else ("one organisation", "organisations")
    return counted(n, *words, lang=place.lang)


def what_deployment(place: Place, name: str) -> str:
    """Say what a deployment was and when.

    Parameters
    ----------
    place
        The municipality.
    name
        Id of the deployment.

    Returns
    -------
    str
    """
    table = place.snapshot.nodes("Deployment")
    row = table[table["id"] == name].iloc[0]
    project, kind = row["project"], row["kind"]
    title = f"{kind} ({project})" if project and kind else project or kind or row["name"] or name
    return f"{title}, {date_text(row['date_start'], lang=place.lang)}" if row["date_start"] else str(title)


def glance_section(place: Place, *, first: Mapping[str, Any] | None) -> Section:
    """Say what matters most.

    Parameters
    ----------
    place
        The municipality.
    first
        Row of the first suggestion as of `analysis.matches`, or None.

    Returns
    -------
    Section
    """
    items = [_people(place)]
    if place.is_derived:
        names = [place.facts.names[town] for town in place.territory[1:]]
        shown = listing(names[:TOWNS_NAMED], lang=place.lang)
        n = count_word(len(names), lang=place.lang)
        items.insert(0, place.line(place.say("glance.district", name=place.name, n=n, towns=shown)))
    if place.actors and not any(place.facts.group_of[actor] == "migrant" for actor in place.actors):
        items.append(place.line(place.say("glance.no_migrant")))
    items += [_partners(place), _deployments(place), _contacts(place)]
    if first is not None:
        name = str(first["target_name"])
        items.append((*place.line(place.say("glance.first", name=name), strong=True), *_why(place, first, name)))
    blocks: list[Paragraph | Bullets] = [Bullets(tuple(Bullet("reason", line) for line in items))]
    if is_thin(place):
        blocks.append(Paragraph(place.line(place.say("glance.thin", name=place.name))))
    return Section("glance", "", (Box(place.say("section.glance"), tuple(blocks)),))


def _why(place: Place, first: Mapping[str, Any], name: str) -> Line:
    """The two main reasons for the first suggestion."""
    said: list[Run] = []
    for reason in first["reasons"][:2]:
        said += [Run(" "), *shortened(place.reason(reason), name)]
    return tuple(said)


def _people(place: Place) -> Line:
    population = place.facts.population_of.get(place.id)
    ending = "" if population else ".nopop"
    said: dict[str, object] = {"name": place.name}
    if population:
        said["population"] = place.say("inhabitants", n=number_text(population, lang=place.lang))
    if not place.actors:
        return place.line(place.say(f"glance.nobody{ending}", **said), notes=place.node_notes(place.id))
    counts = Counter(place.facts.group_of[actor] for actor in place.actors)
    ordered = sorted(counts.items(), key=lambda item: (item[0] == "other", -item[1], item[0]))
    groups = [f"{group_name(g, lang=place.lang)} ({number_text(n, lang=place.lang)})" for g, n in ordered]
    n = len(place.actors)
    verb = ("ist" if n == 1 else "sind") if place.lang == "de" else ("is" if n == 1 else "are")
    text = place.say(
        f"glance.people{ending}", **said, verb=verb, count=how_many(place, n), groups=listing(groups, lang=place.lang)
    )
    return place.line(text, notes=place.node_notes(place.id))


def _partners(place: Place) -> Line:
    known = place.facts
    found = {
        p.id: p
        for town in place.territory
        for p in known.partners_of.get(town, ())
        if p.country != "DE" and p.is_active
    }
    if not found:
        return place.line(place.say("glance.no_partners"))
    far_first = sorted(found.values(), key=lambda p: (_is_european(place, p.country), known.names[p.id]))
    names = [f"{known.names[p.id]} ({place.country(p.country or '')})" for p in far_first]
    left = len(names) - PARTNERS_NAMED
    if left > 0:
        more = f"{count_word(left, lang=place.lang)} {'weitere' if place.lang == 'de' else 'others'}"
        names = [*names[:PARTNERS_NAMED], "eine weitere" if left == 1 and place.lang == "de" else more]
    notes = place.notes(p.key for p in far_first[:PARTNERS_NAMED])
    return place.line(place.say("glance.partners", partners=listing(names, lang=place.lang)), notes=notes)


def _is_european(place: Place, iso: str | None) -> bool:
    return "europa" in (place.facts.region_of.get(iso or "") or "").casefold()


def _deployments(place: Place) -> Line:
    if not place.deployments:
        return place.line(place.say("glance.no_deployment"))
    what = "; ".join(what_deployment(place, name) for name in place.deployments)
    return place.line(place.say("glance.deployment", what=what), notes=place.node_notes(*place.deployments))


def _contacts(place: Place) -> Line:
    contacts = place.contacts
    if contacts.empty:
        return place.line(place.say("glance.no_contacts"))
    words = {
        "de": (("einer Organisation oder Kommune", "Organisationen und Kommunen"),),
        "en": (("one organisation or municipality", "organisations and municipalities"),),
    }[place.lang][0]
    how = place.say("glance.how.mutual", name=place.facts.names[contacts["other"].iloc[0]])
    return place.line(place.say("glance.contacts", count=counted(len(contacts), *words, lang=place.lang), how=how))


def town_section(place: Place) -> Section:
    """Give the municipality in figures, and a sketch of where it lies.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    blocks: list[Block] = [Figures(tuple((place.say(f"town.{key}"), line) for key, line in _figures(place)))]
    sketch = surroundings_map(place)
    if sketch is not None:
        blocks.append(sketch)
    return Section("town", place.say("section.town"), tuple(blocks))


def _figures(place: Place) -> list[tuple[str, Line]]:
    row, known, lang = place.row, place.facts, place.lang
    notes = place.node_notes(place.id)
    partners = [p for town in place.territory for p in known.partners_of.get(town, ()) if p.is_active]
    abroad = len({p.id for p in partners if p.country != "DE"})
    home = len({p.id for p in partners if p.country == "DE"})
    held = place.snapshot.relationships("HELD_IN")
    here = set(held.loc[held["target"].isin(set(place.territory)), "source"])
    came = {m for name in (*place.territory, *place.actors) for m in known.meetings_of.get(name, ())}
    population = known.population_of.get(place.id)
    count = place.say("unknown") if not population else number_text(population, lang=lang)
    found: list[tuple[str, str | None, tuple[int, ...]]] = [
        ("population", count, notes),
        ("kind", _kind(place), ()),
        ("district", _district(place), ()),
        ("state", _text(row["state"]), ()),
        ("key", _text(row["ags"]), ()),
        ("area", f"{number_text(float(str(row['area_km2'])), lang=lang)} km²" if row["area_km2"] else None, ()),
        ("towns", number_text(len(place.territory) - 1, lang=lang) if len(place.territory) > 1 else None, ()),
        ("actors", number_text(len(place.actors), lang=lang), ()),
        ("district_actors", number_text(len(place.neighbours), lang=lang) if _district(place) else None, ()),
        ("partners", place.say("town.partners.value", abroad=abroad, home=home), ()),
        ("meetings", number_text(len(here), lang=lang), ()),
        ("attended", number_text(len(came), lang=lang), ()),
        ("deployments", number_text(len(place.deployments), lang=lang), place.node_notes(*place.deployments)),
    ]
    return [(key, (Run(text, notes=numbers),)) for key, text, numbers in found if text]


def _text(value: object) -> str | None:
    return str(value) if value else None


def _kind(place: Place) -> str | None:
    kind = place.row["kind"]
    return phrases(place.lang).get(f"kind.{kind}", str(kind)) if kind else None


def _district(place: Place) -> str | None:
    """Name of the district; a town that is its own district has none."""
    district = place.row["district"]
    own = str(place.row["ags"] or "").endswith("000") or len(place.territory) > 1
    return None if own or not district else str(district)
