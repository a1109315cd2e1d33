"""How good suggestions are, on lists of one's own or on invented records: ``python -m benchmarks.suggestions``.

Given the files of a load (``--files``), they are loaded as a user would load them, and every task is looked up in the
past against every baseline. Without files the same is done on records of `benchmarks.meetings`, next to the recipe
computed a second time from plain office x organisation matrices.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import analysis
import loaders
from analysis._facts import facts
from analysis.matching.partners import hidden_partner_ranks
from benchmarks.meetings import attendance_record, office_record
from graphmodel import Snapshot, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["figures", "main", "recipe_by_hand"]

SHOWN = ("n_candidates", "n_positive", "n_asking", "average_precision", "precision@5", "mean_average_precision")
ENOUGH = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures of all tasks, baselines and cuts."""
    parser = argparse.ArgumentParser(description="Would suggestions have come true? Against every simple comparison.")
    parser.add_argument("--files", nargs="+", type=Path, help="Lists as for 'stakegraph load'.")
    parser.add_argument("--horizon", type=int, default=240, help="Days that are waited.")
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--asking", help="Group that is asked.")
    parser.add_argument("--full", action="store_true", help="Invented records of 375 offices and 3,890 organisations.")
    options = parser.parse_args(arguments)
    wanted = {"horizon_days": options.horizon, "cuts": options.cuts}
    if options.files:
        with open_store(":memory:") as store:
            loaders.load(store, options.files)
            snapshot = store.snapshot()
        for task in ("new_tie", "repeat_tie", "attendance"):
            print(figures(snapshot, task=task, asking=options.asking, **wanted))
        print(partner_figures(snapshot))
        return 0
    sizes = {"n_offices": 375, "n_organisations": 3_890, "n_meetings": 14_064} if options.full else {}
    offices = office_record(**sizes)
    print(figures(offices, task="new_tie", **wanted))
    for cut in analysis.back_test(offices, **wanted).cold_start["cut"]:
        precision = recipe_by_hand(offices, dt.date.fromisoformat(cut).toordinal(), options.horizon)
        print(f"recipe by hand, cut {cut}: average precision {precision:.4f}")
    for task in ("attendance", "new_tie", "repeat_tie"):
        print(figures(attendance_record(), task=task, **wanted))
    return 0


def figures(snapshot: Snapshot, *, task: str, **options: object) -> str:
    """Tell the figures of one task as a table of methods, with the intervals."""
    result = analysis.back_test(snapshot, task=task, **options)  # type: ignore[arg-type]
    verdict = ", ".join(f"{reason.code} {dict(reason.params)}" for reason in result.verdict)
    if result.table.empty:
        return f"{task}: {verdict}\n"
    shown = result.table.groupby("method")[[name for name in SHOWN if name in result.table]].mean()
    own = result.table[result.table["role"] == "suggestion"][["cut", "average_precision"]]
    return "\n".join(
        [
            f"{task}, asked: {result.asking or 'everybody'}; {verdict}",
            shown.round(4).to_string(),
            f"suggestion by cut: {own.round(4).to_dict('records')}",
            f"weights: { {name: round(weight, 2) for name, weight in result.weights.items()} }",
            result.intervals.round(4).to_string(index=False),
            "",
        ]
    )


def partner_figures(snapshot: Snapshot) -> str:
    """Hide every seventh partnership and tell how high its country is put."""
    ranks, popular = hidden_partner_ranks(facts(snapshot))
    if not len(ranks):
        return "partners: nothing to hide"
    return f"partners: {len(ranks)} hidden, " + ", ".join(
        f"in the first {k}: {(ranks <= k).mean():.3f} (by popularity {(popular <= k).mean():.3f})" for k in (3, 5)
    )


