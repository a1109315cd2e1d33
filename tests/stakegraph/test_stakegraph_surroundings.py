"""On the machines people have: folders with blanks and umlauts, a German code page, a home nobody may write to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = "from stakegraph.cli import main; main()"
LIST = "Organisation;Ort;Themen\nHaus der Kulturen „Łódź“ – São Tomé e.V.;Jülich;Klima\nVerein Zugvögel;Düren;Bildung\n"


def call(*words: object, folder: Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", COMMAND, *map(str, words)],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
        env={**environment, "PYTHONPATH": str(ROOT), **settings},
    )


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "Ordner für Müller & Söhne (Kopie)"
    path.mkdir()
    (path / "Liste Übersicht.csv").write_text(LIST, "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_every_code_page_gets_its_answer(folder, encoding):
    """A German Windows console knows 256 characters; what it lacks is replaced, never a crash."""
    settings = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    store = folder / "netz größer.stakegraph"
    for words in (
        ("load", "Liste Übersicht.csv"),
        ("status",),
        ("gaps",),
        ("load", "fehlt – wirklich.csv"),
    ):
        ran = call(*words, "--store", store, folder=folder, **settings)
        assert ran.returncode == (1 if "fehlt" in words[-1] else 0), ran.stderr.decode(encoding, "replace")
        assert b"Traceback" not in ran.stderr
        (ran.stdout + ran.stderr).decode(encoding)
    ran = call("export", "-o", folder / "alles für alle.json", "--json", "--store", store, folder=folder, **settings)
    assert json.loads(ran.stdout.decode(encoding))["output"]


def test_files_written_do_not_depend_on_the_code_page(folder):
    store = folder / "n.stakegraph"
    texts = []
    for encoding in ("cp1252", "utf-8"):
        settings = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
        assert call("load", "Liste Übersicht.csv", "--store", store, folder=folder, **settings).returncode == 0
        for name in ("alles.json", "bericht.html", "netz.graphml"):
            command = "report" if name == "bericht.html" else "export"
            path = folder / f"{encoding}-{name}"
            assert call(command, "-o", path, "--store", store, folder=folder, **settings).returncode == 0
            texts.append(path.read_bytes())
    assert texts[:3] == texts[3:]
    assert "Łódź".encode() in texts[0]


def test_without_a_home_that_can_be_written(folder):
    """Nothing but the named store is needed; what cannot be kept elsewhere is done without."""
    settings = {"HOME": "/proc/nobody", "XDG_DATA_HOME": "/proc/nobody", "XDG_CONFIG_HOME": "/proc/nobody",
                "XDG_CACHE_HOME": "/proc/nobody"}  # fmt: skip
    store = folder / "n.stakegraph"
    for words in (("load", "Liste Übersicht.csv"), ("bridges",), ("export", "-o", folder / "a.json"),
                  ("dossier", "Jülich", "-o", folder / "j.html"), ("store", "backup", folder / "b")):  # fmt: skip
        ran = call(*words, "--store", store, folder=folder, **settings)
        assert ran.returncode == 0, ran.stderr.decode()
    ran = call("status", folder=folder, **settings)  # the default store lies in that home
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert ran.stderr.count(b"\n") == 1
