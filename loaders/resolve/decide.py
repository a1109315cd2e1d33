"""Lists of names linked with a list of known ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.errors import ParameterError
from graphmodel.reasons import Reason
from loaders.resolve.candidates import CandidateIndex
from loaders.resolve.compare import ASK, SAME, compare_prepared, is_common_name, place_key, score_prepared
from loaders.resolve.features import Name, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["Link", "Linker", "link_names"]

LEAD = 0.03
"""By how much the best must lead over the next to be taken without asking."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Link:
    """What became of one arriving name.

    Attributes
    ----------
    decision
        ``same``, ``unsure`` or ``different`` (from all known names, so it is new).
    match
        Position of the best known name; None when it is new.
    score
        Of the best known name, 0 when there is no candidate.
    reasons
        What speaks for and against the best.
    candidates
        Position and score of the best five that are worth asking about, best first.
    """

    decision: str
    match: int | None
    score: float
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[tuple[int, float], ...] = ()


class Linker:
    """Known names, ready to be linked with.

    Parameters
    ----------
    names
        Known names.
    places
        Keys or names of their seats, where known.
    groups
        What each known name belongs to; names of one group never compete with each other.
    """

    def __init__(
        self, names: Sequence[str], *, places: Sequence[str | None] | None = None, groups: Sequence[Any] | None = None
    ) -> None:
        self._names = [name_of(name) for name in names]
        self._places = [place_key(place) for place in places] if places else [None] * len(names)
        self._groups = list(groups) if groups is not None else list(range(len(names)))
        self._index = CandidateIndex(self._names)

    def link(self, names: Sequence[str], *, places: Sequence[str | None] | None = None) -> list[Link]:
        """Link arriving names.

        Parameters
        ----------
        names
            Arriving names.
        places
            Keys or names of their seats, where known.

        Returns
        -------
        list of Link
            One for each name.
        """
        prepared = [name_of(name) for name in names]
        seats = [place_key(place) for place in places] if places else [None] * len(names)
        found = self._index.query(prepared)
        return [self._best(name, seat, positions) for name, seat, positions in zip(prepared, seats, found, strict=True)]

    def _best(self, name: Name, seat: str | None, positions: Sequence[int]) -> Link:
        judged: dict[Any, tuple[float, int]] = {}
        for position in positions:
            score = score_prepared(name, self._names[position], place_a=seat, place_b=self._places[position])
            group = self._groups[position]
            if group not in judged or score > judged[group][0]:
                judged[group] = (score, position)
        ranked = sorted(judged.values(), key=lambda entry: (-entry[0], entry[1]))
        if not ranked or ranked[0][0] < ASK:
            return Link("different", None, round(ranked[0][0], 4) if ranked else 0.0)
        score, match = ranked[0]
        compared = compare_prepared(name, self._names[match], place_a=seat, place_b=self._places[match])
        candidates = tuple((position, round(value, 4)) for value, position in ranked[:_SHOWN] if value >= ASK)
        decision: str = compared.decision
        reasons = compared.reasons
        if score >= SAME and len(ranked) > 1 and score - ranked[1][0] < LEAD:
            decision, reasons = "unsure", (Reason("names.close_second"), *reasons)
        elif decision == "same" and is_common_name(name) and not (seat and self._places[match]):
            decision, reasons = "unsure", (Reason("names.common_name"), *reasons)
        return Link(decision, match, round(score, 4), reasons, candidates)


def link_names(arriving: Any, registry: Any) -> pd.DataFrame:
    """Find for every arriving name the known organisation it means.

    Parameters
    ----------
    arriving, registry
        Names as a list or Series, or a table with ``name`` and optional ``place`` and ``id``.

    Returns
    -------
    DataFrame of shape (number of arriving names, 7), in their order
        ``name`` : str, as it arrived.
        ``match`` : id, or position without ids, of the best known name; missing when it is new.
        ``match_name`` : str, missing when it is new.
        ``score`` : float, 0 to 1, of the best known name.
        ``decision`` : ``same`` (taken without asking), ``unsure`` (to be asked) or ``different`` (new).
        ``reasons`` : tuple of Reason for and against the best.
        ``candidates`` : tuple of (id or position, score), the best five worth asking about.

    Raises
    ------
    ParameterError
        A table has no column ``name``.

    Notes
    -----
    A name is taken without asking from a score of 0.90 with a lead of 0.03 over the next known organisation; common
    names ("Weltladen") only when both seats are known. Cost grows with the number of names, not of pairs.

    Examples
    --------
    >>> links = link_names(["Elternnetzwerk NRW"], ["Haus der Heimat", "Elternnetzwerk NRW e.V."])
    >>> print(links[["match", "match_name", "decision"]].to_string(index=False))
    match              match_name decision
        1 Elternnetzwerk NRW e.V.     same
    """
    import pandas as pd  # noqa: PLC0415 - only the table needs it

    names, places, _ = _columns(arriving, "arriving")
    known, seats, ids = _columns(registry, "registry")
    links = Linker(known, places=seats).link(names, places=places)
    rows = [
        {
            "name": name,
            "match": None if link.match is None else ids[link.match],
            "match_name": None if link.match is None else known[link.match],
            "score": link.score,
            "decision": link.decision,
            "reasons": link.reasons,
            "candidates": tuple((ids[position], score) for position, score in link.candidates),
        }
        for name, link in zip(names, links, strict=True)
    ]
    columns = ["name", "match", "match_name", "score", "decision", "reasons", "candidates"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.astype({"score": float})


def _columns(table: Any, what: str) -> tuple[list[str], list[str | None], list[Any]]:
    if hasattr(table, "columns"):
        if "name" not in table.columns:
            msg = (
                f"The {what!r} table of link_names must have the column 'name'. "
                f"Found: {', '.join(map(str, table.columns)) or 'none'}."
            )
            raise ParameterError(msg)
        names = [str(name) for name in table["name"]]
        places = [str(place) if isinstance(place, str) else None for place in table.get("place", [None] * len(names))]
        ids = list(table["id"]) if "id" in table.columns else list(range(len(names)))
        return names, places, ids
    names = [str(name) for name in table]
    return names, [None] * len(names), list(range(len(names)))
