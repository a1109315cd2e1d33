"""What people decided about suggestions: kept in the store, remembered, and taken back when wanted."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import analysis
from graphmodel import NotFoundError, ParameterError, Reason
from graphmodel.dates import today
from graphmodel.stakeholders import stakeholder_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from graphmodel import GraphStore, Snapshot

__all__ = [
    "MOST_OPEN",
    "VERDICTS",
    "Decision",
    "decide_match",
    "decided_so_far",
    "decisions_on",
    "exposure",
    "followed_pairs",
    "is_hidden",
    "lenses",
    "open_suggestions",
    "set_aside",
    "take_back",
    "undecided_matches",
    "with_open",
]

VERDICTS = ("accept", "later", "decline", "done", "known")
KIND = "match"
LATER_DAYS = 28
OPEN_DAYS = 365
MOST_OPEN = 5
SPARED = ("actors", "municipalities")
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one suggestion.

    Attributes
    ----------
    id
        Of the decision.
    subject, object
        For whom, and who was suggested.
    verdict
        One of `VERDICTS`.
    reason
        In the words of the person, may be empty.
    who
        Who decided, may be empty.
    at
        When.
    expires
        Day from which it may be suggested again; None: never.
    """

    id: str
    subject: str
    object: str
    verdict: str
    reason: str
    who: str
    at: str
    expires: str | None


def decisions_on(store: GraphStore, subject: str | None = None) -> list[Decision]:
    """List what was decided about suggestions.

    Parameters
    ----------
    store
        Any store.
    subject
        Only those for or about this stakeholder.

    Returns
    -------
    list of Decision
        Latest first; those taken back are not listed.
    """
    found = []
    for row in store.read_nodes("Decision", where={"kind": [KIND]}):
        if row.get("status") != "decided" or (subject and subject not in {row.get("subject"), row.get("object")}):
            continue
        names = ("subject", "object", "verdict", "reason", "who", "at")
        texts: dict[str, Any] = {name: row.get(name) or "" for name in names}
        found.append(Decision(id=row["id"], expires=row.get("expires"), **texts))
    return sorted(found, key=lambda decision: (decision.at, decision.id), reverse=True)


def is_hidden(decision: Decision) -> bool:
    """Tell whether a decided suggestion stays out of the lists.

    Parameters
    ----------
    decision
        Any decision.

    Returns
    -------
    bool
        False once "later" has come, or an accepted suggestion has stayed open for a year.
    """
    return decision.expires is None or decision.expires > today()


def exposure(store: GraphStore) -> dict[str, int]:
    """Count the open suggestions of each stakeholder: accepted and not yet done or expired.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    dict
        Number by id; who has none is not listed.
    """
    return open_suggestions(decisions_on(store))


def open_suggestions(decisions: Iterable[Decision], *, seek: str = "actors") -> dict[str, int]:
    """Count the open suggestions of each stakeholder among some decisions.

    Parameters
    ----------
    decisions
        What was decided about suggestions, as of `decisions_on`.
    seek
        As for `analysis.matches`; for countries and advisers nothing is counted.

    Returns
    -------
    dict
        Number by id; who has none is not listed.
    """
    if seek not in SPARED:
        return {}
    found = [d for d in decisions if d.verdict == "accept" and is_hidden(d)]
    return dict(Counter(name for decision in found for name in (decision.subject, decision.object)))


def set_aside(decisions: Iterable[Decision], focus: str, *, seek: str = "actors") -> frozenset[str]:
    """Say who is not suggested.

    Parameters
    ----------
    decisions
        What was decided about suggestions, as of `decisions_on`.
    focus
        Id of who asks.
    seek
        As for `analysis.matches`; countries and advisers are not spared, organisations and municipalities are.

    Returns
    -------
    frozenset of str
        Ids of those about whom was decided for the focus, and of those who have five open suggestions already.
    """
    known = list(decisions)
    decided = (d for d in known if focus in {d.subject, d.object} and is_hidden(d))
    gone = {d.object if d.subject == focus else d.subject for d in decided}
    asked = open_suggestions(known, seek=seek)
    return frozenset(gone | {name for name, n in asked.items() if n >= MOST_OPEN and name != focus})


def lenses(seek: str) -> tuple[str, ...]:
    """Name the lists of a kind: advisers come in one, the others in two.

    Parameters
    ----------
    seek
        As for `analysis.matches`.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> lenses("advisers"), lenses("actors")
    (('likely',), ('likely', 'useful'))
    """
    return ("likely",) if seek == "advisers" else ("likely", "useful")


def with_open(rows: Iterable[Mapping[Any, Any]], asked: Mapping[str, int]) -> list[dict[Any, Any]]:
    """Say against a suggestion how many open ones name the same stakeholder already.

    Parameters
    ----------
    rows
        Of `analysis.matches`.
    asked
        From `open_suggestions`.

    Returns
    -------
    list of dict
        The same rows, with one more objection where there is something to say.
    """
    found = []
    for row in rows:
        n = asked.get(row["target"], 0)
        said = [Reason("match.open_already", {"name": row["target_name"], "n": n})] if n else []
        found.append({**row, "objections": [*row["objections"], *said]})
    return found


