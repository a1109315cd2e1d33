"""The dossier as the explorer gives it and as a browser prints it."""

from __future__ import annotations

import html
import io
import re

import pypdf
import pytest

from graphmodel import open_store
from stakegraph.dossier import build_dossier
from stakegraph.dossier.html import html_page
from tests.explorer.conftest import send


def test_what_was_declined_stands_no_longer_in_the_dossier(own, own_file) -> None:
    rows = own.get("/kommunen.json", params={"sortiert": "-organisationen"}).json()["rows"]
    town = rows[0]["href"].rpartition("/")[2]

    def suggested() -> list[str]:
        page = html.unescape(own.get(f"/einsatz/{town}/dossier.html").text)
        return re.findall(r"<h4>([^<]+?) <span", page)

    first = suggested()[0]
    with open_store(own_file) as store:
        other = next(id_ for id_, name in store.snapshot().names.items() if name == first)
    send(own, "/vorschlaege/entscheiden", fuer=town, wen=other, suche="actors", antwort="decline")
    assert first not in suggested()
    assert suggested()


@pytest.mark.parametrize("town", ["Lindenrode", "Weidenhain"])
def test_a_dossier_is_printed_from_the_browser_on_four_to_six_pages(page, district_file, town) -> None:
    with open_store(district_file) as store:
        page.set_content(html_page(build_dossier(store.snapshot(), town)))
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert 4 <= len(printed.pages) <= 6
