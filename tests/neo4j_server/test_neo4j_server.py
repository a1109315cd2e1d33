import neo4j
import pytest

from tests.neo4j_server import Server
from tests.neo4j_server.java import Java, find_java
from tests.neo4j_server.lines import LINES, line_of


def test_every_line_answers_with_its_version(every_neo4j_server: Server) -> None:
    with every_neo4j_server.driver() as driver:
        assert driver.get_server_info().agent.removeprefix("Neo4j/") == every_neo4j_server.version


def test_a_wrong_password_is_refused(neo4j_server: Server) -> None:
    with (
        neo4j.GraphDatabase.driver(neo4j_server.url, auth=("neo4j", "not this one")) as driver,
        pytest.raises(neo4j.exceptions.AuthError),
    ):
        driver.verify_connectivity()


def test_emptying_leaves_no_node_and_no_constraint(neo4j_server: Server) -> None:
    with neo4j_server.driver() as driver:
        driver.execute_query("UNWIND range(1, 6000) AS i CREATE (:T {id: i})-[:R]->(:T {id: -i})", database_="neo4j")
        driver.execute_query("CREATE CONSTRAINT FOR (t:T) REQUIRE t.id IS UNIQUE", database_="neo4j")
        neo4j_server.empty(constraints=True)
        left = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_="neo4j").records[0]["n"]
        constraints = driver.execute_query("SHOW CONSTRAINTS", database_="neo4j").records
    assert (left, constraints) == (0, [])


def test_the_password_is_not_shown(neo4j_server: Server) -> None:
    assert neo4j_server.password
    assert neo4j_server.password not in repr(neo4j_server)


def test_lines_are_found_by_the_beginning_of_their_version() -> None:
    assert line_of("5.26") is LINES[0]
    with pytest.raises(ValueError, match=r"one of 5\.26.*Got '4' instead"):
        line_of("4")


def test_the_oldest_java_that_fits_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    javas = (Java(25, "c"), Java(11, "a"), Java(17, "b"))
    monkeypatch.setattr("tests.neo4j_server.java._all", lambda: javas)
    assert [find_java(minimum) for minimum in (17, 21, 26)] == [Java(17, "b"), Java(25, "c"), None]
