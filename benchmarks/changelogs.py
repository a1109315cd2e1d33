"""A real record to look back on: who uploaded which Debian package when, from the changelogs of packages.

``python -m benchmarks.changelogs --choose 4000`` names small packages, ``apt-get download`` fetches them, and
``python -m benchmarks.changelogs FOLDER`` asks, as between offices and organisations, which package each uploader will
take up next, beside the recipe computed a second time from plain matrices. Nothing about people is kept but numbers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import io
import random
import re
import subprocess
import tarfile
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import analysis
from benchmarks.suggestions import figures, recipe_by_hand
from graphmodel import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["chosen_packages", "main", "upload_record", "uploads"]

LARGEST = 60_000
WORDS = 14
ENTRY = re.compile(r"(?m)^(?=\S+ \(.*\) .*;)")
SIGNED = re.compile(r"(?m)^ -- (.*?) <.*?>  (.*)$")
HELPED = re.compile(r"(?m)^  \[ (.*?) \]")


class Upload(NamedTuple):
    """One entry of a changelog: who signed it, who else is named, the package, the day and the first words."""

    who: str
    others: tuple[str, ...]
    package: str
    day: dt.date
    words: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Print names of packages to fetch, or figures of those in a folder."""
    parser = argparse.ArgumentParser(description="Would suggestions have come true for uploads of packages?")
    parser.add_argument("folder", nargs="?", type=Path, help="Folder of .deb files.")
    parser.add_argument("--choose", type=int, help="Print so many names of small packages instead.")
    parser.add_argument("--start", type=dt.date.fromisoformat, default=dt.date(2019, 1, 1))
    parser.add_argument("--end", type=dt.date.fromisoformat, default=dt.date(2022, 12, 31))
    parser.add_argument("--horizon", type=int, default=240, help="Days that are waited.")
    options = parser.parse_args(arguments)
    if options.choose:
        print("\n".join(chosen_packages(options.choose)))
        return 0
    if options.folder is None:
        parser.error("name a folder of .deb files, or --choose N")
    record = upload_record([entry for entry in uploads(options.folder) if options.start <= entry.day <= options.end])
    print(figures(record, task="new_tie", horizon_days=options.horizon))
    for cut in analysis.back_test(record, horizon_days=options.horizon).cold_start["cut"]:
        precision = recipe_by_hand(record, dt.date.fromisoformat(cut).toordinal(), options.horizon)
        print(f"recipe by hand, cut {cut}: average precision {precision:.4f}")
    print(figures(record, task="repeat_tie", horizon_days=options.horizon))
    return 0


def chosen_packages(n: int, *, seed: int = 0) -> list[str]:
    """Draw packages below 60 kB among those on offer, the smallest of each source."""
    smallest: dict[str, tuple[int, str]] = {}
    on_offer = subprocess.run(["apt-cache", "dumpavail"], check=True, capture_output=True, text=True).stdout
    for paragraph in on_offer.split("\n\n"):
        values = dict(re.findall(r"(?m)^(Package|Source|Size): (\S+)", paragraph))
        if "Package" in values and int(values.get("Size", LARGEST)) < LARGEST:
            found = int(values["Size"]), values["Package"]
            source = values.get("Source", values["Package"])
            smallest[source] = min(found, smallest.get(source, found))
    names = sorted(name for _, name in smallest.values())
    return random.Random(seed).sample(names, min(n, len(names)))


def uploads(folder: Path) -> Iterator[Upload]:
    """Read the changelogs of all packages of a folder."""
    for file in sorted(folder.glob("*.deb")):
        package = file.name.split("_")[0]
        for entry in ENTRY.split(_changelog(file)):
            signed = SIGNED.search(entry)
            if signed is None:
                continue
            try:
                day = parsedate_to_datetime(signed[2]).date()
            except ValueError:
                continue
            words = re.findall(r"[A-Za-z][a-z]{3,}", " ".join(re.findall(r"(?m)^  +[*-] (.*)$", entry)))
            yield Upload(signed[1].strip(), tuple(HELPED.findall(entry)), package, day, " ".join(words[:WORDS]))


def _changelog(file: Path) -> str:
    content = subprocess.run(["dpkg-deb", "--fsys-tarfile", file], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for name in ("changelog.Debian.gz", "changelog.gz"):
            for member in archive:
                if member.isfile() and re.search(rf"usr/share/doc/[^/]+/{name}$", member.name):
                    opened = archive.extractfile(member)
                    return gzip.decompress(opened.read()).decode("utf-8", "replace") if opened else ""
    return ""


def upload_record(entries: Sequence[Upload]) -> Snapshot:
    """Uploaders as offices and packages as organisations; who is named in an entry took part in it."""
    people = {name: f"o{k:05d}" for k, name in enumerate(sorted({entry.who for entry in entries}))}
    packages = {name: f"p{k:05d}" for k, name in enumerate(sorted({entry.package for entry in entries}))}
    meetings, came = [], []
    for k, entry in enumerate(sorted(entries)):
        meeting = f"m{k:06d}"
        meetings.append({"id": meeting, "name": entry.words, "date_start": entry.day.isoformat()})
        who = {people[name] for name in (entry.who, *entry.others) if name in people} | {packages[entry.package]}
        came += [{"source": one, "target": meeting} for one in sorted(who)]
    actors = [{"id": name, "kind": "office"} for name in people.values()]
    actors += [{"id": name, "kind": "ngo"} for name in packages.values()]
    return Snapshot.from_rows({"Actor": actors, "Meeting": meetings}, {"ATTENDED": came})


if __name__ == "__main__":
    raise SystemExit(main())
