"""Files that go wrong in one way each, written here: what they hold, what should be said about them."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Organisation;Ort;Veranstaltung;Datum;Status\n"
GOOD = "Chor der Kulturen e.V.;Kerpen;Forum;05.06.2024;anwesend\n"


@dataclass(frozen=True)
class Case:
    """One file: its verdict and what the messages must name."""

    name: str
    table: str | None
    verdict: str
    content: bytes | Callable[[], bytes]
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content()


def attendance(*lines: str) -> bytes:
    return (HEAD + GOOD + "".join(f"{line}\n" for line in lines)).encode()


def book(rows: list[list[object]], *, sheet: str = "Liste", **sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)})
        for name, content in {sheet: rows, **sheets}.items():
            page = workbook.add_worksheet(name.replace("__", " "))
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    page.write(number, column, value)
    return stream.getvalue()


def commented() -> bytes:
    """A list with a remark about a person behind a cell."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        page = workbook.add_worksheet("Liste")
        for number, row in enumerate(LIST):
            page.write_row(number, 0, row)
        page.write_comment("A2", "Vorsitzende ist krank und konvertiert", {"author": "Erika Beispiel"})
    return stream.getvalue()


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The same archive with something replaced in one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text, text
                text = text.replace(old.encode(), new.encode(), 1)
            after.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


LIST: list[list[object]] = [
    ["Organisation", "Ort", "Veranstaltung", "Datum", "Status"],
    ["Chor der Kulturen e.V.", "Kerpen", "Forum", "05.06.2024", "anwesend"],
]
SHEET = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    return changed(book(LIST), SHEET, "</sheetData>", "<row/>" * 50_000_000 + "</sheetData>")


def gzip_bomb() -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1) as file:
        for _ in range(300):
            file.write(b"a;b;c\n" * 170_000)
    return stream.getvalue()


def far_cell() -> bytes:
    return changed(book(LIST), SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"/></row></sheetData>')


def ods_bomb() -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="Liste"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><p>x</p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode()})


def linked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../daneben.csv", HEAD + GOOD)
        link = zipfile.ZipInfo("liste.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    return stream.getvalue()


def calendar(*lines: str, end: bool = True) -> bytes:
    event = ["BEGIN:VEVENT", "UID:7@beispiel.example", "SUMMARY:Fachtag", *lines]
    tail = ["END:VEVENT", "END:VCALENDAR", ""] if end else [""]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//", *event, *tail]).encode()


def graphml(body: str, *, keys: str = "", head: str = "", default: str = "undirected") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}'
        f'<graph edgedefault="{default}">{body}</graph></graphml>'
    ).encode()


def pdf(objects: list[str], *, extra: str = "") -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n".encode()


FONT = "/Resources << /Font << /F1 5 0 R >> >>"


def page(text: str, *, catalog: str = "") -> bytes:
    stream = "BT /F1 11 Tf 40 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in text.split("\n")) + " ET"
    return pdf(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {FONT} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
    )


def looped() -> bytes:
    return pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page("Stadt Kerpen"))))
    writer.encrypt("geheim")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def oparl(*objects: dict[str, object]) -> bytes:
    return json.dumps({"data": list(objects)}).encode()


def geo(lon: float, lat: float) -> bytes:
    point = {"type": "Point", "coordinates": [lon, lat]}
    feature = {"type": "Feature", "properties": {"name": "Kerpen", "ags": "05362032"}, "geometry": point}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


SCHEMA = "https://schema.oparl.org/1.1"
NAMES = "<node id='a'/><node id='b'/>"
KUMU: dict[str, list[list[object]]] = {
    "Elements": [["Label", "Type"], ["Chor", "org"], ["Verein", "org"]],
    "Connections": [["From", "To", "Direction"], ["Chor", "Orchester", ""], ["Chhor", "Verein", ""],
                    ["", "Verein", ""], ["Chor", "Verein", "quer"]],
}  # fmt: skip
WRONG_HTML = '<meta charset="utf-8"><script>x()</script><p>Die Stadt Düren lädt ein</p><p style="display:none">weg</p>'
MAIL = (
    "From: Kim Muster <kim@example.org>\r\nTo: a@example.org\r\nSubject: Fachtag\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    '<p>Die Stadt Kerpen lädt ein.</p><img src="http://example.org/p.gif">\r\n--xx\r\n'
    'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="..\\\\a.exe"\r\n\r\nMZ\r\n'
    "--xx--\r\n"
)

