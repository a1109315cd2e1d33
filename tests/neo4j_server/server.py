"""One running server, and how to start, empty and stop it."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.neo4j_server.jars import collect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.neo4j_server.java import Java
    from tests.neo4j_server.lines import Line

__all__ = ["Server", "StartError", "run_admin", "start_with_java", "wait_until_ready"]

CONF = """server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
dbms.security.allow_csv_import_from_file_urls=false
server.memory.pagecache.size=64m
dbms.memory.transaction.total.max={heap}
db.transaction.timeout={seconds}s
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
"""
HEAP = "1g"
JVM = (
    "-Xms256m",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
)
EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


class StartError(Exception):
    """The server did not come up."""


@dataclass(slots=True)
class Server:
    """A Neo4j that answers; ``stop`` ends it if these tests started it."""

    url: str
    user: str
    password: str = field(repr=False)
    version: str = ""
    origin: str = ""
    _stop: Callable[[], None] | None = field(default=None, repr=False)
    _restart: Callable[[tuple[str, ...]], None] | None = field(default=None, repr=False)
    _pid: Callable[[], int] | None = field(default=None, repr=False)

    def driver(self) -> neo4j.Driver:
        """Open a driver of one's own, to be closed by the caller."""
        return neo4j.GraphDatabase.driver(self.url, auth=(self.user, self.password))

    def empty(self, *, constraints: bool = False) -> None:
        """Delete everything in batches; constraints and indexes, which take long to build, only if wanted."""
        with self.driver() as driver, driver.session(database="neo4j") as session:
            session.run(EMPTY).consume()
            if not constraints:
                return
            for name in session.run("SHOW CONSTRAINTS YIELD name RETURN name").value():
                session.run(f"DROP CONSTRAINT `{name}`").consume()
            for name in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").value():
                session.run(f"DROP INDEX `{name}`").consume()

    def restart(self, *settings: str) -> None:
        """Kill the server, as when the machine fails, and start it again with the data and the address it had.

        Settings hold until the next start.
        """
        if self._restart is None:
            msg = "only a server that these tests started can be restarted"
            raise StartError(msg)
        self._restart(settings)

    def fill_disk(self) -> None:
        """From now on none of its files can grow, until the next start."""
        if self._pid is None:
            msg = "only a server that these tests started can be hindered"
            raise StartError(msg)
        import resource  # not on Windows

        _, most = resource.prlimit(self._pid(), resource.RLIMIT_FSIZE)
        resource.prlimit(self._pid(), resource.RLIMIT_FSIZE, (0, most))

    def stop(self) -> None:
        """End the server, once."""
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()


def start_with_java(line: Line, java: Java, *, password: str | None = None, heap: str = HEAP) -> Server:
    """Start the server of a line on a free loopback port, in a folder that goes when it stops.

    With more memory than usual it is also given more time for a transaction.
    """
    lib = collect(line.version)
    password = password or secrets.token_hex(12)  # may not begin with a hyphen
    home = Path(tempfile.mkdtemp(prefix="stakegraph-neo4j-"))
    port = _free_port()

    def configure(*settings: str) -> None:
        text = "\n".join([CONF.format(port=port, heap=heap, seconds=60 if heap == HEAP else 900), *settings, ""])
        (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    try:
        (home / "conf").mkdir()
        configure()
        _set_password(home, lib, java, password)
        process = _launch(home, lib, java, line, heap)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise

    def stop() -> None:
        atexit.unregister(stop)
        _end(process)
        shutil.rmtree(home, ignore_errors=True)

    def restart(settings: tuple[str, ...]) -> None:
        nonlocal process
        process.kill()
        process.wait()
        configure(*settings)
        process = _launch(home, lib, java, line, heap)
        wait_until_ready(server, alive=lambda: process.poll() is None)

    atexit.register(stop)
    server = Server(f"bolt://127.0.0.1:{port}", "neo4j", password, line.version, f"Java {java.major}", stop, restart)
    server._pid = lambda: process.pid
    try:
        wait_until_ready(server, alive=lambda: process.poll() is None)
    except StartError as exc:
        log = (home / "console.log").read_text(encoding="utf-8", errors="replace").strip()
        server.stop()
        msg = f"{exc}\n{log[-2000:]}"
        raise StartError(msg) from exc
    except BaseException:
        server.stop()
        raise
    return server


def wait_until_ready(server: Server, *, alive: Callable[[], bool], seconds: float = 120.0) -> None:
    """Ask until the server takes name and password."""
    deadline = time.monotonic() + seconds
    with server.driver() as driver:
        while True:
            try:
                driver.verify_connectivity()
            except (DriverError, Neo4jError) as exc:
                if not alive():
                    msg = f"The Neo4j server {server.version} ended while it was starting."
                    raise StartError(msg) from exc
                if time.monotonic() > deadline:
                    msg = f"The Neo4j server {server.version} did not answer within {seconds:.0f} s: {exc}"
                    raise StartError(msg) from exc
                time.sleep(0.2)
            else:
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def run_admin(lib: Path, java: Java, words: list[str], *, home: Path, folder: Path | None = None) -> tuple[int, str]:
    """Run neo4j-admin with these words; give its exit code and all it said."""
    command = [java.command, *JVM, "-cp", f"{lib}/*", "org.neo4j.cli.AdminTool", *words]
    run = subprocess.run(
        command, cwd=folder, env=_environment(home), capture_output=True, text=True, timeout=120, check=False
    )
    return run.returncode, run.stdout + run.stderr


def _set_password(home: Path, lib: Path, java: Java, password: str) -> None:
    code, said = run_admin(lib, java, ["dbms", "set-initial-password", password], home=home)
    if code:
        msg = f"The first password could not be set: {said.strip().replace(password, '***')[-500:]}"
        raise StartError(msg)


def _launch(home: Path, lib: Path, java: Java, line: Line, heap: str) -> subprocess.Popen[bytes]:
    command = [java.command, f"-Xmx{heap}", *JVM, "-cp", f"{lib}/*", line.main]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"]
    if setpriv := shutil.which("setpriv"):  # Linux: the server goes when the tests are killed
        command = [setpriv, "--pdeathsig", "TERM", *command]
    with (home / "console.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=home,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the tests, which then stop the server themselves
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:  # a tidy end takes ten seconds, and the data are thrown away
        process.kill()
        process.wait()
