"""The invented district itself: its towns, organisations and meetings, and how people spell the names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

TOWNS = {
    "Lindenrode": 48_200, "Buchfelden": 27_900, "Weidenhain": 19_400, "Erlbrück": 12_700, "Steinwerth": 33_100,
    "Königsaue": 8_900, "Birkenfurt": 15_600, "Altenmoos": 6_300, "Neuhofen an der Selke": 11_200,
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
    "Baobab", "Sankofa", "Ubuntu", "Brücke", "Morgenröte", "Horizont", "Kaleidoskop", "Mosaik", "Regenbogen",
    "Kompass", "Ankerplatz", "Lichtblick", "Weitblick", "Zugvogel", "Papageno", "Südwind", "Harambee", "Teranga",
    "Karibu", "Nowruz", "Olivenzweig", "Sahel", "Anatolien", "Balaton", "Weichsel", "Kilimandscharo", "Sonnenblume",
    "Windrose", "Heimathafen",
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


class Register:
    """The organisations invented so far, by name."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.found: dict[str, Organisation] = {}

    def add(self, name: str, town: str, kind: str, *, country: str = "", short: str = "", activity: float = 0) -> None:
        if name not in self.found:
            themes = self.rng.sample(THEMES, self.rng.choice((1, 1, 2, 3)))
            level = activity or self.rng.lognormvariate(-0.4, 0.9)
            self.found[name] = Organisation(name, town, kind, themes, country, level, short)


def organisations(rng: random.Random) -> list[Organisation]:
    register = Register(rng)
    add = register.add
    add("Eine Welt Netz Selketal e.V.", "Lindenrode", "eine_welt_group", short="EWNS", activity=6)
    add("Kommunales Integrationszentrum Musterkreis", "Lindenrode", "office", activity=7)
    umbrella = "Verbund der Migrantenorganisationen im Musterkreis e.V."
    add(umbrella, "Steinwerth", "mso_umbrella", short="VMM", activity=5)
    for town, people in TOWNS.items():
        add(f"Weltladen {town}", town, "eine_welt_group")
        add(f"Integrationsrat der Stadt {town}", town, "municipal_body", activity=2.2)
        if people > 10_000:
            add(f"Volkshochschule {town}", town, "school")
            add(f"Evangelische Kirchengemeinde {town}", town, "faith_community")
            add(f"Arbeiterwohlfahrt Ortsverband {town} e.V.", town, "welfare")
    while len(register.found) < 200:
        _add_any(register)
    return list(register.found.values())


def _add_any(register: Register) -> None:
    """Invent one more association of some kind."""
    rng, add = register.rng, register.add
    town = rng.choices(list(TOWNS), list(TOWNS.values()))[0]
    people, country = rng.choice(COMMUNITIES)
    proper, theme = rng.choice(PROPER), rng.choice(THEMES)
    form = rng.random()
    if form < 0.3:
        kind = rng.choice(("Gemeinde", "Frauengruppe", "Elterninitiative", "Kulturgemeinschaft", "Jugend"))
        add(f"{people} {kind} {town} e.V.", town, "mso", country=country)
    elif form < 0.5:
        name = f"{proper} – {rng.choice(KINDS)} {town} e.V."
        add(name, town, "association", country=country if rng.random() < 0.3 else "")
    elif form < 0.65:
        add(f"Deutsch-{people} Gesellschaft Selketal e.V.", town, "diaspora", country=country)
    elif form < 0.8:
        add(f"{rng.choice(KINDS)} {proper} {town}", town, "association")
    elif form < 0.9:
        add(f"{theme} grenzenlos {town} gGmbH", town, "company")
    else:
        partner, land = rng.choice(PARTNERS)
        add(f"Partnerschaftsverein {town}–{partner} e.V.", town, "partnership_association", country=land)


SHORTER = (
    ("Evangelische", "Ev."),
    ("Arbeiterwohlfahrt Ortsverband", "AWO OV"),
    ("Volkshochschule", "VHS"),
    ("Kommunales Integrationszentrum", "KI"),
)
WITHOUT_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def _replaced(name: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        name = name.replace(old, new)
    return name


def _typo(name: str, rng: random.Random) -> str:
    if len(name) <= 12:
        return name
    at = rng.randrange(4, len(name) - 3)
    return name[:at] + name[at + 1 :] if name[at].isalpha() else name


HABITS = (
    (0.38, lambda org, _: org.name),
    (0.55, lambda org, _: org.name.replace(" e.V.", "").replace(" gGmbH", "")),
    (0.63, lambda org, _: org.name.replace("e.V.", "e. V.").replace("–", "-")),
    (0.70, lambda org, _: _replaced(org.name, WITHOUT_UMLAUTS)),
    (0.76, lambda org, rng: _typo(org.name, rng)),
    (0.81, lambda org, _: _replaced(org.name, SHORTER)),
    (0.86, lambda org, _: org.name.replace(f" {org.town}", "")),
    (0.90, lambda org, _: org.name.upper()),
    (0.95, lambda org, rng: f"{rng.choice(PEOPLE)} ({org.name})"),
    (1.01, lambda org, _: org.short or org.name),
)
"""How people write a name, with the sum of the shares up to each habit."""


def spell(org: Organisation, rng: random.Random) -> str:
    """One way to write the name, as people do."""
    roll = rng.random()
    name = next(habit(org, rng) for limit, habit in HABITS if roll < limit)
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
    for _ in range(38):
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
    return found
