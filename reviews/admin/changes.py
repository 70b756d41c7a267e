"""Changes beside a piece's text, in the words of the desk: what is set for a time, and what was proposed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.policy import can
from reviews import beat
from reviews.admin.desk import SHOWN, Pile, Waiting
from reviews.admin.names import who_all
from reviews.admin.standing import clock_time
from reviews.models import Review, Revision
from reviews.models.review import belongs_to

Decision = Revision.Decision
PUBLISHED = [Revision.Purpose.PUBLISH, Revision.Purpose.CHANGE]
# The beat comes by every few seconds; what is later than this is late.
PATIENCE = timedelta(seconds=20)
ANSWERS_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Scheduled:
    """A change set for a time that has not been applied, and what there is to say of it."""

    revision: Revision
    at: datetime
    beat_ran: datetime | None = None

    @property
    def failed(self) -> bool:
        return self.revision.decision == Decision.FAILED

    @property
    def late(self) -> bool:
        return not self.failed and self.at - self.revision.apply_at > PATIENCE

    @property
    def alarm(self) -> bool:
        return self.failed or self.late

    @property
    def said(self) -> str:
        time = clock_time(self.revision.apply_at)  # type: ignore[arg-type]  # a scheduled change has one
        if self.failed:
            return f"The change set for {time} was not applied. {self.revision.decided_because}"
        if not self.late:
            return f"A change is set for {time}."
        return f"A change was set for {time}: due {self.how_late} ago, not applied yet: {self.why}"

    @property
    def how_late(self) -> str:
        minutes = int((self.at - self.revision.apply_at).total_seconds() // 60)
        if minutes < 1:
            return "less than a minute"
        number, unit = (minutes, "minute") if minutes < 120 else (minutes // 60, "hour")
        return f"{number} {unit}{'s' if number > 1 else ''}"

    @property
    def why(self) -> str:
        if self.beat_ran is None:
            return "is the beat running? It has not been seen yet."
        if self.at - self.beat_ran < beat.QUIET_FOR:
            return "the beat is running, so its log says why."
        return f"is the beat running? It was last seen on {clock_time(self.beat_ran)}."


@dataclass(frozen=True)
class Proposed:
    revision: Revision
    by: str
    when: str
    is_mine: bool

    @property
    def waits(self) -> bool:
        return not self.revision.decision


@dataclass(frozen=True)
class Changes:
    """What the writing page says of changes beside the text."""

    scheduled: Scheduled | None
    proposed: list[Proposed]


def _undone(rows):
    """Scheduled changes that wait, and those that failed and that no later publication has settled."""
    later = Revision.objects.filter(
        review=OuterRef("review"), number__gt=OuterRef("number"), purpose__in=PUBLISHED
    )
    rows = rows.scheduled().filter(decision__in=["", Decision.FAILED])
    return rows.exclude(Exists(later), decision=Decision.FAILED)


def _scheduled(rows, at: datetime) -> list[Scheduled]:
    found = list(rows)
    ran = beat.last_ran() if any(not row.decision and row.apply_at < at for row in found) else None
    return [Scheduled(row, at, ran) for row in found]


def scheduled_change(review: Review, at: datetime) -> Scheduled | None:
    rows = _undone(Revision.objects.filter(review=review)).select_related("created_by")
    return next(iter(_scheduled(rows[:1], at)), None)


def changes(review: Review | None, user, at: datetime) -> Changes:
    """Waiting proposals for whoever may answer them, one's own with its answer for its writer."""
    if review is None or review.first_published_at is None:
        return Changes(None, [])
    rows = Revision.objects.filter(review=review).defer("state").select_related("created_by")
    proposals = rows.proposals()
    if can(user, "reviews.change_review", review):
        proposals = proposals.waiting()
    else:
        proposals = proposals.filter(created_by=user, decision__in=["", Decision.DECLINED])
    first = proposals[: SHOWN if can(user, "reviews.change_review", review) else 1]
    both = list(rows.filter(Q(pk__in=first.values("pk")) | Q(pk__in=_undone(rows)[:1].values("pk"))))
    found = [row for row in both if row.purpose == Revision.Purpose.PROPOSAL]
    names = who_all([row.created_by for row in found], review, user) if found else {}
    return Changes(
        next(iter(_scheduled([row for row in both if row not in found], at)), None),
        [
            Proposed(row, names[row.created_by_id], clock_time(row.created_at), row.created_by_id == user.pk)
            for row in found
        ],
    )


def piles(user, at: datetime) -> list[Pile]:
    """On the landing page: what went wrong first, then what waits for an answer, then what waits for its time."""
    if not can(user, "reviews.view_review"):
        return []
    seen = Revision.objects.filter(belongs_to(Review.objects.seen_by(user))).defer("state")
    seen = seen.select_related("review")
    set_for_a_time = _scheduled(_undone(seen).order_by("apply_at", "pk")[: 4 * SHOWN], at)
    found = []
    if alarms := [change for change in set_for_a_time if change.alarm]:
        found.append(Pile("Changes that did not go out", [_look(change) for change in alarms], ""))
    if can(user, "reviews.edit_others"):
        waiting = [_proposal(row, "Compare and decide") for row in _oldest(seen.proposals().waiting())]
        found.append(Pile("Proposed changes", waiting, ""))
    else:
        since = at - ANSWERS_SHOWN_FOR
        declined = seen.proposals().filter(created_by=user, decision=Decision.DECLINED, decided_at__gte=since)
        mine = _oldest(seen.proposals().waiting().filter(created_by=user))
        rows = [_proposal(row, "Read the answer") for row in _oldest(declined)]
        found.append(
            Pile("My proposed changes", [*rows, *(_proposal(row, "Look at it") for row in mine)], "")
        )
    coming = [_look(change) for change in set_for_a_time if not change.alarm][:SHOWN]
    found.append(Pile("Changes set for a time", coming, ""))
    return [pile for pile in found if pile.rows]


def _oldest(rows) -> list[Revision]:
    return list(rows.order_by("created_at", "pk")[:SHOWN])


def _look(change: Scheduled) -> Waiting:
    review = change.revision.review
    url = reverse("admin:reviews_review_change_at", args=[review.pk])
    return Waiting(review, change.said, "Look at it", url)


def _proposal(row: Revision, act: str) -> Waiting:
    said = f"Sent {clock_time(row.created_at)}"
    if row.decision == Decision.DECLINED:
        said = f"Declined: {row.decided_because}"
    elif row.note:
        said += f": {row.note}"
    url = reverse("admin:reviews_review_proposal", args=[row.review_id, row.number])
    return Waiting(row.review, said, act, url)
