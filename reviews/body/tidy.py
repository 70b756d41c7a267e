"""Putting the text of one block in order: spaces, accents, and stretches of one style.

Text that looks the same comes out the same, however many elements and kinds of space it arrived in.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from accounts.text import clean_text

from .blocks import PLAIN, Inlines, Note, Run, Style

MANY_SPACES = re.compile(r" {2,}")
WORDS_OR_GAP = re.compile(r" *(?:\n[ \n]*)| +|[^ \n]+(?: +[^ \n]+)*")
# Zero-width space, soft hyphen and joiner marks that come along from other pages and break search.
INVISIBLE = dict.fromkeys([0x200B, 0xAD, 0x2060, 0xFEFF])
# A typed space is often a no-break space by accident. It is meant in French punctuation and in numbers.
NO_BREAK_SPACE = re.compile(r"((?<=«)\xa0(?=\S)|(?<=\S)\xa0(?=[»:;!?%])|(?<=\d)\xa0(?=\d))|\xa0")

type Unit = tuple[str | Note, Style]


def tidy(inlines: Iterable[Run | Note]) -> list[Inlines]:
    """The text of one block with its spaces in order; several texts where two line breaks meet."""
    texts: list[list[Unit]] = [[]]
    gap = ""
    for word, style in units(joined(inlines)):
        if isinstance(word, str) and not word.strip(" \n"):
            gap += word
            continue
        if texts[-1] and gap.count("\n") > 1:
            texts.append([])
        elif texts[-1] and gap:
            texts[-1].append(("\n" if "\n" in gap else " ", texts[-1][-1][1].shared_with(style)))
        texts[-1].append((word, style))
        gap = ""
    return [
        tuple(joined(Run(word, style) if isinstance(word, str) else word for word, style in text))
        for text in texts
        if any(isinstance(word, Note) or word.strip() for word, _ in text)
    ]


def units(inlines: Iterable[Run | Note]) -> Iterator[Unit]:
    """Notes, stretches of words, and the gaps between them, each with its style."""
    for inline in inlines:
        if isinstance(inline, Note):
            yield inline, PLAIN
            continue
        for piece in WORDS_OR_GAP.findall(inline.text):
            if piece.strip(" \n"):
                piece = without_leading_accents(MANY_SPACES.sub(" ", piece))
            yield piece, inline.style


def joined(inlines: Iterable[Run | Note]) -> list[Run | Note]:
    """Neighbours of one style as one run, its text as clean_text leaves it."""
    runs: list[Run | Note] = []
    parts: list[str] = []
    style = PLAIN

    def finish_run() -> None:
        if parts:
            text = unicodedata.normalize("NFC", "".join(parts))
            runs.append(Run(NO_BREAK_SPACE.sub(lambda found: found[1] or " ", text), style))
            parts.clear()

    for inline in inlines:
        if isinstance(inline, Note):
            finish_run()
            runs.append(inline)
            continue
        text = clean_text(inline.text.translate(INVISIBLE))
        if not parts or inline.style != style:
            text = without_leading_accents(text)
            if not text:
                continue
            finish_run()
            style = inline.style
        parts.append(text)
    finish_run()
    return runs


def without_leading_accents(text: str) -> str:
    """Without accents that have no letter: the first one would melt into the ">" of the tag before it."""
    start = 0
    while start < len(text) and (text[start] == " " or unicodedata.combining(text[start])):
        start += 1
    orphans = text[:start].strip(" ")
    return text[start:] if orphans else text
