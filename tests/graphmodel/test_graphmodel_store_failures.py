"""What can go wrong with a store: one clear sentence, the data untouched, and never a password."""

from __future__ import annotations

import inspect
import os
import pickle
import sqlite3
import tomllib
import traceback
from importlib.resources import files
from pathlib import Path
from string import Formatter

import neo4j.exceptions
import pytest

from graphmodel import (
    ParameterError,
    StoreAccessError,
    StoreCorruptError,
    StoreError,
    StoreUnavailableError,
    StoreVersionError,
    open_store,
)
from graphmodel.stores import neo4j as neo4j_module
from graphmodel.stores import sqlite as sqlite_module
from graphmodel.stores.messages import store_error
from graphmodel.stores.neo4j_errors import translation
from tests.neo4j_server import LINES, Server, provide

SECRET = "Geheim-4711"
ACTORS = [{"id": f"act-{i:04}", "name": "A" * 50} for i in range(500)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A store with something in it."""
    path = tmp_path / "network.stakegraph"
    with open_store(path) as store:
        store.upsert_nodes("Actor", ACTORS)
    return path


def is_one_sentence(exc: BaseException) -> bool:
    text = str(exc)
    return text.endswith((".", "?")) and "\n" not in text and "Traceback" not in text


# ---------------------------------------------------------------- the file
def test_a_store_of_a_newer_version_is_refused_and_not_touched(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StoreVersionError, match=r"newer version of stakegraph \(layout 99") as caught:
        open_store(file)
    assert is_one_sentence(caught.value)
    assert file.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine(x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError, match="another program"):
        open_store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"id,name\n" * 500, b"PK\x03\x04" + bytes(2000), b"SQLite format 3\x00" + b"x" * 90]
)
def test_a_file_that_is_no_store_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(content)
    with pytest.raises(StoreCorruptError, match=r"damaged or is not a stakegraph store") as caught:
        open_store(path)
    assert is_one_sentence(caught.value)
    assert path.read_bytes() == content


def test_a_damaged_file_is_reported_by_reading_and_by_the_check(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for start in range(8192, len(content), 4096):  # the first two pages say what the file is
        content[start : start + 64] = b"\xff" * 64
    file.write_bytes(content)
    with open_store(file) as store:
        with pytest.raises(StoreCorruptError, match="Restore a backup"):
            store.read_nodes("Actor")
        try:
            faults = store.check()
        except StoreCorruptError as exc:
            faults = [str(exc)]
    assert faults
    assert "damaged" in faults[0]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.stakegraph"
    path.touch()
    with open_store(path) as store:
        assert store.upsert_nodes("Actor", ACTORS).created == len(ACTORS)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with open_store(tmp_path / "a" / "ü b" / "network.stakegraph") as store:
        assert store.check() == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder") as caught:
        open_store(tmp_path)
    assert is_one_sentence(caught.value)


def test_a_file_where_a_folder_should_be(file: Path) -> None:
    with pytest.raises(StoreAccessError, match="cannot be made") as caught:
        open_store(file / "network.stakegraph")
    assert is_one_sentence(caught.value)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may write")
def test_a_folder_in_which_nobody_may_write() -> None:
    with pytest.raises(StoreUnavailableError, match="cannot be opened") as caught:
        open_store("/proc/network.stakegraph")
    assert is_one_sentence(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_file(file: Path) -> None:
    file.chmod(0o400)
    with open_store(file) as store:
        assert len(store.read_nodes("Actor")) == len(ACTORS)
        with pytest.raises(StoreAccessError, match="read-only"):
            store.upsert_nodes("Actor", [{"id": "act-x"}])


def test_a_full_disk_leaves_the_store_as_it_was(file: Path) -> None:
    with open_store(file) as store:
        before = store.snapshot().fingerprint
        pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
        store._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
        rows = [{"id": f"act-new-{i}", "name": "B" * 200} for i in range(5000)]
        with pytest.raises(StoreError, match="disk is full") as caught, store.transaction():  # noqa: PT012
            store.upsert_nodes("Meeting", [{"id": "mtg-1"}])
            store.upsert_nodes("Actor", rows)
        assert is_one_sentence(caught.value)
        assert store.snapshot().fingerprint == before
        assert store.check() == []


def test_a_store_that_another_program_writes_to_for_long(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_module, "_BUSY_SECONDS", 0.05)
    with open_store(file) as first, open_store(file) as second, first.transaction():
        first.upsert_nodes("Actor", [{"id": "act-x"}])
        with pytest.raises(StoreUnavailableError, match="written by another program") as caught:
            second.upsert_nodes("Actor", [{"id": "act-y"}])
        assert is_one_sentence(caught.value)
        assert len(second.read_nodes("Actor")) == len(ACTORS)


def test_a_closed_store_says_so(file: Path) -> None:
    store = open_store(file)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.read_nodes("Actor")


def test_a_backup_is_a_store_and_never_overwrites(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.stakegraph"
    with open_store(file) as store:
        store.backup(copy)
        with open_store(copy) as other:
            assert other.snapshot().fingerprint == store.snapshot().fingerprint
        with pytest.raises(StoreError, match="exists already"):
            store.backup(copy)


# ---------------------------------------------------------------- addresses
@pytest.mark.parametrize(
    "url",
    [
        "http://anna:Geheim-4711@example.org/graph",
        "postgres://anna:Geheim-4711@localhost/x",
        "bolt://",
        "neo4j://",
        "bolt://anna:Geheim-4711@",
        "neo4j://localhost:port",
        "bolt://anna:Geheim-4711@localhost:99999",
        "bolt://localhost:7687?x=1&policy=y",
    ],
)
def test_an_address_that_is_none(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert is_one_sentence(caught.value), str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert list(tmp_path.iterdir()) == []


def test_nobody_answers_at_the_address() -> None:
    with pytest.raises(StoreUnavailableError, match=r"No Neo4j answers at bolt://127\.0\.0\.1:1\.") as caught:
        open_store(f"bolt://anna:{SECRET}@127.0.0.1:1")
    assert is_one_sentence(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


# ---------------------------------------------------------------- the server
def test_a_wrong_password_is_refused_and_not_repeated(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAKEGRAPH_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("STAKEGRAPH_NEO4J_PASSWORD", SECRET)
    with pytest.raises(StoreAccessError, match="refuses the login") as caught:
        open_store(neo4j_server.url)
    assert is_one_sentence(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_missing_password_is_refused(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STAKEGRAPH_NEO4J_PASSWORD", raising=False)
    with pytest.raises(StoreAccessError, match="STAKEGRAPH_NEO4J_PASSWORD"):
        open_store(neo4j_server.url)


def test_a_password_in_the_address_is_shown_nowhere(neo4j_server: Server) -> None:
    url = neo4j_server.url.replace("//", f"//{neo4j_server.user}:{neo4j_server.password}@")
    with open_store(url) as store:
        shown = [repr(store), str(store), store.url, repr(store.info()), repr(vars(store))]
        assert [text for text in shown if neo4j_server.password in text] == []


def test_the_routing_scheme_works_too(empty_neo4j_url: str) -> None:
    with open_store(empty_neo4j_url.replace("bolt:", "neo4j:")) as store:
        store.ensure_schema()
        assert store.upsert_nodes("Actor", ACTORS[:1]).created == 1


def test_a_database_that_does_not_exist(empty_neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAKEGRAPH_NEO4J_DATABASE", "nosuch")
    with pytest.raises(StoreError, match=r"no database 'nosuch'") as caught:
        open_store(empty_neo4j_url)
    assert is_one_sentence(caught.value)


def test_a_graph_of_a_newer_version_is_refused(empty_neo4j_url: str, neo4j_server: Server) -> None:
    with open_store(empty_neo4j_url) as store:
        store.ensure_schema()
    with neo4j_server.driver() as driver:
        driver.execute_query("MATCH (m:StakegraphMeta) SET m.schema = 99", database_="neo4j")
    with pytest.raises(StoreVersionError, match=r"newer version of stakegraph \(layout 99"):
        open_store(empty_neo4j_url)


def test_the_schema_is_built_once_and_its_lack_is_reported(empty_neo4j_url: str, neo4j_server: Server) -> None:
    neo4j_server.empty(constraints=True)
    with open_store(empty_neo4j_url) as store:
        assert any("Actor" in fault for fault in store.check())
        store.ensure_schema()
        store.ensure_schema()
        assert store.check() == []


def test_cypher_reads_and_only_reads(empty_neo4j_url: str) -> None:
    with open_store(empty_neo4j_url) as store:
        store.upsert_nodes("Actor", ACTORS[:3])
        query = "MATCH (a:Actor) WHERE a.id >= $least RETURN a.id AS id ORDER BY id"
        assert store.cypher(query, least="act-0001") == [{"id": "act-0001"}, {"id": "act-0002"}]
        writing = [
            "CREATE (n:Actor {id: 'x'})",
            "MATCH (n) DETACH DELETE n",
            "MATCH (n) SET n.name = 'x' RETURN n",
            "CREATE INDEX FOR (n:Actor) ON (n.name)",
            "MERGE (n:Actor {id: 'x'}) RETURN n",
            "CALL { CREATE (n:X) } IN TRANSACTIONS",
        ]
        for query in writing:
            with pytest.raises(ParameterError, match=r"(would write|not understood or is not allowed)"):
                store.cypher(query)
        with pytest.raises(ParameterError, match="not understood"):
            store.cypher("MATCH (n RETURN n")
        assert store.counts()["Actor"] == 3


@pytest.mark.slow
def test_a_server_that_stops_in_between(neo4j_servers: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert neo4j_servers.get(LINES[0])  # skips where there is no server
    if "STAKEGRAPH_TEST_NEO4J_URL" in os.environ:
        pytest.skip("the server that is given is not ours to stop")
    monkeypatch.setattr(neo4j_module, "_CONNECT_SECONDS", 2.0)
    server = provide(LINES[0])
    try:
        monkeypatch.setenv("STAKEGRAPH_NEO4J_PASSWORD", server.password)
        with open_store(server.url) as store:
            store.ensure_schema()
            store.upsert_nodes("Actor", ACTORS[:1])
            with pytest.raises(StoreUnavailableError) as during, store.transaction():  # noqa: PT012
                store.upsert_nodes("Actor", ACTORS)
                server.stop()
                store.upsert_nodes("Actor", ACTORS)
            with pytest.raises(StoreUnavailableError) as after:
                store.read_nodes("Actor")
            with pytest.raises(StoreUnavailableError) as begin, store.transaction():
                pass
        with pytest.raises(StoreUnavailableError) as opening:
            open_store(server.url)
    finally:
        server.stop()
    for caught in (during, after, begin, opening):
        assert is_one_sentence(caught.value)
        assert "No Neo4j answers" in str(caught.value)
        assert server.password not in "".join(traceback.format_exception(caught.value))


DRIVER_ERRORS = [
    kind
    for kind in vars(neo4j.exceptions).values()
    if inspect.isclass(kind)
    and issubclass(kind, neo4j.exceptions.Neo4jError | neo4j.exceptions.DriverError)
    and kind.__module__.startswith("neo4j")
]


@pytest.mark.parametrize("kind", DRIVER_ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_driver_becomes_one_of_ours(kind: type[Exception]) -> None:
    exc = kind.__new__(kind, SECRET)
    exc.args = (SECRET,)
    ours = translation(exc, "bolt://localhost:7687", "neo4j")
    assert isinstance(ours, StoreError)
    assert is_one_sentence(ours)
    assert SECRET not in str(ours)
    assert len(DRIVER_ERRORS) > 20


def test_every_message_is_there_in_both_languages_and_says_the_same() -> None:
    said = tomllib.loads((files("graphmodel.stores") / "messages.toml").read_text("utf-8"))
    for code, texts in said.items():
        held = {lang: {name for _, name, _, _ in Formatter().parse(texts[lang]) if name} for lang in ("en", "de")}
        assert held["en"] == held["de"], code
        error = store_error(StoreError, code, url="neo4j://x", text="y", version=9, known=2)
        assert (error.said("en"), error.said("de")) == (str(error), error.german)
        assert pickle.loads(pickle.dumps(error)).german == error.german
