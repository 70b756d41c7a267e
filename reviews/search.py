"""Finding by words: films, people and pieces at once, with what could narrow it further."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q

from accounts.text import fold
from films.models import Film, FilmEnding, PersonEnding
from films.models.ending import FEW
from reviews import coverage
from reviews.asking import at_once
from reviews.cards import Card, cards, know_directors
from reviews.kinds import BY_VALUE, KINDS, Kind
from reviews.models import Review, Section
from reviews.models.review import words_of
from reviews.turning import Page, span_of_year

LONGEST = 200  # characters of a question; nobody types more
THINGS = 6
GUESSED_FROM = 3000  # titles compared with a question that found nothing


@dataclass(frozen=True)
class Question:
    """What a reader asked, cleaned: words, and the kind, section and year to stay within."""

    words: str = ""
    kind: str = ""
    section: str = ""
    year: int = 0
    in_texts: bool = False

    @classmethod
    def from_query(cls, query) -> "Question":
        year = query.get("year", "")
        return cls(
            words=" ".join(query.get("q", "").replace("\0", "")[:LONGEST].split()),
            kind=kind if (kind := query.get("kind", "")) in BY_VALUE else "",
            section=query.get("section", "")[:100].replace("\0", ""),
            year=int(year) if re.fullmatch(r"[12]\d{3}", year, re.ASCII) else 0,
            in_texts=query.get("in") == "texts",
        )

    def pieces(self, at: datetime):
        """Pieces that say these words in headline, dek, films or names; only when asked to, in the text as well.

        Nearly every word stands in some text: a reader who looks for a film called "Here" means the film.
        """
        pieces = Review.objects.published(at)
        pieces = pieces.search(self.words, at) if self.in_texts else pieces.headed(self.words)
        if self.kind:
            pieces = pieces.of_kind(self.kind)
        if self.section:
            pieces = pieces.filter(section__slug=self.section)
        return pieces.between(*span_of_year(self.year)) if self.year else pieces

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.section or self.year)

    @property
    def everywhere(self) -> str:
        return self.address(kind="", section="", year=0)

    def in_every_text(self) -> "Question":
        return replace(self, in_texts=True)

    @property
    def deeper(self) -> str:
        return self.in_every_text().address()

    @property
    def base(self) -> str:
        """What the addresses of further pages begin with."""
        return self.address() + "&"

    def address(self, **changed) -> str:
        """The query string of this question with something changed."""
        asked = replace(self, **changed)
        given = {"q": asked.words, "kind": asked.kind, "section": asked.section, "year": asked.year}
        given |= {"in": "texts"} if asked.in_texts else {}
        return "?" + urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Filter:
    name: object
    address: str
    chosen: bool


class Found:
    """The answer to a question. `questions` are asked with the page of pieces that is to be its `page`."""

    page: Page

    def __init__(self, asked: Question, at: datetime):
        self.asked, self.at = asked, at
        self._meanings = Meanings(asked.words)
        self.people = coverage.people(at).filter(self._meanings.people).search(asked.words).by_name()[:THINGS]
        films = coverage.films(at)
        self._called = films.called(asked.words).order_by("-year", "-pk")[:THINGS]
        beginning = films.filter(pk__in=self._meanings.beginning)
        self._beginning = beginning.order_by("folded_title", "year", "pk")[: THINGS * 2]
        self._sections = Section.objects.values_list("name", "slug")
        self._first_and_last = coverage.first_and_last(at)
        self.questions = self.people, self._called, self._beginning, self._sections, *self._first_and_last

    @cached_property
    def films(self) -> list[Film]:
        """Films of that title first, then those whose titles begin so, then whichever have these words."""
        words = fold(self.asked.words)
        called = sorted(self._called, key=lambda film: (film.folded_title != words, film.year or 0, film.pk))
        found = list({film.pk: film for film in (*called, *self._beginning)}.values())[:THINGS]
        if len(found) < THINGS:
            others = coverage.films(self.at).filter(self._meanings.films)
            others = others.search(self.asked.words).exclude(pk__in=[film.pk for film in found])
            found += others.by_title()[: THINGS - len(found)]
        know_directors(found)
        return found

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.page.rows, self.at)

    @property
    def anything(self) -> bool:
        return bool(self.cards or self.films or self.people)

    @cached_property
    def guess(self) -> Film | None:
        """ "Did you mean Ghost Tropic (2019)?", from the newest films we cover."""
        newest = coverage.films(self.at).order_by("-created_at", "-pk")
        titles = dict(newest.values_list("folded_title", "pk")[:GUESSED_FROM])
        close = get_close_matches(fold(self.asked.words), titles, n=1, cutoff=0.7)
        film = Film.objects.filter(pk=titles[close[0]]).first() if close else None
        if film:
            know_directors([film])
        return film

    @property
    def kinds(self) -> list[Filter]:
        everything = Filter("", self.asked.address(kind=""), not self.asked.kind)
        return [everything, *(self._kind(kind) for kind in KINDS)]

    def _kind(self, kind: Kind) -> Filter:
        return Filter(kind.plural, self.asked.address(kind=kind.value), self.asked.kind == kind.value)

    @cached_property
    def sections(self) -> list[Filter]:
        names = list(self._sections)
        chosen = [
            Filter(name, self.asked.address(section=slug), self.asked.section == slug) for name, slug in names
        ]
        return [Filter("", self.asked.address(section=""), not self.asked.section), *chosen] if names else []

    @property
    def all_years(self) -> list[int]:
        return coverage.years_between(*self._first_and_last)

    @cached_property
    def years(self) -> list[Filter]:
        chosen = [
            Filter(str(year), self.asked.address(year=year), self.asked.year == year)
            for year in self.all_years
        ]
        return (
            [Filter("", self.asked.address(year=0), not self.asked.year), *chosen] if len(chosen) > 1 else []
        )


WORD = re.compile(r"\w+(?:['’]\w+)*")


def marked(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in stretches, those that were asked for marked: whole words that hold one of the question's."""
    wanted = fold(words).split()
    stretches, last = [], 0
    for found in WORD.finditer(text):
        folded = fold(found[0])
        if any(word in folded for word in wanted):
            stretches += [(text[last : found.start()], False), (found[0], True)]
            last = found.end()
    stretches.append((text[last:], False))
    return [stretch for stretch in stretches if stretch[0]]


class Meanings:
    """What a question can mean, in one statement and before it is asked what of that readers see.

    `beginning`: ids of films whose titles begin with these words; of very many, the first that are found. `films` and
    `people`: those that alone can have the longest of the words in their names. Where many have, all of them, as the
    first in their order are soon found.
    """

    def __init__(self, words: str):
        self.films = self.people = Q()
        self.beginning: list[int] = []
        longest = max(words_of(words), key=len, default="")
        if longest:
            self._ask(words, longest)

    def _ask(self, words: str, longest: str) -> None:
        titles = Film.objects.filter(coverage.CURRENT).beginning(words)
        beginning = titles.order_by().values_list("pk", flat=True)[:FEW]
        owners = [ending.owners_of(longest)[: FEW + 1] for ending in (FilmEnding, PersonEnding)]
        at_once(beginning, *owners)
        self.beginning = list(beginning)
        self.films, self.people = (Q(pk__in=list(found)) if len(found) <= FEW else Q() for found in owners)