def recipe_by_hand(snapshot: Snapshot, day: int, horizon: int) -> float:
    """Average precision of the learned points, written down from their description with dense matrices."""
    parts, among, _ = _matrices(snapshot, day, 0)
    inner, inner_among, inner_future = _matrices(snapshot, day - 180, 180)
    weights = np.ones(len(parts))
    if inner_future[inner_among].sum() >= ENOUGH:
        columns = np.column_stack([_scaled(part, inner_among)[inner_among] for part in inner])
        model = LogisticRegression(max_iter=200).fit(columns, inner_future[inner_among])
        weights = np.maximum(model.coef_[0], 0)
    points = sum(weight * _scaled(part, among) for weight, part in zip(weights, parts, strict=True))
    future = _matrices(snapshot, day, horizon)[2]
    return analysis.ranking_metrics(points[among], future[among], k=())["average_precision"]


def _matrices(snapshot: Snapshot, day: int, horizon: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Features of office x organisation before a day, which pairs are open, and which come true."""
    actors = snapshot.nodes("Actor")
    offices = {name: k for k, name in enumerate(actors.loc[actors["kind"] == "office", "id"])}
    others = {name: k for k, name in enumerate(actors.loc[actors["kind"] != "office", "id"])}
    strength, future = np.zeros((len(offices), len(others))), np.zeros((len(offices), len(others)), dtype=bool)
    popular = np.zeros(len(others))
    words: dict[str, list[str]] = {name: [] for name in actors["id"]}
    members = snapshot.relationships("ATTENDED").groupby("target")["source"].agg(list)
    for name, title, date in snapshot.nodes("Meeting")[["id", "name", "date_start"]].itertuples(index=False):
        age = day - dt.date.fromisoformat(date).toordinal()
        pairs = [(offices[a], others[b]) for a in members[name] for b in members[name] if a in offices and b in others]
        for a, b in pairs if -horizon < age <= 0 else ():
            future[a, b] = True
        if age > 0:
            for member in members[name]:
                words[member] += (title or "").split()
            for a, b in pairs:
                strength[a, b] += 0.5 ** (age / 365) / np.sqrt(len(members[name]))
            popular[[b for _, b in pairs]] += 0.5 ** (age / 365)
    met = (strength > 0).astype(float)
    by_visitor = strength / np.maximum(strength.sum(axis=0), 1e-12)
    alike = by_visitor @ strength.T
    np.fill_diagonal(alike, 0)
    paths = alike @ (strength / np.maximum(strength.sum(axis=1, keepdims=True), 1e-12))
    norm = np.sqrt(np.maximum(met.sum(axis=1), 1))
    cosine = (met @ met.T) / np.outer(norm, norm)
    np.fill_diagonal(cosine, 0)
    texts = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform([words[n] for n in (*offices, *others)])
    theme = (texts[: len(offices)] @ texts[len(offices) :].T).toarray()
    country = dict(snapshot.relationships("FOCUSES_ON")[["source", "target"]].itertuples(index=False))
    codes = np.unique([country.get(name, "") for name in (*offices, *others)], return_inverse=True)[1]
    here, there = np.split(codes, [len(offices)])
    between = np.zeros((codes.max() + 1, codes.max() + 1))
    np.add.at(between, (here[np.nonzero(met)[0]], there[np.nonzero(met)[1]]), 1.0)
    expected = np.outer(between.sum(axis=1), between.sum(axis=0)) / between.sum()
    lift = np.divide(between, expected, out=np.zeros_like(between), where=expected > 0)[np.ix_(here, there)]
    active = (met.sum(axis=1) > 0)[:, None] & (popular > 0)[None, :]
    return [np.tile(popular, (len(offices), 1)), paths, cosine @ met, theme, lift], active & (met == 0), future


def _scaled(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    chosen = values[among]
    scaled = np.log1p(values / chosen[chosen > 0].mean())
    return np.asarray((scaled - scaled[among].mean()) / max(scaled[among].std(), 1e-9))


if __name__ == "__main__":
    raise SystemExit(main())
