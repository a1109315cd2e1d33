"""What the answers and pictures say: suggestions decided, what would be lost, the map and the looks."""

from __future__ import annotations

import re

import pytest

from stakegraph.words import term
from tests.explorer.conftest import send

ASKED = "/vorschlaege.json?fuer=Lindenrode"


def asked(client) -> list[str]:
    """Ids that are suggested for the town, of both lists."""
    return [row["target"] for one in client.get(ASKED).json()["lists"] for row in one["rows"]]


def overview(client) -> list[dict]:
    """How many ties there are between groups."""
    return client.get("/ueberblick.json").json()["pairs"]


@pytest.mark.parametrize("verdict", ["accept", "later", "decline", "known", "done"])
def test_a_suggestion_that_was_decided_is_listed_below_and_comes_back_when_it_is_taken_back(own, verdict) -> None:
    town = own.get(ASKED).json()["focus"]
    whom = asked(own)[0]
    send(own, "/vorschlaege/entscheiden", fuer=town, wen=whom, antwort=verdict)
    assert whom not in asked(own)
    decided = own.get(ASKED).json()["decided"]
    assert [(one["object"], one["verdict"]) for one in decided] == [(whom, verdict)]
    assert f"<td>{term(f'verdict.{verdict}')}" in own.get(ASKED.replace(".json", "")).text
    send(own, "/vorschlaege/zurueck", id=decided[0]["id"])
    assert whom in asked(own)


def test_what_was_taken_up_can_be_done_and_pairs_that_knew_each_other_are_told_so(own) -> None:
    page = own.get(ASKED.replace(".json", "")).text
    assert 'value="known"' in page
    assert 'value="done"' not in page
    send(own, "/vorschlaege/entscheiden", fuer=own.get(ASKED).json()["focus"], wen=asked(own)[0], antwort="accept")
    assert 'value="done"' in own.get(ASKED.replace(".json", "")).text


def test_decisions_keep_the_short_word_of_the_browser_until_it_is_emptied(own) -> None:
    town, first, second = own.get(ASKED).json()["focus"], *asked(own)[:2]
    send(own, "/kuerzel", kuerzel="  <b>kb</b>\u202e ", zurueck="/vorschlaege")
    send(own, "/vorschlaege/entscheiden", fuer=town, wen=first, antwort="later")
    send(own, "/kuerzel", kuerzel="", zurueck="https://elsewhere.example/")
    send(own, "/vorschlaege/entscheiden", fuer=town, wen=second, antwort="later")
    kept = {one["object"]: one["who"] for one in own.get(ASKED).json()["decided"]}
    assert kept == {first: "<b>kb</b>", second: ""}
    assert "<td>&lt;b&gt;kb&lt;/b&gt;</td>" in own.get(ASKED.replace(".json", "")).text


def test_a_bridge_leads_to_what_would_be_lost_without_it(district) -> None:
    page = district.get("/bruecken").text
    link = re.search(r'href="(/was-waere-wenn\?ohne=[^"]+)"', page)
    assert link
    found = district.get(link.group(1).replace("?", ".json?")).json()
    assert found["after"]["n_ties"] < found["before"]["n_ties"]
    assert found["reasons"]


@pytest.mark.parametrize("name", ["thema", "land", "art", "kommune"])
def test_each_filter_of_the_map_leaves_some_out(district, name) -> None:
    choices = re.search(rf'<select name="{name}">.*?</select>', district.get("/karte").text, re.DOTALL)
    assert choices
    values = re.findall(r'value="([^"]+)"', choices.group(0))
    whole = district.get("/karte.json").json()
    parts = [district.get("/karte.json", params={name: value}).json() for value in values]
    assert any(part["home"] != whole["home"] for part in parts)


def test_one_kind_of_partnership_on_the_map(district) -> None:
    found = district.get("/karte.json", params={"form": "Klimapartnerschaft"}).json()
    assert {tie["kind"] for tie in found["ties"]} == {"Klimapartnerschaft"}
    assert 0 < len(found["ties"]) < district.get("/karte.json").json()["n"]


def test_each_group_has_a_look_of_its_own_and_lines_are_as_broad_as_they_are_strong(district) -> None:
    drawing = district.get("/netz.json").json()["drawing"]
    looks = [(kind["colour"], kind["shape"]) for kind in drawing["kinds"]]
    assert len(set(looks)) == len(looks) > 3
    pairs = {frozenset((row["group_a"], row["group_b"])): row["observed"] for row in overview(district)}
    ends = zip(drawing["ends"][::2], drawing["ends"][1::2], strict=True)
    keys = [kind["key"] for kind in drawing["kinds"]]
    known = [frozenset(keys[drawing["kind"][end]] for end in both) for both in ends]
    found = sorted((pairs[both], width) for both, width in zip(known, drawing["width"], strict=True))
    assert [width for _, width in found] == sorted(width for _, width in found)
    assert found[0][1] < found[-1][1]


def test_a_suggestion_without_a_way_says_so(district) -> None:
    page = district.get("/vorschlaege?fuer=Steinwerth").text
    rows = [row for one in district.get("/vorschlaege.json?fuer=Steinwerth").json()["lists"] for row in one["rows"]]
    assert page.count("Ein Weg dorthin ist nicht bekannt") == sum(not row["path"] for row in rows) > 0


def test_a_suggestion_names_its_sources(district) -> None:
    card = district.get("/vorschlaege?fuer=Buchfelden").text.split('<section class="card">')[1]
    assert re.search(r"<summary>Quellen \(\d+\)", card)
    assert re.search(r"<li>\w+\.xlsx, Blatt „\w+“, Zeile \d+</li>", card)


def test_a_list_for_the_seat_of_an_organisation_and_one_for_a_place_abroad_say_so(district) -> None:
    page = district.get("/vorschlaege?fuer=act-ankerplatz-kulturverein-lindenrode&suche=partners").text
    assert "Diese Vorschläge gelten für Lindenrode, den Sitz von" in page
    page = district.get("/vorschlaege?fuer=Kribi&suche=partners").text
    assert "Partnerländer werden nur für Kommunen in Deutschland vorgeschlagen; Kribi liegt in Kamerun." in page
    assert "Liegt nahe" not in page
    told = district.get("/vorschlaege.json?fuer=Kribi&suche=partners").json()
    assert [reason["code"] for reason in told["about"]] == ["list.german_only"]
    assert district.get("/vorschlaege").status_code == 200
