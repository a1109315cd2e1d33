"""How do we know: function, settings, data, method and source of a result, in words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["METHODS", "Method", "how_known", "method_of"]


@dataclass(frozen=True, slots=True)
class Method:
    """How a result is worked out.

    Attributes
    ----------
    what
        What is measured.
    how
        By which formula or procedure.
    misleads
        When it leads astray.
    sources
        Author, year and DOI.
    """

    what: str
    how: str
    misleads: str
    sources: tuple[str, ...]


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("methods.toml").read_text("utf-8"))


METHODS: tuple[str, ...] = tuple(sorted(_texts()))
"""Functions of the analysis whose method is told."""


def method_of(function: str, *, lang: str = "de") -> Method:
    """Tell how a function works.

    Parameters
    ----------
    function
        Name of a function of the analysis.
    lang
        "de" or "en".

    Returns
    -------
    Method

    Raises
    ------
    NotFoundError
        Nothing is known about that function.

    Examples
    --------
    >>> method_of("brokerage", lang="en").sources
    ('Gould and Fernandez 1989, doi:10.2307/270949',)
    """
    found = _texts().get(function)
    if found is None:
        msg = f"No method is told for {function!r}. It is told for: {', '.join(METHODS)}."
        raise NotFoundError(msg, candidates=METHODS)
    english = {" und andere ": " and others ", " und ": " and "} if lang == "en" else {}
    sources = found["sources"]
    for german, word in english.items():
        sources = [text.replace(german, word) for text in sources]
    what, how, misleads = found[lang]
    return Method(what, how, misleads, tuple(sources))


def how_known(run: Mapping[str, Any], *, lang: str = "de") -> list[str]:
    """Say how a result came about.

    Parameters
    ----------
    run
        Run record of a table: ``function``, ``parameters``, ``fingerprint``, ``version``.
    lang
        "de" or "en".

    Returns
    -------
    list of str
        Sentences: what is measured, how, when it misleads, source, function with its settings, data.

    Examples
    --------
    >>> how_known({"function": "isolates", "parameters": {}, "fingerprint": "abc", "version": "1"}, lang="en")[-1]
    'Function analysis.isolates, stakegraph 1, data abc.'
    """
    function = str(run.get("function"))
    method = method_of(function, lang=lang)
    given = {name: value for name, value in (run.get("parameters") or {}).items() if value not in (None, [], (), "")}
    settings = ", ".join(f"{name}={_short(value)}" for name, value in given.items())
    words = {
        "de": ("Quelle", "Funktion", "Einstellungen", "Daten"),
        "en": ("Source", "Function", "settings", "data"),
    }[lang]
    lines = [method.what, method.how, method.misleads]
    if method.sources:
        lines.append(f"{words[0]}: {'; '.join(method.sources)}.")
    lines.append(
        f"{words[1]} analysis.{function}, stakegraph {run.get('version')}, "
        + (f"{words[2]}: {settings}, " if settings else "")
        + f"{words[3]} {run.get('fingerprint')}."
    )
    return lines


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004 - fits into a line
