"""Communities, mixing, group reach, key players, expected ties and pair scores against other ways to work them out."""

import itertools
import sys

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import communities, expected_ties, group_reach, key_players, mixing, pair_scores, ranking_metrics
from graphmodel import Network, NotFoundError, ParameterError
from tests.analysis.graph_cases import from_matrix, matrices, networkx_graph, random_matrix


def bare(graph):
    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes(data=True))
    plain.add_edges_from(graph.edges())
    return plain


KARATE = bare(nx.karate_club_graph())
CLUB = {str(node): data["club"] for node, data in KARATE.nodes(data=True)}


def groups_of(seed, n, count):
    return {f"n{i:03d}": f"g{g}" for i, g in enumerate(np.random.default_rng(seed).integers(0, count, n))}


# ---------------------------------------------------------------- communities
def best_modularity(graph):
    """By trying every partition."""
    nodes = list(graph)

    def partitions(rest):
        if not rest:
            yield []
            return
        first, *others = rest
        for parts in partitions(others):
            yield [[first], *parts]
            for place in range(len(parts)):
                yield [*parts[:place], [first, *parts[place]], *parts[place + 1 :]]

    return max(
        nx.community.modularity(graph, [set(part) for part in parts], weight=None) for parts in partitions(nodes)
    )


def test_communities_reach_the_optimum_of_small_networks():
    for seed in range(6):
        matrix = random_matrix(seed, 7, 0.45)
        graph = networkx_graph(matrix)
        if graph.number_of_edges():
            assert communities(from_matrix(matrix)).modularity == pytest.approx(best_modularity(graph), abs=1e-9)


def test_communities_of_the_karate_club():
    result = communities(Network.from_networkx(KARATE))
    assert result.modularity == pytest.approx(0.4197896, abs=1e-6)
    parts = [set(part["id"]) for _, part in result.table.groupby("community")]
    assert nx.community.modularity(nx.relabel_nodes(KARATE, str), parts) == pytest.approx(result.modularity)
    low, high = result.modularity_range
    assert low <= high == result.modularity
    assert result.table["stability"].between(0, 1).all()
    sizes = result.table["community"].value_counts()
    assert sizes.loc[1] == sizes.max()


def test_separate_cliques_are_stable():
    graph = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4))
    graph.add_node(99)
    result = communities(Network.from_networkx(graph))
    assert result.n_communities == 3
    assert (result.table["stability"] == 1).all()
    assert result.verdict == "stable"


def test_communities_are_the_same_for_the_same_seed_whatever_else_draws():
    import random

    network = Network.from_networkx(KARATE)
    one = communities(network, seed=4, runs=5)
    random.seed(99)
    assert communities(network, seed=4, runs=5).table.equals(one.table)


def test_communities_without_ties():
    result = communities(from_matrix(np.zeros((3, 3))))
    assert np.isnan(result.modularity)
    assert result.table["community"].tolist() == [1, 2, 3]
    assert communities(from_matrix(np.zeros((0, 0)))).table.empty
    with pytest.raises(ParameterError, match="at least 1"):
        communities(from_matrix(np.zeros((3, 3))), runs=0)


# ---------------------------------------------------------------- mixing
@settings(max_examples=25)
@given(matrices(largest=10), st.integers(1, 3), st.integers(0, 99))
def test_mixing_counts_every_tie_once(case, count, seed):
    matrix, directed = case
    group = groups_of(seed, len(matrix), count)
    network = from_matrix(matrix, directed=directed)
    result = mixing(network, group=group, draws=3)
    pairs = result.pairs
    assert pairs["observed"].sum() == network.n_ties
    n = len(matrix)
    assert pairs["possible"].sum() == n * (n - 1) // (1 if directed else 2)
    if network.n_ties:
        for column in ("expected_shuffle", "expected_configuration", "expected_rewired"):
            assert pairs[column].sum() == pytest.approx(network.n_ties)
        inside = sum(group[a] == group[b] for a, b in zip(network.ties["source"], network.ties["target"], strict=True))
        assert result.ei == pytest.approx((network.n_ties - 2 * inside) / network.n_ties)
        graph = networkx_graph(matrix, directed=directed)
        nx.set_node_attributes(graph, group, "group")
        if not np.isnan(result.assortativity):
            assert result.assortativity == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"))
    else:
        assert np.isnan(result.ei)


