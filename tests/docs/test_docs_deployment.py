"""The page on preparing a deployment: every command in it runs on the example network."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import loaders
from graphmodel import open_store
from stakegraph.cli import main
from stakegraph.demo import example_files

PAGE = Path(__file__).parents[2] / "docs" / "de" / "einsatz.md"


def test_every_command_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "n.stakegraph") as store:
        assert loaders.load(store, example_files()).ok
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) > 10
    for line in commands:
        words = shlex.split(line)
        assert words[:3] == ["uv", "run", "stakegraph"]
        with pytest.raises(SystemExit) as left:
            main(["--store", "n.stakegraph", *words[3:]])
        said = capsys.readouterr()
        assert not left.value.code, f"{line}: {said.err}"
        assert said.out or said.err, line
    assert {path.suffix for path in tmp_path.glob("eschweiler.*")} == {".docx", ".pdf"}
