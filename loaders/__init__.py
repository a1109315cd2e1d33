"""From the outside world into the graph: lists are read, checked, matched and taken over whole or not at all."""

from loaders.checking import check_journal
from loaders.journal import edit, evidence, history, record_facts
from loaders.load import load
from loaders.profiles import Profile, delete_profile, make_profile, profiles, read_profile, save_profile
from loaders.provenance import provenance
from loaders.quality import Quality, quality
from loaders.questions import review_items
from loaders.reading import Reading, read
from loaders.report import LoadReport, Problem
from loaders.resolve.compare import compare_names
from loaders.resolve.decide import link_names
from loaders.review import decide, merge_actors, undo_decision
from loaders.review_sheet import read_review, write_review
from loaders.template import write_template
from loaders.undoing import undo

__all__ = [
    "LoadReport",
    "Problem",
    "Profile",
    "Quality",
    "Reading",
    "check_journal",
    "compare_names",
    "decide",
    "delete_profile",
    "edit",
    "evidence",
    "history",
    "link_names",
    "load",
    "make_profile",
    "merge_actors",
    "profiles",
    "provenance",
    "quality",
    "read",
    "read_profile",
    "read_review",
    "record_facts",
    "review_items",
    "save_profile",
    "undo",
    "undo_decision",
    "write_review",
    "write_template",
]
