"""Columns such as "eingeladen", "angemeldet", "teilgenommen" with crosses below: one mark for each row."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from loaders.cells import Line
from loaders.headers import header_key, meaning_of_header
from loaders.values import clean_text, says_nothing
from loaders.words import read_word

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf
    from collections.abc import Sequence

    from loaders.headers import Mapping
    from loaders.profiles import Profile

__all__ = ["one_mark", "stage_of", "take_stages"]

_SHORTEST = 5
_STRONGEST = ("present", "excused", "absent", "registered", "invited")
"""What is said of somebody who was invited, signed up and came is that they came."""
_BEFORE = frozenset({"registered", "invited"})
_MANY = re.compile(r"[1-9]\d?$")


@lru_cache(maxsize=10_000)
def stage_of(header: str) -> str | None:
    """Say which mark a cross below a header means.

    Parameters
    ----------
    header
        Text of a header cell.

    Returns
    -------
    str or None
        ``present``, ``excused``, ``absent``, ``registered`` or ``invited``; None when the header is no such word.

    Examples
    --------
    >>> stage_of("Angemeldet am"), stage_of("Ort")
    ('registered', None)
    """
    word = re.sub(r"(?:\s+am)?[\s?:*]*$", "", clean_text(header))
    if len(word) < _SHORTEST or not word[0].isalpha():
        return None
    parsed = read_word(word, name="attendance", strict=False)
    return parsed.value if parsed.code is None else None


def take_stages(mapping: Mapping, profile: Profile | None = None) -> dict[int, str]:
    """Read the columns of a header that each stand for a mark as the one column of marks.

    Parameters
    ----------
    mapping
        Header of an attendance list; it is changed.
    profile
        What a person said about the columns; those columns are left as they are.

    Returns
    -------
    dict
        Mark by column, the column of marks first; empty when the header has none or one that says it all.
    """
    if mapping.table != "attendance":
        return {}
    chosen = profile.keyed() if profile else {}
    stages = {
        position: stage
        for position, header in enumerate(mapping.headers)
        if header_key(header) not in chosen and (stage := stage_of(header))
    }
    status = mapping.fields.index("status") if "status" in mapping.fields else None
    said = any(
        meaning_of_header(header, table="attendance") == "status"
        for position, header in enumerate(mapping.headers)
        if position not in stages
    )
    if said or not stages or set(stages) == {status} or not {mapping.fields[at] for at in stages} <= {None, "status"}:
        return {}
    first = status if status in stages else min(stages)
    for position in stages:
        mapping.fields[position] = "status" if position == first else None
        for left_out in (mapping.unknown, mapping.personal):
            if mapping.headers[position] in left_out:
                left_out.remove(mapping.headers[position])
    return {first: stages[first], **stages}


def one_mark(lines: Sequence[Line], stages: MappingOf[int, str]) -> list[Line]:
    """Put the strongest mark of each row into the column of marks.

    Parameters
    ----------
    lines
        Rows below the header.
    stages
        From `take_stages`.

    Returns
    -------
    list of Line
        A mark that is not understood stays as it is, to be asked.
    """
    first = next(iter(stages))
    merged = []
    for line in lines:
        cells = [*line.cells, *[""] * (first + 1 - len(line.cells))]
        cells[first] = _strongest(line, stages)
        merged.append(Line(line.number, tuple(cells)))
    return merged


def _strongest(line: Line, stages: MappingOf[int, str]) -> str:
    found = {_mark(line.cells[position], stage) for position, stage in stages.items() if position < len(line.cells)}
    unclear = sorted(found - {*_STRONGEST, ""})
    return unclear[0] if unclear else next((mark for mark in _STRONGEST if mark in found), "")


def _mark(cell: str, stage: str) -> str:
    """Read a cell below the header of a stage: a cross, a number, a date or a mark of its own."""
    text = clean_text(cell)
    if says_nothing(text):
        return ""
    value = read_word(text, name="attendance", strict=False).value
    if value == "present" or _MANY.match(text) or (value is None and stage in _BEFORE):
        return stage
    if value == "absent":
        return "absent" if stage == "present" else ""
    return value or text
