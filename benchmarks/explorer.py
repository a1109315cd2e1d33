"""The explorer in a browser without a graphics card: drawing against other libraries, and how soon pages are there."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import numpy as np
from playwright.sync_api import TimeoutError as Overdue

from benchmarks.measure import Line
from graphmodel import open_store
from loaders import load
from stakegraph.demo import SCOPE, example_files
from tests.browser.chromium import NoBrowserError, launch

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["drawing", "pages"]

PACKAGES = ("sigma@3.0.3", "graphology@0.25.4", "cytoscape@3.34.4")
"""Looked for with the npm client of this machine; without them the table has vis-network only."""
FRAMES = 30
LONGEST = 120.0
"""Seconds for which a library is waited for."""
WIDE, HIGH = 1100, 720
SHAPES = ("dot", "square", "triangle", "diamond")
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#e69f00")
PAGE = """<!doctype html><meta charset="utf-8"><title>x</title>
<style>html,body{margin:0}#net{width:1100px;height:720px;position:relative}canvas{display:block}</style>
<body><div id="net"></div><script>window.DATA = %s;</script>%s<script>%s</script></body>"""
# Each script sets `done` (milliseconds until everything is drawn) and `pan` (moves the picture by one step).
OURS = """
const start = performance.now(), host = document.getElementById("net");
const view = new NetView(host, DATA, {label: "x", ties: "x"});
new MutationObserver(() => { window.done ??= performance.now() - start; }).observe(host, {attributes: true});
window.pan = (k) => { view.tx += k % 2 ? 9 : -9; view.ty += 3; view.moving = true; view.draw(); };
"""
VIS = """
const start = performance.now();
const nodes = DATA.ids.map((id, i) => ({id: i, label: DATA.names[i], x: DATA.x[i] * 500, y: DATA.y[i] * 360,
  size: DATA.size[i], shape: DATA.kinds[DATA.kind[i]].shape, color: DATA.kinds[DATA.kind[i]].colour}));
const edges = []; for (let i = 0; i < DATA.ends.length; i += 2) edges.push({from: DATA.ends[i], to: DATA.ends[i + 1]});
const net = new vis.Network(document.getElementById("net"), {nodes, edges}, {physics: false,
  layout: {improvedLayout: false}, edges: {smooth: false}, interaction: {hideEdgesOnDrag: false}});
net.once("afterDrawing", () => requestAnimationFrame(() => { window.done = performance.now() - start; }));
let at = {x: 0, y: 0};
window.pan = (k) => { at = {x: at.x + (k % 2 ? 9 : -9), y: at.y + 3}; net.moveTo({position: at, animation: false}); };
"""
SIGMA = """
const start = performance.now(), graph = new graphology.Graph({multi: true});
DATA.ids.forEach((id, i) => graph.addNode(i, {label: DATA.names[i], x: DATA.x[i], y: -DATA.y[i], size: DATA.size[i] / 2,
  color: DATA.kinds[DATA.kind[i]].colour}));
for (let i = 0; i < DATA.ends.length; i += 2) graph.addEdge(DATA.ends[i], DATA.ends[i + 1], {color: "#99a"});
const view = new Sigma(graph, document.getElementById("net"));
requestAnimationFrame(() => requestAnimationFrame(() => { window.done = performance.now() - start; }));
window.pan = (k) => { const c = view.getCamera(), s = c.getState();
  c.setState({...s, x: s.x + (k % 2 ? .01 : -.01)}); };
"""
CYTOSCAPE = """
const start = performance.now(), elements = DATA.ids.map((id, i) => ({data: {id: "n" + i, label: DATA.names[i]},
  position: {x: DATA.x[i] * 500, y: DATA.y[i] * 360}}));
for (let i = 0; i < DATA.ends.length; i += 2)
  elements.push({data: {source: "n" + DATA.ends[i], target: "n" + DATA.ends[i + 1]}});
const cy = cytoscape({container: document.getElementById("net"), elements, layout: {name: "preset"},
  textureOnViewport: true, style: [{selector: "node", style: {width: 6, height: 6, "background-color": "#0072b2"}},
          {selector: "edge", style: {width: .5, "curve-style": "haystack"}}]});
