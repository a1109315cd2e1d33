"""Decisions about suggestions: remembered, not asked again, taken back; the same on both stores."""

from __future__ import annotations

import html
import re

import pytest

import analysis
from graphmodel import NotFoundError, ParameterError, copy_store, open_store
from stakegraph.decisions import (
    MOST_OPEN,
    decide_match,
    decisions_on,
    exposure,
    is_hidden,
    set_aside,
    take_back,
    undecided_matches,
)
from stakegraph.words import sentence

TOWN = "mun-05358024"


@pytest.fixture
def own_file(nrw_file, tmp_path):
    path = tmp_path / "eigen.stakegraph"
    with open_store(nrw_file) as origin, open_store(path) as target:
        copy_store(origin, target)
    return path


def first(store):
    return undecided_matches(store, store.snapshot(), TOWN, seek="actors")["target"].tolist()


@pytest.fixture(params=["sqlite", "neo4j"])
def store(request, own_file):
    if request.param == "sqlite":
        with open_store(own_file) as found:
            yield found
        return
    with open_store(own_file) as origin, open_store(request.getfixturevalue("empty_neo4j_url")) as target:
        copy_store(origin, target)
        yield target


def test_a_declined_pair_does_not_come_back_until_it_is_taken_back(store):
    before, fingerprint = first(store), store.snapshot().fingerprint
    made = decide_match(store, TOWN, before[0], "decline", reason="kein Interesse", who="Team")
    assert before[0] not in first(store)
    assert store.snapshot().fingerprint == fingerprint
    assert before[0] in set(analysis.matches(store.snapshot(), TOWN, seek="actors")["target"])
    [kept] = decisions_on(store, TOWN)
    assert (kept.verdict, kept.reason, kept.object) == ("decline", "kein Interesse", before[0])
    assert kept.at
    assert store.read_nodes("Decision", where={"id": [made]})[0]["who"] == "Team"
    take_back(store, made)
    assert first(store) == before
    with pytest.raises(NotFoundError):
        take_back(store, "match-none")


def test_later_and_accepted_ones_expire_others_do_not(own_file):
    with open_store(own_file) as store:
        targets = first(store)[:4]
        for target, verdict in zip(targets, ("later", "accept", "done", "known"), strict=True):
            decide_match(store, TOWN, target, verdict)
        expires = {decision.verdict: decision.expires for decision in decisions_on(store)}
        assert expires["later"] < expires["accept"]
        assert expires["done"] is None is expires["known"]
        rows = [{"id": d.id, "expires": "2020-01-01"} for d in decisions_on(store) if d.expires]
        store.upsert_nodes("Decision", rows)
        assert sum(is_hidden(decision) for decision in decisions_on(store)) == 2
        assert set(targets[:2]) <= set(first(store))


def test_who_has_five_open_suggestions_is_not_suggested_again(own_file):
    with open_store(own_file) as store:
        target = first(store)[0]
        others = [name for name in store.snapshot().nodes("Actor")["id"] if name != target][:MOST_OPEN]
        for other in others[1:]:
            decide_match(store, other, target, "accept")
        row = undecided_matches(store, store.snapshot(), TOWN, seek="actors").set_index("target").loc[target]
        assert row["objections"][-1].params["n"] == MOST_OPEN - 1
        assert sentence(row["objections"][-1]).endswith("ist schon in vier offenen Vorschlägen genannt.")
        decide_match(store, others[0], target, "accept")
        assert exposure(store)[target] == MOST_OPEN
        table = undecided_matches(store, store.snapshot(), TOWN, seek="actors")
        assert target not in set(table["target"])
        assert sum(table.attrs["exposure"].values()) == len(table)
        with pytest.raises(ParameterError):
            decide_match(store, TOWN, target, "vielleicht")


def test_a_country_that_many_towns_took_up_is_still_suggested(own_file):
    with open_store(own_file) as store:
        country = undecided_matches(store, store.snapshot(), TOWN, seek="partners")["target"].iloc[0]
        for other in store.snapshot().nodes("Actor")["id"][:MOST_OPEN]:
            decide_match(store, other, country, "accept")
        assert country not in set_aside(decisions_on(store), TOWN, seek="partners")
        assert country in set(undecided_matches(store, store.snapshot(), TOWN, seek="partners")["target"])


def test_what_was_declined_stands_neither_in_the_dossier_nor_in_the_report(run, own_file, tmp_path):
    where = ("--store", own_file)
    dossier, report = tmp_path / "d.html", tmp_path / "r.html"

    def suggested():
        assert run("dossier", "Jülich", "-o", dossier, *where).code == 0
        assert run("report", "--town", "Jülich", "-o", report, *where).code == 0
        page = html.unescape(report.read_text("utf-8")).split("Wer könnte wen kennenlernen?")[1]
        return re.findall(r"<h4>([^<]+?) <span", html.unescape(dossier.read_text("utf-8"))), page

    names, page = suggested()
    assert names[0] in page
    assert run("decide", "decline", "Jülich", names[0], *where).code == 0
    again, page = suggested()
    assert names[0] not in again
    assert names[0] not in page
    assert run("decide", "accept", "Jülich", names[1], *where).code == 0
    accepted, _ = suggested()
    assert names[1] not in accepted
    assert "Aufgenommene Vorschläge" in dossier.read_text("utf-8")
    assert names[1] in html.unescape(dossier.read_text("utf-8"))


def test_command_decides_lists_and_undoes(run, own_file):
    where = ("--store", own_file)
    name = run("matches", "Jülich", *where, "--json").data["rows"][0]["target_name"]
    made = run("decide", "decline", "Jülich", name, "--reason", "zu weit", "--who", "A", *where)
    assert made.code == 0, made.err
    assert "passt nicht" in made.out
    assert "zu weit" in run("decide", "list", "Jülich", *where).out
    shown = [row["target_name"] for row in run("matches", "Jülich", *where, "--json").data["rows"]]
    assert name not in shown
    every = [row["target_name"] for row in run("matches", "Jülich", "--all", *where, "--json").data["rows"]]
    assert name in every
    undone = run("decide", "undo", "Jülich", name, *where)
    assert (undone.code, undone.out) == (0, f"Zurückgenommen: Jülich – {name}.\n")
    again = run("decide", "undo", "Jülich", name, *where)
    assert (again.code, "nichts entschieden" in again.err) == (1, True)
    assert run("decide", "accept", "Jülich", *where).code == 2
    assert run("decide", "accept", *where).code == 2
    assert run("decide", "accept", "Jülich", name, *where).code == 0
    every = run("decide", "list", *where)
    assert every.out.startswith(f"Jülich – {name}: aufgenommen")
    assert re.search(r"In offenen Vorschlägen genannt: .*Kommunen 1", every.out)
    counts = run("decide", "list", *where, "--json").data
    assert sum(counts["open_by_group"].values()) == sum(counts["open"].values()) == 2
