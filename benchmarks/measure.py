"""Timing and the table that is printed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Line", "best", "in_turns", "table"]


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: ours, the peer's, and what the ratio should be."""

    what: str
    ours: float
    peer: str
    theirs: float
    goal: str
    holds: bool


def best(function: Callable[[], object], *, rounds: int = 3, cpu: bool = True) -> float:
    """Least seconds of several rounds; CPU time of this process, or wall time where a server does the work."""
    clock = time.process_time if cpu else time.perf_counter
    found = []
    for _ in range(rounds):
        start = clock()
        function()
        found.append(clock() - start)
    return min(found)


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int = 4) -> tuple[float, float]:
    """Least CPU seconds of each, measured in turns so that a busy moment hits both."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for place, function in enumerate((ours, theirs)):
            found[place].append(best(function, rounds=1))
    return min(found[0]), min(found[1])


def table(lines: Iterable[Line]) -> str:
    """Lay the lines out in Markdown."""
    rows = [
        "| what | ours, s | peer | theirs, s | ours / theirs | goal | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for line in lines:
        ratio = line.ours / max(line.theirs, 1e-9)
        shown = f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / max(ratio, 1e-9):.0f}"
        rows.append(
            f"| {line.what} | {line.ours:.3f} | {line.peer} | {line.theirs:.3f} | {shown} | {line.goal} | "
            f"{'holds' if line.holds else 'missed'} |"
        )
    return "\n".join(rows)
