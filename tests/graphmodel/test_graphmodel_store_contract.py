"""What every store promises: one body for the embedded store, in a file and in memory, and for each Neo4j."""

import datetime as dt
import math
from collections.abc import Iterator

import numpy as np
import pytest

from graphmodel import Counts, GraphStore, SchemaError, Snapshot, StoreError, copy_store, open_store
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from graphmodel.stores.base import BATCH

ACTORS = [{"id": "act-a", "name": "A"}, {"id": "act-b", "name": "B"}]
MEETING = [{"id": "mtg-1", "name": "Treffen"}]
CAME = {"source": "act-a", "target": "mtg-1", "key": "k"}
NASTY = [
    "'; DROP TABLE nodes; --",
    '"}) DETACH DELETE n //',
    "`) SET n.name = 'x' //",
    "$rows",
    "\\",
    "{{id}}",
    "<script>alert(1)</script>",
    "%s %d {0}",
    "a\nb\tc\r\n",
    "",
    " ",
    "null",
]


def filled(store: GraphStore) -> GraphStore:
    store.upsert_nodes("Actor", ACTORS)
    store.upsert_nodes("Meeting", MEETING)
    store.upsert_relationships("ATTENDED", [{**CAME, "role": "speaker"}])
    return store


def counted(counts: Counts) -> tuple[int, int, int, int]:
    return counts.created, counts.updated, counts.unchanged, len(counts.dangling)


def only(store: GraphStore, label: str = "Actor") -> dict[str, object]:
    (row,) = store.read_nodes(label)
    return row


def test_it_is_a_store(store: GraphStore) -> None:
    assert isinstance(store, GraphStore)
    assert store.info()["kind"] in {"sqlite", "neo4j"}
    assert store.info()["url"] == store.url
    assert store.check() == []


# ---------------------------------------------------------------- nodes
def test_the_same_rows_again_change_nothing(store: GraphStore) -> None:
    assert counted(store.upsert_nodes("Actor", ACTORS)) == (2, 0, 0, 0)
    before = store.snapshot().fingerprint
    assert counted(store.upsert_nodes("Actor", ACTORS)) == (0, 0, 2, 0)
    assert store.snapshot().fingerprint == before
    assert store.counts()["Actor"] == 2


def test_counts_tell_new_from_changed_from_same(store: GraphStore) -> None:
    store.upsert_nodes("Actor", ACTORS)
    rows = [{"id": "act-a", "name": "A"}, {"id": "act-b", "name": "neu"}, {"id": "act-c", "name": "C"}]
    assert counted(store.upsert_nodes("Actor", rows)) == (1, 1, 1, 0)


def test_a_partial_row_keeps_the_rest(store: GraphStore) -> None:
    store.upsert_nodes("Actor", [{"id": "act-a", "name": "A", "kind": "mso", "aliases": ["x"]}])
    assert counted(store.upsert_nodes("Actor", [{"id": "act-a", "kind": "ngo"}])) == (0, 1, 0, 0)
    assert only(store) == {"id": "act-a", "name": "A", "kind": "ngo", "aliases": ["x"]}


def test_a_row_of_nothing_but_its_id_creates_and_then_changes_nothing(store: GraphStore) -> None:
    assert counted(store.upsert_nodes("Actor", [{"id": "act-a"}])) == (1, 0, 0, 0)
    store.upsert_nodes("Actor", [{"id": "act-a", "name": "A"}])
    assert counted(store.upsert_nodes("Actor", [{"id": "act-a"}])) == (0, 0, 1, 0)
    assert only(store) == {"id": "act-a", "name": "A"}


def test_none_removes(store: GraphStore) -> None:
    store.upsert_nodes("Actor", [{"id": "act-a", "name": "A", "kind": "mso"}])
    assert counted(store.upsert_nodes("Actor", [{"id": "act-a", "kind": None}])) == (0, 1, 0, 0)
    assert only(store) == {"id": "act-a", "name": "A"}
    assert counted(store.upsert_nodes("Actor", [{"id": "act-a", "kind": None}])) == (0, 0, 1, 0)


@pytest.mark.parametrize("missing", [None, math.nan, np.nan, np.float64("nan")])
def test_missing_values_of_new_nodes_are_not_stored(store: GraphStore, missing: object) -> None:
    rows = [{"id": "mun-1", "name": missing, "lat": missing, "population": missing, "aliases": None}]
    assert counted(store.upsert_nodes("Municipality", rows)) == (1, 0, 0, 0)
    assert only(store, "Municipality") == {"id": "mun-1"}


