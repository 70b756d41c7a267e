"""A piece as lists show it: what a card prints, decided here, so that templates only print."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import FETCH_RAISE, JSONField, Model

from films.models import Credit, Film
from films.vocabulary import Role
from images.colour import hue_class
from images.models import Image
from reviews.asking import at_once, question
from reviews.kinds import BY_VALUE, RANK, Kind
from reviews.models import Authorship, Contributor, Review
from reviews.titles import Run, runs

PANEL_RATIO_CLASS = "r-150"
NAMED_IN_LISTS = 2
OF_DJANGO = ("_state", "_prefetched_objects_cache")  # among the values of a row
SPOKEN = {Authorship.Credit.WORDS, Authorship.Credit.INTERVIEW}


@dataclass(frozen=True)
class Card:
    review: Review
    picture: Image | None
    about: str
    names: list[Contributor]
    others: int
    reason: str = ""

    @property
    def url(self) -> str:
        return self.review.get_absolute_url()

    @property
    def kind(self) -> Kind:
        return BY_VALUE[self.review.kind]

    @property
    def rank(self) -> int:
        """Where its kind stands among a film's pieces: reviews first."""
        return RANK[self.review.kind]

    @property
    def film(self) -> Film | None:
        return self.review.main_film

    @property
    def headline(self) -> list[Run]:
        return self._runs(self.review.short_headline or self.review.headline)

    @property
    def full_headline(self) -> list[Run]:
        return self._runs(self.review.headline)

    @property
    def dek(self) -> list[Run]:
        """Its dek, or else its first sentence."""
        return self._runs(self.about)

    def _runs(self, words: str) -> list[Run]:
        return runs(words, [self.film] if self.film else [])

    @property
    def ratio_class(self) -> str:
        return self.picture.ratio_class if self.picture else PANEL_RATIO_CLASS

    @property
    def hue_class(self) -> str:
        if self.film is not None:
            return hue_class(self.film.hue)
        return hue_class(self.picture.hue) if self.picture else hue_class(None)

    @property
    def date(self) -> datetime | None:
        """When it first appeared. A piece that runs again moves up the list and keeps its date."""
        return self.review.first_published_at or self.review.ordered_at

    @property
    def year(self) -> int:
        return self.review.ordered_at.astimezone(ZoneInfo(settings.TIME_ZONE)).year

    @property
    def reading_minutes(self) -> int:
        return reading_minutes(self.review.word_count)

    @property
    def facts(self) -> tuple:
        """All that can be printed of it, as what was not loaded cannot be."""
        rows = (self.review, self.film, self.picture, *self.names)
        return (*map(loaded, rows), self.about, self.others, self.reason)


def loaded(row: Model | None) -> tuple:
    """The values of a row, those that cannot be a key by how they are written."""
    if row is None:
        return ()
    values = row.__dict__.copy()
    for name in OF_DJANGO:
        values.pop(name, None)
    for name in of_json(type(row)):
        if name in values:
            values[name] = repr(values[name])
    return tuple(values.values())


@cache
def of_json(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, JSONField))


class Given(dict):
    """What a template is given, rows and words, to be printed."""

    @property
    def facts(self) -> tuple:
        return tuple(
            (name, loaded(value) if isinstance(value, Model) else value) for name, value in self.items()
        )


class Printed:
    """What is to be printed as a key: equal to each of which the same can be printed, by its `facts`."""

    def __init__(self, thing):
        self.thing, self.facts = thing, thing.facts

    def __hash__(self):
        return hash(self.facts)

    def __eq__(self, other):
        return self.facts == other.facts

    def take(self):
        """The thing, once: what is kept for its words keeps no rows."""
        thing, self.thing = self.thing, None
        return thing


def keys_of_cards(cards: list[Card]) -> list[str]:
    """What lists of cards name: the pieces, and the pictures, whose licences end by themselves."""
    keys = [f"review:{card.review.pk}" for card in cards]
    return keys + [f"image:{card.picture.pk}" for card in cards if card.picture]


def reading_minutes(words: int) -> int:
    """At 230 words a minute, rounded up, never under one."""
    return max(1, -(-words // 230))


def cards(
    reviews, at: datetime, reasons: dict[int, str] | None = None, authorships: Iterable | None = None
) -> list[Card]:
    """Cards for pieces loaded with `for_cards(at)`, in their order. One more query for all of them, none where their
    `authorships_of` are given and no two films share name and year.
    """
    reviews = list(reviews)
    written = _know_people(reviews, authorships)
    return [_card(review, at, written[review.pk], (reasons or {}).get(review.pk, "")) for review in reviews]


def _know_people(reviews: list[Review], authorships: Iterable | None) -> dict[int, list[Authorship]]:
    """Who wrote each piece. In the same query, who directed films of theirs that share name and year."""
    films = [review.main_film for review in reviews if review.main_film]
    directors = directors_of(films)
    if authorships is None:
        authorships = authorships_of(reviews=[review.pk for review in reviews])
        at_once(authorships, directors)
    of: dict[int, list[Authorship]] = defaultdict(list)
    for row in authorships:
        of[row.review_id].append(row)
    name_directors(films, directors)
    return of


def _card(review, at: datetime, authorships: list[Authorship], reason: str) -> Card:
    names = [row.contributor for row in authorships if row.credit in SPOKEN]
    named = names if len(names) <= NAMED_IN_LISTS + 1 else names[:NAMED_IN_LISTS]
    picture = review.lead_image
    if picture is not None and (review.lead_is_hidden or not picture.is_licensed(at)):
        picture = None
    # Where something is cut from the text, its first sentence may be what was cut.
    about = review.dek or ("" if review.is_cut else review.excerpt)
    return Card(review, picture, about, named, len(names) - len(named), reason)


def know_directors(films: list[Film]) -> None:
    """Fill in what `Film.label` asks of films that share name and year, in one query instead of one each."""
    name_directors(films, directors_of(films))


@question
def authorships_of(reviews: list[int]):
    rows = Authorship.objects.filter(review__in=reviews).select_related("contributor")
    return rows.only("review", "credit", "position", "contributor__name", "contributor__slug").fetch_mode(
        FETCH_RAISE
    )


def directors_of(films: list[Film]):
    """Credits of the directors of those films that share name and year."""
    return directing(films=list({film.pk for film in films if film.shares_name_and_year}))


@question
def directing(films: list[int]):
    directed = Credit.objects.filter(film__in=films, role=Role.DIRECTOR)
    return directed.select_related("person").order_by("film_id", "billing")


def name_directors(films: list[Film], directors: Iterable[Credit]) -> None:
    surnames: dict[int, str] = {}
    for credit in directors:
        surnames.setdefault(credit.film_id, credit.person.surname)
    for film in films:
        if film.shares_name_and_year:
            film.director_surname = surnames.get(film.pk, "")
