"""Out of sight, and back. Nothing is ever deleted by a timer: after a month the bin only stops listing it."""

from datetime import timedelta

from accounts.policy import can
from pagecache.clock import now
from reviews.models import Review
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, lock

LISTED_FOR = timedelta(days=30)


def put_in_bin(review: Review, *, by, version: int) -> None:
    """Out of sight for everybody, and back with `take_from_bin`. Live pieces are withdrawn first."""
    own_draft = review.status == Status.DRAFT and can(by, "reviews.change_review", review)
    if not own_draft:
        ask(by, "reviews.bin_review", review)
    with unit() as work:
        lock(review, version, {Status.DRAFT, Status.SUBMITTED, Status.READY, Status.WITHDRAWN})
        review.deleted_at = now()
        review.save(update_fields=["deleted_at", "changed_at"])
        work.record("review.bin", by=by, obj=review, from_state=review.status, to_state=review.status)


def take_from_bin(review: Review, *, by, version: int) -> None:
    """Back where it was: their own draft for whoever could bin it, anything for who may empty desks."""
    ask(by, "reviews.take_back_review", review)
    with unit() as work:
        lock(review, version, set(Status), in_bin=True)
        review.deleted_at = None
        review.save(update_fields=["deleted_at", "changed_at"])
        work.record("review.unbin", by=by, obj=review, from_state=review.status, to_state=review.status)
