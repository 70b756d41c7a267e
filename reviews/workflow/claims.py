"""Which editor has a piece in hand: "I have this"."""

from accounts.policy import can
from pagecache.clock import now
from reviews.models import Review
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, lock

# What is still on its way to readers; afterwards nobody needs to have it in hand.
IN_HAND: set[str] = {Status.DRAFT, Status.SUBMITTED, Status.READY}


def claim(review: Review, *, by, version: int, take_over: bool = False) -> None:
    """ "I have this". What somebody else has is refused, unless it is taken over on purpose."""
    ask(by, "reviews.claim_review", review)
    with unit() as work:
        lock(review, version, IN_HAND)
        if review.claimed_by_id not in (None, by.pk) and not take_over:
            raise WrongStep("Somebody else has this piece. Take it over only when that is agreed.")
        _put_in_hands(work, review, by, to=by, action="review.claim")


def assign(review: Review, *, by, version: int, to) -> None:
    """Give the piece to a colleague, who must be an editor of it. Raises WrongStep for one who is not."""
    ask(by, "reviews.claim_review", review)
    with unit() as work:
        lock(review, version, IN_HAND)
        if not can(to, "reviews.claim_review", review):
            raise WrongStep(f"{to} does not edit this piece. Choose an editor of its section.")
        _put_in_hands(work, review, by, to=to, action="review.assign")


def release(review: Review, *, by, version: int) -> None:
    """Out of one's own hands, for any editor to take."""
    ask(by, "reviews.claim_review", review)
    with unit() as work:
        lock(review, version, IN_HAND)
        if review.claimed_by_id != by.pk:
            raise WrongStep("You do not have this piece in hand.")
        _put_in_hands(work, review, by, to=None, action="review.release")


def _put_in_hands(work, review: Review, by, *, to, action: str) -> None:
    review.claimed_by, review.claimed_at = to, now() if to else None
    review.save(update_fields=["claimed_by", "claimed_at", "changed_at"])
    work.record(
        action, by=by, obj=review, from_state=review.status, to_state=review.status, to=to.pk if to else None
    )
