"""Dossiers: what stands in them, the three formats, and what they do not let through."""

from __future__ import annotations

import html
import io
import itertools
import re
import subprocess
import sys
import zipfile

import docx
import pypdf
import pytest

import analysis
from graphmodel import AmbiguousNameError, NotFoundError, Snapshot, StoreError, open_store
from stakegraph.dossier import build_dossier
from stakegraph.dossier.document import Box, Bullets, Entry, Figures, Heading, Paragraph, Picture, Table
from stakegraph.dossier.html import html_page
from stakegraph.dossier.pdf import pdf_bytes
from stakegraph.dossier.phrases import phrases
from stakegraph.dossier.word import docx_bytes
from stakegraph.files import write_whole

DAY = "2026-11-25"
HOSTILE = '<script>alert(1)</script> #strong[x] {{ 7*7 }} "&\u202e'


@pytest.fixture(scope="module")
def eschweiler(nrw):
    return build_dossier(nrw, "Eschweiler", date=DAY)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "h.stakegraph"
    with open_store(path) as store:
        store.upsert_nodes(
            "Municipality", [{"id": "mun-1", "name": f"Ort {HOSTILE}", "country": "DE", "ags": "05358024"}]
        )
        store.upsert_nodes(
            "Actor", [{"id": "act-1", "name": f"Verein {HOSTILE}", "kind": "mso", "source": HOSTILE + " x"}]
        )
        store.upsert_relationships("BASED_IN", [{"source": "act-1", "target": "mun-1", "key": "b"}])
        return store.snapshot()


def said(block):  # noqa: PLR0911 - one for each kind of block
    """Every text of a block that a reader must find in each format."""
    if isinstance(block, Paragraph):
        return ["".join(run.text for run in block.runs)]
    if isinstance(block, Heading):
        return [block.text]
    if isinstance(block, Bullets):
        return ["".join(run.text for run in item.runs) for item in block.items]
    if isinstance(block, Entry):
        return [block.title, block.note, *("".join(run.text for run in item.runs) for item in block.items)]
    if isinstance(block, Figures):
        return [text for name, line in block.items for text in (name, "".join(run.text for run in line))]
    if isinstance(block, Table):
        return [block.caption, *block.header, *(run.text for row in block.rows for cell in row for run in cell)]
    if isinstance(block, Box):
        return [block.title, *(text for inner in block.blocks for text in said(inner))]
    assert isinstance(block, Picture)
    return [block.caption]


def squeezed(text):
    """Letters and digits only: line breaks, hyphens and numbers of sources are set differently in each format."""
    return re.sub(r"[\W_]|\d", "", text)


