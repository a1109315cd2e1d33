"""The dossier as plain data, for the printers: every block with its type, every shape with its corners."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from stakegraph.dossier.document import Mark, Section, depths

__all__ = ["corners", "plain_dossier"]

SIDES = {
    "square": (4, 45.0),
    "triangle": (3, -90.0),
    "triangleDown": (3, 90.0),
    "diamond": (4, 0.0),
    "hexagon": (6, 0.0),
}
STAR = 0.45


def plain_dossier(value: Any) -> Any:
    """Give a document as lists, dicts and text.

    Parameters
    ----------
    value
        A dossier or a part of one.

    Returns
    -------
    object
        Each part a dict with ``type``.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: plain_dossier(getattr(value, field.name)) for field in dataclasses.fields(value)}
        if isinstance(value, Mark):
            fields["corners"] = [[round(x, 2), round(y, 2)] for x, y in corners(value)]
            fields["points"] = " ".join(f"{x},{y}" for x, y in fields["corners"])
        if isinstance(value, Section):
            for block, depth in zip(fields["blocks"], depths(value.blocks), strict=True):
                block["depth"] = depth
        return {"type": type(value).__name__, **fields}
    if isinstance(value, tuple | list):
        return [plain_dossier(entry) for entry in value]
    return value


def corners(mark: Mark) -> list[tuple[float, float]]:
    """Corners of a shape; none for a circle.

    Parameters
    ----------
    mark
        The shape.

    Returns
    -------
    list of tuple of float
    """
    if mark.shape == "star":
        return [_at(mark, -90 + 36 * k, mark.r if k % 2 == 0 else mark.r * STAR) for k in range(10)]
    if mark.shape not in SIDES:
        return []
    n, turn = SIDES[mark.shape]
    return [_at(mark, turn + 360 * k / n, mark.r) for k in range(n)]


def _at(mark: Mark, degrees: float, radius: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return mark.x + radius * math.cos(angle), mark.y + radius * math.sin(angle)
