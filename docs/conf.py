"""The handbook: ``uv run sphinx-build docs build/handbook``; it needs no server and asks nobody."""

from __future__ import annotations

project = "stakegraph"
author = "The stakegraph authors"
language = "de"  # of the search and of the words around a page
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["conf.py", "build*.py"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# links to files beside the handbook, which a test follows; Cypher that the highlighter does not know
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
html_theme = "furo"
html_title = "stakegraph"
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None
html_show_copyright = False
