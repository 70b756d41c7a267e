"""Which of several reviews speaks for the magazine."""

from pagecache.clock import now
from reviews.models import Review
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, lock


def make_of_record(review: Review, *, by, version: int) -> None:
    """Let this review stand on top of its film's page, before those that were published earlier.

    The one chosen last counts, so that two films can be merged whatever was chosen for each. Raises WrongStep for
    a piece that reviews no film.
    """
    ask(by, "reviews.choose_of_record", review)
    if review.kind != Review.Kind.REVIEW or review.main_film_id is None:
        raise WrongStep("Only a review of a film can be the one of record.")
    with unit() as work:
        lock(review, version, {Status.PUBLISHED})
        review.of_record_at = now()
        review.save(update_fields=["of_record_at", "changed_at"])
        work.record("review.make_of_record", by=by, obj=review, film=review.main_film_id)
        work.changed(*keys_of(review))
