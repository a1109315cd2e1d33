"""All pages and steps of the explorer, by part."""

from stakegraph.explorer.routes.answers import site as answers
from stakegraph.explorer.routes.details import site as details
from stakegraph.explorer.routes.intake import site as intake
from stakegraph.explorer.routes.lists import site as lists
from stakegraph.explorer.routes.start import site as start

__all__ = ["SITES", "answers", "details", "intake", "lists", "start"]

SITES = (start, answers, lists, details, intake)
