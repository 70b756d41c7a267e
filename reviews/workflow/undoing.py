"""Taking back a publication that was a slip of the hand."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.policy import can
from pagecache.clock import now
from reviews.models import Review, Revision, WorkingCopy
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, hold, lock
from reviews.workflow.times import set_visible_from

UNDO_FOR = timedelta(minutes=10)


def undo_publish(review: Review, *, by, version: int) -> None:
    """Put a piece that has just appeared for the first time back where it was ready to be published.

    For ten minutes, for whoever published it, and only while nobody else has changed anything since. For a writer
    who publishes their own that is their draft. It counts as never published: its next publication is its first,
    with a date and a place in the lists of its own. Until then its address answers 404, not 410, which would tell
    search engines to forget it for good; the address stays the piece's, so a link that somebody took in those
    minutes leads there again. No other address leads to it.

    Raises WrongStep, Conflict, PermissionDenied.
    """
    ask(by, "reviews.undo_publish", review)
    moment = now()
    with unit() as work:
        hold(review)
        if why := why_not_undo(review, by, moment):
            raise WrongStep(why)
        lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        back_to_editors = by is None or can(by, "reviews.ready_review", review)
        review.status = Status.READY if back_to_editors else Status.DRAFT
        review.publish_at = review.first_published_at = None
        set_visible_from(review, at=moment)
        work.record(
            "review.undo_publish", by=by, obj=review, from_state=Status.PUBLISHED, to_state=review.status
        )
        work.changed(*keys)


def why_not_undo(review: Review, by, at: datetime) -> str:
    """What forbids taking the publication back, as a sentence; empty when it may be."""
    if not review.is_live(at):
        return "This piece is not live, so there is nothing to take back."
    if at - review.first_published_at > UNDO_FOR:
        return "Ten minutes have passed. Withdraw the piece instead: its readers are told why."
    account = getattr(by, "pk", None)
    same = {"review": OuterRef("review")}
    later = Revision.objects.filter(number__gt=OuterRef("number"), **same).exclude(created_by=account)
    typed = WorkingCopy.objects.filter(saved_at__gt=OuterRef("created_at"), **same).exclude(saved_by=account)
    publications = (
        review.revisions.filter(purpose=Revision.Purpose.PUBLISH).order_by("-number").defer("state")
    )
    published = publications.annotate(changed=Exists(later) | Exists(typed)).first()
    if published is None or published.created_by_id != account:
        return "Somebody else published this piece. Withdraw it instead."
    if published.changed or review.ordered_at != review.first_published_at:
        return "This piece was changed since it was published. Withdraw it instead."
    return ""
