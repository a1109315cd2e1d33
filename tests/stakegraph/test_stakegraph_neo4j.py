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
    assert len(queries) == 3
    answers = [neo4j_store.cypher(query) for query in queries]
    assert {"kommune", "partner", "art", "seit"} <= set(answers[0][0])
    assert all(answers)
