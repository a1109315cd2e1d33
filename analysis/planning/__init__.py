"""What to do next: introductions, guest lists, adviser teams, what-if and change."""

from analysis.planning.introductions import introductions

__all__ = ["introductions"]
