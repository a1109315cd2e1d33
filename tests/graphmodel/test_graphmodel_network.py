"""Networks small enough to check by hand, and what is not accepted as one."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from graphmodel import Cleaning, Network, ParameterError


def test_blanks_empty_ends_self_ties_and_parallel_ties() -> None:
    ties = pd.DataFrame(
        {
            "source": ["a", " b ", "a", "", None, "c", "b"],
            "target": ["b", "a", "a", "b", "b", np.nan, "c"],
            "strength": [1, 2, 5, 5, 5, 5, 0.5],
        }
    )
    network = Network.from_frames(ties)
    assert network.cleaning == Cleaning(empty_ends=3, self_ties=1, merged=1)
    assert network.ties[["source", "target", "strength"]].to_numpy().tolist() == [["a", "b", 3.0], ["b", "c", 0.5]]
    assert network.ties["distance"].tolist() == [1 / 3, 2.0]
    assert repr(network) == "Network(3 stakeholders, 2 ties, undirected)"


def test_parallel_ties_unite_their_layers_and_evidence() -> None:
    ties = pd.DataFrame(
        {
            "source": ["b", "a", "c"],
            "target": ["a", "b", "a"],
            "layers": [("stated",), ("attendance", "stated"), ()],
            "evidence": [("k2",), ("k1",), ("k3",)],
        }
    )
    network = Network.from_frames(ties)
    assert network.ties["layers"].tolist() == [("attendance", "stated"), ()]
    assert network.ties["evidence"].tolist() == [("k1", "k2"), ("k3",)]


def test_attributes_follow_their_stakeholder_and_ends_are_added() -> None:
    nodes = pd.DataFrame({"id": ["c", " a", ""], "kind": ["mso", "ngo", "lost"]})
    network = Network.from_frames(pd.DataFrame({"source": ["a"], "target": ["b"]}), nodes)
    assert network.ids == ("a", "b", "c")
    assert network.nodes["kind"].tolist()[::2] == ["ngo", "mso"]
    assert pd.isna(network.nodes.loc["b", "kind"])


def test_numbers_as_ids_become_text() -> None:
    network = Network.from_frames(pd.DataFrame({"source": [10, 9], "target": [9, 1]}))
    assert network.ids == ("1", "10", "9")


def test_a_network_of_nobody() -> None:
    network = Network.from_frames(pd.DataFrame({"source": [], "target": []}))
    assert (network.n_nodes, network.n_ties, network.adjacency().shape) == (0, 0, (0, 0))
    assert network.to_networkx().number_of_nodes() == network.to_igraph().vcount() == 0
    assert len(network.fingerprint) == 16


def test_a_directed_network_keeps_both_directions() -> None:
    ties = pd.DataFrame({"source": ["a", "b", "b"], "target": ["b", "a", "c"], "strength": [1, 4, 2]})
    network = Network.from_frames(ties, directed=True)
    assert network.adjacency().toarray().tolist() == [[0, 1, 0], [4, 0, 2], [0, 0, 0]]
    assert network.to_networkx().edges["b", "a"] == {"strength": 4.0, "distance": 0.25, "weight": 4.0}


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_every_kind_of_networkx_graph(kind: type[nx.Graph]) -> None:
    graph = kind()
    graph.add_node(3, kind="mso")
    graph.add_edge(1, 2, weight=2.0)
    graph.add_edge(1, 2, weight=2.0)
    network = Network.from_networkx(graph)
    assert network.ids == ("1", "2", "3")
    assert network.nodes.loc["3", "kind"] == "mso"
    assert network.directed == graph.is_directed()
    assert network.ties["strength"].tolist() == [4.0 if graph.is_multigraph() else 2.0]


def test_another_attribute_can_be_the_strength() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", hours=7)
    graph.add_edge("b", "c")
    assert Network.from_networkx(graph, strength="hours").ties["strength"].tolist() == [7.0, 1.0]


@pytest.mark.parametrize(
    ("ties", "nodes", "words"),
    [
        ({"source": ["a"], "to": ["b"]}, None, r"Missing: target; found: source, to"),
        ({}, None, r"Missing: source, target; found: none"),
        ({"source": ["a"], "target": ["b"], "strength": [0]}, None, r"positive number.*Got .*0.* in row 0"),
        ({"source": ["a"], "target": ["b"], "strength": [-1.5]}, None, r"positive number"),
        ({"source": ["a"], "target": ["b"], "strength": [np.nan]}, None, r"positive number"),
        ({"source": ["a"], "target": ["b"], "strength": [np.inf]}, None, r"positive number"),
        ({"source": ["a", "b"], "target": ["b", "c"], "strength": [1, "viel"]}, None, r"'viel' in row 1"),
        ({"source": ["a"], "target": ["b"]}, {"name": ["x"]}, r"need the column 'id'. Found: name"),
        ({"source": ["a"], "target": ["b"]}, {"id": ["x", " x"]}, r"'x' occurs more than once"),
    ],
)
def test_what_is_no_network(ties: dict, nodes: dict | None, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        Network.from_frames(pd.DataFrame(ties), None if nodes is None else pd.DataFrame(nodes))


def test_node_names_that_are_equal_as_text_are_refused() -> None:
    with pytest.raises(ParameterError, match="different names as text"):
        Network.from_networkx(nx.Graph([(1, "1")]))


def test_attributes_count_in_the_fingerprint() -> None:
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    one, other = (Network.from_frames(ties, pd.DataFrame({"id": ["a"], "kind": [kind]})) for kind in ("mso", "ngo"))
    assert one.fingerprint != other.fingerprint
