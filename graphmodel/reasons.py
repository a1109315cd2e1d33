"""What analysis says: a code with parameters, made into a sentence by the shell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement in a form that any language can be made of.

    Attributes
    ----------
    code
        Stable name of the statement, such as ``"bridge.links_groups"``.
    params
        What the sentence needs: text, numbers, and lists of them; nothing that JSON cannot hold.
    sources
        Where the statement is known from, best first.

    Examples
    --------
    >>> Reason("bridge.links_groups", {"name": "Verein A", "groups": ["MSO", "Amt"]}).code
    'bridge.links_groups'
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the reason as plain data.

        Returns
        -------
        dict
            ``code``, ``params``, ``sources``.
        """
        return {"code": self.code, "params": dict(self.params), "sources": list(self.sources)}
