"""What the nine kinds of lists are called."""

from __future__ import annotations

__all__ = ["TABLES"]

TABLES = {
    "actors": ("Organisationen", "organisations"),
    "municipalities": ("Kommunen", "municipalities"),
    "partnerships": ("Partnerschaften", "partnerships"),
    "cooperations": ("Zusammenarbeit", "cooperations"),
    "meetings": ("Veranstaltungen", "meetings"),
    "attendance": ("Teilnahmen", "attendances"),
    "deployments": ("Beratungseinsätze", "deployments"),
    "themes": ("Themen", "themes"),
    "advisers": ("Beraterinnen und Berater", "advisers"),
}
"""Kinds of lists and what they are called."""
