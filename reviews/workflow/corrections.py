"""Saying in public what was wrong."""

from accounts.text import clean_text
from pagecache.clock import now
from reviews.models import Correction, Review
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, hold, lock

LONGEST_CORRECTION = 2000


def correct(review: Review, *, by, version: int, text: str) -> Correction:
    """Print a dated correction on a live piece. It stays: a wrong one is corrected by another.

    The text of the piece is changed by `publish_change`, before or after.
    """
    ask(by, "reviews.publish_review", review)
    text = clean_text(text).strip()
    if not text:
        raise WrongStep("Say what was wrong, and what is right now.")
    if len(text) > LONGEST_CORRECTION:
        raise WrongStep(f"This correction is {len(text):,} characters. Keep it under {LONGEST_CORRECTION:,}.")
    moment = now()
    with unit() as work:
        hold(review)
        if review.status == Status.PUBLISHED and not review.is_live(moment):
            raise WrongStep("Readers have not seen this piece yet. Change its text instead.")
        # Of a button that is pressed twice, the second press finds another version.
        lock(review, version, {Status.PUBLISHED})
        account = by if getattr(by, "pk", None) else None
        correction = Correction.objects.create(review=review, made_at=moment, text=text, by=account)
        work.record("correction.make", by=by, obj=correction, review=review.pk)
        work.changed(*keys_of(review))
    return correction
