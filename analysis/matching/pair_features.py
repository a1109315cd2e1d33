"""Features of all pairs at once, from what was known on one day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from analysis._facts import Facts
    from analysis.matching.history import Past

__all__ = ["ASKING", "BASELINES", "RECIPE", "REPEAT_BASELINES", "REPEAT_RECIPE", "PairFeatures", "usual"]

BASELINES = (
    "random",
    "popularity",
    "common_neighbours",
    "adamic_adar",
    "resource_allocation",
    "three_step_paths",
    "adamic_adar_paths",
    "similar_circle",
    "same_theme",
    "same_theme_and_nearby",
    "nearest",
)
"""What a suggestion has to beat."""

RECIPE = (
    "recent_popularity",
    "resource_allocation",
    "decayed_paths",
    "similar_circle",
    "same_theme",
    "nearest",
    "country_lift",
    "group_lift",
)
"""Features that are added up for new ties."""

REPEAT_BASELINES = ("random", "popularity", "joint_meetings", "last_meeting")
"""What a forecast of repeated ties has to beat: memory above all."""

REPEAT_RECIPE = (
    "recent_joint_meetings",
    "joint_meetings",
    "last_meeting",
    "recent_popularity",
    "same_theme",
    "nearest",
)
"""Features that are added up for repeated ties."""

ASKING = "new_contacts"
"""How many contacts the asking side made lately: the same for all its candidates, it tells pairs of different ones."""

NEAR_KM = 50.0
SAME_DISTRICT = 0.8
DISTRICT_DIGITS = 5
DAYS_OF_YEAR = 365.0


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

    def asked_by(self, rows: np.ndarray) -> PairFeatures:
        """Give the same for others who ask; what does not depend on who asks is worked out once.

        Parameters
        ----------
        rows
            Positions of those who ask.

        Returns
        -------
        PairFeatures
        """
        found = PairFeatures(self.past, self.facts, rows)
        for name in ("_pattern", "_degree", "_theme_matrix", "_countries"):
            found.__dict__[name] = getattr(self, name)
        return found

    def get(self, name: str) -> np.ndarray:
        """Give a feature by its name.

        Parameters
        ----------
        name
            One of `BASELINES`, `RECIPE`, `REPEAT_RECIPE` or `ASKING`.

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
        return np.tile(self.past.activity, (len(self.rows), 1))

    def _new_contacts(self) -> np.ndarray:
        return np.repeat(self.past.new_contacts[self.rows, None], len(self._degree), axis=1)

    def _joint_meetings(self) -> np.ndarray:
        return np.asarray(self.past.joint[self.rows].toarray())

    def _recent_joint_meetings(self) -> np.ndarray:
        return np.asarray(self.past.strength[self.rows].toarray())

    def _last_meeting(self) -> np.ndarray:
        """Half for every year since the last joint event."""
        last = self.past.last[self.rows].toarray()
        return np.where(last > 0, 0.5 ** ((self.past.day - last) / DAYS_OF_YEAR), 0.0)

    def _common_neighbours(self) -> np.ndarray:
        return self._spread(np.ones(len(self._degree)))

    def _adamic_adar(self) -> np.ndarray:
        return self._spread(np.where(self._degree > 1, 1 / np.log(np.maximum(self._degree, 2)), 0.0))

    def _resource_allocation(self) -> np.ndarray:
        return self._spread(np.where(self._degree > 0, 1 / np.maximum(self._degree, 1), 0.0))

    def _three_step_paths(self) -> np.ndarray:
        return np.asarray((self._pattern[self.rows] @ self._pattern @ self._pattern).toarray())

    def _adamic_adar_paths(self) -> np.ndarray:
        """Three steps, the first two over contacts that few others share."""
        scale = np.where(self._degree > 1, 1 / np.log(np.maximum(self._degree, 2)), 1.0)
        alike = (self._pattern[self.rows] @ sparse.diags_array(scale) @ self._pattern).tocoo()
        keep = alike.col != self.rows[alike.row]
        others = sparse.csr_array((alike.data[keep], (alike.row[keep], alike.col[keep])), shape=alike.shape)
        return np.asarray((others @ self._pattern).toarray())

    def _similar_circle(self) -> np.ndarray:
        """Contacts of those whose contacts are most alike (cosine)."""
        alike = (self._pattern[self.rows] @ self._pattern).tocoo()
        own = alike.col == self.rows[alike.row]
        scale = np.sqrt(np.maximum(self._degree[self.rows[alike.row]] * self._degree[alike.col], 1.0))
        cosine = sparse.csr_array((np.where(own, 0.0, alike.data / scale), (alike.row, alike.col)), shape=alike.shape)
        return np.asarray((cosine @ self._pattern).toarray())

    def _decayed_paths(self) -> np.ndarray:
        """Three steps, faded by age, each divided by the root of the totals of both its ends."""
        strength = self.past.strength
        total = np.maximum(np.asarray(strength.sum(axis=1)).ravel(), 1e-12)
        scale = sparse.diags_array(total**-0.5)
        step = sparse.csr_array(scale @ strength @ scale)
        two = (step[self.rows] @ step).tocoo()
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
        return _tf_idf(texts)

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
        """Themes of those in the same district, or where no seat is known, of those with a country in common."""
        if self._near.any():
            return self._themes * (self._near >= SAME_DISTRICT)
        countries = self._countries
        shared = np.asarray((countries[self.rows] @ countries.T).toarray()) > 0
        return self._themes * shared if shared.any() else self._themes

    @cached_property
    def _near(self) -> np.ndarray:
        """1 in the same municipality, 0.8 in the same district, falling with the distance beyond."""
        ids = self.past.history.ids
        district = np.array([self.facts.ags_of.get(name, "")[:DISTRICT_DIGITS] for name in ids])
        place = np.array([self.facts.place_of.get(name, "") for name in ids])
        lat_lon = self.facts.coordinates(ids)
        near = np.exp(-_kilometres(lat_lon[self.rows], lat_lon) / NEAR_KM) * SAME_DISTRICT
        near = np.nan_to_num(near)
        near = np.where((district[self.rows, None] == district) & (district != ""), SAME_DISTRICT, near)
        return np.where((place[self.rows, None] == place) & (place != ""), 1.0, near)

    @cached_property
    def _lift(self) -> np.ndarray:
        labels, codes = np.unique(self.past.history.nodes["group"].astype(str), return_inverse=True)
        member = sparse.csr_array(
            (np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=(len(codes), len(labels))
        )
        return self._lifted(member)

    @cached_property
    def _countries(self) -> sparse.csr_array:
        """Stakeholders against the countries of their seat and work, but the one that most are at home in."""
        ids, seats = self.past.history.ids, self.facts.country_of
        of = [self.facts.isos_of(name) | ({seats[name]} if name in seats else set()) for name in ids]
        known = [found for found, active in zip(of, self.past.active, strict=True) if active and found]
        common = {iso for iso, n in Counter(chain.from_iterable(known)).items() if 2 * n > len(known)}
        pairs = [(row, iso) for row, found in enumerate(of) for iso in sorted(found - common)]
        place = {iso: k for k, iso in enumerate(sorted({iso for _, iso in pairs}))}
        rows, columns = [row for row, _ in pairs], [place[iso] for _, iso in pairs]
        return sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(ids), max(len(place), 1)))

    def _country_lift(self) -> np.ndarray:
        return self._lifted(self._countries)

    def _lifted(self, member: sparse.csr_array) -> np.ndarray:
        """How much more often two groups have had to do with each other than their numbers of contacts say."""
        between = np.asarray((member.T @ self._pattern @ member).toarray())
        ends = between.sum(axis=1)
        expected = np.outer(ends, ends) / max(ends.sum(), 1.0)
        lift = np.divide(between, expected, out=np.zeros_like(between), where=expected > 0)
        return np.asarray(member[self.rows].toarray() @ lift @ member.T.toarray())


def _tf_idf(texts: list[list[str]]) -> sparse.csr_array:
    """Words by text, rare ones more: (1 + log n) (1 + log((1 + N) / (1 + df))), rows of length 1."""
    place: dict[str, int] = {}
    pairs = [(row, place.setdefault(word, len(place))) for row, words in enumerate(texts) for word in words]
    if not pairs:
        return sparse.csr_array((len(texts), 1))
    rows, columns = np.array(pairs).T
    counts = sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(texts), len(place)))
    counts.sum_duplicates()
    rarity = np.log((1 + sum(map(bool, texts))) / (1 + np.bincount(counts.indices, minlength=len(place)))) + 1
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    length = np.sqrt(np.asarray((counts**2).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(length, 1e-12)) @ counts)


def _kilometres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    a, b = np.radians(one)[:, None, :], np.radians(other)[None, :, :]
    half = np.sin((b[..., 0] - a[..., 0]) / 2) ** 2
    half = half + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def usual(values: np.ndarray) -> float:
    """Mean of the positive values, which a feature is measured by; 1 where there is none.

    Parameters
    ----------
    values
        Of all candidates, at least 0.

    Returns
    -------
    float
    """
    positive = values[values > 0]
    return float(positive.mean()) if len(positive) else 1.0
