"""Loading lists in a process of its own: the memory it takes goes with it, and pages are answered meanwhile."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, Any, cast

import loaders
from graphmodel import JobCancelledError, StakegraphError, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphmodel import GraphStore
    from loaders import LoadReport
    from loaders.load import Progress

__all__ = ["CUT_OFF", "load_apart"]

PAUSE = 0.2
"""Seconds after which it is looked again whether somebody wants the work stopped."""
IN_MEMORY = ":memory:"
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
CUT_OFF = "Das Laden wurde unterbrochen; nichts wurde übernommen. Vielleicht reicht der Arbeitsspeicher nicht."


def load_apart(store: GraphStore, paths: Sequence[Path], *, step: Progress, **options: Any) -> LoadReport:
    """Load lists as `loaders.load` does, in a process that ends with the work.

    Parameters
    ----------
    store
        The open store; the other process opens it again. One that is in memory only stays in this process.
    paths
        The files.
    step
        Told how far it is; may raise `JobCancelledError`, then nothing is kept.
    **options
        For `loaders.load`.

    Returns
    -------
    LoadReport

    Raises
    ------
    StakegraphError
        As `loaders.load`; or the process was ended from outside.
    """
    url = str(store.info()["url"])
    if IN_MEMORY in url:
        return loaders.load(store, paths, progress=step, **options)
    command, pipe = [sys.executable, "-P", "-m", "stakegraph.apart"], subprocess.PIPE
    heard: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, creationflags=NO_WINDOW) as worker:  # noqa: S603 - our own
        listener = threading.Thread(target=_listen, args=(worker.stdout, heard), daemon=True)
        listener.start()
        try:
            _tell(worker.stdin, (url, list(paths), options))
            return _watched(worker, heard, step, trial=bool(options.get("dry_run")))
        finally:
            worker.kill()  # a trial that is not wanted any more; all else has ended
            listener.join()
            with suppress(OSError):  # it ended before it had heard all
                cast("IO[bytes]", worker.stdin).close()


def _tell(end: IO[bytes] | None, said: Any) -> None:
    """Say something to the other process; that it has just ended is heard elsewhere."""
    with suppress(OSError):
        pickle.dump(said, cast("IO[bytes]", end))
        cast("IO[bytes]", end).flush()


def _listen(end: IO[bytes], heard: SimpleQueue[tuple[str, Any]]) -> None:
    try:
        while True:
            heard.put(pickle.load(end))  # noqa: S301 - from our own process, started with our own program
    except (EOFError, OSError, pickle.UnpicklingError):
        heard.put(("failed", StakegraphError(CUT_OFF)))


def _watched(
    worker: subprocess.Popen[bytes], heard: SimpleQueue[tuple[str, Any]], step: Progress, *, trial: bool
) -> LoadReport:
    """Pass on how far it is until it is done. A load that is to be stopped says itself whether it still could."""
    far, stopping = ("", 0, 0), False
    while True:
        with suppress(Empty):
            kind, said = heard.get(timeout=PAUSE)
            if kind == "done":
                return cast("LoadReport", said)
            if kind == "failed":
                raise said
            far = said
        if not stopping:
            try:
                step(*far)
            except JobCancelledError:
                if trial:
                    raise
                stopping = True
                _tell(worker.stdin, "stop")


def _work(heard: IO[bytes], answers: IO[bytes]) -> None:
    """Do it, in the other process; it stops when it is told to, or when the first process is gone."""
    url, paths, options = pickle.load(heard)  # noqa: S301 - from the process that started this one
    stop = threading.Event()

    def wait() -> None:
        heard.read(1)
        stop.set()

    def tell(what: str, done: int, total: int) -> None:
        if stop.is_set():
            msg = "Abgebrochen; nichts wurde übernommen."
            raise JobCancelledError(msg)
        _tell(answers, ("step", (what, done, total)))

    threading.Thread(target=wait, daemon=True).start()
    try:
        with open_store(url) as store:
            report = loaders.load(store, paths, progress=tell, **options)
        _tell(answers, ("done", report))
    except StakegraphError as exc:
        _tell(answers, ("failed", exc))
    except Exception as exc:  # noqa: BLE001 - what it was is logged here; the first process only tells the person
        from stakegraph.explorer.mishaps import log_mishap  # noqa: PLC0415 - all of the explorer, for once

        log_mishap(exc)
        _tell(answers, ("failed", RuntimeError(type(exc).__name__)))


def main() -> None:
    """Take the work from the standard input and answer on the standard output, on which nothing else is written."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the first process ends this one through it
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _work(sys.stdin.buffer, answers)
    os._exit(0)  # the thread that waits for a word to stop holds the standard input


if __name__ == "__main__":
    main()
