"""Pieces that an editor asks for: by whom, how long, until when."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied

from pagecache.clock import now
from reviews.models import Contributor, Review
from reviews.permissions import in_own_sections
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, lock
from reviews.workflow.writing import begin

COLUMNS = ["commissioned_at", "commission_note", "due_on", "words_wanted"]
LONGEST_NOTE = Review._meta.get_field("commission_note").max_length
MOST_WORDS = 100_000


def commission(
    state: dict, *, by, due_on: date | None = None, words_wanted: int | None = None, note: str = ""
) -> Review:
    """A draft on the desk of the writer whose byline the state carries.

    It is the writer's from the start, as if they had begun it: whoever commissions has not written it. Nothing of
    it is public. Raises PermissionDenied, also for a section that is not the editor's; WrongStep without a byline,
    for a day that has passed and for a length that is none.
    """
    ask(by, "reviews.commission_review")
    writer = Contributor.objects.filter(pk__in=[row["contributor"] for row in state["authors"]]).first()
    if writer is None:
        raise WrongStep("Say who is to write it.")
    asked = _asked(due_on, words_wanted, note)
    with unit() as work:
        review = begin(state, by=by)
        if by is not None and not in_own_sections(by, review):
            raise PermissionDenied("This section is not yours.")
        review.created_by, review.commissioned_at = writer.user, now()
        _write(review, asked, "created_by")
        work.record("review.commission", by=by, obj=review, to_state=review.status, to=writer.pk)
    return review


def change_commission(
    review: Review, *, by, version: int, due_on: date | None, words_wanted: int | None, note: str
) -> None:
    """Another day, another length, another word with it, as long as it is not published."""
    ask(by, "reviews.commission_review", review)
    asked = _asked(due_on, words_wanted, note, before=review.due_on)
    with unit() as work:
        lock(review, version, {Status.DRAFT, Status.SUBMITTED, Status.READY})
        _ask_for_a_commission(review)
        _write(review, asked)
        work.record(
            "review.change_commission", by=by, obj=review, from_state=review.status, to_state=review.status
        )


def cancel_commission(review: Review, *, by, version: int) -> None:
    """Nobody waits for it any more. The draft goes into the bin, from where its writer may take it as their own."""
    ask(by, "reviews.commission_review", review)
    with unit() as work:
        lock(review, version, {Status.DRAFT})
        _ask_for_a_commission(review)
        review.commissioned_at, review.deleted_at = None, now()
        _write(review, {"due_on": None, "words_wanted": None, "commission_note": ""}, "deleted_at")
        work.record(
            "review.cancel_commission", by=by, obj=review, from_state=review.status, to_state=review.status
        )


def _asked(due_on: date | None, words_wanted: int | None, note: str, before: date | None = None) -> dict:
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if due_on is not None and due_on < today and due_on != before:
        raise WrongStep("That day has passed. Choose a later one.")
    if words_wanted is not None and not 0 < words_wanted <= MOST_WORDS:
        raise WrongStep(f"A length lies between 1 and {MOST_WORDS:,} words.")
    if len(note) > LONGEST_NOTE:
        raise WrongStep(f"This note is {len(note):,} characters. Keep it under {LONGEST_NOTE:,}.")
    return {"due_on": due_on, "words_wanted": words_wanted, "commission_note": note}


def _ask_for_a_commission(review: Review) -> None:
    if review.commissioned_at is None:
        raise WrongStep("Nobody commissioned this piece.")


def _write(review: Review, asked: dict, *more: str) -> None:
    for name, value in asked.items():
        setattr(review, name, value)
    review.save(update_fields=[*COLUMNS, *more, "changed_at"])
