"""The moderators' list: its tabs, its filters, and a row of it. Its cost does not grow with the number of cases.

Each tab is one walk along the index of `Case.place`, and whatever is counted is counted up to a thousand.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import admin
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.admin_base import COUNT_UP_TO
from accounts.policy import can
from moderation.deadlines import time_ago, time_left, urgency
from moderation.models import Case, CounterNotice, Report
from moderation.services.intake import house_zone
from reviews.clocks import clock_time
from reviews.models import Review

Place, State = Case.Place, Case.State
LOOKED_AT = 200  # cases of a tab, for the languages to choose from
REFERENCE = re.compile(r"m-?(\d{4})-0*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Tab:
    place: str
    label: str
    count: str
    is_here: bool


def tabs(here: str) -> list[Tab]:
    return [Tab(place, label, _count(place), place == here) for place, label in Place.choices]


def _count(place: str) -> str:
    count = Case.objects.filter(place=place).order_by()[:COUNT_UP_TO].count()
    return f"{count:,}{'+' if count == COUNT_UP_TO else ''}"


def in_order(cases: QuerySet[Case], place: str) -> QuerySet[Case]:
    """The most urgent first; of what is over, the latest."""
    return cases.order_by("-due_at", "-pk") if place == Place.CLOSED else cases.order_by("due_at", "pk")


def for_rows(cases: QuerySet[Case], user) -> QuerySet[Case]:
    """What a row prints of the case itself."""
    cases = cases.select_related("review", "assigned_to")
    cases = cases.defer("review__body", "review__folded", "review__folded_body")
    if not can(user, "moderation.see_reporter"):
        return cases
    return cases.prefetch_related(Prefetch("reports", Report.objects.defer("explanation")))


def rows(cases: list[Case], user, at: datetime, here: Case | None = None) -> list["Row"]:
    """The rows of one page; what lies in other tables is asked for once for all of them."""
    running = CounterNotice.objects.filter(case__in=cases, state=CounterNotice.State.RUNNING)
    planned = dict(running.order_by().values_list("case", "planned_at"))
    pieces = {case.review_id for case in cases if case.review_id}
    others = Case.objects.filter(review=OuterRef("pk"))
    # The second one of a piece is enough to know that there are several.
    several = Review.objects.filter(pk__in=pieces).alias(second=Subquery(others.order_by().values("pk")[1:2]))
    firsts = set(Case.objects.filter(split_from__in=cases).order_by().values_list("split_from", flat=True))
    shared = set(several.filter(second__isnull=False).order_by().values_list("pk", flat=True))
    return [
        Row(
            case,
            user,
            at,
            planned_at=planned.get(case.pk),
            is_shared=case.review_id in shared,
            is_of_several=bool(case.split_from_id) or case.pk in firsts,
            is_here=case == here,
        )
        for case in cases
    ]


@dataclass(frozen=True)
class Clock:
    words: str
    exact: str
    urgency: str = ""
    moment: datetime | None = None


def clock_of(case: Case, at: datetime, planned_at: datetime | None = None) -> Clock:
    """What runs for the case now, and when it ends: in words, and exactly."""
    if case.state == State.CLOCK_RUNNING and planned_at:
        return Clock(f"back in {time_left(planned_at, at)}".removesuffix(" left"),
                     f"It comes back on {clock_time(planned_at)}", "counting", planned_at)  # fmt: skip
    if case.state == State.NEEDS_INFO and case.cure_until:
        left = time_left(case.cure_until, at)
        return Clock(
            left, f"They can answer until {clock_time(case.cure_until)}", "counting", case.cure_until
        )
    if case.place == Place.TODO:
        hurry = urgency(case.due_at, at) or "calm"
        return Clock(time_left(case.due_at, at), f"Due {clock_time(case.due_at)}", hurry, case.due_at)
    if moment := case.closed_at or case.decided_at:
        return Clock(date_format(localtime(moment), "j M Y"), f"Decided {clock_time(moment)}", "over", moment)
    return Clock("", "")


class Row:
    """One case in the list, as this person may read it."""

    def __init__(
        self, case: Case, user, at: datetime, *, planned_at=None, is_shared=False, is_of_several=False, is_here=False
    ):  # fmt: skip
        self.case, self.at, self.planned_at = case, at, planned_at
        self.is_shared, self.is_of_several, self.is_here = is_shared, is_of_several, is_here
        self.sees_reporter = can(user, "moderation.see_reporter")
        self.is_mine = case.assigned_to_id == user.pk

    @property
    def what(self) -> str:
        return claimed_thing(self.case, self.sees_reporter)

    @property
    def clock(self) -> Clock:
        return clock_of(self.case, self.at, self.planned_at)

    @property
    def who(self) -> str:
        if not self.sees_reporter:
            return ""
        return next((report.name for report in self.case.reports.all() if report.name), "no name given")

    @property
    def age(self) -> str:
        return time_ago(self.case.opened_at, self.at)

    @property
    def flags(self) -> list[str]:
        """What sets it apart from its neighbours."""
        case, found = self.case, []
        if case.state not in {State.RECEIVED, State.IN_REVIEW}:
            found.append(str(case.get_state_display()))
        if self.is_shared:
            found.append("not the only one about this page")
        if self.is_of_several:
            found.append("one page of several")
        if self.sees_reporter and any(
            report.channel != Report.Channel.WEB for report in self.case.reports.all()
        ):
            found.append("typed in")
        if case.kept_for_court:
            found.append("kept for court")
        return found


def claimed_thing(case: Case, sees_reporter: bool) -> str:
    """The piece's headline; else the address, which only those who may know the reporter read: they typed it."""
    if case.review:
        return str(case.review)
    return case.raw_url if sees_reporter and case.raw_url else "something that is no piece of ours"


