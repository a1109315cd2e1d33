"""Serving: the explorer under an address of this machine."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from graphmodel import ParameterError, StoreAccessError
from stakegraph.explorer.app import HOSTS, create_app
from stakegraph.explorer.guard import hashed
from stakegraph.explorer.heaps import share_heaps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel import GraphStore

__all__ = ["Address", "serve"]

HOME = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the explorer is.

    Attributes
    ----------
    url
        Of the page, without the key.
    key
        One-time key; None when a password is asked for.
    """

    url: str
    key: str | None

    @property
    def opening(self) -> str:
        """Address that opens the explorer."""
        return f"{self.url}/?schluessel={self.key}" if self.key else self.url


def serve(
    store: GraphStore,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    password: str | None = None,
    viewer_password: str | None = None,
    lang: str = "de",
    scope: str | Sequence[str] | None = None,
    ready: Callable[[Address], None] | None = None,
) -> None:
    """Serve the explorer until it is interrupted.

    Parameters
    ----------
    store
        An open store.
    host
        Address to listen at; another than this machine's own only with a password.
    port
        Port; 0 takes a free one.
    password
        Asked for at the door; None: a one-time key is made.
    viewer_password
        Another one, for those who may look and not change.
    lang
        "de" or "en".
    scope
        Beginnings of the official municipality key (AGS) that the answers are about.
    ready
        Called with the address once it is reserved.

    Raises
    ------
    ParameterError
        Another address is wanted without a password.
    StoreAccessError
        The port is taken.
    """
    if host not in HOME and not password:
        msg = (
            f"Unter {host} wäre die Seite für andere erreichbar. Bitte vorher ein Kennwort setzen "
            "(STAKEGRAPH_PASSWORD) oder bei 127.0.0.1 bleiben."
        )
        raise ParameterError(msg)
    share_heaps()
    listening = _listen(host, port)
    real = listening.getsockname()[1]
    key = None if password else secrets.token_urlsafe(16)
    shown = f"[{host}]" if ":" in host else host
    app = create_app(
        store,
        lang=lang,
        scope=scope,
        token=key,
        password_hash=hashed(password) if password else None,
        viewer_hash=hashed(viewer_password) if password and viewer_password else None,
        hosts=HOSTS if host in HOME else ("*",) if host in {"0.0.0.0", "::"} else (host, *HOSTS),  # noqa: S104
        warm=True,
    )
    if ready:
        ready(Address(f"http://{shown}:{real}", key))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen()  # who calls before the server is up waits instead of being refused
    except OSError as exc:
        found.close()
        msg = f"Der Anschluss {host}:{port} ist nicht frei: {exc.strerror}. Bitte einen anderen mit --port nennen."
        raise StoreAccessError(msg) from exc
    return found
