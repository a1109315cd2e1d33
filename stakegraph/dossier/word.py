"""The dossier as a Word file that can be changed before the visit."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from graphmodel.dates import first_day
from stakegraph.dossier import document as doc
from stakegraph.dossier.pdf import picture_png
from stakegraph.dossier.phrases import phrase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

__all__ = ["docx_bytes"]

ACCENT, SOFT = RGBColor(0x0B, 0x5F, 0x63), RGBColor(0x55, 0x60, 0x6A)
LOCALES = {"de": "de-DE", "en": "en-GB"}
TEXT_WIDTH = 162.0
MARKS = {"reason": "•", "objection": "–", "unknown": "?", "question": "▢", "way": "→"}
DOTS = {0: "", 1: "●○○ ", 2: "●●○ ", 3: "●●● "}


def docx_bytes(dossier: doc.Dossier) -> bytes:
    """Write the dossier for Word: real headings, page numbers, language and title set.

    Parameters
    ----------
    dossier
        The document.

    Returns
    -------
    bytes
    """
    file = docx.Document()
    _style(file, dossier)
    kick = file.add_paragraph()
    _text(kick, dossier.kicker, size=9, colour=ACCENT, bold=True)
    file.add_heading(dossier.title, level=1)
    _text(file.add_paragraph(), dossier.lead, size=12.5, colour=SOFT)
    for section in dossier.sections:
        if section.title:
            file.add_heading(section.title, level=2)
        before: doc.Block | None = None
        for block, depth in zip(section.blocks, doc.depths(section.blocks), strict=True):
            _add(file, block, dossier.lang, depth=depth, after=before)
            before = block
    file.add_heading(phrase("section.sources", lang=dossier.lang), level=2)
    for k, source in enumerate(dossier.sources, start=1):
        line = file.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(7), Mm(-7)
        line.paragraph_format.space_after = Pt(1)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(7))
        _text(line, f"{k}.\t{source}", size=8, colour=SOFT)
    if not dossier.sources:
        file.add_paragraph(phrase("sources.none", lang=dossier.lang))
    written = io.BytesIO()
    file.save(written)
    return _dated(written, first_day(dossier.date))


def _dated(written: io.BytesIO, day: dt.date) -> bytes:
    """Pack the parts again with one date, so that the same dossier gives the same bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return again.getvalue()


def _style(file: Any, dossier: doc.Dossier) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    properties = file.core_properties
    properties.title = f"{dossier.kicker} {dossier.title}"
    properties.language, properties.author, properties.comments = LOCALES[dossier.lang], "stakegraph", ""
    day = first_day(dossier.date)
    made = properties.created.replace(
        year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
    )
    properties.created = properties.modified = made
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    for element in file.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LOCALES[dossier.lang])
    for level, size in ((1, 26), (2, 14), (3, 11), (4, 10.5)):
        style = file.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Segoe UI", Pt(size), True
        style.font.color.rgb = ACCENT if level == 3 else RGBColor(0x1B, 0x24, 0x2D)  # noqa: PLR2004 - as printed
        style.font.italic = False
        fonts = style.element.rPr.rFonts
        for name in list(fonts.attrib):
            if name.endswith("Theme"):
                del fonts.attrib[name]
    _footer(section.footer.paragraphs[0], dossier.footer)


def _footer(line: Any, text: str) -> None:
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _text(line, f"{text}\t", size=8, colour=SOFT)
    for k, code in enumerate(("PAGE", "NUMPAGES")):
        if k:
            _text(line, " / ", size=8, colour=SOFT)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = OxmlElement("w:r")
        number = OxmlElement("w:t")
        number.text = "1"
        run.append(number)
        field.append(run)
        line._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _text(line: Any, text: str, *, size: float | None = None, colour: Any = None, bold: bool = False) -> Any:
    run = line.add_run(_clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _clean(text: str) -> str:
    """Drop control characters, which a Word file cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _runs(line: Any, runs: Sequence[doc.Run], *, size: float | None = None, colour: Any = None) -> None:
    for run in runs:
        _text(line, run.text, size=size, colour=colour, bold=run.strong)
        if run.notes:
            if run.text[-1:].isdigit():  # 12 ³ is not 12³
                _text(line, "\u00a0", size=size)
            mark = _text(line, ",".join(map(str, run.notes)), size=8, colour=ACCENT)
            mark.font.superscript = True


def _add(file: Any, block: doc.Block, lang: str, *, depth: int = 3, after: doc.Block | None = None) -> None:
    if isinstance(block, doc.Paragraph):
        small = block.style == "small"
        _runs(file.add_paragraph(), block.runs, size=8.5 if small else None, colour=SOFT if small else None)
    elif isinstance(block, doc.Heading):
        file.add_heading(block.text, level=3)
    elif isinstance(block, doc.Bullets):
        _bullets(file, block.items, lang, size=9.5 if isinstance(after, doc.Entry) else None)
    elif isinstance(block, doc.Entry):
        heading = file.add_heading(_clean(block.title), level=depth)
        if block.note:
            _text(heading, f"   {DOTS[block.level]}{block.note}", size=8.5, colour=SOFT).bold = False
        _bullets(file, block.items, lang, size=9.5)
    elif isinstance(block, doc.Figures):
        _table(file, [[(doc.Run(name),), value] for name, value in block.items], (0.45, 0.55))
    elif isinstance(block, doc.Table):
        _caption(file, block.caption)
        header = [(doc.Run(cell, strong=True),) for cell in block.header]
        _table(file, [header, *block.rows], block.widths, header=True)
    elif isinstance(block, doc.Picture):
        _picture(file, block, lang)
    else:
        file.add_heading(block.title, level=2)
        for inner in block.blocks:
            _add(file, inner, lang)


def _bullets(file: Any, items: Sequence[doc.Bullet], lang: str, *, size: float | None = None) -> None:
    """Items with their mark; an objection says in a word that it is one, the others do so by themselves."""
    for item in items:
        plain = item.kind in {"reason", "question"}
        line = file.add_paragraph(style="List Bullet" if plain else None)
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(6), Mm(-5)
        if not plain:
            line.paragraph_format.tab_stops.add_tab_stop(Mm(6))
            _text(line, f"{MARKS[item.kind]}\t", size=size, colour=SOFT)
            if item.kind == "objection":
                _text(line, f"{phrase(f'mark.{item.kind}', lang=lang)}: ", size=size, colour=SOFT)
        _runs(line, item.runs, size=size)


def _caption(file: Any, text: str) -> None:
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_after = Pt(2)
    _text(line, text, size=8.5, colour=SOFT)


def _table(file: Any, rows: Sequence[Sequence[doc.Line]], widths: Sequence[float], *, header: bool = False) -> None:
    table = file.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for k, row in enumerate(rows):
        cells = table.add_row()
        for cell, runs, share in zip(cells.cells, row, widths, strict=True):
            cell.width = Mm(TEXT_WIDTH * share)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            _runs(cell.paragraphs[0], runs, size=8.5)
        properties = cells._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no header rows
        properties.append(OxmlElement("w:cantSplit"))
        if header and k == 0:
            properties.append(OxmlElement("w:tblHeader"))
    _lines(table)
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _lines(table: Any) -> None:
    """Thin lines below the rows, as in print."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "DCDAD3")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx has no borders


def _picture(file: Any, picture: doc.Picture, lang: str) -> None:
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(picture_png(picture, lang=lang)), width=Mm(TEXT_WIDTH))
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no alternative texts
    properties.set("descr", _clean(picture.alt))
    _caption(file, picture.caption)
