"""A change to a published piece that goes out at a time. The one thing in the magazine that needs the beat."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseTrouble

from pagecache.clock import now
from reviews import checklist
from reviews import state as states
from reviews.copies import Conflict, keep, revise, working_copy
from reviews.models import Review, Revision
from reviews.unit import unit
from reviews.workflow.guards import NotReady, Status, WrongStep, ask, ask_to_publish, hold, lock
from reviews.workflow.publishing import publish_change, with_bylines_as_they_are

log = logging.getLogger(__name__)
Decision, Purpose = Revision.Decision, Revision.Purpose
MOST_AT_ONCE = 50
LONGEST_REASON = 1000


def schedule_change(
    review: Review, *, by, version: int, at: datetime, note: str = "", copy_version: int | None = None
) -> Revision:
    """Freeze the working copy; the beat publishes it at `at`. Who goes on writing changes nothing of it.

    `copy_version`: of the working copy that was looked at, when it was. Raises NotReady, Conflict, and WrongStep for
    a time that has passed, a change that is none, and a second one.
    """
    ask_to_publish(by, review)
    moment = now()
    if at <= moment:
        raise WrongStep("That time has passed. Choose a later one, or publish the change now.")
    with unit() as work:
        hold(review)
        copy = working_copy(review)
        if copy_version not in (None, copy.version):
            raise Conflict("Somebody saved this piece after you opened it. Look at the change again.")
        lock(review, version, {Status.PUBLISHED})
        if review.visible_from and at <= review.visible_from:
            raise WrongStep(
                "The piece itself does not show before then. Publish the change now: it will be in it."
            )
        if Revision.objects.filter(review=review).scheduled().waiting().exists():
            raise WrongStep("A change is set for a time already. Cancel it first.")
        state = with_bylines_as_they_are(review, states.upgrade(copy.state))
        # Asked of whoever sets the time: the beat that publishes it is nobody.
        ask_to_publish(by, review, state)
        if state == states.capture(review):
            raise WrongStep(
                "Nothing is different from what is published, so there is no change to set a time for."
            )
        if found := checklist.check(state, review, at=at).stops:
            raise NotReady(found)
        if state != copy.state:
            copy = keep(review, state, by, version=copy.version)
        revision = revise(
            review, Purpose.SCHEDULED, by, note, state=state, base_version=copy.version, apply_at=at
        )
        work.record(
            "review.schedule_change", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number, apply_at=at.isoformat(),
        )  # fmt: skip
    return revision


def cancel_change(review: Review, revision: Revision, *, by, version: int) -> None:
    """Take back a change that waits for its time, or put away one that failed. Its text stays in the history."""
    ask(by, "reviews.publish_review", review)
    with unit() as work:
        lock(review, version, set(Status))
        open_still = Revision.objects.filter(
            review=review, pk=revision.pk, decision__in=["", Decision.FAILED]
        )
        if not _decide(open_still.scheduled(), Decision.CANCELLED, by=by):
            raise WrongStep("This change has been applied or cancelled already.")
        work.record(
            "review.cancel_change", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number,
        )  # fmt: skip


def apply_due(at: datetime) -> int:
    """Publish every scheduled change whose time has come, each once whoever else does the same. Returns how many.

    One that may not go out is marked as failed, with the reason, and never tried again by itself.
    """
    due = Revision.objects.due(at).order_by("apply_at", "pk").values_list("pk", flat=True)
    return sum(_apply(pk) for pk in list(due[:MOST_AT_ONCE]))


def _apply(pk: int) -> bool:
    try:
        return _publish(pk)
    except (NotReady, WrongStep, Conflict) as refusal:
        return _give_up(pk, str(refusal))
    except ValidationError as refusal:
        return _give_up(pk, " ".join(refusal.messages))
    except DatabaseTrouble:
        # Not the change's fault: it stays due, the desk says how late it is, and the next beat tries.
        log.exception("Scheduled change %s could not be written", pk)
        return False
    except Exception:
        log.exception("Scheduled change %s failed", pk)
        return _give_up(pk, "Something unexpected went wrong. The log of the beat says what.")


def _publish(pk: int) -> bool:
    with unit() as work:
        revision = Revision.objects.select_related("review").get(pk=pk)
        review = revision.review
        hold(review)
        mine = Revision.objects.filter(pk=pk).due(moment := now())
        if not _decide(mine, Decision.APPLIED, applied_at=moment):
            return False
        if _overtaken(review, revision):
            raise WrongStep(
                "Another text was published after this change was set, and this one would undo it. "
                "Compare the two and set it again."
            )
        state = states.upgrade(revision.state) | {
            # Since then these may have been changed by verbs of their own, at once and for readers.
            "slug": review.slug, "when": review.publish_at.isoformat() if review.publish_at else None,
            "first_published_where": review.first_published_where,
        }  # fmt: skip
        note = f"Set for this time as number {revision.number}. {revision.note}".strip()
        publish_change(review, by=None, version=review.version, note=note[:LONGEST_REASON], state=state)
        work.record(
            "review.apply_change", obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number, set_by=revision.created_by_id,
        )  # fmt: skip
    return True


def _overtaken(review: Review, revision: Revision) -> bool:
    later = Revision.objects.filter(review=review, number__gt=revision.number)
    return later.filter(purpose__in=[Purpose.PUBLISH, Purpose.CHANGE]).exists()


def _give_up(pk: int, because: str) -> bool:
    with unit() as work:
        revision = Revision.objects.select_related("review").get(pk=pk)
        review = revision.review
        waiting = Revision.objects.filter(pk=pk).waiting()
        if _decide(waiting, Decision.FAILED, because=because[:LONGEST_REASON]):
            work.record(
                "review.change_failed", obj=review, from_state=review.status, to_state=review.status,
                revision=revision.number,
            )  # fmt: skip
    return False


def _decide(rows, decision: str, *, by=None, because: str = "", **moments) -> bool:
    """Compare-and-set: whether it was we who decided."""
    account = by if getattr(by, "pk", None) else None
    return bool(
        rows.update(
            decision=decision, decided_at=now(), decided_by=account, decided_because=because, **moments
        )
    )
