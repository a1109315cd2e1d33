"""The application: one open store, all pages, one door."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from stakegraph.explorer import routes
from stakegraph.explorer.desk import Desk
from stakegraph.explorer.guard import Guard, Keys
from stakegraph.explorer.limits import Limits
from stakegraph.explorer.statics import mount
from stakegraph.explorer.view import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from graphmodel import GraphStore

__all__ = ["create_app"]

SITES = (
    routes.door,
    routes.start,
    routes.answers,
    routes.lists,
    routes.details,
    routes.intake,
    routes.net,
    routes.plan,
    routes.stories,
    routes.world,
    routes.about,
)
HOSTS = ("127.0.0.1", "localhost", "[::1]")


def create_app(
    store: GraphStore,
    *,
    lang: str = "de",
    scope: str | Sequence[str] | None = None,
    token: str | None = None,
    password_hash: str | None = None,
    viewer_hash: str | None = None,
    hosts: Sequence[str] = HOSTS,
    warm: bool = False,
) -> FastAPI:
    """Make the explorer for a store.

    Parameters
    ----------
    store
        An open store; it stays open and is not closed here.
    lang
        "de" or "en"; a page can be switched with ``?lang=``.
    scope
        Beginnings of the official municipality key (AGS) that the answers are about; None: everything.
    token
        Key that opens the explorer once, as ``?schluessel=``; None: no key is asked for.
    password_hash
        Argon2 hash of a password that is asked for; None: none is.
    viewer_hash
        Argon2 hash of another password, for those who may look and not change.
    hosts
        Host names it answers to.
    warm
        Whether the answers are worked out in the background right away.

    Returns
    -------
    FastAPI
        Every page at its German path, and its data at the same path with ``.json``.
    """
    desk = Desk(store, scope if scope is None or isinstance(scope, str) else tuple(scope) or None)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.jobs.end()
        desk.uploads.clear()

    app = FastAPI(title="stakegraph", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.keys = Keys(token, password_hash, viewer_hash)
    app.state.lang = lang
    mount(app)
    for site in SITES:
        app.router.routes.extend(site.routes)
    app.add_exception_handler(404, _nothing_here)
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=3)
    app.add_middleware(Guard, keys=app.state.keys)
    app.add_middleware(Limits)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    if warm:
        desk.warm()
    return app


def _nothing_here(request: Request, _: Exception) -> Response:
    view = View.of(request)
    data = {
        "title": view.t("Diese Seite gibt es nicht", "There is no such page"),
        "text": view.t("Vielleicht hilft die Suche oben weiter.", "Perhaps the search above helps."),
        "candidates": [],
        "soon": False,
    }
    return view.page("fault.html.j2", data, status=404)
