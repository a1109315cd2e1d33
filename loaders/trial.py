"""What facts would do to the graph, found out without writing any of them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from loaders.merging import Outcome, differs, is_denied, merge, records_of, states_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.stores.base import GraphStore
    from loaders.facts import Fact
    from loaders.merging import Subject

__all__ = ["Trial"]

_NEW = "L9999"
"""Stands for the load that is not written; it is later than all others."""


class Trial:
    """A load of which only the outcome is wanted.

    Facts about somebody new need not be kept; of the others only what the graph does not say already.

    Parameters
    ----------
    store
        Any store; it is only read.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._there: dict[tuple[str, str], set[str]] = {}
        self._subjects: dict[tuple[str, str, Any], Subject] = {}
        self._created: set[Subject] = set()
        self._kept: dict[Subject, list[Fact]] = defaultdict(list)

    def add(self, facts: Iterable[Fact]) -> tuple[Subject, ...]:
        """Take note of facts.

        Parameters
        ----------
        facts
            In the order in which they would be recorded; none about somebody who is not identified yet.

        Returns
        -------
        tuple
            What they are about.
        """
        found = []
        for fact in facts:
            key = (fact.kind, fact.label, fact.subject)
            subject = self._subjects.get(key)
            if subject is None:
                subject = self._subjects[key] = subject_of(fact)
            found.append(subject)
            if subject in self._created:
                continue
            if subject[2] in self._known(subject[0], subject[1]):
                self._kept[subject].append(fact)
            else:
                self._created.add(subject)
        return tuple(found)

    def _known(self, kind: str, label: str) -> set[str]:
        """Subjects of a label or type that the graph has."""
        found = self._there.get((kind, label))
        if found is None:
            if kind == "node":
                found = {row["id"] for row in self._store.read_nodes(label)}
            else:
                rows = self._store.read_relationships(label)
                ends = ((row["source"], row["target"], row.get("key", "")) for row in rows)
                found = {json.dumps(end, ensure_ascii=False) for end in ends}
            self._there[kind, label] = found
        return found

    def outcome(self) -> Outcome:
        """Say what would become of the subjects.

        Returns
        -------
        Outcome
        """
        denied = self._denied()
        outcome = Outcome(created=self._created - denied, unchanged=denied)
        if not self._kept:
            return outcome
        records: dict[Subject, list[dict[str, Any]]] = defaultdict(list)
        for row in records_of(self._store, self._kept):
            records[row["kind"], row["label"], row["subject"]].append(row)
        states = states_of(self._store, self._kept)
        for subject, facts in self._kept.items():
            state = states[subject]
            before = records[subject] or [_adopted(subject, state)]
            after = merge([*before, *(_record(fact, number) for number, fact in enumerate(facts))])
            (outcome.updated if differs(subject, after, state) else outcome.unchanged).add(subject)
        return outcome

    def _denied(self) -> set[Subject]:
        """Relationships that the graph does without because somebody said that they do not hold."""
        new = {subject[2] for subject in self._created if subject[0] == "node"}
        ties = {subject for subject in self._created if subject[0] != "node"}
        known = {subject for subject in ties if new.isdisjoint(json.loads(subject[2])[:2])}
        groups: dict[Subject, list[dict[str, Any]]] = defaultdict(list)
        for row in records_of(self._store, known):
            groups[row["kind"], row["label"], row["subject"]].append(row)
        return {subject for subject, records in groups.items() if is_denied(records)}


def _record(fact: Fact, number: int) -> dict[str, Any]:
    return {
        "id": f"{_NEW}-{number:06d}",
        "load": _NEW,
        "kind": fact.kind,
        "data": json.dumps(fact.data, ensure_ascii=False),
        "confidence": fact.confidence,
        "as_of": fact.as_of,
    }


def _adopted(subject: Subject, state: dict[str, Any]) -> dict[str, Any]:
    """The graph as a record, where nobody has one."""
    ends = {"id"} if subject[0] == "node" else {"source", "target", "key"}
    data = {name: value for name, value in state.items() if name not in ends}
    return {
        "id": "L0000-000000",
        "load": "L0000",
        "kind": subject[0],
        "data": json.dumps(data, ensure_ascii=False),
        "confidence": state.get("confidence"),
        "as_of": state.get("as_of"),
    }
