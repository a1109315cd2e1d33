"""Folders for what is only passing through: lists on their way into the store, papers on their way to a person."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

__all__ = ["draft_folder", "drafts", "sweep"]

PREFIX = "stakegraph-draft-"
SECONDS = 24 * 3600
"""After so long a folder is one that a program left behind when it was ended suddenly."""


def draft_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that only this user can read and that goes with whoever holds it.

    Returns
    -------
    tempfile.TemporaryDirectory
    """
    return tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)


def drafts() -> list[Path]:
    """Name every file in such folders, those left behind included.

    Returns
    -------
    list of Path
        As far as this user may read them.
    """
    return [path for folder in _folders() for path in sorted(folder.rglob("*")) if path.is_file()]


def sweep() -> None:
    """Delete the folders that were left behind."""
    for folder in _folders():
        if folder.stat().st_mtime < time.time() - SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    return sorted(path for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if path.is_dir())
