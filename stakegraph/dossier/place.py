"""Everything about one municipality that the sections of a dossier share."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from analysis._facts import Facts, facts
from graphmodel import NotFoundError, Snapshot
from graphmodel.dates import last_day
from graphmodel.lookup import find_node, folded
from stakegraph.dossier.document import Line, Run
from stakegraph.dossier.phrases import phrase
from stakegraph.sources import readable, source_texts
from stakegraph.words import parts
from stakegraph.words.names import country_name, in_case, theme_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel import Reason

__all__ = ["Place", "find_place", "shortened"]

NOTES_SHOWN = 3
DISTRICT_DIGITS = 5
DISTRICT = "dis-"


@dataclass(eq=False)
class Place:
    """One municipality, seen for its dossier; numbers the sources as they are used.

    Attributes
    ----------
    snapshot
        What is known.
    id
        The municipality.
    lang
        "de" or "en".
    sources
        Texts of the sources used so far, in the order of their numbers.
    """

    snapshot: Snapshot
    id: str
    lang: str
    sources: list[str] = field(default_factory=list)

    @cached_property
    def facts(self) -> Facts:
        """Look-ups over the snapshot."""
        return facts(self.snapshot)

    @cached_property
    def row(self) -> dict[str, object]:
        """Properties of the municipality, missing ones None."""
        table = self.snapshot.nodes("Municipality")
        row = table[table["id"] == self.id].iloc[0]
        return {str(name): None if value is None or value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN

    @cached_property
    def name(self) -> str:
        """Its name."""
        return self.snapshot.names[self.id]

    @property
    def is_derived(self) -> bool:
        """Whether it is a district that is on record only through its towns."""
        return self.id.startswith(DISTRICT)

    @cached_property
    def territory(self) -> list[str]:
        """The municipality; for a district also the towns in it."""
        return self.facts.towns_of(self.id)

    @cached_property
    def actors(self) -> list[str]:
        """Organisations seated there, by group and name."""
        found = {actor for town in self.territory for actor in self.facts.actors_in.get(town, ())}
        return sorted(found, key=self.by_name)

    @cached_property
    def neighbours(self) -> list[str]:
        """Organisations in the rest of the district."""
        return sorted(set(self.facts.district_actors(self.id)) - set(self.actors), key=self.by_name)

    def by_name(self, name: str) -> tuple[str, str]:
        """Order of names as in a register."""
        return folded(self.facts.names[name]), name

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Ties, also of its own offices, to others than partners abroad, strongest first."""
        ties, inside = self.facts.network.ties, set(self.territory)
        inside |= {office for town in self.territory for office in self.facts.offices_of.get(town, ())}
        here = ties["source"].isin(inside) | ties["target"].isin(inside)
        other = ties["target"].where(ties["source"].isin(inside), ties["source"])
        found = ties.assign(other=other).loc[here & ~other.isin(inside)]
        abroad = found["other"].map(self.facts.group_of) == "partner_abroad"
        ordered = found[~abroad].sort_values(["strength", "other"], ascending=[False, True], kind="stable")
        return ordered.drop_duplicates("other").reset_index(drop=True)

    @cached_property
    def newest(self) -> str | None:
        """The newest date of anything about the place: meetings attended, ties, deployments."""
        dates = [self.last_seen(name) for name in (*self.territory, *self.actors)]
        for kind in ("PARTNER_OF", "COOPERATES_WITH", "MEMBER_OF"):
            table = self.snapshot.relationships(kind)
            inside = set(self.territory)
            dates += list(table.loc[table["source"].isin(inside) | table["target"].isin(inside), "since"])
        dates += [self.deployment_date(name) for name in self.deployments]
        known = [date for date in dates if isinstance(date, str)]
        return max(known, key=lambda date: (last_day(date), date), default=None)

    def last_seen(self, name: str) -> str | None:
        """Date of the last meeting that somebody attended."""
        meetings = self.facts.meetings_of.get(name, [])
        return max((date for m in meetings if (date := self.facts.meeting_dates.get(m))), default=None)

    @cached_property
    def deployments(self) -> list[str]:
        """Deployments there, the newest first."""
        found = {item for town in self.territory for item in self.facts.deployments_in.get(town, ())}
        return sorted(found, key=lambda item: (self.deployment_date(item) or "", item), reverse=True)

    def deployment_date(self, name: str) -> str | None:
        """When a deployment began."""
        table = self.snapshot.nodes("Deployment")
        return next(iter(table.loc[table["id"] == name, "date_start"]), None)

    # ------------------------------------------------------------ sources
    def notes(self, sources: Iterable[str], *, limit: int = NOTES_SHOWN) -> tuple[int, ...]:
        """Numbers of some sources; new ones are added to the list.

        Parameters
        ----------
        sources
            Texts of sources, ids of nodes or keys of relationships.
        limit
            How many numbers a statement carries at most; those that already have one come first.

        Returns
        -------
        tuple of int
        """
        texts = readable(sources, source_texts(self.snapshot))
        texts.sort(key=lambda text: text not in self.sources)
        found = []
        for text in texts[:limit]:
            if text not in self.sources:
                self.sources.append(text)
            found.append(self.sources.index(text) + 1)
        return tuple(sorted(found))

    def node_notes(self, *names: str) -> tuple[int, ...]:
        """Numbers of the sources of some nodes."""
        return self.notes([text for name in names if (text := source_texts(self.snapshot).get(name))])

    # ------------------------------------------------------------ speech
    def say(self, key: str, **said: object) -> str:
        """Say a fixed sentence of the dossier."""
        return phrase(key, lang=self.lang, **said)

    def line(self, text: str, *, notes: tuple[int, ...] = (), strong: bool = False) -> Line:
        """A line of one piece."""
        return (Run(text, strong=strong, notes=notes),)

    def reason(self, reason: Reason) -> Line:
        """A statement of the analysis with its sources."""
        told = parts(reason, lang=self.lang, names=self.facts.names)
        said = [Run(text.replace(" km", "\u00a0km"), strong=point) for text, point in told]
        first = said[0].text
        said[0] = dataclasses.replace(said[0], text=first[:1].upper() + first[1:] if first[:1].isalpha() else first)
        said[-1] = dataclasses.replace(said[-1], notes=self.notes(reason.sources))
        return tuple(said)

    def country(self, name: str) -> str:
        """Name of a country or region by id, code or German name."""
        return country_name(self.facts.country_names.get(name, name), lang=self.lang)

    def theme(self, name: str) -> str:
        """Name of a theme as it is written."""
        return theme_name(self.facts.names.get(name, name))


