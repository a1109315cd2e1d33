"""What somebody changes by hand: themes taken away and dates put right, with the source and the way back."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

import loaders
from loaders.checking import check_journal
from tests.explorer.conftest import send


@pytest.fixture
def themed(own) -> tuple[str, list[str]]:
    """An organisation that has a theme on record, and its themes."""
    for row in own.get("/akteure.json").json()["rows"]:
        themes = own.get(row["href"] + ".json").json()["themes"]
        if themes:
            return row["href"], themes
    raise AssertionError


def back(client, answer) -> None:
    load = re.search(r"zurueck=(\w+)", answer.headers["location"])
    send(client, "/verlauf/zuruecknehmen", id=load.group(1))


def test_a_theme_is_taken_away_for_good_and_comes_back(own, themed) -> None:
    href, themes = themed
    id_ = unquote(href.rpartition("/")[2])
    theme = re.search(r'name="ohne" value="([^"]+)"', own.get(href).text).group(1)
    sent = send(own, "/aendern", art="Actor", id=id_, ohne=theme)
    left = own.get(href + ".json").json()["themes"]
    assert len(left) == len(themes) - 1
    store = own.app.state.desk.store
    assert (id_, theme) not in {(row["source"], row["target"]) for row in store.read_relationships("WORKS_ON")}
    assert check_journal(store) == []
    assert "nicht" in own.get("/verlauf.json").json()["loads"][0]["name"]
    back(own, sent)
    assert own.get(href + ".json").json()["themes"] == themes
    assert check_journal(store) == []


def test_a_theme_that_was_taken_away_can_be_added_again(own, themed) -> None:
    href, themes = themed
    id_ = unquote(href.rpartition("/")[2])
    theme = re.search(r'name="ohne" value="([^"]+)"', own.get(href).text).group(1)
    send(own, "/aendern", art="Actor", id=id_, ohne=theme)
    send(own, "/aendern", art="Actor", id=id_, thema=theme)
    assert sorted(own.get(href + ".json").json()["themes"]) == sorted(themes)


def test_the_trial_of_a_list_that_says_again_what_was_denied_finds_nothing_new(own, themed, tmp_path) -> None:
    href, _ = themed
    theme, word = re.search(r'name="ohne" value="([^"]+)"> <span>([^<]+)<', own.get(href).text).groups()
    send(own, "/aendern", art="Actor", id=unquote(href.rpartition("/")[2]), ohne=theme)
    path = tmp_path / "wieder.csv"
    name = own.get(href + ".json").json()["title"]
    path.write_text(f"Organisation;Thema\n{name};{word}\nNeuer Chor;{word}\n", encoding="utf-8")
    store = own.app.state.desk.store
    trial = loaders.load(store, path, table="actors", dry_run=True)
    assert loaders.load(store, path, table="actors").counts == trial.counts
    assert trial.counts.created > 0


def test_the_date_of_a_meeting_is_put_right_by_hand(own) -> None:
    href = own.get("/veranstaltungen.json").json()["rows"][0]["href"]
    id_ = unquote(href.rpartition("/")[2])
    before = own.get(href + ".json").json()["node"]["date_start"]
    sent = send(own, "/aendern", art="Meeting", id=id_, date_start="3. Mai 2024", date_end="")
    assert own.get(href + ".json").json()["node"]["date_start"] == "2024-05-03"
    assert "von Hand" in own.get(href).text
    back(own, sent)
    assert own.get(href + ".json").json()["node"]["date_start"] == before


@pytest.mark.parametrize(
    ("begins", "ends", "word"), [("31.02.2025", "", "gibt es nicht"), ("14.03.2025", "13.03.2025", "vor dem Beginn")]
)
def test_a_date_that_cannot_be_is_refused_with_a_way_on(own, begins, ends, word) -> None:
    href = own.get("/veranstaltungen.json").json()["rows"][0]["href"]
    before = own.get(href + ".json").json()["node"]
    id_ = unquote(href.rpartition("/")[2])
    sent = send(own, "/aendern", art="Meeting", id=id_, date_start=begins, date_end=ends)
    assert sent.status_code == 400
    assert word in sent.text
    assert own.get(href + ".json").json()["node"] == before
