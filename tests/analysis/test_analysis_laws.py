"""Laws that every measure keeps: new names, a second network beside, somebody alone, all strengths times a number."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import analysis
from graphmodel import Network

OWN = ["degree", "strength", "betweenness", "closeness", "harmonic", "constraint", "effective_size", "efficiency",
       "clustering", "coreness", "component_size", "is_cutpoint", "n_blocks"]  # fmt: skip
ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison", "total")


def graph_of(seed: int, prefix: str = "") -> tuple[nx.Graph, dict[str, str]]:
    graph = nx.gnm_random_graph(14, 24, seed=seed)
    dice = np.random.default_rng(seed)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(dice.integers(1, 6))
    names = {n: f"{prefix}n{n:02d}" for n in graph}
    group = {names[n]: "ABC"[dice.integers(3)] for n in sorted(graph)}
    return nx.relabel_nodes(graph, names), group


def network_of(graph: nx.Graph) -> Network:
    return Network.from_networkx(graph)


# name -> table with "id", or "source" and "target", by network and groups
TABLES = {
    "positions": lambda n, _: analysis.positions(n),
    "positions weighted": lambda n, _: analysis.positions(n, weighted=True),
    "brokerage": lambda n, g: analysis.brokerage(n, group=g),
    "group_reach": lambda n, g: analysis.group_reach(n, group=g),
    "removal": lambda n, _: analysis.removal(n),
    "pair_scores": lambda n, _: analysis.pair_scores(n),
    "expected_ties": lambda n, g: analysis.expected_ties(n, group=g),
    "isolates": lambda n, _: analysis.isolates(n),
    "mixing": lambda n, g: analysis.mixing(n, group=g).pairs[
        ["group_a", "group_b", "observed", "possible", "expected_shuffle", "expected_configuration"]
    ],
}


def sorted_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers by name, in an order that does not depend on the names."""
    keys = [name for name in ("id", "source", "target", "group_a", "group_b") if name in table.columns]
    return table.set_index(keys).select_dtypes(["number", "bool"]).astype(float).sort_index()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("seed", range(3))
