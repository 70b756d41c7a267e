"""Lines in which some words run to the left, in the order in which an eye sees them. Capitals stand for Hebrew."""

from typing import NamedTuple

import pytest

from reviews.directions import directions, in_sight, starts_left

HEBREW = {chr(ord("A") + n): chr(0x05D0 + n) for n in range(26)}
BACK = {letter: capital for capital, letter in HEBREW.items()}
MIRROR = str.maketrans("()", ")(")


class Stretch(NamedTuple):
    text: str
    to_left: bool


def seen(line: str) -> str:
    """The line from the left, sign by sign."""
    text = "".join(HEBREW.get(sign, sign) for sign in line)
    leftward = starts_left(text)
    signs = [Stretch(*pair) for pair in zip(text, directions(text, leftward), strict=True)]
    return "".join(
        BACK.get(sign, sign.translate(MIRROR) if to_left else sign)
        for sign, to_left in in_sight(signs, leftward)
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("here, again", "here, again"),
        ("ABC DEF", "FED CBA"),
        ("the film ABC DEF opens", "the film FED CBA opens"),
        ("interior (ABC, DEF) opens", "interior (FED ,CBA) opens"),
        ("ABC here (2023): DEF", "FED :here (2023) CBA"),
        ("ABC (soup)", "(soup) CBA"),
        ("ABC: halation", "halation :CBA"),
        ("", ""),
        ("...", "..."),
        (") (", ") ("),
    ],
)
def test_a_line_is_seen_in_its_order(written, expected):
    assert seen(written) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("“here”", False), ("2023 \u05d0", True), ("...", False), ("", False)]
)
def test_a_text_runs_as_its_first_letter_does(text, expected):
    assert starts_left(text) is expected
