"""The German tutorial, word for word."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from stakegraph.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "de" / "erste-schritte.md"


def test_tutorial_leads_from_the_first_list_to_the_dossier(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) > 15
    said = {}
    for line in lines:
        words = shlex.split(line.removeprefix("uv run stakegraph"))
        with pytest.raises(SystemExit) as left:
            main(words)
        said[line] = capsys.readouterr()
        assert not left.value.code, f"{line}\n{said[line].err}"
    told = {line.split("musterkreis.stakegraph ")[1]: captured.out for line, captured in said.items()}
    assert "11 neu" in told["load examples/musterkreis/kommunen.csv"]
    assert "5 Antworten gemerkt" in told["review reject rf208cfb35d --like"]
    assert "Verbund der Migrantenorganisationen" in told["bridges --top 5"]
    assert (tmp_path / "lindenrode.docx").stat().st_size > 10_000
    assert (tmp_path / "lindenrode.pdf").read_bytes().startswith(b"%PDF")
