"""Loading in a process of its own: the same as in this one, stopped at once, and nothing half done."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import time
from urllib.parse import quote, urlsplit

import pytest

import loaders
from graphmodel import JobCancelledError, ParameterError, StakegraphError, open_store
from stakegraph.apart import CUT_OFF, STOPPED, TOO_LATE, _work, load_apart
from tests.conftest import login

TEXT = "Organisation;Ort;Art\nKulturverein Baobab;Jülich;Migrantenorganisation\nTeestube;Düren;Verein\n"


def ignore(*_: object) -> None:
    """Do not care how far it is."""


def stop(*_: object) -> None:
    """Want it stopped."""
    raise JobCancelledError


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "vereine.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "own.stakegraph") as opened:
        yield opened


def test_it_is_another_process_that_loads_and_the_report_is_the_same(store, listed, monkeypatch) -> None:
    with open_store(":memory:") as here:
        expected = loaders.load(here, [listed])
    monkeypatch.setattr("loaders.load", stop)  # in this process nobody loads
    seen: list[tuple[str, int, int]] = []
    trial = load_apart(store, [listed], step=lambda *far: seen.append(far), dry_run=True)
    assert trial.counts == expected.counts
    assert store.counts().get("Actor", 0) == 0
    report = load_apart(store, [listed], step=ignore)
    assert report.counts == expected.counts
    assert (report.ok, store.counts()["Actor"]) == (True, 2)
    assert ("vereine.csv", 0, 1) in seen or ("vereine.csv", 1, 1) in seen


def test_a_store_in_memory_is_loaded_here(listed) -> None:
    with open_store(":memory:") as here:
        assert load_apart(here, [listed], step=ignore).ok
        assert here.counts()["Actor"] == 2


@pytest.mark.parametrize("trial", [True, False])
def test_what_is_stopped_leaves_nothing(store, listed, trial) -> None:
    with pytest.raises(JobCancelledError):
        load_apart(store, [listed], step=stop, dry_run=trial)
    assert sum(store.counts().values()) == 0
    assert load_apart(store, [listed], step=ignore).ok


def test_a_server_is_reached_with_the_login_it_was_opened_with(neo4j_server, listed, monkeypatch) -> None:
    where = urlsplit(login(neo4j_server, monkeypatch))
    account = f"{quote(neo4j_server.user, safe='')}:{quote(neo4j_server.password, safe='')}"
    for name in ("USER", "PASSWORD", "DATABASE"):
        monkeypatch.setenv(f"STAKEGRAPH_NEO4J_{name}", "elsewhere")
    with open_store(f"{where.scheme}://{account}@{where.netloc}/neo4j") as opened:
        with pytest.raises(JobCancelledError):
            load_apart(opened, [listed], step=stop)
        assert opened.counts().get("Actor", 0) == 0
        assert load_apart(opened, [listed], step=ignore).ok
        assert opened.counts()["Actor"] == 2


@pytest.fixture
def places(tmp_path, request):
    """Open a store of either kind."""

    def opened(kind: str):
        return open_store(
            request.getfixturevalue("empty_neo4j_url") if kind == "server" else tmp_path / "two.stakegraph"
        )

    return opened


@pytest.fixture
def long_list(tmp_path):
    """A list that is read soon and takes its time to be written."""
    rows = [f"Neu{k:05d} Verein {k * 7919 % 9973:04d};Düren" for k in range(4000)]
    path = tmp_path / "lang.csv"
    path.write_text("\n".join(["Organisation;Ort", *rows]), encoding="utf-8")
    return path


class AfterReading:
    """Does something as soon as all is read and the writing has begun."""

    def __init__(self, act) -> None:
        self.act = act

    def __call__(self, what: str, done: int, total: int) -> None:
        if total and done == total:
            self.act()


@pytest.mark.parametrize("kind", ["file", "server"])
def test_writing_can_be_stopped_as_well(places, kind, long_list) -> None:
    with places(kind) as store:
        with pytest.raises(JobCancelledError, match=STOPPED):
            load_apart(store, [long_list], step=AfterReading(stop))
        assert sum(store.counts().values()) == 0


@pytest.fixture
def _signals_as_before():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_signals_as_before")
@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_word_to_stop_after_all_is_written_comes_too_late_and_says_so(places, kind, listed, monkeypatch) -> None:
    heard, told = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    answers, said = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    load = loaders.load

    def stopped_late(*given, **options) -> None:
        load(*given, **options)
        pickle.dump("stop", told)
        told.flush()
        while True:  # until the word arrives
            time.sleep(0.01)

    monkeypatch.setattr("loaders.load", stopped_late)
    with places(kind) as store, heard, told, answers, said:
        pickle.dump((pickle.dumps(store), [listed], {}), told)
        told.flush()
        _work(heard, said)
        answer = ("step", None)
        while answer[0] == "step":
            answer = pickle.load(answers)
        assert (answer[0], str(answer[1]), type(answer[1])) == ("failed", TOO_LATE, StakegraphError)
        assert store.counts()["Actor"] == 2


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_process_that_is_killed_while_writing_leaves_nothing(places, kind, long_list, listed, monkeypatch) -> None:
    workers: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):
        def __init__(self, *args, **options) -> None:
            super().__init__(*args, **options)
            workers.append(self)

    monkeypatch.setattr("stakegraph.apart.subprocess.Popen", Noted)
    with places(kind) as store:
        with pytest.raises(StakegraphError, match=CUT_OFF):
            load_apart(store, [long_list], step=AfterReading(lambda: workers[0].kill()))  # noqa: PLW0108 - not begun yet
        assert sum(store.counts().values()) == 0
        assert load_apart(store, [listed], step=ignore).ok


def test_what_is_wrong_is_told_as_if_it_happened_here(store, listed) -> None:
    with pytest.raises(ParameterError, match="nonsense"):
        load_apart(store, [listed], step=ignore, table="nonsense")
    gone = listed.with_name("gone.csv")
    assert load_apart(store, [gone], step=ignore).problems == loaders.load(store, [gone]).problems


def test_a_process_that_is_ended_from_outside_is_an_answer_too(store, listed, monkeypatch) -> None:
    monkeypatch.setattr("stakegraph.apart.sys.executable", shutil.which("true"))
    with pytest.raises(StakegraphError, match=CUT_OFF):
        load_apart(store, [listed], step=ignore)
    assert sum(store.counts().values()) == 0
