"""Report and picture: complete without a network, safe with hostile names, equal data look equal."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from graphmodel import Network, NotFoundError, tie_network
from stakegraph.layout import positions_of
from stakegraph.picture import MOST, picture, shown_part
from stakegraph.report import report, towns_to_show

HOSTILE = '<img src=x onerror="document.title=1">"\'</script><script>document.title=2</script>'


@pytest.fixture(scope="module")
def pages(nrw, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    network = tie_network(nrw, scope="05")
    (folder / "bericht.html").write_text(report(nrw, title="Bericht", scope="05"), "utf-8")
    (folder / "netz.html").write_text(picture(network, title="Netz"), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["bericht.html", "netz.html"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=str)
def test_page_is_complete_without_a_network(pages, page, name, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto((pages / name).as_uri())
    page.wait_for_timeout(300)
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "Eine Welt Netz NRW e.V." in page.inner_text("body") or name == "netz.html"


def test_picture_draws_searches_and_tells(pages, page):
    page.goto((pages / "netz.html").as_uri())
    page.wait_for_selector("body[data-drawn]", timeout=10_000)
    page.fill("#q", "julich")
    page.press("#q", "Enter")
    assert "Jülich" in page.inner_text("#selection")
    page.fill("#q", "gibt es nicht")
    page.press("#q", "Enter")
    assert "Nichts gefunden" in page.inner_text("#selection")
    assert page.locator("tbody tr").count() == int(page.get_attribute("body", "data-drawn"))


def test_hostile_names_stay_text(page, tmp_path):
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    nodes = pd.DataFrame({"id": ["a", "b"], "name": [HOSTILE, "B"], "group": ["migrant", HOSTILE]})
    path = tmp_path / "netz.html"
    path.write_text(picture(Network.from_frames(ties, nodes), title=HOSTILE, around="a"), "utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-drawn]", timeout=10_000)
    assert page.title() == HOSTILE
    assert "<img src=x" in page.inner_text("#selection")
    assert page.complaints == []
    assert page.locator("img").count() == 0


def test_pages_name_no_other_host(pages):
    for name in ("bericht.html", "netz.html"):
        text = (pages / name).read_text("utf-8")
        markup = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
        assert not re.search(r"(?:src|href)=[\"']https?:", markup)


def test_same_data_look_the_same(nrw):
    network = tie_network(nrw, scope="05")
    assert picture(network, title="Netz") == picture(network, title="Netz")
    assert report(nrw, title="B", scope="05") == report(nrw, title="B", scope="05")


def test_small_change_moves_little(nrw):
    part, _ = shown_part(tie_network(nrw, scope="05"))
    before = positions_of(part)
    start = dict(zip(part.ids, map(tuple, before.tolist()), strict=True))
    fewer = part.subnetwork(part.ids[1:])
    after = positions_of(fewer, start=start)
    assert all(tuple(after[k]) == start[name] for k, name in enumerate(fewer.ids))
    newcomer = positions_of(part, start={name: start[name] for name in fewer.ids})
    assert abs(newcomer).max() <= 1
    assert all(tuple(newcomer[part.index[name]]) == start[name] for name in fewer.ids)


def test_too_many_are_left_out_and_said():
    ids = [f"n{k:05d}" for k in range(MOST + 50)]
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:]})
    part, left = shown_part(Network.from_frames(ties))
    assert (part.n_nodes, left) == (MOST, ["weakest"])


def test_empty_network_gives_a_page():
    page = picture(Network.from_frames(pd.DataFrame({"source": [], "target": []})), title="Leer")
    assert "Leer" in page


def test_unknown_middle_is_refused(nrw):
    with pytest.raises(NotFoundError, match="nicht im Netz"):
        picture(tie_network(nrw), title="x", around="act-nobody")


def test_towns_are_those_with_deployments(nrw):
    towns = towns_to_show(nrw, scope="05")
    assert len(towns) == 3
    deployed = set(nrw.relationships("DEPLOYED_TO")["target"])
    assert set(towns) <= deployed


def test_english_report_has_no_german_left(nrw):
    text = report(nrw, title="Report", scope="05", lang="en")
    assert 'lang="en"' in text
    assert "Wer verbindet" not in text
