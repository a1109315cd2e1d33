"""What stands above lists of suggestions: for whom they are, what they rest on, and what would help."""

from __future__ import annotations

import pytest

import analysis
from graphmodel import Snapshot, open_store, tie_network
from stakegraph.sources import sources_of
from stakegraph.words import sentence


@pytest.fixture
def store(nrw_file):
    return ("--store", str(nrw_file))


def test_partner_countries_are_for_municipalities_in_germany_only(run, store, nrw):
    ran = run("matches", "Kumasi", "--seek", "partners", *store)
    told = "Partnerländer werden nur für Kommunen in Deutschland vorgeschlagen; Kumasi liegt in Ghana."
    assert (ran.code, ran.out.strip()) == (0, told)
    abroad = nrw.nodes("Municipality").query("country != 'DE'")["id"]
    assert all(analysis.matches(nrw, town, seek="partners").empty for town in abroad[:20])


@pytest.fixture(scope="session")
def small_file(tmp_path_factory):
    """Two towns of one district, the district itself and two organisations that work with the same country."""
    path = tmp_path_factory.mktemp("small") / "small.stakegraph"
    with open_store(path) as store:
        places = [("05358", "Kreis Alpha"), ("05358001", "Alphadorf"), ("05358002", "Betadorf")]
        store.upsert_nodes(
            "Municipality",
            [
                {
                    "id": f"mun-{key}",
                    "name": name,
                    "ags": key,
                    "country": "DE",
                    "lat": 50.8,
                    "lon": 6.5 + len(name) / 99,
                }
                for key, name in places
            ],
        )
        store.upsert_nodes("Municipality", [{"id": "for-gh-tema", "name": "Tema", "country": "GH"}])
        store.upsert_nodes("Country", [{"id": "cou-gh", "name": "Ghana", "iso2": "GH", "name_de": "Ghana"}])
        store.upsert_nodes("Theme", [{"id": "the-sport", "name": "Sport"}])
        actors = ["act-aster", "act-birke"]
        store.upsert_nodes("Actor", [{"id": id_, "name": f"Verein {id_[4:]}", "kind": "mso"} for id_ in actors])
        pairs = {"BASED_IN": "mun-05358001", "FOCUSES_ON": "cou-gh", "WORKS_ON": "the-sport"}
        for kind, target in pairs.items():
            rows = [{"source": id_, "target": target, "key": f"{kind}-{id_}"} for id_ in actors]
            store.upsert_relationships(kind, rows)
        store.upsert_relationships(
            "PARTNER_OF", [{"source": "mun-05358002", "target": "for-gh-tema", "key": "p", "kind": "partnership"}]
        )
    return path


def test_a_list_for_the_seat_says_so_and_names_nobody_to_themselves(run, small_file):
    where = ("--store", small_file)
    for seek in ("partners", "municipalities"):
        told = run("matches", "act-aster", "--seek", seek, *where)
        assert told.out.startswith("Diese Vorschläge gelten für Alphadorf, den Sitz von Verein aster.\n"), told.err
        assert "den Sitz von" not in run("matches", "Alphadorf", "--seek", seek, *where).out
    assert "den Sitz von" not in run("matches", "act-aster", *where).out
    rows = run("matches", "act-aster", "--seek", "partners", *where, "--json").data["rows"]
    assert rows
    assert all("act-aster" not in (row["path"] or ()) for row in rows)
    said = [reason["sentence"] for row in rows for reason in (*row["reasons"], *row["objections"])]
    assert any("Verein birke" in text for text in said)
    assert not any("Verein aster" in text or "niemand" in text for text in said)


def test_what_suggestions_rest_on_is_told_by_their_reasons(run, small_file):
    told = run("matches", "Kreis Alpha", "--seek", "partners", "--store", small_file)
    assert "Lage und Größe" not in told.out
    assert told.out.startswith("Zum Kreis Alpha selbst ist nichts verzeichnet; was folgt, stützt sich auf die Orte"), (
        told.out + told.err
    )


def test_where_nothing_can_be_suggested_the_helpful_lists_are_named(run, tmp_path):
    path = tmp_path / "klein.stakegraph"
    with open_store(path) as store:
        store.upsert_nodes("Municipality", [{"id": "mun-05358001", "name": "Alphadorf", "country": "DE"}])
        store.upsert_nodes("Actor", [{"id": f"act-{k}", "name": f"Verein {k}"} for k in "ab"])
    ran = run("matches", "Alphadorf", "--store", path)
    assert (ran.code, "in der der Name vorkommt" in ran.err) == (1, False)
    assert "helfen Listen mit Themen, Ländern und Sitz von Organisationen" in ran.err


def test_partnerships_and_memberships_of_one_kind_are_each_told_with_the_source_of_their_own():
    towns = [("mun-1", "Jülich", "DE"), ("mun-2", "Düren", "DE"), ("for-1", "Keta", "GH"), ("for-2", "Kribi", "CM")]
    snapshot = Snapshot.from_rows(
        {
            "Municipality": [{"id": id_, "name": name, "country": country} for id_, name, country in towns],
            "Actor": [{"id": f"act-{k}", "kind": "mso"} for k in range(3)],
        },
        {
            "PARTNER_OF": [
                {
                    "source": f"mun-{k}",
                    "target": f"for-{k}",
                    "key": "klimapartnerschaft",
                    "source_ref": f"p.csv, Zeile {k}",
                }
                for k in (1, 2)
            ],
            "MEMBER_OF": [
                {"source": f"act-{k}", "target": "act-0", "key": "membership", "source_ref": f"m.csv, Zeile {k}"}
                for k in (1, 2)
            ],
        },
    )
    network = tie_network(snapshot)
    ways = (("mun-1", "for-1"), ("act-1", "act-0"), ("act-2", "act-0"))
    told = [sources_of(analysis.introductions(network, *way).reasons[0], snapshot) for way in ways]
    assert told == [["p.csv, Zeile 1"], ["m.csv, Zeile 1"], ["m.csv, Zeile 2"]]
    rows = analysis.matches(snapshot, "mun-2", seek="partners").set_index("target_name")
    assert sources_of(rows.loc["GH", "reasons"], snapshot) == ["p.csv, Zeile 1"]


def test_a_country_is_suggested_with_the_towns_there_that_neighbours_know() -> None:
    towns = [
        ("mun-1", "Jülich", "DE", 50.92, 6.36),
        ("mun-2", "Düren", "DE", 50.8, 6.48),
        ("for-1", "Keta", "GH", 5.9, 1.0),
    ]
    snapshot = Snapshot.from_rows(
        {"Municipality": [dict(zip(("id", "name", "country", "lat", "lon"), row, strict=True)) for row in towns]},
        {"PARTNER_OF": [{"source": "mun-1", "target": "for-1", "key": "klimapartnerschaft"}]},
    )
    row = analysis.matches(snapshot, "mun-2", seek="partners").iloc[0]
    assert "Jülich (Keta)" in " ".join(sentence(reason, lang="de") for reason in row["reasons"])
