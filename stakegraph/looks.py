"""How each group of stakeholders looks: always a colour and a shape, so that neither is needed alone."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2

from stakegraph.words import date_text, group_name, group_title, listing, parts, sentence, term
from stakegraph.words.names import country_name
from stakegraph.words.numbers import count_word, number_text

__all__ = ["LOOKS", "Look", "asset", "content_policy", "environment", "look_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colour and shape of a group.

    Attributes
    ----------
    css
        Name of the colour class in look.css.
    colour
        The colour itself (Okabe and Ito), for drawings outside the page's style.
    shape
        Name of the shape, as vis-network calls it.
    """

    css: str
    colour: str
    shape: str


LOOKS = {
    "migrant": Look("migrant", "#0072b2", "dot"),
    "administration": Look("administration", "#d55e00", "square"),
    "umbrella": Look("umbrella", "#009e73", "triangle"),
    "education": Look("education", "#cc79a7", "star"),
    "one_world": Look("one_world", "#e69f00", "diamond"),
    "municipality": Look("municipality", "#56b4e9", "hexagon"),
    "partner_abroad": Look("municipality", "#56b4e9", "triangleDown"),
    "state": Look("state", "#7a5c99", "triangleDown"),
    "programme": Look("state", "#7a5c99", "star"),
    "welfare": Look("other", "#6b6b6b", "triangle"),
    "business": Look("other", "#6b6b6b", "square"),
    "faith": Look("other", "#6b6b6b", "diamond"),
    "culture": Look("other", "#6b6b6b", "star"),
    "politics": Look("other", "#6b6b6b", "hexagon"),
    "other": Look("other", "#6b6b6b", "dot"),
}


def look_of(group: str | None) -> Look:
    """Colour and shape of a group.

    Parameters
    ----------
    group
        As in `graphmodel.stakeholders.GROUPS`.

    Returns
    -------
    Look
        That of "other" for groups without their own.
    """
    return LOOKS.get(group or "other", LOOKS["other"])


def asset(name: str) -> str:
    """Read a style sheet or script of the project.

    Parameters
    ----------
    name
        File in ``stakegraph/static``.

    Returns
    -------
    str
    """
    return (files("stakegraph") / "static" / name).read_text("utf-8")


@cache
def environment() -> jinja2.Environment:
    """Templates with everything escaped, and the words to say reasons with.

    Returns
    -------
    Environment
    """
    loader = jinja2.PackageLoader("stakegraph", "templates")
    found = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals.update(
        parts=parts,
        sentence=sentence,
        term=term,
        group_name=group_name,
        group_title=group_title,
        look_of=look_of,
        listing=listing,
        country_name=country_name,
    )
    found.filters.update(date=date_text, number=number_text, count_word=count_word)
    return found


def content_policy(*, scripts: tuple[str, ...] = (), styles: tuple[str, ...] = ()) -> str:
    """Security policy that allows just these scripts and styles, and no request.

    Parameters
    ----------
    scripts, styles
        Texts that stand in the page.

    Returns
    -------
    str
    """
    allowed = {"script-src": scripts, "style-src": styles}
    rules = [" ".join([name, *(map(_hash, texts) if texts else ["'none'"])]) for name, texts in allowed.items()]
    return "; ".join(["default-src 'none'", *rules, "img-src data: blob:", "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
