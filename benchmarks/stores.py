"""Loading and loading again: ours against the bare library doing the same upserts."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import neo4j
import numpy as np

from benchmarks.measure import Line, best, in_turns
from graphmodel import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["embedded", "server", "ties"]

N_ACTORS, N_MEETINGS = 10_000, 1_000
LAYOUT = """
CREATE TABLE nodes(
  nid INTEGER PRIMARY KEY, label TEXT NOT NULL, id TEXT NOT NULL, props TEXT NOT NULL, UNIQUE(label, id));
CREATE TABLE rels(rid INTEGER PRIMARY KEY, type TEXT NOT NULL, source INTEGER NOT NULL REFERENCES nodes,
  target INTEGER NOT NULL REFERENCES nodes, key TEXT NOT NULL, props TEXT NOT NULL, UNIQUE(type, source, target, key));
CREATE INDEX rels_source ON rels(source); CREATE INDEX rels_target ON rels(target);
"""


def ties(n_ties: int, *, seed: int = 0) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Actors, meetings and attendance with the skew of real lists."""
    random = np.random.default_rng(seed)
    actors = [{"id": f"act-{k}", "name": f"Verein {k}", "kind": "mso"} for k in range(N_ACTORS)]
    meetings = [{"id": f"mtg-{k}", "name": f"Treffen {k}", "date_start": "2024-05"} for k in range(N_MEETINGS)]
    who = np.minimum(random.zipf(1.3, n_ties * 2) - 1, N_ACTORS - 1)
    where = random.integers(0, N_MEETINGS, n_ties * 2)
    pairs = list(dict.fromkeys(zip(who.tolist(), where.tolist(), strict=True)))
    fill = [(k % N_ACTORS, k // N_ACTORS) for k in range(n_ties * 2)]
    pairs = list(dict.fromkeys([*pairs, *fill]))[:n_ties]
    attended = [
        {"source": f"act-{a}", "target": f"mtg-{m}", "key": "participant", "role": "participant", "source_ref": "Liste"}
        for a, m in pairs
    ]
    return actors, meetings, attended


def embedded(n_ties: int) -> Iterator[Line]:
    """SQLite through our store against sqlite3 doing the same upserts."""
    actors, meetings, attended = ties(n_ties)
    with tempfile.TemporaryDirectory() as folder:
        files = iter(range(100))

        def ours() -> None:
            with open_store(Path(folder) / f"{next(files)}.stakegraph") as store:
                _fill(store, actors, meetings, attended)

        def bare() -> None:
            with closing(sqlite3.connect(Path(folder) / f"{next(files)}.db", isolation_level=None)) as db:
                db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;" + LAYOUT)
                _fill_bare(db, actors, meetings, attended)

        a, b = in_turns(ours, bare)
        yield Line(f"embedded load, {n_ties:,} ties", a, "raw sqlite3", b, "≤ 1.3", a <= 1.3 * b)
        with (
            open_store(Path(folder) / "again.stakegraph") as store,
            closing(sqlite3.connect(Path(folder) / "again.db", isolation_level=None)) as db,
        ):
            db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + LAYOUT)
            a, b = in_turns(
                lambda: _fill(store, actors, meetings, attended), lambda: _fill_bare(db, actors, meetings, attended)
            )
        yield Line(f"embedded load again, {n_ties:,} ties", a, "raw sqlite3", b, "≤ 1.3", a <= 1.3 * b)


def _fill(store: Any, actors: list[Any], meetings: list[Any], attended: list[Any]) -> None:
    with store.transaction():
        store.upsert_nodes("Actor", actors)
        store.upsert_nodes("Meeting", meetings)
        store.upsert_relationships("ATTENDED", attended)


def _fill_bare(db: sqlite3.Connection, actors: list[Any], meetings: list[Any], attended: list[Any]) -> None:
    patch = "DO UPDATE SET props = json_patch(props, ?{0}) WHERE props <> json_patch(props, ?{0})"
    node = "INSERT INTO nodes(label,id,props) VALUES(?1,?2,json_patch('{}',?3)) ON CONFLICT(label,id) " + patch.format(
        3
    )
    tie = (
        "INSERT INTO rels(type,source,target,key,props) VALUES(?1,?2,?3,?4,json_patch('{}',?5)) "
        "ON CONFLICT(type,source,target,key) " + patch.format(5)
    )
    db.execute("BEGIN IMMEDIATE")
    for label, rows in (("Actor", actors), ("Meeting", meetings)):
        db.executemany(node, [(label, r["id"], _props(r, "id")) for r in rows])
    numbers = dict(db.execute("SELECT id, nid FROM nodes"))
    values = [
        ("ATTENDED", numbers[r["source"]], numbers[r["target"]], r["key"], _props(r, "source", "target", "key"))
        for r in attended
    ]
    db.executemany(tie, values)
    db.execute("COMMIT")


def _props(row: dict[str, Any], *keys: str) -> str:
    return json.dumps({name: value for name, value in row.items() if name not in keys}, ensure_ascii=False)


def server(url: str, user: str, password: str, n_ties: int) -> Iterator[Line]:
    """Neo4j through our store against the bare driver in batches, and against one query per row."""
    actors, meetings, attended = ties(n_ties)
    with open_store(url) as store, neo4j.GraphDatabase.driver(url, auth=(user, password)) as driver:
        store.ensure_schema()

        def wipe() -> None:
            with driver.session() as session:
                session.run("MATCH (n) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()

        def bare() -> None:
            _bare_nodes(driver, "Actor", actors)
            _bare_nodes(driver, "Meeting", meetings)
            for start in range(0, len(attended), 5_000):
                rows = [
                    {
                        "s": r["source"],
                        "t": r["target"],
                        "k": r["key"],
                        "p": {"role": r["role"], "source_ref": r["source_ref"]},
                    }
                    for r in attended[start : start + 5_000]
                ]
                driver.execute_query(
                    "UNWIND $rows AS row MATCH (a:Actor {id: row.s}) MATCH (b:Meeting {id: row.t}) "
                    "MERGE (a)-[r:ATTENDED {key: row.k}]->(b) SET r += row.p",
                    rows=rows,
                )

        def ours() -> None:
            _fill(store, actors, meetings, attended)

        timed: dict[str, list[float]] = {"bare": [], "ours": []}
        for round_ in range(3):  # in turns, the first to warm the server
            for name, function in (("bare", bare), ("ours", ours)):
                wipe()
                seconds = best(function, rounds=1, cpu=False)
                if round_:
                    timed[name].append(seconds)
        a, b = min(timed["ours"]), min(timed["bare"])
        yield Line(f"Neo4j load, {n_ties:,} ties", a, "bare driver, batches", b, "≤ 1.2", a <= 1.2 * b)
        few = attended[:1_000]

        def per_row() -> None:
            for r in few:
                driver.execute_query(
                    "MATCH (a:Actor {id: $s}) MATCH (b:Meeting {id: $t}) "
                    "MERGE (a)-[r:ATTENDED {key: $k}]->(b) SET r.role = $r",
                    s=r["source"],
                    t=r["target"],
                    k=r["key"],
                    r=r["role"],
                )

        slow = best(per_row, rounds=1, cpu=False) / len(few) * len(attended)
        yield Line(f"Neo4j load, {n_ties:,} ties", a, "one query per row (from 1,000)", slow, "≤ 1/25", a * 25 <= slow)
        wipe()


def _bare_nodes(driver: neo4j.Driver, label: str, rows: list[dict[str, Any]]) -> None:
    data = [{"id": r["id"], "p": {k: v for k, v in r.items() if k != "id"}} for r in rows]
    for start in range(0, len(data), 5_000):
        driver.execute_query(
            f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.p", rows=data[start : start + 5_000]
        )
