"""Rows that wait because one of their values must be asked about: a country of two meanings, an unknown mark."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graphmodel.errors import ParameterError
from loaders.countries import countries, possible_countries
from loaders.places import state_name
from loaders.resolve.municipalities import towns_of
from loaders.tables import Row, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loaders.resolve.naming import Memory

__all__ = ["KEY_BESIDE", "answer_rows", "held_items", "meaning_of", "row_of"]

KEY_BESIDE = {"name": "ags", "from_name": "from_ags", "to_name": "to_ags", "host": "host_ags"}
"""Field that tells the municipality which a name means, by the field of the name."""
_NAMED = {key: name for name, key in KEY_BESIDE.items()}
LEFT_OUT = ("skip",)
_MARKS = {
    "present": ("anwesend", "present"),
    "excused": ("entschuldigt", "excused"),
    "absent": ("fehlte", "absent"),
    "invited": ("eingeladen", "invited"),
    "registered": ("angemeldet", "registered"),
}
# Letters of other scripts that look like Latin ones, which is how such words come about.
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухҺһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxHhABEZHIKMNOPTYXo")


def _key(code: str, text: str) -> str:
    return f"{code}|{unicodedata.normalize('NFC', text).casefold()}"


def _id(key: str) -> str:
    return f"v{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def answer_rows(rows: Iterable[Row], memory: Memory) -> None:
    """Put in what people have answered before, so that rows need not wait.

    Parameters
    ----------
    rows
        Rows of a delivery; those that are answered are changed.
    memory
        What people have decided.
    """
    for row in rows:
        for field, code in list(row.asks.items()):
            answer = memory.values.get(_key(code, row.texts[field]))
            if answer is not None:
                _answer(row, field, *answer)


def _answer(row: Row, field: str, verdict: str, value: str | None) -> None:
    del row.asks[field]
    row.waits = tuple(row.asks.values())
    if verdict in LEFT_OUT:
        row.asks, row.waits = {}, ("skipped",)
    elif value is None:
        row.values.pop(field, None)
    else:
        row.values[field] = value


def held_items(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Make questions of the rows that wait.

    Parameters
    ----------
    rows
        Rows of a delivery.

    Returns
    -------
    list of dict
        One for each doubtful value, with the rows it holds up: ``id``, ``kind`` (``value``), ``code``, ``name``,
        ``column``, ``key``, ``candidates``, ``rows``, ``held``.
    """
    items: dict[str, dict[str, Any]] = {}
    for row in rows:
        for field, code in row.asks.items():
            text = row.texts[field]
            key = _key(code, text)
            item = items.setdefault(
                _id(key),
                {"id": _id(key), "kind": "value", "code": code, "name": text, "place": None,
                 "column": row.columns.get(_NAMED.get(field, field), field), "key": key,
                 "candidates": _candidates(code, text), "rows": [], "held": []},
            )  # fmt: skip
            where = {"file": row.where.file, "sheet": row.where.sheet, "row": row.where.row}
            if where not in item["rows"]:
                item["rows"].append(where)
            item["held"].append(asdict(row))
    return list(items.values())


def _candidates(code: str, text: str) -> list[dict[str, Any]]:
    if code == "country_ambiguous":
        named = [(id_, countries()[id_].name_de) for id_ in possible_countries(text)]
    elif code == "attendance_unknown":
        named = [(id_, german) for id_, (german, _) in _MARKS.items()]
    elif code == "town_ambiguous":
        named = [(place.ags, f"{place.short} ({place.district or state_name(place.ags)})") for place in towns_of(text)]
    else:
        latin = text.translate(_ALIKE)
        named = [(latin, latin)] if latin != text else []
    return [{"id": id_, "name": name, "place": None, "score": None, "reasons": []} for id_, name in named]


def meaning_of(item: Mapping[str, Any], word: str, chosen: str) -> str | None:
    """Say what an answer makes of a doubtful value.

    Parameters
    ----------
    item
        The question.
    word
        ``accept``, ``same``, ``reject``, ``new`` or ``skip``.
    chosen
        Id of the candidate behind ``same:``, or empty.

    Returns
    -------
    str or None
        The value; None when the row is taken over without it, or left out.

    Raises
    ------
    ParameterError
        The answer does not choose one of the candidates.
    """
    if word in LEFT_OUT:
        return None
    if word in {"reject", "new"}:
        return str(item["name"]) if item["code"] == "mixed_script" else None
    ids = [str(candidate["id"]) for candidate in item["candidates"]]
    if not chosen and len(ids) == 1:
        return ids[0]
    if chosen not in ids:
        msg = (
            f"The answer to „{item['name']}“ must be one of {', '.join(f'same:{id_}' for id_ in ids)}. Got {chosen!r}."
        )
        raise ParameterError(msg)
    return chosen


def row_of(held: Mapping[str, Any], memory: Memory) -> Row:
    """Bring back a row that waited, with what is answered by now.

    Parameters
    ----------
    held
        The row as the question kept it.
    memory
        What people have decided.

    Returns
    -------
    Row
        Still waiting when something else of it is open.
    """
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in held["values"].items()}
    row = Row(
        held["table"],
        values,
        Where(**held["where"]),
        waits=tuple(held["waits"]),
        texts=dict(held["texts"]),
        columns=dict(held["columns"]),
        asks=dict(held["asks"]),
    )
    answer_rows([row], memory)
    return row
