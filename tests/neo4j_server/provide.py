"""Which server the tests get: one that is given, one in Docker, or one run with the Java of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess

from tests.neo4j_server.jars import CollectError
from tests.neo4j_server.java import find_java
from tests.neo4j_server.lines import LINES, Line
from tests.neo4j_server.server import HEAP, Server, start_with_java, wait_until_ready

__all__ = ["NoServerError", "provide"]


class NoServerError(Exception):
    """This machine has no way to run that server."""


def provide(line: Line, *, password: str | None = None, heap: str = HEAP) -> Server:
    """Return a running server of the line; a server that is given stands for the first line.

    `heap` is for those run with Java.
    """
    if url := os.environ.get("STAKEGRAPH_TEST_NEO4J_URL"):
        if line is not LINES[0]:
            msg = "STAKEGRAPH_TEST_NEO4J_URL names the one server to test with"
            raise NoServerError(msg)
        return _given(url)
    if (server := _in_docker(line, password)) is not None:
        return server
    java = find_java(line.java)
    if java is None:
        msg = f"no STAKEGRAPH_TEST_NEO4J_URL, no Docker, no Java {line.java} or newer"
        raise NoServerError(msg)
    try:
        return start_with_java(line, java, password=password, heap=heap)
    except CollectError as exc:
        msg = f"no STAKEGRAPH_TEST_NEO4J_URL, no Docker, and with Java: {exc}"
        raise NoServerError(msg) from exc


def _given(url: str) -> Server:
    user = os.environ.get("STAKEGRAPH_TEST_NEO4J_USER", "neo4j")
    server = Server(url, user, os.environ.get("STAKEGRAPH_TEST_NEO4J_PASSWORD", ""), "", "given by the environment")
    wait_until_ready(server, alive=lambda: True, seconds=30)
    with server.driver() as driver:
        server.version = driver.get_server_info().agent.removeprefix("Neo4j/")
    return server


def _in_docker(line: Line, password: str | None) -> Server | None:
    if not _docker_answers():
        return None
    try:
        from testcontainers.neo4j import Neo4jContainer
    except ImportError:  # it is no dependency of the tests; who has it can use it
        return None
    password = password or secrets.token_urlsafe(12)
    container = Neo4jContainer(line.image, password=password)
    container.start()
    server = Server(container.get_connection_url(), "neo4j", password, line.version, "Docker", container.stop)
    try:
        wait_until_ready(server, alive=lambda: True)
    except BaseException:
        server.stop()
        raise
    return server


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        run = subprocess.run([docker, "info"], capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0
