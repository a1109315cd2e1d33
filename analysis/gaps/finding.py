"""One list of all kinds of gaps, the ones that somebody can act on first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._bridging import scene_of
from analysis._facts import Facts, facts
from analysis._tables import finish, run_record
from analysis.gaps.activity import absence_gaps, dormant
from analysis.gaps.coverage import coverage
from analysis.gaps.groups import group_gaps
from analysis.gaps.rules import Rule, read_rules, rule_gaps
from analysis.reasons import Reason
from graphmodel import NotFoundError, tie_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel import Network, Snapshot

__all__ = ["gaps"]

COLUMNS = (
    "kind",
    "subject",
    "subject_name",
    "object",
    "object_name",
    "observed",
    "expected",
    "evidence",
    "reasons",
)
ORDER = (
    "rule.partner_and_organisation_apart",
    "weak_groups",
    "rule.migrant_organisations_not_met",
    "dependence",
    "never_came",
    "fell_silent",
    "dormant",
    "rule.climate_partner_without_theme",
    "rule.partner_without_organisation",
    "single_provider",
    "isolate",
    "unknown_municipality",
)
EVIDENCE = {"strong": 0, "medium": 1, "weak": 2}
MANY, TWICE = 3, 2


def gaps(
    snapshot: Snapshot,
    *,
    municipality: str | None = None,
    scope: str | Sequence[str] | None = None,
    rules: str | tuple[Rule, ...] | None = None,
    as_of: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Ties and presences that are missing although one would expect them.

    Parameters
    ----------
    snapshot
        What is known.
    municipality
        Id of a municipality: only what concerns it and the organisations seated there.
    scope
        Beginnings of the official municipality key (AGS): only who is seated, has met or works there.
    rules
        Expectations: path of a TOML file, or rules already read; None: the set that comes with the program.
    as_of
        What held at the end of this date.
    seed
        For the null model of the group gaps.

    Returns
    -------
    DataFrame, the kinds that can be acted on first, strong evidence first
        ``kind`` ("rule.…", "weak_groups", "dependence", "never_came", "fell_silent", "dormant",
        "single_provider", "isolate", "unknown_municipality");
        ``subject``, ``object`` (ids, names of groups, or None) and their names;
        ``observed``, ``expected`` (numbers of ties, presences or providers; NaN where nothing can be expected);
        ``evidence`` ("strong", "medium", "weak"); ``reasons``.

    Raises
    ------
    NotFoundError
        There is no such municipality.
    ParameterError
        The rules cannot be read.

    Notes
    -----
    What is not on record is not shown as absent: gaps from missing records say so in their reasons, and places about
    which nothing is known are a kind of their own.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> snapshot = Snapshot.from_rows({"Actor": [{"id": "act-a"}, {"id": "act-b"}]})
    >>> print(gaps(snapshot)[["kind", "subject"]].to_string(index=False))
       kind subject
    isolate   act-a
    isolate   act-b
    """
    run = run_record(
        "gaps", snapshot, municipality=municipality, scope=scope, rules=rules and str(rules), as_of=as_of, seed=seed
    )
    if as_of is not None:
        snapshot = snapshot.at(as_of)
    known = facts(snapshot)
    if municipality is not None and not known.is_town(municipality):
        msg = f"There is no municipality with the id {municipality!r}."
        raise NotFoundError(msg)
    network = known.network if scope is None else tie_network(snapshot, scope=scope)
    expectations = rules if isinstance(rules, tuple) else read_rules(rules)
    towns = [municipality] if municipality else _german_towns(known, network, scope)
    members = set(known.actors_in.get(municipality, ())) if municipality else _members(network)
    found = chain(
        rule_gaps(known, expectations, towns),
        () if municipality else group_gaps(network.subnetwork(_members(network)), seed=seed),
        _dependence(network, members | set(towns if municipality else ())),
        absence_gaps(known, members | set(towns)),
        _dormant(snapshot, members | set(towns)),
        _single_providers(snapshot, set(towns)),
        _isolates(known, members),
        _unknown_towns(known, towns),
    )
    return finish(_table(known, found), run)


def _members(network: Network) -> set[str]:
    nodes = network.nodes
    return set(nodes.index[nodes["in_scope"].astype(bool) & (nodes["group"] != "partner_abroad")])


def _german_towns(known: Facts, network: Network, scope: str | Sequence[str] | None) -> list[str]:
    """Municipalities that lie in the scope; having met there does not make one part of it."""
    nodes = network.nodes
    towns = nodes.index[nodes["group"] == "municipality"]
    prefixes = (scope,) if isinstance(scope, str) else tuple(scope or ("",))
    return [town for town in towns if known.ags_of.get(town) and known.ags_of[town].startswith(prefixes)]


