"""Features of all pairs at once, from what was known on one day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

if TYPE_CHECKING:
    from analysis._facts import Facts
    from analysis.matching.history import Past

__all__ = ["BASELINES", "RECIPE", "PairFeatures", "standardised"]

BASELINES = (
    "random",
    "popularity",
    "common_neighbours",
    "adamic_adar",
    "resource_allocation",
    "three_step_paths",
    "similar_circle",
    "same_theme",
    "same_theme_and_nearby",
    "nearest",
)
"""What a suggestion has to beat."""

RECIPE = ("recent_popularity", "decayed_paths", "similar_circle", "same_theme", "nearest", "group_lift")
"""Features that are added up."""

NEAR_KM = 50.0
SAME_DISTRICT = 0.8


@dataclass(frozen=True, eq=False)
class PairFeatures:
    """One number per asking stakeholder (row) and candidate (column).

    Attributes
    ----------
    past
        What was known.
    facts
        Seats and themes; they carry no date.
    rows
        Positions of those who ask.
    """

    past: Past
    facts: Facts
    rows: np.ndarray

    def get(self, name: str) -> np.ndarray:
        """Give a feature by its name.

        Parameters
        ----------
        name
            One of `BASELINES` or `RECIPE`.

        Returns
        -------
        ndarray of shape (n_rows, n)
        """
        return np.asarray(getattr(self, f"_{name}")(), dtype=np.float32)

    @cached_property
    def _pattern(self) -> sparse.csr_array:
        joint = self.past.joint
        return sparse.csr_array((np.ones(joint.nnz), joint.indices, joint.indptr), shape=joint.shape)

    @cached_property
    def _degree(self) -> np.ndarray:
        return np.asarray(self._pattern.sum(axis=1)).ravel()

    def _spread(self, scale: np.ndarray) -> np.ndarray:
        """Two steps, the one between divided by something of its own."""
        first = self._pattern[self.rows] @ sparse.diags_array(scale)
        return np.asarray((first @ self._pattern).toarray())

    def _random(self) -> np.ndarray:
        return np.zeros((len(self.rows), len(self._degree)))

    def _popularity(self) -> np.ndarray:
        return np.outer(self._degree[self.rows], self._degree)

    def _recent_popularity(self) -> np.ndarray:
        return np.outer(self.past.activity[self.rows], self.past.activity)

    def _common_neighbours(self) -> np.ndarray:
        return self._spread(np.ones(len(self._degree)))

    def _adamic_adar(self) -> np.ndarray:
        return self._spread(np.where(self._degree > 1, 1 / np.log(np.maximum(self._degree, 2)), 0.0))

    def _resource_allocation(self) -> np.ndarray:
        return self._spread(np.where(self._degree > 0, 1 / np.maximum(self._degree, 1), 0.0))

    def _three_step_paths(self) -> np.ndarray:
        return np.asarray((self._pattern[self.rows] @ self._pattern @ self._pattern).toarray())

    def _similar_circle(self) -> np.ndarray:
        """Contacts of those whose contacts are most alike (cosine)."""
        alike = (self._pattern[self.rows] @ self._pattern).tocoo()
        own = alike.col == self.rows[alike.row]
        scale = np.sqrt(np.maximum(self._degree[self.rows[alike.row]] * self._degree[alike.col], 1.0))
        cosine = sparse.csr_array((np.where(own, 0.0, alike.data / scale), (alike.row, alike.col)), shape=alike.shape)
        return np.asarray((cosine @ self._pattern).toarray())

    def _decayed_paths(self) -> np.ndarray:
        """Three steps, each divided by the total of where it starts, faded by age."""
        strength = self.past.strength
        total = np.maximum(np.asarray(strength.sum(axis=1)).ravel(), 1e-12)
        step = sparse.diags_array(1 / total) @ strength
        two = (strength[self.rows] @ step).tocoo()
        keep = two.col != self.rows[two.row]
        back = sparse.csr_array((two.data[keep], (two.row[keep], two.col[keep])), shape=two.shape)
        return np.asarray((back @ step).toarray())

    @cached_property
    def _theme_matrix(self) -> sparse.csr_array:
        """Themes and titles of what each took part in, as TF-IDF, rows of length 1."""
        texts: list[list[str]] = [[] for _ in self._degree]
        history = self.past.history
        for event in range(self.past.n_events):
            words = [*history.names[event].casefold().split(), *history.themes[event]]
            for member in history.members[event]:
                texts[member].extend(words)
        for position, name in enumerate(history.ids):
            texts[position].extend(sorted(self.facts.themes_of.get(name, ())))
        if not any(texts):
            return sparse.csr_array((len(texts), 1))
        return sparse.csr_array(TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(texts))

    def _same_theme(self) -> np.ndarray:
        return self._themes

    def _nearest(self) -> np.ndarray:
        return self._near

    def _group_lift(self) -> np.ndarray:
        return self._lift

    @cached_property
    def _themes(self) -> np.ndarray:
        matrix = self._theme_matrix
        return np.asarray((matrix[self.rows] @ matrix.T).toarray())

    def _same_theme_and_nearby(self) -> np.ndarray:
        return self._themes * (self._near >= SAME_DISTRICT)

    @cached_property
    def _near(self) -> np.ndarray:
        """1 in the same municipality, 0.8 in the same district, falling with the distance beyond."""
        history = self.past.history
        ags = history.nodes["ags"].fillna("").astype(str)
        district = ags.str[:5].to_numpy()
        place = history.nodes["place"].fillna("").astype(str).to_numpy()
        lat_lon = self.facts.coordinates(history.ids)
        near = np.exp(-_kilometres(lat_lon[self.rows], lat_lon) / NEAR_KM) * SAME_DISTRICT
        near = np.nan_to_num(near)
        near = np.where((district[self.rows, None] == district) & (district != ""), SAME_DISTRICT, near)
        return np.where((place[self.rows, None] == place) & (place != ""), 1.0, near)

    @cached_property
    def _lift(self) -> np.ndarray:
        """How much more often two groups have had to do with each other than their numbers of contacts say."""
        labels, codes = np.unique(self.past.history.nodes["group"].astype(str), return_inverse=True)
        member = sparse.csr_array(
            (np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=(len(codes), len(labels))
        )
        between = np.asarray((member.T @ self._pattern @ member).toarray())
        ends = between.sum(axis=1)
        expected = np.outer(ends, ends) / max(ends.sum(), 1.0)
        lift = np.divide(between, expected, out=np.zeros_like(between), where=expected > 0)
        return np.asarray(lift[np.ix_(codes[self.rows], codes)])


def _kilometres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    a, b = np.radians(one)[:, None, :], np.radians(other)[None, :, :]
    half = np.sin((b[..., 0] - a[..., 0]) / 2) ** 2
    half = half + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def standardised(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Bring a feature to a common scale: z of log(1 + x / mean of the positive values), over the candidates.

    Parameters
    ----------
    values
        At least 0.
    among
        Which entries are candidates.

    Returns
    -------
    ndarray
        As `values`; 0 everywhere when all candidates are equal.
    """
    chosen = values[among]
    positive = chosen[chosen > 0]
    if not len(positive):
        return np.zeros_like(values)
    scaled = np.log1p(values / positive.mean())
    spread = float(scaled[among].std())
    return np.asarray((scaled - scaled[among].mean()) / spread if spread > 0 else np.zeros_like(scaled))
