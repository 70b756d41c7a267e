"""What readers may know to exist: films, people, tags and bylines with something public about them.

A film page that answered before the first piece is public would tell of a commission or break an embargo.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import FETCH_RAISE, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from accounts.likelihood import Likely, OneByOne
from films.models import Award, Credit, Edition, Film, Person, Release, Selection
from films.models.letter import FirstLetter
from films.vocabulary import Coverage, Role
from images.models import Image
from reviews.asking import at_once, question
from reviews.models import (
    Authorship,
    Contributor,
    PictureUse,
    Restriction,
    Review,
    Subject,
    Tag,
    TaggedReview,
)

CURRENT = Likely(Q(merged_into=None))  # as `current()` of films and people; few were merged
COUNTED_UP_TO = 200
FRAMES, ALSO, INVOLVED, FILMOGRAPHY = 9, 3, 12, 24
OF_A_DIRECTOR = 100  # films
FRAMES_FROM = 60  # pieces
STRIP, OPENING = 6, 8
EDITIONS = 60  # in a list of festivals
ENOUGH = 20  # of somebody's pieces and films, beside their name
IN_A_STRIP = (
    "title", "title_language", "year", "slug", "hue",
    "poster__key", "poster__width", "poster__height", "poster__renditions", "poster__rights_until",
)  # fmt: skip
IN_A_TABLE = (
    "date", "medium", "distributor", "city", "venue", "territory",
    "film__title", "film__title_language", "film__slug",
)  # fmt: skip
ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}


def films(at: datetime):
    """Films that a published piece is about or mentions."""
    return Film.objects.filter(CURRENT, Exists(shown(Subject, at).filter(film=OuterRef("pk"))))


def people(at: datetime):
    """People with a credit on a covered film, or whose tag a published piece carries."""
    about = shown(Subject, at).filter(film=OuterRef("film"))
    credited = Credit.objects.filter(Exists(about), person=OuterRef("pk"))
    tagged = shown(TaggedReview, at, "content_object").filter(
        tag__person=OuterRef("pk"), ordered_at__isnull=False
    )
    return Person.objects.filter(CURRENT, OneByOne(credited) | OneByOne(tagged))


def contributors(at: datetime):
    return Contributor.objects.filter(Exists(shown(Authorship, at).filter(contributor=OuterRef("pk"))))


def tags(at: datetime):
    """Tags of their own: those that are a film or a person have that film's or person's page."""
    return Tag.objects.current().filter(
        Exists(shown(TaggedReview, at, "content_object").filter(tag=OuterRef("pk"))), film=None, person=None
    )


def subjects_of(film: int, at: datetime):
    """Of each published piece about or with the film one row."""
    return shown(Subject, at).filter(film=film, ordered_at__isnull=False)


def about_person(person: int, at: datetime) -> list[tuple[QuerySet, str]]:
    """Rows of pieces about a film the person worked on, and of those with the person's tag, each piece once in either.

    A person may have hundreds of films, so these rows are read without their pieces: the rule decides about the first
    that a list takes, and only restrictions are looked at before, lest they make a page short.
    """
    worked_on = Credit.objects.filter(person=person).values("film")
    tags = Tag.objects.filter(person=person).values("pk")
    about = Subject.objects.filter(film__in=worked_on)
    tagged = TaggedReview.objects.filter(tag__in=tags)
    return [once_each(about, "review", at), once_each(tagged, "content_object", at)]


def once_each(rows: QuerySet, review: str, at: datetime) -> tuple[QuerySet, str]:
    restricted = Restriction.objects.full().active(at).filter(review=OuterRef(review))
    rows = rows.filter(~Exists(restricted), ordered_at__isnull=False, visible_from__lte=at)
    return rows.values(review).annotate(newest=Max("ordered_at")), review


def bylines_of(contributor: int, at: datetime):
    """Of each published piece of theirs one row, though somebody may be credited twice for it."""
    same = Authorship.objects.filter(
        contributor=contributor, review=OuterRef("review"), pk__lt=OuterRef("pk")
    )
    return shown(Authorship, at).filter(~Exists(same), contributor=contributor, ordered_at__isnull=False)


def tagged_with(tag: int, at: datetime):
    return shown(TaggedReview, at, "content_object").filter(tag=tag, ordered_at__isnull=False)


def shown(rows, at: datetime, review: str = "review"):
    """Rows of published pieces. Their copied times narrow; the rule decides."""
    published = Review.objects.published(at).filter(pk=OuterRef(f"{review}_id"))
    return rows.objects.filter(Exists(published), visible_from__lte=at)


@dataclass(frozen=True)
class Count:
    """How many, as readers see it: exact up to 200 or whatever was counted to, then "200+"."""

    number: int
    most: int = COUNTED_UP_TO

    def __str__(self):
        return f"{self.most}+" if self.number > self.most else str(self.number)


def to_count(pieces):
    """As many rows as a `Count` needs. Counted anew each time: a kept counter could not know that a scheduled piece has
    just appeared.
    """
    return pieces.order_by().values_list("pk")[: COUNTED_UP_TO + 1]


# Indexes


def years(at: datetime) -> list[int]:
    """Years with something published, newest first."""
    ends = first_and_last(at)
    at_once(*ends)
    return years_between(*ends)


def first_and_last(at: datetime):
    """When the first and the last piece were published: two index seeks, each a row or none."""
    return first_published(at=at), last_published(at=at)


@question
def first_published(at: datetime):
    times = Review.objects.published(at).values_list("ordered_at", flat=True)
    return times.order_by("ordered_at", "pk")[:1]


@question
def last_published(at: datetime):
    return Review.objects.published(at).values_list("ordered_at", flat=True).newest_first()[:1]


def years_between(first, last) -> list[int]:
    """From that of the last to that of the first; one in between may be empty."""
    if not first:
        return []
    zone = ZoneInfo(settings.TIME_ZONE)
    return list(range(last[0].astimezone(zone).year, first[0].astimezone(zone).year - 1, -1))


ALPHABET = [chr(code) for code in range(ord("A"), ord("Z") + 1)]


@question
def newest_films(at: datetime):
    """The films we began to cover last, by when they were entered."""
    newest = films(at).select_related("poster").only(*IN_A_STRIP).fetch_mode(FETCH_RAISE)
    return newest.order_by("-created_at", "-pk")[:STRIP]


def under_letter(rows, column: str, letter: str):
    """Those films or people whose sorted name begins with that capital, of either case."""
    return rows.filter(Exact(FirstLetter(column), letter))


def in_index_after(rows, column: str, last: Film | Person | None):
    """Films or people in the order of their index, those that follow `last`; `column`: what they are sorted by."""
    if last is not None:
        place = getattr(last, column)
        rows = rows.filter(**{f"{column}__gte": place}).filter(
            Q(**{f"{column}__gt": place}) | Q(pk__gt=last.pk)
        )
    return rows.order_by(column, "pk")


@question
def opening(today: date, at: datetime):
    """What opens from that day on, soonest first, of films we cover."""
    covered = films(at).filter(pk=OuterRef("film"))
    next_ = Release.objects.opening_from(today).filter(Exists(covered)).select_related("film")
    return next_.only(*IN_A_TABLE).fetch_mode(FETCH_RAISE)[:OPENING]


def editions(at: datetime):
    """Festival editions that showed or awarded a film we cover."""
    covered = Exists(films(at).filter(pk=OuterRef("film")))
    selected = Selection.objects.filter(covered, edition=OuterRef("pk"))
    awarded = Award.objects.filter(covered, edition=OuterRef("pk"))
    return Edition.objects.filter(OneByOne(selected) | OneByOne(awarded)).select_related("festival")


def newest_editions(at: datetime) -> list[Edition]:
    """The newest of them that a list has room for, those of a year by the festival's name."""
    order = "-year", "festival__name", "pk"
    shown = editions(at).order_by(*order)
    # Of a year there may be hundreds, and the rule takes longer over one than the order over all.
    first = Edition.objects.order_by(*order).values("pk")[: EDITIONS * 2]
    found = list(shown.filter(pk__in=first)[:EDITIONS])
    room = EDITIONS - len(found)
    return found + list(shown.exclude(pk__in=first)[:room]) if room else found


