"""Facts: what one row says about the graph, with its origin."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Fact", "is_live", "node_fact", "relationship_fact", "slug"]

Confidence = Literal["high", "medium", "low"]
_MAX_SLUG = 60
_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Fact:
    """One statement about a node or a relationship.

    Attributes
    ----------
    kind
        ``node`` or ``relationship``.
    label
        Label or relationship type.
    subject
        Id of the node, or source, target and key.
    data
        Properties that are stated; what is not stated is left out.
    confidence
        ``high``, ``medium`` or ``low``; None for a bare mention, which only keeps a node alive that others describe.
    as_of
        Date the statement is from.
    file, sheet, row
        Where it stands; None when nowhere.
    """

    kind: Literal["node", "relationship"]
    label: str
    subject: str | tuple[str, str, str]
    data: dict[str, Any] = field(default_factory=dict)
    confidence: str | None = "medium"
    as_of: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    _text: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def subject_text(self) -> str:
        """Subject in the form in which records hold it."""
        if self._text is None:
            self._text = self.subject if isinstance(self.subject, str) else _encoded(self.subject)
        return self._text

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the nodes that it is about."""
        return (self.subject,) if isinstance(self.subject, str) else self.subject[:2]


def is_live(kind: str) -> bool:
    """Tell whether a record of that kind is part of the graph.

    Parameters
    ----------
    kind
        Kind of a record.

    Returns
    -------
    bool
        False for records that wait for an answer or were replaced.
    """
    return kind in {"node", "relationship"}


def node_fact(label: str, id_: str, data: Mapping[str, Any], **origin: Any) -> Fact:
    """State properties of a node.

    Parameters
    ----------
    label, id_
        Which node.
    data
        Properties; None values are left out.
    **origin
        ``confidence``, ``as_of``, ``file``, ``sheet``, ``row``.

    Returns
    -------
    Fact
    """
    return Fact("node", label, id_, {key: value for key, value in data.items() if value is not None}, **origin)


def relationship_fact(
    type_: str, source: str, target: str, data: Mapping[str, Any] | None = None, *, key: str = "", **origin: Any
) -> Fact:
    """State a relationship.

    Parameters
    ----------
    type_, source, target, key
        Which relationship.
    data
        Properties; None values are left out.
    **origin
        ``confidence``, ``as_of``, ``file``, ``sheet``, ``row``.

    Returns
    -------
    Fact
    """
    kept = {name: value for name, value in (data or {}).items() if value is not None}
    return Fact("relationship", type_, (source, target, key), kept, **origin)


def slug(text: str) -> str:
    """Make an id part of a name.

    Parameters
    ----------
    text
        Any name.

    Returns
    -------
    str
        Lower-case ASCII letters, digits and hyphens; long names and names in other scripts end in a check sum.

    Examples
    --------
    >>> slug("Eine Welt Netz NRW e.V.")
    'eine-welt-netz-nrw-e-v'
    """
    folded = fold(text)
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    lossy = len(re.sub(r"[\W_]", "", folded)) > len(plain.replace("-", ""))
    if lossy or len(plain) > _MAX_SLUG:
        digest = hashlib.sha256(folded.encode()).hexdigest()[:6]
        return f"{plain[:_MAX_SLUG].rstrip('-')}-{digest}".lstrip("-")
    return plain
