"""Who is shown in the network, as the address asks: by layer, kind, theme, country, year, municipality."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphmodel.lookup import find_node, folded
from graphmodel.ties import DEFAULT_LAYERS, LAYERS
from stakegraph.words import group_title

if TYPE_CHECKING:
    from graphmodel import Network
    from stakegraph.explorer.view import View

__all__ = ["Selection", "options", "selected"]

ABROAD = "partner_abroad"


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for.

    Attributes
    ----------
    layers
        Kinds of evidence that make ties.
    kind, theme, country, town
        Group, and ids of a theme, country and municipality; None: all.
    year
        Year up to the end of which facts count; None: all.
    """

    layers: tuple[str, ...] = DEFAULT_LAYERS
    kind: str | None = None
    theme: str | None = None
    country: str | None = None
    town: str | None = None
    year: str | None = None

    @property
    def narrow(self) -> bool:
        """Whether only some are asked for."""
        return any((self.kind, self.theme, self.country, self.town))

    def network(self, view: View) -> Network:
        """Give everybody with the ties that count.

        Parameters
        ----------
        view
            The request.

        Returns
        -------
        Network
        """
        return view.desk.network(self.layers, as_of=self.year)

    def members(self, view: View, network: Network, *, everywhere: bool = False) -> set[str]:
        """Give those who are asked for.

        Parameters
        ----------
        view
            The request.
        network
            Everybody.
        everywhere
            Whether partner towns abroad and whoever is outside count as well.

        Returns
        -------
        set of str
        """
        nodes = network.nodes
        keep = nodes["group"].notna()
        if not everywhere:
            keep &= nodes["in_scope"].astype(bool) & (nodes["group"] != ABROAD)
        if self.kind:
            keep &= nodes["group"] == self.kind
        if self.town:
            keep &= (nodes["place"] == self.town).fillna(value=False).astype(bool) | (nodes.index == self.town)
        found = set(nodes.index[keep])
        for type_, wanted in (("WORKS_ON", self.theme), ("FOCUSES_ON", self.country)):
            if wanted:
                frame = view.desk.snapshot.relationships(type_)
                found &= set(frame.loc[frame["target"] == wanted, "source"])
        return found


def selected(view: View) -> Selection:
    """Read what the address asks for; what is not on record is left aside.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    Selection
    """
    asked = view.request.query_params.getlist("schicht")
    layers = tuple(layer for layer in LAYERS if layer in asked) or DEFAULT_LAYERS
    town = view.arg("kommune")
    return Selection(
        layers,
        view.arg("art") or None,
        view.arg("thema") if view.arg("thema") in view.ids("Theme") else None,
        view.arg("land") if view.arg("land") in view.ids("Country") else None,
        find_node(view.desk.snapshot, town, labels=("Municipality",)) if town else None,
        view.arg("stand") if view.arg("stand") in years(view) else None,
    )


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: value and name of each; a town only when somebody sits there or it has a tie."""

    layers: tuple[str, ...] = LAYERS
    kinds: list[tuple[str, str]] = field(default_factory=list)
    themes: list[tuple[str, str]] = field(default_factory=list)
    countries: list[tuple[str, str]] = field(default_factory=list)
    towns: list[tuple[str, str]] = field(default_factory=list)
    years: list[str] = field(default_factory=list)


def options(view: View) -> Options:
    """List what can be chosen.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    Options
    """

    def made() -> Options:
        network = view.desk.network()
        nodes = network.nodes
        kinds = [(group, group_title(group, lang=view.lang)) for group in set(nodes["group"].astype(str)) - {ABROAD}]
        seen = {*nodes["place"].dropna(), *network.ties["source"], *network.ties["target"]}
        towns = nodes.index[
            (nodes["group"] == "municipality") & nodes["in_scope"].astype(bool) & nodes.index.isin(seen)
        ]
        return Options(
            kinds=_sorted(kinds),
            themes=_targets(view, "WORKS_ON"),
            countries=_targets(view, "FOCUSES_ON"),
            towns=_sorted([(id_, view.name(id_)) for id_ in towns]),
            years=years(view),
        )

    return view.desk.result(("net options", view.lang), made)


def _targets(view: View, type_: str) -> list[tuple[str, str]]:
    return _sorted([(id_, view.name(id_)) for id_ in set(view.desk.snapshot.relationships(type_)["target"])])


def _sorted(pairs: list[Any]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: (folded(pair[1]), pair[0]))


def years(view: View) -> list[str]:
    """List the years of which something is on record, the earliest first.

    Parameters
    ----------
    view
        The request.

    Returns
    -------
    list of str
    """
    dates = view.desk.snapshot.nodes("Meeting")["date_start"].dropna()
    return sorted({str(date)[:4] for date in dates})
