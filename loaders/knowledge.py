"""What is known while rows are read: ids, names, themes and places, of the store and of the rows so far."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from graphmodel.schema import DOMAIN_LABELS
from loaders.countries import LIST_OF_COUNTRIES
from loaders.facts import Fact, slug
from loaders.merging import usual_writing
from loaders.places import CREDIT, place_of
from loaders.report import Problem, Severity
from loaders.resolve.naming import Memory, Resolution
from loaders.resolve.normalise import normalise
from loaders.values import fold

if TYPE_CHECKING:
    from graphmodel.stores.base import GraphStore
    from loaders.tables import Row

__all__ = ["Knowledge"]

BUNDLED = frozenset({CREDIT, LIST_OF_COUNTRIES})
"""Sources of what comes with the program, so that no list is alone in saying it."""


class Knowledge:
    """Ids, names, themes and places, known and new.

    Parameters
    ----------
    store
        Where to look; None for an empty one.
    memory
        What people have decided about names.

    Attributes
    ----------
    problems
        What could not be decided.
    review
        Names that must be asked about, by the id of the review item.
    stored
        Names of the nodes of the store by id.
    seated
        Organisations with their seats, as far as the rows of this delivery have said them.
    here
        Ids of the nodes that the rows of this delivery have stated.
    towns
        Ids of the municipalities that names alone decide.
    settled
        Ids of the municipalities that names decide with what is told beside them.
    told
        Names of municipalities of which was said what they were taken for, with the file.
    elsewhere
        Labels and ids of nodes by what another system calls them.
    """

    def __init__(self, store: GraphStore | None = None, *, memory: Memory | None = None) -> None:
        self.problems: list[Problem] = []
        self.labels: dict[str, str] = {}
        self.dates: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._stated: set[str] = set()
        self.here: set[str] = set()
        self.by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.stored: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.seated: set[tuple[str, str]] = set()
        self.announced: set[str] = set()
        self.spellings: dict[str, list[str]] = defaultdict(list)
        self.resolved: dict[tuple[str, str | None], Resolution] = {}
        self.memory = memory or Memory()
        self.towns: dict[str, str] = {}
        self.settled: dict[tuple[str, ...], str] = {}
        self.told: set[tuple[str, str]] = set()
        self.review: dict[str, dict[str, Any]] = {}
        self.elsewhere: dict[str, set[tuple[str, str]]] = defaultdict(set)
        if store is not None:
            self._read(store)

    def _read(self, store: GraphStore) -> None:
        for label in DOMAIN_LABELS:
            for node in store.read_nodes(label):
                self._know(label, node["id"], node.get("name") or "", node)
                if (
                    node.get("source") not in BUNDLED
                ):  # what comes with the program is stated by every list that names it
                    self._stated.add(node["id"])
                self.stored[node["id"]] = str(node.get("name") or "")
        for row in store.read_relationships("BASED_IN"):
            self.seats.setdefault(row["source"], row["target"])

    def _know(self, label: str, id_: str, name: str, node: dict[str, Any]) -> None:
        self.labels[id_] = label
        if label == "Meeting" and node.get("date_start"):
            self.dates[id_] = str(node["date_start"])
        if node.get("external_id"):
            self.elsewhere[str(node["external_id"])].add((label, id_))
        if name:
            self.names[id_] = name
            for spelling in {name, *(node.get("aliases") or ()), node.get("short_name") or name}:
                if spelling not in self.spellings[id_]:
                    self.spellings[id_].append(spelling)
                ids = self.by_name[label, self._key(label, spelling)]
                if id_ not in ids:
                    ids.append(id_)

    @staticmethod
    def _key(label: str, name: str) -> str:
        return normalise(name) if label == "Actor" else fold(name)

    def announce(self, row: Row) -> None:
        """Take note of the ids that a row will state, before any row is read.

        Parameters
        ----------
        row
            Any row.
        """
        label = {"actors": "Actor", "municipalities": "Municipality", "meetings": "Meeting", "themes": "Theme",
                 "deployments": "Deployment", "advisers": "Adviser"}.get(row.table)  # fmt: skip
        id_ = row.values.get("id")
        if label and id_:
            self.announced.add(id_)
            self.labels.setdefault(id_, label)
            name = str(row.values.get("name") or "")
            if label != "Actor":
                self._know(label, id_, name, {})
            if label == "Theme" and row.values.get("slug"):
                self.by_name["Theme", fold(row.values["slug"])].append(id_)

    def state(self, fact: Fact) -> None:
        """Take note of a fact.

        Parameters
        ----------
        fact
            What a row states.
        """
        if isinstance(fact.subject, str):
            self._stated.add(fact.subject)
            self.here.add(fact.subject)
            self._know(fact.label, fact.subject, str(fact.data.get("name") or ""), fact.data)
        elif fact.label == "BASED_IN":
            self.seated.add(fact.subject[:2])
            self.seats.setdefault(fact.subject[0], fact.subject[1])

    def is_stated(self, id_: str) -> bool:
        """Whether a node of that id is known or was stated."""
        return id_ in self._stated

    def is_new(self, label: str, id_: str) -> bool:
        """Whether a node is neither known nor stated nor announced by a row that is still to come."""
        return id_ not in self._stated and not (id_ in self.announced and self.labels.get(id_) == label)

    def is_better(self, id_: str, spelling: str) -> bool:
        """Whether a node is known in capitals only and this is the same name in usual writing."""
        known = self.names.get(id_, "")
        return usual_writing(known, [spelling]) != known

    def named(self, label: str) -> list[dict[str, Any]]:
        """Nodes of the store and of the rows so far: ``id``, ``name``, further spellings as ``aliases``, ``date``."""
        return [
            {"id": id_, "name": spellings[0], "aliases": spellings[1:], "date": self.dates.get(id_)}
            for id_, spellings in self.spellings.items()
            if self.labels.get(id_) == label
        ]

    def name_of(self, id_: str) -> str | None:
        """Name of a node, None when nobody knows it."""
        if id_ in self.names:
            return self.names[id_]
        place = place_of(id_.removeprefix("mun-"))
        return place.short if place else None

    def problem(
        self,
        row: Row,
        severity: Severity,
        code: str,
        *,
        field: str | None = None,
        value: str | None = None,
        **params: Any,
    ) -> None:
        """Note what is wrong with a row."""
        where = row.where
        column = row.columns.get(field, field) if field else None
        self.problems.append(Problem(severity, code, params, where.file, where.sheet, where.row, column, value))

    def theme(self, text: str) -> tuple[str, bool]:
        """Find the theme of that name or slug; tell whether it is new."""
        known = self.by_name.get(("Theme", fold(text)))
        if known:
            return known[0], False
        id_ = f"thm-{slug(text)}"
        return id_, self.is_new("Theme", id_)

    def known_id(self, row: Row, id_: str, labels: tuple[str, ...], *, field: str) -> tuple[str, str] | None:
        """Label and id of a node that a row points at; None and an error when nobody knows it."""
        label = self.labels.get(id_)
        if label is None:
            found = [known for known in self.elsewhere.get(id_, ()) if known[0] in labels]
            if len(found) == 1:
                return found[0]
            place = place_of(id_.removeprefix("mun-")) if id_.startswith("mun-") else None
            if place is not None and "Municipality" in labels:
                return "Municipality", id_
            self.problem(row, "error", "reference_unknown", field=field, value=id_)
            return None
        if label not in labels:
            expected = {"de": ", ".join(_WORDS_DE[name] for name in labels), "en": ", ".join(labels)}
            self.problem(row, "error", "reference_kind", field=field, value=id_, expected=expected)
            return None
        return label, id_


_WORDS_DE = {"Actor": "eine Organisation", "Municipality": "eine Kommune", "Meeting": "eine Veranstaltung"}
