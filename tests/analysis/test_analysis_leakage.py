"""One test per way in which a back-test can fool itself; each plants what must not be seen."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import itertools

import numpy as np
import pandas as pd
import pytest

import benchmarks.meetings
from analysis import back_test
from analysis.matching.history import History
from analysis.matching.trial import Trial
from graphmodel import Snapshot

CUT = dt.date(2020, 1, 1).toordinal()
HORIZON = 200
LABELS = ("Actor", "Municipality", "Meeting", "Theme", "Country")
TYPES = ("ATTENDED", "BASED_IN", "WORKS_ON", "FOCUSES_ON", "ABOUT", "HELD_IN", "COOPERATES_WITH")


@pytest.fixture(scope="module")
def rows():
    return rows_of(benchmarks.meetings.attendance_record(n_actors=60, n_meetings=60, days=700, seed=3))


def rows_of(snapshot):
    """Everything on record as plain rows, to plant something and build it again."""

    def plain(frame):
        return [{k: v for k, v in row.items() if v is not None and v == v} for row in frame.to_dict("records")]  # noqa: PLR0124

    nodes = {label: plain(snapshot.nodes(label)) for label in LABELS}
    return nodes, {name: plain(snapshot.relationships(name)) for name in TYPES}


def trial_of(rows, day=CUT, **options):
    snapshot = Snapshot.from_rows(*rows)
    return Trial(snapshot, History.of(snapshot), day, HORIZON, **options)


def scores_of(rows, day=CUT):
    """Every method's score of every pair, with the weights."""
    trial = trial_of(rows, day)
    found = {name: scores for task in ("new_tie", "repeat_tie") for name, _, scores in trial.methods(task)}
    found["weights"] = np.array(list(trial.weights.values()))
    return found


def same(one, other):
    return all(one[name].shape == other[name].shape and np.allclose(one[name], other[name]) for name in one)


def later(rows):
    """Ids of the meetings on or after the cut."""
    return {m["id"] for m in rows[0]["Meeting"] if dt.date.fromisoformat(m["date_start"]).toordinal() >= CUT}


def replaced(rows, name, table):
    nodes, ties = rows
    return (nodes, {**ties, name: table}) if name in ties else ({**nodes, name: table}, ties)


def test_the_check_itself_notices_what_a_later_day_knows(rows):
    assert same(scores_of(rows), scores_of(rows))
    assert not same(scores_of(rows), scores_of(rows, CUT + 100))


def test_random_split_pairs_are_parted_by_time_and_meetings_stay_whole(rows):
    trial = trial_of(rows)
    for event, members in enumerate(trial.history.members):
        day = trial.history.days[event]
        for one, other in itertools.pairwise(members):
            if trial.history.makes_ties[event]:
                assert trial.past.joint[one, other] > 0 or day >= CUT
                assert trial.future[one, other] > 0 or day < CUT or day >= CUT + HORIZON
    assert trial.past.n_events + (trial.history.days >= CUT).sum() == len(trial.history.days)


def test_full_graph_nothing_computed_from_later_meetings(rows):
    random, after = np.random.default_rng(0), later(rows)
    actors = [actor["id"] for actor in rows[0]["Actor"]]
    other = [
        {**row, "source": str(random.choice(actors))} if row["target"] in after else row for row in rows[1]["ATTENDED"]
    ]
    assert same(scores_of(rows), scores_of(replaced(rows, "ATTENDED", other)))


def test_own_meeting_the_meeting_to_be_found_is_no_feature(rows):
    before = [row for row in rows[1]["ATTENDED"] if row["target"] not in later(rows)]
    assert same(scores_of(rows), scores_of(replaced(rows, "ATTENDED", before)))


@pytest.mark.parametrize(("name", "target"), [("WORKS_ON", "thm-0"), ("FOCUSES_ON", "cty-x"), ("BASED_IN", "mun-00")])
def test_later_edits_of_themes_countries_and_seats_are_not_seen(rows, name, target):
    nodes = {**rows[0], "Country": [{"id": "cty-x", "iso2": "TZ"}]}
    added = [{"source": a["id"], "target": target, "since": "2020-03-01", "key": "spät"} for a in nodes["Actor"][:15]]
    plain = (nodes, rows[1])
    assert same(scores_of(plain), scores_of(replaced(plain, name, rows[1][name] + added)))
    early = [{**row, "since": "2019-01-01"} for row in added]
    if name != "BASED_IN":  # a second seat is not read
        assert not same(scores_of(plain), scores_of(replaced(plain, name, rows[1][name] + early)))


def test_later_merges_other_spellings_are_not_looked_at(rows):
    renamed = [{**row, "name": f"Verein {k}", "aliases": ("Alt", f"V{k}")} for k, row in enumerate(rows[0]["Actor"])]
    assert same(scores_of(rows), scores_of(replaced(rows, "Actor", renamed)))


