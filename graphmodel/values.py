"""Whether a value fits its property, and the form in which it is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from graphmodel.dates import is_date
from graphmodel.errors import SchemaError

__all__ = ["Kind", "checked"]

Kind = Literal["text", "texts", "integer", "number", "date", "boolean"]
_MAX_INTEGER = 2**63


def checked(owner: str, kinds: Mapping[str, Kind], row: Mapping[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
    """Give a row with its values in storable form.

    Parameters
    ----------
    owner
        Label or type, for messages.
    kinds
        Property to kind of value.
    row
        Property to value; None removes a property.
    required
        Properties that must hold a text.

    Returns
    -------
    dict
        Dates as text, numbers as Python numbers, missing values as None.

    Raises
    ------
    SchemaError
        A required text is missing, a property is unknown or a value has the wrong kind.
    """
    for name in required:
        if not isinstance(row.get(name), str) or not row[name]:
            msg = f"Every row of {owner} must have a text in {name!r}. Got {row.get(name)!r} instead."
            raise SchemaError(msg)
    values = dict(row)
    for name, value in row.items():
        kind = kinds.get(name)
        if kind is None:
            msg = f"{owner} has no property {name!r}. It has: {', '.join(kinds)}."
            raise SchemaError(msg)
        if value is not None and not (kind == "text" and type(value) is str):
            values[name] = _value(owner, name, kind, value)
    return values


def _value(owner: str, name: str, kind: Kind, value: Any) -> Any:
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only value that differs from itself
        return None
    if isinstance(value, dt.date) and kind == "date":
        value = value.date().isoformat() if isinstance(value, dt.datetime) else value.isoformat()
    if kind == "texts" and isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        value = [*value]
        fits = all(isinstance(item, str) for item in value)
    else:
        fits = _FITS[kind](value)
    if not fits:
        msg = f"The property {name!r} of {owner} must be {_WORDS[kind]}. Got {value!r} instead."
        raise SchemaError(msg)
    return float(value) if kind == "number" else value


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_MAX_INTEGER <= value < _MAX_INTEGER


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "texts": lambda _: False,
    "integer": _is_integer,
    "number": lambda value: (isinstance(value, float) and abs(value) != float("inf")) or _is_integer(value),
    "date": is_date,
    "boolean": lambda value: isinstance(value, bool),
}
_WORDS = {
    "text": "text",
    "texts": "a list of texts",
    "integer": "a whole number of at most 64 bits",
    "number": "a finite number",
    "date": "a date such as '2019', '2019-10' or '2019-10-03'",
    "boolean": "True or False",
}
