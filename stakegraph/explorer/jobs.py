"""Long work beside the pages: started, watched, stopped."""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graphmodel import JobCancelledError, NotFoundError, StakegraphError
from stakegraph.apart import CUT_OFF, STOPPED, TOO_LATE
from stakegraph.explorer.heaps import give_back
from stakegraph.explorer.mishaps import log_mishap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

__all__ = ["COMPARING", "ENGLISH", "Job", "Jobs", "noted"]

KEPT = 50
PATIENCE = 2.0
"""Seconds that somebody waits for a page before being told that it takes longer."""
FAREWELL = 10.0
"""Seconds for which work may come to its end when the explorer is left."""


@dataclass
class Job:
    """One piece of long work.

    Attributes
    ----------
    id
        For its address.
    title
        What it is, for people.
    state
        "running", "done", "failed" or "stopped".
    what, done, total
        Where it stands.
    result
        What came out.
    error
        What went wrong, for people.
    where
        Page to go to when it is done.
    reading
        Whether it writes nothing: then it can be left at once, whatever it is doing.
    staged
        Whether what it works out is counted as steps; ``total`` is then how many it took before, 0 for the first time.
    """

    id: str
    title: str
    where: str = "/"
    state: Literal["running", "done", "failed", "stopped"] = "running"
    what: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    reading: bool = False
    staged: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def step(self, what: str, done: int, total: int) -> None:
        """Note how far it is; ends the work when somebody wanted it stopped.

        Parameters
        ----------
        what
            What is going on.
        done, total
            How much is done, and how much there is.

        Raises
        ------
        JobCancelledError
            Somebody stopped it.
        """
        self.what, self.done, self.total = what, done, total
        if self._stop.is_set():
            raise JobCancelledError(STOPPED)

    def stop(self) -> None:
        """Ask it to end at its next step; who only reads need not wait for that."""
        self._stop.set()
        if self.reading and self.state == "running":
            self.state, self.error = "stopped", "Abgebrochen. An den Daten hat sich nichts geändert."

    def as_dict(self, *, lang: str = "de") -> dict[str, Any]:
        """Give its state as plain data.

        Parameters
        ----------
        lang
            Language of what it says.

        Returns
        -------
        dict
        """
        names = ("id", "title", "where", "state", "what", "done", "total", "error", "reading")
        found = {name: getattr(self, name) for name in names}
        if lang == "en":
            found["error"] = self.fault.said(lang) if isinstance(self.fault, StakegraphError) else self.error
            found |= {name: ENGLISH.get(found[name], found[name]) for name in ("what", "error")}
        if self.staged and self.what:
            step, of = ("Step", "of") if lang == "en" else ("Schritt", "von")
            known = f" {of} {self.total}" if self.done < self.total else ""
            found["what"] = f"{step} {self.done + 1}{known}: {found['what']}"
        return found


COMPARING = "Die Angaben werden mit dem verglichen, was schon bekannt ist"
ENGLISH = {
    COMPARING: "The statements are compared with what is known already",
    "Das Netz wird zusammengesetzt": "The network is put together",
    "Gesucht wird, wer Gruppen verbindet": "Looking for who links groups",
    "Gesucht wird, was fehlt": "Looking for what is missing",
    "Verbindungen zwischen Gruppen werden mit dem Zufall verglichen": "Ties between groups are compared with chance",
    "Vorschläge werden gesucht und begründet": "Suggestions are looked for and given reasons",
    "Eine Runde wird zusammengestellt": "A round is put together",
    "Beraterinnen und Berater werden verglichen": "Advisers are compared",
    "Themen und Orte werden gezählt": "Themes and places are counted",
    "Zusammengetragen wird, was bekannt ist": "Bringing together what is known",
    "Frühere Vorschläge werden mit dem verglichen, was danach geschah": "Old suggestions are held against what came",
    "Zusammengestellt wird, was zu sehen ist": "Putting together what is to be seen",
    "Abgebrochen. An den Daten hat sich nichts geändert.": "Stopped. Nothing has changed in the data.",
    STOPPED: "Stopped; nothing was taken over.",
    TOO_LATE: "It was too late to stop: the list is loaded. It can be taken back under “History”.",
    CUT_OFF: "Loading was interrupted; nothing was taken over. Perhaps the memory is too small.",
    "Etwas ist schiefgegangen; nichts wurde übernommen.": "Something went wrong; nothing was taken over.",
}
"""What work says of itself, for those who read English."""
CURRENT: ContextVar[Job | None] = ContextVar("job", default=None)
"""The work that this thread does, so that whoever works something out can say so."""


