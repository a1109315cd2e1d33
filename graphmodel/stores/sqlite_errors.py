"""What SQLite reports, in our own words and exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.errors import StoreAccessError, StoreCorruptError, StoreError, StoreUnavailableError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["translation"]


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
    if "not a database" in text or "malformed" in text:
        return StoreCorruptError(f"{url} is damaged or is not a stakegraph store ({text}). Restore a backup.")
    if "readonly" in text or "read-only" in text:
        return StoreAccessError(f"{url} cannot be written: the file or its folder is read-only. Name another place.")
    if "unable to open" in text:
        return StoreUnavailableError(f"{url} cannot be opened: the folder is missing or may not be used.")
    if "locked" in text:
        return StoreUnavailableError(f"{url} is being written by another program for a long time. Try again later.")
    if "full" in text:
        return StoreError(f"The disk is full; nothing was written to {url}. Make room and try again.")
    return StoreError(f"{url}: {text}.")
