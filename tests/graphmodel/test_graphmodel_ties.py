"""Which fact makes which tie, checked by hand."""

import pytest

from graphmodel import Network, ParameterError, Snapshot, tie_network


def snapshot(**ties: list[tuple[str, ...]]) -> Snapshot:
    """Two towns in North Rhine-Westphalia, one in Bavaria, one abroad; organisations a to e; three meetings."""
    nodes = {
        "Municipality": [
            {"id": "mun-k", "name": "Köln", "ags": "05315000", "country": "DE"},
            {"id": "mun-b", "name": "Bonn", "ags": "05314000", "country": "DE"},
            {"id": "mun-m", "name": "München", "ags": "09162000", "country": "DE"},
            {"id": "for-x", "name": "Kumasi", "country": "GH"},
        ],
        "Actor": [{"id": f"act-{name}", "kind": "mso" if name in "ab" else "ngo"} for name in "abcde"],
        "Meeting": [
            {"id": "mtg-1", "date_start": "2020-01-01"},
            {"id": "mtg-2", "date_start": "2018-01-01"},
            {"id": "mtg-3", "date_start": "2020-01-01", "status": "cancelled"},
        ],
        "Deployment": [{"id": "dep-1", "date_start": "2019"}],
    }
    rows = {
        name: [dict(zip(("source", "target", "role"), tie, strict=False)) for tie in found]
        for name, found in ties.items()
    }
    return Snapshot.from_rows(nodes, rows)


def strengths(network: Network) -> dict[str, float]:
    columns = (network.ties["source"], network.ties["target"], network.ties["strength"])
    return {f"{source} {target}": round(strength, 6) for source, target, strength in zip(*columns, strict=True)}


def test_a_meeting_of_n_gives_each_pair_its_share() -> None:
    known = snapshot(ATTENDED=[("act-a", "mtg-1"), ("act-b", "mtg-1"), ("act-c", "mtg-1")])
    assert strengths(tie_network(known)) == {"act-a act-b": 0.5, "act-a act-c": 0.5, "act-b act-c": 0.5}


def test_a_meeting_fades_by_half_with_every_half_life() -> None:
    known = snapshot(ATTENDED=[("act-a", "mtg-1"), ("act-b", "mtg-1"), ("act-a", "mtg-2"), ("act-c", "mtg-2")])
    # 1 January 2018 to 1 January 2020 is 730 days, one half-life
    assert strengths(tie_network(known)) == {"act-a act-b": 1.0, "act-a act-c": 0.5}
    assert strengths(tie_network(known, half_life_days=365)) == {"act-a act-b": 1.0, "act-a act-c": 0.25}
    assert strengths(tie_network(known, half_life_days=None)) == {"act-a act-b": 1.0, "act-a act-c": 1.0}


def test_a_cancelled_meeting_and_a_meeting_of_one_make_no_tie() -> None:
    known = snapshot(ATTENDED=[("act-a", "mtg-3"), ("act-b", "mtg-3"), ("act-a", "mtg-1")])
    assert strengths(tie_network(known)) == {}


def test_somebody_with_two_roles_attends_once() -> None:
    rows = [
        {"source": "act-a", "target": "mtg-1", "key": "1", "role": "host"},
        {"source": "act-a", "target": "mtg-1", "key": "2", "role": "speaker"},
        {"source": "act-b", "target": "mtg-1"},
    ]
    actors = [{"id": "act-a"}, {"id": "act-b"}]
    known = Snapshot.from_rows({"Actor": actors, "Meeting": [{"id": "mtg-1"}]}, {"ATTENDED": rows})
    assert list(strengths(tie_network(known, half_life_days=None)).values()) == [1.0]


