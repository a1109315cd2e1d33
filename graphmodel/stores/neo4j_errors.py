"""What the Neo4j driver reports, in our own words and exceptions."""

from __future__ import annotations

from neo4j.exceptions import AuthError, ConfigurationError, Forbidden, Neo4jError, ServiceUnavailable, SessionExpired

from graphmodel.errors import StoreAccessError, StoreError, StoreUnavailableError
from graphmodel.stores.messages import store_error

__all__ = ["translation"]

_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, type[StoreError], str], ...] = (
    (AuthError, "", StoreAccessError, "login"),
    (Neo4jError, "ReadOnly", StoreAccessError, "server_read_only"),
    (Forbidden, "", StoreAccessError, "forbidden"),
    ((ServiceUnavailable, SessionExpired), "", StoreUnavailableError, "silent"),
    ((ConfigurationError, ValueError), "", StoreError, "no_server"),
    (Neo4jError, "DatabaseNotFound", StoreError, "no_database"),
    (Neo4jError, "OutOfMemory", StoreError, "server_memory"),
    (Neo4jError, "TransactionLogError", StoreError, "server_disk"),
    (Exception, "", StoreError, "server_reports"),
)
"""Class, part of the code, and what it means; the first that fits."""


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
    code = getattr(exc, "code", None) or type(exc).__name__
    kind, said = next(
        (kind, said) for classes, part, kind, said in _MEANINGS if isinstance(exc, classes) and part in code
    )
    text = database if said == "no_database" else code
    return store_error(kind, said, url=url, text=text)
