"""From lines to lines: which belong together, and within those what came and what went, word by word.

Every step is bounded. Lines that stand unchanged and only once on both sides are the anchors; between two anchors
lines are paired by the words they share; the words of a pair are compared as long as that is cheap, and beyond it
the pair is told as one taken out and one put in.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviews.body import SENTENCE_END, UNSPACED

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
TOKEN = re.compile(rf"\n|{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\w)+[^\S\n]*|[^\w\s][^\S\n]*|[^\S\n]+")
ALIKE = 0.35  # of their words: two lines that share fewer are not the same line rewritten
MOST_PAIRS = (
    4_000  # of lines between two anchors; beyond that only neighbours are tried, and fewer the more there are
)
NEIGHBOURS, MOST_NEIGHBOURS = 12, 20_000
MOST_FOR_A_PAIR = 160_000  # words of one times words of the other
MOST_FOR_ALL = 3_000_000
CONTEXT = 1


@dataclass(frozen=True, slots=True)
class Span:
    sort: str  # SAME, ADDED or REMOVED
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A line before it is compared: what it is ("Heading"), its words, and what else is to be said of it."""

    label: str
    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class Line:
    sort: str
    label: str
    spans: list[Span]
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines that are the same on both sides, and far from any change."""

    count: int
    sort: str = "skipped"


@dataclass
class Budget:
    """How much comparing word by word one comparison may still do."""

    left: int = MOST_FOR_ALL

    def allows(self, cost: int) -> bool:
        if cost > min(self.left, MOST_FOR_A_PAIR):
            return False
        self.left -= cost
        return True


def compare_lines(old: Sequence[Unit], new: Sequence[Unit], budget: Budget) -> list[Line]:
    return [_line(before, after, budget) for before, after in aligned(old, new)]


def _line(before: Unit | None, after: Unit | None, budget: Budget) -> Line:
    if before == after and after:
        return Line(SAME, after.label, [Span(SAME, after.text)])
    if before is None or after is None:
        sort, unit = (ADDED, after) if after else (REMOVED, before)
        assert unit  # one of the two is there
        facts = [Fact("", [Span(sort, fact)]) for fact in unit.facts]
        return Line(sort, unit.label, [Span(sort, unit.text)], facts)
    facts = [Fact("", [Span(REMOVED, fact)]) for fact in before.facts if fact not in after.facts]
    facts += [Fact("", [Span(ADDED, fact)]) for fact in after.facts if fact not in before.facts]
    if before.label != after.label:
        kinds = [Span(REMOVED, before.label or "Paragraph"), Span(ADDED, after.label or "Paragraph")]
        facts.insert(0, Fact("Now", kinds))
    return Line(CHANGED, after.label, compare_words(before.text, after.text, budget), facts)


def with_context(lines: Sequence[Line]) -> list[Line | Skipped]:
    """Without the lines that are the same, but for one on either side of each change."""
    near = {
        place + step
        for place, line in enumerate(lines)
        if line.sort != SAME
        for step in range(-CONTEXT, CONTEXT + 1)
    }
    kept: list[Line | Skipped] = []
    for place, line in enumerate(lines):
        if place in near:
            kept.append(line)
        elif kept and isinstance(kept[-1], Skipped):
            kept[-1] = Skipped(kept[-1].count + 1)
        else:
            kept.append(Skipped(1))
    return kept


# Words


def compare_words(old: str, new: str, budget: Budget) -> list[Span]:
    """The words of both, in order, each told as there before, there now, or both."""
    if old == new:
        return [Span(SAME, new)] if new else []
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    start, end = _common_ends([_key(word) for word in before], [_key(word) for word in after])
    spans = [Span(SAME, word) for word in after[:start]]
    middle = before[start : len(before) - end], after[start : len(after) - end]
    spans += _middle(*middle, budget)
    spans += [Span(SAME, word) for word in after[len(after) - end :]]
    return _joined(spans)


def _middle(before: list[str], after: list[str], budget: Budget) -> list[Span]:
    if before and after:
        if budget.allows(len(before) * len(after)):
            return list(_by_word(before, after))
        sentences = _sentences("".join(before)), _sentences("".join(after))
        if min(map(len, sentences)) > 1:
            return list(_by_sentence(*sentences, budget))
    return [*(Span(REMOVED, word) for word in before), *(Span(ADDED, word) for word in after)]


def _by_word(before: list[str], after: list[str]):
    matcher = SequenceMatcher(
        None, [_key(word) for word in before], [_key(word) for word in after], autojunk=False
    )
    for verb, from_, to, start, end in matcher.get_opcodes():
        if verb == "equal":
            yield from (Span(SAME, word) for word in after[start:end])
        else:
            yield from (Span(REMOVED, word) for word in before[from_:to])
            yield from (Span(ADDED, word) for word in after[start:end])


def _by_sentence(before: list[str], after: list[str], budget: Budget):
    for one, other in aligned([Unit("", text) for text in before], [Unit("", text) for text in after]):
        old, new = TOKEN.findall(one.text if one else ""), TOKEN.findall(other.text if other else "")
        if one and other and budget.allows(len(old) * len(new)):
            yield from _by_word(old, new)
        else:
            yield from (Span(REMOVED, word) for word in old)
            yield from (Span(ADDED, word) for word in new)


def _key(word: str) -> str:
    return word.rstrip(" \t") or " "


def _sentences(text: str) -> list[str]:
    ends = [found.end() for found in SENTENCE_END.finditer(text)]
    parts = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [part for part in parts if part]


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours of one sort as one; a line break that came or went is shown as a sign."""
    joined: list[Span] = []
    for span in spans:
        text = "↵\n" if span.text == "\n" and span.sort != SAME else span.text
        if joined and joined[-1].sort == span.sort:
            joined[-1] = Span(span.sort, joined[-1].text + text)
        else:
            joined.append(Span(span.sort, text))
    return joined


