"""How pages and steps are put under an address: each page with its data twin, each step with its check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from graphmodel import NotFoundError, StakegraphError, StoreUnavailableError
from stakegraph.explorer.exports import sheet
from stakegraph.explorer.mishaps import log_mishap
from stakegraph.explorer.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from stakegraph.explorer.guard import Role
    from stakegraph.explorer.sheets import Sheet

    Sheets = Callable[[View, Mapping[str, Any]], list[Sheet]]

__all__ = ["Site"]

Page = "Callable[[View], Mapping[str, Any] | Response]"


class Site:
    """Pages and steps of one part of the explorer, collected."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def page(
        self, path: str, template: str, *, kept: bool = True, sheets: Sheets | None = None, files: bool = False
    ) -> Callable[[Callable[[View], Any]], Callable[[View], Any]]:
        """Put a page at an address, and its data at the same with ``.json``.

        Parameters
        ----------
        path
            The address.
        template
            What it is shown with.
        kept
            Whether it depends on nothing but its address and the store, so that it need not be made twice.
        sheets
            Makes the tables of the page, which then come at the same address with ``.csv`` and ``.xlsx``.
        files
            Whether these two addresses are put elsewhere.

        Returns
        -------
        callable
            To decorate a function that gives what the page shows, or an answer of its own.
        """

        def put(function: Callable[[View], Any]) -> Callable[[View], Any]:
            def shown(request: Request) -> Response:
                view = View.of(request)

                def made() -> str | Response:
                    found = function(view)
                    if isinstance(found, Response):
                        return found
                    return view.html(template, {**found, "_files": bare if sheets or files else ""})

                def page() -> Response:
                    found = _in_time(view, (template, *view.address), made) if kept else made()
                    return view.answer(found) if isinstance(found, str) else found

                return _answer(view, page, view.json)

            def as_data(request: Request) -> Response:
                view = View.of(request)
                return _answer(view, lambda: function(view), view.json)

            bare = "/ueberblick" if path == "/" else path
            self.routes.append(Route(f"{bare}.json", as_data))
            if sheets:
                self.routes.append(Route(f"{bare}.{{ending:ending}}", _as_workbook(function, sheets, bare)))
            self.routes.append(Route(path, shown))
            return function

        return put

    def file(self, path: str) -> Callable[[Callable[[View], Response]], Callable[[View], Response]]:
        """Put something at an address that is no page.

        Parameters
        ----------
        path
            The address.

        Returns
        -------
        callable
            To decorate a function that gives the answer.
        """

        def put(function: Callable[[View], Response]) -> Callable[[View], Response]:
            def given(request: Request) -> Response:
                view = View.of(request)
                return _answer(view, lambda: function(view), view.json)

            self.routes.append(Route(path, given))
            return function

        return put

    def step(
        self, path: str, *, role: Role = "editor"
    ) -> Callable[[Callable[[View, FormData], Response]], Callable[[View, FormData], Response]]:
        """Put a step that changes something at an address; only our own forms may take it.

        Parameters
        ----------
        path
            The address.
        role
            Who may take it.

        Returns
        -------
        callable
            To decorate a function that does it and says where to go.
        """

        def put(function: Callable[[View, FormData], Response]) -> Callable[[View, FormData], Response]:
            async def done(request: Request) -> Response:
                view = View.of(request)
                async with request.form(max_files=20, max_fields=2000) as form:
                    if not view.is_sent_by_us(form):
                        return await run_in_threadpool(_refused, view)
                    if role == "editor" and view.role != "editor":
                        return await run_in_threadpool(_not_yours, view)
                    return await run_in_threadpool(_answer, view, lambda: function(view, form), view.json)

            self.routes.append(Route(path, done, methods=["POST"]))
            return function

        return put


def _answer(view: View, work: Callable[[], Any], show: Callable[[Mapping[str, Any]], Response]) -> Response:
    """Answer, and say in words what went wrong."""
    try:
        found = work()
        return found if isinstance(found, Response) else show(found)
    except NotFoundError as exc:
        return _fault(view, 404, str(exc), list(exc.candidates))
    except StoreUnavailableError:
        text = view.t(
            "Die Ablage antwortet gerade nicht. Bitte prüfen, ob der Server läuft, und die Seite neu laden.",
            "The store does not answer at the moment. Please check that the server runs, then reload the page.",
        )
        return _fault(view, 503, text, down=True)
    except StakegraphError as exc:
        return _fault(view, 400, exc.said(view.lang))
    except Exception as exc:  # noqa: BLE001 - the last one who can tell the person anything
        log_mishap(exc)
        text = view.t(
            "Auf dieser Seite ist etwas schiefgegangen. Ihre Daten sind unverändert.",
            "Something went wrong on this page. Your data are unchanged.",
        )
        return _fault(view, 500, text)


def _in_time(view: View, name: tuple[str, ...], made: Callable[[], str | Response]) -> str | Response:
    """Give a page; when it takes long, one that tells how far it is and lets the person stop it."""
    ready = view.desk.ready(name)
    if ready is not None:
        return ready
    url, desk = view.request.url, view.desk
    where = f"{url.path}?{url.query}" if url.query else url.path
    title = view.t("Das wird gerade ausgerechnet", "This is being worked out")
    job = desk.jobs.awaited((desk.state(), name), title, lambda _: desk.page(name, made), where=where, kind=name[0])
    if job.state == "done":
        found: str | Response = job.result
        return found
    return view.page("job.html.j2", {"title": job.title, "job": job.as_dict(lang=view.lang)}, status=202)


def _as_workbook(function: Callable[[View], Any], sheets: Sheets, bare: str) -> Callable[[Request], Response]:
    """Answer with the tables of a page as a file."""
    name = bare.strip("/").split("/")[0]

    def filled(view: View, data: Mapping[str, Any]) -> Response:
        first, *more = sheets(view, data)
        return sheet(view, name, first.heads, first.lines, title=first.title, more=more, run=data.get("run"))

    def given(request: Request) -> Response:
        view = View.of(request)
        return _answer(view, lambda: function(view), lambda data: filled(view, data))

    return given


def _refused(view: View) -> Response:
    text = view.t(
        "Dieses Formular ist abgelaufen. Bitte die Seite neu laden und noch einmal absenden. Nichts wurde geändert.",
        "This form has expired. Please reload the page and send it again. Nothing was changed.",
    )
    return _fault(view, 403, text)


def _not_yours(view: View) -> Response:
    text = view.t(
        "Mit diesem Kennwort kann man alles ansehen, aber nichts ändern. Nichts wurde geändert.",
        "With this password one can look at everything and change nothing. Nothing was changed.",
    )
    return _fault(view, 403, text)


def _fault(view: View, status: int, text: str, candidates: list[str] | None = None, *, down: bool = False) -> Response:
    title = view.t("Die Ablage antwortet nicht", "The store does not answer") if down else ""
    title = title or view.t("Das ging nicht", "That did not work")
    soon = down and view.request.method == "GET"
    data = {"title": title, "text": text, "candidates": candidates or [], "soon": soon}
    if view.request.url.path.endswith(".json"):
        response = view.json({"error": text, "candidates": candidates or []})
        response.status_code = status
        return response
    return view.page("fault.html.j2", data, status=status)
