"""The sentences of the intake in German and English, by code."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["codes", "message_of"]

_LONGEST = 160


@cache
def _sentences() -> dict[str, dict[str, str]]:
    text = resources.files("loaders.reference").joinpath("messages.csv").read_text(encoding="utf-8")
    return {row["code"]: {"de": row["de"], "en": row["en"]} for row in csv.DictReader(text.splitlines())}


def codes() -> tuple[str, ...]:
    """List every code that has a sentence.

    Returns
    -------
    tuple of str
        Sorted.
    """
    return tuple(sorted(_sentences()))


def message_of(code: str, params: Mapping[str, Any], *, lang: str = "de") -> str:
    """Say a code in words.

    Parameters
    ----------
    code
        Stable name of the statement.
    params
        What the sentence needs; values from a file are made safe to print.
    lang
        ``de`` or ``en``.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> message_of("date_impossible", {"value": "31.02.2024"})
    '„31.02.2024“ ist kein Datum, das es gibt. Bitte den Tag berichtigen.'
    """
    template = _sentences()[code][lang]
    return template.format_map({name: _worded(value, lang) for name, value in params.items()})


def _worded(value: Any, lang: str) -> str:
    from loaders.report import shown  # noqa: PLC0415 - the report needs the sentences, the sentences its safe printing

    if isinstance(value, Mapping):
        value = value.get(lang, "")
    if isinstance(value, list | tuple):
        return ", ".join(shown(str(item), longest=_LONGEST) for item in value) or "–"
    return shown(str(value), longest=300)
