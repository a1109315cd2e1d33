"""What stands around every page: the menu, the state of the data, the word after a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import loaders
from graphmodel import StoreUnavailableError
from stakegraph.words import date_text
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.view import View

__all__ = ["as_it_stands", "done", "menu"]

_DONE = {
    "geladen": ("Die Liste ist übernommen.", "The list has been taken over."),
    "zurueck": (
        "Zurückgenommen. Was andere Listen belegen, bleibt.",
        "Taken back. What other lists support stays.",
    ),
    "geaendert": (
        "Geändert. Unter „Verlauf“ lässt es sich zurücknehmen.",
        "Changed. It can be taken back under ‘History’.",
    ),
    "unveraendert": ("Nichts zu ändern: Das stand schon so da.", "Nothing to change: it said so already."),
    "aufgenommen": ("Aufgenommen. Der Vorschlag steht unten bei den Entscheidungen.", "Accepted; listed below."),
    "spaeter": ("Für später gemerkt; in vier Wochen kommt der Vorschlag wieder.", "Kept for later, for four weeks."),
    "bekannt": (
        "Gemerkt: Die beiden kennen sich schon; vorgeschlagen wird das nicht mehr.",
        "Noted: they know each other; this will not be suggested again.",
    ),
    "erledigt": ("Gemerkt: erledigt.", "Noted: done."),
    "abgelehnt": ("Gemerkt: Dieser Vorschlag kommt nicht wieder.", "Noted: this will not be suggested again."),
    "entschieden": ("Ihre Antwort ist gemerkt und gilt auch für die nächste Liste.", "Your answer is remembered."),
    "wieder": (
        "Die Antwort ist zurückgenommen; die Frage ist wieder offen.",
        "Taken back; the question is open again.",
    ),
    "verworfen": ("Die Planung ist verworfen.", "The plan was dropped."),
    "gemerkt": ("Gemerkt.", "Saved."),
    "weg": ("Gelöscht.", "Deleted."),
    "gestoppt": ("Gestoppt. Nichts wurde übernommen.", "Stopped. Nothing was taken over."),
}


def menu(desk: Desk, view: View) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """List the pages.

    Parameters
    ----------
    desk
        For the number of open questions.
    view
        For the language.

    Returns
    -------
    list
        Heading, and for each page its path, name and how much waits there.
    """
    t = view.t
    return [
        (
            t("Sehen", "See"),
            [
                ("/", t("Überblick", "Overview"), 0),
                ("/netz", t("Netz", "Network"), 0),
                ("/karte", t("Karte", "Map"), 0),
                ("/akteure", t("Akteure", "Organisations"), 0),
                ("/kommunen", t("Kommunen", "Municipalities"), 0),
                ("/veranstaltungen", t("Veranstaltungen", "Meetings"), 0),
                ("/partnerschaften", t("Partnerschaften", "Partnerships"), 0),
                ("/ansichten", t("Gemerktes", "Saved"), 0),
            ],
        ),
        (
            t("Antworten", "Answers"),
            [
                ("/bruecken", t("Brücken", "Bridges"), 0),
                ("/luecken", t("Lücken", "Gaps"), 0),
                ("/vorschlaege", t("Vorschläge", "Suggestions"), 0),
            ],
        ),
        (t("Planen", "Plan"), [("/einsatz", t("Einsatz", "Deployment"), 0)]),
        (
            t("Daten", "Data"),
            [
                ("/listen", t("Listen laden", "Load lists"), 0),
                ("/pruefen", t("Prüfen", "Review"), _waiting(desk)),
                ("/verlauf", t("Verlauf", "History"), 0),
                ("/datenschutz", t("Datenschutz", "Privacy"), 0),
                ("/hilfe", t("Hilfe", "Help"), 0),
            ],
        ),
    ]


def _waiting(desk: Desk) -> int:
    try:
        return desk.current("n_open", lambda: len(loaders.review_items(desk.store)))
    except StoreUnavailableError:
        return 0


def as_it_stands(desk: Desk, view: View) -> str:
    """Say how old the data are and what they rest on.

    Parameters
    ----------
    desk
        For the journal.
    view
        For the language.

    Returns
    -------
    str
    """
    try:
        loads = desk.current("history", lambda: loaders.history(desk.store))
    except StoreUnavailableError:
        return view.t("Die Ablage antwortet nicht", "The store does not answer")
    active = [load for load in loads if load.get("status") == "active" and load.get("files")]
    if not active:
        return view.t("Noch keine Liste geladen", "No list loaded yet")
    files = sum(len(load["files"]) for load in active)
    day = date_text(str(active[0].get("finished") or "")[:10] or None, lang=view.lang)
    german = f"Stand {day} · {number_text(files)} {'Liste' if files == 1 else 'Listen'}"
    english = f"As of {day} · {number_text(files, lang='en')} {'list' if files == 1 else 'lists'}"
    return view.t(german, english)


def done(code: str, view: View) -> str:
    """Say what was just done.

    Parameters
    ----------
    code
        From the address.
    view
        For the language.

    Returns
    -------
    str
        Empty for codes that nobody sends.
    """
    return view.t(*_DONE.get(code, ("", "")))
