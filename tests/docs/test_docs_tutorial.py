"""The German tutorial, word for word: every click in a real browser, every command at the command line."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from playwright.sync_api import TimeoutError, expect  # noqa: A004 - of the page, not of the system

from stakegraph.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "de" / "erste-schritte.md"
TOKEN = re.compile(r"\*\*„(?P<control>[^“]+)“\*\*|\*\*(?P<value>[^*]+)\*\*|\*(?P<seen>[^*]+)\*|`(?P<file>[^`]+)`")
SLOW = 60_000


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def steps() -> list[str]:
    """The numbered lines."""
    return re.findall(r"^\d\. (.*)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)


class Newcomer:
    """Does what a step says and nothing else: only words of the page lead through the program."""

    def __init__(self, page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.downloads: list = []
        page.on("download", lambda one: self.downloads.append(one))  # noqa: PLW0108 - playwright marks what it is given

    def follow(self, step: str) -> None:
        found = list(TOKEN.finditer(step))
        at = 0
        while at < len(found):
            token, rest = found[at], found[at + 1 :]
            at += 1
            name = token["control"]
            if token["seen"]:
                self.see(token["seen"])
            elif token["file"]:
                self.receive(token["file"])
            elif name and rest and rest[0]["value"]:
                self.fill(name, rest[0]["value"])
                at += 1
            elif name and rest and (rest[0]["file"] or "").startswith("examples/"):
                given = [one["file"] for one in rest]
                self.give(name, given)
                at += len(given)
            else:
                assert name, f"{token.group()} belongs to no control: {step}"
                left = step[: token.start()].rstrip().endswith("links auf")
                self.press(self.page.get_by_role("navigation", name="Ansichten") if left else self.main, name)

    @property
    def main(self):
        return self.page.locator("main")

    def see(self, words: str) -> None:
        expect(self.main).to_contain_text(words, use_inner_text=True, timeout=SLOW)

    def press(self, where, name: str) -> None:
        exact = re.compile(
            rf"^{re.escape(name)}( \d+| ?: .+)?$"
        )  # a number that waits; for whom, said to screen readers
        one = where.get_by_role("link", name=exact).or_(where.get_by_role("button", name=exact)).first
        self.page.locator("[data-job]").wait_for(state="detached", timeout=SLOW)  # the page goes on by itself
        one.wait_for(timeout=SLOW)
        with self.page.expect_navigation(timeout=SLOW):
            one.click()

    def fill(self, label: str, value: str) -> None:
        field = self.main.get_by_label(re.compile(rf"^{re.escape(label)}\b"))  # what can be chosen is in the label too
        if field.evaluate("e => e.tagName") == "SELECT":
            with self.page.expect_navigation(timeout=SLOW):
                field.select_option(label=value)
        else:
            field.fill(value)

    def give(self, label: str, files: list[str]) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.main.get_by_label(label).click()
        with self.page.expect_navigation(timeout=SLOW):
            chooser.value.set_files([self.folder / name for name in files])

    def receive(self, name: str) -> None:
        for _ in range(SLOW // 100):
            if self.downloads:
                break
            self.page.wait_for_timeout(100)
        assert [one.suggested_filename for one in self.downloads] == [name]
        self.downloads[0].save_as(self.folder / name)


@contextmanager
def started(command: str, folder: Path):
    """Run the command of the page; gives the address that it opens in the person's browser."""
    opened, browser = folder / "opened", folder / "a browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{opened}.part" && mv "{opened}.part" "{opened}"\n')
    browser.chmod(0o755)
    surroundings = {**os.environ, "BROWSER": f"'{browser}' %s", "PYTHONPATH": str(ROOT)}
    words = [Path(sys.executable).with_name("stakegraph"), *shlex.split(command.removeprefix("uv run stakegraph"))]
    running = subprocess.Popen(words, cwd=folder, env=surroundings, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if opened.exists():
                break
            assert running.poll() is None
            time.sleep(0.1)
        yield opened.read_text()
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0


@pytest.fixture
def clone(tmp_path):
    """A folder with what the tutorial finds beside it."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


@pytest.mark.slow  # one whole journey: start, two loads, answers, a dossier
def test_tutorial_leads_through_the_pages_from_an_empty_store_to_the_dossier(clone, page) -> None:
    explore, *_ = commands()
    followed = steps()
    assert explore.endswith(" explore")
    assert len(followed) > 15
    with started(explore, clone) as address:
        newcomer = Newcomer(page, clone)
        page.goto(address)
        for step in followed:
            try:
                newcomer.follow(step)
            except Exception as exc:
                exc.add_note(f"At the step: {step}\nThe page says: {page.inner_text('main')[:2000]}")
                raise
    text = "\n".join(one.text for one in docx.Document(str(clone / "Dossier Lindenrode.docx")).paragraphs)
    assert "Lindenrode" in text
    assert (page.outside, page.complaints) == ([], [])


@pytest.mark.parametrize("wrong", ["Klicken Sie links auf **„Liste laden“**.", "Da steht *Alle Listen geladen*."])
def test_a_word_that_is_not_on_the_page_is_noticed(page, tmp_path, monkeypatch, wrong) -> None:
    monkeypatch.setitem(globals(), "SLOW", 300)
    page.set_content("<nav aria-label='Ansichten'><a href='/'>Listen laden</a></nav><main>Alle Listen</main>")
    with pytest.raises((AssertionError, TimeoutError), match="Liste"):
        Newcomer(page, tmp_path).follow(wrong)


def test_tutorial_leads_to_the_same_by_commands(clone, monkeypatch, capsys) -> None:
    monkeypatch.chdir(clone)
    _, *lines = commands()
    assert len(lines) > 15
    said = {}
    for line in lines:
        words = shlex.split(line.removeprefix("uv run stakegraph"))
        with pytest.raises(SystemExit) as left:
            main(words)
        said[line] = capsys.readouterr()
        assert not left.value.code, f"{line}\n{said[line].err}"
    told = {line.split("befehle.stakegraph ")[1]: captured.out for line, captured in said.items()}
    assert "11 neu" in told["load examples/musterkreis/kommunen.csv"]
    assert re.match(r"[2-9] Antworten gemerkt", told["review reject r4d1d2c2187 --like"])  # of the same pattern
    assert "Verbund der Migrantenorganisationen" in told["bridges --top 5"]
    assert (clone / "lindenrode.docx").stat().st_size > 10_000
