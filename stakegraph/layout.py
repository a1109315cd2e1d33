"""Where the stakeholders stand in a drawing: the same data look the same, a small change moves little."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import igraph
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel import Network

__all__ = ["apart", "positions_of"]

ROUNDS = 200
GOLDEN = 2.399963
LARGE = 400
PUSHES = 80


def positions_of(
    network: Network, *, start: Mapping[str, tuple[float, float]] | None = None, seed: int = 0
) -> np.ndarray:
    """Place the stakeholders: members of a group near each other, whoever has ties near those.

    Parameters
    ----------
    network
        The stakeholders; attribute ``group`` places groups first.
    start
        Where they stood in an earlier drawing; there they stay, and newcomers join them.
    seed
        For the drawing.

    Returns
    -------
    ndarray of shape (n_nodes, 2)
        Centred, the larger extent from -1 to 1.
    """
    n = network.n_nodes
    if n == 0:
        return np.zeros((0, 2))
    known = {network.index[name]: place for name, place in (start or {}).items() if name in network.index}
    if known:
        return _joined(network, known)
    graph = network.to_igraph()
    random.seed(seed)
    igraph.set_random_number_generator(random)
    first = _by_group(network) * np.sqrt(n)
    layout = graph.layout_fruchterman_reingold(
        niter=ROUNDS, seed=first.tolist(), start_temp=np.sqrt(n) / 20, grid=n > LARGE
    )
    return _unit(np.array(layout.coords))


def apart(places: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Move symbols that cover each other just so far that they do not.

    Parameters
    ----------
    places
        One row for each symbol.
    radii
        In the same unit, with half the room that is to stay between two.

    Returns
    -------
    ndarray
        New places. Of more than 400 symbols each stays: there the picture is read as a whole.

    Examples
    --------
    >>> apart(np.array([[0.0, 0.0], [0.3, 0.4], [2.0, 2.0]]), np.array([0.5, 0.5, 0.1])).round(2).tolist()
    [[-0.15, -0.2], [0.45, 0.6], [2.0, 2.0]]
    """
    n = len(places)
    if not 1 < n <= LARGE:
        return places
    turn = GOLDEN * np.arange(n)
    found = places + 1e-6 * np.column_stack((np.cos(turn), np.sin(turn)))  # two at one place part as well
    room = radii[:, None] + radii[None, :]
    np.fill_diagonal(room, 0.0)
    for _ in range(PUSHES):
        gaps = found[:, None, :] - found[None, :, :]
        far = np.linalg.norm(gaps, axis=2)
        short = np.maximum(room - far, 0.0)
        if not short.any():
            break
        found = found + 0.5 * (gaps * (short / np.maximum(far, 1e-12))[:, :, None]).sum(axis=1) / _crowd(short)
    return np.asarray(found)


def _crowd(short: np.ndarray) -> np.ndarray:
    """Count those that push somebody: pushed by many, one goes the mean of the ways and not their sum."""
    return np.asarray(np.maximum(np.sqrt((short > 0).sum(axis=1)), 1.0))[:, None]


def _joined(network: Network, known: Mapping[int, tuple[float, float]]) -> np.ndarray:
    """Leave everybody in place; newcomers go to the middle of their contacts, or to their group."""
    found = _by_group(network) * 0.9
    for position, place in known.items():
        found[position] = place
    matrix = network.adjacency()
    for position in range(network.n_nodes):
        if position in known:
            continue
        contacts = [
            other for other in matrix.indices[matrix.indptr[position] : matrix.indptr[position + 1]] if other in known
        ]
        if contacts:
            turn = GOLDEN * position
            found[position] = found[contacts].mean(axis=0) + 0.04 * np.array([np.cos(turn), np.sin(turn)])
    return np.clip(found, -1.0, 1.0)


def _by_group(network: Network) -> np.ndarray:
    """Members of a group in a sunflower around a place of their own on a circle."""
    if "group" in network.nodes.columns:
        groups = [str(group) for group in network.nodes["group"]]
    else:
        groups = [""] * network.n_nodes
    labels = sorted(set(groups))
    sizes = {label: groups.count(label) for label in labels}
    seen = dict.fromkeys(labels, 0)
    found = np.zeros((network.n_nodes, 2))
    for position, group in enumerate(groups):
        angle = 2 * np.pi * labels.index(group) / max(len(labels), 1)
        radius = 0.35 * np.sqrt((seen[group] + 0.5) / sizes[group])
        turn = GOLDEN * seen[group]
        found[position] = (np.cos(angle) + radius * np.cos(turn), np.sin(angle) + radius * np.sin(turn))
        seen[group] += 1
    return found


def _unit(places: np.ndarray) -> np.ndarray:
    """Centre the bulk of the places and bring them to -1 … 1, the crowded middle spread, far outliers drawn in."""
    places = places - np.median(places, axis=0)
    places = places / np.maximum(np.percentile(np.abs(places), 96, axis=0), 1e-9)
    radius = np.linalg.norm(places, axis=1, keepdims=True)
    spread = np.where(radius > 1, 1 + 0.3 * np.tanh(radius - 1), radius**0.65)
    places = places / np.maximum(radius, 1e-9) * spread
    return np.asarray(places / np.maximum(np.abs(places).max(axis=0), 1e-9))
