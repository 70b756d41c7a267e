"""What will happen: everything whose time is set, in the order in which it comes, a page of it at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policy import can
from films.models import Embargo, Release
from films.releases import label as release_label
from films.releases import where
from films.vocabulary import Precision
from images.models import Image
from reviews.cards import know_directors
from reviews.clocks import FIRST_YEAR, LAST_YEAR, clock_time, day_of, midnight
from reviews.embargoes import holding, waiting
from reviews.forms.shelves import number
from reviews.models import Bundle, Restriction, Review, Revision, Subject
from reviews.models.review import belongs_to

A_PAGE = 40


@dataclass(frozen=True)
class Event:
    at: datetime
    order: int
    pk: int
    title: str
    said: str = ""
    url: str = ""
    whole_day: bool = False  # releases have a day and no hour
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple:
        return (self.at, self.order, self.pk)

    @property
    def cursor(self) -> str:
        return f"{self.at.isoformat()},{self.order},{self.pk}"


@dataclass(frozen=True)
class Cursor:
    """The last event of the page before."""

    at: datetime
    order: int
    pk: int


class Source:
    """One kind of thing that happens. `order`: where it stands among things of the same second, and its own."""

    order: int
    column: str  # of the rows, when it happens

    def rows(self, user, at: datetime) -> QuerySet:
        """Everything of the kind that this person may know of."""
        raise NotImplementedError

    def events(self, rows: list, user, at: datetime) -> Iterator[Event]:
        raise NotImplementedError

    def page(self, user, at: datetime, cursor: Cursor | None) -> list[Event]:
        rows = self.rows(user, at).filter(self.later(cursor, at)).order_by(self.column, "pk")[: A_PAGE + 1]
        return list(self.events(list(rows), user, at))

    def later(self, cursor: Cursor | None, at: datetime) -> Q:
        if cursor is None:
            return Q(**{f"{self.column}__gt": at})
        if self.order != cursor.order:
            return Q(**{f"{self.column}__{'gte' if self.order > cursor.order else 'gt'}": cursor.at})
        return Q(**{f"{self.column}__gt": cursor.at}) | Q(**{self.column: cursor.at}, pk__gt=cursor.pk)


class Releases(Source):
    """Of films that we cover: for writers, with pieces of their own or such as everybody reads."""

    order, column = 0, "date"

    def rows(self, user, at):
        pieces = Subject.objects.filter(film=OuterRef("film"))
        ours = pieces.filter(belongs_to(Review.objects.seen_by(user)))
        rows = Release.objects.filter(precision=Precision.DAY).select_related("film")
        return rows.filter(Exists(ours) | Exists(pieces.filter(visible_from__lte=at)))

    def later(self, cursor, at):
        """As the others', of days: a release happens at midnight, before all else of its day."""
        if cursor is None:
            return Q(date__gte=day_of(at))
        day = day_of(cursor.at)
        return Q(date__gt=day) | (Q(date=day, pk__gt=cursor.pk) if cursor.order == self.order else Q())

    def events(self, rows, user, at):
        know_directors([release.film for release in rows])
        for release in rows:
            said = ", ".join(filter(None, [release_label(release, day_of(at)), where(release)]))
            url = reverse("admin:films_film_change", args=[release.film_id])
            yield Event(
                midnight(release.date), self.order, release.pk, release.film.label, said, url, whole_day=True
            )


class Pieces(Source):
    order, column = 1, "visible_from"

    def rows(self, user, at):
        rows = Review.objects.seen_by(user).filter(status=Review.Status.PUBLISHED)
        return rows.select_related("bundled__bundle").defer("body", "folded", "folded_body")

    def events(self, rows, user, at):
        holders, together = holding(rows, at), Counter(row.visible_from for row in rows)
        knows_bundles = can(user, "reviews.view_bundle")
        for review in rows:
            notes = []
            if review.visible_from > review.publish_at:
                films = [one.film.label for one in holders[review.pk] if one.ends_at == review.visible_from]
                if films:
                    notes.append(
                        f"Held by the embargo on {films[0]}; its own time is {clock_time(review.publish_at)}."
                    )
            if knows_bundles and (inside := getattr(review, "bundled", None)):
                notes.append(f"In the bundle “{inside.bundle}”.")
            if (count := together[review.visible_from]) > 1:
                notes.append(f"{count} pieces at this time.")
            url = reverse("admin:reviews_review_change", args=[review.pk])
            said = f"{review.get_kind_display()} appears"
            yield Event(review.visible_from, self.order, review.pk, str(review), said, url, notes=notes)


