"""What is known, and what was known at a date."""

import numpy as np
import pandas as pd
import pytest

from graphmodel import SchemaError, Snapshot
from graphmodel.schema import DOMAIN_LABELS, TYPES


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.from_rows(
        {
            "Actor": [{"id": "act-b", "name": "B", "aliases": ["x", "y"]}, {"id": "act-a"}],
            "Municipality": [{"id": "mun-1", "name": "Ort", "population": 100}, {"id": "mun-2", "lat": 51}],
            "Meeting": [
                {"id": "mtg-day", "date_start": "2019-10-03"},
                {"id": "mtg-month", "date_start": "2019-10"},
                {"id": "mtg-year", "date_start": "2019"},
                {"id": "mtg-none"},
            ],
        },
        {
            "ATTENDED": [
                {"source": "act-a", "target": meeting} for meeting in ("mtg-day", "mtg-month", "mtg-year", "mtg-none")
            ],
            "COOPERATES_WITH": [{"source": "act-a", "target": "act-b", "since": "2018", "until": "2019-06"}],
        },
    )


def test_tables_are_sorted_and_typed(snapshot: Snapshot) -> None:
    actors, towns = snapshot.nodes("Actor"), snapshot.nodes("Municipality")
    assert actors["id"].tolist() == ["act-a", "act-b"]
    assert actors["name"].tolist() == [None, "B"]
    assert actors["aliases"].tolist() == [None, ("x", "y")]
    assert actors["name"].dtype == object
    assert (towns["population"].dtype, towns["lat"].dtype) == (float, float)
    assert np.isnan(towns["population"].iloc[1])
    assert snapshot.relationships("ATTENDED")["key"].tolist() == [""] * 4
    assert repr(snapshot) == "Snapshot(8 nodes, 5 relationships)"


def test_a_table_that_is_changed_does_not_change_the_snapshot(snapshot: Snapshot) -> None:
    before = snapshot.fingerprint
    for table in (snapshot.nodes("Actor"), snapshot.relationships("ATTENDED")):
        table.loc[:, table.columns[0]] = "changed"
        table["new"] = 1
    assert snapshot.nodes("Actor")["id"].tolist() == ["act-a", "act-b"]
    assert Snapshot(snapshot._nodes, snapshot._relationships).fingerprint == before


@pytest.mark.parametrize(
    ("date", "meetings"),
    [
        ("2018-12-31", ["mtg-none"]),
        ("2019-10-02", ["mtg-none"]),
        ("2019-10-03", ["mtg-day", "mtg-none"]),
        ("2019-10", ["mtg-day", "mtg-month", "mtg-none"]),
        ("2019-12-30", ["mtg-day", "mtg-month", "mtg-none"]),
        ("2019", ["mtg-day", "mtg-month", "mtg-none", "mtg-year"]),
    ],
)
def test_at_a_date_only_what_had_surely_begun(snapshot: Snapshot, date: str, meetings: list[str]) -> None:
    then = snapshot.at(date)
    assert then.as_of == date
    assert then.nodes("Meeting")["id"].tolist() == meetings
    assert then.relationships("ATTENDED")["target"].tolist() == meetings


@pytest.mark.parametrize(
    ("date", "n"), [("2017", 0), ("2018-11", 0), ("2018", 1), ("2019-06-30", 1), ("2019-07-01", 0)]
)
def test_ties_hold_from_their_beginning_to_their_end(snapshot: Snapshot, date: str, n: int) -> None:
    assert len(snapshot.at(date).relationships("COOPERATES_WITH")) == n


def test_nothing_is_a_snapshot_too() -> None:
    empty = Snapshot.from_rows()
    assert all(empty.nodes(label).empty for label in DOMAIN_LABELS)
    assert all(empty.relationships(name).empty for name in TYPES)
    assert len(empty.fingerprint) == 16
    assert empty.fingerprint == empty.at("2020").fingerprint


@pytest.mark.parametrize(
    ("nodes", "ties"),
    [
        ({"Actor": [{"id": "act-a", "name": "a"}]}, {}),
        ({"Actor": [{"id": "act-a", "aliases": ["ab"]}]}, {}),
        ({"Actor": [{"id": "act-a", "aliases": ["a", "b"]}]}, {}),
        ({"Theme": [{"id": "act-a"}]}, {}),
        ({"Municipality": [{"id": "act-a", "population": 0}]}, {}),
        ({"Actor": [{"id": "act-a"}]}, {"MEMBER_OF": [{"source": "act-a", "target": "act-a"}]}),
        ({"Actor": [{"id": "act-a"}]}, {"PART_OF": [{"source": "act-a", "target": "act-a"}]}),
        ({"Actor": [{"id": "act-a"}]}, {"PART_OF": [{"source": "act-a", "target": "act-a", "key": "k"}]}),
    ],
)
def test_different_data_have_different_fingerprints(nodes: dict, ties: dict) -> None:
    marks = {Snapshot.from_rows(nodes, ties).fingerprint, Snapshot.from_rows({"Actor": [{"id": "act-a"}]}).fingerprint}
    assert len(marks) == 2


def test_names_fall_back_to_ids(snapshot: Snapshot) -> None:
    assert snapshot.names["act-b"] == "B"
    assert snapshot.names["act-a"] == "act-a"


@pytest.mark.parametrize("name", ["actor", "", None, "Load' OR 1=1"])
def test_what_the_schema_does_not_know_is_refused(snapshot: Snapshot, name: str) -> None:
    with pytest.raises(SchemaError, match="must be one of"):
        snapshot.nodes(name)
    with pytest.raises(SchemaError, match="must be one of"):
        snapshot.relationships(name)
    with pytest.raises(SchemaError, match="must be one of"):
        Snapshot.from_rows({name: []})
    with pytest.raises(SchemaError, match="no property 'x'"):
        Snapshot.from_rows({"Actor": [{"id": "a", "x": 1}]})


def test_the_bookkeeping_is_not_in_a_snapshot(snapshot: Snapshot) -> None:
    assert isinstance(snapshot.nodes("Load"), pd.DataFrame)
    assert snapshot.nodes("Load").empty
