"""invite and advisers: who should be in the room, and who goes there."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import click

import analysis
from graphmodel import InfeasibleError, NotFoundError, ParameterError
from graphmodel.dates import first_day
from graphmodel.lookup import find_node
from stakegraph.cli.caveats import note_caveat
from stakegraph.cli.session import Session, command
from stakegraph.records import plain, records
from stakegraph.wishes import countries_of, group_of, infeasible, quotas
from stakegraph.words import group_name, listing, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel import Reason

__all__ = ["advisers", "invite"]

TOGETHER = {
    ("invitation.covered_already", ""): (
        "Was sie mitbringen, bringt schon jemand mit",
        "What they bring, somebody brings",
    ),
    ("invitation.no_seat", "open"): ("Der Platz reicht nicht für", "There is no room for"),
}
"""Why several are not in the round, said of all of them at once."""

GROUP_HELP = "Gruppe, die gehört werden soll, etwa migrant oder one_world (mehrfach)."


@click.command()
@click.option("--place", metavar="KOMMUNE", help="Wo das Treffen stattfindet.")
@click.option("--theme", multiple=True, metavar="THEMA", help="Worum es geht (mehrfach).")
@click.option("--country", multiple=True, metavar="LAND", help="Land, um das es geht: Name oder Kürzel (mehrfach).")
@click.option("--group", multiple=True, metavar="GRUPPE", help=GROUP_HELP)
@click.option("--seats", type=click.IntRange(1), default=12, show_default=True, help="Wie viele Platz haben.")
@click.option("--must", multiple=True, metavar="NAME", help="Soll auf jeden Fall dabei sein (mehrfach).")
@click.option("--without", multiple=True, metavar="NAME", help="Soll nicht eingeladen werden (mehrfach).")
@click.option("--why", multiple=True, metavar="NAME", help="Sagen, warum NAME nicht dabei ist (mehrfach).")
@click.option("--at-least", multiple=True, metavar="GRUPPE=ZAHL", help="Mindestens so viele aus einer Gruppe.")
@click.option("--at-most", multiple=True, metavar="GRUPPE=ZAHL", help="Höchstens so viele aus einer Gruppe.")
@click.option("--cost", multiple=True, metavar="NAME=EURO", help="Was die Teilnahme kostet (mehrfach).")
@click.option("--budget", type=click.FloatRange(0), metavar="EURO", help="Was insgesamt ausgegeben werden kann.")
@click.option("--chance", multiple=True, metavar="NAME=ANTEIL", help="Wie wahrscheinlich jemand kommt, 0 bis 1.")
@click.option(
    "--radius", type=click.FloatRange(0, min_open=True), default=100.0, show_default=True, help="Umkreis in Kilometern."
)
@click.option("--as-of", metavar="DATUM", help="Stand zu einem Datum.")
@command
def invite(session: Session, **wishes: Any) -> None:
    """Wen zu einem Treffen einladen? (Python: analysis.invitations)."""
    if not any(wishes[name] for name in ("place", "theme", "country", "group")):
        msg = "Es fehlt, worum es geht: --place KOMMUNE, --theme THEMA, --country LAND oder --group GRUPPE."
        raise ParameterError(msg)
    with session.store() as store:
        snapshot = store.snapshot(wishes["as_of"])
        note_caveat(session, store, snapshot)
    place = find_node(snapshot, wishes["place"], labels=("Municipality",)) if wishes["place"] else None
    shares = {find_node(snapshot, name): share for name, share in _numbers(wishes["chance"], most=1.0).items()}
    least = quotas(wishes["at_least"])
    groups = [group_of(text) for text in wishes["group"]]
    if not (groups or wishes["theme"] or wishes["country"]):
        groups = list(least)  # nothing else is said of who should be heard
    costs = {find_node(snapshot, name): cost for name, cost in _numbers(wishes["cost"]).items()}
    try:
        found = analysis.invitations(
            snapshot,
            purpose=[find_node(snapshot, text, labels=("Theme",)) for text in wishes["theme"]],
            place=place,
            size=wishes["seats"],
            countries=countries_of(snapshot, wishes["country"]),
            groups=groups,
            required=[find_node(snapshot, name, labels=("Actor",)) for name in wishes["must"]],
            excluded=[find_node(snapshot, name, labels=("Actor",)) for name in wishes["without"]],
            explain=[find_node(snapshot, name, labels=("Actor",)) for name in wishes["why"]],
            group_min=least,
            group_max=quotas(wishes["at_most"]),
            cost=costs or None,
            budget=wishes["budget"],
            probability=shares or None,
            radius_km=wishes["radius"],
        )
    except InfeasibleError as exc:
        raise infeasible(exc, snapshot.names, lang=session.lang) from exc
    if found.guests.empty:
        raise NotFoundError(" ".join(sentence(reason, lang=session.lang) for reason in found.reasons))
    if session.as_json:
        _print_parts(session, found, tables=("guests", "needs", "left_out"))
        return
    _print_reasons(session, found.reasons, indent="")
    session.print()
    for row in found.guests.to_dict("records"):
        session.print(f"{row['name']} · {group_name(row['group'], lang=session.lang)}")
        _print_reasons(session, row["reasons"])
    if len(found.left_out):
        session.print(f"\n{session.text('Nicht in dieser Runde', 'Not in this round')}")
        _print_left_out(session, found)


@click.command()
@click.argument("municipality", nargs=-1, required=True, metavar="KOMMUNE…")
@click.option("--team", type=click.IntRange(1, 3), default=2, show_default=True, help="Wie viele je Kommune.")
@click.option("--on", metavar="DATUM", help="Beginn des Einsatzes; wer dann keine Zeit hat, bleibt außen vor.")
@click.option("--language", multiple=True, metavar="SPRACHE", help="Sprache, die gebraucht wird (mehrfach).")
@click.option("--not", "barred", multiple=True, nargs=2, metavar="PERSON KOMMUNE", help="Wer nicht dorthin soll.")
@click.option("--most", type=click.IntRange(1), default=2, show_default=True, help="Einsätze je Person, wo unbekannt.")
@click.option("--total", is_flag=True, help="Beste Summe statt: am schlechtesten bediente Kommune zuerst.")
@command
def advisers(session: Session, municipality: tuple[str, ...], **wishes: Any) -> None:
    """Welche Beraterinnen und Berater passen zu KOMMUNE? (Python: analysis.adviser_teams)."""
    if wishes["on"]:
        first_day(wishes["on"])  # tells of what is no date
    with session.store() as store:
        snapshot = store.snapshot()
        note_caveat(session, store, snapshot)
    towns = [find_node(snapshot, name, labels=("Municipality",)) for name in municipality]
    barred = [
        (find_node(snapshot, who, labels=("Adviser",)), find_node(snapshot, town, labels=("Municipality",)))
        for who, town in wishes["barred"]
    ]
    try:
        found = analysis.adviser_teams(
            snapshot, towns, team_size=wishes["team"], capacity=wishes["most"], on=wishes["on"],
            languages=wishes["language"], forbidden=barred, objective="total" if wishes["total"] else "worst_first",
        )  # fmt: skip
    except InfeasibleError as exc:
        raise infeasible(exc, snapshot.names, lang=session.lang) from exc
    if found.teams.empty:
        raise NotFoundError(" ".join(sentence(reason, lang=session.lang) for reason in found.reasons))
    if session.as_json:
        _print_parts(session, found, tables=("teams", "runner_up", "prices"))
        return
    for name, group in found.teams.groupby("municipality_name", sort=False):
        session.print(str(name))
        for row in group.to_dict("records"):
            session.print(f"  {row['adviser_name']}")
            for mark, items in (("•", row["reasons"]), ("–", row["objections"]), ("?", row["unknowns"])):
                for reason in items:
                    session.print(f"   {mark} {sentence(reason, lang=session.lang, names=snapshot.names)}")
        session.print()
    _print_reasons(session, found.reasons, indent="")


def _numbers(entries: Sequence[str], *, most: float = math.inf) -> dict[str, float]:
    found = {}
    for entry in entries:
        name, _, number = entry.rpartition("=")
        try:
            found[name] = float(number.replace(",", "."))
        except ValueError as exc:
            msg = f"Eine Angabe heißt NAME=ZAHL. „{entry}“ ist anders geschrieben; bitte ändern."
            raise ParameterError(msg) from exc
        if not 0 <= found[name] <= most:
            span = f"von 0 bis {most:g}" if most < math.inf else "ab 0"
            msg = f"Die Zahl in „{entry}“ muss {span} liegen; bitte ändern."
            raise ParameterError(msg)
    return found


def _print_parts(session: Session, found: Any, *, tables: Sequence[str]) -> None:
    data: dict[str, Any] = {"run": {name: value for name, value in found.run.items() if name != "time"}}
    for name in (field for field in found.__dataclass_fields__ if field != "run"):
        value = getattr(found, name)
        data[name] = records(value, lang=session.lang) if name in tables else plain(value, lang=session.lang)
    session.print_json(plain(data, lang=session.lang))


def _print_reasons(session: Session, reasons: Sequence[Reason], *, indent: str = "   • ") -> None:
    for reason in reasons:
        session.print(f"{indent}{sentence(reason, lang=session.lang)}")


def _print_left_out(session: Session, found: Any) -> None:
    """Who is not in the round; several for the same reason are named in one sentence."""
    asked, same = found.run["parameters"]["explain"], defaultdict(list)
    for row in found.left_out.to_dict("records"):
        why = (row["reasons"][0].code, row["reasons"][0].params.get("variant"))
        if row["id"] in asked or why not in TOGETHER:
            session.print(row["name"])
            _print_reasons(session, row["reasons"])
        else:
            same[why].append(row["name"])
    for why, names in same.items():
        told = listing(names, lang=session.lang).removesuffix(".")
        session.print(f"{session.text(*TOGETHER[why])}: {told}.")
