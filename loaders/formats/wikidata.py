"""Answers of the Wikidata query service (SPARQL JSON): municipalities and their twin towns."""

from __future__ import annotations

import re
from typing import Any

from loaders.cells import Grid, grid_of_records
from loaders.report import Problem

__all__ = ["is_wikidata", "read_wikidata"]

_ENTITY = re.compile(r"^https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)$")
_POINT = re.compile(r"^point\(([-\d.]+) ([-\d.]+)\)$", re.IGNORECASE)
_VARIABLES = {
    "ags": "ags", "gemeindeschluessel": "ags", "gemeindeschlüssel": "ags", "key": "ags",
    "population": "population", "einwohner": "population", "country": "country", "countrylabel": "country",
    "land": "country", "landlabel": "country", "iso": "country", "website": "website",
}  # fmt: skip
_PARTNER = ("partner", "partnerstadt", "twin", "twinned", "stadt2")


def is_wikidata(content: Any) -> bool:
    """Tell an answer of the query service from other JSON."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("results"), dict)
        and isinstance(content["results"].get("bindings"), list)
    )


def read_wikidata(content: dict[str, Any], *, file: str) -> list[Grid]:
    """Read an answer of the query service.

    Parameters
    ----------
    content
        Parsed JSON.
    file
        Name of the file.

    Returns
    -------
    list of Grid
        Municipalities, and partnerships when a partner is asked for; faulty bindings are errors.
    """
    problems: list[Problem] = []
    places: list[tuple[int, dict[str, str]]] = []
    links: list[tuple[int, dict[str, str]]] = []
    for number, binding in enumerate(content["results"]["bindings"], start=1):
        fault = _fault(binding)
        if fault:
            params = {"record": number, "what": {"de": fault[0], "en": fault[1]}}
            problems.append(Problem("error", "wikidata_binding", params, file, row=number))
            continue
        values = {name.casefold(): entry["value"] for name, entry in binding.items()}
        record = _place(values)
        partner = next((values[f"{name}label"] for name in _PARTNER if values.get(f"{name}label")), None)
        if partner and not re.fullmatch(r"Q\d+", partner):
            links.append((number, _partnership(values, record, partner)))
        if record.get("name") or record.get("ags"):
            places.append((number, record))
        elif not partner:
            params = {"record": number, "what": {"de": "weder Name noch Schlüssel", "en": "neither name nor key"}}
            problems.append(Problem("warning", "wikidata_binding", params, file, row=number))
    grids = []
    if places:
        unique = {tuple(sorted(record.items())): (number, record) for number, record in reversed(places)}
        grids.append(grid_of_records(file, "municipalities", sorted(unique.values(), key=lambda entry: entry[0])))
    if links:
        grids.append(grid_of_records(file, "partnerships", links))
    grids = grids or [Grid(file, None, [])]
    grids[0].problems.extend(problems)
    return grids


def _fault(binding: Any) -> tuple[str, str] | None:
    if not isinstance(binding, dict) or not all(
        isinstance(entry, dict) and isinstance(entry.get("value"), str) for entry in binding.values()
    ):
        return "kein gültiger Eintrag", "not a valid binding"
    for name, entry in binding.items():
        value = entry["value"]
        if entry.get("type") == "bnode" or "/.well-known/genid/" in value:
            return f"„{name}“ ist ein unbekannter Wert", f"“{name}” is an unknown value"
        if entry.get("type") == "uri" and name in {"item", *_PARTNER} and not _ENTITY.match(value):
            return f"„{name}“ ist keine Wikidata-Adresse ({value})", f"“{name}” is no Wikidata address ({value})"
    if "item" not in binding and "itemLabel" not in binding:
        return "„item“ fehlt", "“item” is missing"
    return None


def _place(values: dict[str, str]) -> dict[str, str]:
    record = {field: values[name] for name, field in _VARIABLES.items() if values.get(name)}
    if _ENTITY.match(record.get("country", "")):
        record.pop("country")
    label = values.get("itemlabel") or values.get("name") or ""
    if label and not re.fullmatch(r"Q\d+", label):
        record["name"] = label
    entity = _ENTITY.match(values.get("item", ""))
    if entity:
        record["source"] = f"Wikidata {entity[1]}"
    point = next((match for value in values.values() if (match := _POINT.match(value))), None)
    if point:
        record["lon"], record["lat"] = point[1], point[2]
    return record


def _partnership(values: dict[str, str], record: dict[str, str], partner: str) -> dict[str, str]:
    country = next(
        (values[name] for name in ("partnercountrylabel", "partnerlandlabel", "landlabel") if values.get(name)), ""
    )
    found = {"from_name": record.get("name", ""), "from_ags": record.get("ags", ""), "to_name": partner}
    found |= {"to_country": country, "source": record.get("source", "Wikidata"), "confidence": "medium"}
    return found