def test_announced_meetings_are_neither_seen_nor_counted(rows):
    planned = {"id": "m-next", "name": "Netzwerktreffen 61", "date_start": "2020-02-01", "status": "announced"}
    came = [{"source": actor["id"], "target": "m-next"} for actor in rows[0]["Actor"][:10]]
    more = replaced(rows, "Meeting", [*rows[0]["Meeting"], planned])
    more = replaced(more, "ATTENDED", rows[1]["ATTENDED"] + came)
    assert same(scores_of(rows), scores_of(more))
    assert (trial_of(rows).labels == trial_of(more).labels).all()
    held = replaced(more, "Meeting", [*rows[0]["Meeting"], {**planned, "status": "held"}])
    assert (trial_of(rows).labels != trial_of(held).labels).any()


def test_impossible_negatives_who_was_not_there_yet_is_no_candidate(rows):
    trial = trial_of(rows)
    first = {}
    for event, members in enumerate(trial.history.members):
        for member in members:
            first.setdefault(int(member), int(trial.history.days[event]))
    late = [position for position in range(len(trial.history.ids)) if first.get(position, CUT) >= CUT]
    assert late
    assert not trial.candidates("new_tie")[:, late].any()
    assert not set(late) & set(trial.rows.tolist())


def test_tuning_weights_do_not_move_with_the_test_period():
    rows = rows_of(benchmarks.meetings.office_record(n_offices=60, n_organisations=300, n_meetings=2400, days=700))
    after, random = later(rows), np.random.default_rng(0)
    visitors = [actor["id"] for actor in rows[0]["Actor"] if actor["kind"] != "office"]
    other = [
        {**row, "source": str(random.choice(visitors))}
        if row["target"] in after and row["source"] in set(visitors)
        else row
        for row in rows[1]["ATTENDED"]
    ]
    weights = scores_of(rows)["weights"]
    assert len(set(weights)) > 1, "too little data to fit: the test would prove nothing"
    np.testing.assert_allclose(weights, scores_of(replaced(rows, "ATTENDED", other))["weights"])


def test_file_order_does_not_decide_between_equals(rows):
    backwards = tuple({name: table[::-1] for name, table in part.items()} for part in rows)
    tables = [back_test(Snapshot.from_rows(*part), horizon_days=HORIZON, cuts=1).table for part in (rows, backwards)]
    pd.testing.assert_frame_equal(*tables)
    # Names that put those who meet later first in every list
    later_ones = {row["source"] for row in rows[1]["ATTENDED"] if row["target"] in later(rows)}
    new = {a["id"]: f"{'a' if a['id'] in later_ones else 'z'}-{a['id']}" for a in rows[0]["Actor"]}
    nodes = {**rows[0], "Actor": [{**a, "id": new[a["id"]]} for a in rows[0]["Actor"]]}
    ties = {
        name: [{**row, "source": new.get(row["source"], row["source"])} for row in table]
        for name, table in rows[1].items()
    }
    renamed = back_test(Snapshot.from_rows(nodes, ties), horizon_days=HORIZON, cuts=1).table
    for column in ("average_precision", "roc_auc", "precision@3"):
        np.testing.assert_allclose(renamed[column], tables[0][column], atol=1e-4)


def test_feedback_pairs_brought_together_on_advice_are_not_ranked(rows):
    snapshot, options = Snapshot.from_rows(*rows), {"horizon_days": HORIZON, "cuts": 1}
    plain = back_test(snapshot, **options).table
    trial = trial_of(rows, dt.date.fromisoformat(plain["cut"][0]).toordinal())
    row, column = next(zip(*np.nonzero(trial.candidates("new_tie") & trial.labels), strict=True))
    pair = (trial.history.ids[column], trial.history.ids[trial.rows[row]])
    without = back_test(snapshot, acted_on=[pair], **options).table
    assert (plain["n_candidates"] - without["n_candidates"] == 2).all()  # both directions
    assert (plain["n_positive"] - without["n_positive"] == 2).all()


def test_circular_data_the_test_records_know_nothing_of_the_score():
    tree = ast.parse(inspect.getsource(benchmarks.meetings))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name and name.startswith("analysis")}


def test_pure_chance_is_not_found_to_be_better_than_chance():
    random = np.random.default_rng(5)
    actors = [f"a{k:02d}" for k in range(50)]
    nodes = {"Actor": [{"id": a, "kind": "mso"} for a in actors], "Meeting": []}
    came = []
    for k in range(150):
        day = dt.date(2018, 1, 1) + dt.timedelta(days=7 * k)
        nodes["Meeting"].append({"id": f"m{k}", "name": f"Treffen {random.integers(9)}", "date_start": str(day)})
        came += [{"source": str(a), "target": f"m{k}"} for a in random.choice(actors, 3, replace=False)]
    result = back_test(Snapshot.from_rows(nodes, {"ATTENDED": came}), horizon_days=200)
    row = result.intervals.set_index("baseline").loc["random"]
    assert row["low"] <= 0
