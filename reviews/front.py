"""The home page's pieces: what an editor put at the top, the newest reviews in every other place, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from films.vocabulary import Coverage
from reviews.asking import at_once, question
from reviews.cards import Card, cards
from reviews.models import HomePage, HomePlace, Review

ESSAYS, NEWS = 4, 12
ESSAY = (Coverage.FEATURE, Coverage.INTERVIEW, Coverage.DISPATCH)
NEWS_KINDS = (Coverage.NEWS, Coverage.VIDEO)


@dataclass(frozen=True)
class Front:
    lead: Card | None
    sheet: list[Card]

    @property
    def shown(self) -> list[Card]:
        return [self.lead, *self.sheet] if self.lead else self.sheet


class Home:
    """Three queries for everything; `also`: what else of the page the first of them answers.

    The first finds which pieces stand there, so that the others make cards of these alone.
    """

    def __init__(self, at: datetime, also: Sequence[QuerySet] = ()):
        placed, pinned = places(), shown_at_places(at=at)
        # A list a kind, each a walk along its index; together they would be sorted.
        lists = {kind: newest(kind=str(kind), at=at) for kind in (Coverage.REVIEW, *ESSAY, *NEWS_KINDS)}
        at_once(placed, pinned, *lists.values(), *also)
        is_pinned = {pk for (pk,) in pinned}
        self.newest = {
            kind: [(ordered_at, pk) for pk, ordered_at in rows if pk not in is_pinned]
            for kind, rows in lists.items()
        }
        self._reviews = self._first(HomePage.PLACES, Coverage.REVIEW)
        self._essays, self._news = self._first(ESSAYS, *ESSAY), self._first(NEWS, *NEWS_KINDS)
        wanted = [*is_pinned, *self._reviews, *self._essays, *self._news]
        found = cards(named(pieces=wanted, at=at), at)
        self.cards = {card.review.pk: card for card in found}
        self.placed = {place: self.cards[pk] for place, pk in placed if pk in is_pinned}

    @cached_property
    def front(self) -> Front:
        """A piece that readers may not see gives its place to the next, until they may."""
        rest = self._cards(self._reviews)
        lead = self.placed.get(HomePage.LEAD) or next((card for card in rest if card.picture), None)
        if lead is None and rest:
            lead = rest[0]
        others = iter([card for card in rest if card is not lead])
        places = (self.placed.get(place) or next(others, None) for place in range(1, HomePage.PLACES))
        return Front(lead, [card for card in places if card])

    @property
    def essays(self) -> list[Card]:
        return self._cards(self._essays)

    @property
    def news(self) -> list[Card]:
        return self._cards(self._news)

    def _first(self, count: int, *kinds: Coverage) -> list[int]:
        """The newest of these kinds that stand nowhere else."""
        rows = sorted((row for kind in kinds for row in self.newest[kind]), reverse=True)
        return [pk for _ordered_at, pk in rows[:count]]

    def _cards(self, pieces: list[int]) -> list[Card]:
        return [self.cards[pk] for pk in pieces]


@question
def places():
    return HomePlace.objects.values_list("position", "review")


@question
def shown_at_places(at: datetime):
    pieces = HomePlace.objects.values("review")
    return Review.objects.published(at).filter(pk__in=pieces).order_by().values_list("pk")


@question
def newest(kind: str, at: datetime):
    """As many as a list below needs, and as may stand at the top already."""
    rows = Review.objects.published(at).of_kind(kind).newest_first()
    return rows.values_list("pk", "ordered_at")[: NEWS + HomePage.PLACES]


@question
def named(pieces: list[int], at: datetime):
    return Review.objects.published(at).filter(pk__in=pieces).for_cards(at)


def front(at: datetime) -> Front:
    return Home(at).front
