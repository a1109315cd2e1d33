"""Results kept until what they rest on is long gone: each is worked out once, however many ask at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Kept"]

T = TypeVar("T")
VERSIONS = 6
"""So many states are remembered; results of older ones are thrown away."""


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
