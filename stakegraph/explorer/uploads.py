"""Lists on their way into the store: kept in a temporary folder until they are loaded or dropped."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import InputError, NotFoundError
from stakegraph.apart import load_apart
from stakegraph.drafts import draft_folder, sweep
from stakegraph.explorer.jobs import COMPARING
from stakegraph.explorer.mapping import UNREAD, correct, sheets_of
from stakegraph.words.tables import TABLES

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

    from loaders import LoadReport, Profile
    from loaders.load import Progress
    from stakegraph.explorer.desk import Desk
    from stakegraph.explorer.jobs import Job
    from stakegraph.explorer.mapping import Sheet

__all__ = ["Upload", "Uploads"]

KEPT = 20
LONGEST = 120
CHUNK = 1 << 20


@dataclass
class Upload:
    """Files that somebody wants to load.

    Attributes
    ----------
    id
        For its address.
    folder
        Goes away with it.
    paths
        The files under their own names.
    table
        What they hold; None: found out from their headers.
    profile
        What a person said about the columns of such lists.
    report
        Of the trial run; None while it is going on.
    """

    id: str
    folder: tempfile.TemporaryDirectory[str]
    paths: list[Path] = field(default_factory=list)
    table: str | None = None
    profile: Profile | None = None
    report: LoadReport | None = None

    def keep(self, name: str, stream: BinaryIO) -> None:
        """Keep one file.

        Parameters
        ----------
        name
            As the browser gave it; only its last part is used.
        stream
            Its content.
        """
        last = name.replace("\\", "/").rsplit("/", 1)[-1]
        plain = "".join(char for char in last if char.isprintable())[-LONGEST:].lstrip(".").strip() or "Liste"
        place = Path(self.folder.name) / f"{len(self.paths) + 1:02d}"
        place.mkdir()
        path = place / plain
        with path.open("wb") as file:
            while chunk := stream.read(CHUNK):
                file.write(chunk)
        self.paths.append(path)

    def try_out(self, desk: Desk, job: Job) -> None:
        """Find out what loading it would do; nothing is kept.

        Parameters
        ----------
        desk
            The store.
        job
            The work this is part of.
        """
        self.report = load_apart(
            desk.store, self.paths, table=self.table, profile=self.profile, dry_run=True, step=_told(job)
        )

    def sheets(self) -> list[Sheet]:
        """Say how the files are understood.

        Returns
        -------
        list of Sheet
            Empty before the trial run.
        """
        if self.report is None:
            return []
        return sheets_of(self.paths, table=self.table, profile=self.profile, problems=self.report.problems)

    def correct(self, choices: Mapping[str, str], *, table: str | None) -> None:
        """Write what a person chose for the columns into the files.

        Parameters
        ----------
        choices
            Field by column, as `mapping.correct` takes them.
        table
            What the files hold; None: to be found out.
        """
        for sheet in self.sheets() if self.profile else ():  # what it said is written into the files as well
            said = {column.key: column.field or UNREAD for column in sheet.columns}
            choices = {**said, **{key: choice for key, choice in choices.items() if choice}}
        self.table, self.profile = table if table in TABLES else None, None
        self.paths = [correct(path, k, table=self.table, choices=choices) for k, path in enumerate(self.paths)]
        self.report = None

    def load(self, desk: Desk, job: Job) -> dict[str, Any]:
        """Load it, whole or not at all.

        Parameters
        ----------
        desk
            The store.
        job
            The work this is part of; it leads on to the open questions, or to the journal.

        Returns
        -------
        dict
            Id of the load and its counts.

        Raises
        ------
        InputError
            Something must be corrected first; nothing was kept.
        """
        report = load_apart(desk.store, self.paths, table=self.table, profile=self.profile, step=_told(job))
        desk.forget()
        if not report.ok:
            raise InputError(report.problems[0].message())
        job.where = "/pruefen?getan=geladen" if report.review else "/verlauf?getan=geladen"
        return {"load": report.load, "counts": report.counts.as_dict()}


def _told(job: Job) -> Progress:
    """Say which file is read, and when all are read that they are now held against what is known."""

    def step(what: str, done: int, total: int) -> None:
        if total and done >= total:
            what, done, total = COMPARING, 0, 0
        job.step(what, done, total)

    return step


class Uploads:
    """All lists on their way, the newest kept."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        sweep()

    def begin(
        self, files: Iterable[tuple[str, BinaryIO]], *, table: str | None, profile: Profile | None = None
    ) -> Upload:
        """Keep files until they are loaded or dropped.

        Parameters
        ----------
        files
            Name and content of each.
        table
            What they hold; None: to be found out.
        profile
            What a person said about the columns of such lists.

        Returns
        -------
        Upload
        """
        folder = draft_folder()
        upload = Upload(secrets.token_hex(8), folder, table=table if table in TABLES else None, profile=profile)
        for name, stream in files:
            upload.keep(name, stream)
        self._uploads[upload.id] = upload
        for old in list(self._uploads)[:-KEPT]:
            self.drop(old)
        return upload

    def get(self, id_: str) -> Upload:
        """Find files.

        Parameters
        ----------
        id_
            Of the upload.

        Returns
        -------
        Upload

        Raises
        ------
        NotFoundError
            They were loaded or dropped.
        """
        if id_ not in self._uploads:
            msg = "Diese Dateien sind nicht mehr da. Bitte noch einmal hochladen."
            raise NotFoundError(msg)
        return self._uploads[id_]

    def drop(self, id_: str) -> None:
        """Throw files away.

        Parameters
        ----------
        id_
            Of the upload.
        """
        self.get(id_).folder.cleanup()
        del self._uploads[id_]

    def clear(self) -> None:
        """Throw all files away."""
        for id_ in list(self._uploads):
            self.drop(id_)
