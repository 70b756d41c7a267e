"""Where a piece stands, in the words of the desk."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Q

from reviews.clocks import clock_time
from reviews.models import Review

Status = Review.Status
IN_WORDS = {
    Status.DRAFT: "Draft",
    Status.SUBMITTED: "Waiting for an editor",
    Status.READY: "Ready",
    Status.WITHDRAWN: "Withdrawn",
}


def standing(review: Review, at: datetime) -> str:
    if review.status != Status.PUBLISHED:
        return IN_WORDS[Status(review.status)]
    if review.visible_from <= at:
        return "Live"
    return f"Scheduled for {clock_time(review.visible_from)}"  # type: ignore[arg-type]  # as all published


def scheduled(at: datetime) -> Q:
    return Q(status=Status.PUBLISHED, visible_from__gt=at)


def live(at: datetime) -> Q:
    # Nearly all published pieces are. Asked this way round, a list of them is a walk along the index of its order
    # instead of all of them by their times, sorted.
    return Q(status=Status.PUBLISHED) & ~Q(visible_from__gt=at)


class StandingFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", "Draft"), ("submitted", "Waiting for an editor"), ("ready", "Ready"),
            ("scheduled", "Scheduled"), ("live", "Live"), ("withdrawn", "Withdrawn"),
        ]  # fmt: skip

    def queryset(self, request, queryset):
        chosen = self.value()
        if chosen in Status.values and chosen != Status.PUBLISHED:
            return queryset.filter(status=chosen)
        if chosen in ("scheduled", "live"):
            return queryset.filter((scheduled if chosen == "scheduled" else live)(request.at))
        return queryset
