"""Gaps: each kind on a small record in which it can be seen."""

from __future__ import annotations

import pytest

from analysis import coverage, dormant, gaps
from analysis.gaps.rules import read_rules
from graphmodel import NotFoundError, ParameterError, Snapshot


@pytest.fixture
def record():
    """One town with a partner in Ghana, a Ghana association nobody knows, an office, and an empty town."""
    return Snapshot.from_rows(
        {
            "Municipality": [
                {"id": "mun-05913000", "name": "Dortmund", "ags": "05913000", "country": "DE"},
                {"id": "mun-05154000", "name": "Leerstadt", "ags": "05154000", "country": "DE"},
                {"id": "for-gh-kumasi", "name": "Kumasi", "country": "GH"},
            ],
            "Country": [{"id": "cty-gh", "iso2": "GH", "name_de": "Ghana", "region": "Westafrika"}],
            "Actor": [
                {"id": "act-ghana", "name": "Ghana-Verein", "kind": "mso"},
                {"id": "act-amt", "name": "Amt", "kind": "municipal_body"},
                {"id": "act-allein", "name": "Alleinverein", "kind": "ngo"},
            ],
            "Theme": [{"id": "thm-klima", "name": "Klima"}],
            "Meeting": [{"id": f"m{k}", "name": f"Treffen {k}", "date_start": f"{2014 + k}-05-01"} for k in range(9)],
        },
        {
            "BASED_IN": [{"source": a, "target": "mun-05913000"} for a in ("act-ghana", "act-amt", "act-allein")],
            "PARTNER_OF": [
                {"source": "mun-05913000", "target": "for-gh-kumasi", "key": "p1", "kind": "Städtepartnerschaft"}
            ],
            "FOCUSES_ON": [{"source": "act-ghana", "target": "cty-gh"}],
            "WORKS_ON": [{"source": "act-ghana", "target": "thm-klima"}],
            "COOPERATES_WITH": [{"source": "act-amt", "target": "mun-05913000", "key": "c1"}],
            "INVITED": [{"source": "act-allein", "target": "m1"}],
            "ATTENDED": [{"source": "act-amt", "target": f"m{k}"} for k in range(3)]
            + [{"source": "act-ghana", "target": f"m{k}"} for k in range(3)],
        },
    )


def rows(table, kind):
    return table[table["kind"] == kind]


def test_partner_and_organisation_that_never_met(record):
    apart = Snapshot(record._nodes, {**record._relationships, "ATTENDED": record.relationships("ATTENDED").iloc[:0]})
    found = rows(gaps(apart), "rule.partner_and_organisation_apart")
    assert found[["subject", "object"]].values.tolist() == [["mun-05913000", "act-ghana"]]
    reason = found["reasons"].iloc[0][0]
    assert reason.params["country"] == "Ghana"
    assert "p1" in reason.sources


def test_a_club_named_after_the_partner_town_is_no_gap(record):
    actors = record.nodes("Actor").copy()
    actors.loc[actors["id"] == "act-ghana", "name"] = "Freundeskreis Kumasi"
    nodes = {**record._nodes, "Actor": actors}
    apart = Snapshot(nodes, {**record._relationships, "ATTENDED": record.relationships("ATTENDED").iloc[:0]})
    assert rows(gaps(apart), "rule.partner_and_organisation_apart").empty


@pytest.mark.parametrize("met", [True, False])
def test_a_district_knows_whom_one_of_its_towns_knows(met):
    towns = [("mun-05358", "Kreis", "05358"), ("mun-05358004", "Ort", "05358004"), ("mun-05358008", "Sitz", "05358008")]
    record = Snapshot.from_rows(
        {
            "Municipality": [{"id": id_, "name": name, "ags": ags, "country": "DE"} for id_, name, ags in towns],
            "Actor": [{"id": "act-mso", "name": "Verein", "kind": "mso"}],
        },
        {
            "BASED_IN": [{"source": "act-mso", "target": "mun-05358008"}],
            "COOPERATES_WITH": [{"source": "act-mso", "target": "mun-05358004", "key": "c"}] if met else [],
        },
    )
    found = rows(gaps(record), "rule.migrant_organisations_not_met")["subject"].tolist()
    assert ("mun-05358" in found) is not met


def test_a_tie_to_an_office_of_the_town_counts(record):
    assert rows(gaps(record), "rule.partner_and_organisation_apart").empty
    assert rows(gaps(record), "rule.migrant_organisations_not_met").empty


