"""A load in a process of its own, to be killed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import loaders
from graphmodel import open_store

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def load(url: str, path: str, told: Connection, login: dict[str, str]) -> None:
    """Load, and say when it begins."""
    os.environ.update(login)
    with open_store(url) as store:
        told.send("ready")
        loaders.load(store, path)
