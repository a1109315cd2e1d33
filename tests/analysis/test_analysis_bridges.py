"""Bridges: brute force, laws, and small networks that can be checked by hand."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis import _bridging, bridges
from analysis._bridging import cross_group_betweenness, scene_of
from graphmodel import Network, NotFoundError, ParameterError, Snapshot, tie_network


def by_id(table):
    return table.set_index("id")


@pytest.mark.parametrize("seed", range(8))
def test_pairs_linked_equal_brute_force(seed):
    graph = nx.relabel_nodes(nx.gnp_random_graph(13, 0.22, seed=seed), str)
    draw = random.Random(seed)
    group = {node: (draw.choice("ABC") if draw.random() < 0.8 else None) for node in graph}
    expected = dict.fromkeys(graph, 0.0)
    for one, other in itertools.combinations(graph, 2):
        if (group[one] is not None and group[one] == group[other]) or not nx.has_path(graph, one, other):
            continue
        paths = list(nx.all_shortest_paths(graph, one, other))
        for path in paths:
            for node in path[1:-1]:
                expected[node] += 1 / len(paths)
    found = by_id(bridges(Network.from_networkx(graph), group=group))["pairs_linked"]
    assert {node: pytest.approx(found.get(node, 0.0)) for node in graph} == expected


def test_without_groups_it_is_betweenness():
    graph = nx.relabel_nodes(nx.krackhardt_kite_graph(), str)
    found = by_id(bridges(Network.from_networkx(graph)))["pairs_linked"]
    for node, value in nx.betweenness_centrality(graph, normalized=False).items():
        assert found.get(node, 0.0) == pytest.approx(value)


def test_only_link_and_gatekeeper_of_one():
    # a-b-c triangle, d hangs on c, e-f hang on d
    graph = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("d", "f")])
    table = by_id(bridges(Network.from_networkx(graph)))
    assert table.loc["c", "n_cut_off"] == 2  # the triangle's rest; the larger piece is d, e, f
    assert table.loc["d", "n_cut_off"] == 2
    assert (
        by_id(bridges(Network.from_networkx(nx.path_graph(["a", "b", "c", "d"])))).loc["b", "kind"]
        == "gatekeeper of one"
    )


def meeting_snapshot(*meetings, host=None):
    members = sorted({member for who in meetings for member in who})
    came = [
        {"source": m, "target": f"mtg-{k}", "key": "r", "role": "host" if m == host else "participant"}
        for k, who in enumerate(meetings)
        for m in who
    ]
    kinds = {m: ("mso" if m < "m" else "municipal_body") for m in members}
    return Snapshot.from_rows(
        {
            "Actor": [{"id": m, "name": m.upper(), "kind": kinds[m]} for m in members],
            "Meeting": [{"id": f"mtg-{k}", "date_start": "2024-05-01"} for k in range(len(meetings))],
        },
        {"ATTENDED": came},
    )


def test_who_only_links_by_inviting_is_a_convener_and_comes_last():
    meetings = (("a", "h"), ("b", "h"), ("x", "h"), ("y", "h"), ("a", "c"), ("c", "x"), ("c", "y"))
    hosting = bridges(tie_network(meeting_snapshot(*meetings, host="h")))
    assert hosting.iloc[-1]["id"] == "h"
    assert by_id(hosting).loc["h", "kind"] == "convener"
    assert by_id(hosting).loc["h", "pairs_linked_without_own"] == 0
    assert hosting.iloc[-1]["reasons"][0].code == "bridge.convener"
    invited = bridges(tie_network(meeting_snapshot(*meetings)))
    assert by_id(invited).loc["h", "kind"] != "convener"


def test_rank_range_holds_when_a_list_is_missing():
    meetings = (("a", "b", "x"), ("b", "y", "z"), ("c", "x"), ("c", "a"), ("d", "z", "y"))
    snapshot = meeting_snapshot(*meetings)
    table = by_id(bridges(tie_network(snapshot)))
    assert ((table["rank_low"] <= table["rank"]) & (table["rank"] <= table["rank_high"])).all()
    ranks = {name: set() for name in table.index}
    for left_out in range(len(meetings)):
        rest = meeting_snapshot(*(who for k, who in enumerate(meetings) if k != left_out))
        found = by_id(bridges(tie_network(rest)))["rank"]
        for name in table.index:
            ranks[name].add(found.get(name))
    for name, seen in ranks.items():
        for rank in seen - {None}:
            assert table.loc[name, "rank_low"] <= rank <= table.loc[name, "rank_high"]


def test_isolate_added_and_ids_renamed_change_nothing():
    graph = nx.relabel_nodes(nx.karate_club_graph(), lambda n: f"n{n:02d}")
    group = {f"n{n:02d}": data["club"] for n, data in nx.karate_club_graph().nodes(data=True)}
    first = bridges(Network.from_networkx(graph), group=group)
    graph.add_node("lonely")
    assert bridges(Network.from_networkx(graph), group=group)["pairs_linked"].tolist() == first["pairs_linked"].tolist()
    renamed = nx.relabel_nodes(graph, {node: f"x{node}" for node in graph})
    again = bridges(Network.from_networkx(renamed), group={f"x{node}": name for node, name in group.items()})
    assert again["pairs_linked"].tolist() == pytest.approx(first["pairs_linked"].tolist())


def test_who_is_outside_is_not_listed():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "in_scope": [True, False, True], "group": ["A", "B", "C"]})
    assert bridges(Network.from_frames(ties, nodes)).empty


@pytest.mark.parametrize(
    "graph", [nx.empty_graph(0), nx.empty_graph(1), nx.empty_graph(4), nx.path_graph(2), nx.complete_graph(5)]
)
def test_nobody_links_where_nobody_is_between(graph):
    table = bridges(Network.from_networkx(graph))
    assert table.empty
    assert "reasons" in table.columns


def test_directed_ties_are_read_as_contacts():
    directed = bridges(Network.from_networkx(nx.DiGraph([("a", "b"), ("c", "b")])))
    assert directed["pairs_linked"].tolist() == [1.0]


def test_wrong_parameters_are_refused():
    with pytest.raises(ParameterError, match="'top' parameter of bridges"):
        bridges(Network.from_networkx(nx.path_graph(3)), top=0)
    with pytest.raises(ParameterError, match="bridges"):
        bridges(Network.from_networkx(nx.path_graph(3)), group="nonsense")


def test_one_big_conference_is_named_where_a_rank_hangs_on_it():
    small = [("a", "x"), ("x", "b"), ("b", "y"), ("y", "c"), ("c", "z"), ("z", "d"), ("d", "w"), ("w", "e"), ("e", "v")]
    conference = ("k", "a", "b", "c", "d", "e")
    alone = [("k", "p"), ("k", "q")]
    snapshot = meeting_snapshot(*small, conference, *alone)
    table = by_id(bridges(tie_network(snapshot)))
    told = {name: [r for r in row["reasons"] if r.code == "bridge.one_list"] for name, row in table.iterrows()}
    assert told["k"]
    assert told["k"][0].sources == (f"mtg-{len(small)}",)
    without = by_id(bridges(tie_network(meeting_snapshot(*small, *alone))))
    assert told["k"][0].params["rank"] >= 2 * table.loc["k", "rank"] + 2
    assert "k" not in without.index or without.loc["k", "rank"] > table.loc["k", "rank"]


def test_two_that_may_be_one_widen_the_range():
    graph = nx.Graph(
        [("a", "m"), ("m", "b"), ("b", "n"), ("n", "c"), ("c", "o"), ("x", "a"), ("y", "c"), ("x", "u"), ("y", "w")]
    )
    network = Network.from_networkx(graph)
    plain = by_id(bridges(network))
    table = by_id(bridges(network, same=[("x", "y")]))
    assert table["rank"].tolist() == plain.loc[table.index, "rank"].tolist()
    merged = by_id(bridges(Network.from_networkx(nx.contracted_nodes(graph, "x", "y", self_loops=False, copy=True))))
    values = {name: merged["pairs_linked"].get(name, 0.0) for name in table.index}
    values["y"] = values["x"]
    for name in table.index:
        rank = 1 + sum(value > values[name] + 1e-9 for value in values.values())
        assert table.loc[name, "rank_low"] <= rank <= table.loc[name, "rank_high"]
        told = [reason for reason in table.loc[name, "reasons"] if reason.code == "bridge.same"]
        assert [reason.params["rank"] for reason in told] == ([rank] if rank > table.loc[name, "rank"] else [])
    assert (table["rank_high"] > plain.loc[table.index, "rank_high"]).any()


def test_two_networks_side_by_side_add_up():
    one, other = nx.krackhardt_kite_graph(), nx.path_graph(5)
    names = [nx.relabel_nodes(graph, lambda n, k=k: f"{k}{n}") for k, graph in enumerate((one, other))]
    apart = [by_id(bridges(Network.from_networkx(graph)))["pairs_linked"] for graph in names]
    both = by_id(bridges(Network.from_networkx(nx.union(*names))))["pairs_linked"]
    for table in apart:
        for name, value in table.items():
            assert both[name] == pytest.approx(value)
    assert len(both) == sum(map(len, apart))


def test_strength_says_nothing_about_the_way():
    ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"], "strength": [1.0, 2.0, 5.0]})
    plain = bridges(Network.from_frames(ties))
    scaled = bridges(Network.from_frames(ties.assign(strength=ties["strength"] * 7)))
    assert plain["pairs_linked"].tolist() == scaled["pairs_linked"].tolist()


def test_a_pair_with_an_unknown_id_is_refused():
    network = Network.from_networkx(nx.path_graph(["a", "b", "c"]))
    with pytest.raises(NotFoundError, match="z"):
        bridges(network, same=[("a", "z")])


def test_a_draw_of_sources_is_right_on_average():
    graph = nx.relabel_nodes(nx.connected_watts_strogatz_graph(60, 4, 0.3, seed=3), str)
    group = {node: "AB"[int(node) % 2] if int(node) % 5 else None for node in graph}
    scene = scene_of(Network.from_networkx(graph), group)
    whole = cross_group_betweenness(scene, scene.graph)
    draws = np.array([cross_group_betweenness(scene, scene.graph, n_sources=15, seed=k) for k in range(300)])
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (np.abs(draws.mean(axis=0) - whole) <= 5 * error + 1e-9).all()
    assert draws.std(axis=0).max() > 0
    np.testing.assert_allclose(cross_group_betweenness(scene, scene.graph, n_sources=60), whole)


def test_a_large_network_is_answered_from_a_draw(monkeypatch):
    graph = nx.relabel_nodes(nx.connected_watts_strogatz_graph(300, 4, 0.2, seed=5), lambda n: f"n{n:03d}")
    group = {node: "ABC"[int(node[1:]) % 3] for node in graph}
    network = Network.from_networkx(graph)
    exact = bridges(network, group=group)
    monkeypatch.setattr(_bridging, "WORK", network.n_ties * 100)
    drawn = bridges(network, group=group)
    assert drawn.equals(bridges(network, group=group))
    first = exact.head(30)["id"]
    assert len(set(first) & set(drawn.head(60)["id"])) > 24
    inside = by_id(drawn).reindex(first)
    assert (inside["rank_high"] - inside["rank_low"]).mean() > 5


@pytest.mark.parametrize("seed", range(12))
def test_who_is_cut_off_is_all_but_the_largest_piece(seed):
    graph = nx.gnm_random_graph(24, 26, seed=seed)
    scene = scene_of(Network.from_networkx(nx.relabel_nodes(graph, lambda n: f"n{n:02d}")), None)
    for node in graph:
        rest = graph.copy()
        rest.remove_node(node)
        pieces = sorted(
            (sorted(nx.node_connected_component(rest, other)) for other in graph[node]), key=lambda p: (-len(p), p[0])
        )
        unique = [piece for k, piece in enumerate(pieces) if piece not in pieces[:k]]
        assert scene.cut_off(node) == unique[1:]


def test_it_is_said_where_much_rests_on_one():
    """Most ways between the groups run through one hub, a little runs through each of twelve others."""
    ties = [(f"a{k}", "hub") for k in range(12)] + [("hub", f"b{k}") for k in range(12)]
    ties += [(f"a{k}", f"c{k}") for k in range(12)]
    network = Network.from_frames(pd.DataFrame(ties, columns=["source", "target"]))
    table = bridges(network, group={name: name[0] for name in network.ids})
    share = table["pairs_linked"] / table["pairs_linked"].sum()
    said = {row.id: [r for r in row.reasons if r.code == "bridge.load"] for row in table.itertuples()}
    assert [id_ for id_, reasons in said.items() if reasons] == table["id"][share >= 0.1].tolist() == ["hub"]
    assert said["hub"][0].params["percent"] == round(100 * share.iloc[0])
    assert said["hub"][0].params["n_half"] == 1 + int((share.cumsum() < 0.5).sum())
    assert said["hub"][0].params["n_all"] == len(table)
