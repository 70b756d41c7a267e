"""The rows that the page of a piece prints and that depend on nothing but the piece: asked in one statement."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from films.models import Credit
from films.vocabulary import Role
from reviews.asking import at_once
from reviews.cards import name_directors
from reviews.film_facts import FilmFacts
from reviews.frames import binding
from reviews.models import Contributor, OutsideLink, PictureUse, Restriction, Review
from reviews.related import Signals


class Rows:
    """`signals`: of the piece; their first questions are asked along with these."""

    def __init__(self, review: Review, at: datetime, signals: Signals):
        self.review, self.at, self.film = review, at, review.main_film
        self.facts = FilmFacts(self.film, at) if self.film else None
        self.subjects = review.subjects.select_related("film")
        # Of films about which the piece is and which share name and year: `Film.label` names their directors.
        directors = (
            Credit.objects.filter(
                film__subjects__review=review, film__shares_name_and_year=True, role=Role.DIRECTOR
            )
            .select_related("person")
            .order_by("film_id", "billing")
        )
        self.authorships = review.authorships.select_related("contributor__portrait")
        self.uses = review.pictures.select_related("image")
        self.restrictions = binding(self._pictures, at, review)
        self.tagged = review.tagged.select_related("tag__film", "tag__person").filter(tag__merged_into=None)
        self.corrections = review.corrections.told(at)
        self.translations = self._translations
        self.links = self._links
        at_once(
            self.subjects, directors, self.authorships, self.uses, self.restrictions, self.tagged, self.corrections,
            self.translations, self.links, *(self.facts.questions if self.facts else ()), *signals.questions,
        )  # fmt: skip
        films = [subject.film for subject in self.subjects if subject.film]
        name_directors([*films, self.film] if self.film else films, directors)

    @property
    def _pictures(self) -> Q:
        """Its own, its authors' portraits and the film's poster, as a Restriction knows them."""
        authors = Contributor.objects.filter(authorships__review=self.review, portrait__isnull=False)
        pictures = Q(image__in=PictureUse.objects.filter(review=self.review).values("image"))
        pictures |= Q(image__in=authors.values("portrait"))
        return pictures | Q(image=self.film.poster_id) if self.film and self.film.poster_id else pictures

    @property
    def _translations(self):
        """The same piece in other languages, public ones only."""
        original = self.review.translation_of_id or self.review.pk
        of_it = Review.objects.filter(translation_of=original).values("pk")
        return (
            Review.objects.published(self.at)
            .filter(Q(pk__in=of_it) | Q(pk=original))
            .exclude(pk=self.review.pk)
            .only("path", "language", "headline")
        )

    @property
    def _links(self):
        """What came with the piece, then what else is known of the film."""
        about = Q(review=self.review)
        if self.film:
            is_open = Q(Exists(Review.objects.published(self.at).filter(pk=OuterRef("review"))))
            about |= Q(film=self.film) & (Q(review=None) | is_open)
        hidden = Restriction.objects.active(self.at).filter(mode=Restriction.Mode.LINK).values("link")
        return OutsideLink.objects.filter(about).exclude(pk__in=hidden)
