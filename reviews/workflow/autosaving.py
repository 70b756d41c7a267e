"""What is being typed, kept without anybody pressing a button."""

from pagecache.clock import now
from reviews import body
from reviews import state as states
from reviews.copies import keep, revise, working_copy
from reviews.fitting import Fit
from reviews.models import Contributor, Lease, Review, Revision, WorkingCopy
from reviews.presence import InOtherHands, beat, version_known
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, ask_the_bin, hold

UNPUBLISHED = {Status.DRAFT, Status.SUBMITTED, Status.READY}
EMPTIED = "Kept before the text was emptied."


def autosave(review: Review, state: dict, *, by, version: int, tab: str = "") -> WorkingCopy:
    """Keep what was typed as the working copy and nowhere else: no revision, no audit entry, no page made anew.

    The one exception: a text that this would empty is kept as a revision first. Raises Conflict, and InOtherHands
    when the `tab` that asks has lost the piece to another.
    """
    with unit():
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        if tab:
            lease = beat(review, by=by, tab=tab)
            if not lease.is_of(by, tab):
                raise InOtherHands(lease)
            version = version_known(review, by=by, tab=tab, version=version)
        state = states.upgrade(state)
        before = working_copy(review)
        if before.state == state:
            # As after a save that arrived while its page was being left: what is stored already overwrites nobody.
            version = before.version
        if (
            before.version == version
            and is_emptied(before.state, state)
            and not _is_in_history(review, before)
        ):
            revise(review, Revision.Purpose.SAVE, by, EMPTIED)
        copy = keep(review, state, by, version=version)
        if tab:
            Lease.objects.filter(review=review, token=tab).update(stored_version=copy.version)
        if review.status in UNPUBLISHED:
            if _has_new_pen_name(review, state):
                # From the rows everybody's page learns whose account stays unsaid, so these do not wait.
                states.apply(state, review, lenient=True)
            # What the desk's lists call the piece. Its rows follow when somebody saves.
            review.headline = Fit().value(Review, "headline", state["headline"], "headline")
            review.word_count = body.words(state["body"])
            review.changed_at = now()
            Review.objects.filter(pk=review.pk).update(
                headline=review.headline, word_count=review.word_count, changed_at=review.changed_at
            )
    return copy


def _has_new_pen_name(review: Review, state: dict) -> bool:
    names = [entry["contributor"] for entry in state["authors"]]
    if not names:
        return False
    return (
        Contributor.objects.filter(pk__in=names, is_pen_name=True)
        .exclude(authorships__review=review)
        .exists()
    )


def is_emptied(before: dict, after: dict) -> bool:
    """Whether a full text is gone, or most of a long one."""
    had, has = body.words(before["body"]), body.words(after["body"])
    return had > 0 and (has == 0 or (had >= 40 and has < had / 2))


def _is_in_history(review: Review, copy: WorkingCopy) -> bool:
    last = Revision.objects.filter(review=review).values_list("state", flat=True).first()
    return last is not None and last["body"] == copy.state["body"]
