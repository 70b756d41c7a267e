"""When two reports say the same, in words."""

from time import perf_counter

import pytest

from moderation.likeness import looks_like, says_nothing_new

RUDE = "The third paragraph calls a whole people thieves, and that has no place in a review of a film about moss."
LONG = " ".join(f"word{number}" for number in range(400))


@pytest.mark.parametrize(
    ("later", "before", "nothing_new"),
    [
        (RUDE, RUDE, True),
        ("  the THIRD paragraph calls a whole people thieves — and that has no place in a review of a film about moss",
         RUDE, True),
        ("Étrange.", "etrange", True),
        ("calls a whole people thieves, and that has no place", RUDE, True),  # less is nothing new
        (f"{RUDE} The fifth one names my street.", RUDE, False),
        (RUDE.replace("third", "fifth"), RUDE, False),
        ("The third paragraph is rude.", "The fifth paragraph is rude.", False),
        (f"{LONG} and it also gives away where my daughter goes to school", LONG, False),
        (LONG.replace("word7 ", "word007 "), LONG, True),
        (RUDE, "", False),
        ("", "", False),
        ("!!!", "???", False),
    ],
)  # fmt: skip
def test_what_says_nothing_new(later, before, nothing_new):
    assert says_nothing_new(later, before) is nothing_new


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (RUDE, f"{RUDE} {LONG}", True),
        (f"{RUDE} {LONG}", RUDE, True),
        (RUDE, LONG, False),
        ("", RUDE, False),
    ],
)
def test_what_looks_alike(one, other, alike):
    assert looks_like(one, other) is alike


def test_fifty_long_reports_are_compared_in_no_time():
    longest = " ".join(f"w{number}" for number in range(900))
    began = perf_counter()
    for _ in range(50):
        says_nothing_new(longest, longest)
    assert perf_counter() - began < 1