def word_text(data):
    body = docx.Document(io.BytesIO(data)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def html_text(page):
    body = page.split("<body>")[1]
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def test_it_says_what_is_on_record(nrw, eschweiler):
    texts = [text for section in eschweiler.sections for block in section.blocks for text in said(block)]
    towns = nrw.nodes("Municipality").set_index("id")
    town = next(name for name in towns.index if towns.loc[name, "name"] == "Eschweiler")
    seats = nrw.relationships("BASED_IN")
    local = sorted(seats.loc[seats["target"] == town, "source"])
    for actor in local:
        assert nrw.names[actor] in texts
    population = f"{int(towns.loc[town, 'population']):,}".replace(",", ".")
    assert any(population in text for text in texts)
    partners = nrw.relationships("PARTNER_OF")
    own = partners[(partners["source"] == town) | (partners["target"] == town)]
    for other in set(own["source"]) | set(own["target"]) - {town}:
        assert any(nrw.names[other] in text for text in texts)
    ids = [section.id for section in eschweiler.sections]
    assert ids[:6] == ["glance", "town", "people", "partners", "links", "gaps"]
    assert ids[6:] == ["matches", "round", "team", "questions", "basis"]
    assert any("Keta" in text and "Ghana" in text for text in texts)


def test_every_number_of_a_source_leads_to_one_and_all_are_used(eschweiler):
    page = html_page(eschweiler)
    used = {int(number) for number in re.findall(r'href="#q(\d+)"', page)}
    assert used == set(range(1, len(eschweiler.sources) + 1))
    assert len(set(eschweiler.sources)) == len(eschweiler.sources)


def test_three_formats_carry_the_same_statements(eschweiler):
    data = pdf_bytes(eschweiler)
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    forms = [squeezed(text) for text in (html_text(html_page(eschweiler)), word_text(docx_bytes(eschweiler)), pdf)]
    for section in eschweiler.sections:
        for block in section.blocks:
            for text in said(block):
                for form in forms[:2]:
                    assert squeezed(text) in form, text
    words = re.findall(
        r"[A-Za-zÄÖÜäöüß]{12,}", " ".join(t for s in eschweiler.sections for b in s.blocks for t in said(b))
    )
    missing = [word for word in words if word not in forms[2]]
    assert not missing


def test_pdf_is_tagged_has_a_title_a_language_and_page_numbers(eschweiler):
    data = pdf_bytes(eschweiler)
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "Eschweiler" in reader.metadata.title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    n = len(reader.pages)
    assert 4 <= n <= 6
    assert f"2 / {n}" in reader.pages[1].extract_text()
    tags = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            tags.add((node.get("/S"), bool(node.get("/Alt"))))
            if "/K" in node and not isinstance(node["/K"], int):
                walk(node["/K"])

    walk(root["/StructTreeRoot"])
    kinds = {tag for tag, _ in tags}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/Figure"} <= kinds
    assert ("/Figure", False) not in tags


def test_word_has_headings_header_rows_page_numbers_and_alternative_texts(eschweiler):
    data = docx_bytes(eschweiler)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        footers = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert body.count("<w:tblHeader") >= 3
    assert "NUMPAGES" in footers
    assert re.findall(r'<wp:docPr [^>]*descr="[^"]{20,}"', body)
    assert "Dagegen: Zuletzt" in word_text(data)
    assert "Unbekannt: Nicht verzeichnet" not in word_text(data)
    levels = [
        int(p.style.name[-1]) for p in docx.Document(io.BytesIO(data)).paragraphs if p.style.name.startswith("Head")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_html_asks_nobody_and_runs_nothing(eschweiler):
    page = html_page(eschweiler)
    assert "default-src 'none'" in html.unescape(page)
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", page)
    assert not re.findall(r"url\(|@import", page)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_each_width_of_a_column_is_known_to_the_style(eschweiler):
    style, page = html_page(eschweiler).split("<body>")
    assert set(re.findall(r'<col class="(w\d+)">', page)) <= set(re.findall(r"\.(w\d+) \{", style))


def test_names_in_tables_stay_whole(eschweiler):
    words = {
        word
        for section in eschweiler.sections
        for table in section.blocks
        if isinstance(table, Table)
        for row in table.rows
        for word in re.split(r"[ –-]", row[0][0].text)
        if all(len(other) < 20 for other in re.split(r"[ –-]", row[0][0].text))
    }
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_bytes(eschweiler))).pages)
    assert "Coast" in words
    assert not {word for word in words if word and word not in text}
    assert "Cape Co" not in text.replace("Cape Coast", "")


def test_the_suggestions_begin_on_the_page_of_their_heading(nrw):
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(build_dossier(nrw, "Dinslaken", date=DAY)))).pages
    texts = [page.extract_text() for page in pages]
    first = next(text for text in texts if "Mit wem ein Gespräch" in text)
    assert "Zu wenig Daten für einen Rückblick" in first


def test_the_dots_are_printed_filled(eschweiler):
    assert re.search(r"\.dots i\.on \{[^}]*print-color-adjust: exact", html_page(eschweiler))


def test_hostile_names_stay_text(hostile):
    dossier = build_dossier(hostile, "mun-1", date=DAY)
    page = html_page(dossier)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "49" not in re.findall(r"Verein.{60}", html_text(page))[0]
    assert "<script>alert(1)</script> #strong[x] {{ 7*7 }}" in word_text(docx_bytes(dossier))
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_bytes(dossier))).pages)
    assert "#strong[x]" in pdf.replace("\n", "")


def test_the_same_data_give_the_same_bytes(nrw, eschweiler):
    again = build_dossier(nrw, "Eschweiler", date=DAY)
    assert again == eschweiler
    assert html_page(again) == html_page(eschweiler)
    assert pdf_bytes(again) == pdf_bytes(eschweiler)
    assert docx_bytes(again) == docx_bytes(eschweiler)


