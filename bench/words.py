"""The words an invented magazine is written in: titles, names, themes and sentences put together from short lists.

Nothing here knows a database. The same dice give the same magazine.
"""

import random
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from accounts.text import fold

TABLE = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
SENTENCES = 8000  # kept in the drawer; no two texts are alike


def table(name: str) -> list[str]:
    said = TABLE[name]
    if isinstance(said, list):
        return said
    return [" ".join(words.split()) for words in said.split("|" if "|" in said else None)]


THINGS, MANNERS, PLACES, THEMES = map(table, ("things", "manners", "places", "themes"))
GIVEN, FAMILY_FIRST, FAMILY_LAST = map(table, ("given", "family_first", "family_last"))
ACTS, CRAFT, HOW, VERDICTS, WHO, ASIDES = map(table, ("acts", "craft", "how", "verdicts", "who", "asides"))
PATTERNS, HEADLINES, TALKS, NOTES = map(table, ("patterns", "headlines", "talks", "notes"))


@dataclass(frozen=True)
class Text:
    html: str
    plain: str
    folded: str
    words: int


class Words:
    def __init__(self, seed: int = 2004):
        self.dice = random.Random(seed)

    def name(self, number: int) -> str:
        """Another one for each number up to fifty thousand; then names come back, as they do."""
        families = len(FAMILY_FIRST) * len(FAMILY_LAST)
        given, family = divmod(number * 7919 % (families * len(GIVEN)), families)
        first, last = divmod(family, len(FAMILY_LAST))
        return f"{GIVEN[given]} {FAMILY_FIRST[first]}{FAMILY_LAST[last]}"

    def title(self) -> str:
        pick = self.dice.choice
        thing, other, manner = pick(THINGS).title(), pick(THINGS).title(), pick(MANNERS).title()
        return pick(
            (
                f"The {manner} {thing}", f"{thing} and {other}", f"A {thing} in {pick(PLACES)}",
                f"{manner} {thing}s", f"{pick(GIVEN)}’s {thing}", f"The {thing} of {pick(PLACES)}", f"{manner}",
                f"No {thing} for {pick(GIVEN)}", f"{thing}, {other}",
            )
        )  # fmt: skip

    def theme(self, number: int) -> str:
        """The commonest tag has the lowest number."""
        if number < len(THEMES):
            return THEMES[number]
        number -= len(THEMES)
        thing, number = THINGS[number % len(THINGS)], number // len(THINGS)
        manner, number = MANNERS[number % len(MANNERS)], number // len(MANNERS)
        return f"{manner} {thing}s" + (f" in {PLACES[number % len(PLACES)]}" if number else "")

    def headline(self, kind: str, title: str) -> str:
        pattern = self.dice.choice({"interview": TALKS, "news": NOTES}.get(kind, HEADLINES))
        return self._filled(pattern, title=title, TITLE=title.upper())

    def sentence(self) -> str:
        return self.dice.choice(self.drawer)[0]

    @cached_property
    def drawer(self) -> list[tuple[str, str, int]]:
        """Sentences with their folded form and their number of words."""
        made = (self._filled(self.dice.choice(PATTERNS)) for _ in range(SENTENCES))
        return [(said, fold(said), len(said.split())) for said in made]

    def _filled(self, pattern: str, **given: str) -> str:
        pick = self.dice.choice
        who, said = pick(WHO), pick(ACTS)
        return pattern.format(
            The="The", who2=pick(WHO), Who=who[0].upper() + who[1:], act=said, thing=pick(THINGS),
            thing2=pick(THINGS), manner=pick(MANNERS), how=pick(HOW), place=pick(PLACES),
            craft=pick(CRAFT), verdict=pick(VERDICTS), aside=pick(ASIDES), weeks=self.dice.randint(3, 14),
            minutes=self.dice.randint(61, 178), name=self.name(self.dice.randrange(3000)), **given,
        )  # fmt: skip

    def text(self, sentences: int, first: str = "", picture: int | None = None) -> Text:
        """A body as the desk stores it: paragraphs, now and then a heading, a quotation, a pull quote.

        `first`: how the second paragraph begins, ready as HTML. `picture`: an image between two paragraphs.
        """
        chosen = self.dice.choices(self.drawer, k=max(sentences, 2))
        paragraphs, start = [], 0
        while start < len(chosen):
            size = self.dice.randint(3, 6)
            paragraphs.append(" ".join(said for said, _folded, _words in chosen[start : start + size]))
            start += size
        html = [f"<p>{said}</p>" for said in paragraphs]
        if len(html) > 2:
            html[1] = f"<p>{first}{paragraphs[1]}</p>"
            html.insert(3, f'<aside class="pull"><p>{chosen[0][0]}</p></aside>')
        if picture:
            html.insert(2, f'<figure data-image="{picture}"></figure>')
        if len(html) > 7:
            html.insert(5, f"<h2>{self.dice.choice(MANNERS).title()} {self.dice.choice(THINGS)}s</h2>")
            html.insert(7, f"<blockquote><p>{chosen[-1][0]}</p></blockquote>")
        return Text(
            "".join(html),
            "\n\n".join(paragraphs),
            " ".join(folded for _said, folded, _words in chosen),
            sum(words for _said, _folded, words in chosen),
        )
