"""Wishes of a plan as people type them, and why they collide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphmodel import InfeasibleError, ParameterError
from graphmodel.lookup import find_node, folded
from graphmodel.stakeholders import GROUPS as KINDS
from stakegraph.words import group_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel import Snapshot

__all__ = ["countries_of", "group_of", "infeasible", "quotas"]

ISO_LETTERS = 2
GROUPS = (*sorted(set(KINDS.values())), "other")
_CONFLICTS = {
    r"room for (?P<n>\d+)": "Platz für {n}",
    r"(?P<name>\S+) is required": "{name} soll dabei sein",
    r"(?P<name>\S+) is excluded": "{name} soll nicht dabei sein",
    r"at least (?P<n>\d+) of (?P<group>\S+) \(there are (?P<m>\d+)\)": "mindestens {n} aus {group} (bekannt: {m})",
    r"at most (?P<n>\d+) of (?P<group>\S+)": "höchstens {n} aus {group}",
    r"budget of (?P<n>\S+)": "höchstens {n} Euro",
    r"(?P<name>\S+) has room for (?P<n>-?\d+) more": "{name} hat Platz für {n}",
    r"(?P<name>\S+) needs (?P<n>\d+)": "{name} braucht {n}",
    r"(?P<name>\S+) must not go to (?P<other>\S+)": "{name} soll nicht nach {other}",
}


def group_of(text: str) -> str:
    """Find the group of organisations that a person means.

    Parameters
    ----------
    text
        Its short name, or its German or English name.

    Returns
    -------
    str
        One of the values of `graphmodel.stakeholders.GROUPS`, or "other".

    Raises
    ------
    ParameterError
        There is no such group; the message lists all.

    Examples
    --------
    >>> group_of("Migrantenorganisationen"), group_of("one_world")
    ('migrant', 'one_world')
    """
    for group in GROUPS:
        if folded(text) in {group, *(folded(group_name(group, lang=lang)) for lang in ("de", "en"))}:
            return group
    every = "; ".join(f"{group} ({group_name(group)})" for group in GROUPS)
    msg = f"Die Gruppe „{text}“ gibt es nicht. Möglich sind: {every}."
    raise ParameterError(msg)


def quotas(entries: Sequence[str]) -> dict[str, int]:
    """Read wishes such as ``migrant=3``.

    Parameters
    ----------
    entries
        Group and number each, with an equals sign between.

    Returns
    -------
    dict
        Number by group.

    Raises
    ------
    ParameterError
        An entry is written otherwise, or there is no such group.

    Examples
    --------
    >>> quotas(["migrant=3"])
    {'migrant': 3}
    """
    found = {}
    for entry in entries:
        group, sign, number = entry.rpartition("=")
        if not sign or not number.strip().isdecimal():
            msg = f"Eine Vorgabe heißt GRUPPE=ZAHL, etwa migrant=3. „{entry}“ ist anders geschrieben; bitte ändern."
            raise ParameterError(msg)
        found[group_of(group.strip())] = int(number)
    return found


def countries_of(snapshot: Snapshot, texts: Sequence[str]) -> list[str]:
    """Find the countries that a person means.

    Parameters
    ----------
    snapshot
        What is known.
    texts
        Names, ids or codes of two letters.

    Returns
    -------
    list of str
        Ids.

    Raises
    ------
    NotFoundError
        A country is not on record.
    """
    table = snapshot.nodes("Country")
    by_code = dict(zip(table["iso2"], table["id"], strict=True))
    return [
        by_code[text.upper()]
        if len(text) == ISO_LETTERS and text.upper() in by_code
        else find_node(snapshot, text, labels=("Country",))
        for text in texts
    ]


def infeasible(exc: InfeasibleError, names: Mapping[str, str], *, lang: str = "de") -> InfeasibleError:
    """Say in words which wishes collide.

    Parameters
    ----------
    exc
        From the analysis.
    names
        Name by id.
    lang
        "de" or "en".

    Returns
    -------
    InfeasibleError
        With names instead of ids.

    Examples
    --------
    >>> print(infeasible(InfeasibleError("", conflict=("room for 1", "a is required", "b is required")), {"a": "Anna"}))
    Das geht nicht zusammen: Platz für 1; Anna soll dabei sein; b soll dabei sein. Bitte eine der Vorgaben lockern.
    """
    if not exc.conflict:
        return exc
    said = tuple(_said(text, names, lang) for text in exc.conflict)
    if lang == "de":
        msg = f"Das geht nicht zusammen: {'; '.join(said)}. Bitte eine der Vorgaben lockern."
    else:
        msg = f"These wishes cannot all be met: {'; '.join(said)}. Please loosen one of them."
    return InfeasibleError(msg, conflict=said)


def _said(text: str, names: Mapping[str, str], lang: str) -> str:
    for pattern, german in _CONFLICTS.items():
        found = re.fullmatch(pattern, text)
        if found:
            words = {
                key: group_name(value, lang=lang) if key == "group" else names.get(value, value)
                for key, value in found.groupdict().items()
            }
            if lang == "de":
                return german.format(**words)
            for key, value in found.groupdict().items():
                text = text.replace(value, words[key]) if key != "n" else text
            return text
    return text