def test_the_last_of_equal_ids_wins_and_counts_once(store: GraphStore) -> None:
    rows = [{"id": "act-a", "name": "first", "kind": "mso"}, {"id": "act-a", "name": "last"}]
    assert counted(store.upsert_nodes("Actor", rows)) == (1, 0, 0, 0)
    assert only(store) == {"id": "act-a", "name": "last", "kind": "mso"}


def test_the_same_id_under_two_labels_is_two_nodes(store: GraphStore) -> None:
    store.upsert_nodes("Actor", [{"id": "x", "name": "actor"}])
    store.upsert_nodes("Theme", [{"id": "x", "name": "theme"}])
    assert (only(store)["name"], only(store, "Theme")["name"]) == ("actor", "theme")


@pytest.mark.parametrize("rows", [[], iter(())])
def test_an_empty_batch_is_fine(store: GraphStore, rows: Iterator) -> None:
    assert store.upsert_nodes("Actor", rows) == Counts()
    assert store.upsert_relationships("ATTENDED", []) == Counts()
    assert store.delete_nodes("Actor", []) == store.delete_relationships("ATTENDED", []) == 0
    assert not any(store.counts().values())


def test_more_rows_than_fit_in_one_batch(store: GraphStore) -> None:
    n = BATCH + 7
    assert counted(store.upsert_nodes("Actor", ({"id": f"act-{i:05}"} for i in range(n)))) == (n, 0, 0, 0)
    store.upsert_nodes("Meeting", MEETING)
    rows = [{"source": f"act-{i:05}", "target": "mtg-1"} for i in range(n)] + [{"source": "nobody", "target": "mtg-1"}]
    counts = store.upsert_relationships("ATTENDED", rows)
    assert counted(counts) == (n, 0, 0, 1)
    assert store.counts()["ATTENDED"] == n
    assert store.delete_nodes("Actor", [f"act-{i:05}" for i in range(n)]) == n


# ---------------------------------------------------------------- values
def test_values_come_back_equal(store: GraphStore) -> None:
    row = {
        "id": "mun-05315000",
        "name": "Köln 🌍 Ⱥ́ \u202eمرحبا",
        "population": 2**53 + 1,
        "area_km2": 405.01,
        "lat": -0.1,
        "lon": 5e-324,
        "aliases": ["Cöln", "Cologne", "", "Cöln"],
        "website": "",
        "as_of": "2019-10",
    }
    store.upsert_nodes("Municipality", [row])
    assert only(store, "Municipality") == row
    assert counted(store.upsert_nodes("Municipality", [row])) == (0, 0, 1, 0)


def test_a_whole_number_where_a_decimal_is_meant(store: GraphStore) -> None:
    store.upsert_nodes("Municipality", [{"id": "mun-1", "lat": 51, "lon": 7.5}])
    assert only(store, "Municipality") == {"id": "mun-1", "lat": 51.0, "lon": 7.5}
    assert counted(store.upsert_nodes("Municipality", [{"id": "mun-1", "lat": 51.0}])) == (0, 0, 1, 0)
    assert store.snapshot().nodes("Municipality")["lat"].tolist() == [51.0]


def test_numpy_numbers_dates_and_tuples_are_taken_as_what_they_are(store: GraphStore) -> None:
    store.upsert_nodes(
        "Municipality",
        [{"id": "mun-1", "population": np.int64(7), "lat": np.float32(0.5), "aliases": ("a",), "name": np.str_("N")}],
    )
    assert only(store, "Municipality") == {"id": "mun-1", "population": 7, "lat": 0.5, "aliases": ["a"], "name": "N"}
    store.upsert_nodes("Meeting", [{"id": "mtg-1", "date_start": dt.date(2019, 10, 3)}])
    assert only(store, "Meeting")["date_start"] == "2019-10-03"


@pytest.mark.parametrize("date", ["2019", "2019-10", "2019-10-03"])
def test_dates_keep_their_precision(store: GraphStore, date: str) -> None:
    store.upsert_nodes("Meeting", [{"id": "mtg-1", "date_start": date}])
    assert only(store, "Meeting")["date_start"] == date


