"""One file read into typed rows, with everything that is wrong about it; nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import ParameterError
from loaders.blocks import body_of, tables_on
from loaders.cells import Line
from loaders.formats import grids_of
from loaders.guard import inspect
from loaders.headers import TABLE_NAMES, Mapping, find_header, map_header
from loaders.persons import note_persons
from loaders.profiles import Profile, profiles, read_profile
from loaders.report import Problem, Verdict, verdict_of
from loaders.rows import convert_rows
from loaders.shapes import cross_table, meeting_context
from loaders.stages import one_mark, take_stages
from loaders.template import is_example

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from loaders.cells import Grid
    from loaders.tables import Row

__all__ = ["Reading", "read"]


@dataclass(slots=True)
class Reading:
    """What one file says.

    Attributes
    ----------
    file
        Name of the file.
    sha256
        Check sum of its content.
    format
        What it really is.
    rows
        Typed rows of all its tables.
    problems
        Everything noticed, in the order of the file.
    deleted
        Ids of nodes that the source has deleted.
    text
        Running text of a document.
    n_read
        Rows that held something.
    n_skipped
        Rows that say nothing to be kept, such as repeated headers.
    persons
        Whether persons are kept, as pseudonyms.
    """

    file: str
    sha256: str = ""
    format: str = ""
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    text: str | None = None
    n_read: int = 0
    n_skipped: int = 0
    persons: bool = False
    _tables: dict[str, int] | None = field(default=None, init=False, repr=False)

    @property
    def verdict(self) -> Verdict:
        """``accept``, ``warn`` or ``reject``."""
        return verdict_of(self.problems)

    @property
    def tables(self) -> dict[str, int]:
        """Number of rows per table."""
        if self._tables is not None:
            return self._tables
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.table] = found.get(row.table, 0) + 1
        return found

    def take_rows(self) -> list[Row]:
        """Give the rows away, so that each can be let go of when it has been stated.

        Returns
        -------
        list of Row
            `rows` is empty afterwards; `tables` still counts them.
        """
        self._tables = self.tables
        rows, self.rows = self.rows, []
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Give the summary of the file as plain data.

        Returns
        -------
        dict
            ``file``, ``sha256``, ``format``, ``tables``, ``rows``, ``verdict``.
        """
        return {
            "file": self.file,
            "sha256": self.sha256,
            "format": self.format,
            "tables": self.tables,
            "rows": self.n_read,
            "verdict": self.verdict,
        }


def read(
    path: str | os.PathLike[str],
    *,
    table: str | None = None,
    profile: str | Profile | None = None,
    sheet: str | None = None,
    persons: bool = False,
) -> Reading:
    """Read one file without writing anything.

    Parameters
    ----------
    path
        The file.
    table
        Which table it is; None finds out from the header.
    profile
        What the columns mean, or the name under which that is saved.
    sheet
        Only this sheet of a workbook.
    persons
        Whether the cells about persons are kept beside the rows, to be made pseudonyms.

    Returns
    -------
    Reading
        Rows and problems; the verdict is ``reject`` when something must be corrected first.

    Raises
    ------
    ParameterError
        There is no table of that name.
    """
    if table and table not in TABLE_NAMES:
        msg = f"The 'table' must be one of {', '.join(TABLE_NAMES)}. Got {table!r} instead."
        raise ParameterError(msg)
    path = Path(path)
    name = _written(path.name)
    reading = Reading(name, persons=persons)
    if isinstance(profile, str):
        if profile not in profiles():
            found = list(profiles())
            reading.problems.append(Problem("error", "profile_unknown", {"found": found}, name, value=profile))
            return reading
        profile = read_profile(profile)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        reading.problems.append(Problem("error", "file_missing", file=_written(str(path))))
        return reading
    except OSError as fault:
        reading.problems.append(Problem("error", "file_unreadable", {"why": fault.strerror or ""}, _written(str(path))))
        return reading
    reading.sha256 = hashlib.sha256(data).hexdigest()
    inspected = inspect(data, name=name)
    reading.problems.extend(inspected.problems)
    reading.format = inspected.kind
    if not inspected.kind:
        return reading
    grids = grids_of(inspected, sheet=sheet, table=table)
    if not any(grid.lines or grid.problems or grid.deleted or grid.text is not None for grid in grids):
        looked_at = [grid.sheet or name for grid in grids]
        reading.problems.append(Problem("error", "nothing_to_load", {"looked_at": looked_at}, name))
    for grid in _tables_among(reading, grids, table, profile):
        _read_grid(reading, grid, table, profile)
    return reading


