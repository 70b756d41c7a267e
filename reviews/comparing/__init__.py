"""What differs between two states of a piece, in words that an editor reads: no ids, no markup.

Nothing here asks the database: whoever compares says what things are called (`Names`, see `reviews/naming.py`).
"""

from dataclasses import dataclass

from reviews.comparing.bodies import lines_of
from reviews.comparing.counting import changed_words
from reviews.comparing.fields import field_changes
from reviews.comparing.names import Names
from reviews.comparing.words import Budget, Line, Skipped, compare_lines, with_context

__all__ = ["Budget", "Comparison", "Line", "Names", "Skipped", "changed_words", "compare"]


@dataclass(frozen=True)
class Part:
    """One part of the piece that differs: its name, and its lines."""

    label: str
    lines: list[Line | Skipped]


@dataclass(frozen=True)
class Comparison:
    """Only what differs, in the order of the writing page. Empty when the two say the same."""

    parts: list[Part]

    def __bool__(self) -> bool:
        return bool(self.parts)


FIRST = ("headline", "short_headline", "dek")


def compare(old: dict, new: dict, names: Names | None = None) -> Comparison:
    """From `old` to `new`, both of today's schema (`state.upgrade`). A pair of 10,000 words takes a fraction of a
    second: what is too different to be told word by word is told by paragraph."""
    names, budget = names or Names(), Budget()
    parts = {
        name: Part(label, list(lines))
        for name, label, lines in field_changes(old, new, names, budget)
        if lines
    }
    first = [parts.pop(name) for name in FIRST if name in parts]
    body = []
    if old["body"] != new["body"]:
        told = compare_lines(lines_of(old["body"], names), lines_of(new["body"], names), budget)
        body = [Part("Text", with_context(told))] if any(line.sort != "same" for line in told) else []
    return Comparison([*first, *body, *parts.values()])
