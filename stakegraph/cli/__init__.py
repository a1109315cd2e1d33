"""The command ``stakegraph``."""

import sys

try:
    from stakegraph.cli.main import main
except KeyboardInterrupt:  # it is still being started: nothing was done yet
    sys.stderr.write("Abgebrochen; nichts wurde übernommen.\n")
    sys.exit(130)

__all__ = ["main"]
