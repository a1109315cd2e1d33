"""One request and how it is answered: as a page, as data, or as a step back to a page."""

from __future__ import annotations

import json
from collections import ChainMap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from graphmodel.dates import today
from loaders.countries import countries
from stakegraph.explorer.rendering import data_of, templates
from stakegraph.explorer.statics import LOOK, STATIC
from stakegraph.explorer.stories import stories
from stakegraph.handed_out import hand_out
from stakegraph.words import LANGUAGES, parts, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from graphmodel import Reason
    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.guard import Keys, Role
    from stakegraph.explorer.stories import Saved

__all__ = ["View"]

LANG_COOKIE = "sg-lang"
PASSING = ("lang", "geschichte", "getan", "zurueck")
"""Parameters that belong to one visit and not to the view."""


@dataclass(slots=True)
class View:
    """One request.

    Attributes
    ----------
    request
        As it came in.
    desk
        The store and what is worked out from it, of one state for the whole request.
    keys
        For the word that forms carry.
    lang
        "de" or "en".
    """

    request: Request
    desk: Desk
    keys: Keys
    lang: str

    @classmethod
    def of(cls, request: Request) -> View:
        """Make sense of a request.

        Parameters
        ----------
        request
            As it came in.

        Returns
        -------
        View
        """
        state = request.app.state
        wanted = request.query_params.get("lang") or request.cookies.get(LANG_COOKIE) or state.lang
        return cls(request, state.desk.held(), state.keys, wanted if wanted in LANGUAGES else state.lang)

    @property
    def session(self) -> str:
        """Word of the session, from the cookie."""
        return str(self.request.scope.get("state", {}).get("session", ""))

    @property
    def role(self) -> Role:
        """What the person may do."""
        return self.keys.role(self.session)

    def t(self, german: str, english: str) -> str:
        """Choose the language.

        Parameters
        ----------
        german, english
            The same in both.

        Returns
        -------
        str
        """
        return german if self.lang == "de" else english

    def arg(self, name: str, default: str = "") -> str:
        """Read what the address asks for.

        Parameters
        ----------
        name
            Of the parameter.
        default
            When it is not there.

        Returns
        -------
        str
        """
        return self.request.query_params.get(name, default).strip()

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """Read a whole number from the address; nonsense becomes the default.

        Parameters
        ----------
        name
            Of the parameter.
        default
            When it is not there or no number.
        low, high
            Limits.

        Returns
        -------
        int
        """
        text = self.arg(name)
        return min(max(int(text), low), high) if text.isascii() and text.isdigit() and len(text) < 9 else default  # noqa: PLR2004

    def id(self, name: str = "id") -> str:
        """Read an id from the path.

        Parameters
        ----------
        name
            Of the part of the path.

        Returns
        -------
        str
        """
        return str(self.request.path_params[name])

    def link(self, path: str | None = None, **changes: Any) -> str:
        """Make an address that keeps what this one asks for.

        Parameters
        ----------
        path
            Another page; None: this one.
        **changes
            Parameters; None or "" takes one away.

        Returns
        -------
        str
        """
        query = {name: value for name, value in self.request.query_params.items() if name not in PASSING}
        query.update({name: str(value) for name, value in changes.items() if value is not None})
        query = {name: value for name, value in query.items() if value != "" and changes.get(name, "") is not None}
        where = quote(self.request.url.path) if path is None else path
        return f"{where}?{urlencode(query)}" if query else where

    def tour(self, saved: Saved) -> str:
        """Address of a saved view as a step of its story.

        Parameters
        ----------
        saved
            The view.

        Returns
        -------
        str
        """
        return f"{saved.path}{'&' if '?' in saved.path else '?'}geschichte={saved.id}"

    @property
    def story(self) -> tuple[list[Saved], int]:
        """Story that is being shown, and the position in it; nothing and -1 when none is."""
        wanted = self.arg("geschichte")
        if wanted.startswith("view-"):
            for views in self.desk.current("stories", lambda: stories(self.desk.store)).values():
                for k, saved in enumerate(views):
                    if saved.id == wanted:
                        return views, k
        return [], -1

    def href(self, id_: str | None) -> str:
        """Address of the page about something.

        Parameters
        ----------
        id_
            Of a node.

        Returns
        -------
        str
            Empty when there is no page.
        """
        if not id_:
            return ""
        for label, path in (("Actor", "akteure"), ("Municipality", "kommunen"), ("Meeting", "veranstaltungen")):
            if id_ in self.ids(label):
                return f"/{path}/{quote(id_, safe='')}"
        return ""

    def ids(self, label: str) -> frozenset[str]:
        """Ids of all nodes of a kind.

        Parameters
        ----------
        label
            A label of the schema.

        Returns
        -------
        frozenset
        """
        return self.desk.result(("ids", label), lambda: frozenset(self.desk.snapshot.nodes(label)["id"]))

    @property
    def names(self) -> Mapping[str, str]:
        """Names by id; countries in the language of the page."""
        if self.lang == "de":
            return self.desk.names
        return ChainMap({country.id: country.name_en for country in countries().values()}, self.desk.names)

    def name(self, id_: str | None) -> str:
        """Name of something.

        Parameters
        ----------
        id_
            Of a node.

        Returns
        -------
        str
        """
        return self.names.get(id_ or "", id_ or "")

    def say(self, reason: Reason) -> list[tuple[str, bool]]:
        """Say a reason, ids in it by their names.

        Parameters
        ----------
        reason
            What the analysis says.

        Returns
        -------
        list of tuple of str and bool
            Pieces of text, and whether they are the point.
        """
        return parts(reason, lang=self.lang, names=self.names)

    def page(self, template: str, data: Mapping[str, Any], *, status: int = 200) -> Response:
        """Answer with a page.

        Parameters
        ----------
        template
            Of the page.
        data
            What it shows.
        status
            Of the answer.

        Returns
        -------
        Response
        """
        return self.answer(self.html(template, data), status=status)

    def html(self, template: str, data: Mapping[str, Any]) -> str:
        """Make a page that everybody with the same role can be given.

        Parameters
        ----------
        template
            Of the page.
        data
            What it shows.

        Returns
        -------
        str
            For `answer`.
        """
        shell = {"view": self, "t": self.t, "lang": self.lang, "csrf": self.keys.blank, "term": term}
        shell |= {"static": STATIC, "look": LOOK, "_files": ""}
        return templates().get_template(template).render({**shell, **data})

    def answer(self, html: str, *, status: int = 200) -> Response:
        """Answer with a finished page, the word of this session put into its forms.

        Parameters
        ----------
        html
            From `html`.
        status
            Of the answer.

        Returns
        -------
        Response
        """
        response = HTMLResponse(html.replace(self.keys.blank, self.keys.csrf(self.session)), status)
        if self.request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(LANG_COOKIE, self.lang, samesite="strict", path="/")
        return response

    @property
    def address(self) -> tuple[str, ...]:
        """What makes a page another one, apart from the state of the store."""
        url = self.request.url
        return url.path, url.query, self.lang, self.role, today()

    def json(self, data: Mapping[str, Any]) -> Response:
        """Answer with the same as data.

        Parameters
        ----------
        data
            What the page shows.

        Returns
        -------
        Response
            A file to keep when the address asks for one with ``datei``.
        """
        shown = {name: value for name, value in data.items() if not name.startswith("_")}
        text = json.dumps(data_of(shown, lang=self.lang), ensure_ascii=False, allow_nan=False)
        if self.arg("datei"):
            first = self.request.url.path.strip("/").partition("/")[0].removesuffix(".json")
            return self.file(text, "application/json", f"{first}.json")
        return Response(text, media_type="application/json")

    def file(self, content: str | bytes, kind: str, name: str) -> Response:
        """Answer with a file to keep, and note that it was handed out.

        Parameters
        ----------
        content
            Of the file.
        kind
            Media type.
        name
            Of the file.

        Returns
        -------
        Response
        """
        hand_out(self.desk.store, "", kind="download", name=name)
        plain = f"{name.split(maxsplit=1)[0].partition('.')[0].lower()}.{name.rpartition('.')[2]}"
        called = f"attachment; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
        return Response(content, media_type=kind, headers={"Content-Disposition": called})

    def back(self, where: str, **query: str) -> Response:
        """Go to a page after something was done.

        Parameters
        ----------
        where
            A path of the explorer.
        **query
            Parameters.

        Returns
        -------
        Response
        """
        self.desk.forget()
        safe = where if where.startswith("/") and not where.startswith(("//", "/\\")) else "/"
        joint = "&" if "?" in safe else "?"
        return RedirectResponse(f"{safe}{joint}{urlencode(query)}" if query else safe, 303)

    def is_sent_by_us(self, form: FormData) -> bool:
        """Tell whether a form carries the word of this session.

        Parameters
        ----------
        form
            What was sent.

        Returns
        -------
        bool
        """
        return str(form.get("csrf", "")) == self.keys.csrf(self.session)
