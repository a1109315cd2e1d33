"""Builds the bundled extract of the German municipality register from the files of Destatis.

Run it by hand when a new register is published::

    python -m loaders.reference.build GV100AD_31082025.txt --coordinates AuszugGV4Q_2020.csv

The register is the fixed-width file GV100AD of the Gemeindeverzeichnis; the coordinates come from the quarterly
extract, saved as CSV. Both are published by the Statistisches Bundesamt (Destatis), which allows reproduction and
distribution with the credit "© Statistisches Bundesamt (Destatis)". Only facts that the intake needs are kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
from pathlib import Path

__all__ = ["build_register", "main"]

COLUMNS = ("ags", "name", "kind", "district", "postcode", "population", "lat", "lon")
HERE = Path(__file__).resolve().parent
KINDS_60 = {
    "60": "markt",
    "61": "kreisfreie_stadt",
    "62": "stadtkreis",
    "63": "stadt",
    "64": "gemeinde",
    "65": "gemeindefreies_gebiet",
    "66": "gemeindefreies_gebiet",
    "67": "grosse_kreisstadt",
}
KINDS_40 = {
    "41": "kreisfreie_stadt",
    "42": "stadtkreis",
    "43": "kreis",
    "44": "landkreis",
    "45": "regionalverband",
}


def build_register(register: Path, coordinates: Path | None, target: Path) -> int:
    """Write the extract and say how many rows it has.

    Parameters
    ----------
    register
        GV100AD text file, UTF-8.
    coordinates
        CSV with ``land``, ``rb``, ``kreis``, ``gemeinde``, ``laengengrad``, ``breitengrad``; None leaves them empty.
    target
        Gzipped CSV to write; the same input gives the same bytes.

    Returns
    -------
    int
        Number of rows.
    """
    places = _coordinates(coordinates) if coordinates else {}
    districts: dict[str, str] = {}
    rows: list[tuple[str, ...]] = []
    for line in register.read_text(encoding="utf-8-sig").splitlines():
        kind, name = line[:2], line[22:72].strip()
        if kind == "10":
            rows.append((line[10:12], name, "bundesland", "", "", "", "", ""))
        elif kind == "40":
            key, what = line[10:15], KINDS_40.get(line[122:124].strip(), "kreis")
            districts[key] = name
            if what not in {"kreisfreie_stadt", "stadtkreis"}:
                rows.append((key, _district_name(name, what), what, "", "", "", "", ""))
        elif kind == "60":
            ags = line[10:18]
            lat, lon = places.get(ags, ("", ""))
            what = KINDS_60.get(line[122:124].strip(), "gemeinde")
            population = line[139:150].strip().lstrip("0")
            rows.append((ags, name, what, districts.get(ags[:5], ""), line[165:170].strip(), population, lat, lon))
    rows.sort()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    with target.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(text.getvalue().encode())
    return len(rows)


def _district_name(name: str, what: str) -> str:
    """Put the word for the kind in front where the register leaves it out: "Düren" is "Kreis Düren"."""
    if re.search(r"kreis|region|verband|hannover", name.casefold()):
        return name
    return f"{'Landkreis' if what == 'landkreis' else 'Kreis'} {name}"


def _coordinates(path: Path) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            lat, lon = row["breitengrad"].strip(), row["laengengrad"].strip()
            if row["satzart"] == "60" and lat and lon:
                key = row["land"] + row["rb"] + row["kreis"] + row["gemeinde"]
                found[key] = (_short(lat), _short(lon))
    return found


def _short(degrees: str) -> str:
    return f"{float(degrees.replace(',', '.')):.5f}"


def main() -> None:
    """Read the names of the files from the command line and write the extract."""
    parser = argparse.ArgumentParser(description=build_register.__doc__)
    parser.add_argument("register", type=Path)
    parser.add_argument("--coordinates", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "municipalities_de.csv.gz")
    options = parser.parse_args()
    n_rows = build_register(options.register, options.coordinates, options.output)
    parser.exit(0, f"{n_rows} rows -> {options.output}\n")


if __name__ == "__main__":
    main()
