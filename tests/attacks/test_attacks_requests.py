"""Hostile requests: too large, too slow, senseless; every answer is in words and gives nothing away."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import loaders
from graphmodel import open_store
from stakegraph.demo import example_files
from stakegraph.explorer import create_app
from stakegraph.explorer.limits import LARGEST_REQUEST, Limits
from tests.attacks.corpus import INJECTIONS, MARKUP

with warnings.catch_warnings():  # starlette would rather have another http library
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOME = "http://127.0.0.1"
LEAKS = re.compile(r"Traceback|File \"|site-packages|Error\b.*line \d|sqlite3|0x[0-9a-f]{8}")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("s") / "s.stakegraph") as store:
        assert loaders.load(store, example_files("musterkreis")).ok
        app = create_app(store)
        with TestClient(app, base_url=HOME, follow_redirects=False, raise_server_exceptions=False) as found:
            yield found


def addresses(client, method):
    return sorted({route.path for route in client.app.routes if method in (getattr(route, "methods", None) or ())})


FIELDS = [
    *("q", "um", "zu", "schritte", "kommune", "land", "art", "thema", "jahr", "ebene", "stand", "sortiert", "anzahl"),
    *("seite", "fuer", "suche", "ohne", "mit", "lang", "schluessel", "gruppe", "von", "bis", "id", "tabelle", "getan"),
]
WORDS = st.one_of(
    st.sampled_from(
        [*MARKUP, *INJECTIONS, "", "0", "-1", "1e309", "99999999999999999999", "2024-13-45", "../..", "\x00"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    choice=st.integers(0, 10_000),
    asked=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=4),
    part=WORDS,
)
def test_whatever_is_asked_is_answered_in_words(client, choice, asked, part) -> None:
    """A bounded random walk over every address and its fields."""
    paths = addresses(client, "GET")
    path = re.sub(r"\{[^}]*\}", lambda _: re.sub(r"[/?#\\\x00-\x1f]", "", part) or "x", paths[choice % len(paths)])
    answer = client.get(path, params=asked)
    assert answer.status_code < 500, (path, asked)
    if "text/html" in answer.headers.get("content-type", ""):
        assert not LEAKS.search(answer.text), path
        assert "<script>window.hit" not in answer.text
        assert "<img src=x" not in answer.text


def test_the_walk_covers_all_addresses(client) -> None:
    assert len(addresses(client, "GET")) > 40


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    choice=st.integers(0, 10_000),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "",
        ]
    ),
)
def test_whatever_is_sent_without_the_word_changes_nothing(client, choice, body, kind) -> None:
    paths = addresses(client, "POST")
    path = re.sub(r"\{[^}]*\}", "x", paths[choice % len(paths)])
    answer = client.post(path, content=body, headers={"content-type": kind} if kind else {})
    assert answer.status_code in {400, 403, 404, 413, 422}, (path, answer.status_code)
    assert not LEAKS.search(answer.text)


def test_a_request_that_is_announced_too_large_is_turned_away(client) -> None:
    answer = client.post("/listen", content=b"x", headers={"content-length": str(LARGEST_REQUEST + 1)})
    assert answer.status_code == 413
    assert "Zu groß" in answer.text


def limited(**limits):
    async def echo(request):
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", echo, methods=["POST"])])
    app.add_middleware(Limits, **limits)
    return app


def test_a_request_that_grows_too_large_is_stopped() -> None:
    with TestClient(limited(largest=1000)) as one:
        assert one.post("/", content=b"x" * 1000).text == "1000"
        assert one.post("/", content=iter([b"x" * 600, b"x" * 600])).status_code == 413
        assert one.post("/", content=b"x", headers={"content-length": "-5"}).status_code == 413


def test_a_request_that_does_not_go_on_is_ended() -> None:
    sent = []

    async def never():
        await asyncio.sleep(60)

    async def keep(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", "http_version": "1.1"}
    asyncio.run(limited(seconds=0.05)(scope, never, keep))
    assert sent[0]["status"] == 408


def test_what_goes_wrong_is_logged_without_a_name(client, monkeypatch, caplog) -> None:
    def fail(*_args, **_options):
        msg = "Erika Beispiel\x1b[31m"
        raise RuntimeError(msg)

    monkeypatch.setattr(sys.modules["stakegraph.explorer.routes.answers"], "find_node", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/bruecken", params={"kommune": "Maria Müller"})
    assert answer.status_code == 500
    assert "schiefgegangen" in answer.text
    assert "RuntimeError" in caplog.text
    ours = "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records
                     if record.name.startswith("stakegraph"))  # fmt: skip
    assert "Maria" not in ours
    for text in (ours, answer.text):
        assert "Erika" not in text
        assert "\x1b" not in text
