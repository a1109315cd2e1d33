"""Mentions of organisations, municipalities and meetings in running text: suggestions with their passage, no facts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ahocorasick

from loaders.dates import parse_date
from loaders.facts import slug
from loaders.namesakes import called, usual
from loaders.places import find_places
from loaders.resolve.naming import WAIT
from loaders.resolve.normalise import normalise
from loaders.values import clean_text, fold
from loaders.words import begins_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loaders.places import Place

__all__ = ["Mention", "find_mentions", "mention_items"]

_PASSAGE = 90
_SHORTEST = 8
_AREA, _DISTRICT_KEY = 2, 5
_TOWN = re.compile(
    r"\b(Stadt|Gemeinde|Kreis|Landkreis|Bundesstadt|Landeshauptstadt|Stadtverwaltung|Bürgermeister(?:in)? von"
    r"|Rathaus|Stadthalle|Kreishaus|Landratsamt|\d{5})\s+(?=[A-ZÄÖÜ])"
)
_NAME = re.compile(r"[A-ZÄÖÜ][\wäöüß]+(?:[ -](?:an der|am|im|[A-ZÄÖÜ(])[\wäöüß.()]*){0,3}")
_DISTRICT = re.compile(r"\b(?:[A-ZÄÖÜ][\wäöüß]+ )?[A-ZÄÖÜ][\wäöüß-]*[Kk]reis\b")
_CITIES = frozenset({"Stadt", "Bundesstadt", "Landeshauptstadt", "Stadtverwaltung"})
"""Words before the name of a town, of which none stands before the name of a village."""
_ORGANISATION = re.compile(
    r"((?:[A-ZÄÖÜ][\wäöüß&.’'-]*|[„“\"»«]?[A-ZÄÖÜ][\wäöüß-]+[“”\"»«]?)"
    r"(?:[ -](?:für|der|die|des|und|in|im|von|zur|zum|e\.|[„“\"»«]?[A-ZÄÖÜ][\wäöüß&.’'-]*[“”\"»«]?)){0,8}?)"
    r"\s(e\. ?V\.|gGmbH|gemeinnützige GmbH|Stiftung)"
)
_BEFORE_NAME = re.compile(
    r"^.*\b(?:des|dem|der|den|vom|beim|im) (?:[A-ZÄÖÜ]\w+)?(?:[Vv]erein(?:e?s)?|[Ii]nitiative|[Oo]rganisation) "
    r"(?=[„“\"»«]?[A-ZÄÖÜ][\w„“\"»«-]+ )"
)
"""Words of the sentence in front of a name, as in "Förderung des Vereins Brücke e.V."."""
_FIRST_PART = re.compile(r"[A-ZÄÖÜ][\wäöüß]*[“”\"»«]? [–—-] $")
"""What stands before a name of which only the last part was read, as in "Sahel – Frauengruppe Musterstadt e.V."."""
_MEETING = re.compile(
    r"(?<![\w-])([A-ZÄÖÜ][\wäöüß-]*(?: (?:der|die|des|für|und|im|in|zu|zum|zur|mit|[A-ZÄÖÜ][\wäöüß-]*)){0,7})"
    r",?(?: am| vom)?(?: [A-Z][a-z]+(?:tag|woch),?(?: de[nm])?)? (?=\d{1,2}\. ?(?:\d{1,2}\.|[A-ZÄÖÜ]))"
)
"""What stands before a date."""
_ROUND_TABLE = re.compile(r"\bRunde[nms]? Tisch(?:es)?\b")
_NO_NAME = frozenset(
    ["der", "die", "das", "dem", "den", "des", "ein", "eine", "am", "auf", "bei", "beim", "für", "im", "in", "mit",
     "nach", "seit", "vom", "von", "zu", "zum", "zur"]
)  # fmt: skip
"""Words that begin a sentence, not a name."""
_DATE = re.compile(r"\b\d{1,2}\. ?(?:\d{1,2}\. ?\d{4}|[A-ZÄÖÜ][a-zäöü]+ \d{4})\b")


@dataclass(slots=True)
class Mention:
    """Somebody named in a text.

    Attributes
    ----------
    label, id
        Who; the id of a new organisation when nobody known has that name.
    name
        As the text spells it.
    known
        Whether the graph knows it.
    passages
        Where it stands, at most three.
    dates
        Dates in the same passages; that of a meeting first.
    """

    label: str
    id: str
    name: str
    known: bool
    passages: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


def find_mentions(
    text: str,
    known: Iterable[Mapping[str, Any]],
    *,
    towns: Iterable[Mapping[str, Any]] = (),
    meetings: Iterable[Mapping[str, Any]] = (),
) -> list[Mention]:
    """Look for organisations, municipalities and meetings in running text.

    Parameters
    ----------
    text
        Text of a document.
    known
        Organisations of the graph and of the same load: ``id``, ``name``, optional ``aliases``; those that are asked
        about already are not offered a second time.
    towns
        Municipalities of the graph, beside those of the register.
    meetings
        Meetings of the graph, with their ``date``.

    Returns
    -------
    list of Mention
        In the order in which they first appear; towns only behind a word such as "Stadt", because many names of
        towns are everyday words; meetings only when a word such as "Dialogforum" stands before a date.
    """
    text = re.sub(r"\s+", " ", text)
    found: dict[str, tuple[int, Mention]] = {}
    names: dict[str, tuple[str, str]] = {}
    for node in known:
        for name in (node.get("name"), *(node.get("aliases") or ())):
            if name and len(normalise(name)) >= _SHORTEST:
                names.setdefault(_folded(re.sub(r"\s*(?:e\. ?V\.|gGmbH)$", "", name)), (node["id"], name))
    hits = _known_names(text, names)
    for start, end, (id_, _) in hits:
        if id_.startswith(WAIT):
            continue
        _note(found, Mention("Actor", id_, clean_text(text[start:end]), known=True), start, end, text)
    for start, end, id_ in _places(text, {fold(node["name"]): node["id"] for node in towns}):
        _note(found, Mention("Municipality", id_, clean_text(text[start:end]), known=True), start, end, text)
    held = {(fold(node["name"]), node.get("date")): node["id"] for node in meetings}
    for start, end, name, date in _meetings(text):
        same = held.get((fold(name), date))
        mention = Mention("Meeting", same or f"mtg-{date}-{slug(name)}", name, known=same is not None, dates=[date])
        _note(found, mention, start, end, text)
    taken = {normalise(name): id_ for id_, name in names.values()}
    for match in _ORGANISATION.finditer(text):
        name = clean_text(_BEFORE_NAME.sub("", f"{match[1]} {match[2]}"))
        key = normalise(name)
        inside = any(match.start() < end and start < match.end() for start, end, _ in hits)
        part = _FIRST_PART.search(text[max(0, match.start() - _PASSAGE) : match.start()]) or called(match[1])
        if inside or part or len(key) < _SHORTEST or any(_one_ends_other(key, other) for other in taken):
            continue
        mention = Mention("Actor", f"act-{slug(key)}", name, known=False)
        _note(found, mention, match.start(), match.end(), text)
    return [mention for _, mention in sorted(found.values(), key=lambda entry: entry[0])]


def _one_ends_other(key: str, other: str) -> bool:
    return key.endswith(other) or other.endswith(f" {key}")


def _meetings(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where a meeting stands before its date, with its name and the date."""
    for match in _MEETING.finditer(text):
        told = _DATE.match(text, match.end())
        date = parse_date(told[0]).value if told else None
        words = _ROUND_TABLE.sub("Runder Tisch", match[1]).split()
        while words and words[0].casefold() in _NO_NAME:
            words = words[1:]
        names = (" ".join(words[at:]) for at in range(len(words)))
        if told and date and any(begins_with(name, name="meeting_kind") for name in names):
            yield match.start(), told.end(), " ".join(words), date


