"""Several threads and processes at one store."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from graphmodel import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 60  # seconds until a test gives up; nothing waits that long


def in_a_thread(work: Callable[[], object]) -> object:
    """Run something beside, and fail when it is blocked or raises."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as exc:  # noqa: BLE001 - carried over to the test
            found.append(exc)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "blocked"
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def script(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "import sys, time\nfrom graphmodel import open_store\n" + text, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_reading_is_not_blocked_by_a_writer_and_sees_whole_states(lasting_url: str) -> None:
    with open_store(lasting_url) as writer, open_store(lasting_url) as reader:
        writer.ensure_schema()
        before = writer.snapshot().fingerprint
        with writer.transaction():
            writer.upsert_nodes("Actor", [{"id": "act-a"}])
            for store in (reader, writer):  # a second connection, and a second thread at the same one
                assert in_a_thread(lambda store=store: store.read_nodes("Actor")) == []
                assert in_a_thread(lambda store=store: store.counts()["Actor"]) == 0
                assert in_a_thread(lambda store=store: store.snapshot().fingerprint) == before
            assert writer.read_nodes("Actor") == [{"id": "act-a"}]
            assert len(writer.snapshot().nodes("Actor")) == 1
        assert in_a_thread(lambda: reader.read_nodes("Actor")) == [{"id": "act-a"}]


def test_threads_that_write_through_one_store_take_turns(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        store.ensure_schema()

        def write(name: str) -> None:
            for i in range(5):
                with store.transaction():
                    store.upsert_nodes("Actor", [{"id": f"act-{name}-{i}"}])
                    store.upsert_nodes("Meeting", [{"id": f"mtg-{name}-{i}"}])
                    store.upsert_relationships("ATTENDED", [{"source": f"act-{name}-{i}", "target": f"mtg-{name}-{i}"}])

        threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        counts = store.counts()
    assert (counts["Actor"], counts["Meeting"], counts["ATTENDED"]) == (20, 20, 20)


def test_a_thread_that_fails_takes_only_its_own_back(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        store.ensure_schema()

        def fail() -> None:
            with store.transaction():
                store.upsert_nodes("Actor", [{"id": "act-x"}])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            in_a_thread(fail)
        in_a_thread(lambda: store.upsert_nodes("Actor", [{"id": "act-y"}]))
        assert store.read_nodes("Actor") == [{"id": "act-y"}]


def test_a_second_process_that_writes_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "network.stakegraph"
    with open_store(path) as store:
        text = (
            "with open_store(sys.argv[1]) as store:\n"
            "    print('ready', flush=True)\n"
            "    store.upsert_nodes('Actor', [{'id': 'act-other'}])\n"
            "print('done', flush=True)\n"
        )
        with store.transaction():
            store.upsert_nodes("Actor", [{"id": "act-mine"}])
            other = script(text, path)
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            store.upsert_nodes("Actor", [{"id": "act-mine-too"}])
            assert other.poll() is None
        out, _ = other.communicate(timeout=PATIENCE)
        assert (out, other.returncode) == ("done\n", 0)
        assert [row["id"] for row in store.read_nodes("Actor")] == ["act-mine", "act-mine-too", "act-other"]


def test_a_second_process_reads_while_the_first_writes(tmp_path: Path) -> None:
    path = tmp_path / "network.stakegraph"
    with open_store(path) as store:
        store.upsert_nodes("Actor", [{"id": "act-a"}])
        with store.transaction():
            store.upsert_nodes("Actor", [{"id": "act-b"}])
            text = "with open_store(sys.argv[1]) as store: print(store.counts()['Actor'], store.check())"
            out, _ = script(text, path).communicate(timeout=PATIENCE)
    assert out == "1 []\n"


def test_a_process_that_is_killed_leaves_whole_states_only(tmp_path: Path) -> None:
    path = tmp_path / "network.stakegraph"
    text = (
        "store = open_store(sys.argv[1])\n"
        "for n in range(10000):\n"
        "    with store.transaction():\n"
        "        store.upsert_nodes('Actor', [{'id': f'act-{n}-{i}'} for i in range(100)])\n"
        "        store.upsert_nodes('Meeting', [{'id': f'mtg-{n}-{i}'} for i in range(100)])\n"
        "    print(n + 1, flush=True)\n"
    )
    process = script(text, path)
    assert process.stdout is not None
    reported = 0
    while reported < 5:
        reported = int(process.stdout.readline())
    process.kill()
    reported = max([reported, *map(int, process.communicate(timeout=PATIENCE)[0].split())])
    with open_store(path) as store:
        counts = store.counts()
        assert store.check() == []
        assert counts["Actor"] == counts["Meeting"]
        assert counts["Actor"] % 100 == 0
        assert counts["Actor"] >= 100 * reported
        assert store.upsert_nodes("Actor", [{"id": "act-new"}]).created == 1


def test_two_processes_may_make_the_same_new_store(tmp_path: Path) -> None:
    path = tmp_path / "network.stakegraph"
    text = "with open_store(sys.argv[1]) as store: store.upsert_nodes('Actor', [{'id': sys.argv[2]}])\nprint('done')\n"
    processes = [script(text, path, f"act-{i}") for i in range(2)]
    assert [process.communicate(timeout=PATIENCE)[0] for process in processes] == ["done\n"] * 2
    with open_store(path) as store:
        assert len(store.read_nodes("Actor")) == 2
