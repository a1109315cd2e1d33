"""Dates, numbers, keys, countries and words as Germans write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dates import is_date
from loaders.countries import countries, read_area, read_country
from loaders.dates import parse_date
from loaders.places import find_places, read_key, register
from loaders.report import Problem
from loaders.values import clean_text, number_style, parse_boolean, parse_number, parse_sdgs, split_list
from loaders.words import read_word, words_of

TODAY = dt.date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("03.07.2024", "2024-07-03"),
        ("3. Juli 2024", "2024-07-03"),
        ("Mittwoch, den 3. Juli 2024", "2024-07-03"),
        ("Mi., 3.7.2024, 18:00 Uhr", "2024-07-03"),
        ("Mi, 03.07.2024, 17-19 Uhr", "2024-07-03"),
        ("3. Juli 2024, von 17:30 bis 19:00", "2024-07-03"),
        ("03.07.2024 ab 18 Uhr", "2024-07-03"),
        ("2024-07-03T18:00:00+02:00", "2024-07-03"),
        ("Oktober 2019", "2019-10"),
        ("10/2019", "2019-10"),
        ("2019", "2019"),
        ("3.-5. Juli 2024", "2024-07-03"),
        ("30.11.-01.12.2017", "2017-11-30"),
        ("1987 (Ratsbeschluss)", "1987"),
        ("45476", "2024-07-03"),
        ("Jän. 2018", "2018-01"),
        ("13/07/2024", "2024-07-13"),
        ("k.A.", None),
    ],
)
def test_a_date_keeps_the_precision_it_was_written_with(text: str, value: str | None) -> None:
    assert parse_date(text, today=TODAY).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2024", "date_impossible"),
        ("29.02.2023", "date_impossible"),
        ("00.13.2024", "date_impossible"),
        ("03.07.0204", "date_range"),
        ("03.07.2204", "date_range"),
        ("03.07.", "date_no_year"),
        ("3. Juli", "date_no_year"),
        ("03/07/2024", "date_ambiguous"),
        ("heute", "date_unknown"),
    ],
)
def test_a_date_that_cannot_be_told_is_refused_and_never_guessed(text: str, code: str) -> None:
    found = parse_date(text, today=TODAY)
    assert (found.value, found.code, found.severity) == (None, code, "error")


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2029, 12, 31)))
def test_every_day_is_read_back_from_its_german_spelling(day: dt.date) -> None:
    assert parse_date(f"{day:%d.%m.%Y}", today=TODAY).value == day.isoformat()


@given(st.text(max_size=40))
def test_no_text_makes_the_date_reader_fail(text: str) -> None:
    found = parse_date(text, today=TODAY)
    assert found.value is None or is_date(found.value)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.234,56 €", "german", 1234.56),
        ("1,234.56", "english", 1234.56),
        ("1.234", "german", 1234),
        ("12", "plain", 12),
        ("7.500,-", "german", 7500),
        ("7.500,-- Euro", "german", 7500),
    ],
)
def test_a_number_is_read_as_its_column_is_written(text: str, style: str, value: float) -> None:
    assert parse_number(text, style=style).value == value


def test_a_number_in_the_other_style_is_refused() -> None:
    assert parse_number("1,234.56", style="german").code == "number_mixed"
    assert parse_number("viel").code == "number_unknown"
    assert number_style("1.234") == "unclear"


@given(st.text(max_size=40))
def test_no_text_makes_the_number_reader_fail(text: str) -> None:
    value = parse_number(text).value
    assert value is None or isinstance(value, int | float)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("05358024", "05358024", None),
        ("5358024", "05358024", "ags_zero_restored"),
        ("053580024024", "05358024", "ags_from_ars"),
        ("05358", "05358", "ags_district"),
        ("05354012", "05334012", "ags_old"),
        ("5,36E+06", None, "ags_scientific"),
        ("05999999", None, "ags_unknown"),
        ("abc", None, "ags_form"),
    ],
)
def test_a_municipality_key_is_only_repaired_when_the_register_agrees(text: str, value: str, code: str) -> None:
    found = read_key(text)
    assert (found.value, found.code) == (value, code)


def test_the_register_is_the_whole_of_germany() -> None:
    keys = [key for key in register() if len(key) == 8]
    assert sum(key.startswith("05") for key in keys) == 396
    assert len({key[:2] for key in keys}) == 16
    assert len(keys) > 10_700


@pytest.mark.parametrize(
    ("name", "key"),
    [("Stadt Jülich", "05358024"), ("Kreis Düren", "05358"), ("Düren (Kreis)", "05358"), ("Halle/Westf.", "05754012")],
)
def test_places_are_found_as_lists_spell_them(name: str, key: str) -> None:
    assert [place.ags for place in find_places(name, within="05")] == [key]


def test_countries_are_mapped_and_ambiguous_ones_asked() -> None:
    spelled = ("Elfenbeinküste", "Swasiland", "Birma", "England", "Ghana", "NA")
    assert [read_country(text).value for text in spelled] == ["CI", "SZ", "MM", "GB", "GH", "NA"]
    assert {read_country(text).value for text in ("Kongo (DR)", "Kongo, DR", "DR Kongo")} == {"CD"}
    assert {read_country(text).code for text in ("Kongo", "Korea")} == {"country_ambiguous"}
    assert read_country("Atlantis").code == "country_unknown"
    assert read_area("Westafrika").value == "region-west-africa"
    assert all(read_country(country.name_de).value == code for code, country in countries().items())


def test_words_of_closed_lists() -> None:
    assert read_word("PP", name="partnership").value == "Projektpartnerschaft"
    assert read_word("aktiv (seit 2019)", name="partnership_status").value == "active"
    assert read_word("Kommune`) DETACH DELETE n //", name="actor_kind").code == "choice_unknown"
    assert "present" in words_of("attendance")
    assert parse_sdgs("SDG 4, Ziel 17").value == ("4", "17")
    assert parse_sdgs("SDG 18").code == "sdg_unknown"
    assert [parse_boolean(text).value for text in ("ja", "nein", "")] == [True, False, None]
    assert split_list("a|b;a") == ["a", "b"]


@given(st.text(max_size=60))
def test_cleaned_text_is_composed_and_visible(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned == clean_text(cleaned)
    assert "\u202e" not in cleaned
    assert "\n" not in cleaned


def test_how_a_date_was_read_is_said_as_the_reader_writes_dates() -> None:
    found = parse_date("05.03.24", today=TODAY)
    said = Problem("note", str(found.code), {**found.params, "value": "05.03.24"})
    assert "als 05.03.2024 gelesen" in said.message("de")
    assert "as 2024-03-05" in said.message("en")
