"""The report of a load in words: what was noticed, what changes, how the rows ended."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from loaders.report import shown
from stakegraph.cli.kinds import label_word, property_word
from stakegraph.words.numbers import listing, number_text
from stakegraph.words.sentences import term
from stakegraph.words.tables import TABLES

if TYPE_CHECKING:
    from loaders import LoadReport, Problem
    from stakegraph.cli.session import Session

__all__ = ["print_difference", "print_report"]

VERDICTS = {
    "accept": ("Übernommen.", "Taken over."),
    "warn": ("Übernommen; bitte die Hinweise mit „!“ ansehen.", "Taken over; please look at the remarks with “!”."),
}
TRIED = {
    "accept": ("Kann so übernommen werden.", "Can be taken over like this."),
    "warn": (
        "Kann übernommen werden; bitte die Hinweise mit „!“ ansehen.",
        "Can be taken over; please look at the remarks with “!”.",
    ),
}
REFUSED = (
    ("Nichts wurde übernommen", "Nothing was taken over"),
    ("Kann so nicht übernommen werden", "Cannot be taken over like this"),
)
NOTHING_NEW = ("Es gibt nichts Neues zu übernehmen.", "There is nothing new to take over.")
SHOWN = 20
ROWS_SHOWN = 12
FILES_NAMED = 3
MARKS = {"error": "✗", "warning": "!", "note": "·"}


def print_report(session: Session, report: LoadReport) -> None:
    """Print what a load did, or would do.

    Parameters
    ----------
    session
        The call.
    report
        Of the load.
    """
    if not report.ok:
        session.print(_refused(session, report))
    if report.dry_run:
        _say_what_they_are(session, report)
    _print_problems(session, report)
    if report.counts.read:
        session.print(_counted(session, report))
    if report.ok:
        session.print(session.text(*_verdict(report)))
    if report.review and report.ok:
        n = len(report.review)
        session.print(
            session.text(
                f"{n} {'Frage wartet' if n == 1 else 'Fragen warten'} auf Ihre Antwort: stakegraph review",
                f"{n} {'question waits' if n == 1 else 'questions wait'} for your answer: stakegraph review",
            )
        )
    if report.dry_run and report.ok:
        session.say("Probelauf: nichts wurde gespeichert.", "Trial run: nothing was stored.")
    elif report.load:
        session.say(
            f"Zurücknehmen mit: stakegraph undo {report.load}", f"Take it back with: stakegraph undo {report.load}"
        )


def _print_problems(session: Session, report: LoadReport) -> None:
    """The first of what was noticed, errors first, and how many more there are."""
    together = _together(report.problems)[:SHOWN]
    for problem, others in together:
        session.print(f"{MARKS[problem.severity]} {problem.message(session.lang)}")
        if others:
            session.print(f"    {session.text('ebenso in', 'likewise in')} {_places(session, problem, others)}")
    hidden = sum(report.n_problems.values()) - sum(1 + len(others) for _, others in together)
    if hidden > 0:
        session.print(f"… {session.and_more(hidden, '--json')}")


def _verdict(report: LoadReport) -> tuple[str, str]:
    if report.dry_run:
        deletes = any(problem.code == "oparl_deleted" for problem in report.problems)
        nothing = report.counts.read == report.counts.unchanged and not report.review and not deletes
        return NOTHING_NEW if nothing else TRIED[report.verdict]
    return VERDICTS[report.verdict] if report.load else NOTHING_NEW


def _refused(session: Session, report: LoadReport) -> str:
    """Say first, in one sentence, that nothing is taken over: how many faults, where, and what to do."""
    places: dict[str, set[int]] = defaultdict(set)
    for problem in report.problems:
        if problem.severity == "error":
            places[shown(problem.file)] |= {problem.row} if problem.row is not None else set()
    named = [_with_rows(session, file, sorted(rows)) for file, rows in list(places.items())[:FILES_NAMED]]
    left = len(places) - len(named)
    if left:
        named.append(
            session.text(f"{number_text(left)} weiteren Dateien", f"{number_text(left, lang='en')} more files")
        )
    n = report.n_problems.get("error", 0)
    count = number_text(n, lang=session.lang)
    head = session.text(*REFUSED[report.dry_run])
    where = listing(named, lang=session.lang)
    return session.text(
        f"{head}: {'ein Fehler' if n == 1 else f'{count} Fehler'} in {where}. "
        "Bitte berichtigen, was mit „✗“ gekennzeichnet ist, und neu laden.",
        f"{head}: {'one fault' if n == 1 else f'{count} faults'} in {where}. "
        "Please correct what is marked with “✗” and load again.",
    )


def _with_rows(session: Session, file: str, rows: list[int]) -> str:
    if not rows:
        return file
    word = session.text("Zeile", "row") if len(rows) == 1 else session.text("Zeilen", "rows")
    return f"{file} ({word} {_listed(rows)})"


def _say_what_they_are(session: Session, report: LoadReport) -> None:
    """Name the table that each file was taken for, so that a wrong guess is seen before it is loaded."""
    for file in report.files:
        tables = [session.text(*TABLES[table]) for table in file["tables"]]
        if tables:
            taken = session.text("gelesen als", "read as")
            session.print(f"· {shown(file['file'])}: {taken} {listing(tables, lang=session.lang)}.")


def _together(problems: list[Problem]) -> list[tuple[Problem, list[Problem]]]:
    """Problems that say the same about several rows or sheets, with the further ones."""
    groups: dict[Any, list[Problem]] = defaultdict(list)
    for problem in problems:
        sheet = None if problem.code.startswith(("columns_", "place_")) else problem.sheet
        what = problem.value or str(sorted(problem.params.items()))
        alone = problem.severity == "error" or problem.row is None
        groups[(problem.code, problem.file, sheet, problem.column, id(problem) if alone else what)].append(problem)
    return [(group[0], group[1:]) for group in groups.values()]


def _places(session: Session, first: Problem, others: list[Problem]) -> str:
    sheets = {problem.sheet for problem in others} - {first.sheet}
    if sheets:
        n = len(sheets)
        return session.text(
            f"{n} {'weiteren Blatt' if n == 1 else 'weiteren Blättern'}", f"{n} more {'sheet' if n == 1 else 'sheets'}"
        )
    rows = sorted({problem.row for problem in others if problem.row is not None} - {first.row})
    if not rows:
        return session.text("derselben Zeile", "the same row")
    word = session.text("Zeile", "row") if len(rows) == 1 else session.text("den Zeilen", "rows")
    return f"{word} {_listed(rows)}"


def _listed(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows[:ROWS_SHOWN]) + (" …" if len(rows) > ROWS_SHOWN else "")


def _counted(session: Session, report: LoadReport) -> str:
    counts = {name: number_text(value, lang=session.lang) for name, value in report.counts.as_dict().items()}
    n = {name: value for name, value in report.counts.as_dict().items() if value or name == "created"}
    words = {
        "created": ("neu", "new"),
        "changed": ("geändert", "changed"),
        "unchanged": ("schon bekannt", "known already"),
        "skipped": ("übergangen", "skipped"),
        "waiting": ("wartet auf Prüfung" if n.get("waiting") == 1 else "warten auf Prüfung", "waiting for review"),
        "rejected": ("wegen Fehlern nicht übernommen", "not taken over because of errors"),
    }
    parts = ", ".join(f"{counts[name]} {session.text(*word)}" for name, word in words.items() if name in n)
    rows = session.text("Zeile" if n.get("read") == 1 else "Zeilen", "row" if n.get("read") == 1 else "rows")
    return session.text(f"{counts['read']} {rows} gelesen: {parts}.", f"{counts['read']} {rows} read: {parts}.")


def print_difference(session: Session, report: LoadReport) -> None:
    """Print what a corrected list changes in the graph.

    Parameters
    ----------
    session
        The call.
    report
        Of the load.
    """
    if report.difference is None:
        return
    heads = {
        "added": ("Neu hinzu kämen", "Would be added"),
        "removed": ("Wegfallen würden", "Would go"),
        "changed": ("Sich ändern würden", "Would change"),
    }
    if not any(report.difference.values()):
        session.print(session.text("Am Netz ändert sich nichts.", "Nothing changes in the network."))
    for name, head in heads.items():
        entries = report.difference[name]
        if not entries:
            continue
        session.print(f"{session.text(*head)} ({len(entries)}):")
        for entry in entries[:SHOWN]:
            session.print(f"  {entry['name']} · {label_word(session, entry['label'])}{_changes(session, entry)}")
        if len(entries) > SHOWN:
            session.print(f"  … {session.and_more(len(entries) - SHOWN)}")


def _changes(session: Session, entry: dict[str, Any]) -> str:
    said = [
        f"{property_word(session, name)}: {_value(session, name, old)} → {_value(session, name, new)}"
        for name, (old, new) in entry.get("changes", {}).items()
    ]
    return f" ({'; '.join(said)})" if said else ""


def _value(session: Session, name: str, value: Any) -> str:
    if value is None:
        return "–"
    return term(str(value), lang=session.lang) if name in {"role", "status"} else str(value)
