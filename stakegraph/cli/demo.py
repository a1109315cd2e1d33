"""demo: the whole way on the example network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import analysis
import loaders
from graphmodel import InputError, Snapshot, tie_network
from graphmodel.schema import DOMAIN_LABELS
from stakegraph.cli.explore import open_pages
from stakegraph.cli.kinds import label_word
from stakegraph.cli.session import Session, command
from stakegraph.demo import EXAMPLES, SCOPE, demo_folder, example_files, file_rows
from stakegraph.files import write_whole
from stakegraph.handed_out import hand_out
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
LOADING = {
    "nrw": (
        "Lade das Beispielnetz: kommunale Entwicklungspolitik in Nordrhein-Westfalen …",
        "Loading the example network: municipal development policy in North Rhine-Westphalia …",
    ),
    "musterkreis": (
        "Lade das erfundene Beispiel: Listen aus dem Musterkreis, so unordentlich wie wirkliche …",
        "Loading the invented example: lists of the Musterkreis, as untidy as real ones …",
    ),
}
TITLES = {
    "nrw": (
        "Das Netz der kommunalen Entwicklungspolitik in Nordrhein-Westfalen",
        "The network of municipal development policy in North Rhine-Westphalia",
    ),
    "musterkreis": ("Das Netz im Musterkreis (erfunden)", "The network of the Musterkreis (invented)"),
}


@click.command()
@click.option("--example", type=click.Choice(EXAMPLES), default="nrw", show_default=True,
              help="Welches: echte Angaben aus Nordrhein-Westfalen oder der erfundene Musterkreis.")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Die Seiten nicht öffnen.")
@command
def demo(session: Session, example: str, no_browser: bool) -> None:
    """Alles einmal ansehen: ein Beispielnetz laden, auswerten, die Seiten im Browser öffnen."""
    folder = demo_folder()
    url = session.store_url or str(folder / f"{example}.stakegraph")
    if session.store_url is None:
        for ending in ("", "-wal", "-shm"):
            (folder / f"{example}.stakegraph{ending}").unlink(missing_ok=True)
    files = example_files(example)
    session.say(*LOADING[example])
    with session.store(url) as store, session.progress() as progress:
        loaded = loaders.load(store, files, progress=progress)
        if not loaded.ok:
            raise InputError(loaded.problems[0].message(session.lang))
        snapshot, counts = store.snapshot(), store.counts()
    pages = _write(session, snapshot, folder, example=example)
    for page, kind in zip(pages, ("report", "picture"), strict=True):
        hand_out(store, page, kind=kind)
    rows = {path.stem: file_rows(path) for path in files} if example == "nrw" else {}
    if session.as_json:
        data = {
            "example": example,
            "rows": rows,
            "counts": counts,
            "pages": [str(page) for page in pages],
            "store": url,
        }
        session.print_json(data)
    else:
        _print_counts(session, counts, rows)
        _print_bridges(session, snapshot, example)
        _print_next(session, pages, url, example=example, waiting=len(loaded.review))
    if not no_browser:
        scope = _scope(example)
        open_pages(session, url, scope=[scope] if scope else [])


def _scope(example: str) -> str | None:
    return SCOPE if example == "nrw" else None


def _write(session: Session, snapshot: Snapshot, folder: Path, *, example: str) -> list[Path]:
    title = session.text(*TITLES[example])
    network = tie_network(snapshot, scope=_scope(example))
    mark = "" if example == "nrw" else f"-{example}"
    pages = [folder / f"bericht{mark}.html", folder / f"netz{mark}.html"]
    verdict = analysis.back_test(snapshot).verdict
    written = report(snapshot, title=title, scope=_scope(example), verdict=verdict, lang=session.lang)
    write_whole(pages[0], written.encode("utf-8"))
    write_whole(pages[1], picture(network, title=title, lang=session.lang).encode("utf-8"))
    return pages


def _print_counts(session: Session, counts: dict[str, int], rows: dict[str, int]) -> None:
    session.print()
    for table, name in TABLES.items():
        n, expected = counts[name], rows.get(table, counts[name])
        mark = "" if n == expected else session.text(f"  ({expected} Zeilen)", f"  ({expected} rows)")
        session.print(f"{number_text(n, lang=session.lang):>8}  {label_word(session, name)}{mark}")
    others = {name: n for name, n in counts.items() if n and name not in TABLES.values()}
    for name in ("ATTENDED", "INVITED", "MEMBER_OF", "FUNDS", "COOPERATES_WITH", "PART_OF", "Country"):
        if name in others and (name in DOMAIN_LABELS or others[name]):
            session.print(f"{number_text(others[name], lang=session.lang):>8}  {label_word(session, name)}")


def _print_bridges(session: Session, snapshot: Snapshot, example: str) -> None:
    session.print()
    where = {
        "nrw": ("Wer verbindet in Nordrhein-Westfalen?", "Who links in North Rhine-Westphalia?"),
        "musterkreis": ("Wer verbindet im Musterkreis?", "Who links in the Musterkreis?"),
    }
    session.print(session.text(*where[example]))
    table = analysis.bridges(tie_network(snapshot, scope=_scope(example)), top=BRIDGES_SHOWN)
    for rank, reasons in zip(table["rank"], table["reasons"], strict=True):
        session.print(f"{rank}. {sentence(reasons[0], lang=session.lang)}")


def _print_next(session: Session, pages: list[Path], url: str, *, example: str, waiting: int) -> None:
    session.print()
    session.print(session.text("Geschrieben:", "Written:"))
    for page in pages:
        session.print(f"  {page}")
    session.print()
    session.print(session.text("Als Nächstes:", "Next:"))
    asked = session.text(f"{waiting} Namen und Nennungen prüfen", f"check {waiting} names and mentions")
    lines = {
        "nrw": ("matches Jülich", "gaps Dortmund", "path Jülich Migrafrica"),
        "musterkreis": ("review", "matches Lindenrode", "gaps Lindenrode", "status"),
    }
    for line in lines[example]:
        remark = f"   ({asked})" if line == "review" else ""
        session.print(f"  stakegraph {line} --store {url}{remark}")
    last = session.text("load MEINE-LISTE.xlsx --dry-run", "load MY-LIST.xlsx --dry-run")
    session.print(f"  stakegraph {last}")
