"""Taking passages out of a body for its readers: each is found by its words, or the whole piece must hide.

The stored body is not touched (facts below, reasons above): this makes the body that readers get.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .blocks import (
    Block,
    Heading,
    Inlines,
    List,
    Note,
    Paragraph,
    PullQuote,
    Quote,
    Run,
    Spoiler,
    text_of,
    walk,
    write,
)
from .source import read


class PassageNotFound(Exception):
    """The passage stands nowhere, or in more than one place."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words to take out, the words just before and after them, and what is said in their place."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """From and to which character of the piece's plain text."""

    start: int
    end: int
    words: str


def without_passages(html: str, passages: Iterable[Passage]) -> str:
    """The body with each passage replaced by its words in brackets; pull quotes and notes that repeat one go.

    Raises PassageNotFound unless each is found exactly once.
    """
    return write(take_out(read(html), list(passages)))


def places_of(html: str, quote: str, around: int = 60) -> list[Passage]:
    """Each place where the words stand in the text, with what stands around them, ready to be kept as a locator."""
    text, words = plain(read(html)), one_line(quote)
    if not core(words):
        return []
    return [
        Passage(
            words,
            text[max(0, place.start() - around) : place.start()],
            text[place.end() : place.end() + around],
        )
        for place in re.finditer(re.escape(words), text)
    ]


def take_out(blocks: tuple[Block, ...], passages: Sequence[Passage]) -> tuple[Block, ...]:
    if not passages:
        return blocks
    text = plain(blocks)
    quotes = [core(passage.quote) for passage in passages]
    cuts = []
    for passage, quote in zip(passages, quotes, strict=True):
        if cut := locate(text, passage):
            cuts.append(cut)
        elif sum(quote in aside for aside in asides(blocks)) != 1:
            raise PassageNotFound(passage.quote[:80])
    left = Scissors(merged(cuts), quotes).through(blocks)
    before, after = core(text), core(plain(left))
    return tuple(without_echoes(left, quotes, before, after))


def locate(text: str, passage: Passage) -> Cut | None:
    quote, before, after = (one_line(part) for part in (passage.quote, passage.prefix, passage.suffix))
    if not core(quote):
        raise PassageNotFound("The passage has no words.")
    pattern = f"(?={re.escape(before)} ?({re.escape(quote)}) ?{re.escape(after)})"
    spans = {place.span(1) for place in re.finditer(pattern, text)}
    if len(spans) > 1:
        raise PassageNotFound(f"In {len(spans)} places: {quote[:80]}")
    return Cut(*spans.pop(), passage.words) if spans else None


def merged(cuts: Iterable[Cut]) -> list[Cut]:
    """In order; those that overlap as one, with the words of the first."""
    result: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        if result and cut.start < result[-1].end:
            result[-1] = replace(result[-1], end=max(cut.end, result[-1].end))
        else:
            result.append(cut)
    return result


def without_echoes(blocks: tuple[Block, ...], quotes: list[str], before: str, after: str):
    """Without pull quotes that say again what was taken out, whole or in part."""
    for block in blocks:
        match block:
            case PullQuote(paragraphs):
                said = core(" ".join(text_of(paragraph.inlines) for paragraph in paragraphs))
                echoes = any(quote in said or said in quote for quote in quotes)
                if echoes or (said in before and said not in after):
                    continue
            case Spoiler(summary, inner):
                block = Spoiler(summary, tuple(without_echoes(inner, quotes, before, after)))
        yield block


class Scissors:
    """Goes through the blocks in the order of `plain` and cuts where told."""

    def __init__(self, cuts: list[Cut], quotes: list[str]):
        self.cuts = cuts
        self.quotes = quotes
        self.at = 0
        self.said: set[Cut] = set()

    def through(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(left for block in blocks if (left := self.trim(block)))

    def trim(self, block: Block) -> Block | None:
        match block:
            case Paragraph(inlines):
                inlines = self.snip(inlines)
                return Paragraph(inlines) if inlines else None
            case Heading(level, inlines):
                inlines = self.snip(inlines)
                return Heading(level, inlines) if inlines else None
            case Spoiler(summary, blocks):
                summary = text_of(self.snip((Run(summary),)))
                return Spoiler(summary, self.through(blocks))
            case Quote(blocks):
                blocks = self.through(blocks)
                return Quote(blocks) if blocks else None
            case List(items):
                left = tuple(item for blocks in items if (item := self.through(blocks)))
                return replace(block, items=left) if left else None
        return block

    def snip(self, inlines: Inlines) -> Inlines:
        left: list[Run | Note] = []
        for inline in inlines:
            if isinstance(inline, Note):
                inside = any(cut.start < self.at <= cut.end for cut in self.cuts)
                if not inside and not any(quote in core(inline.text) for quote in self.quotes):
                    left.append(inline)
                continue
            start, end = self.at, self.at + len(inline.text)
            kept = start
            for cut in self.cuts:
                if cut.start < end and cut.end > start:
                    left.append(Run(inline.text[kept - start : max(cut.start - start, 0)], inline.style))
                    if cut not in self.said:
                        self.said.add(cut)
                        left.append(Run(f"[{cut.words}]"))
                    kept = min(cut.end, end)
            left.append(Run(inline.text[kept - start :], inline.style))
            self.at = end
        self.at += 1  # the space between two blocks
        return tuple(inline for inline in left if inline.text)


def plain(blocks: tuple[Block, ...]) -> str:
    """All text in reading order, each block of text followed by a space; without pull quotes and notes."""
    pieces = []
    for block in walk(blocks, pull_quotes=False):
        match block:
            case Paragraph(inlines) | Heading(_, inlines):
                pieces.append(text_of(inlines) + " ")
            case Spoiler(summary):
                pieces.append(summary + " ")
    return "".join(pieces).replace("\n", " ").replace("\xa0", " ")


def asides(blocks: tuple[Block, ...]) -> list[str]:
    """What stands beside the text: each pull quote and each note, as `core` sees it."""
    found = []
    for block in walk(blocks):
        match block:
            case PullQuote(paragraphs):
                found.append(core(" ".join(text_of(paragraph.inlines) for paragraph in paragraphs)))
            case Paragraph(inlines) | Heading(_, inlines):
                found += [core(inline.text) for inline in inlines if isinstance(inline, Note)]
    return found


def one_line(text: str) -> str:
    return " ".join(text.split())


def core(text: str) -> str:
    """For comparing: letters and digits of one case."""
    return "".join(filter(str.isalnum, text.casefold()))
