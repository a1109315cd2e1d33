"""The fixed sentences of the dossier in German and English."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from graphmodel import ParameterError
from stakegraph.words import LANGUAGES, count_word
from stakegraph.words.names import Named

__all__ = ["counted", "phrase", "phrases"]


@cache
def phrases(lang: str) -> dict[str, str]:
    """All fixed sentences of a language.

    Parameters
    ----------
    lang
        "de" or "en".

    Returns
    -------
    dict of str

    Raises
    ------
    ParameterError
        There is no such language.
    """
    if lang not in LANGUAGES:
        msg = f"The 'lang' of a dossier must be one of {', '.join(LANGUAGES)}. Got {lang!r} instead."
        raise ParameterError(msg)
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text("utf-8"))


def phrase(key: str, *, lang: str, **said: object) -> str:
    """Say a fixed sentence.

    Parameters
    ----------
    key
        Its name.
    lang
        "de" or "en".
    **said
        What stands in it, already in words; a name of a place or country may be asked for in a case: ``{name:in}``.

    Returns
    -------
    str
        Text in ``said`` is never interpreted.
    """
    named = {name: Named(value) if isinstance(value, str) else value for name, value in said.items()}
    return phrases(lang)[key].format(**named).replace("..", ".")


def counted(n: int, one: str, many: str, *, lang: str) -> str:
    """Say how many.

    Parameters
    ----------
    n
        How many.
    one
        The singular with its article.
    many
        The plural.
    lang
        "de" or "en".

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "eine Organisation", "Organisationen", lang="de")
    'eine Organisation'
    """
    if n == 1:
        return one
    none = "keine" if lang == "de" else "no"
    return f"{none if n == 0 else count_word(n, lang=lang)} {many}"