def test_shuffle_expectation_is_the_mean_over_all_labellings():
    matrix = random_matrix(2, 6, 0.5)
    network = from_matrix(matrix)
    names, labels = list(network.ids), ["x", "x", "x", "y", "y", "z"]
    expected = mixing(network, group=dict(zip(names, labels, strict=True)), draws=2)
    found = []
    for order in set(itertools.permutations(labels)):
        group = dict(zip(names, order, strict=True))
        counts = pd.Series(0.0, index=pd.MultiIndex.from_product([["x", "y", "z"]] * 2))
        for a, b in zip(network.ties["source"], network.ties["target"], strict=True):
            counts.loc[tuple(sorted((group[a], group[b])))] += 1
        found.append(counts)
    mean = pd.concat(found, axis=1).mean(axis=1)
    for row in expected.pairs.itertuples():
        assert row.expected_shuffle == pytest.approx(mean.loc[(row.group_a, row.group_b)])


def test_karate_club_is_inward_whatever_the_sign():
    result = mixing(Network.from_networkx(KARATE), group=CLUB)
    assert result.ei_verdict == "inward"
    assert result.pairs["verdict"].tolist() == ["more than chance", "fewer than chance", "more than chance"]
    assert result.ei_expected_rewired == pytest.approx(0.0353, abs=0.02)


def test_sign_of_ei_alone_would_mislead():
    """Many small groups: most ties go out by chance, so an index above 0 can still be inward."""
    graph = nx.relabel_nodes(nx.connected_caveman_graph(12, 4), str)
    for a, b in zip(range(0, 44, 1), range(4, 48, 1), strict=True):
        graph.add_edge(str(a), str(b))
    for a, b in zip(range(0, 30, 1), range(17, 47, 1), strict=True):
        graph.add_edge(str(a), str(b))
    result = mixing(Network.from_networkx(graph), group={str(n): str(n // 4) for n in range(48)}, draws=200)
    assert result.ei > 0
    assert result.ei < result.ei_expected_shuffle
    assert result.ei_verdict == "inward"


@pytest.mark.parametrize("directed", [False, True])
def test_large_networks_are_dealt_like_every_end_by_itself(directed, monkeypatch):
    dice = np.random.default_rng(3)
    group = dice.integers(0, 3, 40)
    rows, columns = dice.integers(0, 20, 60), dice.integers(20, 40, 60)
    pairs = sorted({*zip(rows.tolist(), columns.tolist(), strict=True)})
    frame = pd.DataFrame([(f"n{a:03d}", f"n{b:03d}") for a, b in pairs], columns=["source", "target"])
    network = Network.from_frames(frame, directed=directed)
    monkeypatch.setattr(sys.modules["analysis.mixing"], "MANY_TIES", 10)
    table = mixing(network, group={f"n{k:03d}": f"g{g}" for k, g in enumerate(group)}, draws=4000).pairs
    ends = np.array(pairs)
    counted = np.zeros((4000, 3, 3))
    for draw in counted:
        if directed:
            dealt = np.column_stack([ends[:, 0], dice.permutation(ends[:, 1])])
        else:
            dealt = dice.permutation(ends.ravel()).reshape(-1, 2)
        codes = group[dealt] if directed else np.sort(group[dealt], axis=1)
        np.add.at(draw, (codes[:, 0], codes[:, 1]), 1)
    for row in table.itertuples():
        same = counted[:, int(row.group_a[1]), int(row.group_b[1])]
        assert row.expected_rewired == pytest.approx(same.mean(), abs=0.3)
        assert row.expected_rewired == pytest.approx(row.expected_configuration, abs=0.3)
        assert row.sd_rewired == pytest.approx(same.std(), rel=0.1)


def test_small_and_unknown_groups_are_not_tested():
    group = {f"n{i:03d}": "a" if i < 5 else "b" for i in range(7)}
    result = mixing(from_matrix(random_matrix(1, 8, 0.5)), group=group, draws=20)
    assert result.n_unknown == 1
    verdicts = result.pairs.set_index(["group_a", "group_b"])["verdict"]
    assert verdicts.loc[("a", "b")] == "group too small to test"
    assert result.pairs["p_more"].isna().tolist() == [False, True, True]


# ---------------------------------------------------------------- reach
def test_group_reach_by_hand():
    """a has two contacts in its own group, one in y, one in z and one unknown."""
    ties = pd.DataFrame({"source": ["a"] * 5, "target": list("bcdef")})
    group = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "z"}
    row = group_reach(Network.from_frames(ties), group=group).set_index("id").loc["a"]
    assert (row["internal"], row["external"], row["unknown"], row["groups_reached"]) == (2, 2, 1, 2)
    assert row["participation"] == pytest.approx(1 - (0.25 + 0.0625 + 0.0625))
    # internal contacts in x: 2, 1, 1; mean 4/3, population standard deviation sqrt(2)/3
    assert row["within_group_z"] == pytest.approx((2 - 4 / 3) / (np.sqrt(2) / 3))


# ---------------------------------------------------------------- key players
def fragmentation(graph):
    n = len(graph)
    return 1 - sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph)) / (n * (n - 1))


