"""How do we know: told for every result, in both languages, with a source."""

from __future__ import annotations

import re

import pytest

import analysis
from graphmodel import NotFoundError
from stakegraph.words import how_known, method_of
from stakegraph.words.methods import METHODS


def test_every_result_tells_its_method():
    functions = {name for name in analysis.__all__ if name[0].islower()}
    assert functions - set(METHODS) == {"assign_advisers", "ranking_metrics"}  # told by those that call them
    assert set(METHODS) <= functions


@pytest.mark.parametrize("name", METHODS)
def test_it_is_told_in_sentences_and_sources_can_be_found(name):
    for lang in ("de", "en"):
        method = method_of(name, lang=lang)
        for text in (method.what, method.how, method.misleads):
            assert text.endswith(".")
        for source in method.sources:
            assert re.search(r", doi:10\.\d{4,}/\S+$", source), source
    assert " und " not in " ".join(method_of(name, lang="en").sources)
    docs = getattr(analysis, name).__doc__
    told = {text.rsplit("doi:", 1)[1] for text in method_of(name).sources}
    named = set(re.findall(r"10\.\d{4,}/[^\s,;\]]+", docs.replace("doi.org/", "")))
    assert not named or told & {text.rstrip(".") for text in named} or name in {"positions", "betweenness"}, (
        told,
        named,
    )


def test_an_unknown_function_is_refused():
    with pytest.raises(NotFoundError, match="brokerage"):
        method_of("importance")


@pytest.mark.parametrize(
    "words", [("bridges",), ("gaps", "Dortmund"), ("matches", "Jülich"), ("path", "Jülich", "Migrafrica")]
)
def test_commands_say_how(run, nrw_file, words):
    said = run(*words, "--how", "--store", nrw_file).out
    assert "Woher wissen wir das?" in said
    assert "Funktion analysis." in said
    assert "Woher wissen" not in run(*words, "--store", nrw_file).out


def test_settings_are_told():
    run = {"function": "bridges", "parameters": {"top": 3, "group": None}, "fingerprint": "f", "version": "1"}
    assert how_known(run)[-1] == "Funktion analysis.bridges, stakegraph 1, Einstellungen: top=3, Daten f."
