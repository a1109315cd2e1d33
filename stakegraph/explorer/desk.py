"""The desk: the open store with everything worked out from it, kept until the store changes."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import analysis
from graphmodel import StoreError, StoreUnavailableError, tie_network
from graphmodel.ties import DEFAULT_LAYERS
from stakegraph.explorer.jobs import Jobs
from stakegraph.explorer.kept import Kept
from stakegraph.explorer.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from graphmodel import GraphStore, Network, Snapshot

__all__ = ["Desk"]

logger = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE = 1.0
"""Seconds for which the store is not asked again whether it has changed."""
SILENCE = 2.0
"""Seconds for which a store that did not answer is not asked again, so that no page waits for it twice."""
_SILENT = "The store did not answer a moment ago."


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
    """

    store: GraphStore
    scope: str | tuple[str, ...] | None = None
    jobs: Jobs = field(default_factory=Jobs)
    uploads: Uploads = field(default_factory=Uploads)
    _state: str = ""
    _asked: float = 0.0
    _silent: float = 0.0
    _kept: Kept = field(default_factory=Kept)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _warming: threading.Event = field(default_factory=threading.Event)

    def state(self) -> str:
        """Describe the state of the store, cheaply.

        Returns
        -------
        str
            Another text after every load, edit, decision or undo, and whenever something was added or removed.
        """
        with self._lock:
            if self._state and time.monotonic() - self._asked < PATIENCE:
                return self._state
            if self._silent and time.monotonic() - self._silent < SILENCE:
                raise StoreUnavailableError(_SILENT)
        try:
            found = self._described()
        except StoreUnavailableError:
            self._silent = time.monotonic()
            raise
        with self._lock:
            self._state, self._asked, self._silent = found, time.monotonic(), 0.0
        return found

    def _described(self) -> str:
        loads = [(row["id"], row.get("status"), row.get("finished")) for row in self.store.read_nodes("Load")]
        decisions = [(row["id"], row.get("status"), row.get("at")) for row in self.store.read_nodes("Decision")]
        text = repr((sorted(self.store.counts().items()), loads, decisions))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def forget(self) -> None:
        """Ask the store again at the next page, because something was just written."""
        with self._lock:
            self._asked = 0.0

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
        return self._kept.get(("content", self.snapshot.fingerprint), name, make)

    @property
    def snapshot(self) -> Snapshot:
        """Everything known."""
        return self.current("snapshot", self.store.snapshot)

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

        def work() -> None:
            try:
                self.gaps()
                self.mixing()
                self.bridges()
            except StoreError as exc:  # the pages will say so themselves
                logger.warning("%s", exc)
            finally:
                self._warming.clear()

        self._warming.set()
        threading.Thread(target=work, name="stakegraph-warm", daemon=True).start()

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
