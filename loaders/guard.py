"""What a file really is and whether it is safe to open, told from its content before any reader sees it."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from loaders.encoding import decode
from loaders.report import Problem

__all__ = ["BROKEN", "LIMITS", "Inspected", "inspect"]

LIMITS = {
    "file": 64 << 20,
    "part": 64 << 20,
    "expanded": 150 << 20,
    "gzip": 32 << 20,
    "ratio": 200,
    "ratio_floor": 2 << 20,
    "parts": 2_000,
}
"""Most bytes of a file, of a part, of all parts, of an unpacked gzip; compression; parts."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    (b"\x7fELF", "ein Programm"),
    (b"MZ", "ein Programm"),
    (b"SQLite format 3\x00", "eine Datenbank"),
    (b"\x89PNG", "ein Bild"),
    (b"\xff\xd8\xff", "ein Bild"),
    (b"GIF8", "ein Bild"),
    (b"Rar!", "ein RAR-Archiv"),
    (b"7z\xbc\xaf", "ein 7z-Archiv"),
    (b"{\\rtf", "eine RTF-Datei"),
    (b"BM", "ein Bild"),
)
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".jar")
_CONTAINER_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".zip", ".xls", ".pdf", ".gz"}
_WORDS = {
    "xlsx": "eine Excel-Arbeitsmappe", "xlsb": "eine Excel-Arbeitsmappe", "xls": "eine alte Excel-Arbeitsmappe",
    "ods": "eine OpenDocument-Tabelle", "docx": "ein Word-Dokument", "zip": "ein ZIP-Archiv", "pdf": "ein PDF",
    "json": "JSON", "html": "eine Webseite (HTML)", "text": "reiner Text (CSV)", "xml": "XML", "graphml": "GraphML",
    "gexf": "GEXF", "ics": "ein Kalender", "vcf": "eine vCard", "eml": "eine E-Mail",
}  # fmt: skip


_PIECE = 1 << 20
BROKEN = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, ValueError)
"""What the parts of a damaged archive raise when they are read."""


@dataclass(slots=True)
class Inspected:
    """A file that may be opened, or why not.

    Attributes
    ----------
    name
        Name of the file.
    kind
        ``xlsx``, ``xlsb``, ``xls``, ``ods``, ``docx``, ``zip``, ``pdf``, ``json``, ``html``, ``graphml``, ``gexf``,
        ``ics``, ``vcf``, ``eml``, ``pajek``, ``dl``, ``text``; empty when it is refused.
    data
        Content, unpacked when the file was compressed with gzip.
    problems
        Errors when it is refused.
    """

    name: str
    kind: str = ""
    data: bytes = b""
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, **params: Any) -> Inspected:
        """Note an error; the file has no kind any more."""
        self.kind = ""
        self.problems.append(Problem("error", code, params, self.name))
        return self


def inspect(data: bytes, *, name: str) -> Inspected:
    """Tell what a file is from its content and refuse what is not safe.

    Parameters
    ----------
    data
        The whole file.
    name
        Its name; the ending is only used to say that it is wrong.

    Returns
    -------
    Inspected
        With a kind, or with errors.
    """
    found = Inspected(name, data=data)
    suffix = re.search(r"\.\w+$", name.lower())
    ending = suffix[0] if suffix else ""
    if not data or not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        return found.refuse("file_empty")
    if len(data) > LIMITS["file"]:
        return found.refuse("file_large", size=_size(len(data)), limit=_size(LIMITS["file"]))
    if data.startswith(b"\x1f\x8b"):
        return _inside_gzip(found, name)
    _recognise(found, ending)
    if found.kind:
        _compare_ending(found, ending)
    return found


def _size(n_bytes: int) -> str:
    return f"{n_bytes / (1 << 20):.0f} MB"


def _inside_gzip(found: Inspected, name: str) -> Inspected:
    try:
        size, whole = _unpacked_size(found.data)
        if size > LIMITS["gzip"]:
            return found.refuse("archive_large", size=f"mehr als {_size(LIMITS['gzip'])}", limit=_size(LIMITS["gzip"]))
        if not whole:
            return found.refuse("file_truncated", what="gzip")
        content = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(found.data)
    except zlib.error as fault:
        return found.refuse("file_damaged", what=str(fault))
    if content.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        return found.refuse("archive_nested", part=name)
    inner = inspect(content, name=re.sub(r"\.gz$", "", name, flags=re.IGNORECASE))
    inner.name = name
    inner.problems = [
        Problem(p.severity, p.code, p.params, name, p.sheet, p.row, p.column, p.value) for p in inner.problems
    ]
    return inner


