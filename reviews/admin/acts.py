"""What this person may do with this piece now: the buttons of the writing page, and what each does."""

from dataclasses import dataclass
from datetime import datetime

from accounts.policy import can
from reviews import workflow
from reviews.admin.before_publishing import planned
from reviews.clocks import clock_time
from reviews.models import Review
from reviews.permissions import FOUR_EYES, SENDS, why_not_publish, why_not_publish_what_they_begin
from reviews.unit import unit

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
PROPOSE = Act("propose", "Send change to editor", "Your change is with the editor.")
SEND_BACK = Act("send_back", "Send back", "Sent back to the writer.", needs_reason=True)
CORRECT = Act("correct", "Publish correction", "The correction is published.")
WITHDRAW = Act("withdraw", "Withdraw", "Withdrawn. Readers see the reason.", needs_reason=True)


def acts(user, review: Review | None, at: datetime) -> list[Act]:
    """The next act first; "save" is always among them for who may change the piece."""
    if review is not None and not can(user, "reviews.change_review", review):
        return [PROPOSE] if can(user, "reviews.propose_change", review) else []
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
    if review is None and action == "reviews.publish_review" and can(user, action):
        return not why_not_publish_what_they_begin(user)
    return can(user, action, review)


def why_not(user, review: Review | None) -> str:
    """Why there is no button to publish, for who could be expected to look for one."""
    if review is not None and review.status not in UNPUBLISHED:
        return ""
    if not can(user, "reviews.publish_review"):
        return ""
    return why_not_publish(user, review) if review else why_not_publish_what_they_begin(user)


def publishes_otherwise(why: str) -> str:
    """What stands where the button would be, of somebody who publishes but not this piece."""
    if why in ("", SENDS):
        return ""
    return "Somebody else publishes this" if why == FOUR_EYES else "An editor publishes this"


def label(act: Act, stops: int, appears: datetime | None, at: datetime, *, passed: bool = False) -> str:
    """What the button says: what is left to do, or exactly what it does.

    `appears`: when the piece would appear, its own time and embargoes counted in. `passed`: it wants a time that is
    over.
    """
    if act not in (PUBLISH, CHANGE):
        return act.label
    if stops:
        return f"Publish: {stops} thing{'s' if stops > 1 else ''} first"
    if act == PUBLISH and passed:
        return "Publish: its time has passed"
    if act == PUBLISH and appears and appears > at:
        return f"Schedule for {clock_time(appears)}"
    return act.label


def may_correct(user, review: Review | None, at: datetime) -> bool:
    return review is not None and review.is_live(at) and can(user, "reviews.publish_review", review)


def perform(
    act: str, review: Review, state: dict, *, by, version: int, at: datetime, reason: str, note: str,
    updated: str | None = None, correction: str = "", despite: str = "",
) -> None:  # fmt: skip
    """Do it, on the saved working copy. Raises what the verb raises; "save" has been done already.

    `updated`: what readers are told with a change; None for nothing. `despite`: why a picture's stop is let pass.
    """
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
            _move(review, state, **same, note=note, despite=despite)
        case "change":
            workflow.publish_change(review, **same, note=note, updated=updated, despite=despite)
        case "correct":
            workflow.correct(review, **same, text=correction)
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


def _move(review: Review, state: dict, *, by, version: int, note: str, despite: str) -> None:
    """Another time for a scheduled piece, and whatever else was changed; half of it must not happen."""
    with unit():
        workflow.reschedule(review, by=by, version=version, at=planned(state))
        workflow.publish_change(review, by=by, version=review.version, note=note, despite=despite)
