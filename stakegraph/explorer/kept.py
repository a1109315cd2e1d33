"""Results kept until what they rest on is long gone: each is worked out once, however many ask at once."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Kept", "Pages"]

T = TypeVar("T")
VERSIONS = 6
"""So many states are remembered; results of older ones are thrown away."""
ROOM = 4_000_000
"""So many bytes of finished pages are remembered, packed, the least wanted thrown away first."""


class Kept:
    """Results by what they rest on and by name."""

    def __init__(self) -> None:
        self._results: dict[Hashable, dict[Hashable, Any]] = {}
        self._locks: dict[tuple[Hashable, Hashable], threading.Lock] = {}
        self._lock = threading.Lock()

    def has(self, version: Hashable, name: Hashable) -> bool:
        """Tell whether something was worked out already.

        Parameters
        ----------
        version
            What it rests on.
        name
            What it is.

        Returns
        -------
        bool
        """
        return name in self._results.get(version, {})

    def get(self, version: Hashable, name: Hashable, make: Callable[[], T]) -> T:
        """Give a result; whoever asks first works it out, the others wait for that.

        Parameters
        ----------
        version
            What it rests on.
        name
            What it is.
        make
            How it is worked out.

        Returns
        -------
        object
        """
        with self._lock:
            lock = self._locks.setdefault((version, name), threading.Lock())
            shelf = self._shelf(version)
        with lock:
            if name not in shelf:
                shelf[name] = make()
            found: T = shelf[name]
            return found

    def _shelf(self, version: Hashable) -> dict[Hashable, Any]:
        shelf = self._results.pop(version, {})
        self._results[version] = shelf
        for old in list(self._results)[:-VERSIONS]:
            del self._results[old]
            self._locks = {key: lock for key, lock in self._locks.items() if key[0] != old}
        return shelf


class Pages:
    """Finished pages: whoever asks first has one made, the others wait for that; nobody's own words stand in them."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._packed: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, name: Hashable, make: Callable[[], T]) -> T | str:
        """Give a page.

        Parameters
        ----------
        name
            What it shows, of which state, in which language, for whom.
        make
            How it is made; anything but text is given and not remembered.

        Returns
        -------
        str or object
        """
        with self._lock:
            making = self._making.setdefault(name, threading.Lock())
        try:
            with making:
                found = self._found(name)
                if found is not None:
                    return found
                made = make()
                if isinstance(made, str):
                    self._keep(name, made)
                return made
        finally:
            with self._lock:
                self._making.pop(name, None)

    def ready(self, name: Hashable) -> str | None:
        """Give a page that was made before.

        Parameters
        ----------
        name
            As for `get`.

        Returns
        -------
        str or None
        """
        return self._found(name)

    def _found(self, name: Hashable) -> str | None:
        with self._lock:
            packed = self._packed.get(name)
            if packed is None:
                return None
            self._packed.move_to_end(name)
        return zlib.decompress(packed).decode()

    def _keep(self, name: Hashable, text: str) -> None:
        packed = zlib.compress(text.encode(), 1)
        with self._lock:
            self._packed[name] = packed
            while len(self._packed) > 1 and sum(map(len, self._packed.values())) > self.room:
                self._packed.popitem(last=False)
