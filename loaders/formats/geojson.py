"""GeoJSON points of municipalities, checked against where they really lie."""

from __future__ import annotations

import math
from typing import Any

from loaders.cells import Grid, grid_of_records
from loaders.headers import map_header
from loaders.namesakes import places_meant
from loaders.places import Place, read_key, register
from loaders.report import Problem

__all__ = ["is_geojson", "read_geojson"]

_FAR_KM, _NEAR_KM = 60.0, 60.0
_KM_PER_DEGREE = 111.2


def is_geojson(content: Any) -> bool:
    """Tell GeoJSON from other JSON."""
    return isinstance(content, dict) and content.get("type") in {"FeatureCollection", "Feature"}


def read_geojson(content: dict[str, Any], *, file: str) -> list[Grid]:
    """Read points with a name or key.

    Parameters
    ----------
    content
        Parsed JSON.
    file
        Name of the file.

    Returns
    -------
    list of Grid
        Municipalities, with coordinates where they are points; those swapped, projected or far off are errors.
    """
    features = content.get("features") if content["type"] == "FeatureCollection" else [content]
    records: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    areas: list[int] = []
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        named = _properties(properties if isinstance(properties, dict) else {})
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        point = _point(geometry)
        if point is None and named and _is_area(geometry):
            areas.append(number)
            records.append((number, named))
            continue
        if point is None:
            params = {"record": f"Objekt {number}"}
            problems.append(
                Problem("warning", "coordinates_range", params, file, row=number, value="keine Punktangabe")
            )
            continue
        fault = _fault(point, _place(named), named.get("name") or f"Objekt {number}", number, file)
        if fault:
            problems.append(fault)
        if not fault or fault.severity != "error":
            records.append((number, {**named, "lat": str(point[1]), "lon": str(point[0])}))
    if areas:
        problems.append(Problem("note", "geometry_area", {"count": len(areas)}, file, row=areas[0]))
    grid = grid_of_records(file, "municipalities", records) if records else Grid(file, None, [])
    grid.problems.extend(problems)
    return [grid]


def _properties(properties: dict[str, Any]) -> dict[str, str]:
    names = [str(name) for name in properties]
    mapping = map_header(names, table="municipalities")
    return {
        field: str(properties[name])
        for name, field in zip(names, mapping.fields, strict=True)
        if field and field not in {"lat", "lon"} and properties[name] is not None
    }


def _is_area(geometry: Any) -> bool:
    """Whether a place is drawn by its borders, or not at all."""
    return geometry is None or (isinstance(geometry, dict) and geometry.get("type") in {"Polygon", "MultiPolygon"})


def _point(geometry: Any) -> tuple[float, float] | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    values = geometry.get("coordinates")
    if not isinstance(values, list) or len(values) < 2:  # noqa: PLR2004 - longitude and latitude
        return None
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in values[:2]):
        return None
    return float(values[0]), float(values[1])


def _place(named: dict[str, str]) -> Place | None:
    key = read_key(named.get("ags", "")).value if named.get("ags") else None
    if key:
        return register().get(key)
    found = places_meant(named["name"]) if named.get("name") else ()
    return found[0] if len(found) == 1 else None


def _km(lat: float, lon: float, place: Place) -> float:
    if place.lat is None or place.lon is None:
        return 0.0
    east = (lon - place.lon) * math.cos(math.radians(place.lat))
    return math.hypot(lat - place.lat, east) * _KM_PER_DEGREE


def _fault(point: tuple[float, float], place: Place | None, record: str, number: int, file: str) -> Problem | None:
    lon, lat = point
    value = f"{lon:g}, {lat:g}"

    def problem(code: str, **params: Any) -> Problem:
        return Problem("error", code, {"record": record, **params}, file, row=number, value=value)

    if abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004 - the earth
        projected = abs(lon) > 1000 or abs(lat) > 1000  # noqa: PLR2004 - metres, not degrees
        return problem("coordinates_projected" if projected else "coordinates_range")
    if place is None or place.lat is None:
        return None
    distance = _km(lat, lon, place)
    if distance <= _FAR_KM:
        return None
    expected = f"{place.lon:.3f}, {place.lat:.3f}"
    if _km(lon, lat, place) <= _NEAR_KM:
        return problem("coordinates_swapped", place=place.short, expected=expected)
    return problem("coordinates_far", place=place.short, km=round(distance))
