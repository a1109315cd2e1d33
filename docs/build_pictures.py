"""Pictures of the real pages for the handbook: ``uv run python docs/build_pictures.py`` (needs a browser)."""

from __future__ import annotations

import io
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import loaders
from graphmodel import open_store
from stakegraph.demo import example_files
from stakegraph.explorer import create_app
from tests.browser.chromium import launch

TARGET = Path(__file__).parent / "de" / "bilder"
SIZE = {"width": 1180, "height": 760}
PAGES = {
    "ueberblick": "/",
    "netz": "/netz",
    "bruecken": "/bruecken",
    "luecken": "/luecken",
    "vorschlaege": "/vorschlaege?fuer=Lindenrode",
    "einsatz": "/einsatz/{town}",
    "pruefen": "/pruefen",
    "listen": "/listen",
}


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "s.stakegraph") as store:
        assert loaders.load(store, example_files("musterkreis")).ok
        server = uvicorn.Server(uvicorn.Config(create_app(store), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        with launch() as browser:
            page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
            towns = page.request.get(f"http://127.0.0.1:{port}/kommunen.json?q=Lindenrode").json()["rows"]
            for name, path in PAGES.items():
                page.goto(f"http://127.0.0.1:{port}{path.format(town=towns[0]['id'])}", wait_until="networkidle")
                page.locator("[data-job]").wait_for(state="detached", timeout=60_000)  # it is worked out by then
                page.wait_for_timeout(1500)
                data = page.screenshot()
                Image.open(io.BytesIO(data)).convert("RGB").quantize(96).save(TARGET / f"{name}.png", optimize=True)
                print(name, (TARGET / f"{name}.png").stat().st_size)
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
