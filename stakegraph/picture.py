"""The shareable picture: one HTML file with the network, a search, a legend and a table, that asks no other host."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from pyvis.edge import Edge
from pyvis.network import Network as VisNetwork
from pyvis.node import Node

from graphmodel import NotFoundError
from stakegraph.layout import positions_of
from stakegraph.looks import asset, content_policy, environment, look_of
from stakegraph.words import group_title

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["MOST", "picture", "shown_part"]

MOST = 2_000
WIDTH, HEIGHT = 1150.0, 780.0
LABELS = 34
LETTER = 7.6
VIS = "lib/vis-9.1.2/vis-network.min.js"


def shown_part(network: Network, *, around: str | None = None, steps: int = 1) -> tuple[Network, list[str]]:
    """Choose what fits into a picture and say what was left out.

    Parameters
    ----------
    network
        The stakeholders.
    around
        Id of a stakeholder: only it and whoever is within ``steps`` of it. None: everybody in scope with a tie.
    steps
        How far around.

    Returns
    -------
    tuple of Network and list of str
        What is drawn, and codes of what is not: "abroad", "outside", "isolates", "weakest", each only when it holds.

    Raises
    ------
    NotFoundError
        ``around`` is not in the network.
    """
    graph = network.to_igraph()
    if around is not None:
        if around not in network.index:
            msg = f"{around!r} ist nicht im Netz."
            raise NotFoundError(msg)
        near = graph.neighborhood(network.index[around], order=steps)
        part = network.subnetwork(network.ids[k] for k in near)
        return _strongest(part, keep=around)
    nodes, left = network.nodes, []
    keep = np.ones(network.n_nodes, dtype=bool)
    if "in_scope" in nodes.columns:
        abroad = (nodes["group"] == "partner_abroad").to_numpy(dtype=bool)
        outside = ~nodes["in_scope"].to_numpy(dtype=bool)
        left += ["abroad"] * bool(abroad.any()) + ["outside"] * bool((outside & ~abroad).any())
        keep &= ~abroad & ~outside
    part = network.subnetwork(np.array(network.ids, dtype=object)[keep])
    linked = set(part.ties["source"]) | set(part.ties["target"])
    if len(linked) < part.n_nodes:
        left.append("isolates")
    part, more = _strongest(part.subnetwork(linked), keep=None)
    return part, left + more


def _strongest(part: Network, *, keep: str | None) -> tuple[Network, list[str]]:
    if part.n_nodes <= MOST:
        return part, []
    strength = np.asarray(part.adjacency().sum(axis=1)).ravel()
    order = np.argsort(-strength, kind="stable")[: MOST - bool(keep)]
    return part.subnetwork({part.ids[k] for k in order} | ({keep} if keep else set())), ["weakest"]


def picture(network: Network, *, title: str, around: str | None = None, steps: int = 1, lang: str = "de") -> str:
    """Draw the network as a page that can be passed on.

    Parameters
    ----------
    network
        Best from `graphmodel.tie_network`.
    title
        Heading of the page.
    around
        Id of a stakeholder whose surroundings are drawn; None: everybody in scope.
    steps
        How far around.
    lang
        "de" or "en".

    Returns
    -------
    str
        A complete HTML page. It holds the vis-network script that comes with pyvis, and its security policy allows
        just the scripts and styles in it and no request at all. At most 2,000 stakeholders; the page says what was
        left out.

    Raises
    ------
    NotFoundError
        ``around`` is not in the network.
    """
    part, left = shown_part(network, around=around, steps=steps)
    drawn = _drawn(part, around=around, lang=lang)
    script, style = asset("picture.js"), asset("look.css") + asset("picture.css")
    vis = (files("pyvis") / VIS).read_text("utf-8").replace("</script", "<\\/script")
    groups = sorted(
        set(part.nodes["group"]) if "group" in part.nodes.columns else [], key=lambda g: group_title(g, lang=lang)
    )
    data = {"nodes": drawn.nodes, "edges": drawn.edges, "options": _options(part.n_nodes), "around": around}
    return (
        environment()
        .get_template("picture.html.j2")
        .render(
            title=title,
            lang=lang,
            policy=content_policy(scripts=(vis, script), styles=(style,)),
            style=style,
            vis=vis,
            script=script,
            data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
            legend=[(group_title(group, lang=lang), look_of(group)) for group in groups],
            left=left,
            n_nodes=part.n_nodes,
            n_ties=part.n_ties,
            rows=sorted(drawn.nodes, key=lambda node: (-node["degree"], node["full"])),
        )
    )


def _drawn(part: Network, *, around: str | None, lang: str) -> VisNetwork:
    """Fill pyvis' lists directly: its own ``add_edge`` looks through all edges every time."""
    drawn = VisNetwork(cdn_resources="in_line")
    places = positions_of(part) * (WIDTH / 2, HEIGHT / 2)
    degree = np.bincount(np.concatenate(part.ends), minlength=part.n_nodes) if part.n_ties else np.zeros(part.n_nodes)
    names = [str(name) for name in part.nodes["name"]] if "name" in part.nodes.columns else list(part.ids)
    groups = list(part.nodes["group"]) if "group" in part.nodes.columns else ["other"] * part.n_nodes
    sizes = (4 + 2.4 * np.sqrt(degree)) * max(0.55, min(1.6, (220 / max(part.n_nodes, 1)) ** 0.4))
    labelled = _labelled(places, names, sizes)
    for k, name in enumerate(part.ids):
        look = look_of(groups[k])
        options = {
            "x": round(float(places[k, 0]), 1),
            "y": round(float(places[k, 1]), 1),
            "size": round(float(sizes[k]), 1),
            "color": {"background": look.colour, "border": "#ffffff", "highlight": look.colour},
            "full": names[k],
            "group_name": group_title(groups[k], lang=lang),
            "degree": int(degree[k]),
            "borderWidth": 4 if name == around else 1,
            "font": {"size": 13 if k in labelled or name == around else 0},
        }
        drawn.nodes.append(Node(name, look.shape, _short(names[k]), None, **options).options)
    strength = part.ties["strength"].to_numpy(dtype=float)
    columns = (part.ties["source"], part.ties["target"], strength)
    for source, target, value in zip(*columns, strict=True):
        width = round(0.5 + 1.6 * float(min(value, 3.0)), 2)
        drawn.edges.append(Edge(source, target, directed=False, width=width).options)
    return drawn


