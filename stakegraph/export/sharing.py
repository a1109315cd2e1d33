"""The copy for others: the network under pseudonyms, or only counts; no name, no small group, nothing held back."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from graphmodel import ParameterError
from loaders.suppression import secret_key
from stakegraph.words import group_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel import Network, Snapshot

__all__ = ["MINIMUM", "recognisable", "shared_counts", "shared_network"]

MINIMUM = 3
"""Groups of fewer are not shown."""

LEVELS = (("schwach", "weak", 0.5), ("mittel", "medium", 2.0), ("stark", "strong", float("inf")))
"""Strengths as words, each with the strength below which it is said."""


def shared_network(
    network: Network, snapshot: Snapshot, *, minimum: int = MINIMUM, lang: str = "de", key: bytes | None = None
) -> nx.Graph:
    """Put a network under pseudonyms, so that a file can be passed on.

    Parameters
    ----------
    network
        The stakeholder network of the snapshot.
    snapshot
        What is known.
    minimum
        A kind, or a kind in one municipality, is told only when at least so many share it; at least 2.
    lang
        Language of the words.
    key
        Of the pseudonyms; None: the user's own, so that two copies agree.

    Returns
    -------
    networkx.Graph
        Nodes "S001" and so on, in an order that only the key gives, with ``label``, ``group`` and ``place``; ties with
        ``strength`` as a word and ``layers``. Whoever is marked "not for publication" is left out with all ties.

    Raises
    ------
    ParameterError
        `minimum` is below 2.

    Notes
    -----
    Pseudonyms protect from readers who know little. Somebody who knows every contact of an organisation may still
    recognise it by their number; `recognisable` counts these, and `shared_counts` has nothing to recognise.
    """
    _check(minimum)
    nodes = _shown(network, snapshot)
    secret = secret_key() if key is None else key
    order = sorted(nodes["id"], key=lambda id_: hmac.new(secret, id_.encode(), hashlib.sha256).digest())
    pseudonym = {id_: f"S{number:03d}" for number, id_ in enumerate(order, start=1)}
    groups, places = _generalised(nodes, minimum, lang)
    graph = nx.Graph()
    for id_ in order:
        name = pseudonym[id_]
        graph.add_node(name, label=name, group=groups[id_], place=places[id_])
    for tie in network.ties.to_dict("records"):
        if tie["source"] in pseudonym and tie["target"] in pseudonym:
            layers = "; ".join(sorted(map(str, tie["layers"])))
            ends = sorted((pseudonym[tie["source"]], pseudonym[tie["target"]]))
            graph.add_edge(*ends, strength=_level(float(tie["strength"]), lang), layers=layers)
    ordered = nx.Graph()
    ordered.add_nodes_from(graph.nodes(data=True))
    ordered.add_edges_from(sorted(graph.edges(data=True), key=lambda edge: edge[:2]))
    return ordered


def shared_counts(
    network: Network, snapshot: Snapshot, *, minimum: int = MINIMUM, lang: str = "de"
) -> dict[str, pd.DataFrame]:
    """Count instead of naming: nothing about a single organisation is left.

    Parameters
    ----------
    network
        The stakeholder network of the snapshot.
    snapshot
        What is known.
    minimum
        Counts below it, and those about fewer than so many, are empty; at least 2.
    lang
        Language of the words.

    Returns
    -------
    dict of DataFrame
        ``groups`` (``group``, ``organisations``), ``ties`` (``group_a``, ``group_b``, ``ties``) and ``years``
        (``year``, ``meetings``); NaN where the count is too small to be told.

    Raises
    ------
    ParameterError
        `minimum` is below 2.
    """
    _check(minimum)
    nodes = _shown(network, snapshot)
    groups, _ = _generalised(nodes, minimum, lang)
    sizes = Counter(groups.values())
    shown = pd.DataFrame(
        {"group": sorted(sizes), "organisations": [_told(sizes[name], minimum) for name in sorted(sizes)]}
    )
    ends = network.ties[network.ties["source"].isin(groups) & network.ties["target"].isin(groups)]
    pairs: Counter[tuple[str, str]] = Counter()
    involved: dict[tuple[str, str], set[str]] = {}
    for source, target in ends[["source", "target"]].itertuples(index=False):
        low, high = sorted((groups[source], groups[target]))
        pairs[low, high] += 1
        involved.setdefault((low, high), set()).update((source, target))
    rows = [
        (low, high, _told(count if len(involved[low, high]) >= minimum else 0, minimum))
        for (low, high), count in sorted(pairs.items())
    ]
    dates = snapshot.nodes("Meeting")["date_start"].dropna().astype(str).str[:4]
    years = Counter(dates)
    return {
        "groups": shown,
        "ties": pd.DataFrame(rows, columns=["group_a", "group_b", "ties"]),
        "years": pd.DataFrame(
            {"year": sorted(years), "meetings": [_told(years[year], minimum) for year in sorted(years)]}
        ),
    }


def recognisable(graph: nx.Graph) -> int:
    """Count who stands out by the number of contacts within what is told about them.

    Parameters
    ----------
    graph
        As `shared_network` makes it.

    Returns
    -------
    int
        Nodes that no other node equals in group, place and number of contacts.
    """
    marks = Counter((data["group"], data["place"], graph.degree(name)) for name, data in graph.nodes(data=True))
    return sum(1 for count in marks.values() if count == 1)


def _check(minimum: int) -> None:
    if minimum < 2:  # noqa: PLR2004 - one alone is no group
        msg = f"Eine Gruppe hat mindestens zwei. Angegeben: {minimum}; bitte ändern."
        raise ParameterError(msg)


def _shown(network: Network, snapshot: Snapshot) -> pd.DataFrame:
    """Who may be shown: organisations and municipalities of the scope that nobody marked "not for publication"."""
    actors = snapshot.nodes("Actor")
    hidden = set(actors.loc[actors["unpublished"].eq(True), "id"])
    nodes = network.nodes.reset_index(names="id")
    return nodes[nodes["in_scope"] & ~nodes["id"].isin(hidden)]


def _generalised(nodes: pd.DataFrame, minimum: int, lang: str) -> tuple[dict[str, str], dict[str, str]]:
    """Group and place of everybody, as far as enough others share them."""
    other = "andere" if lang == "de" else "others"
    sizes = nodes["group"].map(nodes["group"].value_counts())
    group = nodes["group"].where(sizes >= minimum, other)
    if (group == other).sum() < minimum and (group == other).any():  # the rest is too small itself: it joins the next
        smallest = group[group != other].value_counts().sort_index().sort_values(kind="stable").index
        if len(smallest):
            group = group.where(group != smallest[0], other)
    words = {name: name if name == other else group_name(name, lang=lang) for name in group.unique()}
    at = pd.Series(list(zip(group, nodes["place"].fillna(""), strict=True)), index=nodes.index)
    together = at.map(at.value_counts())
    places = nodes["place"].map(_names(nodes)).where(together >= minimum, None)
    shown = {id_: words[name] for id_, name in zip(nodes["id"], group, strict=True)}
    return shown, {id_: place if isinstance(place, str) else "" for id_, place in zip(nodes["id"], places, strict=True)}


def _names(nodes: pd.DataFrame) -> Mapping[str, Any]:
    return dict(zip(nodes["id"], nodes["name"], strict=True))


def _level(strength: float, lang: str) -> str:
    german, english, _ = next(level for level in LEVELS if strength < level[2] or level[2] == float("inf"))
    return german if lang == "de" else english


def _told(count: int, minimum: int) -> float:
    return float(count) if count >= minimum else float("nan")
