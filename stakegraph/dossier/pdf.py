"""The dossier as an accessible PDF (PDF/UA-1), and its drawings as pictures for Word."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import typst

from graphmodel.dates import first_day
from stakegraph.dossier.phrases import phrase
from stakegraph.dossier.plain import plain_dossier

if TYPE_CHECKING:
    from stakegraph.dossier.document import Dossier, Picture

__all__ = ["pdf_bytes", "picture_png"]

DOTS_PER_INCH = 220.0
BOX = "□"
DENSE = ("1", "0.975", "0.95", "0.925", "0.9")
NEARLY_EMPTY = 0.3
OUTSIDE = re.compile(r"[^\u0000-\u058f\u1e00-\u1fff\u2010-\u2122\u2190-\u21ff\u25a0-\u25ff\u2c60-\u2c7f]")
"""What the fonts inside do not hold: anything but Latin, Greek, Cyrillic and common signs."""


def pdf_bytes(dossier: Dossier) -> bytes:
    """Write the dossier as PDF, tagged for screen readers, with page numbers and its own fonts.

    Parameters
    ----------
    dossier
        The document.

    Returns
    -------
    bytes
        The same for the same dossier. A character that no font holds, as of a script that is neither Latin, Greek nor
        Cyrillic, is printed as a box.
    """
    words = {name: phrase(name, lang=dossier.lang) for name in ("kicker",)}
    words |= {
        "sources": phrase("section.sources", lang=dossier.lang),
        "no_sources": phrase("sources.none", lang=dossier.lang),
    }
    data = {"dossier": plain_dossier(dossier), "words": words}
    made = dt.datetime.combine(first_day(dossier.date), dt.time(), dt.UTC)
    try:
        return _fitted(data, format="pdf", pdf_standards=["ua-1"], timestamp=int(made.timestamp()))
    except typst.TypstError as exc:
        if "could not be displayed" not in str(exc):
            raise
    plain = json.loads(OUTSIDE.sub(BOX, json.dumps(data, ensure_ascii=False)))
    return _fitted(plain, format="pdf", pdf_standards=["ua-1"], timestamp=int(made.timestamp()))


def picture_png(picture: Picture, *, lang: str) -> bytes:
    """Paint a drawing.

    Parameters
    ----------
    picture
        The drawing.
    lang
        "de" or "en".

    Returns
    -------
    bytes
        PNG.
    """
    empty: dict[str, Any] = {"title": "", "lang": lang, "footer": "", "lead": "", "sections": [], "sources": []}
    data = {
        "dossier": empty,
        "words": {"kicker": "", "sources": "", "no_sources": ""},
        "picture": plain_dossier(picture),
    }
    return _compiled(data, format="png", ppi=DOTS_PER_INCH, picture="yes")


def _fitted(data: Any, **options: Any) -> bytes:
    """Print a little smaller where the last page would be nearly empty and this saves it."""
    pages, filled = _end(data, DENSE[0])
    dense = DENSE[0]
    if pages > 1 and filled < NEARLY_EMPTY:
        dense = next((smaller for smaller in DENSE[1:] if _end(data, smaller)[0] < pages), dense)
    return _compiled(data, dense=dense, **options)


def _end(data: Any, dense: str) -> tuple[int, float]:
    """Number of pages, and how full the last one is."""
    inputs = {"data": json.dumps(data, ensure_ascii=False), "dense": dense}
    found = typst.query(_template(), "<end>", field="value", one=True, sys_inputs=inputs, ignore_system_fonts=True)
    pages, filled = json.loads(found)
    return int(pages), float(filled)


def _compiled(data: Any, **options: Any) -> bytes:
    inputs: dict[str, str] = {name: options.pop(name) for name in ("picture", "dense") if name in options}
    inputs["data"] = json.dumps(data, ensure_ascii=False)
    return bytes(typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True, **options))


def _template() -> bytes:
    return (files("stakegraph") / "templates" / "dossier.typ").read_bytes()
