"""Expected but missing, by rule: rules are data, this module knows the facts that they may name."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from analysis._facts import Facts

__all__ = ["Rule", "read_rules", "rule_gaps"]

FACTS = frozenset({"partner", "local_organisation", "tie_to_local_organisation"})
OPTIONS = frozenset({"fact", "regions", "kinds", "works_with", "within", "groups", "themes"})
ENOUGH_KNOWN = 3
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation.

    Attributes
    ----------
    id
        Stable name; the kind of its gaps is ``"rule." + id``.
    when
        Fact that makes the rule apply to a municipality.
    expects
        Fact that should then hold.
    why, why_en
        Reason in German and in English (without it the German one), shown with every gap.
    """

    id: str
    when: Mapping[str, Any]
    expects: Mapping[str, Any]
    why: str = field(default="")
    why_en: str = field(default="")


def read_rules(source: str | Path | None = None) -> tuple[Rule, ...]:
    """Read a set of rules.

    Parameters
    ----------
    source
        A TOML file; None: the set that comes with the program.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    ParameterError
        The file cannot be read, or a rule names a fact or an option that does not exist.
    """
    path = Path(source) if source is not None else Path(__file__).with_name("rules.toml")
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        msg = f"The rules in {path} cannot be read: {exc}. They must be a TOML file with [[rules]] entries."
        error = ParameterError(msg)
        error.german = f"Die Regeln in „{path}“ lassen sich nicht lesen. Es muss eine TOML-Datei mit [[rules]] sein."
        raise error from exc
    return tuple(_rule(entry, path) for entry in table.get("rules", []))


def _rule(entry: Mapping[str, Any], path: Path) -> Rule:
    missing = {"id", "when", "expects"} - set(entry)
    if missing:
        msg = f"Every rule in {path} must have 'id', 'when' and 'expects'. Missing: {', '.join(sorted(missing))}."
        raise ParameterError(msg)
    for part in (entry["when"], entry["expects"]):
        wrong = set(part) - OPTIONS
        if part.get("fact") not in FACTS or wrong:
            msg = (
                f"Rule {entry['id']!r} in {path} must name a fact among {', '.join(sorted(FACTS))} with the options "
                f"{', '.join(sorted(OPTIONS - {'fact'}))}. Got {dict(part)!r} instead."
            )
            raise ParameterError(msg)
    why = str(entry.get("why", ""))
    return Rule(str(entry["id"]), entry["when"], entry["expects"], why, str(entry.get("why_en", why)))


