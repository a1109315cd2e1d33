"""review: doubtful cases seen side by side and answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import loaders
from graphmodel import NotFoundError, ParameterError
from stakegraph.cli.session import Session, command
from stakegraph.handed_out import hand_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel import GraphStore

__all__ = ["review"]

ROWS_SHOWN = 3
LIKE_HELP = "Auch alle anderen offenen Fragen derselben Art so beantworten."


@click.group(invoke_without_command=True)
@click.option("--excel", type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI.xlsx",
              help="Die offenen Fragen als Excel-Tabelle schreiben, zum Ausfüllen.")  # fmt: skip
@click.option("--from", "answers", type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI.xlsx",
              help="Eine ausgefüllte Tabelle zurücklesen.")  # fmt: skip
@command
def review(session: Session, excel: Path | None, answers: Path | None) -> None:
    """Zweifelsfälle ansehen und beantworten. (Python: loaders.review_items, loaders.decide).

    Ohne weiteres Wort: die Liste. „accept KENNUNG“ heißt: dasselbe wie der Vorschlag; „reject KENNUNG“: etwas Eigenes;
    „later KENNUNG“: später; „skip KENNUNG“: die Zeilen weglassen; „undo KENNUNG“ nimmt eine Antwort zurück.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        context.find_root().obj |= {"store_url": session.store_url, "as_json": session.as_json}
        return
    with session.store() as store:
        if excel is not None:
            n = loaders.write_review(store, excel)
            hand_out(store, excel, kind="review")
            session.say(
                f"{n} Fragen geschrieben: {excel}. Spalte „Antwort“ ausfüllen, dann: stakegraph review --from {excel}",
                f"{n} questions written: {excel}. Fill in “Antwort”, then: stakegraph review --from {excel}",
            )
        elif answers is not None:
            _tell(session, loaders.read_review(store, answers), len(loaders.review_items(store)))
        else:
            _show(session, loaders.review_items(store))


@review.command("list")
@click.option("--decided", is_flag=True, help="Die beantworteten statt der offenen zeigen.")
@command
def list_items(session: Session, decided: bool) -> None:
    """Die offenen Fragen, die häufigste zuerst."""
    with session.store() as store:
        _show(session, loaders.review_items(store, status="decided" if decided else None))


def _show(session: Session, items: Sequence[dict[str, Any]]) -> None:
    if session.as_json:
        session.print_json(items)
        return
    if not items:
        session.print(session.text("Nichts wartet auf eine Antwort.", "Nothing waits for an answer."))
        return
    alike = [item["pattern"] for item in items]
    for item in items:
        _show_item(session, item, alike.count(item["pattern"]) - 1)
    n = len(items)
    session.print(
        session.text(f"{n} {'Frage' if n == 1 else 'Fragen'}.", f"{n} {'question' if n == 1 else 'questions'}.")
    )
    if any(item["status"] != "decided" for item in items):
        first = items[0]["id"]
        session.say(
            f"Antworten: „stakegraph review accept {first}“ (ja, der erste Vorschlag; mit „--as 2“ der zweite), "
            f"„… reject {first}“ (nein, etwas Eigenes), „… later {first}“ (später). "
            "Alle in einer Tabelle: „stakegraph review --excel fragen.xlsx“.",
            f"Answer: 'stakegraph review accept {first}' (yes, the first suggestion; the second with '--as 2'), "
            f"'… reject {first}' (no, somebody else), '… later {first}'. "
            "All in a table: 'stakegraph review --excel questions.xlsx'.",
        )