class Embargoes(Source):
    order, column = 2, "ends_at"

    def rows(self, user, at):
        if not can(user, "films.view_embargo"):
            return Embargo.objects.none()
        return Embargo.objects.select_related("film")

    def events(self, rows, user, at):
        know_directors([embargo.film for embargo in rows])
        held = waiting(rows, at, Review.objects.seen_by(user)) if rows else {}
        for embargo in rows:
            count = len(held[embargo.pk])
            notes = [f"{count} piece{'s wait' if count > 1 else ' waits'} for it."] if count else []
            url = reverse("admin:films_embargo_change", args=[embargo.pk])
            yield Event(
                embargo.ends_at, self.order, embargo.pk, embargo.film.label, "Embargo ends", url, notes=notes
            )


class Restrictions(Source):
    """Those of pieces that this person does not see are not there."""

    def __init__(self, order: int, column: str, said: str):
        self.order, self.column, self.said = order, column, said

    def rows(self, user, at):
        if not can(user, "reviews.see_restriction"):
            return Restriction.objects.none()
        seen = belongs_to(Review.objects.seen_by(user))
        rows = Restriction.objects.filter(Q(review=None) | Q(seen))
        return rows.select_related("review", "image", "link")

    def events(self, rows, user, at):
        for one in rows:
            url = reverse("admin:reviews_restriction_change", args=[one.pk])
            title = str(one.review or one.image or one.link)
            notes = [f"{one.get_mode_display()}."] if one.review else []
            yield Event(getattr(one, self.column), self.order, one.pk, title, self.said, url, notes=notes)


class Licences(Source):
    order, column = 5, "rights_until"

    def rows(self, user, at):
        return Image.objects.all() if can(user, "images.view_image") else Image.objects.none()

    def events(self, rows, user, at):
        for image in rows:
            url = reverse("admin:images_image_change", args=[image.pk])
            said = "Licence ends; the picture is not shown from then on"
            yield Event(image.rights_until, self.order, image.pk, str(image), said, url)


class Bundles(Source):
    order, column = 6, "at"

    def rows(self, user, at):
        return Bundle.objects.seen_by(user) if can(user, "reviews.view_bundle") else Bundle.objects.none()

    def events(self, rows, user, at):
        for bundle in rows:
            url = reverse("admin:reviews_bundle_change", args=[bundle.pk])
            yield Event(bundle.at, self.order, bundle.pk, bundle.name, "Bundle is out", url)


class Changes(Source):
    """Changes to live pieces that are set for a time: the one kind of which the beat has to take care."""

    order, column = 7, "apply_at"

    def rows(self, user, at):
        seen = belongs_to(Review.objects.seen_by(user))
        rows = Revision.objects.filter(seen).scheduled().waiting()
        return rows.select_related("review").defer(
            "state", "review__body", "review__folded", "review__folded_body"
        )

    def events(self, rows, user, at):
        for change in rows:
            url = reverse("admin:reviews_review_change_at", args=[change.review_id])
            notes = [change.note] if change.note else []
            yield Event(
                change.apply_at, self.order, change.pk, str(change.review), "A change to it is published", url,
                notes=notes,
            )  # fmt: skip


# A new kind of thing that happens is one more entry here.
SOURCES: list[Source] = [
    Releases(),
    Pieces(),
    Embargoes(),
    Restrictions(3, "starts_at", "Restriction begins"),
    Restrictions(4, "ends_at", "Restriction ends"),
    Licences(),
    Bundles(),
    Changes(),
]


def read_cursor(text: str) -> Cursor | None:
    """Where the page before ended; None for what no page of ours wrote."""
    moment, _, rest = text.partition(",")
    order, _, pk = rest.partition(",")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    last = number(pk)
    if (
        at.tzinfo is None
        or not FIRST_YEAR < at.year < LAST_YEAR
        or last is None
        or order not in {str(source.order) for source in SOURCES}
    ):
        return None
    return Cursor(at, int(order), last)


def ahead(user, at: datetime, cursor: Cursor | None = None) -> tuple[list[Event], str]:
    """The next events, and the cursor of the page after them; "" when nothing follows."""
    events = sorted(
        (event for source in SOURCES for event in source.page(user, at, cursor)), key=lambda e: e.key
    )
    return events[:A_PAGE], events[A_PAGE - 1].cursor if len(events) > A_PAGE else ""


def by_day(events: list[Event]) -> list[tuple[date, list[Event]]]:
    return [(day, list(found)) for day, found in groupby(events, key=lambda event: day_of(event.at))]


def coming(model_admin, request) -> TemplateResponse:
    if not can(request.user, "reviews.view_review"):
        raise PermissionDenied
    cursor = read_cursor(request.GET.get("after", ""))
    events, after = ahead(request.user, request.at, cursor)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": "What will happen",
        "opts": model_admin.opts,
        "days": by_day(events),
        "today": day_of(request.at),
        "after": after,
        "is_first": cursor is None,
        "here": "coming",
        "may_bundle": can(request.user, "reviews.view_bundle"),
    }
    return TemplateResponse(request, "admin/reviews/review/coming.html", context)
