"""What every command shares: the options, the open store, and how answers are printed."""

from __future__ import annotations

import functools
import json
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from graphmodel import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel.stores.neo4j import Neo4jStore
    from graphmodel.stores.sqlite import SqliteStore

__all__ = ["Session", "command"]


@dataclass(slots=True)
class Session:
    """Options of one call and the ways to answer.

    Attributes
    ----------
    store_url
        Address of the store, None for the default.
    lang
        "de" or "en".
    as_json
        Whether data are printed as JSON on standard output.
    remark
        What is said once, on standard error, before the first line of the answer; German and English.
    """

    store_url: str | None = None
    lang: str = "de"
    as_json: bool = False
    remark: tuple[str, str] | None = None
    talk: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=not sys.stdout.isatty()))

    @contextmanager
    def store(self, url: str | None = None) -> Iterator[SqliteStore | Neo4jStore]:
        """Open the store of this call.

        Parameters
        ----------
        url
            Another address than that of the call.

        Yields
        ------
        GraphStore
        """
        with open_store(url or self.store_url) as store:
            yield store

    def text(self, german: str, english: str) -> str:
        """Choose the language of this call.

        Parameters
        ----------
        german, english
            The same in both.

        Returns
        -------
        str
        """
        return german if self.lang == "de" else english

    def and_more(self, n: int, hint: str = "") -> str:
        """Say that a list goes on.

        Parameters
        ----------
        n
            How many are left out.
        hint
            Option that shows them.

        Returns
        -------
        str
            "und eine weitere", "und 3 weitere (--json)".
        """
        told = self.text("und eine weitere" if n == 1 else f"und {n} weitere", f"and {n} more")
        return f"{told} ({hint})" if hint else told

    def say(self, german: str, english: str) -> None:
        """Tell the person something, on standard error.

        Parameters
        ----------
        german, english
            The same in both.
        """
        self.talk.print(self.text(german, english), markup=False)

    def print(self, text: str = "") -> None:
        """Print a line of the answer.

        Parameters
        ----------
        text
            Plain text; nothing in it is interpreted.
        """
        remark, self.remark = self.remark, None
        if remark:
            self.say(*remark)
        self.out.print(text, markup=False)

    def print_json(self, data: Any) -> None:
        """Print the answer as JSON.

        Parameters
        ----------
        data
            Plain data.
        """
        whole = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
        click.echo(json.dumps(data, ensure_ascii=not whole, indent=2, allow_nan=False))

    @contextmanager
    def busy(self, german: str, english: str) -> Iterator[None]:
        """Show that long work is going on whose end is unknown, when a person watches.

        Parameters
        ----------
        german, english
            What is going on.

        Yields
        ------
        None
        """
        shown = self.talk.is_terminal and not self.as_json
        with self.talk.status(self.text(german, english)) if shown else nullcontext():
            yield

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show how far long work is, when a person watches.

        Yields
        ------
        callable
            To be called with what is going on, how much is done, and how much there is.
        """
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        shown = self.talk.is_terminal and not self.as_json
        with Progress(*columns, console=self.talk, transient=True, disable=not shown) as bar:
            task = bar.add_task("", total=None)

            def step(what: str, done: int, total: int) -> None:
                bar.update(task, description=what, completed=done, total=total)

            yield step


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all have, and a `Session` as its first argument.

    Parameters
    ----------
    function
        The command.

    Returns
    -------
    callable
    """

    @click.option("--store", "store_url", metavar="URL", help="Ablage: Datei, sqlite:///DATEI oder neo4j://HOST:PORT.")
    @click.option("--lang", type=click.Choice(["de", "en"]), help="Sprache der Antworten (Vorgabe: de).")
    @click.option("--json", "as_json", is_flag=True, help="Daten als JSON auf die Standardausgabe.")
    @click.option("--debug", is_flag=True, help="Bei Fehlern alle Einzelheiten zeigen.")
    @functools.wraps(function)
    @click.pass_context
    def wrapped(
        context: click.Context, /, store_url: str | None, lang: str | None, as_json: bool, debug: bool, **options: Any
    ) -> None:
        shared: dict[str, Any] = context.find_root().ensure_object(dict)
        shared["debug"] = debug or shared.get("debug", False)
        session = Session(
            store_url or shared.get("store_url"),
            lang or shared.get("lang") or "de",
            as_json or shared.get("as_json", False),
        )
        context.find_root().obj["lang"] = session.lang
        function(session, **options)

    return wrapped
