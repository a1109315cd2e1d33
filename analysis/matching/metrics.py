"""Metrics for ranked lists that do not depend on the order of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ranking_metrics"]


def ranking_metrics(scores: Any, labels: Any, *, k: Iterable[int] = (3, 5, 10)) -> dict[str, float]:
    """Measure how high a ranking puts what came true, as the mean over all orders of equal scores.

    Parameters
    ----------
    scores
        One number per candidate, higher is better; no NaN.
    labels
        1 or True for candidates that came true.
    k
        Lengths of short lists, each at least 1.

    Returns
    -------
    dict
        ``average_precision`` : 0 to 1, mean precision at the places of the positives; by chance about the share of
        positives. ``roc_auc`` : 0 to 1, chance that a positive stands before a negative. For each k ``precision@k``
        (positives among the first k, divided by k), ``recall@k`` (divided by all positives), ``ndcg@k`` (discount
        1 / log2(place + 1), divided by the best possible). NaN where there is no positive (``roc_auc``: or no
        negative).

    Raises
    ------
    ParameterError
        The lengths differ, a score is NaN, or a k is below 1.

    Notes
    -----
    For t equal scores with c positives, after n candidates with r positives, average precision gains
    sum_{i=1..t} (c / t) (r + (i - 1) (c - 1) / (t - 1) + 1) / (n + i); places inside the group count c / t each.

    References
    ----------
    McSherry and Najork (2008), https://doi.org/10.1007/978-3-540-78646-7_38.

    Examples
    --------
    >>> values = ranking_metrics([3, 2, 2, 1], [1, 1, 0, 0], k=(2,))
    >>> values["precision@2"], round(values["average_precision"], 4)
    (0.75, 0.9167)
    """
    score, label, lengths = _checked(scores, labels, k)
    size, hits = _groups(score, label)
    share = np.repeat(hits / size, size)
    positives, total = float(label.sum()), len(label)
    values = {"average_precision": _average_precision(size, hits, share), "roc_auc": _roc_auc(size, hits)}
    discount = 1.0 / np.log2(np.arange(total) + 2.0)
    gained = np.concatenate([[0.0], np.cumsum(share)])
    with_discount = np.concatenate([[0.0], np.cumsum(share * discount)])
    for length in lengths:
        seen = min(length, total)
        values[f"precision@{length}"] = float(gained[seen] / length) if positives else float("nan")
        values[f"recall@{length}"] = float(gained[seen] / positives) if positives else float("nan")
        best = float(discount[: min(length, int(positives))].sum())
        values[f"ndcg@{length}"] = float(with_discount[seen] / best) if positives else float("nan")
    return values


def _checked(scores: Any, labels: Any, k: Iterable[int]) -> tuple[np.ndarray, np.ndarray, list[int]]:
    score, label = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    if score.shape != label.shape or score.ndim != 1:
        msg = (
            f"The 'scores' and 'labels' of ranking_metrics must be two lists of the same length. "
            f"Got {score.shape} and {label.shape} instead."
        )
        raise ParameterError(msg)
    if np.isnan(score).any():
        msg = "The 'scores' of ranking_metrics must be numbers. Got NaN instead; give those without a score the lowest."
        raise ParameterError(msg)
    lengths = sorted({int(length) for length in k})
    if lengths and lengths[0] < 1:
        msg = f"Every 'k' of ranking_metrics must be at least 1. Got {lengths[0]} instead."
        raise ParameterError(msg)
    return score, label, lengths


def _groups(score: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Size and number of positives of each group of equal scores, best first."""
    order = np.argsort(-score)
    ordered = score[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(score) else np.zeros(0, int)
    size = np.diff(np.append(begins, len(score)))
    hits = np.add.reduceat(label[order].astype(float), begins) if len(score) else np.zeros(0)
    return size, hits


def _average_precision(size: np.ndarray, hits: np.ndarray, share: np.ndarray) -> float:
    if not hits.any():
        return float("nan")
    before, hits_before = np.cumsum(size) - size, np.cumsum(hits) - hits
    with np.errstate(invalid="ignore", divide="ignore"):
        others = np.where(size > 1, (hits - 1) / (size - 1), 0.0)
    places = np.arange(len(share))
    expected = np.repeat(hits_before - before * others + 1.0, size) + places * np.repeat(others, size)
    return float((share * expected / (places + 1.0)).sum() / hits.sum())


def _roc_auc(size: np.ndarray, hits: np.ndarray) -> float:
    misses = size - hits
    positives, negatives = float(hits.sum()), float(misses.sum())
    if positives == 0 or negatives == 0:
        return float("nan")
    below = negatives - np.cumsum(misses)
    return float((hits * (below + misses / 2)).sum() / (positives * negatives))