@settings(max_examples=25)
@given(matrices(largest=8, directed=False), st.integers(1, 3), st.sampled_from(["fragment", "reach"]))
def test_key_players_are_the_best_of_all_sets(case, k, objective):
    matrix, _ = case
    if len(matrix) < k + 2:
        return
    graph = networkx_graph(matrix)
    result = key_players(from_matrix(matrix), k, objective=objective)
    values = []
    for members in itertools.combinations(graph, k):
        if objective == "fragment":
            values.append(fragmentation(graph.subgraph(set(graph) - set(members))))
        else:
            values.append(len(set(members).union(*(graph[name] for name in members))))
    assert result.optimal
    assert len(result.ids) == k
    assert result.value == pytest.approx(max(values))


def test_key_players_beyond_enumeration_say_so():
    graph = nx.barabasi_albert_graph(120, 2, seed=1)
    network = Network.from_networkx(graph)
    result = key_players(network, 6)
    assert not result.optimal
    assert result.method == "greedy with exchange"
    top = sorted(graph, key=graph.degree, reverse=True)[:6]
    assert result.value >= fragmentation(graph.subgraph(set(graph) - set(top))) - 1e-12


def test_reach_in_two_steps():
    result = key_players(Network.from_networkx(nx.path_graph(7)), 1, objective="reach", steps=2)
    assert result.value == 5
    with pytest.raises(ParameterError, match="Got 9 instead"):
        key_players(Network.from_networkx(nx.path_graph(7)), 9)


# ---------------------------------------------------------------- expected ties
@settings(max_examples=30)
@given(matrices(largest=9), st.integers(0, 99))
def test_expected_ties_keep_the_degrees(case, seed):
    matrix, directed = case
    group = groups_of(seed, len(matrix), 3)
    table = expected_ties(from_matrix(matrix, directed=directed), group=group)
    tied = (matrix > 0).astype(float)
    n = len(matrix)
    sums = {name: np.zeros((n, n)) for name in ("maximum_entropy", "block_model", "configuration")}
    for row in table.itertuples():
        a, b = int(row.source[1:]), int(row.target[1:])
        assert row.observed == tied[a, b]
        for name, values in sums.items():
            values[a, b] = getattr(row, name)
            if not directed:
                values[b, a] = values[a, b]
    entropy = sums["maximum_entropy"]
    assert ((entropy >= 0) & (entropy <= 1)).all()
    np.testing.assert_allclose(entropy.sum(axis=1), tied.sum(axis=1), atol=1e-7)
    np.testing.assert_allclose(entropy.sum(axis=0), tied.sum(axis=0), atol=1e-7)


def test_block_model_by_hand():
    """Path a-b-c-d, groups ab and cd: degrees 1 2 2 1, K = 3 and 3, m_xx = 2, m_xy = 1."""
    ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    group = {"a": "x", "b": "x", "c": "y", "d": "y"}
    table = expected_ties(Network.from_frames(ties), group=group).set_index(["source", "target"])
    assert table.loc[("a", "b"), "block_model"] == pytest.approx(1 * 2 * 2 / 9)
    assert table.loc[("b", "c"), "block_model"] == pytest.approx(2 * 2 * 1 / 9)
    assert table.loc[("b", "c"), "configuration"] == pytest.approx(2 * 2 / 5)
    assert expected_ties(Network.from_frames(ties))["block_model"].isna().all()


