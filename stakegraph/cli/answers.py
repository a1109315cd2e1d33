"""bridges, gaps, matches, path: the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import analysis
from graphmodel import NotFoundError, ParameterError, Reason, tie_network
from graphmodel.lookup import find_node
from stakegraph.cli.caveats import note_caveat, nothing_known
from stakegraph.cli.session import Session, command
from stakegraph.decisions import decided_so_far, lenses, undecided_matches
from stakegraph.records import plain, records, run_of
from stakegraph.sources import sources_of
from stakegraph.suggested import for_whom, rest_on_place_and_size
from stakegraph.words import group_name, how_known, sentence, term
from stakegraph.words.names import country_name, in_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from graphmodel import Snapshot

__all__ = ["HOW_HELP", "bridges", "gaps", "matches", "path", "print_how"]

HOW_HELP = "Am Ende sagen, wie das gerechnet wurde, wann es in die Irre führt und woher das Verfahren kommt."
SOURCES_SHOWN = 2
HELPS = "Für Vorschläge helfen Listen mit Themen, Ländern und Sitz von Organisationen, Treffen oder Partnerschaften."
SCOPE_HELP = "Nur wer dort sitzt, sich dort trifft oder dort arbeitet: Beginn des Gemeindeschlüssels, etwa 05."


@click.command()
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Wie viele gezeigt werden.")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@click.option("--funding", is_flag=True, help="Auch Förderungen als Verbindung zählen.")
@click.option(
    "--same", nargs=2, multiple=True, metavar="NAME NAME", help="Falls diese beiden dieselbe Organisation sind."
)
@click.option("--as-of", metavar="DATUM", help="Stand zu einem Datum.")
@click.option("--how", is_flag=True, help=HOW_HELP)
@command
def bridges(
    session: Session,
    top: int,
    scope: tuple[str, ...],
    funding: bool,
    same: tuple[tuple[str, str], ...],
    as_of: str | None,
    how: bool,
) -> None:
    """Wer verbindet Gruppen, die sich sonst kaum erreichen? (Python: analysis.bridges)."""
    with session.store() as store:
        snapshot = store.snapshot(as_of)
        note_caveat(session, store, snapshot)
    network = tie_network(snapshot, scope=scope or None, **_layers(funding=funding))
    pairs = [(find_node(snapshot, one), find_node(snapshot, other)) for one, other in same]
    table = analysis.bridges(network, same=pairs, top=top)
    if session.as_json:
        _print_table(session, table)
        return
    if table.empty:
        session.print(_nothing(session))
    for row in table.to_dict("records"):
        title = f"{row['rank']}. {row['name']} · {term(row['kind'], lang=session.lang)}"
        _print_card(session, title, row["evidence"], row["reasons"])
    print_how(session, table, how=how)


@click.command()
@click.argument("municipality", required=False, metavar="[KOMMUNE]")
@click.option("--top", type=click.IntRange(1), default=5, show_default=True, help="Wie viele je Art gezeigt werden.")
@click.option("--scope", multiple=True, metavar="AGS", help=SCOPE_HELP)
@click.option("--rules", type=click.Path(dir_okay=False), help="Eigene Regeln (TOML).")
@click.option("--as-of", metavar="DATUM", help="Stand zu einem Datum.")
@click.option("--how", is_flag=True, help=HOW_HELP)
@command
def gaps(
    session: Session,
    municipality: str | None,
    top: int,
    scope: tuple[str, ...],
    rules: str | None,
    as_of: str | None,
    how: bool,
) -> None:
    """Was fehlt, obwohl man es erwarten würde? (Python: analysis.gaps)."""
    with session.store() as store:
        snapshot = store.snapshot(as_of)
        note_caveat(session, store, snapshot)
    place = find_node(snapshot, municipality, labels=("Municipality",)) if municipality else None
    table = analysis.gaps(snapshot, municipality=place, scope=scope or None, rules=rules)
    if session.as_json:
        _print_table(session, table)
        return
    if table.empty:
        session.print(_nothing(session))
    for kind, group in table.groupby("kind", sort=False):
        session.print(f"{term(str(kind), lang=session.lang)} ({len(group)})")
        for reasons in group["reasons"].head(top):
            session.print(f"  • {sentence(reasons[0], lang=session.lang)}")
        if len(group) > top:
            session.print(f"    … {session.and_more(len(group) - top, f'--top {len(group)}')}")
        session.print()
    print_how(session, table, how=how)


@click.command()
@click.argument("name")
@click.option(
    "--seek",
    type=click.Choice(["actors", "municipalities", "partners", "advisers"]),
    default="actors",
    show_default=True,
    help="Wen: Organisationen, Kommunen, Partnerländer, Beraterinnen und Berater.",
)
@click.option("--top", type=click.IntRange(1), default=5, show_default=True, help="Wie viele je Liste.")
@click.option("--all", "every", is_flag=True, help="Auch, worüber schon entschieden ist.")
@click.option("--as-of", metavar="DATUM", help="Stand zu einem Datum.")
@click.option("--how", is_flag=True, help=HOW_HELP)
@command
def matches(session: Session, name: str, seek: str, top: int, every: bool, as_of: str | None, how: bool) -> None:
    """Wen könnte NAME kennenlernen? (Python: analysis.matches)."""
    with session.store() as store:
        snapshot = store.snapshot(as_of)
        note_caveat(session, store, snapshot)
        focus = find_node(snapshot, name)
        with session.busy("Vorschläge werden gesucht …", "Looking for suggestions …"):
            table = (
                analysis.matches(snapshot, focus, seek=seek, top=top)
                if every
                else undecided_matches(store, snapshot, focus, seek=seek, top=top)
            )
            hindsight = analysis.hindsight(snapshot, seek=seek).to_dict("records")
        decided = decided_so_far(store)
    about = for_whom(snapshot, focus, seek)
    blank = nothing_known(snapshot, focus) and not (about and table.empty)
    if blank and table.empty:
        msg = f"{_about(snapshot.names[focus])} ist nichts verzeichnet. {HELPS}"
        raise NotFoundError(msg)
    said = {row["lens"]: row["reasons"] for row in hindsight}
    if session.as_json:
        data = {"run": run_of(table), "rows": records(table, lang=session.lang)}
        seen = {name: table.attrs.get(name) for name in ("exposure", "hidden")}
        session.print_json({**data, **seen, "hindsight": plain(said, lang=session.lang)})
        return
    for reason in about:
        session.print(f"{sentence(reason, lang=session.lang)}\n")
    if blank:
        _say_nothing_is_known(session, snapshot, focus, table)
    elif table.empty and not any(reason.code == "list.german_only" for reason in about):
        session.print(_nothing_to_suggest(session, snapshot, seek))
    for lens in lenses(seek) if len(table) else ():
        reasons = (*said[lens], *([decided] if decided and lens == "useful" else []))
        _print_list(session, snapshot, lens, table[table["lens"] == lens], reasons=reasons, seek=seek)
    _print_exposure(session, table, by_group=seek == "actors")
    print_how(session, table, how=how)


@click.command()
@click.argument("source", metavar="VON")
@click.argument("target", metavar="ZU")
@click.option("-k", "--ways", type=click.IntRange(1), default=3, show_default=True, help="Wie viele Wege.")
@click.option("--avoid", multiple=True, metavar="NAME", help="Nicht über diese Organisation.")
@click.option("--how", is_flag=True, help=HOW_HELP)
@command
def path(session: Session, source: str, target: str, ways: int, avoid: tuple[str, ...], how: bool) -> None:
    """Wer kann VON und ZU einander vorstellen? (Python: analysis.introductions)."""
    with session.store() as store:
        snapshot = store.snapshot()
        note_caveat(session, store, snapshot)
    network = tie_network(snapshot)
    start, end = find_node(snapshot, source), find_node(snapshot, target)
    barred = [find_node(snapshot, name) for name in avoid]
    if start == end or {start, end} & set(barred):
        msg = "Ein Weg führt von einer Stelle zu einer anderen; keine von beiden kann mit --avoid umgangen werden."
        raise ParameterError(msg)
    table = analysis.introductions(network, start, end, k=ways, avoid=barred, apart=True)
    if table.empty:  # a municipality speaks through its offices
        nodes = network.nodes
        offices = nodes.index[(nodes["group"] == "administration") & (nodes["place"] == start)].difference(
            [end, *barred]
        )
        found = [analysis.introductions(network, office, end, k=ways, avoid=barred, apart=True) for office in offices]
        table = min((one for one in found if len(one)), key=lambda one: one["n_steps"].iloc[0], default=table)
    if session.as_json:
        _print_table(session, table)
        return
    if table.empty:
        session.print(session.text("Es ist kein Weg bekannt.", "No way is known."))
    for row in table.to_dict("records"):
        session.print(f"{row['rank']}. {' → '.join(snapshot.names.get(item, item) for item in row['path'])}")
        for reason in row["reasons"]:
            session.print(f"   • {sentence(reason, lang=session.lang, names=snapshot.names)}")
    print_how(session, table, how=how)


def _layers(*, funding: bool) -> dict[str, Any]:
    from graphmodel.ties import DEFAULT_LAYERS, LAYERS  # noqa: PLC0415 - keeps --help quick

    return {"layers": LAYERS if funding else DEFAULT_LAYERS}


def _print_exposure(session: Session, table: pd.DataFrame, *, by_group: bool) -> None:
    """Who is named how often, by group, and how many are left out."""
    counts, hidden = table.attrs.get("exposure", {}), table.attrs.get("hidden", 0)
    if counts and by_group:
        named = ", ".join(f"{group_name(group, lang=session.lang)} {n}" for group, n in sorted(counts.items()))
        session.print(session.text(f"Genannt sind: {named}.", f"Named are: {named}."))
    if hidden:
        session.print(
            session.text(
                f"Nicht gezeigt, weil entschieden oder schon oft vorgeschlagen: {hidden} (--all zeigt sie).",
                f"Not shown, since decided or suggested often already: {hidden} (--all shows them).",
            )
        )


def print_how(session: Session, table: pd.DataFrame, *, how: bool) -> None:
    """Say how a result is known, when that was asked for.

    Parameters
    ----------
    session
        Of the call.
    table
        The result.
    how
        Whether it was asked for.
    """
    if how:
        session.print(session.text("Woher wissen wir das?", "How do we know?"))
        for line in how_known(run_of(table), lang=session.lang):
            session.print(f"   {line}")


def _print_table(session: Session, table: pd.DataFrame) -> None:
    session.print_json({"run": run_of(table), "rows": records(table, lang=session.lang)})


def _print_card(session: Session, title: str, evidence: str, reasons: Sequence[Reason]) -> None:
    session.print(f"{title} · {term(evidence, lang=session.lang)}")
    for reason in reasons:
        session.print(f"   • {sentence(reason, lang=session.lang)}")


def _print_list(
    session: Session, snapshot: Snapshot, lens: str, rows: pd.DataFrame, *, reasons: Sequence[Reason], seek: str
) -> None:
    """One list of suggestions under what became of such ones."""
    session.print(term(lens, lang=session.lang))
    if rows.empty:
        session.print(f"{session.text('Dafür ist zu wenig bekannt.', 'Too little is known for that.')}\n")
        return
    for reason in reasons:
        session.print(sentence(reason, lang=session.lang))
    session.print()
    for row in rows.to_dict("records"):
        name = country_name(row["target_name"], lang=session.lang) if seek == "partners" else row["target_name"]
        _print_card(session, f"{row['rank']}. {name}", row["evidence"], row["reasons"])
        _print_sources(session, sources_of(row["reasons"], snapshot))
        for mark, items in (("–", row["objections"]), ("?", row["unknowns"])):
            for reason in items:
                session.print(f"   {mark} {sentence(reason, lang=session.lang)}")
        if row["path"]:
            way = " → ".join(snapshot.names.get(item, item) for item in row["path"])
            session.print(f"   {session.text('Weg', 'Way')}: {way}")
        elif seek in {"actors", "municipalities"}:
            session.print(f"   {session.text('Weg: bisher keiner bekannt', 'Way: none known so far')}")
        session.print()


def _print_sources(session: Session, sources: Sequence[str]) -> None:
    if not sources:
        return
    left = len(sources) - SOURCES_SHOWN
    more = f" … {session.and_more(left, '--json')}" if left > 0 else ""
    session.print(f"     {session.text('Quelle', 'Source')}: {' | '.join(sources[:SOURCES_SHOWN])}{more}")


def _say_nothing_is_known(session: Session, snapshot: Snapshot, focus: str, table: pd.DataFrame) -> None:
    """Say of somebody with no more than name and place what the suggestions rest on: the reasons decide."""
    name = snapshot.names[focus]
    if rest_on_place_and_size(reason for reasons in table["reasons"] for reason in reasons):
        told = session.text(f"{_about(name)} ist nichts verzeichnet", f"Nothing is on record about {name}")
        rest = session.text(
            "was folgt, stützt sich nur auf Lage und Größe.", "what follows rests on place and size alone."
        )
    else:
        told = session.text(
            f"{_about(name)} selbst ist nichts verzeichnet", f"Nothing is on record about {name} itself"
        )
        rest = session.text(
            "was folgt, stützt sich auf die Orte und Organisationen dort und in der Nähe.",
            "what follows rests on the places and organisations there and near by.",
        )
    session.print(f"{told}; {rest}\n")


def _about(name: str) -> str:
    said = in_case(name, "zu")
    return said[:1].upper() + said[1:]


def _nothing_to_suggest(session: Session, snapshot: Snapshot, seek: str) -> str:
    if seek == "advisers" and snapshot.nodes("Adviser").empty:
        return sentence(Reason("team.no_pool", {}), lang=session.lang)
    if snapshot.nodes("Actor").empty and snapshot.nodes("Municipality").empty:
        return _nothing(session)
    return session.text(
        "Für einen Vorschlag ist zu wenig bekannt: Themen, Partnerländer, Treffen oder Orte in den Listen helfen.",
        "Too little is known for a suggestion: themes, partner countries, meetings or places in the lists help.",
    )


def _nothing(session: Session) -> str:
    return session.text(
        "Dazu ist nichts bekannt. Ist schon eine Liste geladen? „stakegraph status“ zeigt, was da ist.",
        "Nothing is known about this. Has a list been loaded? 'stakegraph status' shows what there is.",
    )
