"""Copies for others: no name, nothing that everybody knows leads back, nothing that was held back."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import loaders
from graphmodel import ParameterError, open_store, tie_network
from stakegraph.export import export, recognisable, shared_counts, shared_network
from stakegraph.export.sharing import MINIMUM
from stakegraph.words import group_name


@pytest.fixture(scope="module")
def shared(nrw):
    network = tie_network(nrw, scope="05")
    return network, shared_network(network, nrw, key=b"k" * 32)


def test_the_copy_for_others_holds_no_name(nrw, shared, tmp_path):
    network, graph = shared
    nx.write_graphml_xml(graph, tmp_path / "kopie.graphml")
    text = (tmp_path / "kopie.graphml").read_text("utf-8")
    actors = nrw.nodes("Actor")
    hints = {*actors["id"], *actors["name"], *actors["website"].dropna(), *nrw.nodes("Meeting")["id"]}
    hints |= {name for names in actors["aliases"].dropna() for name in names}
    hints -= {*nrw.nodes("Municipality")["name"], "andere"}
    assert [hint for hint in hints if len(hint) > 4 and f">{hint}<" in text] == []
    assert graph.number_of_nodes() == int(network.nodes["in_scope"].sum())


def test_nobody_is_found_by_what_everybody_knows(shared):
    """An attacker who knows kind and seat of all organisations has at least three to choose from for each."""
    _, graph = shared
    told = Counter((data["group"], data["place"]) for _, data in graph.nodes(data=True))
    assert min(told.values()) >= MINIMUM


def test_the_order_tells_nothing(nrw, shared):
    """An attacker who has the list in its order, or another copy, learns nothing from the numbers."""
    network, graph = shared
    other = shared_network(network, nrw, key=b"o" * 32)
    degrees = [dict(one.degree()) for one in (graph, other)]
    assert sorted(degrees[0].values()) == sorted(degrees[1].values())
    same = sum(degrees[0][name] == degrees[1][name] for name in graph)
    groups = nx.get_node_attributes(graph, "group")
    by_chance = sum(count**2 for count in Counter(degrees[0].values()).values()) / len(groups)
    assert same < 1.1 * by_chance + 30
    known = network.nodes[network.nodes["in_scope"]]["group"].map(lambda name: group_name(name, lang="de"))
    agree = np.mean([one == two for one, two in zip(groups.values(), known, strict=True)])
    sizes = Counter(groups.values())
    assert agree < sum((n / len(groups)) ** 2 for n in sizes.values()) + 0.05


def test_who_stands_out_by_contacts_is_counted(shared):
    _, graph = shared
    lonely = nx.Graph()
    lonely.add_nodes_from(("a", "b", "c"), group="x", place="")
    lonely.add_edge("a", "b")
    assert recognisable(lonely) == 1
    assert 0 < recognisable(graph) < graph.number_of_nodes() / 5


def test_not_for_publication_is_in_no_copy(tmp_path):
    rows = ("Organisation;Ort;nicht veröffentlichen", "A e.V.;Jülich;", "B e.V.;Jülich;ja", "C e.V.;Jülich;nein")
    (tmp_path / "l.csv").write_text("\n".join(rows), "utf-8")
    with open_store(tmp_path / "s") as store:
        assert loaders.load(store, [tmp_path / "l.csv"]).ok
        snapshot = store.snapshot()
        export(snapshot, tmp_path / "liste")
        assert loaders.load(store, [tmp_path / "liste"]).counts.changed == 0
    network = tie_network(snapshot)
    held = snapshot.nodes("Actor").set_index("name")["unpublished"]
    assert held["B e.V."]
    seen = [data["group"] for _, data in shared_network(network, snapshot, key=b"k").nodes(data=True)]
    assert len(seen) == network.n_nodes - 1
    counts = shared_counts(network, snapshot)["groups"]
    assert counts["organisations"].sum() == network.n_nodes - 1


def test_small_numbers_are_not_told(nrw, tmp_path):
    export(nrw, tmp_path / "zahlen", scope="05", share="counts")
    for name in ("groups", "ties", "years"):
        numbers = pd.read_csv(tmp_path / "zahlen" / f"{name}.csv").iloc[:, -1].dropna()
        assert len(numbers)
        assert numbers.min() >= MINIMUM


def test_a_copy_for_others_has_its_formats(nrw, tmp_path):
    export(nrw, tmp_path / "kopie.gexf", scope="05", share="pseudonyms")
    assert nx.read_gexf(tmp_path / "kopie.gexf").number_of_nodes()
    with pytest.raises(ParameterError, match=r"endet auf \.gexf, \.graphml"):
        export(nrw, tmp_path / "kopie.xlsx", share="pseudonyms")
