"""What goes wrong with files: the right verdict, a message that names the place, and nothing half-loaded."""

from __future__ import annotations

import re

import pytest

import loaders
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