def shortened(line: Line, name: str) -> Line:
    """Leave out the name at the head of a sentence that stands right below it.

    Parameters
    ----------
    line
        A sentence.
    name
        The name above.

    Returns
    -------
    tuple of Run

    Examples
    --------
    >>> shortened((Run("Verein A sitzt in Jülich."),), "Verein A")[0].text
    'Sitzt in Jülich.'
    """
    first = line[0].text if line else ""
    for said in (in_case(name, "nom"), name):
        head = f"{said[:1].upper()}{said[1:]} "
        if first.startswith(head) and len(first) > len(head):
            rest = first[len(head) :]
            return (dataclasses.replace(line[0], text=rest[:1].upper() + rest[1:]), *line[1:])
    return line


def find_place(snapshot: Snapshot, text: str) -> tuple[Snapshot, str]:
    """Find a municipality, or a district of which only towns are on record.

    Parameters
    ----------
    snapshot
        What is known.
    text
        Id, name, or key.

    Returns
    -------
    tuple of Snapshot and str
        The snapshot, with the district added where it was missing, and the id.

    Raises
    ------
    AmbiguousNameError
        Several come into question.
    NotFoundError
        None does.
    """
    table = snapshot.nodes("Municipality")
    named = (
        table["district"].map(lambda name: bool(name) and folded(name) == folded(text)) & table["district_ags"].notna()
    )
    keys = set(table.loc[named.astype(bool), "district_ags"])
    try:
        return snapshot, find_node(snapshot, text, labels=("Municipality",))
    except NotFoundError:
        if len(keys) != 1:
            raise
    return _with_district(snapshot, table, keys.pop())


def _with_district(snapshot: Snapshot, table: pd.DataFrame, ags: str) -> tuple[Snapshot, str]:
    """Add a district as a municipality of its own; what is not on record about it stays unknown."""
    towns = table[table["district_ags"] == ags]
    name = f"{DISTRICT}{ags}"
    row = dict.fromkeys(table.columns) | {
        "id": name, "name": str(towns["district"].iloc[0]), "kind": "kreis", "ags": ags, "country": "DE",
        "state": towns["state"].iloc[0], "district_ags": ags, "population": float("nan"), "area_km2": float("nan"),
        "lat": float(towns["lat"].mean()), "lon": float(towns["lon"].mean()),
    }  # fmt: skip
    added = pd.DataFrame([row], columns=table.columns).astype(table.dtypes.to_dict())
    nodes = {**snapshot._nodes, "Municipality": pd.concat([table, added], ignore_index=True).sort_values("id")}  # noqa: SLF001 - a snapshot is built from tables only here
    return Snapshot(nodes, snapshot._relationships, snapshot.as_of), name  # noqa: SLF001 - see above
