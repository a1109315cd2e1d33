"""Files written whole or not at all, and in words why one could not be written."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from graphmodel import StoreError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_folder", "not_written", "write_whole"]

WHY = {
    errno.EACCES: "dort darf nicht geschrieben werden",
    errno.EPERM: "dort darf nicht geschrieben werden",
    errno.EROFS: "dort darf nicht geschrieben werden",
    errno.ENOENT: "dort lässt sich keine Datei anlegen",
    errno.EISDIR: "so heißt dort schon ein Ordner",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.EDQUOT: "der Datenträger ist voll",
    errno.ENAMETOOLONG: "der Name ist zu lang",
}


def check_folder(path: Path) -> None:
    """Refuse a place where nothing can be written before the work begins.

    Parameters
    ----------
    path
        File to be written.

    Raises
    ------
    StoreError
        The folder does not exist or may not be written to, or there is a folder of that name.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        msg = f"Den Ordner {folder} gibt es nicht. Bitte einen anderen Ort nennen."
        raise StoreError(msg)
    if not os.access(folder, os.W_OK):
        raise not_written(path, errno.EACCES)
    if path.is_dir():
        raise not_written(path, errno.EISDIR)


def not_written(path: Path, code: int | None) -> StoreError:
    """Say in words why a file could not be written.

    Parameters
    ----------
    path
        The file.
    code
        ``errno`` of the fault.

    Returns
    -------
    StoreError
    """
    why = WHY.get(code or 0, "das System lässt es nicht zu")
    return StoreError(f"{path} kann nicht geschrieben werden: {why}. Bitte einen anderen Ort nennen.")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also when stopped midway.

    Parameters
    ----------
    path
        File; an existing one is replaced.
    data
        What stands in it.

    Raises
    ------
    StoreError
        The file cannot be written; an existing one is as before.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as exc:
        raise not_written(path, exc.errno) from exc
