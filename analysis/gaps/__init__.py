"""Ties and presences that are missing, each with what was expected and what is unknown."""

from analysis.gaps.activity import dormant
from analysis.gaps.coverage import coverage
from analysis.gaps.finding import gaps

__all__ = ["coverage", "dormant", "gaps"]
