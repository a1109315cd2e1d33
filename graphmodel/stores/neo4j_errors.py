"""What the Neo4j driver reports, in our own words and exceptions."""

from __future__ import annotations

from neo4j.exceptions import AuthError, ConfigurationError, Forbidden, ServiceUnavailable, SessionExpired

from graphmodel.errors import StoreAccessError, StoreError, StoreUnavailableError

__all__ = ["translation"]


def translation(exc: Exception, url: str, database: str) -> StoreError:
    """Say what went wrong; the driver's own text may hold values, so only its codes are taken over.

    Parameters
    ----------
    exc
        Error of the driver.
    url, database
        Where it happened, without a password.

    Returns
    -------
    StoreError
        Of the class that fits.
    """
    if isinstance(exc, AuthError):
        return StoreAccessError(f"{url} refuses the login. Check STAKEGRAPH_NEO4J_USER and STAKEGRAPH_NEO4J_PASSWORD.")
    if isinstance(exc, Forbidden):
        return StoreAccessError(f"The user has no right to do this at {url}. Ask whoever runs the server.")
    if isinstance(exc, ServiceUnavailable | SessionExpired):
        return StoreUnavailableError(f"No Neo4j answers at {url}. Is the server running, and is the address right?")
    if isinstance(exc, ConfigurationError | ValueError):
        return StoreError(f"{url} is not an address of a Neo4j server, such as neo4j://localhost:7687.")
    code = getattr(exc, "code", None) or type(exc).__name__
    if "DatabaseNotFound" in code:
        return StoreError(f"The server at {url} has no database {database!r}. Check STAKEGRAPH_NEO4J_DATABASE.")
    return StoreError(f"Neo4j at {url} reports {code}. Nothing was kept of what was being written.")
