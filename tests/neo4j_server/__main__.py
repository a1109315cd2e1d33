"""Start a server by hand: ``uv run python -m tests.neo4j_server [VERSION]``; Ctrl-C ends it."""
# ruff: noqa: T201 - printing is what this command is for

from __future__ import annotations

import os
import signal
import sys

from tests.neo4j_server.lines import LINES, line_of
from tests.neo4j_server.provide import NoServerError, provide


def main() -> int:
    """Start, say how to reach it, and wait."""
    try:
        line = line_of(sys.argv[1]) if len(sys.argv) > 1 else LINES[0]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server = provide(line, password=os.environ.get("STAKEGRAPH_NEO4J_PASSWORD"))
    except (NoServerError, ValueError) as exc:
        print(exc, file=sys.stderr)
        return 1
    try:
        print(f"Neo4j {server.version} ({server.origin}) answers. In another shell:")
        print(f"export STAKEGRAPH_STORE={server.url}")
        print(f"export STAKEGRAPH_NEO4J_USER={server.user}")
        print(f"export STAKEGRAPH_NEO4J_PASSWORD={server.password}")
        print("Ctrl-C stops it; nothing in it is kept.", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print(" stopping")
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
