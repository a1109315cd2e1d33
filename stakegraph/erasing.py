"""Erasing a person: out of the graph, the journal, the questions, the backups and the files handed out, with proof."""

from __future__ import annotations

import re
import secrets
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import ParameterError, StakegraphError, open_store
from graphmodel.schema import DOMAIN_LABELS, LABELS, TYPES
from loaders.facts import slug
from loaders.formats.documents import read_document
from loaders.journal import forget
from loaders.persons import forget_pseudonyms, pseudonyms_of
from loaders.suppression import suppress
from stakegraph.drafts import drafts
from stakegraph.export import run_record_path
from stakegraph.handed_out import check_sum, handed_out, keep_list, list_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphmodel import GraphStore
    from stakegraph.handed_out import HandedOut

__all__ = ["Erasure", "erase", "files_written", "holds", "name_pattern"]

ERASED = "[gelöscht]"
WORDS_NEEDED = 2
_SUFFIXES_OF_STORE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and the proof.

    Attributes
    ----------
    rows
        Nodes and relationships that were changed, by label or type.
    removed
        Ids of nodes that were nothing but the name.
    deleted
        Files that were handed out, unchanged since, and deleted; and lists left behind on their way into a store.
    cleaned
        Backups in which the name was erased too.
    recall
        Files handed out that somebody changed, moved or downloaded: to be called back by hand.
    searched
        Every file that was searched afterwards, with whether the name still stands in it.
    """

    rows: Mapping[str, int]
    removed: tuple[str, ...]
    deleted: tuple[str, ...]
    cleaned: tuple[str, ...]
    recall: tuple[str, ...]
    searched: Mapping[str, bool]

    @property
    def complete(self) -> bool:
        """Whether no file that lies on this machine holds the name."""
        return not any(self.searched.values())


def name_pattern(name: str) -> re.Pattern[str]:
    """Find a name in either order, in any case, as people write it and as ids hold it.

    Parameters
    ----------
    name
        At least two words; one alone would reach others too.

    Returns
    -------
    re.Pattern

    Raises
    ------
    ParameterError
        The name has fewer than two words.

    Examples
    --------
    >>> bool(name_pattern("Maria Muster").search("Praxis MUSTER, Maria"))
    True
    >>> bool(name_pattern("Maria Müller").search("act-praxis-maria-mueller"))
    True
    """
    words = re.findall(r"[^\W_]+", name)
    if len(words) < WORDS_NEEDED:
        msg = f"Zum Löschen braucht es Vor- und Nachnamen, damit niemand anderes getroffen wird. Angegeben: „{name}“."
        raise ParameterError(msg)
    spellings = {tuple(words), tuple(words[::-1])}
    spellings |= {tuple(slug(word) or word for word in one) for one in spellings}
    ways = "|".join(r"[\W_]{1,4}".join(map(re.escape, one)) for one in sorted(spellings))
    return re.compile(rf"(?<![^\W_])(?:{ways})(?![^\W_])", re.IGNORECASE)


def erase(store: GraphStore, name: str, *, who: str = "") -> Erasure:
    """Erase a name everywhere, keep it away from later lists, and search every file that the program wrote.

    Parameters
    ----------
    store
        An open store.
    name
        First and last name, in either order.
    who
        For the journal; the entry holds no name.

    Returns
    -------
    Erasure
        What went, and what must be called back by hand.

    Raises
    ------
    ParameterError
        The name has fewer than two words.

    Notes
    -----
    In the graph the name is replaced; a stakeholder that is nothing but the name goes with all its ties. What was
    handed out and is unchanged is deleted (it can be written again); backups are kept and cleaned. A Neo4j server
    keeps its own logs until it rotates them.
    """
    pattern = name_pattern(name)
    forget_pseudonyms(store, pseudonyms_of(store, name))
    rows, removed = _erase_in(store, pattern)
    suppress(store, name, who=who)
    store.compact()
    deleted, cleaned, recall = _reach_files(store, pattern)
    searched = {str(path): holds(path, pattern) for path in files_written(store)}
    return Erasure(rows, removed, deleted, cleaned, recall, searched)


def files_written(store: GraphStore) -> list[Path]:
    """Name every file of the program on this machine that has to do with a store.

    Parameters
    ----------
    store
        An open store.

    Returns
    -------
    list of Path
        The store with its log, the list of what was handed out, all on that list, and lists that were on their way
        into a store when a program ended suddenly, as far as they exist.
    """
    paths = []
    if store.url.startswith("sqlite:///"):
        paths += [Path(store.url.removeprefix("sqlite:///") + suffix) for suffix in _SUFFIXES_OF_STORE]
    paths.append(list_path())
    for entry in handed_out():
        if entry.store == store.url and entry.path:
            place = Path(entry.path)
            inside = sorted(place.rglob("*")) if place.is_dir() else [place]
            paths += [*inside, run_record_path(place)]
    paths += drafts()
    return [path for path in dict.fromkeys(paths) if path.is_file()]


def holds(path: Path, pattern: re.Pattern[str]) -> bool:
    """Tell whether a name stands in a file, also inside a Word or Excel file.

    Parameters
    ----------
    path
        Any file.
    pattern
        As `name_pattern` makes it.

    Returns
    -------
    bool
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            # a text may be cut by marks of its looks, so it is searched with and without them
            parts = [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        return any(pattern.search(part) or pattern.search(re.sub(r"<[^>]*>", "", part)) for part in parts)
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        grids = read_document(data, kind="pdf", file=path.name)
        return any(grid.text is None or pattern.search(grid.text) for grid in grids)  # unreadable: it may hold it
    text = data.decode("utf-8", "ignore")
    if path == list_path():
        text = "\n".join(f"{entry.path}\n{entry.name}" for entry in handed_out())
    return bool(pattern.search(f"{path.name}\n{text}") or pattern.search(re.sub(r"<[^>]*>", "", text)))


# ---------------------------------------------------------------- in a store
def _erase_in(store: GraphStore, pattern: re.Pattern[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Replace the name in all rows of a store, in one transaction."""
    marker = f"geloescht-{secrets.token_hex(4)}"

    def replaced(match: re.Match[str]) -> str:
        return marker if re.fullmatch(r"[a-z0-9-]+", match.group()) else ERASED

    with store.transaction():
        alone = [
            str(row["id"])
            for label in DOMAIN_LABELS
            for row in store.read_nodes(label)
            if re.fullmatch(r"[\W_]*", pattern.sub("", str(row.get("name") or "x")))
        ]
        forget(store, alone)
        nodes, ties = _changed(store, pattern, replaced)
        for type_, pairs in ties.items():
            store.delete_relationships(type_, [old for old, _ in pairs])
        for label, pairs in nodes.items():
            store.delete_nodes(label, [old["id"] for old, new in pairs if old["id"] != new["id"]])
            store.upsert_nodes(label, [new for _, new in pairs])
        for type_, pairs in ties.items():
            store.upsert_relationships(type_, [new for _, new in pairs])
    counts = {kind: len(pairs) for part in (nodes, ties) for kind, pairs in part.items() if pairs}
    return counts, tuple(sorted(pattern.sub(marker, id_) for id_ in alone))


Pairs = list[tuple[dict[str, Any], dict[str, Any]]]


def _changed(
    store: GraphStore, pattern: re.Pattern[str], replaced: Callable[[re.Match[str]], str]
) -> tuple[dict[str, Pairs], dict[str, Pairs]]:
    """Rows that hold the name, as they are and as they shall be; ties of renamed nodes among them."""

    def anew(row: dict[str, Any]) -> dict[str, Any]:
        return {field: _anew(value, pattern, replaced) for field, value in row.items()}

    nodes: dict[str, Pairs] = {}
    for label in LABELS:
        pairs = [(row, anew(row)) for row in store.read_nodes(label)]
        nodes[label] = [(old, new) for old, new in pairs if old != new]
    renamed = {old["id"] for pairs in nodes.values() for old, new in pairs if old["id"] != new["id"]}
    ties: dict[str, Pairs] = {}
    for type_ in TYPES:
        pairs = [(row, anew(row)) for row in store.read_relationships(type_)]
        ties[type_] = [(old, new) for old, new in pairs if old != new or {old["source"], old["target"]} & renamed]
    return nodes, ties


def _anew(value: Any, pattern: re.Pattern[str], replaced: Callable[[re.Match[str]], str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(replaced, value)
    if isinstance(value, list | tuple):
        return [_anew(part, pattern, replaced) for part in value]
    return value


# ---------------------------------------------------------------- in files
def _reach_files(
    store: GraphStore, pattern: re.Pattern[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Delete, clean or name what was handed out from a store, and take the name out of the list itself."""
    deleted, cleaned, recall, kept = [], [], [], []
    for entry in handed_out():
        if entry.store != store.url:
            kept.append(entry)
            continue
        fate = _fate(entry, pattern)
        if fate == "deleted":
            deleted.append(entry.path)
            continue
        cleaned += [entry.path] if fate == "cleaned" else []
        place = entry.path or entry.name or "heruntergeladen"
        recall += [f"{entry.kind}, {entry.at}: {place}"] if fate == "recall" else []
        kept.append(replace(entry, path=pattern.sub(ERASED, entry.path), name=pattern.sub(ERASED, entry.name)))
    if list_path().exists():
        keep_list(kept)
    for path in drafts():
        if holds(path, pattern):
            path.unlink()
            deleted.append(str(path))
    deleted, recall = ([pattern.sub(ERASED, text) for text in some] for some in (deleted, recall))
    return tuple(deleted), tuple(cleaned), tuple(recall)


def _fate(entry: HandedOut, pattern: re.Pattern[str]) -> str:
    """What becomes of one entry: "kept", "deleted", "cleaned" or "recall"."""
    path = Path(entry.path) if entry.path else None
    if path is None or not path.exists():
        return "recall"
    if entry.kind == "backup":
        return _clean_backup(path, pattern)
    inside = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    if not any(holds(one, pattern) for one in inside):
        return "kept"
    if entry.sha256 and check_sum(path) != entry.sha256:
        return "recall"
    run_record_path(path).unlink(missing_ok=True)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return "deleted"


def _clean_backup(path: Path, pattern: re.Pattern[str]) -> str:
    if not holds(path, pattern):
        return "kept"
    try:
        with open_store(path) as backup:
            _erase_in(backup, pattern)
            backup.compact()
    except StakegraphError:
        return "recall"
    return "cleaned"
