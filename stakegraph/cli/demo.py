"""demo: the whole way on the example network."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

import analysis
import loaders
from graphmodel import InputError, Snapshot, tie_network
from graphmodel.schema import DOMAIN_LABELS
from stakegraph.cli.intake import label_word
from stakegraph.cli.pages import write_page
from stakegraph.cli.session import Session, command
from stakegraph.demo import SCOPE, demo_folder, example_files, file_rows
from stakegraph.picture import picture
from stakegraph.report import report
from stakegraph.words import sentence
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["demo"]

TABLES = {
    "actors": "Actor",
    "municipalities": "Municipality",
    "partnerships": "PARTNER_OF",
    "meetings": "Meeting",
    "deployments": "Deployment",
    "themes": "Theme",
}
BRIDGES_SHOWN = 3


@click.command()
@click.option("--no-browser", is_flag=True, help="Keine Seite öffnen.")
@command
def demo(session: Session, no_browser: bool) -> None:
    """Alles einmal ansehen: ein echtes Netz laden, auswerten, als Bericht und Bild öffnen."""
    folder = demo_folder()
    url = session.store_url or str(folder / "nrw.stakegraph")
    if session.store_url is None:
        for name in ("nrw.stakegraph", "nrw.stakegraph-wal", "nrw.stakegraph-shm"):
            (folder / name).unlink(missing_ok=True)
    files = example_files()
    session.say(
        "Lade das Beispielnetz: kommunale Entwicklungspolitik in Nordrhein-Westfalen …",
        "Loading the example network: municipal development policy in North Rhine-Westphalia …",
    )
    with session.store(url) as store, session.progress() as progress:
        loaded = loaders.load(store, files, progress=progress)
        if not loaded.ok:
            raise InputError(loaded.problems[0].message(session.lang))
        snapshot, counts = store.snapshot(), store.counts()
    pages = _write(session, snapshot, folder)
    rows = {path.stem: file_rows(path) for path in files}
    if session.as_json:
        session.print_json({"rows": rows, "counts": counts, "pages": [str(page) for page in pages], "store": url})
    else:
        _print_counts(session, counts, rows)
        _print_answers(session, snapshot, url)
    if not no_browser:
        for page in pages:
            webbrowser.open(page.as_uri())


def _write(session: Session, snapshot: Snapshot, folder: Path) -> list[Path]:
    title = session.text(
        "Das Netz der kommunalen Entwicklungspolitik in Nordrhein-Westfalen",
        "The network of municipal development policy in North Rhine-Westphalia",
    )
    network = tie_network(snapshot, scope=SCOPE)
    pages = [folder / "bericht.html", folder / "netz.html"]
    verdict = analysis.back_test(snapshot).verdict
    write_page(pages[0], report(snapshot, title=title, scope=SCOPE, verdict=verdict, lang=session.lang))
    write_page(pages[1], picture(network, title=title, lang=session.lang))
    return pages


def _print_counts(session: Session, counts: dict[str, int], rows: dict[str, int]) -> None:
    session.print()
    for table, name in TABLES.items():
        n, expected = counts[name], rows[table]
        mark = "" if n == expected else session.text(f"  ({expected} Zeilen)", f"  ({expected} rows)")
        session.print(f"{number_text(n, lang=session.lang):>8}  {label_word(session, name)}{mark}")
    others = {name: n for name, n in counts.items() if n and name not in TABLES.values()}
    for name in ("ATTENDED", "INVITED", "MEMBER_OF", "FUNDS", "COOPERATES_WITH", "PART_OF", "Country"):
        if name in others and (name in DOMAIN_LABELS or others[name]):
            session.print(f"{number_text(others[name], lang=session.lang):>8}  {label_word(session, name)}")


def _print_answers(session: Session, snapshot: Snapshot, url: str) -> None:
    session.print()
    session.print(session.text("Wer verbindet in Nordrhein-Westfalen?", "Who links in North Rhine-Westphalia?"))
    table = analysis.bridges(tie_network(snapshot, scope=SCOPE), top=BRIDGES_SHOWN)
    for rank, reasons in zip(table["rank"], table["reasons"], strict=True):
        session.print(f"{rank}. {sentence(reasons[0], lang=session.lang)}")
    folder = demo_folder()
    session.print()
    session.print(session.text("Geschrieben:", "Written:"))
    for page in ("bericht.html", "netz.html"):
        session.print(f"  {folder / page}")
    session.print()
    session.print(session.text("Als Nächstes:", "Next:"))
    for line in (
        f"stakegraph matches Jülich --store {url}",
        f"stakegraph gaps Dortmund --store {url}",
        f"stakegraph path Jülich Migrafrica --store {url}",
        session.text("stakegraph load MEINE-LISTE.xlsx --dry-run", "stakegraph load MY-LIST.xlsx --dry-run"),
    ):
        session.print(f"  {line}")
