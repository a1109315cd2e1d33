"""Who may come in, and what every answer carries."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest
from starlette.routing import Route

from graphmodel import ParameterError, open_store
from stakegraph.explorer import create_app, serve
from stakegraph.explorer.guard import Keys, hashed
from stakegraph.explorer.statics import STATIC
from tests.explorer.conftest import HOME, TestClient, client_of, send, word_of


@pytest.fixture
def memory():
    with open_store(":memory:") as store:
        yield store


# ---------------------------------------------------------------- host, origin, headers
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::2]", ""])
def test_a_foreign_host_header_is_refused(empty: TestClient, host: str) -> None:
    assert empty.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4711", "localhost:80"])
def test_the_own_host_header_is_answered(empty: TestClient, host: str) -> None:
    assert empty.get("/", headers={"host": host}).status_code == 200


def test_every_answer_carries_a_strict_policy(empty: TestClient) -> None:
    for path in ("/", "/netz", "/akteure.json", f"{STATIC}/app.css", "/gibt-es-nicht", "/listen"):
        headers = empty.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_there_is_no_page_that_describes_the_server(empty: TestClient, path: str) -> None:
    assert empty.get(path).status_code == 404


def test_the_session_cookie_stays_on_this_site(empty: TestClient) -> None:
    cookie = empty.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


# ---------------------------------------------------------------- forms
STEPS = [
    route.path for route in create_app(None).routes if isinstance(route, Route) and "POST" in (route.methods or ())
]


def test_there_are_steps_to_be_tested() -> None:
    assert len(STEPS) >= 12


@pytest.mark.parametrize("path", STEPS)
def test_a_form_without_the_word_of_the_session_is_refused(empty: TestClient, path: str) -> None:
    where = path.replace("{id}", "x")
    assert empty.post(where, data={"csrf": "wrong"}).status_code == 403
    assert empty.post(where).status_code == 403
    assert empty.get(where).status_code in {200, 303, 404, 405}


@pytest.mark.parametrize("path", STEPS)
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"},
                                     {"sec-fetch-site": "same-site"}, {"origin": "null"}])  # fmt: skip
def test_a_form_of_another_page_is_refused(empty: TestClient, path: str, headers: dict[str, str]) -> None:
    word = word_of(empty)
    answer = empty.post(path.replace("{id}", "x"), data={"csrf": word}, headers=headers)
    assert answer.status_code == 403
    assert "anderen Seite" in answer.text


def test_the_word_of_another_session_does_not_count(memory) -> None:
    app = create_app(memory)
    one, other = (TestClient(app, base_url=HOME, follow_redirects=False) for _ in range(2))
    stolen = word_of(one)
    word_of(other)
    assert other.post("/verlauf/zuruecknehmen", data={"csrf": stolen, "id": "L0001"}).status_code == 403


def test_our_own_form_counts_although_its_origin_is_withheld(empty: TestClient) -> None:
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    sent = empty.post("/ansichten/merken", data={"csrf": word_of(empty), "titel": "x", "pfad": "/"}, headers=headers)
    assert sent.status_code == 303


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_no_step_leads_to_another_site(own: TestClient, where: str) -> None:
    a, b = (row["id"] for row in own.get("/akteure.json").json()["rows"][:2])
    answer = send(own, "/vorschlaege/entscheiden", fuer=a, wen=b, antwort="later", zurueck=where)
    assert answer.headers["location"].startswith("/?")


# ---------------------------------------------------------------- one-time key
def test_the_key_opens_once(memory) -> None:
    app = create_app(memory, token="sesam")
    first, second = (TestClient(app, base_url=HOME, follow_redirects=False) for _ in range(2))
    assert first.get("/").status_code == 403
    assert first.get("/?schluessel=falsch").status_code == 403
    came = first.get("/?schluessel=sesam")
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert first.get("/").status_code == 200
    assert second.get("/?schluessel=sesam").status_code == 403
    assert "einmal" in second.get("/").text


def test_the_key_leaves_the_address_and_the_rest_stays(memory) -> None:
    client = client_of(memory, token="sesam")
    assert client.get("/netz?stand=2023&schluessel=sesam").headers["location"] == "/netz?stand=2023"


def test_without_the_key_not_even_files_are_given(memory) -> None:
    client = client_of(memory, token="sesam")
    assert client.get(f"{STATIC}/app.css").status_code == 403
    assert client.post("/listen").status_code == 403


# ---------------------------------------------------------------- password and roles
@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    return {"password_hash": hashed("ändern"), "viewer_hash": hashed("ansehen")}


def sign_in(client: TestClient, password: str):
    return client.post("/anmelden", data={"csrf": word_of(client, "/anmelden"), "kennwort": password})


def test_a_password_is_kept_as_argon2_only(hashes: dict[str, str]) -> None:
    assert all(value.startswith("$argon2id$") and "ändern" not in value for value in hashes.values())


def test_the_password_is_asked_for_and_lets_in(memory, hashes: dict[str, str]) -> None:
    client = client_of(memory, **hashes)
    assert client.get("/akteure").headers["location"] == "/anmelden"
    assert client.get("/akteure.json").status_code == 303
    assert sign_in(client, "falsch").headers["location"] == "/anmelden?falsch=1"
    assert "stimmt nicht" in client.get("/anmelden?falsch=1").text
    assert client.get("/").status_code == 303
    assert sign_in(client, "ändern").headers["location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post("/abmelden", data={"csrf": word_of(client)}).headers["location"] == "/anmelden"
    assert client.get("/").status_code == 303


def test_too_many_wrong_passwords_shut_the_door_for_a_while(memory, hashes: dict[str, str]) -> None:
    client = client_of(memory, **hashes)
    for _ in range(10):
        assert sign_in(client, "falsch").status_code == 303
    assert sign_in(client, "ändern").headers["location"] == "/anmelden?falsch=1"
    assert "eine Minute" in client.get("/anmelden").text


def test_a_viewer_sees_all_and_changes_nothing(own_file, hashes: dict[str, str]) -> None:
    with open_store(own_file) as store, client_of(store, **hashes) as client:
        sign_in(client, "ansehen")
        page = client.get("/verlauf")
        assert page.status_code == 200
        assert 'class="viewer"' in page.text
        before = client.get("/verlauf.json").json()
        word = word_of(client)
        for path in STEPS:
            if path not in {"/anmelden", "/abmelden"}:
                refused = client.post(path.replace("{id}", "L0001"), data={"csrf": word, "id": "L0001"})
                assert refused.status_code == 403, path
                assert "nichts ändern" in refused.text
        assert client.get("/verlauf.json").json() == before


def test_a_viewers_session_is_not_an_editors(hashes: dict[str, str]) -> None:
    keys = Keys(None, hashes["password_hash"], hashes["viewer_hash"])
    assert keys.role(keys.admit("viewer")) == "viewer"
    assert keys.role(keys.admit("editor")) == "editor"
    assert keys.role("made up") == "viewer"


def test_over_https_the_cookie_is_secure(memory, hashes: dict[str, str]) -> None:
    client = TestClient(create_app(memory, **hashes), base_url="https://127.0.0.1", follow_redirects=False)
    assert "Secure" in client.get("/anmelden").headers["set-cookie"]


def test_another_address_needs_a_password(memory) -> None:
    with pytest.raises(ParameterError, match="Kennwort"):
        serve(memory, host="0.0.0.0")


# ---------------------------------------------------------------- the command
def test_the_command_takes_a_free_port_and_tells_the_address(tmp_path) -> None:
    words = [
        sys.executable,
        "-c",
        "from stakegraph.cli import main; main()",
        "--store",
        str(tmp_path / "s.sg"),
        "--json",
        "explore",
    ]
    with subprocess.Popen([*words, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        try:
            text = ""
            while not text.rstrip().endswith("}"):
                line = ran.stdout.readline()
                assert line, ran.stderr.read()
                text += line
            address = json.loads(text)
            with httpx.Client(follow_redirects=True, timeout=60) as client:
                assert client.get(address["url"]).status_code == 403
                opened = client.get(address["open"])
            assert address["url"].startswith("http://127.0.0.1:")
            assert (opened.status_code, str(opened.url)) == (200, f"{address['url']}/")
        finally:
            ran.terminate()
            ran.wait(90)
