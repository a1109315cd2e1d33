"""Files into the graph: read all, check all, then everything in one transaction or nothing."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.directory import Directory
from loaders.held import answer_rows, held_items
from loaders.initials import names_cut
from loaders.journal import forget, next_load, record_facts, waits, write_load
from loaders.mentions import find_mentions, mention_items
from loaders.merging import Outcome, Subject, subject_of
from loaders.persons import apply_retention, make_pseudonyms, person_rules
from loaders.profiles import Profile
from loaders.questions import now, open_items, remembered
from loaders.reading import Reading, read
from loaders.replacing import States, as_before, difference, everything
from loaders.report import LoadReport, Problem, RowCounts
from loaders.resolve.naming import WAIT
from loaders.review import decide
from loaders.stating import ORDER, state_row
from loaders.suppression import suppression_of, without_suppressed
from loaders.trial import Trial
from loaders.undoing import set_aside

if TYPE_CHECKING:
    import os

    from graphmodel.stores.base import GraphStore
    from loaders.facts import Fact
    from loaders.tables import Row

__all__ = ["load"]

Progress = Callable[[str, int, int], None]
_BESIDE = re.compile(r"\.|.*\.py$|(readme|credits|licen[cs]e|notice|changelog|liesmich|lizenz)\b", re.IGNORECASE)
"""Files that lie beside the lists of a folder; named on their own they are read like any other."""


@dataclass(slots=True)
class _Stated:
    """Rows with what they state."""

    review: list[dict[str, Any]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    by_row: list[tuple[tuple[str, ...], tuple[Subject, ...]]] = field(default_factory=list)
    """Why a row waits, and what it is about."""
    trial: Trial | None = None


@dataclass(slots=True)
class _Order:
    """What was asked for beside the files."""

    who: str
    decisions: dict[str, str]
    replaces: str | None
    profile: str | None = None
    before: States = field(default_factory=dict)


_WAITING: tuple[Subject, ...] = (("node", "Actor", WAIT),)
"""Stands for what a row says about somebody who is not identified yet."""


_USUAL, _RARE = gc.get_threshold(), (50_000, 20, 50)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Look for lost cycles of objects less often: rows are many, hold none, and looking costs a third of the time."""
    gc.set_threshold(*_RARE)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)


class _DryRunError(Exception):
    """Leaves the transaction of a trial or of files with errors, so that nothing of it stays."""


@_rarely_collecting()
def load(
    store: GraphStore,
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    table: str | None = None,
    profile: str | Profile | None = None,
    dry_run: bool = False,
    decisions: Mapping[str, str] | None = None,
    replaces: str | None = None,
    progress: Progress | None = None,
    who: str = "",
) -> LoadReport:
    """Load files into the graph, all of them or none.

    Parameters
    ----------
    store
        Where to put them.
    paths
        One file or several; their order does not matter.
    table
        Which table they are; None finds out for each from its header.
    profile
        What the columns mean, or the name under which that is saved.
    dry_run
        Only say what would happen.
    decisions
        Answers to review items, id of the item to ``same:ID``, ``new`` or ``later``.
    replaces
        Id of an earlier load of the same list, which is set aside in the same step and comes back when this load is
        taken back; the report then holds the ``difference`` that this makes.
    progress
        Called with what is going on, how much is done and how much there is.
    who
        For the journal.

    Returns
    -------
    LoadReport
        With verdict ``reject`` nothing was written.

    Raises
    ------
    NotFoundError
        The journal has no load ``replaces``.
    ParameterError
        There is no table of that name, or the load ``replaces`` was taken back or replaced already.
    """
    files = _paths(paths)
    keeps_persons = person_rules(store) is not None
    readings = [
        _step(progress, number, len(files), path, table=table, profile=profile, persons=keeps_persons)
        for number, path in enumerate(files, start=1)
    ]
    report = LoadReport(dry_run=dry_run)
    for reading in readings:
        report.add(reading.problems)
    if not readings:
        report.add([Problem("error", "file_missing")])
    named = profile.name or None if isinstance(profile, Profile) else profile
    order = _Order(who=who, decisions=dict(decisions or {}), replaces=replaces, profile=named)
    try:
        with store.transaction() if replaces else nullcontext():
            if replaces:
                order.before = everything(store)
                set_aside(store, replaces)
            _take_over(store, readings, report, order)
    except _DryRunError:
        pass
    for reading in readings:
        report.files.append(reading.as_dict())
    return report


def _take_over(store: GraphStore, readings: list[Reading], report: LoadReport, order: _Order) -> None:
    """Write what the files say, or find out that they cannot be taken over."""
    repeated = _loaded_before(store, readings)
    fresh = [reading for reading in readings if reading.sha256 not in repeated]
    for reading in readings:
        if reading.sha256 in repeated:
            params = {"load": repeated[reading.sha256]}
            report.add([Problem("note", "already_loaded", params, reading.file)])
            report.counts.unchanged += reading.n_read
    trial = report.dry_run and not order.replaces and not order.decisions
    stated = _state(store, fresh, report, trial=Trial(store) if trial else None)
    if not report.ok:
        report.counts = RowCounts(rejected=sum(reading.n_read for reading in readings))
        raise _DryRunError
    if fresh:
        report.counts.skipped += sum(reading.n_skipped for reading in fresh)
        if stated.trial:
            _tally(report, stated.trial.outcome(), stated)
        elif stated.by_row or stated.review or order.replaces or any(reading.deleted for reading in fresh):
            _write(store, fresh, stated, report, order)


