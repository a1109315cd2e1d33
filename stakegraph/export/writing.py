"""Everything to a file or folder, whole or not at all, with a record of how it came about beside it."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphmodel import ParameterError, StoreError, tie_network
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from stakegraph.export.calendars import write_calendar
from stakegraph.export.graphs import network_graph, write_kumu, write_kumu_sheets
from stakegraph.export.neo4j_admin import write_neo4j_csv
from stakegraph.export.schema import FORMAT_VERSION, PRIVATE
from stakegraph.export.sharing import shared_counts, shared_network
from stakegraph.files import not_written
from stakegraph.lists import lists
from stakegraph.records import FORMULA_SIGNS, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from graphmodel import Snapshot

    Writer = Callable[[Snapshot, Path, str | Sequence[str] | None, str], dict[str, int]]

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
WIDTHS = (10, 46)


def export(
    snapshot: Snapshot,
    path: Path,
    *,
    scope: str | Sequence[str] | None = None,
    share: str | None = None,
    lang: str = "de",
) -> Path:
    """Write what is known to a file or folder, whole or not at all, and beside it how it came about.

    Parameters
    ----------
    snapshot
        What is known.
    path
        The ending says the format: ``.xlsx`` (the nine lists, one per sheet), ``.json`` (all nodes and relationships),
        ``.gexf`` and ``.graphml`` (the stakeholder network), ``.kumu.json`` and ``.kumu.xlsx`` (the same for Kumu),
        ``.ics`` (meetings as a calendar), ``.neo4j`` (a folder for neo4j-admin); without an ending a folder with the
        nine lists as CSV.
    scope
        Beginnings of the official municipality key (AGS), for the stakeholder network.
    share
        For others: "pseudonyms" (``.gexf``, ``.graphml``) or "counts" (a folder); None: with all names.
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
    if (ending, share) not in _WRITERS:
        known = ", ".join(name for name, kind in _WRITERS if name and kind == share) or "nichts"
        msg = f"Ein Export endet auf {known} oder ist ein Ordner. „{path.name}“ endet anders; bitte ändern."
        raise ParameterError(msg)
    if path.is_dir() and (ending or any(path.iterdir())):
        msg = f"{path} ist schon ein Ordner mit Inhalt. Bitte einen anderen Namen wählen."
        raise StoreError(msg)
    record = run_record_path(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".export-") as draft:
            place = Path(draft) / path.name
            n_rows = _WRITERS[ending, share](snapshot, place, scope, lang)
            run = {
                "function": "export",
                "format": ending or "csv",
                "scope": scope,
                "share": share,
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
        raise not_written(path, exc.errno) from exc
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
        safe = table.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell)
        safe.to_csv(path / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return {name: len(table) for name, table in tables.items()}


def _json(snapshot: Snapshot, path: Path, scope: object, lang: str) -> dict[str, int]:
    del scope, lang
    nodes = {
        label: _known(snapshot.nodes(label), LABELS[label].properties) for label in LABELS if label in DOMAIN_LABELS
    }
    ties = {type_: _known(snapshot.relationships(type_), TYPES[type_].properties) for type_ in TYPES}
    data = {"format": "stakegraph", "version": FORMAT_VERSION, "nodes": nodes, "relationships": ties}
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
                if value is not None and name not in PRIVATE
            }
        )
    return found


def _network_file(write: Callable[[nx.Graph, Path], None], *, shared: bool = False) -> Writer:
    def written(snapshot: Snapshot, path: Path, scope: str | Sequence[str] | None, lang: str) -> dict[str, int]:
        network = tie_network(snapshot, scope=scope)
        graph = shared_network(network, snapshot, lang=lang) if shared else network_graph(network, lang=lang)
        write(graph, path)
        return {"nodes": graph.number_of_nodes(), "ties": graph.number_of_edges()}

    return written


def _counts(snapshot: Snapshot, path: Path, scope: str | Sequence[str] | None, lang: str) -> dict[str, int]:
    tables = shared_counts(tie_network(snapshot, scope=scope), snapshot, lang=lang)
    path.mkdir()
    for name, table in tables.items():
        table.to_csv(path / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return {name: len(table) for name, table in tables.items()}


_WRITERS: dict[tuple[str, str | None], Writer] = {
    (".kumu.json", None): _network_file(write_kumu),
    (".kumu.xlsx", None): _network_file(write_kumu_sheets),
    (".xlsx", None): _excel,
    (".json", None): _json,
    (".gexf", None): _network_file(nx.write_gexf),
    (".graphml", None): _network_file(nx.write_graphml_xml),
    (".ics", None): lambda snapshot, path, _scope, _lang: write_calendar(snapshot, path),
    (".neo4j", None): lambda snapshot, path, _scope, _lang: write_neo4j_csv(snapshot, path),
    ("", None): _folder,
    (".gexf", "pseudonyms"): _network_file(nx.write_gexf, shared=True),
    (".graphml", "pseudonyms"): _network_file(nx.write_graphml_xml, shared=True),
    ("", "counts"): _counts,
}
ENDINGS = tuple(ending for ending, share in _WRITERS if share is None)
