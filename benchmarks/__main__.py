"""Print the table: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain

from benchmarks.analyses import answers, exponents, kernels
from benchmarks.explorer import drawing, pages
from benchmarks.intake import lists, names
from benchmarks.measure import table
from benchmarks.networks import positions, snapshots
from benchmarks.planning import planning
from benchmarks.stores import embedded, server
from tests.neo4j_server import LINES, provide


def main() -> int:
    """Measure everything and leave with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description="Compare speed with other libraries in one run, as ratios.")
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--no-neo4j", action="store_true")
    options = parser.parse_args()
    lines = list(
        chain(
            planning(),
            embedded(options.ties),
            positions(),
            snapshots(options.ties),
            kernels(),
            answers(),
            names(),
            lists(),
            drawing(),
            pages(),
        )
    )
    if not options.no_neo4j:
        running = provide(LINES[0])
        try:
            os.environ.update(STAKEGRAPH_NEO4J_USER=running.user, STAKEGRAPH_NEO4J_PASSWORD=running.password)
            lines += server(running.url, running.user, running.password, options.ties)
        finally:
            running.stop()
    print(table(lines))
    print()
    print(exponents())
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
