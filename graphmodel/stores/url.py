"""From an address to an open store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import platformdirs

from graphmodel.errors import StoreAccessError, StoreError
from graphmodel.stores.messages import store_error

if TYPE_CHECKING:
    from graphmodel.stores.neo4j import Neo4jStore
    from graphmodel.stores.sqlite import SqliteStore

__all__ = ["default_url", "open_store"]

_SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def default_url() -> str:
    """Address that is used when none is given.

    Returns
    -------
    str
        ``STAKEGRAPH_STORE``, else one file in the user's data folder.
    """
    return (
        os.environ.get("STAKEGRAPH_STORE")
        or f"sqlite:///{platformdirs.user_data_path('stakegraph') / 'network.stakegraph'}"
    )


def open_store(url: str | os.PathLike[str] | None = None) -> SqliteStore | Neo4jStore:
    """Open the store at an address; use it with ``with``.

    Parameters
    ----------
    url
        ``sqlite:///FILE``, a plain path or ``:memory:`` for the embedded store; ``neo4j://``, ``neo4j+s://``,
        ``bolt://`` or ``bolt+s://`` for a server, whose login comes from ``STAKEGRAPH_NEO4J_USER`` (default neo4j),
        ``STAKEGRAPH_NEO4J_PASSWORD`` and ``STAKEGRAPH_NEO4J_DATABASE`` (default neo4j). None: see `default_url`.

    Returns
    -------
    GraphStore

    Raises
    ------
    StoreError
        The address is not understood, or the store cannot be opened.

    Examples
    --------
    >>> with open_store(":memory:") as store:
    ...     store.upsert_nodes("Theme", [{"id": "thm-klima", "name": "Klima"}]).created
    1
    """
    text = os.fspath(url) if url is not None else default_url()
    scheme = text.partition("://")[0].lower() if "://" in text else ""
    if scheme in _SERVERS:
        return _server(text)
    from graphmodel.stores.sqlite import SqliteStore  # noqa: PLC0415 - one store's library is enough

    if text in {":memory:", "sqlite://", "sqlite:///:memory:"}:
        return SqliteStore()
    if scheme and scheme != "sqlite":
        raise store_error(StoreError, "no_store", url=_hidden(text))
    path = Path(text[len("sqlite:///") :] if scheme else text).expanduser()
    if path.is_dir():
        raise store_error(StoreError, "folder", url=path, text=path / "network.stakegraph")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise store_error(StoreAccessError, "no_folder", url=path.parent, text=exc.strerror) from exc
    return SqliteStore(path.absolute())


def _server(url: str) -> Neo4jStore:
    from graphmodel.stores.neo4j import Neo4jStore  # noqa: PLC0415 - the embedded store does without the driver

    try:
        parts = urlsplit(url)
        known = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets of IPv6, or a port that is no number
        parts, known = urlsplit(""), False
    if not known:
        raise store_error(StoreError, "no_host", url=_hidden(url))
    host = parts.netloc.rpartition("@")[2]
    user = unquote(parts.username or "") or os.environ.get("STAKEGRAPH_NEO4J_USER") or "neo4j"
    password = unquote(parts.password or "") or os.environ.get("STAKEGRAPH_NEO4J_PASSWORD") or ""
    database = parts.path.strip("/") or os.environ.get("STAKEGRAPH_NEO4J_DATABASE") or "neo4j"
    return Neo4jStore(f"{parts.scheme}://{host}", user=user, password=password, database=database)


def _hidden(url: str) -> str:
    """Give the address without a login."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
