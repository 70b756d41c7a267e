"""The top of the home page: what an editor put there, and the newest reviews in every other place."""

from dataclasses import dataclass
from datetime import datetime

from films.vocabulary import Coverage
from reviews.cards import Card, cards
from reviews.models import HomePage, HomePlace, Review


@dataclass(frozen=True)
class Front:
    lead: Card | None
    sheet: list[Card]

    @property
    def shown(self) -> list[Card]:
        return [self.lead, *self.sheet] if self.lead else self.sheet


def front(at: datetime) -> Front:
    """A piece that readers may not see gives its place to the next, until they may."""
    placed = dict(HomePlace.objects.values_list("position", "review"))
    published = Review.objects.published(at)
    own = {}
    if placed:
        found = cards(published.filter(pk__in=placed.values()).for_cards(at), at)
        own = {card.review.pk: card for card in found}
    newest = published.of_kind(Coverage.REVIEW).exclude(pk__in=own).for_cards(at).newest_first()
    rest = cards(newest[: HomePage.PLACES], at)
    at_place = {place: own[pk] for place, pk in placed.items() if pk in own}
    lead = at_place.get(HomePage.LEAD) or next((card for card in rest if card.picture), None)
    if lead is None and rest:
        lead = rest[0]
    others = iter([card for card in rest if card is not lead])
    places = (at_place.get(place) or next(others, None) for place in range(1, HomePage.PLACES))
    return Front(lead, [card for card in places if card])
