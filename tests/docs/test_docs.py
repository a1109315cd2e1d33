"""Docs say what the program does: reference up to date, commands and names that exist, links that lead somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import analysis
from stakegraph.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


def test_reference_is_up_to_date():
    built = runpy.run_path(str(ROOT / "docs" / "build_reference.py"))["pages"]()
    for name, text in built.items():
        assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == text, f"{name}: run docs/build_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_the_docs_exist(page):
    text = page.read_text("utf-8")
    code = [*re.findall(r"```.*?```", text, flags=re.DOTALL), *re.findall(r"`[^`\n]+`", text)]
    for name in re.findall(r"(?<![.\w/-])stakegraph ([a-z][a-z-]+)", "\n".join(code)):
        assert name in COMMANDS, f"stakegraph {name}"


def test_every_analysis_is_in_the_reference():
    text = (ROOT / "docs" / "reference" / "analysis.md").read_text("utf-8")
    for name in analysis.__all__:
        assert f"## `{name}`" in text


def test_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "pip install uv && uv run stakegraph demo" in text
    assert "uv run pytest" in text