def _short(name: str) -> str:
    return name if len(name) <= 34 else f"{name[:32].rstrip()}…"  # noqa: PLR2004 - fits beside its node


def _labelled(places: np.ndarray, names: list[str], sizes: np.ndarray) -> set[int]:
    """Few labels that never overlap each other or a big symbol, those of many ties first."""
    boxes: list[tuple[float, float, float, float]] = []
    chosen: set[int] = set()
    big = np.flatnonzero(sizes > np.percentile(sizes, 80)) if len(sizes) else np.zeros(0, dtype=int)
    for k in np.argsort(-sizes, kind="stable"):
        width, x, y = LETTER * len(_short(names[k])) / 2, places[k, 0], places[k, 1] + sizes[k] + 9
        free = all(abs(x - a) > width + w or abs(y - b) > h + 9 for a, b, w, h in boxes)
        covers = sum(abs(x - places[o, 0]) < width and abs(y - places[o, 1]) < sizes[o] for o in big if o != k)
        if free and covers < 2:  # noqa: PLR2004 - one symbol behind a label is still legible
            boxes.append((x, y, width, 9.0))
            chosen.add(int(k))
        if len(chosen) == LABELS:
            break
    return chosen


def _options(n_nodes: int) -> dict[str, Any]:
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "nodes": {
            "font": {"face": "system-ui, sans-serif", "color": "#1b242d", "strokeWidth": 4, "strokeColor": "#ffffff"}
        },
        "edges": {
            "smooth": False,
            "color": {"color": f"rgba(85,96,106,{0.45 if n_nodes < 300 else 0.22})", "highlight": "#0b5f63"},  # noqa: PLR2004
        },
        "interaction": {
            "hover": False,
            "hideEdgesOnDrag": n_nodes > 600,  # noqa: PLR2004 - above it panning stutters
            "hideEdgesOnZoom": n_nodes > 600,  # noqa: PLR2004
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
    }
