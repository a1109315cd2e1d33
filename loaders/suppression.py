"""Who was erased stays away: names kept as keyed hashes, and taken out of every list that is loaded later."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from graphmodel.errors import StoreError
from loaders.report import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.stores.base import GraphStore
    from loaders.reading import Reading
    from loaders.tables import Row

__all__ = ["Suppression", "key_path", "plain_words", "secret_key", "suppress", "suppression_of", "without_suppressed"]

KIND = "suppressed"
KEY_BYTES = 32
_SUBJECTS = ("name", "from_name", "to_name", "meeting")
"""Fields without which a row says nothing."""
_WORD = re.compile(r"[^\W_]+")


def key_path() -> Path:
    """Name the file of the key, which lies outside every store and every backup of one.

    Returns
    -------
    Path
        ``STAKEGRAPH_KEY_FILE``, else a file in the user's settings folder.
    """
    named = os.environ.get("STAKEGRAPH_KEY_FILE")
    return Path(named) if named else platformdirs.user_config_path("stakegraph") / "pseudonyms.key"


def secret_key() -> bytes:
    """Read the key, and make one that only this user can read when there is none.

    Returns
    -------
    bytes

    Raises
    ------
    StoreError
        The key cannot be read or made, or is not one.
    """
    path = key_path()
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_hex(KEY_BYTES))
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or "kein Schlüssel"
        msg = f"Der Schlüssel {path} kann nicht gelesen oder angelegt werden: {why}. Bitte die Datei prüfen."
        raise StoreError(msg) from exc
    if len(key) != KEY_BYTES:
        msg = f"{path} ist kein Schlüssel von stakegraph ({len(key)} statt {KEY_BYTES} Bytes). Bitte zurückholen."
        raise StoreError(msg)
    return key


@dataclass(frozen=True, slots=True)
class Suppression:
    """Names that must not come back, readable only as hashes.

    Attributes
    ----------
    hashes
        Keyed hash of each name, and of its words in reverse order.
    lengths
        Numbers of words that such names have.
    key
        Of the hashes.
    """

    hashes: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = ()
    key: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def cleaned(self, text: str) -> str:
        """Take every suppressed name out of a text.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        str
            The same text when it holds none.
        """
        words = list(_WORD.finditer(text))
        plain = [_plain(word.group()) for word in words]
        spans = [
            (words[start].start(), words[start + length - 1].end())
            for length in self.lengths
            for start in range(len(words) - length + 1)
            if _hash(self.key, plain[start : start + length]) in self.hashes
        ]
        if not spans:
            return text
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + text[end:]
        return re.sub(r"\s{2,}", " ", text).strip(" ,;:–-()")


def suppress(store: GraphStore, name: str, *, who: str = "") -> None:
    """Keep a name away from now on.

    Parameters
    ----------
    store
        Any store; the key stays outside it.
    name
        The name as people write it, at least two words.
    who
        For the journal.
    """
    words = plain_words(name)
    key = secret_key()
    hashes = sorted({_hash(key, words), _hash(key, words[::-1])})
    row = {
        "id": f"{KIND}-{hashes[0][:16]}",
        "kind": KIND,
        "status": "decided",
        "who": who or None,
        "at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "data": json.dumps({"hashes": hashes, "words": len(words)}),
    }
    store.upsert_nodes("Decision", [row])


def suppression_of(store: GraphStore) -> Suppression:
    """Read which names must not come back into a store.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    Suppression
        False in a condition when there are none.
    """
    found = [json.loads(row["data"]) for row in store.read_nodes("Decision", where={"kind": [KIND]})]
    if not found:
        return Suppression()
    hashes = frozenset(text for entry in found for text in entry["hashes"])
    return Suppression(hashes, tuple(sorted({int(entry["words"]) for entry in found})), secret_key())


def without_suppressed(readings: Iterable[Reading], suppression: Suppression) -> list[Problem]:
    """Take suppressed names out of what was read; a row that says nothing without them is skipped.

    Parameters
    ----------
    readings
        What was read; changed in place.
    suppression
        Names that must not come back.

    Returns
    -------
    list of Problem
        One note for each file that had any.
    """
    notes = []
    for reading in readings:
        touched = 0
        for row in reading.rows:
            touched += _clean(row, suppression)
        file = suppression.cleaned(reading.file) or "Liste"
        if reading.text is not None:
            text = suppression.cleaned(reading.text)
            touched += text != reading.text
            reading.text = text
        if touched:
            notes.append(Problem("note", "names_suppressed", {"count": touched}, file))
        if file != reading.file:
            reading.file = file
            for row in reading.rows:
                row.where = replace(row.where, file=file)
    return notes


def _clean(row: Row, suppression: Suppression) -> bool:
    values = {name: _cleaned(value, suppression) for name, value in row.values.items()}
    if values == row.values:
        return False
    if any(row.values.get(name) and not values[name] for name in _SUBJECTS if name in values):
        row.waits = ("skipped",)
    row.values = {name: value for name, value in values.items() if value or not row.values[name]}
    row.texts = {name: suppression.cleaned(text) for name, text in row.texts.items()}
    return True


def _cleaned(value: Any, suppression: Suppression) -> Any:
    if isinstance(value, str):
        return suppression.cleaned(value)
    if isinstance(value, list | tuple):
        return type(value)(filter(None, (_cleaned(part, suppression) for part in value)))
    return value


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def plain_words(text: str) -> list[str]:
    """Give the words of a text without case and marks, as they enter a hash.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of str
    """
    return [_plain(word) for word in _WORD.findall(text)]


def _hash(key: bytes, words: list[str]) -> str:
    return hmac.new(key, " ".join(words).encode(), hashlib.sha256).hexdigest()[:32]
