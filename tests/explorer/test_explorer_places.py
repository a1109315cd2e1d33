"""The same data look the same, and a small change moves little."""

from __future__ import annotations

import io

import numpy as np
import pytest

from stakegraph.explorer.drawing import UNIT
from tests.explorer.conftest import finish, send, word_of


def places(client, path: str) -> dict[str, tuple[float, float]]:
    drawing = client.get(path).json()["drawing"]
    return dict(zip(drawing["ids"], zip(drawing["x"], drawing["y"], strict=True), strict=True))


def load(client) -> None:
    """Three organisations more, at a meeting with some who are known already."""
    drawn = client.get("/netz.json?alle=1").json()["drawing"]
    known = drawn["names"][:4]
    names = [*known, "Neuer Verein Eins", "Neuer Verein Zwei", "Neuer Verein Drei"]
    rows = [f"{name};Lindenrode;Kleine Runde;14.03.2026" for name in names]
    text = "\n".join(["Organisation;Ort;Veranstaltung;Datum", *rows])
    files = {"dateien": ("neu.csv", io.BytesIO(text.encode()), "text/csv")}
    trial = finish(client, client.post("/listen", data={"csrf": word_of(client)}, files=files))
    finish(client, send(client, f"{trial}/laden"))


@pytest.mark.parametrize("path", ["/netz.json?alle=1", "/netz.json", "/netz.json?gruppe=migrant_org"])
def test_a_few_newcomers_leave_everybody_in_place(own, path) -> None:
    before = places(own, path)
    load(own)
    after = places(own, path)
    assert len(after) >= len(before)
    moves = [np.hypot(*np.subtract(after[id_], before[id_])) for id_ in before.keys() & after.keys()]
    assert np.median(moves) < 0.02 * 2  # of the width, which is 2


@pytest.mark.parametrize(
    "path", ["/netz.json?alle=1", "/netz.json?gruppe=migrant", "/netz.json?um=Eine Welt Netz Selketal e.V."]
)
def test_hardly_any_symbol_covers_another(district, path) -> None:
    drawing = district.get(path).json()["drawing"]
    found = np.column_stack([drawing[name] for name in ("x", "y")]) * UNIT
    sizes = np.array(drawing["size"])
    far = np.linalg.norm(found[:, None] - found[None, :], axis=2)
    pairs = np.triu(far < 0.9 * (sizes[:, None] + sizes[None, :]), 1)
    assert pairs.sum() <= 0.02 * len(sizes)


def test_the_same_data_are_drawn_alike_by_every_explorer(own, district) -> None:
    assert places(own, "/netz.json?alle=1") == places(district, "/netz.json?alle=1")


def test_names_of_partners_cover_no_symbol_where_there_is_room(district) -> None:
    known = district.get("/karte.json").json()["world"]["places"]
    assert len(known) > 5
    assert all(place["label"] for place in known)
    for place in known:
        x, y, anchor = place["label"]
        wide = 6.4 * len(place["name"])
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        for other in known:
            beside = not left - other["r"] < other["x"] < left + wide + other["r"]
            above_or_below = abs(y - 4 - other["y"]) > 7 + other["r"] - 1
            assert other is place or beside or above_or_below, (place, other)
