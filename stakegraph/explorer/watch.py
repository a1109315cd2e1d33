"""Whether the store has changed: asked seldom, and left in peace for a moment when it did not answer."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING

from graphmodel import StoreUnavailableError

if TYPE_CHECKING:
    from graphmodel import GraphStore

__all__ = ["Watch"]

PATIENCE = 1.0
"""Seconds for which the store is not asked again whether it has changed."""
SILENCE = 2.0
"""Seconds for which a store that did not answer is not asked again, so that no page waits for it twice."""
_SILENT = "The store did not answer a moment ago."


class Watch:
    """Keeps an eye on a store."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._state = ""
        self._asked = self._silent = 0.0
        self._written = 0
        self._lock = threading.Lock()

    def state(self) -> str:
        """Describe the state of the store, cheaply.

        Returns
        -------
        str
            Another text after every load, edit, decision or undo, and whenever something was added or removed.

        Raises
        ------
        StoreUnavailableError
            It does not answer.
        """
        with self._lock:
            if self._state and time.monotonic() - self._asked < PATIENCE:
                return self._state
            if self._silent and time.monotonic() - self._silent < SILENCE:
                raise StoreUnavailableError(_SILENT)
            written = self._written
        try:
            found = f"{self._described()}-{written}"
        except StoreUnavailableError:
            self._silent = time.monotonic()
            raise
        with self._lock:
            self._silent = 0.0
            if written == self._written:  # else it was read before something was written, and is old already
                self._state, self._asked = found, time.monotonic()
        return found

    def forget(self) -> None:
        """Ask again at the next look, because something was just written."""
        with self._lock:
            self._asked = 0.0
            self._written += 1

    def _described(self) -> str:
        loads = [(row["id"], row.get("status"), row.get("finished")) for row in self.store.read_nodes("Load")]
        decisions = [(row["id"], row.get("status"), row.get("at")) for row in self.store.read_nodes("Decision")]
        text = repr((sorted(self.store.counts().items()), loads, decisions))
        return hashlib.sha256(text.encode()).hexdigest()[:16]
