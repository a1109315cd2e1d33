"""What a load has to say: problems with their place, counts that add up, a verdict."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from loaders.messages import message_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["LoadReport", "Problem", "RowCounts", "Severity", "Verdict", "row_word", "shown", "verdict_of"]

Severity = Literal["error", "warning", "note"]
Verdict = Literal["accept", "warn", "reject"]

MAX_PROBLEMS = 200
_LONGEST = 60
_ENTRIES = (".json", ".geojson", ".graphml", ".gexf", ".ics", ".vcf")
_ROW_WORDS = {"de": ("Zeile", "Eintrag"), "en": ("row", "entry")}
_BY_LINE = frozenset({"xml_broken", "json_broken", "json_duplicate_key", "encoding_mixed"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should know about the input.

    Attributes
    ----------
    severity
        ``error`` refuses the file, ``warning`` asks to be looked at, ``note`` only informs.
    code
        Stable name of the kind.
    params
        What the sentence needs.
    file, sheet, row, column, value
        Where it stands and what stands there, control characters made visible; None where it does not apply.
    cell
        Reference as in a spreadsheet ("E4"), None outside workbooks.
    """

    severity: Severity
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    cell: str | None = None

    def place(self, lang: str = "de") -> str:
        """Say where it is.

        Parameters
        ----------
        lang
            ``de`` or ``en``.

        Returns
        -------
        str
            File, sheet, row and column as far as they are known.
        """
        words = {"de": ("Blatt", "Zeile", "Spalte"), "en": ("sheet", "row", "column")}[lang]
        number = words[1] if self.code in _BY_LINE else row_word(self.file or "", lang=lang)
        parts = [shown(self.file, longest=120)] if self.file else []
        if self.sheet is not None:
            parts.append(f"{words[0]} „{shown(self.sheet)}“" if lang == "de" else f"{words[0]} “{shown(self.sheet)}”")
        if self.row is not None:
            parts.append(f"{number} {self.row}")
        if self.column is not None:
            quoted = f"„{shown(self.column)}“" if lang == "de" else f"“{shown(self.column)}”"
            parts.append(f"{words[2]} {quoted}" + (f" ({self.cell})" if self.cell else ""))
        return ", ".join(parts)

    def message(self, lang: str = "de") -> str:
        """Say it in a sentence.

        Parameters
        ----------
        lang
            ``de`` or ``en``.

        Returns
        -------
        str
            Place, what is wrong, what to do.
        """
        text = message_of(self.code, {"value": self.value or "", "row": self.row or "", **self.params}, lang=lang)
        place = self.place(lang)
        return f"{place}: {text}" if place else text

    def as_dict(self, lang: str = "de") -> dict[str, Any]:
        """Give the problem as plain data.

        Parameters
        ----------
        lang
            Language of ``message``.

        Returns
        -------
        dict
            ``severity``, ``code``, ``file``, ``sheet``, ``row``, ``column``, ``value``, ``message``.
        """
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message(lang),
        }


@dataclass(slots=True)
class RowCounts:
    """How the rows of a load ended; ``read`` is the sum of the others.

    Attributes
    ----------
    created, changed, unchanged
        Rows that brought something new, that changed something, that said what was known.
    skipped
        Rows that say nothing to be kept, such as repeated headers or persons.
    waiting
        Rows that wait for an answer in the review queue.
    rejected
        Rows with an error; then nothing of the load is kept.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    waiting: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """Number of rows that held something."""
        return self.created + self.changed + self.unchanged + self.skipped + self.waiting + self.rejected

    def as_dict(self) -> dict[str, int]:
        """Give the counts as plain data.

        Returns
        -------
        dict
            ``read`` and the parts that add up to it.
        """
        return {
            "read": self.read,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "waiting": self.waiting,
            "rejected": self.rejected,
        }


@dataclass(slots=True)
class LoadReport:
    """What a load did, or would do.

    Attributes
    ----------
    verdict
        ``accept``, ``warn`` or ``reject``.
    files
        One mapping per file: ``file``, ``sha256``, ``format``, ``tables``, ``rows``, ``verdict``.
    counts
        Rows by what became of them, overall.
    graph
        Nodes and relationships by what became of them: ``nodes_created`` and so on.
    problems
        Everything noticed, errors first, at most 200 of each severity.
    review
        Doubtful cases that wait for an answer, as plain data.
    load
        Id in the journal, None when nothing was written.
    dry_run
        True when nothing should be written.
    difference
        With ``replaces``: what is ``added``, ``removed`` and ``changed`` in the graph; else None.
    n_problems
        How many were noticed, also beyond the listed ones, by severity.
    """

    verdict: Verdict = "accept"
    files: list[dict[str, Any]] = field(default_factory=list)
    counts: RowCounts = field(default_factory=RowCounts)
    graph: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    review: list[dict[str, Any]] = field(default_factory=list)
    load: str | None = None
    dry_run: bool = False
    difference: dict[str, list[dict[str, Any]]] | None = None
    n_problems: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the input can be taken over."""
        return self.verdict != "reject"

    def add(self, problems: Iterable[Problem]) -> None:
        """Take problems in and bring the verdict up to date.

        Parameters
        ----------
        problems
            Any problems, in the order of the file.
        """
        counted = Counter(self.n_problems)
        for problem in problems:
            counted[problem.severity] += 1
            if counted[problem.severity] <= MAX_PROBLEMS:
                self.problems.append(problem)
        self.n_problems = dict(counted)
        order = {"error": 0, "warning": 1, "note": 2}
        self.problems.sort(key=lambda problem: order[problem.severity])
        self.verdict = verdict_of(self.problems)

    def as_dict(self, lang: str = "de") -> dict[str, Any]:
        """Give the report as plain data.

        Parameters
        ----------
        lang
            Language of the messages.

        Returns
        -------
        dict
            ``verdict``, ``files``, ``counts``, ``graph``, ``problems``, ``review``, ``load``, ``dry_run``,
            ``difference``.
        """
        return {
            "verdict": self.verdict,
            "files": self.files,
            "counts": self.counts.as_dict(),
            "graph": self.graph,
            "problems": [problem.as_dict(lang) for problem in self.problems],
            "n_problems": self.n_problems,
            "review": self.review,
            "load": self.load,
            "dry_run": self.dry_run,
            "difference": self.difference,
        }


def verdict_of(problems: Iterable[Problem]) -> Verdict:
    """Judge by the worst problem.

    Parameters
    ----------
    problems
        Any problems.

    Returns
    -------
    str
        ``reject`` with an error, ``warn`` with a warning, else ``accept``.
    """
    severities = {problem.severity for problem in problems}
    return "reject" if "error" in severities else "warn" if "warning" in severities else "accept"


def row_word(file: str, *, lang: str = "de") -> str:
    """Say what the number of a row counts in a file.

    Parameters
    ----------
    file
        Name of the file.
    lang
        ``de`` or ``en``.

    Returns
    -------
    str
        "Zeile", or "Eintrag" where a file holds entries that do not stand on lines of their own.
    """
    return _ROW_WORDS[lang][file.lower().endswith(_ENTRIES)]


def shown(value: str | None, *, longest: int = _LONGEST) -> str:
    """Make a value of a file safe to print: control and direction characters become visible, long text is cut.

    Parameters
    ----------
    value
        Any text.
    longest
        Characters to keep.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> print(shown("rot" + chr(27) + "[0m"))
    rot<U+001B>[0m
    """
    text = value or ""
    cut = text[:longest]
    visible = "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else f"<U+{ord(char):04X}>" for char in cut
    )
    return visible + ("…" if len(text) > longest else "")
