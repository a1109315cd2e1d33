"""Hostile texts in lists stay texts: in every store, page, file and picture."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest

import loaders
from graphmodel import open_store, tie_network
from stakegraph.dossier import build_dossier
from stakegraph.dossier.html import html_page
from stakegraph.export import export
from stakegraph.picture import picture
from stakegraph.report import report
from tests.attacks.corpus import FORMULAS, INJECTIONS, MARKUP


def list_of(texts, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Organisation", "Ort", "Themen", "Webseite", "Beschreibung"])
        writer.writerows([f"Verein {k} {text}", "Jülich", text, text, text] for k, text in enumerate(texts))
    return path


def meetings_of(texts, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Veranstaltung", "Datum", "Organisation", "Ort", "Status"])
        for k, text in enumerate(texts):
            writer.writerow([f"Treffen {text}", "03.05.2024", f"Verein {k} {text}", "Jülich", "anwesend"])
            writer.writerow([f"Treffen {text}", "03.05.2024", "Stadt Jülich", "Jülich", "anwesend"])
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    paths = [list_of(MARKUP, folder / "akteure.csv"), meetings_of(MARKUP, folder / "teilnahme.csv")]
    with open_store(folder / "s.stakegraph") as store:
        for path in paths:
            ended = loaders.load(store, path)
            assert ended.ok, [problem.message() for problem in ended.problems]
        yield store.snapshot()


def test_nothing_of_the_corpus_runs_in_what_is_passed_on(hostile, page, tmp_path) -> None:
    """Picture, report and dossier in a real browser: no script, no request, no form, no frame."""
    network = tie_network(hostile)
    pages = {
        "netz": picture(network, title=MARKUP[0]),
        "rund": picture(network, title=MARKUP[3], around=network.ids[0]),
        "bericht": report(hostile, title=MARKUP[1], scope=None),
        "dossier": html_page(build_dossier(hostile, "Jülich")),
    }
    for name, text in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(text, "utf-8")
        page.goto(path.as_uri())
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None, name
        assert page.locator("iframe, form[action*=evil], base, link[href*=evil], meta[http-equiv=refresh]").count() == 0
        assert page.locator("[onerror], [onload], [onfocus], [onmouseover], [ontoggle]").count() == 0
        assert page.locator("a[href^=javascript], a[href^=data]").count() == 0
        assert "Verein" in page.content(), name
    assert page.complaints == []


def test_nothing_of_the_corpus_leaves_its_cell(hostile, tmp_path) -> None:
    export(hostile, tmp_path / "a.xlsx")
    export(hostile, tmp_path / "a")
    export(hostile, tmp_path / "a.kumu.xlsx")
    for name in ("a.xlsx", "a.kumu.xlsx"):
        book = openpyxl.load_workbook(tmp_path / name)
        assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
        assert all(not sheet._hyperlinks for sheet in book)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text, tmp_path) -> None:
    with open_store(tmp_path / "s") as store:
        store.upsert_nodes("Actor", [{"id": "act-1", "name": text, "aliases": [text]}])
        snapshot = store.snapshot()
    for name in ("a.xlsx", "b.kumu.xlsx"):
        export(snapshot, tmp_path / name)
        for sheet in openpyxl.load_workbook(tmp_path / name):
            assert all(cell.data_type != "f" for row in sheet for cell in row)
    export(snapshot, tmp_path / "c")
    for path in (tmp_path / "c").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            assert [cell for cell in row if re.match(r"[=+\-@\t\r＝＋－＠]", cell)] == []


def assert_kept(store) -> None:
    rows = [
        {"id": f"act-{k}-{text}", "name": text, "note": text, "aliases": [text]} for k, text in enumerate(INJECTIONS)
    ]
    store.upsert_nodes("Actor", rows)
    ties = [{"source": rows[0]["id"], "target": row["id"], "key": row["name"], "note": row["name"]} for row in rows[1:]]
    store.upsert_relationships("COOPERATES_WITH", ties)
    found = {row["id"]: row for row in store.read_nodes("Actor")}
    assert {id_: row["name"] for id_, row in found.items()} == {row["id"]: row["name"] for row in rows}
    assert sorted(row["key"] for row in store.read_relationships("COOPERATES_WITH")) == sorted(INJECTIONS[1:])
    for row in rows:
        assert store.read_nodes("Actor", where={"id": [row["id"]]}) == [found[row["id"]]]
    assert store.delete_nodes("Actor", [rows[1]["id"], *INJECTIONS]) == 1
    assert len(store.read_nodes("Actor")) == len(rows) - 1


def test_statements_in_texts_do_nothing_in_sqlite(tmp_path) -> None:
    with open_store(tmp_path / "s") as store:
        assert_kept(store)


def test_statements_in_texts_do_nothing_in_neo4j(empty_neo4j_url) -> None:
    with open_store(empty_neo4j_url) as store:
        assert_kept(store)


@pytest.mark.parametrize("name", ["Actor`) DETACH DELETE n //", "Actor'; DROP TABLE nodes; --", "actor", ""])
def test_labels_types_and_properties_come_from_the_schema_only(name, tmp_path) -> None:
    with open_store(tmp_path / "s") as store:
        for call in (
            lambda: store.read_nodes(name),
            lambda: store.upsert_nodes(name, [{"id": "x"}]),
            lambda: store.read_relationships(name),
            lambda: store.upsert_nodes("Actor", [{"id": "x", name: "y"}]),
            lambda: store.read_nodes("Actor", where={name: ["x"]}),
        ):
            with pytest.raises(Exception, match=r"(must be one of|no property|unknown)"):
                call()
