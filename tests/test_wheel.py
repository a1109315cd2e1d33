"""The wheel alone, in a fresh environment: what a person gets who installs the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("graphmodel", "loaders", "analysis", "stakegraph")
UV = shutil.which("uv")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(UV is None, reason="uv is not on the PATH, so the wheel was NOT tested"),
]


def run(*command: str | Path, folder: Path, **settings: str) -> str:
    """Run a command away from the checkout, without what the tests' own environment says."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**own, **settings},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(UV, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of commands of an environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("fresh")
    bin_ = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "env", folder=folder)
    settings = ROOT / "pyproject.toml"  # the same cool-down as in development
    cooled = [line.split('"')[1] for line in settings.read_text().splitlines() if line.startswith("exclude-newer")]
    python = bin_ / "python"
    run(UV, "pip", "install", "--quiet", "--exclude-newer", cooled[0], "--python", python, wheel, folder=folder)
    return bin_


def test_the_wheel_holds_the_packages_the_data_and_the_licence_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == set(PACKAGES)
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert {f"stakegraph/examples/nrw/{table}.csv" for table in ("actors", "municipalities", "meetings")} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert [name for name in names if "__pycache__" in name or name.endswith(".stakegraph")] == []


def test_every_module_can_be_imported(scripts: Path, tmp_path: Path) -> None:
    script = f"""
import importlib, pkgutil
for name in {PACKAGES!r}:
    package = importlib.import_module(name)
    print(name, package.__file__)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""
    lines = run(scripts / "python", "-W", "error", "-c", script, folder=tmp_path).splitlines()
    assert [line.split()[0] for line in lines] == list(PACKAGES)
    assert all("site-packages" in line for line in lines)


def test_importing_says_nothing_and_opens_no_server_library(scripts: Path, tmp_path: Path) -> None:
    script = (
        "import sys, graphmodel, loaders, analysis; print(sorted({'neo4j', 'pyvis', 'fastapi'} & set(sys.modules)))"
    )
    assert run(scripts / "python", "-c", script, folder=tmp_path) == "[]\n"


def test_the_command_tells_what_it_can_do(scripts: Path, tmp_path: Path) -> None:
    text = run(scripts / "stakegraph", "--help", folder=tmp_path)
    assert "Usage" in text or "Aufruf" in text
    assert "demo" in text


def test_the_demo_runs_from_the_wheel(scripts: Path, tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), "STAKEGRAPH_STORE": ""}
    run(scripts / "stakegraph", "demo", "--no-browser", folder=tmp_path, **home)
    pages = sorted(path.name for path in tmp_path.rglob("*.html"))
    assert {"bericht.html", "netz.html"} <= set(pages)
