"""Every exception of the project, in one tree.

::

    StakegraphError
    ├── ParameterError (ValueError)        an argument is outside what the function accepts
    ├── InputError (ValueError)            a file or a table says something that cannot be taken over
    ├── SchemaError (ValueError)           a label, type or property that the graph does not know
    ├── NotFoundError (LookupError)        no node of that id or name
    │   └── AmbiguousNameError             several nodes answer to that name
    ├── InfeasibleError (ValueError)       wishes that cannot all be met
    ├── JobCancelledError (RuntimeError)   the person stopped a long job
    └── StoreError (OSError)               the store cannot be used
        ├── StoreUnavailableError          nobody answers, or the connection was lost
        ├── StoreAccessError               wrong password, or no right to do this
        ├── StoreVersionError              written by a newer version of the program
        └── StoreCorruptError              the file is damaged or is not a store

Messages say what is wrong, what was allowed, what was found and what to do next, and never hold a password.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "AmbiguousNameError",
    "InfeasibleError",
    "InputError",
    "JobCancelledError",
    "NotFoundError",
    "ParameterError",
    "SchemaError",
    "StakegraphError",
    "StoreAccessError",
    "StoreCorruptError",
    "StoreError",
    "StoreUnavailableError",
    "StoreVersionError",
]


class StakegraphError(Exception):
    """Root of everything this project raises on purpose.

    Attributes
    ----------
    german
        The message in German, where the message itself is in English; else empty.
    """

    german = ""

    def said(self, lang: str = "de") -> str:
        """Give the message in a language, as far as there is one.

        Parameters
        ----------
        lang
            "de" or "en".

        Returns
        -------
        str
        """
        return self.german if self.german and lang == "de" else str(self)


class ParameterError(StakegraphError, ValueError):
    """An argument is outside what the function accepts."""


class SchemaError(StakegraphError, ValueError):
    """A label, relationship type or property that the schema does not know."""


class InputError(StakegraphError, ValueError):
    """A file or a table says something that cannot be taken over.

    Attributes
    ----------
    file, sheet, column, value
        Where it stands and what stands there; None where it does not apply.
    row
        Number of the row as a spreadsheet counts it, the header being 1.
    code
        Stable name of the kind of fault, for programs.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        code: str = "input",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.value = value
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the attributes when the error crosses a process border."""
        return _rebuild, (type(self), self.message, dict(self.__dict__))


class NotFoundError(StakegraphError, LookupError):
    """No node answers to that id or name.

    Attributes
    ----------
    candidates
        Names that come close, best first.
    """

    def __init__(self, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = candidates

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the candidates when the error crosses a process border."""
        return _rebuild, (type(self), self.message, dict(self.__dict__))


class AmbiguousNameError(NotFoundError):
    """Several nodes answer to that name; ``candidates`` lists them."""


class InfeasibleError(StakegraphError, ValueError):
    """Wishes that cannot all be met; ``conflict`` names the smallest set found that collides."""

    def __init__(self, message: str, *, conflict: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.conflict = conflict

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the conflict when the error crosses a process border."""
        return _rebuild, (type(self), self.message, dict(self.__dict__))


class JobCancelledError(StakegraphError, RuntimeError):
    """The person stopped a long job; nothing of it stays."""


class StoreError(StakegraphError, OSError):
    """The store cannot be used."""


class StoreUnavailableError(StoreError):
    """Nobody answers at that address, or the connection was lost."""


class StoreAccessError(StoreError):
    """Wrong name or password, or no right to do this."""


class StoreVersionError(StoreError):
    """The store was written by a newer version of the program."""


class StoreCorruptError(StoreError):
    """The file is damaged or is not a store."""


def _rebuild(kind: type[StakegraphError], message: str, state: dict[str, Any]) -> StakegraphError:
    error = kind(message)
    error.__dict__.update(state)
    return error
