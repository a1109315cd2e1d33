"""The list of meetings and the sign-in sheets in their three shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from district import Meeting, spell
from files import Book, write_csv

if TYPE_CHECKING:
    import random
    from pathlib import Path


def write_meetings(folder: Path, found: list[Meeting]) -> None:
    rows = [["Veranstaltung", "Datum", "Ort", "Thema", "Veranstalter", "Veranstaltungsart"]]
    for meeting in found:
        art = "Dialogforum" if "Dialog" in meeting.name else "Netzwerktreffen"
        art = "Fachtag" if meeting.name.startswith("Fachtag") else art
        meeting.host.spellings.add(meeting.host.name)
        rows.append([meeting.name, f"{meeting.day:%d.%m.%Y}", meeting.town, meeting.theme, meeting.host.name, art])
    with Book(folder / "veranstaltungen.xlsx") as book:
        book.sheet("Veranstaltungen", rows)


def write_crosses(folder: Path, found: list[Meeting], rng: random.Random) -> None:
    """One column for each meeting and a cross for who came."""
    people = list({id(org): org for meeting in found for org, _ in meeting.guests}.values())
    rows = [
        ["", "", *(meeting.name for meeting in found)],
        ["Organisation", "Ort", *(f"{meeting.day:%d.%m.%Y}" for meeting in found)],
    ]
    for org in people:
        marks = [{id(guest): mark for guest, mark in meeting.guests}.get(id(org), "") for meeting in found]
        rows.append([spell(org, rng), org.town, *marks])
    with Book(folder / "teilnahme_kreuztabelle.xlsx") as book:
        book.sheet("2022 und 2023", rows, head=1)


def write_sheets(folder: Path, found: list[Meeting], rng: random.Random) -> None:
    """One sheet for each meeting, which is told by title lines."""
    with Book(folder / "teilnahme_blaetter.xlsx") as book:
        for meeting in found:
            rows = [[f"Teilnahmeliste {meeting.name}"], [f"Datum: {meeting.day:%d.%m.%Y}"], [f"Ort: {meeting.town}"]]
            rows += [[], ["Nr.", "Name", "Organisation", "Ort", "Anwesenheit"]]
            for number, (org, mark) in enumerate(meeting.guests, start=1):
                said = "anwesend" if mark == "x" else mark
                rows.append([str(number), rng.choice(("K. Muster", "T. Probe")), spell(org, rng), org.town, said])
            book.sheet(f"{meeting.day:%Y-%m-%d}", rows, head=4)


def write_long(folder: Path, found: list[Meeting], rng: random.Random) -> None:
    """One row for each organisation at each meeting."""
    rows = [["Veranstaltung", "Datum", "Organisation", "Ort", "Status", "Rolle"]]
    for meeting in found:
        for org, mark in meeting.guests:
            status = {"x": rng.choice(("anwesend", "x", "ja"))}.get(mark, mark)
            role = "Veranstalter" if org is meeting.host else rng.choice(("", "", "", "Teilnehmer", "Referentin"))
            rows.append([meeting.name, f"{meeting.day:%d.%m.%Y}", spell(org, rng), org.town, status, role])
    write_csv(folder / "teilnahme_liste.csv", rows, encoding="cp1252")
