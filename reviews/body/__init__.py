"""The body of a piece: what may stand in it, and what can be asked of it.

Everything here takes HTML and touches neither database nor request. Public HTML is made elsewhere
(reviews.rendering): a stored body names pictures, films and people by their ids.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import nh3

from .blocks import (
    Block,
    Embed,
    Heading,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Spoiler,
    text_of,
    walk,
    write,
)
from .source import read

# The allow-list. A body holds these elements with these attributes and nothing else.
ELEMENTS = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "strong": set(),
    "em": set(),
    "cite": set(),
    "sup": set(),
    "br": set(),
    "hr": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": set(),
    "a": {"href", "data-film", "data-person"},
    "figure": {"data-image", "data-gallery", "data-embed"},
    "aside": set(),
    "details": set(),
    "summary": set(),
    "span": {"data-note"},
}
CLASSES = {"aside": {"pull"}, "details": {"spoiler"}}
SCHEMES = {"http", "https", "mailto"}

GATE = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes={tag: attributes for tag, attributes in ELEMENTS.items() if attributes},
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    link_rel=None,
)

WORDS_A_MINUTE = 230
WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
# Scripts without spaces between words; two characters take about as long to read as one word.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]")
ABBREVIATION = re.compile(r"(?:^|[\s(])(?:\w|[A-Z][a-z]{0,2}|vs|etc|cf|e\.g|i\.e|No|Prof)\.$")


@lru_cache(maxsize=64)
def sanitise(html: str) -> str:
    """The body in its one safe spelling; sanitising it again changes nothing.

    The last few are kept by what they say: one page asks more than once. Raises ValidationError, with a sentence for
    the writer, where the text cannot be stored.
    """
    written = write(read(html))
    passed = GATE.clean(written)
    if passed != written:
        # The gate refused an address that looked right to us. What is left of the link is read once more.
        passed = GATE.clean(write(read(passed)))
    return passed


# Questions


@lru_cache(maxsize=64)
def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of a body. One page asks many questions of one body, so the last few are kept."""
    return read(html)


@dataclass(frozen=True, slots=True)
class References:
    """What a body names, each once and in reading order. Addresses are those of ordinary links."""

    images: tuple[int, ...]
    films: tuple[int, ...]
    people: tuple[int, ...]
    embeds: tuple[str, ...]
    addresses: tuple[str, ...]


def references(html: str) -> References:
    images, embeds, links = [], [], {"film": [], "person": [], "address": []}
    for block in walk(blocks_of(html)):
        match block:
            case Picture(image_id):
                images.append(image_id)
            case Sheet(image_ids):
                images += image_ids
            case Embed(address):
                embeds.append(address)
            case Paragraph(inlines) | Heading(_, inlines):
                for inline in inlines:
                    if isinstance(inline, Run) and inline.style.link:
                        links[inline.style.link.kind].append(inline.style.link.target)
    return References(
        images=once(images),
        films=once(map(int, links["film"])),
        people=once(map(int, links["person"])),
        embeds=once(embeds),
        addresses=once(links["address"]),
    )


def image_ids(html: str) -> tuple[int, ...]:
    return references(html).images


def film_ids(html: str) -> tuple[int, ...]:
    return references(html).films


def person_ids(html: str) -> tuple[int, ...]:
    return references(html).people


def headings(html: str) -> tuple[tuple[int, str], ...]:
    """(level, text) of each heading, level 2 or 3."""
    return tuple(
        (block.level, text_of(block.inlines)) for block in walk(blocks_of(html)) if isinstance(block, Heading)
    )


def plain_text(html: str, *, spoilers: bool = True) -> str:
    """The words of the piece, a blank line between paragraphs; without notes and pull quotes."""
    return "\n\n".join(paragraphs(blocks_of(html), spoilers=spoilers))


def words(html: str) -> int:
    return count_words(plain_text(html))


def reading_minutes(html: str) -> int:
    """Whole minutes at 230 words each, rounded up, never less than one."""
    return max(1, math.ceil(words(html) / WORDS_A_MINUTE))


def excerpt(html: str, length: int = 160) -> str:
    """The first sentence, at most `length` characters, cut at a word with an ellipsis. Never a spoiler."""
    blocks = walk(blocks_of(html), spoilers=False, pull_quotes=False)
    texts = [text_of(block.inlines) for block in blocks if isinstance(block, Paragraph)]
    first = next((" ".join(text[: 10 * length].split()) for text in texts if text.strip()), "")
    return shorten(first_sentence(first), length)


# How


def once(things) -> tuple:
    return tuple(dict.fromkeys(things))


def count_words(text: str) -> int:
    unspaced = len(UNSPACED.findall(text))
    return len(WORD.findall(UNSPACED.sub(" ", text))) + math.ceil(unspaced / 2)


def paragraphs(blocks: tuple[Block, ...], *, spoilers: bool = True) -> list[str]:
    """The text of each paragraph, heading and summary, in reading order."""
    texts = []
    for block in walk(blocks, spoilers=spoilers, pull_quotes=False):
        match block:
            case Paragraph(inlines) | Heading(_, inlines):
                texts.append(text_of(inlines))
            case Spoiler(summary):
                texts.append(summary)
    return [text for text in texts if text]


def first_sentence(text: str) -> str:
    for end in SENTENCE_END.finditer(text):
        sentence = text[: end.end()]
        following = text[end.end() :].lstrip()
        if not ABBREVIATION.search(sentence[-8:]) and not following[:1].islower():
            return sentence
    return text


def shorten(text: str, length: int) -> str:
    """`text` when it fits, else its first words and an ellipsis, `length` characters at most."""
    if len(text) <= length:
        return text
    cut = text[:length]
    at = cut.rfind(" ")
    return (cut[:at] if at > 0 else cut[:-1]).rstrip(" ,;:–—-(“\"'") + "…"
