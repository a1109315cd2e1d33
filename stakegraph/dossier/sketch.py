"""The two drawings of a dossier as data: the surroundings as a map, and who is linked to whom."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING

from stakegraph.dossier.document import Anchor, Label, Mark, Picture, Stroke
from stakegraph.looks import look_of
from stakegraph.words import listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stakegraph.dossier.place import Place

__all__ = ["links_picture", "surroundings_map"]

INK, SOFT, ACCENT, LINE = "#1b242d", "#5a6570", "#0b5f63", "#dcdad3"
WIDTH = 160.0
KM = 32.0
MAP_HEIGHT = 50.0
LABELS = 14
LETTER = 1.62
TEXT_HEIGHT = 3.6
EDGE, LEGEND = 2.0, 5.0
KM_PER_DEGREE = 111.2
ROWS = 8
ROW = 6.4
LINE_HEIGHT = 3.1
WIDE_LETTER = 2.05
"""The browser's letters are wider than those of the printed page."""

MARK_ROOM, MOST_ROOM = 3.2, 58.8
FAN, FRAME = 12.0, 7.0
TOWN_DIGITS = 8


def surroundings_map(place: Place) -> Picture | None:
    """Sketch where the municipality lies and where organisations are on record around it.

    Parameters
    ----------
    place
        The municipality.

    Returns
    -------
    Picture or None
        None when its position is not on record.
    """
    lat, lon = place.row["lat"], place.row["lon"]
    if not isinstance(lat, float) or not isinstance(lon, float):
        return None
    scale = MAP_HEIGHT / (2 * KM * 0.72)
    table = place.snapshot.nodes("Municipality")
    table = table[table["lat"].notna() & table["lon"].notna() & (table["country"] == "DE")]
    towns = []
    for name, ags, y, x in table[["id", "ags", "lat", "lon"]].itertuples(index=False):
        if name != place.id and ((ags and len(ags) != TOWN_DIGITS) or place.facts.towns_of(name) != [name]):
            continue  # districts and states are no points
        east = (x - lon) * KM_PER_DEGREE * math.cos(math.radians(lat)) * scale + WIDTH / 2
        south = (lat - y) * KM_PER_DEGREE * scale + MAP_HEIGHT / 2
        if EDGE < east < WIDTH - EDGE and EDGE < south < MAP_HEIGHT - LEGEND:
            towns.append((name, east, south, len(place.facts.actors_in.get(name, ()))))
    towns.sort(key=lambda town: (town[0] != place.id, -town[3], -place.facts.population_of.get(town[0], 0), town[0]))
    marks: list[Mark] = []
    boxes: list[tuple[float, float, float, float]] = []
    labels: list[Label] = []
    for name, x, y, n in towns:
        radius = min(0.8 + 0.55 * math.sqrt(n), 3.4)
        own = name == place.id
        marks.append(Mark("dot", x, y, max(radius, 1.6) if own else radius, ACCENT if own or n else SOFT, hollow=not n))
        boxes.append((x - radius, y - radius, x + radius, y + radius))
    for name, x, y, n in towns[:40]:
        radius, own = min(0.8 + 0.55 * math.sqrt(n), 3.4), name == place.id
        label = _placed(place.facts.names[name], x, y, radius, boxes, around=own or n > 0, strong=own)
        if label is not None and len(labels) < LABELS:
            labels.append(label)
    ten = 10 * scale
    bar = Stroke(3, MAP_HEIGHT - 2, 3 + ten, MAP_HEIGHT - 2, 0.4)
    labels.append(Label(4.5 + ten, MAP_HEIGHT - 0.9, place.say("map.scale")))
    named = [place.facts.names[name] for name, *_, n in towns if n][:8]
    alt = place.say("map.alt", name=place.name, towns=listing(named, lang=place.lang) or place.say("none"))
    marks.reverse()
    return Picture(alt, place.say("map.caption"), WIDTH, MAP_HEIGHT, (bar,), tuple(marks), tuple(labels))


