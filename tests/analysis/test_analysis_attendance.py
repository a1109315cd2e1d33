"""Attendance against enumeration, closed forms, published values and simulation."""

import itertools

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import attendance_position, co_attendance, representation
from graphmodel import ParameterError


def davis():
    graph = nx.davis_southern_women_graph()
    women = set(graph.graph["top"])
    pairs = [(u, v) if u in women else (v, u) for u, v in graph.edges()]
    return pd.DataFrame(pairs, columns=["actor", "meeting"])


def frame(matrix):
    rows, columns = np.nonzero(matrix)
    return pd.DataFrame({"actor": [f"a{i}" for i in rows], "meeting": [f"m{j}" for j in columns]})


def same_margins(matrix):
    """All matrices with the same row and column sums."""
    columns = matrix.sum(axis=0)
    choices = [list(itertools.combinations(range(matrix.shape[1]), int(count))) for count in matrix.sum(axis=1)]
    found = []
    for chosen in itertools.product(*choices):
        drawn = np.zeros_like(matrix)
        for row, places in enumerate(chosen):
            drawn[row, list(places)] = True
        if (drawn.sum(axis=0) == columns).all():
            found.append(drawn)
    return found


SMALL = np.array([[1, 1, 0, 0, 1], [1, 0, 1, 0, 1], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0]], dtype=bool)


def test_fixed_margins_agree_with_all_matrices():
    draws = 4000
    every = same_margins(SMALL)
    table = co_attendance(frame(SMALL), draws=draws, seed=3)
    for row in table.itertuples():
        a, b = int(row.source[1:]), int(row.target[1:])
        counts = np.array([(drawn[a] & drawn[b]).sum() for drawn in every])
        assert row.expected == pytest.approx(counts.mean(), abs=5 * counts.std() / np.sqrt(draws) + 0.01)
        p = (counts >= row.together).mean()
        assert row.p_more == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / draws) + 0.01)


def two_mode_betweenness(matrix):
    graph = nx.Graph()
    graph.add_nodes_from(f"a{i}" for i in range(matrix.shape[0]))
    graph.add_edges_from((f"a{i}", f"m{j}") for i, j in zip(*np.nonzero(matrix), strict=True))
    values = nx.betweenness_centrality(graph, normalized=False)
    return np.array([values[f"a{i}"] for i in range(matrix.shape[0])])


def test_position_agrees_with_all_matrices():
    draws = 4000
    values = np.array([two_mode_betweenness(drawn) for drawn in same_margins(SMALL)])
    observed = two_mode_betweenness(SMALL)
    table = attendance_position(frame(SMALL), draws=draws, deletions=0, seed=1)
    np.testing.assert_allclose(table["observed"], observed, atol=1e-9)
    np.testing.assert_allclose(table["expected"], values.mean(axis=0), atol=5 * values.std(axis=0).max() / 60)
    np.testing.assert_allclose(table["sd"], values.std(axis=0), rtol=0.08)
    np.testing.assert_allclose(table["p_more"], (values >= observed - 1e-9).mean(axis=0), atol=0.045)


@pytest.mark.parametrize("test", ["fixed_margins", "hypergeometric", "poisson_binomial"])
def test_southern_women_have_no_pair_beyond_chance(test):
    table = co_attendance(davis(), test=test)
    assert len(table) == 18 * 17 // 2
    assert (table["p_adjusted"] > 0.05).all()
    assert not table["verdict"].eq("more than chance").any()
    assert table["newman"].sum() == pytest.approx(44.5)


def test_the_null_model_decides_about_evelyn_and_theresa():
    found = {}
    for test in ("fixed_margins", "hypergeometric", "poisson_binomial"):
        table = co_attendance(davis(), test=test).set_index(["source", "target"])
        found[test] = table.loc[("Evelyn Jefferson", "Theresa Anderson")]
    assert found["hypergeometric"]["together"] == 7
    assert found["hypergeometric"]["p_more"] == pytest.approx(stats.hypergeom.sf(6, 14, 8, 8))
    assert found["fixed_margins"]["p_more"] == pytest.approx(0.035, abs=0.025)
    assert found["poisson_binomial"]["p_more"] == pytest.approx(0.187, abs=0.0006)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(2, 6), st.integers(1, 7))
