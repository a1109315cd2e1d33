"""What can be said of a stakeholder network: tables of numbers and reasons, worked out by pure functions."""

from analysis.attendance import Representation, attendance_position, co_attendance, representation
from analysis.bridges import bridges
from analysis.brokerage import brokerage
from analysis.communities import Communities, communities
from analysis.expected_ties import expected_ties
from analysis.gaps import coverage, dormant, gaps
from analysis.group_reach import group_reach
from analysis.isolates import isolates
from analysis.key_players import KeyPlayers, key_players
from analysis.matching import BackTest, back_test, hindsight, matches
from analysis.matching.metrics import ranking_metrics
from analysis.mixing import Mixing, mixing
from analysis.pair_scores import pair_scores
from analysis.planning import (
    AdviserTeams,
    Assignment,
    Change,
    Guests,
    Invitations,
    WhatIf,
    adviser_teams,
    assign_advisers,
    change,
    choose_guests,
    introductions,
    invitations,
    what_if,
)
from analysis.positions import betweenness, positions
from analysis.reasons import Reason
from analysis.removal import removal

__all__ = [
    "AdviserTeams",
    "Assignment",
    "BackTest",
    "Change",
    "Communities",
    "Guests",
    "Invitations",
    "KeyPlayers",
    "Mixing",
    "Reason",
    "Representation",
    "WhatIf",
    "adviser_teams",
    "assign_advisers",
    "attendance_position",
    "back_test",
    "betweenness",
    "bridges",
    "brokerage",
    "change",
    "choose_guests",
    "co_attendance",
    "communities",
    "coverage",
    "dormant",
    "expected_ties",
    "gaps",
    "group_reach",
    "hindsight",
    "introductions",
    "invitations",
    "isolates",
    "key_players",
    "matches",
    "mixing",
    "pair_scores",
    "positions",
    "ranking_metrics",
    "removal",
    "representation",
    "what_if",
]
