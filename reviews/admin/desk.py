"""The landing page: what waits for this person, each piece with its one next act.

It costs the same queries however much lies on the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format

from accounts.policy import can
from films.models import Embargo
from images.admin import RUNS_OUT_WITHIN
from images.models import Image
from reviews import checklist
from reviews import state as states
from reviews.admin.due import Due, due_soon
from reviews.admin.in_hand import day
from reviews.admin.names import who_has
from reviews.admin.standing import live, scheduled
from reviews.cards import know_directors
from reviews.clocks import clock_time, day_of, midnight
from reviews.embargoes import waiting
from reviews.models import PictureUse, Review, WorkingCopy
from reviews.models.review import belongs_to
from reviews.reading_counts import most_read

SHOWN = 8
EMBARGOES_SHOWN = 20
WEEK, READ_MOST = 7, 5
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
    url: str  # the whole of it; empty where no list is the same
    waits: bool = True  # something is to be done about it


@dataclass(frozen=True)
class Desk:
    piles: list[Pile]

    @property
    def is_clear(self) -> bool:
        return not any(pile.waits for pile in self.piles)


def desk(user, at: datetime, first: Iterable[Pile] = ()) -> Desk:
    """Only piles with something in them, below those that come `first`."""
    if not can(user, "reviews.view_review"):
        return Desk([])
    heaps = [heap for heap in _heaps(user, at) if heap.reviews]
    pieces = [review for heap in heaps for review in heap.reviews]
    know_directors([review.main_film for review in pieces if review.main_film])
    prefetch_related_objects(pieces, "authorships__contributor")
    teller = Teller(user, at, pieces)
    piles = [*first, *(heap.pile(teller) for heap in heaps)]
    if can(user, "reviews.edit_others"):
        piles.append(licences_that_end(Review.objects.seen_by(user), at))
        if settings.HALATION_READ_COUNTS:
            piles.append(read_most(Review.objects.seen_by(user).published(at), at))
    return Desk([pile for pile in piles if pile.rows])


def read_most(pieces, at: datetime) -> Pile:
    found = most_read(pieces, at, days=WEEK, limit=READ_MOST)
    know_directors([review.main_film for review, _times in found if review.main_film])
    rows = [
        Waiting(
            review, f"Read {times:,} time{'s' if times != 1 else ''}", "See it", review.get_absolute_url()
        )
        for review, times in found
    ]
    return Pile("Read most in seven days", rows, url="", waits=False)


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
    today = seen.filter(live(at), visible_from__gte=midnight(day_of(at)))
    return [
        *heaps,
        Heap("Due in 48 hours", [row.review for row in due], "view=due", due=due),
        Heap("Scheduled", list(planned[:SHOWN]), "state=scheduled", waits=False),
        Heap("Live today", list(today[:SHOWN]), "state=live", waits=False),
    ]


@dataclass(frozen=True)
class Standing:
    embargo: Embargo
    waiting: list


def embargoes(user, at: datetime) -> dict:
    """What the landing page says of embargoes, to who may know of them."""
    if not can(user, "films.view_embargo"):
        return {"embargoes": []}
    active = Embargo.objects.active(at).select_related("film").order_by("ends_at", "pk")[:EMBARGOES_SHOWN]
    found = list(active)
    know_directors([embargo.film for embargo in found])
    held = waiting(found, at, Review.objects.seen_by(user)) if found else {}
    return {
        "pieces": len({one.review.pk for rows in held.values() for one in rows}),
        "embargoes": [Standing(embargo, held[embargo.pk]) for embargo in found],
        "may_lift": can(user, "reviews.lift_embargo"),
        "all": f"{reverse('admin:films_embargo_changelist')}?state=active",
    }


def licences_that_end(seen, at: datetime) -> Pile:
    """Pieces that show, or will, a picture whose licence ends within 30 days: the soonest first."""
    pictures = Image.objects.ending_within(RUNS_OUT_WITHIN, at)
    uses = PictureUse.objects.filter(belongs_to(seen.filter(status=Status.PUBLISHED)), image__in=pictures)
    uses = uses.select_related("image", "review__main_film").order_by(
        "image__rights_until", "image_id", "review_id"
    )
    rows = [
        Waiting(
            use.review,
            f"“{use.image}” may be shown until {clock_time(use.image.rights_until)}.",  # type: ignore[arg-type]  # ends
            "See the picture",
            reverse("admin:images_image_change", args=[use.image_id]),
        )
        for use in uses[:SHOWN]
    ]  # fmt: skip
    return Pile("Licences that end", rows, f"{reverse('admin:images_image_changelist')}?licence=soon")


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
        self.library = checklist.at_hand(list(self.states.values()), at)

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
        missing = len(checklist.stops(self.states[review.pk], review, at=self.at, library=self.library))
        saved = self.copies[review.pk].saved_at
        when = day(saved, "H:i" if saved >= midnight(day_of(self.at)) else "D j M, H:i")
        return [
            f"{missing} thing{'s' if missing > 1 else ''} missing" if missing else "Nothing is missing",
            f"Saved {when}",
            review.commission_note,
        ]
