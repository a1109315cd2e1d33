"""Running text: which municipalities are named, with the passage and its dates."""

from __future__ import annotations

import pytest

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
