"""Run records: which function, parameters and data a table came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["fingerprint", "finish", "plain", "run_record"]

LONGEST_LIST = 50


@cache
def _version() -> str:
    try:
        return version("stakegraph")
    except PackageNotFoundError:
        return "not installed"


def plain(value: Any) -> Any:
    """Give a parameter as data that JSON can hold; long ones as a count and a short hash.

    Parameters
    ----------
    value
        Anything that was passed as a parameter.

    Returns
    -------
    object
        None, a truth value, number, text, list or dict.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.DataFrame):
        return {"rows": len(value), "fingerprint": fingerprint(value)}
    return _plain_collection(value.to_dict() if isinstance(value, pd.Series) else value)


def _plain_collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        pairs = {str(key): entry if type(entry) is str else plain(entry) for key, entry in value.items()}
        return pairs if len(pairs) <= LONGEST_LIST else _short(sorted(pairs.items()))
    if isinstance(value, AbstractSet):
        return plain(sorted(map(str, value)))
    if isinstance(value, Sequence | np.ndarray):
        entries = [plain(entry) for entry in value]
        return entries if len(entries) <= LONGEST_LIST else _short(entries)
    return str(value)


def _short(entries: list[Any]) -> dict[str, Any]:
    return {"entries": len(entries), "fingerprint": hashlib.sha256(repr(entries).encode()).hexdigest()[:16]}


def fingerprint(table: pd.DataFrame) -> str:
    """Sixteen hexadecimal digits that change when a value or a column of the table changes.

    Parameters
    ----------
    table
        Any table of text and numbers.

    Returns
    -------
    str
        The same for the same columns and rows in the same order.
    """
    digest = hashlib.sha256()
    for column in table.columns:
        digest.update(f"{column}\x1f".encode())
        digest.update("\x1f".join(map(str, table[column].tolist())).encode())
    return digest.hexdigest()[:16]


def run_record(function: str, data: Any, **parameters: Any) -> dict[str, Any]:
    """Say where a result comes from.

    Parameters
    ----------
    function
        Name of the public function.
    data
        What was analysed: has a ``fingerprint``, or is a table, or plain data.
    **parameters
        Everything the function was called with, the seed included.

    Returns
    -------
    dict
        ``function``, ``parameters``, ``fingerprint``, ``version`` and ``time`` (UTC, ISO 8601), all plain data.
    """
    if isinstance(data, pd.DataFrame):
        mark = fingerprint(data)
    elif hasattr(data, "fingerprint"):
        mark = str(data.fingerprint)
    else:
        mark = hashlib.sha256(repr(plain(data)).encode()).hexdigest()[:16]
    return {
        "function": function,
        "parameters": {name: plain(value) for name, value in parameters.items()},
        "fingerprint": mark,
        "version": _version(),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def finish(table: pd.DataFrame, run: Mapping[str, Any]) -> pd.DataFrame:
    """Hang the run record on a finished table.

    Parameters
    ----------
    table
        The result.
    run
        A run record.

    Returns
    -------
    DataFrame
        The same table with ``attrs["run"]``.
    """
    table.attrs["run"] = dict(run)
    return table
