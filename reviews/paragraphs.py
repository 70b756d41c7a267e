"""Two texts side by side, paragraph by paragraph, and one text made of what was chosen from each.

Nothing here knows of the database. Bodies are HTML in its one safe spelling (see `reviews.body`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count, zip_longest

from reviews import body
from reviews.body.blocks import Embed, Heading, Picture, Rule, Spoiler, text_of, walk, write
from reviews.body.blocks import Paragraph as InWords

THEIRS, MINE, BOTH, NEITHER = "theirs", "mine", "both", "neither"
NAMES = {Picture: "A picture", Embed: "An embed", Rule: "A line across the page"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph as each of the two has it; None where one of them has none there.

    `number`: among those that differ, from 0 on; None when both say the same. `changed_by`: which of the two changed
    it since both began, THEIRS, MINE or BOTH; empty when nobody knows any more what they began from.
    """

    theirs: str | None
    mine: str | None
    number: int | None = None
    changed_by: str = ""

    @property
    def is_choice(self) -> bool:
        return self.number is not None

    @property
    def usual(self) -> str:
        """What is chosen before anybody chooses: the side that alone changed it, what it took out included. Else mine;
        and what only they have stays."""
        if self.changed_by in (THEIRS, MINE):
            by_one = self.theirs if self.changed_by == THEIRS else self.mine
            return NEITHER if by_one is None else self.changed_by
        return THEIRS if self.mine is None else MINE


def side_by_side(theirs: str, mine: str, base: str | None = None) -> list[Paragraph]:
    """Both bodies in order, every paragraph of either in exactly one place. `base`: what both began from."""
    ours, others = paragraphs(mine), paragraphs(theirs)
    pairs = _of_two(others, ours) if base is None else _of_three(others, ours, paragraphs(base))
    number = count()
    return [
        Paragraph(their, my) if their == my else Paragraph(their, my, next(number), changed_by)
        for their, my, changed_by in pairs
    ]


type Pair = tuple[str | None, str | None, str]


def _of_two(theirs: list[str], mine: list[str], changed_by: str = "") -> Iterator[Pair]:
    for _tag, a, b, c, d in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        for their, my in zip_longest(theirs[a:b], mine[c:d]):
            yield their, my, changed_by


def _of_three(theirs: list[str], mine: list[str], base: list[str]) -> Iterator[Pair]:
    """What became of each paragraph of the base on either side, and before it what either added there."""
    (their_new, their_own), (my_new, my_own) = _since(base, theirs), _since(base, mine)
    for place in range(len(base) + 1):
        added, added_here = their_new[place], my_new[place]
        yield from _of_two(added, added_here, BOTH if added and added_here else THEIRS if added else MINE)
        if place < len(base):
            their, my = their_own[place], my_own[place]
            if their is not None or my is not None:
                yield their, my, MINE if their == base[place] else THEIRS if my == base[place] else BOTH


def _since(base: list[str], after: list[str]) -> tuple[list[list[str]], list[str | None]]:
    """By place in the base: what was added before it, and what stands there now, None for nothing any more."""
    added: list[list[str]] = [[] for _ in range(len(base) + 1)]
    own: list[str | None] = [None] * len(base)
    for _tag, a, b, c, d in SequenceMatcher(None, base, after, autojunk=False).get_opcodes():
        there = after[c:d]
        own[a : min(b, a + len(there))] = there[: b - a]
        added[b] += there[b - a :]
    return added, own


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
