"""What goes wrong with files: the right verdict, a message that names the place, and nothing half-loaded."""

from __future__ import annotations

import gzip
import re
import tracemalloc

import pytest

import loaders
from loaders.guard import inspect
from loaders.questions import review_items
from tests.loaders.bad_cases import CASES

BEFORE = "Organisation;Ort\nChor der Kulturen e.V.;Kerpen\nVerein Zugvogel;Düren\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_gets_its_verdict_and_leaves_the_store_alone(store, write, case) -> None:
    loaders.load(store, write("vorher.csv", BEFORE))
    before = (store.snapshot().fingerprint, store.counts(), len(review_items(store)))
    path = write(case.name, case.data)
    report = loaders.load(store, path, table=case.table, dry_run=True)
    said = [problem.message() for problem in report.problems]
    assert report.verdict == case.verdict, said
    assert (store.snapshot().fingerprint, store.counts(), len(review_items(store))) == before
    told = {problem.row for problem in report.problems}
    told |= {int(row) for text in said for row in re.findall(r"Zeile (\d+)", text)}
    assert set(case.rows) <= told, said
    assert set(case.columns) <= {problem.column for problem in report.problems}, said
    for word in case.words:
        assert any(word in text for text in said), said
    if case.verdict == "reject":
        assert all(case.name in text for text in said[:1])
        again = loaders.load(store, path, table=case.table)
        assert (again.load, store.counts()) == (None, before[1])
    counts = report.counts.as_dict()
    assert counts["read"] == sum(value for name, value in counts.items() if name != "read")


KINDS = (
    "two lists of different letters pasted together", "letters of DOS", "UTF-16 with tabs", "a NUL byte", "nothing",
    "a line that names the separator", "a header twice", "headers that differ by a blank", "no column that is needed",
    "markup in names", "statements in names", "a kind that would be a label", "signs that turn the direction",
    "letters that look alike", "umlauts of two signs", "signs that steer a terminal", "a cell without end",
    "a hundred thousand blank rows", "a gzip that grows", "keys without their zero", "keys as powers of ten",
    "keys of three lengths", "keys that nobody has", "a postcode without its zero", "days that do not exist",
    "years that cannot be meant", "numbers of two styles", "marks that nobody knows", "a reference to nothing",
    "persons among organisations", "countries of two meanings", "markup in the name of the file",
    "a workbook that grows", "half a workbook", "a text called workbook", "errors in cells",
    "crosses under two header rows", "keys as numbers",
    "a last cell far away", "a header twice in a workbook", "remarks behind cells", "an empty workbook",
    "hidden signs in a workbook", "a sheet that repeats itself", "half a calendar", "an event without beginning",
    "an end before the beginning", "a contact with private fields", "a number that is none",
    "lists in lists without end",
    "a number without end", "JSON in UTF-16", "a page instead of data", "what the council deleted",
    "council data of another version", "an answer that ran out of time", "odd answers", "latitude for longitude",
    "metres for degrees", "a foreign entity", "a word for a number", "two directions and parallel edges",
    "an attribute that nobody declared", "edges without nodes", "names without quotes", "a matrix that is too small",
    "connections to nobody", "headers of a bulk import that do not fit", "a matrix with letters and totals",
    "an old Word file", "a scan", "a password", "a loop of pages", "an action in a PDF", "hyphens of two columns",
    "a page with the wrong letters", "a mail with an attachment", "an archive that leaves its folder",
)  # fmt: skip


def test_every_kind_of_bad_file_has_its_case() -> None:
    assert len(set(KINDS)) == len(KINDS) == 78
    assert [
        (kind, case.name) for kind, case in zip(KINDS, CASES, strict=True) if not case.data and kind != "nothing"
    ] == []
    assert len({(case.name, case.table) for case in CASES}) == len(CASES)


def test_the_guard_refuses_in_little_memory_and_reads_what_it_counted() -> None:
    for case in CASES:
        data = case.data
        tracemalloc.start()
        found = inspect(data, name=case.name)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 50e6 or found.kind, case.name
    for text in (b"a", b"Organisation;Ort\n" * 400_000, bytes(range(256)) * 9_000):
        packed = gzip.compress(b"x;y\n" + text)
        assert inspect(packed, name="a.csv.gz").data == b"x;y\n" + text
        assert inspect(packed[:-9], name="a.csv.gz").kind == ""


@pytest.mark.parametrize("name", ["fehler.xlsx", "wieder.ods", "kumu.xlsx", "buendel.zip"])
def test_an_archive_that_lost_its_beginning_or_a_part_is_refused(write, name) -> None:
    data = next(case for case in CASES if case.name == name).data
    for damaged in (data[:40] + data[160:], data[160:], data[:60] + b"\0" * 30 + data[90:]):
        reading = loaders.read(write(name, damaged))
        assert reading.verdict == "reject"
        assert reading.problems[0].message().startswith(name)


def test_remarks_behind_cells_are_stored_nowhere(store, write) -> None:
    case = next(case for case in CASES if case.name == "notiz.xlsx")
    assert loaders.load(store, write(case.name, case.data), table=case.table).load
    kept = str([store.read_nodes(label) for label in ("Actor", "Meeting", "Record", "Load", "Decision")])
    assert ("krank" in kept, "Erika" in kept) == (False, False)


def test_what_is_accepted_is_stored_as_text_and_nothing_else(store, write) -> None:
    for name in ("xss.csv", "cypher.csv", "nfd.csv", "utf16.csv", "sep.csv"):
        case = next(case for case in CASES if case.name == name)
        assert loaders.load(store, write(name, case.data), table=case.table).load
    names = {row["name"] for row in store.read_nodes("Actor")}
    assert {"<b onclick=alert(1)>Verein</b>", "Verein') DETACH DELETE n //", "Grün e.V."} <= names
    assert sum(name.startswith("Chor") for name in names) == 1


def test_no_message_holds_a_control_character_or_markup_of_a_path(write) -> None:
    for case in CASES:
        if len(case.name) < 20 and case.verdict == "reject" and case.table:
            for problem in loaders.read(write(case.name, case.data), table=case.table).problems:
                assert problem.message().isprintable(), case.name