@contextmanager
def noted(what: str) -> Iterator[None]:
    """Say what is being worked out, when somebody is waiting for it.

    Parameters
    ----------
    what
        For people.
    """
    job = CURRENT.get()
    if job is None:
        yield
        return
    before = job.what
    job.step(what, job.done, job.total)
    yield
    job.step(before, job.done + job.staged, job.total)


class Jobs:
    """All work of one explorer, the newest kept."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._awaited: dict[Hashable, Job] = {}
        self._under_way: list[Job] = []
        self._stages: dict[str, int] = {}
        self._lock = threading.Lock()

    def awaited(self, name: Hashable, title: str, work: Callable[[Job], Any], *, where: str, kind: str = "") -> Job:
        """Wait a little for a piece of reading work; when it takes longer it goes on and can be watched.

        Parameters
        ----------
        name
            What it is; who asks for the same meanwhile waits for the same.
        title
            For people.
        work
            Is given the job.
        where
            Page to go to afterwards.
        kind
            Of such work; it is said how many steps the last one of its kind took.

        Returns
        -------
        Job
            Still running only when it takes longer.

        Raises
        ------
        Exception
            What the work raised meanwhile.
        """

        def counted(job: Job) -> Any:
            try:
                return work(job)
            finally:
                with self._lock:
                    self._stages[kind] = max(job.done, self._stages.get(kind, 0))
                    if self._awaited.get(name) is job:
                        del self._awaited[name]

        with self._lock:
            job = self._awaited.get(name)
            if job is None or job.state != "running":
                new = Job(secrets.token_hex(8), title, where, reading=True, staged=True)
                new.total = self._stages.get(kind, 0)
                job = self._awaited[name] = self._begun(new, counted)
        job.ended.wait(PATIENCE)
        if job.state == "running":
            with self._lock:
                self._keep(job)
        if job.fault is not None:
            raise job.fault
        return job

    def start(self, title: str, work: Callable[[Job], Any], *, where: str = "/", reading: bool = False) -> Job:
        """Begin a piece of work in a thread of its own.

        Parameters
        ----------
        title
            For people.
        work
            Is given the job and calls ``job.step``.
        where
            Page to go to afterwards.
        reading
            Whether it writes nothing.

        Returns
        -------
        Job
        """
        job = self._begun(Job(secrets.token_hex(8), title, where, reading=reading), work)
        self._keep(job)
        return job

    def _begun(self, job: Job, work: Callable[[Job], Any]) -> Job:
        self._under_way = [*(one for one in self._under_way if not one.ended.is_set()), job]
        threading.Thread(target=_run, args=(job, work), name=f"stakegraph-job-{job.id}", daemon=True).start()
        return job

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        for old in list(self._jobs)[:-KEPT]:
            del self._jobs[old]

    def end(self, patience: float = FAREWELL) -> None:
        """Ask all work to end and wait for it, because the store will be closed.

        Parameters
        ----------
        patience
            Seconds to wait in all.
        """
        until = time.monotonic() + patience
        for job in self._under_way:
            job.stop()
        for job in self._under_way:
            job.ended.wait(max(0.0, until - time.monotonic()))

    def get(self, id_: str) -> Job:
        """Find a piece of work.

        Parameters
        ----------
        id_
            Its id.

        Returns
        -------
        Job

        Raises
        ------
        NotFoundError
            It is long gone.
        """
        if id_ not in self._jobs:
            msg = "Diese Arbeit ist nicht mehr bekannt. Bitte noch einmal beginnen."
            raise NotFoundError(msg)
        return self._jobs[id_]


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    CURRENT.set(job)
    try:
        job.result = work(job)
    except JobCancelledError as exc:
        job.error, job.state = job.error or str(exc), "stopped"
    except StakegraphError as exc:
        job.fault, job.error, job.state = exc, exc.said(), "failed"
    except Exception as exc:  # noqa: BLE001 - a thread has nobody above it that would say what happened
        log_mishap(exc)
        job.fault, job.error = exc, "Etwas ist schiefgegangen; nichts wurde übernommen."
        job.state = "failed"
    else:
        if job.state == "running":
            job.state = "done"
    finally:
        job.ended.set()
        if not job.reading:
            give_back()
