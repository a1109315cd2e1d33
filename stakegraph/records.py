"""Tables of the analysis as plain data with sentences: for JSON, exports and pages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel import Reason
from stakegraph.words import parts, sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMULA_SIGNS", "plain", "records", "run_of"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet takes for a formula; a cell of a CSV file that has one gets an apostrophe."""


def records(table: pd.DataFrame, *, lang: str = "de") -> list[dict[str, Any]]:
    """Give the rows of a table as plain data.

    Parameters
    ----------
    table
        A table of the analysis.
    lang
        Language of the sentences.

    Returns
    -------
    list of dict
        Not defined is None; each reason with ``code``, ``params``, ``sources`` and its ``sentence``.
    """
    names = [str(name) for name in table.columns]
    return [
        {name: plain(value, lang=lang) for name, value in zip(names, row, strict=True)}
        for row in table.itertuples(index=False, name=None)
    ]


def plain(value: Any, *, lang: str = "de") -> Any:
    """Give a value as data that JSON can hold.

    Parameters
    ----------
    value
        A cell of a table.
    lang
        Language of the sentences.

    Returns
    -------
    object
        None, a truth value, number, text, list or dict.
    """
    if isinstance(value, Reason):
        pieces = [{"text": text, "point": point} for text, point in parts(value, lang=lang)]
        return {**value.as_dict(), "sentence": sentence(value, lang=lang), "parts": pieces}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(entry, lang=lang) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry, lang=lang) for entry in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value


def run_of(table: pd.DataFrame) -> dict[str, Any]:
    """Give the run record of a table without the time, so that the same call prints the same bytes.

    Parameters
    ----------
    table
        A table of the analysis.

    Returns
    -------
    dict
        ``function``, ``parameters``, ``fingerprint``, ``version``.
    """
    return {name: value for name, value in table.attrs.get("run", {}).items() if name != "time"}
