"""JSON read strictly: no NaN, no endless numbers, no bottomless nesting, no key that hides another."""

from __future__ import annotations

import json
import re
from typing import Any

from loaders.encoding import decode
from loaders.report import Problem

__all__ = ["strict_json"]

MAX_DEPTH = 64
MAX_DIGITS = 30
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_TIMEOUT = re.compile(r"java\.util\.concurrent\.TimeoutException|SPARQL-QUERY: queryStr|QueryTimeoutException")


class _Fault(Exception):  # noqa: N818 - carries a problem out of the parser
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def strict_json(data: bytes, *, file: str) -> tuple[Any, list[Problem]]:
    """Parse JSON.

    Parameters
    ----------
    data
        The whole file.
    file
        Its name.

    Returns
    -------
    tuple
        The content and problems; an error when it is not proper JSON.
    """
    decoded = decode(data)
    if decoded.text is None:
        return None, [Problem("error", "encoding_unknown", file=file)]
    text = decoded.text
    if _TIMEOUT.search(text[-20_000:]):
        return None, [Problem("error", "timeout_inside", file=file)]
    try:
        _check_depth(text)
        return (
            json.loads(text, parse_constant=_constant, parse_int=_integer, object_pairs_hook=_object),
            [],
        )
    except _Fault as fault:
        return None, [Problem("error", fault.code, fault.params, file)]
    except json.JSONDecodeError as fault:
        line = text[: fault.pos].count("\n") + 1
        what = f"Zeile {line}, Zeichen {fault.colno} ({fault.msg})"
        return None, [Problem("error", "json_broken", {"what": what}, file, row=line)]
    except RecursionError:
        return None, [Problem("error", "json_deep", {"limit": MAX_DEPTH}, file)]


def _check_depth(text: str) -> None:
    depth = 0
    for match in _TOKENS.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                msg = "json_deep"
                raise _Fault(msg, limit=MAX_DEPTH)
        elif sign in "]}":
            depth -= 1


def _constant(name: str) -> None:
    msg = "json_constant"
    raise _Fault(msg, value=name)


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        msg = "json_integer"
        raise _Fault(msg, limit=MAX_DIGITS)
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            msg = "json_duplicate"
            raise _Fault(msg, value=name)
        found[name] = value
    return found
