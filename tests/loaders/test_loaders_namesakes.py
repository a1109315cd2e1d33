"""Municipalities of one name: what stands beside a name decides, else somebody is asked or told."""

from __future__ import annotations

import itertools

import pytest

import loaders
from loaders.namesakes import MANY_TIMES, head_of, places_meant
from loaders.places import HOME, register
from loaders.resolve.municipalities import municipality_of, towns_of

BREISGAU, ELBE, WINE, HOLSTEIN = "08311000", "03359018", "07316000", "01055032"


def _towns(store) -> list[str]:
    return sorted(row["id"].removeprefix("mun-") for row in store.read_nodes("Municipality"))


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("Stadt Freiburg;Freiburg im Breisgau;;", BREISGAU),
        ("Stadt Freiburg;Freiburg (Elbe);;", ELBE),
        ("Stadt Freiburg;;21729;", ELBE),
        ("Stadt Freiburg;;;03359018", ELBE),
        ("Stadt Freiburg;;;08311000", BREISGAU),
        ("Stadt Freiburg, Amt für Soziales;Stade;;", ELBE),
        ("Stadt Neustadt;;67433;", WINE),
        ("Stadt Neustadt;Neustadt in Holstein;;", HOLSTEIN),
        ("Stadtverwaltung Halle;Halle (Westf.);;", "05754012"),
        ("Stadt Königstein;;61462;", "06434005"),
    ],
)
def test_what_stands_beside_the_name_of_a_town_hall_decides(store, write, row, key) -> None:
    report = loaders.load(store, write("liste.csv", "Organisation;Ort;PLZ;AGS\n" + row + "\n"))
    assert (report.verdict, report.problems) == ("accept", [])
    assert key in _towns(store)
    assert not store.read_nodes("Actor")
    assert ELBE not in _towns(store) or key == ELBE


def test_a_town_many_times_larger_is_meant_by_the_name_alone_and_that_is_said_once(store, write) -> None:
    names = ("Stadt Freiburg;", "Stadt Freiburg;", "Stadt Münster;", "Stadt Limburg;", "Chor der Kulturen;Frankfurt")
    rows = "\n".join(["Organisation;Ort", *names])
    report = loaders.load(store, write("liste.csv", rows))
    assert report.verdict == "accept"
    assert [(problem.code, problem.row) for problem in report.problems] == [
        ("place_assumed", 2),
        ("place_completed", 5),
        ("place_assumed", 6),
    ]
    assert "Freiburg (Elbe)" in report.problems[0].message("de")
    assert _towns(store) == ["05515000", "06412000", "06533009", BREISGAU]


def test_where_nothing_decides_somebody_is_asked_and_the_answer_holds(store, write) -> None:
    rows = "Organisation;Veranstaltung;Datum\nStadt Neustadt;Forum;03.07.2024\nChor der Kulturen;Forum;03.07.2024\n"
    report = loaders.load(store, write("a.csv", rows))
    assert [(problem.code, problem.row, problem.column) for problem in report.problems] == [
        ("town_ambiguous", 2, "Organisation")
    ]
    assert report.counts.waiting == 1
    assert _towns(store) == []
    (item,) = loaders.review_items(store)
    assert (item["kind"], item["name"], item["column"]) == ("value", "Stadt Neustadt", "Organisation")
    assert {WINE, HOLSTEIN} < {candidate["id"] for candidate in item["candidates"]}
    loaders.decide(store, item["id"], f"same:{HOLSTEIN}")
    assert _towns(store) == [HOLSTEIN]
    assert f"mun-{HOLSTEIN}" in {row["source"] for row in store.read_relationships("ATTENDED")}
    later = loaders.load(store, write("b.csv", rows.replace("03.07.2024", "04.07.2024")))
    assert (later.verdict, later.counts.waiting) == ("accept", 0)
    assert len([row for row in store.read_relationships("ATTENDED") if row["source"] == f"mun-{HOLSTEIN}"]) == 2


def test_the_answer_can_be_that_it_is_an_organisation_of_its_own(store, write) -> None:
    rows = "Von;Nach\nStadt Neustadt;Kulturhaus Bünde\n"
    loaders.load(store, write("bund.csv", rows), table="cooperations")
    (item,) = loaders.review_items(store)
    assert item["column"] == "Von"
    loaders.decide(store, item["id"], "new")
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Stadt Neustadt", "Kulturhaus Bünde"}
    assert _towns(store) == []


def test_a_town_of_several_in_a_list_of_names_is_left_out_and_named(store, write) -> None:
    rows = "Organisation;Ort;Website;Dachverband\nChor der Kulturen;Bünde;;Stadt Neustadt\n"
    report = loaders.load(store, write("liste.csv", rows))
    assert [problem.code for problem in report.problems] == ["place_ambiguous"]
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen"}


