"""What is missing, and with whom a talk might be worth it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
from graphmodel import Reason
from stakegraph.dossier.document import (
    Block,
    Bullet,
    Bullets,
    Entry,
    Heading,
    Line,
    Paragraph,
    Run,
    Section,
)
from stakegraph.dossier.links import LEVELS
from stakegraph.dossier.place import shortened
from stakegraph.words import group_name, listing, sentence, term

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stakegraph.dossier.place import Place

__all__ = ["SEEK", "gaps_section", "gaps_table", "is_near", "matches_section", "suggestions"]

SEEK = ("actors", "partners", "municipalities")
SHOWN, USEFUL_FIRST = 5, 3
REASONS_SHOWN = 3
GAPS_SHOWN, TOWNS_LOOKED_AT = 6, 6
DIRECT = 2
LOOKED_AT = 40
ROOTED = frozenset({"partner.local", "partner.local_region", "partner.nearby"})
CHANCE = frozenset({"match.shared_themes", "match.nearby", "match.within_reach", "match.groups_meet"})
"""Reasons that hold for many; alone they are no suggestion."""

ONCE = frozenset({"partner.nobody_local", "partner.local_unknown"})
SAID_BY_WAY = "match.no_shared_contact"
"""The way tells it, or that there is none."""

SAID_ONCE = (
    "match.no_theme",
    "match.no_country",
    "match.no_seat",
    "match.no_meeting",
    "town.outcome_unknown",
    "town.no_office",
)
NO_WAY = "no_way"
CHECKED = frozenset({"evaluate.compared", "hindsight.partners"})
"""Looking back said something about what is likely."""

LITTLE = frozenset(
    {
        "match.shared_themes",
        "match.same_district",
        "match.nearby",
        "match.within_reach",
        "match.groups_meet",
        "match.first_of_group",
    }
)
"""Reasons that alone are a beginning, no more."""

DONORS = frozenset({"US", "CA", "JP", "KR", "AU", "NZ", "IL"})
"""Outside Europe, but not what development policy is about."""


def gaps_table(place: Place) -> pd.DataFrame:
    """Find what is missing around a municipality.

    Parameters
    ----------
    place
        The municipality; for a district its towns are looked at too.

    Returns
    -------
    DataFrame
        As of `analysis.gaps`, without places of which nothing is known and without organisations standing alone twice.
    """
    found = [analysis.gaps(place.snapshot, municipality=town) for town in place.territory[:TOWNS_LOOKED_AT]]
    table = pd.concat(found, ignore_index=True)
    table = table[table["kind"] != "unknown_municipality"]
    here = {place.facts.names[name] for name in (*place.territory, *place.actors)}
    near = [
        kind != "dependence" or reasons[0].params["names"][0] in here
        for kind, reasons in zip(table["kind"], table["reasons"], strict=True)
    ]
    table = table.loc[pd.Series(near, index=table.index, dtype=bool)]
    return table.drop_duplicates(["kind", "subject", "object"]).reset_index(drop=True)


def gaps_section(place: Place, table: pd.DataFrame) -> Section:
    """Say what is missing.

    Parameters
    ----------
    place
        The municipality.
    table
        From `gaps_table`.

    Returns
    -------
    Section
    """
    title = place.say("section.gaps")
    if table.empty:
        ending = "" if place.actors else ".nobody"
        return Section("gaps", title, (Paragraph(place.line(place.say(f"gaps.none{ending}", name=place.name))),))
    blocks: list[Block] = [Paragraph(place.line(place.say("gaps.lead")))]
    left = GAPS_SHOWN
    for kind, rows in table.groupby("kind", sort=False):
        shown = rows["reasons"].head(min(2, left))
        left -= len(shown)
        if shown.empty:
            break
        blocks.append(Heading(term(str(kind), lang=place.lang)))
        items = [Bullet("reason", place.reason(reasons[0])) for reasons in shown]
        local = [reason for reason in rows["reasons"].iloc[0] if reason.code == "gap.local_knowledge"]
        blocks.append(Bullets(tuple(items)))
        blocks += [Paragraph(place.reason(reason), "small") for reason in local]
        why = [reason for reason in rows["reasons"].iloc[0] if reason.code == "gap.rule"]
        blocks += [Paragraph(place.reason(reason), "small") for reason in why]
    return Section("gaps", title, tuple(blocks))


def suggestions(place: Place, *, aside: Mapping[str, Collection[str]]) -> dict[str, list[dict[str, Any]]]:
    """Find five suggestions for each list: what closes a gap first, then what lies near.

    Parameters
    ----------
    place
        The municipality.
    aside
        Ids that are not suggested, by kind of list.

    Returns
    -------
    dict
        Rows of `analysis.matches` by "actors", "partners", "municipalities"; nobody twice in one list.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for seek in SEEK:
        gone = aside.get(seek, ())
        top = (LOOKED_AT if seek == "partners" else SHOWN) + len(gone)
        table = analysis.matches(place.snapshot, place.id, seek=seek, top=top)
        rows: list[Any] = [row for row in table.to_dict("records") if row["target"] not in gone and _holds(seek, row)]
        if seek == "partners":
            has = {partner.country for town in place.territory for partner in place.facts.partners_of.get(town, ())}
            taken_ids = {place.facts.country_ids.get(iso or "", iso) for iso in has}
            rows = [{**row, "target_name": place.country(row["target_name"])} for row in rows]
            rows = [row for row in rows if row["target"] not in taken_ids]
            rows.sort(key=lambda row: is_near(place, row["target"]))
            rows = [row for lens in ("likely", "useful") for row in [r for r in rows if r["lens"] == lens][:SHOWN]]
        useful = [row for row in rows if row["lens"] == "useful"]
        taken = {row["target"] for row in useful[:USEFUL_FIRST]}
        likely = [row for row in rows if row["lens"] == "likely" and row["target"] not in taken]
        n_likely = min(len(likely), SHOWN - min(len(useful), USEFUL_FIRST))
        names = {row["target"] for row in likely[:n_likely]}
        more = [row for row in useful if row["target"] not in names]
        found[seek] = [*more[: SHOWN - n_likely], *likely[:n_likely]]
    return found


