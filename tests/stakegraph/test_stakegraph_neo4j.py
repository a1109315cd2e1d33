"""The same data give the same answers on a file and on a real Neo4j."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import analysis
from graphmodel import copy_store, open_store, tie_network

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "neo4j.md"


@pytest.fixture
def neo4j_store(empty_neo4j_url, nrw_file):
    with open_store(nrw_file) as origin, open_store(empty_neo4j_url) as target:
        copy_store(origin, target)
        yield target


def test_copy_to_neo4j_and_back_loses_nothing(neo4j_store, nrw_file, tmp_path):
    with open_store(nrw_file) as origin, open_store(tmp_path / "back.stakegraph") as back:
        copy_store(neo4j_store, back)
        there, here, again = neo4j_store.snapshot(), origin.snapshot(), back.snapshot()
        assert there.fingerprint == here.fingerprint == again.fingerprint
        assert neo4j_store.counts() == origin.counts() == back.counts()
    networks = [tie_network(snapshot, scope="05") for snapshot in (there, here)]
    assert networks[0].fingerprint == networks[1].fingerprint
    for function in (
        lambda s: analysis.gaps(s, scope="05"),
        lambda s: analysis.matches(s, "mun-05358024", seek="partners"),
    ):
        assert function(there).equals(function(here))
    assert analysis.bridges(networks[0]).equals(analysis.bridges(networks[1]))


def test_queries_of_the_how_to_answer(neo4j_store):
    queries = re.findall(r"```cypher\n(.*?)```", HOW_TO.read_text("utf-8"), flags=re.DOTALL)
    assert len(queries) == 10
    answers = [neo4j_store.cypher(query) for query in queries]
    assert {"kommune", "partner", "art", "seit"} <= set(answers[0][0])
    assert sum(map(bool, answers)) >= 9  # nobody was invited and never came in this network


def test_own_queries_are_answered_and_may_only_read(neo4j_store, empty_neo4j_url, run):
    query = "MATCH (m:Municipality {name: $ort}) RETURN m.name AS kommune, m.ags AS ags"
    asked = run("cypher", query, "-p", "ort=Jülich", "--store", empty_neo4j_url, "--json")
    assert asked.data == [{"kommune": "Jülich", "ags": "05358024"}]
    assert "05358024" in run("cypher", query, "-p", "ort=Jülich", "--store", empty_neo4j_url).out
    before = neo4j_store.counts()
    refused = run("cypher", "MATCH (n) DETACH DELETE n", "--store", empty_neo4j_url)
    assert refused.code == 1
    assert neo4j_store.counts() == before


def test_cypher_says_when_it_is_not_understood(nrw_file, run):
    asked = run("cypher", "RETURN 1", "--store", nrw_file)
    assert (asked.code, asked.err.strip().count("\n")) == (1, 0)
    assert "Neo4j" in asked.err
    assert run("cypher", "RETURN $a", "-p", "a", "--store", nrw_file).code == 1
