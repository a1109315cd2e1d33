"""Names of the example spelled as people spell them: found again, and hardly ever taken for another."""

from __future__ import annotations

import csv
import itertools
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from loaders import compare_names, link_names
from loaders.resolve.features import name_of
from loaders.resolve.naming import Memory, resolve_names

ACTORS = Path(__file__).resolve().parents[2] / "examples" / "nrw" / "actors.csv"
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
SHORT = {"Deutsch": "Dt.", "Sankt": "St.", "Volkshochschule": "VHS", "und": "u.", "für": "f.", "Gesellschaft": "Ges."}


def typed_wrong(name: str, dice: random.Random) -> str:
    places = [at for at in range(2, len(name) - 2) if name[at].isalpha() and name[at + 1].isalpha()]
    if not places:
        return name
    at = dice.choice(places)
    return (
        name[:at] + dice.choice([name[at + 1] + name[at], name[at + 1], name[at] * 2 + name[at + 1]]) + name[at + 2 :]
    )


def shortened(name: str) -> str:
    for word, letters in SHORT.items():
        name = re.sub(rf"\b{word}\b", letters, name)
    return name


def moved(name: str) -> str:
    words = name.removesuffix(" e.V.").split()
    return name if len(words) < 3 else " ".join([*words[1:], words[0]])


def spellings(name: str, dice: random.Random) -> list[str]:
    found = [
        name.translate(UMLAUTS),
        name.translate(str.maketrans("äöüÄÖÜ", "aouAOU")),
        name.upper(),
        name.removesuffix(" e.V.") if name.endswith(" e.V.") else f"{name} e.V.",
        name.replace(" e.V.", " (e. V.)"),
        name.replace(" ", "  ").replace("-", " - "),
        typed_wrong(name, dice),
        shortened(name),
        moved(name),
        f"Frau Muster, {name}",
        f"{name} ({''.join(re.findall('[A-ZÄÖÜ]', name))})",
    ]
    return [spelling for spelling in dice.sample(found, 3) if spelling != name]


@pytest.fixture(scope="module")
def cases() -> tuple[list[str], list[tuple[str, str]]]:
    with ACTORS.open(encoding="utf-8", newline="") as file:
        names = sorted({row["name"] for row in csv.DictReader(file)})
    dice = random.Random(11)
    return names, [(spelling, name) for name in names for spelling in spellings(name, dice)]


def test_automatic_answers_are_right_and_most_others_are_asked(cases) -> None:
    names, spelled = cases
    links = link_names([spelling for spelling, _ in spelled], names)
    told = Counter()
    for (_, name), link in zip(spelled, links.to_dict("records"), strict=True):
        told[link["decision"], link["match_name"] == name] += 1
        told["listed"] += link["decision"] == "unsure" and name in [names[place] for place, _ in link["candidates"]]
    right, wrong = told["same", True], told["same", False]
    assert right / (right + wrong) >= 0.98, told
    assert right / len(spelled) >= 0.70, told
    assert (right + told["listed"]) / len(spelled) >= 0.90, told


