"""One organisation, municipality or meeting; why we believe a tie; changes by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel import InputError, ParameterError
from graphmodel.dates import first_day, last_day
from graphmodel.lookup import find_node, folded
from loaders.dates import parse_date
from stakegraph.explorer.facts import contacts, held_in, meetings_of, node, related, statements, tie_facts
from stakegraph.explorer.hand import Tie, state
from stakegraph.explorer.kinds import ACTOR_KINDS, kind_title
from stakegraph.explorer.sheets import contacts_sheets, evidence_sheets, meeting_sheets
from stakegraph.explorer.site import Site
from stakegraph.report import surroundings

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
LONGEST = 300
EDITABLE = {
    "Actor": ("name", "kind", "short_name", "aliases", "website"),
    "Municipality": ("name", "kind", "aliases", "website"),
    "Meeting": ("name", "kind", "date_start", "date_end"),
}
THEMES = {"Actor": "WORKS_ON", "Municipality": "WORKS_ON", "Meeting": "ABOUT"}
DATES = ("date_start", "date_end")
PLACES = {"Actor": "BASED_IN", "Meeting": "HELD_IN"}
"""What is stated of each by hand: properties, and the relationships to themes and to a place."""


@site.page("/akteure/{id:path}", "actor.html.j2", sheets=contacts_sheets)
def actor(view: View) -> dict[str, Any]:
    """What is known about an organisation."""
    id_ = view.id()
    known = node(view, "Actor", id_)
    network = view.desk.network()
    return {
        "title": known["name"] or id_,
        "node": known,
        "group": str(network.nodes["group"].iloc[network.index[id_]]),
        "seat": [row["other"] for row in related(view, "BASED_IN", source=id_) if not row["until"]],
        "themes": [row["name"] for row in related(view, "WORKS_ON", source=id_)],
        "countries": [row["name"] for row in related(view, "FOCUSES_ON", source=id_)],
        "contacts": contacts(view, id_),
        "meetings": meetings_of(view, id_),
        "spokes": surroundings(network, id_, lang=view.lang),
        "statements": statements(view, id_),
        **_form(view, "Actor"),
    }


@site.page("/kommunen/{id:path}", "town.html.j2", sheets=contacts_sheets)
def municipality(view: View) -> dict[str, Any]:
    """What is known about a municipality."""
    id_ = view.id()
    known = node(view, "Municipality", id_)
    partner_rows = [*related(view, "PARTNER_OF", source=id_), *related(view, "PARTNER_OF", target=id_)]
    return {
        "title": known["name"] or id_,
        "node": known,
        "country": f"country-{known['country']}" if known["country"] else None,
        "themes": [row["name"] for row in related(view, "WORKS_ON", source=id_)],
        "actors": [row["other"] for row in related(view, "BASED_IN", target=id_)],
        "partners": partner_rows,
        "contacts": contacts(view, id_),
        "meetings": meetings_of(view, id_),
        "held": held_in(view, id_),
        "deployments": [node(view, "Deployment", row["other"]) for row in related(view, "DEPLOYED_TO", target=id_)],
        "spokes": surroundings(view.desk.network(), id_, lang=view.lang),
        "statements": statements(view, id_),
        **_form(view, "Municipality"),
    }


@site.page("/veranstaltungen/{id:path}", "meeting.html.j2", sheets=meeting_sheets)
def meeting(view: View) -> dict[str, Any]:
    """What is known about a meeting."""
    id_ = view.id()
    known = node(view, "Meeting", id_)
    return {
        "title": known["name"] or id_,
        "node": known,
        "places": [row["other"] for row in related(view, "HELD_IN", source=id_) if not row["until"]],
        "themes": [row["name"] for row in related(view, "ABOUT", source=id_)],
        "came": _each_once(related(view, "ATTENDED", target=id_)),
        "invited": related(view, "INVITED", target=id_),
        "statements": statements(view, id_),
        **_form(view, "Meeting"),
    }


def _each_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the roles of one guest together."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        role = row["role"] or "participant"
        kept = found.setdefault(row["other"], {**row, "roles": []})
        kept["roles"] += [role] if role not in kept["roles"] else []
    for row in found.values():
        if len(row["roles"]) > 1:  # who invited was there
            row["roles"] = [role for role in row["roles"] if role != "participant"]
    return list(found.values())


def _form(view: View, label: str) -> dict[str, Any]:
    """What the form for changes by hand offers."""
    if label == "Actor":
        kinds = [(names[view.lang == "en"], kind) for kind, names in ACTOR_KINDS.items()]
    else:
        on_record = view.desk.snapshot.nodes(label)["kind"].dropna().unique()
        kinds = [(kind_title(kind, lang=view.lang), kind) for kind in on_record]
    themes = [(theme, view.name(theme)) for theme in view.ids("Theme")]
    return {
        "_label": label,
        "_kinds": sorted(kinds, key=lambda pair: (folded(pair[0]), pair[1])),
        "_on_record": [(row["other"], row["name"]) for row in related(view, THEMES[label], source=view.id())],
        "_themes": sorted(themes, key=lambda pair: (folded(pair[1]), pair[0])),
    }


@site.page("/beleg", "evidence.html.j2", sheets=evidence_sheets)
def evidence(view: View) -> dict[str, Any]:
    """Every fact behind a tie."""
    a, b = view.arg("von"), view.arg("mit")
    return {
        "title": view.t("Warum glauben wir das?", "Why do we believe this?"),
        "a": a,
        "b": b,
        "facts": tie_facts(view, a, b),
    }


@site.step("/aendern")
def edit(view: View, form: FormData) -> Response:
    """Change a name, kind, theme, place or other property by hand."""
    label, id_ = str(form.get("art", "")), str(form.get("id", ""))
    if label not in EDITABLE:
        msg = view.t("Das lässt sich hier nicht ändern.", "This cannot be changed here.")
        raise ParameterError(msg)
    known = node(view, label, id_)
    changes = _changes(view, form, known, EDITABLE[label])
    begins, ends = (changes.get(name, known.get(name)) for name in DATES)
    if begins and ends and last_day(ends) < first_day(begins):
        msg = view.t(
            "Das Ende liegt vor dem Beginn. Bitte beide Daten noch einmal ansehen. Nichts wurde geändert.",
            "The end is before the beginning. Please look at both dates again. Nothing was changed.",
        )
        raise InputError(msg)
    ties = _new_ties(view, form, label, id_)
    if not changes and not ties:
        return view.back(view.href(id_), getan="unveraendert")
    said = [f"{name}: {_plain(value)}" for name, value in changes.items()]
    said += [view.name(tie.target) for tie in ties if not tie.ends and not tie.denied]
    said += [view.t(f"nicht {view.name(tie.target)}", f"not {view.name(tie.target)}") for tie in ties if tie.denied]
    what = ", ".join(said)
    reason = view.t(f"{known['name']} geändert ({what})", f"{known['name']} changed ({what})")
    load = state(view.desk.store, label, id_, changes, ties, reason=reason[:LONGEST])
    return view.back(view.href(id_), getan="geaendert", zurueck=load)


def _new_ties(view: View, form: FormData, label: str, id_: str) -> list[Tie]:
    """Theme and place that are stated anew; a theme that is taken away does not hold, a seat that is replaced ends."""
    theme, gone = str(form.get("thema", "")), set(form.getlist("ohne"))
    themes = related(view, THEMES[label], source=id_)
    found = [Tie(THEMES[label], id_, row["other"], row["key"], denied=True) for row in themes if row["other"] in gone]
    if theme and theme in view.ids("Theme") - {row["other"] for row in themes}:
        found.append(Tie(THEMES[label], id_, theme))
    wanted = " ".join(str(form.get("sitz", "")).split())
    if wanted and label in PLACES:
        town = find_node(view.desk.snapshot, wanted, labels=("Municipality",))
        seats = [row for row in related(view, PLACES[label], source=id_) if not row["until"]]
        if town not in {row["other"] for row in seats}:
            found += [Tie(PLACES[label], id_, row["other"], row["key"], ends=True) for row in seats]
            found.append(Tie(PLACES[label], id_, town))
    return found


def _date(view: View, text: str) -> str:
    """A date as people write it, with the precision it has; nothing where nothing stands."""
    read = parse_date(text) if text else None
    if read and not read.value:
        german = (
            f"„{text}“ gibt es nicht als Datum. So geht es: 14.03.2025, März 2025 oder 2025. Nichts wurde geändert."
        )
        english = f"There is no date {text!r}. Write 14.03.2025, March 2025 or 2025. Nothing was changed."
        raise InputError(view.t(german, english))
    return str(read.value) if read else ""


def _changes(view: View, form: FormData, known: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        text = " ".join(str(form.get(name, "")).split())[:LONGEST]
        if name in DATES:
            text = _date(view, text)
        if name == "aliases":
            given = tuple(part.strip() for part in text.split(";") if part.strip())
            new = [alias for alias in given if alias not in (known["aliases"] or ())]
            if new:
                found[name] = [*(known["aliases"] or ()), *new]
        elif text and text != (known[name] or ""):
            found[name] = text
    return found


def _plain(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
