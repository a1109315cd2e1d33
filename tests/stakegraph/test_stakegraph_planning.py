"""Planning by command: who is invited, who goes there, what would change, what changed."""

from __future__ import annotations

import re

import pytest

import analysis
from analysis.matching.suggestions import SAYS_LITTLE
from graphmodel import copy_store, open_store, tie_network
from stakegraph.records import records


@pytest.fixture
def store(nrw_file):
    return ("--store", str(nrw_file))


@pytest.fixture(scope="session")
def pool_file(nrw_file, tmp_path_factory):
    """The example network with three advisers."""
    path = tmp_path_factory.mktemp("pool") / "pool.stakegraph"
    with open_store(nrw_file) as origin, open_store(path) as target:
        copy_store(origin, target)
        target.upsert_nodes(
            "Adviser",
            [
                {"id": "adv-adler", "name": "Adler", "languages": ["fr"], "capacity": 1},
                {"id": "adv-biber", "name": "Biber", "languages": ["ar"], "available_from": "2030"},
                {"id": "adv-dachs", "name": "Dachs", "capacity": 1},
            ],
        )
        target.upsert_relationships("REACHES", [{"source": "adv-dachs", "target": "mun-05358024", "key": "r"}])
    return path


@pytest.fixture
def pool(pool_file):
    return ("--store", str(pool_file))


def test_invite_keeps_to_the_wishes_and_says_what_each_adds(run, store):
    words = (
        "--place",
        "Dortmund",
        "--theme",
        "Integration",
        "--country",
        "Ghana",
        "--group",
        "Migrantenorganisationen",
    )
    ran = run("invite", *words, "--seats", "6", "--must", "Migrafrica", "--at-most", "one_world=2", *store, "--json")
    assert ran.code == 0, ran.err
    guests = ran.data["guests"]
    assert len(guests) <= 6
    assert sum(row["group"] == "one_world" for row in guests) <= 2
    assert any(row["required"] for row in guests)
    assert all(row["reasons"][0]["sentence"] for row in guests)
    assert ran.data["optimal"]
    assert {row["id"] for row in guests}.isdisjoint(row["id"] for row in ran.data["left_out"])
    text = run("invite", *words, *store)
    assert "Anliegen" in text.out
    assert "concerns" in run("invite", *words, *store, "--lang", "en").out


def test_invite_says_of_the_round_what_holds_for_all_and_who_was_barred(run, store):
    wishes = ("--place", "Dortmund", "--country", "Iran", "--radius", "20")
    with_it, without = run("invite", *wishes, *store), run("invite", *wishes, "--without", "Simorgh", *store, "--json")
    assert "Simorgh" in with_it.out
    said = [reason["sentence"] for reason in without.data["reasons"]]
    assert any(text.startswith("Wer das mitbringt, soll nicht eingeladen werden") for text in said), said
    assert not any("reichen die Plätze nicht" in text for text in said)
    fresh = run("invite", "--place", "Jülich", "--theme", "Integration", *store, "--json").data
    text = run("invite", "--place", "Köln", "--theme", "Integration", "--seats", "6", *store).out
    assert text.count("bringt schon jemand mit") == 1
    strangers = [row for row in fresh["guests"] if row["n_new"] == len(fresh["guests"]) - 1]
    assert strangers
    assert not any("bisher keine bekannte" in r["sentence"] for row in strangers for r in row["reasons"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seats", "1", "--must", "Migrafrica", "--must", "act-skew"), "Platz für 1; Migrafrica e.V. soll"),
        (("--group", "migrant", "--seats", "3", "--at-least", "migrant=5"), "mindestens 5 aus Migrantenorganisationen"),
        (
            (
                "--group",
                "tauben",
            ),
            "Migrantenorganisationen",
        ),
        (("--group", "migrant", "--at-least", "viele"), "GRUPPE=ZAHL"),
        (
            (
                "--theme",
                "Quantenschaum",
            ),
            "Quantenschaum",
        ),
        (
            (
                "--country",
                "Atlantis",
            ),
            "Atlantis",
        ),
        (("--group", "migrant", "--chance", "Migrafrica=oft"), "NAME=ZAHL"),
    ],
)
def test_impossible_wishes_are_one_sentence_with_the_conflict(run, store, words, told):
    ran = run("invite", "--place", "Jülich", *words, *store)
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_invite_without_data_says_so(run, tmp_path):
    ran = run("invite", "--group", "migrant", "--store", tmp_path / "leer.stakegraph")
    assert (ran.code, len(ran.err.strip().splitlines())) == (1, 1)