# Filters


class InPlace(admin.SimpleListFilter):
    """The tab. Whoever searches, or asks for a sender, looks in all of them."""

    title = "where it stands"
    parameter_name = "place"

    def lookups(self, request, model_admin):
        self.everywhere = bool(request.GET.get("q") or request.GET.get("sender"))
        return Place.choices

    def queryset(self, request, queryset):
        return queryset.filter(place=self.chosen) if self.chosen else queryset

    @property
    def chosen(self) -> str:
        value = self.value() or ""
        if value in Place:
            return value
        return "" if self.everywhere else str(Place.TODO)


class Whose(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine"), ("nobody", "Nobody’s"), ("others", "Others’")]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                return queryset.filter(assigned_to=request.user)
            case "nobody":
                return queryset.filter(assigned_to=None)
            case "others":
                return queryset.exclude(assigned_to=None).exclude(assigned_to=request.user)
        return queryset


class Due(admin.SimpleListFilter):
    title = "due"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("late", "Overdue"), ("today", "Today"), ("week", "In a week")]

    def queryset(self, request, queryset):
        at = request.at
        there = at.astimezone(house_zone())
        tonight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        match self.value():
            case "late":
                return queryset.filter(due_at__lte=at)
            case "today":
                return queryset.filter(due_at__lt=tonight)
            case "week":
                return queryset.filter(due_at__lt=at + timedelta(days=7))
        return queryset


class AtState(admin.SimpleListFilter):
    """Of the tab's states one."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        place = request.GET.get("place") or str(Place.TODO)
        states = Case.PLACES.get(place) or [
            state for state in State.values if not any(state in some for some in Case.PLACES.values())
        ]
        return [(state, State(state).label) for state in states] if len(states) > 1 else []

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in State else queryset


class Language(admin.SimpleListFilter):
    title = "language of the piece"
    parameter_name = "language"

    def lookups(self, request, model_admin):
        # Of the first of the tab: nobody chooses among closed cases of ten years by language.
        place = request.GET.get("place") or str(Place.TODO)
        first = in_order(Case.objects.filter(place=place), place)[:LOOKED_AT]
        found = {language for language in first.values_list("review__language", flat=True) if language}
        chosen = {request.GET["language"]} if request.GET.get("language") else set()
        return [(one, one) for one in sorted(found | chosen)] if len(found | chosen) > 1 or chosen else []

    def queryset(self, request, queryset):
        return queryset.filter(review__language=self.value()) if self.value() else queryset


class Sender(admin.SimpleListFilter):
    """Everything from who sent one report: named by its number, so that no address stands in an address."""

    title = "sender"
    parameter_name = "sender"

    def has_output(self):
        return bool(self.value())

    def lookups(self, request, model_admin):
        return [(self.used_parameters.get("sender", ""), "The same sender")]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        number = self.value() if self.value().isascii() and self.value().isdecimal() else ""
        if not can(request.user, "moderation.see_reporter") or not number or len(number) > 18:
            return queryset.none()
        email = Report.objects.filter(pk=number).values_list("email", flat=True).first()
        return queryset.filter(pk__in=cases_of_sender(email)) if email else queryset.none()


def cases_of_sender(email: str) -> QuerySet:
    """Ids of the cases that somebody with this address reported."""
    return Report.objects.alias(sender=Lower("email")).filter(sender=email.lower()).values("case")
