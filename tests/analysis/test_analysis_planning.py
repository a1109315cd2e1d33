"""Introductions, guests, advisers, what-if and change against brute force and by hand."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import assign_advisers, change, choose_guests, introductions, what_if
from graphmodel import InfeasibleError, Network, NotFoundError, ParameterError
from tests.analysis.graph_cases import from_matrix, networkx_graph, random_matrix


# ---------------------------------------------------------------- introductions
@settings(max_examples=60)
@given(st.integers(0, 5000), st.integers(3, 9), st.integers(1, 4), st.sampled_from([0.25, 0.5]), st.booleans())
def test_introductions_are_the_best_of_all_paths(seed, n, k, density, around):
    matrix = random_matrix(seed, n, density)
    avoid = ["n002"] if around else []
    table = introductions(from_matrix(matrix), "n000", "n001", k=k, avoid=avoid)
    graph = networkx_graph(matrix)
    graph.remove_nodes_from(avoid)
    ranked = []
    for path in nx.all_simple_paths(graph, "n000", "n001"):
        strengths = [graph.edges[pair]["strength"] for pair in itertools.pairwise(path)]
        ranked.append((len(strengths), -min(strengths), sum(1 / value for value in strengths), tuple(path)))
    ranked.sort(key=lambda entry: (entry[0], entry[1], round(entry[2], 9), entry[3]))
    assert len(table) == min(k, len(ranked))
    for row, entry in zip(table.itertuples(), ranked, strict=False):
        assert (row.n_steps, row.weakest) == (entry[0], -entry[1])
        assert row.length == pytest.approx(entry[2])
        assert len(row.reasons) == row.n_steps + (row.n_steps > 1)


def test_introductions_avoid_and_name_the_weakest():
    ties = pd.DataFrame({"source": list("abac"), "target": list("bdcd"), "strength": [3, 2, 1, 9]})
    network = Network.from_frames(ties)
    table = introductions(network, "a", "d", avoid=["b"])
    assert table["path"].tolist() == [("a", "c", "d")]
    assert table["weakest_tie"].tolist() == [("a", "c")]
    assert introductions(network, "a", "d", avoid=["b", "c"]).empty
    with pytest.raises(NotFoundError, match="Got 'z'"):
        introductions(network, "a", "z")
    with pytest.raises(ParameterError, match="two different"):
        introductions(network, "a", "a")


def test_introductions_apart_share_nobody_in_between_and_say_who_cannot_be_gone_around():
    pairs = ["ab", "bd", "ac", "cd", "bc", "ae", "ef", "fd", "dz"]
    ties = pd.DataFrame([tuple(pair) for pair in pairs], columns=["source", "target"])
    network = Network.from_frames(ties.assign(strength=[9, 9, 2, 2, 9, 1, 1, 1, 1]))
    found = introductions(network, "a", "d", apart=True)
    assert found["path"].tolist() == [("a", "b", "d"), ("a", "c", "d"), ("a", "e", "f", "d")]
    assert not any(r.code == "introduction.only_through" for reasons in found["reasons"] for r in reasons)
    behind = introductions(network, "a", "z", apart=True)
    assert behind["path"].tolist() == introductions(network, "a", "z")["path"].tolist()
    only = [r.params["name"] for r in behind["reasons"][0] if r.code == "introduction.only_through"]
    assert only == ["d"]
    direct = introductions(network, "a", "b", k=2, apart=True)
    assert direct["path"].tolist() == [("a", "b"), ("a", "c", "b")]


# ---------------------------------------------------------------- guests
def random_covers(rng, n, needs):
    return {f"g{i}": {int(j) for j in np.flatnonzero(rng.random(needs) < 0.35)} for i in range(n)}


def room_value(covers, chosen, weights, chance):
    return sum(
        weights.get(need, 1) * (1 - np.prod([1 - chance.get(name, 1) for name in chosen if need in covers[name]]))
        for need in set().union(*covers.values())
    )


def test_introductions_lead_past_those_asked_often_and_say_how_old_each_step_is():
    busy = [("b", f"x{k:02}") for k in range(30)]
    ties = pd.DataFrame([("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), *busy], columns=["source", "target"])
    network = Network.from_frames(ties.assign(strength=[9, 9, 1, 1] + [1] * 30, last=["2024-03"] + [None] * 33))
    table = introductions(network, "a", "d")
    assert table["path"].tolist() == [("a", "c", "d"), ("a", "b", "d")]
    codes = [reason.code for reason in table["reasons"][1]]
    assert codes == ["introduction.step", "introduction.step", "introduction.weakest", "introduction.asked_often"]
    assert table["reasons"][1][-1].params == {"name": "b", "n": 32}


@settings(max_examples=30)
@given(st.integers(0, 5000), st.integers(2, 8), st.integers(1, 4), st.booleans(), st.booleans())
def test_guests_are_the_best_of_all_choices(seed, n, k, uncertain, quotas):
    rng = np.random.default_rng(seed)
    covers = random_covers(rng, n, 7)
    weights = {need: float(rng.integers(1, 5)) for need in range(7)}
    chance = {name: float(rng.choice([0.0, 0.2, 0.5, 0.9, 1.0])) for name in covers} if uncertain else {}
    groups = {name: "xy"[place % 2] for place, name in enumerate(covers)}
    limits = {"groups": groups, "group_min": {"x": 1}, "group_max": {"y": 1}} if quotas else {}
    cost = {name: float(rng.integers(1, 4)) for name in covers}
    result = choose_guests(covers, k=k, weights=weights, probability=chance, cost=cost, budget=6, **limits)
    best = 0.0
    for size in range(k + 1):
        for chosen in itertools.combinations(covers, size):
            names = [groups[name] for name in chosen]
            if sum(cost[name] for name in chosen) <= 6 and (not quotas or (names.count("x") >= 1 >= names.count("y"))):
                best = max(best, room_value(covers, chosen, weights, chance))
    assert result.value == pytest.approx(best, abs=1e-6)
    assert result.value == pytest.approx(room_value(covers, result.chosen, weights, chance))
    assert result.optimal
    assert result.bound == result.value
    for name, lost in result.contribution.items():
        rest = [other for other in result.chosen if other != name]
        assert lost == pytest.approx(result.value - room_value(covers, rest, weights, chance))


def test_guests_musts_and_bars():
    covers = {"a": {1, 2, 3}, "b": {1}, "c": {4}}
    result = choose_guests(covers, k=2, required=["b"], excluded=["a"])
    assert result.chosen == ("b", "c")
    assert (result.covered, result.uncovered) == ((1, 4), (2, 3))
    assert result.left_out == {"a": 2.0}
    assert choose_guests({"a": {1}, "b": {1}}, k=2).chosen == ("a",)


@pytest.mark.parametrize(
    ("options", "conflict"),
    [
        ({"k": 1, "required": ["a", "b"]}, {"room for 1", "a is required", "b is required"}),
        ({"k": 2, "required": ["a"], "excluded": ["a"]}, {"a is required", "a is excluded"}),
        ({"k": 3, "groups": {"a": "x"}, "group_min": {"x": 2}}, {"at least 2 of x (there are 1)"}),
        ({"k": 3, "required": ["a"], "cost": {"a": 9}, "budget": 5}, {"a is required", "budget of 5"}),
    ],
)
def test_impossible_wishes_are_named(options, conflict):
    with pytest.raises(InfeasibleError, match="cannot all be met") as caught:
        choose_guests({"a": {1}, "b": {2}, "c": {3}}, **options)
    assert set(caught.value.conflict) == conflict


def test_guests_refuse_what_makes_no_sense():
    with pytest.raises(NotFoundError, match="Got 'z'"):
        choose_guests({"a": {1}}, k=1, required=["z"])
    with pytest.raises(ParameterError, match="between 0 and 1"):
        choose_guests({"a": {1}}, k=1, probability={"a": 2})
    with pytest.raises(ParameterError, match="at least 1"):
        choose_guests({"a": {1}}, k=0)
    with pytest.raises(ParameterError, match="not be negative"):
        choose_guests({"a": {1}}, k=1, weights={1: -1})
    assert choose_guests({}, k=3).chosen == ()


def test_a_large_room_is_settled():
    covers = random_covers(np.random.default_rng(4), 300, 60)
    result = choose_guests({name: set(sorted(needs)[:3]) for name, needs in covers.items()}, k=20)
    assert result.bound - result.value <= 0.01 * result.value


# ---------------------------------------------------------------- advisers
def all_assignments(advisers, places, room, team, barred):
    for teams in itertools.product(*(itertools.combinations(advisers, team[place]) for place in places)):
        pairs = [(name, place) for place, names in zip(places, teams, strict=True) for name in names]
        fits = all(sum(name == who for who, _ in pairs) <= room[name] for name in advisers)
        if fits and not set(pairs) & barred:
            yield pairs


@settings(max_examples=25)
@given(st.integers(0, 5000), st.sampled_from(["total", "worst_first"]))
def test_advisers_are_the_best_of_all_assignments(seed, objective):
    rng = np.random.default_rng(seed)
    advisers, places = ["p", "q", "r", "s"], ["x", "y", "z"]
    fit = {(name, place): float(rng.integers(-2, 9)) for name in advisers for place in places}
    room = {name: int(rng.integers(0, 3)) for name in advisers}
    team = {place: int(rng.integers(1, 3)) for place in places}
    barred = {("p", "x")}
    values = []
    for pairs in all_assignments(advisers, places, room, team, barred):
        sums = [sum(fit[pair] for pair in pairs if pair[1] == place) for place in places]
        values.append((min(sums), sum(sums)) if objective == "worst_first" else (sum(sums), 0))
    options = {"capacity": room, "team_size": team, "forbidden": barred, "objective": objective}
    if not values:
        with pytest.raises(InfeasibleError, match="cannot all be met"):
            assign_advisers(fit, **options)
        return
    values.sort(reverse=True)
    result = assign_advisers(fit, **options)
    assert result.value == pytest.approx(values[0][0])
    assert result.optimal
    if objective == "worst_first":
        assert result.total == pytest.approx(values[0][1])
    if len(values) > 1:
        assert result.runner_up_value == pytest.approx(values[1][0])
    else:
        assert result.runner_up.empty
    for name, place, value in result.assignment[["adviser", "municipality", "fit"]].itertuples(index=False):
        assert fit[name, place] == value


def test_price_of_a_constraint_is_what_one_more_would_bring():
    fit = pd.DataFrame({"x": [9.0, 1.0], "y": [8.0, 2.0]}, index=["p", "q"])
    result = assign_advisers(fit, capacity={"p": 2, "q": 1}, load={"p": 1})
    assert result.value == 11
    prices = result.prices.set_index("constraint")["gain"]
    assert prices.loc["capacity of p"] == 6
    assert prices.loc["capacity of q"] == 0


def test_forms_of_fit_are_the_same():
    wide = pd.DataFrame({"x": [3.0, 1.0], "y": [2.0, np.nan]}, index=["p", "q"])
    nested = {"p": {"x": 3, "y": 2}, "q": {"x": 1}}
    tidy = pd.DataFrame({"adviser": ["p", "p", "q"], "municipality": ["x", "y", "x"], "fit": [3, 2, 1]})
    pairs = {("p", "x"): 3, ("p", "y"): 2, ("q", "x"): 1}
    tables = [assign_advisers(fit, capacity=1).assignment for fit in (wide, nested, tidy, pairs)]
    assert all(table.equals(tables[0]) for table in tables)
    with pytest.raises(ParameterError, match="table or a mapping"):
        assign_advisers(3, capacity=1)


def test_conflict_of_advisers_is_named():
    with pytest.raises(InfeasibleError, match="y needs 1") as caught:
        assign_advisers({"p": {"x": 1, "y": 1}}, capacity=1)
    assert set(caught.value.conflict) == {"p has room for 1 more", "x needs 1", "y needs 1"}


# ---------------------------------------------------------------- what if
PATH = Network.from_frames(pd.DataFrame({"source": list("abcd"), "target": list("bcde")}))


def test_what_if_somebody_stops():
    result = what_if(PATH, remove=["b"])
    assert result.isolated == ("a",)
    assert result.lost_last_link == ("a",)
    assert (result.before["n_components"], result.after["n_components"]) == (1, 2)
    assert result.before["fragmentation"] == 0
    assert result.after["fragmentation"] == pytest.approx(0.5)
    assert [reason.code for reason in result.reasons] == ["what_if.isolated", "what_if.splits"]


def test_what_if_a_tie_ends_and_another_is_made():
    result = what_if(PATH, remove=[("c", "b")], add=[("a", "e")])
    assert result.isolated == ()
    assert result.lost_last_link == ()
    assert result.gained[["source", "target"]].to_numpy().tolist() == [["a", "d"], ["a", "e"], ["b", "e"]]
    assert result.gained["distance_after"].tolist() == [2, 1, 2]
    assert result.network.n_ties == 4


def test_what_if_a_newcomer_and_nothing():
    result = what_if(PATH, add=[("a", "new", 2)])
    assert result.network.index["new"] == 5
    assert result.gained["distance_before"].isna().all()
    assert [reason.code for reason in what_if(PATH).reasons] == ["what_if.nothing"]
    with pytest.raises(ParameterError, match="There is none between"):
        what_if(PATH, remove=[("a", "e")])
    with pytest.raises(NotFoundError, match="Did you mean"):
        what_if(Network.from_frames(pd.DataFrame({"source": ["verein-a"], "target": ["amt"]})), remove=["verein-b"])
    with pytest.raises(ParameterError, match="pair of ids"):
        what_if(PATH, add=["ab"])


@settings(max_examples=30)
@given(st.integers(0, 5000), st.integers(4, 8))
def test_what_if_finds_every_pair_that_comes_close(seed, n):
    matrix = random_matrix(seed, n, 0.25)
    before = networkx_graph(matrix)
    after = before.copy()
    after.add_edge("n000", "n001")
    result = what_if(from_matrix(matrix), add=[("n000", "n001")])
    found = set(map(tuple, result.gained[["source", "target"]].to_numpy()))
    old, new = (dict(nx.all_pairs_shortest_path_length(graph)) for graph in (before, after))
    wanted = {
        (a, b) for a, b in itertools.combinations(sorted(before), 2) if new[a].get(b, 99) <= 2 < old[a].get(b, 99)
    }
    assert found == wanted


# ---------------------------------------------------------------- change
def test_change_tells_new_gone_stronger_weaker():
    nodes = pd.DataFrame({"id": list("abcdx"), "place": ["P", "P", "Q", "Q", "P"]})
    old = Network.from_frames(
        pd.DataFrame({"source": list("aab"), "target": list("bcc"), "strength": [1, 2, 3.0]}), nodes
    )
    new = Network.from_frames(
        pd.DataFrame({"source": list("aabc"), "target": list("bcdd"), "strength": [2, 1, 1, 1.0]}), nodes
    )
    result = change(old, new)
    assert result.ties["change"].tolist() == ["new", "new", "gone", "stronger", "weaker"]
    assert result.counts == {"new": 2, "gone": 1, "stronger": 1, "weaker": 1, "unchanged": 0}
    assert result.reasons[-1].code == "change.not_an_effect"
    focus = change(old, new, municipality="P")
    assert focus.counts["new"] == 1
    assert focus.comparison["municipality"].tolist() == ["P", "Q"]
    assert focus.comparison["net"].tolist() == [0, 1]
    assert [reason.code for reason in focus.reasons] == ["change.counts", "change.compared", "change.not_an_effect"]
    assert change(old, old).ties.empty
    with pytest.raises(NotFoundError, match="Got 'Z'"):
        change(old, new, municipality="Z")
    with pytest.raises(ParameterError, match="two snapshots or two networks"):
        change(old, None)
