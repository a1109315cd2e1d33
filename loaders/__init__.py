"""From the outside world into the graph: lists are read, checked, matched and taken over whole or not at all."""

from loaders.journal import edit, evidence, history, record_facts, undo
from loaders.load import load
from loaders.quality import Quality, quality
from loaders.questions import review_items
from loaders.reading import Reading, read
from loaders.report import LoadReport, Problem
from loaders.resolve.compare import compare_names
from loaders.resolve.decide import link_names
from loaders.review import decide, merge_actors, undo_decision
from loaders.review_sheet import read_review, write_review
from loaders.template import write_template

__all__ = [
    "LoadReport",
    "Problem",
    "Quality",
    "Reading",
    "compare_names",
    "decide",
    "edit",
    "evidence",
    "history",
    "link_names",
    "load",
    "merge_actors",
    "quality",
    "read",
    "read_review",
    "record_facts",
    "review_items",
    "undo",
    "undo_decision",
    "write_review",
    "write_template",
]