# Lines that belong together


def aligned(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[Unit | None, Unit | None]]:
    """Each line of both once and in order: with its other self, or alone."""
    start, end = _common_ends(old, new)
    pairs: list[tuple[Unit | None, Unit | None]] = list(zip(old[:start], new[:start], strict=True))
    at, there = start, start
    for one, other in [*_anchors(old, new, start, end), (len(old) - end, len(new) - end)]:
        pairs += _paired(old[at:one], new[there:other])
        if one < len(old) - end:
            pairs.append((old[one], new[other]))
        at, there = one + 1, other + 1
    if end:
        pairs += zip(old[-end:], new[-end:], strict=True)
    return pairs


def _common_ends(old: Sequence, new: Sequence) -> tuple[int, int]:
    """How many are the same at the start, and of the rest how many at the end."""
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _anchors(old: Sequence[Unit], new: Sequence[Unit], start: int, end: int) -> list[tuple[int, int]]:
    """Places of lines that stand once on either side: of those the longest row that is in the same order."""
    places = [
        {unit: place for place, unit in enumerate(units[: len(units) - end]) if place >= start}
        for units in (old, new)
    ]
    counts = [Counter(units[start : len(units) - end]) for units in (old, new)]
    once = [
        (place, places[1][unit])
        for unit, place in places[0].items()
        if counts[0][unit] == 1 and counts[1].get(unit) == 1
    ]
    return _longest_in_order(sorted(once))


def _longest_in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row whose second numbers rise, too: patience, as card players sort."""
    tops: list[int] = []
    last_of: list[int] = []
    before: list[int | None] = []
    for number, (_, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        before.append(last_of[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(there)
            last_of.append(number)
        else:
            tops[pile], last_of[pile] = there, number
    row: list[tuple[int, int]] = []
    at = last_of[-1] if last_of else None
    while at is not None:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _paired(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[Unit | None, Unit | None]]:
    """The pairing in order with the most words in common; lines that share too few stay alone."""
    if not (old and new):
        return [*((unit, None) for unit in old), *((None, unit) for unit in new)]
    full = len(old) * len(new) <= MOST_PAIRS
    # Never so few that one line's neighbours do not meet the next one's.
    reach = max(3, min(NEIGHBOURS, MOST_NEIGHBOURS // len(old)), len(new) // len(old) + 1)
    bags = [[Bag(unit) for unit in units] for units in (old, new)]
    best: list[dict[int, tuple[float, str]]] = [{} for _ in range(len(old) + 1)]
    # Filled from the end, so that the way is read off from the start.
    for i in range(len(old), -1, -1):
        middle = i * len(new) // len(old)
        low, high = (0, len(new)) if full else (max(0, middle - reach), min(len(new), middle + reach))
        for j in range(high, low - 1, -1):
            choices = [(0.0, "end")] if i == len(old) and j == len(new) else []
            if i < len(old) and j in best[i + 1]:
                choices.append((best[i + 1][j][0], "old"))
            if j < len(new) and j + 1 in best[i]:
                choices.append((best[i][j + 1][0], "new"))
            if i < len(old) and j < len(new) and j + 1 in best[i + 1]:
                alike = bags[0][i].alike(bags[1][j])
                if alike >= ALIKE:
                    choices.append((best[i + 1][j + 1][0] + alike, "both"))
            if choices:
                best[i][j] = max(choices)
    return list(_way(old, new, best))


def _way(old: Sequence[Unit], new: Sequence[Unit], best: list[dict[int, tuple[float, str]]]):
    i = j = 0
    while (step := best[i][j][1]) != "end":
        yield (old[i] if step != "new" else None, new[j] if step != "old" else None)
        i += step != "new"
        j += step != "old"


class Bag:
    """The words of a line, however they are ordered."""

    def __init__(self, unit: Unit):
        self.unit = unit
        self.words = Counter(_key(word) for word in TOKEN.findall(unit.text))
        self.size = self.words.total()

    def alike(self, other: "Bag") -> float:
        """The share of the words of both that both have; none where one is too short to reach ALIKE."""
        if self.unit.text == other.unit.text:
            return 1.0 if self.unit.label == other.unit.label else 0.9
        together = self.size + other.size
        if 2 * min(self.size, other.size) < ALIKE * together:
            return 0.0
        return 2 * (self.words & other.words).total() / together
