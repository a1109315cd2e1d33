"""Files of every format with damage that nobody thought of, for a bounded time: ``python -m tests.loaders.fuzz``.

Damage is random and repeatable. It is guided by what the readers do: an input that leads to a code of a problem, or to
lines of the readers, that no earlier one led to is kept and damaged further.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

import networkx as nx

import loaders
from graphmodel.errors import InputError
from loaders.guard import inspect
from tests.loaders import format_files as made
from tests.loaders.bad_cases import CASES

MOST = 60_000
SIGNS = (
    b"\0",
    b"<",
    b">",
    b'"',
    b"\n",
    b"\r",
    b"\xff",
    b";",
    b"}",
    b"]",
    b"&",
    b"-1",
    b"99999999999",
    b"\xc3",
    b"PK\x03\x04",
    b"20240230",
    b"\n*\n",
    b"Summe;",
)
EVENT = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Forum\nDTSTART:20240703T170000\nDTEND:20240703T190000\n"
    b"RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20240710T170000\nEND:VEVENT\nEND:VCALENDAR\n"
)
STAGES = (
    b"Forum 03.07.2024\n\nOrganisation;Ort;angemeldet;anwesend\nChor;Kerpen;x;x\n\nFest 05.06.2024\n\n"
    b"Organisation;Ort;angemeldet;anwesend\nTreff;Kerpen;x;\nSumme;;2;1\n\n* Stand\n"
)
LISTED = b'*Vertices 2\n1 "Chor"\n2 "Treff"\n*Arcslist\n1 2\n'
MATRIX = b'DL N=2\nROW LABELS:\n"Chor"\n"Treff"\nDATA:\n0 1\n1 0\n'
READERS = str(Path(loaders.__file__).parent)


def seeds() -> list[tuple[str, bytes]]:
    """Files to begin with: the bad ones and good ones of every format."""
    found = [(case.name, case.data) for case in CASES]
    found += [("netz.graphml", made.by_networkx(nx.write_graphml)), ("netz.gexf", made.by_networkx(nx.write_gexf))]
    found += [("netz.net", made.pajek()), ("liste.xls", made.xls(made.SHEET)), ("liste.xlsb", made.xlsb(made.SHEET))]
    found += [("liste.ods", made.ods(made.SHEET)), ("liste.xlsx", made.workbook({"Liste": made.SHEET}))]
    found += [("rat.json", made.as_json({"data": [one for all_ in made.council("1.1").values() for one in all_]}))]
    found += [("termine.ics", EVENT), ("listen.csv", STAGES), ("liste.net", LISTED), ("matrix.dl", MATRIX)]
    return [(name, data) for name, data in found if len(data) <= MOST]


def damaged(dice: random.Random, data: bytes, other: bytes) -> bytes:
    """Change some bytes, cut, double or put something of another file in."""
    content = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(content) + 1)
        kind = dice.randrange(6)
        if kind == 0 and content:
            content[min(at, len(content) - 1)] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del content[at : at + dice.randint(1, 80)]
        elif kind == 2:
            content[at:at] = content[at : at + dice.randint(1, 200)]
        elif kind == 3:
            content[at : at + dice.randrange(3)] = dice.choice(SIGNS)
        elif kind == 4 and other:
            start = dice.randrange(len(other))
            content[at:at] = other[start : start + dice.randint(1, 200)]
        else:
            content[at : at + dice.randint(1, 8)] = dice.randbytes(dice.randint(0, 8))
    return bytes(content[:MOST])


class Trace:
    """Lines of the readers that were reached."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def _lines(self, frame, event, _arg):
        if not frame.f_code.co_filename.startswith(READERS):
            return None
        if event == "line":
            self.seen.add((frame.f_code.co_filename, frame.f_lineno))
        return self._lines

    def run(self, path: Path) -> set[object]:
        """Read a file; give what was reached by it for the first time."""
        before = len(self.seen)
        sys.settrace(self._lines)
        try:
            reading = loaders.read(path)
        finally:
            sys.settrace(None)
        found: set[object] = {problem.code for problem in reading.problems}
        return found | ({len(self.seen)} if len(self.seen) > before else set())


def main() -> int:
    """Damage files until the time is over; leave with 1 and keep the file when something other than a report comes."""
    parser = argparse.ArgumentParser(description="Read damaged files for a bounded time.")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    dice, queue, known = random.Random(options.seed), seeds(), set()
    trace, end, n, failed = Trace(), time.monotonic() + options.seconds, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name, data = dice.choice(queue)
            data = damaged(dice, data, dice.choice(queue)[1])
            path = Path(folder) / name.replace("/", "_")
            path.write_bytes(data)
            n += 1
            try:
                found = inspect(data, name=name)
                assert found.kind or found.problems, "refused without a word"
                reached = trace.run(path)
            except InputError:
                reached = set()
            except Exception:  # noqa: BLE001 - whatever comes is what is looked for
                failed += 1
                options.keep.mkdir(exist_ok=True)
                kept = options.keep / f"{failed:03d}-{path.name}"
                kept.write_bytes(data)
                sys.stdout.write(f"{kept}: {traceback.format_exc().strip().splitlines()[-1]}\n")
                continue
            if reached - known:
                known |= reached
                queue.append((name, data))
    sys.stdout.write(f"{n} files in {options.seconds:.0f} s, {len(queue)} worth more damage, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
