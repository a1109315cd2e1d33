"""The first page, the search, and the data twin of the groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.lookup import folded, search_nodes
from stakegraph.explorer.maps import home_map
from stakegraph.explorer.overview import attention, figures, group_drawing, group_pairs, known_of_all, to_do
from stakegraph.explorer.sheets import groups_sheets, search_sheets
from stakegraph.explorer.site import Site
from stakegraph.words import group_title

if TYPE_CHECKING:
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
LABELS = ("Municipality", "Actor", "Meeting")


@site.page("/", "overview.html.j2", sheets=groups_sheets)
def overview(view: View) -> dict[str, Any]:
    """Figures, what needs attention, groups."""
    found = figures(view)
    data: dict[str, Any] = {"title": view.t("Überblick", "Overview"), "figures": found}
    if not found:
        return data
    pairs = group_pairs(view.desk)
    network = view.desk.network()
    todo = attention(view)
    return {
        **data,
        **known_of_all(view),
        "attention": todo,
        "_to_do": to_do(view, todo),
        "pairs": pairs,
        "drawing": group_drawing(view, pairs),
        "home": home_map(view, network, set(network.ids)),
    }


@site.page("/suche", "search.html.j2", sheets=search_sheets)
def search(view: View) -> dict[str, Any]:
    """Everything whose name holds a text."""
    query = view.arg("q")
    ids = search_nodes(view.desk.snapshot, query, labels=LABELS, limit=100)
    ids.sort(key=lambda id_: (not folded(view.name(id_)).startswith(folded(query)), folded(view.name(id_)), id_))
    return {"title": view.t("Suche", "Search"), "q": query, "found": [_hit(view, id_) for id_ in ids]}


@site.page("/vorschlagen", "search.html.j2")
def suggest(view: View) -> dict[str, Any]:
    """The first few names for a text that is being typed."""
    query = view.arg("q")
    ids = search_nodes(view.desk.snapshot, query, labels=LABELS, limit=8) if len(query) > 1 else []
    return {"title": view.t("Suche", "Search"), "q": query, "found": [_hit(view, id_) for id_ in ids]}


def _hit(view: View, id_: str) -> dict[str, Any]:
    network = view.desk.network()
    if id_ in network.index:
        kind = group_title(str(network.nodes["group"].iloc[network.index[id_]]), lang=view.lang)
    else:
        kind = view.t("Veranstaltungen", "Meetings")
    return {"id": id_, "name": view.name(id_), "kind": kind, "href": view.href(id_)}