def decided_so_far(store: GraphStore) -> Reason | None:
    """Say what became of suggestions that somebody decided about.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    Reason or None
        None while nothing has been decided.
    """
    counts = Counter(decision.verdict for decision in decisions_on(store))
    if not counts:
        return None
    done = counts["accept"] + counts["done"]
    params = {"n": counts.total(), "done": done, "known": counts["known"], "declined": counts["decline"]}
    return Reason("hindsight.decided", params)


def followed_pairs(store: GraphStore) -> list[tuple[str, str]]:
    """Pairs that were brought together because they had been suggested; they prove nothing in a back-test.

    Parameters
    ----------
    store
        Any store.

    Returns
    -------
    list of tuple of str
        Both ends of each suggestion that was accepted or is done.
    """
    return sorted((d.subject, d.object) for d in decisions_on(store) if d.verdict in {"accept", "done"})


def undecided_matches(store: GraphStore, snapshot: Snapshot, focus: str, *, seek: str, top: int = 5) -> pd.DataFrame:
    """Suggest who has not been decided about, and nobody who has five open suggestions already.

    Parameters
    ----------
    store
        Where decisions are kept.
    snapshot
        What is known.
    focus, seek, top
        As for `analysis.matches`.

    Returns
    -------
    DataFrame
        As of `analysis.matches`; ``attrs["exposure"]`` counts by group who is suggested, ``attrs["hidden"]`` how many
        were left out.
    """
    decisions = decisions_on(store)
    gone = set_aside(decisions, focus, seek=seek)
    table = analysis.matches(snapshot, focus, seek=seek, top=top + len(gone))
    kept = table[~table["target"].isin(gone)].groupby("lens", sort=False).head(top).reset_index(drop=True)
    kept["rank"] = kept.groupby("lens", sort=False).cumcount() + 1
    kept["objections"] = [
        row["objections"] for row in with_open(kept.to_dict("records"), open_suggestions(decisions, seek=seek))
    ]
    stakeholders = stakeholder_table(snapshot)
    groups = dict(zip(stakeholders["id"], stakeholders["group"], strict=True))
    kept.attrs = {
        **table.attrs,
        "hidden": int(table["target"].isin(gone).sum()),
        "exposure": dict(Counter(str(groups.get(name, seek)) for name in kept["target"])),
    }
    return kept


def decide_match(
    store: GraphStore, subject: str, object_: str, verdict: str, *, reason: str = "", who: str = ""
) -> str:
    """Keep what somebody decided about a suggestion.

    Parameters
    ----------
    store
        Any store.
    subject, object_
        For whom, and who was suggested; the pair counts in both directions.
    verdict
        One of `VERDICTS`.
    reason, who
        For the record.

    Returns
    -------
    str
        Id of the decision; the same pair keeps the same one.

    Raises
    ------
    ParameterError
        The verdict is none of these, or both are the same.
    NotFoundError
        One of the two is not on record.
    """
    if verdict not in VERDICTS:
        msg = f"The 'verdict' must be one of {', '.join(VERDICTS)}. Got {verdict!r} instead."
        raise ParameterError(msg)
    if subject == object_:
        msg = "Ein Vorschlag bringt zwei verschiedene zusammen; bitte einen der Namen ändern."
        raise ParameterError(msg)
    for id_ in (subject, object_):
        if not any(
            store.read_nodes(label, where={"id": [id_]}) for label in ("Actor", "Municipality", "Country", "Adviser")
        ):
            msg = f"{id_!r} ist nicht verzeichnet."
            raise NotFoundError(msg)
    pair = "\x1f".join(sorted((subject, object_)))
    id_ = f"match-{hashlib.sha256(pair.encode()).hexdigest()[:16]}"
    days = {"later": LATER_DAYS, "accept": OPEN_DAYS}.get(verdict)
    expires = None if days is None else (dt.date.fromisoformat(today()) + dt.timedelta(days=days)).isoformat()
    row = {
        "id": id_,
        "kind": KIND,
        "subject": subject,
        "object": object_,
        "verdict": verdict,
        "reason": reason[:MAX_REASON] or None,
        "who": who or None,
        "at": dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds"),
        "expires": expires,
        "status": "decided",
    }
    store.upsert_nodes("Decision", [row])
    return id_


def take_back(store: GraphStore, id_: str) -> None:
    """Take a decision back; the suggestion may be made again.

    Parameters
    ----------
    store
        Any store.
    id_
        Of the decision.

    Raises
    ------
    NotFoundError
        There is no such decision about a suggestion.
    """
    found = store.read_nodes("Decision", where={"id": [id_]})
    if not found or found[0].get("kind") != KIND:
        msg = "Diese Entscheidung gibt es nicht mehr."
        raise NotFoundError(msg)
    at = dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds")
    store.upsert_nodes("Decision", [{"id": id_, "status": "undone", "at": at}])
