"""The dossier as a document: sections of paragraphs, lists, tables and drawings, apart from how they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Anchor",
    "Block",
    "Box",
    "Bullet",
    "BulletKind",
    "Bullets",
    "Dossier",
    "Entry",
    "Figures",
    "Heading",
    "Label",
    "Line",
    "Mark",
    "Paragraph",
    "Picture",
    "Run",
    "Section",
    "Stroke",
    "Table",
    "depths",
]

BulletKind = Literal["reason", "objection", "unknown", "question", "way"]
Style = Literal["body", "lead", "small"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that looks the same throughout.

    Attributes
    ----------
    text
        As it stands; nothing in it is interpreted.
    strong
        Whether it is the point.
    notes
        Numbers of the sources behind it.
    """

    text: str
    strong: bool = False
    notes: tuple[int, ...] = ()


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: ordinary, the lead under the title, or small print."""

    runs: Line
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """An item of a list: what speaks for or against, what is unknown, a question, a way in."""

    kind: BulletKind
    runs: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; ``widths`` are shares of the width of the page."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairs of what and how much."""

    items: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something with a sentence or a list below: name, how sure, what is said.

    Attributes
    ----------
    title
        Name.
    note
        Few words behind it.
    level
        Dots of evidence, 0 to 3.
    items
        What is said.
    """

    title: str
    note: str
    level: int
    items: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape in a drawing, millimetres from the upper left."""

    shape: str
    x: float
    y: float
    r: float
    colour: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line in a drawing."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Text in a drawing."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as data.

    Attributes
    ----------
    alt
        What it shows, for those who do not see it.
    caption
        Printed below.
    width, height
        Millimetres.
    strokes, marks, labels
        From the bottom to the top.
    """

    alt: str
    caption: str
    width: float
    height: float
    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """What matters most, set apart."""

    title: str
    blocks: tuple[Paragraph | Bullets, ...]


Block: TypeAlias = Paragraph | Heading | Bullets | Table | Figures | Entry | Picture | Box


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole.

    Attributes
    ----------
    title, kicker, lead
        Name of the municipality, what this is, what it is for.
    lang
        "de" or "en".
    date
        Day on which it was made, ISO.
    footer
        Printed on every page.
    sections
        Chapters.
    sources
        Texts of the sources; number 1 is the first.
    fingerprint
        Of the data.
    """

    title: str
    kicker: str
    lead: str
    lang: str
    date: str
    footer: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    fingerprint: str


def depths(blocks: tuple[Block, ...]) -> list[int]:
    """Level of the heading of each entry: below a heading of the section one deeper, so that no level is skipped.

    Parameters
    ----------
    blocks
        Of a section.

    Returns
    -------
    list of int
        3 or 4 for each block.

    Examples
    --------
    >>> depths((Entry("A", "", 0, ()), Heading("Mehr"), Entry("B", "", 0, ())))
    [3, 3, 4]
    """
    found, below = [], False
    for block in blocks:
        found.append(4 if below and isinstance(block, Entry) else 3)
        below = below or isinstance(block, Heading)
    return found
