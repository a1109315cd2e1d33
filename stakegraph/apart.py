"""Loading lists in a process of its own: the memory it takes goes with it, and pages are answered meanwhile."""

from __future__ import annotations

import _thread
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
from graphmodel import JobCancelledError, StakegraphError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphmodel import GraphStore
    from loaders import LoadReport
    from loaders.load import Progress

__all__ = ["CUT_OFF", "STOPPED", "TOO_LATE", "load_apart"]

PAUSE = 0.2
"""Seconds after which it is looked again whether somebody wants the work stopped."""
IN_MEMORY = ":memory:"
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
STOPPED = "Abgebrochen; nichts wurde übernommen."
TOO_LATE = "Für den Abbruch war es zu spät: Die Liste ist geladen. Unter „Verlauf“ lässt sie sich zurücknehmen."
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
    if store.info()["url"] == IN_MEMORY:
        return loaders.load(store, paths, progress=step, **options)
    command, pipe = [sys.executable, "-P", "-m", "stakegraph.apart"], subprocess.PIPE
    heard: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, creationflags=NO_WINDOW) as worker:  # noqa: S603 - our own
        listener = threading.Thread(target=_listen, args=(worker.stdout, heard), daemon=True)
        listener.start()
        try:
            _tell(worker.stdin, (pickle.dumps(store), list(paths), options))
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
    place, paths, options = pickle.load(heard)  # noqa: S301 - from the process that started this one
    asked, over = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        if not over.is_set():
            asked.set()
            raise KeyboardInterrupt

    def wait() -> None:
        heard.read(1)
        _thread.interrupt_main(signal.SIGTERM)

    def tell(what: str, done: int, total: int) -> None:
        _tell(answers, ("step", (what, done, total)))

    signal.signal(signal.SIGTERM, stop)
    earlier = None
    try:
        threading.Thread(target=wait, daemon=True).start()
        with pickle.loads(place) as store:  # noqa: S301 - the same; opened again with the same login
            earlier = _loads(store)
            report = loaders.load(store, paths, progress=tell, **options)
            over.set()
        answer: tuple[str, Any] = ("done", report)
    except BaseException as exc:  # noqa: BLE001 - every end is told; a driver may make its own error of an interruption
        over.set()
        answer = ("failed", _stopped(place, earlier) if asked.is_set() else _fault(exc))
    _tell(answers, answer)


def _stopped(place: bytes, earlier: set[str] | None) -> StakegraphError:
    """Tell whether the word to stop came before all was written."""
    with pickle.loads(place) as store:  # noqa: S301 - our own
        late = earlier is not None and _loads(store) - earlier
    return StakegraphError(TOO_LATE) if late else JobCancelledError(STOPPED)


def _loads(store: GraphStore) -> set[str]:
    """Ids of all loads so far."""
    return {row["id"] for row in store.read_nodes("Load")}


def _fault(exc: BaseException) -> Exception:
    """What is known goes to the person as it is; anything else is logged here, and the person is only told of it."""
    if isinstance(exc, StakegraphError):
        return exc
    from stakegraph.explorer.mishaps import log_mishap  # noqa: PLC0415 - all of the explorer, for once

    log_mishap(exc)
    return RuntimeError(type(exc).__name__)


def main() -> None:
    """Take the work from the standard input and answer on the standard output, on which nothing else is written."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the first process ends this one through it
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _work(sys.stdin.buffer, answers)
    os._exit(0)  # the thread that waits for a word to stop holds the standard input


if __name__ == "__main__":
    main()
