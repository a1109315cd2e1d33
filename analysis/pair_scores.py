"""Pair scores: how close two stakeholders without a tie are, by their common surroundings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.linalg import eigsh

from analysis._contacts import contacts, row_positions
from analysis._lookup import position_of
from analysis._parallel import blocks, run_tasks
from analysis._tables import finish, run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis._contacts import Contacts
    from graphmodel import Network

__all__ = ["pair_scores"]

COLUMNS = (
    "common_neighbours",
    "jaccard",
    "adamic_adar",
    "resource_allocation",
    "preferential_attachment",
    "salton",
    "sorensen",
    "local_path",
    "katz",
    "distance",
)
COMMON = 2
LOCAL_PATH_WEIGHT = 0.01
KATZ_WEIGHT = 0.01
KATZ_SOLVED_UP_TO = 1_500
KATZ_ERROR = 1e-6
KATZ_DIRECTIONS = 12
KATZ_SQUARES = 50_000_000
"""Up to so many products the squares of all walks of two ties are added up; beyond, they are bounded."""
ENTRIES_AT_ONCE = 1_000_000


def pair_scores(
    network: Network, pairs: Iterable[tuple[str, str]] | pd.DataFrame | None = None, *, max_distance: int | None = None
) -> pd.DataFrame:
    """Score pairs without a tie by what they have in common.

    Parameters
    ----------
    network
        Stakeholders and ties; direction and strength are set aside.
    pairs
        Pairs of ids to score (a table with ``source`` and ``target``, or tuples), with or without a tie; None: every
        pair without a tie.
    max_distance
        Leave out pairs that are further apart, at least 2; None keeps all. 2 keeps pairs with a common neighbour.

    Returns
    -------
    DataFrame, one row per pair, sorted by ``source``, ``target``
        ``source``, ``target`` : ids, source < target.
        ``common_neighbours`` : int.
        ``jaccard``, ``salton``, ``sorensen`` : float, 0 to 1: common / all, common / sqrt(k_a k_b),
        2 common / (k_a + k_b); NaN where the divisor is 0.
        ``adamic_adar`` : float, sum over common neighbours of 1 / ln k; ``resource_allocation`` : sum of 1 / k.
        ``preferential_attachment`` : float, k_a k_b.
        ``local_path`` : float, (A^2 + .01 A^3)_ab.
        ``katz`` : float, sum over l of .01^l (A^l)_ab; NaN where the sum has no limit (largest eigenvalue >= 100).
        ``distance`` : float, steps between them; NaN when there is no path.

    Raises
    ------
    NotFoundError
        A pair holds an unknown id.
    ParameterError
        `max_distance` is below 2, or a pair holds the same id twice.

    Notes
    -----
    Katz is solved exactly up to 1,500 stakeholders; beyond that it is approached until the error is below 1e-6.
    Everything else is a sparse product. Count scores have few distinct values, so lists are full of ties: compare them
    with `ranking_metrics`, which does not depend on their order.

    References
    ----------
    Liben-Nowell and Kleinberg (2007), https://doi.org/10.1002/asi.20591. Zhou, Lü and Zhang (2009),
    https://doi.org/10.1140/epjb/e2009-00335-8.

    Examples
    --------
    >>> from graphmodel import Network
    >>> network = Network.from_frames(pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]}))
    >>> table = pair_scores(network)
    >>> print(table[["source", "target", "common_neighbours", "jaccard", "distance"]].to_string(index=False))
    source target  common_neighbours  jaccard  distance
         a      c                  1      0.5       2.0
         a      d                  0      0.0       3.0
         b      d                  1      0.5       2.0
    """
    if max_distance is not None and max_distance < COMMON:
        msg = f"The 'max_distance' parameter of pair_scores must be None or at least 2. Got {max_distance!r} instead."
        raise ParameterError(msg)
    known = contacts(network)
    given = None if pairs is None else _given(network, pairs)
    katz = _katz_solved(known)
    at_once = max(1, ENTRIES_AT_ONCE // max(network.n_nodes, 1))
    tasks = [(known, rows, _inside(given, rows), max_distance, katz) for rows in blocks(network.n_nodes, at_once)]
    parts = run_tasks(_block, tasks)
    ids = np.array(network.ids, dtype=object)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else _nothing()
    columns: dict[str, Any] = {"source": ids[joined["first"]], "target": ids[joined["second"]]}
    columns.update({name: joined[name] for name in COLUMNS})
    listed = None if given is None else list(zip(columns["source"], columns["target"], strict=True))
    run = run_record("pair_scores", network, pairs=listed, max_distance=max_distance)
    return finish(pd.DataFrame(columns), run)


Pairs = tuple[np.ndarray, np.ndarray]
Near = tuple[np.ndarray | None, int | None]


def _given(network: Network, pairs: Any) -> Pairs:
    """Positions of the pairs, smaller first, each once, sorted."""
    rows = pairs[["source", "target"]].itertuples(index=False) if isinstance(pairs, pd.DataFrame) else pairs
    found = set()
    for one, other in rows:
        a = position_of(network, one, parameter="pairs of pair_scores")
        b = position_of(network, other, parameter="pairs of pair_scores")
        if a == b:
            msg = f"Every pair of pair_scores must hold two different ids. Got {one!r} twice instead."
            raise ParameterError(msg)
        found.add((min(a, b), max(a, b)))
    places = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1]


def _inside(given: Pairs | None, rows: tuple[int, int]) -> Pairs | None:
    if given is None:
        return None
    here = slice(*np.searchsorted(given[0], rows))
    return given[0][here], given[1][here]


def _nothing() -> dict[str, np.ndarray]:
    places = np.zeros(0, dtype=np.int64)
    return {"first": places, "second": places, **{name: np.zeros(0) for name in COLUMNS}, COLUMNS[0]: places}


@dataclass(frozen=True, slots=True)
class Katz:
    """What all blocks need for the Katz scores.

    Attributes
    ----------
    solved
        All scores, where that is cheap; NaN when the sum has no limit.
    roots, vectors
        Eigenvalues G = beta A has of the largest size, with their vectors: walks along them are summed exactly.
    beyond
        For everybody the length of what two steps of G leave outside those vectors.
    """

    solved: np.ndarray | None
    roots: np.ndarray = field(default_factory=lambda: np.zeros(0))
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    beyond: np.ndarray = field(default_factory=lambda: np.zeros(0))


def _katz_solved(known: Contacts) -> Katz:
    """Solve where that is cheap; else find the few directions in which most walks run."""
    size = known.n_nodes
    if known.pattern.nnz == 0:
        return Katz(np.zeros((size, size)))
    if size <= KATZ_SOLVED_UP_TO:
        matrix = known.pattern.toarray()
        if float(np.linalg.eigvalsh(matrix)[-1]) * KATZ_WEIGHT >= 1:
            return Katz(np.full((size, size), np.nan))
        return Katz(np.asarray(np.linalg.inv(np.eye(size) - KATZ_WEIGHT * matrix)))
    start = known.degree / np.linalg.norm(known.degree)
    roots, vectors = eigsh(known.pattern * KATZ_WEIGHT, k=KATZ_DIRECTIONS, which="LM", v0=start)
    if known.degree.astype(float) @ known.degree <= KATZ_SQUARES:
        two = known.pattern @ known.pattern
        lengths = np.add.reduceat(np.append(two.data**2, 0.0), two.indptr[:-1]) * (np.diff(two.indptr) > 0)
    else:  # an upper bound: no entry of a row is larger than the degree
        lengths = known.degree * (known.pattern @ known.degree)
    beyond = KATZ_WEIGHT**4 * lengths - vectors**2 @ roots**4
    return Katz(None, roots, vectors, np.sqrt(np.maximum(beyond, 0.0)))


def _block(
    known: Contacts, rows: tuple[int, int], given: Pairs | None, max_distance: int | None, katz: Katz
) -> dict[str, np.ndarray]:
    """All scores of the pairs whose smaller end is in a range of rows."""
    degree = known.degree.astype(float)
    own = known.pattern[rows[0] : rows[1]]
    common = _sorted(own @ known.pattern)
    only_common = given is None and max_distance == COMMON
    distance = None if only_common else _distances(known, rows)
    first, second = _pairs_here(common, own, rows[0], given, (distance, max_distance))
    at = (first, second)
    place, found = _places(common, at)
    shared = _taken(common, place, found)
    inverse = np.divide(1.0, degree, out=np.ones(len(degree)), where=degree > 0)
    log_inverse = np.divide(1.0, np.log(degree, where=degree > 1, out=np.ones(len(degree))))
    three = known.pattern.astype(np.float32) @ common.T.astype(np.float32).toarray(order="C")
    walks = three[second, first].astype(float)
    a, b = degree[rows[0] : rows[1]][first], degree[second]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = {
            "first": first + rows[0],
            "second": second,
            "common_neighbours": np.rint(shared).astype(np.int64),
            "jaccard": shared / (a + b - shared),
            "adamic_adar": _taken(_sorted(own @ _scaled(known, log_inverse)), place, found),
            "resource_allocation": _taken(_sorted(own @ _scaled(known, inverse)), place, found),
            "preferential_attachment": a * b,
            "salton": shared / np.sqrt(a * b),
            "sorensen": 2 * shared / (a + b),
            "local_path": shared + LOCAL_PATH_WEIGHT * walks,
            "distance": np.full(len(first), float(COMMON)) if distance is None else distance[at],
        }
    if katz.solved is not None:
        values["katz"] = katz.solved[first + rows[0], second]
    else:
        tied = own.toarray()[at] if given is not None else 0.0
        start = KATZ_WEIGHT * tied + KATZ_WEIGHT**2 * shared + KATZ_WEIGHT**3 * walks
        along = katz.roots**4 / (1 - katz.roots)
        mine = katz.vectors[rows[0] : rows[1]]
        walked = np.einsum("pr,pr->p", (mine * along)[first], katz.vectors[second])
        values["katz"] = start + walked + _katz_rest(known, three, katz, rows)[second, first]
    return values


def _sorted(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix.sort_indices()
    return matrix


def _scaled(known: Contacts, weights: np.ndarray) -> sparse.csr_array:
    """Contacts with every row multiplied by a weight."""
    return sparse.csr_array((weights[known.rows], known.pattern.indices, known.pattern.indptr), known.pattern.shape)


def _places(matrix: sparse.csr_array, at: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Where the pairs stand among the entries of a matrix, and whether they are there at all."""
    if matrix.nnz == 0 or not len(at[0]):
        return np.zeros(len(at[0]), dtype=np.int64), np.zeros(len(at[0]), dtype=bool)
    width = matrix.shape[1]
    keys = row_positions(matrix).astype(np.int64) * width + matrix.indices
    wanted = at[0] * width + at[1]
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return place, keys[place] == wanted


