"""The README and the page on Neo4j: every command and snippet runs and answers, on a real server where it says so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import loaders
from graphmodel import open_store
from stakegraph.demo import example_files

ROOT = Path(__file__).parents[2]
SERVER = "neo4j://localhost:7687"
CAME = {"Organisation": ["Migrafrica", "Teestube Jülich"], "Veranstaltung": "Runder Tisch", "Datum": "12.03.2024"}


def commands(page: str) -> list[list[str]]:
    """Words of each command of a page, in their order; what opens a browser is tested elsewhere."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    found = [words[3:] for words in lines if words[:3] == ["uv", "run", "stakegraph"]]
    return [words for words in found if words[0] not in {"demo", "explore"}]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame(CAME).to_excel("teilnahme.xlsx", index=False)
    return tmp_path


def load_example() -> None:
    with open_store("netz.stakegraph") as store:
        assert loaders.load(store, example_files("nrw")).ok


def test_every_command_of_the_readme_runs(folder, monkeypatch, run, empty_neo4j_url) -> None:
    monkeypatch.setenv("STAKEGRAPH_STORE", "netz.stakegraph")
    found = commands("README.md")
    assert len(found) >= 15
    for words in found:
        ran = run(*(word.replace(SERVER, empty_neo4j_url) for word in words))
        assert ran.code == 0, (words, ran.err)
        assert ran.out or ran.err, words
        if words[0] == "undo":
            load_example()
    assert {"juelich.docx", "netz.html", "alles.xlsx", "sicherung.stakegraph"} <= {one.name for one in folder.iterdir()}


def test_the_snippet_of_the_readme_runs(folder, capsys) -> None:
    load_example()
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    exec(snippet, {})
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 3
    assert all("links" in line for line in said), said


def test_every_command_of_the_page_on_neo4j_runs(folder, monkeypatch, run, neo4j_server, empty_neo4j_url) -> None:
    monkeypatch.setenv("STAKEGRAPH_STORE", empty_neo4j_url)
    load_example()
    found = commands("docs/how-to/neo4j.md")
    assert {words[0] for words in found} >= {"load", "bridges", "store"}
    for words in found:
        if words[:3] == ["store", "copy", "netz.stakegraph"]:
            neo4j_server.empty()  # as the page says of the target
        ran = run(*(word.replace(SERVER, empty_neo4j_url) for word in words))
        assert ran.code == 0, (words, ran.err)
    with open_store("netz.stakegraph") as one, open_store("sicherung.stakegraph") as other:
        assert one.snapshot().fingerprint == other.snapshot().fingerprint
