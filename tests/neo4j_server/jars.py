"""The jars of the community server, collected once by Maven into a cache folder outside the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import platformdirs

__all__ = ["CollectError", "cache_folder", "collect"]

POM = """<?xml version="1.0" encoding="UTF-8"?>
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.stakegraph</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""


class CollectError(Exception):
    """Maven is missing or could not bring the jars."""


def cache_folder() -> Path:
    """Folder that survives the run: ``STAKEGRAPH_TEST_CACHE`` or the user's cache."""
    given = os.environ.get("STAKEGRAPH_TEST_CACHE")
    return Path(given or platformdirs.user_cache_dir("stakegraph"), "neo4j-server")


def collect(version: str) -> Path:
    """Bring the jars of a version unless they are there, and return their folder."""
    folder = cache_folder() / version
    lib = folder / "lib"
    if lib.is_dir():
        return lib
    maven = shutil.which("mvn")
    if maven is None:
        msg = "Maven (mvn) is not installed"
        raise CollectError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    # Built beside and renamed, so that a run that is broken off leaves no half folder.
    with tempfile.TemporaryDirectory(dir=folder) as work:
        Path(work, "pom.xml").write_text(POM.format(version=version), encoding="utf-8")
        fresh = Path(work, "lib")
        arguments = ["-B", "-q", "-ntp", "-f", f"{work}/pom.xml", "dependency:copy-dependencies"]
        run = subprocess.run(
            [maven, *arguments, "-DincludeScope=runtime", f"-DoutputDirectory={fresh}"],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if run.returncode or not list(fresh.glob("neo4j-*.jar")):
            lines = (run.stdout + run.stderr).strip().splitlines()
            msg = f"Maven could not collect the server {version}: {lines[0] if lines else 'no jars came'}"
            raise CollectError(msg)
        try:
            fresh.rename(lib)
        except OSError:
            if not lib.is_dir():  # another run was not faster, so this is a real failure
                raise
    return lib
