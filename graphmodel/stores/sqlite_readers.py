"""Connections for reading a SQLite file: lent to whoever reads, as many as ever read at once."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from graphmodel.errors import StoreError
from graphmodel.stores.messages import store_error

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

__all__ = ["Readers"]


class Readers:
    """Connections that are lent, taken back and lent again.

    Parameters
    ----------
    connect
        Makes another one.
    url
        Address of the store, for messages.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], url: str) -> None:
        self._connect, self._url = connect, url
        self._idle: list[sqlite3.Connection] = []
        self._mine = threading.local()
        self._lock = threading.Lock()  # not the writer's: reading never waits for writing
        self._closed = False

    @contextlib.contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; a thread that has one already is given the same.

        Yields
        ------
        Connection

        Raises
        ------
        StoreError
            The store is closed.
        """
        mine: sqlite3.Connection | None = getattr(self._mine, "reader", None)
        if mine is not None:
            yield mine
            return
        reader = self._mine.reader = self._one()
        try:
            yield reader
        finally:
            self._mine.reader = None
            with self._lock:
                if self._closed:
                    reader.close()
                else:
                    self._idle.append(reader)

    def _one(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise store_error(StoreError, "closed", url=self._url)
            return self._idle.pop() if self._idle else self._connect()

    def close(self) -> None:
        """Close all that are idle; the others when they come back."""
        with self._lock:
            self._closed = True
            for reader in self._idle:
                reader.close()
            self._idle.clear()
