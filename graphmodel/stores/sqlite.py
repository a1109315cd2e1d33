"""SqliteStore: the graph in one file, nothing to install."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from typing import TYPE_CHECKING, Any, Self

from graphmodel.errors import SchemaError, StoreCorruptError, StoreError, StoreUnavailableError, StoreVersionError
from graphmodel.schema import DOMAIN_LABELS, LABELS, SCHEMA_VERSION, TYPES, label_of, type_of
from graphmodel.snapshot import Snapshot
from graphmodel.stores.base import Counts, Row, batches, latest
from graphmodel.stores.messages import store_error
from graphmodel.stores.sqlite_errors import translation
from graphmodel.stores.sqlite_readers import Readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["SqliteStore"]

_APPLICATION_ID = 0x53544B47  # "STKG": tells our files from other SQLite files
_BUSY_SECONDS = 30.0
_LAYOUT = """
CREATE TABLE nodes(
    nid INTEGER PRIMARY KEY, label TEXT NOT NULL, id TEXT NOT NULL, props TEXT NOT NULL, UNIQUE(label, id));
CREATE TABLE relationships(
    rid INTEGER PRIMARY KEY, type TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES nodes ON DELETE CASCADE,
    target INTEGER NOT NULL REFERENCES nodes ON DELETE CASCADE,
    key TEXT NOT NULL, props TEXT NOT NULL, UNIQUE(type, source, target, key));
