"""Positions against networkx, brute force, closed forms and laws."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import betweenness, isolates, positions, removal
from graphmodel import Network, ParameterError
from tests.analysis.graph_cases import from_matrix, matrices, networkx_graph, random_matrix


def paths_between(matrix):
    """All shortest paths by distance, found by trying every simple path; lengths compared as whole numbers."""
    n = len(matrix)
    length = np.zeros_like(matrix, dtype=np.int64)
    tied = matrix > 0
    length[tied] = np.rint(2520 / matrix[tied]).astype(np.int64)
    found = {}

    def walk(path, total):
        here = path[-1]
        if len(path) > 1:
            key = (path[0], here)
            best = found.get(key, (np.inf, []))
            if total < best[0]:
                found[key] = (total, [tuple(path)])
            elif total == best[0]:
                best[1].append(tuple(path))
        for step in np.flatnonzero(tied[here]):
            if step not in path:
                walk([*path, step], total + length[here, step])

    for start in range(n):
        walk([start], 0)
    return found


def brute_betweenness(matrix, *, directed):
    score = np.zeros(len(matrix))
    for paths in (entry[1] for entry in paths_between(matrix).values()):
        for path in paths:
            for inner in path[1:-1]:
                score[inner] += 1 / len(paths)
    return score if directed else score / 2


@given(matrices(largest=6))
def test_betweenness_is_that_of_all_paths(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    for weighted in (False, True):
        lengths = matrix if weighted else (matrix > 0).astype(int)
        table = positions(network, weighted=weighted)
        np.testing.assert_allclose(table["betweenness"], brute_betweenness(lengths, directed=directed), atol=1e-9)


@given(matrices())
def test_closeness_and_harmonic_follow_distances(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    graph = networkx_graph(matrix, directed=directed)
    for weighted in (False, True):
        table = positions(network, weighted=weighted).set_index("id")
        lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight="distance" if weighted else None))
        for name in network.ids:
            others = [value for other, value in lengths[name].items() if other != name]
            if others:
                assert table.loc[name, "closeness"] == pytest.approx(len(others) / sum(others))
            else:
                assert np.isnan(table.loc[name, "closeness"])
            assert table.loc[name, "harmonic"] == pytest.approx(sum(1 / value for value in others))


def burt(matrix, i):
    both = matrix + matrix.T
    if not both[i].any():
        return np.nan, np.nan
    p = np.divide(
        both, both.sum(axis=1, keepdims=True), where=both.sum(axis=1, keepdims=True) > 0, out=np.zeros_like(both)
    )
    m = np.divide(
        both, both.max(axis=1, keepdims=True), where=both.max(axis=1, keepdims=True) > 0, out=np.zeros_like(both)
    )
    contacts = np.flatnonzero(both[i])
    others = range(len(matrix))
    constraint = sum((p[i, j] + sum(p[i, q] * p[q, j] for q in others if q not in (i, j))) ** 2 for j in contacts)
    effective = sum(1 - sum(p[i, q] * m[j, q] for q in others if q not in (i, j)) for j in contacts)
    return constraint, effective


@given(matrices())
def test_structural_holes_follow_burt(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    for weighted in (False, True):
        values = matrix.astype(float) if weighted else (matrix > 0).astype(float)
        table = positions(network, weighted=weighted)
        for i in range(len(matrix)):
            constraint, effective = burt(values, i)
            np.testing.assert_allclose(table["constraint"].iloc[i], constraint)
            np.testing.assert_allclose(table["effective_size"].iloc[i], effective)
            degree = np.count_nonzero((matrix + matrix.T)[i])
            np.testing.assert_allclose(table["efficiency"].iloc[i], effective / degree if degree else np.nan)


@given(matrices())
def test_cohesion_is_that_of_networkx(case):
    matrix, directed = case
    table = positions(from_matrix(matrix, directed=directed)).set_index("id")
    graph = networkx_graph(matrix + matrix.T)
    clustering = nx.clustering(graph)
    cut = set(nx.articulation_points(graph))
    blocks = list(nx.biconnected_components(graph))
    for name in graph:
        row = table.loc[name]
        degree = graph.degree(name)
        assert row["is_cutpoint"] == (name in cut)
        assert row["n_blocks"] == sum(name in block for block in blocks)
        assert row["component_size"] == len(nx.node_connected_component(graph, name))
        np.testing.assert_allclose(row["clustering"], clustering[name] if degree > 1 else np.nan)
        around = sum(1 / graph.degree(other) for other in graph[name])
        np.testing.assert_allclose(row["bridging_coefficient"], 1 / degree / around if degree else np.nan)


def unconnected_share(graph):
    n = len(graph)
    connected = sum(len(part) * (len(part) - 1) / 2 for part in nx.connected_components(graph))
    return 1 - connected / (n * (n - 1) / 2) if n > 1 else np.nan


@given(matrices(largest=11))
def test_removal_is_that_of_taking_each_out(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    table, lost = positions(network).set_index("id"), removal(network).set_index("id")
    graph = networkx_graph(matrix + matrix.T)
    connected = sum(len(part) * (len(part) - 1) / 2 for part in nx.connected_components(graph))
    for name in network.ids:
        without = graph.subgraph(set(graph) - {name})
        share = unconnected_share(without)
        np.testing.assert_allclose(table.loc[name, "fragmentation_after_removal"], share, atol=1e-12)
        np.testing.assert_allclose(lost.loc[name, "fragmentation"], share, atol=1e-12)
        own = nx.node_connected_component(graph, name) - {name}
        parts = [len(part) for part in nx.connected_components(graph.subgraph(own))]
        assert lost.loc[name, "n_parts"] == len(parts)
        assert lost.loc[name, "largest_part"] == max(parts, default=0)
        assert lost.loc[name, "cut_off"] == len(own) - max(parts, default=0)
        assert lost.loc[name, "isolated"] == sum(graph.degree(other) == 1 for other in graph[name])
        left = sum(len(part) * (len(part) - 1) / 2 for part in nx.connected_components(without))
        assert lost.loc[name, "pairs_lost"] == connected - len(own) - left
        np.testing.assert_allclose(lost.loc[name, "fragmentation_before"], unconnected_share(graph), atol=1e-12)


@given(matrices())
def test_pagerank_and_coreness_are_those_of_networkx(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    graph = networkx_graph(matrix, directed=directed)
    for weighted in (False, True):
        table = positions(network, weighted=weighted).set_index("id")
        rank = nx.pagerank(graph, weight="strength" if weighted else None, tol=1e-13, max_iter=1000)
        cores = nx.core_number(graph)
        for name in graph:
            assert table.loc[name, "pagerank"] == pytest.approx(rank[name], abs=1e-9)
            assert table.loc[name, "coreness"] == cores[name]
            assert table.loc[name, "degree"] == graph.degree(name)
            assert table.loc[name, "strength"] == pytest.approx(graph.degree(name, weight="strength"))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_eigenvector_belongs_to_the_largest_eigenvalue(weighted, directed):
    for seed in range(5):
        matrix = random_matrix(seed, 12, 0.4, directed=directed).astype(float)
        table = positions(from_matrix(matrix, directed=directed), weighted=weighted)
        used = (matrix if weighted else matrix > 0).astype(float).T
        values, vectors = np.linalg.eig(used)
        leading = np.abs(vectors[:, np.argmax(values.real)].real)
        np.testing.assert_allclose(table["eigenvector"], leading / leading.max(), atol=1e-8)


def test_paths_of_equal_length_are_all_found():
    """1/3 + 1/6 = 1/2, which differs in floating point; 3/10 against 1/10 three times as well."""
    ties = pd.DataFrame(
        [
            ("a", "b", 3),
            ("b", "d", 6),
            ("a", "d", 2),
            ("p", "q", 10),
            ("q", "r", 10),
            ("r", "s", 10),
            ("p", "s", 10 / 3),
        ],
        columns=["source", "target", "strength"],
    )
    table = positions(Network.from_frames(ties), weighted=True).set_index("id")["betweenness"]
    assert table.loc["b"] == pytest.approx(0.5)
    assert table.loc["q"] == pytest.approx(1.5)


def test_edge_cases():
    for n in (0, 1, 3):
        table = positions(from_matrix(np.zeros((n, n))))
        assert len(table) == n
        for column in ("closeness", "eigenvector", "constraint", "effective_size", "efficiency", "clustering"):
            assert table[column].isna().all(), column
        assert (table["betweenness"] == 0).all()
        assert (table["harmonic"] == 0).all()
        assert table["component"].tolist() == list(range(1, n + 1))
    pair = positions(from_matrix([[0, 1], [1, 0]]))
    assert pair["constraint"].tolist() == [1, 1]
    assert pair["betweenness_normalized"].isna().all()
    assert pair["fragmentation_after_removal"].isna().all()


def test_directed_without_a_cycle_has_no_eigenvector():
    table = positions(from_matrix([[0, 1], [0, 0]], directed=True))
    assert table["eigenvector"].isna().all()


def test_order_of_ids_does_not_matter():
    matrix = random_matrix(3, 10, 0.3)
    order = np.random.default_rng(1).permutation(10)
    table = positions(from_matrix(matrix), weighted=True)
    turned = positions(from_matrix(matrix[np.ix_(order, order)]), weighted=True)
    moved = table.iloc[order].reset_index(drop=True)
    for column in table.columns.drop(["id", "component"]):
        np.testing.assert_allclose(turned[column].astype(float), moved[column].astype(float), atol=1e-9, err_msg=column)


def test_an_isolate_changes_only_what_counts_everybody():
    matrix = random_matrix(3, 10, 0.3)
    wider = np.pad(matrix, ((0, 1), (0, 1)))
    table, more = positions(from_matrix(matrix)), positions(from_matrix(wider)).iloc[:10]
    for column in ("betweenness", "closeness", "harmonic", "constraint", "effective_size", "clustering", "coreness"):
        np.testing.assert_allclose(more[column], table[column], err_msg=column)


def test_scaling_of_strengths_changes_no_share():
    matrix = random_matrix(5, 12, 0.4)
    one, ten = (positions(from_matrix(matrix * factor), weighted=True) for factor in (1, 10))
    for column in ("betweenness", "constraint", "effective_size", "eigenvector", "pagerank"):
        np.testing.assert_allclose(ten[column], one[column], atol=1e-9, err_msg=column)
    np.testing.assert_allclose(ten["closeness"], one["closeness"] * 10)


def test_long_paths_are_counted_too():
    n = 150
    table = positions(from_matrix(np.eye(n, k=1) + np.eye(n, k=-1)))
    place = np.arange(n)
    np.testing.assert_allclose(table["betweenness"], place * (n - 1 - place))
    distances = np.abs(place[:, None] - place[None, :])
    np.testing.assert_allclose(table["closeness"], (n - 1) / distances.sum(axis=1))


def test_sampled_betweenness_holds_its_stated_error():
    matrix = random_matrix(11, 60, 0.08, largest=1)
    network = from_matrix(matrix)
    exact = betweenness(network)["betweenness"]
    assert (betweenness(network)["betweenness_error"] == 0).all()
    inside = []
    for seed in range(30):
        table = betweenness(network, n_sources=59, seed=seed)
        assert table["betweenness"].corr(exact) > 0.99
        inside.append((np.abs(table["betweenness"] - exact) <= 4 * table["betweenness_error"] + 2).mean())
    assert np.mean(inside) > 0.9
    assert betweenness(network, n_sources=20, seed=3).equals(betweenness(network, n_sources=20, seed=3))
    with pytest.raises(ParameterError, match="Got 0 instead"):
        betweenness(network, n_sources=0)


def test_isolates_tell_what_is_unknown():
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "kind": ["x", None, None], "place": ["p", "q", ""]})
    table = isolates(Network.from_frames(pd.DataFrame({"source": ["a"], "target": ["b"]}), nodes))
    assert table["id"].tolist() == ["c"]
    assert table["missing"].tolist() == [("kind", "place")]
    assert table["share_unknown"].tolist() == [1.0]
    empty = isolates(from_matrix(np.zeros((0, 0))))
    assert empty.empty


@given(st.integers(0, 500))
def test_input_is_not_changed(seed):
    network = from_matrix(random_matrix(seed, 7, 0.4))
    before = network.fingerprint, network.ties.copy()
    positions(network)
    removal(network)
    network_again = Network(network.ids, network.nodes, network.ties)
    assert network_again.fingerprint == before[0]
    assert network.ties.equals(before[1])


def test_run_record_names_function_parameters_and_data():
    network = from_matrix(random_matrix(1, 5, 0.5))
    run = positions(network, weighted=True).attrs["run"]
    assert run["function"] == "positions"
    assert run["parameters"]["weighted"] is True
    assert run["fingerprint"] == network.fingerprint
    assert list(itertools.islice(run, 5)) == ["function", "parameters", "fingerprint", "version", "time"]
