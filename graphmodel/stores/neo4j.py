"""Neo4jStore: the graph on a Neo4j server, for teams and for Cypher."""

from __future__ import annotations

import contextlib
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from graphmodel.errors import ParameterError, SchemaError, StoreError, StoreVersionError
from graphmodel.schema import DOMAIN_LABELS, LABELS, SCHEMA_VERSION, TYPES, label_of, type_of
from graphmodel.snapshot import Snapshot
from graphmodel.stores.base import Counts, Row, batches, latest, split
from graphmodel.stores.messages import store_error
from graphmodel.stores.neo4j_errors import translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Neo4jStore"]

_BATCH = 5_000
_ENDS = ("source", "target", "key")
_CONNECT_SECONDS = 15.0
_META = "StakegraphMeta"

_MERGE_NODES = "UNWIND $rows AS row MERGE (n:`{label}` {{id: row.id}}) "
_MERGE_RELATIONSHIPS = (
    "UNWIND $rows AS row MATCH (a:`{source}` {{id: row.source}}) MATCH (b:`{target}` {{id: row.target}}) "
    "MERGE (a)-[n:`{type}` {{key: row.key}}]->(b) "
)
_CHANGE = (
    "WITH n, row, properties(n) AS before SET n += row.props "
    "RETURN count(*) AS n, sum(CASE WHEN properties(n) = before THEN 1 ELSE 0 END) AS same, {ids} AS found"
)


