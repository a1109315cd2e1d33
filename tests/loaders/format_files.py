"""Files of other programs: written by the libraries that write them, or byte by byte where no such library is there."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHOIR, SHOP, TOWN = "Chor der Kulturen e.V.", "Weltladen Düren", "Stadt Jülich"
SHEET: list[list[str]] = [
    ["Organisation", "Ort", "Veranstaltung", "Datum", "Status"],
    [CHOIR, "Kerpen", "Dialogforum", "03.07.2024", "anwesend"],
    [SHOP, "Düren", "Dialogforum", "03.07.2024", "entschuldigt"],
]


def network(*, directed: bool = False) -> nx.Graph:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_node("n0", label=CHOIR, Ort="Kerpen", Typ="Verein")
    graph.add_node("n1", label=SHOP, Ort="Düren", Typ="Weltladen")
    graph.add_node("n2", label=TOWN)
    graph.add_edge("n0", "n1", weight=2.5, seit="2019")
    graph.add_edge("n1", "n2", weight=1.0)
    return graph


def by_networkx(write: Callable[..., Any]) -> bytes:
    stream = io.BytesIO()
    write(network(), stream)
    return stream.getvalue()


def pajek() -> bytes:
    stream = io.BytesIO()
    names = {"n0": CHOIR, "n1": SHOP, "n2": TOWN}
    nx.write_pajek(nx.relabel_nodes(network(), names), stream)
    return stream.getvalue()


def by_igraph(folder: Path, ending: str) -> bytes:
    graph = igraph.Graph(edges=[(0, 1), (1, 2)])
    graph.vs["name"] = graph.vs["id"] = [CHOIR, SHOP, TOWN]
    graph.es["weight"] = [2.5, 1.0]
    path = folder / f"geschrieben{ending}"
    graph.write(str(path), format=ending.removeprefix(".").replace("net", "pajek"))
    return path.read_bytes()


def workbook(sheets: dict[str, list[list[Any]]], *, macros: Path | None = None, hidden: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if name in hidden:
                page.hide()
        if macros is not None:
            book.add_vba_project(str(macros))
    return stream.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        for row in rows
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    ns = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{ns}office:1.0" '
        f'xmlns:table="{ns}table:1.0" xmlns:text="{ns}text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{ns}manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return stream.getvalue()


def xls(rows: list[list[str]]) -> bytes:
    """A BIFF8 stream in a compound file of four parts: header, allocation table, directory, stream."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    cells = b"".join(
        record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    size = struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)
    sheet = begin(0x10) + record(0x0200, size) + cells + record(0x0A, b"")
    name = b"Liste"
    start = begin(0x05) + record(0x42, struct.pack("<H", 1200))
    length = len(start) + 4 + 8 + len(name) + 4
    there = record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name), 0) + name)
    stream = (start + there + record(0x0A, b"") + sheet).ljust(4096, b"\x00")
    stream += b"\x00" * (-len(stream) % 512)
    sectors = len(stream) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, 2 + sectors), end]
    allocation = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        head = text.ljust(64, b"\x00") + struct.pack(
            "<HBBIII", len(text) + 2 if title else 0, kind, 1, free, free, child
        )
        return head + b"\x00" * 36 + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    directory += entry("", 0, free, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\x00" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + allocation + directory + stream


def xlsb(rows: list[list[str]]) -> bytes:
    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size = len(content)
        return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHHB", number, 0, 300, 0, 0) + struct.pack("<I", 0))
        sheet += b"".join(record(6, struct.pack("<II", column, 0) + wide(text)) for column, text in enumerate(row))
    sheet += record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Liste"))
    book += record(144) + record(132)
    office = "http://schemas.openxmlformats.org"
    rels = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{office}/package/2006/content-types"/>')
        archive.writestr("_rels/.rels", rels % ("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", rels % ("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return stream.getvalue()


def council(version: str) -> dict[str, list[dict[str, Any]]]:
    """Objects of a council information system by kind."""
    base, schema = "https://rat.example.org/oparl/", f"https://schema.oparl.org/{version}/"
    town, board = f"{base}body/1", f"{base}organization/7"
    return {
        "body": [{"id": town, "type": f"{schema}Body", "name": "Stadt Jülich", "ags": "05358024"}],
        "organization": [
            {"id": board, "type": f"{schema}Organization", "body": town, "name": "Integrationsrat", "shortName": "IR"}
        ],
        "meeting": [
            {
                "id": f"{base}meeting/3", "type": f"{schema}Meeting", "name": "3. Sitzung des Integrationsrates",
                "start": "2024-03-12T18:00:00+01:00", "end": "2024-03-12T20:00:00+01:00", "organization": [board],
                "participant": [f"{base}person/9"], "location": {"type": f"{schema}Location", "description": "Rathaus"},
            },
        ],
        "paper": [
            {"id": f"{base}paper/4", "type": f"{schema}Paper", "body": town, "reference": "112/2024",
             "name": "Förderung des Vereins Brücke Jülich e.V.", "date": "2024-02-01"}
        ],
        "person": [{"id": f"{base}person/9", "type": f"{schema}Person", "name": "Erika Beispiel"}],
    }  # fmt: skip


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
