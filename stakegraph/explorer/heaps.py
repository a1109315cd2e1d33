"""Memory on Linux: threads share few heaps, and what is free again is given back."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Any

__all__ = ["give_back", "share_heaps"]

M_ARENA_MAX, HEAPS = -8, 2
"""Number of the setting of the GNU C library for how many heaps threads share, and how many."""


def _library(name: str) -> Any:
    """Give a function of the GNU C library; None where there is none."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def share_heaps() -> None:
    """Keep many readers at once from holding a heap each."""
    setting = _library("mallopt")
    if setting is not None:
        setting(M_ARENA_MAX, HEAPS)


def give_back() -> None:
    """Give memory that is free after much work back to the system."""
    gc.collect()
    trim = _library("malloc_trim")
    if trim is not None:
        trim(0)
