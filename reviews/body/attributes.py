"""What the attributes of somebody's HTML mean to us: ids, addresses, and marks set by style."""

import re
from urllib.parse import unquote

from accounts.text import clean_line

from .blocks import Link
from .tidy import INVISIBLE

ITALIC = re.compile(r"(?<![\w-])font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(bold|bolder|normal|lighter|\d{3})", re.IGNORECASE)
# Word puts the drawn bullet of a list into a span of this style.
DRAWN_BULLET = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)

LISTED_SCHEME = re.compile(r"(https?)://(?=[^/?#])|(mailto):(?=[^@]+@)", re.IGNORECASE)
DOCS_REDIRECT = re.compile(r"https?://www\.google\.com/url\?(?:.{0,500}&)?q=([^&]+)")
NUMBER = re.compile(r"[0-9]{1,18}")
LONGEST_ADDRESS = 2000
LONGEST_GALLERY = 100


def number(text: str | None) -> int | None:
    """A library id: a whole number above zero, or None."""
    if text and NUMBER.fullmatch(text.strip()):
        return int(text) or None
    return None


def numbers(text: str | None) -> tuple[int, ...]:
    """Library ids with commas between them, each once; what is none is left out."""
    found = (number(part) for part in (text or "").split(",", LONGEST_GALLERY)[:LONGEST_GALLERY])
    return tuple(dict.fromkeys(pk for pk in found if pk))


def link_address(href: str) -> str | None:
    """An address a reader may be sent to (security.md, requirement 8), or None.

    http, https and mailto, and paths on this site. //host and www. are taken as https.
    """
    address = clean_line(href.translate(INVISIBLE))
    if redirect := DOCS_REDIRECT.match(address):
        behind = unquote(redirect[1])
        if LISTED_SCHEME.match(behind) and behind.isprintable():
            address = clean_line(behind)
    if address.startswith("//") or address.lower().startswith("www."):
        address = "https://" + address.lstrip("/")
    address = address.replace(" ", "%20").replace("\\", "%5C")
    if len(address) > LONGEST_ADDRESS:
        return None
    if scheme := LISTED_SCHEME.match(address):
        return address[: scheme.end()].lower() + address[scheme.end() :]
    if address.startswith("/"):
        return address
    return None


def styled(style: str) -> tuple[frozenset[str], frozenset[str]]:
    """(marks a style attribute adds, marks it takes away)."""
    if not style:
        return frozenset(), frozenset()
    adds, takes = set(), set()
    if found := ITALIC.search(style):
        (takes if found[1].lower() == "normal" else adds).add("em")
    if found := WEIGHT.search(style):
        light = found[1].lower() in ("normal", "lighter") or (found[1].isdigit() and int(found[1]) < 600)
        (takes if light else adds).add("strong")
    return frozenset(adds), frozenset(takes)


def link_of(attributes: dict[str, str]) -> Link | None:
    for kind in ("film", "person"):
        if found := number(attributes.get(f"data-{kind}")):
            return Link(kind, str(found))
    address = link_address(attributes.get("href", ""))
    return Link("address", address) if address else None


def list_start(text: str) -> int:
    """Where an ordered list begins to count: a list of the year's ten best may continue another."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 1