def test_poisson_binomial_is_exact(seed, n_actors, n_meetings):
    from analysis._maximum_entropy import bipartite_chances

    matrix = np.random.default_rng(seed).random((n_actors, n_meetings)) < 0.5
    chances = bipartite_chances(matrix.sum(axis=1).astype(float), matrix.sum(axis=0).astype(float))
    np.testing.assert_allclose(chances.sum(axis=1), matrix.sum(axis=1), atol=1e-7)
    np.testing.assert_allclose(chances.sum(axis=0), matrix.sum(axis=0), atol=1e-7)
    table = co_attendance(frame(matrix), test="poisson_binomial")
    for row in table.itertuples():
        both = chances[int(row.source[1:])] * chances[int(row.target[1:])]
        p = 0.0
        for outcome in itertools.product([0, 1], repeat=n_meetings):
            if sum(outcome) >= row.together:
                p += np.prod([q if hit else 1 - q for q, hit in zip(both, outcome, strict=True)])
        assert row.p_more == pytest.approx(p, abs=1e-7)


def test_too_few_meetings_is_an_answer_and_enough_are_told_apart():
    few = frame(np.ones((10, 3), dtype=bool))
    assert co_attendance(few, test="hypergeometric")["verdict"].eq("too few meetings to tell").all()
    rng = np.random.default_rng(1)
    matrix = rng.random((12, 60)) < 0.3
    matrix[1] = matrix[0]
    for test in ("fixed_margins", "hypergeometric", "poisson_binomial"):
        table = co_attendance(frame(matrix), test=test).set_index(["source", "target"])
        assert table.loc[("a0", "a1"), "verdict"] == "more than chance", test
        assert (table["verdict"] == "more than chance").sum() <= 2, test


def test_age_size_and_day_count():
    rows = [("a", "m1", "2020-01-01"), ("b", "m1", "2020-01-01"), ("a", "m2", "2022-01-01"), ("b", "m2", "2022-01-01")]
    rows += [(name, "big", "2021-06") for name in "abcde"] + [("a", "later", "2030"), ("b", "later", "2030")]
    table = pd.DataFrame(rows, columns=["actor", "meeting", "date"])
    options = {"as_of": "2022-01-01", "test": "hypergeometric"}
    plain = co_attendance(table, **options).iloc[0]
    assert (plain["together"], plain["newman"], plain["last_together"]) == (3, 2.25, "2022-01-01")
    faded = co_attendance(table, half_life_days=731, max_meeting_size=4, **options).iloc[0]
    assert faded["together"] == 2
    assert faded["newman"] == pytest.approx(1.5)
    nobody = co_attendance(table, max_meeting_size=4, **options).set_index(["source", "target"]).loc[("d", "e")]
    assert (nobody["together"], nobody["newman"]) == (0, 0)
    assert pd.isna(nobody["last_together"])


def test_repeated_rows_and_blanks_do_not_count():
    table = pd.DataFrame({"actor": ["a", " a", "b", "", None], "meeting": ["m", "m ", "m", "m", "m"]})
    row = co_attendance(table, test="hypergeometric")
    assert row[["together", "newman"]].to_numpy().tolist() == [[1, 1.0]]


def test_nobody_and_one_actor():
    empty = pd.DataFrame({"actor": [], "meeting": []})
    one = pd.DataFrame({"actor": ["a"], "meeting": ["m"]})
    for test in ("fixed_margins", "hypergeometric", "poisson_binomial"):
        assert co_attendance(empty, test=test).empty
        assert co_attendance(one, test=test).empty
    assert attendance_position(empty, draws=5).empty
    assert attendance_position(one, draws=5)["verdict"].tolist() == ["too few meetings to tell"]


def test_wrong_input_is_named():
    with pytest.raises(ParameterError, match="Missing: meeting; found: actor"):
        co_attendance(pd.DataFrame({"actor": ["a"]}))
    with pytest.raises(ParameterError, match=r"'3\.10\.2019'"):
        co_attendance(pd.DataFrame({"actor": ["a"], "meeting": ["m"], "date": ["3.10.2019"]}))
    with pytest.raises(ParameterError, match="must be one of"):
        co_attendance(davis(), test="chi_square")


def test_draws_do_not_depend_on_the_number_of_workers():
    with joblib.parallel_config(backend="threading", n_jobs=1):
        one = co_attendance(davis(), draws=200, seed=5), attendance_position(davis(), draws=60, deletions=30, seed=5)
    with joblib.parallel_config(backend="threading", n_jobs=3):
        many = co_attendance(davis(), draws=200, seed=5), attendance_position(davis(), draws=60, deletions=30, seed=5)
    assert one[0].equals(many[0])
    assert one[1].equals(many[1])
    assert not co_attendance(davis(), draws=200, seed=6).equals(one[0])