def _show_item(session: Session, item: dict[str, Any], n_alike: int) -> None:
    rows = [_where(session, row) for row in item["rows"][:ROWS_SHOWN]]
    if len(item["rows"]) > ROWS_SHOWN:
        rows.append(session.and_more(len(item["rows"]) - ROWS_SHOWN))
    place = f" ({item['place']})" if item.get("place") else ""
    mark = {"later": session.text(" · später", " · later")}.get(item["status"], "")
    session.print(f"{item['id']}  {_question(session, item)}{place}{mark}")
    session.print(f"    {session.text('steht in', 'stands in')}: {'; '.join(rows)}")
    for passage in item.get("passages", ())[:1]:
        session.print(f"    … {passage} …")
    if item["status"] == "decided":
        session.print(f"    {session.text('Antwort', 'Answer')}: {item['verdict']} {item['object'] or ''}".rstrip())
    for number, candidate in enumerate(item["candidates"], start=1):
        score = "" if candidate["score"] is None or item["kind"] != "name" else f" · {100 * candidate['score']:.0f} %"
        seat = f" ({candidate['place']})" if candidate.get("place") else ""
        session.print(f"    {number}. {candidate['name']}{seat}{score}  [{candidate['id']}]")
        for reason in candidate["reasons"]:
            session.print(f"       {reason[session.lang]}")
    if n_alike and item["kind"] == "name":
        alike = "eine weitere" if n_alike == 1 else f"{n_alike} weitere"
        session.print(
            session.text(
                f"    Gleich gelagert: {alike} (mit --like alle auf einmal beantworten)",
                f"    Of the same kind: {n_alike} more (answer all with --like)",
            )
        )
    session.print()


def _question(session: Session, item: dict[str, Any]) -> str:
    name = item["name"]
    if item["kind"] == "mention":
        return session.text(f"Im Text genannt: „{name}“. Aufnehmen?", f"Named in a text: “{name}”. Take it up?")
    if item["kind"] == "value":
        column = item["column"]
        return session.text(
            f"Was bedeutet „{name}“ (Spalte „{column}“)?", f"What does “{name}” mean (column “{column}”)?"
        )
    return session.text(f"Ist „{name}“ schon bekannt?", f"Is “{name}” known already?")


def _where(session: Session, row: dict[str, Any]) -> str:
    sheet = f", {session.text('Blatt', 'sheet')} „{row['sheet']}“" if row.get("sheet") else ""
    line = f", {session.text('Zeile', 'row')} {row['row']}" if row.get("row") else ""
    return f"{row['file']}{sheet}{line}"


def _answer(session: Session, names: Sequence[str], decision: str, *, like: bool, reason: str = "") -> None:
    with session.store() as store:
        items = loaders.review_items(store)
        ids = [_item_id(store, items, name) for name in names]
        if like:
            patterns = {item["pattern"] for item in items if item["id"] in ids}
            ids += [item["id"] for item in items if item["pattern"] in patterns and item["id"] not in ids]
        if decision == "accept":
            _refuse_unclear(session, [item for item in items if item["id"] in ids])
        loaders.decide(store, ids, decision, reason=reason)
        left = len(loaders.review_items(store))
    _tell(session, {"answered": ids, "decision": decision}, left)


def _refuse_unclear(session: Session, items: Sequence[dict[str, Any]]) -> None:
    """Ask which suggestion is meant where the first is no better than the others, or where none is left."""
    for item in items:
        id_, name, candidates = item["id"], item["name"], item["candidates"]
        if not candidates:
            msg = session.text(
                f"Zu „{name}“ gibt es keinen Vorschlag (mehr). „stakegraph review reject {id_}“ nimmt es neu auf, "
                f"„stakegraph review accept {id_} --as KENNUNG“ eine Organisation aus dem Bestand.",
                f"There is no suggestion for “{name}” (any more). 'stakegraph review reject {id_}' takes up something "
                f"new, 'stakegraph review accept {id_} --as ID' an organisation on record.",
            )
            raise ParameterError(msg)
        if item["kind"] == "value" and len(candidates) > 1:
            listed = ", ".join(f"{number} ({entry['name']})" for number, entry in enumerate(candidates, start=1))
            msg = session.text(
                f"„{name}“ kann Verschiedenes bedeuten: {listed}. Bitte wählen, zum Beispiel: "
                f"stakegraph review accept {id_} --as 1",
                f"“{name}” can mean different things: {listed}. Please choose, for example: "
                f"stakegraph review accept {id_} --as 1",
            )
            raise ParameterError(msg)


