"""The list of what was handed out: every file written for somebody, so that an erasure can reach it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import GraphStore

__all__ = ["HandedOut", "check_sum", "hand_out", "handed_out", "keep_list", "list_path"]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One file that was written from a store.

    Attributes
    ----------
    at
        When.
    store
        Address of the store.
    kind
        "export", "dossier", "report", "picture", "review", "backup" or "download".
    path
        Where it was written; empty for a download, whose place only the browser knows.
    sha256
        Check sum, to tell whether somebody changed it since; empty for folders and downloads.
    name
        Of a download.
    """

    at: str
    store: str
    kind: str
    path: str
    sha256: str = ""
    name: str = ""


def list_path() -> Path:
    """Name the file that holds the list.

    Returns
    -------
    Path
        ``STAKEGRAPH_HANDED_OUT``, else a file in the user's data folder.
    """
    named = os.environ.get("STAKEGRAPH_HANDED_OUT")
    return Path(named) if named else platformdirs.user_data_path("stakegraph") / "handed-out.jsonl"


def hand_out(store: GraphStore | str, path: Path | str, *, kind: str, name: str = "") -> None:
    """Note that a file was written; where nothing can be noted, the file is still good.

    Parameters
    ----------
    store
        The store it was written from, or its address.
    path
        The file or folder; empty for a download.
    kind, name
        As in `HandedOut`.
    """
    place = Path(path).absolute() if path else None
    address = store if isinstance(store, str) else store.url
    digest = check_sum(place) if place else ""
    now = dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
    line = json.dumps(asdict(HandedOut(now, address, kind, str(place or ""), digest, name)))  # any name of a file fits
    try:
        list_path().parent.mkdir(parents=True, exist_ok=True)
        with list_path().open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError:
        return


def handed_out() -> list[HandedOut]:
    """Read the list.

    Returns
    -------
    list of HandedOut
        Of each file the latest entry, oldest first; empty when nothing was written yet.
    """
    try:
        lines = list_path().read_text("utf-8").splitlines()
    except OSError:
        return []
    found = [HandedOut(**json.loads(line)) for line in lines if line.strip()]
    latest = {(one.store, one.path or f"{one.at} {one.name}"): one for one in found}
    return list(latest.values())


def keep_list(entries: Iterable[HandedOut]) -> None:
    """Write the list anew.

    Parameters
    ----------
    entries
        What it holds from now on.
    """
    part = list_path().with_name(f"{list_path().name}.part")
    part.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in entries), "utf-8")
    part.replace(list_path())


def check_sum(path: Path) -> str:
    """Tell the state of a file.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits; empty for a folder or a file that is gone.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        return ""
