"""The command as people call it: answers, errors in one sentence, exit codes."""

from __future__ import annotations

import io
import json
import re

import pytest
from rich.console import Console

from graphmodel import open_store
from stakegraph.cli.main import COMMANDS
from stakegraph.cli.session import Session
from stakegraph.demo import example_files, file_rows


@pytest.fixture
def store(nrw_file):
    return ("--store", str(nrw_file))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(run, name):
    ran = run(name, "--help")
    assert ran.code == 0
    assert "Usage: stakegraph" in ran.out


def test_status_counts_what_is_there(run, store):
    ran = run("status", *store, "--json")
    assert (ran.code, ran.data["counts"]["Actor"]) == (
        0,
        file_rows(next(p for p in example_files() if p.stem == "actors")),
    )


def test_status_of_an_empty_store_says_how_to_begin(run, tmp_path):
    ran = run("status", "--store", tmp_path / "leer.stakegraph")
    assert ran.code == 0
    assert "stakegraph load" in ran.out


def test_bridges_print_the_same_bytes_twice(run, store):
    first, second = run("bridges", *store, "--scope", "05", "--json"), run("bridges", *store, "--scope", "05", "--json")
    assert first.out == second.out
    row = first.data["rows"][0]
    assert row["rank_low"] <= row["rank"] <= row["rank_high"]
    assert row["reasons"][0]["sentence"]
    assert first.data["run"]["function"] == "bridges"


def test_conveners_come_last(run, store):
    rows = run("bridges", *store, "--scope", "05", "--json", "--top", "200").data["rows"]
    kinds = [row["kind"] == "convener" for row in rows]
    assert any(kinds)
    assert kinds == sorted(kinds)
    assert not any(row["id"] in {"act-engagement-global", "act-skew"} for row in rows[:10])


def test_names_are_accepted_and_ambiguous_ones_listed(run, store):
    assert run("matches", "jülich", *store).code == 0
    ran = run("matches", "Neustadt", *store)
    assert ran.code == 1
    assert "mun-07316000" in ran.err
    ran = run("matches", "Jülichh", *store)
    assert (ran.code, "Jülich" in ran.err) == (1, True)


@pytest.mark.parametrize("seek", ["actors", "partners", "municipalities", "advisers"])
def test_matches_of_every_kind(run, store, seek):
    ran = run("matches", "Dortmund", *store, "--seek", seek, "--json")
    assert ran.code == 0
    rows = ran.data["rows"]
    assert bool(rows) == (seek != "advisers")
    assert {row["lens"] for row in rows} <= {"likely", "useful"}


def test_gaps_of_one_place_and_in_english(run, store):
    ran = run("gaps", "Essen", *store, "--lang", "en")
    assert ran.code == 0
    assert "Partner country and organisation nearby" in ran.out


def test_lists_that_go_on_say_by_how_much(run, store):
    heads = re.findall(r"^\w.* \((\d+)\)$", run("gaps", "Dortmund", *store).out, flags=re.MULTILINE)
    n = max(map(int, heads))
    assert f"… und eine weitere (--top {n})" in run("gaps", "Dortmund", *store, "--top", n - 1).out
    assert f"… and 1 more (--top {n})" in run("gaps", "Dortmund", *store, "--top", n - 1, "--lang", "en").out


def test_path_avoids_whom_it_should(run, store):
    found = run("path", "Jülich", "Migrafrica", *store, "--json").data["rows"][0]["path"]
    other = run("path", "Jülich", "Migrafrica", *store, "--json", "--avoid", found[1]).data["rows"][0]["path"]
    assert found[1] not in other


def test_load_twice_changes_nothing_and_undo_takes_all_back(run, tmp_path):
    url = ("--store", str(tmp_path / "n.stakegraph"))
    path = tmp_path / "vereine.csv"
    path.write_text("name;typ;ort\nVerein A;mso;Köln\nVerein B;mso;Bonn\n", "utf-8")
    first = run("load", path, "--as", "actors", *url, "--json")
    assert first.code == 0, first.out
    again = run("load", path, "--as", "actors", *url, "--json")
    assert again.data["counts"]["unchanged"] == again.data["counts"]["read"] == 2
    assert "nichts Neues zu übernehmen" in run("load", path, "--as", "actors", *url).out
    assert run("undo", first.data["load"], *url).code == 0
    with open_store(tmp_path / "n.stakegraph") as store:
        assert not any(store.counts().values())