def test_lists_are_replaced_whole(store: GraphStore) -> None:
    store.upsert_nodes("Actor", [{"id": "act-a", "aliases": ["x", "y"]}])
    store.upsert_nodes("Actor", [{"id": "act-a", "aliases": ["z"]}])
    assert only(store)["aliases"] == ["z"]
    store.upsert_nodes("Actor", [{"id": "act-a", "aliases": []}])
    assert only(store)["aliases"] == []


def test_values_are_never_interpreted(store: GraphStore) -> None:
    filled(store)
    rows = [{"id": f"act-{text}", "name": text, "aliases": [text]} for text in NASTY]
    ties = [{"source": row["id"], "target": "mtg-1", "key": row["name"], "role": row["name"]} for row in rows]
    assert counted(store.upsert_nodes("Actor", rows)) == (len(NASTY), 0, 0, 0)
    assert counted(store.upsert_relationships("ATTENDED", ties)) == (len(NASTY), 0, 0, 0)
    found = store.read_nodes("Actor", where={"name": NASTY})
    assert found == sorted(rows, key=lambda row: row["id"])
    assert all(tie in store.read_relationships("ATTENDED") for tie in ties)
    assert store.delete_relationships("ATTENDED", ties) == len(NASTY)
    assert store.delete_nodes("Actor", [row["id"] for row in rows]) == len(NASTY)
    assert store.read_nodes("Actor") == ACTORS


def test_labels_and_types_come_only_from_the_schema(store: GraphStore) -> None:
    filled(store)
    before = store.counts()
    for name in [*NASTY, "Unknown", "Actor` {id: 'x'}) //", "actor", None, 3, ["Actor"]]:
        for call in (
            lambda name: store.upsert_nodes(name, ACTORS),
            store.read_nodes,
            lambda name: store.delete_nodes(name, ["act-a"]),
            lambda name: store.upsert_relationships(name, [CAME]),
            store.read_relationships,
            lambda name: store.delete_relationships(name, [CAME]),
        ):
            with pytest.raises(SchemaError, match="must be one of"):
                call(name)
    assert store.counts() == before


def test_property_names_come_only_from_the_schema(store: GraphStore) -> None:
    filled(store)
    for name in [*NASTY, "props", "nid", "name` = 1 //"]:
        with pytest.raises(SchemaError, match="Actor has no property"):
            store.upsert_nodes("Actor", [{"id": "act-c"}, {"id": "act-d", name: "x"}])
        with pytest.raises(SchemaError, match="ATTENDED has no property"):
            store.upsert_relationships("ATTENDED", [{**CAME, name: "x"}])
        with pytest.raises(SchemaError, match="Actor has no property"):
            store.read_nodes("Actor", where={name: ["x"]})
    assert store.read_nodes("Actor") == ACTORS


WRONG = [
    ("Actor", {}),
    ("Actor", {"id": ""}),
    ("Actor", {"id": None}),
    ("Actor", {"id": 7}),
    ("Actor", {"id": "x", "name": 7}),
    ("Actor", {"id": "x", "aliases": "text"}),
    ("Actor", {"id": "x", "aliases": [1]}),
    ("Actor", {"id": "x", "aliases": [None]}),
    ("Actor", {"id": "x", "name": {"a": 1}}),
    ("Municipality", {"id": "x", "population": "7"}),
    ("Municipality", {"id": "x", "population": 7.5}),
    ("Municipality", {"id": "x", "population": True}),
    ("Municipality", {"id": "x", "population": 2**63}),
    ("Municipality", {"id": "x", "lat": math.inf}),
    ("Meeting", {"id": "x", "date_start": "2019-02-30"}),
    ("Meeting", {"id": "x", "date_start": "3.10.2019"}),
    ("Actor", {"id": "x", "name": "half \ud800"}),
    ("Actor", {"id": "half \ud800"}),
]


def test_values_of_the_wrong_kind_are_refused_and_nothing_is_written(store: GraphStore) -> None:
    for label, row in WRONG:
        with pytest.raises(SchemaError, match=r"(must|half character)"):
            store.upsert_nodes(label, [{"id": "good"}, row])
    assert not any(store.counts().values())


