"""profile: saved meanings of columns, to be looked at and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import loaders
from graphmodel import NotFoundError, ParameterError
from loaders.headers import is_forbidden, meaning_of_header
from loaders.profiles import meanings
from stakegraph.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["chosen_profile", "profile"]


@click.group(invoke_without_command=True)
@command
def profile(session: Session) -> None:
    """Gespeicherte Zuordnungen von Spalten zeigen und löschen. (Python: loaders.profiles).

    Gespeichert wird beim Laden: „load LISTE.xlsx --as attendance --column "Wer=Organisation" --save-profile NAME“.
    Benutzt wird es mit „load LISTE.xlsx --profile NAME“.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        context.find_root().obj |= {"as_json": session.as_json}
        return
    _list(session)


@profile.command("list")
@command
def list_profiles(session: Session) -> None:
    """Die Namen der gespeicherten Zuordnungen."""
    _list(session)


def _list(session: Session) -> None:
    found = [loaders.read_profile(name) for name in loaders.profiles()]
    if session.as_json:
        session.print_json([{"name": one.name, "table": one.table, "columns": len(one.columns)} for one in found])
        return
    if not found:
        session.print(
            session.text(
                "Noch keine Zuordnung gespeichert. So entsteht eine: "
                'stakegraph load LISTE.xlsx --as attendance --column "Wer=Organisation" --save-profile NAME',
                "No profile saved yet. This makes one: "
                'stakegraph load LIST.xlsx --as attendance --column "Wer=Organisation" --save-profile NAME',
            )
        )
    for one in found:
        n = len(one.columns) + len(one.positions)
        columns = session.text("Spalte" if n == 1 else "Spalten", "column" if n == 1 else "columns")
        session.print(f"{one.name}  ·  {one.table}  ·  {n} {columns}")


@profile.command("show")
@click.argument("name")
@command
def show_profile(session: Session, name: str) -> None:
    """Was die Spalten in der Zuordnung NAME bedeuten."""
    _check(session, name)
    found = loaders.read_profile(name)
    if session.as_json:
        columns, positions = dict(found.columns), {str(n): chosen for n, chosen in found.positions.items()}
        session.print_json({"name": name, "table": found.table, "columns": columns, "positions": positions})
        return
    session.print(f"{name}: {found.table}")
    words = meanings(found.table)
    column = session.text("Spalte", "column")
    for header, chosen in (*found.columns.items(), *((f"{column} {n}", text) for n, text in found.positions.items())):
        meaning = session.text("wird nicht gelesen", "is not read") if chosen == "-" else words.get(chosen, chosen)
        session.print(f"  {header} → {meaning}")


@profile.command("delete")
@click.argument("name")
@command
def delete(session: Session, name: str) -> None:
    """Die Zuordnung NAME löschen; geladene Listen bleiben."""
    _check(session, name)
    loaders.delete_profile(name)
    if session.as_json:
        session.print_json({"deleted": name})
        return
    session.print(session.text(f"Gelöscht: {name}.", f"Deleted: {name}."))


def _check(session: Session, name: str) -> None:
    known = loaders.profiles()
    if name not in known:
        names = ", ".join(known) or session.text("keine", "none")
        message = session.text(
            f"Die Zuordnung „{name}“ gibt es nicht. Vorhanden: {names}.",
            f"There is no profile “{name}”. There are: {names}.",
        )
        raise NotFoundError(message, candidates=known)


def chosen_profile(
    session: Session, table: str | None, columns: Iterable[str], *, base: str | None, save_as: str | None
) -> loaders.Profile | str | None:
    """Make the profile of a call of what was said on the command line.

    Parameters
    ----------
    session
        The call.
    table
        What the list holds.
    columns
        Entries such as "Wer=Organisation"; the meaning "-" leaves the column out.
    base
        Name of a saved profile on which they build.
    save_as
        Name under which the result will be saved.

    Returns
    -------
    Profile, str or None
        The name alone when nothing was added to it.

    Raises
    ------
    UsageError
        The table is not known or an entry has no meaning.
    """
    said: Mapping[str, str] = dict(_split(entry) for entry in columns)
    if not said and not save_as:
        return base
    if base:
        _check(session, base)
    before = loaders.read_profile(base) if base else None
    table = table or (before.table if before else None)
    if table is None:
        message = "Zu --column gehört, was die Liste enthält: --as attendance (oder actors, meetings, …)."
        raise click.UsageError(message)
    _check_meanings(session, table, said)
    known = {**(before.columns if before else {}), **said}
    return loaders.make_profile(table, known, name=save_as or "", positions=before.positions if before else None)


def _check_meanings(session: Session, table: str, said: Mapping[str, str]) -> None:
    words = meanings(table)
    for header, meaning in said.items():
        if meaning == "-":
            continue
        if is_forbidden(header):
            message = session.text(
                f"Die Spalte „{header}“ wird nie gelesen: Solche Angaben über Menschen werden nicht gespeichert.",
                f"The column “{header}” is never read: such statements about people are not stored.",
            )
            raise ParameterError(message)
        if meaning not in words and meaning_of_header(meaning, table=table) not in words:
            listed = ", ".join(words.values())
            message = session.text(
                f"„{meaning}“ ist keine Spalte der Tabelle {table}. Möglich sind: {listed}.",
                f"“{meaning}” is no column of the table {table}. There are: {listed}.",
            )
            raise ParameterError(message)


def _split(entry: str) -> tuple[str, str]:
    header, sign, meaning = entry.rpartition("=")
    if not sign or not header.strip() or not meaning.strip():
        message = f"Erwartet wird „Überschrift=Bedeutung“, zum Beispiel „Wer=Organisation“. Angegeben: „{entry}“."
        raise click.UsageError(message)
    return header.strip(), meaning.strip()
