"""What can be said of a stakeholder network: tables of numbers and reasons, worked out by pure functions."""

from analysis.attendance import co_attendance
from analysis.brokerage import brokerage
from analysis.communities import Communities, communities
from analysis.group_reach import group_reach
from analysis.isolates import isolates
from analysis.planning import introductions
from analysis.positions import betweenness, positions
from analysis.reasons import Reason
from analysis.removal import removal

__all__ = [
    "Communities",
    "Reason",
    "betweenness",
    "brokerage",
    "co_attendance",
    "communities",
    "group_reach",
    "introductions",
    "isolates",
    "positions",
    "removal",
]
