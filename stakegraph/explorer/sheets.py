"""What each page shows as tables for a spreadsheet; the first one is the page in short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stakegraph.explorer.kinds import kind_name
from stakegraph.words import group_title, sentence, term
from stakegraph.words.sentences import layer_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stakegraph.explorer.view import View

__all__ = [
    "Sheet",
    "contacts_sheets",
    "decided_sheet",
    "evidence_sheets",
    "groups_sheets",
    "journal_sheets",
    "map_sheets",
    "meeting_sheets",
    "net_sheets",
    "plan_sheets",
    "review_sheets",
    "search_sheets",
    "stories_sheets",
    "suggestions_sheets",
    "towns_sheets",
    "what_if_sheets",
]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes
    ----------
    title
        Of the sheet in a workbook.
    heads
        Of the columns.
    lines
        Text, numbers or None.
    """

    title: str
    heads: Sequence[str]
    lines: Sequence[Sequence[Any]]


def _sheet(view: View, title: tuple[str, str], heads: tuple[str, str], lines: Iterable[Sequence[Any]]) -> Sheet:
    return Sheet(view.t(*title), view.t(*heads).split("|"), list(lines))


def _said(view: View, reasons: Iterable[Any]) -> str:
    return " ".join(sentence(reason, lang=view.lang, names=view.names) for reason in reasons)


def groups_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the ties between groups, and the figures."""
    pairs = [
        [
            group_title(row["group_a"], lang=view.lang),
            group_title(row["group_b"], lang=view.lang),
            row["observed"],
            round(row["expected"]),
        ]
        for row in data.get("pairs", ())
    ]
    heads = ("Gruppe|Mit Gruppe|Verbindungen|Erwartet etwa", "Group|With group|Ties|Expected about")
    figures = [[row["label"], row["n"]] for row in data["figures"]]
    return [
        _sheet(view, ("Gruppen", "Groups"), heads, pairs),
        _sheet(view, ("Zahlen", "Figures"), ("Was|Anzahl", "What|Number"), figures),
    ]


def search_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give what was found."""
    lines = [[hit["name"], hit["kind"], hit["id"]] for hit in data["found"]]
    return [_sheet(view, ("Gefunden", "Found"), ("Name|Gruppe|Kennung", "Name|Group|Id"), lines)]


def net_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the lines and the symbols of a drawing."""
    drawing = data["drawing"]
    kinds = [drawing["kinds"][k]["label"] for k in drawing["kind"]]
    names, ends = drawing["names"], drawing["ends"]
    lines = [
        [names[a], kinds[a], names[b], kinds[b], width]
        for a, b, width in zip(ends[::2], ends[1::2], drawing["width"], strict=True)
    ]
    nodes = list(zip(names, kinds, drawing["count"], drawing["ids"], strict=True))
    heads = ("Wer|Gruppe|Mit wem|Gruppe|Breite der Linie", "Who|Group|With whom|Group|Width of the line")
    own = ("Name|Gruppe|Verbindungen oder Mitglieder|Kennung", "Name|Group|Ties or members|Id")
    return [
        _sheet(view, ("Verbindungen", "Ties"), heads, lines),
        _sheet(view, ("Gezeichnet", "Drawn"), own, nodes),
    ]


def contacts_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give contacts, meetings and statements of an organisation or municipality."""
    contacts = [
        [
            row["name"],
            group_title(row["group"], lang=view.lang),
            ", ".join(layer_name(layer, lang=view.lang) for layer in row["layers"]),
            row["n"],
            row["last"],
            row["id"],
        ]
        for row in data["contacts"]
    ]
    meetings = [
        [row["date"], row["name"], kind_name(row["role"] or "participant", lang=view.lang)] for row in data["meetings"]
    ]
    heads = ("Mit wem|Gruppe|Wodurch|Belege|Zuletzt|Kennung", "With whom|Group|Through|Evidence|Last|Id")
    return [
        _sheet(view, ("Kontakte", "Contacts"), heads, contacts),
        _sheet(view, ("Veranstaltungen", "Meetings"), ("Datum|Veranstaltung|Rolle", "Date|Meeting|Role"), meetings),
        _statements(view, data["statements"]),
    ]


def _statements(view: View, rows: Iterable[Mapping[str, Any]]) -> Sheet:
    heads = (
        "Datei|Blatt|Zeile|Stand|Angabe|Quelle|Sicherheit",
        "File|Sheet|Row|As of|Statement|Source|Confidence",
    )
    lines = [
        [
            row["file"],
            row["sheet"],
            row["row"],
            row["as_of"],
            "; ".join(f"{name}: {value}" for name, value in row["said"]),
            row["source"],
            kind_name(row["confidence"], lang=view.lang),
        ]
        for row in rows
    ]
    return _sheet(view, ("Woher", "Sources"), heads, lines)


def meeting_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give who was at a meeting or was invited."""
    came = [[row["name"], kind_name(row["role"] or "participant", lang=view.lang)] for row in data["came"]]
    invited = [[row["name"], kind_name("invited", lang=view.lang)] for row in data["invited"]]
    there = _sheet(view, ("Wer war dabei", "Who was there"), ("Wer|Rolle", "Who|Role"), came + invited)
    return [there, _statements(view, data["statements"])]


def evidence_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give every fact behind a tie, and the rows it stands in."""
    heads = ("Art|Was|Wer|Mit wem|Seit|Bis|Quelle", "Kind|What|Who|With whom|Since|Until|Source")
    facts = [
        [
            fact["kind"],
            fact["text"],
            view.name(fact["from"]) if fact["to"] else None,
            view.name(fact["to"]),
            fact["since"],
            fact["until"],
            fact["source"],
        ]
        for fact in data["facts"]
    ]
    rows = [row for fact in data["facts"] for row in fact["statements"]]
    return [_sheet(view, ("Belege", "Evidence"), heads, facts), _statements(view, rows)]


