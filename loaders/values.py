"""Cells of German lists read as text, numbers, truth values and goals, never by guessing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

__all__ = [
    "Parsed",
    "clean_text",
    "fold",
    "number_style",
    "parse_boolean",
    "parse_number",
    "parse_sdgs",
    "says_nothing",
    "split_list",
]

MAX_TEXT = 4000
MAX_NAME = 300

_BLANKS = re.compile(r"\s+")
_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "k.a.", "k. a.", "k.a", "keine angabe", "n/a", "unbekannt", "?", "offen"}
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell means, or what is wrong with it.

    Attributes
    ----------
    value
        The meaning; None when the cell says nothing or cannot be taken over.
    code
        Kind of fault or hint; None when there is nothing to say.
    severity
        ``error``, ``warning`` or ``note``.
    params
        What a sentence about it needs.
    """

    value: Any = None
    code: str | None = None
    severity: Literal["error", "warning", "note"] = "note"
    params: dict[str, Any] = field(default_factory=dict)


_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\u00ad": ""})


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Bring text to the form in which words are compared: lower case, umlauts spelled out, one blank between words.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Only letters without marks, digits and signs.

    Examples
    --------
    >>> fold("  Städte\u00adpartnerschaft ")
    'staedtepartnerschaft'
    """
    text = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().translate(_SPELLED_OUT)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=50_000)
def clean_text(text: str) -> str:
    """Bring text to the form in which it is stored: NFC, no invisible characters, single blanks.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Line breaks become blanks; full-width letters become ordinary ones.

    Examples
    --------
    >>> clean_text("Ju\u0308lich\u200b  ")
    'Jülich'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", text)
    if any("\uff01" <= char <= "\uff5e" for char in text):
        text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if not _invisible(char))
    return _BLANKS.sub(" ", text).strip()


def _invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char == "\ufeff"


def says_nothing(text: str) -> bool:
    """Tell whether a cell only holds a sign for "no answer".

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    bool
        True for blanks, dashes, "k.A.", "unbekannt".
    """
    return fold(text) in _NOTHING


_NUMBER_NOISE = re.compile(r"(?:€|euro?|km2|km²|qkm|\u00a0|'|’| |(?<=\d)[,.][-–—]{1,2}(?![\d-]))", re.IGNORECASE)
_PLAIN = re.compile(r"^[+-]?\d+$")
_GERMAN_NUMBER = re.compile(r"^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$")
_GERMAN_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$")
_ENGLISH_NUMBER = re.compile(r"^[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})$")
_POINT = re.compile(r"^[+-]?\d+\.\d+$")
_ONE_POINT_THREE = re.compile(r"^[+-]?[1-9]\d{0,2}\.\d{3}$")
NumberStyle = Literal["german", "english", "plain", "unclear", "none"]


def number_style(text: str) -> NumberStyle:
    """Tell how a number is written.

    Parameters
    ----------
    text
        Text of a cell.

    Returns
    -------
    str
        ``german`` ("1.234,56"), ``english`` ("1,234.56", "12.5"), ``plain`` (digits), ``unclear`` ("1.234"),
        ``none`` (no number).

    Examples
    --------
    >>> [number_style(t) for t in ("1.234,56", "1,234.56", "1.234", "12", "viel")]
    ['german', 'english', 'unclear', 'plain', 'none']
    """
    digits = _NUMBER_NOISE.sub("", text)
    if _PLAIN.match(digits):
        return "plain"
    if _ONE_POINT_THREE.match(digits):
        return "unclear"
    if _GERMAN_NUMBER.match(digits) or _GERMAN_THOUSANDS.match(digits):
        return "german"
    if _ENGLISH_NUMBER.match(digits) or _POINT.match(digits):
        return "english"
    return "none"


