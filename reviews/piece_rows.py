"""The rows that the page of a piece prints and that depend on nothing but the piece: asked in one statement."""

from datetime import datetime

from django.db.models import FETCH_RAISE, F, Q

from films.models import Credit
from films.vocabulary import Role
from reviews import coverage
from reviews.asking import at_once, question
from reviews.cards import name_directors
from reviews.film_facts import FilmFacts
from reviews.frames import binding
from reviews.models import (
    Authorship,
    Contributor,
    Correction,
    OutsideLink,
    PictureUse,
    Review,
    Subject,
    TaggedReview,
)
from reviews.related import Sources

LINKS = 12  # about the film, beside those that came with the piece; its own page has more


class Rows:
    """`sources`: of what is related; their first questions are asked along with these."""

    def __init__(self, review: Review, at: datetime, sources: Sources):
        film = review.main_film
        self.facts = FilmFacts(film, at) if film else None
        self.subjects = subjects_of(review=review.pk)
        directors = directors_of_namesakes(review=review.pk)
        self.authorships = byline_of(review=review.pk)
        self.uses = pictures_of(review=review.pk)
        self.restrictions = restrictions_on(review=review.pk, poster=film.poster_id if film else None, at=at)
        self.tagged = tags_of(review=review.pk)
        self.corrections = corrections_of(review=review.pk, at=at)
        original = review.translation_of_id or review.pk
        self.translations = translations_of(review=review.pk, original=original, at=at)
        self.links = links_of(review=review.pk, at=at)
        self.links_about_film = links_about(film=film.pk, review=review.pk, at=at) if film else []
        of_film = (*self.facts.questions, self.links_about_film) if self.facts else ()
        at_once(
            self.subjects, directors, self.authorships, self.uses, self.restrictions, self.tagged, self.corrections,
            self.translations, self.links, *of_film, *sources.questions,
        )  # fmt: skip
        films = [subject.film for subject in self.subjects if subject.film]
        name_directors([*films, film] if film else films, directors)


@question
def subjects_of(review: int):
    return Subject.objects.filter(review=review).select_related("film")


@question
def directors_of_namesakes(review: int):
    """Of films about which the piece is and which share name and year: `Film.label` names their directors."""
    about = {"film__subjects__review": review, "film__shares_name_and_year": True}
    directors = Credit.objects.filter(**about, role=Role.DIRECTOR)
    return directors.select_related("person").order_by("film_id", "billing")


@question
def byline_of(review: int):
    return Authorship.objects.filter(review=review).select_related("contributor__portrait")


@question
def pictures_of(review: int):
    return PictureUse.objects.filter(review=review).select_related("image")


@question
def restrictions_on(review: int, poster: int | None, at: datetime):
    """On the piece, its pictures, its authors' portraits and the film's poster."""
    authors = Contributor.objects.filter(authorships__review=review, portrait__isnull=False)
    pictures = Q(image__in=PictureUse.objects.filter(review=review).values("image"))
    pictures |= Q(image__in=authors.values("portrait"))
    return binding(pictures | Q(image=poster) if poster else pictures, at, review)


@question
def tags_of(review: int):
    rows = TaggedReview.objects.filter(content_object=review, tag__merged_into=None)
    film = ("title", "title_language", "year", "slug", "form")
    return (
        rows.select_related("tag__film", "tag__person")
        .only(
            "position", "tag__name", "tag__slug", "tag__film", "tag__person", "tag__person__name",
            "tag__person__slug", *(f"tag__film__{name}" for name in film),
        )
        .fetch_mode(FETCH_RAISE)
    )  # fmt: skip


@question
def corrections_of(review: int, at: datetime):
    return Correction.objects.filter(review=review).told(at)


@question
def translations_of(review: int, original: int, at: datetime):
    """The same piece in other languages, public ones only."""
    # Two looks into two indexes; said as one condition, SQLite walks all that is published.
    versions = Review.objects.filter(translation_of=original).values("pk")
    versions = versions.union(Review.objects.filter(pk=original).values("pk"))
    found = Review.objects.published(at).filter(pk__in=versions).exclude(pk=review)
    return found.only("path", "language", "headline")


@question
def links_of(review: int, at: datetime):
    """What came with the piece, all of it."""
    return coverage.without_hidden(OutsideLink.objects.filter(review=review), at)


@question
def links_about(film: int, review: int, at: datetime):
    """What else is known of the piece's film, first what no piece brought along. Pieces may bring the same."""
    known = coverage.without_hidden(OutsideLink.objects.filter(film=film), at)
    own = OutsideLink.objects.filter(review=review).values("url")
    by_piece = F("review").asc(nulls_first=True), "position", "pk"
    return coverage.brought_by_the_open(known.exclude(url__in=own), at).order_by(*by_piece)[: LINKS * 4]