def _holds(seek: str, row: Mapping[Any, Any]) -> bool:
    """Leave out what rests on next to nothing: somebody far away who once came, or no more than theme and region."""
    codes = {reason.code for reason in (*row["reasons"], *row["objections"])}
    if seek == "partners":
        return bool(codes & ROOTED)
    if row["lens"] == "likely" and codes <= CHANCE:
        return False
    return row["evidence"] != "weak" or (seek == "actors" and "match.far" not in codes)


def matches_section(
    place: Place, found: dict[str, list[dict[str, Any]]], *, hindsight: Mapping[str, Sequence[Reason]]
) -> Section:
    """Say with whom a talk might be worth it, and why, and what is not known.

    Parameters
    ----------
    place
        The municipality.
    found
        From `suggestions`.
    hindsight
        What became of such suggestions, by kind of list, the main point first.

    Returns
    -------
    Section
    """
    blocks: list[Block] = [Paragraph(place.line(place.say("matches.lead")))]
    for seek in SEEK:
        blocks.append(Heading(place.say(f"matches.{seek}")))
        if found[seek] and hindsight.get(seek):
            checked = hindsight[seek][0].code in CHECKED and "too_few" not in hindsight[seek][0].params.values()
            both = checked and any(row["lens"] == "useful" for row in found[seek])
            key = "matches.hindsight.useful" if both else "matches.hindsight"
            text = place.say(key, text=sentence(hindsight[seek][0], lang=place.lang))
            blocks.append(Paragraph(place.line(text), "small"))
        if not found[seek]:
            blocks.append(Paragraph(place.line(place.say(f"matches.none.{seek}", name=place.name))))
        shared = _shared(seek, found[seek])
        blocks += [_entry(place, seek, row, said=shared) for row in _told_apart(found[seek])]
        lacking = _lacking(place, found[seek], shared)
        blocks += [Bullets(tuple(lacking))] if lacking else []
        if 0 < len(found[seek]) < SHOWN:
            blocks.append(Paragraph(place.line(place.say("matches.no_more")), "small"))
        if seek == "actors" and len(found[seek]) > 1:
            counts = Counter(place.facts.group_of[row["target"]] for row in found[seek])
            order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            named = [f"{group_name(group, lang=place.lang)} ({n})" for group, n in order]
            text = place.say("matches.exposure", groups=listing(named, lang=place.lang))
            blocks.append(Paragraph(place.line(text), "small"))
        once = _said_once(place, seek, found[seek])
        if once:
            blocks.append(Paragraph(place.line(once), "small"))
    return Section("matches", place.say("section.matches"), tuple(blocks))


def _shared(seek: str, rows: list[dict[str, Any]]) -> frozenset[str]:
    """What holds for two suggestions or more, so that it need not stand at each."""
    codes = Counter(code for row in rows for code in _codes(row))
    found = {code for code, n in codes.items() if n > 1 and code in SAID_ONCE}
    lost = sum(not row["path"] for row in rows)
    return frozenset(found | ({NO_WAY} if seek == "actors" and lost > 1 else set()))


