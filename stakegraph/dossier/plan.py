"""What to do: a round to invite, advisers, and what to ask on the spot."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import analysis
from graphmodel import InfeasibleError
from graphmodel.dates import last_day
from graphmodel.ties import reference_day
from stakegraph.dossier.advice import is_near
from stakegraph.dossier.document import Block, Bullet, Bullets, Entry, Line, Paragraph, Run, Section, Table
from stakegraph.dossier.place import shortened
from stakegraph.dossier.town import what_deployment
from stakegraph.words import LANGUAGES, count_word, group_name, listing, needs_text
from stakegraph.words.names import in_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis import Invitations
    from stakegraph.dossier.place import Place

__all__ = ["questions_section", "round_section", "team_section"]

SEATS = 12
SMALL_ROUND = 4
RADIUS_KM = 60.0
THEMES, COUNTRIES = 3, 3
QUIET_DAYS = 1095
COLUMNS = ("name", "group", "why", "alone")
QUESTIONS = 9
NAMES_SHOWN = 4
APART = "rule.partner_and_organisation_apart"
GROUPS = ("migrant", "one_world", "administration")
NEAR = ("match.nearby", "match.within_reach")
ALONE = "invitation.only_one"
LATER = (*NEAR, ALONE, "invitation.new_contacts", "invitation.required")


def round_section(place: Place) -> Section:
    """Propose whom to bring together at a first meeting.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    themes, countries = _themes(place), _countries(place)
    found = _smallest(place, themes, countries)
    title = place.say("section.round")
    if found.guests.empty:
        return Section("round", title, (Paragraph(place.line(place.say("round.none"))),))
    purpose = _purpose(place, themes, countries)
    lead = place.say("round.lead", purpose=purpose, size=SEATS, name=place.name)
    items = tuple(Bullet("reason", place.reason(reason)) for reason in found.reasons)
    blocks: list[Block] = [Paragraph(place.line(lead)), Bullets(items), _guests(place, found)]
    free = SEATS - len(found.guests)
    if free > 0:
        verb = place.say("round.free.verbs").split("|")[free > 1]
        n = count_word(free, lang=place.lang)
        text = place.say("round.free", n="einer" if free == 1 and place.lang == "de" else n, size=SEATS, verb=verb)
        blocks.append(Paragraph(place.line(text)))
    if len(found.guests) < SMALL_ROUND:
        blocks.append(Paragraph(place.line(place.say("round.small"))))
    blocks.append(Paragraph(place.line(place.say("round.note")), "small"))
    return Section("round", title, tuple(blocks))


def _smallest(place: Place, themes: list[str], countries: list[str]) -> Invitations:
    """The smallest round that covers as much as all seats do; who has a seat in the town comes along."""
    known = place.facts
    local = [actor for actor in place.actors if known.group_of[actor] in GROUPS]
    groups = [group for group in GROUPS if group in set(known.group_of.values())]
    wishes: dict[str, Any] = {"purpose": themes, "place": place.id, "countries": countries, "groups": groups}
    wishes |= {"radius_km": RADIUS_KM, "required": local if len(local) <= SMALL_ROUND else []}
    best = analysis.invitations(place.snapshot, size=SEATS, seconds=20.0, **wishes)
    for size in range(max(len(local) if len(local) <= SMALL_ROUND else 1, SMALL_ROUND), SEATS, 2):
        found = analysis.invitations(place.snapshot, size=size, seconds=10.0, **wishes)
        if found.value >= best.value - 1e-6:
            return found
    return best


def _purpose(place: Place, themes: list[str], countries: list[str]) -> str:
    names = [place.theme(theme) for theme in themes]
    lands = [place.country(iso) for iso in countries]
    said = []
    if names:
        key = "round.purpose.theme" if len(names) == 1 else "round.purpose.themes"
        said.append(place.say(key, themes=listing(names, lang=place.lang)))
    if lands:
        key = "round.purpose.country" if len(lands) == 1 else "round.purpose.countries"
        said.append(place.say(key, countries=listing(lands, lang=place.lang)))
    return "; ".join(said) or place.say("round.purpose.open")


