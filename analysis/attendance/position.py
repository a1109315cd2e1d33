"""Position from attendance: who links meetings more than the number of its attendances would give by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import igraph
import numpy as np
import pandas as pd

from analysis._parallel import blocks, run_tasks
from analysis._significance import benjamini_hochberg, share_at_least
from analysis._tables import finish, run_record
from analysis.attendance._incidence import incidence
from analysis.attendance.null_models import fixed_margin_sums
from graphmodel import ParameterError

if TYPE_CHECKING:
    from analysis.attendance._incidence import Incidence

__all__ = ["attendance_position"]

FEWEST_ATTENDANCES = 3
DELETED_SHARE = 0.2
TOP = 5
LOW, HIGH = 5, 95
SAME = 1e-9
DELETIONS_PER_TASK = 25


def attendance_position(
    attendance: pd.DataFrame,
    *,
    as_of: str | None = None,
    max_meeting_size: int | None = None,
    draws: int = 500,
    deletions: int = 200,
    level: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure bridging between meetings against chance with the same meeting sizes and attendance counts.

    Betweenness from attendance is little more than attendance counted again; ``z`` is what remains.

    Parameters
    ----------
    attendance
        ``actor``, ``meeting``, optional ``date``; repeated rows count once.
    as_of
        Leave out meetings after this day.
    max_meeting_size
        Leave out meetings that more actors attended; None keeps all.
    draws
        Number of draws with the same margins, at least 2.
    deletions
        Number of times that 20 % of the meetings are left out for the range of ranks; 0 for none.
    level
        Share of false finds that is accepted, 0 to 1.
    seed
        Seed; the result does not depend on the number of workers.

    Returns
    -------
    DataFrame, one row per actor, sorted by ``id``
        ``id``; ``attended`` : int, meetings.
        ``observed`` : float, betweenness in the network of actors and meetings, unordered pairs of both kinds.
        ``expected``, ``sd`` : float, mean and standard deviation of the draws.
        ``z`` : float, (observed - expected) / sd, NaN where sd is 0.
        ``p_more`` : float, share of draws with at least as much; ``p_adjusted`` : Benjamini-Hochberg over actors with
        three attendances or more, NaN for the others.
        ``rank`` : int, by ``observed``, equal values share the best; ``rank_low``, ``rank_high`` : int, best and worst
        rank when any one meeting is left out; ``rank_p05``, ``rank_p95`` : float, the same with 20 % of the meetings
        left out at random; ``top_share`` : float, how often it is then among the first five.
        ``verdict`` : text, ``"more than chance"``, ``"not more than chance"`` or ``"too few meetings to tell"`` (fewer
        than three attendances, or all draws alike).

    Raises
    ------
    ParameterError
        A column is missing, or a number is outside its range.

    Notes
    -----
    Draws: global curveball, see `co_attendance`. Ranks are relative to all actors of the table.

    References
    ----------
    Strona et al. (2014), https://doi.org/10.1038/ncomms5114. Jasny and Lubell (2015),
    https://doi.org/10.1016/j.socnet.2014.11.005.

    Examples
    --------
    >>> frame = pd.DataFrame({"actor": list("aabbccd"), "meeting": list("mnmnnoo")})
    >>> table = attendance_position(frame, draws=20, deletions=0)
    >>> print(table[["id", "attended", "observed", "rank", "verdict"]].to_string(index=False))
    id  attended  observed  rank                  verdict
     a         2       2.0     2 too few meetings to tell
     b         2       2.0     2 too few meetings to tell
     c         2       8.0     1 too few meetings to tell
     d         1       0.0     4 too few meetings to tell
    """
    if draws < 2 or deletions < 0 or not 0 < level < 1:  # noqa: PLR2004 - a spread needs two
        msg = (
            f"attendance_position needs 'draws' of at least 2, 'deletions' of at least 0 and 'level' between 0 and 1. "
            f"Got {draws!r}, {deletions!r} and {level!r} instead."
        )
        raise ParameterError(msg)
    met = incidence(attendance, as_of=as_of, max_size=max_meeting_size)
    matrix = met.dense()
    observed = _betweenness(matrix)
    table = pd.DataFrame({"id": np.array(met.actors, dtype=object), "attended": met.attended, "observed": observed})
    table = table.assign(**_against_chance(matrix, observed, met.attended, draws=draws, seed=seed))
    table = table.assign(**_rank_ranges(met, observed, deletions=deletions, seed=seed))
    verdict = np.full(len(table), "not more than chance", dtype=object)
    verdict[(table["p_adjusted"] <= level).to_numpy()] = "more than chance"
    verdict[((table["attended"] < FEWEST_ATTENDANCES) | table["z"].isna()).to_numpy()] = "too few meetings to tell"
    parameters: dict[str, Any] = {"as_of": as_of, "max_meeting_size": max_meeting_size, "draws": draws}
    parameters |= {"deletions": deletions, "level": level, "seed": seed}
    run = run_record("attendance_position", attendance, **parameters)
    return finish(table.assign(verdict=pd.Series(verdict, dtype=object)), run)