def test_a_town_without_data_gets_a_short_honest_dossier(nrw):
    thin = build_dossier(nrw, "Kranenburg", date=DAY)
    text = " ".join(t for section in thin.sections for block in section.blocks for t in said(block))
    assert "keine Organisation verzeichnet" in text
    assert "Das heißt nicht, dass es keine gibt" in text
    assert len(pypdf.PdfReader(io.BytesIO(pdf_bytes(thin))).pages) <= 4
    round_ = next(section for section in thin.sections if section.id == "round")
    guests = next(block for block in round_.blocks if isinstance(block, Table)).rows
    seated = set(nrw.relationships("BASED_IN")["source"])
    assert {row[0][0].text for row in guests} <= {nrw.names[name] for name in seated}
    assert "Links: wer mit Kranenburg" not in text


def test_a_shared_theme_in_the_same_region_is_no_suggestion_yet(nrw):
    likely = analysis.matches(nrw, "mun-05358024").query("lens == 'likely'")
    chance = {name for name, reasons in zip(likely["target_name"], likely["reasons"], strict=True)
              if {reason.code for reason in reasons} <= {"match.shared_themes", "match.nearby"}}  # fmt: skip
    assert chance
    section = next(s for s in build_dossier(nrw, "Jülich", date=DAY).sections if s.id == "matches")
    entries = [block for block in section.blocks if isinstance(block, Entry)]
    assert len(entries) == 15
    assert not chance & {entry.title for entry in entries if entry.note.startswith("liegt nahe")}


def test_nothing_is_said_of_organisations_where_none_are(nrw):
    texts = " ".join(t for s in build_dossier(nrw, "Dinslaken", date=DAY).sections for b in s.blocks for t in said(b))
    assert "Was fehlt, lässt sich nicht sagen" in texts
    assert "Bei den Organisationen am Ort" not in texts
    assert "der Beginn der Partnerschaft" in texts


def test_who_works_with_a_partner_country_near_by_is_named_with_the_place(nrw):
    partners = next(section for section in build_dossier(nrw, "Köln").sections if section.id == "partners")
    rows = {row[0][0].text: row[-1][0] for row in partners.blocks[0].rows}
    assert "(Wuppertal, etwa 41\u00a0km)" in rows["Corinto"].text
    assert rows["Corinto"].notes
    assert rows["Tunis"].text == "Städtepartnerschaftsverein Köln-Tunis"
    assert rows["Kyoto"].text == "–"


def test_a_district_known_by_its_towns_only(nrw):
    found = build_dossier(nrw, "Burgenlandkreis", date=DAY)
    text = " ".join(t for section in found.sections for block in section.blocks for t in said(block))
    assert "Im Burgenlandkreis" in text or "Aus dem Burgenlandkreis" in text
    assert "in Burgenlandkreis" not in text


def test_english_is_english(nrw):
    found = build_dossier(nrw, "Eschweiler", date=DAY, lang="en")
    text = " ".join([found.lead, *(t for section in found.sections for block in section.blocks for t in said(block))])
    assert "Who is there" in text
    assert not re.search(r"\b(verzeichnet|nicht|Verbindung|Fragen|Kontakte|Frankreich|Polen|Türkei)\b", text)
    assert set(phrases("de")) == set(phrases("en"))


def test_unknown_and_ambiguous_towns(nrw):
    with pytest.raises(NotFoundError):
        build_dossier(nrw, "Nirgendheim")
    with pytest.raises(AmbiguousNameError) as told:
        build_dossier(nrw, "Neustadt")
    assert any("mun-07316000" in text for text in told.value.candidates)


@pytest.mark.parametrize("ending", ["docx", "html", "pdf"])
def test_command_writes_each_format(run, nrw_file, tmp_path, ending):
    path = tmp_path / f"d.{ending}"
    ran = run("dossier", "Dinslaken", "-o", path, "--date", DAY, "--store", nrw_file, "--json")
    assert (ran.code, ran.data["title"]) == (0, "Dinslaken")
    assert path.stat().st_size > 10_000
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Neustadt", "d.pdf"), "mun-07316000"),
        (("Jülichh", "d.pdf"), "Jülich ("),
        (("Jülich", "d.odt"), ".docx, .html, .pdf"),
        (("Jülich", "fehlt/d.pdf"), "gibt es nicht"),
        (("Jülich", "d.pdf", "--date", "morgen"), "morgen"),
    ],
)
def test_command_says_what_is_wrong_and_leaves_nothing(run, nrw_file, tmp_path, words, told):
    town, name, *more = words
    ran = run("dossier", town, "-o", tmp_path / name, *more, "--store", nrw_file)
    assert (ran.code, told in ran.err, len(ran.err.strip().splitlines())) == (1, True, 1)
    assert not list(tmp_path.iterdir())


