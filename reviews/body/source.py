"""Reading a body: HTML as an editor, a word processor or another system wrote it, made into our blocks.

Words and links are kept, and what a house style knows (emphasis, titles, headings, lists, quotations and our
own nodes). Everything else about how it looked is dropped.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from accounts.text import clean_line, refuse_unstorable

from . import embeds
from .attributes import DRAWN_BULLET, link_address, link_of, list_start, number, numbers, styled
from .blocks import (
    PLAIN,
    Block,
    Embed,
    Heading,
    Link,
    List,
    Note,
    Paragraph,
    Picture,
    PullQuote,
    Quote,
    Rule,
    Run,
    Sheet,
    Spoiler,
    Style,
)
from .tidy import INVISIBLE, tidy, without_leading_accents
from .tokens import Closing, Opening, Text, tokens

LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
MARK_OF = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "cite", "sup": "sup"}
INLINE = frozenset(MARK_OF) | {"a", "span"}
CONTAINERS = frozenset({"ul", "ol", "li", "blockquote", "aside", "details"})
BOUNDARIES = frozenset(
    {
        "address", "article", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "footer", "form", "header", "html", "legend", "main", "nav", "option", "p", "pre",
        "search", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    }
)  # fmt: skip
# What may stand in what. Pictures, embeds and rules that land elsewhere are moved below; other containers
# are opened up, so their words stay.
MAY_HOLD = {
    "body": {"list", "quote", "pull", "spoiler", "atom", "heading"},
    "spoiler": {"list", "quote", "pull", "atom", "heading"},
    "quote": {"list"},
    "item": {"list"},
    "list": set(),
    "pull": set(),
}
DEEPEST_LIST = 4
DEEPEST_MARK = 24
DEFAULT_SUMMARY = "Spoiler"

SPACES = re.compile(r"[ \t\n\r\f\v]+")
BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n\s*")


def read(source: str) -> tuple[Block, ...]:
    """The blocks of any HTML.

    Raises ValidationError where the text holds what no database can store (see accounts.text).
    """
    refuse_unstorable(source)
    reader = Reader()
    for token in tokens(source):
        match token:
            case Text(text):
                reader.text(text)
            case Opening(name, attributes):
                reader.open(name, attributes)
            case Closing(name):
                reader.close(name)
    return reader.finish()


@dataclass(slots=True)
class Mark:
    """An inline element that is open: what it adds to and takes from the style of the text in it."""

    name: str
    adds: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    link: Link | None = None
    note: str = ""
    silent: bool = False
    in_block: bool = False


@dataclass(slots=True)
class Frame:
    """A container element that is open. Without a `kind` it only waits for its end tag."""

    name: str
    kind: str = ""
    holder: "Frame | None" = None
    ordered: bool = False
    start: int = 1
    depth: int = 0
    summary: str | None = None
    blocks: list = field(default_factory=list)
    below: list = field(default_factory=list)

    @property
    def real(self) -> "Frame":
        return self if self.kind or self.holder is None else self.holder

    def finish(self) -> Block | None:
        blocks = tuple(self.blocks)
        match self.kind:
            case "list" if blocks:
                return List(blocks, self.ordered, self.start)
            case "quote" if blocks:
                return Quote(blocks)
            case "pull" if blocks:
                return PullQuote(blocks)
            case "spoiler" if blocks or self.summary:
                return Spoiler(self.summary or DEFAULT_SUMMARY, blocks)
        return None


class Reader:
    def __init__(self):
        self.stack = [Frame("body", "body")]
        self.waiting: Counter[str] = Counter()
        self.marks: list[Mark] = []
        self.style = PLAIN
        self.silent = False
        self.block: str | int | None = None
        self.loose = False
        self.inlines: list[Run | Note] = []
        self.summary: list[str] | None = None

    # Text

    def text(self, text: str) -> None:
        if self.summary is not None:
            self.summary.append(text)
            return
        if self.silent or (self.block is None and not text.strip()):
            return
        if self.block is None:
            self.begin("p", loose=True)
        if self.loose:
            # Typed into the plain field: a blank line is a new paragraph.
            first, *others = BLANK_LINE.split(text)
            self.inlines.append(Run(SPACES.sub(" ", first), self.style))
            for other in others:
                self.inlines.append(Run("\n\n"))
                self.inlines.append(Run(SPACES.sub(" ", other), self.style))
        else:
            self.inlines.append(Run(SPACES.sub(" ", text), self.style))

    def begin(self, block: str | int, *, loose: bool = False) -> None:
        self.end()
        holder = self.stack[-1].real
        if holder.kind == "list":
            self.push("li", "item")
            holder = self.stack[-1]
        self.block = block if "heading" in MAY_HOLD[holder.kind] else "p"
        self.loose = loose

    def end(self) -> None:
        """The open paragraph or heading is over, and with it what was opened inside it."""
        if self.block is None:
            return
        for mark in [mark for mark in self.marks if mark.in_block]:
            self.forget(mark)
        level, inlines = self.block, self.inlines
        self.block, self.inlines = None, []
        blocks = self.stack[-1].real.blocks
        if isinstance(level, int):
            blocks += [Heading(level, tidied) for tidied in tidy(map(as_heading, inlines))]
        else:
            blocks += [Paragraph(tidied) for tidied in tidy(inlines)]

    # Inline elements

    def mark(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.marks) >= DEEPEST_MARK:
            return
        mark = Mark(name, in_block=self.block is not None)
        adds, takes = styled(attributes.get("style", ""))
        if name in MARK_OF and MARK_OF[name] not in takes:
            adds = adds | {MARK_OF[name]}
        mark.adds, mark.takes = adds, takes - adds
        if name == "a":
            mark.link = link_of(attributes)
        elif name == "span":
            mark.note = " ".join(clean_line(attributes.get("data-note", "").translate(INVISIBLE)).split())
            mark.silent = bool(DRAWN_BULLET.search(attributes.get("style", "")))
        self.marks.append(mark)
        self.restyle()

    def unmark(self, name: str) -> None:
        for mark in reversed(self.marks):
            if mark.name == name:
                self.forget(mark)
                return

    def forget(self, mark: Mark) -> None:
        self.marks = [other for other in self.marks if other is not mark]
        self.restyle()
        if mark.note and self.summary is None:
            if self.block is None:
                self.begin("p", loose=True)
            self.inlines.append(Note(mark.note))

    def restyle(self) -> None:
        marks, link = frozenset(), None
        for mark in self.marks:
            marks = (marks | mark.adds) - mark.takes
            link = mark.link or link
        self.style = Style(marks, link)
        self.silent = any(mark.silent for mark in self.marks)

    # Elements

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if self.summary is not None:
            return
        if name in INLINE:
            self.mark(name, attributes)
        elif name == "br":
            if self.block is not None:
                self.inlines.append(Run("\n", self.style))
        elif name == "p":
            self.begin("p")
        elif name in LEVELS:
            self.begin(LEVELS[name])
        elif name == "hr":
            self.atom(Rule())
        elif name in ("figure", "iframe"):
            self.figure(name, attributes)
        elif name in CONTAINERS:
            self.container(name, attributes)
        elif name == "summary":
            frame = self.stack[-1]
            self.end()
            if frame.kind == "spoiler" and frame.summary is None and not frame.blocks:
                self.summary = []
        elif name in BOUNDARIES:
            self.end()

    def close(self, name: str) -> None:
        if self.summary is not None:
            if name not in ("summary", "details"):
                return
            self.finish_summary()
        if name in INLINE:
            self.unmark(name)
        elif name in CONTAINERS:
            if self.waiting[name]:
                while self.pop().name != name:
                    pass
        elif name in BOUNDARIES or name in LEVELS or name in ("figure", "summary"):
            self.end()

    def figure(self, name: str, attributes: dict[str, str]) -> None:
        self.end()
        image_id = number(attributes.get("data-image")) if name == "figure" else None
        address = attributes.get("data-embed" if name == "figure" else "src", "")
        gallery = numbers(attributes.get("data-gallery")) if name == "figure" else ()
        if image_id:
            self.atom(Picture(image_id))
        elif gallery:
            self.atom(Sheet(gallery) if len(gallery) > 1 else Picture(gallery[0]))
        elif listed := embeds.provider_of(address.strip()):
            self.atom(Embed(listed[1]))
        elif name == "figure" and (plain := link_address(address)):
            self.begin("p")
            self.inlines.append(Run(plain, Style(link=Link("address", plain))))
            self.end()

    def atom(self, block: Block) -> None:
        self.end()
        holder, below = self.stack[-1].real, None
        while "atom" not in MAY_HOLD[holder.kind]:
            holder, below = holder.holder, holder
        (below.below if below else holder.blocks).append(block)

    def container(self, name: str, attributes: dict[str, str]) -> None:
        self.end()
        classes = attributes.get("class", "").split()
        if name == "li":
            self.item()
        elif name in ("ul", "ol"):
            self.push(name, "list", ordered=name == "ol", start=list_start(attributes.get("start", "")))
        elif name == "blockquote":
            self.push(name, "quote")
        elif name == "aside":
            self.push(name, "pull" if "pull" in classes else "")
        elif name == "details":
            if self.stack[-1].real.kind != "spoiler" and not self.waiting["spoiler"]:
                # Never opened up: what it hides must stay hidden, wherever it stood.
                while len(self.stack) > 1:
                    self.pop()
            self.push(name, "spoiler")

    def item(self) -> None:
        if not (self.waiting["ul"] or self.waiting["ol"]):
            return
        while self.stack[-1].name not in ("ul", "ol"):
            self.pop()
        self.push("li", "item" if self.stack[-1].kind else "")

    # Containers

    def push(self, name: str, kind: str, *, ordered: bool = False, start: int = 1) -> None:
        self.end()
        holder = self.stack[-1].real
        depth = holder.depth
        if kind == "list":
            if holder.kind == "list":
                # A list straight inside a list belongs to the item before it.
                self.push("li", "item")
                holder = self.stack[-1]
            depth += 1
        allowed = kind == "item" if holder.kind == "list" else kind in MAY_HOLD[holder.kind]
        if not allowed or depth > DEEPEST_LIST:
            kind, depth = "", holder.depth
        self.stack.append(Frame(name, kind, holder, ordered, start, depth))
        self.waiting[name] += 1
        self.waiting["spoiler"] += kind == "spoiler"

    def pop(self) -> Frame:
        self.end()
        frame = self.stack.pop()
        self.waiting[frame.name] -= 1
        self.waiting["spoiler"] -= frame.kind == "spoiler"
        if frame.kind == "item":
            if frame.blocks:
                frame.holder.blocks.append(tuple(frame.blocks))
        elif frame.kind:
            if block := frame.finish():
                frame.holder.blocks.append(block)
            frame.holder.blocks += frame.below
        return frame

    def finish_summary(self) -> None:
        words = SPACES.sub(" ", "".join(self.summary or []))
        self.stack[-1].summary = without_leading_accents(clean_line(words.translate(INVISIBLE))).strip()
        self.summary = None

    def finish(self) -> tuple[Block, ...]:
        if self.summary is not None:
            self.finish_summary()
        self.end()
        while len(self.stack) > 1:
            self.pop()
        return tuple(self.stack[0].blocks)


def as_heading(inline: Run | Note) -> Run | Note:
    """On one line, and not bold: headings have their own weight, word processors set theirs in bold."""
    if isinstance(inline, Note):
        return inline
    return Run(inline.text.replace("\n", " "), Style(inline.style.marks - {"strong"}, inline.style.link))
