"""The report page: what is on record, who bridges, what is missing, whom three municipalities might meet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import analysis
from graphmodel import tie_network
from stakegraph.decisions import open_suggestions, set_aside, with_open
from stakegraph.looks import asset, content_policy, environment
from stakegraph.words import group_title

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import pandas as pd

    from graphmodel import Network, Reason, Snapshot
    from stakegraph.decisions import Decision

__all__ = ["Spoke", "report", "surroundings", "towns_to_show"]

N_BRIDGES, N_GAPS, N_TOWNS, N_MATCHES = 10, 4, 3, 3
GROUPS_SHOWN = 5
ROW = 28
LARGEST = 40
FIGURES = ("Actor", "Municipality", "PARTNER_OF", "Meeting", "ATTENDED", "Deployment")
KINDS_OF_GAPS = (
    "rule.partner_and_organisation_apart",
    "weak_groups",
    "rule.migrant_organisations_not_met",
    "dependence",
    "fell_silent",
    "rule.climate_partner_without_theme",
)


@dataclass(frozen=True, slots=True)
class Spoke:
    """One group in the small drawing around a stakeholder."""

    group: str
    label: str
    n: int
    y: float
    r: float
    width: float


def report(
    snapshot: Snapshot,
    *,
    title: str,
    scope: str | Sequence[str] | None = None,
    towns: Sequence[str] = (),
    verdict: Sequence[Reason] = (),
    decisions: Sequence[Decision] = (),
    lang: str = "de",
) -> str:
    """Write the report as one page that can be printed and passed on.

    Parameters
    ----------
    snapshot
        What is known.
    title
        Heading.
    scope
        Beginnings of the official municipality key (AGS).
    towns
        Municipalities to make suggestions for; empty: those with the newest deployments.
    verdict
        What a back-test found on these data: `analysis.BackTest.verdict`; empty: nothing is said about it.
    decisions
        What was decided about suggestions (as of `decisions_on`); who was declined is not suggested again.
    lang
        "de" or "en".

    Returns
    -------
    str
        A complete HTML page that asks no other host.
    """
    network = tie_network(snapshot, scope=scope)
    bridges = analysis.bridges(network, top=N_BRIDGES)
    gaps = analysis.gaps(snapshot, scope=scope)
    style = asset("look.css")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            lang=lang,
            policy=content_policy(styles=(style,)),
            style=style,
            figures=_figures(snapshot),
            fingerprint=snapshot.fingerprint,
            newest=_newest(snapshot),
            bridges=[
                {**row, "spokes": surroundings(network, row["id"], lang=lang)} for row in bridges.to_dict("records")
            ],
            n_listed=len(bridges),
            gaps=_gap_groups(gaps),
            gap_counts=Counter(gaps["kind"]),
            matches=[_town(snapshot, town, decisions) for town in (towns or towns_to_show(snapshot, scope=scope))],
            verdict=verdict,
            names=snapshot.names,
        )
    )


def _figures(snapshot: Snapshot) -> dict[str, int]:
    found = {}
    for name in FIGURES:
        table = snapshot.relationships(name) if name.isupper() else snapshot.nodes(name)
        found[name] = len(table)
    return found


def _newest(snapshot: Snapshot) -> str | None:
    return max(snapshot.nodes("Meeting")["date_start"].dropna(), default=None)


def _gap_groups(gaps: pd.DataFrame) -> list[tuple[str, list[dict[Hashable, Any]]]]:
    found = []
    for kind in KINDS_OF_GAPS:
        rows = gaps[gaps["kind"] == kind].head(N_GAPS).to_dict("records")
        if rows:
            found.append((kind, rows))
    return found


def _town(snapshot: Snapshot, town: str, decisions: Sequence[Decision]) -> dict[str, Any]:
    rows: list[dict[Hashable, Any]] = []
    for seek in ("actors", "partners"):
        gone = set_aside(decisions, town, seek=seek)
        table = analysis.matches(snapshot, town, seek=seek, top=N_MATCHES + len(gone))
        kept = table[~table["target"].isin(gone)].groupby("lens", sort=False).head(N_MATCHES)
        asked = open_suggestions(decisions, seek=seek)
        rows.extend({**row, "seek": seek} for row in with_open(kept.to_dict("records"), asked))
    return {"name": snapshot.names[town], "rows": rows}


def towns_to_show(snapshot: Snapshot, *, scope: str | Sequence[str] | None = None) -> list[str]:
    """Choose the municipalities with the newest deployments, else those with most ties.

    Parameters
    ----------
    snapshot
        What is known.
    scope
        Beginnings of the official municipality key (AGS).

    Returns
    -------
    list of str
        At most three ids.
    """
    prefixes = (scope,) if isinstance(scope, str) else tuple(scope or ("",))
    towns = snapshot.nodes("Municipality")
    rows = towns[["id", "ags", "country"]].itertuples(index=False)
    known = {id_ for id_, ags, country in rows if (ags.startswith(prefixes) if ags else not scope and country == "DE")}
    deployments = snapshot.nodes("Deployment")
    begun = dict(zip(deployments["id"], deployments["date_start"], strict=True))
    deployed = snapshot.relationships("DEPLOYED_TO")
    newest: dict[str, str] = {}
    for deployment, town in deployed[["source", "target"]].itertuples(index=False):
        if town in known:
            newest[town] = max(newest.get(town, ""), begun.get(deployment) or "")
    order = sorted(newest, key=lambda town: (newest[town], town), reverse=True)
    if len(order) < N_TOWNS:
        network = tie_network(snapshot)
        degree = Counter([*network.ties["source"], *network.ties["target"]])
        order += sorted(known - set(order), key=lambda town: (-degree[town], town))
    return order[:N_TOWNS]


def surroundings(network: Network, name: str, *, lang: str = "de") -> list[Spoke]:
    """Lay out the small drawing around a stakeholder: its contacts by group.

    Parameters
    ----------
    network
        The stakeholders; attribute ``group``.
    name
        Id of the one in the middle.
    lang
        "de" or "en".

    Returns
    -------
    list
        At most five groups with their height, size and count; the largest first.
    """
    ties = network.ties
    contacts = [*ties.loc[ties["source"] == name, "target"], *ties.loc[ties["target"] == name, "source"]]
    counts = Counter(network.nodes["group"].loc[contacts]).most_common(GROUPS_SHOWN)
    return [
        Spoke(
            group=group,
            label=group_title(group, lang=lang),
            n=n,
            y=round(ROW * (k + 0.5), 1),
            r=round(float(5 + 1.2 * np.sqrt(min(n, LARGEST))), 1),
            width=round(float(1 + np.log1p(n)), 1),
        )
        for k, (group, n) in enumerate(counts)
    ]
