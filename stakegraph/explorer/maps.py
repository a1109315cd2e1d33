"""Two maps without tiles: municipalities at home by their coordinates, partner towns on outlines of the world."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.lookup import folded
from stakegraph.explorer.outlines import centres, land

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel import Network
    from stakegraph.explorer.view import View

__all__ = ["home_map", "world_map"]

Box = tuple[float, float, float, float]

WIDE, HIGH = 760, 620
WORLD_WIDE, WORLD_HIGH = 1000, 500
LABELS = 22
LETTER, SMALL = 6.4, 5.0
ARCS, BEND = 150, 0.1
"""So many ties between places are drawn, and how far they bend."""
FEWEST, FAR = 3, 3.0
"""Fewer places make no map."""
GERMANY = (10.3, 51.1)
GOLDEN, APART = 2.4, 1.1
LEAST = (70, 36)
"""Degrees of longitude and latitude that are always shown, so that the world can be recognised."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality on a map."""

    id: str
    name: str
    x: float
    y: float
    r: float
    n: int
    label: tuple[float, float, str] | None
    """Where its name stands, and from where the text runs; None: it is not named."""


def home_map(view: View, network: Network, members: set[str], *, everything: bool = True) -> dict[str, Any]:
    """Place the municipalities in scope.

    Parameters
    ----------
    view
        The request.
    network
        The ties that count.
    members
        Who counts.
    everything
        Whether meetings count as well.

    Returns
    -------
    dict
        ``places`` (size by what is known there), ``arcs`` (path and width of the ties between places), ``width``,
        ``height``, ``cells`` (those without coordinates: ``id``, ``name``, ``n``).
    """
    nodes = view.desk.snapshot.nodes("Municipality")
    home = nodes[(nodes["country"] == "DE") & nodes["ags"].map(lambda ags: _inside(ags, view.desk.scope)).astype(bool)]
    known = _known(view, network, members, everything=everything)
    placed = home["lat"].notna() & home["lon"].notna()
    placed &= _together(home)
    if placed.sum() < FEWEST:
        placed &= False
    cells = [{"id": row["id"], "name": row["name"], "n": known[row["id"]]} for row in home[~placed].to_dict("records")]
    cells.sort(key=lambda cell: folded(cell["name"]))
    rows: list[Any] = home[placed].to_dict("records")
    if not rows:
        return {"places": [], "arcs": [], "width": WIDE, "height": HIGH, "cells": cells}
    middle = math.cos(math.radians(sum(row["lat"] for row in rows) / len(rows)))
    xs, ys = [row["lon"] * middle for row in rows], [-row["lat"] for row in rows]
    scale = min((WIDE - 80) / max(max(xs) - min(xs), 1e-6), (HIGH - 60) / max(max(ys) - min(ys), 1e-6))
    spots = [(40 + (x - min(xs)) * scale, 30 + (y - min(ys)) * scale) for x, y in zip(xs, ys, strict=True)]
    height = round(60 + (max(ys) - min(ys)) * scale)
    sizes = {row["id"]: known[row["id"]] for row in rows}
    spot_of = {row["id"]: spot for row, spot in zip(rows, spots, strict=True)}
    return {
        "places": _labelled(rows, spots, sizes, WIDE),
        "arcs": _arcs(_between(network, members), spot_of),
        "width": WIDE,
        "height": height,
        "cells": cells,
    }


def _together(home: pd.DataFrame) -> pd.Series[bool]:
    """Leave out what lies so far off that the rest would shrink to a dot."""
    off = ((home["lat"] - home["lat"].median()) ** 2 + (home["lon"] - home["lon"].median()) ** 2) ** 0.5
    return off <= max(float(off.quantile(0.9)) * FAR, 0.1) if len(off) else off.notna()


def _inside(ags: Any, scope: Any) -> bool:
    """Tell whether a municipality is meant; a federal state, with two digits, is none."""
    if not isinstance(ags, str):
        return not scope
    return len(ags) > 2 and (not scope or ags.startswith(scope))  # noqa: PLR2004


