"""A trial run says exactly what the load then does, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import loaders

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LIST = "Organisation;Ort;Webseite;Sicherheit\n"
SHEET = "Veranstaltung;Datum;Organisation;Status\n"
CAME = "Forum;03.07.2024;Verein Eins;anwesend\n"
STEPS = [
    ("a.csv", f"{LIST}Verein Eins;Düren;eins.example;hoch\nVerein Zwei;Bonn;;\n"),
    ("b.csv", f"{LIST}Verein Eins;Düren;neu.example;niedrig\nVerein Drei;Neuss;;\n"),
    ("c.csv", f"{LIST}Verein Zwei;Bonn;zwei.example;\nVerein Alt;;alt.example;\n"),
    ("d.csv", f"{SHEET}{CAME}Forum;03.07.2024;Verein Vierzig;anwesend\nForum;03.07.2024;Verein Zwei;vielleicht\n"),
    ("e.csv", f"{SHEET}{CAME}{CAME}Summe;;;2\n"),
]


def state(store):
    return store.snapshot().fingerprint, store.counts(), store.read_nodes("Record"), store.read_nodes("Decision")


def assert_trial_is_true(store, paths) -> None:
    before = state(store)
    tried = loaders.load(store, paths, dry_run=True).as_dict()
    assert state(store) == before
    done = loaders.load(store, paths).as_dict()
    for name in ("verdict", "files", "counts", "graph", "problems", "review"):
        assert tried[name] == done[name], name
    assert (tried["load"], tried["dry_run"]) == (None, True)
    assert tried["counts"]["read"] > 0


def test_a_trial_is_true_step_after_step(store, write) -> None:
    store.upsert_nodes("Actor", [{"id": "act-verein-alt", "name": "Verein Alt", "website": "alt.example"}])
    seen = set()
    for name, text in STEPS:
        assert_trial_is_true(store, write(name, text))
        seen |= {key for key, n in loaders.history(store)[0]["counts"].items() if n}
    assert {"created", "changed", "unchanged", "skipped", "waiting", "nodes_updated", "nodes_unchanged"} <= seen


def test_a_trial_of_the_invented_district_is_true(store) -> None:
    folder = EXAMPLES / "musterkreis"
    assert_trial_is_true(store, folder / "organisationen.xlsx")
    assert_trial_is_true(store, folder)