def test_all_pairs_reach_the_promised_f1(cases) -> None:
    names, spelled = cases
    kept = set(names[::12])
    rows = [(name, name) for name in sorted(kept)] + [(spelling, name) for spelling, name in spelled if name in kept]
    found = wanted = hits = 0
    for (one, first), (other, second) in itertools.combinations(rows, 2):
        same = first == second
        taken = compare_names(one, other).score >= 0.90
        wanted, found, hits = wanted + same, found + taken, hits + (same and taken)
    assert 2 * hits / (found + wanted) >= 0.88, (hits, found, wanted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stadt Jülich", "Jülich, Stadt"),
        ("Stadt Jülich", "Stadtverwaltung Jülich"),
        ("Stadt Jülich", "Stadt Juelich, Amt für Integration"),
        ("Kreis Düren", "Kreisverwaltung Düren"),
        ("Eine Welt Netz NRW e.V.", "Eine-Welt-Netz NRW"),
        ("Stadt Hamm", "Stadt Hamm - Der Oberbürgermeister"),
        ("Kreis Soest", "Landrat des Kreises Soest"),
        ("Kreis Soest", "Jugendamt des Kreises Soest"),
        ("Stadt Bünde", "Stadt Bünde - Gleichstellungsstelle"),
        ("Weltladen Lippstadt", "Lippstädter Weltladen"),
        ("MUT-Projekt Kleve", "M.U.T. Projekt Kleve"),
        ("Stadt Rietberg", "Stadt Rietberg, Frau Muster"),
        ("Kreis Soest", "Kreis Soest - Herr Dr. Muster"),
        ("Stadt Bocholt", "Stadt Bocholt, Klaus Muster"),
        ("Kreis Kleve", "Ausländerbehörde Kreis Kleve"),
        ("Stadt Kleve", "Stadt Kleve, Einbürgerungsbehörde"),
        ("Tansania-Haus Löhne", "Tansania-Haus Löhne, Frau Muster"),
        ("Kulturverein Baobab Unna", "Kulturverein Baobab Unna, Hannah Kreutz"),
        ("HWK Aachen", "Handwerkskammer Aachen"),
        ("FH Bielefeld", "Fachhochschule Bielefeld"),
        ("Diakonisches Werk Iserlohn", "Diakonie Iserlohn"),
        ("Infostelle Bolivien", "Informationsstelle Bolivien e.V."),
        ("Jüd. Gemeinde Hagen e.V.", "Jüdische Gemeinde Hagen"),
        ("Turn Verein Eintracht Ahlen 1921", "Turnverein Eintracht Ahlen"),
        ("Freundeskreis Namibia Olpe", "Freundekreis Namibia e.V. Olpe"),
        ("Kommunales Integrationszentrum Kreis Olpe", "Kommunales Integrationszentrum (KI) des Kreises Olpe"),
        ("Jugendring EN-Kreis", "Jugendring Ennepe-Ruhr"),
        ("Caritasverband für die Stadt Herne e.V.", "Caritas Herne"),
        ("Ev.-luth. Kirchengemeinde Lemgo", "Evangelisch-lutherische Kirchengemeinde Lemgo"),
        ("TuS Anröchte", "Turn- und Sportverein Anröchte e.V."),
        ("Wohnbau Detmold GmbH & Co. KG", "Wohnbau Detmold"),
        ("Agentur für Arbeit Wesel", "Arbeitsagentur Wesel"),
        ("Wegweiser für Stadt und Kreis Düren", "Wegweiser Düren"),
        ("SAN NRW", "Stiftung Afrikanische Nachbarschaft NRW (SAN)"),
        ("Teranga Herne", "Teranga e.V. – Verein für Begegnung und Bildung"),
        ("Kenianische Gemeinde Herne", "Gemeinde der Kenianer in Herne"),
        ("Evangelische Studierendengemeinde Siegen (ESG)", "Ev. Studentengemeinde Siegen"),
        ("Stadtbücherei Werl", "Stadtbibliothek Werl"),
        ("LK Vechta", "Landkreis Vechta"),
        ("Jüdische Gemeinde Hagen K.d.ö.R.", "Jüdische Gemeinde Hagen"),
        ("LWL", "Landschaftsverband Westfalen-Lippe (LWL)"),
    ],
)
def test_ways_to_write_the_same(one, other) -> None:
    assert compare_names(one, other).decision == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stadt Düren", "Kreis Düren"),
        ("Stadt Köln", "Integrationsrat der Stadt Köln"),
        ("Aktionsbündnis gegen AIDS", "Trägerverein Aktionsbündnis gegen AIDS e.V."),
        ("Aktionsbündnis gegen AIDS", "Tragerverein Aktionsbundnis gegen AIDS e.V."),
        ("Ghanaischer Verein Bonn e.V.", "Ghanaischer Verein Köln e.V."),
        ("Freundeskreis Niger", "Freundeskreis Nigeria"),
        ("Serbischer Kulturverein Hagen", "Sorbischer Kulturverein Hagen"),
        ("Eine Welt Netz NRW", "Eine-Welt-Netz Soest"),
        ("Verband binationaler Familien NRW", "Verband binationaler Familien Bonn"),
        ("Caritasverband Paderborn", "Diözesan-Caritasverband Paderborn"),
        ("Dachverband Afrika", "Jugend im Dachverband Afrika"),
        ("Frauenwege Lippstadt", "Frauenwerk Lippstadt"),
        ("Stadt Soest", "Jugendamt des Kreises Soest"),
        ("Universität Siegen", "AStA der Universität Siegen"),
        ("Pestalozzi-Gymnasium Herne", "Schülervertretung Pestalozzi-Gymnasium Herne"),
        ("Klinikum Lippe", "Betriebsrat Klinikum Lippe"),
        ("Kreuzkirche Ahlen", "Chor der Kreuzkirche Ahlen"),
        ("Tamilische Gemeinde Unna", "Frauengruppe der Tamilischen Gemeinde Unna"),
        ("Syrische Gemeinde in Deutschland e.V.", "Syrische Gemeinde Münster"),
        ("Rumänische Gemeinde Deutschland", "Rumänische Gemeinde Dortmund"),
        ("Kulturverein Balkan, Frau Muster", "Tansania-Haus, Frau Muster"),
        ("Kulturverein Balkan (Anna Muster)", "Orchester Morgenstern (Anna Muster)"),
        ("Kulturverein Balkan, 1. Vorsitzende", "Orchester Morgenstern, 1. Vorsitzende"),
        ("Frau Muster, Amt für Wissenschaft, Gesundheit und Pflege", "Haus Nord-Kampagne, Gesundheit - gerecht e.V."),
        ("Kibo e.V.", "Kibo Kinderhaus Soest"),
        ("BUKA Herne", "BAKA Herne"),
        ("Teranga – Verein für Begegnung", "Teranga – Initiative für Wohnungslose"),
        ("Teranga – Jugendclub Buchfelden e.V.", "Teranga – Initiative Buchfelden e.V."),
        ("DITIB", "DITIB – Türkisch-Islamische Gemeinde zu Ahlen e.V."),
        ("Afghanistanhilfe Herne", "Afghanischer Verein Herne"),
    ],
)
def test_ways_to_write_another(one, other) -> None:
    assert compare_names(one, other).decision != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Weltladen (Olpe)", "Stadt Olpe"),
        ("Kulturverein Balkan, Herne", "Musikverein Harmonie, Herne"),
        ("AWO-Kreisverband Olpe", "AWO Kreisverband Sauerland"),
        ("DRK – Ortsverein Hiltrup", "DRK – Ortsverein Wolbeck"),
        ("AWO Unterbezirk Münster", "AWO-Unterbezirk Ennepe-Ruhr"),
        ("Eine-Welt-Laden Ahaus e.V.", "Eine-Welt-Gruppe Nordrhein-Westfalen"),
        ("Caritasverband für die Stadt Herne", "Stadtwerke Herne"),
        ("Volkshochschule Moers", "Seniorenhilfe Moers"),
        ("Griechisch-Orthodoxe Gemeinde Herne", "Russisch-Orthodoxe Gemeinde Herne"),
        ("Alevitische Gemeinde Herne", "Jesidische Gemeinde Herne"),
    ],
)
def test_names_that_nobody_needs_to_be_asked_about(one, other) -> None:
    assert compare_names(one, other).decision == "different"


