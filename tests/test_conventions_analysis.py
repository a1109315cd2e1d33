"""What every analysis has in common, tried on each one that is public."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis
from graphmodel import Network, Snapshot, tie_network

FUNCTIONS = [getattr(analysis, name) for name in analysis.__all__ if inspect.isfunction(getattr(analysis, name, None))]
# Besides the thing analysed, these may be given by position, because a reader knows what they are.
BY_POSITION = {
    "change": ("after",),
    "introductions": ("source", "target"),
    "key_players": ("k",),
    "link_names": ("registry",),
    "matches": ("focus",),
    "pair_scores": ("pairs",),
    "ranking_metrics": ("labels",),
    "representation": ("actors",),
    "adviser_teams": ("municipality",),
}
SECTIONS = ("Parameters", "Returns", "Examples")


def _snapshot() -> Snapshot:
    towns = [
        {"id": f"mun-0531{i}000", "name": f"Stadt {i}", "ags": f"0531{i}000", "country": "DE", "kind": "stadt",
         "population": 10_000 * (i + 1), "lat": 50.9 + i / 10, "lon": 6.9}
        for i in range(4)
    ]  # fmt: skip
    abroad = [{"id": "for-gh-kumasi", "name": "Kumasi", "country": "GH"}]
    actors = [
        {"id": f"act-{letter}", "name": f"Verein {letter}", "kind": kind}
        for letter, kind in zip(
            "abcdefgh", ["mso", "ngo", "office", "mso", "umbrella", "ngo", "faith", "mso"], strict=True
        )
    ]
    meetings = [
        {"id": f"mtg-{i}", "name": f"Treffen {i}", "date_start": f"20{18 + i}-05", "status": "held"} for i in range(4)
    ]
    came = ["abcd", "cde", "abef", "fg"]
    return Snapshot.from_rows(
        {
            "Municipality": towns + abroad,
            "Actor": actors,
            "Meeting": meetings,
            "Theme": [{"id": "thm-klima", "name": "Klima"}, {"id": "thm-bildung", "name": "Bildung"}],
            "Country": [{"id": "cty-GH", "name": "Ghana", "iso2": "GH"}],
            "Adviser": [{"id": "adv-1", "name": "Beraterin 1", "languages": ["de", "fr"]}],
            "Deployment": [{"id": "dep-1", "name": "Einsatz", "date_start": "2020"}],
        },
        {
            "ATTENDED": [
                {"source": f"act-{who}", "target": f"mtg-{i}", "role": "host" if who == "a" else "participant"}
                for i, group in enumerate(came)
                for who in group
            ],
            "BASED_IN": [{"source": f"act-{who}", "target": f"mun-0531{i % 4}000"} for i, who in enumerate("abcdefgh")],
            "HELD_IN": [{"source": f"mtg-{i}", "target": f"mun-0531{i}000"} for i in range(4)],
            "COOPERATES_WITH": [{"source": "act-a", "target": "act-h", "since": "2019"}],
            "MEMBER_OF": [{"source": "act-b", "target": "act-e"}],
            "PARTNER_OF": [{"source": "mun-05310000", "target": "for-gh-kumasi", "kind": "Klimapartnerschaft"}],
            "WORKS_ON": [{"source": f"act-{who}", "target": "thm-klima"} for who in "abc"],
            "FOCUSES_ON": [{"source": "act-d", "target": "cty-GH"}, {"source": "act-a", "target": "cty-GH"}],
            "IN_COUNTRY": [{"source": "for-gh-kumasi", "target": "cty-GH"}],
            "ABOUT": [{"source": "mtg-0", "target": "thm-klima"}],
            "DEPLOYED_TO": [{"source": "dep-1", "target": "mun-05311000"}],
            "COORDINATES": [{"source": "act-c", "target": "dep-1"}],
            "REACHES": [{"source": "adv-1", "target": "mun-05311000"}],
        },
    )  # fmt: skip


def _attendance() -> pd.DataFrame:
    rows = [(who, i, f"20{18 + i}-05") for i, group in enumerate(["abcd", "cde", "abef", "fg"]) for who in group]
    frame = pd.DataFrame(rows, columns=["actor", "meeting", "date"])
    return frame.assign(meeting=frame["meeting"].map("m{}".format))


def _samples() -> dict[str, Any]:
    snapshot = _snapshot()
    network = tie_network(snapshot)
    actors = pd.DataFrame({"id": list("abcdefg"), "kind": ["mso", "ngo", "mso", "ngo", "mso", "ngo", "mso"]})
    return {
        "network": network,
        "snapshot": snapshot,
        "attendance": _attendance(),
        "before": snapshot.at("2019"),
        "after": snapshot,
        "actors": actors,
        "source": "act-g",
        "target": "act-h",
        "focus": "mun-05310000",
        "municipality": "mun-05311000",
        "k": 2,
        "covers": {"act-a": {"x", "y"}, "act-b": {"y", "z"}, "act-c": {"z"}},
        "fit": pd.DataFrame({"adviser": ["p", "p", "q"], "municipality": ["1", "2", "2"], "fit": [1.0, 2.0, 3.0]}),
        "scores": [0.9, 0.5, 0.5, 0.1],
        "labels": [1, 0, 1, 0],
        "group": "group" if "group" in network.nodes else "kind",
    }


# What a function needs besides its samples.
EXTRA: dict[str, dict[str, Any]] = {
    "matches": {"seek": "actors"},
    "coverage": {"rows": "themes", "columns": "municipalities"},
    "dormant": {"older_than_days": 365, "as_of": "2021"},
    "what_if": {"remove": ("act-a",)},
    "ranking_metrics": {"k": (1, 2)},
    "representation": {"group": "kind"},
    "back_test": {"task": "new_tie"},
    "invitations": {"purpose": "thm-klima", "place": "mun-05311000", "size": 3},
    "assign_advisers": {"capacity": {"p": 2, "q": 2}},
}


def call(function: Any, samples: dict[str, Any]) -> Any:
    """Run an analysis on the samples whose names its parameters without default have."""
    parameters = inspect.signature(function).parameters
    needed = {name for name, value in parameters.items() if value.default is inspect.Parameter.empty}
    given = {**{name: samples[name] for name in needed if name in samples}, **EXTRA.get(function.__name__, {})}
    assert needed <= set(given), f"this test has no sample for {needed - set(given)}"
    return function(**given)


def seen(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """Everything that can be seen of a value, to be compared with what is seen later."""
    if isinstance(value, pd.DataFrame):
        run = {name: entry for name, entry in value.attrs.get("run", {}).items() if name != "time"}
        columns = [(str(name), str(value[name].dtype), [seen(x) for x in value[name]]) for name in value.columns]
        return columns, [seen(x) for x in value.index], run
    if isinstance(value, pd.Series):
        return seen(value.to_frame())
    if isinstance(value, Network):
        return value.ids, seen(value.nodes), seen(value.ties), value.directed
    if isinstance(value, Snapshot):
        return seen(value._nodes), seen(value._relationships), value.as_of
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(field.name, seen(getattr(value, field.name))) for field in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return [(seen(key), seen(entry)) for key, entry in value.items() if key != "time"]
    if isinstance(value, np.ndarray):
        return seen(value.tolist())
    if isinstance(value, list | tuple):
        return [seen(entry) for entry in value]
    return repr(value)


def tables(result: Any) -> Iterator[pd.DataFrame]:
    if isinstance(result, pd.DataFrame):
        yield result
    elif dataclasses.is_dataclass(result) and not isinstance(result, Network | Snapshot):
        for field in dataclasses.fields(result):
            yield from tables(getattr(result, field.name))


def run_of(result: Any) -> Mapping[str, Any]:
    return result.attrs["run"] if isinstance(result, pd.DataFrame) else result.run


every = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)


@every
def test_the_thing_analysed_comes_first_and_the_rest_has_names(function: Any) -> None:
    first, *rest = inspect.signature(function).parameters.values()
    assert first.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert first.default is inspect.Parameter.empty
    by_position = tuple(value.name for value in rest if value.kind is not inspect.Parameter.KEYWORD_ONLY)
    assert by_position == BY_POSITION.get(function.__name__, ())
    assert not {"copy", "inplace"} & {value.name for value in rest}
    assert [value.name for value in (first, *rest) if value.annotation is inspect.Parameter.empty] == []


@every
def test_what_is_random_takes_a_seed(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    source = inspect.getsource(function)
    if "seed" in parameters:
        assert parameters["seed"].default == 0
    else:
        assert "default_rng" not in source


@every
def test_the_docstring_has_its_parts(function: Any) -> None:
    text = inspect.getdoc(function) or ""
    assert text.splitlines()[0].endswith(".")
    assert [name for name in SECTIONS if f"\n{name}\n---" not in text] == []
    assert ">>>" in text
    names = [name for name in inspect.signature(function).parameters if not re.search(rf"\b{name}\b", text)]
    assert names == [], "parameters that the docstring does not name"


@every
def test_no_input_is_changed_and_the_same_call_gives_the_same_result(function: Any) -> None:
    samples, untouched = _samples(), _samples()
    first = call(function, samples)
    second = call(function, samples)
    assert seen(first) == seen(second)
    assert [name for name in samples if seen(samples[name]) != seen(untouched[name])] == []


@every
def test_a_result_says_where_it_comes_from(function: Any) -> None:
    result = call(function, _samples())
    if isinstance(result, dict):  # a handful of numbers, no table that could be exported
        assert all(isinstance(value, float) for value in result.values())
        return
    run = run_of(result)
    assert run["function"] == function.__name__
    assert {"function", "parameters", "fingerprint", "version", "time"} <= set(run)
    if "seed" in inspect.signature(function).parameters:
        assert run["parameters"]["seed"] == 0


@every
def test_tables_are_tidy(function: Any) -> None:
    found = list(tables(call(function, _samples())))
    for table in found:
        assert table.columns.is_unique
        assert isinstance(table.index, pd.RangeIndex), "what identifies a row is a column, not the index"
        for name in {"id", "source", "target"} & set(table.columns):
            assert table[name].map(type).isin([str, type(None)]).all()
