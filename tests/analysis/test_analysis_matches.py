"""Matches: what is suggested, why, what speaks against it, and what never is."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import matches
from analysis._facts import facts
from analysis.matching.features import Features, log_scaled
from analysis.matching.history import History
from analysis.matching.likely import likely
from analysis.matching.trial import Trial
from analysis.matching.ways import way_in
from benchmarks.meetings import office_record
from graphmodel import NotFoundError, ParameterError, Snapshot


@pytest.fixture
def record():
    towns = [
        {
            "id": "mun-05913000",
            "name": "Dortmund",
            "ags": "05913000",
            "country": "DE",
            "lat": 51.51,
            "lon": 7.47,
            "population": 590000,
        },
        {
            "id": "mun-05911000",
            "name": "Bochum",
            "ags": "05911000",
            "country": "DE",
            "lat": 51.48,
            "lon": 7.22,
            "population": 365000,
        },
        {
            "id": "mun-09162000",
            "name": "München",
            "ags": "09162000",
            "country": "DE",
            "lat": 48.14,
            "lon": 11.58,
            "population": 1500000,
        },
        {"id": "for-gh-kumasi", "name": "Kumasi", "country": "GH"},
        {"id": "for-gh-accra", "name": "Accra", "country": "GH"},
        {"id": "for-tz-mwanza", "name": "Mwanza", "country": "TZ"},
    ]
    actors = [
        {"id": "act-ghana", "name": "Ghana-Verein", "kind": "mso"},
        {"id": "act-klima", "name": "Klimagruppe", "kind": "eine_welt_group"},
        {"id": "act-fern", "name": "Fernverein", "kind": "mso"},
        {"id": "act-bund", "name": "Ministerium", "kind": "ministry"},
        {"id": "act-mitte", "name": "Mittler", "kind": "ngo"},
        {"id": "act-tansania", "name": "Tansania-Verein", "kind": "mso"},
    ]
    return Snapshot.from_rows(
        {
            "Municipality": towns,
            "Actor": actors,
            "Country": [
                {"id": "cty-gh", "iso2": "GH", "name_de": "Ghana", "region": "Westafrika"},
                {"id": "cty-tz", "iso2": "TZ", "name_de": "Tansania", "region": "Ostafrika"},
            ],
            "Theme": [{"id": "thm-klima", "name": "Klima"}],
            "Deployment": [{"id": "dep-1", "name": "Einsatz", "date_start": "2019"}],
        },
        {
            "BASED_IN": [
                {"source": "act-ghana", "target": "mun-05913000"},
                {"source": "act-klima", "target": "mun-05911000"},
                {"source": "act-fern", "target": "mun-09162000"},
                {"source": "act-tansania", "target": "mun-05913000"},
            ],
            "PARTNER_OF": [
                {"source": "mun-05913000", "target": "for-gh-kumasi", "key": "p1"},
                {"source": "mun-05911000", "target": "for-gh-accra", "key": "p2"},
                {"source": "mun-05911000", "target": "for-tz-mwanza", "key": "p3"},
            ],
            "FOCUSES_ON": [
                {"source": "act-ghana", "target": "cty-gh"},
                {"source": "act-fern", "target": "cty-gh"},
                {"source": "act-tansania", "target": "cty-tz"},
            ],
            "WORKS_ON": [
                {"source": "act-klima", "target": "thm-klima"},
                {"source": "mun-05913000", "target": "thm-klima"},
            ],
            "COOPERATES_WITH": [
                {"source": "act-mitte", "target": "mun-05913000", "key": "c1"},
                {"source": "act-mitte", "target": "act-klima", "key": "c2"},
                {"source": "act-mitte", "target": "act-bund", "key": "c3"},
            ],
            "DEPLOYED_TO": [{"source": "dep-1", "target": "mun-05911000"}],
        },
    )


def codes(reasons):
    return [reason.code for reason in reasons]


def test_a_local_organisation_of_the_partner_country_is_useful(record):
    table = matches(record, "mun-05913000")
    useful = table[table["lens"] == "useful"]
    assert useful.iloc[0]["target"] == "act-ghana"
    assert codes(useful.iloc[0]["reasons"])[0] == "match.works_with_country"
    assert "match.no_shared_contact" in codes(useful.iloc[0]["objections"])


def test_shared_contacts_and_themes_are_likely(record):
    likely = matches(record, "mun-05913000").query("lens == 'likely'").set_index("target")
    found = codes(likely.loc["act-klima", "reasons"])
    assert {"match.shared_partners", "match.shared_themes"} <= set(found)
    assert likely.loc["act-klima", "path"] == ("mun-05913000", "act-mitte", "act-klima")


def test_who_is_tied_already_and_ministries_are_not_suggested(record):
    assert not set(matches(record, "mun-05913000", top=20)["target"]) & {"act-mitte", "act-bund", "mun-05913000"}


def test_distance_speaks_against(record):
    row = matches(record, "mun-05913000", top=20).set_index("target").loc[["act-fern"]].iloc[0]
    assert "match.far" in codes(row["objections"])
    assert "match.no_theme" in codes(row["unknowns"])


def test_partner_country_through_a_local_organisation(record):
    table = matches(record, "mun-05913000", seek="partners")
    useful = table[table["lens"] == "useful"].iloc[0]
    assert (useful["target"], codes(useful["reasons"])[0]) == ("cty-tz", "partner.local")
    assert useful["path"] == ("mun-05913000", "act-tansania")
    assert "cty-gh" not in set(table["target"]), "it has a partner there already"


def test_towns_with_experience_are_useful(record):
    table = matches(record, "mun-05913000", seek="municipalities")
    row = table[table["lens"] == "useful"].iloc[0]
    assert (row["target"], codes(row["reasons"])[0]) == ("mun-05911000", "town.experience")


def test_a_partner_town_abroad_introduces_no_neighbours():
    towns = [{"id": f"mun-0591{k}000", "name": f"Stadt {k}", "ags": f"0591{k}000", "country": "DE"} for k in (1, 3)]
    towns.append({"id": "for-gh-kumasi", "name": "Kumasi", "country": "GH"})
    ends = [("mun-05911000", "for-gh-kumasi"), ("mun-05913000", "for-gh-kumasi")]
    ties = {"PARTNER_OF": [{"source": a, "target": b, "key": a} for a, b in ends]}
    known = facts(Snapshot.from_rows({"Municipality": towns}, ties))
    assert way_in(known, "mun-05911000", "mun-05913000") is None
    assert way_in(known, "mun-05911000", "for-gh-kumasi") == ("mun-05911000", "for-gh-kumasi")


def test_who_opens_doors_to_several_countries_takes_turns():
    isos = ("BF", "GH", "TG", "TZ")
    nodes = {
        "Municipality": [{"id": "mun-05913000", "name": "Dortmund", "ags": "05913000", "country": "DE"}],
        "Actor": [{"id": f"act-{k}", "name": f"Verein {k}", "kind": "mso"} for k in range(4)],
        "Country": [{"id": f"cty-{iso.lower()}", "iso2": iso, "name_de": iso, "region": "Afrika"} for iso in isos],
    }
    links = {
        "BASED_IN": [{"source": f"act-{k}", "target": "mun-05913000"} for k in range(4)],
        "FOCUSES_ON": [{"source": f"act-{k}", "target": f"cty-{iso.lower()}"} for k in range(4) for iso in isos],
    }
    table = matches(Snapshot.from_rows(nodes, links), "mun-05913000", seek="partners")
    asked = table.groupby("target")["path"].agg(lambda paths: {path[-1] for path in paths})
    assert len(asked) == 4
    assert asked.map(len).eq(1).all(), "the same for a country in both lists"
    assert set.union(*asked) == {f"act-{k}" for k in range(4)}
    for row in table.itertuples():
        assert row.reasons[0].params["names"][0] == f"Verein {row.path[-1][-1]}"


def test_nobody_where_nothing_is_known():
    snapshot = Snapshot.from_rows({"Municipality": [{"id": "mun-05154000", "name": "Leerstadt"}]})
    for seek in ("actors", "partners", "municipalities", "advisers"):
        assert matches(snapshot, "mun-05154000", seek=seek).empty


def test_likely_ones_are_ranked_by_the_score_that_is_looked_up_in_the_past():
    record = office_record(n_offices=40, n_organisations=200, n_meetings=900, seed=3)
    history = History.of(record)
    trial = Trial(record, history, int(history.days[-1]) + 1, 365)
    (_, _, scores), *_ = trial.methods("new_tie")
    row = int(trial.candidates("new_tie").sum(axis=1).argmax())
    focus = history.ids[trial.rows[row]]
    names = [name for k, name in enumerate(history.ids) if trial.candidates("new_tie")[row, k]]
    parts, among = likely(facts(record)).parts((focus,), names)
    points = sum(parts.values())
    assert among.all()
    expected = scores[row, [history.ids.index(name) for name in names]]
    assert np.corrcoef(points, expected)[0, 1] > 0.99


def test_features_by_hand(record):
    features = Features(facts(record), "mun-05913000", ("act-bund", "act-klima"))
    np.testing.assert_allclose(features.country(), [0, 0])
    assert features.nearness("act-ghana") == 1.0
    assert 0 < features.nearness("act-klima") < 0.8


def test_scaling_keeps_zero_and_order():
    scaled = log_scaled(np.array([0.0, 1.0, 3.0]))
    assert scaled[0] == 0
    assert scaled[1] < scaled[2]
    assert log_scaled(np.zeros(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("wrong", [{"seek": "nonsense"}, {"top": 0}])
def test_wrong_parameters_are_refused(record, wrong):
    with pytest.raises(ParameterError, match="parameter of matches"):
        matches(record, "mun-05913000", **wrong)


def test_unknown_focus_is_refused(record):
    with pytest.raises(NotFoundError, match="has the id"):
        matches(record, "act-nobody")