def parse_number(text: str, *, style: NumberStyle = "plain", whole: bool = False, thousands: bool = True) -> Parsed:
    """Read a number, German or English as the column is written.

    Parameters
    ----------
    text
        Text of a cell; a currency sign and blanks are ignored.
    style
        How the column is written, from `number_style` of its cells; ``plain`` when only digits occur.
    whole
        Only whole numbers make sense.
    thousands
        Whether "1.234" in a column of ``plain`` style means one thousand; else it is a decimal point.

    Returns
    -------
    Parsed
        int or float; ``number_mixed``, ``number_ambiguous`` or ``number_unknown`` when it cannot be taken over.

    Examples
    --------
    >>> parse_number("1.234,56 €", style="german").value
    1234.56
    >>> parse_number("1.234", style="german", whole=True).value
    1234
    >>> parse_number("7.500,- EUR", style="german").value
    7500
    """
    if says_nothing(text):
        return Parsed()
    digits = _NUMBER_NOISE.sub("", text)
    own = number_style(text)
    fault = None
    if own == "none" or len(digits) > 30:  # noqa: PLR2004 - no sum or population has so many digits
        fault = "number_unknown"
    elif own in {"german", "english"} and style in {"german", "english"} and own != style:
        fault = "number_mixed"
    elif own == "unclear":
        own = _unclear_reading(style, whole=whole, thousands=thousands)
        fault = "number_ambiguous" if own == "unclear" else None
    if fault:
        return Parsed(None, fault, "error")
    digits = digits.replace(".", "").replace(",", ".") if own == "german" else digits.replace(",", "")
    value = float(digits)
    if whole and not value.is_integer():
        return Parsed(None, "number_not_whole", "error")
    return Parsed(int(value) if whole or "." not in digits else value)


def _unclear_reading(style: NumberStyle, *, whole: bool, thousands: bool) -> NumberStyle:
    if style in {"german", "english"}:
        return "german" if style == "german" or (whole and thousands) else style
    if not thousands:
        return "english"
    return "german" if whole or style == "plain" else "unclear"


_YES = frozenset(
    {"ja", "j", "yes", "y", "true", "wahr", "1", "x", "✓", "✔", "☑", "☒", "ok", "vorhanden", "stimmt", "t"}
)
_NO = frozenset(["nein", "n", "no", "false", "falsch", "0", "☐", "f"])


def parse_boolean(text: str) -> Parsed:
    """Read a yes or no.

    Parameters
    ----------
    text
        "ja", "x", "true", "nein", "0" and the like.

    Returns
    -------
    Parsed
        True, False or None; ``boolean_unknown`` for anything else.
    """
    if says_nothing(text):
        return Parsed()
    folded = fold(text)
    if folded in _YES:
        return Parsed(True)
    if folded in _NO:
        return Parsed(False)
    return Parsed(None, "boolean_unknown", "warning")


_SDG = re.compile(r"^(?:sdgs?|ziel|goal|nachhaltigkeitsziel)?[ .:-]*(\d{1,2})(?:[ .:-].*)?$")


def parse_sdgs(text: str) -> Parsed:
    """Read goals of the 2030 Agenda.

    Parameters
    ----------
    text
        "4", "SDG 4", "Ziel 4: Hochwertige Bildung", several with "|", ",", ";" or "und" between them.

    Returns
    -------
    Parsed
        Tuple of numbers as text, sorted; ``sdg_unknown`` for a number outside 1 to 17 or other words.

    Examples
    --------
    >>> parse_sdgs("SDG 4, 17").value
    ('4', '17')
    """
    if says_nothing(text):
        return Parsed()
    goals: set[int] = set()
    for piece in split_list(text, also=(",", " und ", "/", "+")):
        match = _SDG.match(fold(piece))
        if not match or not 1 <= int(match[1]) <= 17:  # noqa: PLR2004 - there are seventeen goals
            return Parsed(None, "sdg_unknown", "error")
        goals.add(int(match[1]))
    return Parsed(tuple(str(goal) for goal in sorted(goals)))


def split_list(text: str, *, also: tuple[str, ...] = (",",)) -> list[str]:
    """Cut a cell with several entries into its pieces.

    Parameters
    ----------
    text
        Entries with "|", ";", a line break or " ::: " between them, else with the first of ``also`` that occurs.
    also
        Weaker separators, used only when none of the strong ones occurs.

    Returns
    -------
    list of str
        Cleaned pieces without repeats.

    Examples
    --------
    >>> split_list("klima|bildung"), split_list("Klima, Bildung")
    (['klima', 'bildung'], ['Klima', 'Bildung'])
    """
    strong = re.split(r" ::: |[|;\n]", text)
    pieces = strong if len(strong) > 1 else [text]
    if len(strong) == 1:
        for separator in also:
            pieces = [part for piece in pieces for part in piece.split(separator)]
    return list(dict.fromkeys(cleaned for piece in pieces if (cleaned := clean_text(piece))))
