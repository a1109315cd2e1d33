"""The network page, its data and the picture to pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

import analysis
from graphmodel import NotFoundError
from graphmodel.lookup import find_node
from stakegraph.explorer.drawing import GROUP, Drawing, around, everybody, grouped, ways
from stakegraph.explorer.selection import Selection, options, selected
from stakegraph.explorer.sheets import net_sheets
from stakegraph.explorer.site import Site
from stakegraph.handed_out import hand_out
from stakegraph.words import count_word, group_name
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel import Network
    from stakegraph.explorer.view import View

__all__ = ["drawn", "site"]

site = Site()
ROWS = 400
TIES = 100
WAYS = 3


@site.page("/netz", "net.html.j2", sheets=net_sheets)
def net(view: View) -> dict[str, Any]:
    """The network: groups first, then whatever was opened."""
    chosen = selected(view)
    mode, drawing, more = drawn(view, chosen)
    rows = sorted(
        zip(drawing.ids, _names(drawing), drawing.groups, drawing.counts, strict=True), key=lambda row: -row[3]
    )
    return {
        "title": view.t("Netz", "Network"),
        "mode": mode,
        "drawing": drawing.as_dict(lang=view.lang),
        "chosen": chosen,
        "middle": more.get("middle"),
        "target": more.get("target"),
        "steps": view.number("schritte", 1, 1, 2),
        "opened": more.get("opened", []),
        "ways": more.get("ways", []),
        "n": len(drawing.ids),
        "n_ties": len(drawing.widths),
        "summary": said_of_ways(view, more["ways"]) if mode == "ways" else summary(view, mode, drawing),
        "_rows": rows[:ROWS],
        "_ties": _ties(drawing),
        "_options": options(view),
    }


def _ties(drawing: Drawing) -> list[tuple[str, str, str, str, int]]:
    """The broadest lines with both ends, and how many ties a bundle holds."""
    lines = list(zip(drawing.ends[::2], drawing.ends[1::2], drawing.widths, drawing.counted, strict=True))
    names = _names(drawing)
    lines.sort(key=lambda line: (-line[2], names[line[0]], names[line[1]]))
    return [(drawing.ids[a], names[a], drawing.ids[b], names[b], n) for a, b, _, n in lines[:TIES]]


def _names(drawing: Drawing) -> list[str]:
    """Names; the size of a group has a column of its own."""
    pairs = zip(drawing.ids, drawing.names, strict=True)
    return [name.partition(" · ")[0] if id_.startswith(GROUP) else name for id_, name in pairs]


def summary(view: View, mode: str, drawing: Drawing) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    view
        The request.
    mode
        "groups", "all" or "around".
    drawing
        What is drawn.

    Returns
    -------
    str
    """
    lines = number_text(len(drawing.widths), lang=view.lang)
    if mode == "around":
        others = number_text(len(drawing.ids) - 1, lang=view.lang)
        if len(drawing.ids) <= 2:  # noqa: PLR2004 - the middle and one
            german, english = ("einem", "one") if len(drawing.ids) > 1 else ("keinem", "no")
            middle = drawing.names[0]
            return view.t(
                f"{middle} in der Mitte, mit {german} Kontakt.", f"{middle} in the middle, with {english} contact."
            )
        return view.t(
            f"{drawing.names[0]} in der Mitte, darum {others} weitere; {lines} Verbindungen zwischen allen.",
            f"{drawing.names[0]} in the middle, around it {others} others; {lines} ties between all of them.",
        )
    single = {id_: k for id_, k in zip(drawing.ids, drawing.counts, strict=True) if not id_.startswith(GROUP)}
    groups = len(drawing.ids) - len(single)
    said = []
    if groups:
        word = count_word(groups, lang=view.lang)
        said = [view.t(f"{word} Gruppen", f"{word} groups") if groups > 1 else view.t("eine Gruppe", "one group")]
    if single:
        k = number_text(len(single), lang=view.lang)
        said.append(view.t(f"{k} Organisationen und Kommunen", f"{k} organisations and municipalities"))
    text = view.t(" und ", " and ").join(said)
    text = f"{text[:1].upper()}{text[1:]}" + view.t(f" mit {lines} Linien dazwischen.", f" with {lines} lines between.")
    if single:
        most = max(single, key=lambda id_: (single[id_], id_))
        text += view.t(
            f" Die meisten Verbindungen hat {view.name(most)}: {single[most]}.",
            f" {view.name(most)} has the most ties: {single[most]}.",
        )
    elif drawing.widths:
        a, b = _broadest(drawing, lang=view.lang)
        text += view.t(
            f" Am meisten verbunden sind {a} und {b}.",
            f" {a[:1].upper()}{a[1:]} and {b} are tied most.",
        )
    return text


