"""The stakeholder network for network programs and for Kumu."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import networkx as nx
import xlsxwriter

from stakegraph.words import group_name

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel import Network

__all__ = ["network_graph", "write_kumu", "write_kumu_sheets"]


def network_graph(network: Network, *, lang: str = "de") -> nx.Graph:
    """Give the stakeholder network plain attributes, as other programs read them.

    Parameters
    ----------
    network
        Any stakeholder network.
    lang
        Language of the names of groups.

    Returns
    -------
    networkx.Graph
        Nodes with ``label``, ``group``, ``kind``; ties with ``weight``, ``layers``, ``evidence``, ``last``.
    """
    graph = nx.Graph()
    for row in network.nodes.reset_index(names="id").to_dict("records"):
        name = row["name"] or row["id"]
        graph.add_node(row["id"], label=name, group=group_name(row["group"], lang=lang), kind=row["kind"] or "")
    for tie in network.ties.to_dict("records"):
        layers, evidence = ("; ".join(map(str, tie[part])) for part in ("layers", "evidence"))
        graph.add_edge(
            tie["source"], tie["target"], weight=float(tie["strength"]), layers=layers, evidence=evidence,
            last=tie["last"] or "",
        )  # fmt: skip
    return graph


def write_kumu(graph: nx.Graph, path: Path) -> None:
    """Write a blueprint, which Kumu imports as it is.

    Parameters
    ----------
    graph
        As `network_graph` makes it.
    path
        The file.
    """
    elements = [
        {"id": name, "label": label, "type": data["group"], "kind": data["kind"]}
        for (name, data), label in zip(graph.nodes(data=True), _labels(graph).values(), strict=True)
    ]
    labels = _labels(graph)
    connections = [
        {
            "from": labels[one],
            "to": labels[other],
            "direction": "undirected",
            "strength": data["weight"],
            "type": data["layers"],
        }
        for one, other, data in graph.edges(data=True)
    ]
    path.write_text(json.dumps({"elements": elements, "connections": connections}, ensure_ascii=False), "utf-8")


def write_kumu_sheets(graph: nx.Graph, path: Path) -> None:
    """Write a workbook with the sheets "Elements" and "Connections", which Kumu imports.

    Parameters
    ----------
    graph
        As `network_graph` makes it.
    path
        The file.
    """
    labels = _labels(graph)
    elements = [(labels[name], data["group"], data["kind"], name) for name, data in graph.nodes(data=True)]
    ties = [
        (labels[one], labels[other], "undirected", data["layers"], data["weight"])
        for one, other, data in graph.edges(data=True)
    ]
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for title, heads, rows in (
            ("Elements", ("Label", "Type", "Kind", "ID"), elements),
            ("Connections", ("From", "To", "Direction", "Type", "Strength"), ties),
        ):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
            for number, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(number, place, value)
                    else:
                        sheet.write_number(number, place, value)


def _labels(graph: nx.Graph) -> dict[str, str]:
    """Names that tell everybody apart, because Kumu ties elements by their label."""
    seen: dict[str, int] = {}
    labels = {}
    for name, data in graph.nodes(data=True):
        seen[data["label"]] = seen.get(data["label"], 0) + 1
        labels[name] = data["label"] if seen[data["label"]] == 1 else f"{data['label']} ({name})"
    return labels
