"""What can be chosen while writing, one shelf a kind of thing. A shelf shows a person only what they may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.policy import can
from accounts.text import fold
from films.models import Credit, Film, FilmEnding, Person, PersonEnding, Still
from films.models.ending import Ending, beginning_with
from films.vocabulary import Role
from images.models import Image
from reviews.models import Contributor, Review, Subject, Tag
from reviews.on_it import who_is_on_it
from reviews.state import EMPTY, Library

MAKERS = (Role.DIRECTOR, Role.CREATOR)
BIGGEST_ID = 2**63 - 1
LATELY = timedelta(days=30)


def number(text) -> int | None:
    """An id as a form or an address brings it; None for what is none."""
    text = str(text or "")
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return value if 0 < value <= BIGGEST_ID else None


@dataclass(frozen=True)
class Found:
    pk: int
    label: str
    hint: str = ""
    thing: object = field(default=None, repr=False)
    names: tuple[str, ...] = ()  # what, typed in full, can only mean this

    def is_called(self, words: str) -> bool:
        return fold(words) in {fold(name) for name in (self.label, *self.names)}


@dataclass(frozen=True)
class Near:
    """What stands in the form in which somebody chooses, by id: what belongs to it is offered first."""

    films: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()


class Shelf:
    kind: str
    permission: str
    gone: str
    unknown: str
    several = "Which one?"
    prompt = "Half a word will do"
    column = "folded"
    first_name = ""  # a column that holds the first of the names alone, and has an index
    endings: type[Ending] | None = None  # an index of everything that a name holds

    def open(self, user, at: datetime) -> QuerySet:
        """Rows that this person may choose."""
        raise NotImplementedError

    def ordered(self, rows: QuerySet) -> QuerySet:
        return rows

    def found(self, rows: Iterable, at: datetime, library: Library = EMPTY) -> list[Found]:
        raise NotImplementedError

    def nearest(self, rows: QuerySet, user, at: datetime, near: Near) -> Iterable[QuerySet]:
        """The rows that come before all others there, the nearest first."""
        return ()

    def find(self, user, at: datetime, words: str, limit: int = 8, near: Near | None = None) -> list[Found]:
        """Every word stands somewhere in its names; the nearest come first, then those that begin with the words."""
        folded = fold(words.replace("\0", ""))[:200]
        if not folded or not can(user, self.permission):
            return []
        rows, asked = self.open(user, at), folded.split()[:8]
        for word in asked:
            rows = rows.filter(**{f"{self.column}__contains": word})
        few = self.endings.few_with(asked) if self.endings else None
        if few is None:
            found = self._along(rows, folded, limit, self.nearest(rows, user, at, near) if near else ())
        else:
            found = self._among(rows.filter(pk__in=few), folded, limit) if few else []
        return self.found(found, at)

    def _along(self, rows: QuerySet, folded: str, limit: int, nearest: Iterable[QuerySet]) -> list:
        """A question each, a walk along an index that ends with the last row wanted.

        One question that sorted all rows by how they begin would read the whole shelf for every letter typed.
        """
        found: list = []
        for stretch in (*nearest, beginning_with(rows, self.first_name or self.column, folded), rows):
            if len(found) < limit:
                others = stretch.exclude(pk__in=[row.pk for row in found]) if found else stretch
                found += self.ordered(others)[: limit - len(found)]
        return found

    def _among(self, rows: QuerySet, folded: str, limit: int) -> list:
        """Of a few rows, sorted without a limit: with one, PostgreSQL would rather walk along all there are."""
        named = list(self.ordered(rows).values_list("pk", self.first_name))
        # Sorting keeps the order of what it need not move.
        named.sort(key=lambda row: not row[1].startswith(folded))
        wanted = [pk for pk, _name in named[:limit]]
        there = rows.in_bulk(wanted)
        return [there[pk] for pk in wanted if pk in there]

    def named(self, user, at: datetime, ids: Iterable[int], library: Library = EMPTY) -> dict[int, Found]:
        """What these ids stand for, as far as this person may see it. `library`: what is at hand already."""
        wanted = [pk for pk in ids if pk]
        if not wanted or not can(user, self.permission):
            return {}
        rows = self.open(user, at).filter(pk__in=wanted)
        return {thing.pk: thing for thing in self.found(rows, at, library)}


class Films(Shelf):
    prompt = "A title, or part of it"
    kind, permission = "film", "films.view_film"
    first_name, endings = "folded_title", FilmEnding
    gone = "This film is no longer there. Choose another."
    unknown = "No film is called “%(words)s”."
    several = "More than one film could be meant by “%(words)s”. Which one?"

    def open(self, user, at):
        return Film.objects.select_related("poster")

    def find(self, user, at, words, limit=8, near=None):
        found = [film for film in super().find(user, at, words, limit) if not film.thing.merged_into_id]
        return self._with_who_is_on_it(found, user, at)

    def named(self, user, at, ids, library=EMPTY):
        found = super().named(user, at, ids, library)
        return dict(zip(found, self._with_who_is_on_it(found.values(), user, at), strict=True))

    @staticmethod
    def _with_who_is_on_it(found: Iterable[Found], user, at: datetime) -> list[Found]:
        """So that nobody begins what somebody else was asked to write."""
        found = list(found)
        told = who_is_on_it([film.pk for film in found], at, but=user) if found else {}
        return [replace(film, hint=", ".join(filter(None, [film.hint, told.get(film.pk)]))) for film in found]

    def ordered(self, rows):
        return rows.order_by("sort_title", "year", "pk")

    def found(self, rows, at, library=EMPTY):
        films = list(rows)
        makers, pieces = makers_of(films, library), pieces_about(films, at)
        for film in films:
            first = makers[film.pk][:1]
            film.director_surname = first[0].surname if first else ""
        return [
            Found(
                film.pk,
                film.label,
                ", ".join(
                    filter(None, [*(person.name for person in makers[film.pk]), counted(pieces[film.pk])])
                ),
                film,
                (film.title, film.original_title) if film.original_title else (film.title,),
            )
            for film in films
        ]


def makers_of(films: list[Film], library: Library = EMPTY) -> dict[int, list[Person]]:
    made: dict[int, list[Person]] = defaultdict(list)
    if Credit in library:
        credits = [credit for credit in library[Credit].values() if credit.role in MAKERS]
    else:
        credits = Credit.objects.filter(film__in=films, role__in=MAKERS).billed() if films else []
    for credit in credits:
        made[credit.film_id].append(credit.person)
    return made


def pieces_about(films: list[Film], at: datetime) -> dict[int, int]:
    """How many pieces readers can find about each; drafts of others are nobody's business."""
    if not films:
        return defaultdict(int)
    published = Review.objects.published(at).filter(pk=OuterRef("review"))
    rows = Subject.objects.filter(Exists(published), film__in=films).order_by()
    return defaultdict(int, rows.values_list("film").annotate(Count("pk")))


