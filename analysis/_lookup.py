"""Find a stakeholder by id, or say which ids come close."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from graphmodel import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import Network

__all__ = ["position_of", "positions_of"]


def position_of(network: Network, name: Any, *, parameter: str) -> int:
    """Position of an id.

    Parameters
    ----------
    network
        The stakeholders.
    name
        An id.
    parameter
        Name of the parameter, for the message.

    Returns
    -------
    int
        Position in ``network.ids``.

    Raises
    ------
    NotFoundError
        There is no such id; ``candidates`` has similar ones.
    """
    found = network.index.get(str(name))
    if found is None:
        close = tuple(get_close_matches(str(name), network.ids, n=3))
        hint = f" Did you mean {', '.join(close)}?" if close else ""
        msg = f"The '{parameter}' must be the id of a stakeholder of the network. Got {name!r} instead.{hint}"
        raise NotFoundError(msg, candidates=close)
    return found


def positions_of(network: Network, names: Iterable[Any], *, parameter: str) -> list[int]:
    """Positions of several ids, each once, ascending.

    Parameters
    ----------
    network
        The stakeholders.
    names
        Ids.
    parameter
        Name of the parameter, for the message.

    Returns
    -------
    list of int
        Positions in ``network.ids``.

    Raises
    ------
    NotFoundError
        One of them does not exist.
    """
    return sorted({position_of(network, name, parameter=parameter) for name in names})
