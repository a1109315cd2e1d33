"""All pages and steps of the explorer, by part."""

from stakegraph.explorer.routes.about import site as about
from stakegraph.explorer.routes.answers import site as answers
from stakegraph.explorer.routes.details import site as details
from stakegraph.explorer.routes.door import site as door
from stakegraph.explorer.routes.intake import site as intake
from stakegraph.explorer.routes.lists import site as lists
from stakegraph.explorer.routes.net import site as net
from stakegraph.explorer.routes.plan import site as plan
from stakegraph.explorer.routes.start import site as start
from stakegraph.explorer.routes.stories import site as stories
from stakegraph.explorer.routes.world import site as world

__all__ = ["about", "answers", "details", "door", "intake", "lists", "net", "plan", "start", "stories", "world"]
