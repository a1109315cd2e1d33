"""The dossier as one page that asks no other host and prints on A4."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stakegraph.dossier.phrases import phrase
from stakegraph.dossier.plain import plain_dossier
from stakegraph.looks import asset, content_policy, environment

if TYPE_CHECKING:
    from stakegraph.dossier.document import Dossier

__all__ = ["html_page"]

KINDS = ("reason", "objection", "unknown", "question", "way")


def html_page(dossier: Dossier) -> str:
    """Write the dossier as HTML.

    Parameters
    ----------
    dossier
        The document.

    Returns
    -------
    str
        A complete page with its style inside.
    """
    footer = json.dumps(dossier.footer, ensure_ascii=True)[1:-1].replace("<", " ")
    style = asset("dossier.css").replace("{{footer}}", _css_text(footer))
    words = {kind: phrase(f"mark.{kind}", lang=dossier.lang) for kind in KINDS}
    words |= {name: phrase(name, lang=dossier.lang) for name in ("kicker", "source")}
    words |= {
        "sources": phrase("section.sources", lang=dossier.lang),
        "no_sources": phrase("sources.none", lang=dossier.lang),
    }
    template = environment().get_template("dossier.html.j2")
    return template.render(
        dossier=plain_dossier(dossier), words=words, style=style, policy=content_policy(styles=(style,))
    )


def _css_text(text: str) -> str:
    r"""Text in a style sheet: JSON's \uXXXX as CSS writes it, nothing that could end the string or the style."""
    plain = json.loads(f'"{text}"')
    return "".join(char if char.isalnum() or char in " .,·()-" else f"\\{ord(char):06x}" for char in plain)