def _unpacked_size(data: bytes) -> tuple[int, bool]:
    """Size of what gzip holds, counted piece by piece up to the limit, and whether its end is there."""
    unpacker, size, rest = zlib.decompressobj(16 + zlib.MAX_WBITS), 0, data
    while not unpacker.eof and size <= LIMITS["gzip"]:
        piece = len(unpacker.decompress(rest, _PIECE))
        rest = unpacker.unconsumed_tail
        size += piece
        if not piece and not rest:
            break
    return size, unpacker.eof


def _recognise(found: Inspected, ending: str) -> None:
    data = found.data
    if data.startswith(b"PK"):
        _recognise_zip(found)
    elif data.startswith(_OLE):
        _recognise_ole(found, ending)
    elif b"%PDF-" in data[:1024]:
        found.kind = "pdf"
    else:
        binary = next((what for magic, what in _BINARY if data.startswith(magic) and b"\x00" in data[:4096]), None)
        binary = binary or next((what for magic, what in _BINARY[-2:-1] if data.startswith(magic)), None)
        if binary:
            found.refuse("file_kind", what=binary)
            return
        _recognise_text(found, ending)


def _recognise_ole(found: Inspected, ending: str) -> None:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in found.data

    if has("EncryptedPackage"):
        found.refuse("file_encrypted")
    elif ending in {".docx", ".doc"} or has("WordDocument"):
        found.refuse("file_old_binary", wanted=".docx")
    elif ending in {".xlsx", ".xlsm", ".ods"} and not (has("Workbook") or has("Book")):
        found.refuse("file_old_binary", wanted=".xlsx")
    elif has("Workbook") or has("Book"):
        found.kind = "xls"
    else:
        found.refuse("file_old_binary", wanted=".xlsx")


