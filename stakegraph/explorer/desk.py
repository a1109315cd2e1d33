"""The desk: the open store with everything worked out from it, kept until the store changes."""

from __future__ import annotations

import dataclasses
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import analysis
from graphmodel import StoreError, tie_network
from graphmodel.ties import DEFAULT_LAYERS
from stakegraph.explorer.jobs import Jobs, noted
from stakegraph.explorer.kept import Kept, Pages
from stakegraph.explorer.uploads import Uploads
from stakegraph.explorer.watch import Watch
from stakegraph.layout import positions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd

    from graphmodel import GraphStore, Network, Snapshot
    from stakegraph.explorer.jobs import Job

__all__ = ["SAID", "Desk", "said"]

logger = logging.getLogger(__name__)
T = TypeVar("T")
STAYING = 0.7
"""When fewer than this share were in the drawing before, all are placed anew."""
DRAWINGS = 20
"""So many drawings are remembered."""


SAID = {
    "network": "Das Netz wird zusammengesetzt",
    "bridges": "Gesucht wird, wer Gruppen verbindet",
    "gaps": "Gesucht wird, was fehlt",
    "mixing": "Verbindungen zwischen Gruppen werden mit dem Zufall verglichen",
    "matches": "Vorschläge werden gesucht und begründet",
    "round": "Eine Runde wird zusammengestellt",
    "teams": "Beraterinnen und Berater werden verglichen",
    "advisers": "Beraterinnen und Berater werden verglichen",
    "hindsight": "Frühere Vorschläge werden mit dem verglichen, was danach geschah",
    "coverage": "Themen und Orte werden gezählt",
    "dossier": "Zusammengetragen wird, was bekannt ist",
}


def said(name: Any) -> str:
    """Say what is worked out, for those who wait for it.

    Parameters
    ----------
    name
        As for `Desk.result`.

    Returns
    -------
    str
    """
    return SAID.get(str(name[0] if isinstance(name, tuple) else name), "Zusammengestellt wird, was zu sehen ist")