def test_rows_of_a_list_of_municipalities_are_told_apart_by_state_and_postcode(store, write) -> None:
    rows = "Kommune;Bundesland;PLZ\nFreiburg;Niedersachsen;\nNeustadt;;67433\nKönigstein;Hessen;\nNeustadt;;\n"
    report = loaders.load(store, write("kommunen.csv", rows))
    assert _towns(store) == [ELBE, "06434005", WINE]
    assert [(problem.code, problem.row) for problem in report.problems] == [("place_ambiguous", 5)]


def test_a_town_abroad_may_have_what_is_part_of_a_german_name(store, write) -> None:
    report = loaders.load(
        store, write("partner.csv", "Kommune;Partnerkommune;Land\nJülich;Linz;Österreich\nBonn;Linz;\n")
    )
    assert report.verdict == "accept"
    assert {row["target"] for row in store.read_relationships("PARTNER_OF")} == {"for-at-linz"}


def test_a_partner_is_never_taken_by_size_alone(store, write) -> None:
    rows = "Kommune;Partnerkommune;Land\nJülich;Frankfurt;\nJülich;Freiburg;Deutschland\nJülich;Limburg;Deutschland\n"
    report = loaders.load(store, write("partner.csv", rows))
    asked = [(problem.code, problem.row) for problem in report.problems if problem.severity == "warning"]
    assert asked == [("partner_ambiguous", 2), ("partner_ambiguous", 3)]
    assert {row["target"] for row in store.read_relationships("PARTNER_OF")} == {"mun-06533009"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Frankfurt/Main", "06412000"),
        ("Frankfurt a. M.", "06412000"),
        ("Frankfurt/O.", "12053000"),
        ("Freiburg i.Br.", BREISGAU),
        ("Freiburg (Breisgau)", BREISGAU),
        ("Neustadt/Weinstr.", WINE),
        ("Mülheim/Ruhr", "05117000"),
        ("Bad Homburg v.d.H.", "06434001"),
        ("Rothenburg o.d.T.", "09571193"),
        ("Lauf an der Pegnitz", "09574138"),
    ],
)
def test_what_tells_a_town_from_others_may_be_shortened(store, write, name, key) -> None:
    rows = f"Organisation;Ort\nStadt {name}, Amt für Soziales;\nChor der Kulturen;{name}\n"
    report = loaders.load(store, write("liste.csv", rows))
    assert (report.verdict, report.problems) == ("accept", [])
    assert _towns(store) == [key]


@pytest.mark.parametrize("name", ["Köln/Bonn", "Bonn (Bad Godesberg)", "Frankfurt (Weser)", "Neustadt a.d."])
def test_what_no_town_is_called_is_taken_for_none(name) -> None:
    assert len(places_meant(name)) != 1


def test_no_name_of_the_register_is_silently_taken_for_a_place_many_times_smaller() -> None:
    """Every head of the register ("Freiburg"), as a town hall and as a place."""
    towns = [place for place in register().values() if len(place.ags) == 8]
    by_head = itertools.groupby(
        sorted(towns, key=lambda place: head_of(place.short)), lambda place: head_of(place.short)
    )
    wrong = []
    for head, group in by_head:
        largest = max(place.population or 0 for place in group)
        keys = {
            municipality_of(f"Stadt {head}"),
            *(one.ags for one in places_meant(head) if len(places_meant(head)) == 1),
        }
        taken = [register()[key] for key in keys if key and len(key) == 8]
        wrong += [(head, place.short) for place in taken if largest >= MANY_TIMES * max(1, place.population or 0)]
    assert wrong == []


def test_names_of_administrations_list_all_that_are_called_so() -> None:
    assert [place.ags for place in towns_of("Stadt Freiburg")] == [BREISGAU, ELBE]
    assert [place.ags for place in towns_of("Stadt Brandenburg")] == ["12051000"]
    assert all(place.ags.startswith(HOME) for place in places_meant("Stadt Mülheim"))


def test_seats_that_the_register_does_not_know_are_told_by_their_names(store, write) -> None:
    towns = "id;Kommune;Land\nmun-x-erlbrueck;Erlbrück;DE\nmun-x-lindenrode;Lindenrode;DE\n"
    loaders.load(store, write("kommunen.csv", towns), table="municipalities")
    for name, town in (
        ("Gemeinschaft Abendrot Selketal", "Erlbrück"),
        ("Gemeinschaft Abendrot Selketall", "Lindenrode"),
    ):
        loaders.load(store, write(f"{town}.csv", f"Organisation;Ort\nEritreische {name} e.V.;{town}\n"), table="actors")
    (item,) = loaders.review_items(store)
    assert "Der Sitz ist verschieden (Lindenrode, Erlbrück)." in {
        reason["de"] for candidate in item["candidates"] for reason in candidate["reasons"]
    }
