"""Planning a deployment, step by step: municipality, needs, people, suggestions, dossier."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import analysis
from graphmodel import InfeasibleError, NotFoundError, ParameterError
from graphmodel.lookup import folded
from stakegraph.decisions import decisions_on
from stakegraph.explorer.facts import node, related
from stakegraph.explorer.papers import FORMATS, dossier_bytes, dossier_for
from stakegraph.explorer.routes.answers import SEEKS, suggestions_for
from stakegraph.explorer.sheets import plan_sheets, towns_sheets
from stakegraph.explorer.site import Site
from stakegraph.plans import Plan, drop_plan, keep_plan, plan_for, plans
from stakegraph.report import towns_to_show
from stakegraph.wishes import infeasible
from stakegraph.words import term

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
STEPS = ("bedarf", "leute", "vorschlaege", "dossier")
NEEDS = 5
MOST_SEATS = 200
THEMES, NEAR_THEMES = 3, 12


@site.page("/einsatz", "plan_start.html.j2", sheets=towns_sheets)
def choose(view: View) -> dict[str, Any]:
    """The first step: which municipality."""
    nodes = view.desk.network().nodes
    towns = nodes[(nodes["group"] == "municipality") & nodes["in_scope"].astype(bool)]
    names = sorted(((str(name), str(id_)) for id_, name in towns["name"].items()), key=lambda pair: folded(pair[0]))
    examples = towns_to_show(view.desk.snapshot, scope=view.desk.scope)
    begun = [plan for plan in plans(view.desk.store) if plan.town in view.ids("Municipality")]
    title = view.t("Einen Einsatz vorbereiten", "Prepare a deployment")
    return {"title": title, "towns": names, "examples": examples, "begun": begun}


@site.page("/einsatz/{id}", "plan.html.j2", sheets=plan_sheets)
def show(view: View) -> dict[str, Any]:
    """The next steps: what is needed, whom to meet, the dossier."""
    town = view.id()
    known = node(view, "Municipality", town)
    kept = plan_for(view.desk.store, town)
    step = view.arg("schritt") if view.arg("schritt") in STEPS else kept.step
    data: dict[str, Any] = {"title": known["name"], "town": town, "step": step, "node": known, "plan": kept}
    if step == "bedarf":
        return {**data, **_needs(view, town)}
    if step == "leute":
        return {**data, **_people(view, kept)}
    if step == "vorschlaege":
        seek = view.arg("suche") if view.arg("suche") in SEEKS else "actors"
        lists, run = suggestions_for(view, town, seek)
        return {**data, "seek": seek, "lists": lists, "run": run, "decided": decisions_on(view.desk.store, town)}
    accepted = [found for found in decisions_on(view.desk.store, town) if found.verdict == "accept"]
    ready = view.arg("fertig") if view.arg("fertig") in FORMATS else ""
    return {**data, "accepted": accepted, "formats": FORMATS, "ready": ready}


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


def _people(view: View, kept: Plan) -> dict[str, Any]:
    """Advisers that fit, and a round for a first meeting."""
    snapshot, town = view.desk.snapshot, kept.town
    on_record = snapshot.nodes("Theme").set_index("id")["name"].to_dict()
    own = [row["other"] for row in related(view, "WORKS_ON", source=town)]
    seated = {row["other"] for row in related(view, "BASED_IN", target=town)}
    works = snapshot.relationships("WORKS_ON")
    local = works[works["source"].isin(seated)]["target"].value_counts().index.tolist()
    usual = [*dict.fromkeys([*own, *local])] or list(on_record)
    most = works["target"].value_counts().index.tolist()
    themes = list(kept.themes) or [str(theme) for theme in usual[:THEMES]]
    teams = view.desk.result(("teams", town), lambda: analysis.adviser_teams(snapshot, town, team_size=1))
    data: dict[str, Any] = {
        "themes": sorted(on_record.items(), key=lambda pair: folded(str(pair[1]))),
        "chosen_themes": themes,
        "near_themes": list(dict.fromkeys([*themes, *usual, *most]))[: max(NEAR_THEMES, len(themes))],
        "advisers": _advisers(view, town),
        "team_reasons": list(teams.reasons),
        "guests": [],
        "round_reasons": [],
        "conflict": "",
    }
    if not themes:
        return data
    try:
        name = ("round", town, tuple(themes), kept.seats)
        found = view.desk.result(
            name, lambda: analysis.invitations(snapshot, purpose=themes, place=town, size=kept.seats)
        )
    except InfeasibleError as exc:
        return {**data, "conflict": str(infeasible(exc, snapshot.names, lang=view.lang))}
    return {**data, "guests": found.guests.to_dict("records"), "round_reasons": list(found.reasons)}


def _advisers(view: View, town: str) -> list[Any]:
    """Up to three advisers, the best fit first."""
    pool = len(view.desk.snapshot.nodes("Adviser"))
    if not pool:
        return []
    size = min(3, pool)

    def made() -> list[Any]:
        try:
            return analysis.adviser_teams(view.desk.snapshot, town, team_size=size).teams.to_dict("records")
        except InfeasibleError:
            return []

    return view.desk.result(("advisers", town), made)


@site.step("/einsatz/{id}/weiter")
def go_on(view: View, form: FormData) -> Response:
    """Keep what was chosen and go to the next step."""
    town = view.id()
    node(view, "Municipality", town)
    wanted = str(form.get("schritt", ""))
    if wanted not in STEPS:
        msg = view.t("Diesen Schritt gibt es nicht.", "There is no such step.")
        raise ParameterError(msg)
    changes: dict[str, Any] = {"step": wanted}
    if form.get("leute"):
        seats = str(form.get("sitze", ""))
        changes["seats"] = min(max(int(seats), 1), MOST_SEATS) if seats.isascii() and seats.isdigit() else 1
        for field, name, label in (
            ("themen", "themes", "Theme"),
            ("beratung", "advisers", "Adviser"),
            ("gaeste", "guests", "Actor"),
        ):
            changes[name] = tuple(str(id_) for id_ in form.getlist(field) if id_ in view.ids(label))
    keep_plan(view.desk.store, dataclasses.replace(plan_for(view.desk.store, town), **changes))
    return view.back(f"/einsatz/{quote(town, safe='')}", schritt=wanted)


@site.step("/einsatz/{id}/verwerfen")
def drop(view: View, _: FormData) -> Response:
    """Throw a plan away."""
    drop_plan(view.desk.store, view.id())
    return view.back("/einsatz", getan="verworfen")


@site.step("/einsatz/{id}/dossier")
def write(view: View, form: FormData) -> Response:
    """Begin to write the dossier."""
    town, ending, lang = view.id(), str(form.get("format", "docx")), view.lang
    node(view, "Municipality", town)
    if ending not in FORMATS:
        msg = view.t("Dieses Format gibt es nicht.", "There is no such format.")
        raise ParameterError(msg)
    desk, title = view.desk, view.t("Das Dossier wird geschrieben", "The dossier is being written")
    where = f"/einsatz/{quote(town, safe='')}?schritt=dossier&fertig={ending}"
    job = desk.jobs.start(
        title, lambda job: dossier_bytes(desk, town, ending, lang=lang, job=job), where=where, reading=True
    )
    return view.back(f"/auftrag/{job.id}")


@site.file("/einsatz/{id}/dossier.{format}")
def read(view: View) -> Response:
    """The dossier as a file."""
    ending = view.id("format")
    if ending not in FORMATS:
        raise NotFoundError(view.t("Dieses Format gibt es nicht.", "There is no such format."))
    node(view, "Municipality", view.id())
    return dossier_for(view, view.id(), ending)
