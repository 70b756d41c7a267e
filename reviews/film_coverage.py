"""What we wrote about one film, sorted as it is read: the review of record, second opinions, before and after.

A film with more pieces than one page holds is turned page by page instead, the newest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings

from films import releases
from films.models import Film, Selection
from films.vocabulary import Coverage, Precision
from reviews.asking import question
from reviews.cards import Card
from reviews.film_facts import FilmFacts
from reviews.models import Review

WORTH_A_LINE = 3  # a line of time with fewer stations tells nothing
APART = 3  # half stars from which on critics disagree


@dataclass(frozen=True)
class Station:
    """A day in the life of a film: something that happened to it, or something we wrote."""

    day: date
    when: str  # as far as the day is known
    text: str = ""
    address: str = ""
    card: Card | None = None

    @property
    def order(self) -> tuple:
        """What happened stands before what was written about it that day."""
        return (self.day, self.card is not None, self.card.review.pk if self.card else self.text)


class FilmCoverage:
    """`cards`: every published piece about the film, loaded for cards, the newest first; `selections`: of the film."""

    def __init__(
        self, film: Film, facts: FilmFacts, cards: list[Card], at: datetime, selections: Iterable[Selection]
    ):
        self.film, self.facts, self.cards, self.at = film, facts, cards, at
        self.selections = selections
        self.zone = ZoneInfo(settings.TIME_ZONE)

    # Who speaks

    @cached_property
    def verdicts(self) -> list[Card]:
        """Reviews of this very film, the one of record first."""
        own = [
            card
            for card in self.cards
            if card.review.kind == Coverage.REVIEW and card.review.main_film_id == self.film.pk
        ]
        return sorted(own, key=lambda card: _precedence(card.review))

    @property
    def record(self) -> Card | None:
        """What the magazine says of the film: the review an editor chose, else the first it published."""
        return self.verdicts[0] if self.verdicts else None

    @property
    def second_opinions(self) -> list[Card]:
        return self.verdicts[1:]

    @property
    def cover(self) -> Card | None:
        """The piece on top: the review of record, or the first of the kinds that lead."""
        return self.record or min(self.cards, key=lambda card: card.rank, default=None)

    @property
    def ratings(self) -> list[Card]:
        """A line for each critic, the warmest first, where ours disagree; empty where they do not."""
        rated = [(card.review.rating, card) for card in self.verdicts if card.review.rating is not None]
        marks = [mark for mark, _card in rated]
        if len(marks) < 2 or max(marks) - min(marks) < APART:
            return []
        # Sorting keeps the order in which they were published.
        return [card for _mark, card in sorted(rated, key=lambda entry: -entry[0])]

    # Where it stands

    @cached_property
    def others(self) -> list[Card]:
        apart = {card.review.pk for card in [*self.verdicts, *([self.cover] if self.cover else [])]}
        rest = [card for card in self.cards if card.review.pk not in apart]
        return sorted(rest, key=lambda card: card.rank)

    @property
    def before(self) -> list[Card]:
        """For readers who have not seen the film."""
        return [card for card in self.others if card.review.spoilers != Review.Spoilers.FULL]

    @property
    def after(self) -> list[Card]:
        """For readers who have: these tell the ending."""
        return [card for card in self.others if card.review.spoilers == Review.Spoilers.FULL]

    # When it was

    @cached_property
    def timeline(self) -> list[Station]:
        """From the announcement to the disc, the earliest first; empty when there is too little to tell."""
        found = [*self._shown_at_festivals(), *self._released(), *self._written()]
        found.sort(key=lambda station: station.order)
        written = sum(1 for station in found if station.card)
        return found if len(found) >= WORTH_A_LINE and written else []

    @property
    def years(self) -> list[tuple[int, list[Station]]]:
        return [
            (year, list(found))
            for year, found in groupby(self.timeline, key=lambda station: station.day.year)
        ]

    def _written(self):
        for card in self.cards:
            day = card.date.astimezone(self.zone).date()
            yield Station(day, releases.day(day, year=False), card=card)

    def _released(self):
        for release in self.facts.all_releases:
            if release.date is None or release.precision == Precision.UNKNOWN:
                continue
            happens = releases.happening(release, self.facts.today)
            yield Station(release.date, releases.when_within_year(release), happens[:1].upper() + happens[1:])

    def _shown_at_festivals(self):
        for selection in self.selections:
            edition = selection.edition
            if edition.starts_on is None:
                continue
            won = [award.name for award in self.facts.awards if award.edition_id == edition.pk]
            section = selection.section.name if selection.section else ""
            yield Station(
                edition.starts_on,
                releases.day(edition.starts_on, year=False),
                ", ".join(filter(None, [str(edition), section, *won])),
                edition.get_absolute_url(),
            )


@question
def selections_of(film: int):
    """Where it was shown, with what a line says of it."""
    return Selection.objects.filter(film=film).select_related("edition__festival", "section")


def reviews_of(film_pk: int, at: datetime) -> list[Review]:
    """What readers can find of reviews of this very film, the one of record first. One query."""
    found = Review.objects.published(at).of_kind(Coverage.REVIEW).filter(main_film=film_pk)
    return sorted(found.only(*PRECEDENCE), key=_precedence)


PRECEDENCE = ("of_record_at", "first_published_at", "ordered_at")


def _precedence(review: Review) -> tuple:
    """What an editor chose last comes first, then what was published first."""
    chosen = -review.of_record_at.timestamp() if review.of_record_at else 0.0
    return (chosen, review.first_published_at or review.ordered_at, review.pk)
