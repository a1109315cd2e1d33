"""Empty lists to fill in: an Excel file for each table, with examples, drop-downs and an explanation sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphmodel.errors import ParameterError
from loaders.cells import column_letter
from loaders.headers import TABLE_NAMES, map_header
from loaders.tables import COMMON, KINDS
from loaders.words import shown_words

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import xlsxwriter

__all__ = ["TEMPLATES", "is_example", "write_template"]

ROWS = 500
"""Rows that have drop-downs."""

TEMPLATES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "actors": (
        ("Organisation", "Haus der Kulturen e.V.", "Name, wie er im Register steht"),
        ("Typ", "MSO", "Art der Organisation"),
        ("Ort", "Musterstadt", "Sitz"),
        ("AGS", "", "Gemeindeschlüssel des Sitzes, 8 Ziffern mit führender Null"),
        ("Themen", "Integration|Bildung", "mehrere mit | trennen"),
        ("Länderbezug", "Ghana|Togo", "Länder, mit denen gearbeitet wird"),
        ("Gründung", "1998", "Jahr oder Datum"),
        ("Webseite", "www.example.org", ""),
        ("Bietet", "Räume|Übersetzung", "was die Organisation anderen anbieten kann"),
        ("Sucht", "Partner für Schulprojekt", "was sie sucht"),
        ("Quelle", "Vereinsregister", "woher die Angabe stammt"),
    ),
    "municipalities": (
        ("Kommune", "Jülich", ""),
        ("AGS", "05358024", "8 Ziffern mit führender Null, Kreise 5"),
        ("Land", "Deutschland", "Name oder Kürzel"),
        ("Einwohner", "34890", ""),
        ("Themen", "Fairer Handel", "mehrere mit | trennen"),
        ("Quelle", "", ""),
    ),
    "partnerships": (
        ("Kommune", "Jülich", "eigene Kommune"),
        ("AGS", "05358024", "Gemeindeschlüssel der eigenen Kommune"),
        ("Partnerkommune", "Keta", ""),
        ("Land", "Ghana", "Land der Partnerkommune"),
        ("Art der Partnerschaft", "Klimapartnerschaft", ""),
        ("seit", "2022", "Jahr, Monat oder Tag"),
        ("bis", "", ""),
        ("Status", "aktiv", ""),
        ("Themen", "Klimaschutz", "mehrere mit | trennen"),
        ("Quelle", "Ratsbeschluss", ""),
    ),
    "cooperations": (
        ("Von", "Haus der Kulturen e.V.", "wer"),
        ("Nach", "Eine Welt Netz NRW e.V.", "mit wem"),
        ("Art der Zusammenarbeit", "Mitglied", ""),
        ("Beschreibung", "", ""),
        ("seit", "2019", ""),
        ("bis", "", ""),
        ("Betrag in Euro", "", "nur bei Förderung"),
        ("Quelle", "", ""),
    ),
    "meetings": (
        ("Veranstaltung", "Dialogforum Migration", ""),
        ("Datum", "03.07.2024", "TT.MM.JJJJ, Monat oder Jahr"),
        ("Ende", "", "bei mehreren Tagen"),
        ("Ort", "Jülich", ""),
        ("Veranstaltungsart", "Dialogforum", ""),
        ("Veranstalter", "Stadt Jülich", ""),
        ("Thema", "Integration|Fairer Handel", "mehrere mit | trennen"),
        ("Teilnehmerzahl", "38", ""),
        ("Quelle", "", ""),
    ),
    "attendance": (
        ("Veranstaltung", "Dialogforum Migration", ""),
        ("Datum", "03.07.2024", "TT.MM.JJJJ"),
        ("Organisation", "Haus der Kulturen e.V.", "Organisation, keine Personen"),
        ("Ort", "Musterstadt", "Sitz der Organisation"),
        ("Status", "anwesend", "anwesend, entschuldigt, eingeladen …"),
        ("Rolle", "Teilnehmer", "Rolle bei der Veranstaltung"),
    ),
    "deployments": (
        ("Kommune", "Jülich", ""),
        ("AGS", "05358024", ""),
        ("Projekt", "MiGlobe NRW", ""),
        ("Art des Einsatzes", "Beratungseinsatz", ""),
        ("Beginn", "2024-03", "Tag, Monat oder Jahr"),
        ("Ende", "2024-09", ""),
        ("Themen", "Interkulturelle Öffnung", "mehrere mit | trennen"),
        ("Beratende", "B01|B02", "nur Kürzel, keine Namen"),
        ("Koordinierende Stelle", "Amt für Integration", ""),
        ("Quelle", "", ""),
    ),
    "themes": (
        ("Thema", "Fairer Handel", ""),
        ("Kürzel", "fairer-handel", "Kleinbuchstaben und Bindestriche"),
        ("Englisch", "Fair trade", ""),
        ("SDG", "12|17", "Ziele der Agenda 2030, 1 bis 17"),
        ("Oberthema", "", "Kürzel eines anderen Themas"),
    ),
    "advisers": (
        ("Kürzel", "B01", "kein Name: Personen werden nicht gespeichert"),
        ("Sprachen", "Französisch|Ewe", "mehrere mit | trennen"),
        ("Themen", "Integration|Bildung", ""),
        ("Länder", "Togo|Ghana", "Länderkenntnisse"),
        ("Erreicht", "Köln|Kreis Düren", "Kommunen, in denen Zugänge bestehen"),
        ("Spricht für", "", "Organisationen, denen die Person verbunden ist"),
        ("Kapazität", "2", "Einsätze im Jahr"),
        ("verfügbar ab", "01.01.2025", ""),
        ("verfügbar bis", "", ""),
        ("nicht in", "", "Kommunen, in denen kein Einsatz möglich ist"),
    ),
}
"""Columns of each template: header, example, explanation."""


def is_example(table: str, headers: Sequence[str], cells: Sequence[str]) -> bool:
    """Tell whether a row is still the example of a template.

    Parameters
    ----------
    table
        One of the nine tables.
    headers
        Of the list that holds the row.
    cells
        Of the row.

    Returns
    -------
    bool
    """
    columns = TEMPLATES.get(table, ())
    if not columns or [header for header, _, _ in columns] != list(headers[: len(columns)]):
        return False
    filled = (*cells, *[""] * len(columns))
    return all(filled[position].strip() == example for position, (_, example, _) in enumerate(columns))


def write_template(table: str, path: str | os.PathLike[str]) -> Path:
    """Write an empty list to fill in.

    Parameters
    ----------
    table
        One of the nine tables.
    path
        Excel file to write.

    Returns
    -------
    Path
        The file; the example row is left out when the list is loaded.

    Raises
    ------
    ParameterError
        There is no such table.
    """
    import xlsxwriter  # noqa: PLC0415 - takes long to import

    if table not in TEMPLATES:
        msg = f"The 'table' must be one of {', '.join(TABLE_NAMES)}. Got {table!r} instead."
        raise ParameterError(msg)
    target = Path(path)
    columns = TEMPLATES[table]
    kinds = {**COMMON, **KINDS[table]}
    fields = _fields(table)
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E6EEF5", "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Liste")
        sheet.freeze_panes(1, 0)
        for position, (header, example, hint) in enumerate(columns):
            sheet.set_column(position, position, max(14, len(header) + 2), text)
            sheet.write_string(0, position, header, head)
            sheet.write_string(1, position, example, text)
            if hint:
                sheet.write_comment(0, position, hint)
            kind = kinds.get(fields.get(header, ""), "text")
            words = _choices(kind)
            if words:
                options = {
                    "validate": "list",
                    "source": f"=Auswahl!${column_letter(position)}$2:${column_letter(position)}${len(words) + 1}",
                }
                sheet.data_validation(1, position, ROWS, position, {**options, "error_type": "warning"})
        sheet.autofilter(0, 0, ROWS, len(columns) - 1)
        _explain(book, table, head, wrap)
        lists = book.add_worksheet("Auswahl")
        for position, (header, _, _) in enumerate(columns):
            for row, word in enumerate(_choices(kinds.get(fields.get(header, ""), "text")), start=1):
                lists.write_string(row, position, word)
        lists.hide()
    return target


def _explain(book: xlsxwriter.Workbook, table: str, head: object, wrap: object) -> None:
    notes = book.add_worksheet("Erklärung (ignore)")
    notes.set_column(0, 0, 26)
    notes.set_column(1, 2, 60)
    for position, header in enumerate(("Spalte", "Was hier steht", "Erlaubte Wörter")):
        notes.write_string(0, position, header, head)
    kinds = {**COMMON, **KINDS[table]}
    fields = _fields(table)
    for row, (header, example, hint) in enumerate(TEMPLATES[table], start=1):
        notes.write_string(row, 0, header, wrap)
        notes.write_string(
            row, 1, f"{hint}{' – ' if hint and example else ''}{f'zum Beispiel „{example}“' if example else ''}", wrap
        )
        notes.write_string(row, 2, ", ".join(_choices(kinds.get(fields.get(header, ""), "text"))), wrap)
    last = len(TEMPLATES[table]) + 2
    general = (
        "Bitte die Beispielzeile ersetzen.",
        "Personen (Namen, E-Mail, Telefon) gehören nicht hinein; solche Spalten werden nicht gelesen.",
        "Ebenso wenig Angaben zu Herkunft, Religion, Partei oder Gesundheit.",
        "Gemeindeschlüssel als Text eingeben, damit die führende Null erhalten bleibt.",
    )
    for row, sentence in enumerate(general, start=last):
        notes.write_string(row, 0, sentence)


def _fields(table: str) -> dict[str, str]:
    """Field that each header of the template means."""
    headers = [header for header, _, _ in TEMPLATES[table]]
    mapping = map_header(headers, table=table)
    return {header: field for header, field in zip(headers, mapping.fields, strict=True) if field}


def _choices(kind: str) -> tuple[str, ...]:
    if kind == "mark":
        return shown_words("attendance")
    return shown_words(kind.removeprefix("word:")) if kind.startswith("word:") else ()
