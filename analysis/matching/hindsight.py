"""What is said under a list of suggestions: whether such suggestions came true, as far as the data can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis._facts import facts
from analysis._tables import finish, run_record
from analysis.matching.back_test import ENOUGH_TO_JUDGE, back_test, count_positives
from analysis.matching.partners import hidden_partner_ranks
from analysis.matching.suggestions import SEEK
from analysis.reasons import Reason
from graphmodel import ParameterError

if TYPE_CHECKING:
    from graphmodel import Snapshot

__all__ = ["hindsight"]

SHORT_LIST = 5


def hindsight(snapshot: Snapshot, *, seek: str = "actors", seed: int = 0) -> pd.DataFrame:
    """Say what became of suggestions like those of a list, from the loaded data alone.

    Parameters
    ----------
    snapshot
        What is known.
    seek
        Kind of list, as for `matches`.
    seed
        For the choice of partnerships that are hidden, and for the back-test.

    Returns
    -------
    DataFrame
        ``lens``, ``reasons`` (list of `Reason`, the main one first). "likely": for organisations the verdict of
        `back_test`; for partner countries how often a partnership that was hidden would have been found again; for the
        other lists that nothing can be checked. "useful": that there is no looking back at what did not happen yet.

    Raises
    ------
    ParameterError
        ``seek`` is not one of the four words.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> table = hindsight(Snapshot.from_rows())
    >>> [(lens, reasons[0].code) for lens, reasons in table[["lens", "reasons"]].values]
    [('likely', 'evaluate.too_few'), ('useful', 'hindsight.useful')]
    """
    if seek not in SEEK:
        msg = f"The 'seek' parameter of hindsight must be one of {', '.join(SEEK)}. Got {seek!r} instead."
        raise ParameterError(msg)
    run = run_record("hindsight", snapshot, seek=seek, seed=seed)
    cannot = seek in {"municipalities", "advisers"}
    useful = Reason("hindsight.cannot" if cannot else "hindsight.useful", {})
    likely = _actors(snapshot, seed) if seek == "actors" else [useful if cannot else _partners(snapshot, seed)]
    return finish(pd.DataFrame({"lens": ["likely", "useful"], "reasons": [likely, [useful]]}), run)


def _actors(snapshot: Snapshot, seed: int) -> list[Reason]:
    n_positive = count_positives(snapshot)
    if n_positive < ENOUGH_TO_JUDGE:
        return [Reason("evaluate.too_few", {"n": n_positive, "variant": "new_tie"})]
    return list(back_test(snapshot, seed=seed).verdict)


def _partners(snapshot: Snapshot, seed: int) -> Reason:
    ranks, popular = hidden_partner_ranks(facts(snapshot), seed=seed)
    if len(ranks) < ENOUGH_TO_JUDGE:
        return Reason("hindsight.partners", {"n": len(ranks), "variant": "too_few"})
    of_ten, by_name = (round(10 * float((places <= SHORT_LIST).mean())) for places in (ranks, popular))
    params = {"n": len(ranks), "of_ten": of_ten, "popular_of_ten": by_name, "k": SHORT_LIST}
    variant = "better" if of_ten > by_name else "equal" if of_ten == by_name else "worse"
    return Reason("hindsight.partners", {**params, "variant": variant})