def _recognise_zip(found: Inspected) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(found.data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        found.refuse("file_truncated", what="ZIP-Verzeichnis fehlt")
        return
    with archive:
        if not _archive_is_safe(found, archive.infolist()):
            return
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            found.kind = "xlsx"
        elif "xl/workbook.bin" in names:
            found.kind = "xlsb"
        elif "word/document.xml" in names:
            found.kind = "docx"
        elif "content.xml" in names:
            found.kind = "ods"
        else:
            found.kind = "zip"
        if found.kind != "zip":
            _scan_markup(found, archive)
            return
        nested = next((name for name in names if name.lower().endswith(_NESTED)), None)
        if nested:
            found.refuse("archive_nested", part=nested)


def _archive_is_safe(found: Inspected, parts: list[zipfile.ZipInfo]) -> bool:
    if len(parts) > LIMITS["parts"]:
        found.refuse("archive_parts", count=len(parts), limit=LIMITS["parts"])
        return False
    total = 0
    for part in parts:
        name = part.filename.replace("\\", "/")
        link = stat.S_ISLNK(part.external_attr >> 16)
        if name.startswith("/") or ".." in name.split("/") or re.match(r"^[A-Za-z]:", name) or link or "\x00" in name:
            found.refuse("archive_path", part=name)
            return False
        if part.flag_bits & 1:
            found.refuse("archive_encrypted", part=name)
            return False
        total += part.file_size
        if part.file_size > LIMITS["part"] or total > LIMITS["expanded"]:
            found.refuse("archive_large", size=_size(max(total, part.file_size)), limit=_size(LIMITS["part"]))
            return False
        if part.file_size > LIMITS["ratio_floor"] and part.file_size > LIMITS["ratio"] * max(1, part.compress_size):
            ratio = part.file_size // max(1, part.compress_size)
            found.refuse("archive_ratio", part=name, ratio=ratio)
            return False
    return True


def _scan_markup(found: Inspected, archive: zipfile.ZipFile) -> None:
    """Refuse entity declarations, odd encodings and parts that are larger than the directory says."""
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(part) as stream:
                head = stream.read(4096)
        except BROKEN as fault:
            found.refuse("file_damaged", what=f"{part.filename}: {fault}")
            return
        if (
            b"<!DOCTYPE" in head
            or b"<!ENTITY" in head
            or head[:2] in {b"\xff\xfe", b"\xfe\xff"}
            or b"\x00" in head[:64]
        ):
            found.refuse("xml_doctype")
            return


_MAIL_HEADER = re.compile(
    r"^(?:from|to|subject|date|received|return-path|mime-version|message-id|delivered-to):", re.IGNORECASE
)
_CYPHER = re.compile(
    r"^\s*(?://.*\n\s*)*(?::begin|(?:CREATE|MERGE|MATCH|LOAD CSV|UNWIND|CALL|BEGIN)\s*[\[(]?)", re.IGNORECASE
)


def _recognise_text(found: Inspected, ending: str) -> None:
    decoded = decode(found.data[:200_000] if len(found.data) > 200_000 else found.data)  # noqa: PLR2004 - a long look
    text = decoded.text if decoded.text is not None else found.data[:4000].decode("latin-1")
    start = text.lstrip("\ufeff \t\r\n")
    lower = start[:2000].lower()
    if start.startswith("<"):
        _recognise_markup(found, lower, text)
    elif lower.startswith("begin:vcalendar"):
        found.kind = "ics"
    elif lower.startswith("begin:vcard"):
        found.kind = "vcf"
    elif start[:1] in {"{", "["}:
        found.kind = "json"
    elif re.match(r"\*(?:vertices|network)\b", lower):
        found.kind = "pajek"
    elif re.match(r"dl\b[\s,]*(?:n|nr|nc|nm|format)\s*=|dl\s*\n", lower):
        found.kind = "dl"
    elif ending in {".cypher", ".cql"} or (_CYPHER.match(start) and ending not in {".csv", ".txt", ".tsv"}):
        found.refuse("neo4j_script")
    elif _looks_like_mail(start):
        found.kind = "eml"
    else:
        found.kind = "text"


def _looks_like_mail(text: str) -> bool:
    lines = text[:4000].splitlines()[:12]
    return sum(1 for line in lines if _MAIL_HEADER.match(line)) >= 2  # noqa: PLR2004 - one could be chance


def _recognise_markup(found: Inspected, lower: str, text: str) -> None:
    if (
        re.match(
            r"<!doctype html|<html\b|<head\b|<body\b|<table\b|<div\b|<p\b|<meta\b|<title\b|<script\b|<h[1-6]\b", lower
        )
        or "<html" in lower[:500]
    ):
        found.kind = "html"
    elif "<!doctype" in lower or "<!entity" in text[:200_000].lower():
        found.refuse("xml_doctype")
    elif "<graphml" in lower:
        found.kind = "graphml"
    elif "<gexf" in lower:
        found.kind = "gexf"
    else:
        found.kind = "xml"
        found.refuse("file_kind", what="XML")


_ENDINGS = {
    ".xlsx": {"xlsx", "xlsb"}, ".xlsm": {"xlsx"}, ".xlsb": {"xlsb", "xlsx"}, ".xls": {"xls"}, ".ods": {"ods"},
    ".docx": {"docx"}, ".pdf": {"pdf"}, ".zip": {"zip"},
}  # fmt: skip


_OF_DATA = {".csv", ".tsv", ".json", ".geojson", ".ics", ".vcf", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}
_TITLE = re.compile(rb"<(title|h1)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)


def _compare_ending(found: Inspected, ending: str) -> None:
    """Refuse what cannot be what the ending says; say it when a container has the ending of text."""
    wanted = _ENDINGS.get(ending)
    what = _WORDS.get(found.kind, found.kind)
    if found.kind == "html" and ending in _OF_DATA:
        title = _TITLE.search(found.data[:4000])
        found.refuse("html_instead", title=(decode(title[2]).text or "").strip() if title else "?")
    elif wanted and found.kind not in wanted:
        if found.kind in {"xlsx", "xls", "xlsb", "ods"} and ending in {".xls", ".xlsx", ".xlsm", ".ods", ".xlsb"}:
            params = {"suffix": ending, "what": what}
            found.problems.append(Problem("note", "file_mislabelled_read", params, found.name))
            return
        found.refuse("file_mislabelled", suffix=ending, what=what)
    elif ending in {".csv", ".tsv"} and found.kind not in {"text", "eml"}:
        params = {"suffix": ending, "what": what}
        found.problems.append(Problem("warning", "file_mislabelled_read", params, found.name))
