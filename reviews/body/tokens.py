"""HTML from anywhere as a stream of text, openings and closings, in one pass.

Not a validating parser and not a defence: whatever is read here is written anew from our own blocks. It
exists because the tree building of HTML5 can grow quadratically (57 KB of badly nested <b> make 60 MB), and
a body may be pasted by anyone. Each character is looked at a bounded number of times.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

WANTED_ATTRIBUTES = frozenset(
    {
        "class", "style", "href", "src", "start", "data-image", "data-gallery", "data-embed", "data-film",
        "data-person", "data-note",
    }
)  # fmt: skip
# What stands inside these is never a sentence of the piece. <del> is what Word's tracked changes leave.
SKIPPED = frozenset(
    {
        "audio", "canvas", "datalist", "del", "frameset", "head", "iframe", "map", "math", "noembed",
        "noframes", "noscript", "object", "picture", "script", "select", "style", "svg", "template",
        "textarea", "title", "video", "xml", "xmp",
    }
)  # fmt: skip

NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
BETWEEN_ATTRIBUTES = re.compile(r"[\s/]*+")
ATTRIBUTE_NAME = re.compile(r"=?[^\s/>=]*+")
EQUALS = re.compile(r"\s*+=\s*+")
UNQUOTED = re.compile(r"[^\s>]*+")
# html.unescape() passes such a number to int(), which refuses more than 4,300 digits with an error.
ENDLESS_NUMBER = re.compile(r"&#(?:\d{8,}+|[xX][0-9a-fA-F]{7,}+);?")


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closing:
    name: str


type Token = Text | Opening | Closing


def tokens(source: str) -> Iterator[Token]:
    """What is never finished (a tag, a comment) counts as text, so that a slip of the pen loses no words."""
    finder = Finder(source)
    written = at = 0
    while (bracket := source.find("<", at)) >= 0:
        at = bracket + 1
        closing = source.startswith("/", at)
        name = NAME.match(source, at + closing)
        if not name and not source.startswith(("!", "?"), at):
            continue  # a "<" that is only a sign
        if written < bracket:
            yield Text(unescape(source[written:bracket]))
        written = at = bracket
        if name:
            tag = read_attributes(source, name.end(), finder)
            if tag is None:
                break  # nothing after this can be told apart from it
            attributes, at = tag
            if closing:
                yield Closing(name[0].lower())
            else:
                opening = Opening(name[0].lower(), attributes)
                yield opening
                if opening.name in SKIPPED:
                    at = finder.after_closing(opening.name, at)
        elif source.startswith("!--", at + 1):
            at = finder.after("-->", at + 2, otherwise=at + 4)
        else:
            at = finder.after(">", at, otherwise=at + 2)
        written = at
    if written < len(source):
        yield Text(unescape(source[written:]))


def read_attributes(source: str, at: int, finder: "Finder") -> tuple[dict[str, str], int] | None:
    """(the attributes we may want, where the tag ends), or None when it does not end."""
    attributes: dict[str, str] = {}
    while True:
        at += len(stretch(BETWEEN_ATTRIBUTES, source, at))
        if at >= len(source):
            return None
        if source[at] == ">":
            return attributes, at + 1
        name = stretch(ATTRIBUTE_NAME, source, at)
        at += len(name)
        value = ""
        if equals := EQUALS.match(source, at):
            at = equals.end()
            quote = source[at : at + 1]
            if quote in ('"', "'"):
                end = finder.find(quote, at + 1)
                if end < 0:
                    return None
                value, at = source[at + 1 : end], end + 1
            else:
                value = stretch(UNQUOTED, source, at)
                at += len(value)
        key = name.lower()
        if key in WANTED_ATTRIBUTES and key not in attributes:
            attributes[key] = unescape(value)


def stretch(pattern: re.Pattern[str], source: str, at: int) -> str:
    found = pattern.match(source, at)
    return found[0] if found else ""


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    return html.unescape(ENDLESS_NUMBER.sub("\N{REPLACEMENT CHARACTER}", text))


class Finder:
    """str.find() that looks for a thing that is not there only once."""

    def __init__(self, source: str):
        self.source = source
        self.absent: set[str] = set()

    def find(self, needle: str, start: int) -> int:
        if needle in self.absent:
            return -1
        found = self.source.find(needle, start)
        if found < 0:
            self.absent.add(needle)
        return found

    def after(self, needle: str, start: int, *, otherwise: int) -> int:
        found = self.find(needle, start)
        return otherwise if found < 0 else found + len(needle)

    def after_closing(self, name: str, start: int) -> int:
        """Past </name …>, or `start` when it never closes."""
        closing = f"</{name}"
        if closing in self.absent:
            return start
        found = re.compile(rf"</{name}(?=[\s/>])[^>]*+>", re.IGNORECASE).search(self.source, start)
        if found:
            return found.end()
        self.absent.add(closing)
        return start
