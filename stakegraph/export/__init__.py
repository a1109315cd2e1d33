"""Taking everything out again: for Excel, calendars, network programs, Kumu, Neo4j, programs, and copies for others."""

from stakegraph.export.schema import json_schema
from stakegraph.export.sharing import recognisable, shared_counts, shared_network
from stakegraph.export.writing import ENDINGS, export, run_record_path

__all__ = ["ENDINGS", "export", "json_schema", "recognisable", "run_record_path", "shared_counts", "shared_network"]