def test_advisers_are_proposed_and_those_without_time_left_out(run, pool):
    ran = run("advisers", "Jülich", "--team", "2", *pool, "--on", "2026-01", "--json")
    assert ran.code == 0, ran.err
    assert [row["adviser_name"] for row in ran.data["teams"]] == ["Dachs", "Adler"]
    assert "Erreicht schon" in run("advisers", "Jülich", "--team", "1", *pool).out
    several = run("advisers", "Jülich", "Dortmund", "--team", "1", *pool, "--not", "Dachs", "Jülich", "--json").data
    assert {row["municipality_name"] for row in several["teams"]} == {"Jülich", "Dortmund"}
    assert ("adv-dachs", "Jülich") not in {(row["adviser"], row["municipality_name"]) for row in several["teams"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Jülich", "--team", "3", "--on", "2026-01"), "Jülich braucht 3"),
        (("Jülich", "--on", "bald"), "bald"),
        (("Neustadt",), "mun-07316000"),
        (("Jülichh",), "Jülich ("),
    ],
)
def test_advisers_say_what_is_wrong(run, pool, words, told):
    ran = run("advisers", *words, *pool)
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err


def test_without_a_pool_advisers_say_so(run, store):
    ran = run("advisers", "Jülich", *store)
    assert (ran.code, "Beraterinnen und Berater" in ran.err) == (1, True)


def test_what_if_says_once_that_several_lose_their_last_tie(run, store):
    text = run("what-if", "--remove", "Eine Welt Netz NRW", "--scope", "05", *store).out
    assert text.count("keine bekannte Verbindung mehr") == 1
    assert "Migrafrica e.V." in text.splitlines()[0]
    assert "hätten keine" in text


def test_what_if_names_who_is_cut_off(run, store):
    bridge = run("bridges", *store, "--json").data["rows"][0]
    ran = run("what-if", "--remove", bridge["id"], *store, "--json")
    assert ran.code == 0, ran.err
    assert ran.data["after"]["n_nodes"] == ran.data["before"]["n_nodes"] - 1
    added = run("what-if", "--add", "Jülich", "Migrafrica", *store)
    assert "zwei Schritte" in added.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--remove"),
        (("--remove", "Nirgendwo e.V."), "Nirgendwo"),
        (("--end", "Jülich", "Migrafrica"), "keine Verbindung"),
    ],
)
def test_what_if_says_what_is_wrong(run, store, words, told):
    ran = run("what-if", *words, *store)
    assert (ran.code, told in ran.err, len(ran.err.strip().splitlines())) == (1, True, 1)


def test_invite_says_why_somebody_asked_about_is_not_there(run, store):
    wishes = ("--place", "Jülich", "--theme", "Integration", "--seats", "2", "--without", "Ghana-Forum NRW")
    names = ("Ghana-Forum NRW", "Weltladen Hamm")
    known = [name for name in names if run("path", name, "Jülich", *store).code == 0]
    ran = run("invite", *wishes, *(word for name in known for word in ("--why", name)), *store, "--json")
    assert ran.code == 0, ran.err
    told = {row["name"]: row["reasons"][0]["code"] for row in ran.data["left_out"]}
    assert told["Ghana-Forum NRW"] == "invitation.barred"


def test_advisers_name_the_language_nobody_speaks_and_what_limits_cost(run, pool):
    ran = run("advisers", "Jülich", "--team", "1", "--language", "Klingonisch", *pool, "--json")
    codes = [reason["code"] for reason in ran.data["reasons"]]
    assert "team.nobody_speaks" in codes
    assert "team.price" in codes


