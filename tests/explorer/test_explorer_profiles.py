"""Lists with headers of somebody's own: what their columns mean is said once and used again."""

from __future__ import annotations

import re

import pytest

import loaders
from loaders.persons import allow_persons
from tests.explorer.conftest import finish, send, word_of

LIST = "Wer war da?;Wo?;Tisch\nHaus der Vielfalt e. V.;Lindenrode;3\n"


@pytest.fixture(autouse=True)
def _own_profiles(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("STAKEGRAPH_PROFILES", str(tmp_path / "profiles"))


def tried(client, text: bytes, **fields: str) -> str:
    """Page of the trial run of a list."""
    files = {"dateien": ("liste.csv", text, "text/csv")}
    return finish(client, client.post("/listen", data={"csrf": word_of(client), **fields}, files=files))


def meanings(client, page: str) -> dict[str, str | None]:
    sheet = client.get(f"{page}.json").json()["sheets"][0]
    return {column["header"]: column["field"] for column in sheet["columns"]}


def test_what_columns_mean_is_saved_and_used_for_the_next_list(own) -> None:
    page = tried(own, LIST.encode(), tabelle="actors")
    keys = {
        re.sub(r"\W", "", head): key
        for key, head in re.findall(r'name="(s\.[\d.]+)" aria-label="[^"]*Spalte ([^"]*)"', own.get(page).text)
    }
    choices = {keys["Werwarda"]: "name", keys["Wo"]: "place"}
    finish(own, send(own, f"{page}/spalten", tabelle="actors", merken="Netzwerktreffen", **choices))
    assert loaders.profiles() == ("Netzwerktreffen",)
    assert "Netzwerktreffen" in own.get("/listen").text
    again = tried(own, LIST.encode(), profil="Netzwerktreffen")
    found = meanings(own, again)
    assert (found["Wer war da?"], found["Wo?"]) == ("name", "place")
    finish(own, send(own, f"{again}/spalten", tabelle="actors"))  # nothing chosen: what the profile said stays
    assert {"name", "place"} <= set(meanings(own, again).values())


@pytest.mark.parametrize("name", ["../x", "a/b"])
def test_a_name_that_cannot_be_one_is_refused_in_words(own, name) -> None:
    page = tried(own, b"Organisation;Ort\nX;Lindenrode\n", tabelle="actors")
    sent = send(own, f"{page}/spalten", tabelle="actors", merken=name)
    assert sent.status_code == 400
    assert "merken" in sent.text
    assert loaders.profiles() == ()


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")])
def test_the_letters_of_a_list_are_named(own, encoding, shown) -> None:
    page = tried(own, "Organisation;Ort\nTürkische Brücke;Königsaue\n".encode(encoding), tabelle="actors")
    assert shown in own.get(page).text


def test_the_privacy_page_says_whether_persons_are_kept_and_how_to_erase(own) -> None:
    assert "Keine Personen" in own.get("/datenschutz").text
    allow_persons(own.app.state.desk.store, purpose="Fahrtkosten", retention_days=90)
    own.app.state.desk.forget()
    text = own.get("/datenschutz").text
    assert "Fahrtkosten" in text
    assert "90 Tagen" in text
    assert "privacy erase --person" in text
