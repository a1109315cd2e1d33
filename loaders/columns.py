"""Columns of a table read: one converter for each kind of value, the same cell never read twice."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from loaders.countries import read_area, read_country
from loaders.dates import parse_date
from loaders.places import read_key
from loaders.tables import COMMON, KINDS
from loaders.values import (
    MAX_NAME,
    MAX_TEXT,
    NumberStyle,
    Parsed,
    clean_text,
    fold,
    number_style,
    parse_boolean,
    parse_number,
    parse_sdgs,
    says_nothing,
    split_list,
)
from loaders.words import read_word

if TYPE_CHECKING:
    from loaders import headers
    from loaders.cells import Line
    from loaders.report import Severity

__all__ = ["Column", "raw_problems", "readers_of"]

_OLD = 800
_PERSON_COLUMNS = frozenset({"name", "from_name", "to_name", "meeting"})
_ERRORS = frozenset(
    [
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#BEZUG!",
        "#NV",
        "#WERT!",
        "#ZAHL!",
        "#SPILL!",
        "#GETTING_DATA",
    ]
)
_DITTO = frozenset(["dito", "ditto", "dto.", "s.o.", "s. o.", "siehe oben", "wie oben"])
_STYLED = frozenset({"integer", "measure", "amount", "coordinate"})


_SIGNED = re.compile(r"(?:gez|i\. ?[av])\b[. ]", re.IGNORECASE)
"""Beginning of a signature; the name behind it is nobody's business."""
_Converter = Callable[[str], Parsed]


def _texts(text: str) -> Parsed:
    return Parsed(tuple(split_list(text)) or None)


def _languages(text: str) -> Parsed:
    return Parsed(tuple(split_list(text, also=(",", "/", "&", " und ", " sowie ", " and "))) or None)


def _themes(text: str) -> Parsed:
    return Parsed(tuple(split_list(text, also=(", ", ","))) or None)


def _areas(text: str) -> Parsed:
    found: list[str] = []
    hint = Parsed()
    for piece in split_list(text, also=(",", " und ", "/")):
        parsed = read_area(piece)
        if parsed.value is None and parsed.code:
            severity: Severity = "warning"
            hint = Parsed(None, parsed.code, severity, {"value": piece, **parsed.params})
        elif parsed.value:
            found.append(parsed.value)
    return Parsed(tuple(dict.fromkeys(found)) or None, hint.code, hint.severity, hint.params)


def _postcode(text: str) -> Parsed:
    digits = re.sub(r"\.0+$", "", text.strip())
    digits = re.sub(r"^D[- ]", "", digits)
    if re.fullmatch(r"\d{5}", digits):
        return Parsed(digits)
    if re.fullmatch(r"[1-9]\d{3}", digits):
        return Parsed("0" + digits, "postcode_zero_restored", "warning", {"read_as": "0" + digits})
    return Parsed(None, "postcode_form", "note")


def _id(text: str) -> Parsed:
    return Parsed(text) if len(text) <= 200 else Parsed(None, "id_form", "error")  # noqa: PLR2004 - longest id


def _mark(text: str) -> Parsed:
    if re.fullmatch(r"[-–—_ ]+", text):
        return Parsed("absent")
    if _SIGNED.match(text):
        return Parsed("present")
    return read_word(text, name="attendance", strict=False) if len(text) <= MAX_NAME else Parsed()


def _confidence(text: str) -> Parsed:
    parsed = read_word(text, name="confidence", strict=False)
    return Parsed("medium", "confidence_unknown", "warning") if parsed.code == "choice_unknown" else parsed


def _district(text: str) -> Parsed:
    digits = re.sub(r"\.0+$", "", text)
    digits = digits.zfill(5) if re.fullmatch(r"[1-9]\d{3}", digits) else digits
    return Parsed(digits) if re.fullmatch(r"\d{5}", digits) else Parsed(None, "ags_form", "warning")


_CONVERTERS: dict[str, _Converter] = {
    "text": Parsed,
    "name": Parsed,
    "id": _id,
    "date": parse_date,
    "old_date": lambda text: parse_date(text, first_year=_OLD),
    "country": read_country,
    "areas": _areas,
    "themes": _themes,
    "texts": _texts,
    "languages": _languages,
    "boolean": parse_boolean,
    "confidence": _confidence,
    "postcode": _postcode,
    "district": _district,
    "sdgs": parse_sdgs,
    "mark": _mark,
}


def _converter(kind: str, style: NumberStyle) -> _Converter:
    if kind == "integer":
        return lambda text: parse_number(text, style=style, whole=True)
    if kind in {"amount", "measure"}:
        return lambda text: parse_number(text, style=style, thousands=kind == "amount")
    if kind == "coordinate":
        return lambda text: parse_number(text.replace(",", "."), style="english", thousands=False)
    if kind.startswith("word:"):
        name = kind.removeprefix("word:")
        strict = name != "role"
        return lambda text: read_word(text, name=name, strict=strict)
    return _CONVERTERS[kind]


