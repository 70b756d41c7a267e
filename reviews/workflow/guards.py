"""What every verb asks before it changes a piece: who, which version, and whether it fits where the piece stands."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F

from accounts.policy import can
from accounts.text import clean_line
from reviews import checklist
from reviews.copies import Conflict
from reviews.models import Review
from reviews.permissions import why_not_publish
from reviews.restricted import copies_in, lost_passages
from reviews.unit import unit

Status = Review.Status
# What only the verbs write: a verb works on these as they are, not as somebody loaded them.
OWNED = (
    "status", "version", "publish_at", "visible_from", "first_published_at", "ordered_at", "path", "slug",
    "deleted_at", "withdrawn_at", "withdrawn_because", "sent_back_because", "updated_at", "updated_words",
    "of_record_at", "submitted_note", "claimed_by_id", "claimed_at", "commissioned_at", "commission_note", "due_on",
    "words_wanted",
)  # fmt: skip
PASSED = "That time has passed. Choose a later one, or leave it empty to publish now."


class NotReady(Exception):
    """The piece cannot be published yet; `stops` says why, field by field."""

    def __init__(self, stops: list[checklist.Stop]):
        self.stops = stops
        super().__init__(" ".join(stop.sentence for stop in stops))


class WrongStep(Exception):
    """The verb does not fit where the piece stands, with a sentence for the person."""


class Held(PermissionDenied):
    """Who may publish in general may not publish this piece; the sentence says why."""


def ask(by, action: str, review: Review | None = None) -> None:
    """The clock and importers act as None and have asked elsewhere."""
    if by is not None and not can(by, action, review):
        raise PermissionDenied("Your role does not allow this.")


def ask_to_publish(by, review: Review, state: dict | None = None) -> None:
    """As `ask`, and says what holds this piece back. Raises Held.

    `state`: what is about to be published. Its bylines count too: they may have been typed and never saved.
    """
    if by is None:
        return
    if not can(by, "reviews.publish_review"):
        raise PermissionDenied("Your role does not allow this.")
    if not can(by, "reviews.publish_review", review):
        raise Held(why_not_publish(by, review))
    if state is not None and not by.is_superuser:
        bylines = [entry["contributor"] for entry in state["authors"]]
        if why := why_not_publish(by, review, bylines):
            raise Held(why)


def hold(review: Review) -> None:
    """Let nobody else move the piece until the unit ends, and learn where it stands by now.

    An embargo that is lifted moves a piece without asking for its version, so what was loaded may be old.
    """
    owned = Review.objects.select_for_update().values(*OWNED).get(pk=review.pk)
    for name, value in owned.items():
        setattr(review, name, value)


def lock(review: Review, version: int, allowed: set[str], *, in_bin: bool = False) -> None:
    """Compare-and-set on the piece's version: of two people who decide at once, one is told."""
    hold(review)
    take(review, version, allowed, in_bin=in_bin)


def take(review: Review, version: int, allowed: set[str], *, in_bin: bool = False) -> None:
    """As `lock`, of a piece that is held already."""
    if review.version != version:
        raise Conflict("Somebody changed this piece after you opened it.")
    ask_the_bin(review, in_bin)
    if review.status not in allowed:
        raise WrongStep(f"This piece is {review.get_status_display().lower()}, so that cannot be done now.")
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    review.version = version + 1


def ask_the_bin(review: Review, in_bin: bool = False) -> None:
    if review.deleted_at is not None and not in_bin:
        raise WrongStep("This piece is in the bin. Take it out first.")
    if review.deleted_at is None and in_bin:
        raise WrongStep("This piece is not in the bin.")


def step(review: Review, by, version: int, allowed: set[str], target: str, action: str, **fields) -> None:
    with unit() as work:
        lock(review, version, allowed)
        before, review.status = review.status, target
        for name, value in fields.items():
            setattr(review, name, value)
        review.save(update_fields=["status", "changed_at", *fields])
        work.record(action, by=by, obj=review, from_state=before, to_state=target)


def ask_restrictions(review: Review, state: dict, at: datetime) -> None:
    """Refuse a text in which a restricted passage of the piece can no longer be found, and so not be left out.

    One that was lost before is not held against whoever saves now. Raises WrongStep.
    """
    if not (lost := lost_passages(review, state["body"], at)):
        return
    known = {row.pk for row in lost_passages(review, review.body, at)}
    for restriction in lost:
        if restriction.pk not in known:
            raise WrongStep(
                f"This text is under restriction {restriction.reference or restriction.pk}; ask a moderator."
            )


def ask_copies(review: Review, state: dict, at: datetime) -> None:
    """Refuse to show what is restricted elsewhere, until a moderator has cleared it. Raises NotReady."""
    if found := copies_in(review, state, at):
        raise NotReady([checklist.Stop("body", sentence) for sentence in found.values()])


def given_reason(text: str, column: str, sentence: str) -> str:
    text = clean_line(text)
    if not text:
        raise WrongStep(sentence)
    if len(text) > (most := Review._meta.get_field(column).max_length):
        raise WrongStep(f"This reason is {len(text)} characters. Keep it under {most}.")
    return text