CASES = (
    Case(
        "gemischt.csv",
        "attendance",
        "reject",
        (HEAD + GOOD).encode()
        + "Mütterzentrum;Köln;Fest;;ja\n".encode()
        + "Gruß e.V.;Köln;Fest;05.06.2024;ja\n".encode("cp1252"),
    ),
    Case(
        "dos.csv",
        "attendance",
        "warn",
        (
            HEAD + "Mütterzentrum Köln;Köln;Fest für Ältere;05.06.2024;anwesend\n"
            "Gemüsegärtner Düren;Düren;Fest für Ältere;05.06.2024;anwesend\n"
        ).encode("cp850"),
    ),
    Case("utf16.csv", "attendance", "accept", (HEAD + GOOD).replace(";", "\t").encode("utf-16")),
    Case("nul.csv", "attendance", "reject", (HEAD + GOOD).encode().replace(b"Chor", b"Ch\0or")),
    Case("leer.csv", "attendance", "reject", b""),
    Case("sep.csv", "attendance", "accept", b"sep=;\r\n" + (HEAD + GOOD).encode()),
    Case("zweimal.csv", "actors", "reject", b"Organisation;Ort;Ort\nChor;Kerpen;Bonn\n", (1,), ("Ort",)),
    Case(
        "blank.csv", "actors", "reject", "Organisation;Ort;Ort\u00a0;organisation\nChor;Bonn;Bonn;Chor\n".encode(), (1,)
    ),
    Case("ohne.csv", "attendance", "reject", b"Ort;Datum;Status\nKerpen;05.06.2024;ja\n", (1,)),
    Case("xss.csv", "attendance", "accept", attendance("<b onclick=alert(1)>Verein</b>;Kerpen;Forum;05.06.2024;ja")),
    Case("cypher.csv", "attendance", "accept", attendance("Verein') DETACH DELETE n //;Kerpen;Forum;05.06.2024;ja")),
    Case("label.csv", "actors", "reject", b"Organisation;Typ\nChor;Actor`) DETACH DELETE (n\n", (2,), ("Typ",)),
    Case(
        "bidi.csv",
        "attendance",
        "warn",
        attendance("Ver\u202eein Nord;Kerpen;Forum;05.06.2024;ja"),
        (3,),
        ("Organisation",),
    ),
    Case(
        "alike.csv",
        "attendance",
        "warn",
        attendance("Ver\u0435in Süd;Kerpen;Forum;05.06.2024;ja"),
        (3,),
        ("Organisation",),
    ),
    Case(
        "nfd.csv",
        "attendance",
        "accept",
        unicodedata.normalize("NFD", HEAD + GOOD + "Grün e.V.;Düren;Forum;05.06.2024;ja\n").encode(),
    ),
    Case(
        "escape.csv",
        "attendance",
        "reject",
        attendance("Ver\x1b[31mein;Kerpen;Forum;05.06.2024;ja"),
        (3,),
        ("Organisation",),
    ),
    Case(
        "lang.csv",
        "attendance",
        "reject",
        attendance("V" * 150_000 + ";Kerpen;Forum;05.06.2024;ja"),
        (3,),
        ("Organisation",),
    ),
    Case("luecke.csv", "attendance", "warn", attendance(*[";;;;"] * 60_000, "Verein;Kerpen;Forum;05.06.2024;ja")),
    Case("bombe.csv.gz", "attendance", "reject", gzip_bomb),
    Case("null.csv", "municipalities", "warn", b"Kommune;AGS\nKerpen;5362032\n", (2,), ("AGS",)),
    Case("hoch.csv", "municipalities", "reject", b"Kommune;AGS\nKerpen;5,36E+06\n", (2,), ("AGS",)),
    Case("ars.csv", "municipalities", "warn", b"Kommune;AGS\nKerpen;053620032032\nRhein-Erft-Kreis;05362\n", (2,)),
    Case("fremd.csv", "municipalities", "reject", b"Kommune;AGS\nKerpen;05999998\n", (2,), ("AGS",)),
    Case("plz.csv", "actors", "warn", b"Organisation;PLZ;Ort\nChor;6618;Naumburg\n", (2,), ("PLZ",)),
    Case(
        "tag.csv",
        "attendance",
        "reject",
        attendance("Verein;Kerpen;Forum;31.04.2024;ja", "V;Kerpen;F;30.02.2024;ja"),
        (3, 4),
        ("Datum",),
    ),
    Case("jahr.csv", "attendance", "reject", attendance("Verein;Kerpen;Forum;05.06.1024;ja"), (3,), ("Datum",)),
    Case(
        "zahl.csv",
        "partnerships",
        "reject",
        b"Kommune;Partnerkommune;Land;Budget\nKerpen;A;Ghana;1.234,50\nKerpen;B;Ghana;1,234.50\nKerpen;C;Ghana;1.234\n",
        (3, 4),
        ("Budget",),
    ),
    Case(
        "vermerk.csv",
        "attendance",
        "warn",
        attendance("Verein;Kerpen;Forum;05.06.2024;Vertr.", "Verein 2;Kerpen;Forum;05.06.2024;"),
        (3, 4),
        ("Status",),
    ),
    Case(
        "zeiger.csv",
        "attendance",
        "reject",
        b"meeting_id;actor_id;role\nmtg-gibt-es-nicht;act-auch-nicht;participant\n",
        (2,),
    ),
    Case(
        "person.csv",
        "attendance",
        "warn",
        attendance("kim@example.org;;Forum;05.06.2024;ja", "02232 123456;;Forum;05.06.2024;ja"),
        (3, 4),
        ("Organisation",),
    ),
    Case(
        "land.csv",
        "partnerships",
        "warn",
        "Kommune;Partnerkommune;Land\nKerpen;A;Kongo\nKerpen;B;Elfenbeinküste\n".encode(),
        (2,),
        ("Land",),
    ),
    Case("<b>liste.csv", "attendance", "reject", attendance("Verein;Kerpen;Forum;32.01.2024;ja"), (3,), ("Datum",)),
    Case("bombe.xlsx", "attendance", "reject", bomb),
    Case("halb.xlsx", "attendance", "reject", lambda: book(LIST)[:-400]),
    Case("doch.xlsx", "attendance", "reject", (HEAD + GOOD).encode()),
    Case(
        "fehler.xlsx",
        "attendance",
        "reject",
        lambda: book([*LIST, ["#NAME?", "#REF!", "Forum", "05.06.2024", "x"]]),
        (3,),
        ("Organisation", "Ort"),
    ),
    Case(
        "kreuze.xlsx",
        "attendance",
        "warn",
        lambda: book(
            [
                ["", "Forum", "Fest"],
                ["Organisation", "05.06.2024", "06.06.2024"],
                ["Chor", "x", ""],
                ["Verein", "x", "x"],
            ]
        ),
    ),
    Case(
        "schluessel.xlsx",
        "municipalities",
        "warn",
        lambda: book([["Kommune", "AGS"], ["Kerpen", 5362032]]),
        (2,),
        ("AGS",),
    ),
    Case("fern.xlsx", "attendance", "warn", far_cell),
    Case(
        "doppelt.xlsx",
        "actors",
        "reject",
        lambda: book([["Name", "Ort", "Name"], ["Chor", "Bonn", "Chor"]]),
        (1,),
        ("Name",),
    ),
    Case("notiz.xlsx", "attendance", "accept", commented),
    Case("leer.xlsx", "attendance", "reject", lambda: book([], sheet="Tabelle1"), words=("Tabelle1",)),
    Case(
        "steuer.xlsx",
        "attendance",
        "reject",
        lambda: changed(
            book([*LIST, ["Verein", "Bonn", "Forum", "05.06.2024", "x"]]),
            "xl/sharedStrings.xml",
            "<t>Verein<",
            "<t>Ver_x001B_ein<",
        ),
        (3,),
        ("Organisation",),
    ),
    Case("wieder.ods", "attendance", "reject", ods_bomb),
    Case("halb.ics", "meetings", "reject", lambda: calendar("DTSTART:20240605T180000Z", end=False)),
    Case("ohne.ics", "meetings", "reject", lambda: calendar("DTSTAMP:20240601T000000Z"), words=("7@beispiel.example",)),
    Case(
        "umgekehrt.ics",
        "meetings",
        "reject",
        lambda: calendar("DTSTART:20240605T180000Z", "DTEND:20240605T170000Z"),
        words=("7@beispiel.example",),
    ),
    Case(
        "karte.vcf",
        None,
        "warn",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kim Muster\r\nORG:Chor der Kulturen\r\n"
        b"BDAY:1990-01-01\r\nNOTE:privat\r\nEND:VCARD\r\n",
        words=("BDAY", "NOTE"),
    ),
    Case("nan.json", None, "reject", b'{"nodes": [{"id": "a", "weight": NaN}]}'),
    Case("tief.json", None, "reject", b"[" * 90_000 + b"]" * 90_000),
    Case("riesig.json", None, "reject", b'{"id": ' + b"9" * 9_000 + b"}"),
    Case(
        "utf16.json",
        None,
        "accept",
        lambda: (
            oparl({"id": "https://x.example/b", "type": f"{SCHEMA}/Organization", "name": "Integrationsrat"})
            .decode()
            .encode("utf-16")
        ),
    ),
    Case("seite.json", None, "reject", b"<!DOCTYPE html><html><h1>502 Bad Gateway</h1></html>"),
    Case(
        "weg.json",
        None,
        "accept",
        lambda: oparl({"id": "https://x.example/m", "type": f"{SCHEMA}/Meeting", "deleted": True}),
    ),
    Case(
        "fassung.json",
        None,
        "reject",
        lambda: oparl(
            {"id": "https://x.example/1", "type": "https://schema.oparl.org/2.0/Body", "name": "A"},
            {"id": "https://x.example/2", "name": "B"},
        ),
    ),
    Case(
        "zeit.json",
        None,
        "reject",
        b'{"head":{"vars":["a"]},"results":{"bindings":[\njava.util.concurrent.TimeoutException\n',
    ),
    Case(
        "antwort.json",
        None,
        "reject",
        json.dumps(
            {
                "head": {"vars": ["item", "itemLabel", "ags"]},
                "results": {
                    "bindings": [
                        {
                            "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q14859"},
                            "itemLabel": {"type": "literal", "value": "Kerpen"},
                            "ags": {"type": "literal", "value": "05362032"},
                        },
                        {
                            "item": {"type": "uri", "value": "http://example.org/x"},
                            "itemLabel": {"type": "literal", "value": "X"},
                        },
                    ]
                },
            }
        ).encode(),
    ),
    Case("tausch.geojson", None, "reject", lambda: geo(50.87, 6.69)),
    Case("meter.geojson", None, "reject", lambda: geo(337000.0, 5637000.0)),
    Case(
        "xxe.graphml",
        None,
        "reject",
        lambda: graphml(NAMES, head='<!DOCTYPE g [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
    ),
    Case(
        "typ.graphml",
        None,
        "reject",
        lambda: graphml(
            NAMES + "<edge source='a' target='b'><data key='w'>viel</data></edge>",
            keys='<key id="w" for="edge" attr.name="weight" attr.type="int"/>',
        ),
        words=("weight",),
    ),
    Case(
        "gemischt.graphml",
        None,
        "warn",
        lambda: graphml(NAMES + "<edge source='a' target='b' directed='true'/><edge source='a' target='b'/>"),
    ),
    Case(
        "schluessel.graphml",
        None,
        "reject",
        lambda: graphml("<node id='a'><data key='d7'>x</data></node>"),
        words=("d7",),
    ),
    Case(
        "ohne.gexf",
        None,
        "reject",
        b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph><edges>'
        b'<edge id="0" source="a" target="b"/></edges></graph></gexf>',
    ),
    Case("offen.net", None, "reject", b'*Vertices 2\n1 Chor der Kulturen\n2 "Verein\n*Edges\n1 2\n', (2, 3)),
    Case("klein.dl", None, "reject", b"dl n=3 format=fullmatrix\nlabels:\na,b,c\ndata:\n0 1 1\n1 0\n1 1 0\n", (6,)),
    Case(
        "kumu.xlsx",
        None,
        "reject",
        lambda: book(KUMU["Elements"], sheet="Elements", Connections=KUMU["Connections"]),
        (2, 3, 4),
        words=("Orchester", "Connections"),
    ),
    Case(
        "neo.csv",
        None,
        "reject",
        b":ID(Org),name,:LABEL\nO1,Chor,Actor\n:START_ID(Org),:END_ID(Organisation),:TYPE\nO1,O7,KNOWS\n",
        (4,),
    ),
    Case(
        "matrix.csv",
        None,
        "reject",
        b";Chor;Verein;Bund;Summe\nChor;0;2;x;2\nVerein;3;0;1;4\nBund;1;1;0;2\nSumme;4;3;1;8\n",
        (2,),
        ("Bund",),
    ),
    Case("alt.docx", None, "reject", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000),
    Case("scan.pdf", None, "reject", lambda: page("").replace(b"(", b"[").replace(b") Tj", b"]   ")),
    Case("kennwort.pdf", None, "reject", locked),
    Case("kreis.pdf", None, "reject", looped),
    Case(
        "aktion.pdf",
        None,
        "accept",
        lambda: page(
            "Die Stadt Kerpen dankt dem Chor.", catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
        ),
    ),
    Case("trennung.pdf", None, "accept", lambda: page("Die Fluechtlings-\nhilfe e.V. und die Stadt Kerpen")),
    Case("falsch.html", None, "warn", WRONG_HTML.encode("cp1252")),
    Case("post.eml", None, "warn", MAIL.encode()),
    Case("buendel.zip", None, "reject", linked),
)
