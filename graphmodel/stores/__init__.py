"""Where the graph lives: one SQLite file, or Neo4j."""

from graphmodel.stores.base import Counts, GraphStore
from graphmodel.stores.copy import copy_store
from graphmodel.stores.url import open_store

__all__ = ["Counts", "GraphStore", "copy_store", "open_store"]