def test_new_names_change_no_number(name, seed):
    graph, group = graph_of(seed)
    # reversed names turn every order by name around
    renamed = {node: f"z{99 - int(node[1:]):02d}" for node in graph}
    back = {new: old for old, new in renamed.items()}
    first = sorted_numbers(TABLES[name](network_of(graph), group))
    table = TABLES[name](network_of(nx.relabel_nodes(graph, renamed)), {renamed[k]: v for k, v in group.items()})
    for column in ("id", "source", "target"):
        if column in table.columns:
            table[column] = table[column].map(back)
    if "source" in table.columns:
        ends = np.sort(table[["source", "target"]].to_numpy(dtype=object), axis=1)
        table["source"], table["target"] = ends[:, 0], ends[:, 1]
    again = sorted_numbers(table.drop(columns=["component"], errors="ignore"))
    pd.testing.assert_frame_equal(
        again[list(again.columns)], first[list(again.columns)], rtol=1e-6, atol=1e-9, check_index_type=False
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_second_network_beside_changes_nothing_within(seed):
    (one, group), (two, other) = graph_of(seed), graph_of(seed + 10, "b-")
    both = network_of(nx.union(one, two))
    groups = group | other
    alone, together = (analysis.positions(n).set_index("id") for n in (network_of(one), both))
    pd.testing.assert_frame_equal(together.loc[alone.index, OWN], alone[OWN], check_dtype=False)
    counted = [analysis.brokerage(n, group=groups).set_index("id") for n in (network_of(one), both)]
    roles = [role for role in ROLES if counted[0][role].notna().all()]
    pd.testing.assert_frame_equal(counted[1].loc[counted[0].index, roles], counted[0][roles], check_dtype=False)
    reach = [analysis.group_reach(n, group=groups).set_index("id") for n in (network_of(one), both)]
    plain = ["internal", "external", "groups_reached", "participation"]
    pd.testing.assert_frame_equal(reach[1].loc[reach[0].index, plain], reach[0][plain], check_dtype=False)
    scores = [analysis.pair_scores(n).set_index(["source", "target"]) for n in (network_of(one), both)]
    pd.testing.assert_frame_equal(scores[1].loc[scores[0].index], scores[0], check_dtype=False)
    apart = scores[1].drop(scores[0].index)
    assert apart["distance"].isna().sum() >= len(one) * len(two)
    best = [analysis.communities(n, runs=5).modularity for n in (network_of(one), network_of(two), both)]
    m = [graph.size(weight="weight") for graph in (one, two)]
    shares = [part / sum(m) for part in m]
    # modularity of a union: the parts' own sums, with the null model spread over both
    assert best[2] >= sum(share * value for share, value in zip(shares, best[:2], strict=True)) - 1e-9
    isolated = [set(analysis.isolates(n)["id"]) for n in (network_of(one), network_of(two), both)]
    assert isolated[2] == isolated[0] | isolated[1]


@pytest.mark.parametrize("name", [name for name in TABLES if name not in {"isolates", "removal", "mixing"}])
@pytest.mark.parametrize("seed", range(2))
def test_somebody_alone_changes_nothing_for_the_others(name, seed):
    graph, group = graph_of(seed)
    first = TABLES[name](network_of(graph), group)
    graph.add_node("zz")
    keys = ["id"] if "id" in first.columns else ["source", "target"]
    again = TABLES[name](network_of(graph), {**group, "zz": "A"}).set_index(keys)
    first = first.set_index(keys)
    # these count everybody, or draw at random over everybody
    about_all = {"betweenness_normalized", "pagerank", "fragmentation_after_removal", "maximum_entropy", "component"}
    shared = [
        column
        for column in first.select_dtypes("number").columns
        if column not in about_all and not column.endswith(("_expected", "_sd", "_z"))
    ]
    assert shared
    pd.testing.assert_frame_equal(again.loc[first.index, shared], first[shared], check_dtype=False, rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_all_strengths_times_a_number(seed):
    graph, group = graph_of(seed)
    scaled = graph.copy()
    for one, other in scaled.edges:
        scaled[one][other]["weight"] *= 3.5
    first, again = (analysis.positions(network_of(g), weighted=True).set_index("id") for g in (graph, scaled))
    same = [name for name in first.select_dtypes(["number", "bool"]).columns if name not in
            {"strength", "closeness", "harmonic", "component"}]  # fmt: skip
    pd.testing.assert_frame_equal(again[same], first[same], rtol=1e-7, check_dtype=False)
    for name in ("strength", "closeness", "harmonic"):
        np.testing.assert_allclose(again[name], 3.5 * first[name])
    for function in (TABLES["brokerage"], TABLES["removal"], TABLES["pair_scores"], TABLES["mixing"]):
        pd.testing.assert_frame_equal(function(network_of(graph), group), function(network_of(scaled), group))
    best = [analysis.communities(network_of(g), runs=5).modularity for g in (graph, scaled)]
    assert best[0] == pytest.approx(best[1])
    chosen = [analysis.key_players(network_of(g), 3) for g in (graph, scaled)]
    assert chosen[0].ids == chosen[1].ids


@pytest.mark.parametrize("objective", ["fragment", "reach"])
def test_key_players_keep_their_value_under_new_names(objective):
    graph, _ = graph_of(4)
    renamed = nx.relabel_nodes(graph, {node: f"z{99 - int(node[1:]):02d}" for node in graph})
    values = [analysis.key_players(network_of(g), 3, objective=objective).value for g in (graph, renamed)]
    assert values[0] == pytest.approx(values[1])


EMPTY = pd.DataFrame({"source": [], "target": []})
ALONE = pd.DataFrame({"id": ["a"]})


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "network",
    [
        Network.from_frames(EMPTY),
        Network.from_frames(EMPTY, ALONE),
        Network.from_frames(EMPTY, pd.DataFrame({"id": list("abc")})),
        Network.from_frames(pd.DataFrame({"source": ["a"], "target": ["a"]})),
        Network.from_frames(EMPTY, ALONE, directed=True),
    ],
    ids=["empty", "one", "only isolates", "only a tie to itself", "one, directed"],
)
def test_next_to_nothing_is_answered(name, network):
    table = TABLES[name](network, dict.fromkeys(network.ids, "A"))
    assert not np.isinf(table.select_dtypes("number").to_numpy(dtype=float)).any()
    if name.startswith("positions"):
        assert table["id"].tolist() == list(network.ids)
        assert (table["degree"] == 0).all()
        assert table["constraint"].isna().all()
        assert (table["betweenness"] == 0).all()


def test_parallel_ties_add_up_and_ties_to_oneself_count_nothing():
    ties = pd.DataFrame(
        {"source": ["a", "b", "a", "c"], "target": ["b", "a", "c", "c"], "strength": [1.0, 2.0, 4.0, 9.0]}
    )
    network = Network.from_frames(ties)
    table = analysis.positions(network).set_index("id")
    assert table["strength"].to_dict() == {"a": 7.0, "b": 3.0, "c": 4.0}
    assert table["degree"].to_dict() == {"a": 2, "b": 1, "c": 1}
    directed = Network.from_frames(ties, directed=True)
    assert directed.n_ties == 3
