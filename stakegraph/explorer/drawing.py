"""What the network page draws: groups first, a group opened, somebody's surroundings, ways, or everybody."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel.lookup import folded
from stakegraph.layout import apart, positions_of
from stakegraph.looks import look_of
from stakegraph.words import group_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphmodel import Network

__all__ = ["Drawing", "around", "everybody", "grouped", "ways"]

GROUP = "gruppe:"
CROWDED = 36
UNIT = 220.0
"""Pixels for which one stands in `Drawing.places` on a laptop."""
GAP = 1.0
"""Half the pixels between two symbols."""
DIRECT = 2
"""Length of a way that needs nobody else."""


@dataclass(slots=True)
class Drawing:
    """Places, symbols and lines, in columns.

    Attributes
    ----------
    ids
        Of the stakeholders; a group that is not opened has ``gruppe:`` before its name.
    names, groups, sizes, counts
        What stands at each place: its name, group, radius, and number of ties (of members, for a group).
    places
        From -1 to 1.
    ends
        Positions of the two ends of each line, one after the other.
    widths, counted
        Of the lines, and for bundles how many ties each holds (else 0).
    middle
        Position of the one in the middle; -1: nobody.
    """

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    middle: int = -1

    def add(self, id_: str, name: str, group: str, *, size: float, count: int, place: tuple[float, float]) -> None:
        """Put somebody at a place.

        Parameters
        ----------
        id_, name, group
            Who it is.
        size
            Radius of the symbol.
        count
            Number of ties, or of members.
        place
            From -1 to 1.
        """
        self.ids.append(id_)
        self.names.append(name)
        self.groups.append(group)
        self.sizes.append(round(size, 1))
        self.counts.append(count)
        self.places.append((round(float(place[0]), 4), round(float(place[1]), 4)))

    def connect(
        self, ties: Iterable[tuple[str, str, float]], *, width: Callable[[float], float], bundled: bool = False
    ) -> None:
        """Draw lines between those who are there.

        Parameters
        ----------
        ties
            Ids of both ends and the strength.
        width
            From strength to width.
        bundled
            Whether the strength is a number of ties.
        """
        position = {id_: k for k, id_ in enumerate(self.ids)}
        for a, b, strength in ties:
            if a in position and b in position:
                self.ends += [position[a], position[b]]
                self.widths.append(round(width(strength), 1))
                self.counted.append(int(strength) if bundled else 0)

    def as_dict(self, *, lang: str) -> dict[str, Any]:
        """Give the columns as plain data.

        Parameters
        ----------
        lang
            Of the names of groups.

        Returns
        -------
        dict
            ``kinds`` lists the groups with colour and shape; ``kind`` points into it.
        """
        kinds = sorted(set(self.groups), key=lambda group: folded(group_title(group, lang=lang)))
        looks = [(group, look_of(group)) for group in kinds]
        return {
            "ids": self.ids,
            "names": self.names,
            "kind": [kinds.index(group) for group in self.groups],
            "kinds": [
                {"key": group, "label": group_title(group, lang=lang), "colour": look.colour, "shape": look.shape}
                for group, look in looks
            ],
            "size": self.sizes,
            "count": self.counts,
            "x": [place[0] for place in self.places],
            "y": [place[1] for place in self.places],
            "ends": self.ends,
            "width": self.widths,
            "middle": self.middle,
        }


def _columns(network: Network) -> tuple[dict[str, str], dict[str, str], Counter[str], list[tuple[str, str, float]]]:
    nodes, ties = network.nodes, network.ties
    names = dict(zip(nodes.index, nodes["name"].astype(str), strict=True))
    groups = dict(zip(nodes.index, nodes["group"].astype(str), strict=True))
    lines = list(zip(ties["source"], ties["target"], ties["strength"].astype(float), strict=True))
    return names, groups, Counter(end for a, b, _ in lines for end in (a, b)), lines


def _line(strength: float) -> float:
    return 0.6 + 1.4 * min(strength, 3.0)


def everybody(network: Network, *, places: Callable[[Network], np.ndarray] = positions_of) -> Drawing:
    """Draw everybody who has a tie.

    Parameters
    ----------
    network
        Who may be drawn.
    places
        Where they stand.

    Returns
    -------
    Drawing
    """
    names, groups, degree, lines = _columns(network)
    part = network.subnetwork(degree)
    drawing = Drawing()
    factor = max(0.35, min(1.2, (120 / max(part.n_nodes, 1)) ** 0.4))
    sizes = np.array([(3.0 + 1.3 * math.sqrt(degree[id_])) * factor for id_ in part.ids])
    for id_, place, size in zip(part.ids, apart(places(part), (sizes + GAP) / UNIT), sizes, strict=True):
        drawing.add(id_, names[id_], groups[id_], size=float(size), count=degree[id_], place=(place[0], place[1]))
    drawing.connect(lines, width=_line)
    return drawing


def grouped(
    network: Network,
    *,
    opened: Sequence[str] = (),
    lang: str = "de",
    places: Callable[[Network], np.ndarray] = positions_of,
) -> Drawing:
    """Draw groups as one symbol each, the opened ones with their members.

    Parameters
    ----------
    network
        Who may be drawn.
    opened
        Groups whose members are shown.
    lang
        Of the names of groups.
    places
        Where the members stand.

    Returns
    -------
    Drawing
        Members without a tie are left out.
    """
    names, groups, degree, lines = _columns(network)
    members: dict[str, list[str]] = defaultdict(list)
    for id_, group in groups.items():
        members[group].append(id_)
    closed = sorted(members.keys() - set(opened))  # by name: whoever comes and goes, each keeps its place
    shown = [id_ for group in opened for id_ in members.get(group, ()) if degree[id_]]
    drawing = Drawing()
    part = network.subnetwork(shown)
    sizes = np.array([3.0 + 1.3 * math.sqrt(degree[id_]) for id_ in part.ids])
    for id_, place, size in zip(part.ids, apart(places(part) * 0.66, (sizes + GAP) / UNIT), sizes, strict=True):
        drawing.add(id_, names[id_], groups[id_], size=float(size), count=degree[id_], place=(place[0], place[1]))
    for k, group in enumerate(closed):
        angle = 2 * math.pi * k / len(closed) - math.pi / 2
        size = 10 + 1.5 * math.sqrt(min(len(members[group]), 400))
        label, n = group_title(group, lang=lang), len(members[group])
        place = (math.cos(angle), math.sin(angle))
        drawing.add(GROUP + group, f"{label} · {n}", group, size=size, count=n, place=place)
    there = set(shown)
    drawing.connect(
        _merged(lines, lambda id_: id_ if id_ in there else GROUP + groups[id_]), width=_bundle, bundled=True
    )
    return drawing


def _merged(lines: Iterable[tuple[str, str, float]], name: Callable[[str], str]) -> list[tuple[str, str, float]]:
    """Bundle the lines between symbols; the strength becomes their number."""
    counts = Counter(tuple(sorted((name(a), name(b)))) for a, b, _ in lines)
    return [(a, b, float(n)) for (a, b), n in sorted(counts.items()) if a != b]


def _bundle(n: float) -> float:
    return 0.6 + 1.5 * math.log1p(n) if n > 1 else 0.8


def around(network: Network, middle: str, *, steps: int = 1) -> Drawing:
    """Draw somebody with the contacts on a ring, and theirs on a second one.

    Parameters
    ----------
    network
        Everybody.
    middle
        Id of the one in the middle.
    steps
        1 or 2.

    Returns
    -------
    Drawing
    """
    names, groups, degree, lines = _columns(network)
    contacts: dict[str, list[str]] = defaultdict(list)
    for a, b, _ in lines:
        contacts[a].append(b)
        contacts[b].append(a)

    def order(ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=lambda id_: (groups[id_], folded(names[id_]), id_))

    first = order(contacts[middle])
    children: dict[str, list[str]] = {id_: [] for id_ in first}
    seen = {middle, *first}
    if steps > 1:
        for id_ in first:
            children[id_] = order(set(contacts[id_]) - seen)
            seen |= set(children[id_])
    drawing = Drawing(middle=0)
    drawing.add(middle, names[middle], groups[middle], size=15, count=degree[middle], place=(0.0, 0.0))
    factor = max(0.45, min(1.0, (60 / max(len(seen), 1)) ** 0.5))
    rings = _rings(first, children)
    sizes = np.array([(4 + 1.3 * math.sqrt(min(degree[id_], 60))) * factor for id_ in rings])
    spread = apart(np.array(list(rings.values())).reshape(-1, 2), (sizes + GAP) / UNIT)
    for id_, place, size in zip(rings, spread, sizes, strict=True):
        drawing.add(id_, names[id_], groups[id_], size=float(size), count=degree[id_], place=place)
    drawing.connect(lines, width=_line)
    return drawing


def _rings(first: Sequence[str], children: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Give each contact a share of the circle that fits its own contacts."""
    shares = [1 + len(children[id_]) for id_ in first]
    total, turned = max(sum(shares), 1), 0.0
    two = any(children.values())
    found: dict[str, tuple[float, float]] = {}
    for k, (id_, share) in enumerate(zip(first, shares, strict=True)):
        angle = 2 * math.pi * (turned + share / 2) / total - math.pi / 2
        radius = _radius(k, len(first)) * (0.55 if two else 1.0)
        found[id_] = (radius * math.cos(angle), radius * math.sin(angle))
        for j, child in enumerate(children[id_]):
            turn = 2 * math.pi * (turned + 0.5 + j) / total - math.pi / 2
            far = 0.7 + 0.3 * _radius(j, sum(shares))
            found[child] = (far * math.cos(turn), far * math.sin(turn))
        turned += share
    return found


