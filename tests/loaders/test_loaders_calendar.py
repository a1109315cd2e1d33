"""Calendars: repeated events, moved and cancelled days, where and when they take place."""

from __future__ import annotations

import pytest

import loaders

SERIES = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:treff
DTSTART;TZID=Europe/Berlin:20240109T180000
RRULE:{rule}
EXDATE;TZID=Europe/Berlin:20240213T180000
SUMMARY:Runder Tisch
LOCATION:Rathaus\\, Oststraße 5\\, 32584 Löhne
END:VEVENT
{more}END:VCALENDAR
"""
MOVED = """BEGIN:VEVENT
UID:treff
RECURRENCE-ID;TZID=Europe/Berlin:2024{before}T180000
DTSTART;TZID=Europe/Berlin:2024{after}T180000
SUMMARY:Runder Tisch
END:VEVENT
"""


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=4", ["2024-01-09", "2024-03-12", "2024-04-09"]),
        ("FREQ=MONTHLY;UNTIL=20240401T000000Z", ["2024-01-09", "2024-02-09", "2024-03-09"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["2024-01-09", "2024-01-26", "2024-02-23"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["2024-01-09", "2024-01-11", "2024-01-16"]),
        ("FREQ=WEEKLY;INTERVAL=5;COUNT=2", ["2024-01-09"]),
        ("FREQ=DAILY;COUNT=2", ["2024-01-09", "2024-01-10"]),
        ("FREQ=YEARLY;COUNT=3", ["2024-01-09", "2025-01-09", "2026-01-09"]),
        ("FREQ=HOURLY;COUNT=3", ["2024-01-09"]),
    ],
)
def test_a_repeated_event_is_every_day_on_which_it_takes_place(store, write, rule, days) -> None:
    report = loaders.load(store, write("a.ics", SERIES.format(rule=rule, more="")))
    assert sorted(row["date_start"] for row in store.read_nodes("Meeting")) == days
    code = "calendar_repeats" if len(days) > 1 else "calendar_repeats_once"
    assert [problem.code for problem in report.problems] == [code]


def test_a_series_without_an_end_says_how_far_it_was_taken(store, write) -> None:
    report = loaders.load(store, write("a.ics", SERIES.format(rule="FREQ=MONTHLY;BYDAY=2TU", more="")))
    (problem,) = report.problems
    assert problem.code == "calendar_repeats_open"
    last = max(row["date_start"] for row in store.read_nodes("Meeting"))
    assert f"{last[8:]}.{last[5:7]}.{last[:4]}" in problem.message()
    assert "spätere nicht" in problem.message()


def test_days_that_were_moved_are_not_held_twice(store, write) -> None:
    more = MOVED.format(before="0312", after="0319") + MOVED.format(before="0409", after="0416")
    assert loaders.load(store, write("a.ics", SERIES.format(rule="FREQ=MONTHLY;BYDAY=2TU;COUNT=5", more=more))).ok
    days = sorted(row["date_start"] for row in store.read_nodes("Meeting"))
    assert days == ["2024-01-09", "2024-03-19", "2024-04-16", "2024-05-14"]


def test_an_event_is_held_in_the_town_of_its_address_and_on_the_day_here(store, write) -> None:
    event = "BEGIN:VEVENT\nUID:fest\nDTSTART:20240604T220000Z\nSUMMARY:Fest\nLOCATION:Bünde\nEND:VEVENT\n"
    loaders.load(store, write("a.ics", SERIES.format(rule="FREQ=DAILY;COUNT=1", more=event)))
    assert {row["target"] for row in store.read_relationships("HELD_IN")} == {"mun-05758024", "mun-05758004"}
    assert [row["date_start"] for row in store.read_nodes("Meeting") if row["name"] == "Fest"] == ["2024-06-05"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("DTSTART:20240230T170000", "DTSTART"),
        ("DTSTART:20240703T170000\nDTEND:2024-07-03", "DTEND"),
        ("DTSTART:20240703T170000\nRRULE:FREQ=IMMER", "RRULE"),
        ("DTSTART:20240703T170000\nEXDATE:gestern", "EXDATE"),
        ("DTSTART:20240703T170000\nRECURRENCE-ID:20240231", "RECURRENCE-ID"),
    ],
)
def test_a_value_that_no_calendar_can_mean_is_named_with_its_event(store, write, line, column) -> None:
    event = f"BEGIN:VEVENT\nUID:1@example.org\nSUMMARY:Fachtag\n{line}\nEND:VEVENT"
    report = loaders.load(store, write("termine.ics", f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}\nEND:VCALENDAR\n"))
    (problem,) = report.problems
    assert (report.verdict, problem.code, problem.column) == ("reject", "calendar_value", column)
    assert "Fachtag" in problem.message()
