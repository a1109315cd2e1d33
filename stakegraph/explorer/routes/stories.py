"""Saved views and stories: keep, arrange, show one after the other, pass on as a file."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request

from graphmodel import InputError, NotFoundError, StakegraphError
from stakegraph.explorer.rendering import templates
from stakegraph.explorer.routes.net import drawn, summary
from stakegraph.explorer.selection import selected
from stakegraph.explorer.sheets import stories_sheets
from stakegraph.explorer.site import Site
from stakegraph.explorer.sketch import sketch
from stakegraph.explorer.stories import Saved, drop, from_file, move, save, stories, to_file
from stakegraph.looks import asset, content_policy

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
BIG = 1_000_000


@site.page("/ansichten", "stories.html.j2", sheets=stories_sheets)
def show(view: View) -> dict[str, Any]:
    """All saved views."""
    return {"title": view.t("Gemerkte Ansichten", "Saved views"), "stories": stories(view.desk.store)}


@site.step("/ansichten/merken")
def keep(view: View, form: FormData) -> Response:
    """Save the view that somebody looks at."""
    story = str(form.get("geschichte") or "").strip() or view.t("Meine Ansichten", "My views")
    path, title, text = (str(form.get(name) or "") for name in ("pfad", "titel", "text"))
    save(view.desk.store, story=story[:200], title=title, text=text, path=path)
    return view.back("/ansichten", getan="gemerkt")


@site.step("/ansichten/{id}/ordnen")
def arrange(view: View, form: FormData) -> Response:
    """Move a view in its story, or throw it away."""
    what = str(form.get("wohin", ""))
    if what == "weg":
        drop(view.desk.store, view.id())
        return view.back("/ansichten", getan="weg")
    move(view.desk.store, view.id(), by=-1 if what == "vor" else 1)
    return view.back("/ansichten")


@site.step("/ansichten/holen")
def fetch(view: View, form: FormData) -> Response:
    """Take the views of a file over."""
    given = form.get("datei")
    if not isinstance(given, UploadFile) or not given.filename:
        raise InputError(view.t("Bitte zuerst eine Datei auswählen.", "Please choose a file first."))
    from_file(view.desk.store, given.file.read(BIG))
    return view.back("/ansichten", getan="gemerkt")


@site.file("/ansichten/datei.{format}")
def as_file(view: View) -> Response:
    """A story as a page that loads nothing, or as a file for another explorer."""
    name = view.arg("geschichte")
    views = stories(view.desk.store).get(name)
    if not views:
        raise NotFoundError(view.t("Diese Geschichte gibt es nicht mehr.", "There is no such story any more."))
    if view.id("format") == "json":
        return view.file(to_file(views), "application/json", "ansichten.json")
    steps = [{"view": saved, **_pictured(view, saved)} for saved in views]
    style = asset("look.css")
    page = (
        templates()
        .get_template("story_file.html.j2")
        .render(
            t=view.t,
            lang=view.lang,
            title=name,
            steps=steps,
            style=style,
            policy=content_policy(styles=(style,)),
            view=view,
        )
    )
    return view.file(page, "text/html; charset=utf-8", "geschichte.html")


def _pictured(view: View, saved: Saved) -> dict[str, Any]:
    """Draw a view of the network; other pages are told by their text."""
    where = urlsplit(saved.path)
    if where.path != "/netz":
        return {"sketch": None, "summary": ""}
    scope = {**view.request.scope, "path": where.path, "query_string": where.query.encode()}
    there = dataclasses.replace(view, request=Request(scope))
    try:
        mode, drawing, _ = drawn(there, selected(there))
    except StakegraphError as exc:  # somebody in it is gone; the rest of the story still stands
        return {"sketch": None, "summary": str(exc)}
    return {"sketch": sketch(drawing), "summary": summary(there, mode, drawing)}
