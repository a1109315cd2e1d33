"""The back-test sees nothing that only a later day could know, and tells apart what it should."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from analysis import back_test
from analysis._facts import facts
from analysis.matching.guests import Guests
from analysis.matching.history import History
from analysis.matching.pair_features import BASELINES, RECIPE, REPEAT_RECIPE, PairFeatures
from analysis.matching.partners import hidden_partner_ranks
from analysis.matching.trial import Trial
from benchmarks.meetings import attendance_record, office_record
from benchmarks.suggestions import recipe_by_hand
from graphmodel import ParameterError, Snapshot


def snapshot_of(meetings, *, themes=None):
    """Meetings as (date, members); members are letters."""
    members = sorted({member for _, who in meetings for member in who})
    came = [{"source": m, "target": f"m{k:03d}"} for k, (_, who) in enumerate(meetings) for m in who]
    nodes = [{"id": f"m{k:03d}", "name": "Treffen", "date_start": date} for k, (date, _) in enumerate(meetings)]
    return Snapshot.from_rows(
        {"Actor": [{"id": m, "kind": "mso"} for m in members], "Meeting": nodes, "Theme": themes or []},
        {"ATTENDED": came},
    )


def grown(n_meetings=240, *, seed=1):
    """Circles that meet and slowly open to their neighbours; nothing in it knows the score."""
    random = np.random.default_rng(seed)
    names = [f"a{k:02d}" for k in range(48)]
    meetings = []
    for k in range(n_meetings):
        day = dt.date(2018, 1, 1) + dt.timedelta(days=int(k * 1500 / n_meetings))
        home = int(random.integers(0, 6))
        pool = names[home * 8 : home * 8 + 8] + list(random.choice(names[(home * 8 + 8) % 48 :][:8], 2, replace=False))
        meetings.append((day.isoformat(), sorted(set(random.choice(pool, 3, replace=False)))))
    return snapshot_of(meetings)


def day(text):
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("name", sorted({*BASELINES, *RECIPE, *REPEAT_RECIPE}))
def test_features_do_not_see_later_events(name):
    early = [("2020-01-01", "ab"), ("2020-02-01", "bc"), ("2020-03-01", "cde"), ("2020-04-01", "ae")]
    late = [("2020-06-01", "ac"), ("2020-07-01", "abcde")]
    values = []
    for meetings in (early, early + late):
        snapshot = snapshot_of(meetings)
        past = History.of(snapshot).before(day("2020-05-01"))
        values.append(PairFeatures(past, facts(snapshot), np.arange(5)).get(name))
    np.testing.assert_allclose(values[0], values[1])


def test_an_event_on_the_day_of_the_cut_belongs_to_the_future():
    history = History.of(snapshot_of([("2020-01-01", "ab"), ("2020-05-01", "bc")]))
    past = history.before(day("2020-05-01"))
    assert past.n_events == 1
    assert past.joint[1, 2] == 0
    assert history.pairs(day("2020-05-01"), day("2020-05-02"))[1, 2] == 1


def test_a_date_known_by_year_counts_from_its_last_day():
    history = History.of(snapshot_of([("2020", "ab")]))
    assert history.before(day("2020-12-31")).n_events == 0
    assert history.before(day("2021-01-01")).n_events == 1


def test_meetings_without_date_or_cancelled_are_no_events_and_large_ones_make_no_ties():
    snapshot = Snapshot.from_rows(
        {
            "Actor": [{"id": f"a{k:02d}"} for k in range(40)],
            "Meeting": [
                {"id": "m1"},
                {"id": "m2", "date_start": "2020", "status": "cancelled"},
                {"id": "m3", "date_start": "2020"},
            ],
        },
        {
            "ATTENDED": [{"source": f"a{k:02d}", "target": m} for m in ("m1", "m2") for k in range(3)]
            + [{"source": f"a{k:02d}", "target": "m3"} for k in range(40)]
        },
    )
    history = History.of(snapshot)
    past = history.before(day("2022-01-01"))
    assert history.keys == ("m3",)
    assert past.joint.nnz == past.strength.nnz == past.last.nnz == 0
    assert (past.attendance > 0).sum() == 40


def test_random_order_finds_the_share_of_positives():
    table = back_test(grown(), horizon_days=240).table
    for row in table[table["method"] == "random"].to_dict("records"):
        assert row["average_precision"] == pytest.approx(row["n_positive"] / row["n_candidates"], rel=0.15)


def test_structure_beats_chance_and_popularity_where_there_is_structure():
    result = back_test(grown(), horizon_days=240)
    rows = result.intervals.set_index("baseline")
    assert rows.loc["random", "better"]
    assert rows.loc["popularity", "better"]
    assert result.verdict[0].code == "evaluate.compared"


def test_new_and_repeated_ties_are_apart():
    snapshot = grown()
    for task in ("new_tie", "repeat_tie"):
        table = back_test(snapshot, task=task, horizon_days=240).table
        assert set(table["role"]) == {"suggestion", "baseline"}
        assert (table["n_positive"] <= table["n_candidates"]).all()
    history = History.of(snapshot)
    assert (history.before(int(history.days[-1])).joint > 0).nnz > 0


def test_same_call_gives_the_same_numbers():
    first, second = back_test(grown(), horizon_days=240), back_test(grown(), horizon_days=240)
    assert first.table.equals(second.table)
    assert first.intervals.equals(second.intervals)


def test_cold_start_is_counted():
    meetings = [
        ("2019-01-01", "ab"),
        ("2019-06-01", "bc"),
        ("2021-01-01", "xy"),
        ("2021-02-01", "ax"),
        ("2021-03-01", "ac"),
    ]
    cold = back_test(snapshot_of(meetings), cuts=1, horizon_days=365).cold_start.iloc[0]
    assert cold[["n_new", "n_both", "n_one", "n_none"]].tolist() == [3, 1, 1, 1]
    assert cold["share"] == pytest.approx(2 / 3)


def test_little_data_is_said_to_be_little():
    result = back_test(snapshot_of([("2019-01-01", "ab"), ("2020-01-01", "ac"), ("2021-01-01", "bc")]))
    assert result.verdict[0].code == "evaluate.too_few"


def test_attendance_is_measured_per_meeting():
    result = back_test(grown(), task="attendance", horizon_days=240)
    own = result.table[result.table["role"] == "suggestion"]
    assert (own["mean_average_precision"] > 0).all()


@pytest.mark.parametrize("seed", range(2))
def test_suggestions_are_no_worse_than_popularity_on_offices_and_visitors(seed):
    record = office_record(n_offices=80, n_organisations=400, n_meetings=2_000, seed=seed)
    result = back_test(record, horizon_days=240)
    rows = result.intervals.set_index("baseline")
    assert result.asking == "administration"
    assert rows.loc[["random", "same_theme", "same_theme_and_nearby", "nearest"], "better"].all()
    assert (rows["high"] > 0).all(), "worse than a simple comparison"
    means = result.table.groupby("method")["average_precision"].mean()
    assert means["suggestion"] >= means.drop("suggestion").max()


def test_the_recipe_reaches_the_level_of_the_same_recipe_by_hand():
    record = office_record(n_offices=80, n_organisations=400, n_meetings=2_000, seed=2)
    own = back_test(record, horizon_days=240).table.query("method == 'suggestion'")
    by_hand = [recipe_by_hand(record, day(cut), 240) for cut in own["cut"]]
    assert own["average_precision"].mean() >= 0.95 * np.mean(by_hand)


def test_hidden_partner_countries_are_found_by_towns_nearby():
    random = np.random.default_rng(0)
    towns = [{"id": f"mun-{k:02d}", "country": "DE", "lat": 50 + k % 2 * 3, "lon": 7 + k * 0.01} for k in range(40)]
    abroad = [{"id": f"for-{c}", "country": c} for c in ("FR", "PL", "TZ", "IT")]
    pairs = [(k, c) for k in range(40) for c in (("FR", "PL") if k % 2 else ("TZ", "IT"))]
    held = [{"source": f"mun-{k:02d}", "target": f"for-{c}", "key": c} for k, c in pairs if random.random() < 0.8]
    ranks, popular = hidden_partner_ranks(
        facts(Snapshot.from_rows({"Municipality": towns + abroad}, {"PARTNER_OF": held}))
    )
    assert len(ranks) >= 5
    assert (ranks <= 1.5).mean() > 0.8
    assert ranks.mean() < popular.mean()


@pytest.mark.parametrize("seed", range(2))
def test_forecasts_of_guests_beat_habit_kind_and_chance(seed):
    result = back_test(attendance_record(seed=seed), task="attendance", horizon_days=300)
    assert result.intervals["better"].all()
    assert set(result.intervals["baseline"]) == {"random", "past_attendance", "recent_attendance", "same_kind"}


@pytest.mark.parametrize("task", ["new_tie", "repeat_tie"])
def test_pairs_of_one_kind_are_found_where_there_is_enough_to_learn(task):
    result = back_test(attendance_record(seed=1), task=task, horizon_days=300)
    assert result.asking is None
    assert result.intervals["better"].all()


def test_few_large_meetings_are_enough_for_guests():
    record = attendance_record(n_actors=300, n_meetings=9, days=1_400, seed=4)
    result = back_test(record, task="attendance", horizon_days=365)
    assert result.table["cut"].nunique() == 3
    assert result.intervals.set_index("baseline").loc["random", "better"]
    assert result.cold_start["share"].between(0.01, 0.9).all()


def test_who_is_asked_can_be_said():
    record = office_record(n_offices=30, n_organisations=120, n_meetings=400)
    asked = back_test(record, horizon_days=240, cuts=1, asking="business")
    assert asked.table["n_asking"].iloc[0] > 0
    with pytest.raises(ParameterError, match="administration, business, education, one_world, umbrella"):
        back_test(record, asking="nonsense")


@pytest.mark.parametrize("wrong", [{"task": "nonsense"}, {"cuts": 0}, {"horizon_days": 0}, {"k": ()}])
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(ParameterError, match="back_test must be"):
        back_test(Snapshot.from_rows(), **wrong)


def test_a_country_counts_unless_most_are_at_home_in_it():
    def lift(countries):
        came = list(enumerate(("ab", "ab", "cd", "ef", "ad")))
        snapshot = Snapshot.from_rows(
            {
                "Country": [{"id": f"cty-{iso}", "iso2": iso} for iso in ("DE", "FR", "PL")],
                "Actor": [{"id": name} for name in "abcdef"],
                "Meeting": [{"id": f"m{k}", "date_start": f"2020-01-{k + 1:02d}"} for k, _ in came],
            },
            {
                "ATTENDED": [{"source": name, "target": f"m{k}"} for k, who in came for name in who],
                "FOCUSES_ON": [
                    {"source": name, "target": f"cty-{iso}"} for name, iso in zip("abcdef", countries, strict=True)
                ],
            },
        )
        past = History.of(snapshot).before(day("2021-01-01"))
        return PairFeatures(past, facts(snapshot), np.arange(6)).get("country_lift")

    few = lift(["DE", "DE", "FR", "FR", "PL", "PL"])
    assert few[0, 1] > few[0, 3] > 0
    most = lift(["DE", "DE", "DE", "DE", "PL", "PL"])
    assert most[0, 1] == 0
    assert most[4, 5] > 0


def test_who_made_new_contacts_lately_is_told_from_who_meets_the_same_again():
    history = History.of(
        snapshot_of([("2019-12-31", "ab"), ("2020-12-30", "ab"), ("2020-12-30", "cd"), ("2020-12-30", "ce")])
    )
    met = dict(zip(history.ids, history.before(day("2020-12-30") + 1).new_contacts, strict=True))
    assert met["a"] == pytest.approx(0.5, abs=0.01)
    assert met["c"] == pytest.approx(2, abs=0.01)


def circles(n_meetings=60):
    """Two circles that meet in turn under a title of their own, with no series on record; half of each comes."""
    random = np.random.default_rng(4)
    meetings = []
    for k in range(n_meetings):
        day = dt.date(2019, 1, 1) + dt.timedelta(days=20 * k)
        pool = "abcdefghijklmnop" if k % 2 else "ABCDEFGHIJKLMNOP"
        meetings.append((day.isoformat(), sorted(random.choice(list(pool), 8, replace=False))))
    snapshot = snapshot_of(meetings)
    nodes = snapshot.nodes("Meeting").assign(name=["Runder Tisch Klima", "Forum der Vereine"] * (n_meetings // 2))
    return Snapshot.from_rows(
        {"Actor": snapshot.nodes("Actor")[["id", "kind"]].to_dict("records"), "Meeting": plain_rows(nodes)},
        {"ATTENDED": snapshot.relationships("ATTENDED")[["source", "target"]].to_dict("records")},
    )


def plain_rows(nodes):
    return nodes[["id", "name", "date_start"]].to_dict("records")


def test_who_comes_is_foreseen_from_meetings_of_a_similar_title():
    result = back_test(circles(), task="attendance", horizon_days=240)
    assert result.intervals["better"].all()
    assert result.weights["similar_meetings"] > 0


def test_guests_are_foreseen_without_titles_and_dates_of_later_meetings():
    snapshot = circles()
    history = History.of(snapshot)
    cut = int(history.days[40])
    earlier = set(history.keys[:41])
    meetings, came = snapshot.nodes("Meeting"), snapshot.relationships("ATTENDED")[["source", "target"]]
    shorter = Snapshot.from_rows(
        {
            "Actor": snapshot.nodes("Actor")[["id", "kind"]].to_dict("records"),
            "Meeting": plain_rows(meetings[meetings["id"].isin(earlier)]),
        },
        {"ATTENDED": came[came["target"].isin(earlier)].to_dict("records")},
    )
    found = []
    for known in (snapshot, shorter):
        guests = Guests(Trial(known, History.of(known), cut, 1))
        found.append(guests.features(guests.meetings[0]))
    np.testing.assert_allclose(found[0], found[1])


def test_meetings_fade_by_their_number_and_a_share_counts_from_the_first_one():
    record = snapshot_of([("2019-01-01", "ab"), ("2020-01-01", "ac"), ("2020-06-01", "bc"), ("2020-07-01", "abc")])
    history = History.of(record)
    guests = Guests(Trial(record, history, day("2020-07-01"), 30))
    assert dict(zip(history.ids, guests._usual_share, strict=True)) == pytest.approx(
        {"a": 2 / 4, "b": 2 / 4, "c": 2 / 3}
    )
    assert dict(zip(history.ids, guests._last_meetings, strict=True)) == pytest.approx(
        {"a": 0.5 + 0.5**0.5, "b": 0.5 + 1, "c": 0.5**0.5 + 1}
    )
