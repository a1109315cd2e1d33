"""Load the packages in the usual way before doctests are collected, so that functions hide modules of their name."""

import analysis  # noqa: F401
