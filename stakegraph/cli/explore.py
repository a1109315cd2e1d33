"""explore: the pages in the browser."""

from __future__ import annotations

import contextlib
import os
import webbrowser
from typing import TYPE_CHECKING

import click

from stakegraph.cli.answers import SCOPE_HELP
from stakegraph.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stakegraph.explorer import Address

__all__ = ["explore", "open_pages"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse; eine andere nur mit Kennwort.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Anschluss; 0 nimmt einen freien.")
@click.option("--no-browser", is_flag=True, help="Die Seite nicht öffnen, nur die Adresse nennen.")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@command
def explore(session: Session, host: str, port: int, no_browser: bool, scope: tuple[str, ...]) -> None:
    """Die Seiten im Browser öffnen: sehen, fragen, planen, laden. (Python: stakegraph.explorer.create_app)."""
    open_pages(session, host=host, port=port, no_browser=no_browser, scope=scope)


def open_pages(
    session: Session,
    url: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    no_browser: bool = False,
    scope: Sequence[str] = (),
) -> None:
    """Serve the pages until they are stopped, and open them.

    Parameters
    ----------
    session
        For the store and the language.
    url
        Address of the store; None: the session's.
    host, port
        Where to listen.
    no_browser
        Only name the address.
    scope
        Beginnings of the official municipality key.
    """
    from stakegraph.explorer import serve  # noqa: PLC0415 - the other commands need no server

    def ready(address: Address) -> None:
        if session.as_json:
            session.print_json({"url": address.url, "open": address.opening})
        else:
            session.print(address.opening)
        session.say("Beenden mit Strg+C.", "Stop with Ctrl+C.")
        if not no_browser:
            webbrowser.open(address.opening)

    password = os.environ.get("STAKEGRAPH_PASSWORD")
    if password:
        session.say(
            "Kennwort wird verlangt. Ohne HTTPS kann es mitgelesen werden; bitte nur hinter einem HTTPS-Zugang.",
            "A password is asked for. Without HTTPS others can read it; please use it behind an HTTPS front only.",
        )
    with session.store(url) as store, contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end
        serve(
            store,
            host=host,
            port=port,
            password=password,
            viewer_password=os.environ.get("STAKEGRAPH_VIEWER_PASSWORD"),
            lang=session.lang,
            scope=scope or None,
            ready=ready,
        )
