"""The landing page: what waits for this person, each piece with its one next act.

It costs the same queries however much lies on the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format

from accounts.policy import can
from reviews import checklist
from reviews import state as states
from reviews.admin.due import Due, due_soon
from reviews.admin.in_hand import day
from reviews.admin.names import who_has
from reviews.admin.standing import clock_time, live, scheduled
from reviews.cards import know_directors
from reviews.models import Review, WorkingCopy

SHOWN = 8
Status = Review.Status


@dataclass(frozen=True)
class Waiting:
    review: Review
    said: str
    act: str
    url: str


@dataclass(frozen=True)
class Pile:
    heading: str
    rows: list[Waiting]
    url: str  # the whole of it
    waits: bool = True  # something is to be done about it


@dataclass(frozen=True)
class Desk:
    piles: list[Pile]

    @property
    def is_clear(self) -> bool:
        return not any(pile.waits for pile in self.piles)


def desk(user, at: datetime) -> Desk:
    """Only piles with something in them."""
    if not can(user, "reviews.view_review"):
        return Desk([])
    heaps = [heap for heap in _heaps(user, at) if heap.reviews]
    pieces = [review for heap in heaps for review in heap.reviews]
    know_directors([review.main_film for review in pieces if review.main_film])
    prefetch_related_objects(pieces, "authorships__contributor")
    teller = Teller(user, at, pieces)
    return Desk([heap.pile(teller) for heap in heaps])


@dataclass(frozen=True)
class Heap:
    """A pile before anything is known of its pieces."""

    heading: str
    reviews: list[Review]
    query: str
    waits: bool = True
    due: Iterable[Due] = ()

    def pile(self, teller: "Teller") -> Pile:
        because = {row.review.pk: row.because for row in self.due}
        rows = []
        for review in self.reviews:
            act = teller.next_act(review)
            url = (review.path if act == "See it" else None) or address(review)
            rows.append(Waiting(review, teller.said(review, because.get(review.pk, "")), act, url))
        return Pile(
            self.heading, rows, f"{reverse('admin:reviews_review_changelist')}?{self.query}", self.waits
        )


def _heaps(user, at: datetime) -> list[Heap]:
    seen = Review.objects.seen_by(user).select_related("main_film", "claimed_by")
    seen = seen.defer("body", "folded", "folded_body").order_by("-changed_at", "-pk")
    mine = seen.by_account(user)
    drafts = mine.filter(status=Status.DRAFT)
    sent_back = list(drafts.exclude(sent_back_because="")[:SHOWN])
    going_on = drafts.filter(sent_back_because="").order_by(
        F("due_on").asc(nulls_last=True), "-changed_at", "-pk"
    )
    heaps = [Heap("My drafts", list(going_on[:SHOWN]), "state=draft&whose=mine")]
    if can(user, "reviews.edit_others"):
        # First come, first read; what a colleague has in hand waits for them.
        submitted = seen.filter(Q(claimed_by=None) | Q(claimed_by=user), status=Status.SUBMITTED)
        submitted = submitted.order_by(F("claimed_at").asc(nulls_last=True), "changed_at", "pk")
        heaps += [
            Heap("Waiting for me", [*sent_back, *submitted[:SHOWN]], "state=submitted"),
            Heap("Ready", list(seen.filter(status=Status.READY)[:SHOWN]), "state=ready"),
        ]
    else:
        with_editor = mine.filter(status__in=(Status.SUBMITTED, Status.READY))
        heaps += [
            Heap("Waiting for me", sent_back, "state=draft&whose=mine"),
            Heap("With an editor", list(with_editor[:SHOWN]), "whose=mine", waits=False),
        ]
    due = due_soon(seen, at)[:SHOWN]
    planned = seen.filter(scheduled(at)).order_by("visible_from", "pk")
    today = seen.filter(live(at), visible_from__gte=midnight(at))
    return [
        *heaps,
        Heap("Due in 48 hours", [row.review for row in due], "view=due", due=due),
        Heap("Scheduled", list(planned[:SHOWN]), "state=scheduled", waits=False),
        Heap("Live today", list(today[:SHOWN]), "state=live", waits=False),
    ]


def midnight(at: datetime) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(at.astimezone(zone), time.min, zone)


def address(review: Review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


class Teller:
    """What a row says, from what was looked up for all rows."""

    def __init__(self, user, at: datetime, pieces: list[Review]):
        self.user, self.at = user, at
        self.edits = can(user, "reviews.edit_others")
        drafts = {review.pk for review in pieces if self.writes(review)}
        copies = WorkingCopy.objects.filter(review__in=drafts) if drafts else ()
        self.copies = {copy.review_id: copy for copy in copies}
        self.states = {pk: states.upgrade(copy.state) for pk, copy in self.copies.items()}
        self.library = checklist.Library(list(self.states.values()))

    def writes(self, review: Review) -> bool:
        """Whether it is this person's to go on with."""
        if review.status != Status.DRAFT:
            return False
        names = (row.contributor.user_id for row in review.authorships.all())
        return review.created_by_id == self.user.pk or self.user.pk in names

    def next_act(self, review: Review) -> str:
        if review.status == Status.PUBLISHED:
            return "See it" if review.is_live(self.at) else "Look at it"
        if self.writes(review):
            return "Go on writing"
        if self.edits and review.status == Status.SUBMITTED:
            return "Read and decide"
        return "Publish it" if self.edits and review.status == Status.READY else "Look at it"

    def said(self, review: Review, because: str = "") -> str:
        if self.writes(review) and review.sent_back_because:
            return f"Sent back: {review.sent_back_because}"
        told = [because, review.main_film.label if review.main_film else review.get_kind_display()]
        wanted = f" of {review.words_wanted:,}" if review.words_wanted else ""
        told.append(
            f"{review.word_count:,}{wanted} word{'' if review.word_count == 1 and not wanted else 's'}"
        )
        if review.due_on and not because and review.status != Status.PUBLISHED:
            told.append(f"Due {date_format(review.due_on, 'D j M')}")
        if review.pk in self.copies and not because:
            told += self._of_a_draft(review)
        elif not because:
            told.append(clock_time(review.visible_from or review.changed_at))
        if review.submitted_note and review.status in (Status.SUBMITTED, Status.READY):
            told.append(f"With it came: {review.submitted_note}")
        if has := who_has(review, self.user):
            told.append(f"{has[0].upper()}{has[1:]} {'have' if has == 'you' else 'has'} this")
        return ". ".join(sentence.rstrip(".") for sentence in told if sentence) + "."

    def _of_a_draft(self, review: Review) -> list[str]:
        missing = len(checklist.stops(self.states[review.pk], self.library))
        saved = self.copies[review.pk].saved_at
        when = day(saved, "H:i" if saved >= midnight(self.at) else "D j M, H:i")
        return [
            f"{missing} thing{'s' if missing > 1 else ''} missing" if missing else "Nothing is missing",
            f"Saved {when}",
            review.commission_note,
        ]
