"""The landing page: what waits for this person, each piece with its one next act."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.policy import can
from films.models import Embargo
from reviews.admin.standing import live, scheduled
from reviews.cards import know_directors
from reviews.clocks import clock_time, day_of, midnight
from reviews.embargoes import waiting
from reviews.models import Review

SHOWN = 8
EMBARGOES_SHOWN = 20
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
        ("Live today", seen.filter(live(at), visible_from__gte=midnight(day_of(at))), "See it", "state=live"),
    ]
    found = [_pile(heading, list(rows[:SHOWN]), act, query) for heading, rows, act, query in wanted]
    return [pile for pile in found if pile.rows]


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


def _pile(heading: str, reviews: list[Review], act: str, query: str) -> Pile:
    know_directors([review.main_film for review in reviews if review.main_film])
    rows = [
        Waiting(review, said(review), act, (act == "See it" and review.path) or address(review))
        for review in reviews
    ]
    return Pile(heading, rows, f"{reverse('admin:reviews_review_changelist')}?{query}")


def address(review: Review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


def said(review: Review) -> str:
    if review.status == Status.DRAFT and review.sent_back_because:
        return f"Sent back: {review.sent_back_because}"
    film = review.main_film.label if review.main_film else review.get_kind_display()
    words = f"{review.word_count:,} words"
    when = clock_time(review.visible_from or review.changed_at)
    return f"{film}. {words}. {when}"
