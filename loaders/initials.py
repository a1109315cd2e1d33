"""Names of advisers: only initials are kept, and two persons are never taken for one because of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.facts import slug
from loaders.report import Problem, row_word
from loaders.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.tables import Row, Where

__all__ = ["initials", "names_cut"]

_FIELDS = {"advisers": "name", "deployments": "advisers"}


def initials(text: str) -> str:
    """Give the short name of an adviser; of a person's full name only the initials are kept.

    Parameters
    ----------
    text
        As it stands in a list.

    Returns
    -------
    str

    Examples
    --------
    >>> initials("Erika Musterfrau"), initials("B01"), initials("Team 2")
    ('E.M.', 'B01', 'Team 2')
    """
    words = text.replace(",", " ").split()
    if len(words) < 2 or any(char.isdigit() for char in text):  # noqa: PLR2004 - one word is a short name
        return text
    return ".".join(word[0].upper() for word in words) + "."


def names_cut(rows: Iterable[Row]) -> list[Problem]:
    """Say where names of advisers are cut to initials, and refuse two persons of whom the same initials are left.

    Parameters
    ----------
    rows
        Of any tables.

    Returns
    -------
    list of Problem
        A note for each column that holds names; an error for each further person of the same initials.
    """
    problems = []
    told: set[tuple[str, str | None, str]] = set()
    first: dict[str, tuple[list[str], Where]] = {}
    for row, text, short in _cut(rows):
        where, column = row.where, row.columns.get(_FIELDS[row.table], _FIELDS[row.table])
        place = (where.file, where.sheet, where.row, column)
        if (where.file, where.sheet, column) not in told:
            told.add((where.file, where.sheet, column))
            problems.append(Problem("note", "adviser_cut", {"short": short}, *place))
        words, before = first.setdefault(slug(short), (_words(text), where))
        if words != _words(text) and not row.values.get("id"):
            other = {lang: f"{before.file}, {row_word(before.file, lang=lang)} {before.row}" for lang in ("de", "en")}
            problems.append(Problem("error", "adviser_initials", {"short": short, "where": other}, *place))
    return problems


def _cut(rows: Iterable[Row]) -> Iterator[tuple[Row, str, str]]:
    for row in rows:
        said = row.values.get(_FIELDS.get(row.table, "")) or ()
        for text in (said,) if isinstance(said, str) else said:
            short = initials(text)
            if short != text:
                yield row, text, short


def _words(text: str) -> list[str]:
    return sorted(fold(text.replace(",", " ")).split())