def test_lists_say_what_became_of_such_suggestions_and_who_is_named(run, store):
    ran = run("matches", "Dortmund", *store)
    assert "Zu wenig Daten für einen Rückblick" in ran.out
    assert "noch keinen Rückblick" in ran.out
    assert "Genannt sind: " in ran.out
    assert "verdeckten Partnerschaften" in run("matches", "Dortmund", "--seek", "partners", *store).out
    data = run("matches", "Dortmund", *store, "--json").data
    assert sum(data["exposure"].values()) == len(data["rows"])
    assert set(data["hindsight"]) == {"likely", "useful"}


def test_change_counts_and_is_no_effect(run, store):
    ran = run("change", "2019", "2024", "--municipality", "Dortmund", *store, "--json")
    assert ran.code == 0, ran.err
    assert ran.data["counts"]["new"] == sum(row["change"] == "new" for row in ran.data["ties"]) > 0
    assert ran.data["reasons"][-1]["code"] == "change.not_an_effect"
    assert "kein Nachweis" in run("change", "2019", "2024", *store).out


def test_change_between_dates_says_that_only_what_has_an_end_can_be_gone(run, store, nrw_file):
    said = "nur weggefallen oder schwächer, wovon ein Ende verzeichnet ist"
    assert said in run("change", "2019", "2024", *store).out
    assert said not in run("change", nrw_file, nrw_file).out


def test_change_lists_ties_of_the_town_first_and_the_strongest_first(run, store):
    words = ("change", "2000", "2024", "--municipality", "Dortmund", *store)
    shown = re.findall(r"  • (.*) – (.*)", run(*words).out.split("\nNeu (")[1].split("\n\n")[0])
    assert ["Dortmund" in pair for pair in shown] == sorted(("Dortmund" in pair for pair in shown), reverse=True)
    new = [row for row in run(*words, "--json").data["ties"] if row["change"] == "new"]
    own = [row["strength_after"] for row in new if "mun-05913000" in (row["source"], row["target"])]
    assert len(set(own)) > 1
    assert len(shown) == 10
    order = {frozenset((row["source"], row["target"])): row["strength_after"] for row in new}
    with open_store(store[1]) as opened:
        ids = {name: id_ for id_, name in opened.snapshot().names.items()}
    strengths = [order[frozenset((ids[a], ids[b]))] for a, b in shown if "Dortmund" in (a, b)]
    assert strengths == sorted(own, reverse=True)[: len(strengths)]


def test_change_compares_with_municipalities_of_the_same_country(run, store):
    ran = run("change", "2018-01-01", "2022-01-01", "--municipality", "Köln", *store, "--json")
    others = [row["municipality"] for row in ran.data["comparison"] if not row["is_focus"]]
    assert others
    assert all(name.startswith("mun-") for name in others)


def test_change_between_two_stores(run, nrw_file, tmp_path):
    other = tmp_path / "spaeter.stakegraph"
    with open_store(nrw_file) as origin, open_store(other) as target:
        copy_store(origin, target)
        tie = {"source": "act-migrafrica", "target": "mun-05358024", "key": "neu", "kind": "cooperation"}
        target.upsert_relationships("COOPERATES_WITH", [tie])
    found = run("change", nrw_file, other, "--json").data
    assert [(row["source"], row["target"], row["change"]) for row in found["ties"]] == [
        ("act-migrafrica", "mun-05358024", "new")
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [(("2024", "2020"), "vertauschen"), (("2024-13", "2025"), "2024-13"), (("gestern", "2025"), "gestern")],
)
def test_change_says_what_is_wrong(run, store, words, told):
    ran = run("change", *words, *store)
    assert (ran.code, told in ran.err, len(ran.err.strip().splitlines())) == (1, True, 1)