def _known(view: View, network: Network, members: set[str], *, everything: bool) -> Counter[str]:
    """Organisations, meetings and ties on record at each municipality."""
    snapshot = view.desk.snapshot
    seats = snapshot.relationships("BASED_IN")
    found = Counter(seats.loc[seats["source"].isin(members), "target"])
    if everything:
        found.update(snapshot.relationships("HELD_IN")["target"])
    ties = network.ties
    found.update(end for end in (*ties["source"], *ties["target"]) if end in members)
    return found


def _between(network: Network, members: set[str]) -> list[tuple[str, str, int]]:
    """Number of ties between places, for members seated there and the municipalities themselves."""
    nodes = network.nodes
    seat = {id_: place for id_, place in nodes["place"].items() if isinstance(place, str)}
    towns = set(nodes.index[nodes["group"] == "municipality"])
    counts: Counter[tuple[str, str]] = Counter()
    for a, b in zip(network.ties["source"], network.ties["target"], strict=True):
        if a in members and b in members:
            ends = sorted(id_ if id_ in towns else seat.get(id_, "") for id_ in (a, b))
            if ends[0] and ends[0] != ends[1]:
                counts[ends[0], ends[1]] += 1
    found = [(a, b, n) for (a, b), n in counts.items()]
    return sorted(found, key=lambda tie: (-tie[2], tie[0], tie[1]))


def _arcs(ties: list[tuple[str, str, int]], spots: dict[str, tuple[float, float]]) -> list[tuple[str, float]]:
    """Bend the most frequent ties a little, so that they can be told apart."""
    shown = [tie for tie in ties if tie[0] in spots and tie[1] in spots][:ARCS]
    found = []
    for a, b, n in reversed(shown):
        (x1, y1), (x2, y2) = spots[a], spots[b]
        mx, my = (x1 + x2) / 2 - (y2 - y1) * BEND, (y1 + y2) / 2 + (x2 - x1) * BEND
        found.append((f"M{x1:.1f} {y1:.1f}Q{mx:.1f} {my:.1f} {x2:.1f} {y2:.1f}", round(0.6 + 0.5 * math.log(n), 1)))
    return found


def _labelled(rows: list[Any], spots: list[tuple[float, float]], sizes: dict[str, int], width: int) -> list[Place]:
    """Names of the best known ones, as far as they cover neither each other nor a symbol."""
    radii = [_radius(sizes[row["id"]]) for row in rows]
    dots = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, radii, strict=True)]
    large = [dot for dot, r in zip(dots, radii, strict=True) if r > SMALL]
    boxes: list[Box] = []
    named: dict[str, tuple[float, float, str]] = {}
    for k in sorted(range(len(rows)), key=lambda k: (-sizes[rows[k]["id"]], rows[k]["id"])):
        if len(named) == LABELS:
            break
        beside = _beside(rows[k]["name"], *spots[k], radii[k])
        found = _free(beside, [*boxes, *(dot for dot in dots if dot is not dots[k])], width)
        if found is None and len(named) < LABELS // 4:  # the best known may stand on the smallest symbols
            found = _free(beside, [*boxes, *(dot for dot in large if dot is not dots[k])], width)
        if found is not None:
            box, named[rows[k]["id"]] = found
            boxes.append(box)
    places = []
    for row, (x, y), r in zip(rows, spots, radii, strict=True):
        id_ = row["id"]
        places.append(Place(id_, row["name"], round(x, 1), round(y, 1), r, sizes[id_], named.get(id_)))
    return sorted(places, key=lambda place: (place.n, place.id))


def _free(
    beside: list[tuple[Box, tuple[float, float, str]]], taken: list[Box], width: int
) -> tuple[Box, tuple[float, float, str]] | None:
    """Give the first place for a name that lies inside the picture and covers nothing."""
    for box, label in beside:
        fits = box[0] > 2 and box[2] < width - 2  # noqa: PLR2004 - a hair from the border
        if fits and not any(_meet(box, other) for other in taken):
            return box, label
    return None


def _beside(name: str, x: float, y: float, r: float) -> list[tuple[Box, tuple[float, float, str]]]:
    """Room for a name to the right, to the left, below and above of a symbol, and where the text begins there."""
    wide, far = len(name) * LETTER, r + 4
    found = []
    for start, middle, tx, anchor in (
        (x + far, y, x + far, "start"),
        (x - far - wide, y, x - far, "end"),
        (x - wide / 2, y + far + 5, x, "middle"),
        (x - wide / 2, y - far - 5, x, "middle"),
    ):
        box = (start, middle - 7, start + wide, middle + 7)
        found.append((box, (round(tx, 1), round(middle + 4, 1), anchor)))
    return found


