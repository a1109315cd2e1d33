"""The German pages, one for each task: every command in them runs and answers."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import loaders
from graphmodel import open_store
from stakegraph.cli import main
from stakegraph.demo import example_files

ROOT = Path(__file__).parents[2]
PAGES = sorted(page for page in (ROOT / "docs" / "de").glob("*.md") if page.stem not in {"index", "erste-schritte"})
BLOCKS = re.compile(r"```(sh|sh-fehler)\n(.*?)```", flags=re.DOTALL)
TOLD = {
    "einladen": "nachweislich nicht besser",
    "vorher-nachher": "kein Nachweis",
    "luecken": "Bolgatanga",
    "vorschlaege": "kein Interesse",
    "bruecken": "verlöre|keine bekannte Verbindung mehr",
    "berichtigen": "L0002",
}
"""What a reader of the page must have seen."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Each example loaded once; pages work on a copy."""
    found = {}
    for example in ("musterkreis", "nrw"):
        found[example] = tmp_path_factory.mktemp(example) / "s.stakegraph"
        with open_store(found[example]) as store:
            assert loaders.load(store, example_files(example)).ok
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_runs(page, stores, tmp_path, monkeypatch, capsys):
    shutil.copy(stores["nrw" if page.stem == "einsatz" else "musterkreis"], tmp_path / "s.stakegraph")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STAKEGRAPH_STORE", "s.stakegraph")
    commands = [(kind, line) for kind, block in BLOCKS.findall(page.read_text("utf-8")) for line in block.splitlines()]
    assert len(commands) >= 3
    everything = ""
    for kind, line in commands:
        words = shlex.split(line)
        assert words[:3] == ["uv", "run", "stakegraph"]
        with pytest.raises(SystemExit) as left:
            main(words[3:])
        said = capsys.readouterr()
        assert bool(left.value.code) == (kind == "sh-fehler"), f"{line}: {said.err}"
        assert said.out or said.err, line
        everything += said.out + said.err
    assert re.search(TOLD.get(page.stem, "."), everything)


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "de" / "index.md").read_text("utf-8")
    assert [page.name for page in PAGES if f"({page.name})" not in index] == []
