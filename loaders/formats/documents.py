"""Running text of web pages, mails, Word and PDF files: only what a reader would see, nothing fetched or run."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from loaders.cells import Grid
from loaders.encoding import Decoded, decode
from loaders.report import Problem

__all__ = ["join_broken_words", "read_document"]

_PDF_CHILD = Path(__file__).with_name("pdf_child.py")
_PDF_SECONDS = 8
_SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title"})
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "section", "article", "table", "td", "th"}
)
_VOID = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_document(data: bytes, *, kind: str, file: str) -> list[Grid]:
    """Read the text of a document.

    Parameters
    ----------
    data
        The whole file.
    kind
        ``html``, ``eml``, ``docx``, ``pdf`` or ``text``.
    file
        Its name.

    Returns
    -------
    list of Grid
        One with ``text`` and no rows.
    """
    readers = {"html": _html, "eml": _mail, "docx": _docx, "pdf": _pdf, "text": _plain}
    text, problems = readers[kind](data, file)
    grid = Grid(file, None, [], problems=problems)
    if not any(problem.severity == "error" for problem in problems):
        grid.text = join_broken_words(text)
    return [grid]


def join_broken_words(text: str) -> str:
    r"""Join words broken at a line end, but not "Kinder- und".

    Parameters
    ----------
    text
        Running text.

    Returns
    -------
    str

    Examples
    --------
    >>> join_broken_words("Stadtju-\ngendausschuss, Kinder- und Jugendhilfe")
    'Stadtjugendausschuss, Kinder- und Jugendhilfe'
    """
    text = text.replace("\u00ad", "").replace("\ufffe", "-")
    return re.sub(r"(\w)- ?\n\s*(?!und\b|oder\b|bzw|u\.)(?=[a-zäöüß])", r"\1", text)


def _decoded(data: bytes, file: str, declared: str | None = None) -> tuple[Decoded, list[Problem]]:
    decoded = decode(data)
    if decoded.text is None:
        code = "encoding_mixed" if decoded.mixed_line else "encoding_unknown"
        return decoded, [Problem("error", code, file=file, row=decoded.mixed_line)]
    problems = []
    if declared and "utf-8" in declared.casefold() and not decoded.encoding.startswith("UTF"):
        params = {"declared": declared, "encoding": decoded.encoding}
        problems.append(Problem("warning", "encoding_wrong", params, file))
    return decoded, problems


def _plain(data: bytes, file: str) -> tuple[str, list[Problem]]:
    decoded, problems = _decoded(data, file)
    return decoded.text or "", problems


def _html(data: bytes, file: str) -> tuple[str, list[Problem]]:
    declared = re.search(rb"""charset\s*=\s*["']?([\w-]+)""", data[:4000], re.IGNORECASE)
    decoded, problems = _decoded(data, file, declared[1].decode("ascii", "replace") if declared else None)
    parser = _Visible()
    parser.feed(decoded.text or "")
    parser.close()
    if parser.hidden:
        problems.append(Problem("note", "document_hidden", file=file))
    return "".join(parser.parts), problems


class _Visible(HTMLParser):
    """Collects the text that a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = False
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; hidden ones hide all inside."""
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag in _VOID:
            return
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "").replace(" ", "").casefold()
        hides = tag in _SILENT or "hidden" in values or "display:none" in style or "visibility:hidden" in style
        hides = hides or "font-size:0" in style or values.get("aria-hidden") == "true"
        self._open.append((tag, hides))
        self.hidden = self.hidden or (hides and tag not in {"head", "title", "style"})

    def handle_endtag(self, tag: str) -> None:
        """Close an element and what was left open inside."""
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position][0] == tag:
                del self._open[position:]
                break
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take text unless something around it is hidden."""
        if not any(hides for _, hides in self._open):
            self.parts.append(data)


def _mail(data: bytes, file: str) -> tuple[str, list[Problem]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    texts, attachments, problems = [str(message.get("Subject") or "")], 0, []
    for part in message.walk():
        if part.is_multipart():
            continue
        if part.get_filename() or part.get_content_maintype() != "text":
            attachments += 1
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if part.get_content_subtype() == "html":
            text, found = _html(_recoded(content, part.get_content_charset()), file)
            problems += found
        else:
            text = _recoded(content, part.get_content_charset()).decode("utf-8", "replace")
        texts.append(text)
    problems.append(Problem("warning", "document_attachment", {"count": attachments}, file))
    return "\n".join(texts), problems


def _recoded(content: bytes, charset: str | None) -> bytes:
    try:
        return content.decode(charset or "utf-8").encode()
    except (LookupError, UnicodeDecodeError):
        return (decode(content).text or "").encode()


def _docx(data: bytes, file: str) -> tuple[str, list[Problem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, OSError, zlib.error) as fault:
        return "", [Problem("error", "file_damaged", {"what": str(fault)}, file)]
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "", [Problem("error", "xml_doctype", file=file)]
    try:
        root = ET.fromstring(content)  # noqa: S314 - entity declarations are refused above
    except ET.ParseError as fault:
        return "", [Problem("error", "xml_broken", {"what": str(fault)}, file)]
    problems = []
    if any(True for _ in root.iter(f"{_WORD}del")) or any(True for _ in root.iter(f"{_WORD}ins")):
        problems.append(Problem("warning", "document_changes", file=file))
    paragraphs = []
    for paragraph in root.iter(f"{_WORD}p"):
        pieces = []
        for element in paragraph.iter():
            if element.tag == f"{_WORD}t":
                pieces.append(element.text or "")
            elif element.tag in {f"{_WORD}tab", f"{_WORD}br"}:
                pieces.append(" ")
        paragraphs.append("".join(pieces))
    return "\n".join(paragraphs), problems


def _pdf(data: bytes, file: str) -> tuple[str, list[Problem]]:
    try:
        done = subprocess.run(  # noqa: S603 - our own program with our own interpreter
            [sys.executable, "-I", str(_PDF_CHILD)], input=data, capture_output=True, timeout=_PDF_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "", [Problem("error", "pdf_broken", {"what": "das Lesen dauert zu lange"}, file)]
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        return "", [Problem("error", "pdf_broken", {"what": f"das Lesen brach ab ({done.returncode})"}, file)]
    if answer["fault"]:
        code = answer["fault"]
        return "", [Problem("error", code, {"what": answer.get("what", "")}, file)]
    return answer["text"], []