def rule_gaps(facts: Facts, rules: Sequence[Rule], towns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Find where a rule applies and its expectation does not hold.

    Parameters
    ----------
    facts
        What is on record.
    rules
        The expectations.
    towns
        Municipalities to look at.

    Yields
    ------
    dict
        ``kind``, ``subject``, ``object``, ``observed``, ``expected``, ``evidence``, ``reasons``.
    """
    for rule in rules:
        for town in towns:
            if rule.when["fact"] == "partner":
                yield from _partner_gaps(facts, rule, town)
            else:
                yield from _organisation_gaps(facts, rule, town)


def _partner_gaps(facts: Facts, rule: Rule, town: str) -> Iterator[dict[str, Any]]:
    by_country: dict[str, list[Any]] = defaultdict(list)
    for partner in facts.partners_of.get(town, ()):
        if partner.is_active and partner.country and _applies(facts, rule.when, partner):
            by_country[partner.country].append(partner)
    for iso, partners in sorted(by_country.items()):
        fitting = [a for a in _local(facts, town, rule.expects) if _works_with(facts, a, iso, rule.expects)]
        base = {
            "town": facts.names[town],
            "country": facts.country_names.get(iso, iso),
            "partners": list(dict.fromkeys(facts.names.get(p.id, p.id) for p in partners))[:NAMES_SHOWN],
        }
        sources = tuple(partner.key for partner in partners)
        if rule.expects["fact"] == "local_organisation":
            if not fitting:
                yield _gap(rule, town, partners[0].id, *_missing(facts, rule, town, base, sources))
            continue
        for actor in fitting:
            if not _knows(facts, town, actor) and not _named_after(facts, actor, partners):
                yield _gap(rule, town, actor, "medium", _apart(facts, rule, actor, base, sources))


def _named_after(facts: Facts, actor: str, partners: Sequence[Any]) -> bool:
    """Whether an organisation bears the name of a partner town: it was founded for the partnership."""
    own = facts.names[actor].casefold()
    return any(facts.names.get(partner.id, partner.id).casefold() in own for partner in partners)


def _applies(facts: Facts, when: Mapping[str, Any], partner: Any) -> bool:
    kinds, regions = when.get("kinds"), when.get("regions")
    if kinds and partner.kind not in kinds:
        return False
    region = (facts.region_of.get(partner.country) or "").casefold()
    return not regions or any(name.casefold() in region for name in regions)


def _missing(
    facts: Facts, rule: Rule, town: str, base: dict[str, Any], sources: tuple[str, ...]
) -> tuple[str, list[Reason]]:
    local = _local(facts, town, rule.expects)
    recorded = facts.countries_of if "works_with" in rule.expects else facts.themes_of
    known = [actor for actor in local if recorded.get(actor)]
    of_what = "countries" if "works_with" in rule.expects else "themes"
    how_many = ".all" if len(known) == len(local) else "" if known else ".unknown"
    variant = f"{of_what}{how_many}" if local else "none"
    counted = {"town": base["town"], "n_local": len(local), "n_known": len(known), "variant": variant}
    reasons = [
        Reason(f"gap.{rule.id}", base, sources),
        Reason("gap.local_knowledge", counted),
    ]
    return "medium" if len(known) >= ENOUGH_KNOWN else "weak", reasons


def _apart(facts: Facts, rule: Rule, actor: str, base: dict[str, Any], sources: tuple[str, ...]) -> list[Reason]:
    place = facts.place_of.get(actor)
    params = {**base, "organisation": facts.names[actor], "place": facts.names.get(place or "", "")}
    return [Reason(f"gap.{rule.id}", params, (*sources, *facts.source_of(actor))), Reason("gap.no_record", {})]


def _organisation_gaps(facts: Facts, rule: Rule, town: str) -> Iterator[dict[str, Any]]:
    there = _local(facts, town, rule.when)
    if not there:
        return
    met = [actor for actor in _local(facts, town, rule.expects) if _knows(facts, town, actor)]
    if met:
        return
    names = [facts.names[actor] for actor in there]
    params = {"town": facts.names[town], "n": len(there), "names": names[:NAMES_SHOWN]}
    sources = tuple(source for actor in there for source in facts.source_of(actor))
    reasons = [Reason(f"gap.{rule.id}", params, sources), Reason("gap.no_record", {})]
    yield _gap(rule, town, None, "medium" if len(there) >= ENOUGH_KNOWN else "weak", reasons)


def _gap(rule: Rule, subject: str, other: str | None, evidence: str, reasons: list[Reason]) -> dict[str, Any]:
    return {
        "kind": f"rule.{rule.id}",
        "subject": subject,
        "object": other,
        "observed": 0.0,
        "expected": 1.0,
        "evidence": evidence,
        "reasons": [*reasons, Reason("gap.rule", {"why": {"de": rule.why, "en": rule.why_en}, "rule": rule.id})],
    }


def _local(facts: Facts, town: str, wanted: Mapping[str, Any]) -> list[str]:
    """Organisations of the town, or of its whole district, that are of the wanted groups and themes."""
    found = set(facts.actors_in.get(town, ()))
    if wanted.get("within") == "district":
        found |= set(facts.district_actors(town))
    groups, themes = wanted.get("groups"), wanted.get("themes")
    if groups:
        found = {actor for actor in found if facts.group_of[actor] in groups}
    if themes:
        found = {a for a in found if any(word in theme for theme in facts.themes_of.get(a, ()) for word in themes)}
    return sorted(found)


def _works_with(facts: Facts, actor: str, iso: str, wanted: Mapping[str, Any]) -> bool:
    if "works_with" not in wanted:
        return True
    how = facts.works_with(actor, iso)
    return how == "country" or (how == "region" and wanted["works_with"] == "region")


def _knows(facts: Facts, town: str, actor: str) -> bool:
    """Tell whether the town (of a district any of its towns) or an office of it has a tie with the organisation."""
    contacts, towns = facts.contacts.get(actor, set()), set(facts.towns_of(town))
    return bool(towns & contacts) or any(
        facts.group_of[o] == "administration" and facts.place_of.get(o) in towns for o in contacts
    )
