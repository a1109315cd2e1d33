"""Which letters a text file is written in, told by rule and not by statistics."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UMLAUT = re.compile(r"(?<=[A-Za-z])[äöüß]|[äöüÄÖÜ](?=[a-z])|[é](?=[a-z]|\b)|[„“”–’€§°]")
_ODD = re.compile(r"[^\x00-\x7fäöüÄÖÜßéèêáàâçñëïóôúíãõåøæœÉÀÇ„“”‚‘’–—…€§°²³·«»×½¼\u00a0´]")
_CANDIDATES = ("cp1252", "cp850", "mac_roman")
_LABELS = {"cp1252": "Windows-1252", "cp850": "DOS (Codepage 850)", "mac_roman": "Mac Roman"}
_SAMPLE = 2_000_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was read.

    Attributes
    ----------
    text
        The text; None when no single encoding fits.
    encoding
        Name for people; "UTF-8" needs no remark.
    sample
        A word with an umlaut, to check the guess by.
    mixed_line
        Line from which on another encoding begins, the first being 1.
    """

    text: str | None
    encoding: str
    sample: str = ""
    mixed_line: int | None = None


def decode(data: bytes) -> Decoded:
    r"""Turn the bytes of a text file into text.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Decoded
        By byte order mark, else UTF-8 when it fits, else the single-byte encoding whose umlauts stand between
        letters; no text when two encodings are mixed or nothing fits.

    Examples
    --------
    >>> decode("Jülich".encode("cp850")).encoding
    'DOS (Codepage 850)'
    >>> decode("Jülich\n".encode() + "Köln".encode("cp1252")).mixed_line
    2
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    silent = _without_mark(data)
    if silent:
        return _strict(data, silent)
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as fault:
        if _MULTIBYTE.search(data):
            return Decoded(None, "", mixed_line=_mixed_line(data, fault.start))
    return _single_byte(data)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-le").removesuffix("-be").upper())
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        return Decoded(None, "", mixed_line=line if encoding == "utf-8" else None)


def _without_mark(data: bytes) -> str | None:
    head = data[:2000]
    if len(head) < 4 or b"\x00" not in head:  # noqa: PLR2004 - too short to tell
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head[1::2]) and even == 0:
        return "utf-16-le"
    if even > 0.4 * len(head[0::2]) and odd == 0:
        return "utf-16-be"
    return None


def _mixed_line(data: bytes, start: int) -> int:
    """Line where the encoding changes: the first that is not UTF-8, or the first that is when those come last."""
    good_before = _MULTIBYTE.search(data[:start])
    if good_before:
        return data[:start].count(b"\n") + 1
    found = _MULTIBYTE.search(data, start)
    position = found.start() if found else start
    return data[:position].count(b"\n") + 1


def _single_byte(data: bytes) -> Decoded:
    best: tuple[float, str, str] | None = None
    sample = data[:_SAMPLE]
    for encoding in _CANDIDATES:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = len(_UMLAUT.findall(text)) - 1.5 * len(_ODD.findall(text))
        if best is None or score > best[0]:
            best = (score, encoding, text)
    if best is None:
        return Decoded(None, "")
    word = re.search(r"\w*[äöüÄÖÜß]\w*", best[2])
    try:
        whole = data.decode(best[1])
    except UnicodeDecodeError:
        return Decoded(None, "")
    return Decoded(whole, _LABELS[best[1]], word[0] if word else "")
