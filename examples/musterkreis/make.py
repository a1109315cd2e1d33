"""Writes the invented district: its lists, in the shapes and with the slips of real ones.

Run ``python examples/musterkreis/make.py``, or with a folder as argument to write them there. Everything is made up
from a seed; no organisation, person or place is real. Who attends depends on town, theme, habit and chance, not on the
scores of this program. The truth (which spelling means which organisation) goes to
``tests/loaders/musterkreis_truth.csv``, or into the given folder.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import district
import lists
import sign_in
from files import write_csv

HERE = Path(__file__).resolve().parent
SEED = 20260401


def main() -> None:
    folder = Path(sys.argv[1]) if sys.argv[1:] else HERE
    truth = folder if sys.argv[1:] else HERE.parents[1] / "tests" / "loaders"
    rng = random.Random(SEED)
    orgs = district.organisations(rng)
    found = district.meetings(orgs, rng)
    lists.write_towns(folder, rng)
    lists.write_organisations(folder, orgs, rng)
    lists.write_contacts(folder, orgs, rng)
    lists.write_ties(folder, orgs, rng)
    sign_in.write_meetings(folder, found)
    sign_in.write_crosses(folder, found[:12], rng)
    sign_in.write_sheets(folder, found[12:24], rng)
    sign_in.write_long(folder, found[24:], rng)
    lists.write_calendar(folder, found)
    lists.write_advisers(folder, rng)
    lists.write_paper(folder, orgs, rng)
    spelled = sorted([spelling, org.name, org.town] for org in orgs for spelling in org.spellings)
    rows = [["spelling", "organisation", "town"], *spelled]
    write_csv(truth / "musterkreis_truth.csv", rows, delimiter=",", end="\n")
    print(f"{len(orgs)} organisations, {len(found)} meetings, {sum(len(meeting.guests) for meeting in found)} marks")


if __name__ == "__main__":
    main()
