"""Long work beside the pages: started, watched, stopped."""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graphmodel import JobCancelledError, NotFoundError, StakegraphError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Job", "Jobs"]

logger = logging.getLogger(__name__)
KEPT = 50


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
            msg = "Abgebrochen; nichts wurde übernommen."
            raise JobCancelledError(msg)

    def stop(self) -> None:
        """Ask it to end at its next step."""
        self._stop.set()

    def as_dict(self) -> dict[str, Any]:
        """Give its state as plain data.

        Returns
        -------
        dict
        """
        names = ("id", "title", "where", "state", "what", "done", "total", "error")
        return {name: getattr(self, name) for name in names}


class Jobs:
    """All work of one explorer, the newest kept."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def start(self, title: str, work: Callable[[Job], Any], *, where: str = "/") -> Job:
        """Begin a piece of work in a thread of its own.

        Parameters
        ----------
        title
            For people.
        work
            Is given the job and calls ``job.step``.
        where
            Page to go to afterwards; ``{id}`` becomes the id of the job.

        Returns
        -------
        Job
        """
        id_ = secrets.token_hex(8)
        job = Job(id_, title, where.replace("{id}", id_))
        self._jobs[id_] = job
        for old in list(self._jobs)[:-KEPT]:
            del self._jobs[old]
        threading.Thread(target=_run, args=(job, work), name=f"stakegraph-job-{id_}", daemon=True).start()
        return job

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
    try:
        job.result = work(job)
    except JobCancelledError as exc:
        job.error, job.state = str(exc), "stopped"
    except StakegraphError as exc:
        job.error, job.state = str(exc), "failed"
    except Exception:  # a thread has nobody above it that would say what happened
        logger.exception("%s failed", job.title)
        job.error, job.state = "Etwas ist schiefgegangen; nichts wurde übernommen.", "failed"
    else:
        job.state = "done"
