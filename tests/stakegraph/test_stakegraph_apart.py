"""Loading in a process of its own: the same as in this one, stopped at once, and nothing half done."""

from __future__ import annotations

import shutil

import pytest

import loaders
from graphmodel import JobCancelledError, ParameterError, StakegraphError, open_store
from stakegraph.apart import CUT_OFF, load_apart

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
