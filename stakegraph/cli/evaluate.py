"""The command evaluate: would such suggestions have come true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import analysis
from graphmodel import ParameterError
from graphmodel.stakeholders import stakeholder_table
from stakegraph.cli.session import Session, command
from stakegraph.decisions import followed_pairs
from stakegraph.records import plain, records
from stakegraph.wishes import group_of
from stakegraph.words import date_text, group_name, sentence, term
from stakegraph.words.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from graphmodel import Snapshot

__all__ = ["evaluate"]


@click.command()
@click.option(
    "--task",
    type=click.Choice(["new_tie", "repeat_tie", "attendance"]),
    default="new_tie",
    show_default=True,
    help="Neue Verbindungen, wiederholte Treffen, oder wer zur nächsten Veranstaltung kommt.",
)
@click.option("--cuts", type=click.IntRange(1), default=3, show_default=True, help="An wie vielen Tagen geprüft wird.")
@click.option("--horizon", type=click.IntRange(1), default=365, show_default=True, help="Tage, die gewartet wird.")
@click.option("--asking", metavar="GRUPPE", help="Nur diese Gruppe fragen, etwa municipality oder administration.")
@command
def evaluate(session: Session, task: str, cuts: int, horizon: int, asking: str | None) -> None:
    """Im Rückblick: Wären Vorschläge eingetroffen? (Python: analysis.back_test)."""
    with session.store() as store:
        snapshot = store.snapshot()
        asking = _group_there(asking, snapshot) if asking else None
        acted_on = followed_pairs(store)
    wanted: dict[str, Any] = {"task": task, "cuts": cuts, "horizon_days": horizon, "asking": asking}
    with session.busy("Zurückblicken …", "Looking back …"):
        result = analysis.back_test(snapshot, acted_on=acted_on, **wanted)
    if session.as_json:
        run = {name: value for name, value in result.run.items() if name != "time"}
        tables = {name: records(getattr(result, name)) for name in ("table", "intervals", "cold_start")}
        verdict = plain(list(result.verdict), lang=session.lang)
        session.print_json({"run": run, "verdict": verdict, "weights": dict(result.weights), **tables})
        return
    for reason in result.verdict:
        session.print(sentence(reason, lang=session.lang))
    session.print()
    if result.asking is not None:
        group = group_name(result.asking, lang=session.lang)
        session.print(session.text(f"Gefragt wird für: {group}.", f"Asked for: {group}."))
    later = result.cold_start.to_dict("records") if task != "repeat_tie" else []  # who meets again was known before
    for row in later:
        session.print(_later(session, task, row))
    if result.intervals.empty:
        return
    if later or result.asking is not None:
        session.print()
    if result.verdict[0].code == "evaluate.too_few":
        session.print(
            session.text("Bei so wenigen Fällen sagen diese Zahlen kaum etwas:", "With so few cases this says little:")
        )
    session.print(
        session.text(
            "Unterschied der mittleren Genauigkeit zu einfachen Vergleichen (90-%-Bereich):",
            "Difference in mean average precision to simple comparisons (90 % interval):",
        )
    )
    for row in result.intervals.to_dict("records"):
        name = term(row["baseline"], lang=session.lang)
        numbers = f"{row['difference']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
        session.print(f"  {numbers.replace('.', ',') if session.lang == 'de' else numbers}  {name}")


def _group_there(text: str, snapshot: Snapshot) -> str:
    there = sorted(set(stakeholder_table(snapshot)["group"]))
    group = text if text in there else group_of(text)
    if group not in there:
        msg = f"Aus der Gruppe „{text}“ ist niemand verzeichnet. Verzeichnet sind: {', '.join(there)}."
        raise ParameterError(msg)
    return group


def _later(session: Session, task: str, row: Mapping[Hashable, Any]) -> str:
    """What came after a cut, and what no method could have found."""
    day = date_text(row["cut"], lang=session.lang)
    counts = {name: int(row[name]) for name in ("n_new", "n_both", "n_one", "n_none")}
    new, both, one, none = (number_text(n, lang=session.lang) for n in counts.values())
    if task == "attendance":
        return session.text(
            f"{day}: danach {new} {'Teilnahme' if counts['n_new'] == 1 else 'Teilnahmen'}, "
            f"{none} davon von jemandem, der vorher nie dabei war.",
            f"{day}: {new} {'attendance' if counts['n_new'] == 1 else 'attendances'} in the time after, "
            f"{none} of them by somebody who had never come before.",
        )
    return session.text(
        f"{day}: danach {new} {'neue Verbindung' if counts['n_new'] == 1 else 'neue Verbindungen'}: "
        f"{both} zwischen vorher Bekannten, {one} mit einer neuen Seite, {none} zwischen zwei neuen. "
        "Nur die ersten ließen sich vorhersehen.",
        f"{day}: {new} new {'tie' if counts['n_new'] == 1 else 'ties'} in the time after: "
        f"{both} between two known before, {one} with one new side, {none} between two new ones. "
        "Only the first could be foreseen.",
    )
