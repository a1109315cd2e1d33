"""The root of the command and what it does with errors."""

from __future__ import annotations

import importlib
import io
import signal
import sys
import threading
import traceback
from typing import Any

import click

from graphmodel import InputError, StakegraphError

__all__ = ["main"]

DONE, AT_FAULT, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
COMMANDS = {
    "advisers": "planning",
    "bridges": "answers",
    "change": "changes",
    "cypher": "cypher",
    "decide": "decide",
    "demo": "demo",
    "dossier": "dossier",
    "evaluate": "evaluate",
    "explore": "explore",
    "export": "export",
    "gaps": "answers",
    "history": "intake",
    "invite": "planning",
    "load": "intake",
    "matches": "answers",
    "path": "answers",
    "picture": "pages",
    "privacy": "privacy",
    "profile": "profiles",
    "report": "pages",
    "review": "review",
    "status": "status",
    "store": "stores",
    "template": "template",
    "undo": "intake",
    "what-if": "changes",
}
"""Each command and the module it lives in; imported only when it is called."""


class _Commands(click.Group):
    """Imports a command when it is asked for, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"stakegraph.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--store", "store_url", metavar="URL", help="Ablage: Datei, sqlite:///DATEI oder neo4j://HOST:PORT.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", help="Sprache der Antworten.")
@click.option("--json", "as_json", is_flag=True, help="Daten als JSON auf die Standardausgabe.")
@click.option("--debug", is_flag=True, help="Bei Fehlern alle Einzelheiten zeigen.")
@click.version_option(package_name="stakegraph", prog_name="stakegraph")
@click.pass_context
def _root(context: click.Context, /, **options: Any) -> None:
    """Wer verbindet, wo sind Lücken, wer sollte wen kennenlernen.

    Der Einstieg ist „stakegraph demo“; eigene Listen lädt „stakegraph load DATEI“.
    """
    context.ensure_object(dict).update(options)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    Parameters
    ----------
    arguments
        Words after ``stakegraph``; None takes those of the process.

    Raises
    ------
    SystemExit
        0 done, 1 the input or the data are at fault, 2 wrong usage, 130 interrupted.
    """
    shared: dict[str, Any] = {}
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows "?" instead of ending the work
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end: tidy up as for Ctrl+C
    try:
        code = _root.main(args=arguments, prog_name="stakegraph", standalone_mode=False, obj=shared)
    except click.ClickException as exc:
        exc.show()
        sys.exit(WRONG_USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Abgebrochen; nichts wurde übernommen.", err=True)
        sys.exit(INTERRUPTED)
    except StakegraphError as exc:
        _tell(exc, lang=shared.get("lang", "de"), debug=shared.get("debug", False))
        sys.exit(AT_FAULT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(DONE)
    sys.exit(code if isinstance(code, int) else DONE)  # click hands an asked-for exit code back


def _tell(exc: StakegraphError, *, lang: str, debug: bool) -> None:
    if debug:
        traceback.print_exception(exc)
    place = _place(exc, lang) if isinstance(exc, InputError) else ""
    said = exc.said(lang)
    click.echo(f"{place}: {said}" if place and place not in said else said, err=True)


def _place(exc: InputError, lang: str) -> str:
    """File, sheet, row and column in which a fault stands, as far as they are known."""
    sheet, row, column = {
        "de": ("Blatt „{}“", "Zeile {}", "Spalte „{}“"),
        "en": ("sheet “{}”", "row {}", "column “{}”"),
    }[lang]
    parts = (("{}", exc.file), (sheet, exc.sheet), (row, exc.row), (column, exc.column))
    return ", ".join(words.format(part) for words, part in parts if part is not None)