def _themes(place: Place) -> list[str]:
    """Themes of the deployments there, else those most frequent among the organisations of the place."""
    known = place.facts
    own = [theme for item in (*place.deployments, *place.territory) for theme in sorted(known.themes_of.get(item, ()))]
    shared = Counter(theme for actor in place.actors for theme in known.themes_of.get(actor, ()))
    counts = Counter(theme for themes in known.themes_of.values() for theme in themes)
    groups = {group_name(group, lang=lang) for group in set(known.group_of.values()) for lang in LANGUAGES}
    useful = [theme for theme in dict.fromkeys(own) if counts[theme] > 2]  # noqa: PLR2004 - somebody else works on it
    useful += [
        theme for theme, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])) if theme not in useful
    ]
    return [theme for theme in useful if known.names.get(theme) not in groups][:THEMES]


def _countries(place: Place) -> list[str]:
    """Partner countries outside Europe, those first that somebody here works with."""
    known = place.facts
    codes = {
        p.country for town in place.territory for p in known.partners_of.get(town, ()) if p.is_active and p.country
    } & set(known.country_ids)
    far = [iso for iso in codes - {"DE"} if known.region_of.get(iso) and not is_near(place, iso)]
    there = (*place.actors, *place.neighbours)
    local = {iso: sum(known.works_with(actor, iso) == "country" for actor in there) for iso in far}
    return sorted(far, key=lambda iso: (-local[iso], iso))[:COUNTRIES]


def _guests(place: Place, found: Invitations) -> Table:
    rows: list[tuple[Line, ...]] = []
    for row in found.guests.to_dict("records"):
        reasons = [reason for reason in row["reasons"] if reason.code not in LATER]
        reasons = reasons or [reason for reason in row["reasons"] if reason.code in NEAR] or row["reasons"]
        why: list[Run] = []
        for k, reason in enumerate(reasons[:3]):
            why += [Run(" ")] if k else []
            said = shortened(place.reason(reason), row["name"])
            why += [Run(run.text, notes=run.notes) for run in said]
        alone = [reason.params["needs"] for reason in row["reasons"] if reason.code == ALONE]
        lacks = needs_text(alone[0], lang=place.lang) if alone else place.say("none")
        group = group_name(row["group"], lang=place.lang)
        name = place.line(row["name"], notes=place.node_notes(row["id"]))
        rows.append((name, place.line(group), tuple(why), place.line(lacks)))
    n = len(COLUMNS) if any(row[-1] != place.line(place.say("none")) for row in rows) else len(COLUMNS) - 1
    header = tuple(place.say(f"col.{name}") for name in COLUMNS[:n])
    widths = (0.26, 0.22, 0.27, 0.25) if n == len(COLUMNS) else (0.3, 0.22, 0.48)
    return Table(place.say("round.table"), header, tuple(row[:n] for row in rows), widths)


def team_section(place: Place) -> Section:
    """Propose a team of advisers, or say that none is on record.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Section
    """
    pool = place.snapshot.nodes("Adviser")
    title = place.say("section.team")
    try:
        found = analysis.adviser_teams(place.snapshot, place.id, team_size=min(2, max(len(pool), 1)), seconds=20.0)
    except InfeasibleError as exc:
        return Section("team", title, (Paragraph(place.line(str(exc))),))
    blocks: list[Block] = []
    for row in found.teams.to_dict("records"):
        items = [Bullet("reason", place.reason(reason)) for reason in row["reasons"]]
        items += [Bullet("objection", place.reason(reason)) for reason in row["objections"]]
        items += [Bullet("unknown", place.reason(reason)) for reason in row["unknowns"]]
        blocks.append(Entry(str(row["adviser_name"]), "", 0, tuple(items)))
    blocks += [Paragraph(place.reason(reason)) for reason in found.reasons]
    return Section("team", title, tuple(blocks))


def questions_section(place: Place, table: pd.DataFrame) -> Section:
    """Turn what is unknown or missing into questions to ask on the spot.

    Parameters
    ----------
    place
        The municipality.
    table
        Its gaps.

    Returns
    -------
    Section
    """
    said = [*_about_people(place), *_about_gaps(place, table), *_about_partners(place), *_about_work(place)]
    items = tuple(Bullet("question", place.line(text)) for text in list(dict.fromkeys(said))[:QUESTIONS])
    return Section("questions", place.say("section.questions"), (Bullets(items),))


