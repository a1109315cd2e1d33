"""The example networks: real facts of municipal partnerships in North Rhine-Westphalia, and an invented district."""

from __future__ import annotations

import csv
from pathlib import Path

import platformdirs

from graphmodel import NotFoundError

__all__ = ["EXAMPLES", "SCOPE", "demo_folder", "example_files", "file_rows"]

SCOPE = "05"
"""North Rhine-Westphalia by its key."""

EXAMPLES = ("nrw", "musterkreis")
"""Names of the examples; the second is invented."""

_LISTS = ("*.csv", "*.xlsx", "*.ics", "*.docx")


def example_files(name: str = "nrw") -> list[Path]:
    """Find the tables of an example, in the installed package or in the project folder.

    Parameters
    ----------
    name
        Folder under ``examples``.

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    NotFoundError
        There is no such example.
    """
    here = Path(__file__).parent
    for folder in (here / "examples" / name, here.parent / "examples" / name):
        files = sorted(path for pattern in _LISTS for path in folder.glob(pattern))
        if files:
            return files
    msg = f"Das Beispiel „{name}“ gibt es nicht."
    raise NotFoundError(msg)


def demo_folder() -> Path:
    """Folder of the example's own store and pages, apart from the user's data.

    Returns
    -------
    Path
        It exists.
    """
    folder = platformdirs.user_data_path("stakegraph") / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_rows(path: Path) -> int:
    """Count the rows of a table below its header.

    Parameters
    ----------
    path
        CSV file.

    Returns
    -------
    int
    """
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
