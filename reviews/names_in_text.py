"""Names of a film's makers in a text: those that could be linked, and those that are spelt otherwise.

Pure: it takes texts and names, and asks no database.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
POSSESSIVE = re.compile(r"['’]s?$")
SHORT = 8  # letters of a name in which one letter is all that may differ
OTHER_APOSTROPHE = str.maketrans({"’": "'", "‘": "'"})


@dataclass(frozen=True)
class Misspelling:
    written: str
    name: str


def misspellings(text: str, names: Iterable[str]) -> list[Misspelling]:
    """Names that stand in the text almost as in the credits: "Liyo Gang" for "Liyo Gong". Each once.

    A name counts as meant when one of its words is right and the whole differs by a letter or two, or by accents.
    """
    names = list(dict.fromkeys(" ".join(name.split()) for name in names))
    right = {alike(name) for name in names}
    by_word: dict[str, list[tuple[str, list[str], int]]] = defaultdict(list)
    for name in names:
        words = name.split()
        if len(words) > 1:
            for place, word in enumerate(words):
                by_word[alike(word)].append((name, words, place))
    found: dict[str, Misspelling] = {}
    for line in text.splitlines():
        written = [bare(word) for word in WORD.findall(line)]
        for at, word in enumerate(written):
            for name, words, place in by_word.get(alike(word), ()):
                window = written[max(at - place, 0) : at - place + len(words)]
                if (
                    at < place
                    or len(window) < len(words)
                    or not all(w[:1].isupper() for w in (window[0], window[-1]))
                ):
                    continue
                told = " ".join(window)
                if alike(told) not in right and differs_little(alike(told), alike(name)):
                    found.setdefault(alike(told), Misspelling(told, name))
    return list(found.values())


def alike(text: str) -> str:
    return text.casefold().translate(OTHER_APOSTROPHE)


def bare(word: str) -> str:
    """Without a possessive "s" and the full stop of a sentence; "J." stays an initial."""
    word = word if len(word) == 2 else word.removesuffix(".")
    return POSSESSIVE.sub("", word)


def differs_little(one: str, other: str) -> bool:
    most = 1 if len(other) <= SHORT else 2
    return abs(len(one) - len(other)) <= most and 0 < distance(one, other) <= most


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def standing(text: str, names: Iterable[str]) -> Iterator[str]:
    """Those of the names that stand in the text as whole words."""
    for name in names:
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield name
