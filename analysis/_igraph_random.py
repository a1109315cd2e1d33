"""A seeded random stream for igraph, which knows only one for the whole process."""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import igraph

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["igraph_random"]

_turn = threading.RLock()


@contextmanager
def igraph_random(seed: int) -> Iterator[None]:
    """Let igraph draw from a stream of its own; one thread at a time.

    Parameters
    ----------
    seed
        The same seed gives the same draws, whatever else in the process uses random numbers.

    Yields
    ------
    None
        While the stream is in use.
    """
    with _turn:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - draws, not secrets
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
