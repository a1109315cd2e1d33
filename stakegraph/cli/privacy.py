"""privacy status|persons|export|erase|record: what is held about people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from loaders.persons import allow_persons, apply_retention, person_rules, pseudonyms_of, refuse_persons
from stakegraph.cli.main import AT_FAULT
from stakegraph.cli.session import Session, command
from stakegraph.erasing import erase as erased
from stakegraph.erasing import name_pattern
from stakegraph.privacy import Occurrence, find_text, personal_data, processing_record

if TYPE_CHECKING:
    from stakegraph.erasing import Erasure

__all__ = ["privacy"]

SHOWN = 20
SIGNS = {
    "text": ("", ""),
    "mail": ("Mailadresse", "mail address"),
    "telephone": ("Telefonnummer", "telephone number"),
    "title": ("Anrede oder Titel", "form of address or title"),
}


@click.group()
def privacy() -> None:
    """Datenschutz: was über Menschen gespeichert ist."""


@privacy.command()
@command
def status(session: Session) -> None:
    """Was über Menschen gespeichert ist oder danach aussieht. (Python: stakegraph.privacy)."""
    with session.store() as store:
        held = personal_data(store)
    suspicions: list[Occurrence] = held["suspicions"]
    if session.as_json:
        session.print_json({**held, "suspicions": [asdict(found) for found in suspicions]})
        return
    session.print(
        session.text(
            f"Beratende unter Kürzeln: {held['advisers']}. Entscheidungen: {held['decisions']}. "
            f"Geladene Listen: {held['loads']}. Teilnehmende Personen werden nicht gespeichert.",
            f"Advisers under pseudonyms: {held['advisers']}. Decisions: {held['decisions']}. "
            f"Loaded lists: {held['loads']}. Persons who attend are not stored.",
        )
    )
    if not suspicions:
        session.print(
            session.text(
                "Kein gespeicherter Text sieht nach einer Personenangabe aus.",
                "No stored text looks as if it named a person.",
            )
        )
        return
    session.print(
        session.text(
            f"Bitte ansehen: {len(suspicions)} Texte könnten eine Person nennen.",
            f"Please look at these: {len(suspicions)} texts may name a person.",
        )
    )
    _list(session, suspicions[:SHOWN])
    if len(suspicions) > SHOWN:
        n = len(suspicions) - SHOWN
        german = "ein weiterer" if n == 1 else f"{n} weitere"
        session.print(session.text(f"… und {german} (--json)", f"… and {n} more (--json)"))


def _list(session: Session, found: list[Occurrence]) -> None:
    for place in found:
        sign = session.text(*SIGNS[place.sign])
        session.print(f"  {place.kind} {place.id}, {place.field}: {place.text[:100]}{f' ({sign})' if sign else ''}")


@privacy.command()
@click.option("--person", required=True, metavar="NAME", help="Name oder Teil davon.")
@command
def export(session: Session, person: str) -> None:
    """Alles, was zu einem Namen gespeichert ist, auch im Verlauf (Auskunft nach Artikel 15)."""
    with session.store() as store:
        found = find_text(store, person)
        if person_rules(store):
            found += [
                Occurrence("ATTENDED", meeting, "persons", one, "text")
                for one, meetings in pseudonyms_of(store, person).items()
                for meeting in meetings
            ]
    if session.as_json:
        session.print_json([asdict(place) for place in found])
        return
    if not found:
        session.print(session.text(f"„{person}“ kommt nicht vor.", f"{person!r} does not occur."))
        return
    number = len(found)
    session.print(session.text(f"„{person}“ steht an {number} Stellen:", f"{person!r} stands in {number} places:"))
    _list(session, found)


@privacy.command()
@click.option("--allow", is_flag=True, help="Teilnehmende Personen ab jetzt unter Kürzeln speichern.")
@click.option("--refuse", is_flag=True, help="Keine Personen mehr speichern und alle Kürzel löschen.")
@click.option("--purpose", metavar="TEXT", help="Wozu (mit --allow).")
@click.option("--retention-days", type=int, metavar="TAGE", help="Wie lange nach der Veranstaltung (mit --allow).")
@command
def persons(session: Session, allow: bool, refuse: bool, purpose: str | None, retention_days: int | None) -> None:
    """Ob teilnehmende Personen gespeichert werden: ohne Angabe nein, sonst nur als Kürzel, mit Zweck und Frist."""
    with session.store() as store:
        if allow:
            allow_persons(store, purpose=purpose or "", retention_days=retention_days or 0)
        gone = refuse_persons(store) if refuse else apply_retention(store)
        rules = person_rules(store)
    if session.as_json:
        session.print_json({"rules": asdict(rules) if rules else None, "deleted": gone})
        return
    if rules:
        session.print(
            session.text(
                f"Personen: als Kürzel, für „{rules.purpose}“, {rules.retention_days} Tage nach der Veranstaltung.",
                f"Persons: as pseudonyms, for {rules.purpose!r}, {rules.retention_days} days after the meeting.",
            )
        )
    else:
        session.print(session.text("Personen: werden nicht gespeichert.", "Persons: are not stored."))
    if gone:
        session.print(
            session.text(f"Kürzel gelöscht bei {gone} Teilnahmen.", f"Pseudonyms deleted of {gone} attendances.")
        )


@privacy.command()
@click.option("--person", required=True, metavar="NAME", help="Vor- und Nachname.")
@click.option("--yes", is_flag=True, help="Nicht nachfragen.")
@command
def erase(session: Session, person: str, yes: bool) -> None:
    """Einen Namen überall löschen, auch im Verlauf, in Sicherungen und Ausfuhren, und ihn fernhalten (Artikel 17)."""
    with session.store() as store:
        found = find_text(store, name_pattern(person))
        if not yes:
            number = len(found)
            session.say(f"Der Name steht an {number} Stellen:", f"The name stands in {number} places:")
            for place in found[:SHOWN]:
                session.say(
                    f"  {place.kind}, {place.field}: {place.text[:100]}",
                    f"  {place.kind}, {place.field}: {place.text[:100]}",
                )
            question = session.text(
                "Überall löschen und künftig fernhalten? Das lässt sich nicht rückgängig machen.",
                "Erase everywhere and keep away from now on? This cannot be undone.",
            )
            click.confirm(question, abort=True, err=True)
        done = erased(store, person)
    if session.as_json:
        session.print_json({**asdict(done), "complete": done.complete})
    else:
        _tell_erasure(session, done)
    if not done.complete:
        raise click.exceptions.Exit(AT_FAULT)


def _tell_erasure(session: Session, done: Erasure) -> None:
    parts = ", ".join(f"{number} {kind}" for kind, number in done.rows.items())
    session.print(
        session.text(
            f"Gelöscht in der Ablage: {parts or 'stand in keinem Eintrag mehr'}; ganz entfernt: {len(done.removed)}.",
            f"Erased in the store: {parts or 'in no entry any more'}; removed altogether: {len(done.removed)}.",
        )
    )
    for title, names in (
        (("Ausgegebene Dateien gelöscht", "Files handed out, deleted"), done.deleted),
        (("In Sicherungen gelöscht", "Erased in backups"), done.cleaned),
        (
            (
                "Bitte selbst zurückrufen oder löschen (verschoben, verändert oder heruntergeladen)",
                "Please call back or delete yourself (moved, changed or downloaded)",
            ),
            done.recall,
        ),
    ):
        if names:
            session.print(f"{session.text(*title)}:")
            for name in names:
                session.print(f"  {name}")
    session.print(session.text("Nachweis, alle Dateien durchsucht:", "Proof, all files searched:"))
    for path, still in done.searched.items():
        session.print(f"  {'✗' if still else '✓'} {path}")
    session.print(
        session.text(
            "Der Name kommt nicht mehr vor und wird aus künftigen Listen herausgehalten."
            if done.complete
            else "In den mit ✗ bezeichneten Dateien steht er noch; bitte diese löschen.",
            "The name does not occur any more and is kept out of later lists."
            if done.complete
            else "It still stands in the files marked ✗; please delete them.",
        )
    )


@privacy.command()
@click.option("--organisation", required=True, metavar="NAME", help="Verantwortliche Stelle.")
@click.option("--purpose", default="Koordination kommunaler Entwicklungspolitik", show_default=True, help="Zweck.")
@click.option("--retention", default="fünf Jahre nach der Veranstaltung", show_default=True, help="Wie lange.")
@command
def record(session: Session, organisation: str, purpose: str, retention: str) -> None:
    """Entwurf für das Verzeichnis von Verarbeitungstätigkeiten (Artikel 30 DSGVO)."""
    with session.store() as store:
        text = processing_record(store, organisation=organisation, purpose=purpose, retention=retention)
    if session.as_json:
        session.print_json({"markdown": text})
    else:
        session.print(text)