def test_position_is_not_attendance_counted_again():
    table = attendance_position(davis(), seed=1)
    raw = table["observed"].corr(table["attended"], method="spearman")
    rest = table["z"].corr(table["attended"], method="spearman")
    assert raw > 0.9
    assert abs(rest) < 0.6
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_high"]).all()
    assert (table["rank_p05"] <= table["rank_p95"]).all()
    rare = table.loc[table["attended"] < 3]
    assert len(rare)
    assert rare["verdict"].eq("too few meetings to tell").all()


def test_leaving_one_meeting_out_by_hand():
    matrix = SMALL
    table = attendance_position(frame(matrix), draws=5, deletions=0)
    ranks = []
    for column in [None, *range(matrix.shape[1])]:
        kept = matrix if column is None else np.delete(matrix, column, axis=1)
        values = np.round(two_mode_betweenness(kept), 6)
        ranks.append([1 + (values > value).sum() for value in values])
    assert table["rank_low"].tolist() == np.min(ranks, axis=0).tolist()
    assert table["rank_high"].tolist() == np.max(ranks, axis=0).tolist()


# ---------------------------------------------------------------- representation
def listed(n_club, n_office):
    ids = [f"c{i}" for i in range(n_club)] + [f"o{i}" for i in range(n_office)]
    return pd.DataFrame({"id": ids, "kind": ["club"] * n_club + ["office"] * n_office})


def test_representation_by_hand():
    """20 clubs and 10 offices; 2 clubs and 8 offices came: expected 6.67 clubs."""
    came = pd.DataFrame({"actor": ["c0", "c1", *(f"o{i}" for i in range(8))], "meeting": "m"})
    result = representation(came, listed(20, 10), group="kind")
    row = result.meetings.set_index("group").loc["club"]
    chance = stats.hypergeom(30, 20, 10)
    assert (row["attended"], row["attendees"], row["members"], row["eligible"]) == (2, 10, 20, 30)
    assert row["expected"] == pytest.approx(20 / 3)
    assert row["ratio"] == pytest.approx(0.3)
    assert row["p_fewer"] == pytest.approx(chance.cdf(2))
    assert row["p_more"] == pytest.approx(chance.sf(1))
    assert row["mid_p_fewer"] == pytest.approx(chance.cdf(2) - chance.pmf(2) / 2)
    assert row["verdict"] == "fewer than its share"
    assert row["share_low"] == pytest.approx(stats.beta.ppf(0.025, 2, 9))


def test_overall_shuffle_holds_in_simulation():
    rng = np.random.default_rng(2)
    matrix = rng.random((24, 15)) < rng.random(24)[:, None]
    actors = pd.DataFrame({"id": [f"a{i}" for i in range(24)], "kind": ["x"] * 7 + ["y"] * 17})
    row = representation(frame(matrix), actors, group="kind").overall.set_index("group").loc["x"]
    counts = matrix.sum(axis=1)
    totals = np.array([rng.permutation(counts)[:7].sum() for _ in range(20_000)])
    assert row["attended"] == counts[:7].sum()
    assert row["expected"] == pytest.approx(totals.mean(), rel=0.02)
    assert row["sd"] == pytest.approx(totals.std(), rel=0.03)
    assert row["z"] == pytest.approx((counts[:7].sum() - row["expected"]) / row["sd"])


def test_small_unknown_and_unlisted_are_kept_apart():
    actors = pd.DataFrame({"id": list("abcdefg"), "kind": ["x", "x", "x", "x", "y", "y", None]})
    came = pd.DataFrame({"actor": [*"aeg", "stranger"], "meeting": "m"})
    result = representation(came, actors, group="kind")
    assert result.unknown == ("g",)
    assert result.unlisted == ("stranger",)
    assert result.small == {"y": ("e", "f")}
    table = result.meetings.set_index("group")
    assert table.loc["y", "verdict"] == "group too small to test"
    assert np.isnan(table.loc["y", "p_more"])
    assert table.loc["x", "attendees"] == 2


def test_an_expectation_below_one_shows_no_gap():
    came = pd.DataFrame({"actor": ["o0", "o1"], "meeting": "m"})
    table = representation(came, listed(4, 10), group="kind").meetings.set_index("group")
    assert table.loc["club", "expected"] < 1
    assert table.loc["club", "verdict"] == "too few to tell"


def test_a_group_that_never_came_is_shown():
    came = pd.DataFrame({"actor": [f"o{i}" for i in range(10)] * 2, "meeting": ["m"] * 10 + ["n"] * 10})
    row = representation(came, listed(30, 12), group="kind").overall.set_index("group").loc["club"]
    assert (row["attended"], row["never_came"], row["verdict"]) == (0, 30, "fewer than its share")
    with pytest.raises(ParameterError, match="column of 'actors'"):
        representation(came, listed(3, 3), group="colour")