def _about_people(place: Place) -> list[str]:
    known = place.facts
    found = []
    if not any(known.group_of[actor] == "migrant" for actor in place.actors):
        found.append(place.say("question.migrant", name=place.name))
    if len(place.actors) < SMALL_ROUND:
        found.append(place.say("question.organisations", name=place.name))
    day = reference_day(place.snapshot)
    local = [actor for actor in place.actors if known.group_of[actor] != "administration"]
    quiet = [a for a in local if (last := place.last_seen(a)) and day and (day - last_day(last)).days > QUIET_DAYS]
    if quiet:
        found.append(place.say("question.quiet", names=_names(place, quiet)))
    for key, lacking in (
        ("themes", [actor for actor in local if not known.themes_of.get(actor)]),
        ("countries", [actor for actor in local if not known.countries_of.get(actor)]),
    ):
        if lacking:
            ending = ".one" if len(lacking) == 1 else ""
            found.append(place.say(f"question.{key}{ending}", names=_names(place, lacking)))
    return found


def _names(place: Place, actors: list[str]) -> str:
    most = NAMES_SHOWN + (len(actors) == NAMES_SHOWN + 1)
    names, left = [place.facts.names[actor] for actor in actors[:most]], len(actors) - most
    more = [place.say("question.more", n=count_word(left, lang=place.lang))] if left > 0 else []
    return listing([*names, *more], lang=place.lang)


def _about_gaps(place: Place, table: pd.DataFrame) -> list[str]:
    found: list[str] = []
    lone: list[tuple[str, str]] = []
    apart = [r[0].params["organisation"] for r in table.loc[table["kind"] == APART, "reasons"]][:3]
    if apart:
        key = "question.apart.one" if len(apart) == 1 else "question.apart"
        found.append(place.say(key, organisation=listing(apart, lang=place.lang)))
    for kind, reasons in zip(table["kind"], table["reasons"], strict=True):
        params = reasons[0].params
        if kind == "rule.partner_without_organisation":
            lone.append((params["country"], params["partners"][0]))
    if lone:
        countries, partners = zip(*lone[:COUNTRIES], strict=True)
        found.append(_about_countries(place, countries, partners))
    silent = list(dict.fromkeys(table.loc[table["kind"] == "never_came", "subject_name"]))[:NAMES_SHOWN]
    if silent:
        found.append(place.say("question.never", name=listing(silent, lang=place.lang)))
    found += _about_dependence(place, table)
    return list(dict.fromkeys(found))[:4]


def _about_countries(place: Place, countries: Sequence[str], partners: Sequence[str]) -> str:
    """Who knows the countries of partners with which nobody here is known to work."""
    said = [in_case(name, "acc") if place.lang == "de" else place.country(name) for name in countries]
    key = "question.country" if len(said) == 1 else "question.several"
    named = place.say("question.or").join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
    return place.say(key, name=place.name, country=named, partner=listing(list(partners), lang=place.lang))


def _about_dependence(place: Place, table: pd.DataFrame) -> list[str]:
    """Who can only be reached through one other, each asked about once: by the one that stands next to it."""
    known = place.facts
    asked = place.actors if place.is_derived else (*place.actors, place.id)
    local = {known.names[name]: name for name in asked}
    through: dict[str, str] = {}
    for other, reasons in table.loc[table["kind"] == "dependence", ["subject", "reasons"]].itertuples(index=False):
        for name in (name for name in reasons[0].params["names"] if name in local):
            if name not in through or other in known.contacts.get(local[name], set()):
                through[name] = reasons[0].params["name"]
    by_one: dict[str, list[str]] = {}
    for name, one in through.items():
        by_one.setdefault(one, []).append(name)
    return [
        place.say("question.depend", name=one, names=listing(names[:NAMES_SHOWN], lang=place.lang))
        for one, names in by_one.items()
    ]


def _about_partners(place: Place) -> list[str]:
    known = place.facts
    partners = [
        p for town in place.territory for p in known.partners_of.get(town, ()) if p.country != "DE" and p.is_active
    ]
    if not partners:
        return [place.say("question.no_partner")]
    far = [p for p in partners if "europa" not in (known.region_of.get(p.country or "") or "").casefold()]
    since: dict[str, bool] = {}
    for partner in far or partners:
        name = known.names[partner.id]
        since[name] = since.get(name, False) or partner.since is not None
    names = sorted(since)[:3]
    key = "question.partner" if len(names) == 1 else "question.partners"
    dated = "_dated" if all(since[name] for name in names) else ""
    return [place.say(key + dated, partner=listing(names, lang=place.lang))]


def _about_work(place: Place) -> list[str]:
    what = [place.say("question.deployment", what=what_deployment(place, name)) for name in place.deployments[:1]]
    return [*what, place.say("question.language")]
