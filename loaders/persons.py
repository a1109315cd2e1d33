"""Persons on attendance lists: not kept, unless the operator says what for and how long; then as keyed pseudonyms."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.dates import last_day
from graphmodel.errors import ParameterError
from loaders.merging import remerge
from loaders.suppression import plain_words, secret_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmodel.stores.base import GraphStore
    from loaders.cells import Line
    from loaders.headers import Mapping
    from loaders.suppression import Suppression
    from loaders.tables import Row

__all__ = [
    "PersonRules",
    "allow_persons",
    "apply_retention",
    "forget_pseudonyms",
    "make_pseudonyms",
    "note_persons",
    "person_rules",
    "pseudonym",
    "pseudonyms_of",
    "refuse_persons",
]

_ID = "setting-persons"
_TYPES = ("ATTENDED", "INVITED")


@dataclass(frozen=True, slots=True)
class PersonRules:
    """What persons are kept for.

    Attributes
    ----------
    purpose
        In words, for the record of processing.
    retention_days
        So many days after a meeting its pseudonyms are deleted.
    """

    purpose: str
    retention_days: int


def person_rules(store: GraphStore) -> PersonRules | None:
    """Read whether persons are kept.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    PersonRules or None
        None, the default: persons are refused.
    """
    found = store.read_nodes("Decision", where={"id": [_ID]})
    if not found:
        return None
    data = json.loads(found[0]["data"])
    return PersonRules(str(data["purpose"]), int(data["retention_days"]))


def allow_persons(store: GraphStore, *, purpose: str, retention_days: int) -> None:
    """Keep persons of attendance lists from now on, under pseudonyms.

    Parameters
    ----------
    store
        Any store.
    purpose
        What for.
    retention_days
        How long after a meeting, at least 1.

    Raises
    ------
    ParameterError
        The purpose is empty or the time is not positive.
    """
    if not purpose.strip() or retention_days < 1:
        msg = "Personen werden nur mit einem Zweck und einer Frist von mindestens einem Tag gespeichert. Bitte angeben."
        raise ParameterError(msg)
    data = json.dumps({"purpose": purpose, "retention_days": retention_days}, ensure_ascii=False)
    now = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
    store.upsert_nodes("Decision", [{"id": _ID, "kind": "setting", "status": "decided", "at": now, "data": data}])


def refuse_persons(store: GraphStore) -> int:
    """Keep no persons any more, and delete all pseudonyms.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    int
        How many attendances had any.
    """
    with store.transaction():
        store.delete_nodes("Decision", [_ID])
        return _without(store, lambda _meeting, _found: [])


def apply_retention(store: GraphStore, *, today: dt.date | None = None) -> int:
    """Delete pseudonyms whose time is over; called after every load.

    Parameters
    ----------
    store
        Any store.
    today
        Day to count from; None: today.

    Returns
    -------
    int
        How many attendances lost some.
    """
    rules = person_rules(store)
    if rules is None:
        return 0
    limit = (today or dt.datetime.now(tz=dt.UTC).date()) - dt.timedelta(days=rules.retention_days)
    dates = {row["id"]: row.get("date_end") or row.get("date_start") for row in store.read_nodes("Meeting")}
    # a meeting without a date cannot be shown to be recent, so its persons are not kept
    over = {meeting for meeting, date in dates.items() if not date or last_day(date) < limit}
    with store.transaction():
        return _without(store, lambda meeting, found: [] if meeting in over else found)


def forget_pseudonyms(store: GraphStore, pseudonyms: Iterable[str]) -> int:
    """Delete single pseudonyms.

    Parameters
    ----------
    store
        Any store.
    pseudonyms
        As `pseudonyms_of` gives them.

    Returns
    -------
    int
        How many attendances lost some.
    """
    gone = set(pseudonyms)
    with store.transaction():
        return _without(store, lambda _meeting, found: [one for one in found if one not in gone])


def pseudonyms_of(store: GraphStore, name: str) -> dict[str, list[str]]:
    """Find a person by name or mail address among the pseudonyms.

    Parameters
    ----------
    store
        Any store.
    name
        As it stood on the list.

    Returns
    -------
    dict
        Pseudonym to the ids of the meetings.
    """
    organisations = [text for row in store.read_nodes("Actor") for text in (row.get("name"), *row.get("aliases", ()))]
    if not person_rules(store):
        return {}
    wanted = {pseudonym([name], str(text)) for text in organisations if text} | {pseudonym([name], "")}
    found: dict[str, list[str]] = {}
    for type_ in _TYPES:
        for row in store.read_relationships(type_):
            for one in row.get("persons") or ():
                if one in wanted:
                    found.setdefault(one, []).append(row["target"])
    return found


def pseudonym(texts: Sequence[str], organisation: str) -> str:
    """Give the keyed pseudonym of a person: of the mail address, else of the name and the organisation.

    Parameters
    ----------
    texts
        Cells about the person.
    organisation
        As it stands on the list.

    Returns
    -------
    str
        128 bits in hexadecimal digits; empty when the cells name nobody.
    """
    mail = next((text for text in texts if "@" in text), None)
    words = sorted(word for text in texts if not re.search(r"\d", text) for word in plain_words(text))
    if mail is None and not words:
        return ""
    parts = plain_words(mail) if mail else [*words, "|", *plain_words(organisation)]
    return hmac.new(secret_key(), " ".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def note_persons(rows: Iterable[Row], mapping: Mapping, lines: Iterable[Line]) -> None:
    """Put the cells about persons beside the rows, to be made pseudonyms at once.

    Parameters
    ----------
    rows
        Of an attendance list; changed in place.
    mapping
        What the columns are.
    lines
        The cells.
    """
    places = [place for place, header in enumerate(mapping.headers) if header and header in mapping.personal]
    cells = {line.number: line.cells for line in lines}
    for row in rows:
        here = cells.get(row.where.row, ())
        row.person = tuple(text for place in places if place < len(here) and (text := here[place].strip()))


def make_pseudonyms(rows: Iterable[Row], suppression: Suppression) -> None:
    """Replace the cells about persons by pseudonyms, and by nothing for those who were erased.

    Parameters
    ----------
    rows
        Changed in place.
    suppression
        Names that must not come back.
    """
    for row in rows:
        texts, row.person = row.person, ()
        name = " ".join(text for text in texts if "@" not in text)
        if texts and suppression.cleaned(name) == name and suppression.cleaned(" ".join(texts)) == " ".join(texts):
            made = pseudonym(texts, str(row.values.get("name") or ""))
            row.values["persons"] = [made] if made else None


def _without(store: GraphStore, kept: Any) -> int:
    """Take pseudonyms out of the records and the graph."""
    changed, touched = [], set()
    for row in store.read_nodes("Record"):
        if row.get("label") not in _TYPES or '"persons"' not in row["data"]:
            continue
        data = json.loads(row["data"])
        left = kept(json.loads(row["subject"])[1], data["persons"])
        if left != data["persons"]:
            data["persons"] = left or None
            told = {name: value for name, value in data.items() if value is not None}
            changed.append({**row, "data": json.dumps(told, ensure_ascii=False, sort_keys=True)})
            touched.add((row["kind"], row["label"], row["subject"]))
    store.upsert_nodes("Record", changed)
    remerge(store, {subject for subject in touched if subject[0] == "relationship"})
    return len(touched)
