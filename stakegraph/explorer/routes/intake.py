"""Lists in and out again: trial run, load, doubtful names, journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile

import loaders
from graphmodel import InputError, ParameterError
from stakegraph.decisions import decisions_on
from stakegraph.explorer.mapping import UNREAD
from stakegraph.explorer.sheets import journal_sheets, review_sheets
from stakegraph.explorer.signature import signed_by
from stakegraph.explorer.site import Site
from stakegraph.words.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import FormData
    from starlette.responses import Response

    from stakegraph.explorer.mapping import Sheet
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()


# ---------------------------------------------------------------- lists
@site.page("/listen", "intake.html.j2", kept=False)
def intake(view: View) -> dict[str, Any]:
    """Where lists are given in."""
    tables = [(name, view.t(*words)) for name, words in TABLES.items()]
    return {"title": view.t("Listen laden", "Load lists"), "tables": tables, "profiles": loaders.profiles()}


@site.step("/listen")
def give_in(view: View, form: FormData) -> Response:
    """Take files and begin the trial run."""
    given = [item for item in form.getlist("dateien") if isinstance(item, UploadFile) and item.filename]
    if not given:
        raise InputError(view.t("Bitte zuerst eine Datei auswählen.", "Please choose a file first."))
    upload = view.desk.uploads.begin(
        [(item.filename or "", item.file) for item in given],
        table=str(form.get("tabelle") or "") or None,
        profile=loaders.read_profile(str(form["profil"])) if form.get("profil") else None,
    )
    title = view.t("Probelauf", "Trial run")
    desk = view.desk
    job = desk.jobs.start(title, lambda job: upload.try_out(desk, job), where=f"/listen/{upload.id}")
    return view.back(f"/auftrag/{job.id}")


@site.page("/listen/{id}", "trial.html.j2", kept=False)
def trial(view: View) -> dict[str, Any]:
    """What loading would do."""
    upload = view.desk.uploads.get(view.id())
    report = upload.report
    return {
        "title": view.t("Probelauf", "Trial run"),
        "upload": upload.id,
        "files": [path.name for path in upload.paths],
        "report": json.loads(json.dumps(report.as_dict(view.lang), default=str)) if report else None,
        "tables": {name: view.t(*words) for name, words in TABLES.items()},
        "table": upload.table or "",
        "sheets": upload.sheets(),
        "profile": upload.profile.name if upload.profile else "",
        "_unread": UNREAD,
    }


@site.step("/listen/{id}/spalten")
def correct(view: View, form: FormData) -> Response:
    """Read the columns as a person says, and try again."""
    upload, desk = view.desk.uploads.get(view.id()), view.desk
    choices = {name.removeprefix("s."): str(value) for name, value in form.items() if name.startswith("s.")}
    name = " ".join(str(form.get("merken", "")).split())
    if name:
        _keep_profile(view, upload.sheets(), choices, name)
    upload.correct(choices, table=str(form.get("tabelle") or "") or None)
    where = f"/listen/{upload.id}"
    job = desk.jobs.start(view.t("Probelauf", "Trial run"), lambda job: upload.try_out(desk, job), where=where)
    return view.back(f"/auftrag/{job.id}")


def _keep_profile(view: View, sheets: Sequence[Sheet], choices: Mapping[str, str], name: str) -> None:
    """Save what the columns of the first recognised sheet mean, for the next list of that kind."""
    sheet = next((one for one in sheets if one.table), None)
    meant = {column.header: choices.get(column.key) or column.field for column in sheet.columns} if sheet else {}
    try:
        said = {header: field for header, field in meant.items() if field}
        loaders.save_profile(loaders.make_profile(str(sheet and sheet.table), said, name=name))
    except ParameterError as exc:
        msg = view.t(
            "So lässt sich die Zuordnung nicht merken: Jede Bedeutung darf nur einmal vorkommen, und der Name besteht "
            "aus Buchstaben, Ziffern, Leerzeichen, Punkt und Bindestrich. Bitte zurückgehen und ändern.",
            "These columns cannot be saved like this: each meaning may stand once only, and the name consists of "
            "letters, digits, blanks, dots and hyphens. Please go back and change it.",
        )
        raise InputError(msg) from exc


@site.step("/listen/{id}/laden")
def load(view: View, _: FormData) -> Response:
    """Begin to load for good."""
    upload, desk = view.desk.uploads.get(view.id()), view.desk
    job = desk.jobs.start(view.t("Liste laden", "Load the list"), lambda job: upload.load(desk, job), where="/verlauf")
    return view.back(f"/auftrag/{job.id}")


@site.step("/listen/{id}/verwerfen")
def drop(view: View, _: FormData) -> Response:
    """Throw the files away."""
    view.desk.uploads.drop(view.id())
    return view.back("/listen", getan="gestoppt")


# ---------------------------------------------------------------- jobs
@site.page("/auftrag/{id}", "job.html.j2", kept=False)
def job(view: View) -> dict[str, Any] | Response:
    """How far long work is."""
    found = view.desk.jobs.get(view.id())
    if found.state == "done" and not view.request.url.path.endswith(".json"):
        return view.back(found.where)
    return {"title": found.title, "job": found.as_dict(lang=view.lang)}


@site.step("/auftrag/{id}/stoppen")
def stop(view: View, _: FormData) -> Response:
    """Ask long work to end."""
    view.desk.jobs.get(view.id()).stop()
    return view.back(f"/auftrag/{view.id()}")


# ---------------------------------------------------------------- review
@site.page("/pruefen", "review.html.j2", sheets=review_sheets)
def review(view: View) -> dict[str, Any]:
    """Doubtful names, the first one open."""
    items = loaders.review_items(view.desk.store)
    waiting = [item for item in items if item.get("status") == "open"]
    wanted = view.arg("name")
    chosen = next((item for item in items if item["id"] == wanted), next(iter(waiting or items), None))
    decided = loaders.review_items(view.desk.store, status="decided")
    decided.sort(key=lambda item: str(item.get("at")), reverse=True)
    return {
        "title": view.t("Doppelt oder nicht?", "The same or not?"),
        "items": items,
        "item": chosen,
        "decided": decided[:20],
        "n_decided": len(decided),
    }


@site.step("/pruefen")
def answer(view: View, form: FormData) -> Response:
    """Keep an answer about a name."""
    loaders.decide(view.desk.store, str(form.get("id", "")), str(form.get("antwort", "")), who=signed_by(view))
    return view.back("/pruefen", getan="entschieden")


@site.step("/pruefen/zurueck")
def answer_back(view: View, form: FormData) -> Response:
    """Take an answer about a name back."""
    id_ = str(form.get("id", ""))
    loaders.undo_decision(view.desk.store, id_)
    return view.back("/pruefen", getan="wieder", name=id_)


# ---------------------------------------------------------------- journal
@site.page("/verlauf", "journal.html.j2", sheets=journal_sheets)
def journal(view: View) -> dict[str, Any]:
    """What was loaded, changed and decided when."""
    return {
        "title": view.t("Verlauf", "History"),
        "loads": [_load(row) for row in loaders.history(view.desk.store)],
        "decided": decisions_on(view.desk.store),
        "tables": {name: view.t(*words) for name, words in TABLES.items()},
    }


def _load(row: Mapping[str, Any]) -> dict[str, Any]:
    """One load with everything the page shows; a change by hand has no files."""
    names = ("name", "files", "table", "started", "finished", "status")
    return {**{name: row.get(name) for name in names}, **row, "counts": row.get("counts") or {}}


@site.step("/verlauf/zuruecknehmen")
def take_back(view: View, form: FormData) -> Response:
    """Take a load back whole."""
    loaders.undo(view.desk.store, str(form.get("id", "")))
    return view.back(str(form.get("wohin") or "/verlauf"), getan="zurueck")
