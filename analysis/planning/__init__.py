"""What to do next: introductions, guest lists, adviser teams, what-if and change."""

from analysis.planning.adviser_teams import AdviserTeams, adviser_teams
from analysis.planning.advisers import Assignment, assign_advisers
from analysis.planning.change import Change, change
from analysis.planning.guests import Guests, choose_guests
from analysis.planning.introductions import introductions
from analysis.planning.invitations import Invitations, invitations
from analysis.planning.what_if import WhatIf, what_if

__all__ = [
    "AdviserTeams",
    "Assignment",
    "Change",
    "Guests",
    "Invitations",
    "WhatIf",
    "adviser_teams",
    "assign_advisers",
    "change",
    "choose_guests",
    "introductions",
    "invitations",
    "what_if",
]