def counted(pieces: int) -> str:
    return "" if not pieces else "1 piece" if pieces == 1 else f"{pieces} pieces"


class People(Shelf):
    kind, permission = "person", "films.view_person"
    first_name, endings = "folded_name", PersonEnding
    gone = "This person is no longer there. Choose another."
    unknown = "Nobody is called “%(words)s”."

    def open(self, user, at):
        return Person.objects.current()

    def ordered(self, rows):
        return rows.order_by("sort_name", "pk")

    def found(self, rows, at, library=EMPTY):
        people = list(rows)
        known: dict[int, str] = {}
        roles = (
            Credit.objects.filter(person__in=people).select_related("film").order_by("-film__year", "billing")
        )
        for credit in roles[:200] if people else ():
            known.setdefault(credit.person_id, f"{credit.get_role_display().lower()}, {credit.film.title}")
        return [Found(person.pk, person.name, known.get(person.pk, ""), person) for person in people]


class Contributors(Shelf):
    prompt = "A name, or part of it"
    kind, permission = "contributor", "reviews.view_contributor"
    gone = "This contributor is no longer there. Choose another."
    unknown = "Nobody here is called “%(words)s”."

    def open(self, user, at):
        return Contributor.objects.all()

    def ordered(self, rows):
        return rows.order_by("sort_name", "pk")

    def found(self, rows, at, library=EMPTY):
        return [Found(row.pk, row.name, ", ".join(filter(None, [row.role, row.place])), row) for row in rows]


class Tags(Shelf):
    kind, permission = "tag", "reviews.view_tag"
    gone = "This tag is no longer there."
    unknown = "No tag is called “%(words)s”."

    def open(self, user, at):
        return Tag.objects.all()

    def find(self, user, at, words, limit=8, near=None):
        return [tag for tag in super().find(user, at, words, limit) if not tag.thing.merged_into_id]

    def ordered(self, rows):
        return rows.order_by("name", "pk")

    def found(self, rows, at, library=EMPTY):
        return [
            Found(tag.pk, tag.name, "film" if tag.film_id else "person" if tag.person_id else "", tag)
            for tag in rows
        ]


class Pieces(Shelf):
    prompt = "Part of a headline"
    kind, permission = "review", "reviews.view_review"
    gone = "This piece is no longer there. Choose another."
    unknown = "No piece is called “%(words)s”."

    def open(self, user, at):
        seen, public = Review.objects.seen_by(user), Review.objects.published(at)
        # Asked of each piece that is found, never gathered: a magazine has many pieces.
        same = OuterRef("pk")
        return Review.objects.filter(Exists(seen.filter(pk=same)) | Exists(public.filter(pk=same)))

    def ordered(self, rows):
        return rows.order_by("-changed_at", "-pk").defer("body", "folded_body", "folded")

    def found(self, rows, at, library=EMPTY):
        return [
            Found(
                row.pk,
                str(row),
                ", ".join(filter(None, [row.get_kind_display(), row.path or row.get_status_display()])),
                row,
            )
            for row in rows
        ]


class Pictures(Shelf):
    prompt = "What it shows, or its credit"
    kind, permission = "image", "images.view_image"
    gone = "This picture is no longer in the library. Choose another."
    unknown = "No picture in the library is described by “%(words)s”."

    def open(self, user, at):
        return Image.objects.all()

    def nearest(self, rows, user, at, near):
        """Stills of the films, what the piece has already, and what this person brought lately."""
        if near.films:
            yield rows.filter(Exists(Still.objects.filter(image=OuterRef("pk"), film__in=near.films)))
        if near.pictures:
            yield rows.filter(pk__in=near.pictures)
        yield rows.filter(uploaded_by=user, created_at__gt=at - LATELY)

    def find(self, user, at, words, limit=8, near=None):
        # A piece keeps what it has; nobody chooses anew from the bin.
        return [found for found in super().find(user, at, words, limit, near) if not found.thing.binned_at]

    def ordered(self, rows):
        return rows.order_by("-created_at", "-pk")

    def found(self, rows, at, library=EMPTY):
        return [
            Found(row.pk, str(row), ", ".join(filter(None, [row.credit, f"{row.width} × {row.height}"])), row)
            for row in rows
        ]


SHELVES: dict[str, Shelf] = {
    shelf.kind: shelf for shelf in (Films(), People(), Contributors(), Tags(), Pieces(), Pictures())
}
