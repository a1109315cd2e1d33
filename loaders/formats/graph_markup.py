"""GraphML and GEXF: nodes and edges of other network programs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from loaders.cells import Grid, grid_of_records
from loaders.encoding import decode
from loaders.report import Problem
from loaders.values import clean_text, fold
from loaders.words import read_word

__all__ = ["ParsedGraph", "graph_grids", "read_gexf", "read_graphml"]

_NUMBERS = {"int": int, "integer": int, "long": int, "float": float, "double": float}
_LABELS = ("label", "name", "bezeichnung", "titel", "title")
_WEIGHTS = ("weight", "gewicht", "strength", "staerke", "value")
_PLACES = ("ort", "place", "stadt", "sitz", "city", "seat", "kommune")
_KINDS = ("art", "typ", "type", "kind", "kategorie", "element type")
_SITES = ("website", "webseite", "url", "homepage")
_RELATIONS = ("label", "relationship", "type", "art", "beziehung")
_SINCE = ("since", "seit")


@dataclass(slots=True)
class ParsedGraph:
    """Nodes and edges as a file says them.

    Attributes
    ----------
    nodes
        Id to texts.
    edges
        Number, source, target, texts, directed.
    problems
        What is wrong.
    lines
        Line of the file in which a node stands, by its id; where the format has lines.
    """

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[int, str, str, dict[str, str], bool]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def problem(
        self, file: str, code: str, *, row: int | None = None, column: str | None = None, **params: Any
    ) -> None:
        """Note an error."""
        value = params.get("value")
        self.problems.append(Problem("error", code, params, file, row=row, column=column, value=value))


def _root(data: bytes, file: str) -> ET.Element | Problem:
    head = data[:2000].lower()
    if b"<!doctype" in data.lower() or b"<!entity" in data.lower():
        return Problem("error", "xml_doctype", file=file)
    try:
        return ET.fromstring(data)  # noqa: S314 - entity declarations are refused above
    except ET.ParseError as fault:
        decoded = decode(data)
        if decoded.encoding == "Windows-1252" and b"utf-8" in head:
            return Problem("error", "encoding_wrong", {"declared": "UTF-8", "encoding": decoded.encoding}, file)
        return Problem("error", "xml_broken", {"what": str(fault)}, file, row=fault.position[0])
    except (ValueError, LookupError) as fault:
        return Problem("error", "xml_broken", {"what": str(fault)}, file)


def _tag(element: ET.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def read_graphml(data: bytes, *, file: str) -> list[Grid]:
    """Read a GraphML file.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations and cooperations.
    """
    root = _root(data, file)
    if isinstance(root, Problem):
        return [Grid(file, None, [], problems=[root])]
    graph = ParsedGraph()
    keys = {
        str(key.get("id")): (_meaning(key), str(key.get("attr.type") or "string"))
        for key in root.iter()
        if _tag(key) == "key"
    }
    default = "undirected"
    number = 0
    for element in root.iter():
        tag = _tag(element)
        if tag == "graph":
            default = element.get("edgedefault", "undirected")
        elif tag == "node":
            id_ = str(element.get("id") or "")
            if id_ in graph.nodes:
                graph.problem(file, "graph_node_twice", value=id_)
            graph.nodes[id_] = _graphml_data(element, keys, graph, file, f"Knoten {id_}")
        elif tag == "edge":
            number += 1
            source, target = str(element.get("source") or ""), str(element.get("target") or "")
            directed = element.get("directed", "true" if default == "directed" else "false") == "true"
            where = f"Kante {source} – {target}"
            graph.edges.append((number, source, target, _graphml_data(element, keys, graph, file, where), directed))
    return graph_grids(graph, file=file)


def _meaning(key: ET.Element) -> str:
    """Name of an attribute; yEd keeps the name of a node in what it draws."""
    drawn = "label" if key.get("yfiles.type") == "nodegraphics" else key.get("id")
    return str(key.get("attr.name") or drawn)


def _graphml_data(
    element: ET.Element, keys: dict[str, tuple[str, str]], graph: ParsedGraph, file: str, where: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for data in element:
        if _tag(data) != "data":
            continue
        key = str(data.get("key") or "")
        if key not in keys:
            graph.problem(file, "graph_key", value=key, where=where, column=key)
            continue
        name, kind = keys[key]
        text = clean_text("".join(data.itertext()))
        if not _fits(text, kind):
            graph.problem(file, "graph_type", value=text, where=where, type=kind, attribute=name, column=name)
            continue
        found[fold(name)] = text
    return found


def _fits(text: str, kind: str) -> bool:
    if kind not in _NUMBERS or not text:
        return True
    try:
        _NUMBERS[kind](text)
    except ValueError:
        return False
    return True


def read_gexf(data: bytes, *, file: str) -> list[Grid]:
    """Read a GEXF file.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations and cooperations.
    """
    root = _root(data, file)
    if isinstance(root, Problem):
        return [Grid(file, None, [], problems=[root])]
    graph = ParsedGraph()
    attributes: dict[tuple[str, str], tuple[str, str]] = {}
    default = "undirected"
    for element in root.iter():
        if _tag(element) == "graph":
            default = element.get("defaultedgetype", "undirected")
        elif _tag(element) == "attributes":
            for entry in element:
                key = (str(element.get("class")), str(entry.get("id")))
                attributes[key] = (str(entry.get("title") or entry.get("id")), str(entry.get("type") or "string"))
    for element in root.iter():
        if _tag(element) == "node":
            id_ = str(element.get("id") or "")
            if id_ in graph.nodes:
                graph.problem(file, "graph_node_twice", value=id_)
            texts = _gexf_values(element, "node", attributes, graph, file)
            graph.nodes[id_] = {"label": element.get("label") or id_, **texts}
        elif _tag(element) == "edge":
            _gexf_edge(element, default, attributes, graph, file)
    return graph_grids(graph, file=file)


def _gexf_edge(
    element: ET.Element, default: str, attributes: dict[tuple[str, str], tuple[str, str]], graph: ParsedGraph, file: str
) -> None:
    source, target = str(element.get("source") or ""), str(element.get("target") or "")
    texts = _gexf_values(element, "edge", attributes, graph, file)
    weight = element.get("weight")
    if weight is not None and not _fits(weight, "float"):
        where = f"Kante {source} – {target}"
        graph.problem(file, "graph_type", value=weight, where=where, type="float", attribute="weight", column="weight")
    elif weight is not None:
        texts["weight"] = weight
    directed = element.get("type", default) in {"directed", "mutual"}
    graph.edges.append((len(graph.edges) + 1, source, target, texts, directed))


def _gexf_values(
    element: ET.Element, kind: str, attributes: dict[tuple[str, str], tuple[str, str]], graph: ParsedGraph, file: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in element.iter():
        if _tag(value) != "attvalue":
            continue
        key = str(value.get("for") or value.get("id") or "")
        where = f"{kind} {element.get('id') or ''}"
        if (kind, key) not in attributes:
            graph.problem(file, "graph_key", value=key, where=where, column=key)
            continue
        name, type_ = attributes[kind, key]
        text = value.get("value") or ""
        if not _fits(text, type_):
            graph.problem(file, "graph_type", value=text, where=where, type=type_, attribute=name, column=name)
            continue
        found[fold(name)] = text
    return found


def graph_grids(graph: ParsedGraph, *, file: str) -> list[Grid]:
    """Make tables of nodes and edges.

    Parameters
    ----------
    graph
        What the file says.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations and cooperations; edges to unknown nodes are errors, mixed directions and parallel edges are
        said.
    """
    for number, source, target, _, _ in graph.edges:
        for end in (source, target):
            if end not in graph.nodes:
                graph.problem(file, "graph_edge_unknown", edge=number, value=end, row=number)
    names = {id_: _pick(texts, _LABELS) or id_ for id_, texts in graph.nodes.items()}
    nodes = [
        (graph.lines.get(id_, number), _node(names[id_], texts))
        for number, (id_, texts) in enumerate(graph.nodes.items(), start=1)
        if names[id_]
    ]
    weights: dict[tuple[str, str], float] = {}
    first: dict[tuple[str, str], tuple[int, dict[str, str]]] = {}
    for number, source, target, texts, directed in graph.edges:
        keeps = (directed and not _mixed(graph)) or source < target
        pair = (source, target) if keeps else (target, source)
        weights[pair] = weights.get(pair, 0.0) + _weight(graph, texts, source, target, file)
        first.setdefault(pair, (number, texts))
    if _mixed(graph):
        graph.problems.append(Problem("warning", "graph_mixed", {"count": len(graph.edges)}, file))
    parallel = len(graph.edges) - len(first)
    if parallel:
        graph.problems.append(Problem("warning", "graph_parallel", {"count": parallel}, file))
    links = [
        (number, _link((names[pair[0]], names[pair[1]]), texts, weights[pair]))
        for pair, (number, texts) in first.items()
        if pair[0] in names and pair[1] in names
    ]
    grids = [grid_of_records(file, "actors", nodes, columns={"name": "label"})] if nodes else [Grid(file, None, [])]
    if links:
        columns = {"from_name": "source", "to_name": "target"}
        grids.append(grid_of_records(file, "cooperations", links, columns=columns))
    grids[0].problems.extend(graph.problems)
    return grids


def _link(ends: tuple[str, str], texts: dict[str, str], weight: float) -> dict[str, str]:
    return {
        "from_name": ends[0],
        "to_name": ends[1],
        "kind": "cooperation",
        "description": _pick(texts, _RELATIONS),
        "since": _pick(texts, _SINCE),
        "note": f"Gewicht {weight:g}" if weight != 1 else "",
    }


def _weight(graph: ParsedGraph, texts: dict[str, str], source: str, target: str, file: str) -> float:
    """Weight of an edge, 1 when it says none."""
    name = next((name for name in _WEIGHTS if texts.get(name)), "")
    try:
        weight = float(texts[name]) if name else 1.0
    except ValueError:
        weight = math.nan
    if math.isfinite(weight):
        return weight
    if name != "value":
        where = f"Kante {source} – {target}"
        graph.problem(file, "graph_type", column=name, value=texts[name], where=where, type="float", attribute=name)
    return 1.0


def _node(name: str, texts: dict[str, str]) -> dict[str, str]:
    kind = _pick(texts, _KINDS)
    known = kind and read_word(kind, name="actor_kind", strict=False)
    return {
        "name": name,
        "place": _pick(texts, _PLACES),
        "kind": kind if known and known.value and not known.code else "",
        "website": _pick(texts, _SITES),
    }


def _mixed(graph: ParsedGraph) -> bool:
    return len({directed for *_, directed in graph.edges}) > 1


def _pick(texts: dict[str, str], names: tuple[str, ...]) -> str:
    return next((texts[name] for name in names if texts.get(name)), "")
