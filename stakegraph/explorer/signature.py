"""Who decides: a short word that this browser remembers, kept with every decision."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from loaders.values import clean_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from stakegraph.explorer.view import View

__all__ = ["LONGEST", "sign", "signed_by"]

LONGEST = 40
_COOKIE = "sg-who"
_DAYS = 180


def signed_by(view: View) -> str:
    """Give the short word of the person at the browser.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    str
        Empty when none was given.
    """
    return clean_text(unquote(view.request.cookies.get(_COOKIE, "")))[:LONGEST]


def sign(response: Response, word: str) -> None:
    """Let the browser remember a short word, or forget it.

    Parameters
    ----------
    response
        The answer that carries it.
    word
        Empty to forget.
    """
    word = quote(clean_text(word)[:LONGEST])
    if word:
        response.set_cookie(_COOKIE, word, max_age=_DAYS * 86_400, samesite="strict", httponly=True, path="/")
    else:
        response.delete_cookie(_COOKIE, path="/")
