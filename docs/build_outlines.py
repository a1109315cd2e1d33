"""Write the outlines of the world for the map: ``python docs/build_outlines.py countries-110m.json``.

The file is Natural Earth's 1:110m countries (public domain) as TopoJSON, as the npm package ``world-atlas`` carries it.
"""

from __future__ import annotations

import csv
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "stakegraph" / "explorer" / "data" / "world.json"
SOUTHERNMOST = -58
"""Latitude below which there are no municipalities."""
OTHER_NAMES = {
    "Bosnia and Herz.": "BA", "Cabo Verde": "CV", "Central African Rep.": "CF", "Congo": "CG", "Czechia": "CZ",
    "Côte d'Ivoire": "CI", "Dem. Rep. Congo": "CD", "Dominican Rep.": "DO", "Eq. Guinea": "GQ", "Kosovo": "XK",
    "Laos": "LA", "Macedonia": "MK", "Moldova": "MD", "North Korea": "KP", "Palestine": "PS", "Russia": "RU",
    "S. Sudan": "SS", "South Korea": "KR", "Syria": "SY", "Tanzania": "TZ", "Timor-Leste": "TL", "Turkey": "TR",
    "United States of America": "US", "Vietnam": "VN", "eSwatini": "SZ", "Iran": "IR", "Bolivia": "BO",
    "Venezuela": "VE", "Brunei": "BN", "Solomon Is.": "SB", "Gambia": "GM", "Bahamas": "BS",
}  # fmt: skip
Ring = list[tuple[float, float]]


def arcs_of(topology: dict[str, Any]) -> list[Ring]:
    """Undo the differences and the grid in which a TopoJSON file keeps its lines."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round(x * sx + tx, 1), round(y * sy + ty, 1)))
        found.append(points)
    return found


def rings_of(shape: dict[str, Any], arcs: list[Ring]) -> list[Ring]:
    """Outer rings of a country or of all land."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    found = []
    for polygon in polygons:
        ring: Ring = []
        for number in polygon[0]:
            piece = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring += piece if not ring else piece[1:]
        found.append([point for k, point in enumerate(ring) if k == 0 or point != ring[k - 1]])
    return found


def centre_of(ring: Ring) -> tuple[float, tuple[float, float]]:
    """Area and centre of gravity of a ring."""
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        area, cx, cy = area + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    if not area:
        return 0.0, ring[0]
    return abs(area), (round(cx / (3 * area), 1), round(cy / (3 * area), 1))


def codes() -> dict[str, str]:
    """ISO codes of countries by their English names."""
    with (files("loaders") / "reference" / "countries.csv").open(encoding="utf-8") as file:
        return {row["name_en"]: row["iso2"] for row in csv.DictReader(file)} | OTHER_NAMES


def main(source: Path) -> None:
    """Read Natural Earth, write what the map needs."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs, code_of = arcs_of(topology), codes()
    (land,) = topology["objects"]["land"]["geometries"]
    rings = [ring for ring in rings_of(land, arcs) if max(y for _, y in ring) > SOUTHERNMOST]
    centres = {}
    for country in topology["objects"]["countries"]["geometries"]:
        code = code_of.get(country["properties"]["name"])
        if code:
            centres[code] = max(centre_of(ring) for ring in rings_of(country, arcs))[1]
    world = {"land": [ring for ring in rings if len(ring) > 3], "centres": dict(sorted(centres.items()))}
    TARGET.write_text(json.dumps(world, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
