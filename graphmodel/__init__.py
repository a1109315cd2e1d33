"""What a stakeholder network is."""

from graphmodel.errors import (
    AmbiguousNameError,
    InfeasibleError,
    InputError,
    JobCancelledError,
    NotFoundError,
    ParameterError,
    SchemaError,
    StakegraphError,
    StoreAccessError,
    StoreCorruptError,
    StoreError,
    StoreUnavailableError,
    StoreVersionError,
)
from graphmodel.network import Cleaning, Network
from graphmodel.reasons import Reason
from graphmodel.snapshot import Snapshot
from graphmodel.stores import Counts, GraphStore, copy_store, open_store
from graphmodel.ties import tie_network

__all__ = [
    "AmbiguousNameError",
    "Cleaning",
    "Counts",
    "GraphStore",
    "InfeasibleError",
    "InputError",
    "JobCancelledError",
    "Network",
    "NotFoundError",
    "ParameterError",
    "Reason",
    "SchemaError",
    "Snapshot",
    "StakegraphError",
    "StoreAccessError",
    "StoreCorruptError",
    "StoreError",
    "StoreUnavailableError",
    "StoreVersionError",
    "copy_store",
    "open_store",
    "tie_network",
]
