"""A body as lines of plain words: a paragraph a line, and beside it in words what marks and links say."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from reviews import body
from reviews.body.blocks import (
    Block,
    Embed,
    Heading,
    Inlines,
    List,
    Note,
    Paragraph,
    Picture,
    PullQuote,
    Quote,
    Rule,
    Run,
    Spoiler,
    text_of,
)
from reviews.comparing.names import Names
from reviews.comparing.words import Unit

MARKS = {"strong": "bold", "em": "italic", "cite": "a title", "sup": "raised"}
HEADINGS = {2: "Heading", 3: "Smaller heading"}


def lines_of(html: str, names: Names) -> list[Unit]:
    return list(_lines(body.blocks_of(html), names, ""))


def _lines(blocks: Iterable[Block], names: Names, inside: str) -> Iterator[Unit]:
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield Unit(inside, text_of(inlines), _facts(inlines, names))
            case Heading(level, inlines):
                yield Unit(HEADINGS.get(level, "Heading"), text_of(inlines), _facts(inlines, names))
            case Quote(inner):
                yield from _lines(inner, names, "Quote")
            case PullQuote(inner):
                yield from _lines(inner, names, "Pull quote")
            case List(items, ordered):
                for item in items:
                    yield from _lines(item, names, "Numbered item" if ordered else "List item")
            case Spoiler(summary, inner):
                yield Unit("Spoiler", summary)
                yield from _lines(inner, names, "In the spoiler")
            case Picture(image_id):
                yield Unit("Picture", names.of("image", image_id))
            case Embed(address):
                yield Unit("Embed", address)
            case Rule():
                yield Unit("Line across", "")


def _facts(inlines: Inlines, names: Names) -> tuple[str, ...]:
    runs = [inline for inline in inlines if isinstance(inline, Run)]
    facts = []
    for link, together in groupby(runs, lambda run: run.style.link):
        if link:
            words = "".join(run.text for run in together)
            facts.append(f"“{words}” leads to {_target(link, names)}")
    for mark, said in MARKS.items():
        for marked, together in groupby(runs, lambda run: mark in run.style.marks):  # noqa: B023 - used up at once
            if marked:
                facts.append(f"“{''.join(run.text for run in together)}” is {said}")
    facts += [f"Note: {inline.text}" for inline in inlines if isinstance(inline, Note)]
    return tuple(facts)


def _target(link, names: Names) -> str:
    if link.kind == "address":
        return link.target
    return f"the page of {names.of(link.kind, int(link.target))}"
