"""From the writer's desk to the editor's and back."""

from reviews.copies import revise
from reviews.models import Review, Revision
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, given_reason, step


def submit(review: Review, *, by, version: int, note: str = "") -> None:
    """Hand a draft to the editors, with a word for whoever takes it."""
    ask(by, "reviews.submit_review", review)
    with unit():
        step(
            review, by, version, {Status.DRAFT}, Status.SUBMITTED, "review.submit", sent_back_because="",
            submitted_note=note,
        )  # fmt: skip
        revise(review, Revision.Purpose.SUBMIT, by, note)


def send_back(review: Review, *, by, version: int, reason: str) -> None:
    """Return a submitted or ready piece to its writer, with a reason."""
    ask(by, "reviews.send_back_review", review)
    reason = given_reason(reason, "sent_back_because", "Say why you send it back.")
    with unit():
        step(
            review, by, version, {Status.SUBMITTED, Status.READY}, Status.DRAFT, "review.send_back",
            sent_back_because=reason, submitted_note="",
        )  # fmt: skip
        revise(review, Revision.Purpose.SEND_BACK, by, reason)


def make_ready(review: Review, *, by, version: int) -> None:
    """Edited, and fit to be published by whoever may."""
    ask(by, "reviews.ready_review", review)
    with unit():
        step(review, by, version, {Status.DRAFT, Status.SUBMITTED}, Status.READY, "review.ready")
        revise(review, Revision.Purpose.READY, by)
