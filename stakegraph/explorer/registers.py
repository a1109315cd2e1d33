"""The rows of each list, made from what is known."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from graphmodel.lookup import folded
from stakegraph.explorer.kinds import kind_title
from stakegraph.explorer.tables import Column, Filter, Row
from stakegraph.words import group_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from stakegraph.explorer.view import View

__all__ = ["REGISTERS", "Register"]

Register = "tuple[list[Row], list[Column], list[Filter]]"


def actors(view: View) -> tuple[list[Row], list[Column], list[Filter]]:
    """List the organisations.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    tuple
        Rows, columns, filters.
    """
    t, snapshot, nodes = view.t, view.desk.snapshot, view.desk.network().nodes
    themes, countries = _by_source(view, "WORKS_ON"), _by_source(view, "FOCUSES_ON")
    degree = _degrees(view)
    groups, places = nodes["group"].to_dict(), nodes["place"].to_dict()
    meetings, inside = nodes["n_meetings"].to_dict(), nodes["in_scope"].to_dict()
    rows = []
    for actor in snapshot.nodes("Actor").to_dict("records"):
        id_, place = actor["id"], _text(places.get(actor["id"]))
        about = sorted((view.name(theme) for theme in themes[id_]), key=folded)
        cells = {
            "name": actor["name"] or id_,
            "gruppe": group_title(str(groups[id_]), lang=view.lang),
            "ort": view.name(place) if place else None,
            "themen": ", ".join(about) or None,
            "laender": ", ".join(sorted((view.name(country) for country in countries[id_]), key=folded)) or None,
            "verbindungen": degree[id_],
            "dabei": int(meetings[id_]),
        }
        tags = {
            "gruppe": (str(groups[id_]),),
            "kommune": (place,) if place else (),
            "thema": tuple(themes[id_]),
            "land": tuple(countries[id_]),
            "gebiet": ("innen",) if inside[id_] else ("aussen",),
        }
        rows.append(_row(view, id_, cells, tags, (actor["short_name"], *(actor["aliases"] or ()))))
    columns = [
        Column("name", t("Organisation", "Organisation")),
        Column("gruppe", t("Gruppe", "Group")),
        Column("ort", t("Sitz", "Seat")),
        Column("themen", t("Themen", "Themes")),
        Column("laender", t("Länder", "Countries")),
        Column("verbindungen", t("Verbindungen", "Ties"), number=True),
        Column("dabei", t("Veranstaltungen", "Meetings"), number=True),
    ]
    filters = [
        Filter("gruppe", t("Gruppe", "Group"), t("alle", "all"), _groups(view, groups)),
        Filter("kommune", t("Sitz", "Seat"), t("überall", "anywhere"), view.names),
        Filter("thema", t("Thema", "Theme"), t("alle", "all"), view.names),
        Filter("land", t("Land", "Country"), t("alle", "all"), view.names),
    ]
    return rows, columns, [*filters, *_area(view)]


def municipalities(view: View) -> tuple[list[Row], list[Column], list[Filter]]:
    """List the municipalities.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    tuple
        Rows, columns, filters.
    """
    t, nodes = view.t, view.desk.network().nodes
    abroad = t("Kommune im Ausland", "Municipality abroad")
    local = Counter(view.desk.snapshot.relationships("BASED_IN")["target"])
    partners: Counter[str] = Counter()
    ties = view.desk.snapshot.relationships("PARTNER_OF")
    partners.update(ties["source"])
    partners.update(ties["target"])
    held = Counter(view.desk.snapshot.relationships("HELD_IN")["target"])
    inside = nodes["in_scope"].to_dict()
    rows = []
    for town in view.desk.snapshot.nodes("Municipality").to_dict("records"):
        id_ = town["id"]
        population = town["population"]
        cells = {
            "name": town["name"] or id_,
            "art": kind_title(town["kind"], lang=view.lang)
            or (abroad if town["country"] not in {None, "DE"} else None),
            "land": view.name(f"country-{town['country']}") if town["country"] else None,
            "einwohner": None if math.isnan(population) else int(population),
            "organisationen": local[id_],
            "partnerschaften": partners[id_],
            "veranstaltungen": held[id_],
        }
        home = "deutschland" if town["country"] == "DE" else "ausland"
        tags: dict[str, tuple[str, ...]] = {"wo": (home,), "land": (town["country"],) if town["country"] else ()}
        tags |= {"gebiet": ("innen",) if inside[id_] else ("aussen",)}
        rows.append(_row(view, id_, cells, tags, (town["name_official"], town["ags"], *(town["aliases"] or ()))))
    columns = [
        Column("name", t("Kommune", "Municipality")),
        Column("art", t("Art", "Kind")),
        Column("land", t("Land", "Country")),
        Column("einwohner", t("Einwohnerzahl", "Inhabitants"), number=True),
        Column("organisationen", t("Organisationen", "Organisations"), number=True),
        Column("partnerschaften", t("Partnerschaften", "Partnerships"), number=True),
        Column("veranstaltungen", t("Veranstaltungen", "Meetings"), number=True),
    ]
    at_home = {"deutschland": t("in Deutschland", "in Germany"), "ausland": t("im Ausland", "abroad")}
    codes = {code: view.name(f"country-{code}") for row in rows for code in row.tags["land"]}
    filters = [
        Filter("wo", t("Wo", "Where"), t("überall", "anywhere"), at_home),
        Filter("land", t("Land", "Country"), t("alle", "all"), codes),
    ]
    return rows, columns, [*filters, *_area(view)]


def meetings(view: View) -> tuple[list[Row], list[Column], list[Filter]]:
    """List the meetings.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    tuple
        Rows, columns, filters.
    """
    t = view.t
    came = view.desk.snapshot.relationships("ATTENDED").groupby("target")["source"].nunique().to_dict()
    places = view.desk.snapshot.relationships("HELD_IN").drop_duplicates("source")
    held = dict(zip(places["source"], places["target"], strict=True))
    themes = _by_source(view, "ABOUT")
    rows = []
    for meeting in view.desk.snapshot.nodes("Meeting").to_dict("records"):
        id_ = meeting["id"]
        place = held.get(id_)
        cells = {
            "name": meeting["name"] or id_,
            "datum": meeting["date_start"],
            "ort": view.name(place) if place else meeting["place"],
            "art": kind_title(meeting["kind"], lang=view.lang) or None,
            "themen": ", ".join(sorted((view.name(theme) for theme in themes[id_]), key=folded)) or None,
            "bekannt": came.get(id_, 0),
        }
        year = (meeting["date_start"] or "")[:4]
        tags: dict[str, tuple[str, ...]] = {
            "jahr": (year,) if year else (),
            "art": (meeting["kind"],) if meeting["kind"] else (),
        }
        rows.append(_row(view, id_, cells, tags, (meeting["series"],)))
    columns = [
        Column("name", t("Veranstaltung", "Meeting")),
        Column("datum", t("Datum", "Date"), date=True),
        Column("ort", t("Ort", "Place")),
        Column("art", t("Art", "Kind")),
        Column("themen", t("Themen", "Themes")),
        Column("bekannt", t("Bekannte Teilnahmen", "Known attendances"), number=True),
    ]
    kinds = {kind: kind_title(kind, lang=view.lang) for row in rows for kind in row.tags["art"]}
    filters = [
        Filter("jahr", t("Jahr", "Year"), t("alle", "all")),
        Filter("art", t("Art", "Kind"), t("alle", "all"), kinds),
    ]
    return rows, columns, filters


def partnerships(view: View) -> tuple[list[Row], list[Column], list[Filter]]:
    """List the partnerships.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    tuple
        Rows, columns, filters.
    """
    t = view.t
    country = view.desk.snapshot.nodes("Municipality").set_index("id")["country"].to_dict()
    inside = view.desk.network().nodes["in_scope"].to_dict()
    rows = []
    for tie in view.desk.snapshot.relationships("PARTNER_OF").to_dict("records"):
        a, b = tie["source"], tie["target"]
        code = country.get(b)
        cells = {
            "name": view.name(a),
            "mit": view.name(b),
            "land": view.name(f"country-{code}") if code else None,
            "art": kind_title(tie["kind"], lang=view.lang) or None,
            "seit": tie["since"],
            "stand": kind_title(tie["status"], lang=view.lang) or None,
            "programm": tie["programme"],
        }
        tags: dict[str, tuple[str, ...]] = {
            "land": (code,) if code else (),
            "art": (tie["kind"],) if tie["kind"] else (),
        }
        tags |= {"gebiet": ("innen",) if inside.get(a) or inside.get(b) else ("aussen",)}
        search = folded(f"{cells['name']} {cells['mit']} {cells['land'] or ''} {cells['programm'] or ''}")
        rows.append(Row(f"{a}|{b}|{tie['key']}", cells, view.link("/beleg", **_only(view, von=a, mit=b)), tags, search))
    columns = [
        Column("name", t("Kommune", "Municipality")),
        Column("mit", t("Partner", "Partner")),
        Column("land", t("Land", "Country")),
        Column("art", t("Art", "Kind")),
        Column("seit", t("Seit", "Since"), date=True),
        Column("stand", t("Stand", "State")),
        Column("programm", t("Programm", "Programme")),
    ]
    codes = {code: view.name(f"country-{code}") for row in rows for code in row.tags["land"]}
    kinds = {kind: kind_title(kind, lang=view.lang) for row in rows for kind in row.tags["art"]}
    filters = [
        Filter("land", t("Land", "Country"), t("alle", "all"), codes),
        Filter("art", t("Art", "Kind"), t("alle", "all"), kinds),
    ]
    return rows, columns, [*filters, *_area(view)]


def _only(view: View, **wanted: str) -> dict[str, Any]:
    return {**dict.fromkeys(view.request.query_params, None), **wanted}


def _row(
    view: View, id_: str, cells: dict[str, Any], tags: dict[str, tuple[str, ...]], more: tuple[str | None, ...]
) -> Row:
    return Row(id_, cells, view.href(id_), tags, folded(" ".join(str(text) for text in (cells["name"], *more) if text)))


def _area(view: View) -> list[Filter]:
    if not view.desk.scope:
        return []
    names = {"innen": view.t("im Gebiet", "inside the area"), "aussen": view.t("außerhalb", "outside")}
    return [Filter("gebiet", view.t("Gebiet", "Area"), view.t("alle", "all"), names)]


def _groups(view: View, groups: dict[Any, Any]) -> dict[str, str]:
    return {str(group): group_title(str(group), lang=view.lang) for group in groups.values()}


def _by_source(view: View, type_: str) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in view.desk.snapshot.relationships(type_)[["source", "target"]].itertuples(index=False):
        found[source].append(target)
    return found


def _degrees(view: View) -> Counter[str]:
    def counted() -> Counter[str]:
        ties = view.desk.network().ties
        return Counter([*ties["source"], *ties["target"]])

    return view.desk.result("degrees", counted)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


REGISTERS: dict[str, tuple[Callable[[View], tuple[list[Row], list[Column], list[Filter]]], str, str]] = {
    "akteure": (actors, "Akteure", "Organisations"),
    "kommunen": (municipalities, "Kommunen", "Municipalities"),
    "veranstaltungen": (meetings, "Veranstaltungen", "Meetings"),
    "partnerschaften": (partnerships, "Partnerschaften", "Partnerships"),
}
"""Path of each list, what makes its rows, and its German and English name."""