cy.one("render", () => requestAnimationFrame(() => { window.done = performance.now() - start; }));
window.pan = (k) => cy.panBy({x: k % 2 ? 9 : -9, y: 3});
"""
PANNING = """
(frames) => new Promise((resolve) => {
  const found = []; let last = performance.now(), k = 0;
  const step = () => { const now = performance.now(); found.push(now - last); last = now;
    if (k++ === frames) return resolve(found.slice(1)); window.pan(k); requestAnimationFrame(step); };
  requestAnimationFrame(step);
})
"""


def made(n: int, ties: int, *, seed: int = 0) -> dict[str, Any]:
    """A network with given places: groups, and four ties for each member."""
    dice = np.random.default_rng(seed)
    kind = dice.integers(0, len(SHAPES), n)
    centre = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])[kind]
    place = np.clip(centre + dice.normal(0, 0.25, (n, 2)), -1, 1)
    ends = dice.integers(0, n, (ties, 2)).ravel()
    return {
        "ids": [f"act-{k}" for k in range(n)],
        "names": [f"Kulturverein Nummer {k}" for k in range(n)],
        "kind": kind.tolist(),
        "kinds": [
            {"key": str(k), "label": str(k), "colour": colour, "shape": shape}
            for k, (colour, shape) in enumerate(zip(COLOURS, SHAPES, strict=True))
        ],
        "size": dice.uniform(2, 8, n).round(1).tolist(),
        "count": [8] * n,
        "x": place[:, 0].round(4).tolist(),
        "y": place[:, 1].round(4).tolist(),
        "ends": ends.tolist(),
        "width": [1.0] * ties,
        "middle": -1,
    }


def others(folder: Path) -> dict[str, list[str]]:
    """Scripts of other libraries that the npm client of this machine can give."""
    npm = shutil.which("npm")
    if npm is None:
        return {}
    ran = subprocess.run(
        [npm, "pack", "--silent", *PACKAGES], cwd=folder, capture_output=True, timeout=120, check=False
    )
    if ran.returncode:
        return {}
    texts = {}
    for name, path in (
        ("sigma", "sigma.min.js"),
        ("graphology", "graphology.umd.min.js"),
        ("cytoscape", "cytoscape.min.js"),
    ):
        with tarfile.open(next(folder.glob(f"{name}-*.tgz"))) as archive:
            member = archive.extractfile(f"package/dist/{path}")
            assert member is not None
            texts[name] = member.read().decode()
    return {"sigma.js": [texts["graphology"], texts["sigma"], SIGMA], "cytoscape.js": [texts["cytoscape"], CYTOSCAPE]}


def measured(browser: Any, folder: Path, name: str, scripts: list[str], data: dict[str, Any]) -> tuple[float, float]:
    """Seconds to the first complete drawing, and median seconds for a frame while panning."""
    *libraries, last = scripts
    path = folder / f"{name}.html"
    tags = "".join(f"<script>{text}</script>" for text in (one.replace("</script", r"<\/script") for one in libraries))
    path.write_text(PAGE % (json.dumps(data), tags, last), encoding="utf-8")
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
    page.set_default_timeout(1000 * LONGEST)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("window.done > 0")
        first = page.evaluate("window.done")
        page.wait_for_timeout(500)
        frames = page.evaluate(PANNING, FRAMES)
    except Overdue:  # it takes at least as long
        return LONGEST, LONGEST
    finally:
        page.close()
    return first / 1000, statistics.median(frames) / 1000


def drawing(*, n: int = 10_000, ties: int = 40_000, rounds: int = 3) -> Iterator[Line]:
    """Our canvas against vis-network and, where npm has them, sigma.js and cytoscape.js, in turns."""
    own = (files("stakegraph.explorer") / "static" / "netview.js").read_text("utf-8").replace("export class", "class")
    vis = (files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8")
    data = made(n, ties)
    with tempfile.TemporaryDirectory() as name, launch() as browser:
        folder = Path(name)
        rivals = {"vis-network": [vis, VIS], **others(folder)}
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(rounds):
            for which, scripts in {"ours": [own, OURS], **rivals}.items():
                found.setdefault(which, []).append(measured(browser, folder, which, scripts, data))
        first = {which: min(pair[0] for pair in pairs) for which, pairs in found.items()}
        frame = {which: min(pair[1] for pair in pairs) for which, pairs in found.items()}
        goals = {"vis-network": 0.25, "sigma.js": 0.6}
        for which in rivals:
            goal = goals.get(which, 1.0)
            what = f"first drawing, {n:,} and {ties:,}"
            ratio = first["ours"] / first[which]
            yield Line(what, first["ours"], which, first[which], f"<= {goal}", ratio <= goal)
            yield Line("a frame while panning", frame["ours"], which, frame[which], "<= 0.03 s", frame["ours"] <= 0.03)
        big = made(50_000, 200_000)
        first["big"], frame["big"] = measured(browser, folder, "big", [own, OURS], big)
        yield Line("first drawing, 50,000 and 200,000", first["big"], "10 s", 10.0, "usable", first["big"] <= 10)
        yield Line("a frame while panning, 50,000", frame["big"], "0.1 s", 0.1, "usable", frame["big"] <= 0.1)


# ---------------------------------------------------------------- the server
AS_INSTALLED = "import sys; sys.modules['matplotlib'] = None"
"""Among the packages of these tests and not of the product; igraph takes it in wherever it is."""


@contextmanager
def served(store: Path) -> Iterator[tuple[httpx.Client, str, int]]:
    """The command as a person runs it: a client that came in by the key, the address, the process."""
    words = [
        sys.executable,
        "-c",
        f"{AS_INSTALLED}; from stakegraph.cli import main; main()",
        "--store",
        str(store),
        "--json",
        "explore",
    ]
    with subprocess.Popen([*words, "--no-browser", "--scope", SCOPE], stdout=subprocess.PIPE, text=True) as ran:
        try:
            text = ""
            while not text.rstrip().endswith("}"):
                text += ran.stdout.readline()
            address = json.loads(text)
            with httpx.Client(base_url=address["url"], timeout=120, follow_redirects=True) as client:
                client.get(address["open"])
                yield client, address["url"], ran.pid
        finally:
            ran.terminate()
            ran.wait(30)


def memory(pid: int) -> float:
    """Megabytes that a process holds."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def timed(function: Any, rounds: int = 5) -> float:
    """Median seconds of several rounds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


PATHS = ("/", "/netz", "/akteure", "/bruecken", "/luecken", "/kommunen", "/veranstaltungen", "/karte")


def pages() -> Iterator[Line]:
    """Pages about the bundled network, warm: in the browser, on the server, and with twenty readers and a load."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "nrw.stakegraph"
        with open_store(path) as store:
            assert load(store, example_files()).ok
        with served(path) as (client, url, pid):
            for one in PATHS:
                client.get(one).raise_for_status()
            yield from _in_browser(client, url)
            hit = timed(lambda: client.get("/vorschlagen.json?q=Eine"), 15)
            yield Line("search suggestion", hit, "0.1 s", 0.1, "<= 1", hit <= 0.1)
            yield from _at_once(client)
            for one in PATHS:  # what the load has changed is worked out anew and counts as well
                _answered(client, one)
            used = memory(pid)
            yield Line("server, GB", used / 1024, "0.25 GB", 0.25, "<= 1", used <= 250)


