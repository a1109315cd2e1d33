"""A look into the markup of XLSX sheets: error cells, formulas without result, hidden rows, the used area."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_CELLS", "SheetMarkup", "filled_ods_cells", "look_at_sheets", "without_far_cells"]

MAX_CELLS = 2_000_000
MAX_ROWS = 210_000
MAX_COLUMNS = 1_000
_SHORT_ENTRY = 200
_ROW_MARGIN, _COLUMN_MARGIN = 1_000, 50
_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?:r="([A-Z]{1,3})(\d{1,7})")?([^>]*?)(?:/>|>(?:<v>([^<]*)</v>|(.*?))</(?:\w+:)?c>)', re.DOTALL
)
"""Column, row and other attributes of a cell, then its value when there is nothing else in it, or all that is."""
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>([^<]*)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*\bhidden="(?:1|true)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?>")
_BLANK_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?(?:/>|>\s*</(?:\w+:)?row>)")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?/>")


@dataclass(slots=True)
class SheetMarkup:
    """What the markup of one sheet says.

    Attributes
    ----------
    name
        Name of the sheet.
    part
        Name of its part in the archive.
    errors
        Error values by cell ("A2" to "#REF!").
    without_result
        Cells with a formula but no stored result.
    hidden_rows
        Number of hidden rows.
    n_cells
        Cells that hold something.
    last_row, last_column
        End of the used area, blank cells included.
    filled_row, filled_column
        End of the area that holds something.
    doctype
        Whether the part declares entities.
    """

    name: str
    part: str
    errors: dict[str, str] = field(default_factory=dict)
    without_result: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    n_cells: int = 0
    last_row: int = 0
    last_column: int = 0
    filled_row: int = 0
    filled_column: int = 0
    doctype: bool = False

    @property
    def reaches_far(self) -> bool:
        """Whether blank cells lie so far away that a reader would need the memory of a huge table."""
        area = self.last_row * self.last_column
        return area > MAX_CELLS and (
            self.last_row > self.filled_row + _ROW_MARGIN or self.last_column > self.filled_column + _COLUMN_MARGIN
        )


def look_at_sheets(data: bytes) -> list[SheetMarkup]:
    """Look through the sheets of an XLSX file.

    Parameters
    ----------
    data
        The whole file, already known to be a safe archive.

    Returns
    -------
    list of SheetMarkup
        In the order of the workbook.
    """
    found = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        blank = _blank_strings(archive)
        for name, part in _sheets(archive):
            sheet = SheetMarkup(name, part)
            content = archive.read(part)
            sheet.doctype = b"<!DOCTYPE" in content or b"<!ENTITY" in content
            if not sheet.doctype:
                _look(sheet, content, blank)
            found.append(sheet)
    return found


def _blank_strings(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Numbers of the shared texts that hold only blanks."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return frozenset()
    entries = re.split(rb"<(?:\w+:)?si(?:\s[^>]*)?>", archive.read("xl/sharedStrings.xml"))[1:]
    return frozenset(
        str(number).encode()
        for number, entry in enumerate(entries)
        if len(entry) < _SHORT_ENTRY and not re.sub(rb"<[^>]*>|&#(?:x?[0-9a-fA-F]+);|\s|\xc2\xa0", b"", entry)
    )


def _is_filled(head: bytes, value: bytes | None, blank: frozenset[bytes]) -> bool:
    text = value.strip() if value else b""
    return bool(text) and text != b"\xc2\xa0" and not (b't="s"' in head and text in blank)


def _value(plain: bytes | None, body: bytes | None) -> bytes | None:
    """What a cell holds; None when it has no value."""
    if plain is not None or body is None:
        return plain
    found = _VALUE.search(body)
    return found[1] if found else None


def _lacks_result(head: bytes, value: bytes | None, body: bytes | None) -> bool:
    """Whether a formula was stored without its result; an empty text is a result."""
    if value or body is None or _FORMULA.search(body) is None:
        return False
    return value is None or b't="str"' not in head


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = set(archive.namelist())
    targets: dict[bytes, str] = {}
    if "xl/_rels/workbook.xml.rels" in names:
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
            id_, target = _attribute(tag, rb"Id"), _attribute(tag, rb"Target")
            if id_ and target:
                path = target.decode("utf-8", "replace")
                targets[id_] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        name, id_ = _attribute(tag, rb"name"), _attribute(tag, rb"(?:\w+:)id")
        part = targets.get(id_ or b"", "")
        if name is not None and part in names:
            yield _unescape(name.decode("utf-8", "replace")), part


def _attribute(tag: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1] if found else None


def _unescape(text: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def _look(sheet: SheetMarkup, content: bytes, blank: frozenset[bytes]) -> None:
    sheet.hidden_rows = len(_HIDDEN_ROW.findall(content))
    row = column = last_row = last_column = filled_row = filled_column = n_cells = 0
    for match in _CELL.finditer(content):
        letters, digits, head, plain, body = match.groups()
        reference = (letters, digits) if letters else _reference(head)
        if reference:
            column, row = _column(reference[0]), int(reference[1])
        else:
            column += 1
        last_row, last_column = max(last_row, row), max(last_column, column)
        value = _value(plain, body)
        without_result = _lacks_result(head, value, body)
        if without_result:
            sheet.without_result.append(_name(row, column))
        elif value is not None and b't="e"' in head:
            sheet.errors[_name(row, column)] = value.decode("utf-8", "replace")
        filled = _is_filled(head, value, blank)
        n_cells += filled
        if filled or without_result:
            filled_row, filled_column = max(filled_row, row), max(filled_column, column)
    sheet.last_column, sheet.n_cells = last_column, n_cells
    sheet.filled_row, sheet.filled_column = filled_row, filled_column
    rows = [int(number) for number in re.findall(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"', content)[-1:]]
    sheet.last_row = max([last_row, *rows])


def _reference(head: bytes) -> tuple[bytes, bytes] | None:
    found = _REFERENCE.search(head)
    return (found[1], found[2]) if found else None


def _name(row: int, column: int) -> str:
    from loaders.cells import column_letter  # noqa: PLC0415 - keeps this module usable in a bare child process

    return f"{column_letter(max(column - 1, 0))}{row}"


@cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def without_far_cells(data: bytes, parts: set[str]) -> bytes:
    """Rewrite a workbook without blank cells and rows in some of its sheets.

    Parameters
    ----------
    data
        The whole file.
    parts
        Parts to rewrite.

    Returns
    -------
    bytes
        The workbook with only filled cells there; formats of blank cells are lost.
    """
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        blank = _blank_strings(archive)
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename in parts:
                content = _CELL.sub(lambda match: _only_filled(match, blank), content)
                content = _DIMENSION.sub(b"", _BLANK_ROW.sub(b"", content))
            copy.writestr(part.filename, content)
    return target.getvalue()


def _only_filled(match: re.Match[bytes], blank: frozenset[bytes]) -> bytes:
    return match[0] if _is_filled(match[3], _value(match[4], match[5]), blank) else b""


def filled_ods_cells(data: bytes) -> tuple[str, int]:
    """Count the filled cells of an OpenDocument sheet after its repetitions are written out.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    tuple
        Name of the largest sheet and its number of cells; counting stops at twice the limit. An entity
        declaration counts as too many.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("content.xml")
    counter = _OdsCounter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return counter.name, counter.largest
    return counter.largest_name or counter.name, counter.largest


class _OdsCounter:
    def __init__(self) -> None:
        self.name, self.largest_name = "", ""
        self.cells, self.largest = 0, 0
        self._rows, self._columns, self._filled = 1, 1, False
        self._row_cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "table":
            self.name, self.cells = attributes.get("table:name", ""), 0
        elif tag == "table-row":
            self._rows, self._row_cells = _repeats(attributes, "table:number-rows-repeated"), 0
        elif tag in {"table-cell", "covered-table-cell"}:
            self._columns = _repeats(attributes, "table:number-columns-repeated")
            self._filled = "office:value-type" in attributes

    def text(self, data: str) -> None:
        if data.strip():
            self._filled = True

    def end(self, tag: str) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag in {"table-cell", "covered-table-cell"}:
            if self._filled:
                self._row_cells += self._columns
            self._filled = False
        elif tag == "table-row":
            self.cells += self._rows * self._row_cells
            if self.cells > self.largest:
                self.largest, self.largest_name = self.cells, self.name


def _repeats(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return int(value) if value.isdigit() and len(value) < 9 else 1 << 30  # noqa: PLR2004 - a number that long is an attack
