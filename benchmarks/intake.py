"""Names and lists: linking against rapidfuzz on the same candidates, and files to a dry-run report."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from rapidfuzz import fuzz, process

from benchmarks.measure import Line, best
from loaders import link_names
from loaders.resolve.candidates import CandidateIndex
from loaders.resolve.features import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["lists", "names"]

N_NAMES, N_SAMPLE = 10_000, 500
PEOPLES = ("Togoischer", "Ghanaischer", "Syrischer", "Polnischer", "Kurdischer", "Tamilischer", "Iranischer")
KINDS = ("Kulturverein", "Elternverein", "Frauenverein", "Sportverein", "Freundeskreis", "Förderverein", "Arbeitskreis")
PROPER = ("Baobab", "Sankofa", "Horizont", "Mosaik", "Kompass", "Südwind", "Teranga", "Nowruz", "Windrose", "Brücke")
TOWNS = ("Kerpen", "Düren", "Jülich", "Köln", "Bonn", "Essen", "Dortmund", "Münster", "Bielefeld", "Aachen", "Herne")
HEAD = ["Veranstaltung", "Datum", "Organisation", "Ort", "Status", "Rolle"]
BESIDE = ["PLZ", "Anzahl", "Quelle", "Stand", "Veranstaltungsort", "Bemerkung"]
TRIAL = """
import re, resource, sys
from pathlib import Path
import loaders
from graphmodel import open_store
store_path, dry_run = (":memory:", True) if sys.argv[3] == "trial" else (sys.argv[1] + ".db", False)
with open_store(store_path) as store:
    report = loaders.load(store, sys.argv[1], dry_run=dry_run)
    assert report.ok, report.problems[:3]
    assert report.counts.read == int(sys.argv[2]), report.counts
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]  # ru_maxrss knows the parent's
print(sum(one.ru_utime + one.ru_stime for one in used), int(peak) / 1024)
"""


def spellings(n: int, *, seed: int = 0) -> list[str]:
    """Names of organisations with the words of real ones, most of them different."""
    dice = random.Random(seed)
    found = []
    for number in range(n):
        words = [
            dice.choice(PEOPLES),
            dice.choice(KINDS),
            dice.choice(PROPER),
            f"{number % 977:03d}",
            dice.choice(TOWNS),
        ]
        found.append(" ".join(word for word in words if dice.random() < 0.85) + dice.choice((" e.V.", "", " e. V.")))
    return found


def names() -> Iterator[Line]:
    """Link 10,000 names with 10,000 known ones; WRatio scores the same candidates, and all pairs of a sample."""
    arriving, known = spellings(N_NAMES, seed=1), spellings(N_NAMES, seed=2)
    index = CandidateIndex([name_of(name) for name in known])
    pairs = [
        (name, [known[position] for position in positions])
        for name, positions in zip(arriving, index.query([name_of(name) for name in arriving]), strict=True)
    ]

    def same_candidates() -> None:
        for name, candidates in pairs:
            for candidate in candidates:
                fuzz.WRatio(name, candidate)

    ours = best(lambda: link_names(arriving, known), rounds=1)
    theirs = best(same_candidates, rounds=1)
    sample = best(lambda: process.cdist(arriving[:N_SAMPLE], known, scorer=fuzz.WRatio, workers=1), rounds=1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"link 10,000 names with 10,000 ({memory:.0f} MB in all)"
    yield Line(what, ours, "rapidfuzz WRatio, our candidates given", theirs, "<= 10 s", ours <= 10)
    all_pairs = sample * N_NAMES / N_SAMPLE
    yield Line(
        what, ours, f"rapidfuzz WRatio, all pairs (from {N_SAMPLE})", all_pairs, "ours is faster", ours < all_pairs
    )


def lists() -> Iterator[Line]:
    """Dry run and load of sign-in sheets in a process of its own, with what it takes to start."""
    with tempfile.TemporaryDirectory() as folder:
        small, large, wide = (Path(folder) / name for name in ("liste.xlsx", "liste.csv", "breit.csv"))
        _workbook(small, 20_000)
        rows = [HEAD, *_rows(200_000)]
        large.write_text("\n".join(";".join(row) for row in rows), "utf-8")
        rows = [row + more for row, more in zip(rows, [BESIDE, *_beside(200_000)], strict=True)]
        wide.write_text("\n".join(";".join(row) for row in rows), "utf-8")
        cases = (
            (small, 20_000, "trial", 5.0),
            (large, 200_000, "trial", 30.0),
            (wide, 200_000, "trial", 30.0),
            (large, 200_000, "load", 30.0),
        )
        for path, n, mode, limit in cases:
            runs = []
            for _ in range(2):
                call = [sys.executable, "-c", TRIAL, str(path), str(n), mode]
                runs.append(subprocess.run(call, capture_output=True, text=True, check=True))
                for rest in Path(folder).glob("*.db*"):
                    rest.unlink()
            seconds, memory = min(tuple(map(float, run.stdout.split())) for run in runs)
            ends = "to a dry-run report" if mode == "trial" else "loaded into a new store"
            shape = f"{path.suffix[1:].upper()}, {len(HEAD) + len(BESIDE) if path == wide else len(HEAD)} columns"
            what = f"{n:,} rows of {shape}, {ends} ({memory:.0f} MB)"
            holds = seconds <= limit and memory <= 500
            yield Line(what, seconds, "limit", limit, f"<= {limit:.0f} s CPU, <= 500 MB", holds)


def _rows(n: int) -> list[list[str]]:
    dice, organisations = random.Random(3), spellings(600, seed=4)
    return [
        [f"Treffen {k // 60}", f"{1 + k // 60 % 28:02d}.{1 + k // 1680 % 12:02d}.{2010 + k // 20160}",
         dice.choice(organisations), dice.choice(TOWNS), "anwesend", ""]
        for k in range(n)
    ]  # fmt: skip


def _beside(n: int) -> list[list[str]]:
    """Columns that lists often have beside the first ones; no remark is like another."""
    return [
        [f"{40_000 + k % 9_000}", str(1 + k % 5), f"Liste {k % 100}", "2024-01-01", TOWNS[k % 7], f"Anmerkung {k}"]
        for k in range(n)
    ]


def _workbook(path: Path, n: int) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Liste")
        for number, row in enumerate([HEAD, *_rows(n)]):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
