"""The one place where work is spread over workers, with a random stream of its own for every task."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import joblib
import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["blocks", "run_tasks"]

T = TypeVar("T")


def run_tasks(function: Callable[..., T], tasks: Sequence[tuple[Any, ...]], *, seed: int | None = None) -> list[T]:
    """Call a function once per task, in the order of the tasks, on all workers there are.

    Uses the cores of this machine as threads, unless the caller has opened ``joblib.parallel_config(...)``: then that
    decides, and the work can go to other processes or a cluster. Results never depend on the number of workers.

    Parameters
    ----------
    function
        A function of a module (so that it can be sent to another process).
    tasks
        Positional arguments, one tuple per call.
    seed
        When given, every call also gets ``rng``, a generator spawned from this seed by the number of the task.

    Returns
    -------
    list
        Results in the order of the tasks.
    """
    options: list[dict[str, Any]] = [{} for _ in tasks]
    if seed is not None:
        streams = np.random.SeedSequence(seed).spawn(len(tasks))
        options = [{"rng": np.random.default_rng(stream)} for stream in streams]
    if len(tasks) == 1 and joblib.effective_n_jobs() == 1:
        return [function(*tasks[0], **options[0])]
    chosen = None if joblib.effective_n_jobs() > 1 else os.cpu_count()
    calls = [joblib.delayed(_on_one_core)(function, task, more) for task, more in zip(tasks, options, strict=True)]
    with threadpool_limits(limits=1, user_api="blas"):  # for threads: each would give the others their cores back
        return list(joblib.Parallel(n_jobs=chosen, prefer="threads")(calls))


def _on_one_core(function: Callable[..., T], task: tuple[Any, ...], options: dict[str, Any]) -> T:
    """Do a task without threads for matrix products, wherever it was sent: the cores are taken already."""
    with threadpool_limits(limits=1, user_api="blas"):
        return function(*task, **options)


def blocks(total: int, size: int) -> list[tuple[int, int]]:
    """Cut a range into pieces.

    Parameters
    ----------
    total
        Length of the range.
    size
        Largest length of a piece, at least 1.

    Returns
    -------
    list of (start, stop)
        Empty when the range is.
    """
    return [(start, min(start + size, total)) for start in range(0, total, size)]
