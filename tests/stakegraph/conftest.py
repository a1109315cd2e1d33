"""The example network, loaded once through the same path as anybody's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import loaders
from graphmodel import open_store
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
