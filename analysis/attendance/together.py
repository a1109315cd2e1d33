"""Together: which pairs meet more often than chance would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import scipy
from scipy import sparse

from analysis._maximum_entropy import bipartite_chances
from analysis._parallel import blocks, run_tasks
from analysis._significance import benjamini_hochberg, share_at_least
from analysis._tables import finish, run_record
from analysis.attendance._incidence import incidence
from analysis.attendance.null_models import fixed_margin_sums, poisson_binomial_tail
from graphmodel import ParameterError

if TYPE_CHECKING:
    from analysis.attendance._incidence import Incidence

__all__ = ["co_attendance"]

Test = Literal["fixed_margins", "hypergeometric", "poisson_binomial"]
TESTS = ("fixed_margins", "hypergeometric", "poisson_binomial")
PAIRS_AT_ONCE = 20_000


def co_attendance(
    attendance: pd.DataFrame,
    *,
    as_of: str | None = None,
    half_life_days: float | None = None,
    max_meeting_size: int | None = None,
    test: Test = "fixed_margins",
    draws: int = 1000,
    level: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    """Say for every pair how often it met, and whether that is more than chance.

    Parameters
    ----------
    attendance
        ``actor``, ``meeting``, optional ``date`` (ISO 8601); repeated rows count once.
    as_of
        Leave out meetings after this day, and count ages from it; None: the latest date on record.
    half_life_days
        Days after which a meeting counts half in ``newman``; None: age does not matter.
    max_meeting_size
        Leave out meetings that more actors attended, also from the test; None keeps all.
    test
        ``"fixed_margins"`` keeps all meeting sizes and attendance counts (curveball draws, the reference),
        ``"hypergeometric"`` keeps attendance counts only and is misled by large meetings, ``"poisson_binomial"`` keeps
        both on average (BiCM) and is careful on small data.
    draws
        Number of draws of ``"fixed_margins"``, at least 1.
    level
        Share of false finds that is accepted, 0 to 1.
    seed
        Seed of the draws; the result does not depend on the number of workers.

    Returns
    -------
    DataFrame, one row per pair (also those that never met), sorted by ``source``, ``target``
        ``source``, ``target`` : ids, source < target.
        ``together`` : int, meetings that both attended.
        ``newman`` : float, sum over these meetings of weight / (size - 1).
        ``expected`` : float, meetings together by chance.
        ``p_more`` : float, probability of at least that many by chance.
        ``p_adjusted`` : float, Benjamini-Hochberg over all pairs.
        ``last_together`` : text, date of the last meeting together, missing when there is none or no date.
        ``verdict`` : text, ``"more than chance"``, ``"not more than chance"``, or ``"too few meetings to tell"`` when
        even always meeting could not have been told from chance.

    Raises
    ------
    ParameterError
        A column is missing, or a parameter is outside its range.

    Notes
    -----
    Power first: the smallest p a pair could reach (both always together, hypergeometric, as in 1 / C(N, k)) is compared
    with the level divided by the number of pairs; when it stays above, the honest answer is "too few meetings to tell".
    With draws, p cannot fall below 1 / (draws + 1), which no correction over many pairs survives; for pairs that no
    draw reached the correction uses the p of ``"poisson_binomial"`` where that is smaller, while ``p_more`` stays the
    share of the draws.
    Meetings without a date count as old as one half-life.

    References
    ----------
    Newman (2001), https://doi.org/10.1103/PhysRevE.64.016132. Tumminello et al. (2011),
    https://doi.org/10.1371/journal.pone.0017994. Strona et al. (2014), https://doi.org/10.1038/ncomms5114.
    Saracco et al. (2017), https://doi.org/10.1088/1367-2630/aa6b38. Neal (2014),
    https://doi.org/10.1016/j.socnet.2014.06.001.

    Examples
    --------
    >>> frame = pd.DataFrame({"actor": ["a", "b", "a", "b", "c"], "meeting": ["m", "m", "n", "n", "n"]})
    >>> table = co_attendance(frame, test="hypergeometric")
    >>> print(table[["source", "target", "together", "newman", "verdict"]].to_string(index=False))
    source target  together  newman                  verdict
         a      b         2     1.5 too few meetings to tell
         a      c         1     0.5 too few meetings to tell
         b      c         1     0.5 too few meetings to tell
    """
    _check(test=test, draws=draws, level=level, half_life_days=half_life_days, max_meeting_size=max_meeting_size)
    met = incidence(attendance, as_of=as_of, max_size=max_meeting_size)
    first, second = np.triu_indices(len(met.actors), k=1)
    together = _at(met.matrix @ met.matrix.T, first, second).astype(np.int64)
    expected, p, p_for_correction = _tested(met, first, second, together, test, draws=draws, seed=seed)
    adjusted = benjamini_hochberg(p_for_correction)
    names = np.array(met.actors, dtype=object)
    table = pd.DataFrame(
        {
            "source": names[first],
            "target": names[second],
            "together": together,
            "newman": _newman(met, first, second, met.weights(as_of=as_of, half_life_days=half_life_days)),
            "expected": expected,
            "p_more": p,
            "p_adjusted": adjusted,
            "last_together": _last_together(met, first, second),
            "verdict": _verdicts(met, first, second, adjusted, level),
        }
    )
    run = run_record(
        "co_attendance",
        attendance,
        as_of=as_of,
        half_life_days=half_life_days,
        max_meeting_size=max_meeting_size,
        test=test,
        draws=draws,
        level=level,
        seed=seed,
    )
    return finish(table, run)


def _check(*, test: str, draws: int, level: float, half_life_days: float | None, max_meeting_size: int | None) -> None:
    wrong = ""
    if test not in TESTS:
        wrong = f"'test' parameter of co_attendance must be one of {', '.join(TESTS)}. Got {test!r}"
    elif draws < 1:
        wrong = f"'draws' parameter of co_attendance must be an int of at least 1. Got {draws!r}"
    elif not 0 < level < 1:
        wrong = f"'level' parameter of co_attendance must be between 0 and 1. Got {level!r}"
    elif half_life_days is not None and not half_life_days > 0:
        wrong = f"'half_life_days' parameter of co_attendance must be None or positive. Got {half_life_days!r}"
    elif max_meeting_size is not None and max_meeting_size < 2:  # noqa: PLR2004 - a pair
        wrong = f"'max_meeting_size' parameter of co_attendance must be None or at least 2. Got {max_meeting_size!r}"
    if wrong:
        msg = f"The {wrong} instead."
        raise ParameterError(msg)


def _at(matrix: sparse.csr_array, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Entries of a symmetric matrix above the diagonal, in the order of the pairs."""
    dense = matrix.toarray()
    return np.asarray(dense[first, second])


