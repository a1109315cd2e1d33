"""The map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stakegraph.explorer.kinds import kind_title
from stakegraph.explorer.maps import home_map, world_map
from stakegraph.explorer.selection import options, selected
from stakegraph.explorer.sheets import map_sheets
from stakegraph.explorer.site import Site

if TYPE_CHECKING:
    from graphmodel import Network
    from stakegraph.explorer.selection import Selection
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()


@site.page("/karte", "map.html.j2", sheets=map_sheets)
def world(view: View) -> dict[str, Any]:
    """Where the municipalities and their partners are, filtered as the network is."""
    chosen = selected(view)
    network = chosen.network(view)
    members = chosen.members(view, network, everywhere=not chosen.narrow)
    everybody = _abroad(view, chosen.year)
    forms = sorted({tie["kind"] for tie in everybody if tie["kind"]})
    ties = _shown(view, everybody, chosen, network, members)
    return {
        "title": view.t("Karte", "Map"),
        "chosen": chosen,
        "home": home_map(view, network, members, everything=not chosen.narrow),
        "world": world_map(view, ties),
        "ties": ties[:600],
        "_ties": ties,
        "n": len(ties),
        "_forms": [(form, kind_title(form, lang=view.lang)) for form in forms],
        "_options": options(view),
    }


def _shown(
    view: View, ties: list[dict[str, Any]], chosen: Selection, network: Network, members: set[str]
) -> list[dict[str, Any]]:
    """Partnerships of the places where those asked for are; a country asks for partners there."""
    found = [tie for tie in ties if not view.arg("form") or tie["kind"] == view.arg("form")]
    if chosen.country:
        found = [tie for tie in found if f"country-{tie['country']}" == chosen.country]
    if chosen.town:
        found = [tie for tie in found if tie["home"] == chosen.town]
    if chosen.kind or chosen.theme:
        nodes = network.nodes
        places = members | set(nodes.loc[nodes.index.isin(members), "place"].dropna())
        found = [tie for tie in found if tie["home"] in places]
    return found


def _abroad(view: View, year: str | None) -> list[dict[str, Any]]:
    nodes = view.desk.snapshot.nodes("Municipality").set_index("id")
    country, ags = nodes["country"].to_dict(), nodes["ags"].to_dict()
    scope = view.desk.scope or ""
    found = []
    for row in view.desk.snapshot.relationships("PARTNER_OF").to_dict("records"):
        a, b = row["source"], row["target"]
        home, abroad = (a, b) if country.get(a) == "DE" else (b, a)
        if year and ((row["since"] or "")[:4] > year or (row["until"] or "9999")[:4] < year):
            continue
        if country.get(home) == "DE" and country.get(abroad) != "DE" and (ags.get(home) or "").startswith(scope):
            one = {"home": home, "abroad": abroad, "kind": row["kind"], "since": row["since"]}
            found.append({**one, "country": country.get(abroad)})
    return found
