"""What this person may do with this piece now: the buttons of the writing page, and what each does."""

from dataclasses import dataclass
from datetime import datetime

from accounts.policy import can
from pagecache.clock import now
from reviews import checklist, workflow
from reviews.admin.before_publishing import planned
from reviews.admin.standing import clock_time
from reviews.models import Review
from reviews.permissions import may_publish_what_they_begin

Status = Review.Status
UNPUBLISHED = {Status.DRAFT, Status.SUBMITTED, Status.READY}


@dataclass(frozen=True)
class Act:
    name: str
    label: str
    done: str  # said once it is done
    needs_reason: bool = False


SAVE = Act("save", "Save", "Saved.")
SUBMIT = Act("submit", "Send to editor", "Sent to the editor.")
READY = Act("ready", "Make ready", "Ready to be published.")
PUBLISH = Act("publish", "Publish now", "Published.")
CHANGE = Act("change", "Publish change", "The change is published.")
UNSCHEDULE = Act("unschedule", "Unschedule", "Unscheduled. It is ready, and nobody sees it.")
SEND_BACK = Act("send_back", "Send back", "Sent back to the writer.", needs_reason=True)
WITHDRAW = Act("withdraw", "Withdraw", "Withdrawn. Readers see the reason.", needs_reason=True)


def acts(user, review: Review | None, at: datetime) -> list[Act]:
    """The next act first; "save" is always among them for who may change the piece."""
    if review is not None and not can(user, "reviews.change_review", review):
        return []
    status = review.status if review else Status.DRAFT
    live = review is not None and review.is_live(at)
    wanted = []
    if status in UNPUBLISHED or status == Status.WITHDRAWN:
        wanted.append((PUBLISH, "reviews.publish_review"))
    if status == Status.PUBLISHED:
        wanted.append((CHANGE, "reviews.publish_review"))
    if status == Status.DRAFT and not _may(user, "reviews.publish_review", review):
        wanted.append((SUBMIT, "reviews.submit_review"))
    if status in {Status.DRAFT, Status.SUBMITTED}:
        wanted.append((READY, "reviews.ready_review"))
    if status in {Status.SUBMITTED, Status.READY}:
        wanted.append((SEND_BACK, "reviews.send_back_review"))
    if status == Status.PUBLISHED and not live:
        wanted.append((UNSCHEDULE, "reviews.schedule_review"))
    if live:
        wanted.append((WITHDRAW, "reviews.withdraw_review"))
    return [*(act for act, action in wanted if _may(user, action, review)), SAVE]


def _may(user, action: str, review: Review | None) -> bool:
    if review is None and action == "reviews.publish_review":
        return may_publish_what_they_begin(user)
    return can(user, action, review)


def label(act: Act, stops: int, appears: datetime | None, at: datetime) -> str:
    """What the button says: what is left to do, or exactly what it does."""
    if act not in (PUBLISH, CHANGE):
        return act.label
    if stops:
        return f"Publish: {stops} thing{'s' if stops > 1 else ''} first"
    if act == PUBLISH and appears and appears > at:
        return f"Schedule for {clock_time(appears)}"
    return act.label


def perform(
    act: str,
    review: Review,
    state: dict,
    *,
    by,
    version: int,
    at: datetime,
    reason: str,
    note: str,
    despite: str = "",
) -> None:
    """Do it, on the saved working copy. Raises what the verb raises; "save" has been done already."""
    same = {"by": by, "version": version}
    match act:
        case "submit":
            workflow.submit(review, **same, note=note)
        case "ready":
            workflow.make_ready(review, **same)
        case "publish":
            # Once published, the time in the state is what it was then; publishing again is at once.
            when = planned(state) if review.status in UNPUBLISHED else None
            workflow.publish(review, **same, at=when, despite=despite)
        case "change" if _is_moved(review, state, at):
            _move(review, state, **same, despite=despite)
        case "change":
            workflow.publish_change(review, **same, note=note, despite=despite)
        case "unschedule":
            workflow.unschedule(review, **same)
        case "send_back":
            workflow.send_back(review, **same, reason=reason)
        case "withdraw":
            workflow.withdraw(review, **same, reason=reason)


def _is_moved(review: Review, state: dict, at: datetime) -> bool:
    return (
        review.status == Status.PUBLISHED and not review.is_live(at) and planned(state) != review.publish_at
    )


def _move(review: Review, state: dict, *, by, version: int, despite: str) -> None:
    """Another time for a scheduled piece. What could refuse it is asked first: half of it must not happen."""
    if found := checklist.check(state, review, at=now(), overrides=bool(despite.strip())).stops:
        raise workflow.NotReady(found)
    when = planned(state)
    if when is not None and when < now():
        raise workflow.WrongStep(
            "That time has passed. Choose a later one, or leave it empty to publish now."
        )
    workflow.unschedule(review, by=by, version=version)
    workflow.publish(review, by=by, version=review.version, at=when, despite=despite)