def _tables_among(reading: Reading, grids: list[Grid], table: str | None, profile: Profile | None) -> list[Grid]:
    """Sheets that hold a table; a sheet with a few words beside them is passed over and named."""
    notes = [grid for grid in grids if grid.sheet and grid.fields is None and _is_prose(grid, table, profile)]
    if len(notes) == sum(bool(grid.lines) for grid in grids):
        return grids
    for grid in notes:
        reading.problems.append(Problem("warning", "sheet_no_table", file=grid.file, sheet=grid.sheet))
    return [grid for grid in grids if not any(grid is note for note in notes)]


def _is_prose(grid: Grid, table: str | None, profile: Profile | None) -> bool:
    widest = max((sum(bool(cell.strip()) for cell in line.cells) for line in grid.lines), default=0)
    if widest != 1 or any(problem.severity == "error" for problem in grid.problems):
        return False
    mapping = find_header(grid.lines, table=grid.table or table, profile=profile)
    return mapping.table is None or bool(mapping.missing) or mapping.score < 0


def _written(name: str) -> str:
    """Give a file name as text, also when its bytes are none in the language settings of this machine."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_grid(reading: Reading, grid: Grid, table: str | None, profile: Profile | None = None) -> None:
    reading.problems.extend(grid.problems)
    if any(problem.severity == "error" for problem in grid.problems):
        return
    reading.deleted.extend(grid.deleted)
    if grid.text is not None:
        reading.text = "\n".join(filter(None, (reading.text, grid.text)))
    if not grid.lines:
        return
    if grid.fields is not None:
        headers = [grid.columns.get(name, name) if name else "" for name in grid.fields]
        _convert(reading, grid, Mapping(grid.table, list(grid.fields), headers), grid.lines)
        return
    for part in tables_on(grid, table=grid.table or table, profile=profile):
        _read_table(reading, part, table, profile)


def _read_table(reading: Reading, grid: Grid, table: str | None, profile: Profile | None) -> None:
    crosses = cross_table(grid, table=table, profile=profile)
    if crosses:
        for meeting in crosses:
            _read_grid(reading, meeting, table)
        return
    mapping = find_header(grid.lines, table=grid.table or table, profile=profile)
    mapping, added = _with_meeting(reading, grid, mapping, table, profile)
    stages = take_stages(mapping, profile)
    faults = _header_faults(grid, mapping, persons=reading.persons)
    reading.problems.extend(faults)
    if any(problem.severity == "error" for problem in faults):
        return
    body = body_of(grid, mapping)
    lines = [Line(line.number, (*_padded(line.cells, mapping), *added)) for line in body.lines] if added else body.lines
    if body.repeated:
        row = body.repeated[0]
        reading.n_skipped += len(body.repeated)
        reading.problems.append(Problem("note", "header_repeated", file=grid.file, sheet=grid.sheet, row=row))
    reading.n_read += len(body.repeated)
    reading.problems.extend(body.problems)
    if stages:
        if len(stages) > 1:
            columns = [mapping.headers[position] for position in sorted(stages)]
            reading.problems.append(Problem("note", "marks_joined", {"columns": columns}, grid.file, grid.sheet))
        lines = one_mark(lines, stages)
    _convert(reading, grid, mapping, lines)


def _with_meeting(
    reading: Reading, grid: Grid, mapping: Mapping, table: str | None, profile: Profile | None
) -> tuple[Mapping, tuple[str, ...]]:
    """Add the meeting of the whole sheet as columns, when the sheet is the sign-in sheet of one meeting."""
    if table not in {None, "attendance"} or (
        mapping.table not in {None, "actors", "attendance"} and not mapping.missing
    ):
        return mapping, ()
    as_attendance = map_header(grid.lines[mapping.row].cells, table="attendance", profile=profile)
    as_attendance.row = mapping.row
    if "name" not in as_attendance.fields or {"meeting", "meeting_id", "date"} & set(as_attendance.fields):
        return mapping, ()
    context = meeting_context(grid, as_attendance, said="attendance" in {table, profile.table if profile else None})
    if context is None:
        return mapping, ()
    date = {"de": f" am {context.date}" if context.date else "", "en": f" on {context.date}" if context.date else ""}
    params = {"name": context.name, "date": date}
    reading.problems.append(Problem("note", "sheet_meeting", params, grid.file, grid.sheet))
    as_attendance.fields += ["meeting", "date", "meeting_place"]
    as_attendance.headers += ["Veranstaltung", "Datum", "Veranstaltungsort"]
    as_attendance.missing = []
    as_attendance.score = max(as_attendance.score, 1)  # with the meeting it is an attendance list beyond doubt
    return as_attendance, (context.name, context.date, context.place)


def _padded(cells: tuple[str, ...], mapping: Mapping) -> tuple[str, ...]:
    width = len(mapping.fields) - 3
    return (*cells[:width], *[""] * (width - len(cells)))


def _convert(reading: Reading, grid: Grid, mapping: Mapping, lines: Sequence[Line]) -> None:
    examples = [line for line in lines[:1] if is_example(mapping.table or "", mapping.headers, line.cells)]
    rows, problems = convert_rows(lines[len(examples) :], mapping, file=grid.file, sheet=grid.sheet)
    if reading.persons and mapping.table == "attendance":
        note_persons(rows, mapping, lines)
    for line in examples:
        problems.append(Problem("warning", "example_row", file=grid.file, sheet=grid.sheet, row=line.number))
    if not rows and not examples:
        problems.append(Problem("error", "no_rows", file=grid.file, sheet=grid.sheet))
    reading.n_read += len(rows) + len(examples)
    reading.n_skipped += len(examples)
    reading.rows.extend(rows)
    reading.problems.extend(problems)


def _header_faults(grid: Grid, mapping: Mapping, *, persons: bool) -> list[Problem]:
    row = grid.lines[mapping.row].number if grid.lines else None
    found = [header for header in mapping.headers if header]

    def problem(severity: Any, code: str, *, column: str | None = None, **params: Any) -> Problem:
        return Problem(severity, code, params, grid.file, grid.sheet, row, column)

    faults: list[Problem] = []
    for header, positions in mapping.duplicates.items():
        faults.append(problem("error", "header_duplicate", column=header, positions=positions))
    if mapping.lacking:
        faults.append(problem("warning", "profile_lacking", columns=mapping.lacking, found=found))
    if mapping.repeated:
        faults.append(problem("note", "header_repeated_known", columns=list(mapping.repeated)))
    if mapping.table is None or (mapping.score < 0 and not mapping.missing):
        faults.append(problem("error", "header_not_found", found=found))
    elif mapping.missing:
        missing = {"de": " und ".join(_group(group, "de", mapping.table) for group in mapping.missing)}
        missing["en"] = " and ".join(_group(group, "en", mapping.table) for group in mapping.missing)
        faults.append(problem("error", "header_missing", missing=missing, found=found))
    if mapping.forbidden:
        faults.append(problem("warning", "columns_forbidden", columns=mapping.forbidden))
    if mapping.personal:
        kept = persons and mapping.table == "attendance"
        code = "columns_pseudonymised" if kept else "columns_personal"
        faults.append(problem("note", code, columns=mapping.personal))
    if mapping.unknown:
        faults.append(problem("note", "columns_unknown", columns=mapping.unknown))
    return faults


_GROUP_WORDS = {
    "name": ("den Namen der Organisation (zum Beispiel „Organisation“)", "the name of the organisation"),
    "ags": ("den Gemeindeschlüssel", "the municipality key"),
    "from_name": ("die eigene Seite (zum Beispiel „Kommune“ oder „Von“)", "the own side"),
    "to_name": ("die andere Seite (zum Beispiel „Partnerkommune“ oder „Nach“)", "the other side"),
    "date_start": ("das Datum", "the date"),
    "meeting": ("die Veranstaltung", "the meeting"),
    "date": ("das Datum", "the date"),
    "municipality": ("die Kommune", "the municipality"),
    "languages": ("Sprachen, Themen oder Länder", "languages, themes or countries"),
    "project": ("Projekt, Art, Themen oder Beratende", "project, kind, themes or advisers"),
    "slug": ("das Kürzel", "the short word"),
}


_OWN_WORDS = {
    ("advisers", "name"): ("das Kürzel der Person (zum Beispiel „Kürzel“; Namen werden nicht gespeichert)",
                           "the short word for the person (for example “Kürzel”; names are not stored)"),
    ("meetings", "name"): ("den Namen der Veranstaltung (zum Beispiel „Titel“)", "the name of the meeting"),
    ("municipalities", "name"): ("den Namen der Kommune (zum Beispiel „Kommune“)", "the name of the municipality"),
    ("themes", "name"): ("den Namen des Themas (zum Beispiel „Thema“)", "the name of the theme"),
}  # fmt: skip


def _group(group: tuple[str, ...], lang: str, table: str | None) -> str:
    found = [_OWN_WORDS.get((table or "", name)) or _GROUP_WORDS.get(name) for name in group]
    words = [word[0 if lang == "de" else 1] for word in found if word]
    return (" oder " if lang == "de" else " or ").join(words)