def suggestions_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the suggestions with reasons, and what was decided."""
    heads = (
        "Liste|Wen|Belege|Dafür|Dagegen|Nicht bekannt|Weg dorthin|Kennung",
        "List|Whom|Evidence|For it|Against it|Not known|A way there|Id",
    )
    lines = [
        [term(part["lens"], lang=view.lang), row["target_name"], term(row["evidence"], lang=view.lang)]
        + [_said(view, row[name] or ()) for name in ("reasons", "objections", "unknowns")]
        + [" – ".join(view.name(id_) for id_ in row["path"] or ()), row["target"]]
        for part in data["lists"]
        for row in part["rows"]
    ]
    return [_sheet(view, ("Vorschläge", "Suggestions"), heads, lines), decided_sheet(view, data["decided"])]


def decided_sheet(view: View, decided: Iterable[Any]) -> Sheet:
    """Give what was decided about suggestions."""
    lines = [
        [
            *map(view.name, (one.subject, one.object)),
            term(f"verdict.{one.verdict}", lang=view.lang),
            one.reason,
            one.at[:10],
        ]
        for one in decided
    ]
    heads = ("Für|Wen|Entscheidung|Grund|Wann", "For|Whom|Decision|Reason|When")
    return _sheet(view, ("Entscheidungen", "Decisions"), heads, lines)


def what_if_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give what would change."""
    lines = [[_said(view, [reason])] for reason in data["reasons"]]
    numbers = [[name, data["before"][name], data["after"][name]] for name in data.get("before", ())]
    return [
        _sheet(view, ("Was sich ändert", "What changes"), ("Was sich ändert", "What changes"), lines),
        _sheet(view, ("Vorher und nachher", "Before and after"), ("Was|Vorher|Nachher", "What|Before|After"), numbers),
    ]


def towns_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the municipalities a deployment can be planned for."""
    return [_sheet(view, ("Kommunen", "Municipalities"), ("Kommune|Kennung", "Municipality|Id"), data["towns"])]


def plan_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give what a step of the planning shows."""
    if data["step"] == "vorschlaege":
        return suggestions_sheets(view, data)
    if data["step"] == "dossier":
        return [decided_sheet(view, data["accepted"])]
    if data["step"] == "leute":
        heads = ("Wer|Gruppe|Sitz|Warum", "Who|Group|Seat|Why")
        guests = [
            [
                row["name"],
                group_title(row["group"], lang=view.lang),
                view.name(row["place"]),
                _said(view, row["reasons"]),
            ]
            for row in data["guests"]
        ]
        advisers = [[row["adviser_name"], _said(view, row["reasons"])] for row in data["advisers"]]
        return [
            _sheet(view, ("Einladen", "To invite"), heads, guests),
            _sheet(view, ("Beratung", "Advisers"), ("Wer|Warum", "Who|Why"), advisers),
        ]
    needs = [
        [part["label"], _said(view, row["reasons"]), term(row["evidence"], lang=view.lang)]
        for part in data["parts"]
        for row in part["rows"]
    ]
    return [_sheet(view, ("Bedarf", "Needs"), ("Art|Was auffällt|Belege", "Kind|What stands out|Evidence"), needs)]


def map_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the partnerships and the municipalities of the map."""
    heads = ("Kommune|Partner|Land|Art|Seit", "Municipality|Partner|Country|Kind|Since")
    ties = [
        [
            view.name(tie["home"]),
            view.name(tie["abroad"]),
            view.name(f"country-{tie['country']}"),
            kind_name(tie["kind"], lang=view.lang),
            tie["since"],
        ]
        for tie in data["_ties"]
    ]
    home = data["home"]
    places = [[place.name, place.n, place.id] for place in home["places"]]
    places += [[cell["name"], cell["n"], cell["id"]] for cell in home["cells"]]
    return [
        _sheet(view, ("Partner im Ausland", "Partners abroad"), heads, ties),
        _sheet(view, ("Kommunen", "Municipalities"), ("Kommune|Angaben|Kennung", "Municipality|Entries|Id"), places),
    ]


def review_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the doubtful names with those they may belong to."""
    heads = ("Name|Ort|Vielleicht|Dort|Stand", "Name|Place|Perhaps|There|State")
    lines = [
        [item["name"], item.get("place"), candidate["name"], candidate.get("place"), item.get("status")]
        for item in data["items"]
        for candidate in item["candidates"] or ({"name": None},)
    ]
    return [_sheet(view, ("Offene Fragen", "Open questions"), heads, lines)]


def journal_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give what was loaded and changed, and what was decided."""
    heads = ("Wann|Was|Stand|Neu|Geändert|Kennung", "When|What|State|New|Changed|Id")
    lines = [
        [
            str(load["finished"] or load["started"] or "")[:16],
            ", ".join(load["files"] or ()) or load["name"],
            load["status"],
            load["counts"].get("created", 0),
            load["counts"].get("changed", 0),
            load["id"],
        ]
        for load in data["loads"]
    ]
    return [_sheet(view, ("Verlauf", "History"), heads, lines), decided_sheet(view, data["decided"])]


def stories_sheets(view: View, data: Mapping[str, Any]) -> list[Sheet]:
    """Give the saved views."""
    lines = [
        [one.story, one.order, one.title, one.text, one.path] for views in data["stories"].values() for one in views
    ]
    heads = ("Geschichte|Schritt|Titel|Text|Adresse", "Story|Step|Title|Text|Address")
    return [_sheet(view, ("Gemerktes", "Saved"), heads, lines)]
