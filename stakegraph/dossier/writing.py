"""Writing a dossier to a file, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel import ParameterError
from stakegraph.dossier.html import html_page
from stakegraph.files import check_folder, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from stakegraph.dossier.document import Dossier

__all__ = ["FORMATS", "check_target", "write_dossier"]

FORMATS = (".docx", ".html", ".pdf")


def check_target(path: Path) -> None:
    """Refuse a file that cannot be a dossier before the work begins.

    Parameters
    ----------
    path
        File to be written.

    Raises
    ------
    ParameterError
        The ending is none of docx, html, pdf.
    StoreError
        The folder does not exist or may not be written to.
    """
    if path.suffix.lower() not in FORMATS:
        msg = f"Ein Dossier wird als {', '.join(FORMATS)} geschrieben. „{path.name}“ endet anders; bitte ändern."
        raise ParameterError(msg)
    check_folder(path)


def write_dossier(dossier: Dossier, path: Path) -> None:
    """Write a dossier in the format that the ending names.

    Parameters
    ----------
    dossier
        The document.
    path
        File that ends in .docx, .html or .pdf; an existing one is replaced.

    Raises
    ------
    ParameterError
        The ending is another one.
    StoreError
        The file cannot be written; nothing is left behind.
    """
    check_target(path)
    write_whole(path, _bytes(dossier, path.suffix.lower()))


def _bytes(dossier: Dossier, ending: str) -> bytes:
    if ending == ".html":
        return html_page(dossier).encode("utf-8")
    if ending == ".pdf":
        from stakegraph.dossier.pdf import pdf_bytes  # noqa: PLC0415 - heavy, for those who want this format

        return pdf_bytes(dossier)
    from stakegraph.dossier.word import docx_bytes  # noqa: PLC0415 - heavy, as above

    return docx_bytes(dossier)
