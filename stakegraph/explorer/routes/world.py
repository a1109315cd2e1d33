"""The map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stakegraph.explorer.maps import home_map, world_map
from stakegraph.explorer.sheets import map_sheets
from stakegraph.explorer.site import Site

if TYPE_CHECKING:
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()


@site.page("/karte", "map.html.j2", sheets=map_sheets)
def world(view: View) -> dict[str, Any]:
    """Where the municipalities and their partners are."""
    ties = _abroad(view)
    kinds = sorted({tie["kind"] for tie in ties if tie["kind"]})
    countries = sorted(
        {tie["country"] for tie in ties if tie["country"]}, key=lambda code: view.name(f"country-{code}")
    )
    for name, key in (("art", "kind"), ("land", "country"), ("kommune", "home")):
        if view.arg(name):
            ties = [tie for tie in ties if tie[key] == view.arg(name) or view.name(tie[key]) == view.arg(name)]
    return {
        "title": view.t("Karte", "Map"),
        "home": home_map(view),
        "world": world_map(view, ties),
        "ties": ties[:600],
        "_ties": ties,
        "n": len(ties),
        "_kinds": [(kind, kind) for kind in kinds],
        "_countries": [(code, view.name(f"country-{code}")) for code in countries],
    }


def _abroad(view: View) -> list[dict[str, Any]]:
    nodes = view.desk.snapshot.nodes("Municipality").set_index("id")
    country, ags = nodes["country"].to_dict(), nodes["ags"].to_dict()
    scope = view.desk.scope or ""
    found = []
    for row in view.desk.snapshot.relationships("PARTNER_OF").to_dict("records"):
        a, b = row["source"], row["target"]
        home, abroad = (a, b) if country.get(a) == "DE" else (b, a)
        if country.get(home) == "DE" and country.get(abroad) != "DE" and (ags.get(home) or "").startswith(scope):
            found.append(
                {
                    "home": home,
                    "abroad": abroad,
                    "kind": row["kind"],
                    "since": row["since"],
                    "country": country.get(abroad),
                }
            )
    return found
