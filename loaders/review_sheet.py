"""The open questions as an Excel sheet for somebody else to fill in, and the answers read back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from loaders.formats import grids_of
from loaders.guard import inspect
from loaders.questions import review_items
from loaders.report import row_word
from loaders.review import decide

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from graphmodel.stores.base import GraphStore

__all__ = ["read_review", "write_review"]

_HEAD = ("Kennung", "In der Liste", "Ort", "Steht in", "Vorschlag 1", "Gründe", "Vorschlag 2", "Vorschlag 3",
         "Antwort", "Bemerkung")  # fmt: skip
_WIDTHS = (14, 40, 14, 34, 40, 50, 40, 40, 16, 30)
_ANSWERS = ("Vorschlag 1", "Vorschlag 2", "Vorschlag 3", "eigener Fall", "weglassen", "später")
_SHOWN = 3
_ROWS_SHOWN = 5
_HELP = (
    "Bitte nur die Spalten „Antwort“ und „Bemerkung“ ausfüllen; leere Zeilen bleiben offen.",
    "„Vorschlag 1“: gemeint ist der erste Vorschlag. „eigener Fall“: etwas, das noch nicht bekannt ist.",
    "„weglassen“: die Zeilen der Liste werden nicht übernommen. „später“: noch nicht entschieden.",
    "Zurücklesen: stakegraph review --from DATEI.xlsx",
)


def write_review(store: GraphStore, path: str | os.PathLike[str]) -> int:
    """Write the open questions as an Excel sheet to fill in.

    Parameters
    ----------
    store
        Any store.
    path
        Excel file to write.

    Returns
    -------
    int
        Number of questions.
    """
    import xlsxwriter  # noqa: PLC0415 - takes long to import

    items = review_items(store)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E6EEF5", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Prüfen")
        sheet.freeze_panes(1, 2)
        for column, (name, width) in enumerate(zip(_HEAD, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, name, head)
        for number, item in enumerate(items, start=1):
            for column, text in enumerate(_cells(item)):
                sheet.write_string(number, column, text, wrap)
        answer = _HEAD.index("Antwort")
        options = {"validate": "list", "source": list(_ANSWERS), "error_message": "Bitte eines der Wörter wählen."}
        sheet.data_validation(1, answer, max(1, len(items)), answer, options)
        notes = book.add_worksheet("Erklärung")
        notes.set_column(0, 0, 110)
        for number, text in enumerate(_HELP):
            notes.write_string(number, 0, text)
    return len(items)


def _place(row: Mapping[str, Any]) -> str:
    sheet = f", Blatt „{row['sheet']}“" if row.get("sheet") else ""
    line = f", {row_word(row['file'])} {row['row']}" if row.get("row") else ""
    return f"{row['file']}{sheet}{line}"


def _cells(item: Mapping[str, Any]) -> tuple[str, ...]:
    rows = [_place(row) for row in item["rows"][:_ROWS_SHOWN]]
    if len(item["rows"]) > _ROWS_SHOWN:
        rows.append(f"und {len(item['rows']) - _ROWS_SHOWN} weitere")
    shown = [_candidate(candidate) for candidate in item["candidates"][:_SHOWN]]
    shown += [""] * (_SHOWN - len(shown))
    reasons = [reason["de"] for reason in item["candidates"][0]["reasons"]] if item["candidates"] else []
    reasons += [f"… {passage} …" for passage in item.get("passages", ())[:1]]
    said = item["name"] if item["kind"] != "value" else f"{item['name']} (Spalte „{item['column']}“)"
    return (
        item["id"],
        said,
        item.get("place") or "",
        "; ".join(rows),
        shown[0],
        "\n".join(reasons),
        *shown[1:],
        "",
        "",
    )


def _candidate(candidate: Mapping[str, Any]) -> str:
    return f"{candidate['name']} ({candidate['place']})" if candidate.get("place") else str(candidate["name"])


def read_review(store: GraphStore, path: str | os.PathLike[str], *, who: str = "") -> dict[str, Any]:
    """Take over the answers of a filled-in sheet, all of them or none.

    Parameters
    ----------
    store
        Any store.
    path
        Excel file from `write_review`.
    who
        For the record.

    Returns
    -------
    dict
        ``answered`` : ids of the questions that were answered; ``later``, ``left_open`` : how many.

    Raises
    ------
    InputError
        The file is no such sheet, or a row has an answer that is none, or a question that is not open.
    """
    file = Path(path)
    lines = _lines(file)
    head = {name: position for position, name in enumerate(lines[0].cells)} if lines else {}
    if not {"Kennung", "Antwort"} <= set(head):
        msg = "Das ist keine Prüfliste: es fehlen die Spalten „Kennung“ und „Antwort“ in der ersten Zeile."
        raise InputError(msg, file=file.name, code="review_sheet")
    items = {item["id"]: item for item in review_items(store)}
    answers: list[tuple[str, str, str]] = []
    for line in lines[1:]:
        cells = (*line.cells, *[""] * len(head))
        id_, word = cells[head["Kennung"]].strip(), cells[head["Antwort"]].strip()
        if id_ and word:
            note = cells[head["Bemerkung"]].strip() if "Bemerkung" in head else ""
            answers.append((id_, _decision(items.get(id_), id_, word, file=file.name, row=line.number), note))
    with store.transaction():
        for id_, decision, note in answers:
            decide(store, id_, decision, who=who, reason=note)
    later = sum(1 for _, decision, _ in answers if decision == "later")
    return {"answered": [id_ for id_, _, _ in answers], "later": later, "left_open": len(items) - len(answers)}


def _lines(file: Path) -> list[Any]:
    try:
        data = file.read_bytes()
    except OSError as exc:
        msg = f"Die Datei kann nicht gelesen werden: {exc.strerror}."
        raise InputError(msg, file=str(file), code="file_unreadable") from exc
    inspected = inspect(data, name=file.name)
    faults = [*inspected.problems]
    grids = grids_of(inspected) if inspected.kind else []
    faults += [problem for grid in grids for problem in grid.problems]
    for problem in faults:
        if problem.severity == "error":
            raise InputError(problem.message(), file=file.name, sheet=problem.sheet, row=problem.row, code=problem.code)
    return list(grids[0].lines) if grids else []


def _decision(item: Mapping[str, Any] | None, id_: str, word: str, *, file: str, row: int) -> str:
    if item is None:
        msg = f"Die Frage {id_} ist nicht mehr offen. Bitte die Zeile löschen oder eine neue Prüfliste schreiben."
        raise InputError(msg, file=file, row=row, column="Kennung", value=id_, code="review_item")
    plain = word.casefold()
    if plain in {"eigener fall", "neu", "nein"}:
        return "new"
    if plain in {"weglassen", "später"}:
        return "skip" if plain == "weglassen" else "later"
    number = plain.removeprefix("vorschlag").strip() if plain != "ja" else "1"
    if number.isdigit() and 1 <= int(number) <= len(item["candidates"]):
        return f"same:{item['candidates'][int(number) - 1]['id']}"
    msg = f"„{word}“ ist keine Antwort. Erlaubt sind: {', '.join(_ANSWERS)} (soweit es den Vorschlag gibt)."
    raise InputError(msg, file=file, row=row, column="Antwort", value=word, code="review_answer")
