"""Groups of stakeholders: an attribute of the network or a mapping, unknown kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graphmodel import ParameterError

if TYPE_CHECKING:
    from graphmodel import Network

__all__ = ["Grouping", "group_labels", "grouping"]

UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which group each stakeholder is in.

    Attributes
    ----------
    labels
        Names of the groups, text, sorted.
    codes
        Position in ``labels`` per stakeholder, in the order of the ids; -1 for unknown.
    """

    labels: tuple[str, ...]
    codes: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Whether the group is on record, per stakeholder."""
        return np.asarray(self.codes >= 0)

    @property
    def sizes(self) -> np.ndarray:
        """Number of stakeholders per group."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))

    def names(self) -> np.ndarray:
        """Group of each stakeholder as text, None where unknown."""
        padded = np.array([*self.labels, None], dtype=object)
        return np.asarray(padded[self.codes])


def grouping(network: Network, group: Any, *, caller: str) -> Grouping:
    """Read the 'group' parameter of an analysis.

    Parameters
    ----------
    network
        The stakeholders.
    group
        Name of an attribute of the network, or a mapping (or Series) from id to group. None, NaN and blanks are
        unknown; so are stakeholders that a mapping leaves out.
    caller
        Name of the analysis, for the message.

    Returns
    -------
    Grouping
        Labels sorted as text.

    Raises
    ------
    ParameterError
        The attribute does not exist, or the parameter is of another kind.
    """
    if isinstance(group, str):
        if group not in network.nodes.columns:
            known = ", ".join(map(str, network.nodes.columns)) or "none"
            msg = (
                f"The 'group' parameter of {caller} must be an attribute of the network ({known}) "
                f"or a mapping from id to group. Got {group!r} instead."
            )
            raise ParameterError(msg)
        values = network.nodes[group].tolist()
    elif isinstance(group, Mapping | pd.Series):
        values = [group.get(name) for name in network.ids]
    else:
        msg = (
            f"The 'group' parameter of {caller} must be the name of an attribute or a mapping from id to group. "
            f"Got {type(group).__name__} instead."
        )
        raise ParameterError(msg)
    return group_labels(values)


def group_labels(values: Any) -> Grouping:
    """Number the groups of a list of values.

    Parameters
    ----------
    values
        One value per stakeholder; None, NaN and blanks are unknown.

    Returns
    -------
    Grouping
        Labels sorted as text.
    """
    texts = [_text(value) for value in values]
    labels = tuple(sorted({text for text in texts if text is not None}))
    order = {label: code for code, label in enumerate(labels)}
    codes = [UNKNOWN if text is None else order[text] for text in texts]
    return Grouping(labels, np.array(codes, dtype=np.int64))


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return None
    return str(value).strip() or None