CREATE INDEX relationships_source ON relationships(source);
CREATE INDEX relationships_target ON relationships(target);
"""
_MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = ()
"""Step k brings a store of schema version k + 1 to k + 2."""

_PATCH = "DO UPDATE SET props = json_patch(props, ?{0}) WHERE props <> json_patch(props, ?{0})"
_UPSERT_NODE = (
    "INSERT INTO nodes(label, id, props) VALUES(?1, ?2, json_patch('{}', ?3)) ON CONFLICT(label, id) "
    + _PATCH.format(3)
)
_UPSERT_RELATIONSHIP = (
    "INSERT INTO relationships(type, source, target, key, props) VALUES(?1, ?2, ?3, ?4, json_patch('{}', ?5)) "
    "ON CONFLICT(type, source, target, key) " + _PATCH.format(5)
)
_SELECT_RELATIONSHIPS = (
    "SELECT a.id, b.id, r.key, r.props FROM relationships r JOIN nodes a ON a.nid = r.source "
    "JOIN nodes b ON b.nid = r.target WHERE r.type = ? ORDER BY a.id, b.id, r.key"
)


class SqliteStore:
    """The graph in one SQLite file (or in memory), in WAL mode: readers are never blocked, one writer at a time.

    Parameters
    ----------
    path
        The file, made when it does not exist; None keeps the graph in memory.

    Raises
    ------
    StoreError
        The file cannot be opened, is not a store, or was written by a newer version.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._depth = 0
        self._failed = False
        self._local = threading.local()
        self._readers = Readers(self._connect, self.url)
        with self._translated():
            self._writer = self._connect()
            try:
                self._check_owner()
                self.ensure_schema()
            except BaseException:
                self._writer.close()
                raise

    @property
    def url(self) -> str:
        """Address of the store."""
        return ":memory:" if self._path is None else f"sqlite:///{self._path}"

    def __repr__(self) -> str:
        return f"SqliteStore({self.url!r})"

    def __reduce__(self) -> tuple[type[SqliteStore], tuple[Path | None]]:  # opened again in another process
        return SqliteStore, (self._path,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ connections
    def _connect(self) -> sqlite3.Connection:
        name = ":memory:" if self._path is None else str(self._path)
        connection = sqlite3.connect(name, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _check_owner(self) -> None:
        owner = self._writer.execute("PRAGMA application_id").fetchone()[0]
        tables = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and owner != _APPLICATION_ID:
            raise store_error(StoreCorruptError, "foreign", url=self.url)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to read with: the writer's in memory and inside its own transaction, else a reader."""
        if self._path is None:
            with self._lock:
                yield self._writer
        elif self._depth and getattr(self._local, "writing", False):
            yield self._writer
        else:
            with self._readers.lend() as reader:
                yield reader

    def _select(self, statement: str, *values: Any) -> list[Any]:
        with self._translated(), self._reading() as reader:
            return reader.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Say what went wrong in our own words and our own exceptions."""
        try:
            yield
        except sqlite3.Error as exc:
            raise translation(exc, self.url) from exc
        except UnicodeEncodeError as exc:
            msg = f"A text holds a half character that cannot be stored: {exc.object!r}. Please correct it in the list."
            raise SchemaError(msg) from exc

    # ------------------------------------------------------------------ schema
    def ensure_schema(self) -> None:
        """See `GraphStore.ensure_schema`."""
        if self._layout() == SCHEMA_VERSION:
            return
        try:
            if self._path is not None:
                with self._translated():
                    self._writer.execute("PRAGMA journal_mode = WAL")
            with self.transaction(), self._translated():
                version = self._layout()
                if version == 0:
                    _create(self._writer)
                for step in _MIGRATIONS[max(version - 1, 0) :] if version else ():
                    step(self._writer)
                self._writer.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except StoreUnavailableError:
            if self._layout() != SCHEMA_VERSION:  # else whoever is writing has done it already
                raise

    def _layout(self) -> int:
        """Version of the file's layout; 0 for a file without one."""
        with self._translated():
            version: int = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise store_error(StoreVersionError, "newer", url=self.url, version=version, known=SCHEMA_VERSION)
        return version

    # ------------------------------------------------------------------ writing
    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See `GraphStore.transaction`."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                with self._translated():
                    self._writer.execute("BEGIN IMMEDIATE")
                self._failed = False
                self._local.writing = True
            self._depth += 1
            try:
                yield
            except BaseException:
                self._failed = True
                raise
            else:
                if outermost and self._failed:
                    raise store_error(StoreError, "inner_failed", url=self.url)
            finally:
                self._depth -= 1
                if outermost:
                    self._local.writing = False
                    self._finish()

    def _finish(self) -> None:
        with self._translated():
            if not self._failed:
                try:
                    self._writer.execute("COMMIT")
                except sqlite3.Error:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
            elif self._writer.in_transaction:  # SQLite itself rolls back when the disk is full
                self._writer.execute("ROLLBACK")

    def upsert_nodes(self, label: str, rows: Iterable[Row]) -> Counts:
        """See `GraphStore.upsert_nodes`."""
        kind = label_of(label)
        checked = latest((kind.checked(row) for row in rows), ("id",))
        total = Counts()
        with self.transaction(), self._translated():
            for batch in batches(checked):
                values = [(label, row["id"], _encoded(row, _NODE_KEYS)) for row in batch]
                total += self._executed(_UPSERT_NODE, values, "nodes")
        return total

    def upsert_relationships(self, type_: str, rows: Iterable[Row]) -> Counts:
        """See `GraphStore.upsert_relationships`."""
        kind = type_of(type_)
        checked = latest((kind.checked(row) for row in rows), _END_KEYS)
        total = Counts()
        with self.transaction(), self._translated():
            for batch in batches(checked):
                sources = self._numbers(kind.sources, {row["source"] for row in batch})
                targets = self._numbers(kind.targets, {row["target"] for row in batch})
                known, dangling = [], []
                for row in batch:
                    source, target = sources.get(row["source"]), targets.get(row["target"])
                    if source is None or target is None:
                        dangling.append(row)
                    else:
                        known.append((type_, source, target, row["key"], _encoded(row, _REL_KEYS)))
                total += self._executed(_UPSERT_RELATIONSHIP, known, "relationships")
                total += Counts(dangling=tuple(dangling))
        return total

    def _executed(self, statement: str, values: list[tuple[Any, ...]], table: str) -> Counts:
        if not values:
            return Counts()
        count = f"SELECT count(*) FROM {table}"  # noqa: S608 - one of two literals
        before = self._writer.execute(count).fetchone()[0]
        touched = self._writer.executemany(statement, values).rowcount
        created = self._writer.execute(count).fetchone()[0] - before
        return Counts(created, touched - created, len(values) - touched)

    def _numbers(self, labels: tuple[str, ...], ids: set[str]) -> dict[str, int]:
        """Row numbers of the nodes with these ids; an earlier label wins over a later one."""
        found: dict[str, int] = {}
        wanted = json.dumps(list(ids))
        statement = "SELECT id, nid FROM nodes WHERE label = ? AND id IN (SELECT value FROM json_each(?))"
        for label in reversed(labels):
            found.update(self._writer.execute(statement, (label, wanted)))
        return found

    def delete_nodes(self, label: str, ids: Iterable[str]) -> int:
        """See `GraphStore.delete_nodes`."""
        label_of(label)
        with self.transaction(), self._translated():
            statement = "DELETE FROM nodes WHERE label = ? AND id IN (SELECT value FROM json_each(?))"
            return self._writer.execute(statement, (label, json.dumps(list(ids)))).rowcount

    def delete_relationships(self, type_: str, rows: Iterable[Row]) -> int:
        """See `GraphStore.delete_relationships`."""
        kind = type_of(type_)
        wanted = [kind.checked({name: row[name] for name in _END_KEYS if name in row}) for row in rows]
        with self.transaction(), self._translated():
            sources = self._numbers(kind.sources, {row["source"] for row in wanted})
            targets = self._numbers(kind.targets, {row["target"] for row in wanted})
            values = [(type_, sources.get(r["source"]), targets.get(r["target"]), r["key"]) for r in wanted]
            statement = "DELETE FROM relationships WHERE type = ? AND source = ? AND target = ? AND key = ?"
            return self._writer.executemany(statement, values).rowcount if values else 0

    # ------------------------------------------------------------------ reading
    def read_nodes(self, label: str, *, where: Mapping[str, Iterable[str]] | None = None) -> list[dict[str, Any]]:
        """See `GraphStore.read_nodes`."""
        kind = label_of(label)
        # the label stands in the text, so that SQLite can use the index of that label
        statement, values = f"SELECT id, props FROM nodes WHERE label = '{kind.name}'", []  # noqa: S608
        for name, texts in (where or {}).items():
            column = "id" if name == "id" else f"json_extract(props, '$.{kind.require(name)}')"
            statement += f" AND {column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - a schema name
            values.append(json.dumps(list(texts)))
        found = self._select(f"{statement} ORDER BY id", *values)
        return [{"id": id_, **json.loads(props)} for id_, props in found]

    def read_relationships(self, type_: str) -> list[dict[str, Any]]:
        """See `GraphStore.read_relationships`."""
        found = self._select(_SELECT_RELATIONSHIPS, type_of(type_).name)
        return [{"source": a, "target": b, "key": key, **json.loads(props)} for a, b, key, props in found]

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        found = dict(self._select("SELECT label, count(*) FROM nodes GROUP BY label"))
        found |= dict(self._select("SELECT type, count(*) FROM relationships GROUP BY type"))
        return {name: found.get(name, 0) for name in (*DOMAIN_LABELS, *TYPES)}

    def snapshot(self, as_of: str | None = None) -> Snapshot:
        """See `GraphStore.snapshot`."""
        with self._one_view():
            return Snapshot.read(self, as_of=as_of)

    @contextlib.contextmanager
    def _one_view(self) -> Iterator[None]:
        """Let several reads see one state, whatever a writer does meanwhile."""
        with self._translated(), self._reading() as reader:
            if self._path is None or reader.in_transaction:
                yield
                return
            reader.execute("BEGIN")
            try:
                yield
            finally:
                reader.execute("COMMIT")

    def info(self) -> dict[str, Any]:
        """See `GraphStore.info`."""
        return {
            "kind": "sqlite",
            "url": self.url,
            "version": sqlite3.sqlite_version,
            "schema": SCHEMA_VERSION,
            "bytes": self._path.stat().st_size if self._path else 0,
        }

    def check(self) -> list[str]:
        """See `GraphStore.check`."""
        faults = [f"The file is damaged: {row[0]}." for row in self._select("PRAGMA integrity_check") if row[0] != "ok"]
        dangling = len(self._select("PRAGMA foreign_key_check"))
        return faults + ([f"{dangling} relationships have an end that does not exist."] if dangling else [])

    def backup(self, path: Path) -> None:
        """Copy the store to a new file while it is in use.

        Parameters
        ----------
        path
            File that does not exist yet.

        Raises
        ------
        StoreError
            The file exists or cannot be written.
        """
        if path.exists():
            raise store_error(StoreError, "exists", url=path)
        with self._translated(), contextlib.closing(sqlite3.connect(path)) as copy, self._reading() as reader:
            reader.backup(copy)

    def compact(self) -> None:
        """See `GraphStore.compact`."""
        with self._lock, self._translated():
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """See `GraphStore.close`."""
        with self._lock:
            self._readers.close()
            self._writer.close()


_NODE_KEYS = frozenset({"id"})
_END_KEYS = ("source", "target", "key")
_REL_KEYS = frozenset(_END_KEYS)


def _create(connection: sqlite3.Connection) -> None:
    for statement in filter(str.strip, _LAYOUT.split(";")):
        connection.execute(statement)
    for label in LABELS.values():
        for name in label.indexed:
            connection.execute(
                f"CREATE INDEX nodes_{label.name}_{name} ON nodes(json_extract(props, '$.{name}')) "
                f"WHERE label = '{label.name}'"
            )
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")


_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps would make one for every row


def _encoded(row: dict[str, Any], keys: frozenset[str]) -> str:
    return _encode({name: value for name, value in row.items() if name not in keys})
