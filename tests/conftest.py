"""What every test may ask for: surroundings of its own, a real Neo4j, a real browser."""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from stakegraph.cli import main
from tests.browser.chromium import NoBrowserError, WatchedPage, launch
from tests.neo4j_server import LINES, Line, NoServerError, Server, provide
from tests.neo4j_server.jars import collect
from tests.neo4j_server.java import find_java
from tests.neo4j_server.server import run_admin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

# Fixture that a test asks for -> marker it gets, so that no marker is forgotten.
MARKERS = {"neo4j_servers": "neo4j", "browser": "browser"}
KEPT = ("STAKEGRAPH_TEST_", "STAKEGRAPH_REQUIRE_", "STAKEGRAPH_THOROUGH", "STAKEGRAPH_SCREENSHOTS")
"""Beginnings of the settings that are about the tests themselves."""
REQUIRE = {"neo4j": "STAKEGRAPH_REQUIRE_NEO4J", "browser": "STAKEGRAPH_REQUIRE_BROWSER"}
REASONS = pytest.StashKey[dict[str, set[str]]]()

# The same examples in every run, so that a failure is the change's fault; `just laws` looks for new ones.
hypothesis.settings.register_profile("steady", max_examples=25, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("fuzz", max_examples=3000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REASONS] = {group: set() for group in REQUIRE}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line per group what was not tested, and why."""
    skipped = Counter(
        group for report in terminalreporter.stats.get("skipped", []) for group in REQUIRE if group in report.keywords
    )
    for group, reasons in config.stash[REASONS].items():
        if reasons and skipped[group]:
            line = f"NOT TESTED: {skipped[group]} {group} tests were skipped ({'; '.join(sorted(reasons))})."
            terminalreporter.write_line(f"{line} {REQUIRE[group]}=1 makes this a failure.", yellow=True, bold=True)


def _missing(config: pytest.Config, group: str, reason: str, *, may_skip: bool = False) -> None:
    """Skip, or fail when this machine is meant to have it."""
    if os.environ.get(REQUIRE[group], "") not in ("", "0") and not may_skip:
        pytest.fail(f"{REQUIRE[group]} is set, but {reason}", pytrace=False)
    config.stash[REASONS][group].add(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the person's own store, settings and password out of the tests."""
    home = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("STAKEGRAPH_")]:
            if not name.startswith(KEPT):
                patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        yield


class Servers:
    """The servers started so far, by version; each is started when first asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._running: dict[str, Server] = {}
        self._missing: dict[str, str] = {}

    def get(self, line: Line) -> Server:
        """Return the server of a line, or skip."""
        if line.version in self._running:
            return self._running[line.version]
        if line.version not in self._missing:
            try:
                return self._running.setdefault(line.version, provide(line))
            except NoServerError as exc:
                self._missing[line.version] = f"Neo4j {line.version}: {exc}"
        # Only the first line has to be there: the newer one needs a Java that many machines lack.
        _missing(self._config, "neo4j", self._missing[line.version], may_skip=line is not LINES[0])
        raise AssertionError

    def stop(self) -> None:
        """End them side by side."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.stop, self._running.values()))


@pytest.fixture(scope="session")
def neo4j_servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    servers = Servers(request.config)
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def neo4j_server(neo4j_servers: Servers) -> Server:
    """A real Neo4j of the long-term line."""
    return neo4j_servers.get(LINES[0])


@pytest.fixture(scope="session", params=LINES, ids=lambda line: line.version)
def every_neo4j_server(request: pytest.FixtureRequest, neo4j_servers: Servers) -> Server:
    """Each line of Neo4j that this machine can run, in turn."""
    return neo4j_servers.get(request.param)


def login(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Empty the server, put its name and password where `open_store` looks for them, return its address."""
    server.empty()
    monkeypatch.setenv("STAKEGRAPH_NEO4J_USER", server.user)
    monkeypatch.setenv("STAKEGRAPH_NEO4J_PASSWORD", server.password)
    return server.url


@pytest.fixture
def empty_neo4j_url(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of an empty Neo4j, to be given to `open_store`."""
    return login(neo4j_server, monkeypatch)


@pytest.fixture
def every_empty_neo4j_url(every_neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of an empty Neo4j of each line, to be given to `open_store`."""
    return login(every_neo4j_server, monkeypatch)


@pytest.fixture
def neo4j_admin(neo4j_servers: Servers, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., str]:
    """The real neo4j-admin, in a home of its own; gives what it said."""
    java = find_java(LINES[0].java)
    if java is None:
        _missing(request.config, "neo4j", f"neo4j-admin needs Java {LINES[0].java}")
    assert java is not None
    lib = collect(LINES[0].version)
    home = tmp_path / "neo4j-home"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()

    def run(words: list[str], *, folder: Path) -> str:
        code, said = run_admin(lib, java, words, home=home, folder=folder)
        assert code == 0, said
        return said

    return run


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A real Chromium; ended after each module, because an event loop runs in this thread as long as it lives."""
    with ExitStack() as stack:
        reason = ""
        try:
            chromium = stack.enter_context(launch())
        except NoBrowserError as exc:
            reason = str(exc)
        if reason:
            _missing(request.config, "browser", reason)
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[WatchedPage]:
    """A page in a fresh profile, 1366 x 768, that keeps ``requests``, ``outside`` and ``complaints``."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield WatchedPage(context.new_page())
    context.close()


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys):
    """Run the command as a person would, and give back its exit code and what it printed."""

    def call(*words: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        found = capsys.readouterr()
        return Ran(int(left.value.code or 0), found.out, found.err)

    return call
