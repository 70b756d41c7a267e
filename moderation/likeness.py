"""Whether two reports say the same, found by the runs of five words that they share.

Pure: words in, a share out. Nothing is kept of it, so nothing of it has to be erased: reports are compared as they
stand, a bounded number for one piece. Case, accents and punctuation say nothing, as nobody who repeats a report
repeats those. A share of runs, unlike one of words, falls as soon as something is put in between.
"""

import re
import unicodedata

RUN = 5
SAME = 0.9  # of the runs of the later one
NEW_AT_MOST = 10  # runs: a sentence put into a long report is something new, however small its share
ALIKE = 0.5  # of the runs of the shorter one
WORD = re.compile(r"\w+")


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every five words that follow one another; of a shorter text all its words. Empty when it says nothing."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    if not words:
        return frozenset()
    return frozenset(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def says_nothing_new(later: str, before: str) -> bool:
    """Whether (nearly) all of the later text stands in the one before it."""
    said = runs(later)
    new = len(said - runs(before))
    return bool(said) and new <= min(NEW_AT_MOST, len(said) * (1 - SAME))


def looks_like(one: str, other: str) -> bool:
    """Whether two texts have so much in common that a person should see both. Neither need hold the other."""
    first, second = runs(one), runs(other)
    shared = len(first & second)
    return bool(shared) and shared >= ALIKE * min(len(first), len(second))
