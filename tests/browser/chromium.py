"""A real Chromium that goes nowhere on its own, and a page that remembers what it asked for."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

__all__ = ["NoBrowserError", "WatchedPage", "launch"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)
AT_HOME = ("file", "data", "blob", "about", "chrome")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NoBrowserError(Exception):
    """This machine has no Chromium."""


class WatchedPage:
    """A Playwright page that keeps every request and every complaint; everything else is the page's own.

    Attributes
    ----------
    requests
        Addresses asked for, in order.
    complaints
        Console errors (which is where a browser reports what a content security policy refused), uncaught
        exceptions and failed requests. A request the browser itself gave up (the page was left, the answer became
        a download) is none.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    @property
    def outside(self) -> list[str]:
        """Addresses asked for that are neither in the file nor on this machine."""
        return [url for url in self.requests if not _at_home(url)]

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")


@contextmanager
def launch() -> Iterator[Browser]:
    """Start a headless Chromium of this machine and end it afterwards."""
    command = _command()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as exc:
        msg = "the package playwright is not installed"
        raise NoBrowserError(msg) from exc
    flags = [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, headless=True, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def _command() -> str:
    given = os.environ.get("STAKEGRAPH_TEST_BROWSER")
    if given:
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    msg = "no STAKEGRAPH_TEST_BROWSER and no chromium on the PATH"
    raise NoBrowserError(msg)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _at_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in AT_HOME or parts.hostname in LOOPBACK
