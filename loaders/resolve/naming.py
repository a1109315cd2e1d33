"""Names of a delivery resolved in order: known, the same as an earlier one, new, or to be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import DamerauLevenshtein

from loaders.facts import slug
from loaders.resolve.candidates import CandidateIndex
from loaders.resolve.compare import ASK, SAME, compare_prepared, is_common_name, place_key, score_prepared
from loaders.resolve.decide import LEAD
from loaders.resolve.features import Name, name_of
from loaders.resolve.municipalities import municipality_at
from loaders.resolve.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["WAIT", "Known", "Memory", "Resolution", "name_key", "resolve_names"]

WAIT = "wait:"
"""Prefix of the id that stands for a stakeholder nobody has identified yet."""

ASK_INSIDE = 0.80
"""From which score two names of one delivery are worth a question; they were written by the same people."""

_SHOWN = 5
_LETTERS_PER_SLIP, _MOST_SLIPS = 12, 2


@dataclass(frozen=True, slots=True)
class Known:
    """A stakeholder with one of its names.

    Attributes
    ----------
    id
        Id of its node.
    name
        One of its names.
    place
        Key of its seat, None when unknown.
    """

    id: str
    name: str
    place: str | None = None


@dataclass(slots=True)
class Memory:
    """What people have decided about names.

    Attributes
    ----------
    same
        Key of a name to the id it means.
    new
        Keys of names that are stakeholders of their own, with their ids.
    different
        Pairs of a key and an id that are not the same.
    values
        Key of a doubtful value to the answer and what it means.
    """

    same: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    different: set[tuple[str, str]] = field(default_factory=set)
    values: dict[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who a name means.

    Attributes
    ----------
    status
        ``municipality``, ``same``, ``new`` or ``unsure``.
    id
        Id of the node; a placeholder when it is unsure.
    item
        Id of the review item when it is unsure.
    candidates
        Id, name, score and reasons of those it may be, best first.
    taken_for
        The other spelling and the score, when letters and not only their form differ and nobody was asked.
    """

    status: str
    id: str
    item: str | None = None
    candidates: tuple[dict[str, Any], ...] = ()
    taken_for: tuple[str, float] | None = None


def name_key(name: str, place: str | None) -> str:
    """Key under which a decision about a name is remembered.

    Parameters
    ----------
    name
        As spelled in a list.
    place
        Name or key of its seat, None when the list does not say.

    Returns
    -------
    str
        Normalised name and key of the place.
    """
    return f"{normalise(name)}|{place_key(place) or ''}"


def resolve_names(
    arriving: Sequence[tuple[str, str | None]], known: Sequence[Known], memory: Memory, taken: Mapping[str, str]
) -> dict[tuple[str, str | None], Resolution]:
    """Resolve the names of a delivery, each against all known ones and the earlier ones of the delivery.

    Parameters
    ----------
    arriving
        Names with their seats (key or None), in the order in which they should become known.
    known
        Stakeholders of the store.
    memory
        Earlier decisions.
    taken
        Ids in use, to keep new ones apart.

    Returns
    -------
    dict
        Resolution by name and seat.
    """
    run = _Run(list(known), memory, dict(taken))
    distinct = list(dict.fromkeys(arriving))
    names = [name_of(name) for name, _ in distinct]
    run.names = [name_of(entry.name) for entry in known] + names
    index = CandidateIndex(run.names)
    found: dict[tuple[str, str | None], Resolution] = {}
    for offset, ((name, place), positions) in enumerate(zip(distinct, index.query(names), strict=True)):
        own = len(known) + offset
        earlier = [position for position in positions if position < own]
        found[name, place] = run.resolve(name, place, own, earlier)
    return found


class _Run:
    def __init__(self, known: list[Known], memory: Memory, taken: dict[str, str]) -> None:
        self.known: dict[int, Known] = dict(enumerate(known))
        self.memory = memory
        self.taken = taken
        self.names: list[Name] = []
        self.n_known = len(known)

    def resolve(self, name: str, place: str | None, own: int, positions: Sequence[int]) -> Resolution:
        municipality = municipality_at(name, place) or self.names[own].municipality
        if municipality:
            return Resolution("municipality", f"mun-{municipality}")
        key = name_key(name, place)
        decided = self.memory.same.get(key) or self.memory.same.get(name_key(name, None))
        if decided:
            return Resolution("municipality" if decided.startswith("mun-") else "same", decided)
        if key in self.memory.new:
            self.known[own] = Known(self.memory.new[key], name, place)
            return Resolution("new", self.memory.new[key])
        ranked = self._ranked(self.names[own], place, positions, key)
        if not ranked or ranked[0][0] < ASK:
            return self._new(name, place, own)
        score, best = ranked[0]
        match = self.known[best]
        if self._is_clear(self.names[own], place, ranked):
            self.known[own] = Known(match.id, name, place or match.place)
            alike = self.names[own].compact == self.names[best].compact
            return Resolution("same", match.id, taken_for=None if alike else (match.name, score))
        item = "r" + hashlib.sha256(key.encode()).hexdigest()[:10]
        candidates = tuple(self._candidate(own, place, position, value) for value, position in ranked[:_SHOWN])
        return Resolution("unsure", WAIT + item, item, tuple(entry for entry in candidates if entry["score"] >= ASK))

    def _ranked(self, name: Name, place: str | None, positions: Sequence[int], key: str) -> list[tuple[float, int]]:
        judged: dict[str, tuple[float, int]] = {}
        ids_of_store = self.n_known
        for position in positions:
            entry = self.known.get(position)
            if entry is None or (key, entry.id) in self.memory.different:
                continue
            score = score_prepared(name, self.names[position], place_a=place, place_b=entry.place)
            if position >= ids_of_store and score < ASK_INSIDE and not _is_slip(name, self.names[position]):
                continue
            if entry.id not in judged or score > judged[entry.id][0]:
                judged[entry.id] = (score, position)
        return sorted(judged.values(), key=lambda found: (-found[0], found[1]))

    def _is_clear(self, name: Name, place: str | None, ranked: Sequence[tuple[float, int]]) -> bool:
        score, best = ranked[0]
        if score < SAME or (len(ranked) > 1 and score - ranked[1][0] < LEAD):
            return False
        return not is_common_name(name) or bool(place and self.known[best].place)

    def _candidate(self, own: int, place: str | None, position: int, score: float) -> dict[str, Any]:
        entry = self.known[position]
        compared = compare_prepared(self.names[own], self.names[position], place_a=place, place_b=entry.place)
        return {
            "id": entry.id,
            "name": entry.name,
            "place": entry.place,
            "score": round(score, 3),
            "reasons": [reason.as_dict() for reason in compared.reasons],
        }

    def _new(self, name: str, place: str | None, own: int) -> Resolution:
        stem = f"act-{slug(normalise(name) or name)}"
        id_, number = stem, 2
        if id_ in self.taken and place:
            id_ = stem = f"{stem}-{place}"
        while id_ in self.taken:
            id_, number = f"{stem}-{number}", number + 1
        self.taken[id_] = name
        self.known[own] = Known(id_, name, place)
        return Resolution("new", id_)


def _is_slip(one: Name, other: Name) -> bool:
    """Whether two names differ by a letter or two, as typing makes them; numbers are never a slip."""
    allowed = min(min(len(one.compact), len(other.compact)) // _LETTERS_PER_SLIP, _MOST_SLIPS)
    digits, others = ([c for c in name.compact if c.isdigit()] for name in (one, other))
    return digits == others and DamerauLevenshtein.distance(one.compact, other.compact) <= allowed
