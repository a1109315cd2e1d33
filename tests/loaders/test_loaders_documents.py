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
    assert [mention.name for mention in find_mentions(text, [])] == SENTENCES[text]


def test_a_date_in_the_same_passage_goes_with_the_town() -> None:
    (mention,) = find_mentions("Am 3. Juli 2024 tagt die Stadt Düren im Rathaus.", [])
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


MEETINGS = {
    "Der Runde Tisch Integration am 3. Juni 2024 war gut besucht.": [("Runder Tisch Integration", "2024-06-03")],
    "Beim Dialogforum Jülich vom 03.07.2019 ging es um Ghana.": [("Dialogforum Jülich", "2019-07-03")],
    "Zum Fachtag Migration und Entwicklung am Montag, den 5. Mai 2025 lud die Stadt ein.": [
        ("Fachtag Migration und Entwicklung", "2025-05-05")
    ],
    "In der Sitzung des Integrationsrats am 12. März 2020 wurde beraten.": [
        ("Sitzung des Integrationsrats", "2020-03-12")
    ],
    "Der Vertrag vom 3. Juni 2024 gilt. Das Fest war schön. Am 5. Mai 2025 regnete es.": [],
}


@pytest.mark.parametrize("text", sorted(MEETINGS))
def test_a_meeting_is_a_word_for_it_before_a_date(text) -> None:
    found = [mention for mention in find_mentions(text, []) if mention.label == "Meeting"]
    assert [(mention.name, mention.dates[0]) for mention in found] == MEETINGS[text]


def test_towns_and_meetings_of_the_graph_are_known_in_a_text_and_others_can_be_taken_up(store, write) -> None:
    loaders.load(store, write("kommunen.csv", "id;Kommune;Land\nmun-x-auental;Auental;DE\n"))
    loaders.load(store, write("treffen.csv", "Titel;Datum\nDialogforum Auental;03.07.2024\n"))
    text = (
        "Vertreterinnen der Stadt Auental berichteten über das Dialogforum Auental am 3. Juli 2024. "
        "Am Ende des Abends wurde auf den Fachtag Klima am 5. Mai 2025 hingewiesen, zu dem alle eingeladen sind."
    )
    items = loaders.load(store, write("vorlage.txt", text)).review
    assert {(item["label"], item["name"], item["known"]) for item in items} == {
        ("Municipality", "Stadt Auental", True),
        ("Meeting", "Dialogforum Auental", True),
        ("Meeting", "Fachtag Klima", False),
    }
    for item in items:
        loaders.decide(store, item["id"], "accept")
    held = {row["name"]: row["date_start"] for row in store.read_nodes("Meeting")}
    assert held == {"Dialogforum Auental": "2024-07-03", "Fachtag Klima": "2025-05-05"}
    (new,) = [item for item in items if item["name"] == "Fachtag Klima"]
    loaders.undo_decision(store, new["id"])
    assert [row["name"] for row in store.read_nodes("Meeting")] == ["Dialogforum Auental"]
