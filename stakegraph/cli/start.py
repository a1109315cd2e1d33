"""Takes the command in, which lasts a second or two; whoever interrupts that sees one line and no traceback."""

import sys

try:
    from stakegraph.cli.main import main
except KeyboardInterrupt:
    sys.stderr.write("Abgebrochen; nichts wurde übernommen.\n")
    sys.exit(130)

__all__ = ["main"]