# Beside a film


@question
def uses_about(film: int, at: datetime):
    """Pictures in published pieces mainly about the film, those of the newest first, some of them twice."""
    hidden = Restriction.objects.active(at).filter(
        mode=Restriction.Mode.IMAGE, image=OuterRef("image"), review=OuterRef("review")
    )
    newest = Review.objects.published(at).filter(main_film=film).newest_first()[:FRAMES_FROM]
    return (
        PictureUse.objects.filter(~Exists(hidden), review__in=newest.values("pk"))
        .select_related("image")
        .order_by("-ordered_at", "position", "pk")[: FRAMES * 4]
    )


def frames_of(uses) -> list[Image]:
    """The pictures, each once."""
    return list({use.image_id: use.image for use in uses}.values())[:FRAMES]


@question
def about_others_by(directors: list[int], film: int, at: datetime):
    """The newest pieces about the directors' other films, loaded for cards."""
    theirs = Credit.objects.filter(person__in=directors, role__in=(Role.DIRECTOR, Role.CREATOR)).exclude(
        film=film
    )
    # Of somebody with hundreds of films those that were entered last, of their pieces the newest from an index alone,
    # and the rule decides about these.
    last = theirs.order_by("-film_id").values("film")[:OF_A_DIRECTOR]
    newest = (
        Review.objects.filter(status__mostly=Review.Status.PUBLISHED, main_film__in=last, ordered_at__lte=at)
        .newest_first()
        .values("pk")[: ALSO * 12]
    )
    return Review.objects.published(at).filter(pk__in=newest).for_cards(at).newest_first()[: ALSO * 4]


def one_a_film(newest) -> list[Review]:
    first: dict[int, Review] = {}
    for review in newest:
        first.setdefault(review.main_film_id, review)
    return list(first.values())[:ALSO]