def test_the_command_loads_neither_a_web_server_nor_formats_that_nobody_asked_for():
    told = "import sys, stakegraph.cli.dossier; print({'fastapi', 'starlette', 'uvicorn', 'docx'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path):
    (tmp_path / "d.pdf").mkdir()
    with pytest.raises(StoreError, match="so heißt dort schon ein Ordner"):
        write_whole(tmp_path / "d.pdf", b"x")
    with pytest.raises(StoreError, match="der Name ist zu lang"):
        write_whole(tmp_path / f"{'d' * 300}.pdf", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["d.pdf"]


@pytest.mark.parametrize(("since", "asked"), [(None, "Seit wann besteht"), ("1977", "Wer trägt die Partnerschaft mit")])
def test_a_beginning_that_is_known_is_not_asked_for(since, asked):
    with open_store(":memory:") as store:
        store.upsert_nodes(
            "Municipality",
            [
                {"id": "mun-05358024", "name": "Jülich", "country": "DE", "ags": "05358024"},
                {"id": "for-gh-x", "name": "Bolgatanga", "country": "GH"},
            ],
        )
        tie = {"source": "mun-05358024", "target": "for-gh-x", "key": "p", "since": since, "status": "active"}
        store.upsert_relationships("PARTNER_OF", [tie])
        document = build_dossier(store.snapshot(), "Jülich", date=DAY)
    texts = (text for section in document.sections for block in section.blocks for text in said(block))
    questions = [text for text in texts if "Partnerschaft mit Bolgatanga" in text and "heute" in text]
    assert len(questions) == 1
    assert questions[0].startswith(asked)


def test_a_number_of_a_source_stands_apart_from_a_figure_in_each_format(nrw):
    found = build_dossier(nrw, "Jülich", date=DAY)
    assert re.search(r"[0-9]\u00a0<sup>", html_page(found))
    assert not re.search(r"[0-9²³]<sup>", html_page(found))
    with zipfile.ZipFile(io.BytesIO(docx_bytes(found))) as file:
        assert "\u00a0</w:t>" in file.read("word/document.xml").decode()


def test_an_earlier_deployment_is_asked_for_without_brackets_in_brackets():
    deployment = {"id": "dep-1", "name": "B", "kind": "Beratung", "project": "vor Ort", "date_start": "2023-03"}
    nodes = {"Municipality": [{"id": "mun-1", "name": "Alphadorf", "country": "DE"}], "Deployment": [deployment]}
    ties = {"DEPLOYED_TO": [{"source": "dep-1", "target": "mun-1", "key": "d"}]}
    page = html_page(build_dossier(Snapshot.from_rows(nodes, ties), "Alphadorf", date=DAY))
    assert "Was ist aus der früheren Beratung geworden – Beratung (vor Ort), März 2023?" in page
    assert not re.search(r"\([^()]*\([^()]*\)[^()]*\)\?", page)


def test_of_a_big_town_each_kind_of_organisation_is_shown():
    kinds = ["mso"] * 30 + ["eine_welt_group"] * 20 + ["office", "school"]
    nodes = {
        "Municipality": [{"id": "mun-1", "name": "Alphadorf", "country": "DE"}],
        "Actor": [{"id": f"act-{k:02}", "name": f"Verein {k:02}", "kind": kind} for k, kind in enumerate(kinds)],
    }
    seats = [{"source": row["id"], "target": "mun-1", "key": row["id"]} for row in nodes["Actor"]]
    snapshot = Snapshot.from_rows(nodes, {"BASED_IN": seats})
    [table] = [
        block
        for section in build_dossier(snapshot, "Alphadorf", date=DAY).sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith("Organisationen mit Sitz")
    ]
    assert len(table.rows) == 12
    assert len({row[1][0].text for row in table.rows}) == 4
