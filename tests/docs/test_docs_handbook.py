"""The handbook is built without a warning, works without a network, and promises only what a test shows."""

from __future__ import annotations

import ast
import json
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import loaders
from graphmodel import open_store

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TABLES = (DOCS / "explanation" / "threat-model.md", DOCS / "explanation" / "evidence.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handbook")
    words = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(DOCS), str(folder)]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


def test_every_page_is_in_the_handbook(built):
    pages = list(DOCS.rglob("*.md"))
    assert len(pages) > 12
    for path in pages:
        assert (built / path.relative_to(DOCS)).with_suffix(".html").is_file(), path


def test_the_handbook_asks_nobody(built):
    for path in built.rglob("*.html"):
        text = path.read_text("utf-8")
        asked = re.findall(r"<(?:script|img|iframe|source)[^>]+src=\"(https?:|//)[^\"]*", text)
        asked += re.findall(
            r"<link(?![^>]+rel=\"(?:canonical|next|prev|index|search|author)\")[^>]+href=\"https?:", text
        )
        assert asked == [], path
    for path in built.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:|//)|@import\s+['\"]?https?:", path.read_text("utf-8")), path


def test_the_handbook_can_be_searched(built):
    index = (built / "searchindex.js").read_text("utf-8")
    data = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    assert any(term.startswith("bruck") for term in data["terms"])
    assert any("einsatz" in name for name in data["docnames"])


@pytest.mark.parametrize("page", TABLES, ids=lambda path: path.stem)
def test_every_row_names_a_test_that_exists(page):
    n_rows = 0
    for line in page.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| \n").split("|")]
        if not line.startswith("|") or set(line) <= set("|- ") or cells[-1] in {"Test", "Why"} or "tests/" not in line:
            continue
        n_rows += 1
        named = NAMED.findall(cells[-1])
        assert named, line
        for file, name in named:
            tree = ast.parse((ROOT / file).read_text("utf-8"))
            functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            assert not name or name in functions, f"{file}::{name}"
    assert n_rows >= 15


def test_no_row_of_the_threat_model_is_without_a_test():
    text = (DOCS / "explanation" / "threat-model.md").read_text("utf-8")
    for table in re.findall(r"\| (?:Attack|Fault) \|.*?\n\n", text + "\n\n", flags=re.DOTALL):
        for line in table.strip().splitlines()[2:]:
            assert NAMED.search(line), line


def test_every_dependency_is_justified():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    wanted = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    names = {re.split(r"[<>=\[]", text)[0] for text in wanted}
    to_work = {
        re.split(r"[<>=\[]", one)[0]
        for group in settings["dependency-groups"].values()
        for one in group
        if isinstance(one, str)
    }
    told = DEPENDENCIES.read_text("utf-8").partition("## To work on it")[2]
    assert [name for name in sorted(to_work) if not re.search(rf"(?<![\w-]){name}(?![\w-])", told)] == []
    rows = re.findall(
        r"^\| ([\w-]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", DEPENDENCIES.read_text("utf-8"), flags=re.MULTILINE
    )
    assert sorted(name for name in rows if name not in {"Package", "---"}) == sorted(names)


DEPENDENCIES = DOCS / "explanation" / "dependencies.md"


@pytest.mark.parametrize("page", ["data-protection", "team-server"])
def test_commands_for_operators_run(page, tmp_path, monkeypatch, run):
    """Every command of the page that needs no server, in its order, on a store that holds what it speaks of."""
    monkeypatch.chdir(tmp_path)
    for name, path in (("KEY_FILE", "key"), ("HANDED_OUT", "list.jsonl"), ("STORE", "s.stakegraph")):
        monkeypatch.setenv(f"STAKEGRAPH_{name}", str(tmp_path / path))
    rows = "\n".join(f"Verein {k};Jülich;gegründet von Maria Muster" for k in range(5))
    (tmp_path / "liste.csv").write_text(f"Organisation;Ort;Beschreibung\n{rows}\n", "utf-8")
    with open_store() as store:
        assert loaders.load(store, tmp_path / "liste.csv").ok
    text = (DOCS / "how-to" / f"{page}.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines()]
    commands = [line for line in lines if re.match(r"(uv run )?stakegraph ", line) and "explore" not in line]
    assert len(commands) >= 3
    for line in commands:
        words = [word.replace("/backup", str(tmp_path)) for word in shlex.split(line.removeprefix("uv run "))[1:]]
        asks = words[:2] in (["privacy", "erase"], ["store", "restore"])
        assert run(*words, *(["--yes"] if asks else [])).code == 0, line


def test_snippets_for_analysts_run(capsys):
    text = (DOCS / "how-to" / "analysts.md").read_text("utf-8")
    snippets = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(snippets) == 2
    exec("\n".join(snippets), {})
    assert "betweenness" in capsys.readouterr().out
    for name in re.findall(r"`(\d\d_\w+\.ipynb)`", text):
        assert (ROOT / "notebooks" / name).is_file()


def test_the_handbook_is_configured_for_reading_offline():
    found = runpy.run_path(str(DOCS / "conf.py"))
    assert found["html_theme"] == "furo"
    assert found["language"] == "de"