def said_of_ways(view: View, found: Sequence[Mapping[str, Any]]) -> str:
    """Say in words which ways there are from one to the other.

    Parameters
    ----------
    view
        The request.
    found
        Ways with ``path``.

    Returns
    -------
    str
    """
    between = sorted(len(way["path"]) - 2 for way in found)
    if not between:
        return ""
    others = len(between) - 1
    if not between[0]:
        text = view.t("Beide sind direkt verbunden", "The two are tied directly")
        further = view.t("ein weiterer Weg führt", "one more way leads")
        several = view.t(f"{count_word(others)} weitere Wege führen", f"{count_word(others, lang='en')} more ways lead")
        via = view.t(" über andere.", " by way of others.")
        return text + ("." if not others else f"; {further if others == 1 else several}{via}")
    n = count_word(between[0], lang=view.lang)
    if between[0] == 1:
        return view.t(
            "Der kürzeste Weg führt über eine andere Stelle.", "The shortest way leads by way of somebody else."
        )
    return view.t(f"Der kürzeste Weg führt über {n} andere.", f"The shortest way leads by way of {n} others.")


def _broadest(drawing: Drawing, *, lang: str) -> tuple[str, str]:
    """Names of the groups at both ends of the broadest line, as they stand in a sentence."""
    k = max(range(len(drawing.widths)), key=lambda k: (drawing.widths[k], -k))
    a, b = (group_name(drawing.groups[end], lang=lang) for end in drawing.ends[2 * k : 2 * k + 2])
    return a, b


def drawn(view: View, chosen: Selection) -> tuple[str, Drawing, dict[str, Any]]:
    """Draw what the address asks for.

    Parameters
    ----------
    view
        The request.
    chosen
        Who is shown.

    Returns
    -------
    tuple of str, Drawing and dict
        "groups", "all", "around" or "ways"; the drawing; and who is in the middle, which groups are open, the ways.
    """
    network = chosen.network(view)
    start, target = _node(view, network, "um"), _node(view, network, "zu")
    if start and target and start != target:
        table = analysis.introductions(network, start, target, k=WAYS, apart=True)
        found = [{"path": list(row["path"]), "reasons": list(row["reasons"])} for row in table.to_dict("records")]
        return "ways", ways(network, [way["path"] for way in found]), {"middle": start, "target": target, "ways": found}
    if start:
        part = network
        if chosen.narrow:
            part = network.subnetwork({start, *chosen.members(view, network, everywhere=True)})
        return "around", around(part, start, steps=view.number("schritte", 1, 1, 2)), {"middle": start}
    part = network.subnetwork(chosen.members(view, network))
    if view.arg("alle"):
        return "all", everybody(part, places=lambda some: view.desk.places(("all", chosen), some)), {}
    opened = [group for group in view.arg("gruppe").split(",") if group]
    name = ("groups", chosen, *sorted(opened))
    drawing = grouped(part, opened=opened, lang=view.lang, places=lambda some: view.desk.places(name, some))
    return "groups", drawing, {"opened": opened}


def _node(view: View, network: Network, name: str) -> str | None:
    if not view.arg(name):
        return None
    found = find_node(view.desk.snapshot, view.arg(name))
    if found not in network.index:
        raise NotFoundError(view.t(f"„{found}“ steht nicht im Netz.", f"{found!r} is not in the network."))
    return found


@site.file("/netz/bild")
def as_image(view: View) -> Response:
    """Note that the browser makes an image of the picture; it never comes here."""
    hand_out(view.desk.store, "", kind="download", name="netz.png")
    return Response(status_code=204)


@site.file("/netz/datei")
def as_file(view: View) -> Response:
    """The picture that can be passed on: one file that loads nothing."""
    from stakegraph.picture import picture  # noqa: PLC0415 - much memory, for those who pass something on

    chosen = selected(view)
    network = chosen.network(view)
    middle = _node(view, network, "um")
    if chosen.narrow:
        members = chosen.members(view, network, everywhere=bool(middle))
        network = network.subnetwork(members | ({middle} if middle else set()))
    title = view.t("Das Netz", "The network")
    if middle:
        title = view.t(f"Rund um {view.name(middle)}", f"Around {view.name(middle)}")
    page = picture(network, title=title, around=middle, steps=view.number("schritte", 1, 1, 2), lang=view.lang)
    return view.file(page, "text/html; charset=utf-8", "netz.html")
