"""The server lines that the stores are tested against."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LINES", "Line", "line_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the Neo4j community server: its version, the Java it needs, its main class, its Docker image."""

    version: str
    java: int
    main: str
    image: str


LINES = (
    Line("5.26.30", 17, "org.neo4j.server.CommunityEntryPoint", "neo4j:5.26-community"),
    Line("2026.08.1", 21, "org.neo4j.server.Neo4jCommunity", "neo4j:2026.08-community"),
)


def line_of(version: str) -> Line:
    """Look up a line by its version or the beginning of it."""
    for line in LINES:
        if line.version.startswith(version):
            return line
    msg = f"The server version must be one of {', '.join(line.version for line in LINES)}. Got {version!r} instead."
    raise ValueError(msg)
