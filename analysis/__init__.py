"""What can be said of a stakeholder network: tables of numbers and reasons, worked out by pure functions."""

from analysis.brokerage import brokerage
from analysis.positions import betweenness, positions
from analysis.reasons import Reason

__all__ = [
    "Reason",
    "betweenness",
    "brokerage",
    "positions",
]