# ---------------------------------------------------------------- relationships
def test_a_relationship_is_known_by_type_ends_and_key(store: GraphStore) -> None:
    filled(store)
    rows = [
        CAME,
        {**CAME, "key": "other"},
        {**CAME, "source": "act-b"},
        {"source": "act-a", "target": "mtg-1"},
        {"source": "act-a", "target": "mtg-1", "key": None},
    ]
    assert counted(store.upsert_relationships("ATTENDED", rows)) == (3, 0, 1, 0)
    assert counted(store.upsert_relationships("INVITED", rows)) == (4, 0, 0, 0)
    found = [(row["source"], row["key"]) for row in store.read_relationships("ATTENDED")]
    assert found == [("act-a", ""), ("act-a", "k"), ("act-a", "other"), ("act-b", "k")]


def test_relationships_follow_the_rules_of_nodes(store: GraphStore) -> None:
    filled(store)
    assert counted(store.upsert_relationships("ATTENDED", [{**CAME, "role": "speaker"}])) == (0, 0, 1, 0)
    assert counted(store.upsert_relationships("ATTENDED", [{**CAME, "since": "2019"}])) == (0, 1, 0, 0)
    assert store.read_relationships("ATTENDED") == [{**CAME, "role": "speaker", "since": "2019"}]
    assert counted(store.upsert_relationships("ATTENDED", [{**CAME, "role": None}])) == (0, 1, 0, 0)
    assert counted(store.upsert_relationships("ATTENDED", [CAME, CAME])) == (0, 0, 1, 0)
    rows = [{**CAME, "role": "first"}, {**CAME, "role": "last", "since": None}]
    assert counted(store.upsert_relationships("ATTENDED", rows)) == (0, 1, 0, 0)
    assert store.read_relationships("ATTENDED") == [{**CAME, "role": "last"}]


def test_missing_values_of_new_relationships_are_not_stored(store: GraphStore) -> None:
    filled(store)
    row = {"source": "act-b", "target": "mtg-1", "key": "k"}
    assert counted(store.upsert_relationships("ATTENDED", [{**row, "role": None, "since": None}])) == (1, 0, 0, 0)
    assert row in store.read_relationships("ATTENDED")


def test_unknown_ends_are_reported_and_never_created(store: GraphStore) -> None:
    filled(store)
    rows = [
        {"source": "act-x", "target": "mtg-1", "key": "", "role": "guest"},
        {"source": "act-a", "target": "mtg-x", "key": ""},
        {"source": "act-b", "target": "mtg-1", "key": ""},
        {"source": "mtg-1", "target": "act-a", "key": ""},
    ]
    before = store.counts()
    counts = store.upsert_relationships("ATTENDED", rows)
    assert counted(counts) == (1, 0, 0, 3)
    dangling = sorted((dict(row) for row in counts.dangling), key=lambda row: (row["source"], row["target"]))
    assert dangling == [rows[1], rows[0], rows[3]]
    assert store.counts() == {**before, "ATTENDED": 2}


def test_an_end_of_a_label_that_the_type_does_not_join_is_unknown(store: GraphStore) -> None:
    filled(store)
    store.upsert_nodes("Theme", [{"id": "thm-x"}])
    assert counted(store.upsert_relationships("ATTENDED", [{"source": "thm-x", "target": "mtg-1"}])) == (0, 0, 0, 1)


def test_ends_may_have_any_label_of_the_type(store: GraphStore) -> None:
    filled(store)
    store.upsert_nodes("Municipality", [{"id": "mun-1"}, {"id": "mun-2"}])
    ends = [("act-a", "act-b"), ("act-a", "mun-1"), ("mun-1", "act-b"), ("mun-1", "mun-2"), ("mun-2", "mun-2")]
    rows = [{"source": source, "target": target, "kind": "x"} for source, target in ends]
    assert counted(store.upsert_relationships("COOPERATES_WITH", rows)) == (5, 0, 0, 0)
    assert counted(store.upsert_relationships("COOPERATES_WITH", rows)) == (0, 0, 5, 0)
    assert [(row["source"], row["target"]) for row in store.read_relationships("COOPERATES_WITH")] == ends


def test_direction_is_kept(store: GraphStore) -> None:
    filled(store)
    rows = [{"source": "act-a", "target": "act-b", "amount_eur": 5}, {"source": "act-b", "target": "act-a"}]
    assert counted(store.upsert_relationships("FUNDS", rows)) == (2, 0, 0, 0)
    found = [(row["source"], row.get("amount_eur")) for row in store.read_relationships("FUNDS")]
    assert found == [("act-a", 5), ("act-b", None)]


