"""A real Neo4j server for the tests: one that is given, one in Docker, or one run with the Java of this machine."""

from tests.neo4j_server.java import Java, find_java
from tests.neo4j_server.lines import LINES, Line
from tests.neo4j_server.provide import NoServerError, provide
from tests.neo4j_server.server import Server

__all__ = ["LINES", "Java", "Line", "NoServerError", "Server", "find_java", "provide"]
