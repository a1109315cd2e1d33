"""Every page with other eyes: names, labels, headings, contrast, sizes, and axe-core."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from tests.explorer.browsing import axe_script, faults_of, run_axe, settled

SIZES = {"desktop": (1366, 768), "phone": (390, 844), "zoomed": (683, 384)}
MODES = {
    "de": [("desktop", "light"), ("phone", "dark"), ("zoomed", "light")],
    "en": [("desktop", "dark"), ("phone", "light")],
}
PICTURES = os.environ.get("STAKEGRAPH_SCREENSHOTS")
THOROUGH = os.environ.get("STAKEGRAPH_THOROUGH", "") not in ("", "0")
"""Whether axe-core looks at every size in light and dark, and not at one for each language."""


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(MODES))
def test_every_page_can_be_used_by_everybody(page, district_url, every_page, lang) -> None:
    """Own checks of names, labels, headings, landmarks, tables and contrast, and axe-core."""
    script = axe_script()
    found: dict[str, list[str]] = {}
    modes = list(product(SIZES, ("light", "dark"))) if THOROUGH else MODES[lang]
    page.goto(f"{district_url}/?lang={lang}")
    for name, path in {**every_page, "gemerktes": "/ansichten", "bausteine": "/hilfe/bausteine"}.items():
        for k, (size, scheme) in enumerate(modes):
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            if not k:
                settled(page, district_url + path)
            page.wait_for_timeout(30)
            faults = faults_of(page) + (run_axe(page, script) if THOROUGH or not k else [])
            found |= {f"{name} {size} {scheme} {lang}": faults} if faults else {}
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"{name}_{size}_{scheme}_{lang}.png"), full_page=True)
    assert found == {}
    assert (page.outside, page.complaints) == ([], [])


def test_axe_core_finds_a_fault_that_is_there(page, district_url) -> None:
    script = axe_script()
    settled(page, f"{district_url}/hilfe")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    assert any(violation.startswith("label:") for violation in run_axe(page, script))


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ("<input>", "no label"),
        ("<button></button>", "no name"),
        ("<h5>x</h5>", "heading leaps"),
        ("<table><tr><th>x</th></tr></table>", "table without"),
        ("<p id='main'></p>", "id twice"),
        ("<p class='pale'>x</p>", "contrast"),
        ("<p tabindex='3'>x</p>", "order of focus"),
    ],
)
def test_our_own_checks_find_faults_that_are_there(page, district_url, spoiled, fault) -> None:
    settled(page, f"{district_url}/datenschutz")
    assert faults_of(page) == []
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", spoiled)
    page.evaluate("document.querySelector('.pale')?.style.setProperty('color', '#ccc')")
    assert any(found.startswith(fault) for found in faults_of(page))


# ---------------------------------------------------------------- keyboard
def reached(page, limit: int = 400) -> list[str]:
    """Everything that Tab reaches, in order, until it leaves the page or begins again."""
    found: list[str] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        mark = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return "";
            window.walked ??= new Map(); if (!walked.has(e)) walked.set(e, walked.size);
            return String(walked.get(e)); }"""
        )
        if not mark or mark in found:
            return found
        found.append(mark)
    raise AssertionError(limit)


@pytest.mark.parametrize("path", ["/listen", "/pruefen", "/bruecken?anzahl=2", "/hilfe"])
def test_tab_reaches_every_control(page, district_url, path) -> None:
    settled(page, district_url + path)
    controls = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
        .filter((e) => e.checkVisibility() && !e.disabled).length"""
    )
    assert len(reached(page)) >= controls


def test_the_focus_can_be_seen(page, district_url) -> None:
    settled(page, f"{district_url}/listen")
    for _ in range(30):
        page.keyboard.press("Tab")
        width = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body ? 9 : s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth); }"""
        )
        assert width >= 2, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_first_tab_leads_past_the_menu(page, district_url) -> None:
    settled(page, f"{district_url}/akteure")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_reduced_motion_is_respected(page, district_url) -> None:
    settled(page, f"{district_url}/netz")
    assert page.evaluate("document.getAnimations().length") == 0
