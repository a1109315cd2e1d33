"""The command ``stakegraph``."""

from stakegraph.cli.main import main

__all__ = ["main"]
