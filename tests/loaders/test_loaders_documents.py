"""Running text: which municipalities are named, with the passage and its dates."""

from __future__ import annotations

import json

import pytest

import loaders
from loaders.mentions import find_mentions

SENTENCES = {
    "Am 3. Juli 2024 trafen sich die Stadt Düren und die Stadt Osnabrück im Rathaus. Stadt Kerpen fehlte.": [
        "Stadt Düren", "Stadt Osnabrück", "Stadt Kerpen",
    ],
    "Die Stadt Fürth grüßt Limoges.": ["Stadt Fürth"],
    "die Stadt Mülheim an der Ruhr, die Stadt Halle (Saale) und der Kreis Düren": [
        "Stadt Mülheim an der Ruhr", "Stadt Halle (Saale)", "Kreis Düren",
    ],
    "Stadt Frankfurt am Main lädt ein, Stadt Rheda-Wiedenbrück sagt ab": [
        "Stadt Frankfurt am Main", "Stadt Rheda-Wiedenbrück",
    ],
    "Rathaus Jülich, Anreise über 06618 Naumburg, der Arbeitskreis am Abend": ["Rathaus Jülich", "06618 Naumburg"],
    "Gastgeber ist der Rhein-Sieg-Kreis, nicht der Kreis Düren": ["Rhein-Sieg-Kreis", "Kreis Düren"],
    "Stadt und Land, die Stadt Rat": [],
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(SENTENCES))
def test_every_town_of_a_sentence_is_found_and_ends_where_its_name_ends(text) -> None:
    assert [mention.name for mention in find_mentions(text, known=[])] == SENTENCES[text]


def test_a_date_in_the_same_passage_goes_with_the_town() -> None:
    (mention,) = find_mentions("Am 3. Juli 2024 tagt die Stadt Düren im Rathaus.", known=[])
    assert (mention.id, mention.dates) == ("mun-05358008", ["2024-07-03"])


@pytest.mark.parametrize(("end", "verdict"), [("00:00:00", "accept"), ("16:00:00", "warn")])
def test_midnight_as_the_end_of_a_session_is_no_end(store, write, end, verdict) -> None:
    about = "https://rat.example.org/meeting/1"
    meeting = {
        "id": about, "type": "https://schema.oparl.org/1.1/Meeting", "name": "Integrationsrat",
        "start": "2024-07-03T17:00:00+02:00", "end": f"2024-07-03T{end}+02:00",
    }  # fmt: skip
    report = loaders.load(store, write("rat.json", json.dumps({"data": [meeting]})))
    assert (report.verdict, report.counts.created) == (verdict, 1)
    assert [problem.code for problem in report.problems] == ["oparl_times"]


def test_papers_in_which_nobody_is_named_are_no_reason_to_worry(store, write) -> None:
    paper = {"id": "https://rat.example.org/paper/1", "type": "https://schema.oparl.org/1.1/Paper", "name": "Haushalt"}
    assert loaders.load(store, write("vorlagen.json", json.dumps({"data": [paper]}))).verdict == "accept"


LIST = """Organisation;Ort
Sahel – Frauengruppe Jülich e.V.;Jülich
Gesundheit grenzenlos Düren gGmbH;Düren
"""


def test_names_of_lists_in_the_same_load_are_known_in_a_document(store, write) -> None:
    text = "Es kamen Gesundheit grenzenlos Düren gGmbH und Sahel – Frauengruppe Jülich e.V. zum Gespräch."
    loaders.load(store, [write("vermerk.txt", text), write("vereine.csv", LIST)])
    mentions = [item for item in loaders.review_items(store) if item["kind"] == "mention"]
    assert {(item["name"], item["known"]) for item in mentions} == {
        ("Gesundheit grenzenlos Düren", True), ("Sahel – Frauengruppe Jülich", True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dabei war auch das Netz grenzenlos Mönchengladbach gGmbH aus der Region.", []),
        ("Geladen war Nowruz – Elterngruppe Kerpen e.V. als Gast.", []),
        ("Die Frauengruppe Jülich e.V. sagte ab.", []),
        ("Es sprach Kulturverein Kerpen e.V. als Gast.", ["Kulturverein Kerpen e.V."]),
    ],
)
def test_the_end_of_a_longer_name_is_not_offered(text, names) -> None:
    known = [{"id": "act-sahel", "name": "Sahel – Frauengruppe Jülich e.V."}]
    assert [mention.name for mention in find_mentions(text, known=known)] == names