def _dependence(network: Network, members: set[str]) -> Iterator[dict[str, Any]]:
    """Stakeholders that are linked to the rest through a single other one."""
    scene = scene_of(network, None)
    for node in sorted(scene.without(scene.no_ties).articulation_points()):
        name = network.ids[node]
        cut = [network.ids[other] for piece in scene.cut_off(node) for other in piece]
        if not scene.inside[node] or not cut or not members & {name, *cut}:
            continue
        cut.sort(key=lambda other: other not in members)  # those asked about are named first
        names = network.nodes["name"]
        params = {"name": names[name], "names": [names[other] for other in cut[:MANY]], "n": len(cut)}
        yield {
            "kind": "dependence",
            "subject": name,
            "object": cut[0] if len(cut) == 1 else None,
            "observed": float(len(cut)),
            "expected": float("nan"),
            "evidence": "medium",
            "reasons": [Reason("gap.dependence", params), Reason("gap.no_record", {})],
        }


def _single_providers(snapshot: Snapshot, towns: set[str]) -> Iterator[dict[str, Any]]:
    """Themes and countries that several others of a place might cover, and only one does."""
    names = facts(snapshot).names
    for rows in ("themes", "countries"):
        cells = coverage(snapshot, rows=rows, columns="municipalities")
        lonely = cells[cells["single_provider"].notna() & cells["column"].isin(towns)]
        n_actors = cells.groupby("column")["n"].sum()
        for row in lonely.to_dict("records"):
            if n_actors[row["column"]] < MANY:
                continue
            unknown = row["unknown"]
            params = {"theme": row["row_name"], "town": row["column_name"], "unknown": unknown}
            params["name"] = names[row["single_provider"]]
            yield {
                "kind": "single_provider",
                "subject": row["column"],
                "object": row["single_provider"],
                "observed": 1.0,
                "expected": float("nan"),
                "evidence": "medium" if unknown == 0 else "weak",
                "reasons": [Reason("gap.single_provider", {**params, "variant": rows if unknown else "known"})],
            }


def _dormant(snapshot: Snapshot, members: set[str]) -> Iterator[dict[str, Any]]:
    """Pairs that met several times and of which nothing was heard for three years."""
    table = dormant(snapshot)
    table = table[(table["n_meetings"] >= TWICE) & table["source"].isin(members) & table["target"].isin(members)]
    for row in table.to_dict("records"):
        params = {"name": row["source_name"], "other": row["target_name"], "n": row["n_meetings"], "last": row["last"]}
        yield {
            "kind": "dormant",
            "subject": row["source"],
            "object": row["target"],
            "observed": 0.0,
            "expected": float(row["n_meetings"]),
            "evidence": "medium" if row["n_meetings"] >= MANY else "weak",
            "reasons": [Reason("gap.dormant", params), Reason("gap.lists_may_lack", {})],
        }


def _isolates(known: Facts, members: set[str]) -> Iterator[dict[str, Any]]:
    for name in sorted(members):
        if known.contacts.get(name) or known.is_town(name):
            continue
        params = {
            "name": known.names[name],
            "place": known.names.get(known.place_of.get(name, ""), None),
            "n_themes": len(known.themes_of.get(name, ())),
        }
        yield {
            "kind": "isolate",
            "subject": name,
            "object": None,
            "observed": 0.0,
            "expected": float("nan"),
            "evidence": "weak",
            "reasons": [Reason("gap.isolate", params, known.source_of(name)), Reason("gap.no_record", {})],
        }


def _unknown_towns(known: Facts, towns: list[str]) -> Iterator[dict[str, Any]]:
    for town in towns:
        if known.contacts.get(town) or known.actors_in.get(town) or known.meetings_of.get(town):
            continue
        yield {
            "kind": "unknown_municipality",
            "subject": town,
            "object": None,
            "observed": float("nan"),
            "expected": float("nan"),
            "evidence": "weak",
            "reasons": [Reason("gap.unknown_municipality", {"town": known.names[town]}, known.source_of(town))],
        }


def _table(known: Facts, found: Iterator[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(list(found), columns=[name for name in COLUMNS if not name.endswith("_name")])
    for end in ("subject", "object"):
        table[end] = table[end].astype(object).where(table[end].notna(), None)
        names = [None if item is None else known.names.get(item, item) for item in table[end]]
        table[f"{end}_name"] = pd.Series(names, dtype=object, index=table.index)
    order = {kind: place for place, kind in enumerate(ORDER)}
    table["_kind"] = table["kind"].map(lambda kind: order.get(kind, len(order))).astype(int)
    table["_evidence"] = table["evidence"].map(EVIDENCE).astype(int)
    table["_size"] = -np.abs(table["observed"].fillna(0) - table["expected"].fillna(0)).astype(float)
    table["_key"] = table["subject"] + " " + table["object"].fillna("")
    table = table.sort_values(["_kind", "_evidence", "_size", "_key"], kind="stable")
    return table[list(COLUMNS)].reset_index(drop=True)
