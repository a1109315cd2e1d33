"""What is logged when something goes wrong that should not: where and what kind, never a word that may be a name."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

__all__ = ["log_mishap"]

logger = logging.getLogger("stakegraph.explorer")


def log_mishap(exc: BaseException) -> None:
    """Log the kind and the place of an exception, not its words and not the address that was asked for.

    Parameters
    ----------
    exc
        What happened.
    """
    place = traceback.extract_tb(exc.__traceback__)[-1]
    logger.error("%s in %s, line %s", type(exc).__name__, Path(place.filename).name, place.lineno)
