"""Beginning a piece and keeping what was written."""

from reviews import state as states
from reviews.copies import keep, revise
from reviews.models import Review, Revision, WorkingCopy
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, ask_the_bin, hold


def begin(state: dict, *, by, note: str = "", purpose: str = Revision.Purpose.SAVE) -> Review:
    """A new draft from a state. Raises PermissionDenied."""
    ask(by, "reviews.add_review")
    with unit() as work:
        review = Review(created_by=by if getattr(by, "pk", None) else None)
        review.save(force_insert=True)
        copy = keep(review, states.upgrade(state), by)
        states.apply(copy.state, review, lenient=True)
        revise(review, purpose, by, note)
        work.record("review.begin", by=by, obj=review, to_state=review.status)
    return review


def save(
    review: Review, state: dict, *, by, version: int, note: str = "", purpose: str = Revision.Purpose.SAVE
) -> WorkingCopy:
    """Keep what a person wrote as the working copy and as a revision.

    `version`: of the working copy the person began from; raises Conflict when it has moved on. Until the piece is
    scheduled or published the rows follow; afterwards they wait for `publish_change`.
    """
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        copy = keep(review, states.upgrade(state), by, version=version)
        if review.status != Status.PUBLISHED:
            states.apply(copy.state, review, lenient=True)
        revise(review, purpose, by, note)
        work.record("review.save", by=by, obj=review, from_state=review.status, to_state=review.status)
    return copy
