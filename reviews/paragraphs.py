"""Two texts side by side, paragraph by paragraph, and one text made of what was chosen from each.

Nothing here knows of the database. Bodies are HTML in its one safe spelling (see `reviews.body`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from reviews import body
from reviews.body.blocks import Embed, Heading, Picture, Rule, Spoiler, text_of, walk, write
from reviews.body.blocks import Paragraph as InWords

THEIRS, MINE, BOTH, NEITHER = "theirs", "mine", "both", "neither"
NAMES = {Picture: "A picture", Embed: "An embed", Rule: "A line across the page"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph as each of the two has it; None where one of them has none there.

    `number`: among those that differ, from 0 on; None when both say the same.
    """

    theirs: str | None
    mine: str | None
    number: int | None = None

    @property
    def is_choice(self) -> bool:
        return self.number is not None

    @property
    def usual(self) -> str:
        """What is chosen before anybody chooses: mine; and what only they have stays."""
        return THEIRS if self.mine is None else MINE


def side_by_side(theirs: str, mine: str) -> list[Paragraph]:
    """Both bodies in order, every paragraph of either in exactly one place."""
    ours, others = paragraphs(mine), paragraphs(theirs)
    found: list[Paragraph] = []
    number = 0
    for tag, a, b, c, d in SequenceMatcher(None, others, ours, autojunk=False).get_opcodes():
        for their, my in zip_longest(others[a:b], ours[c:d]):
            if tag == "equal":
                found.append(Paragraph(their, my))
            else:
                found.append(Paragraph(their, my, number))
                number += 1
    return found


def joined(pairs: list[Paragraph], choose: Callable[[Paragraph], str]) -> str:
    """The body that the choices make."""
    chosen: list[str | None] = []
    for pair in pairs:
        choice = choose(pair) if pair.is_choice else MINE
        chosen += {
            THEIRS: [pair.theirs], MINE: [pair.mine], BOTH: [pair.theirs, pair.mine], NEITHER: [],
        }[choice]  # fmt: skip
    return "\n".join(part for part in chosen if part is not None)


def paragraphs(html: str) -> list[str]:
    return [write((block,)) for block in body.blocks_of(html)]


def said_in(html: str) -> str:
    """A paragraph in words: its text, or what it is where it has none."""
    found = []
    for block in walk(body.blocks_of(html)):
        match block:
            case InWords(inlines) | Heading(_, inlines):
                found.append(text_of(inlines))
            case Spoiler(summary):
                found.append(summary)
            case Picture() | Embed() | Rule():
                found.append(NAMES[type(block)])
    return "\n".join(filter(None, found)) or html


def marked(one: str, other: str) -> Iterator[tuple[str, bool]]:
    """The words of `one` in stretches, and of each whether `other` does not have it."""
    words, others = one.split(" "), other.split(" ")
    for tag, a, b, _, _ in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if a < b:
            yield " ".join(words[a:b]), tag != "equal"
