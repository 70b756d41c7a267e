"""What is asked of every page: that it is whole, that everybody can use it, and that it is ours alone."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser import accessibility_problems, sideways_scroll
from tests.markup import errors

WIDTHS = (1280, 390)
EVERY_RULE: dict = {}
# The newsroom stands on Django's own tables and search fields: they keep the standard, not every good habit.
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Which colours meet which is all that a dark screen changes.
ABOUT_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*type=\"application/ld\+json\")", re.IGNORECASE)
ASSETS = """() => [
  ...[...document.querySelectorAll("img, source, script, iframe, video, audio")].flatMap((e) =>
    [e.src, ...(e.srcset || "").split(",").map((part) => part.trim().split(" ")[0])]),
  ...[...document.querySelectorAll("link:not([rel=canonical])")].map((e) => e.href),
  ...[...document.querySelectorAll("form")].map((e) => e.action),
].filter(Boolean).map((address) => new URL(address, location.href).href)"""
UNMEASURED = """() => [...document.images]
  .filter((img) => !(img.getAttribute("width") > 0 && img.getAttribute("height") > 0)).map((img) => img.outerHTML)"""
# A transition that is overtaken by another never finishes, so nobody waits for one longer than it could last.
SETTLED = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  new Promise((resolve) => setTimeout(resolve, 2000)),
]).then(() => true)"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((h) => Number(h.tagName[1]))"


def faults_of_markup(html: str) -> list[str]:
    """What no page for readers may hold, and what is not HTML."""
    found = [f"not HTML: {error}" for error in errors(html)]
    return found + [f"inline: {match}" for match in INLINE.findall(html) + SCRIPT.findall(html)]


def pictures_without_measures(page: Page) -> list[str]:
    return page.evaluate(UNMEASURED)


def faults_of_build(page: Page, home: str) -> list[str]:
    """Headings out of order, and anything from another host."""
    levels = page.evaluate(HEADINGS)
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of the first level"]
    found += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    hosts = {urlsplit(address)[:2] for address in page.evaluate(ASSETS)} - {urlsplit(home)[:2], ("data", "")}
    return found + [f"from another host: {'://'.join(host)}" for host in sorted(hosts)]


def faults_of_looks(page: Page, rules: dict = EVERY_RULE) -> list[str]:
    """Sideways scroll and whatever axe objects to, on a wide screen and a phone, by day and by night."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, asked in (("light", rules), ("dark", ABOUT_COLOUR)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(SETTLED)
            found += [f"{width} {scheme}: {problem}" for problem in accessibility_problems(page, **asked)]
        if wider := sideways_scroll(page):
            found.append(f"{width}: {wider} pixels too wide")
    return found
