"""Styles and scripts under addresses that change with their content, so that a browser need not ask for them again."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.types import Scope

__all__ = ["LOOK", "STATIC", "mount"]

_FOLDERS = {
    "static": Path(str(files("stakegraph.explorer") / "static")),
    "look": Path(str(files("stakegraph") / "static")),
}


def _stamp(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


STATIC, LOOK = (f"/{name}/{_stamp(folder)}" for name, folder in _FOLDERS.items())
"""Where the explorer's own files and those of all pages are."""


class _Kept(StaticFiles):
    """Files that the browser keeps."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer, and say that this address will never mean another content."""
        found = await super().get_response(path, scope)
        found.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return found


def mount(app: Starlette) -> None:
    """Put the files under their addresses.

    Parameters
    ----------
    app
        The application.
    """
    for path, folder in zip((STATIC, LOOK), _FOLDERS.values(), strict=True):
        app.mount(path, _Kept(directory=folder))