def _item_id(store: GraphStore, items: Sequence[dict[str, Any]], name: str) -> str:
    """Id of a question that is named by its id or by what it asks about."""
    found = [item["id"] for item in items if name in {item["id"], item["name"]}]
    if len(found) > 1:
        msg = f"„{name}“ steht in mehreren Fragen: {', '.join(found)}. Bitte die Kennung angeben."
        raise ParameterError(msg)
    decided = [item["id"] for item in loaders.review_items(store, status="decided")]
    if not found and name not in decided:
        listed = ", ".join(item["id"] for item in items[:5]) or "keine"
        msg = f"Eine Frage „{name}“ gibt es nicht. Offen sind: {listed}. Alle zeigt „stakegraph review“."
        raise NotFoundError(msg, candidates=tuple(item["id"] for item in items[:10]))
    return found[0] if found else name


def _tell(session: Session, answer: dict[str, Any], left: int) -> None:
    if session.as_json:
        session.print_json({**answer, "open": left})
        return
    n = len(answer["answered"])
    session.print(
        session.text(
            f"{n} {'Antwort' if n == 1 else 'Antworten'} gemerkt; {left} Fragen sind noch offen.",
            f"{n} {'answer' if n == 1 else 'answers'} kept; {left} questions are still open.",
        )
    )


@review.command()
@click.argument("items", nargs=-1, required=True, metavar="KENNUNG…")
@click.option("--as", "chosen", metavar="VORSCHLAG", help="Welcher: Nummer in der Liste oder Kennung in Klammern.")
@click.option("--like", is_flag=True, help=LIKE_HELP)
@click.option("--reason", default="", metavar="TEXT", help="Warum, fürs Protokoll.")
@command
def accept(session: Session, items: tuple[str, ...], chosen: str | None, like: bool, reason: str) -> None:
    """Ja, dasselbe wie der erste Vorschlag, oder wie der mit --as genannte."""
    if chosen and like:
        message = session.text("--as und --like schließen sich aus.", "--as and --like exclude each other.")
        raise click.UsageError(message)
    decision = "accept" if chosen is None else f"same:{_chosen(session, items, chosen)}"
    _answer(session, items, decision, like=like, reason=reason)


def _chosen(session: Session, names: Sequence[str], chosen: str) -> str:
    if not chosen.isdigit():
        return chosen
    with session.store() as store:
        open_items = loaders.review_items(store)
    for item in open_items:
        if names[0] in {item["id"], item["name"]} and int(chosen) in range(1, len(item["candidates"]) + 1):
            return str(item["candidates"][int(chosen) - 1]["id"])
    msg = f"Einen Vorschlag {chosen} gibt es bei „{names[0]}“ nicht. Die Vorschläge zeigt „stakegraph review“."
    raise ParameterError(msg)


@review.command()
@click.argument("items", nargs=-1, required=True, metavar="KENNUNG…")
@click.option("--like", is_flag=True, help=LIKE_HELP)
@click.option("--reason", default="", metavar="TEXT", help="Warum, fürs Protokoll.")
@command
def reject(session: Session, items: tuple[str, ...], like: bool, reason: str) -> None:
    """Nein, etwas Eigenes; ein unklarer Wert wird weggelassen."""
    _answer(session, items, "reject", like=like, reason=reason)


@review.command()
@click.argument("items", nargs=-1, required=True, metavar="KENNUNG…")
@click.option("--like", is_flag=True, help=LIKE_HELP)
@command
def later(session: Session, items: tuple[str, ...], like: bool) -> None:
    """Später entscheiden."""
    _answer(session, items, "later", like=like)


@review.command()
@click.argument("items", nargs=-1, required=True, metavar="KENNUNG…")
@click.option("--like", is_flag=True, help=LIKE_HELP)
@click.option("--reason", default="", metavar="TEXT", help="Warum, fürs Protokoll.")
@command
def skip(session: Session, items: tuple[str, ...], like: bool, reason: str) -> None:
    """Die Zeilen dauerhaft weglassen."""
    _answer(session, items, "skip", like=like, reason=reason)


@review.command()
@click.argument("items", nargs=-1, required=True, metavar="KENNUNG…")
@command
def undo(session: Session, items: tuple[str, ...]) -> None:
    """Antworten zurücknehmen; die Fragen sind wieder offen."""
    with session.store() as store, store.transaction():
        for item in items:
            loaders.undo_decision(store, item)
        left = len(loaders.review_items(store))
    if session.as_json:
        session.print_json({"undone": list(items), "open": left})
        return
    session.print(session.text(f"Zurückgenommen; {left} Fragen sind offen.", f"Taken back; {left} questions are open."))