def test_dry_run_leaves_no_trace(run, tmp_path):
    path = tmp_path / "vereine.csv"
    path.write_text("name;typ\nVerein A;mso\n", "utf-8")
    url = ("--store", str(tmp_path / "n.stakegraph"))
    assert run("load", path, "--as", "actors", "--dry-run", *url).code == 0
    assert not any(run("status", *url, "--json").data["counts"].values())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("fehlt.csv", None, "fehlt.csv"),
        ("leer.csv", "", "leer.csv"),
        ("kopf.csv", "x;y\n1;2\n", "kopf.csv"),
        ("datum.csv", "Veranstaltung;Organisation;Datum\nTreffen;Verein A;31.02.2024\n", "31.02.2024"),
    ],
)
def test_bad_input_is_told_and_not_taken_over(run, tmp_path, name, content, told):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, "utf-8")
    url = ("--store", str(tmp_path / "n.stakegraph"))
    ran = run("load", path, *url)
    assert ran.code == 1
    assert told in ran.out + ran.err
    assert "Traceback" not in ran.err
    assert not any(run("status", *url, "--json").data["counts"].values())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://x/y", "Eine Ablage ist eine Datei"),
        ("neo4j://127.0.0.1:1", "antwortet kein Neo4j"),
        ("/proc/nowhere/x.stakegraph", "Bitte einen anderen Ort nennen"),
    ],
)
def test_unusable_store_is_one_sentence(run, url, told):
    ran = run("status", "--store", url)
    assert ran.code == 1
    assert told in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_wrong_usage_leaves_with_two(run):
    assert run("bridges", "--top", "0").code == 2
    assert run("nonsense").code == 2


def test_store_copy_keeps_the_fingerprint_and_refuses_a_full_target(run, store, nrw_file, tmp_path):
    target = tmp_path / "kopie.stakegraph"
    ran = run("store", "copy", nrw_file, target, "--json")
    assert ran.code == 0, ran.err
    assert ran.data["fingerprint"] == run("store", "info", *store, "--json").data["fingerprint"]
    again = run("store", "copy", nrw_file, target)
    assert (again.code, "liegt schon ein Netz" in again.err) == (1, True)
    assert "holds a graph already" in run("store", "copy", nrw_file, target, "--lang", "en").err
    assert run("store", "check", "--store", target).code == 0


def test_backup_is_a_store(run, store, tmp_path):
    path = tmp_path / "sicherung.stakegraph"
    assert run("store", "backup", path, *store).code == 0
    assert run("store", "check", "--store", path).code == 0
    assert run("store", "backup", path, *store).code == 1


def test_demo_counts_equal_the_files(run):
    ran = run("demo", "--no-browser", "--json")
    assert ran.code == 0, ran.err
    counts, rows = ran.data["counts"], ran.data["rows"]
    tables = {
        "actors": "Actor",
        "municipalities": "Municipality",
        "partnerships": "PARTNER_OF",
        "meetings": "Meeting",
        "deployments": "Deployment",
        "themes": "Theme",
    }
    assert {name: counts[label] for name, label in tables.items()} == {name: rows[name] for name in tables}


def test_output_in_json_is_json(run, store):
    for words in (["history"], ["store", "info"], ["store", "check"], ["gaps", "Dortmund"]):
        ran = run(*words, *store, "--json")
        assert ran.code == 0
        json.loads(ran.out)


@pytest.mark.parametrize(("watched", "as_json"), [(True, False), (True, True), (False, False)])
def test_long_work_is_shown_to_who_watches_only(watched, as_json):
    said = io.StringIO()
    session = Session(as_json=as_json, talk=Console(file=said, force_terminal=watched))
    with session.busy("Zurückblicken …", "Looking back …"):
        pass
    assert ("Zurückblicken" in said.getvalue()) == (watched and not as_json)
