"""What a page is given, as text: by the templates, or as plain data."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import jinja2
import pandas as pd

from graphmodel import Reason
from stakegraph.explorer.fields import field_name
from stakegraph.explorer.frame import as_it_stands, done, menu
from stakegraph.explorer.kinds import kind_name, kind_title
from stakegraph.looks import environment
from stakegraph.records import plain, records
from stakegraph.sources import sources_of

__all__ = ["data_of", "templates"]


@cache
def templates() -> jinja2.Environment:
    """Templates of the explorer together with those of all pages.

    Returns
    -------
    Environment
    """
    shared = environment()
    loader = jinja2.ChoiceLoader([jinja2.PackageLoader("stakegraph.explorer", "templates"), shared.loader])  # type: ignore[list-item]
    found = shared.overlay(loader=loader)
    own = {"kind_name": kind_name, "kind_title": kind_title, "field_name": field_name, "sources_of": sources_of}
    found.globals = {**shared.globals, **own}
    found.filters = {**shared.filters, "menu": menu, "as_it_stands": as_it_stands, "done": done}
    return found


def data_of(value: Any, *, lang: str) -> Any:
    """Give what a page shows as plain data.

    Parameters
    ----------
    value
        Anything a page is given.
    lang
        Language of the sentences.

    Returns
    -------
    object
        None, a truth value, number, text, list or dict.
    """
    if isinstance(value, pd.DataFrame):
        return records(value, lang=lang)
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Reason):
        return {item.name: data_of(getattr(value, item.name), lang=lang) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): data_of(entry, lang=lang) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [data_of(entry, lang=lang) for entry in value]
    return plain(value, lang=lang)