# ---------------------------------------------------------------- pair scores
@given(matrices(largest=9))
def test_pair_scores_follow_their_formulas(case):
    matrix, directed = case
    network = from_matrix(matrix, directed=directed)
    tied = ((matrix + matrix.T) > 0).astype(float)
    degree = tied.sum(axis=1)
    graph = networkx_graph(matrix + matrix.T)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    two, three = tied @ tied, tied @ tied @ tied
    katz = np.linalg.inv(np.eye(len(tied)) - 0.01 * tied) - np.eye(len(tied))
    table = pair_scores(network)
    assert len(table) == len(tied) * (len(tied) - 1) / 2 - graph.number_of_edges()
    for row in table.itertuples():
        a, b = int(row.source[1:]), int(row.target[1:])
        assert a < b
        common = np.flatnonzero(tied[a] * tied[b])
        union = degree[a] + degree[b] - len(common)
        wanted = {
            "common_neighbours": len(common),
            "jaccard": len(common) / union if union else np.nan,
            "adamic_adar": sum(1 / np.log(degree[z]) for z in common),
            "resource_allocation": sum(1 / degree[z] for z in common),
            "preferential_attachment": degree[a] * degree[b],
            "salton": len(common) / np.sqrt(degree[a] * degree[b]) if degree[a] * degree[b] else np.nan,
            "sorensen": 2 * len(common) / (degree[a] + degree[b]) if degree[a] + degree[b] else np.nan,
            "local_path": two[a, b] + 0.01 * three[a, b],
            "katz": katz[a, b],
            "distance": lengths[row.source].get(row.target, np.nan),
        }
        for name, value in wanted.items():
            np.testing.assert_allclose(getattr(row, name), value, atol=1e-9, err_msg=name)


def test_pair_scores_within_a_distance_are_the_same():
    network = from_matrix(random_matrix(8, 30, 0.08))
    every = pair_scores(network)
    for limit in (2, 3):
        near = pair_scores(network, max_distance=limit)
        wanted = every[every["distance"] <= limit].reset_index(drop=True)
        pd.testing.assert_frame_equal(near, wanted, check_dtype=False)


def test_pair_scores_of_given_pairs():
    network = Network.from_networkx(KARATE)
    table = pair_scores(network, [("33", "0"), ("0", "1"), ("0", "33")])
    assert table[["source", "target"]].to_numpy().tolist() == [["0", "1"], ["0", "33"]]
    assert table["distance"].tolist() == [1, 2]
    with pytest.raises(NotFoundError, match="must be the id"):
        pair_scores(network, [("0", "nobody")])
    with pytest.raises(ParameterError, match="at least 2"):
        pair_scores(network, max_distance=1)


def test_katz_of_a_large_network_is_within_its_error():
    graph = nx.barabasi_albert_graph(1600, 3, seed=2)
    table = pair_scores(Network.from_networkx(graph), [(0, 1599), (5, 1000), (0, 1), (0, 2), (3, 4)])
    adjacency = nx.to_numpy_array(graph)
    katz = np.linalg.inv(np.eye(1600) - 0.01 * adjacency) - np.eye(1600)
    for row in table.itertuples():
        assert row.katz == pytest.approx(katz[int(row.source), int(row.target)], abs=1e-6)


def test_katz_is_not_defined_where_the_sum_has_no_limit():
    network = Network.from_networkx(nx.complete_bipartite_graph(101, 101))
    table = pair_scores(network, max_distance=2)
    assert table["katz"].isna().all()
    assert table["common_neighbours"].eq(101).all()


# ---------------------------------------------------------------- ranking metrics
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=6))
def test_ranking_metrics_are_the_mean_over_orders_of_ties(rows):
    scores, labels = [score for score, _ in rows], [label for _, label in rows]
    values = ranking_metrics(scores, labels, k=(1, 2, 9))
    if not any(labels):
        assert np.isnan(values["average_precision"])
        return
    found = []
    for order in itertools.permutations(range(len(rows))):
        ranked = sorted(order, key=lambda place: -scores[place])
        hits = np.array([labels[place] for place in ranked], dtype=float)
        precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
        gain = hits / np.log2(np.arange(len(hits)) + 2)
        ideal = np.sort(hits)[::-1] / np.log2(np.arange(len(hits)) + 2)
        one = {"average_precision": (precision * hits).sum() / hits.sum()}
        for k in (1, 2, 9):
            one[f"precision@{k}"] = hits[:k].sum() / k
            one[f"recall@{k}"] = hits[:k].sum() / hits.sum()
            one[f"ndcg@{k}"] = gain[:k].sum() / ideal[:k].sum()
        found.append(one)
    for name, value in pd.DataFrame(found).mean().items():
        assert values[name] == pytest.approx(value), name
    pairs = [(s > t) + (s == t) / 2 for s, a in rows for t, b in rows if a and not b]
    np.testing.assert_allclose(values["roc_auc"], np.mean(pairs) if pairs else np.nan)


def test_ranking_metrics_refuse_what_cannot_be_ranked():
    with pytest.raises(ParameterError, match="same length"):
        ranking_metrics([1, 2], [1])
    with pytest.raises(ParameterError, match="Got NaN"):
        ranking_metrics([float("nan")], [1])
    with pytest.raises(ParameterError, match="at least 1"):
        ranking_metrics([1], [1], k=(0,))
