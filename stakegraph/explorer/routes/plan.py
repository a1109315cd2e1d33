"""Map, planning of a deployment, privacy and help."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from stakegraph.explorer.decisions import decisions_on
from stakegraph.explorer.facts import node, related
from stakegraph.explorer.maps import home_map, world_map
from stakegraph.explorer.routes.answers import suggestions_for
from stakegraph.explorer.site import Site
from stakegraph.report import towns_to_show
from stakegraph.words import term

if TYPE_CHECKING:
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
STEPS = ("kommune", "bedarf", "vorschlaege", "dossier")
NEEDS = 5


@site.page("/karte", "map.html.j2")
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


@site.page("/einsatz", "plan_start.html.j2")
def choose(view: View) -> dict[str, Any]:
    """The first step: which municipality."""
    nodes = view.desk.network().nodes
    towns = nodes[(nodes["group"] == "municipality") & nodes["in_scope"].astype(bool)]
    names = sorted((str(name), str(id_)) for id_, name in towns["name"].items())
    examples = towns_to_show(view.desk.snapshot, scope=view.desk.scope)
    return {"title": view.t("Einen Einsatz vorbereiten", "Prepare a deployment"), "towns": names, "examples": examples}


@site.page("/einsatz/{id}", "plan.html.j2")
def plan(view: View) -> dict[str, Any]:
    """The next steps: what is needed, whom to meet, the dossier."""
    town = view.id()
    known = node(view, "Municipality", town)
    step = view.arg("schritt") if view.arg("schritt") in STEPS else "bedarf"
    data: dict[str, Any] = {
        "title": known["name"],
        "town": town,
        "step": step,
        "node": known,
        "dossier": _has_dossier(),
    }
    if step == "bedarf":
        return {**data, **_needs(view, town)}
    if step == "vorschlaege":
        seek = (
            view.arg("suche") if view.arg("suche") in {"actors", "partners", "municipalities", "advisers"} else "actors"
        )
        lists, run = suggestions_for(view, town, seek)
        return {**data, "seek": seek, "lists": lists, "run": run, "decided": decisions_on(view.desk.store, town)}
    accepted = [found for found in decisions_on(view.desk.store, town) if found.verdict == "accept"]
    return {**data, "accepted": accepted}


def _needs(view: View, town: str) -> dict[str, Any]:
    table = view.desk.gaps(town)
    parts = [
        {
            "kind": kind,
            "label": term(str(kind), lang=view.lang),
            "rows": rows.head(NEEDS).to_dict("records"),
            "n": len(rows),
        }
        for kind, rows in table.groupby("kind", sort=False)
    ]
    return {
        "parts": parts,
        "actors": [row["other"] for row in related(view, "BASED_IN", target=town)],
        "partners": [*related(view, "PARTNER_OF", source=town), *related(view, "PARTNER_OF", target=town)],
        "deployments": [node(view, "Deployment", row["other"]) for row in related(view, "DEPLOYED_TO", target=town)],
    }


def _has_dossier() -> bool:
    return importlib.util.find_spec("stakegraph.dossier") is not None


@site.page("/datenschutz", "privacy.html.j2")
def privacy(view: View) -> dict[str, Any]:
    """What is stored, and what leaves the machine: nothing."""
    info = view.desk.store.info()
    return {"title": view.t("Datenschutz", "Privacy"), "where": str(info["url"]), "kind": info["kind"]}


@site.page("/hilfe", "help.html.j2")
def helping(view: View) -> dict[str, Any]:
    """Words, and where the numbers come from."""
    runs = [view.desk.bridges().attrs.get("run", {}), view.desk.gaps().attrs.get("run", {})]
    return {"title": view.t("Hilfe", "Help"), "runs": [run for run in runs if run]}
