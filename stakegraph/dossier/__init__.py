"""The dossier: the printed preparation of one deployment, as HTML, Word or PDF."""

from stakegraph.dossier.building import build_dossier
from stakegraph.dossier.document import Dossier

__all__ = ["Dossier", "build_dossier"]
