"""The home page's pieces: what an editor put at the top, the newest reviews in every other place, and the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet

from films.vocabulary import Coverage
from reviews.asking import Question, at_once, question
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
        reviews = newest_reviews(kind=str(Coverage.REVIEW), at=at)
        essays = [newest_essays(kind=str(kind), at=at) for kind in ESSAY]
        news = [newest_news(kind=str(kind), at=at) for kind in NEWS_KINDS]
        at_once(placed, pinned, reviews, *essays, *news, *also)
        is_pinned = {pk for (pk,) in pinned}
        self._reviews = first_of(HomePage.PLACES, reviews)
        self._essays, self._news = first_of(ESSAYS, *essays), first_of(NEWS, *news)
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

    def _cards(self, pieces: list[int]) -> list[Card]:
        return [self.cards[pk] for pk in pieces]


@question
def places():
    return HomePlace.objects.values_list("position", "review")


@question
def shown_at_places(at: datetime):
    pieces = HomePlace.objects.values("review")
    return Review.objects.published(at).filter(pk__in=pieces).order_by().values_list("pk")


def newest(count: int) -> Callable[..., Question]:
    """So many of a kind, without what an editor put at the top."""

    def of_kind(kind: str, at: datetime):
        elsewhere = HomePlace.objects.filter(review=OuterRef("pk"))
        rows = Review.objects.published(at).of_kind(kind).filter(~Exists(elsewhere))
        return rows.newest_first().values_list("ordered_at", "pk")[:count]

    return question(of_kind)


newest_reviews, newest_essays, newest_news = newest(HomePage.PLACES), newest(ESSAYS), newest(NEWS)


def first_of(count: int, *lists: Question) -> list[int]:
    return [pk for _ordered_at, pk in sorted(chain(*lists), reverse=True)[:count]]


@question
def named(pieces: list[int], at: datetime):
    return Review.objects.published(at).filter(pk__in=pieces).for_cards(at)


def front(at: datetime) -> Front:
    return Home(at).front
