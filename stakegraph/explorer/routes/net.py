"""The network page, its data and the picture to pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

import analysis
from graphmodel import NotFoundError
from graphmodel.lookup import find_node
from graphmodel.ties import DEFAULT_LAYERS, LAYERS
from stakegraph.explorer.drawing import Drawing, around, everybody, grouped, ways
from stakegraph.explorer.site import Site
from stakegraph.picture import picture
from stakegraph.words import group_name

if TYPE_CHECKING:
    from graphmodel import Network
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()
ROWS = 400
WAYS = 3


@site.page("/netz", "net.html.j2")
def net(view: View) -> dict[str, Any]:
    """The network: groups first, then whatever was opened."""
    layers = _layers(view)
    network = view.desk.network(layers, as_of=_year(view))
    mode, drawing, more = _drawn(view, network)
    rows = sorted(zip(drawing.ids, drawing.names, drawing.groups, drawing.counts, strict=True), key=lambda row: -row[3])
    return {
        "title": view.t("Netz", "Network"),
        "mode": mode,
        "drawing": drawing.as_dict(lang=view.lang),
        "layers": list(layers),
        "middle": more.get("middle"),
        "target": more.get("target"),
        "steps": view.number("schritte", 1, 1, 2),
        "opened": more.get("opened", []),
        "ways": more.get("ways", []),
        "n": len(drawing.ids),
        "n_ties": len(drawing.widths),
        "_rows": rows[:ROWS],
        "_all_layers": LAYERS,
        "_groups": sorted(
            (group_name(group, lang=view.lang), group) for group in set(network.nodes["group"].astype(str))
        ),
        "_years": _years(view),
    }


def _drawn(view: View, network: Network) -> tuple[str, Drawing, dict[str, Any]]:
    start, target = _node(view, network, "um"), _node(view, network, "zu")
    if start and target and start != target:
        table = analysis.introductions(network, start, target, k=WAYS)
        found = [{"path": list(row["path"]), "reasons": list(row["reasons"])} for row in table.to_dict("records")]
        return "ways", ways(network, [way["path"] for way in found]), {"middle": start, "target": target, "ways": found}
    if start:
        return "around", around(network, start, steps=view.number("schritte", 1, 1, 2)), {"middle": start}
    part = _part(view, network)
    if view.arg("alle"):
        return "all", everybody(part), {}
    opened = [group for group in view.arg("gruppe").split(",") if group]
    return "groups", grouped(part, opened=opened, lang=view.lang), {"opened": opened}


def _node(view: View, network: Network, name: str) -> str | None:
    if not view.arg(name):
        return None
    found = find_node(view.desk.snapshot, view.arg(name))
    if found not in network.index:
        raise NotFoundError(view.t(f"„{found}“ steht nicht im Netz.", f"{found!r} is not in the network."))
    return found


def _part(view: View, network: Network) -> Network:
    """Leave out partner towns abroad and whoever is outside, and keep to one municipality when asked."""
    nodes = network.nodes
    keep = nodes["in_scope"].astype(bool) & (nodes["group"] != "partner_abroad")
    if view.arg("kommune"):
        town = find_node(view.desk.snapshot, view.arg("kommune"), labels=("Municipality",))
        keep &= (nodes["place"] == town).fillna(value=False).astype(bool)
    return network.subnetwork(nodes.index[keep])


def _layers(view: View) -> tuple[str, ...]:
    asked = view.request.query_params.getlist("schicht")
    return tuple(layer for layer in LAYERS if layer in asked) or DEFAULT_LAYERS


def _years(view: View) -> list[str]:
    dates = view.desk.snapshot.nodes("Meeting")["date_start"].dropna()
    return sorted({str(date)[:4] for date in dates}, reverse=True)


def _year(view: View) -> str | None:
    year = view.arg("stand")
    return year if year in _years(view) else None


@site.file("/netz/datei")
def as_file(view: View) -> Response:
    """The picture that can be passed on: one file that loads nothing."""
    network = view.desk.network(_layers(view), as_of=_year(view))
    middle = _node(view, network, "um")
    title = view.t("Das Netz", "The network")
    if middle:
        title = view.t(f"Rund um {view.name(middle)}", f"Around {view.name(middle)}")
    page = picture(network, title=title, around=middle, steps=view.number("schritte", 1, 1, 2), lang=view.lang)
    headers = {"Content-Disposition": 'attachment; filename="netz.html"'}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)
