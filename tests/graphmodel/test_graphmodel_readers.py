"""Connections for reading are lent again, however many threads come and go."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from graphmodel import StoreError, open_store
from graphmodel.stores.sqlite_readers import Readers


def made() -> tuple[Readers, list[sqlite3.Connection]]:
    connections: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        connections.append(sqlite3.connect(":memory:", check_same_thread=False))
        return connections[-1]

    return Readers(connect, "x"), connections


def test_threads_that_come_and_go_share_one_connection() -> None:
    readers, connections = made()

    def read() -> None:
        with readers.lend() as reader:
            reader.execute("SELECT 1")

    for _ in range(5):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    readers.close()
    assert len(connections) == 1


def test_a_thread_keeps_its_connection_and_others_get_another() -> None:
    readers, connections = made()
    other: list[sqlite3.Connection] = []

    def read() -> None:
        with readers.lend() as reader:
            other.append(reader)

    with readers.lend() as outer:
        with readers.lend() as inner:
            assert inner is outer
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    readers.close()
    assert other == connections[1:]
    assert len(connections) == 2


def test_a_lent_connection_is_closed_when_it_comes_back() -> None:
    readers, _ = made()
    with readers.lend() as reader:
        readers.close()
        assert reader.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(sqlite3.ProgrammingError):
        reader.execute("SELECT 1")
    with pytest.raises(StoreError, match="closed"), readers.lend():
        pass


def test_a_closed_store_says_so(tmp_path) -> None:
    with open_store(tmp_path / "x.stakegraph") as store:
        store.counts()
    with pytest.raises(StoreError, match="closed"):
        store.counts()