@pytest.mark.parametrize("row", [{}, {"source": "act-a"}, {"target": "mtg-1"}, {**CAME, "key": 7}, {**CAME, "x": 1}])
def test_relationships_without_ends_or_with_wrong_values_are_refused(store: GraphStore, row: dict) -> None:
    filled(store)
    with pytest.raises(SchemaError, match=r"ATTENDED"):
        store.upsert_relationships("ATTENDED", [{"source": "act-b", "target": "mtg-1"}, row])
    assert store.counts()["ATTENDED"] == 1


# ---------------------------------------------------------------- deleting
def test_deleting_a_node_takes_its_relationships_along(store: GraphStore) -> None:
    filled(store)
    store.upsert_relationships("ATTENDED", [{"source": "act-b", "target": "mtg-1"}])
    assert store.delete_nodes("Actor", ["act-a", "act-a", "nobody"]) == 1
    assert store.counts() == {**dict.fromkeys((*DOMAIN_LABELS, *TYPES), 0), "Actor": 1, "Meeting": 1, "ATTENDED": 1}
    assert store.check() == []


def test_deleting_touches_only_that_label(store: GraphStore) -> None:
    filled(store)
    assert store.delete_nodes("Meeting", ["act-a"]) == 0
    assert store.counts()["Actor"] == 2


def test_deleting_relationships_leaves_the_ends(store: GraphStore) -> None:
    filled(store)
    assert store.delete_relationships("ATTENDED", [{**CAME, "key": "other"}, {"source": "act-a", "target": "x"}]) == 0
    assert store.delete_relationships("ATTENDED", [{**CAME, "role": "whatever"}]) == 1
    assert (store.counts()["ATTENDED"], store.counts()["Actor"]) == (0, 2)


# ---------------------------------------------------------------- reading
def test_rows_come_sorted_with_only_what_they_have(store: GraphStore) -> None:
    names = ["act-z", "act-ä", "act-B", "act-a", "act-\uff21", "act-\U0001f600", "act-"]
    store.upsert_nodes("Actor", [{"id": name, "kind": None} for name in names])
    assert store.read_nodes("Actor") == [{"id": name} for name in sorted(names)]


def test_where_keeps_only_what_matches_everything(store: GraphStore) -> None:
    rows = [{"id": "a", "kind": "mso", "name": "x"}, {"id": "b", "kind": "mso"}, {"id": "c", "kind": "ngo"}]
    store.upsert_nodes("Actor", rows)
    assert store.read_nodes("Actor", where={"kind": ["mso", "other"], "id": ["a", "c"]}) == rows[:1]
    assert store.read_nodes("Actor", where={"kind": ["ngo"]}) == rows[2:]
    assert store.read_nodes("Actor", where={"id": []}) == []


def test_counts_name_every_kind_of_the_network_and_no_bookkeeping(store: GraphStore) -> None:
    filled(store)
    store.upsert_nodes("Load", [{"id": "load-1", "status": "done"}])
    counts = store.counts()
    assert set(counts) == {*DOMAIN_LABELS, *TYPES}
    assert {name: n for name, n in counts.items() if n} == {"Actor": 2, "Meeting": 1, "ATTENDED": 1}


def test_a_snapshot_has_every_column_even_when_empty(store: GraphStore) -> None:
    snapshot = store.snapshot()
    for label in DOMAIN_LABELS:
        assert list(snapshot.nodes(label).columns) == list(LABELS[label].properties)
        assert snapshot.nodes(label).empty
    for name, kind in TYPES.items():
        assert list(snapshot.relationships(name).columns) == list(kind.properties)


def test_bookkeeping_does_not_change_the_fingerprint(store: GraphStore) -> None:
    before = filled(store).snapshot().fingerprint
    store.upsert_nodes("Decision", [{"id": "dec-1", "verdict": "same"}])
    assert store.snapshot().fingerprint == before


def everything() -> tuple[dict[str, list[dict[str, object]]], dict[str, list[dict[str, object]]]]:
    """One node of each label and one relationship for each pair of labels, every property filled."""
    examples = {"text": "Ä 'x'", "texts": ["b", "a"], "integer": 3, "number": 2, "date": "2019-10", "boolean": True}
    nodes = {
        label: [{name: examples[kind] for name, kind in LABELS[label].properties.items()} | {"id": f"{label}-{i}"}]
        for i, label in enumerate(LABELS)
    }
    first = {label: rows[0]["id"] for label, rows in nodes.items()}
    ties = {
        name: [
            {prop: examples[value] for prop, value in kind.properties.items()}
            | {"source": first[source], "target": first[target]}
            for source in kind.sources
            for target in kind.targets
        ]
        for name, kind in TYPES.items()
    }
    return nodes, ties


