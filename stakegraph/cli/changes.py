"""what-if and change: what would be different, and what is different."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import analysis
from graphmodel import NotFoundError, ParameterError, open_store, tie_network
from graphmodel.dates import is_date, last_day
from graphmodel.lookup import find_node
from stakegraph.cli.answers import SCOPE_HELP
from stakegraph.cli.caveats import note_caveat, nothing_known
from stakegraph.cli.session import Session, command
from stakegraph.records import plain, records
from stakegraph.words import listing, sentence, term
from stakegraph.words.names import in_case

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel import Snapshot

__all__ = ["change", "what_if"]

SHOWN = 10


@click.command("what-if")
@click.option("--remove", multiple=True, metavar="NAME", help="Hört auf (mehrfach).")
@click.option("--end", multiple=True, nargs=2, metavar="NAME NAME", help="Diese beiden arbeiten nicht mehr zusammen.")
@click.option("--add", multiple=True, nargs=2, metavar="NAME NAME", help="Diese beiden fangen an (mehrfach).")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@command
def what_if(session: Session, remove: tuple[str, ...], scope: tuple[str, ...], **pairs: Any) -> None:
    """Was wäre, wenn jemand aufhört oder zwei anfangen? (Python: analysis.what_if)."""
    if not remove and not any(pairs.values()):
        msg = "Es fehlt, was sich ändern soll: --remove NAME, --end NAME NAME oder --add NAME NAME."
        raise ParameterError(msg)
    with session.store() as store:
        snapshot = store.snapshot()
        note_caveat(session, store, snapshot)
    network = tie_network(snapshot, scope=scope or None)
    gone: list[Any] = [find_node(snapshot, name) for name in remove]
    ended = [(find_node(snapshot, a), find_node(snapshot, b)) for a, b in pairs["end"]]
    made = [(find_node(snapshot, a), find_node(snapshot, b)) for a, b in pairs["add"]]
    if any(a == b for a, b in made):
        msg = "Zusammenarbeiten können nur zwei verschiedene; bitte bei --add einen der Namen ändern."
        raise ParameterError(msg)
    known = {frozenset(pair) for pair in zip(network.ties["source"], network.ties["target"], strict=True)}
    for a, b in ended:
        if frozenset((a, b)) not in known:
            msg = f"Zwischen {snapshot.names[a]} und {snapshot.names[b]} ist keine Verbindung verzeichnet."
            raise ParameterError(msg)
    found = analysis.what_if(network, remove=[*gone, *ended], add=made)
    if session.as_json:
        data = {name: getattr(found, name) for name in ("before", "after", "isolated", "lost_last_link", "reasons")}
        run = {name: value for name, value in found.run.items() if name != "time"}
        session.print_json(plain({"run": run, **data, "gained": records(found.gained)}, lang=session.lang))
        return
    for reason in found.reasons:
        session.print(sentence(reason, lang=session.lang, names=snapshot.names))


@click.command()
@click.argument("before", metavar="VORHER")
@click.argument("after", metavar="NACHHER")
@click.option("--municipality", metavar="KOMMUNE", help="Nur was diese Kommune und die Organisationen dort betrifft.")
@command
def change(session: Session, before: str, after: str, municipality: str | None) -> None:
    """Was ist zwischen zwei Daten oder zwei Ablagen anders? (Python: analysis.change)."""
    old, new = _snapshots(session, before, after)
    place = find_node(new, municipality, labels=("Municipality",)) if municipality else None
    if place and all(nothing_known(snapshot, place) for snapshot in (old, new)):
        name = in_case(new.names[place], "dat")
        msg = f"Zu {name} ist weder vorher noch nachher etwas verzeichnet; es gibt nichts zu vergleichen."
        raise NotFoundError(msg)
    found = analysis.change(old, new, municipality=place)
    if session.as_json:
        run = {name: value for name, value in found.run.items() if name != "time"}
        data = {name: getattr(found, name) for name in ("counts", "arrived", "left", "reasons")}
        tables = {"ties": records(found.ties), "comparison": records(found.comparison)}
        session.print_json(plain({"run": run, **data, **tables}, lang=session.lang))
        return
    names = {**old.names, **new.names}
    for reason in found.reasons:
        session.print(sentence(reason, lang=session.lang, names=names))
    others = [names.get(name, name) for name in found.comparison["municipality"] if name != place]
    if others:
        told = listing(others, lang=session.lang)
        session.print(session.text(f"Verglichen mit: {told}.", f"Compared with: {told}."))
    for kind, group in found.ties.groupby("change", sort=False):
        session.print(f"\n{term(f'change.{kind}', lang=session.lang)} ({len(group)})")
        for a, b in _most_telling_first(group, place)[["source", "target"]].head(SHOWN).itertuples(index=False):
            session.print(f"  • {names.get(a, a)} – {names.get(b, b)}")
        if len(group) > SHOWN:
            session.print(f"    … {session.and_more(len(group) - SHOWN, '--json')}")


def _most_telling_first(ties: pd.DataFrame, place: str | None) -> pd.DataFrame:
    """Ties of one kind of change: those of the municipality itself first, then those whose strength differs most."""
    differs = (ties["strength_after"].fillna(0) - ties["strength_before"].fillna(0)).abs()
    elsewhere = (ties["source"] != place) & (ties["target"] != place)
    ranked = ties.assign(elsewhere=elsewhere, differs=differs.round(9))
    return ranked.sort_values(["elsewhere", "differs"], ascending=[True, False], kind="stable")


def _snapshots(session: Session, before: str, after: str) -> tuple[Snapshot, Snapshot]:
    dates = [is_date(text) for text in (before, after)]
    if all(dates):
        if last_day(before) > last_day(after):
            msg = f"Das erste Datum ({before}) liegt nach dem zweiten ({after}). Bitte die beiden vertauschen."
            raise ParameterError(msg)
        with session.store() as store:
            whole = store.snapshot()
        return whole.at(before), whole.at(after)
    found = []
    for text, dated in zip((before, after), dates, strict=True):
        if not dated and "://" not in text and not Path(text).is_file():
            msg = f"„{text}“ ist weder ein Datum (JJJJ-MM-TT, JJJJ-MM, JJJJ) noch eine Ablage. Bitte ändern."
            raise ParameterError(msg)
        with session.store() if dated else open_store(text) as store:
            found.append(store.snapshot(text if dated else None))
    return found[0], found[1]
