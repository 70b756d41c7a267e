"""What readers may know to exist: films, people, tags and bylines with something public about them.

A film page that answered before the first piece is public would tell of a commission or break an embargo.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from films.models import Award, Credit, Edition, Film, Person, Release, Selection
from films.vocabulary import Coverage, Role
from images.models import Image
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
from reviews.models.tag import tag_key

COUNTED_UP_TO = 200
ROWS_COUNTED = 4000
ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}


def films(at: datetime):
    """Films that a published piece is about or mentions."""
    return Film.objects.current().filter(Exists(shown(Subject, at).filter(film=OuterRef("pk"))))


def people(at: datetime):
    """People with a credit on a covered film, or whose tag a published piece carries."""
    about = shown(Subject, at).filter(film=OuterRef("film"))
    credited = Credit.objects.filter(Exists(about), person=OuterRef("pk"))
    tagged = shown(TaggedReview, at, "content_object").filter(tag__person=OuterRef("pk"))
    return Person.objects.current().filter(Exists(credited) | Exists(tagged))


def contributors(at: datetime):
    return Contributor.objects.filter(Exists(shown(Authorship, at).filter(contributor=OuterRef("pk"))))


def tags(at: datetime):
    """Tags of their own: those that are a film or a person have that film's or person's page."""
    return Tag.objects.current().filter(
        Exists(shown(TaggedReview, at, "content_object").filter(tag=OuterRef("pk"))), film=None, person=None
    )


def about_person(at: datetime, person: Person):
    """Published pieces about a film the person worked on, or tagged with the person."""
    theirs = Subject.objects.filter(
        Exists(Credit.objects.filter(person=person, film=OuterRef("film"))), review=OuterRef("pk")
    )
    tagged = TaggedReview.objects.filter(content_object=OuterRef("pk"), tag__person=person)
    return Review.objects.published(at).filter(Q(Exists(theirs)) | Q(Exists(tagged)))


def shown(rows, at: datetime, review: str = "review"):
    """Rows of published pieces. Their copied times narrow; the rule decides."""
    published = Review.objects.published(at).filter(pk=OuterRef(f"{review}_id"))
    return rows.objects.filter(Exists(published), visible_from__lte=at)


@dataclass(frozen=True)
class Count:
    """How many, as readers see it: exact up to 200, then "200+"."""

    number: int

    def __str__(self):
        return f"{COUNTED_UP_TO}+" if self.number > COUNTED_UP_TO else str(self.number)


def counted(pieces) -> Count:
    """Counted anew each time: a kept counter could not know that a scheduled piece has just appeared."""
    return Count(len(pieces.order_by().values_list("pk")[: COUNTED_UP_TO + 1]))


# Indexes


def years(at: datetime) -> list[int]:
    """Years with something published, newest first; two index seeks, so a year in between may be empty."""
    published = Review.objects.published(at).order_by("ordered_at", "pk").values_list("ordered_at", flat=True)
    first, last = published.first(), published.last()
    if first is None:
        return []
    zone = ZoneInfo(settings.TIME_ZONE)
    return list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1))


ALPHABET = [chr(code) for code in range(ord("A"), ord("Z") + 1)]


def newest_films(at: datetime, limit: int) -> list[Film]:
    """The films we began to cover last, by when they were entered."""
    return list(films(at).select_related("poster").order_by("-created_at", "-pk")[:limit])


def in_index_after(rows, column: str, last: Film | Person | None):
    """Films or people in the order of their index, those that follow `last`; `column`: what they are sorted by."""
    if last is not None:
        place = getattr(last, column)
        rows = rows.filter(**{f"{column}__gte": place}).filter(
            Q(**{f"{column}__gt": place}) | Q(pk__gt=last.pk)
        )
    return rows.order_by(column, "pk")


def opening(today: date, at: datetime, limit: int = 8):
    """What opens from that day on, soonest first, of films we cover."""
    covered = films(at).filter(pk=OuterRef("film"))
    return Release.objects.opening_from(today).filter(Exists(covered)).select_related("film")[:limit]


def editions(at: datetime):
    """Festival editions that showed or awarded a film we cover."""
    covered = Exists(films(at).filter(pk=OuterRef("film")))
    selected = Selection.objects.filter(covered, edition=OuterRef("pk"))
    awarded = Award.objects.filter(covered, edition=OuterRef("pk"))
    return Edition.objects.filter(Q(Exists(selected)) | Q(Exists(awarded))).select_related("festival")


# Beside a film


def frames_of(film: Film, at: datetime, limit: int = 9) -> list[Image]:
    """Pictures of the film in published pieces mainly about it, those of the newest first, each once."""
    hidden = Restriction.objects.active(at).filter(
        mode=Restriction.Mode.IMAGE, image=OuterRef("image"), review=OuterRef("review")
    )
    uses = (
        shown(PictureUse, at)
        .filter(~Exists(hidden), review__main_film=film)
        .select_related("image")
        .order_by("-ordered_at", "position", "pk")[: limit * 4]
    )
    return list({use.image_id: use.image for use in uses}.values())[:limit]


def also_by(film: Film, directors: list[Person], at: datetime, limit: int = 3):
    """The newest pieces about the directors' other films, one a film, loaded for cards."""
    if not directors:
        return []
    theirs = Credit.objects.filter(person__in=directors, role__in=(Role.DIRECTOR, Role.CREATOR)).exclude(
        film=film
    )
    newest = (
        Review.objects.published(at)
        .filter(main_film__in=theirs.values("film"))
        .for_cards(at)
        .newest_first()[: limit * 4]
    )
    one_a_film: dict[int, Review] = {}
    for review in newest:
        one_a_film.setdefault(review.main_film_id, review)
    return list(one_a_film.values())[:limit]


