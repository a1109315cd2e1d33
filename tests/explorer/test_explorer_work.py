"""Long work beside the pages, many readers at once, and both stores."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

import analysis
import loaders
from graphmodel import NotFoundError, copy_store, open_store
from stakegraph.decisions import MOST_OPEN
from stakegraph.demo import example_files
from stakegraph.explorer import create_app
from stakegraph.explorer.desk import SAID, Desk, said
from stakegraph.explorer.jobs import COMPARING, ENGLISH, Jobs, noted
from stakegraph.explorer.kept import VERSIONS, Kept, Pages
from stakegraph.explorer.view import View
from tests.conftest import login
from tests.explorer.conftest import client_of, finish, send, served

LISTS = [
    path for path in example_files("musterkreis") if path.name.startswith(("kommunen", "organisationen", "partner"))
]


def wait_for(condition) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(condition)


# ---------------------------------------------------------------- jobs
def test_work_tells_how_far_it_is_and_can_be_stopped() -> None:
    jobs, go = Jobs(), threading.Event()

    def work(job) -> str:
        for k in range(1000):
            job.step("zählen", k, 1000)
            go.wait(0.01)
        return "fertig"

    job = jobs.start("Zählen", work)
    wait_for(lambda: job.done > 1)
    assert (job.state, job.total) == ("running", 1000)
    job.stop()
    wait_for(lambda: job.state != "running")
    assert (job.state, job.result) == ("stopped", None)
    assert "nichts wurde übernommen" in job.error


def refuse(*_) -> None:
    raise NotFoundError("Das gibt es nicht.")  # noqa: EM101, TRY003


def test_work_that_fails_says_so_in_words() -> None:
    jobs = Jobs()
    job = jobs.start("Suchen", refuse)
    wait_for(lambda: job.state != "running")
    assert (job.state, job.error) == ("failed", "Das gibt es nicht.")


def test_work_on_a_list_says_when_all_is_read(empty) -> None:
    answer = send(empty, "/listen", files={"dateien": ("vereine.csv", SMALL.encode(), "text/csv")})
    finish(empty, answer)
    job = answer.headers["location"]
    assert empty.get(f"{job}.json").json()["job"]["what"] == COMPARING
    assert empty.get(f"{job}.json?lang=en").json()["job"]["what"] == ENGLISH[COMPARING]


def test_a_plan_begins_with_the_first_adviser_and_what_was_decided_outlives_a_list(own, some) -> None:
    town = some("kommunen").rpartition("/")[2]
    for _ in range(2):  # coming by the button or by the address
        assert re.search(r'name="beratung" value="[^"]+" checked', own.get(f"/einsatz/{town}?schritt=leute").text)
        assert send(own, f"/einsatz/{town}/weiter", schritt="leute").status_code == 303
    other = own.get(f"/vorschlaege.json?fuer={town}").json()["lists"][0]["rows"][0]["target"]
    send(own, "/vorschlaege/entscheiden", fuer=town, wen=other, suche="actors", antwort="decline")
    assert "nicht mehr verzeichnet" not in own.get("/verlauf").text
    send(own, "/verlauf/zuruecknehmen", id=own.get("/verlauf.json").json()["loads"][0]["id"])
    assert own.get("/verlauf").text.count("nicht mehr verzeichnet") == 2


def test_a_load_that_is_stopped_leaves_nothing(empty, monkeypatch) -> None:
    reading = threading.Event()
    real = loaders.load

    def slow(*given, progress=None, **options):
        def step(what, done, total):
            reading.set()
            time.sleep(0.05)
            progress(what, done, total)

        return real(*given, progress=step, **options)

    files = [("dateien", (path.name, path.read_bytes(), "application/octet-stream")) for path in LISTS]
    upload = finish(empty, send(empty, "/listen", files=files))
    monkeypatch.setattr("loaders.load", slow)
    reading.clear()
    job = send(empty, f"{upload}/laden").headers["location"]
    assert reading.wait(20)
    send(empty, f"{job}/stoppen")
    wait_for(lambda: empty.get(f"{job}.json").json()["job"]["state"] != "running")
    assert empty.get(f"{job}.json").json()["job"]["state"] == "stopped"
    assert "nichts wurde übernommen" in empty.get(job).text
    assert empty.get("/akteure.json").json()["n_all"] == 0


@pytest.fixture
def slow_bridges(monkeypatch) -> threading.Event:
    """Working out who bridges waits until it is told to go on."""
    go, real = threading.Event(), analysis.bridges

    def slow(network):
        assert go.wait(20)
        return real(network)

    monkeypatch.setattr("analysis.bridges", slow)
    monkeypatch.setattr("stakegraph.explorer.jobs.PATIENCE", 0.05)
    return go


def test_a_page_that_takes_long_tells_so_and_comes_when_it_is_done(own, slow_bridges, monkeypatch) -> None:
    first, second = own.get("/bruecken?anzahl=2"), own.get("/bruecken?anzahl=2")
    assert first.status_code == second.status_code == 202
    jobs = {re.search(r'data-job="(/auftrag/\w+)\.json"', page.text).group(1) for page in (first, second)}
    assert len(jobs) == 1  # who asks for the same waits for the same
    (job,) = jobs
    wait_for(lambda: "verbindet" in own.get(f"{job}.json").json()["job"]["what"])
    state = own.get(f"{job}.json").json()["job"]
    assert (state["state"], state["where"]) == ("running", "/bruecken?anzahl=2")
    monkeypatch.setattr("stakegraph.explorer.jobs.PATIENCE", 20.0)
    assert own.get("/hilfe/bausteine").status_code == 200  # others are not kept waiting
    slow_bridges.set()
    wait_for(lambda: own.get(f"{job}.json").json()["job"]["state"] == "done")
    assert own.get("/bruecken?anzahl=2").status_code == 200


def test_work_says_at_which_of_how_many_steps_it_is() -> None:
    jobs, seen = Jobs(), []

    def work(job) -> None:
        for what in ("Das Netz wird zusammengesetzt", "Gesucht wird, was fehlt"):
            with noted(what):
                seen.append((job.as_dict(lang="de")["what"], job.as_dict(lang="en")["what"]))

    for name in ("first", "second"):
        jobs.awaited(name, "x", work, where="/", kind="a page")
    german, english = zip(*seen, strict=True)
    assert german == (
        "Schritt 1: Das Netz wird zusammengesetzt",
        "Schritt 2: Gesucht wird, was fehlt",
        "Schritt 1 von 2: Das Netz wird zusammengesetzt",
        "Schritt 2 von 2: Gesucht wird, was fehlt",
    )
    assert english[2] == "Step 1 of 2: The network is put together"


def test_everything_that_work_says_is_said_in_english_too() -> None:
    assert {said(name) for name in (*SAID, "anything")} <= set(ENGLISH)


def test_a_page_that_takes_long_can_be_stopped_at_once(own, slow_bridges) -> None:
    job = re.search(r'data-job="(/auftrag/\w+)\.json"', own.get("/bruecken").text).group(1)
    send(own, f"{job}/stoppen")
    assert own.get(f"{job}.json").json()["job"]["state"] == "stopped"
    page = own.get(job).text
    assert "hat sich nichts geändert" in page
    assert 'href="/bruecken"' in page
    slow_bridges.set()
    wait_for(lambda: not any(thread.name.startswith("stakegraph-job") for thread in threading.enumerate()))


# ---------------------------------------------------------------- what is kept
def test_a_result_is_worked_out_once_however_many_ask() -> None:
    kept, count = Kept(), []

    def make() -> int:
        time.sleep(0.05)
        count.append(1)
        return 7

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: kept.get("a", "x", make), range(8))) == {7}
    assert len(count) == 1
    for version in range(VERSIONS):
        kept.get(version, "x", make)
    assert not kept.has("a", "x")


def test_a_decision_keeps_the_answers_and_a_load_does_not(own_file) -> None:
    with open_store(own_file) as store:
        desk = Desk(store)
        first = desk.bridges()
        store.upsert_nodes("Decision", [{"id": "match-x", "kind": "match", "status": "decided", "at": "2026"}])
        desk.forget()
        assert desk.bridges() is first
        actor = desk.snapshot.nodes("Actor")["id"].iloc[0]
        loaders.edit(store, "Actor", actor, {"name": "Anders"})
        desk.forget()
        assert desk.bridges() is not first
        loaders.undo(store, loaders.history(store)[0]["id"])
        desk.forget()
        assert desk.bridges() is first


def test_who_has_five_open_suggestions_is_not_suggested_on_the_page(own_file) -> None:
    with open_store(own_file) as store, client_of(store) as pages:
        town = store.snapshot().nodes("Municipality").set_index("name")["id"]["Lindenrode"]
        first = re.search(r'name="wen" value="([^"]+)"', pages.get(f"/vorschlaege?fuer={town}").text).group(1)
        others = [name for name in store.snapshot().nodes("Actor")["id"] if name != first][:MOST_OPEN]
        for other in others:
            send(pages, "/vorschlaege/entscheiden", fuer=other, wen=first, antwort="accept")
        page = pages.get(f"/vorschlaege?fuer={town}").text
        assert f'name="wen" value="{first}"' not in page
        assert "Vorgeschlagen sind:" in page


def test_a_page_is_made_once_and_holds_no_words_of_others(own_file, monkeypatch) -> None:
    made = []
    real = View.html

    def counted(view, template, data):
        made.append(template)
        return real(view, template, data)

    monkeypatch.setattr(View, "html", counted)
    with open_store(own_file) as store, client_of(store) as one:
        texts = [one.get("/vorschlaege").text]
        one.cookies.clear()
        texts.append(one.get("/vorschlaege").text)
        words = [re.search(r'name="csrf" value="(\w+)"', text).group(1) for text in texts]
        assert made == ["matches.html.j2"]
        assert words[0] != words[1]
        assert texts[0].replace(words[0], "") == texts[1].replace(words[1], "")
        assert one.app.state.keys.blank not in "".join(texts)
        send(one, "/ansichten/merken", titel="Neu", pfad="/")
        one.get("/vorschlaege")
        assert made.count("matches.html.j2") == 2


def test_finished_pages_take_no_more_room_than_they_may() -> None:
    pages = Pages(room=30)
    assert [pages.get(k, lambda: "xxxx") for k in range(3)] == ["xxxx"] * 3
    assert pages.get(2, lambda: "y") == "xxxx"
    assert pages.get(0, lambda: "y") == "y"
    assert pages.get("none", lambda: None) is None
    with pytest.raises(NotFoundError):
        pages.get("fault", refuse)
    assert pages.get("fault", lambda: "z") == "z"


def test_one_request_sees_one_state_whatever_is_written_meanwhile(own_file, monkeypatch) -> None:
    monkeypatch.setattr("stakegraph.explorer.watch.PATIENCE", 0.0)
    with open_store(own_file) as store:
        desk = Desk(store)
        before = desk.held()
        known = len(before.snapshot.nodes("Actor"))
        for k in range(VERSIONS + 1):  # so many states that the first one is no longer kept
            store.upsert_nodes("Actor", [{"id": f"act-new-{k}", "name": f"Neu {k}", "source": "von Hand"}])
            assert len(desk.held().snapshot.nodes("Actor")) == known + k + 1
        assert len(before.snapshot.nodes("Actor")) == known
        assert set(before.bridges()["id"]) <= set(before.network().index)
        assert before.network() is before.network()


# ---------------------------------------------------------------- many at once
PATHS = ("/", "/netz.json", "/akteure", "/bruecken", "/luecken", "/kommunen.json", "/veranstaltungen", "/verlauf")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "neo4j"])
def test_twenty_readers_and_a_load_at_once(kind, own_file, request) -> None:
    """Nobody sees an error, and everybody is answered while the load goes on."""
    letters = [
        hashlib.sha256(str(k).encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
        for k in range(600)
    ]
    rows = [f"{one[:9].title()} {one[9:18].title()};Buchfelden;Kultur" for one in letters]
    text = "\n".join(["Organisation;Ort;Themen", *rows])
    where = own_file
    if kind == "neo4j":
        where = request.getfixturevalue("empty_neo4j_url")
        with open_store(own_file) as origin, open_store(where) as target:
            copy_store(origin, target)
    with open_store(where) as store, served(create_app(store)) as url, httpx.Client(base_url=url, timeout=60) as own:
        for path in PATHS:
            assert own.get(path).status_code == 200
        files = [("dateien", ("neu.csv", text.encode(), "text/csv"))]
        upload = finish(own, send(own, "/listen", files=files, tabelle="actors"))
        job = send(own, f"{upload}/laden").headers["location"]
        read = []

        def reader(k: int) -> list[int]:
            with httpx.Client(base_url=url, timeout=60) as client:
                found = []
                for path in PATHS[k % 8 :] + PATHS[: k % 8]:
                    found.append(client.get(path).status_code)
                    read.append(own.get(f"{job}.json").json()["job"]["state"])
                return found

        with ThreadPoolExecutor(20) as pool:
            codes = [code for found in pool.map(reader, range(20)) for code in found]
        assert codes == [200] * 160
        wait_for(lambda: own.get(f"{job}.json").json()["job"]["state"] != "running")
        assert own.get(f"{job}.json").json()["job"]["state"] == "done"
        assert "running" in read
        assert own.get("/akteure.json").json()["n_all"] > 500


# ---------------------------------------------------------------- Neo4j
SMALL = "Organisation;Ort;Art\nKulturverein Baobab;Jülich;Migrantenorganisation\nTeestube;Düren;Verein\n"
PARTNERS = "Kommune;Partnerkommune;Land;Art;seit\nJülich;Taicang;China;Städtepartnerschaft;1997\n"


def test_the_pages_work_on_neo4j(empty_neo4j_url) -> None:
    with open_store(empty_neo4j_url) as store, client_of(store) as client:
        texts = {"vereine.csv": SMALL, "partner.csv": PARTNERS}
        files = [("dateien", (name, text.encode(), "text/csv")) for name, text in texts.items()]
        upload = finish(client, send(client, "/listen", files=files))
        where = finish(client, send(client, f"{upload}/laden"))
        assert "getan=geladen" in where
        for path in ("/", "/netz", "/bruecken", "/verlauf", "/pruefen"):
            assert client.get(path).status_code == 200, path
        assert "Baobab" in client.get("/akteure").text
        assert "Taicang" in client.get("/karte").text
        load = client.get("/verlauf.json").json()["loads"][0]["id"]
        assert send(client, "/verlauf/zuruecknehmen", id=load).status_code == 303
        assert client.get("/akteure.json").json()["n_all"] == 0
        page = client.get("/datenschutz").text
        assert empty_neo4j_url in page
        assert os.environ["STAKEGRAPH_NEO4J_PASSWORD"] not in page


class Door:
    """A way to a server that can be shut and opened again at the same address."""

    def __init__(self, host: str, port: int) -> None:
        self.target, self.port = (host, port), 0
        self.listening: socket.socket | None = None
        self.ends: list[socket.socket] = []

    def open(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()

    def shut(self) -> None:
        for end in (self.listening, *self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, there = listening.accept()[0], socket.create_connection(self.target)
                self.ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


def test_when_neo4j_goes_away_the_page_says_so_and_recovers(neo4j_server, monkeypatch) -> None:
    monkeypatch.setattr("stakegraph.explorer.watch.PATIENCE", 0.0)
    monkeypatch.setattr("graphmodel.stores.neo4j._CONNECT_SECONDS", 1.0)
    where = urlsplit(login(neo4j_server, monkeypatch))
    door = Door(where.hostname, where.port)
    door.open()
    with open_store(f"bolt://127.0.0.1:{door.port}") as store, client_of(store) as client:
        assert client.get("/akteure").status_code == 200
        door.shut()
        gone = client.get("/akteure")
        assert gone.status_code == 503
        assert "Die Ablage antwortet nicht" in gone.text
        door.open()
        wait_for(lambda: client.get("/akteure").status_code == 200)
    door.shut()
