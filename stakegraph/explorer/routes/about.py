"""Privacy, help, and all parts of the pages in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.persons import person_rules
from stakegraph.explorer.site import Site
from stakegraph.looks import LOOKS

if TYPE_CHECKING:
    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()


@site.page("/datenschutz", "privacy.html.j2")
def privacy(view: View) -> dict[str, Any]:
    """What is stored, and what leaves the machine: nothing."""
    info = view.desk.store.info()
    return {
        "title": view.t("Datenschutz", "Privacy"),
        "where": str(info["url"]).removeprefix("sqlite:///"),
        "kind": info["kind"],
        "persons": person_rules(view.desk.store),
    }


@site.page("/hilfe", "help.html.j2")
def helping(view: View) -> dict[str, Any]:
    """Words, and where the numbers come from."""
    names = (view.t("Brücken", "Bridges"), view.t("Lücken", "Gaps"))
    runs = [table.attrs.get("run", {}) for table in (view.desk.bridges(), view.desk.gaps())]
    return {
        "title": view.t("Hilfe", "Help"),
        "runs": [(name, run) for name, run in zip(names, runs, strict=True) if run],
    }


@site.page("/hilfe/bausteine", "building_blocks.html.j2")
def parts(view: View) -> dict[str, Any]:
    """All parts of the pages in one place, for those who build new ones."""
    return {"title": view.t("Bausteine der Seiten", "Parts of the pages"), "groups": list(LOOKS)}