def _betweenness(matrix: np.ndarray) -> np.ndarray:
    """Betweenness of the actors in the network of actors and meetings."""
    actors, meetings = np.nonzero(matrix)
    size = matrix.shape[0] + matrix.shape[1]
    graph = igraph.Graph(n=size)
    graph.add_edges(np.column_stack([actors, meetings + matrix.shape[0]]))
    return np.array(graph.betweenness(vertices=range(matrix.shape[0])), dtype=float)


def _draw_values(matrix: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, ...]:
    values = _betweenness(matrix)
    gap = values - observed
    return gap, gap * gap, (gap >= -SAME * np.maximum(observed, 1.0)).astype(np.int64)


def _against_chance(
    matrix: np.ndarray, observed: np.ndarray, attended: np.ndarray, *, draws: int, seed: int
) -> dict[str, np.ndarray]:
    if not len(observed):
        return {name: np.zeros(0) for name in ("expected", "sd", "z", "p_more", "p_adjusted")}
    total, squares, reached = fixed_margin_sums(matrix, _draw_values, observed, draws=draws, seed=seed)
    gap = total / draws
    spread = np.sqrt(np.maximum(squares - draws * gap**2, 0.0) / (draws - 1))
    spread[spread < SAME * np.maximum(observed, 1.0)] = 0.0
    p = share_at_least(reached, draws)
    tested = np.where(attended >= FEWEST_ATTENDANCES, p, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(spread > 0, -gap / spread, np.nan)
    adjusted = benjamini_hochberg(tested)
    return {"expected": observed + gap, "sd": spread, "z": z, "p_more": p, "p_adjusted": adjusted}


def _ranks(values: np.ndarray) -> np.ndarray:
    """Rank 1 for the highest; equal values, up to rounding, share the best rank."""
    rounded = np.round(values, 6)
    ordered = np.sort(-rounded)
    return np.asarray(np.searchsorted(ordered, -rounded, side="left") + 1)


def _ranks_without(matrix: np.ndarray, left_out: list[np.ndarray]) -> np.ndarray:
    """Ranks when meetings are left out, one row per case."""
    ranks = np.empty((len(left_out), matrix.shape[0]))
    for row, columns in enumerate(left_out):
        ranks[row] = _ranks(_betweenness(np.delete(matrix, columns, axis=1)))
    return ranks


def _rank_ranges(met: Incidence, observed: np.ndarray, *, deletions: int, seed: int) -> dict[str, np.ndarray]:
    n_meetings, n_actors = len(met.meetings), len(met.actors)
    matrix, rank = met.dense(), _ranks(observed)
    single = _spread_out(matrix, [np.array([meeting]) for meeting in range(n_meetings)])
    single = np.vstack([rank[None, :], single])
    result = {
        "rank": rank.astype(np.int64),
        "rank_low": single.min(axis=0).astype(np.int64),
        "rank_high": single.max(axis=0).astype(np.int64),
    }
    nothing = np.full(n_actors, np.nan)
    if deletions == 0 or n_meetings == 0 or n_actors == 0:
        return result | {"rank_p05": nothing, "rank_p95": nothing.copy(), "top_share": nothing.copy()}
    rng = np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=(1,)))
    gone = max(1, round(DELETED_SHARE * n_meetings))
    several = _spread_out(matrix, [rng.choice(n_meetings, size=gone, replace=False) for _ in range(deletions)])
    return result | {
        "rank_p05": np.percentile(several, LOW, axis=0),
        "rank_p95": np.percentile(several, HIGH, axis=0),
        "top_share": (several <= TOP).mean(axis=0),
    }


def _spread_out(matrix: np.ndarray, cases: list[np.ndarray]) -> np.ndarray:
    tasks = [(matrix, cases[a:b]) for a, b in blocks(len(cases), DELETIONS_PER_TASK)]
    parts = run_tasks(_ranks_without, tasks) if tasks else []
    return np.vstack(parts) if parts else np.zeros((0, matrix.shape[0]))
