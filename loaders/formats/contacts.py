"""vCards: the organisations on them, never the persons."""

from __future__ import annotations

import quopri
import re

from loaders.cells import Grid, grid_of_records
from loaders.encoding import decode
from loaders.report import Problem

__all__ = ["read_contacts"]

_FORBIDDEN = ("BDAY", "ANNIVERSARY", "NOTE", "PHOTO", "GENDER", "RELATED", "CATEGORIES", "DEATHDATE", "BIRTHPLACE")
_PERSONAL = ("FN", "N", "EMAIL", "TEL", "NICKNAME", "TITLE", "ROLE", "IMPP")


def read_contacts(data: bytes, *, file: str) -> list[Grid]:
    """Read the organisations of vCards.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    list of Grid
        Organisations with town and website; what is never read is named.
    """
    decoded = decode(data)
    if decoded.text is None:
        return [Grid(file, None, [], problems=[Problem("error", "encoding_unknown", file=file)])]
    text = re.sub(r"\r?\n[ \t]", "", decoded.text)
    text = re.sub(r"=\r?\n", "", text) if "QUOTED-PRINTABLE" in text.upper() else text
    cards, problems, seen = [], [], set()
    card: dict[str, str] | None = None
    number = 0
    for line in text.splitlines():
        name, value = _property(line)
        if name == "BEGIN":
            if card is not None:
                problems.append(Problem("error", "vcard_broken", file=file, row=number))
            card, number = {}, number + 1
        elif name == "END" and card is not None:
            cards.append((number, card))
            card = None
        elif card is not None and name:
            seen.add(name)
            card.setdefault(name, value)
    if card is not None:
        problems.append(Problem("error", "vcard_broken", file=file, row=number))
    return [_grid(cards, problems, seen, file)]


def _property(line: str) -> tuple[str, str]:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = quopri.decodestring(value.encode("latin-1", "replace")).decode("utf-8", "replace")
    value = re.sub(r"\\([,;\\])", r"\1", re.sub(r"(?<!\\);", "\x1f", value)).replace("\\n", " ")
    return name.rpartition(".")[2].upper().strip(), value


def _grid(cards: list[tuple[int, dict[str, str]]], problems: list[Problem], seen: set[str], file: str) -> Grid:
    records = []
    for number, card in cards:
        organisation = card.get("ORG", "").split("\x1f")[0].strip()
        if not organisation:
            problems.append(Problem("note", "vcard_no_org", {"record": number}, file, row=number))
            continue
        address = (card.get("ADR", "").split("\x1f") + [""] * 7)[:7]
        records.append(
            (
                number,
                {
                    "name": organisation,
                    "place": address[3],
                    "postcode": address[5],
                    "country": address[6],
                    "website": card.get("URL", "").replace("\x1f", ";"),
                },
            )
        )
    forbidden = [name for name in _FORBIDDEN if name in seen]
    personal = [name for name in _PERSONAL if name in seen]
    if forbidden:
        problems.append(Problem("warning", "columns_forbidden", {"columns": forbidden}, file, column=forbidden[0]))
    if personal:
        problems.append(Problem("note", "columns_personal", {"columns": personal}, file))
    columns = {"name": "ORG", "place": "ADR", "postcode": "ADR", "country": "ADR", "website": "URL"}
    grid = grid_of_records(file, "actors", records, columns=columns) if records else Grid(file, None, [])
    grid.problems.extend(problems)
    return grid
