"""Who covers what where: themes or countries against municipalities or districts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._facts import DISTRICT_DIGITS, facts
from analysis._tables import finish, run_record
from graphmodel import ParameterError

if TYPE_CHECKING:
    from graphmodel import Snapshot

__all__ = ["coverage"]

ROWS = ("themes", "countries")
COLUMNS = ("municipalities", "districts")


def coverage(snapshot: Snapshot, *, rows: str = "themes", columns: str = "municipalities") -> pd.DataFrame:
    """How many organisations cover each theme or country in each place.

    Parameters
    ----------
    snapshot
        What is known.
    rows
        "themes" or "countries".
    columns
        "municipalities" or "districts", by the seat of the organisation.

    Returns
    -------
    DataFrame, one row per cell, by ``row`` then ``column``
        ``row`` (id of the theme or country), ``row_name``, ``column`` (id of the municipality, or AGS of the
        district), ``column_name``, ``n`` (organisations seated there that cover it), ``single_provider`` (its id when
        there is exactly one, else None), ``unknown`` (organisations seated there of which no theme, or no country, is
        on record: they might cover it). Only places with an organisation, only themes or countries that somebody
        covers.

    Raises
    ------
    ParameterError
        ``rows`` or ``columns`` is not one of the words above.

    Examples
    --------
    >>> from graphmodel import Snapshot
    >>> snapshot = Snapshot.from_rows(
    ...     {
    ...         "Actor": [{"id": "act-a"}, {"id": "act-b"}],
    ...         "Theme": [{"id": "thm-k", "name": "Klima"}],
    ...         "Municipality": [{"id": "mun-05315000", "name": "Köln", "ags": "05315000"}],
    ...     },
    ...     {
    ...         "BASED_IN": [{"source": a, "target": "mun-05315000"} for a in ("act-a", "act-b")],
    ...         "WORKS_ON": [{"source": "act-a", "target": "thm-k"}],
    ...     },
    ... )
    >>> print(coverage(snapshot)[["row_name", "column_name", "n", "single_provider", "unknown"]].to_string(index=False))
    row_name column_name  n single_provider  unknown
       Klima        Köln  1           act-a        1
    """
    if rows not in ROWS or columns not in COLUMNS:
        msg = (
            f"The 'rows' of coverage must be one of {', '.join(ROWS)} and the 'columns' one of {', '.join(COLUMNS)}. "
            f"Got {rows!r} and {columns!r} instead."
        )
        raise ParameterError(msg)
    known = facts(snapshot)
    covered = known.themes_of if rows == "themes" else known.countries_of
    places = _places(snapshot, by_district=columns == "districts")
    providers: dict[tuple[str, str], list[str]] = defaultdict(list)
    unknown: dict[str, int] = defaultdict(int)
    for actor, place in sorted(places.items()):
        unknown[place] += not covered.get(actor)
        for item in covered.get(actor, ()):
            providers[item, place].append(actor)
    items = sorted({item for item, _ in providers})
    cells = pd.DataFrame(
        [(item, place, providers.get((item, place), [])) for item in items for place in sorted(unknown)],
        columns=["row", "column", "providers"],
    )
    cells["n"] = cells["providers"].map(len).astype(int)
    single = [found[0] if len(found) == 1 else None for found in cells["providers"]]
    cells["single_provider"] = pd.Series(single, dtype=object)
    cells["unknown"] = np.array([unknown[place] for place in cells["column"]], dtype=int)
    names = {**known.names, **known.country_names, **_district_names(snapshot)}
    cells["row_name"] = cells["row"].map(lambda item: names.get(item, item))
    cells["column_name"] = cells["column"].map(lambda place: names.get(place, place))
    order = ["row", "row_name", "column", "column_name", "n", "single_provider", "unknown"]
    return finish(cells[order], run_record("coverage", snapshot, rows=rows, columns=columns))


def _places(snapshot: Snapshot, *, by_district: bool) -> dict[str, str]:
    """Place of each organisation whose seat in Germany is known."""
    known = facts(snapshot)
    towns = snapshot.nodes("Municipality")
    abroad = set(towns.loc[towns["country"].notna() & (towns["country"] != "DE"), "id"])
    found = {}
    for actor, place in known.place_of.items():
        ags = known.ags_of.get(actor)
        if known.is_town(actor) or place in abroad or (by_district and not ags):
            continue
        found[actor] = str(ags)[:DISTRICT_DIGITS] if by_district else place
    return found


def _district_names(snapshot: Snapshot) -> dict[str, str]:
    table = snapshot.nodes("Municipality")
    pairs = table[["district_ags", "district"]].dropna().itertuples(index=False)
    return {str(ags): str(name) for ags, name in pairs}
