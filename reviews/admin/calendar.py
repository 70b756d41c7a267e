"""The calendar: a month or two weeks of what appeared and will appear, with releases and festivals."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format

from accounts.policy import can
from films.models import Edition, Release
from films.releases import where
from films.vocabulary import Precision
from reviews.admin.moving import VIEWS
from reviews.admin.when import planned_between
from reviews.cards import know_directors
from reviews.clocks import FIRST_YEAR, LAST_YEAR, day_of, magazine, midnight, zone_name
from reviews.embargoes import holding
from reviews.models import Review

WEEK = timedelta(days=7)
A_DAY_SHOWS = 12
MOST = 1500  # rows of a kind; no month of any magazine has more


@dataclass(frozen=True)
class Entry:
    sort: str  # "live", "scheduled", "due", "release" or "festival"
    title: str
    url: str
    at: datetime | None = None
    said: str = ""
    move: str = ""
    version: int = 0

    @property
    def clock(self) -> str:
        """Where the hand stands when the piece is dragged to another day."""
        return f"{self.at.astimezone(magazine()):%H:%M}" if self.at else ""


@dataclass
class Day:
    date: date
    is_today: bool
    is_outside: bool  # of the month that is shown
    entries: list[Entry] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:A_DAY_SHOWS]

    @property
    def hidden(self) -> int:
        return max(0, len(self.entries) - A_DAY_SHOWS)


@dataclass(frozen=True)
class Span:
    """Whole weeks, from Monday on."""

    view: str
    on: date

    @property
    def first(self) -> date:
        start = self.on.replace(day=1) if self.view == "month" else self.on
        return start - timedelta(days=start.weekday())

    @property
    def end(self) -> date:
        """The day after the last one."""
        if self.view != "month":
            return self.first + 2 * WEEK
        last = next_month(self.on) - timedelta(days=1)
        return last + timedelta(days=7 - last.weekday())

    @property
    def before(self) -> date:
        return (
            (self.on.replace(day=1) - timedelta(days=1)).replace(day=1)
            if self.view == "month"
            else self.first - 2 * WEEK
        )

    @property
    def after(self) -> date:
        return next_month(self.on) if self.view == "month" else self.end

    @property
    def title(self) -> str:
        if self.view == "month":
            return date_format(self.on, "F Y")
        return f"{date_format(self.first, 'j F')} to {date_format(self.end - timedelta(days=1), 'j F Y')}"


def next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def span(query, today: date) -> Span:
    """What the address asks for; this month when it asks for nothing, or for nothing that there is."""
    try:
        on = date.fromisoformat(query.get("on", ""))
    except ValueError:
        on = today
    if not FIRST_YEAR < on.year < LAST_YEAR:
        on = today
    return Span(query["view"] if query.get("view") in VIEWS else VIEWS[0], on)


def pieces(user, span: Span, at: datetime):
    """(day, entry) of every piece that this person sees and that appears, or appeared, in these weeks."""
    rows = (
        planned_between(user, midnight(span.first), midnight(span.end))
        .only("headline", "kind", "status", "path", "version", "publish_at", "visible_from")
        .order_by("visible_from", "pk")[:MOST]
    )  # fmt: skip
    found = list(rows)
    held = holding([review for review in found if review.visible_from > at], at)
    moves = can(user, "reviews.schedule_review")
    for review in found:
        live = review.visible_from <= at
        waits = [
            e.film.label
            for e in held.get(review.pk, ())
            if e.ends_at == review.visible_from > review.publish_at
        ]
        yield day_of(review.visible_from), Entry(
            "live" if live else "scheduled", str(review), reverse("admin:reviews_review_change", args=[review.pk]),
            review.visible_from,
            f"Waits for the embargo on {waits[0]}" if waits else "Live" if live else "Scheduled",
            reverse("admin:reviews_review_move", args=[review.pk]) if moves and not live else "",
            review.version,
        )  # fmt: skip


def releases(user, span: Span, at: datetime):
    if not can(user, "films.view_film"):
        return
    rows = Release.objects.filter(date__gte=span.first, date__lt=span.end, precision=Precision.DAY)
    found = list(rows.filter(film__merged_into=None).select_related("film").order_by("date", "pk")[:MOST])
    know_directors([release.film for release in found])
    for release in found:
        url = reverse("admin:films_film_change", args=[release.film_id])
        said = ", ".join(filter(None, [release.get_medium_display(), where(release)]))
        yield release.date, Entry("release", release.film.label, url, said=said)


def festivals(user, span: Span, at: datetime):
    """On the day it begins, or on the first that is shown."""
    if not can(user, "films.view_edition"):
        return
    rows = Edition.objects.filter(starts_on__lt=span.end, ends_on__gte=span.first).select_related("festival")
    for edition in rows.order_by("starts_on", "pk")[:MOST]:
        if edition.starts_on is None or edition.ends_on is None:
            continue
        url = reverse("admin:films_edition_change", args=[edition.pk])
        said = f"until {date_format(edition.ends_on, 'j F')}"
        yield max(edition.starts_on, span.first), Entry("festival", str(edition), url, said=said)


def commissions(user, span: Span, at: datetime):
    """Pieces that somebody waits for, on the day on which they are due."""
    rows = Review.objects.seen_by(user).filter(
        due_on__gte=span.first, due_on__lt=span.end,
        status__in=[Review.Status.DRAFT, Review.Status.SUBMITTED, Review.Status.READY],
    )  # fmt: skip
    for review in rows.only("headline", "due_on").order_by("due_on", "pk")[:MOST]:
        url = reverse("admin:reviews_review_change", args=[review.pk])
        yield review.due_on, Entry("due", str(review), url, said="Due")


# What a day may hold, in the order in which a day tells it. A new kind of thing is one more function here.
SOURCES = [festivals, releases, commissions, pieces]


def days(user, span: Span, at: datetime) -> list[Day]:
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for source in SOURCES:
        for day, entry in source(user, span, at):
            by_day[day].append(entry)
    today, found = day_of(at), []
    for count in range((span.end - span.first).days):
        day = span.first + timedelta(days=count)
        outside = span.view == "month" and day.month != span.on.month
        entries = by_day.get(day, [])
        found.append(Day(day, day == today, outside, entries, clashes(entries)))
    return found


def clashes(entries: list[Entry]) -> list[str]:
    """ "2 pieces at 09:00"."""
    counts: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.at:
            counts[entry.clock] += 1
    return [f"{count} pieces at {clock}" for clock, count in sorted(counts.items()) if count > 1]


def show(model_admin, request) -> TemplateResponse:
    if not can(request.user, "reviews.view_review"):
        raise PermissionDenied
    chosen = span(request.GET, day_of(request.at))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Calendar",
        "opts": model_admin.opts,
        "span": chosen,
        "zone": zone_name(),
        "days": days(request.user, chosen, request.at),
        "here": chosen.view,
        "may_move": can(request.user, "reviews.schedule_review"),
        "may_bundle": can(request.user, "reviews.view_bundle"),
    }
    return TemplateResponse(request, "admin/reviews/review/calendar.html", context)
