"""The pages as others reach them: in process for what they answer, under a real address for the browser."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

import loaders
from graphmodel import open_store
from stakegraph.demo import example_files
from stakegraph.explorer import create_app

with warnings.catch_warnings():  # starlette would rather have another http library
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOME = "http://127.0.0.1"


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """On a busy machine a page may take its time; only tests about that see the page that says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stakegraph.explorer.jobs.PATIENCE", 60.0)
        yield


@pytest.fixture(scope="session")
def district_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the invented district, loaded once through the same path as anybody's lists."""
    path = tmp_path_factory.mktemp("district") / "district.stakegraph"
    with open_store(path) as store:
        assert loaders.load(store, example_files("musterkreis")).ok
    return path


@pytest.fixture
def own_file(district_file: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return shutil.copy(district_file, tmp_path / "own.stakegraph")


def client_of(store, **options: Any) -> TestClient:
    return TestClient(create_app(store, **options), base_url=HOME, follow_redirects=False)


@pytest.fixture(scope="session")
def district(district_file: Path) -> Iterator[TestClient]:
    """The pages about the district, only to be looked at."""
    with open_store(district_file) as store, client_of(store) as client:
        yield client


@pytest.fixture
def own(own_file: Path) -> Iterator[TestClient]:
    """The pages about a copy of the district that may be changed."""
    with open_store(own_file) as store, client_of(store) as client:
        yield client


@pytest.fixture
def empty() -> Iterator[TestClient]:
    """The pages of somebody who has loaded nothing yet."""
    with open_store(":memory:") as store, client_of(store) as client:
        yield client


def word_of(client: TestClient, path: str = "/listen") -> str:
    """The word that forms of this session carry."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get(path).text)
    assert found
    return found.group(1)


def send(client: TestClient, path: str, **fields: Any):
    """Send a form as the pages do."""
    files = fields.pop("files", None)
    return client.post(path, data={"csrf": word_of(client), **fields}, files=files)


def finish(client: TestClient, answer) -> str:
    """Wait until the work that a step began is done, and say where it leads."""
    job = answer.headers["location"]
    for _ in range(600):
        state = client.get(f"{job}.json").json()["job"]
        if state["state"] != "running":
            assert state["state"] == "done", state
            return state["where"]
        time.sleep(0.05)
    raise AssertionError(state)


@contextmanager
def served(app, port: int = 0) -> Iterator[str]:
    """Serve an application under an address of this machine, in a thread of its own."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(128)  # whoever comes before the server is up waits
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)
        listening.close()


@pytest.fixture(scope="session")
def district_url(district_file: Path) -> Iterator[str]:
    """Address of the district's pages, only to be looked at."""
    with open_store(district_file) as store, served(create_app(store)) as url:
        yield url


@pytest.fixture
def serve_own(own_file: Path) -> Iterator[str]:
    """Address of the pages about a copy of the district that may be changed."""
    with open_store(own_file) as store, served(create_app(store)) as url:
        yield url


@pytest.fixture
def serve_empty(tmp_path: Path) -> Iterator[str]:
    """Address of the pages of an empty store."""
    with open_store(tmp_path / "empty.stakegraph") as store, served(create_app(store)) as url:
        yield url


@pytest.fixture(scope="session")
def some(district: TestClient) -> Callable[[str], str]:
    """Address of the page about somebody, by the list they stand in."""
    orders = {"akteure": "-verbindungen", "kommunen": "-organisationen", "veranstaltungen": "-bekannt"}

    def first(name: str) -> str:
        return district.get(f"/{name}.json", params={"sortiert": orders[name]}).json()["rows"][0]["href"]

    return first


@pytest.fixture(scope="session")
def every_page(some: Callable[[str], str], district: TestClient) -> dict[str, str]:
    """Every page by a short name."""
    actor, town = some("akteure"), some("kommunen")
    a, t = actor.rpartition("/")[2], town.rpartition("/")[2]
    b = district.get(f"{actor}.json").json()["contacts"][0]["id"]
    names = (
        "karte", "akteure", "kommunen", "veranstaltungen", "partnerschaften", "bruecken", "luecken", "abdeckung",
        "vorschlaege", "einsatz", "listen", "pruefen", "verlauf", "datenschutz", "hilfe", "was-waere-wenn", "netz",
    )  # fmt: skip
    return {
        "ueberblick": "/",
        **{name: f"/{name}" for name in names},
        "akteur": actor,
        "kommune": town,
        "veranstaltung": some("veranstaltungen"),
        "netz-alle": "/netz?alle=1",
        "netz-um": f"/netz?um={a}",
        "netz-um-2": f"/netz?um={a}&schritte=2",
        "netz-weg": f"/netz?um={a}&zu={b}",
        "beleg": f"/beleg?von={a}&mit={b}",
        "vorschlaege-fuer": f"/vorschlaege?fuer={t}",
        "luecken-ort": f"/luecken?kommune={t}",
        "ohne": f"/was-waere-wenn?ohne={a}",
        "rueckblick": "/rueckblick",
        "kuerzel": "/kuerzel",
        "suche": "/suche?q=verein",
        **{f"einsatz-{step}": f"/einsatz/{t}?schritt={step}" for step in ("bedarf", "leute", "vorschlaege", "dossier")},
    }
