"""The landing page: what waits for this person, each piece with its one next act."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from accounts.policy import can
from images.admin import RUNS_OUT_WITHIN
from images.models import Image
from reviews.admin.standing import clock_time, live, scheduled
from reviews.cards import know_directors
from reviews.models import PictureUse, Review

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


def piles(user, at: datetime) -> list[Pile]:
    """Only those with something in them."""
    if not can(user, "reviews.view_review"):
        return []
    seen = Review.objects.seen_by(user).select_related("main_film").defer("body", "folded", "folded_body")
    seen = seen.order_by("-changed_at", "-pk")
    edits = can(user, "reviews.edit_others")
    midnight = datetime.combine(
        at.astimezone(ZoneInfo(settings.TIME_ZONE)), time.min, ZoneInfo(settings.TIME_ZONE)
    )
    wanted = [
        (
            "My drafts",
            seen.by_account(user).filter(status=Status.DRAFT),
            "Go on writing",
            "state=draft&whose=mine",
        ),
        (
            "Waiting for an editor",
            seen.filter(status=Status.SUBMITTED),
            "Read and decide" if edits else "Look at it",
            "state=submitted",
        ),
        ("Ready", seen.filter(status=Status.READY), "Publish it" if edits else "Look at it", "state=ready"),
        (
            "Scheduled",
            seen.filter(scheduled(at)).order_by("visible_from", "pk"),
            "Look at it",
            "state=scheduled",
        ),
        ("Live today", seen.filter(live(at), visible_from__gte=midnight), "See it", "state=live"),
    ]
    found = [_pile(heading, list(rows[:SHOWN]), act, query) for heading, rows, act, query in wanted]
    if edits:
        found.append(licences_that_end(seen, at))
    return [pile for pile in found if pile.rows]


def _pile(heading: str, reviews: list[Review], act: str, query: str) -> Pile:
    know_directors([review.main_film for review in reviews if review.main_film])
    rows = [
        Waiting(review, said(review), act, (act == "See it" and review.path) or address(review))
        for review in reviews
    ]
    return Pile(heading, rows, f"{reverse('admin:reviews_review_changelist')}?{query}")


def licences_that_end(seen, at: datetime) -> Pile:
    """Pieces that show, or will, a picture whose licence ends within 30 days: the soonest first."""
    pictures = Image.objects.ending_within(RUNS_OUT_WITHIN, at)
    uses = PictureUse.objects.filter(
        image__in=pictures, review__in=seen.filter(status=Status.PUBLISHED).order_by().values("pk")
    )
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


def said(review: Review) -> str:
    if review.status == Status.DRAFT and review.sent_back_because:
        return f"Sent back: {review.sent_back_because}"
    film = review.main_film.label if review.main_film else review.get_kind_display()
    words = f"{review.word_count:,} words"
    when = clock_time(review.visible_from or review.changed_at)
    return f"{film}. {words}. {when}"