def _placed(
    text: str,
    x: float,
    y: float,
    r: float,
    boxes: list[tuple[float, float, float, float]],
    *,
    around: bool,
    strong: bool,
) -> Label | None:
    """Put a name beside its point where nothing is in the way; the place taken is added to the boxes.

    Where organisations are on record, the place may be above or below too; the one that the map is about is named in
    any case, where least is in the way.
    """
    width = len(text) * LETTER * (1.08 if strong else 1.0)
    found: list[tuple[int, Label, tuple[float, float, float, float]]] = []
    sides: tuple[tuple[Anchor, float], ...] = (("start", x + r + 0.8), ("end", x - r - 0.8 - width))
    for down in (0.0, -r - TEXT_HEIGHT / 2, r + TEXT_HEIGHT / 2) if around else (0.0,):
        for anchor, left in sides:
            box = (left, y + down - TEXT_HEIGHT / 2, left + width, y + down + TEXT_HEIGHT / 2)
            inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < MAP_HEIGHT - 4
            at = x + r + 0.8 if anchor == "start" else x - r - 0.8
            label = Label(at, y + down + 1.1, text, anchor, strong=strong)
            found += [(sum(_meet(box, other) for other in boxes), label, box)] if inside else []
    least = min(found, key=lambda one: one[0], default=None)
    if least is None or (least[0] and not strong):
        return None
    boxes.append(least[2])
    return least[1]


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def links_picture(place: Place, suggested: Sequence[str]) -> Picture | None:
    """Draw who has to do with the municipality, and with whom a talk might be worth it.

    Parameters
    ----------
    place
        The municipality.
    suggested
        Ids of organisations that are suggested.

    Returns
    -------
    Picture or None
        None when there is neither.
    """
    contacts = place.contacts.head(ROWS)
    right = list(dict.fromkeys(suggested))[:ROWS]
    if contacts.empty and not right:
        return None
    half = len(place.name) * LETTER * 0.58 + 3
    left_x = min(MOST_ROOM + MARK_ROOM, WIDTH / 2 - half - FAN)
    right_x, letters = WIDTH - left_x, int((left_x - MARK_ROOM) / WIDE_LETTER)
    left_names = [_lines(place.facts.names[other], letters) for other in contacts["other"]]
    right_names = [_lines(place.facts.names[other], letters) for other in right]
    height = 4 + max(sum(map(_row_height, left_names)), sum(map(_row_height, right_names)), ROW)
    middle = height / 2
    strokes, marks, labels = [], [], []
    strongest = float(contacts["strength"].max()) if len(contacts) else 1.0
    rows = zip(contacts["other"], contacts["strength"], left_names, _middles(left_names, height), strict=True)
    for other, strength, lines, y in rows:
        width = 0.25 + 0.9 * math.sqrt(strength / strongest)
        strokes.append(Stroke(WIDTH / 2 - half, middle, left_x, y, width))
        look = look_of(place.facts.group_of[other])
        marks.append(Mark(look.shape, left_x, y, 1.9, look.colour))
        labels += _beside(lines, left_x - MARK_ROOM, y, "end")
    for other, lines, y in zip(right, right_names, _middles(right_names, height), strict=True):
        strokes.append(Stroke(WIDTH / 2 + half, middle, right_x, y, 0.3, dashed=True))
        look = look_of(place.facts.group_of.get(other))
        marks.append(Mark(look.shape, right_x, y, 1.9, look.colour))
        labels += _beside(lines, right_x + MARK_ROOM, y, "start")
    strokes += _frame(WIDTH / 2, middle, half, FRAME)
    labels.append(Label(WIDTH / 2, middle + 1.1, place.name, "middle", strong=True))
    nobody = place.say("links.alt.none")
    alt = place.say(
        "links.alt",
        name=place.name,
        have=listing([place.facts.names[other] for other in contacts["other"]], lang=place.lang) or nobody,
        suggested=listing([place.facts.names[other] for other in right], lang=place.lang) or nobody,
    )
    shown = "links.picture.have" if not right else "links.picture.want" if contacts.empty else "links.picture"
    caption = place.say(shown, name=place.name)
    return Picture(alt, caption, WIDTH, height, tuple(strokes), tuple(marks), tuple(labels))


def _frame(x: float, y: float, half: float, height: float) -> list[Stroke]:
    """Four lines around a name, so that no other line runs into it."""
    left, right, top, bottom = x - half, x + half, y - height / 2, y + height / 2
    ends = (
        (left, top, right, top),
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
    )
    return [Stroke(*line, 0.5) for line in ends]


def _lines(name: str, letters: int) -> list[str]:
    """A name on as many lines as it needs; compounds break at their hyphens, longer words anywhere."""
    return wrap(name, width=letters) or [""]


def _row_height(lines: list[str]) -> float:
    return max(ROW, len(lines) * LINE_HEIGHT + 0.9)


def _middles(names: Sequence[list[str]], height: float) -> list[float]:
    """Where the middle of each row is, all rows together in the middle of the drawing."""
    heights = [_row_height(name) for name in names]
    top = (height - sum(heights)) / 2
    return [top + sum(heights[:k]) + own / 2 for k, own in enumerate(heights)]


def _beside(lines: list[str], x: float, y: float, anchor: Anchor) -> list[Label]:
    """A name beside its mark, whole."""
    first = y + 1.1 - (len(lines) - 1) * LINE_HEIGHT / 2
    return [Label(x, first + k * LINE_HEIGHT, line, anchor) for k, line in enumerate(lines)]
