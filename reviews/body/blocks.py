"""The blocks that a body is made of, and the one way to write each of them down.

A body is a tuple of blocks; text in it is a tuple of runs and notes. Because every shape has exactly one
spelling, two bodies that read the same are the same string: diffs, checksums and "has anything changed?"
need no second opinion.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# From the outside in: the order in which nested marks are written.
MARKS = ("strong", "em", "cite", "sup")
LINK_ATTRIBUTES = {"address": "href", "film": "data-film", "person": "data-person"}


@dataclass(frozen=True, slots=True)
class Link:
    """`kind` is a key of LINK_ATTRIBUTES; `target` an address or the id of a film or person, as text."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Style:
    marks: frozenset[str] = frozenset()
    link: Link | None = None

    def shared_with(self, other: "Style") -> "Style":
        return Style(self.marks & other.marks, self.link if self.link == other.link else None)


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. A newline in it is a line break."""

    text: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, standing where its number will be printed."""

    text: str


type Inlines = tuple[Run | Note, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class List:
    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class PullQuote:
    blocks: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Spoiler:
    summary: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Picture:
    image_id: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Several pictures in their order, side by side."""

    image_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Embed:
    address: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


type Block = Paragraph | Heading | Quote | List | PullQuote | Spoiler | Picture | Sheet | Embed | Rule


def walk(blocks: Iterable[Block], *, spoilers: bool = True, pull_quotes: bool = True) -> Iterator[Block]:
    """Every block in reading order, a container before what it holds."""
    for block in blocks:
        left_out = (not spoilers and isinstance(block, Spoiler)) or (
            not pull_quotes and isinstance(block, PullQuote)
        )
        if left_out:
            continue
        yield block
        for inner in contents(block):
            yield from walk(inner, spoilers=spoilers, pull_quotes=pull_quotes)


def contents(block: Block) -> tuple[tuple[Block, ...], ...]:
    match block:
        case List(items=items):
            return items
        case Quote(blocks=blocks) | PullQuote(blocks=blocks) | Spoiler(blocks=blocks):
            return (blocks,)
    return ()


def text_of(inlines: Inlines) -> str:
    """The words alone, without notes."""
    return "".join(inline.text for inline in inlines if isinstance(inline, Run))


# Writing


def escaped(text: str) -> str:
    """As an HTML parser writes it, too: so the sanitiser that runs over our own spelling has nothing to change."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")


def attribute(value: str) -> str:
    return escaped(value).replace('"', "&quot;")


def write(blocks: Iterable[Block]) -> str:
    """HTML, one block a line, so that a person can read the source and a diff can compare it."""
    return "\n".join(write_block(block) for block in blocks)


def write_block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return f"<p>{write_inlines(inlines)}</p>"
        case Heading(level, inlines):
            return f"<h{level}>{write_inlines(inlines)}</h{level}>"
        case Quote(blocks):
            return f"<blockquote>\n{write(blocks)}\n</blockquote>"
        case List(items, ordered, start):
            tag = "ol" if ordered else "ul"
            opening = f'<ol start="{start}">' if ordered and start != 1 else f"<{tag}>"
            return "\n".join([opening, *map(write_item, items), f"</{tag}>"])
        case PullQuote(blocks):
            return f'<aside class="pull">\n{write(blocks)}\n</aside>'
        case Spoiler(summary, blocks):
            opening = f'<details class="spoiler">\n<summary>{escaped(summary)}</summary>'
            return "\n".join([opening, *map(write_block, blocks), "</details>"])
        case Picture(image_id):
            return f'<figure data-image="{image_id}"></figure>'
        case Sheet(image_ids):
            return f'<figure data-gallery="{",".join(map(str, image_ids))}"></figure>'
        case Embed(address):
            return f'<figure data-embed="{attribute(address)}"></figure>'
        case Rule():
            return "<hr>"
    raise TypeError(f"not a block: {block!r}")


def write_item(blocks: tuple[Block, ...]) -> str:
    match blocks:
        case (Paragraph(inlines),):
            return f"<li>{write_inlines(inlines)}</li>"
    return f"<li>\n{write(blocks)}\n</li>"


def write_inlines(
    inlines: Inlines,
    tags: Callable[[Style], list[tuple[str, str]]] | None = None,
    note: Callable[[Note], str] | None = None,
) -> str:
    """`tags` gives (tag, its opening) for a style, from the outside in; `note` writes a note. Left out: as stored."""
    tags, note = tags or tags_of, note or write_note
    pieces: list[str] = []
    opened: list[tuple[str, str]] = []
    for inline in inlines:
        wanted = tags(inline.style) if isinstance(inline, Run) else []
        shared = 0
        while shared < min(len(opened), len(wanted)) and opened[shared] == wanted[shared]:
            shared += 1
        pieces += [f"</{tag}>" for tag, _ in reversed(opened[shared:])]
        pieces += [opening for _, opening in wanted[shared:]]
        opened = wanted
        if isinstance(inline, Run):
            pieces.append(escaped(inline.text).replace("\n", "<br>"))
        else:
            pieces.append(note(inline))
    pieces += [f"</{tag}>" for tag, _ in reversed(opened)]
    return "".join(pieces)


def write_note(note: Note) -> str:
    return f'<span data-note="{attribute(note.text)}"></span>'


def tags_of(style: Style) -> list[tuple[str, str]]:
    tags = [(mark, f"<{mark}>") for mark in MARKS if mark in style.marks]
    if style.link:
        opening = f'<a {LINK_ATTRIBUTES[style.link.kind]}="{attribute(style.link.target)}">'
        tags.insert(0, ("a", opening))
    return tags
