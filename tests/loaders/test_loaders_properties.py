"""Whatever stands in a file: a report or a refusal, never another error, and nothing half-loaded."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import loaders
from graphmodel import open_store
from loaders.guard import inspect
from loaders.headers import TABLE_NAMES
from tests.loaders.bad_cases import CASES, book

WORDS = (
    "Organisation", "Ort", "AGS", "Datum", "Veranstaltung", "Status", "Rolle", "Kommune", "Partnerkommune", "Land",
    "Art",
    "Von", "Nach", "Themen", "Name", "Kürzel", "Sprachen", "id", "Budget", "seit", "bis", "Einwohner", "PLZ",
)  # fmt: skip
VALUES = (
    "Chor der Kulturen e.V.", "Stadt Kerpen", "Kerpen", "05362032", "5362032", "5,36E+06", "03.07.2024", "31.02.2024",
    "x",
    "anwesend", "entschuldigt", "vielleicht", "Ghana", "Kongo", "PP", "1.234,50", "1,234.50", "kim@example.org", "=1+1",
    "#REF!", "", " ", "-", "Summe",
)  # fmt: skip
cells = st.one_of(st.sampled_from(VALUES), st.text(max_size=30))
headers = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), min_size=1, max_size=8)
tables = st.sampled_from([None, *TABLE_NAMES])
encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "mac-roman"])


def assert_whole_or_nothing(data: bytes, name: str, table: str | None, *, again: bool = False) -> None:
    """Load into a store with something in it, and check what holds for every load."""
    with tempfile.TemporaryDirectory() as folder, open_store(":memory:") as store:
        (Path(folder) / "vorher.csv").write_text("Organisation;Ort\nChor der Kulturen e.V.;Kerpen\n", "utf-8")
        assert loaders.load(store, Path(folder) / "vorher.csv").ok
        before = (store.snapshot().fingerprint, store.counts())
        path = Path(folder) / name
        path.write_bytes(data)
        trial = loaders.load(store, path, table=table, dry_run=True) if again else None
        assert (store.snapshot().fingerprint, store.counts()) == before
        report = loaders.load(store, path, table=table)
        counts = report.counts.as_dict()
        assert counts["read"] == sum(value for kind, value in counts.items() if kind != "read")
        for problem in report.problems:
            assert problem.message("de").isprintable()
            assert problem.message("en").isprintable()
        if trial is not None:
            assert (report.verdict, report.counts) == (trial.verdict, trial.counts)
        if report.load is None:
            assert (store.snapshot().fingerprint, store.counts()) == before
            return
        if again:
            repeated = loaders.load(store, path, table=table)
            assert repeated.counts.created == repeated.counts.changed == 0
        loaders.undo(store, report.load)
        assert store.snapshot().fingerprint == before[0]


SLOW = settings(max_examples=max(8, settings().max_examples // 10))
"""For formats that are read in a process of their own."""


@given(headers, st.lists(st.lists(cells, max_size=9), max_size=6), st.sampled_from(";,\t"), encodings, tables)
@example(["Organisation", "Land"], [["Chor", "Kongo"]], ";", "utf-8", "actors")
def test_any_csv_is_reported_and_never_half_loaded(head, rows, delimiter, encoding, table) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    assert_whole_or_nothing(text.getvalue().encode(encoding, "replace"), "liste.csv", table, again=True)


@SLOW
@given(headers, st.lists(st.lists(cells, max_size=6), max_size=4), tables)
def test_any_workbook_is_reported_and_never_half_loaded(head, rows, table) -> None:
    assert_whole_or_nothing(book([head, *rows]), "liste.xlsx", table)


@given(st.sampled_from(VALUES), st.sampled_from(WORDS), st.integers(1, 40))
def test_many_equal_rows_are_one_statement(value, word, count) -> None:
    rows = "".join(f"Chor der Kulturen e.V.;{value}\n" for _ in range(count))
    assert_whole_or_nothing(f"Organisation;{word}\n{rows}".encode(), "liste.csv", None, again=True)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.json", "a.ics", "a.pdf", "a.xml", "a", "a.zip"]))
def test_any_bytes_are_refused_or_read(data, name) -> None:
    assert_whole_or_nothing(data, name, None)


SIGNS = [b"\0", b"<", b'"', b"\n", b"\xff", b";", b"}"]
SMALL = [case for case in CASES if not case.name.startswith(("bombe", "luecke", "lang", "wieder", "kennwort", "<"))]
DATA = {case.name: case.data for case in SMALL}


@SLOW
@given(st.sampled_from(SMALL), st.data())
def test_damaged_files_are_refused_or_read(case, data) -> None:
    """Files of every format with some bytes changed, cut out or doubled."""
    content = bytearray(DATA[case.name])
    for _ in range(data.draw(st.integers(1, 4), label="changes")):
        if not content:
            break
        at = data.draw(st.integers(0, len(content) - 1), label="at")
        kind = data.draw(st.sampled_from(["flip", "cut", "twice", "set"]), label="kind")
        if kind == "flip":
            content[at] ^= 1 << data.draw(st.integers(0, 7), label="bit")
        elif kind == "cut":
            del content[at : at + data.draw(st.integers(1, 60), label="n")]
        elif kind == "twice":
            content[at:at] = content[at : at + 40]
        else:
            content[at : at + 1] = data.draw(st.sampled_from(SIGNS), label="put")
    assert_whole_or_nothing(bytes(content), case.name, case.table)


@given(st.binary(max_size=2_000), st.text(max_size=20))
def test_the_guard_never_fails(data, name) -> None:
    found = inspect(data, name=name)
    assert found.kind or any(problem.severity == "error" for problem in found.problems)


STARTS = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.4\n", b"\x1f\x8b\x08", b"<?xml ", b"{"]


@SLOW
@given(st.sampled_from(STARTS), st.binary(max_size=500))
def test_files_that_only_begin_well_are_refused_or_read(start, rest) -> None:
    assert_whole_or_nothing(start + rest, "datei", None)
