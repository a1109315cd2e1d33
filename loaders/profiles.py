"""Saved profiles: which column of somebody's list means what, corrected once and used again."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from graphmodel.errors import NotFoundError, ParameterError
from loaders.headers import TABLE_NAMES, fields_of, header_key, is_forbidden, meaning_of_header
from loaders.template import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "UNREAD",
    "Profile",
    "delete_profile",
    "make_profile",
    "meanings",
    "profile_folder",
    "profiles",
    "read_profile",
    "save_profile",
]

UNREAD = "-"
"""Chosen for a column that is not to be read."""
_NAME = re.compile(r"[\w][\w .()-]{0,59}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What the columns of a list mean.

    Attributes
    ----------
    name
        Under which it is saved; empty when it is not.
    table
        What the list holds.
    columns
        Field by header; `UNREAD` for a column that is not read.
    positions
        Field by number of the column, the first being 1, for headers that occur more than once.
    """

    name: str
    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[int, str] = field(default_factory=dict)

    def keyed(self) -> dict[str, str]:
        """Give the fields by header in the form in which headers are compared.

        Returns
        -------
        dict
        """
        return {header_key(header): name for header, name in self.columns.items()}


def make_profile(
    table: str,
    columns: Mapping[str, str],
    *,
    name: str = "",
    positions: Mapping[int, str] | None = None,
) -> Profile:
    """Make a profile of what a person chose.

    Parameters
    ----------
    table
        What the list holds, one of the nine tables.
    columns
        Field by header of the list; the field may be named as the templates name its column, `UNREAD` leaves the
        column out.
    name
        Under which it will be saved.
    positions
        Field by number of the column, for headers that occur more than once.

    Returns
    -------
    Profile

    Raises
    ------
    ParameterError
        There is no such table or field, a field is chosen twice, or the column is one that is never read.

    Examples
    --------
    >>> make_profile("attendance", {"Wer war da?": "Organisation", "Tisch": "-"}).columns
    {'Wer war da?': 'name', 'Tisch': '-'}
    """
    if table not in TABLE_NAMES:
        msg = f"There is no table {table!r}. There are: {', '.join(TABLE_NAMES)}."
        raise ParameterError(msg)
    by_header = {header: _field(table, header, chosen) for header, chosen in columns.items()}
    by_position = {int(number): _field(table, str(number), chosen) for number, chosen in (positions or {}).items()}
    chosen = [name for name in (*by_header.values(), *by_position.values()) if name != UNREAD]
    twice = sorted({name for name in chosen if chosen.count(name) > 1})
    if twice:
        msg = f"Each meaning can be given to one column only. Given twice: {', '.join(twice)}."
        raise ParameterError(msg)
    return Profile(name, table, by_header, by_position)


def _field(table: str, header: str, chosen: str) -> str:
    chosen = chosen.strip()
    if chosen == UNREAD:
        return UNREAD
    if is_forbidden(header):
        msg = f"The column {header!r} is never read, because of what such columns say about people. Leave it out."
        raise ParameterError(msg)
    fields = fields_of(table)
    found = chosen if chosen in fields else meaning_of_header(chosen, table=table)
    if found not in fields:
        msg = f"{chosen!r} is no column of the table {table}. There are: {', '.join(meanings(table).values())}."
        raise ParameterError(msg)
    return found


def meanings(table: str) -> dict[str, str]:
    """List what a column of a table can mean, with the word that the template of the table has for it.

    Parameters
    ----------
    table
        One of the nine tables.

    Returns
    -------
    dict
        Word by field; those of the template first, the others under their own names.

    Raises
    ------
    ParameterError
        There is no such table.
    """
    if table not in TABLE_NAMES:
        msg = f"There is no table {table!r}. There are: {', '.join(TABLE_NAMES)}."
        raise ParameterError(msg)
    found = {meaning_of_header(header, table=table): header for header, _, _ in TEMPLATES[table]}
    words = {name: header for name, header in found.items() if name is not None}
    return {**words, **{name: name for name in fields_of(table) if name not in words}}


def profile_folder() -> Path:
    """Name the folder in which profiles are saved.

    Returns
    -------
    Path
        ``STAKEGRAPH_PROFILES``, else a folder of the person's settings.
    """
    named = os.environ.get("STAKEGRAPH_PROFILES")
    return Path(named) if named else platformdirs.user_config_path("stakegraph") / "profiles"


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        msg = f"A profile is named with up to 60 letters, digits, blanks, dots and hyphens. Got {name!r}."
        raise ParameterError(msg)
    return profile_folder() / f"{name}.toml"


def profiles() -> tuple[str, ...]:
    """List the names of the saved profiles.

    Returns
    -------
    tuple of str
        Sorted.
    """
    folder = profile_folder()
    return tuple(sorted(path.stem for path in folder.glob("*.toml"))) if folder.is_dir() else ()


def save_profile(profile: Profile) -> Path:
    """Save a profile under its name; one of that name is replaced.

    Parameters
    ----------
    profile
        From `make_profile`, with a name.

    Returns
    -------
    Path
        The file, which can be read and changed with any editor.

    Raises
    ------
    ParameterError
        The name cannot be the name of a file.
    """
    path = _path(profile.name)
    lines = [f"table = {_quoted(profile.table)}", "", "[columns]"]
    lines += [f"{_quoted(header)} = {_quoted(name)}" for header, name in profile.columns.items()]
    lines += ["", "[positions]"]
    lines += [f"{number} = {_quoted(name)}" for number, name in sorted(profile.positions.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_profile(name: str) -> Profile:
    """Read a saved profile.

    Parameters
    ----------
    name
        As `profiles` lists it.

    Returns
    -------
    Profile

    Raises
    ------
    NotFoundError
        There is no profile of that name.
    ParameterError
        The file does not hold a profile.
    """
    path = _path(name)
    if not path.is_file():
        msg = f"There is no profile {name!r}. There are: {', '.join(profiles()) or 'none'}."
        raise NotFoundError(msg, candidates=profiles())
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        columns, positions = dict(content.get("columns", {})), dict(content.get("positions", {}))
        texts = {str(header): str(chosen) for header, chosen in columns.items()}
        numbers = {int(number): str(chosen) for number, chosen in positions.items()}
    except (ValueError, TypeError) as fault:
        msg = f"The profile {name!r} cannot be read: {fault}. Correct {path} or save it anew."
        raise ParameterError(msg) from fault
    return make_profile(str(content.get("table", "")), texts, name=name, positions=numbers)


def delete_profile(name: str) -> None:
    """Delete a saved profile.

    Parameters
    ----------
    name
        As `profiles` lists it.

    Raises
    ------
    NotFoundError
        There is no profile of that name.
    """
    path = _path(name)
    if not path.is_file():
        msg = f"There is no profile {name!r}. There are: {', '.join(profiles()) or 'none'}."
        raise NotFoundError(msg, candidates=profiles())
    path.unlink()