def _answered(client: httpx.Client, path: str) -> int:
    """Ask for a page until it is there: one that is still being worked out says so."""
    while (code := client.get(path).status_code) == httpx.codes.ACCEPTED:
        time.sleep(0.1)
    return code


def _in_browser(client: httpx.Client, url: str) -> Iterator[Line]:
    actor = client.get("/akteure.json?sortiert=-verbindungen").json()["rows"][0]["id"]
    try:
        with launch() as browser:
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": k, "value": v, "url": url} for k, v in client.cookies.items()])
            page = context.new_page()

            def opened(path: str, ready: str) -> None:
                page.goto(url + path, wait_until="commit")
                page.wait_for_selector(ready, state="attached")

            opened("/", "footer, main")
            page.wait_for_load_state()
            for what, path, goal in (
                ("page to interactive, overview", "/", 1.5),
                ("page to drawn, network", "/netz", 1.5),
                ("surroundings of one", f"/netz?um={quote(actor)}", 0.3),
            ):
                ready = "main" if path == "/" else "#net[data-drawn]"
                seconds = timed(lambda path=path, ready=ready: (opened(path, ready), page.wait_for_load_state()))
                yield Line(what, seconds, f"{goal} s", goal, "<= 1", seconds <= goal)
    except NoBrowserError:
        return


def _at_once(client: httpx.Client) -> Iterator[Line]:
    """Twenty readers while a list is loaded."""
    rows = [f"Neu{k:05d} {k * 7919 % 9973:04d} Kreis;Düren" for k in range(2000)]
    word = client.get("/listen").text.split('name="csrf" value="')[1].split('"')[0]
    files_ = {"dateien": ("neu.csv", "\n".join(["Organisation;Ort", *rows]).encode(), "text/csv")}
    job = client.post("/listen", data={"csrf": word, "tabelle": "actors"}, files=files_).url.path
    while (state := client.get(f"{job}.json").json()["job"])["state"] == "running":
        time.sleep(0.1)
    loading = client.post(f"{state['where']}/laden", data={"csrf": word}).url.path
    took: list[float] = []
    wrong: list[int] = []
    lock = threading.Lock()

    def reader(k: int) -> None:
        with httpx.Client(base_url=client.base_url, cookies=client.cookies, timeout=120) as one:
            for path in PATHS[k % 8 :] + PATHS[: k % 8]:
                start = time.perf_counter()
                code = _answered(one, path)
                with lock:
                    took.append(time.perf_counter() - start)
                    wrong.extend([code] if code != 200 else [])

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(reader, range(20)))
    while client.get(f"{loading}.json").json().get("job", {}).get("state") == "running":
        time.sleep(0.2)
    median = statistics.median(took)
    yield Line(
        "a page, 20 readers and a load", median, "0.5 s", 0.5, f"<= 1, {len(wrong)} errors", median <= 0.5 and not wrong
    )
