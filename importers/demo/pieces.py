"""Pieces go into the magazine by the workflow's verbs, each at its own moment, as if it had been there then."""

from datetime import datetime, timedelta

from accounts.models import User
from images.models import Image
from importers.demo.calendar import Calendar
from importers.demo.cinema import Cinema
from importers.demo.content import Piece, with_ids
from pagecache import clock
from reviews import copies, workflow
from reviews import state as states
from reviews.models import Contributor, Correction, PictureUse, Review, Section, Subject, Tag

Place = PictureUse.Place
Treatment = Subject.Treatment
EARLIER = timedelta(hours=3)  # how long before its publication a piece was begun
ENTITY_KINDS = {"review", "interview"}  # whose film and directors the desk accepts as tags


class Newsroom:
    """Knows everything a piece may name, and puts pieces through."""

    def __init__(
        self,
        calendar: Calendar,
        cinema: Cinema,
        library: dict[str, Image],
        contributors: dict[str, Contributor],
        sections: dict[str, Section],
        accounts: dict[str, User],
    ):
        self.calendar, self.cinema, self.library = calendar, cinema, library
        self.contributors, self.sections, self.accounts = contributors, sections, accounts
        self.ids = {
            "image": {name: image.pk for name, image in library.items()},
            "film": {slug: film.pk for slug, film in cinema.films.items()},
            "person": cinema.by_slug(),
        }
        self.tags: dict[str, int] = {}
        self.reviews: dict[str, Review] = {}

    def state(self, piece: Piece) -> dict:
        """The piece as the one structure that the workflow speaks."""
        return states.blank(
            kind=piece.kind,
            headline=piece.headline,
            short_headline=piece.short_headline,
            dek=piece.dek,
            body=with_ids(piece.body, self.ids),
            slug=piece.slug,
            language=piece.language,
            section=self.sections[piece.section].pk,
            translation_of=self.reviews[piece.translation_of].pk if piece.translation_of else None,
            rating=_half_stars(piece.rating),
            spoilers=piece.spoilers,
            content_warning=piece.content_warning,
            disclosure=piece.disclosure,
            subjects=self._subjects(piece),
            authors=self._authors(piece),
            tags=self._tags(piece),
            pictures=self._pictures(piece),
        )

    def put_through(self, piece: Piece) -> Review:
        """Begin, and bring as far as its `state` says."""
        at = self.calendar.moment(piece.when) if piece.when else self.calendar.now
        by = self._writer_of(piece)
        with clock.freeze(min(at - EARLIER, self.calendar.now)):
            review = workflow.begin(self.state(piece), by=by)
        if piece.slug:
            self.reviews[piece.slug] = review
        getattr(self, f"_{piece.state.replace('-', '_')}")(piece, review, at, by)
        return review

    def pin(self, piece: Piece) -> None:
        """Once all pieces are there: what the editors chose for its "More about"."""
        review = self.reviews[piece.slug]
        copy = copies.working_copy(review)
        pins = [{"review": self.reviews[slug].pk, "exclude": False} for slug in piece.pins]
        editor = self.accounts["editor"]
        with clock.freeze(self.calendar.now):
            workflow.save(review, copy.state | {"pins": pins}, by=editor, version=copy.version, note="Pins")
            workflow.publish_change(review, by=editor, version=review.version, note="Pins for this run")

    # What becomes of a piece

    def _published(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        editor = self.accounts["editor"]
        with clock.freeze(at):
            workflow.publish(review, by=editor, version=review.version)
        if piece.again:
            with clock.freeze(self.calendar.moment(piece.again)):
                workflow.run_again(review, by=editor, version=review.version, where=piece.again_where)
        if piece.correction:
            Correction.objects.create(
                review=review, made_at=at + timedelta(days=1), text=piece.correction, by=editor
            )

    def _scheduled(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        with clock.freeze(self.calendar.now):
            workflow.publish(review, by=self.accounts["editor"], version=review.version, at=at)

    def _withdrawn(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        self._published(piece, review, at, by)
        with clock.freeze(self.calendar.moment(piece.withdrawn)):
            workflow.withdraw(review, by=self.accounts["chief"], version=review.version, reason=piece.because)

    def _draft(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        pass

    def _submitted(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        with clock.freeze(at):
            workflow.submit(review, by=by, version=review.version)

    def _ready(self, piece: Piece, review: Review, at: datetime, by: User) -> None:
        with clock.freeze(at):
            workflow.make_ready(review, by=self.accounts["editor"], version=review.version)

    def _writer_of(self, piece: Piece) -> User:
        """The account behind the first name; those without a login send their pieces to the editor."""
        for name in [*piece.by, *piece.interview_by]:
            if account := self.contributors[name].user:
                return account
        return self.accounts["editor"]

    # The parts of a state

    def _subjects(self, piece: Piece) -> list[dict]:
        rows = [(slug, "", Treatment.REVIEWED) for slug in piece.films]
        rows += [(None, work, Treatment.REVIEWED) for work in piece.works]
        rows += [(slug, "", Treatment.DISCUSSED) for slug in piece.discussed]
        rows += [(slug, "", Treatment.MENTIONED) for slug in piece.mentioned]
        return [
            {
                "film": self.ids["film"][slug] if slug else None,
                "work": work,
                "treatment": treatment.value,
                "rating": _half_stars(piece.ratings.get(slug or "")),
            }
            for slug, work, treatment in rows
        ]

    def _authors(self, piece: Piece) -> list[dict]:
        credited = [
            ("words", piece.by),
            ("interview", piece.interview_by),
            ("translation", piece.translated_by),
            ("photographs", piece.photographs_by),
        ]
        return [
            {"contributor": self.contributors[name].pk, "credit": credit, "role": "", "place": ""}
            for credit, names in credited
            for name in names
        ]

    def _tags(self, piece: Piece) -> list[int]:
        names = list(piece.tags)
        if piece.kind in ENTITY_KINDS and len(piece.films) == 1 and not piece.path:
            film = self.cinema.films[piece.films[0]]
            directors = film.credits.filter(role__in=["director", "creator"]).select_related("person")
            names += [f"film:{film.slug}", *(f"person:{credit.person.slug}" for credit in directors)]
        return list(dict.fromkeys(self._tag(name) for name in names))

    def _tag(self, name: str) -> int:
        if name not in self.tags:
            kind, _, rest = name.partition(":")
            if kind == "film":
                tag = Tag.objects.for_film(self.cinema.films[rest])
            elif kind == "person":
                people = {person.slug: person for person in self.cinema.people.values()} | self.cinema.people
                tag = Tag.objects.for_person(people[rest])
            else:
                tag = Tag.objects.take(name)
            self.tags[name] = tag.pk
        return self.tags[name]

    def _pictures(self, piece: Piece) -> list[dict]:
        placed = [(Place.LEAD, piece.lead)] if piece.lead else []
        placed += [(Place.BODY, name) for name in piece.pictures_in_text()]
        placed += [(Place.GALLERY, name) for name in piece.gallery]
        return [self._use(place, self.library[name]) for place, name in placed]

    @staticmethod
    def _use(place: Place, image: Image) -> dict:
        return {
            "image": image.pk, "place": place.value, "alt": image.alt, "caption": image.caption,
            "decorative": not image.alt,
        }  # fmt: skip


def _half_stars(stars: float | None) -> int | None:
    return None if stars is None else round(stars * 2)