def _radius(n: int) -> float:
    return round(2.5 + 1.3 * math.sqrt(min(n, 100)), 1)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def world_map(view: View, ties: list[dict[str, Any]]) -> dict[str, Any]:
    """Place partner towns abroad and draw an arc to each.

    Parameters
    ----------
    view
        The request.
    ties
        Partnerships with ``home`` and ``abroad`` as ids.

    Returns
    -------
    dict
        ``land`` (outlines), ``arcs``, ``places``, ``start``, ``width``, ``height``, ``rough`` (number shown in the
        middle of their country), ``unplaced`` (number not shown).
    """
    nodes = view.desk.snapshot.nodes("Municipality").set_index("id")
    lat, lon = nodes["lat"].to_dict(), nodes["lon"].to_dict()
    counts = Counter(tie["abroad"] for tie in ties)
    exact = {id_: (lon[id_], lat[id_]) for id_ in counts if not math.isnan(lat[id_]) and not math.isnan(lon[id_])}
    rough = _rough(ties, exact)
    placed = {**rough, **exact}
    homes = [(lon[tie["home"]], lat[tie["home"]]) for tie in ties if not math.isnan(lat[tie["home"]])]
    start = (sum(x for x, _ in homes) / len(homes), sum(y for _, y in homes) / len(homes)) if homes else GERMANY
    frame = _frame([*placed.values(), start])

    def at(x: float, y: float) -> tuple[float, float]:
        left, top, scale = frame
        return round((x - left) * scale, 1), round((top - y) * scale, 1)

    sx, sy = at(*start)
    arcs, rows, spots = [], [], []
    for id_, (x, y) in sorted(placed.items()):
        ex, ey = at(x, y)
        lift = 0.18 * math.hypot(ex - sx, ey - sy)
        arcs.append(f"M{sx} {sy}Q{(sx + ex) / 2:.1f} {(sy + ey) / 2 - lift:.1f} {ex} {ey}")
        rows.append({"id": id_, "name": view.name(id_)})
        spots.append((ex, ey))
    outlines = [
        "M" + "L".join(f"{px:g} {py:g}" for px, py in (at(*corner) for corner in ring)) + "Z"
        for ring in land()
        if _touches([at(*corner) for corner in ring])
    ]
    return {
        "land": outlines,
        "arcs": arcs,
        "places": _labelled(rows, spots, dict(counts), WORLD_WIDE),
        "start": (sx, sy),
        "width": WORLD_WIDE,
        "height": WORLD_HIGH,
        "rough": len(rough),
        "unplaced": len(counts) - len(placed),
    }


def _rough(ties: list[dict[str, Any]], exact: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Put towns without coordinates near the middle of their country, next to each other."""
    found: dict[str, tuple[float, float]] = {}
    numbers: Counter[str] = Counter()
    for id_, country in sorted({(tie["abroad"], tie["country"]) for tie in ties if tie["country"] in centres()}):
        if id_ not in exact:
            k, (x, y) = numbers[country], centres()[country]
            numbers[country] += 1
            turn, far = k * GOLDEN, APART * math.sqrt(k)
            found[id_] = (x + far * math.cos(turn), y + far * math.sin(turn))
    return found


def _touches(ring: list[tuple[float, float]]) -> bool:
    """Tell whether any of an outline can be seen."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(xs) > 0 and min(xs) < WORLD_WIDE and max(ys) > 0 and min(ys) < WORLD_HIGH


def _frame(spots: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Left, top and scale of the part of the world that holds all of them."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    wide, high = max((max(xs) - min(xs)) * 1.16, LEAST[0]), max((max(ys) - min(ys)) * 1.2, LEAST[1])
    scale = min(WORLD_WIDE / wide, WORLD_HIGH / high)
    left = (max(xs) + min(xs)) / 2 - WORLD_WIDE / scale / 2
    top = (max(ys) + min(ys)) / 2 + WORLD_HIGH / scale / 2
    return left, top, scale
