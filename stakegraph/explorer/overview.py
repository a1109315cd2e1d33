"""What the first page shows: figures, what needs attention, groups and their ties."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import loaders
from stakegraph.words import count_word, group_name, group_title, term
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.view import View

__all__ = ["attention", "figures", "group_drawing", "group_pairs", "known_of_all", "to_do"]

FIGURES = (
    ("Actor", "Organisationen", "organisations", "/akteure"),
    ("Municipality", "Kommunen", "municipalities", "/kommunen"),
    ("PARTNER_OF", "Partnerschaften", "partnerships", "/partnerschaften"),
    ("Meeting", "Veranstaltungen", "meetings", "/veranstaltungen"),
    ("ATTENDED", "Teilnahmen", "attendances", ""),
)
URGENT = ("fell_silent", "rule.partner_and_organisation_apart", "rule.migrant_organisations_not_met", "dependence")
SHOWN = 3
GROUPS_DRAWN = 8
WIDE, HIGH = 820, 460
LINE = 22
DISTRICT = 5
"""Digits of the official key of a district."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A group in the drawing."""

    group: str
    n: int
    x: float
    y: float
    r: float
    label: tuple[float, float, str]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Ties between two groups in the drawing."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    few: bool


def figures(view: View) -> list[dict[str, Any]]:
    """Count what is on record.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    list of dict
        ``label``, ``n``, ``text``, ``path``; empty when nothing is there.
    """
    counts = view.desk.current("counts", view.desk.store.counts)
    if not any(counts.values()):
        return []
    found = []
    for name, german, english, path in FIGURES:
        n = counts.get(name, 0)
        label = view.t(german, english)
        found.append({"label": label, "n": n, "text": number_text(n, lang=view.lang), "path": path})
    actors = view.ids("Actor")
    themed = set(view.desk.snapshot.relationships("WORKS_ON")["source"]) & actors
    if actors:
        share = round(100 * len(themed) / len(actors))
        label = view.t("mit bekanntem Thema", "with a known theme")
        found.append({"label": label, "n": share, "text": f"{share}\u202f%", "path": ""})
    return found


def attention(view: View) -> list[dict[str, Any]]:
    """Choose up to three things to look at today.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    list of dict
        ``title``, ``text`` or ``reason``, ``path``, ``action``.
    """
    found: list[dict[str, Any]] = []
    waiting = view.desk.current("n_open", lambda: len(loaders.review_items(view.desk.store)))
    if waiting:
        title = view.t(
            f"{waiting} Namen sind nicht eindeutig" if waiting > 1 else "Ein Name ist nicht eindeutig",
            f"{waiting} names are not clear" if waiting > 1 else "One name is not clear",
        )
        text = view.t("Erst nach Ihrer Antwort zählen ihre Zeilen mit.", "Their rows count once you have answered.")
        action = view.t("Jetzt prüfen", "Review now")
        found.append({"title": title, "text": text, "reason": None, "path": "/pruefen", "action": action})
    gaps = view.desk.soon_gaps()
    if gaps is None:
        text = view.t("Diese Seite erneuert sich gleich.", "This page refreshes in a moment.")
        title = view.t("Die Antworten werden gerade ausgerechnet", "The answers are being worked out")
        return [*found, _item(title, text, "/", view.t("Neu laden", "Reload"))]
    for kind in URGENT:
        rows = gaps[gaps["kind"] == kind]
        if len(rows):
            row = rows.iloc[0]
            title = term(kind, lang=view.lang)
            path = f"/luecken?art={quote(kind)}"
            action = view.t(f"Alle {len(rows)} ansehen", f"See all {len(rows)}") if len(rows) > 1 else ""
            action = action or view.t("Ansehen", "Look")
            found.append({**_item(title, "", path, action), "reason": row["reasons"][0]})
    return found[:SHOWN]


def to_do(view: View, found: list[dict[str, Any]]) -> str:
    """Head what needs attention.

    Parameters
    ----------
    view
        The request.
    found
        From `attention`.

    Returns
    -------
    str
    """
    n = len(found)
    if not n or any(item["path"] == "/" for item in found):  # not all is known yet
        return view.t("Was heute Ihre Aufmerksamkeit braucht", "What needs your attention today")
    if n == 1:
        return view.t("Eines braucht heute Ihre Aufmerksamkeit", "One thing needs your attention today")
    word = count_word(n, lang=view.lang).capitalize()
    return view.t(f"{word} Dinge, die heute Ihre Aufmerksamkeit brauchen", f"{word} things need your attention today")


def known_of_all(view: View) -> dict[str, Any]:
    """Say who links the groups, and for how many nothing is on record.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    dict
        ``linking``: ids, at most three; ``lead``: a sentence, "" where there is nothing to say.
    """
    network = view.desk.at_home()
    towns = network.nodes["group"].astype(str) == "municipality"
    tied = {*network.ties["source"], *network.ties["target"]}
    alone = sum(id_ not in tied for id_ in towns.index[~towns])
    silent = _never_there(view, set(towns.index[towns]))
    said = []
    if alone:
        n = count_word(alone, lang=view.lang)
        one = view.t("Für eine Organisation", "for one organisation")
        many = view.t(f"Für {n} Organisationen", f"for {n} organisations")
        said.append((one if alone == 1 else many) + view.t(" ist keine Verbindung bekannt", " no tie is known"))
    if silent:
        n = count_word(silent, lang=view.lang)
        one = view.t("aus einer Kommune", "from one municipality")
        many = view.t(f"aus {n} Kommunen", f"from {n} municipalities")
        said.append((one if silent == 1 else many) + view.t(" war noch niemand dabei", " nobody has come yet"))
    text = "; ".join(said)
    linking = list(view.desk.bridges()["id"].head(SHOWN))
    return {"linking": linking, "lead": f"{text[:1].upper()}{text[1:]}." if text else ""}