def fill(store: GraphStore) -> None:
    nodes, ties = everything()
    for label, rows in nodes.items():
        assert counted(store.upsert_nodes(label, rows)) == (len(rows), 0, 0, 0), label
    for name, rows in ties.items():
        assert counted(store.upsert_relationships(name, rows)) == (len(rows), 0, 0, 0), name


def test_the_same_data_have_the_same_fingerprint_everywhere(store: GraphStore) -> None:
    fill(store)
    nodes, ties = everything()
    with open_store(":memory:") as other:
        fill(other)
        assert store.snapshot().fingerprint == other.snapshot().fingerprint
    assert store.snapshot().fingerprint == Snapshot.from_rows(nodes, ties).fingerprint


def test_a_graph_can_be_copied_there_and_back(store: GraphStore) -> None:
    with open_store(":memory:") as origin, open_store(":memory:") as back:
        fill(origin)
        assert copy_store(origin, store).created == sum(origin.counts().values()) + 3  # and the bookkeeping
        copy_store(store, back)
        assert back.snapshot().fingerprint == origin.snapshot().fingerprint
        assert back.read_nodes("Load") == origin.read_nodes("Load")
        with pytest.raises(StoreError, match="holds a graph already"):
            copy_store(origin, store)


# ---------------------------------------------------------------- transactions
class Stop(Exception):  # noqa: N818 - an interruption, no error
    """What breaks a transaction off."""


def test_a_transaction_that_ends_well_keeps_everything(store: GraphStore) -> None:
    with store.transaction():
        filled(store)
        assert store.counts()["ATTENDED"] == 1
    assert store.counts()["ATTENDED"] == 1


@pytest.mark.parametrize("error", [Stop, KeyboardInterrupt, SystemExit])
def test_a_transaction_that_is_broken_off_leaves_nothing(store: GraphStore, error: type[BaseException]) -> None:
    store.upsert_nodes("Actor", ACTORS[:1])
    before = store.snapshot().fingerprint
    with pytest.raises(error), store.transaction():  # noqa: PT012
        filled(store)
        store.upsert_nodes("Actor", [{"id": "act-a", "name": "changed"}])
        store.delete_nodes("Actor", ["act-b"])
        raise error
    assert store.snapshot().fingerprint == before
    assert counted(store.upsert_nodes("Actor", ACTORS)) == (1, 0, 1, 0)


def test_a_refused_row_breaks_the_transaction_off(store: GraphStore) -> None:
    with pytest.raises(SchemaError, match="no property"), store.transaction():  # noqa: PT012
        store.upsert_nodes("Actor", ACTORS)
        store.upsert_nodes("Actor", [{"id": "act-c", "nonsense": 1}])
    assert store.counts()["Actor"] == 0


def test_transactions_nest(store: GraphStore) -> None:
    with store.transaction():
        store.upsert_nodes("Actor", ACTORS[:1])
        with store.transaction():
            store.upsert_nodes("Actor", ACTORS[1:])
        assert store.counts()["Actor"] == 2
    assert store.counts()["Actor"] == 2


def test_an_outer_transaction_takes_the_inner_one_back(store: GraphStore) -> None:
    with pytest.raises(Stop), store.transaction():  # noqa: PT012
        with store.transaction():
            store.upsert_nodes("Actor", ACTORS)
        raise Stop
    assert store.counts()["Actor"] == 0


def test_a_failed_inner_transaction_does_not_pass_in_silence(store: GraphStore) -> None:
    with pytest.raises(StoreError, match="nothing was kept"), store.transaction():  # noqa: PT012
        store.upsert_nodes("Actor", ACTORS[:1])
        with pytest.raises(Stop), store.transaction():  # noqa: PT012
            store.upsert_nodes("Actor", ACTORS[1:])
            raise Stop
    assert store.counts()["Actor"] == 0
    assert counted(store.upsert_nodes("Actor", ACTORS)) == (2, 0, 0, 0)


def test_what_was_written_is_there_after_opening_again(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        store.ensure_schema()
        before = filled(store).snapshot().fingerprint
    with open_store(lasting_url) as store:
        store.ensure_schema()
        assert store.snapshot().fingerprint == before
        assert store.check() == []
