"""What SQLite reports, in our own words and exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.errors import StoreAccessError, StoreCorruptError, StoreError, StoreUnavailableError
from graphmodel.stores.messages import store_error

if TYPE_CHECKING:
    import sqlite3

__all__ = ["translation"]

_MEANINGS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("not a database", "malformed"), StoreCorruptError, "damaged"),
    (("readonly", "read-only"), StoreAccessError, "read_only"),
    (("unable to open",), StoreUnavailableError, "not_opened"),
    (("locked",), StoreUnavailableError, "locked"),
    (("disk I/O error",), StoreUnavailableError, "disk_fails"),
    (("full",), StoreError, "disk_full"),
)


def translation(exc: sqlite3.Error, url: str) -> StoreError:
    """Say what went wrong and what to do.

    Parameters
    ----------
    exc
        Error of SQLite.
    url
        Address of the store.

    Returns
    -------
    StoreError
        Of the class that fits.
    """
    text = str(exc)
    kind, code = next(
        ((kind, code) for signs, kind, code in _MEANINGS if any(sign in text for sign in signs)), (StoreError, "other")
    )
    return store_error(kind, code, url=url, text=text)