def test_each_layer_has_its_strength_and_funding_is_off() -> None:
    known = snapshot(
        COOPERATES_WITH=[("act-a", "act-b")],
        MEMBER_OF=[("act-a", "act-c")],
        PARTNER_OF=[("mun-k", "for-x")],
        FUNDS=[("act-d", "act-a")],
        PART_OF=[("act-b", "act-a")],
        COORDINATES=[("act-e", "dep-1")],
        DEPLOYED_TO=[("dep-1", "mun-k")],
    )
    network = tie_network(known)
    assert strengths(network) == {
        "act-a act-b": 2.0,
        "act-a act-c": 0.5,
        "act-e mun-k": 1.0,
        "for-x mun-k": 1.0,
    }
    by_pair = dict(zip(network.ties["source"] + " " + network.ties["target"], network.ties["layers"], strict=True))
    assert by_pair["act-e mun-k"] == ("deployment",)
    assert strengths(tie_network(known, layers=("funding",))) == {"act-a act-d": 0.5}


def test_the_evidence_names_meetings_and_keys() -> None:
    known = snapshot(ATTENDED=[("act-a", "mtg-1"), ("act-b", "mtg-1")], COOPERATES_WITH=[("act-a", "act-b")])
    (evidence,) = tie_network(known).ties["evidence"]
    assert "mtg-1" in evidence
    assert len(evidence) == 2


def test_self_ties_are_no_ties() -> None:
    assert strengths(tie_network(snapshot(COOPERATES_WITH=[("act-a", "act-a")]))) == {}


def test_everybody_stays_in_and_the_scope_says_whose_network_it_is() -> None:
    known = snapshot(
        BASED_IN=[("act-a", "mun-k"), ("act-b", "mun-m"), ("act-c", "mun-m"), ("act-d", "mun-m")],
        HELD_IN=[("mtg-1", "mun-b"), ("mtg-2", "mun-m")],
        ATTENDED=[("act-b", "mtg-1"), ("act-c", "mtg-2")],
        COORDINATES=[("act-d", "dep-1")],
        DEPLOYED_TO=[("dep-1", "mun-k")],
    )
    network = tie_network(known, scope="05")
    inside = network.nodes.index[network.nodes["in_scope"]].tolist()
    # a is seated there, b met there, d works there, the two towns are there; c met elsewhere, e is unknown
    assert inside == ["act-a", "act-b", "act-d", "mun-b", "mun-k"]
    assert network.n_nodes == 9
    assert tie_network(known).nodes["in_scope"].all()
    assert tie_network(known, scope=["09", "05"]).nodes.loc["act-c", "in_scope"]


def test_what_is_known_of_a_stakeholder() -> None:
    known = snapshot(
        BASED_IN=[("act-a", "mun-k")],
        ATTENDED=[("act-a", "mtg-1", "host"), ("act-b", "mtg-1", "speaker"), ("act-a", "mtg-2", "participant")],
    )
    nodes = tie_network(known).nodes
    assert nodes.loc["act-a", ["label", "group", "place", "ags", "n_meetings", "hosted"]].tolist() == [
        "Actor",
        "migrant",
        "mun-k",
        "05315000",
        2,
        ("mtg-1",),
    ]
    assert nodes.loc["act-b", "hosted"] == ()
    assert nodes.loc[["mun-k", "for-x"], "group"].tolist() == ["municipality", "partner_abroad"]
    assert nodes.loc["act-a", "name"] == "act-a"


def test_as_of_leaves_out_what_came_later() -> None:
    known = snapshot(ATTENDED=[("act-a", "mtg-1"), ("act-b", "mtg-1"), ("act-a", "mtg-2"), ("act-c", "mtg-2")])
    assert strengths(tie_network(known, as_of="2018-01-01")) == {"act-a act-c": 1.0}
    assert strengths(tie_network(known.at("2018-01-01"))) == {"act-a act-c": 1.0}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layers": ("stated", "rumour")}, "'layers' of tie_network must be among stated"),
        ({"layers": "stated"}, "'layers' of tie_network"),
        ({"half_life_days": 0}, "positive number of days. Got 0"),
        ({"half_life_days": -3.5}, "positive number of days"),
        ({"half_life_days": float("nan")}, "positive number of days"),
        ({"max_meeting_size": 1}, "at least 2. Got 1"),
        ({"as_of": "3.10.2019"}, "A date must be"),
    ],
)
def test_options_that_make_no_sense(options: dict, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        tie_network(snapshot(), **options)


def test_no_ties_at_all() -> None:
    network = tie_network(snapshot(), layers=())
    assert (network.n_nodes, network.n_ties) == (9, 0)