def _paths(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    import os  # noqa: PLC0415 - only to tell one path from several

    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    found: list[Path] = []
    for entry in paths:
        path = Path(entry)
        if path.is_dir():
            inside = sorted(child for child in path.iterdir() if child.is_file() and not _BESIDE.match(child.name))
            found.extend(inside or [path])
        else:
            found.append(path)
    return found


def _step(progress: Progress | None, number: int, total: int, path: Path, **options: Any) -> Reading:
    reading = read(path, **options)
    if progress is not None:
        progress(path.name, number, total)
    return reading


def _loaded_before(store: GraphStore, readings: Iterable[Reading]) -> dict[str, str]:
    """Check sums of files that an active load has brought already, with its id."""
    wanted = {reading.sha256 for reading in readings if reading.sha256}
    found: dict[str, str] = {}
    for row in store.read_nodes("Load"):
        if row.get("status") == "active":
            found |= {digest: row["id"] for digest in row.get("sha256") or () if digest in wanted}
    return found


def _state(store: GraphStore, readings: list[Reading], report: LoadReport, *, trial: Trial | None) -> _Stated:
    suppression = suppression_of(store)
    make_pseudonyms((row for reading in readings for row in reading.rows if row.person), suppression)
    if suppression:
        report.add(without_suppressed(readings, suppression))
    memory = remembered(store)
    directory = Directory(store, memory=memory)
    rows = sorted((row for reading in readings for row in reading.take_rows()), key=_order)
    rows = [row for row in rows if "error" not in row.waits]
    answer_rows(rows, memory)
    report.add([*_duplicate_ids(rows), *names_cut(rows)])
    for row in rows:
        directory.announce(row)
    directory.prepare(rows)
    stated = _Stated(trial=trial)
    held = [row for row in rows if row.asks]
    rows.reverse()
    while rows:  # each row is let go of when it is stated: there may be hundreds of thousands
        row = rows.pop()
        facts = [] if row.waits else state_row(row, directory)
        if trial:
            subjects = trial.add([fact for fact in facts if not waits(fact)])
            subjects = subjects if len(subjects) == len(facts) else _WAITING
        else:
            stated.facts.extend(facts)
            subjects = tuple(subject_of(fact) for fact in facts)
        stated.by_row.append((row.waits, subjects))
    report.add(directory.problems)
    stated.review = [*directory.review.values(), *held_items(held), *_mentioned(directory, readings, report)]
    report.review = stated.review
    return stated


def _order(row: Row) -> tuple[int, bool]:
    """Tables in the order in which they can be stated; what calendars and council systems say after the lists."""
    return ORDER.index(row.table), str(row.values.get("id", "")).startswith(("mtg-ics-", "mtg-oparl-"))


def _mentioned(directory: Directory, readings: Iterable[Reading], report: LoadReport) -> list[dict[str, Any]]:
    """Suggestions from running text."""
    items: list[dict[str, Any]] = []
    for reading in readings:
        if reading.text is None:
            continue
        known = {label: directory.named(label) for label in ("Actor", "Municipality", "Meeting")}
        mentions = find_mentions(reading.text, known["Actor"], towns=known["Municipality"], meetings=known["Meeting"])
        found = mention_items(mentions, file=reading.file)
        code = "document_mentions" if found else "document_nothing"
        report.add(
            [
                Problem(
                    "note" if found or reading.format == "json" else "warning",
                    code,
                    {"count": len(found)},
                    reading.file,
                )
            ]
        )
        items += found
    return items


def _duplicate_ids(rows: Iterable[Row]) -> list[Problem]:
    seen: dict[tuple[str, str], Row] = {}
    problems = []
    for row in rows:
        id_ = row.values.get("id")
        if not id_:
            continue
        first = seen.setdefault((row.table, id_), row)
        if first is not row:
            where = f"{first.where.file}, Zeile {first.where.row}"
            column = row.columns.get("id", "id")
            params = {"where": where}
            here = row.where
            problems.append(Problem("error", "id_duplicate", params, here.file, here.sheet, here.row, column, id_))
    return problems


def _write(store: GraphStore, readings: list[Reading], stated: _Stated, report: LoadReport, order: _Order) -> None:
    started = now()
    with store.transaction():
        load_id = next_load(store)
        outcome = record_facts(store, stated.facts, load=load_id)
        forget(store, [id_ for reading in readings for id_ in reading.deleted])
        if order.replaces:
            after = everything(store)
            as_before(outcome, order.before, after)
            report.difference = difference(order.before, after)
        _tally(report, outcome, stated)
        open_items(store, stated.review, load=load_id)
        write_load(
            store,
            load_id,
            name=", ".join(reading.file for reading in readings),
            files=[reading.file for reading in readings],
            sha256=[reading.sha256 for reading in readings],
            table=", ".join(sorted({table for reading in readings for table in reading.tables})),
            profile=order.profile,
            who=order.who or None,
            started=started,
            finished=now(),
            counts={**report.counts.as_dict(), **report.graph},
            replaces=order.replaces,
            status="active",
        )
        for item, decision in order.decisions.items():
            decide(store, item, decision)
        if report.dry_run:
            raise _DryRunError
        apply_retention(store)
        report.load = load_id


def _tally(report: LoadReport, outcome: Outcome, stated: _Stated) -> None:
    report.graph = outcome.counts()
    for waiting, subjects in stated.by_row:
        if waiting in {("total",), ("skipped",)}:
            report.counts.skipped += 1
        elif waiting or any(WAIT in subject[2] for subject in subjects):
            report.counts.waiting += 1
        elif not subjects:
            report.counts.skipped += 1
        elif any(subject in outcome.created for subject in subjects):
            report.counts.created += 1
        elif any(subject in outcome.updated for subject in subjects):
            report.counts.changed += 1
        else:
            report.counts.unchanged += 1