def planned(snapshot):
    """Every function of planning on one snapshot, as plain data."""
    town, network = "mun-05358024", tie_network(snapshot)
    tables = [analysis.matches(snapshot, town, seek=seek) for seek in ("actors", "municipalities", "partners")]
    tables += [analysis.matches(snapshot, town, seek="advisers"), analysis.hindsight(snapshot, seek="partners")]
    tables.append(analysis.introductions(network, town, "act-migrafrica"))
    found = analysis.back_test(snapshot, task="attendance", cuts=1)
    tables += [found.table, found.intervals, found.cold_start]
    tables.append(analysis.what_if(network, remove=["act-migrafrica"]).gained)
    tables.append(analysis.invitations(snapshot, place=town, groups=["migrant"], size=5).guests)
    tables.append(analysis.adviser_teams(snapshot, town).teams)
    tables.append(analysis.change(snapshot.at("2019"), snapshot.at("2024"), municipality=town).ties)
    return [records(table) for table in tables]


def test_neo4j_gives_the_same_answers(run, empty_neo4j_url, pool_file, pool, tmp_path):
    with open_store(pool_file) as origin, open_store(empty_neo4j_url) as target:
        copy_store(origin, target)
        here, there = planned(origin.snapshot()), planned(target.snapshot())
    assert here == there
    for words in (
        ("invite", "--place", "Jülich", "--group", "migrant", "--seats", "5"),
        ("advisers", "Jülich", "--team", "1"),
        ("path", "Jülich", "Migrafrica"),
        ("matches", "Jülich", "--seek", "advisers"),
    ):
        one, other = run(*words, *pool, "--json"), run(*words, "--store", empty_neo4j_url, "--json")
        assert (one.code, other.code) == (0, 0), other.err
        assert one.out == other.out
    for store, name in ((pool, "a.html"), (("--store", empty_neo4j_url), "b.html")):
        assert run("dossier", "Jülich", "-o", tmp_path / name, "--date", "2026-11-25", *store).code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("matches", "Jülich", "--as-of", "31.02.2024"), "Ein Datum heißt JJJJ-MM-TT"),
        (("path", "Jülich", "Jülich"), "von einer Stelle zu einer anderen"),
        (("path", "Jülich", "Migrafrica", "--avoid", "Jülich"), "mit --avoid umgangen"),
        (("what-if", "--add", "Jülich", "Jülich"), "nur zwei verschiedene"),
        (("decide", "accept", "Jülich", "Jülich"), "zwei verschiedene"),
        (("invite",), "Es fehlt, worum es geht"),
        (("invite", "--place", "Köln", "--chance", "Migrafrica=2"), "muss von 0 bis 1 liegen"),
        (("invite", "--place", "Köln", "--cost", "Migrafrica=-5"), "muss ab 0 liegen"),
        (("evaluate", "--asking", "alle"), "Die Gruppe „alle“ gibt es nicht."),
        (("evaluate", "--asking", "faith"), "ist niemand verzeichnet"),
        (("gaps", "Jülich", "--rules", "fehlt.toml"), "lassen sich nicht lesen"),
        (("dossier", "Migrafrica e.V.", "-o", "x.html"), "Als Kommune ist „Migrafrica e.V.“ nicht verzeichnet, wohl"),
        (("matches", "Atlantis"), "„Atlantis“ ist nicht verzeichnet. Bitte die Schreibweise prüfen."),
        (("matches", "Jülichh"), "Ähnlich klingt: Jülich"),
    ],
)
def test_impossible_wishes_are_told_in_german(run, nrw_file, words, said):
    ran = run(*words, "--store", nrw_file)
    assert (ran.code, said in ran.err) == (1, True), ran.err


@pytest.mark.parametrize("town", ["mun-05315000", "mun-05913000", "mun-05358024"])
def test_the_evidence_is_that_of_the_reasons_shown(nrw, town):
    for row in analysis.matches(nrw, town, top=20).itertuples():
        telling = sum(reason.code not in SAYS_LITTLE for reason in row.reasons)
        assert row.evidence == ("weak", "weak", "medium", "strong")[telling], row


