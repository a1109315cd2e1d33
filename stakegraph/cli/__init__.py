"""The command ``stakegraph``."""

from stakegraph.cli.start import main

__all__ = ["main"]
