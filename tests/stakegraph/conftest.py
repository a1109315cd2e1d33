"""The example network, loaded once through the same path as anybody's lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import loaders
from graphmodel import open_store
from stakegraph.cli import main
from stakegraph.demo import example_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def nrw_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nrw") / "nrw.stakegraph"
    with open_store(path) as store:
        assert loaders.load(store, example_files()).ok
    return path


@pytest.fixture(scope="session")
def nrw(nrw_file):
    with open_store(nrw_file) as store:
        return store.snapshot()


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys):
    """Run the command as a person would, and give back its exit code and what it printed."""

    def call(*words: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        found = capsys.readouterr()
        return Ran(int(left.value.code or 0), found.out, found.err)

    return call
