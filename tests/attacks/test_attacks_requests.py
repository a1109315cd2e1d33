"""Hostile requests: too large, too slow, senseless; every answer is in words and gives nothing away."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
import tempfile
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import loaders
import stakegraph.explorer
from graphmodel import open_store
from stakegraph.demo import example_files
from stakegraph.explorer import create_app
from stakegraph.explorer.limits import LARGEST_REQUEST, Limits
from stakegraph.explorer.uploads import Upload
from tests.attacks.corpus import INJECTIONS, MARKUP

with warnings.catch_warnings():  # starlette would rather have another http library
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOME = "http://127.0.0.1"
LEAKS = re.compile(r"Traceback|File \"|site-packages|Error\b.*line \d|sqlite3|0x[0-9a-f]{8}")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("s") / "s.stakegraph"
    with open_store(path) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr("stakegraph.explorer.jobs.PATIENCE", 60.0)  # see the pages, not that they take their time
        assert loaders.load(store, example_files("musterkreis")).ok
        app = create_app(store)
        with TestClient(app, base_url=HOME, follow_redirects=False, raise_server_exceptions=False) as found:
            yield found


def addresses(client, method):
    return sorted({route.path for route in client.app.routes if method in (getattr(route, "methods", None) or ())})


def asked_for() -> dict[str, dict]:
    """Every field that a page reads from its address, as its code says: a number where it reads one, else a text."""
    code = "\n".join(path.read_text("utf-8") for path in Path(stakegraph.explorer.__file__).parent.rglob("*.py"))
    number = {"anyOf": [{"type": "integer"}, {"enum": ["1e309", "9" * 20, "-1", "٣"]}]}
    names = [*re.findall(r"""view\.(arg|number)\("(\w+)\"""", code), ("arg", "lang"), ("arg", "schicht")]
    return {name: number if kind == "number" else HOSTILE for kind, name in names}


def document_of(client) -> dict:
    """Describe everything that can be asked of the explorer; answers as data are objects, also those that refuse."""
    fields = [{"name": name, "in": "query", "schema": kind} for name, kind in sorted(asked_for().items())]
    ids = [one["id"] for name in ("akteure", "kommunen", "veranstaltungen")
           for one in client.get(f"/{name}.json").json()["rows"][:3]]  # fmt: skip
    paths: dict[str, dict] = {}
    for path in addresses(client, "GET"):
        as_data = path.endswith(".json")
        plain = re.sub(r"{(\w+):\w+}", r"{\1}", path)
        parts = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"anyOf": [{"enum": PARTS.get(name, ids)}, HOSTILE]},
            }
            for name in re.findall(r"{(\w+)}", plain)
        ]
        answer = {"application/json": {"schema": {"type": "object"}}} if as_data else {"*/*": {}}
        refusal = {"application/json": {"schema": REFUSAL}} if as_data else {"*/*": {}}
        answers = {"200": {"content": answer}, "400": {"content": refusal}, "404": {"content": refusal}}
        answers |= {"303": {}} if as_data else {"204": {}, "303": {}}
        answers = {code: {"description": "", **one} for code, one in answers.items()}
        paths[plain] = {"get": {"parameters": parts + fields, "responses": answers}}
    return {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PARTS = {"ending": ["csv", "xlsx"], "format": ["docx", "pdf", "html", "json"]}
HOSTILE = {"anyOf": [{"enum": [*MARKUP, *INJECTIONS, "", "2024-13-45", "../..", "\x00"]}, {"type": "string"}]}
REFUSAL = {"type": "object", "properties": {"error": {"type": "string", "minLength": 1}}, "required": ["error"]}


@pytest.fixture(scope="module")
def api(client):
    found = schemathesis.openapi.from_dict(document_of(client))
    return [operation.ok() for operation in found.get_all_operations()]


@pytest.mark.slow
def test_whatever_is_asked_is_answered_in_words(client, api) -> None:
    """Cases made from the description of every address: no error of the server, no trace, nothing undescribed."""

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(operation, data) -> None:
        case = data.draw(operation.as_strategy())
        answer = client.get(case.formatted_path, params=case.query)
        case.validate_response(answer, checks=CHECKS)
        if "text/html" in answer.headers.get("content-type", ""):
            assert not LEAKS.search(answer.text)
            assert "<script>window.hit" not in answer.text
            assert "<img src=x" not in answer.text

    assert len(api) > 80
    for operation in api:
        ask(operation)


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


NAMES = [
    *("../../nebenan.csv", "..\\..\\nebenan.csv", "/etc/passwd", "C:\\fenster.csv", "..", "", ".verborgen"),
    *("a\x00b.csv", "a\x1b[31m\n.csv", "x" * 5000),
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_the_name_of_an_upload_never_leads_out_of_its_folder(name) -> None:
    with tempfile.TemporaryDirectory() as folder:
        upload = Upload("x", SimpleNamespace(name=folder))
        upload.keep(name, io.BytesIO(b"x"))
        path = upload.paths[0]
        assert path.read_bytes() == b"x"
        assert path.resolve().is_relative_to(Path(folder).resolve())
        assert path.name.isprintable()
        assert not path.name.startswith(".")


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