def _taken(matrix: sparse.csr_array, place: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Entries of a matrix at the places where there are any, 0 elsewhere."""
    values = np.zeros(len(place))
    values[found] = matrix.data[place[found]]
    return values


def _distances(known: Contacts, rows: tuple[int, int]) -> np.ndarray:
    """Steps from the rows to everybody; NaN when there is no path."""
    found = np.array(known.graph.distances(source=range(*rows)), dtype=float).reshape(-1, known.n_nodes)
    found[np.isinf(found)] = np.nan
    return found


def _pairs_here(
    common: sparse.csr_array,
    own: sparse.csr_array,
    first_row: int,
    given: Pairs | None,
    near: Near,
) -> Pairs:
    """Pairs to score, rows counted from the first of the block; the given ones, or all without a tie."""
    distance, max_distance = near
    if given is None and distance is None:
        rows = row_positions(common)
        wanted = common.indices > rows + first_row
        wanted &= ~_places(own, (rows, common.indices))[1]
        return rows[wanted], common.indices[wanted].astype(np.int64)
    if given is None:
        wanted_all = np.arange(common.shape[1])[None, :] > first_row + np.arange(common.shape[0])[:, None]
        wanted_all &= own.toarray() == 0
        first, second = np.nonzero(wanted_all)
    else:
        first, second = given[0] - first_row, given[1]
    if max_distance is None or distance is None:
        return first, second
    close = distance[first, second] <= max_distance
    return first[close], second[close]


def _katz_rest(known: Contacts, three: np.ndarray, katz: Katz, rows: tuple[int, int]) -> np.ndarray:
    """Walks of four ties and more outside the solved directions, by Chebyshev iteration in single precision.

    Solves (1 - G) y = r with r = G^4 per row, all within the rest of the space, which G does not leave; after k steps
    no entry is off by more than |G^2 i| |G^2 j| / (1 - g) / cosh(k arcosh(1 / g)), g being the largest size that an
    eigenvalue can have there.
    """
    growth = float(np.abs(katz.roots).min())
    if float(katz.roots.max()) >= 1:
        return np.full(three.shape, np.nan)
    step = (known.pattern * KATZ_WEIGHT).astype(np.float32)
    mine = katz.vectors[rows[0] : rows[1]]
    outside = three * np.float32(KATZ_WEIGHT**3)
    outside -= katz.vectors.astype(np.float32) @ (mine * katz.roots**3).T.astype(np.float32)
    right = step @ outside
    ratio = float(katz.beyond[rows[0] : rows[1]].max(initial=0.0) * katz.beyond.max(initial=0.0))
    ratio = max(ratio / (1 - growth) / KATZ_ERROR, 1.0)
    steps = int(np.ceil(np.arccosh(ratio) / np.arccosh(1 / growth))) if growth > 0 else 0
    before, now, omega = np.zeros_like(right), np.asarray(right), 2.0
    for _ in range(steps - 1):
        omega = 1.0 / (1.0 - growth**2 * omega / 4.0)
        fresh = step @ now
        fresh += right
        fresh -= before
        fresh *= np.float32(omega)
        fresh += before
        before, now = now, fresh
    return now
