"""The lists about the district: who is there, who belongs to whom, who advises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from district import COMMUNITIES, PARTNERS, THEMES, TOWNS, Meeting, Organisation, spell
from files import Book, write_csv, write_docx

if TYPE_CHECKING:
    import random
    from pathlib import Path


def write_towns(folder: Path, rng: random.Random) -> None:
    rows = [["id", "Kommune", "Typ", "Kreis", "Land", "Einwohner", "Breite", "Länge", "Quelle"]]
    everybody = str(sum(TOWNS.values()))
    rows.append(["mun-x-musterkreis", "Musterkreis", "kreis", "", "DE", everybody, "51.02", "7.90", "erfunden"])
    for town, people in TOWNS.items():
        lat, lon = f"{rng.uniform(50.9, 51.15):.4f}", f"{rng.uniform(7.7, 8.1):.4f}"
        slug = town.lower().replace(" ", "-").replace("ü", "ue").replace("ö", "oe")
        rows.append([f"mun-x-{slug}", town, "stadt", "Musterkreis", "DE", str(people), lat, lon, "erfunden"])
    write_csv(folder / "kommunen.csv", rows, encoding="utf-8-sig")


def write_organisations(folder: Path, orgs: list[Organisation], rng: random.Random) -> None:
    rows = [["Vereine und Organisationen im Musterkreis"], ["Stand: Januar 2022"], []]
    rows.append(["Organisation", "Typ", "Ort", "Themen", "Länderbezug", "Gründung"])
    for org in orgs:
        if rng.random() < 0.82:
            year = str(rng.randrange(1962, 2021)) if rng.random() < 0.6 else ""
            rows.append([org.name, org.kind, org.town, "|".join(org.themes), org.country, year])
            org.spellings.add(org.name)
    with Book(folder / "organisationen.xlsx") as book:
        book.sheet("Organisationen", rows, head=3)


def write_contacts(folder: Path, orgs: list[Organisation], rng: random.Random) -> None:
    head = ["Anrede", "Vorname", "Nachname", "Firma", "Abteilung", "Straße geschäftlich", "Postleitzahl geschäftlich"]
    head += ["Ort geschäftlich", "Land/Region geschäftlich", "E-Mail-Adresse", "Geburtstag", "Notizen", "Webseite"]
    rows = [head]
    for org in rng.sample(orgs, 90):
        first, last = (
            rng.choice(("Kim", "Alex", "Toni", "Sascha")),
            rng.choice(("Muster", "Probe", "Beispiel", "Vorlage")),
        )
        mail = f"{first}.{last}@example.org".lower()
        left = ["", first, last, spell(org, rng), "", "Musterweg 1", "59999", org.town]
        rows.append([*left, "Deutschland", mail, "01.01.1970", "privat", ""])
    write_csv(folder / "kontakte_outlook.csv", rows, encoding="cp1252", delimiter=",")


def write_ties(folder: Path, orgs: list[Organisation], rng: random.Random) -> None:
    rows = [["Kommune", "Partnerkommune", "Land", "Art", "seit", "Status"]]
    arts = ("P", "F", "K", "PP", "Klimapartnerschaft", "Solidaritätspartnerschaft")
    for partner, land in PARTNERS:
        town, art = rng.choice(list(TOWNS)[:7]), rng.choice(arts)
        rows.append([town, partner, land, art, str(rng.randrange(1975, 2023)), "aktiv"])
    with Book(folder / "partnerschaften.xlsx") as book:
        book.sheet("Partnerschaften", rows)
    rows = [["Mitglied", "Dachverband", "Art", "seit"]]
    for org in orgs:
        umbrella = orgs[2] if org.kind in {"mso", "diaspora"} else orgs[0] if org.kind == "eine_welt_group" else None
        if umbrella and umbrella is not org and rng.random() < 0.55:
            umbrella.spellings.add(umbrella.name)
            rows.append([spell(org, rng), umbrella.name, "Mitgliedschaft", str(rng.randrange(2005, 2022))])
    write_csv(folder / "mitgliedschaften.csv", rows, encoding="cp1252")


def write_calendar(folder: Path, found: list[Meeting]) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Musterkreis//DE"]
    for number, meeting in enumerate(found[20:], start=1):
        lines += ["BEGIN:VEVENT", f"UID:{number}@musterkreis.example", "DTSTAMP:20240101T000000Z"]
        lines += [f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}", f"SUMMARY:{meeting.name}", f"LOCATION:{meeting.town}"]
        lines += ["END:VEVENT"]
    (folder / "termine.ics").write_bytes("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


def write_advisers(folder: Path, rng: random.Random) -> None:
    rows = [["Kürzel", "Sprachen", "Themen", "Länder", "Erreicht", "Kapazität", "verfügbar ab"]]
    for number in range(1, 13):
        community = rng.choice(COMMUNITIES)[1]
        towns = ", ".join(rng.sample(list(TOWNS), 2))
        language = rng.choice(("Französisch", "Englisch", "Arabisch", "Türkisch"))
        themes, capacity = "|".join(rng.sample(THEMES, 2)), str(rng.choice((1, 2, 3)))
        rows.append([f"B{number:02d}", language, themes, community, towns, capacity, "2024"])
    with Book(folder / "beratende.xlsx") as book:
        book.sheet("Beratende", rows)
    rows = [["Kommune", "Projekt", "Art", "Beginn", "Ende", "Themen", "Beratende", "Koordinierende Stelle"]]
    for town, start, team in (
        ("Lindenrode", "2023-03", "B01|B04"),
        ("Steinwerth", "2023-10", "B02"),
        ("Erlbrück", "2024-02", "B07|B09"),
    ):
        work = [town, "Beratung vor Ort", "Beratungseinsatz", start, "", rng.choice(THEMES), team]
        rows.append([*work, "Amt für Integration"])
    write_csv(folder / "einsaetze.csv", rows)


def write_paper(folder: Path, orgs: list[Organisation], rng: random.Random) -> None:
    names = [org.name for org in rng.sample(orgs, 6)]
    facts = (
        "Sachverhalt: Die Stadt Lindenrode möchte die Zusammenarbeit mit den örtlichen Vereinen verstärken. Am "
        f"12.03.2024 fand dazu ein Gespräch statt. Beteiligt waren {names[0]}, {names[1]} und {names[2]}."
    )
    text = [
        "Vorlage 017/2024 an den Integrationsrat der Stadt Lindenrode (erfundenes Beispiel)",
        facts,
        f"Weitere Anfragen liegen von {names[3]} und {names[4]} vor; {names[5]} hat abgesagt.",
        "Die Brückenbauer Selketal e.V. haben sich erstmals vorgestellt.",
    ]
    write_docx(folder / "ratsvorlage.docx", text)
