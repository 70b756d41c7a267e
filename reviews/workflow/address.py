"""Moving a piece to another address."""

from accounts.text import SLUG_LENGTH, validate_slug_is_free_for_use
from pagecache.clock import now
from reviews.addresses import take_path
from reviews.copies import working_copy
from reviews.models import OldPath, Review, WorkingCopy
from reviews.purging import keys_of
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, lock


def change_address(review: Review, *, by, version: int, slug: str) -> None:
    """Give a piece another address. One that readers could have used goes on leading there."""
    ask(by, "reviews.change_address", review)
    validate_slug_is_free_for_use(slug)
    moment = now()
    with unit() as work:
        lock(review, version, {Status.PUBLISHED, Status.WITHDRAWN})
        keys = keys_of(review)
        old, first = review.path, review.first_published_at
        review.slug = slug[:SLUG_LENGTH]
        take_path(review, first, "slug", "changed_at")  # type: ignore[arg-type]  # published once, so it has one
        if first <= moment and old != review.path:
            OldPath.objects.filter(path=review.path, review=review).delete()
            OldPath.objects.update_or_create(path=old, defaults={"review": review})
        copy = working_copy(review)
        WorkingCopy.objects.filter(pk=copy.pk).update(state=copy.state | {"slug": review.slug})
        work.record(
            "review.change_address", by=by, obj=review, from_state=review.status, to_state=review.status
        )
        work.changed(*keys)
