"""Every code of the analysis can be said, in both languages, with the parameters it comes with."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import analysis
from graphmodel import NotFoundError, ParameterError, Reason, tie_network
from graphmodel.stakeholders import GROUPS
from stakegraph.words import LANGUAGES, date_text, group_name, listing, needs_text, parts, sentence, term

ROOT = Path(__file__).parents[2]
SENTENCES = {
    lang: tomllib.loads((ROOT / "stakegraph" / "words" / f"{lang}.toml").read_text("utf-8")) for lang in LANGUAGES
}


def codes_in_analysis() -> set[str]:
    """Literal codes in `Reason(...)` calls; those of rules come from the rules themselves."""
    found = set()
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason" and node.args:
                found |= {
                    leaf.value
                    for leaf in ast.walk(node.args[0])
                    if isinstance(leaf, ast.Constant)
                    and isinstance(leaf.value, str)
                    and re.fullmatch(r"[a-z_]+\.[a-z_]+", leaf.value)
                }
    found |= {f"gap.{rule.id}" for rule in analysis.gaps.__globals__["read_rules"]()}
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_sentence(lang):
    have = set(SENTENCES[lang]["sentences"])
    plain = {code for code in have if code.count(".") == 1} | {
        code.rsplit(".", 1)[0] for code in have if code.count(".") == 2
    }
    assert codes_in_analysis() <= plain


def test_both_languages_say_the_same_things():
    german, english = SENTENCES["de"], SENTENCES["en"]
    for section in set(german) - {"countries"}:  # names take an article in German only
        assert set(german[section]) == set(english[section]), section
    for code, text in german["sentences"].items():
        assert fields(text) == fields(english["sentences"][code]), code


def fields(text: str) -> set[str]:
    """Parameters named, also those that only say how many there are."""
    found = set()
    for _, name, form, _ in string.Formatter().parse(text.replace("**", "")):
        if name:
            found |= {name} | ({form.split()[1]} if form and form.startswith("list_n") else set())
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_of_the_example_can_be_said(nrw, lang):
    tables = [analysis.bridges(tie_network(nrw, scope="05")), analysis.gaps(nrw, scope="05")]
    tables += [analysis.matches(nrw, "mun-05913000", seek=seek) for seek in ("actors", "partners", "municipalities")]
    said = [sentence(reason, lang=lang) for table in tables for reasons in table["reasons"] for reason in reasons]
    assert len(said) > 500
    for text in said:
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\*\*|\.\.", text), text
        assert text[0].isupper() or text[0] in "„0123456789" or text.split()[0] in text, text


def test_groups_of_the_schema_have_names():
    for group in {*GROUPS.values(), "municipality", "partner_abroad", "other"}:
        assert group_name(group) != group
        assert group_name(group, lang="en") != group


def test_hostile_text_stays_text():
    reason = Reason("match.same_town", {"name": "<b>{0}**x**", "place": "{place}"})
    assert sentence(reason) == "<b>{0}**x** sitzt in {place}."


def test_the_point_is_told_apart():
    reason = Reason("gap.isolate", {"name": "Verein A"})
    assert [point for _, point in parts(reason)] == [True, False]


def test_unknown_code_and_language_are_refused():
    with pytest.raises(NotFoundError, match="no sentence"):
        sentence(Reason("bridge.nonsense", {}))
    with pytest.raises(ParameterError, match="must be one of de, en"):
        term("strong", lang="fr")


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], ""), (["A"], "A"), (["A", "B"], "A und B"), (["Amt A, B", "C", "D"], "Amt A, B; C und D")],
)
def test_listing(names, expected):
    assert listing(names) == expected


@pytest.mark.parametrize(
    ("date", "plain", "on"),
    [
        ("2025-03-14", "14.03.2025", "am 14.03.2025"),
        ("2025-03", "März 2025", "im März 2025"),
        ("2025", "2025", "2025"),
        (None, "unbekannt", "unbekannt"),
    ],
)
def test_dates_keep_their_precision(date, plain, on):
    assert (date_text(date), date_text(date, on=True)) == (plain, on)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("partner.nobody_local", {"country": "Vereinigtes Königreich"}), "mit dem Vereinigten Königreich"),
        (Reason("partner.nobody_local", {"country": "Ghana"}), "mit Ghana"),
        (
            Reason("town.same_country", {"countries": ["Türkei", "Iran", "Niederlande", "China"], "n": 4}),
            "in der Türkei, im Iran, in den Niederlanden und in China",
        ),
        (Reason("match.same_town", {"name": "A", "place": "Kreis Düren"}), "A sitzt im Kreis Düren"),
        (Reason("town.nearby", {"name": "Oberbergischer Kreis", "km": 9}), "Der Oberbergische Kreis liegt"),
        (Reason("town.nearby", {"name": "Kreisau", "km": 9}), "Kreisau liegt"),
        (Reason("match.shared_themes", {"themes": ["foerderung"], "n": 1}), "zum Thema Förderung"),
    ],
)
def test_countries_and_districts_take_their_article(reason, said):
    assert said in sentence(reason)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason("town.same_country", {"countries": ["China", "Türkei"], "n": 7}),
            "Beide haben Partner in China, in der Türkei und in fünf weiteren Ländern.",
        ),
        (
            Reason("town.same_country", {"countries": ["China", "Türkei"], "n": 3}),
            "Beide haben Partner in China, in der Türkei und in einem weiteren Land.",
        ),
        (Reason("adviser.countries", {"countries": ["Ukraine", "Togo"], "n": 2}), "Bezug zur Ukraine und zu Togo mit."),
        (
            Reason("partner.nearby", {"towns": ["Erlbrück"], "n": 1, "variant": "one"}),
            "hat Erlbrück dort einen Partner",
        ),
        (Reason("match.new_contacts", {"n_new": 1}), "Damit käme ein weiterer neuer Kontakt in Reichweite."),
        (
            Reason("invitation.coverage", {"n": 4, "covered": 2, "needs": 3, "variant": ""}),
            "Vier Gäste decken zwei von drei Anliegen ab.",
        ),
    ],
)
def test_sentences_read_as_people_speak(reason, said):
    assert said in sentence(reason)


def test_countries_are_english_in_english():
    said = sentence(
        Reason("town.same_country", {"countries": ["Frankreich", "Vereinigtes Königreich"], "n": 2}), lang="en"
    )
    assert said == "Both have partners in France and the United Kingdom."
    assert sentence(Reason("partner.nobody_local", {"country": "Russland"}), lang="en").endswith("work with Russia.")
    assert needs_text([["", "Frankreich", ""]], lang="en") == "France"
