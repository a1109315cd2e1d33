"""From what a person types to a node: id, name, alias, or the beginning of one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from graphmodel.errors import AmbiguousNameError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.snapshot import Snapshot

__all__ = ["find_node", "folded", "search_nodes"]

SHOWN = 8
_NAMED = {
    "Municipality": "Kommune",
    "Actor": "Organisation",
    "Country": "Land",
    "Theme": "Thema",
    "Adviser": "Beratung",
}
_ALIASES = {"Actor": ("short_name", "aliases"), "Municipality": ("name_official", "ags", "aliases")}


def folded(text: str) -> str:
    """Bring a name to the form in which it is compared: no case, no accents, single blanks.

    Parameters
    ----------
    text
        Any name.

    Returns
    -------
    str

    Examples
    --------
    >>> folded("  Jülich ")
    'julich'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def find_node(snapshot: Snapshot, text: str, *, labels: Sequence[str] = ("Municipality", "Actor")) -> str:
    """Find the one node that a person means.

    Parameters
    ----------
    snapshot
        What is known.
    text
        Id, name, alias, key, or an unambiguous part of a name.
    labels
        Kinds of node to look among; an exact name of an earlier kind wins over a later one, and a German
        municipality over one abroad.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    AmbiguousNameError
        Several come into question; ``candidates`` lists them.
    NotFoundError
        None does; ``candidates`` lists what sounds alike.
    """
    for label in labels:
        exact = set(_exactly(snapshot, text, label))
        for names in ({text} & exact, exact, {name for name in exact if name.startswith("mun-")}):
            if len(names) == 1:
                return names.pop()
        if exact:
            raise _ambiguous(snapshot, text, sorted(exact))
    found = search_nodes(snapshot, text, labels=labels, limit=SHOWN + 1)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(snapshot, text, found)
    for label in (label for label in _NAMED if label not in labels):
        others = _exactly(snapshot, text, label)
        if others:
            raise _elsewhere(snapshot, text, labels, label, others)
    raise _missing(snapshot, text, labels)


def search_nodes(
    snapshot: Snapshot, text: str, *, labels: Sequence[str] = ("Municipality", "Actor"), limit: int = 10
) -> list[str]:
    """Find nodes whose name holds a text, those that begin with it first.

    Parameters
    ----------
    snapshot
        What is known.
    text
        Part of a name, in any case and with or without accents.
    labels
        Kinds of node to look among.
    limit
        How many at most.

    Returns
    -------
    list of str
        Ids.
    """
    wanted = folded(text)
    if not wanted:
        return []
    found = []
    for place, label in enumerate(labels):
        for name, forms in _forms(snapshot, label):
            hits = [form.find(wanted) for form in forms]
            best = min((hit for hit in hits if hit >= 0), default=-1)
            if best >= 0:
                found.append((best > 0, place, min(map(len, forms)), name))
    return [name for *_, name in sorted(found)[:limit]]


def _forms(snapshot: Snapshot, label: str) -> list[tuple[str, list[str]]]:
    known: dict[str, list[tuple[str, list[str]]]] = snapshot.__dict__.setdefault("_forms", {})
    if label not in known:
        frame = snapshot.nodes(label)
        columns = [frame[column] for column in ("name", *_ALIASES.get(label, ()))]
        known[label] = [(name, _texts(values)) for name, *values in zip(frame["id"], *columns, strict=True)]
    return known[label]


def _texts(values: list[object]) -> list[str]:
    texts: list[object] = []
    for value in values:
        texts.extend(value if isinstance(value, tuple) else [value])
    return [folded(text) for text in texts if isinstance(text, str) and text]


def _described(snapshot: Snapshot, ids: list[str]) -> tuple[str, ...]:
    return tuple(f"{snapshot.names.get(name, name)} ({name})" for name in ids[:SHOWN])


def _ambiguous(snapshot: Snapshot, text: str, ids: list[str]) -> AmbiguousNameError:
    candidates = _described(snapshot, ids)
    msg = f"„{text}“ kann mehreres heißen: {'; '.join(candidates)}. Bitte die Kennung in Klammern angeben."
    return AmbiguousNameError(msg, candidates=candidates)


def _exactly(snapshot: Snapshot, text: str, label: str) -> list[str]:
    wanted = folded(text)
    return [name for name, forms in _forms(snapshot, label) if text == name or wanted in forms]


def _elsewhere(snapshot: Snapshot, text: str, labels: Sequence[str], label: str, ids: list[str]) -> NotFoundError:
    wanted = " oder ".join(_NAMED[name] for name in labels if name in _NAMED)
    candidates = _described(snapshot, ids)
    msg = f"Als {wanted} ist „{text}“ nicht verzeichnet, wohl aber als {_NAMED[label]}: {'; '.join(candidates)}."
    return NotFoundError(msg, candidates=candidates)


def _missing(snapshot: Snapshot, text: str, labels: Sequence[str]) -> NotFoundError:
    import difflib  # noqa: PLC0415 - only wanted when nothing was found

    names = {form: name for label in labels for name, forms in _forms(snapshot, label) for form in forms}
    close = difflib.get_close_matches(folded(text), names, n=SHOWN, cutoff=0.75)
    candidates = _described(snapshot, list(dict.fromkeys(names[form] for form in close)))
    hint = f" Ähnlich klingt: {'; '.join(candidates)}." if candidates else " Bitte die Schreibweise prüfen."
    msg = f"„{text}“ ist nicht verzeichnet.{hint}"
    return NotFoundError(msg, candidates=candidates)