def raw_problems(text: str, *, limit: int) -> tuple[str, Parsed | None]:
    """Clean the text of a cell and say what is wrong with it before it is understood.

    Parameters
    ----------
    text
        Text as it stands in the file.
    limit
        Most characters allowed.

    Returns
    -------
    tuple
        Cleaned text, and a fault or hint or None.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        stripped = text.strip()
        return stripped, Parsed(None, "error_value", "error") if stripped in _ERRORS else None
    if len(text) > limit:
        return "", Parsed(None, "text_too_long", "error", {"length": len(text), "limit": limit})
    control = sorted({char for char in text if unicodedata.category(char) == "Cc" and char not in "\t\r\n\x85"})
    if control:
        return "", Parsed(None, "control_characters", "error", {"names": _names(control)})
    cleaned = clean_text(text)
    bidi = sorted({char for char in text if unicodedata.bidirectional(char) in _BIDI})
    if bidi:
        return cleaned, Parsed(None, "bidi_characters", "warning", {"names": _names(bidi)})
    if any("\uff01" <= char <= "\uff5e" for char in text):
        return cleaned, Parsed(None, "full_width", "note", {"read_as": cleaned})
    return cleaned, None


_BIDI = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])


def _names(chars: Iterable[str]) -> list[str]:
    return [f"U+{ord(char):04X}" for char in chars]


def _mixes_scripts(text: str) -> bool:
    if text.isascii():
        return False
    return any(
        len({_script(char) for char in word if char.isalpha()} - {""}) > 1 for word in re.split(r"[\s/-]+", text)
    )


def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    name = unicodedata.name(char, "")
    return next((script for script in ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN") if name.startswith(script)), "")


def _style_of(texts: Iterable[str]) -> NumberStyle:
    seen: list[NumberStyle] = []
    for text in texts:
        style = number_style(text) if text.strip() else "none"
        if style in {"german", "english"}:
            seen.append(style)
    if not seen:
        return "plain"
    return "unclear" if len(set(seen)) > 1 else seen[0]


@dataclasses.dataclass(slots=True)
class Column:
    """Reads the cells of one column."""

    field: str
    header: str
    position: int
    limit: int
    convert: _Converter
    named: bool
    workbook: bool
    kind: str = "text"
    seen: dict[str, tuple[str, Parsed]] = dataclasses.field(default_factory=dict)

    def read(self, text: str) -> tuple[str, Parsed]:
        """Give the cleaned text of a cell and what it means."""
        known = self.seen.get(text)
        if known is None:
            known = self._read(text)
            if len(text) < 200:  # noqa: PLR2004 - long texts do not repeat
                self.seen[text] = known
        return known

    def _read(self, text: str) -> tuple[str, Parsed]:
        cleaned, fault = raw_problems(text, limit=self.limit)
        if fault and fault.severity == "error":
            return cleaned, fault
        if not cleaned or (self.field not in {"status", "id"} and says_nothing(cleaned)):
            return "", fault or Parsed()
        if self.named and (fold(cleaned) in _DITTO or not any(map(str.isalnum, cleaned))):
            return "", Parsed(None, "name_ditto", "warning", {"value": cleaned})
        if self.named and _mixes_scripts(cleaned):
            return cleaned, Parsed(cleaned, "mixed_script", "warning")
        parsed: Parsed = self.convert(cleaned)
        if parsed.code is None and fault:
            return cleaned, Parsed(parsed.value, fault.code, fault.severity, fault.params)
        return cleaned, parsed


def readers_of(lines: Sequence[Line], mapping: headers.Mapping, *, workbook: bool) -> list[Column]:
    """Prepare a reader for each column that has a meaning.

    Parameters
    ----------
    lines
        Rows below the header, from which the style of numbers is told.
    mapping
        What the columns are.
    workbook
        Whether cells have names such as "E4".

    Returns
    -------
    list of Column
    """
    kinds: Mapping[str, str] = {**COMMON, **KINDS[mapping.table or ""]}
    readers = []
    for position, name in enumerate(mapping.fields):
        if name is None:
            continue
        kind = kinds[name]
        style: NumberStyle = "plain"
        if kind in _STYLED:
            style = _style_of(line.cells[position] for line in lines if position < len(line.cells))
        convert: _Converter = read_key if kind == "key" else _converter(kind, style)
        if kind in _STYLED and style == "unclear":
            convert = _mixed_converter(lines, position, whole=kind == "integer")
        limit = MAX_NAME if kind in {"name", "id", "key", "mark"} or kind.startswith("word:") else MAX_TEXT
        readers.append(
            Column(name, mapping.headers[position], position, limit, convert, name in _PERSON_COLUMNS, workbook, kind)
        )
    return readers


def _mixed_converter(lines: Sequence[Line], position: int, *, whole: bool) -> _Converter:
    """Read a column of two styles: the first one found is right, the other and the unclear ones are faults."""
    styles = (number_style(line.cells[position]) for line in lines if position < len(line.cells))
    first: NumberStyle = next(style for style in styles if style in {"german", "english"})

    def convert(text: str) -> Parsed:
        if number_style(text) == "unclear":
            return Parsed(None, "number_ambiguous", "error")
        return parse_number(text, style=first, whole=whole)

    return convert