class Neo4jStore:
    """The graph on a Neo4j server (5.26 or later), through the official driver.

    Parameters
    ----------
    url
        ``neo4j://``, ``neo4j+s://``, ``bolt://`` or ``bolt+s://`` with host and port, without name and password.
    user, password
        Login; the password appears in no message.
    database
        Name of the database.

    Raises
    ------
    StoreUnavailableError
        Nobody answers at that address.
    StoreAccessError
        The name or the password is wrong.
    StoreVersionError
        The graph was written by a newer version of the program.
    """

    def __init__(self, url: str, *, user: str, password: str, database: str = "neo4j") -> None:
        self._url, self._database = url, database
        self._login: Callable[[], tuple[str, str]] = lambda: (user, password)  # not shown with the rest
        self._lock, self._local = threading.RLock(), threading.local()
        self._transaction: neo4j.Transaction | None = None
        self._owner: int | None = None
        self._depth = 0
        self._failed = self._ready = False
        with self._translated():
            self._driver = neo4j.GraphDatabase.driver(
                url,
                auth=(user, password),
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_CONNECT_SECONDS,
                max_transaction_retry_time=_CONNECT_SECONDS,
                notifications_min_severity="OFF",
                user_agent="stakegraph",
            )
        try:
            with self._translated():
                self._driver.verify_connectivity()
            self._check_version()
        except BaseException:
            self._driver.close()
            raise

    @property
    def url(self) -> str:
        """Address of the server, without name and password."""
        return self._url

    def __repr__(self) -> str:
        return f"Neo4jStore({self._url!r}, database={self._database!r})"

    def __reduce__(self) -> tuple[Any, ...]:  # opened again in another process, with the same login
        user, password = self._login()
        return partial(Neo4jStore, user=user, password=password, database=self._database), (self._url,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ asking the server
    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, DriverError) as exc:
            raise translation(exc, self._url, self._database) from exc
        except UnicodeEncodeError as exc:
            msg = f"A text holds a half character that cannot be stored: {exc.object!r}. Please correct it in the list."
            raise SchemaError(msg) from exc

    def _mine(self) -> neo4j.Transaction | None:
        """Open transaction of this thread, if there is one."""
        if self._owner == threading.get_ident():
            return self._transaction
        return getattr(self._local, "view", None)

    def _write(self, statement: str, **parameters: Any) -> neo4j.EagerResult:
        with self._translated():
            current = self._mine()
            if current is None:
                return self._driver.execute_query(statement, parameters, database_=self._database)
            result = current.run(statement, parameters)
            records = list(result)
            return neo4j.EagerResult(records, result.consume(), [])

    def _read(self, statement: str, **parameters: Any) -> list[list[Any]]:
        with self._translated():
            current = self._mine()
            if current is not None:
                return list(map(list, current.run(statement, parameters).values()))
            with self._reading() as session:
                return session.execute_read(lambda tx: list(map(list, tx.run(statement, parameters).values())))

    def _reading(self) -> neo4j.Session:
        access = neo4j.READ_ACCESS
        return self._driver.session(database=self._database, default_access_mode=access, fetch_size=10_000)

    # ------------------------------------------------------------------ schema
    def _check_version(self) -> None:
        found = self._read(f"MATCH (m:`{_META}`) RETURN max(m.schema)")
        version = found[0][0] if found else None
        if version is not None and version > SCHEMA_VERSION:
            raise store_error(StoreVersionError, "newer", url=self._url, version=version, known=SCHEMA_VERSION)
        self._ready = version == SCHEMA_VERSION

    def ensure_schema(self) -> None:
        """See `GraphStore.ensure_schema`."""
        if self._mine() is not None:
            return
        for label in LABELS.values():
            self._write(
                f"CREATE CONSTRAINT `{label.name.lower()}_id` IF NOT EXISTS "
                f"FOR (n:`{label.name}`) REQUIRE n.id IS UNIQUE"
            )
            for name in label.indexed:
                self._write(
                    f"CREATE INDEX `{label.name.lower()}_{name}` IF NOT EXISTS FOR (n:`{label.name}`) ON (n.`{name}`)"
                )
        self._write("CALL db.awaitIndexes(60)")
        self._write(f"MERGE (m:`{_META}` {{id: 'stakegraph'}}) SET m.schema = $version", version=SCHEMA_VERSION)
        self._ready = True

    # ------------------------------------------------------------------ writing
    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See `GraphStore.transaction`."""
        with self._lock:
            outermost = self._depth == 0
            session = None
            if outermost:
                if not self._ready:  # without constraints every upsert would search all nodes
                    self.ensure_schema()
                session = self._begin()
                self._owner, self._failed = threading.get_ident(), False
            self._depth += 1
            try:
                yield
            except BaseException:
                self._failed = True
                raise
            else:
                if outermost and self._failed:
                    raise store_error(StoreError, "inner_failed", url=self._url)
            finally:
                self._depth -= 1
                if session is not None:
                    self._finish(session)

    def _begin(self) -> neo4j.Session:
        with self._translated():
            session = self._driver.session(database=self._database, fetch_size=10_000)
            try:
                self._transaction = session.begin_transaction()
                # one writer at a time, as in the embedded store: this node is locked until the end
                self._transaction.run(f"MATCH (m:`{_META}`) SET m.schema = m.schema").consume()
            except BaseException:
                session.close()
                raise
        return session

    def _finish(self, session: neo4j.Session) -> None:
        current, self._transaction, self._owner = self._transaction, None, None
        try:
            if current is not None and not self._failed:
                with self._translated():
                    current.commit()
            elif current is not None:
                with contextlib.suppress(Neo4jError, DriverError):  # a lost connection has rolled back already
                    current.rollback()
        finally:
            with contextlib.suppress(Neo4jError, DriverError):
                session.close()

    def upsert_nodes(self, label: str, rows: Iterable[Row]) -> Counts:
        """See `GraphStore.upsert_nodes`."""
        kind = label_of(label)
        checked = latest((kind.checked(row) for row in rows), ("id",))
        merge = _MERGE_NODES.format(label=kind.name)
        rows_apart = [split(row, ("id",)) for row in checked]
        return sum((self._merge(merge, batch, "0")[0] for batch in batches(rows_apart, _BATCH)), Counts())

    def upsert_relationships(self, type_: str, rows: Iterable[Row]) -> Counts:
        """See `GraphStore.upsert_relationships`."""
        kind = type_of(type_)
        checked = latest((kind.checked(row) for row in rows), _ENDS)
        total = Counts()
        for batch in batches([split(row, _ENDS) for row in checked], _BATCH):
            left = batch
            for source in kind.sources:
                for target in kind.targets:
                    if left:
                        left, counts = self._merge_between(kind.name, source, target, left)
                        total += counts
            total += Counts(dangling=tuple({name: row[name] for name in _ENDS} | row["props"] for row in left))
        return total

    def _merge_between(
        self, type_: str, source: str, target: str, rows: list[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], Counts]:
        """Merge the rows whose ends have these labels; give back the others."""
        for number, row in enumerate(rows):
            row["i"] = number
        merge = _MERGE_RELATIONSHIPS.format(type=type_, source=source, target=target)
        # which rows found their ends is only worth asking when other labels may still be tried
        counts, found = self._merge(merge, rows, "collect(row.i)")
        if counts.created + counts.updated + counts.unchanged == len(rows):
            return [], counts
        return [row for row in rows if row["i"] not in found], counts

    def _merge(self, merge: str, rows: list[dict[str, Any]], ids: str) -> tuple[Counts, set[int]]:
        """Run one merge; rows that set nothing go apart, because what they create also looks unchanged."""
        total, found = Counts(), set[int]()
        bare = [row for row in rows if all(value is None for value in row["props"].values())]
        full = [row for row in rows if any(value is not None for value in row["props"].values())] if bare else rows
        for part in (full, bare):
            if not part:
                continue
            result = self._write(merge + _CHANGE.format(ids=ids), rows=part)
            counters = result.summary.counters
            created = counters.nodes_created + counters.relationships_created
            n, same, matched = result.records[0]
            unchanged = same - created if part is bare else same
            total += Counts(created, n - created - unchanged, unchanged)
            found |= set(matched or ())
        return total, found

    def delete_nodes(self, label: str, ids: Iterable[str]) -> int:
        """See `GraphStore.delete_nodes`."""
        name = label_of(label).name
        rows = [{"id": id_} for id_ in ids]
        statement = f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row.id}}) DETACH DELETE n"
        return sum(self._write(statement, rows=part).summary.counters.nodes_deleted for part in batches(rows, _BATCH))

    def delete_relationships(self, type_: str, rows: Iterable[Row]) -> int:
        """See `GraphStore.delete_relationships`."""
        kind = type_of(type_)
        wanted = [kind.checked({name: row[name] for name in _ENDS if name in row}) for row in rows]
        gone = 0
        for source in kind.sources:
            for target in kind.targets:
                statement = (
                    f"UNWIND $rows AS row MATCH (a:`{source}` {{id: row.source}})-[r:`{kind.name}` {{key: row.key}}]->"
                    f"(b:`{target}` {{id: row.target}}) DELETE r"
                )
                for part in batches(wanted, _BATCH):
                    gone += self._write(statement, rows=part).summary.counters.relationships_deleted
        return gone

    # ------------------------------------------------------------------ reading
    def read_nodes(self, label: str, *, where: Mapping[str, Iterable[str]] | None = None) -> list[dict[str, Any]]:
        """See `GraphStore.read_nodes`."""
        kind = label_of(label)
        names, conditions, parameters = list(kind.properties), [], {}
        for name, texts in (where or {}).items():
            conditions.append(f"n.`{kind.require(name)}` IN $only_{name}")
            parameters[f"only_{name}"] = list(texts)
        filtered = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        columns = ", ".join(f"n.`{name}`" for name in names)
        return _rows(
            names, self._read(f"MATCH (n:`{kind.name}`) {filtered}RETURN {columns} ORDER BY n.id", **parameters)
        )

    def read_relationships(self, type_: str) -> list[dict[str, Any]]:
        """See `GraphStore.read_relationships`."""
        kind = type_of(type_)
        names = list(kind.properties)
        columns = ", ".join(["a.id", "b.id", *(f"r.`{name}`" for name in names[2:])])
        found = self._read(f"MATCH (a)-[r:`{kind.name}`]->(b) RETURN {columns} ORDER BY a.id, b.id, r.key")
        return _rows(names, found)

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        labels = [f"MATCH (n:`{name}`) RETURN '{name}' AS name, count(n) AS n" for name in DOMAIN_LABELS]
        types = [f"MATCH ()-[r:`{name}`]->() RETURN '{name}' AS name, count(r) AS n" for name in TYPES]
        return dict.fromkeys((*DOMAIN_LABELS, *TYPES), 0) | dict(self._read(" UNION ALL ".join(labels + types)))

    def snapshot(self, as_of: str | None = None) -> Snapshot:
        """See `GraphStore.snapshot`."""
        if self._mine() is not None:
            return Snapshot.read(self, as_of=as_of)
        with self._translated(), self._reading() as session, session.begin_transaction() as view:
            self._local.view = view
            try:
                return Snapshot.read(self, as_of=as_of)
            finally:
                self._local.view = None

    def cypher(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Answer a Cypher query that only reads.

        Parameters
        ----------
        query
            Cypher; writing is refused.
        parameters
            Values for ``$name`` in the query.

        Returns
        -------
        list of dict
            One row per record; nodes as their properties.

        Raises
        ------
        ParameterError
            The query is wrong or would write.
        """
        try:
            with (
                self._driver.session(database=self._database, default_access_mode=neo4j.READ_ACCESS) as session,
                session.begin_transaction() as tx,
            ):
                plan = tx.run(f"EXPLAIN {query}", parameters).consume()
                if plan.query_type not in {"r", None}:
                    msg = "Only queries that read are answered here; this one would write. Use Neo4j's own tools."
                    raise ParameterError(msg)
                return [record.data() for record in tx.run(query, parameters)]
        except ClientError as exc:
            msg = f"The query was not understood or is not allowed: {exc.message}"
            raise ParameterError(msg) from exc
        except (Neo4jError, DriverError) as exc:
            raise translation(exc, self._url, self._database) from exc

    def info(self) -> dict[str, Any]:
        """See `GraphStore.info`."""
        found = self._read("CALL dbms.components() YIELD name, versions, edition RETURN name, versions[0], edition")
        version = " ".join(map(str, found[0])) if found else "unknown"
        return {
            "kind": "neo4j",
            "url": self._url,
            "version": version,
            "schema": SCHEMA_VERSION,
            "database": self._database,
        }

    def check(self) -> list[str]:
        """See `GraphStore.check`."""
        have = {name for (name,) in self._read("SHOW CONSTRAINTS YIELD name RETURN name")}
        lacking = [label for label in LABELS if f"{label.lower()}_id" not in have]
        return [f"The constraint that keeps the ids of {label} unique is missing." for label in lacking]

    def compact(self) -> None:
        """See `GraphStore.compact`; the server's own logs go when it rotates them."""

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._driver.close()


def _rows(names: list[str], found: list[list[Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found]