@dataclass
class Desk:
    """What the pages work with.

    Attributes
    ----------
    store
        The open store.
    scope
        Beginnings of the official municipality key (AGS) that the pages are about; None: everything.
    jobs
        Long work that runs beside the pages.
    uploads
        Lists that are on their way into the store.
    watch
        Tells whether the store has changed.
    """

    store: GraphStore
    scope: str | tuple[str, ...] | None = None
    jobs: Jobs = field(default_factory=Jobs)
    uploads: Uploads = field(default_factory=Uploads)
    watch: Watch = None  # type: ignore[assignment]  # made from the store
    _kept: Kept = field(default_factory=Kept)
    _pages: Pages = field(default_factory=Pages)
    _stood: dict[Any, dict[str, tuple[float, float]]] = field(default_factory=dict)
    _warming: threading.Event = field(default_factory=threading.Event)
    _holding: bool = False
    _state: str = ""
    _whole: Snapshot | None = None

    def __post_init__(self) -> None:
        self.watch = self.watch or Watch(self.store)

    def held(self) -> Desk:
        """Give the same desk for one request: everything it shows is of one state of the store.

        Returns
        -------
        Desk
            The state is the one at the first look; what is written meanwhile, by whomever, is seen by the next
            request. Whatever was worked out is shared with all others.
        """
        return dataclasses.replace(self, _holding=True, _state="", _whole=None)

    def state(self) -> str:
        """Describe the state of the store, cheaply.

        Returns
        -------
        str
            Another text after every load, edit, decision or undo, and whenever something was added or removed.
        """
        if not self._holding:
            return self.watch.state()
        self._state = self._state or self.watch.state()
        return self._state

    def forget(self) -> None:
        """Ask the store again at the next page, because something was just written."""
        self.watch.forget()

    def current(self, name: Any, make: Callable[[], T]) -> T:
        """Work something out once for each state of the store, its bookkeeping included.

        Parameters
        ----------
        name
            What it is, with its parameters.
        make
            How it is worked out.

        Returns
        -------
        object
        """
        return self._kept.get(("state", self.state()), name, make)

    def result(self, name: Any, make: Callable[[], T]) -> T:
        """Work something out once for each content of the network, however many ask at once.

        A decision about a suggestion changes nothing in the network, and an undone load brings the former content
        back; then what was worked out before is given again.

        Parameters
        ----------
        name
            What it is, with its parameters.
        make
            How it is worked out.

        Returns
        -------
        object
        """

        def made() -> T:
            with noted(said(name)):
                return make()

        return self._kept.get(("content", self.snapshot.fingerprint), name, made)

    def page(self, name: Any, make: Callable[[], T]) -> T | str:
        """Make a page once for each state of the store, unless answers are still being worked out for it.

        Parameters
        ----------
        name
            What it shows, in which language, for whom.
        make
            How it is made; anything but text is given and not remembered.

        Returns
        -------
        str or object
        """
        if self._warming.is_set():
            return make()
        return self._pages.get((self.state(), name), make)

    def ready(self, name: Any) -> str | None:
        """Give a page that was made before for this state of the store.

        Parameters
        ----------
        name
            As for `page`.

        Returns
        -------
        str or None
        """
        return self._pages.ready((self.state(), name))

    @property
    def snapshot(self) -> Snapshot:
        """Everything known."""
        if not self._holding:
            return self.current("snapshot", self.store.snapshot)
        self._whole = self._whole or self.current("snapshot", self.store.snapshot)
        return self._whole

    @property
    def names(self) -> dict[str, str]:
        """Name of everything by its id."""
        return self.snapshot.names

    def network(self, layers: Sequence[str] = DEFAULT_LAYERS, *, as_of: str | None = None) -> Network:
        """Give the network of stakeholders.

        Parameters
        ----------
        layers
            Kinds of evidence that make ties.
        as_of
            ISO date up to which facts count; None: all.

        Returns
        -------
        Network
        """
        chosen = tuple(layers)
        return self.result(
            ("network", chosen, as_of),
            lambda: tie_network(self.snapshot, scope=self.scope, layers=chosen, as_of=as_of),
        )

    def places(self, name: Any, network: Network) -> np.ndarray:
        """Give where everybody stands in a drawing: where they stood before the last load, and newcomers join them.

        Parameters
        ----------
        name
            Which drawing.
        network
            Who is drawn.

        Returns
        -------
        ndarray of shape (n_nodes, 2)
            As `positions_of` gives it. Where they stood is known as long as the explorer runs.
        """

        def made() -> np.ndarray:
            stood = self._stood.pop(name, {})
            stays = sum(id_ in stood for id_ in network.ids) > STAYING * network.n_nodes
            found = positions_of(network, start=stood if stays else None)
            self._stood[name] = {id_: (float(x), float(y)) for id_, (x, y) in zip(network.ids, found, strict=True)}
            for old in list(self._stood)[:-DRAWINGS]:
                del self._stood[old]
            return found

        return self.result(("places", name), made)

    def bridges(self) -> pd.DataFrame:
        """Give who links.

        Returns
        -------
        DataFrame
            See `analysis.bridges`.
        """
        return self.result("bridges", lambda: analysis.bridges(self.network()))

    def gaps(self, municipality: str | None = None) -> pd.DataFrame:
        """Give what is missing.

        Parameters
        ----------
        municipality
            Id; None: everywhere in scope.

        Returns
        -------
        DataFrame
            See `analysis.gaps`.
        """
        scope = None if municipality else self.scope
        return self.result(
            ("gaps", municipality), lambda: analysis.gaps(self.snapshot, municipality=municipality, scope=scope)
        )

    def mixing(self) -> pd.DataFrame:
        """Give the ties within and between groups.

        Returns
        -------
        DataFrame
            See `analysis.mixing`, for those in scope at home.
        """
        return self.result("mixing", lambda: analysis.mixing(self.at_home(), group="group", draws=200).pairs)

    def at_home(self) -> Network:
        """Give the network of those in scope, without partner towns abroad.

        Returns
        -------
        Network
        """

        def made() -> Network:
            network = self.network()
            nodes = network.nodes
            keep = nodes["in_scope"].astype(bool) & (nodes["group"] != "partner_abroad")
            return network.subnetwork(nodes.index[keep])

        return self.result("at_home", made)

    def warm(self) -> None:
        """Work out in the background what the first pages will ask for."""

        def work(_: Job) -> None:
            try:
                self.gaps()
                self.mixing()
                self.bridges()
            except StoreError as exc:  # the pages will say so themselves
                logger.warning("%s", type(exc).__name__)
            finally:
                self._warming.clear()

        self._warming.set()
        self.jobs.start("Die ersten Antworten", work, reading=True)

    def soon_gaps(self) -> pd.DataFrame | None:
        """Give what is missing, None while that is being worked out in the background."""
        return self._soon(("gaps", None), self.gaps)

    def soon_mixing(self) -> pd.DataFrame | None:
        """Give the ties between groups, None while that is being worked out in the background."""
        return self._soon("mixing", self.mixing)

    def _soon(self, name: Any, make: Callable[[], T]) -> T | None:
        if self._warming.is_set() and not self._kept.has(("content", self.snapshot.fingerprint), name):
            return None
        return make()