def test_who_works_with_a_region_is_not_said_to_work_with_the_country(nrw):
    table = analysis.matches(nrw, "mun-05315000", seek="partners", top=40)
    ethiopia = table[table["target_name"] == "Äthiopien"].iloc[0]["reasons"][0]
    assert (ethiopia.code, ethiopia.params["names"]) == ("partner.local", ["Theaterszene Ethio Cologne e.V."])


def test_shared_and_similar_contacts_say_what_they_rest_on(nrw):
    reasons = [r for row in analysis.matches(nrw, "mun-05315000").itertuples() for r in row.reasons]
    contacts = [r for r in reasons if r.code in {"match.shared_partners", "match.similar_circle"}]
    assert contacts
    assert all(reason.sources for reason in contacts)


def test_each_suggestion_names_its_sources(run, store):
    ran = run("matches", "Köln", *store)
    cards = ran.out.split("\n\n")
    cards = [card for card in cards if re.match(r"\d\. ", card)]
    assert len(cards) == 10
    assert all("     Quelle: " in card for card in cards)


def test_a_list_without_suggestions_says_so(run, store):
    ran = run("matches", "Rhede", "--seek", "partners", *store)
    assert "Schließt eine Lücke\nDafür ist zu wenig bekannt." in ran.out
    assert run("matches", "Rhede", *store).out.startswith("Für einen Vorschlag ist zu wenig bekannt")
    assert run("matches", "Rhede", "--seek", "advisers", *store).out.startswith(
        "Es sind keine Beraterinnen und Berater"
    )


def test_a_town_of_which_nothing_is_known(run, store, tmp_path):
    ran = run("change", "2018", "2022", "--municipality", "Rheurdt", *store)
    assert (ran.code, ran.err.startswith("Zu Rheurdt ist weder vorher noch nachher etwas verzeichnet")) == (1, True)
    told = run("matches", "Rheurdt", "--seek", "municipalities", *store).out
    assert told.startswith("Zu Rheurdt ist nichts verzeichnet; was folgt, stützt sich nur auf Lage und Größe.")
    with open_store(tmp_path / "leer.stakegraph") as empty:
        empty.upsert_nodes("Municipality", [{"id": "mun-05154048", "name": "Rheurdt", "country": "DE"}])
    ran = run("matches", "Rheurdt", "--store", tmp_path / "leer.stakegraph")
    assert (ran.code, ran.err.startswith("Zu Rheurdt ist nichts verzeichnet.")) == (1, True)
    assert run("dossier", "Rheurdt", "-o", tmp_path / "r.html", "--store", tmp_path / "leer.stakegraph").code == 0


def test_looking_back_at_repeats_says_nothing_of_new_ties(run, store):
    ran = run("evaluate", "--task", "repeat_tie", *store)
    assert (ran.code, "danach" in ran.out, "\n\n\n" in ran.out) == (0, False, False)


def test_advisers_come_in_one_list(run, pool_file):
    assert "Schließt eine Lücke" not in run("matches", "Jülich", "--seek", "advisers", "--store", pool_file).out


def test_a_round_without_an_occasion_says_what_it_is_and_who_has_no_room(run, store):
    ran = run("invite", "--place", "Köln", "--seats", "3", *store)
    assert ran.out.startswith("Drei Gäste. Ohne Thema, Land oder Gruppe kommen nur Organisationen vom Ort infrage.")
    assert ran.out.count("Der Platz reicht nicht für") == 1
    assert "was zum Anlass passt" not in ran.out


def test_who_must_be_heard_is_looked_for_in_the_surroundings(run, store):
    ran = run("invite", "--place", "Jülich", "--seats", "4", "--at-least", "migrant=3", *store, "--json")
    assert ran.code == 0, ran.err
    assert sum(guest["group"] == "migrant" for guest in ran.data["guests"]) >= 3
    told = run("invite", "--place", "Jülich", "--seats", "4", "--at-least", "migrant=3", *store).out
    assert told.startswith("Vier Gäste decken eines von einem Anliegen ab.")