def _never_there(view: View, towns: set[str]) -> int:
    """Count the municipalities, districts aside, from which no attendance is on record; 0 where no list is loaded."""
    came = set(view.desk.snapshot.relationships("ATTENDED")["source"])
    places = view.desk.network().nodes["place"].reindex(list(came)).dropna()
    table = view.desk.snapshot.nodes("Municipality").set_index("id")
    small = {id_ for id_ in towns & set(table.index) if len(str(table["ags"].get(id_) or "")) != DISTRICT}
    return len(small - came - set(places)) if came else 0


def _item(title: str, text: str, path: str, action: str) -> dict[str, Any]:
    return {"title": title, "text": text, "reason": None, "path": path, "action": action}


def group_pairs(desk: Desk) -> list[dict[str, Any]]:
    """List the ties within and between groups.

    Parameters
    ----------
    desk
        The store.

    Returns
    -------
    list of dict
        ``group_a``, ``group_b``, ``observed``, ``expected``, ``few`` (clearly fewer than by chance), most ties first.
    """
    table = desk.soon_mixing()
    if table is None:
        return _counted(desk)
    rows = [
        {
            "group_a": row["group_a"],
            "group_b": row["group_b"],
            "observed": int(row["observed"]),
            "expected": float(row["expected_rewired"]),
            "few": row["verdict"] == "fewer than chance",
        }
        for row in table.to_dict("records")
        if row["observed"] or row["verdict"] == "fewer than chance"
    ]
    return sorted(rows, key=lambda row: (-row["observed"], row["group_a"], row["group_b"]))


def _counted(desk: Desk) -> list[dict[str, Any]]:
    network = desk.at_home()
    group = network.nodes["group"].astype(str)
    ends = zip(group.loc[network.ties["source"]], group.loc[network.ties["target"]], strict=True)
    counts = Counter(tuple(sorted(pair)) for pair in ends)
    return [
        {"group_a": a, "group_b": b, "observed": n, "expected": float(n), "few": False}
        for (a, b), n in counts.most_common()
    ]


def group_drawing(view: View, pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Lay out the groups on a ring.

    Parameters
    ----------
    view
        The request.
    pairs
        From `group_pairs`.

    Returns
    -------
    dict
        ``dots``, ``lines``, ``width``, ``height``, ``text`` (the same in words).
    """
    sizes = Counter(view.desk.at_home().nodes["group"].astype(str)).most_common(GROUPS_DRAWN)
    order = [group for group, _ in sizes]
    dots: dict[str, Dot] = {}
    for k, group in enumerate(order):
        angle = 2 * math.pi * k / max(len(order), 1) - math.pi / 2
        x, y = WIDE / 2 + 190 * math.cos(angle), HIGH / 2 + 140 * math.sin(angle)
        n = sizes[k][1]
        r = round(12 + 1.9 * math.sqrt(min(n, 250)), 1)
        lines = _broken(f"{group_title(group, lang=view.lang)} · {number_text(n, lang=view.lang)}")
        label = _outside(x, y, r, angle, len(lines))
        dots[group] = Dot(group, n, round(x, 1), round(y, 1), r, label, lines)
    shown = [row for row in pairs if row["group_a"] in dots and row["group_b"] in dots]
    shown = [row for row in shown if row["group_a"] != row["group_b"]]
    return {
        "dots": list(dots.values()),
        "lines": [_line(dots[row["group_a"]], dots[row["group_b"]], row) for row in shown],
        "width": WIDE,
        "height": HIGH,
        "text": _text(view, shown),
    }


def _outside(x: float, y: float, r: float, angle: float, lines: int) -> tuple[float, float, str]:
    """Give the place of a label that no line crosses: away from the middle of the ring, its first line, its anchor."""
    right, down = math.cos(angle), math.sin(angle)
    if abs(right) < 0.3:  # noqa: PLR2004 - at the top or at the bottom
        return round(x, 1), round(y + r + 17 if down > 0 else y - r - 8 - 16 * (lines - 1), 1), "middle"
    middle = y + 5 - 8 * (lines - 1)
    return round(x + math.copysign(r + 8, right), 1), round(middle, 1), "start" if right > 0 else "end"


def _line(a: Dot, b: Dot, row: dict[str, Any]) -> Line:
    width = round(1.2 + 1.3 * math.log1p(row["observed"]), 1)
    return Line(a.x, a.y, b.x, b.y, 2.0 if row["few"] else width, bool(row["few"]))


def _text(view: View, shown: list[dict[str, Any]]) -> str:
    said = []
    for row in shown[:4]:
        a, b = (group_name(row[name], lang=view.lang) for name in ("group_a", "group_b"))
        said.append(view.t(f"{a} und {b}: {row['observed']} Verbindungen", f"{a} and {b}: {row['observed']} ties"))
    return "; ".join(said) or view.t("Noch keine Verbindungen zwischen Gruppen", "No ties between groups yet")


def _broken(text: str) -> tuple[str, ...]:
    """Break a label into lines that fit below a dot."""
    lines = [""]
    for word in text.replace(" · ", "\u00a0·\u00a0").split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)
