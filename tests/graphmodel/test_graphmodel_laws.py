"""Laws that hold for every network and every snapshot, tried on random ones."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from graphmodel import Network, Snapshot, tie_network
from graphmodel.dates import first_day, is_date, last_day
from graphmodel.ties import LAYERS

NAMES = st.text("abcdeÄß 1", min_size=1, max_size=3).map(str.strip).filter(bool)
TIES = st.lists(st.tuples(NAMES, NAMES, st.floats(0.01, 100)), max_size=25)
DATES = st.dates().map(lambda day: day.isoformat()[: [4, 7, 10][day.day % 3]])


def frame(ties: list[tuple[str, str, float]]) -> pd.DataFrame:
    table = pd.DataFrame(ties, columns=["source", "target", "strength"])
    return table.astype({"source": object, "target": object, "strength": float})


def dense(network: Network) -> np.ndarray:
    return network.adjacency().toarray()


# ---------------------------------------------------------------- networks
@given(TIES, st.booleans())
def test_a_network_is_in_order(ties: list[tuple[str, str, float]], directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    pairs = list(zip(network.ties["source"], network.ties["target"], strict=True))
    assert list(network.ids) == sorted(set(network.ids)) == list(network.nodes.index)
    assert pairs == sorted(set(pairs))
    assert all(source != target for source, target in pairs)
    assert directed or all(source < target for source, target in pairs)
    assert np.allclose(network.ties["distance"] * network.ties["strength"], 1)


@given(TIES, st.booleans())
def test_nothing_is_lost_or_invented(ties: list[tuple[str, str, float]], directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    kept = [tie for tie in ties if tie[0] != tie[1]]
    cleaning = network.cleaning
    assert cleaning.self_ties == len(ties) - len(kept)
    assert network.n_ties + cleaning.merged == len(kept)
    assert math.isclose(network.ties["strength"].sum(), math.fsum(tie[2] for tie in kept), abs_tol=1e-9)
    assert set(network.ids) == {name for tie in kept for name in tie[:2]}


@given(TIES, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(ties: list, directed: bool, random: Any) -> None:
    shuffled = random.sample(ties, len(ties))
    one, other = (Network.from_frames(frame(rows), directed=directed) for rows in (ties, shuffled))
    assert one.ids == other.ids
    assert one.ties[["source", "target"]].equals(other.ties[["source", "target"]])
    assert np.allclose(one.ties["strength"], other.ties["strength"])


@given(TIES)
def test_the_direction_of_an_undirected_tie_does_not_matter(ties: list) -> None:
    turned = [(target, source, strength) for source, target, strength in ties]
    assert Network.from_frames(frame(ties)).ties.equals(Network.from_frames(frame(turned)).ties)


@given(TIES, st.booleans())
def test_the_matrix_says_what_the_ties_say(ties: list, directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    expected = np.zeros((network.n_nodes, network.n_nodes))
    for source, target, strength in network.ties[["source", "target", "strength"]].itertuples(index=False):
        expected[network.index[source], network.index[target]] = strength
        if not directed:
            expected[network.index[target], network.index[source]] = strength
    assert np.array_equal(dense(network), expected)
    changed = network.adjacency()
    changed.data[:] = 0
    assert np.array_equal(dense(network), expected), "the matrix handed out is the network's own"


@given(TIES, st.booleans())
def test_there_and_back_through_networkx(ties: list, directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    back = Network.from_networkx(network.to_networkx())
    assert back.ids == network.ids
    assert back.ties[["source", "target", "strength", "distance"]].equals(
        network.ties[["source", "target", "strength", "distance"]]
    )
    assert back.directed == network.directed


@given(TIES, st.booleans())
def test_igraph_gets_the_same_graph(ties: list, directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    graph = network.to_igraph()
    assert graph.vs["name"] == list(network.ids) if network.n_nodes else graph.vcount() == 0
    assert graph.ecount() == network.n_ties
    assert [tuple(edge) for edge in graph.get_edgelist()] == list(
        zip(*(ends.tolist() for ends in network.ends), strict=True)
    )
    graph.delete_vertices(graph.vs)
    assert network.to_igraph().vcount() == network.n_nodes


@given(TIES)
def test_an_isolate_changes_nothing_but_the_nodes(ties: list) -> None:
    network = Network.from_frames(frame(ties))
    nodes = pd.DataFrame({"id": [*network.ids, "zzzz alone"]})
    more = Network.from_frames(frame(ties), nodes)
    assert more.n_nodes == network.n_nodes + 1
    assert more.ties.equals(network.ties)
    assert more.fingerprint != network.fingerprint
    assert dense(more)[more.index["zzzz alone"]].sum() == 0


@given(TIES, TIES)
def test_two_networks_side_by_side_stay_apart(ties: list, others: list) -> None:
    renamed = [(f"x{source}", f"x{target}", strength) for source, target, strength in others]
    ties = [(f"a{source}", f"a{target}", strength) for source, target, strength in ties]
    both = Network.from_frames(frame(ties + renamed))
    one, two = Network.from_frames(frame(ties)), Network.from_frames(frame(renamed))
    assert both.ids == one.ids + two.ids
    assert np.array_equal(dense(both)[: one.n_nodes, : one.n_nodes], dense(one))
    assert not dense(both)[: one.n_nodes, one.n_nodes :].any()


@given(TIES, st.booleans())
def test_the_fingerprint_follows_the_data(ties: list, directed: bool) -> None:
    network = Network.from_frames(frame(ties), directed=directed)
    assert network.fingerprint == Network.from_frames(frame(ties), directed=directed).fingerprint
    assert network.fingerprint != Network.from_frames(frame([*ties, ("p", "q", 1.0)]), directed=directed).fingerprint
    assert network.fingerprint != Network.from_frames(frame(ties), directed=not directed).fingerprint


@given(TIES, st.sets(NAMES))
def test_a_part_of_a_network_is_that_part(ties: list, names: set[str]) -> None:
    network = Network.from_frames(frame(ties))
    part = network.subnetwork(names)
    expected = network.to_networkx().subgraph(names)
    assert set(part.ids) == set(expected)
    assert nx.utils.graphs_equal(nx.Graph(part.to_networkx()), nx.Graph(expected))


@given(TIES)
def test_the_input_is_not_changed(ties: list) -> None:
    table = frame([(f" {source} ", target, strength) for source, target, strength in ties])
    nodes = pd.DataFrame({"id": ["a", " b "], "kind": ["x", None]})
    before, nodes_before = table.copy(), nodes.copy()
    Network.from_frames(table, nodes).to_networkx()
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(nodes, nodes_before)


# ---------------------------------------------------------------- tie_network
@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    actors = [f"act-{name}" for name in "abcdef"]
    meetings = [f"mtg-{i}" for i in range(4)]
    dated = [
        {"id": meeting, "date_start": draw(st.none() | st.sampled_from(["2018", "2019-05", "2020-01-31"]))}
        for meeting in meetings
    ]
    pairs = st.tuples(st.sampled_from(actors), st.sampled_from(actors))
    came = draw(st.sets(st.tuples(st.sampled_from(actors), st.sampled_from(meetings))))

    def rows(found: Any) -> list[dict[str, str]]:
        return [{"source": source, "target": target} for source, target in sorted(found)]

    ties = {
        name: rows(draw(st.sets(pairs, max_size=4))) for name in ("COOPERATES_WITH", "MEMBER_OF", "FUNDS", "PART_OF")
    }
    nodes = {"Actor": [{"id": name, "kind": "mso"} for name in actors], "Meeting": dated}
    return Snapshot.from_rows(nodes, {"ATTENDED": rows(came), **ties})


def strengths(network: Network) -> dict[tuple[str, str], float]:
    columns = (network.ties["source"], network.ties["target"], network.ties["strength"])
    return {(source, target): strength for source, target, strength in zip(*columns, strict=True)}


@given(snapshots())
def test_every_stakeholder_is_in_the_network(snapshot: Snapshot) -> None:
    network = tie_network(snapshot)
    assert list(network.ids) == snapshot.nodes("Actor")["id"].tolist()
    assert not network.directed


@given(snapshots())
def test_layers_add_up(snapshot: Snapshot) -> None:
    parts = [strengths(tie_network(snapshot, layers=(layer,))) for layer in LAYERS]
    whole = strengths(tie_network(snapshot, layers=LAYERS))
    assert set(whole) == {pair for part in parts for pair in part}
    for pair, strength in whole.items():
        assert math.isclose(strength, sum(part.get(pair, 0) for part in parts))
    every = tie_network(snapshot, layers=LAYERS)
    for pair, layers in zip(strengths(every), every.ties["layers"], strict=True):
        assert set(layers) == {layer for layer, part in zip(LAYERS, parts, strict=True) if pair in part}


@given(snapshots())
def test_a_meeting_gives_each_participant_one_in_all(snapshot: Snapshot) -> None:
    """n - 1 ties of 1/(n-1) each: without fading, strength counts the meetings that were not attended alone."""
    network = tie_network(snapshot, layers=("attendance",), half_life_days=None, max_meeting_size=None)
    came = snapshot.relationships("ATTENDED")
    shared = came.groupby("target")["source"].transform("size") > 1
    expected = came[shared].groupby("source").size().reindex(network.ids, fill_value=0)
    assert np.allclose(dense(network).sum(axis=1), expected)


@given(snapshots(), st.integers(2, 6))
def test_meetings_above_the_limit_make_no_ties(snapshot: Snapshot, limit: int) -> None:
    network = tie_network(snapshot, layers=("attendance",), max_meeting_size=limit)
    sizes = snapshot.relationships("ATTENDED").groupby("target").size()
    used = {meeting for evidence in network.ties["evidence"] for meeting in evidence}
    assert used == set(sizes[(sizes >= 2) & (sizes <= limit)].index)


@given(snapshots(), st.floats(30, 3000), st.floats(1.1, 5))
def test_a_longer_half_life_never_weakens_a_tie(snapshot: Snapshot, days: float, factor: float) -> None:
    short = strengths(tie_network(snapshot, layers=("attendance",), half_life_days=days))
    long = strengths(tie_network(snapshot, layers=("attendance",), half_life_days=days * factor))
    forever = strengths(tie_network(snapshot, layers=("attendance",), half_life_days=None))
    assert set(short) == set(long) == set(forever)
    dated = snapshot.nodes("Meeting")["date_start"].notna().all()
    for pair in short:
        assert long[pair] <= forever[pair] * (1 + 1e-12)
        assert not dated or short[pair] <= long[pair] * (1 + 1e-12)


@given(snapshots())
def test_a_network_does_not_depend_on_the_order_of_the_rows(snapshot: Snapshot) -> None:
    nodes = {label: snapshot.nodes(label).iloc[::-1].to_dict("records") for label in ("Actor", "Meeting")}
    ties = {
        name: snapshot.relationships(name).iloc[::-1].to_dict("records")
        for name in ("ATTENDED", "COOPERATES_WITH", "MEMBER_OF", "FUNDS", "PART_OF")
    }
    turned = Snapshot.from_rows(nodes, ties)
    assert turned.fingerprint == snapshot.fingerprint
    assert tie_network(turned).fingerprint == tie_network(snapshot).fingerprint


@given(snapshots(), st.sampled_from(["2017", "2018", "2019-04", "2019-05", "2020-01-30", "2021"]))
def test_nothing_from_after_a_date_counts_at_that_date(snapshot: Snapshot, date: str) -> None:
    then = snapshot.at(date)
    begun = [text for text in then.nodes("Meeting")["date_start"] if text is not None]
    assert all(last_day(text) <= last_day(date) for text in begun)
    assert set(then.relationships("ATTENDED")["target"]) <= set(then.nodes("Meeting")["id"])
    assert then.at(date).fingerprint == then.fingerprint
    assert tie_network(snapshot, as_of=date).ties.equals(tie_network(then).ties)


# ---------------------------------------------------------------- dates
@given(DATES)
def test_a_date_lies_between_its_first_and_its_last_day(text: str) -> None:
    assert is_date(text)
    assert first_day(text) <= last_day(text)
    assert first_day(text).isoformat().startswith(text)
    assert last_day(text).isoformat().startswith(text)


@given(st.text(max_size=12))
def test_what_is_a_date_is_written_as_one(text: str) -> None:
    if is_date(text):
        assert text.isascii()
        assert len(text) in {4, 7, 10}
