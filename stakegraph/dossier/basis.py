"""What the dossier rests on: age of the data, what is unknown, and the sources by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakegraph.dossier.document import Bullet, Bullets, Paragraph, Section
from stakegraph.words import count_word, date_text

if TYPE_CHECKING:
    from stakegraph.dossier.place import Place

__all__ = ["basis_section"]


def basis_section(place: Place) -> Section:
    """Say how old the data are, what is unknown and how to read the dossier.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    held = max(place.snapshot.nodes("Meeting")["date_start"].dropna(), default=None)
    meeting = date_text(held, lang=place.lang)
    if place.newest:
        newest = date_text(place.newest, lang=place.lang)
        age = place.say("basis.age", name=place.name, newest=newest, meeting=meeting)
    else:
        age = place.say("basis.noage", name=place.name, meeting=meeting)
    contacts = place.contacts
    undated = int(contacts["last"].map(lambda text: not isinstance(text, str)).sum()) if len(contacts) else 0
    if undated:
        n, total = count_word(undated, lang=place.lang), count_word(len(contacts), lang=place.lang)
        said = {"undated": "eine" if n == "ein" else n, "all": "einer" if total == "ein" else total}
        age = f"{age} {place.say('basis.undated', **said, name=place.name)}"
    unknown = tuple(Bullet("unknown", place.line(text)) for text in _unknown(place))
    blocks = (
        Paragraph(place.line(age)),
        Paragraph(place.line(place.say("basis.unknown"))),
        Bullets(unknown),
        Paragraph(place.line(f"{place.say('basis.method')} {place.say('basis.evidence')}"), "small"),
        Paragraph(place.line(place.say("basis.stamp", fingerprint=place.snapshot.fingerprint)), "small"),
    )
    return Section("basis", place.say("section.basis"), blocks)


def _unknown(place: Place) -> list[str]:
    known = place.facts
    found = [] if known.population_of.get(place.id) else [place.say("unknown.population")]
    found.append(place.say("unknown.actors", name=place.name))
    if not any(known.group_of[actor] == "migrant" for actor in place.actors):
        found.append(place.say("unknown.migrant", name=place.name))
    partners = [p for town in place.territory for p in known.partners_of.get(town, ()) if p.is_active]
    lacking = {
        "themes": [not known.themes_of.get(actor) for actor in place.actors],
        "countries": [not known.countries_of.get(actor) for actor in place.actors],
        "since": [partner.since is None for partner in partners],
    }
    for key, lacks in lacking.items():
        if any(lacks):
            ending = "" if not all(lacks) else ".one" if len(lacks) == 1 else ".all"
            n = count_word(sum(lacks), lang=place.lang)
            found.append(place.say(f"unknown.{key}{ending}", n="einer" if n == "ein" else n))
    if place.deployments:
        found.append(place.say("unknown.deployments"))
    return [*found, place.say("unknown.persons")]
