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
    """Two queries for everything; `also`: what else of the page the first of them answers."""

    def __init__(self, at: datetime, also: Sequence[QuerySet] = ()):
        placed, pinned = places(), shown_at_places(at=at)
        # A list a kind, each a walk along its index; together they would be sorted.
        lists = {kind: newest(kind=str(kind), at=at) for kind in (Coverage.REVIEW, *ESSAY, *NEWS_KINDS)}
        at_once(placed, pinned, *lists.values(), *also)
        found = {review.pk: review for rows in (pinned, *lists.values()) for review in rows}
        self.cards = {card.review.pk: card for card in cards(found.values(), at)}
        self.placed = {place: self.cards[pk] for place, pk in placed if pk in self.cards}
        self.lists = lists

    @cached_property
    def front(self) -> Front:
        """A piece that readers may not see gives its place to the next, until they may."""
        pinned = {card.review.pk for card in self.placed.values()}
        rest = self._without(self.lists[Coverage.REVIEW], pinned)[: HomePage.PLACES]
        lead = self.placed.get(HomePage.LEAD) or next((card for card in rest if card.picture), None)
        if lead is None and rest:
            lead = rest[0]
        others = iter([card for card in rest if card is not lead])
        places = (self.placed.get(place) or next(others, None) for place in range(1, HomePage.PLACES))
        return Front(lead, [card for card in places if card])

    @property
    def essays(self) -> list[Card]:
        return self._below(ESSAY, ESSAYS)

    @property
    def news(self) -> list[Card]:
        return self._below(NEWS_KINDS, NEWS)

    def _below(self, kinds: Sequence[Coverage], count: int) -> list[Card]:
        reviews = [review for kind in kinds for review in self.lists[kind]]
        reviews.sort(key=lambda review: (review.ordered_at, review.pk), reverse=True)
        return self._without(reviews, {card.review.pk for card in self.front.shown})[:count]

    def _without(self, reviews, left_out: set[int]) -> list[Card]:
        return [self.cards[review.pk] for review in reviews if review.pk not in left_out]


@question
def places():
    return HomePlace.objects.values_list("position", "review")


@question
def shown_at_places(at: datetime):
    return Review.objects.published(at).filter(pk__in=HomePlace.objects.values("review")).for_cards(at)


@question
def newest(kind: str, at: datetime):
    """As many as a list below needs, and as may stand at the top already."""
    return Review.objects.published(at).of_kind(kind).for_cards(at).newest_first()[: NEWS + HomePage.PLACES]


def front(at: datetime) -> Front:
    return Home(at).front
