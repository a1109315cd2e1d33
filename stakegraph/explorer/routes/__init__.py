"""All pages and steps of the explorer, by part."""

from stakegraph.explorer.routes.answers import site as answers
from stakegraph.explorer.routes.start import site as start

__all__ = ["SITES", "answers", "start"]

SITES = (start, answers)
