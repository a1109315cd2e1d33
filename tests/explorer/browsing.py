"""What tests in the browser share: checks of a page that a person with a keyboard or a screen reader would make."""

# ruff: noqa: E501 - the checks are a script of the page, one rule a line

from __future__ import annotations

from importlib.resources import files
from typing import Any

__all__ = ["axe_script", "faults_of", "run_axe", "settled"]

# Names of controls, labels, order of headings, landmarks, contrast of text, tables, languages: computed in the page.
OWN_CHECKS = r"""
() => {
  const faults = [], seen = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !e.closest("[aria-hidden=true]");
  const say = (what, e) => faults.push(`${what}: ${e.outerHTML.slice(0, 120)}`);
  const byId = (ids) => (ids || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ").trim();
  const name = (e) => (e.getAttribute("aria-label") || byId(e.getAttribute("aria-labelledby")) || (e.labels && [...e.labels].map((l) => l.textContent).join(" ")) || e.textContent || e.title || e.querySelector("title")?.textContent || "").trim();
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, [role=button], canvas, summary, [tabindex='0']")) if (seen(e) && !name(e)) say("no name", e);
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) if (seen(e) && !e.labels?.length && !e.getAttribute("aria-label")) say("no label", e);
  for (const e of document.querySelectorAll("img, svg[role=img]")) if (seen(e) && !(e.alt || name(e))) say("no alternative", e);
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) { if (!seen(e)) continue; const mine = Number(e.tagName[1]); if (mine > level + 1) say("heading leaps", e); level = mine; }
  if ([...document.querySelectorAll("h1")].filter(seen).length !== 1) faults.push("not one h1");
  for (const tag of ["main", "header", "nav"]) if (!document.querySelector(tag)) faults.push(`no ${tag}`);
  if (!document.documentElement.lang) faults.push("no language");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  for (const e of document.querySelectorAll("table")) if (seen(e) && (!e.caption || [...e.querySelectorAll("th")].some((th) => !th.scope || !th.textContent.trim()))) say("table without caption or scope", e);
  for (const e of document.querySelectorAll("[aria-controls], [aria-describedby], [for]")) for (const at of ["aria-controls", "aria-describedby", "for"]) for (const id of (e.getAttribute(at) || "").split(/\s+/)) if (id && !document.getElementById(id)) say(`${at} leads nowhere`, e);
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) say("order of focus is forced", e);
  const rgb = (text) => { const m = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return m.length > 3 ? m : [...m, 1]; };
  const light = ([r, g, b]) => { const f = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !seen(e) || e.closest("svg, canvas, option, .sr, .skip, noscript, script, style, [disabled]")) continue;
    const style = getComputedStyle(e), a = light(rgb(style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, e);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`${wide} pixels wider than the window`);
  for (const e of document.querySelectorAll("button, .btn, th, .chip, .rail a, h1, h2, h3")) if (seen(e) && !e.closest(".rail, .sr") && e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflow !== "visible") say("text is cut off", e);
  return faults;
}
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def settled(page: Any, url: str) -> None:
    """Open a page and wait until its picture, when it has one, is drawn."""
    page.goto(url)
    if page.query_selector("#net"):
        page.wait_for_selector("#net[data-drawn]")


def faults_of(page: Any) -> list[str]:
    """Faults that our own checks find."""
    return page.evaluate(OWN_CHECKS)


def axe_script() -> str:
    """The script of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def run_axe(page: Any, script: str) -> list[str]:
    """Violations that axe-core finds, WCAG 2.1 A and AA."""
    session = page.context.new_cdp_session(page.page)
    session.send("Runtime.evaluate", {"expression": script})
    session.detach()
    return page.evaluate(
        """async (tags) => (await axe.run(document, { runOnly: tags })).violations
           .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ").slice(0, 200)}`)""",
        TAGS,
    )
