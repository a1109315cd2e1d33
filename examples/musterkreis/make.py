"""Writes the invented district: its lists, in the shapes and with the slips of real ones.

Run ``python examples/musterkreis/make.py``. Everything is made up from a seed; no organisation, person or place is
real. Who attends depends on town, theme, habit and chance, not on the scores of this program. The truth (which
spelling means which organisation) goes to ``tests/loaders/musterkreis_truth.csv``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import xlsxwriter

HERE = Path(__file__).resolve().parent
TRUTH = HERE.parents[1] / "tests" / "loaders" / "musterkreis_truth.csv"
SEED = 20260401
STAMP = dt.datetime(2026, 4, 1)  # noqa: DTZ001 - the date inside the workbooks
TOWNS = {
    "Lindenrode": 48_200, "Buchfelden": 27_900, "Weidenhain": 19_400, "Erlbrück": 12_700, "Steinwerth": 33_100,
    "Königsaue": 8_900, "Birkenfurt": 15_600, "Altenmoor": 6_300, "Neuhofen an der Selke": 11_200,
    "Ober-Selkenbach": 5_100,
}  # fmt: skip
KINDS = (
    "Kulturverein",
    "Elternverein",
    "Frauengruppe",
    "Jugendclub",
    "Begegnungszentrum",
    "Freundeskreis",
    "Initiative",
)
COMMUNITIES = (
    ("Togoische", "Togo"), ("Ghanaische", "Ghana"), ("Kamerunische", "Kamerun"), ("Syrische", "Syrien"),
    ("Afghanische", "Afghanistan"), ("Eritreische", "Eritrea"), ("Türkische", "Türkei"), ("Polnische", "Polen"),
    ("Tamilische", "Sri Lanka"), ("Kurdische", "Irak"), ("Marokkanische", "Marokko"), ("Ukrainische", "Ukraine"),
)  # fmt: skip
THEMES = ("Integration", "Bildung", "Fairer Handel", "Klimaschutz", "Frauen", "Gesundheit", "Kultur", "Sport", "Flucht")
PROPER = (
    "Baobab", "Sankofa", "Ubuntu", "Brücke", "Morgenröte", "Horizont", "Kaleidoskop", "Mosaik", "Regenbogen", "Kompass",
    "Ankerplatz", "Lichtblick", "Weitblick", "Zugvogel", "Papageno", "Südwind", "Harambee", "Teranga", "Karibu", "Nowruz",
    "Olivenzweig", "Sahel", "Anatolien", "Balaton", "Weichsel", "Kilimandscharo", "Sonnenblume", "Windrose", "Heimathafen",
)  # fmt: skip
PARTNERS = (
    ("Agbodrafo", "Togo"), ("Winneba", "Ghana"), ("Kribi", "Kamerun"), ("Kielce", "Polen"), ("Bolgatanga", "Ghana"),
    ("Tequisquiapan", "Mexiko"), ("Dédougou", "Burkina Faso"), ("Sarny", "Ukraine"), ("Essaouira", "Marokko"),
)  # fmt: skip
PEOPLE = ("Herr Probe", "Frau Muster", "Dr. Beispiel", "A. Vorlage", "Frau Dr. Entwurf", "Herr Platzhalter")


@dataclass
class Organisation:
    name: str
    town: str
    kind: str
    themes: list[str]
    country: str = ""
    activity: float = 1.0
    short: str = ""
    spellings: set[str] = field(default_factory=set)


def organisations(rng: random.Random) -> list[Organisation]:
    towns, weights = list(TOWNS), list(TOWNS.values())
    found: dict[str, Organisation] = {}

    def add(name: str, town: str, kind: str, country: str = "", short: str = "", activity: float | None = None) -> None:
        if name not in found:
            themes = rng.sample(THEMES, rng.choice((1, 1, 2, 3)))
            level = activity if activity is not None else rng.lognormvariate(-0.4, 0.9)
            found[name] = Organisation(name, town, kind, themes, country, level, short)

    add("Eine Welt Netz Selketal e.V.", "Lindenrode", "eine_welt_group", short="EWNS", activity=6)
    add("Kommunales Integrationszentrum Musterkreis", "Lindenrode", "office", activity=7)
    add(
        "Verbund der Migrantenorganisationen im Musterkreis e.V.", "Steinwerth", "mso_umbrella", short="VMM", activity=5
    )
    for town in towns:
        add(f"Weltladen {town}", town, "eine_welt_group")
        add(f"Integrationsrat der Stadt {town}", town, "municipal_body", activity=2.2)
        if TOWNS[town] > 10_000:
            add(f"Volkshochschule {town}", town, "school")
            add(f"Evangelische Kirchengemeinde {town}", town, "faith_community")
            add(f"Arbeiterwohlfahrt Ortsverband {town} e.V.", town, "welfare")
    while len(found) < 200:
        town = rng.choices(towns, weights)[0]
        people, country = rng.choice(COMMUNITIES)
        proper, theme = rng.choice(PROPER), rng.choice(THEMES)
        form = rng.random()
        if form < 0.3:
            kind = rng.choice(("Gemeinde", "Frauengruppe", "Elterninitiative", "Kulturgemeinschaft", "Jugend"))
            add(f"{people} {kind} {town} e.V.", town, "mso", country)
        elif form < 0.5:
            add(
                f"{proper} – {rng.choice(KINDS)} {town} e.V.",
                town,
                "association",
                country if rng.random() < 0.3 else "",
            )
        elif form < 0.65:
            add(f"Deutsch-{people} Gesellschaft Selketal e.V.", town, "diaspora", country)
        elif form < 0.8:
            add(f"{rng.choice(KINDS)} {proper} {town}", town, "association")
        elif form < 0.9:
            add(f"{theme} grenzenlos {town} gGmbH", town, "company")
        else:
            partner, land = rng.choice(PARTNERS)
            add(f"Partnerschaftsverein {town}–{partner} e.V.", town, "partnership_association", land)
    return list(found.values())


def spell(org: Organisation, rng: random.Random) -> str:
    """One way to write the name, as people do."""
    name = org.name
    roll = rng.random()
    if roll < 0.38:
        pass
    elif roll < 0.55:
        name = name.replace(" e.V.", "").replace(" gGmbH", "")
    elif roll < 0.63:
        name = name.replace("e.V.", "e. V.").replace("–", "-")
    elif roll < 0.70:
        for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            name = name.replace(a, b)
    elif roll < 0.76 and len(name) > 12:
        at = rng.randrange(4, len(name) - 3)
        name = name[:at] + name[at + 1 :] if name[at].isalpha() else name
    elif roll < 0.81:
        name = (
            name.replace("Evangelische", "Ev.")
            .replace("Arbeiterwohlfahrt Ortsverband", "AWO OV")
            .replace("Volkshochschule", "VHS")
        )
        name = name.replace("Kommunales Integrationszentrum", "KI")
    elif roll < 0.86:
        name = name.replace(f" {org.town}", "")
    elif roll < 0.90:
        name = name.upper()
    elif roll < 0.95:
        name = f"{rng.choice(PEOPLE)} ({name})"
    elif org.short:
        name = org.short
    org.spellings.add(name)
    return name


@dataclass
class Meeting:
    name: str
    day: dt.date
    town: str
    theme: str
    host: Organisation
    guests: list[tuple[Organisation, str]] = field(default_factory=list)


def meetings(orgs: list[Organisation], rng: random.Random) -> list[Meeting]:
    found = []
    names = (
        "Netzwerktreffen Eine Welt",
        "Dialogforum",
        "Runder Tisch Integration",
        "Fachtag",
        "Steuerungsgruppe Fairtrade",
    )
    hosts = [org for org in orgs if org.activity > 1.8]
    day = dt.date(2022, 2, 3)
    for number in range(38):
        town = rng.choice(list(TOWNS)[:8])
        theme = rng.choice(THEMES)
        base = rng.choice(names)
        name = f"{base} {theme}" if base in {"Dialogforum", "Fachtag"} else base
        meeting = Meeting(name, day, town, theme, rng.choice(hosts))
        crowd = rng.choice((0.03, 0.05, 0.08, 0.2))
        for org in orgs:
            pull = crowd * org.activity * (3.0 if org.town == town else 0.7) * (1.8 if theme in org.themes else 1.0)
            if org is meeting.host or rng.random() < min(pull, 0.85):
                status = rng.choices(("x", "entschuldigt", "eingeladen"), (0.86, 0.09, 0.05))[0]
                meeting.guests.append((org, "x" if org is meeting.host else status))
        found.append(meeting)
        day += dt.timedelta(days=rng.randrange(19, 44))
        del number
    return found


class Book:
    """A workbook whose bytes do not depend on the clock."""

    def __init__(self, name: str) -> None:
        self.book = xlsxwriter.Workbook(str(HERE / name), {"strings_to_formulas": False, "strings_to_numbers": False})
        self.book.set_properties({"created": STAMP, "title": "Erfundenes Beispiel"})
        self.bold = self.book.add_format({"bold": True})

    def sheet(self, name: str, rows: list[list[str]], *, head: int = 0) -> None:
        sheet = self.book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, *([self.bold] if number == head else []))
        sheet.set_column(0, 0, 46)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()


def write_csv(name: str, rows: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ";") -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    (HERE / name).write_bytes(text.getvalue().encode(encoding))


def write_lists(orgs: list[Organisation], rng: random.Random) -> None:
    rows = [["id", "Kommune", "Typ", "Kreis", "Land", "Einwohner", "Breite", "Länge", "Quelle"]]
    rows.append(
        ["mun-x-musterkreis", "Musterkreis", "kreis", "", "DE", str(sum(TOWNS.values())), "51.02", "7.90", "erfunden"]
    )
    for town, people in TOWNS.items():
        lat, lon = f"{rng.uniform(50.9, 51.15):.4f}", f"{rng.uniform(7.7, 8.1):.4f}"
        slug = town.lower().replace(" ", "-").replace("ü", "ue").replace("ö", "oe")
        rows.append([f"mun-x-{slug}", town, "stadt", "Musterkreis", "DE", str(people), lat, lon, "erfunden"])
    write_csv("kommunen.csv", rows, encoding="utf-8-sig")

    rows = [
        ["Vereine und Organisationen im Musterkreis"],
        ["Stand: Januar 2022"],
        [],
        ["Organisation", "Typ", "Ort", "Themen", "Länderbezug", "Gründung"],
    ]
    for org in orgs:
        if rng.random() < 0.82:
            year = str(rng.randrange(1962, 2021)) if rng.random() < 0.6 else ""
            rows.append([org.name, org.kind, org.town, "|".join(org.themes), org.country, year])
            org.spellings.add(org.name)
    with Book("organisationen.xlsx") as book:
        book.sheet("Organisationen", rows, head=3)

    head = ["Anrede", "Vorname", "Nachname", "Firma", "Abteilung", "Straße geschäftlich", "Postleitzahl geschäftlich"]
    rows = [
        [*head, "Ort geschäftlich", "Land/Region geschäftlich", "E-Mail-Adresse", "Geburtstag", "Notizen", "Webseite"]
    ]
    for org in rng.sample(orgs, 90):
        first, last = (
            rng.choice(("Kim", "Alex", "Toni", "Sascha")),
            rng.choice(("Muster", "Probe", "Beispiel", "Vorlage")),
        )
        mail = f"{first}.{last}@example.org".lower()
        rows.append(
            [
                "",
                first,
                last,
                spell(org, rng),
                "",
                "Musterweg 1",
                "59999",
                org.town,
                "Deutschland",
                mail,
                "01.01.1970",
                "privat",
                "",
            ]
        )
    write_csv("kontakte_outlook.csv", rows, encoding="cp1252", delimiter=",")

    rows = [["Kommune", "Partnerkommune", "Land", "Art", "seit", "Status"]]
    arts = ("P", "F", "K", "PP", "Klimapartnerschaft", "Solidaritätspartnerschaft")
    for partner, land in PARTNERS:
        rows.append(
            [rng.choice(list(TOWNS)[:7]), partner, land, rng.choice(arts), str(rng.randrange(1975, 2023)), "aktiv"]
        )
    with Book("partnerschaften.xlsx") as book:
        book.sheet("Partnerschaften", rows)

    rows = [["Mitglied", "Dachverband", "Art", "seit"]]
    for org in orgs:
        umbrella = orgs[2] if org.kind in {"mso", "diaspora"} else orgs[0] if org.kind == "eine_welt_group" else None
        if umbrella and umbrella is not org and rng.random() < 0.55:
            umbrella.spellings.add(umbrella.name)
            rows.append([spell(org, rng), umbrella.name, "Mitgliedschaft", str(rng.randrange(2005, 2022))])
    write_csv("mitgliedschaften.csv", rows, encoding="cp1252")


def write_meetings(found: list[Meeting], rng: random.Random) -> None:
    rows = [["Veranstaltung", "Datum", "Ort", "Thema", "Veranstalter", "Veranstaltungsart"]]
    for meeting in found:
        art = (
            "Fachtag"
            if meeting.name.startswith("Fachtag")
            else "Dialogforum"
            if "Dialog" in meeting.name
            else "Netzwerktreffen"
        )
        meeting.host.spellings.add(meeting.host.name)
        rows.append([meeting.name, f"{meeting.day:%d.%m.%Y}", meeting.town, meeting.theme, meeting.host.name, art])
    with Book("veranstaltungen.xlsx") as book:
        book.sheet("Veranstaltungen", rows)

    crosses, sheets, long = found[:12], found[12:24], found[24:]
    people = list({id(org): org for meeting in crosses for org, _ in meeting.guests}.values())
    head = [
        ["", "", *(meeting.name for meeting in crosses)],
        ["Organisation", "Ort", *(f"{m.day:%d.%m.%Y}" for m in crosses)],
    ]
    rows = []
    for org in people:
        marks = [{id(o): mark for o, mark in meeting.guests}.get(id(org), "") for meeting in crosses]
        rows.append([spell(org, rng), org.town, *marks])
    with Book("teilnahme_kreuztabelle.xlsx") as book:
        book.sheet("2022 und 2023", [*head, *rows], head=1)

    with Book("teilnahme_blaetter.xlsx") as book:
        for meeting in sheets:
            title = [
                [f"Teilnahmeliste {meeting.name}"],
                [f"Datum: {meeting.day:%d.%m.%Y}"],
                [f"Ort: {meeting.town}"],
                [],
            ]
            rows = [[*title[0]], *title[1:], ["Nr.", "Name", "Organisation", "Ort", "Anwesenheit"]]
            for number, (org, mark) in enumerate(meeting.guests, start=1):
                said = "anwesend" if mark == "x" else mark
                rows.append([str(number), rng.choice(("K. Muster", "T. Probe")), spell(org, rng), org.town, said])
            book.sheet(f"{meeting.day:%Y-%m-%d}", rows, head=4)

    rows = [["Veranstaltung", "Datum", "Organisation", "Ort", "Status", "Rolle"]]
    for meeting in long:
        for org, mark in meeting.guests:
            status = {"x": rng.choice(("anwesend", "x", "ja"))}.get(mark, mark)
            role = "Veranstalter" if org is meeting.host else rng.choice(("", "", "", "Teilnehmer", "Referentin"))
            rows.append([meeting.name, f"{meeting.day:%d.%m.%Y}", spell(org, rng), org.town, status, role])
    write_csv("teilnahme_liste.csv", rows, encoding="cp1252")


def write_others(orgs: list[Organisation], found: list[Meeting], rng: random.Random) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Musterkreis//DE"]
    for number, meeting in enumerate(found[20:], start=1):
        lines += ["BEGIN:VEVENT", f"UID:{number}@musterkreis.example", "DTSTAMP:20240101T000000Z"]
        lines += [
            f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}",
            f"SUMMARY:{meeting.name}",
            f"LOCATION:{meeting.town}",
            "END:VEVENT",
        ]
    (HERE / "termine.ics").write_bytes("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())

    rows = [["Kürzel", "Sprachen", "Themen", "Länder", "Erreicht", "Kapazität", "verfügbar ab"]]
    for number in range(1, 13):
        community = rng.choice(COMMUNITIES)[1]
        town = ", ".join(rng.sample(list(TOWNS), 2))
        rows.append(
            [
                f"B{number:02d}",
                rng.choice(("Französisch", "Englisch", "Arabisch", "Türkisch")),
                "|".join(rng.sample(THEMES, 2)),
                community,
                town,
                str(rng.choice((1, 2, 3))),
                "2024",
            ]
        )
    with Book("beratende.xlsx") as book:
        book.sheet("Beratende", rows)

    rows = [["Kommune", "Projekt", "Art", "Beginn", "Ende", "Themen", "Beratende", "Koordinierende Stelle"]]
    for town, start, team in (
        ("Lindenrode", "2023-03", "B01|B04"),
        ("Steinwerth", "2023-10", "B02"),
        ("Erlbrück", "2024-02", "B07|B09"),
    ):
        rows.append(
            [town, "Beratung vor Ort", "Beratungseinsatz", start, "", rng.choice(THEMES), team, "Amt für Integration"]
        )
    write_csv("einsaetze.csv", rows)

    names = [org.name for org in rng.sample(orgs, 6)]
    text = [
        "Vorlage 017/2024 an den Integrationsrat der Stadt Lindenrode (erfundenes Beispiel)",
        (
            "Sachverhalt: Die Stadt Lindenrode möchte die Zusammenarbeit mit den örtlichen Vereinen verstärken. Am 12.03.2024 "
            f"fand dazu ein Gespräch statt. Beteiligt waren {names[0]}, {names[1]} und {names[2]}."
        ),
        f"Weitere Anfragen liegen von {names[3]} und {names[4]} vor; {names[5]} hat abgesagt.",
        "Die Brückenbauer Selketal e.V. haben sich erstmals vorgestellt.",
    ]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}</w:body></w:document>'
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>'
    rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    with zipfile.ZipFile(HERE / "ratsvorlage.docx", "w") as archive:
        for name, content in (("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", document)):
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), content)


def main() -> None:
    rng = random.Random(SEED)
    orgs = organisations(rng)
    found = meetings(orgs, rng)
    write_lists(orgs, rng)
    write_meetings(found, rng)
    write_others(orgs, found, rng)
    truth = io.StringIO()
    writer = csv.writer(truth, lineterminator="\n")
    writer.writerow(["spelling", "organisation", "town"])
    writer.writerows(sorted((spelling, org.name, org.town) for org in orgs for spelling in org.spellings))
    TRUTH.write_text(truth.getvalue(), encoding="utf-8")
    print(f"{len(orgs)} organisations, {len(found)} meetings, {sum(len(m.guests) for m in found)} marks")


if __name__ == "__main__":
    main()
