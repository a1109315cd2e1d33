"""Exports, read back by the programs they are for."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import icalendar
import igraph
import jsonschema
import networkx as nx
import openpyxl
import pandas as pd
import pytest

import loaders
from graphmodel import ParameterError, Snapshot, StoreError, open_store, tie_network
from graphmodel.schema import DOMAIN_LABELS, TYPES
from stakegraph.export import export, json_schema, run_record_path


@pytest.fixture
def own_store(nrw_file, tmp_path):
    path = tmp_path / "own.stakegraph"
    shutil.copy(nrw_file, path)
    with open_store(str(path)) as store:
        yield store


@pytest.mark.parametrize("name", ["alles.xlsx", "alles"])
def test_loading_an_export_changes_nothing(own_store, tmp_path, name):
    before = own_store.snapshot()
    export(before, tmp_path / name)
    report = loaders.load(own_store, [tmp_path / name])
    assert report.ok
    assert report.counts.created == 0
    assert report.counts.changed == 0
    assert report.counts.unchanged > 6000
    assert own_store.snapshot().fingerprint == before.fingerprint


def test_only_what_was_changed_in_excel_arrives(own_store, tmp_path):
    path = tmp_path / "alles.xlsx"
    export(own_store.snapshot(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["Organisationen"]
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "act-afrika-forum-aachen")
    row[heads.index("website")].value = "https://example.org/neu"
    book.save(path)
    report = loaders.load(own_store, [path])
    assert (report.counts.created, report.counts.changed) == (0, 1)
    actors = own_store.snapshot().nodes("Actor").set_index("id")
    assert actors.loc["act-afrika-forum-aachen", "website"] == "https://example.org/neu"


def test_json_holds_everything(nrw, tmp_path):
    export(nrw, tmp_path / "alles.json")
    data = json.loads((tmp_path / "alles.json").read_text("utf-8"))
    again = Snapshot.from_rows(data["nodes"], data["relationships"])
    assert again.fingerprint == nrw.fingerprint


def test_network_files_are_read_by_networkx_and_igraph(nrw, tmp_path):
    network = tie_network(nrw, scope="05")
    strength = network.ties["strength"].sum()
    for name, read in (("netz.gexf", nx.read_gexf), ("netz.graphml", nx.read_graphml)):
        export(nrw, tmp_path / name, scope="05")
        graph = read(tmp_path / name)
        assert set(graph) == set(network.ids)
        assert graph.number_of_edges() == network.n_ties
        assert sum(w for *_, w in graph.edges(data="weight")) == pytest.approx(strength)
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "netz.graphml"))
    assert (graph.vcount(), graph.ecount()) == (network.n_nodes, network.n_ties)
    assert sum(graph.es["weight"]) == pytest.approx(strength)
    assert "Eine-Welt-Gruppen" in set(graph.vs["group"])


def test_kumu_blueprint_names_both_ends(nrw, tmp_path):
    export(nrw, tmp_path / "netz.kumu.json", scope="05")
    data = json.loads((tmp_path / "netz.kumu.json").read_text("utf-8"))
    labels = {element["label"] for element in data["elements"]}
    assert all({tie["from"], tie["to"]} <= labels for tie in data["connections"])
    assert len(data["connections"]) == tie_network(nrw, scope="05").n_ties


def test_json_keeps_its_documented_form(nrw, tmp_path):
    export(nrw, tmp_path / "alles.json")
    data = json.loads((tmp_path / "alles.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(data, json_schema())
    data["nodes"]["Actor"][0]["religion"] = "x"
    with pytest.raises(jsonschema.ValidationError, match="religion"):
        jsonschema.validate(data, json_schema())


def test_kumu_workbook_holds_the_same_network(nrw, tmp_path):
    export(nrw, tmp_path / "netz.kumu.xlsx", scope="05")
    elements, ties = (
        pd.read_excel(tmp_path / "netz.kumu.xlsx", sheet_name=name, engine="calamine")
        for name in ("Elements", "Connections")
    )
    network = tie_network(nrw, scope="05")
    assert elements["Label"].is_unique
    assert set(elements["ID"]) == set(network.ids)
    assert set(ties["From"]) | set(ties["To"]) <= set(elements["Label"])
    assert ties["Strength"].sum() == pytest.approx(network.ties["strength"].sum())


def test_calendar_is_read_by_icalendar_and_by_ourselves(nrw, tmp_path):
    export(nrw, tmp_path / "termine.ics")
    events = icalendar.Calendar.from_ical((tmp_path / "termine.ics").read_bytes()).walk("VEVENT")
    meetings = nrw.nodes("Meeting").set_index("id")
    dated = meetings[meetings["date_start"].str.len() == 10]
    assert {str(event["UID"]).removesuffix("@stakegraph") for event in events} == set(dated.index)
    for event in events:
        row = dated.loc[str(event["UID"]).removesuffix("@stakegraph")]
        assert event.decoded("DTSTART").isoformat() == row["date_start"]
        assert str(event["SUMMARY"]) == row["name"]
        last = event.decoded("DTEND") - dt.timedelta(days=1)
        assert last.isoformat() == (row["date_end"] or row["date_start"])
    reading = loaders.read(tmp_path / "termine.ics")
    assert reading.verdict != "reject"
    assert reading.tables == {"meetings": len(dated)}


def test_neo4j_admin_takes_the_folder(nrw, tmp_path, neo4j_admin):
    export(nrw, tmp_path / "alles.neo4j")
    words = (tmp_path / "alles.neo4j" / "neo4j-admin.txt").read_text("utf-8").replace("\\\n", " ").split()
    said = neo4j_admin(words[1:], folder=tmp_path / "alles.neo4j")
    nodes = [nrw.nodes(label) for label in DOMAIN_LABELS]
    ties = [nrw.relationships(name) for name in TYPES]
    n_nodes, n_ties = sum(map(len, nodes)), sum(map(len, ties))
    ends = sum(int(table[["source", "target"]].notna().sum().sum()) for table in ties)
    n_values = sum(int(table.replace("", None).notna().sum().sum()) for table in (*nodes, *ties)) - ends
    assert re.search(rf"{n_nodes} nodes\s+{n_ties} relationships\s+{n_values} properties", said), said


def test_no_cell_becomes_a_formula(tmp_path):
    snapshot = Snapshot.from_rows({"Actor": [{"id": "act-x", "name": "=HYPERLINK(1)"}]})
    export(snapshot, tmp_path / "a.xlsx")
    export(snapshot, tmp_path / "a")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Organisationen"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    assert pd.read_csv(tmp_path / "a" / "actors.csv")["name"].tolist() == ["'=HYPERLINK(1)"]


def test_record_of_the_run_lies_beside(nrw, tmp_path):
    record = json.loads(export(nrw, tmp_path / "n.graphml", scope="05").read_text("utf-8"))
    assert record["fingerprint"] == nrw.fingerprint
    assert record["scope"] == "05"
    assert run_record_path(tmp_path / "n.graphml").is_file()


def test_an_export_is_written_whole_or_not_at_all(nrw, tmp_path):
    with pytest.raises(ParameterError, match=r"endet auf \.kumu\.json"):
        export(nrw, tmp_path / "netz.docx")
    with pytest.raises(StoreError, match="kann nicht geschrieben werden"):
        export(nrw, tmp_path / "fehlt" / "netz.gexf")
    (tmp_path / "voll").mkdir()
    (tmp_path / "voll" / "eigenes.txt").write_text("bleibt", "utf-8")
    with pytest.raises(StoreError, match="schon ein Ordner mit Inhalt"):
        export(nrw, tmp_path / "voll")
    assert [path.name for path in tmp_path.iterdir()] == ["voll"]