@dataclass(frozen=True)
class Involved:
    """Somebody on a film's page: what they did, and how much of theirs we cover."""

    person: Person
    did: str
    pieces: Count
    films: Count


class Crew:
    """The first people of a film, with how much of theirs we cover, asked of all at once."""

    def __init__(self, crew: list[Credit], at: datetime):
        self.people: dict[int, Person] = {}
        self.did: dict[int, list[str]] = defaultdict(list)
        for credit in sorted(crew, key=lambda credit: (ROLE_ORDER[credit.role], credit.billing)):
            self.people.setdefault(credit.person_id, credit.person)
            self.did[credit.person_id].append(credit.character or str(Role(credit.role).label))
        self.first = list(self.people)[:INVOLVED]
        self.counted = covered_of(people=self.first, at=at)

    @property
    def involved(self) -> list[Involved]:
        counted = {pk: (Count(pieces, ENOUGH), Count(films, ENOUGH)) for pk, pieces, films in self.counted}
        return [
            Involved(self.people[pk], ", ".join(dict.fromkeys(self.did[pk])), *counted[pk])
            for pk in self.first
        ]


@question
def covered_of(people: list[int], at: datetime):
    """Of each of them how many pieces and films of theirs readers can see, as a line beside their name says it."""
    # Of the busiest, who have thousands of films, no more than are sure to hold enough, though each piece be about two
    # films of theirs. Somebody may have ten credits for a film, so films are taken each once, as an index has them.
    some = 2 * (ENOUGH + 1)

    def films_of(person):
        return Credit.objects.filter(person=person).order_by("film_id").values("film").distinct()

    is_written_about = OneByOne(Subject.objects.filter(film=OuterRef("film"), ordered_at__isnull=False))
    about = Subject.objects.filter(
        ordered_at__isnull=False,
        film__in=films_of(OuterRef(OuterRef(OuterRef("pk")))).filter(is_written_about)[:some],
    )
    pieces = Review.objects.published(at).filter(pk__in=about.order_by().values("review")[:some])
    is_seen = OneByOne(shown(Subject, at).filter(film=OuterRef("film")))
    films = films_of(OuterRef("pk")).filter(is_seen)
    return (
        Person.objects.filter(pk__in=people)
        .annotate(
            pieces=Counted(pieces.order_by().values("pk")[: ENOUGH + 1]), films=Counted(films[: ENOUGH + 1])
        )
        .order_by()
        .values_list("pk", "pieces", "films")
    )


class Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


# Beside a person


@dataclass(frozen=True)
class Filmography:
    films: list[tuple[Film, str]]  # with what the person did on each
    roles: list[str]


@question
def work_of(person: int, at: datetime):
    """What the person did on films we cover, the newest first."""
    return (
        Credit.objects.filter(Exists(films(at).filter(pk=OuterRef("film"))), person=person)
        .select_related("film__poster")
        .order_by("-film__year", "film__sort_title", "billing")[: FILMOGRAPHY * 3]
    )


def filmography(worked: Iterable[Credit]) -> Filmography:
    """The films, each once, newest first."""
    did: dict[int, list[str]] = defaultdict(list)
    found: dict[int, Film] = {}
    roles: Counter = Counter()
    for credit in worked:
        role = str(Role(credit.role).label)
        roles[role] += 1
        found.setdefault(credit.film_id, credit.film)
        did[credit.film_id].append(credit.character or role)
    shown = [(film, ", ".join(dict.fromkeys(did[pk]))) for pk, film in list(found.items())[:FILMOGRAPHY]]
    return Filmography(shown, [role for role, _times in roles.most_common()])


# Beside a festival


@question
def line_up(edition: int, at: datetime):
    """Films selected or awarded there that we cover, by title."""
    selected = Selection.objects.filter(edition=edition).order_by().values("film")
    awarded = Award.objects.filter(edition=edition, film__isnull=False).order_by().values("film")
    return films(at).filter(pk__in=selected.union(awarded)).select_related("poster").by_title()[:120]


def from_festival(edition: Edition | int, key: str, at: datetime):
    """Dispatches about a film of the line-up while it ran there, or with the tag of that key: the edition's name."""
    selected = Selection.objects.filter(edition=edition).values("film")
    about = (
        Subject.objects.filter(film__in=selected, review__kind=Coverage.DISPATCH).order_by().values("review")
    )
    tags = Tag.objects.filter(key=key).values("pk")
    named = TaggedReview.objects.filter(
        tag__in=tags, ordered_at__isnull=False, content_object__kind=Coverage.DISPATCH
    )
    found = about.union(named.order_by().values("content_object"))
    return Review.objects.published(at).filter(pk__in=found)


# Elsewhere


def without_hidden(links, at: datetime):
    """Without links that are restricted."""
    return links.exclude(
        pk__in=Restriction.objects.active(at).filter(mode=Restriction.Mode.LINK).values("link")
    )


def brought_by_the_open(links, at: datetime):
    """Without links that came with a piece which is not public."""
    return links.filter(Q(review=None) | OneByOne(Review.objects.published(at).filter(pk=OuterRef("review"))))
