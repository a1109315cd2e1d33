"""Profiles: what a person said once about the columns of a list, used for the next list of that kind."""

from __future__ import annotations

import pytest

import loaders
from graphmodel.errors import NotFoundError, ParameterError

LIST = "Wer war da;Woher;Tisch;Abend;Zeichen;Religion\nChor der Kulturen e.V.;Kerpen;4;03.07.2024;x;geheim\n"
CHOSEN = {"Wer war da": "Organisation", "Woher": "Ort", "Tisch": "-", "Abend": "date", "Zeichen": "Status"}
PRETIX_LIKE = "Verein;Ort;Verein;Ort\nChor der Kulturen e.V.;Kerpen;Kirchenkreis;Aachen\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.setenv("STAKEGRAPH_PROFILES", str(tmp_path / "profile"))


def test_a_list_that_nobody_understands_is_read_with_a_profile_and_the_journal_names_it(store, write) -> None:
    path = write("liste.csv", LIST)
    assert loaders.load(store, path, table="attendance").verdict == "reject"
    loaders.save_profile(loaders.make_profile("attendance", CHOSEN, name="Abendlisten"))
    assert loaders.profiles() == ("Abendlisten",)
    report = loaders.load(store, path, profile="Abendlisten")
    assert report.ok, [problem.message() for problem in report.problems]
    assert [row["name"] for row in store.read_nodes("Actor")] == ["Chor der Kulturen e.V."]
    (tie,) = store.read_relationships("ATTENDED")
    assert tie["target"] == "mtg-2024-07-03-veranstaltung"
    assert loaders.history(store)[0]["profile"] == "Abendlisten"
    assert not [problem for problem in report.problems if problem.code == "columns_unknown"]
    assert "geheim" not in str(store.read_nodes("Record"))


def test_a_profile_comes_back_as_it_was_saved() -> None:
    headers = {'Wer "war" da?': "name", "Ort = wo\\": "place", "Tab\there": "-"}
    made = loaders.make_profile("attendance", headers, name="Mit Zeichen", positions={3: "status"})
    loaders.save_profile(made)
    assert loaders.read_profile("Mit Zeichen") == made
    loaders.delete_profile("Mit Zeichen")
    assert loaders.profiles() == ()


def test_repeated_headers_are_told_apart_by_their_position(store, write) -> None:
    path = write("liste.csv", PRETIX_LIKE)
    assert loaders.load(store, path, table="actors").verdict == "reject"
    chosen = loaders.make_profile("actors", {}, positions={3: "name", 4: "place"})
    assert loaders.load(store, path, profile=chosen).ok
    assert [(row["name"], row["seat"]) for row in store.read_nodes("Actor")] == [("Kirchenkreis", "Aachen")]


def test_what_the_profile_says_wins_over_what_a_header_usually_means(store, write) -> None:
    path = write("liste.csv", "Organisation;Träger;Ort\nProjekt Garten;Chor der Kulturen e.V.;Kerpen\n")
    chosen = loaders.make_profile("actors", {"Träger": "name"})
    assert loaders.load(store, path, profile=chosen).ok
    assert [row["name"] for row in store.read_nodes("Actor")] == ["Chor der Kulturen e.V."]


def test_columns_that_are_missing_are_named(store, write) -> None:
    chosen = loaders.make_profile("actors", {"Gruppe": "name", "Wo": "place"})
    report = loaders.load(store, write("liste.csv", "Gruppe\nChor der Kulturen e.V.\n"), profile=chosen)
    assert report.verdict == "warn"
    (said,) = [problem for problem in report.problems if problem.code == "profile_lacking"]
    assert said.params["columns"] == ["Wo"]


def test_an_unknown_profile_refuses_the_list_and_names_those_there_are(store, write) -> None:
    loaders.save_profile(loaders.make_profile("actors", {"Gruppe": "name"}, name="da"))
    report = loaders.load(store, write("liste.csv", LIST), profile="fehlt")
    assert report.verdict == "reject"
    assert "„fehlt“" in report.problems[0].message()
    assert "da" in report.problems[0].message()


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        ("vereine", {"Gruppe": "name"}, "no table"),
        ("actors", {"Gruppe": "Lieblingsfarbe"}, "no column"),
        ("actors", {"Gruppe": "name", "Verein": "Organisation"}, "Given twice: name"),
        ("actors", {"Religion": "note"}, "never read"),
        ("actors", {"Gruppe": "Religion"}, "no column"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(table, columns, said) -> None:
    with pytest.raises(ParameterError, match=said):
        loaders.make_profile(table, columns)


@pytest.mark.parametrize("name", ["", "../fremd", "a/b", ".versteckt", "x" * 61, "a\nb"])
def test_a_name_that_could_leave_the_folder_is_refused(name) -> None:
    with pytest.raises(ParameterError, match="named with up to 60"):
        loaders.save_profile(loaders.make_profile("actors", {"Gruppe": "name"}, name=name))


def test_a_profile_that_was_spoilt_by_hand_says_where_it_lies(tmp_path) -> None:
    path = loaders.save_profile(loaders.make_profile("actors", {"Gruppe": "name"}, name="kaputt"))
    path.write_text("table = actors", "utf-8")
    with pytest.raises(ParameterError, match="kaputt"):
        loaders.read_profile("kaputt")
    with pytest.raises(NotFoundError, match="There are: kaputt"):
        loaders.read_profile("anders")


def test_the_command_saves_shows_uses_and_deletes(write, tmp_path, capsys) -> None:
    from stakegraph.cli import main

    def run(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    url, path = tmp_path / "netz.stakegraph", write("liste.csv", LIST)
    columns = [part for header, name in CHOSEN.items() for part in ("--column", f"{header}={name}")]
    code, said = run(
        "load", path, "--as", "attendance", *columns, "--save-profile", "Abend", "--dry-run", "--store", url
    )
    assert (code, "gespeichert" in said) == (0, True)
    assert "Wer war da → " in run("profile", "show", "Abend")[1]
    assert "Abend  ·  attendance  ·  5 Spalten" in run("profile")[1]
    code, said = run("load", path, "--profile", "Abend", "--store", url)
    assert (code, "1 neu" in said) == (0, True)
    assert run("load", path, "--column", "Wer war da=Organisation", "--store", url)[0] == 2
    assert run("profile", "delete", "Abend")[0] == 0
    assert run("profile", "show", "Abend")[0] == 1
