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

__all__ = [
    "AmbiguousNameError",
    "Cleaning",
    "InfeasibleError",
    "InputError",
    "JobCancelledError",
    "Network",
    "NotFoundError",
    "ParameterError",
    "SchemaError",
    "StakegraphError",
    "StoreAccessError",
    "StoreCorruptError",
    "StoreError",
    "StoreUnavailableError",
    "StoreVersionError",
]
