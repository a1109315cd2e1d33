"""The world in outline: land and the middle of each country, from Natural Earth (public domain)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise

__all__ = ["centres", "land"]

Point = tuple[float, float]
HALF = 180.0


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
    return tuple(part for ring in rings for part in _whole(tuple((x, y) for x, y in ring)))


def _whole(ring: tuple[Point, ...]) -> tuple[tuple[Point, ...], ...]:
    """Show land on both sides of the line where the date changes whole on each side of the map."""
    if all(abs(x - next_x) <= HALF for (x, _), (next_x, _) in pairwise([*ring, ring[0]])):
        return (ring,)
    most_east = sum(x > 0 for x, _ in ring) * 2 >= len(ring)
    turn = 2 * HALF if most_east else -2 * HALF
    joined = tuple((x + turn if (x < -HALF / 2 if most_east else x > HALF / 2) else x, y) for x, y in ring)
    return joined, tuple((x - turn, y) for x, y in joined)


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