@dataclass(frozen=True)
class Involved:
    """Somebody on a film's page: what they did, and how much of theirs we cover."""

    person: Person
    did: str
    pieces: int
    films: int


def with_counts(crew: list[Credit], at: datetime, limit: int = 12) -> list[Involved]:
    """The first people of a film. Two bounded questions, whatever their number."""
    people: dict[int, Person] = {}
    did: dict[int, list[str]] = defaultdict(list)
    for credit in sorted(crew, key=lambda credit: (ROLE_ORDER[credit.role], credit.billing)):
        people.setdefault(credit.person_id, credit.person)
        did[credit.person_id].append(credit.character or str(Role(credit.role).label))
    first = list(people)[:limit]
    rows = Credit.objects.filter(person__in=first).values_list("person", "film").distinct()[:ROWS_COUNTED]
    films_of: dict[int, set[int]] = defaultdict(set)
    for person, film in rows:
        films_of[person].add(film)
    pieces_on: dict[int, set[int]] = defaultdict(set)
    covered = shown(Subject, at).filter(film__in=set().union(*films_of.values()))
    for film, review in covered.values_list("film", "review")[:ROWS_COUNTED]:
        pieces_on[film].add(review)
    return [
        Involved(
            people[pk],
            ", ".join(dict.fromkeys(did[pk])),
            len(set().union(*(pieces_on[film] for film in films_of[pk]))),
            sum(1 for film in films_of[pk] if pieces_on[film]),
        )
        for pk in first
    ]


# Beside a person


@dataclass(frozen=True)
class Filmography:
    films: list[tuple[Film, str]]  # with what the person did on each
    roles: list[str]


def filmography(person: Person, at: datetime, limit: int = 24) -> Filmography:
    """Covered films the person worked on, newest first."""
    worked = (
        Credit.objects.filter(Exists(films(at).filter(pk=OuterRef("film"))), person=person)
        .select_related("film__poster")
        .order_by("-film__year", "film__sort_title", "billing")[: limit * 3]
    )
    did: dict[int, list[str]] = defaultdict(list)
    found: dict[int, Film] = {}
    roles: Counter = Counter()
    for credit in worked:
        role = str(Role(credit.role).label)
        roles[role] += 1
        found.setdefault(credit.film_id, credit.film)
        did[credit.film_id].append(credit.character or role)
    shown = [(film, ", ".join(dict.fromkeys(did[pk]))) for pk, film in list(found.items())[:limit]]
    return Filmography(shown, [role for role, _times in roles.most_common()])


# Beside a festival


def line_up(edition: Edition, at: datetime) -> list[Film]:
    """Films selected or awarded there that we cover, by title."""
    there = Q(selections__edition=edition) | Q(awards__edition=edition)
    return list(films(at).filter(there).distinct().select_related("poster").by_title()[:120])


def from_festival(edition: Edition, at: datetime):
    """Dispatches about a film of the line-up while it ran there, or named after the edition."""
    selected = Selection.objects.filter(edition=edition, film=OuterRef("film"))
    about = Subject.objects.filter(Exists(selected), review=OuterRef("pk"))
    named = TaggedReview.objects.filter(content_object=OuterRef("pk"), tag__key=tag_key(str(edition)))
    return Review.objects.published(at).of_kind(Coverage.DISPATCH).filter(Q(Exists(about)) | Q(Exists(named)))


# Elsewhere


def brought_by_the_open(links, at: datetime):
    """Without links that came with a piece which is not public."""
    return links.filter(Q(review=None) | Exists(Review.objects.published(at).filter(pk=OuterRef("review"))))
