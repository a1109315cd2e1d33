"""Lists, and a load in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import loaders
from graphmodel import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60  # seconds until a test gives up; nothing waits that long
COMMAND = "from stakegraph.cli import main; main()"


def attendance(n: int) -> str:
    rows = [f"Treffen {k % 17};{1 + k % 27:02d}.05.2024;Verein {k * 7919 % 100_003};anwesend" for k in range(n)]
    return "\n".join(["Veranstaltung;Datum;Organisation;Status", *rows]) + "\n"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "vorher.csv"
    path.write_text("Organisation;Ort\nChor der Kulturen e.V.;Kerpen\nVerein Zugvogel;Düren\n", "utf-8")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "gross.csv"
    path.write_text(attendance(400), "utf-8")
    return path


@pytest.fixture
def command() -> Callable[..., subprocess.Popen[str]]:
    """Start the command as a person would, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def start(*words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    return start


def assert_sound(url: str, *, fingerprints: set[str] | None = None) -> str:
    """The store is whole, the journal agrees, and it is in one of these states."""
    with open_store(url) as store:
        assert store.check() == []
        assert [one.code for one in loaders.check_journal(store) if one.severity == "error"] == []
        found = store.snapshot().fingerprint
    assert fingerprints is None or found in fingerprints
    return found
