"""The command evaluate: would such suggestions have come true."""

from __future__ import annotations

import click

import analysis
from stakegraph.cli.session import Session, command
from stakegraph.records import plain, records
from stakegraph.words import date_text, sentence, term
from stakegraph.words.numbers import number_text

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
@command
def evaluate(session: Session, task: str, cuts: int, horizon: int) -> None:
    """Im Rückblick: Wären Vorschläge eingetroffen? (Python: analysis.back_test)."""
    with session.store() as store:
        snapshot = store.snapshot()
    result = analysis.back_test(snapshot, task=task, cuts=cuts, horizon_days=horizon)
    if session.as_json:
        run = {name: value for name, value in result.run.items() if name != "time"}
        tables = {name: records(getattr(result, name)) for name in ("table", "intervals", "cold_start")}
        verdict = plain(list(result.verdict), lang=session.lang)
        session.print_json({"run": run, "verdict": verdict, "weights": dict(result.weights), **tables})
        return
    for reason in result.verdict:
        session.print(sentence(reason, lang=session.lang))
    session.print()
    for row in result.cold_start.to_dict("records"):
        day = date_text(row["cut"], lang=session.lang)
        new, unknown = (number_text(row[name], lang=session.lang) for name in ("n_new", "n_unknown_end"))
        session.print(
            session.text(
                f"{day}: danach {new} neue Verbindungen, {unknown} davon mit jemandem, der vorher nicht bekannt war.",
                f"{day}: {new} new ties in the time after, {unknown} of them with somebody not known before.",
            )
        )
    if result.intervals.empty:
        return
    session.print()
    session.print(
        session.text(
            "Unterschied der mittleren Genauigkeit zu einfachen Vergleichen (90-%-Bereich):",
            "Difference in mean average precision to simple comparisons (90 % interval):",
        )
    )
    for row in result.intervals.to_dict("records"):
        name = term(row["baseline"], lang=session.lang)
        session.print(f"  {row['difference']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]  {name}")