def test_what_follows_the_level_of_a_branch_is_named_as_its_place() -> None:
    compared = compare_names("DRK-Ortsverein Hiltrup", "DRK Ortsverein Wolbeck")
    reasons = {reason.code: reason.params for reason in compared.reasons}
    assert reasons["names.place_conflict"] == {"places": ["Hiltrup", "Wolbeck"]}


@pytest.mark.parametrize(("cell", "key"), [("Weltladen (Olpe)", None), ("Anna Berger, Stadt Olpe", "05966024")])
def test_a_place_beside_an_organisation_is_not_the_administration(cell, key) -> None:
    assert name_of(cell).municipality == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Freiwillige Feuerwehr Löschzug 11", "Freiwillige Feuerwehr Löschzug 12"),
        ("Bezirksvertretung 3 Neuss", "Bezirksvertretung 4 Neuss"),
    ],
)
def test_names_with_other_numbers_are_never_one_unasked(one, other) -> None:
    assert compare_names(one, other).decision != "same"


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ("Deutsch-Peruanische Gesellschaft Lippetal e.V.", "Deutsch-Peruanische Gesellschaft ippetal e.V.", "unsure"),
        ("Abendstern – Elternverein Lippetal e.V.", "Morgenrot – Elternverein Lippetal e.V.", "new"),
        ("Freiwillige Feuerwehr Löschzug 11", "Freiwillige Feuerwehr Löschzug 12", "new"),
    ],
)
def test_a_slip_of_the_keyboard_inside_one_list_is_asked_for(one, other, status) -> None:
    found = resolve_names([(one, None), (other, None)], [], Memory(), {})
    assert found[one, None].status == "new"
    assert found[other, None].status == status
