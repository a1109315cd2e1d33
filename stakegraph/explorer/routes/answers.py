"""Bridges, gaps and suggestions as cards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import analysis
from graphmodel.lookup import find_node
from stakegraph.decisions import decide_match, decisions_on, lenses, open_suggestions, set_aside, take_back, with_open
from stakegraph.explorer.exports import sheet
from stakegraph.explorer.selection import options
from stakegraph.explorer.sheets import suggestions_sheets, what_if_sheets
from stakegraph.explorer.signature import signed_by
from stakegraph.explorer.site import Site
from stakegraph.records import run_of
from stakegraph.report import surroundings, towns_to_show
from stakegraph.suggested import for_whom
from stakegraph.words import sentence, term

if TYPE_CHECKING:
    import pandas as pd
    from starlette.datastructures import FormData
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["site", "suggestions_for"]

site = Site()
SEEKS = ("actors", "municipalities", "partners", "advisers")
CARDS = 15
GAPS_SHOWN = 40
TOP = 5
PLACES, THEMES = 10, 25


# ---------------------------------------------------------------- bridges
@site.page("/bruecken", "bridges.html.j2", files=True)
def bridges(view: View) -> dict[str, Any]:
    """Who links groups, and what falls apart without whom."""
    table, town = _bridges(view)
    shown = view.number("anzahl", CARDS, 1, 500)
    network = view.desk.network()
    rows = [_bridge(view, row) for row in table.head(shown).to_dict("records")]
    for row in rows:
        row["spokes"] = surroundings(network, row["id"], lang=view.lang)
    return {
        "title": view.t("Wer verbindet?", "Who links?"),
        "rows": rows,
        "n_all": len(table),
        "more": view.link(anzahl=shown + 2 * CARDS) if len(table) > shown else "",
        "town": town,
        "run": run_of(view.desk.bridges()),
        "_towns": options(view).towns,
    }


def _bridges(view: View) -> tuple[pd.DataFrame, str | None]:
    """Who links, all or those seated in one municipality."""
    table = view.desk.bridges()
    if not view.arg("kommune"):
        return table, None
    town = find_node(view.desk.snapshot, view.arg("kommune"), labels=("Municipality",))
    places = view.desk.network().nodes["place"]
    return table[table["id"].map(places) == town], town


def _bridge(view: View, row: Any) -> dict[str, Any]:
    main = ("bridge.links_groups", "bridge.only_link", "bridge.convener")
    first, *rest = row["reasons"]
    return {
        **row,
        "first": first,
        "main": [reason for reason in rest if reason.code in main],
        "behind": [reason for reason in rest if reason.code not in main],
        "group": str(view.desk.network().nodes["group"].iloc[view.desk.network().index[row["id"]]]),
    }


@site.file("/bruecken.{ending:ending}")
def bridges_file(view: View) -> Response:
    """The same as a table for Excel."""
    columns = ["rank", "rank_low", "rank_high", "name", "kind", "evidence", "n_contacts", "n_groups", "n_meetings"]
    rows = _bridges(view)[0].to_dict("records")
    heads = view.t(
        "Rang|Rang von|Rang bis|Name|Art|Belege|Kontakte|Gruppen|Veranstaltungen|Begründung",
        "Rank|Rank from|Rank to|Name|Kind|Evidence|Contacts|Groups|Meetings|Reason",
    ).split("|")
    lines = [
        [term(str(row[name]), lang=view.lang) if name in {"kind", "evidence"} else row[name] for name in columns]
        + [sentence(row["reasons"][0], lang=view.lang)]
        for row in rows
    ]
    return sheet(view, "bruecken", heads, lines, run=run_of(view.desk.bridges()))


@site.page("/was-waere-wenn", "what_if.html.j2", sheets=what_if_sheets)
def what_if(view: View) -> dict[str, Any]:
    """What changes when somebody stops, or two begin to work together."""
    title = view.t("Was wäre, wenn …?", "What if …?")
    names = [view.arg(name) for name in ("ohne", "von", "mit")]
    without, first, second = (find_node(view.desk.snapshot, name) if name else "" for name in names)
    data = {"title": title, "without": without, "first": first, "second": second, "reasons": [], "asked": False}
    if not without and not (first and second):
        return data
    add = [(first, second)] if first and second else []
    found = analysis.what_if(view.desk.network(), remove=[without] if without else [], add=add)
    return {**data, "asked": True, "reasons": list(found.reasons), "before": found.before, "after": found.after}


# ---------------------------------------------------------------- gaps
@site.page("/luecken", "gaps.html.j2", files=True)
def gaps(view: View) -> dict[str, Any]:
    """What is missing although one would expect it, by kind."""
    town = find_node(view.desk.snapshot, view.arg("kommune"), labels=("Municipality",)) if view.arg("kommune") else None
    table = view.desk.gaps(town)
    counts = Counter(table["kind"])
    chosen = view.arg("art")
    kinds = [kind for kind in dict.fromkeys(table["kind"]) if not chosen or kind == chosen]
    shown = 500 if chosen else 4
    return {
        "title": view.t("Was fehlt?", "What is missing?"),
        "town": town,
        "kinds": [(kind, term(kind, lang=view.lang)) for kind in counts],
        "chosen": chosen,
        "parts": [
            {"kind": kind, "n": counts[kind], "rows": table[table["kind"] == kind].head(shown).to_dict("records")}
            for kind in kinds
        ],
        "run": run_of(table),
    }


@site.file("/luecken.{ending:ending}")
def gaps_file(view: View) -> Response:
    """The same as a table for Excel."""
    town = find_node(view.desk.snapshot, view.arg("kommune"), labels=("Municipality",)) if view.arg("kommune") else None
    table = view.desk.gaps(town)
    if view.arg("art"):
        table = table[table["kind"] == view.arg("art")]
    heads = view.t("Art|Wer|Mit wem|Belege|Begründung", "Kind|Who|With whom|Evidence|Reason").split("|")
    lines = [
        [
            term(str(row["kind"]), lang=view.lang),
            view.name(row["subject"]),
            view.name(row["object"]),
            term(str(row["evidence"]), lang=view.lang),
            " ".join(sentence(reason, lang=view.lang) for reason in row["reasons"]),
        ]
        for row in table.to_dict("records")
    ]
    return sheet(view, "luecken", heads, lines, run=run_of(view.desk.gaps(town)))


@site.page("/abdeckung", "coverage.html.j2", files=True)
def coverage(view: View) -> dict[str, Any]:
    """Which themes are covered where."""
    table = _coverage(view)
    places = table.groupby("column")["n"].sum().sort_values(ascending=False, kind="stable").head(PLACES).index.tolist()
    themes = table.groupby("row")["n"].sum().sort_values(ascending=False, kind="stable").head(THEMES).index.tolist()
    cells = {(row["row"], row["column"]): row for row in table.to_dict("records")}
    return {
        "title": view.t("Was wird wo abgedeckt?", "What is covered where?"),
        "countries": view.arg("zeilen") == "laender",
        "places": places,
        "lines": [{"row": row, "cells": [cells.get((row, place)) for place in places]} for row in themes],
        "run": run_of(table),
    }


def _coverage(view: View) -> pd.DataFrame:
    """Organisations for each theme or country at each municipality in scope."""
    rows: Literal["countries", "themes"] = "countries" if view.arg("zeilen") == "laender" else "themes"
    table = view.desk.result(("coverage", rows), lambda: analysis.coverage(view.desk.snapshot, rows=rows))
    nodes = view.desk.network().nodes
    home = set(nodes.index[nodes["in_scope"].astype(bool) & (nodes["group"] == "municipality")])
    return table[table["column"].isin(home)]


@site.file("/abdeckung.{ending:ending}")
def coverage_file(view: View) -> Response:
    """The same as a table for Excel."""
    table = _coverage(view)
    head = view.t("Land", "Country") if view.arg("zeilen") == "laender" else view.t("Thema", "Theme")
    heads = [
        head,
        *view.t(
            "Kommune|Organisationen|Einzige|Nicht verzeichnet", "Municipality|Organisations|Only one|Not on record"
        ).split("|"),
    ]
    lines = [
        [
            view.name(row["row"]),
            view.name(row["column"]),
            row["n"],
            view.name(row["single_provider"] or None),
            row["unknown"],
        ]
        for row in table.to_dict("records")
    ]
    return sheet(view, "abdeckung", heads, lines, run=run_of(table))


# ---------------------------------------------------------------- suggestions
@site.page("/vorschlaege", "matches.html.j2", sheets=suggestions_sheets)
def matches(view: View) -> dict[str, Any]:
    """Whom somebody might get to know, in two lists."""
    title = view.t("Wer könnte wen kennenlernen?", "Who might get to know whom?")
    seek = view.arg("suche") if view.arg("suche") in SEEKS else "actors"
    asked = view.arg("fuer")
    data: dict[str, Any] = {"title": title, "seek": seek, "focus": None, "about": ()}
    data |= {"lists": [], "decided": [], "exposure": []}
    if not asked:
        examples = towns_to_show(view.desk.snapshot, scope=view.desk.scope)
        return {**data, "examples": examples, "decided": decisions_on(view.desk.store)}
    focus = find_node(view.desk.snapshot, asked)
    lists, run = suggestions_for(view, focus, seek)
    snapshot = view.desk.snapshot
    tested = view.desk.result(("hindsight", seek), lambda: analysis.hindsight(snapshot, seek=seek))
    said = dict(zip(tested["lens"], tested["reasons"], strict=True))
    lists = [{**part, "tested": said.get(part["lens"], ())} for part in lists]
    groups = view.desk.network().nodes["group"]
    named = Counter(groups.get(row["target"]) for part in lists for row in part["rows"] if seek == "actors")
    about = for_whom(snapshot, focus, seek)
    if any(reason.code == "list.german_only" for reason in about):
        lists = []
    exposure = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    data |= {"focus": focus, "about": about, "lists": lists, "exposure": exposure}
    return {**data, "decided": decisions_on(view.desk.store, focus), "run": run}


def suggestions_for(view: View, focus: str, seek: str, *, top: int = TOP) -> tuple[list[dict[str, Any]], Any]:
    """Give both lists of suggestions without what was decided already.

    Parameters
    ----------
    view
        The request.
    focus
        Id of a municipality or organisation.
    seek
        See `analysis.matches`.
    top
        Length of each list.

    Returns
    -------
    tuple of list of dict and dict
        For each list ``lens`` and ``rows``; and the run record.
    """
    decisions = decisions_on(view.desk.store)
    hidden = set_aside(decisions, focus, seek=seek)
    wanted = top + len(hidden)
    table = view.desk.result(
        ("matches", focus, seek, wanted), lambda: analysis.matches(view.desk.snapshot, focus, seek=seek, top=wanted)
    )
    rows = with_open(table.to_dict("records"), open_suggestions(decisions, seek=seek))
    rows = [row for row in rows if row["target"] not in hidden]
    lists = [{"lens": lens, "rows": [row for row in rows if row["lens"] == lens][:top]} for lens in lenses(seek)]
    return lists, run_of(table)


@site.page("/rueckblick", "hindsight.html.j2")
def hindsight(view: View) -> dict[str, Any]:
    """Whether such suggestions would have come true."""
    snapshot = view.desk.snapshot
    verdict = view.desk.result("hindsight", lambda: analysis.back_test(snapshot).verdict)
    return {"title": view.t("Treffen solche Vorschläge ein?", "Do such suggestions come true?"), "verdict": verdict}


DONE = {"accept": "aufgenommen", "later": "spaeter", "decline": "abgelehnt", "known": "bekannt", "done": "erledigt"}


@site.step("/vorschlaege/entscheiden")
def decide(view: View, form: FormData) -> Response:
    """Keep an answer to a suggestion."""
    subject, verdict = str(form.get("fuer", "")), str(form.get("antwort", ""))
    reason, who = str(form.get("grund", "")), signed_by(view)
    decide_match(view.desk.store, subject, str(form.get("wen", "")), verdict, reason=reason, who=who)
    where = str(
        form.get("zurueck") or f"/vorschlaege?fuer={quote(subject)}&suche={quote(str(form.get('suche', 'actors')))}"
    )
    return view.back(where, getan=DONE[verdict])


@site.step("/vorschlaege/zurueck")
def undo_decision(view: View, form: FormData) -> Response:
    """Take an answer to a suggestion back."""
    take_back(view.desk.store, str(form.get("id", "")))
    return view.back(str(form.get("zurueck") or "/vorschlaege"), getan="wieder")
