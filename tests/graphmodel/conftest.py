"""The stores that one test body is run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphmodel import open_store
from tests.neo4j_server import LINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.stores.neo4j import Neo4jStore
    from graphmodel.stores.sqlite import SqliteStore

FILE, MEMORY = "sqlite file", "sqlite memory"
SERVERS = {f"neo4j {line.version}": line for line in LINES}
LASTING = [FILE, *(pytest.param(name, marks=pytest.mark.neo4j) for name in SERVERS)]


def _url(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if kind == MEMORY:
        return ":memory:"
    if kind == FILE:
        return f"sqlite:///{folder / 'network.stakegraph'}"
    server = request.getfixturevalue("neo4j_servers").get(SERVERS[kind])
    server.empty()
    patch = request.getfixturevalue("monkeypatch")
    patch.setenv("STAKEGRAPH_NEO4J_USER", server.user)
    patch.setenv("STAKEGRAPH_NEO4J_PASSWORD", server.password)
    return server.url


@pytest.fixture(params=LASTING)
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store that can be opened twice."""
    return _url(request.param, request, tmp_path)


@pytest.fixture(params=[MEMORY, *LASTING])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteStore | Neo4jStore]:
    """An empty store of each kind."""
    with open_store(_url(request.param, request, tmp_path)) as opened:
        opened.ensure_schema()
        yield opened