def test_unknown_is_not_absent(record):
    table = gaps(record)
    assert rows(table, "unknown_municipality")["subject"].tolist() == ["mun-05154000"]
    isolate = rows(table, "isolate").iloc[0]
    assert isolate["subject"] == "act-allein"
    assert isolate["evidence"] == "weak"
    assert "gap.no_record" in [reason.code for reason in isolate["reasons"]]


def test_invited_and_never_came(record):
    assert rows(gaps(record), "never_came")["subject"].tolist() == ["act-allein"]


def test_regular_guest_who_fell_silent(record):
    found = rows(gaps(record, as_of="2022-12-31"), "fell_silent")
    assert sorted(found["subject"]) == ["act-amt", "act-ghana"]
    assert rows(gaps(record, as_of="2016-12-31"), "fell_silent").empty


def test_scope_and_municipality(record):
    assert set(gaps(record, municipality="mun-05154000")["kind"]) == {"unknown_municipality"}
    assert gaps(record, scope="09").empty
    with pytest.raises(NotFoundError, match="no municipality"):
        gaps(record, municipality="mun-00000000")


def test_a_town_elsewhere_that_met_here_is_not_told_what_it_lacks():
    town = {"id": "mun-03103000", "name": "Wolfsburg", "ags": "03103000", "country": "DE"}
    here = {"id": "mun-05913000", "name": "Dortmund", "ags": "05913000", "country": "DE"}
    abroad = {"id": "for-mx-puebla", "name": "Puebla", "country": "MX"}
    guest = Snapshot.from_rows(
        {"Municipality": [town, here, abroad], "Meeting": [{"id": "m1", "name": "Treffen"}]},
        {
            "HELD_IN": [{"source": "m1", "target": here["id"]}],
            "ATTENDED": [{"source": town["id"], "target": "m1"}, {"source": here["id"], "target": "m1"}],
            "PARTNER_OF": [
                {"source": t["id"], "target": abroad["id"], "key": "p", "kind": "Klimapartnerschaft"}
                for t in (town, here)
            ],
        },
    )
    found = rows(gaps(guest, scope="05"), "rule.climate_partner_without_theme")
    assert found["subject"].tolist() == [here["id"]]
    assert len(rows(gaps(guest), "rule.climate_partner_without_theme")) == 2


def test_own_rules_replace_the_set(record, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        '[[rules]]\nid = "climate_partner_without_theme"\nwhen = {fact = "partner"}\n'
        'expects = {fact = "local_organisation", themes = ["wasser"]}\n',
        "utf-8",
    )
    table = gaps(record, rules=str(path))
    assert len(rows(table, "rule.climate_partner_without_theme")) == 1
    assert not [kind for kind in table["kind"] if kind.startswith("rule.") and "climate" not in kind]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nonsense", "cannot be read"),
        ("[[rules]]\nid = 'x'\n", "must have"),
        ("[[rules]]\nid='x'\nwhen={fact='y'}\nexpects={fact='partner'}\n", "must name a fact"),
    ],
)
def test_wrong_rules_are_refused(record, tmp_path, text, told):
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ParameterError, match=told):
        gaps(record, rules=str(path))


def test_default_rules_have_reasons():
    assert all(rule.why.endswith(".") for rule in read_rules())


def test_coverage_tells_zero_from_unknown(record):
    table = coverage(record, rows="themes")
    cell = table.iloc[0]
    assert (cell["n"], cell["single_provider"], cell["unknown"]) == (1, "act-ghana", 2)
    assert coverage(record, rows="countries", columns="districts")["column"].tolist() == ["05913"]
    with pytest.raises(ParameterError, match="'rows' of coverage"):
        coverage(record, rows="nonsense")


def test_dormant_pairs_met_once_and_those_who_never_met_are_not_listed(record):
    table = dormant(record, as_of="2022-12-31")
    assert table[["source", "target", "n_meetings"]].values.tolist() == [["act-amt", "act-ghana", 3]]
    assert dormant(record, as_of="2017-01-01").empty
    with pytest.raises(ParameterError, match="older_than_days"):
        dormant(record, older_than_days=0)


def test_empty_record_has_no_gaps():
    table = gaps(Snapshot.from_rows())
    assert table.empty
    assert list(table.columns)[:3] == ["kind", "subject", "subject_name"]
