"""The world in outline: land and the middle of each country, from Natural Earth (public domain)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

__all__ = ["centres", "land"]

Point = tuple[float, float]


@cache
def _world() -> dict[str, object]:
    text = (files("stakegraph.explorer") / "data" / "world.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


@cache
def land() -> tuple[tuple[Point, ...], ...]:
    """Give the outlines of continents and islands.

    Returns
    -------
    tuple of tuple of (float, float)
        Longitude and latitude of the corners.
    """
    rings: list[list[Point]] = _world()["land"]  # type: ignore[assignment]
    return tuple(tuple((x, y) for x, y in ring) for ring in rings)


@cache
def centres() -> dict[str, Point]:
    """Give the middle of each country.

    Returns
    -------
    dict
        Two-letter ISO code to longitude and latitude.
    """
    found: dict[str, Point] = _world()["centres"]  # type: ignore[assignment]
    return {code: (x, y) for code, (x, y) in found.items()}
