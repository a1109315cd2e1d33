"""What SQLite reports, in our own words and exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.errors import StoreAccessError, StoreCorruptError, StoreError, StoreUnavailableError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["translation"]

_MEANINGS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        ("not a database", "malformed"),
        StoreCorruptError,
        "{url} is damaged or is not a stakegraph store ({text}). Restore a backup.",
    ),
    (
        ("readonly", "read-only"),
        StoreAccessError,
        "{url} cannot be written: the file or its folder is read-only. Name another place.",
    ),
    (
        ("unable to open",),
        StoreUnavailableError,
        "{url} cannot be opened: the folder is missing or may not be used.",
    ),
    (
        ("locked",),
        StoreUnavailableError,
        "{url} is being written by another program for a long time. Try again later.",
    ),
    (
        ("disk I/O error",),
        StoreUnavailableError,
        (
            "{url} could not be read or written: the disk is full, gone or failing. Nothing was kept; make room or "
            "look at the disk, and try again."
        ),
    ),
    (("full",), StoreError, "The disk is full; nothing was written to {url}. Make room and try again."),
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
    for signs, kind, message in _MEANINGS:
        if any(sign in text for sign in signs):
            return kind(message.format(url=url, text=text))
    return StoreError(f"{url}: {text}.")