def _radius(k: int, n: int) -> float:
    """Spread many over several rings, so that neighbours do not cover each other."""
    rings = min(4, -(-n // CROWDED))
    return 1.0 - 0.16 * (k % rings)


def ways(network: Network, paths: Sequence[Sequence[str]]) -> Drawing:
    """Draw ways from one to another, step by step from left to right.

    Parameters
    ----------
    network
        Everybody.
    paths
        Ids along each way, the best first.

    Returns
    -------
    Drawing
    """
    names, groups, degree, lines = _columns(network)
    steps: dict[str, float] = {}
    rows: dict[str, float] = {}
    middle = 0 if paths and len(paths[0]) == DIRECT else (len(paths) - 1) / 2  # nobody stands on a direct line
    for k, path in enumerate(paths):
        for j, id_ in enumerate(path):
            steps.setdefault(id_, j / max(len(path) - 1, 1))
            rows.setdefault(id_, 0.0 if j in {0, len(path) - 1} else (k - middle) * 0.5)
    drawing = Drawing()
    for id_, step in steps.items():
        size = 6 + 1.2 * math.sqrt(min(degree[id_], 60))
        place = (2 * step - 1, float(np.clip(rows[id_], -1, 1)))
        drawing.add(id_, names[id_], groups[id_], size=size, count=degree[id_], place=place)
    on_a_way = {tuple(sorted(pair)) for path in paths for pair in pairwise(path)}
    drawing.connect((line for line in lines if tuple(sorted(line[:2])) in on_a_way), width=_line)
    return drawing