def _told_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, a first contact with a group told in other words from the second on."""
    told: set[str] = set()
    found = []
    for row in rows:
        reasons = []
        for reason in row["reasons"]:
            is_first = reason.code == "match.first_of_group"
            also = is_first and reason.params["group"] in told
            told |= {reason.params["group"]} if is_first else set()
            params = {**reason.params, "variant": "also"} if also else reason.params
            reasons.append(Reason(reason.code, params, reason.sources))
        found.append({**row, "reasons": reasons})
    return found


def _codes(row: Mapping[str, Any]) -> set[str]:
    return {reason.code for reason in (*row["objections"], *row["unknowns"])}


def _said_once(place: Place, seek: str, rows: list[dict[str, Any]]) -> str:
    """What else holds for several suggestions."""
    said = []
    if seek == "partners" and rows:
        said = [place.say("matches.far_first")]
        if all("partner.nobody_local" in _codes(row) for row in rows):
            said.append(place.say("matches.nobody_local"))
        if place.actors and all("partner.local_unknown" in _codes(row) for row in rows):
            said.append(place.say("matches.country_unknown"))
    little = [row for row in rows if {reason.code for reason in row["reasons"]} <= LITTLE]
    if little:
        said.append(_of(place, "once.little", little, rows))
    return " ".join(said)


def _lacking(place: Place, rows: list[dict[str, Any]], shared: frozenset[str]) -> list[Bullet]:
    """What is not on record about several suggestions: one item for all that lack the same."""
    what: dict[tuple[int, ...], list[str]] = {}
    for code in (*SAID_ONCE, NO_WAY):
        some = tuple(k for k, row in enumerate(rows) if (code in _codes(row) if code != NO_WAY else not row["path"]))
        if code in shared:
            what.setdefault(some, []).append(place.say(f"once.{code}"))
    return [
        Bullet("unknown", place.line(_of(place, "once.lacking", [rows[k] for k in some], rows, what="; ".join(texts))))
        for some, texts in what.items()
    ]


def _of(place: Place, key: str, some: list[dict[str, Any]], rows: list[dict[str, Any]], **said: str) -> str:
    if 1 < len(some) == len(rows):
        return place.say(f"{key}.all", **said)
    return place.say(key, names=listing([row["target_name"] for row in some], lang=place.lang), **said)


def is_near(place: Place, country: str) -> bool:
    """Tell whether a country lies in Europe or gives rather than receives.

    Parameters
    ----------
    place
        The municipality.
    country
        Id or ISO code.

    Returns
    -------
    bool
    """
    known = place.facts
    iso = next((code for code, id_ in known.country_ids.items() if id_ == country), country)
    return iso in DONORS or "europa" in (known.region_of.get(iso) or "").casefold()


def _entry(place: Place, seek: str, row: dict[str, Any], *, said: frozenset[str]) -> Entry:
    """One suggestion in few lines: each kind of statement is one item, its sentences in a row."""
    name = row["target_name"]
    items = [Bullet("reason", _joined(place, row["reasons"][:REASONS_SHOWN], about=name))]
    seen = any(reason.code == "match.active" for reason in row["reasons"][:REASONS_SHOWN])
    against = [_since(reason) if seen and reason.code == "match.quiet" else reason for reason in row["objections"]]
    told = [reason for reason in against if reason.code not in said | ONCE | {SAID_BY_WAY}]
    items += [Bullet("objection", _joined(place, told, about=name))] if told else []
    lacks = [reason for reason in row["unknowns"] if reason.code not in said | ONCE]
    short = [place.say(f"once.{reason.code}") for reason in lacks if reason.code in SAID_ONCE]
    if lacks and len(short) == len(lacks):
        items.append(Bullet("unknown", place.line(place.say("once.own", what="; ".join(short)))))
    elif lacks:
        items.append(Bullet("unknown", _joined(place, lacks, about=name)))
    way = _way(place, seek, row["path"])
    if way is not None and (row["path"] or NO_WAY not in said):
        items.append(Bullet("way", place.line(way)))
    lens = term(row["lens"], lang=place.lang)
    note = f"{lens[:1].lower()}{lens[1:]}, {term(row['evidence'], lang=place.lang)}"
    return Entry(name, note, LEVELS[row["evidence"]], tuple(items))


def _since(reason: Reason) -> Reason:
    """The same without the date, which stands right above."""
    return Reason(reason.code, {**reason.params, "variant": "since"}, reason.sources)


def _joined(place: Place, reasons: list[Reason], *, about: str) -> Line:
    """Sentences in a row; the name that stands above them is not said again."""
    runs: list[Run] = []
    for k, reason in enumerate(reasons):
        runs += [Run(" ")] if k else []
        runs += shortened(place.reason(reason), about)
    return tuple(runs)


def _way(place: Place, seek: str, path: tuple[str, ...] | None) -> str | None:
    if not path:
        return place.say("matches.no_way") if seek == "actors" else None
    if seek == "actors" and len(path) == DIRECT:
        return place.say("matches.phone")
    names = [place.facts.names.get(item, item) for item in path]
    if seek == "partners":
        return place.say("matches.ask" if place.facts.is_town(path[-1]) else "matches.ask_local", name=names[-1])
    return place.say("matches.way", way=" → ".join(names))