def _places(text: str, own: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where municipalities and districts are named in a text, with their ids."""
    reached = 0
    for match in sorted((*_TOWN.finditer(text), *_DISTRICT.finditer(text)), key=lambda match: match.start()):
        if match.start() < reached:
            continue
        if match.re is _TOWN:
            reached, id_ = _town_at(text, match, own)
            if id_:
                yield match.start(), reached, id_
            continue
        name = next((name for name in (match[0], match[0].split()[-1]) if _districts(name)), None)
        if name:
            yield match.end() - len(name), match.end(), _districts(name)[0].id


def _town_at(text: str, head: re.Match[str], own: Mapping[str, str]) -> tuple[int, str | None]:
    """Id of the place whose name follows a word such as "Stadt", and where the name ends: the longest that is known."""
    named = _NAME.match(text, head.end())
    words = [head.end() + word.end() for word in re.finditer(r"[^\s-]+", named[0])] if named else []
    for end in reversed(words):
        name = text[head.end() : end].rstrip(".,;:")
        if fold(name) in own:
            return head.end() + len(name), own[fold(name)]
        places = called(f"{head[1]} {name}") or called(name)
        if head[1].isdigit():
            places = tuple(place for place in places if place.postcode[:_AREA] == head[1][:_AREA])
        else:
            places = usual(places, name)
        if head[1] in _CITIES and len(places) > 1:
            places = tuple(place for place in places if "stadt" in place.kind)
        if len(places) == 1:
            return head.end() + len(name), places[0].id
    return head.end(), None


def _districts(name: str) -> list[Place]:
    return [place for place in find_places(name) if len(place.ags) == _DISTRICT_KEY]


def _folded(name: str) -> str:
    return clean_text(name).casefold()


def _known_names(text: str, names: Mapping[str, tuple[str, str]]) -> list[tuple[int, int, tuple[str, str]]]:
    if not names:
        return []
    automaton = ahocorasick.Automaton()
    for folded, entry in names.items():
        automaton.add_word(folded, (len(folded), entry))
    automaton.make_automaton()
    low = text.casefold()
    if len(low) != len(text):  # letters such as "ß" change the length; then positions would be wrong
        low = text.lower()
    hits = []
    for last, (length, entry) in automaton.iter_long(low):
        start, end = last - length + 1, last + 1
        before, after = low[start - 1 : start], low[end : end + 1]
        if not before.isalnum() and not after.isalnum():
            hits.append((start, end, entry))
    return hits


def _note(found: dict[str, tuple[int, Mention]], mention: Mention, start: int, end: int, text: str) -> None:
    _, kept = found.setdefault(mention.id, (start, mention))
    passage = text[max(0, start - _PASSAGE) : end + _PASSAGE].strip()
    if len(kept.passages) < 3 and passage not in kept.passages:  # noqa: PLR2004 - enough to judge by
        kept.passages.append(passage)
        dates = (parse_date(match[0]).value for match in _DATE.finditer(passage))
        kept.dates += [date for date in dates if date and date not in kept.dates]


def mention_items(mentions: Iterable[Mention], *, file: str) -> list[dict[str, Any]]:
    """Make review items of mentions.

    Parameters
    ----------
    mentions
        From `find_mentions`.
    file
        Name of the document.

    Returns
    -------
    list of dict
        ``id``, ``kind`` (``mention``), ``name``, ``key``, ``label``, ``candidates``, ``passages``, ``dates``, ``rows``.
    """
    items = []
    for mention in mentions:
        digest = hashlib.sha256(f"{file}|{mention.id}".encode()).hexdigest()[:10]
        candidate: dict[str, Any] = {"id": mention.id, "name": mention.name, "place": None, "score": 1.0, "reasons": []}
        items.append(
            {
                "id": f"d{digest}",
                "kind": "mention",
                "name": mention.name,
                "place": None,
                "key": f"{file}|{mention.id}",
                "label": mention.label,
                "known": mention.known,
                "candidates": [candidate],
                "passages": mention.passages,
                "dates": mention.dates,
                "rows": [{"file": file, "sheet": None, "row": None}],
            }
        )
    return items
