"""What stores say when they cannot be used, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmodel.errors import StoreError

__all__ = ["store_error"]


def store_error(kind: type[StoreError], code: str, **what: object) -> StoreError:
    """Make the exception that says this.

    Parameters
    ----------
    kind
        Its class.
    code
        Which text.
    **what
        What the text holds: ``url``, without a password, and perhaps ``text``.

    Returns
    -------
    StoreError
        With the text in both languages.
    """
    text = _texts()[code]
    error = kind(text["en"].format(**what))
    error.german = text["de"].format(**what)
    return error


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("graphmodel.stores") / "messages.toml").read_text("utf-8"))
