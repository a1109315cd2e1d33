"""Communities: parts with more ties inside than expected, and how far they can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._contacts import contacts
from analysis._igraph_random import igraph_random
from analysis._tables import finish, run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import igraph

    from graphmodel import Network

__all__ = ["Communities", "communities"]

HARDLY_ANY = 0.1
STABLE_SHARE = 0.8
SMALL_NETWORK = 5_000
UNTIL_STEADY = -1
FEW_ROUNDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """The best partition that was found, and how much the runs agree.

    Attributes
    ----------
    table
        ``id``, ``community`` (int, 1 is the largest), ``stability`` (0 to 1: share of runs in which the stakeholder
        stays with its community), sorted by ``id``.
    modularity
        Of the partition shown; NaN without ties.
    modularity_range
        Lowest and highest modularity of the runs.
    mean_stability
        Mean of ``stability`` over the stakeholders with ties; NaN without ties.
    verdict
        ``"stable"``, ``"not stable"`` (mean stability below .8), or ``"hardly any communities"`` (modularity below .1).
    run
        Run record.
    """

    table: pd.DataFrame
    modularity: float
    modularity_range: tuple[float, float]
    mean_stability: float
    verdict: str
    run: Mapping[str, Any]

    @property
    def n_communities(self) -> int:
        """Number of communities, isolates counted as one each."""
        return int(self.table["community"].nunique())


def communities(network: Network, *, runs: int = 20, weighted: bool = False, seed: int = 0) -> Communities:
    """Find parts of the network with more ties inside than expected from the numbers of ties.

    Parameters
    ----------
    network
        Stakeholders and ties; direction is set aside.
    runs
        Number of runs of the Leiden algorithm, at least 1; the one with the highest modularity is shown.
    weighted
        Whether strengths count.
    seed
        Seed of the runs.

    Returns
    -------
    Communities
        ``.table``, ``.modularity``, ``.modularity_range``, ``.mean_stability``, ``.verdict``.

    Raises
    ------
    ParameterError
        `runs` is below 1.

    Notes
    -----
    Modularity is the sum over communities of m_c / m - (K_c / 2m)^2, with m_c ties inside and K_c tie ends. The
    communities of every run are matched one to one with those shown so that the overlap is largest; a stakeholder stays
    when its own are matched. Isolates are a community each. Beyond 5,000
    stakeholders each run stops after two rounds. Below a modularity of about .1 there is little to find.

    References
    ----------
    Traag, Waltman and van Eck (2019), From Louvain to Leiden, https://doi.org/10.1038/s41598-019-41695-z.

    Examples
    --------
    >>> from graphmodel import Network
    >>> ties = pd.DataFrame({"source": list("abcdef") + ["a"], "target": list("bcaefd") + ["d"]})
    >>> communities(Network.from_frames(ties)).table["community"].tolist()
    [1, 1, 1, 2, 2, 2]
    """
    if runs < 1:
        msg = f"The 'runs' parameter of communities must be an int of at least 1. Got {runs!r} instead."
        raise ParameterError(msg)
    record = run_record("communities", network, runs=runs, weighted=weighted, seed=seed)
    ids = np.array(network.ids, dtype=object)
    if network.n_ties == 0:
        alone = {"id": ids, "community": np.arange(1, len(ids) + 1), "stability": np.ones(len(ids))}
        nothing = float("nan")
        return Communities(
            finish(pd.DataFrame(alone), record), nothing, (nothing, nothing), nothing, "hardly any communities", record
        )
    known = contacts(network)
    upper = known.rows < known.pattern.indices
    weights = known.mutual[upper].tolist() if weighted else None
    found = _runs(known.graph, weights, runs, seed)
    values = [value for value, _ in found]
    best = found[int(np.argmax(values))][1]
    stays = np.mean([_stays(best, other) for _, other in found], axis=0)
    stability = float(stays[known.degree > 0].mean())
    table = pd.DataFrame({"id": ids, "community": best + 1, "stability": stays})
    verdict = "stable" if stability >= STABLE_SHARE else "not stable"
    if max(values) < HARDLY_ANY:
        verdict = "hardly any communities"
    return Communities(finish(table, record), max(values), (min(values), max(values)), stability, verdict, record)


def _runs(graph: igraph.Graph, weights: list[float] | None, runs: int, seed: int) -> list[tuple[float, np.ndarray]]:
    """Modularity and membership of each run; memberships numbered by size, then by first member."""
    found = []
    rounds = UNTIL_STEADY if graph.vcount() <= SMALL_NETWORK else FEW_ROUNDS
    with igraph_random(seed):
        for _ in range(runs):
            parts = graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=rounds)
            membership = np.array(parts.membership, dtype=np.int64)
            found.append((float(graph.modularity(membership.tolist(), weights=weights)), _numbered(membership)))
    return found


def _numbered(membership: np.ndarray) -> np.ndarray:
    sizes = np.bincount(membership)
    first = np.full(len(sizes), len(membership))
    np.minimum.at(first, membership, np.arange(len(membership)))
    place = np.empty(len(sizes), dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return np.asarray(place[membership])


def _stays(shown: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether each stakeholder is in the community of the other run that is matched with its own."""
    shape = (int(shown.max()) + 1, int(other.max()) + 1)
    if max(shape) > 2000:  # noqa: PLR2004 - beyond this, matching one to one takes long; largest overlap instead
        return _stays_many(shown, other, shape)
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - much memory, for those who ask for this

    overlap = np.zeros(shape, dtype=np.int64)
    np.add.at(overlap, (shown, other), 1)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    partner = np.full(shape[0], -1)
    partner[rows] = columns
    return np.asarray(partner[shown] == other)


def _stays_many(shown: np.ndarray, other: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """As `_stays` for thousands of communities: pairs with the largest overlap first."""
    keys, counts = np.unique(shown * shape[1] + other, return_counts=True)
    partner, taken = np.full(shape[0], -1), np.zeros(shape[1], dtype=bool)
    for place in np.lexsort((keys, -counts)):
        row, column = divmod(int(keys[place]), shape[1])
        if partner[row] < 0 and not taken[column]:
            partner[row] = column
            taken[column] = True
    return np.asarray(partner[shown] == other)