def _newman(met: Incidence, first: np.ndarray, second: np.ndarray, weights: np.ndarray) -> np.ndarray:
    shared = np.where(met.sizes > 1, weights / np.maximum(met.sizes - 1, 1), 0.0)
    scaled = met.matrix @ sparse.diags_array(shared).tocsr() if len(shared) else met.matrix
    return _at(scaled @ met.matrix.T, first, second)


def _last_together(met: Incidence, first: np.ndarray, second: np.ndarray) -> pd.Series:
    """Date of the last meeting together; one pass over the distinct dates, oldest first."""
    known = sorted({text for text in met.dates if text is not None})
    order = {text: place for place, text in enumerate(known, start=1)}
    rank = np.array([order.get(text, 0) if text is not None else 0 for text in met.dates], dtype=np.int64)
    latest = np.zeros((len(met.actors), len(met.actors)), dtype=np.int64)
    columns = met.matrix.tocsc()
    for meeting in np.argsort(rank, kind="stable"):
        there = columns.indices[columns.indptr[meeting] : columns.indptr[meeting + 1]]
        latest[np.ix_(there, there)] = rank[meeting]
    texts = np.array([None, *known], dtype=object)
    return pd.Series(texts[latest[first, second]], dtype=object)


def _tested(
    met: Incidence, first: np.ndarray, second: np.ndarray, together: np.ndarray, test: str, *, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expected meetings together, probability of at least as many, and the one to correct for many tests."""
    if test == "fixed_margins":
        return _fixed_margins(met, first, second, together, draws=draws, seed=seed)
    if test == "hypergeometric":
        expected, p = _hypergeometric(met, first, second, together)
    else:
        expected, p = _poisson_binomial(met, first, second, together)
    return expected, p, p


def _hypergeometric(
    met: Incidence, first: np.ndarray, second: np.ndarray, together: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    attended, total = met.attended, len(met.meetings)
    a, b = attended[first], attended[second]
    p = scipy.stats.hypergeom.sf(together - 1, total, a, b) if len(first) else np.zeros(0)
    return a * b / max(total, 1), np.clip(p, 0.0, 1.0)


def _poisson_binomial(
    met: Incidence, first: np.ndarray, second: np.ndarray, together: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    chances = bipartite_chances(met.attended.astype(float), met.sizes.astype(float))
    tasks = [(chances, first[a:b], second[a:b], together[a:b]) for a, b in blocks(len(first), PAIRS_AT_ONCE)]
    parts = run_tasks(_poisson_binomial_block, tasks) if tasks else []
    if not parts:
        return np.zeros(0), np.zeros(0)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _poisson_binomial_block(
    chances: np.ndarray, first: np.ndarray, second: np.ndarray, together: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    both = chances[first] * chances[second]
    return both.sum(axis=1), poisson_binomial_tail(both, together)


def _fixed_margins(
    met: Incidence, first: np.ndarray, second: np.ndarray, together: np.ndarray, *, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not len(first):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    matrix = met.dense()
    total, reached = fixed_margin_sums(matrix, _pair_counts, _counts(matrix), draws=draws, seed=seed)
    mean = total[first, second] / draws
    p = share_at_least(reached[first, second], draws)
    corrected = p.copy()
    never = np.flatnonzero(reached[first, second] == 0)
    if len(never):
        careful = _poisson_binomial(met, first[never], second[never], together[never])[1]
        corrected[never] = np.minimum(p[never], careful)
    return mean, p, corrected


def _counts(matrix: np.ndarray) -> np.ndarray:
    """Meetings together of all pairs, 64 meetings to a machine word."""
    width = -(-matrix.shape[1] // 64) * 8
    packed = np.zeros((matrix.shape[0], width), dtype=np.uint8)
    bits = np.packbits(matrix, axis=1)
    packed[:, : bits.shape[1]] = bits
    words = packed.view(np.uint64)
    counts = np.zeros((matrix.shape[0], matrix.shape[0]), dtype=np.uint8 if matrix.shape[1] < 256 else np.uint32)  # noqa: PLR2004
    for word in words.T:
        counts += np.bitwise_count(word[:, None] & word[None, :])
    return counts


def _pair_counts(matrix: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, ...]:
    counts = _counts(matrix)
    wide = counts.astype(np.int64)
    return wide, (counts >= observed).astype(np.int64)


def _verdicts(met: Incidence, first: np.ndarray, second: np.ndarray, adjusted: np.ndarray, level: float) -> pd.Series:
    attended, total = met.attended, len(met.meetings)
    a, b = attended[first], attended[second]
    least = scipy.stats.hypergeom.sf(np.minimum(a, b) - 1, total, a, b) if len(first) else np.zeros(0)
    told = least <= level / max(len(first), 1)
    verdict = np.where(told, "not more than chance", "too few meetings to tell").astype(object)
    verdict[adjusted <= level] = "more than chance"
    return pd.Series(verdict, dtype=object)
