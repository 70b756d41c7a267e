"""Another time for what has its time already."""

from datetime import datetime

from django.db.models import F

from pagecache.clock import now
from reviews.copies import working_copy
from reviews.models import Bundle, Review, WorkingCopy
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.guards import PASSED, Status, WrongStep, ask, hold, lock
from reviews.workflow.publishing import tell
from reviews.workflow.times import set_visible_from


def reschedule(review: Review, *, by, version: int, at: datetime | None) -> None:
    """Give a piece that waits for its time another one; None for at once. Embargoes may make it later still.

    What readers will see stays as it is: this publishes no change. Raises Conflict, and WrongStep for a time
    that has passed, for a piece that is live, and for one that a bundle holds to the time of others.
    """
    ask(by, "reviews.schedule_review", review)
    moment = now()
    if at is not None and at < moment:
        raise WrongStep(PASSED)
    with unit():
        bundle = Bundle.objects.filter(inside__review=review, at__gt=moment).first()
        if bundle is not None:
            raise WrongStep(
                f"This piece stands in the bundle “{bundle}”. Move the bundle, or take the piece out of it first."
            )
        move(review, by=by, version=version, at=at or moment, moment=moment)


def move(review: Review, *, by, version: int, at: datetime, moment: datetime) -> None:
    """What a new time changes, whoever asked for it."""
    with unit() as work:
        hold(review)
        if review.is_live(moment):
            raise WrongStep("This piece is live, so its time cannot be changed any more.")
        lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        review.publish_at = at
        set_visible_from(review, at=moment)
        copy = working_copy(review)
        WorkingCopy.objects.filter(pk=copy.pk).update(
            state=copy.state | {"when": at.isoformat()}, version=F("version") + 1
        )
        work.record(
            "review.reschedule", by=by, obj=review, from_state=review.status, to_state=review.status,
            visible_from=review.visible_from.isoformat(),
        )  # fmt: skip
        work.changed(*keys)
        tell(work, review, moment)
