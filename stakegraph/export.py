"""Taking everything out again: for Excel, for Gephi and other network programs, for Kumu, for programs."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphmodel import ParameterError, StoreError, tie_network
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from stakegraph.lists import lists
from stakegraph.records import plain
from stakegraph.words import group_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from graphmodel import Network, Snapshot

__all__ = ["ENDINGS", "export", "run_record_path"]

SHEETS = {
    "actors": "Organisationen",
    "advisers": "Beratende",
    "attendance": "Teilnahmen",
    "cooperations": "Zusammenarbeit",
    "deployments": "Beratungseinsätze",
    "meetings": "Veranstaltungen",
    "municipalities": "Kommunen",
    "partnerships": "Partnerschaften",
    "themes": "Themen",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (10, 46)


def export(snapshot: Snapshot, path: Path, *, scope: str | Sequence[str] | None = None, lang: str = "de") -> Path:
    """Write what is known to a file or folder, whole or not at all, and beside it how it came about.

    Parameters
    ----------
    snapshot
        What is known.
    path
        The ending says the format: ``.xlsx`` (the nine lists, one per sheet), ``.json`` (all nodes and relationships),
        ``.gexf`` and ``.graphml`` (the stakeholder network), ``.kumu.json`` (the stakeholder network for Kumu); without
        an ending a folder with the nine lists as CSV.
    scope
        Beginnings of the official municipality key (AGS), for the stakeholder network.
    lang
        Language of the names of groups, "de" or "en".

    Returns
    -------
    Path
        The record of the run: format, fingerprint of the data, number of rows.

    Raises
    ------
    ParameterError
        The ending is none of these.
    StoreError
        The file cannot be written, or the folder exists and is not empty.
    """
    ending = next((name for name in ENDINGS if name and path.name.lower().endswith(name)), path.suffix.lower())
    if ending not in ENDINGS:
        known = ", ".join(name for name in ENDINGS if name)
        msg = f"Ein Export endet auf {known} oder ist ein Ordner. „{path.name}“ endet anders; bitte ändern."
        raise ParameterError(msg)
    if path.is_dir() and (ending or any(path.iterdir())):
        msg = f"{path} ist schon ein Ordner mit Inhalt. Bitte einen anderen Namen wählen."
        raise StoreError(msg)
    record = run_record_path(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".export-") as draft:
            place = Path(draft) / path.name
            n_rows = _WRITERS[ending](snapshot, place, scope, lang)
            run = {
                "function": "export",
                "format": ending or "csv",
                "scope": scope,
                "fingerprint": snapshot.fingerprint,
                "as_of": snapshot.as_of,
                "rows": n_rows,
            }
            (Path(draft) / record.name).write_text(json.dumps(plain(run), ensure_ascii=False, indent=1), "utf-8")
            if path.is_dir():
                path.rmdir()
            shutil.move(place, path)
            shutil.move(Path(draft) / record.name, record)
    except OSError as exc:
        msg = f"{path} kann nicht geschrieben werden: {exc.strerror}. Bitte einen anderen Ort nennen."
        raise StoreError(msg) from exc
    return record


def run_record_path(path: Path) -> Path:
    """Name the file that tells how an export came about.

    Parameters
    ----------
    path
        The export.

    Returns
    -------
    Path
        Beside it.
    """
    return path.with_name(f"{path.name}.herkunft.json")


def _excel(snapshot: Snapshot, path: Path, scope: object, lang: str) -> dict[str, int]:
    del scope, lang
    import xlsxwriter  # noqa: PLC0415 - only here

    tables = lists(snapshot)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, table in tables.items():
            sheet = book.add_worksheet(SHEETS[name])
            sheet.freeze_panes(1, 0)
            for place, head in enumerate(table.columns):
                cells = [cell for cell in table[head] if cell is not None]
                longest = max((len(cell) for cell in (head, *cells[:200])), default=0)
                sheet.set_column(place, place, min(max(longest + 1, WIDTHS[0]), WIDTHS[1]))
                sheet.write_string(0, place, head, bold)
                for row, cell in enumerate(table[head], start=1):
                    if cell is not None:
                        sheet.write_string(row, place, cell)
            sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
    return {name: len(table) for name, table in tables.items()}


def _folder(snapshot: Snapshot, path: Path, scope: object, lang: str) -> dict[str, int]:
    del scope, lang
    path.mkdir()
    tables = lists(snapshot)
    for name, table in tables.items():
        safe = table.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell)
        safe.to_csv(path / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return {name: len(table) for name, table in tables.items()}


def _json(snapshot: Snapshot, path: Path, scope: object, lang: str) -> dict[str, int]:
    del scope, lang
    nodes = {
        label: _known(snapshot.nodes(label), LABELS[label].properties) for label in LABELS if label in DOMAIN_LABELS
    }
    ties = {type_: _known(snapshot.relationships(type_), TYPES[type_].properties) for type_ in TYPES}
    data = {"format": "stakegraph", "version": 1, "nodes": nodes, "relationships": ties}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    return {name: len(rows) for part in (nodes, ties) for name, rows in part.items() if rows}


def _known(table: pd.DataFrame, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows with what is known of them; whole numbers, which a column with gaps holds as others, whole again."""
    found = []
    for row in table.to_dict("records"):
        known = {str(name): plain(value) for name, value in row.items()}
        found.append(
            {
                name: int(value) if kinds.get(name) == "integer" else value
                for name, value in known.items()
                if value is not None
            }
        )
    return found


def _graph(network: Network, lang: str) -> nx.Graph:
    """The stakeholder network with plain attributes, as other programs read it."""
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


def _network_file(
    write: Callable[[nx.Graph, Path], None],
) -> Callable[[Snapshot, Path, str | Sequence[str] | None, str], dict[str, int]]:
    def written(snapshot: Snapshot, path: Path, scope: str | Sequence[str] | None, lang: str) -> dict[str, int]:
        graph = _graph(tie_network(snapshot, scope=scope), lang)
        write(graph, path)
        return {"nodes": graph.number_of_nodes(), "ties": graph.number_of_edges()}

    return written


def _kumu(graph: nx.Graph, path: Path) -> None:
    elements = [
        {"id": name, "label": data["label"], "type": data["group"], "kind": data["kind"]}
        for name, data in graph.nodes(data=True)
    ]
    connections = [
        {
            "from": graph.nodes[one]["label"],
            "to": graph.nodes[other]["label"],
            "direction": "undirected",
            "strength": data["weight"],
            "type": data["layers"],
        }
        for one, other, data in graph.edges(data=True)
    ]
    path.write_text(json.dumps({"elements": elements, "connections": connections}, ensure_ascii=False), "utf-8")


_WRITERS: dict[str, Callable[[Snapshot, Path, str | Sequence[str] | None, str], dict[str, int]]] = {
    ".kumu.json": _network_file(_kumu),
    ".xlsx": _excel,
    ".json": _json,
    ".gexf": _network_file(nx.write_gexf),
    ".graphml": _network_file(nx.write_graphml_xml),
    "": _folder,
}
ENDINGS = tuple(_WRITERS)
