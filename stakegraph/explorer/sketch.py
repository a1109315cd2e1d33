"""A drawing of the network that stands still: lines, symbols and few labels, for files and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stakegraph.looks import look_of

if TYPE_CHECKING:
    from stakegraph.explorer.drawing import Drawing

__all__ = ["sketch"]

WIDE, HIGH = 760, 520
MARGIN = 120
LABELS = 24
LETTER = 6.6
LONGEST = 34
LINES = 3000


def sketch(drawing: Drawing) -> dict[str, Any]:
    """Scale a drawing to a page.

    Parameters
    ----------
    drawing
        What is drawn.

    Returns
    -------
    dict
        ``width``, ``height``, ``lines`` (ends and width), ``dots`` (look, place, radius), ``labels`` (place, text,
        anchor).
    """
    spots = [
        (round(WIDE / 2 + x * (WIDE / 2 - MARGIN), 1), round(HIGH / 2 + y * (HIGH / 2 - 40), 1))
        for x, y in drawing.places
    ]
    factor = 0.7 if len(spots) > 60 else 1.0  # noqa: PLR2004 - many symbols are drawn smaller
    sizes = [round(size * factor, 1) for size in drawing.sizes]
    lines = [
        (*spots[drawing.ends[2 * k]], *spots[drawing.ends[2 * k + 1]], width)
        for k, width in enumerate(drawing.widths[:LINES])
    ]
    dots = [(look_of(group), *spot, r) for group, spot, r in zip(drawing.groups, spots, sizes, strict=True)]
    return {"width": WIDE, "height": HIGH, "lines": lines, "dots": dots, "labels": _labels(drawing, spots, sizes)}


def _labels(
    drawing: Drawing, spots: list[tuple[float, float]], sizes: list[float]
) -> list[tuple[float, float, str, str]]:
    """Names of the largest, as far as they do not overlap."""
    boxes: list[tuple[float, float, float, float]] = []
    found: list[tuple[float, float, str, str]] = []
    for k in sorted(range(len(spots)), key=lambda k: (k != drawing.middle, -sizes[k], drawing.ids[k])):
        if len(found) == LABELS:
            break
        name = drawing.names[k]
        text = name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
        (x, y), r, wide = spots[k], sizes[k], len(text) * LETTER
        left = x < WIDE / 2
        start = x - r - 5 - wide if left else x + r + 5
        box = (start, y - 8, start + wide, y + 8)
        inside = box[0] > 0 and box[2] < WIDE
        if inside and not any(box[0] < o[2] and box[2] > o[0] and box[1] < o[3] and box[3] > o[1] for o in boxes):
            boxes.append(box)
            found.append((round(x - r - 5 if left else x + r + 5, 1), y + 4, text, "end" if left else "start"))
    return found
