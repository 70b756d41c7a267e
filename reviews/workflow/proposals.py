"""Changes that a writer proposes to their own published piece, and what the editor answers."""

from django.core.exceptions import PermissionDenied

from pagecache.clock import now
from reviews import state as states
from reviews.copies import revise, working_copy
from reviews.models import Review, Revision
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, ask_the_bin, given_reason, hold
from reviews.workflow.history import KEPT_BY_PUBLISHED, put_back

Decision = Revision.Decision


class Moved(WrongStep):
    """The working copy is no longer the one that the proposal was made from."""


def propose(review: Review, state: dict, *, by, version: int, note: str = "") -> Revision:
    """Keep a changed text for an editor to decide about; piece and working copy stay as they are.

    `version`: of the working copy it was made from. It is taken in even when that has moved on: the editor is
    told. An earlier proposal of the same person that still waits is replaced.
    """
    with unit() as work:
        hold(review)
        ask(by, "reviews.propose_change", review)
        ask_the_bin(review)
        if review.status != Status.PUBLISHED:
            raise WrongStep("Changes are proposed to a published piece. This one can be changed itself.")
        copy = working_copy(review)
        state = states.upgrade(state) | {name: copy.state[name] for name in KEPT_BY_PUBLISHED}
        if state == states.upgrade(copy.state):
            raise WrongStep("Nothing is different from the piece as it is, so there is nothing to send.")
        mine = Revision.objects.filter(review=review, created_by=by).proposals().waiting()
        mine.update(decision=Decision.REPLACED, decided_at=now(), decided_by=by)
        revision = revise(
            review, Revision.Purpose.PROPOSAL, by, note, state=state, base_version=min(version, copy.version)
        )
        work.record(
            "review.propose", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number,
        )  # fmt: skip
    return revision


def take_proposal(
    review: Review, revision: Revision, *, by, version: int, moved_on: bool = False
) -> Revision:
    """Make a proposal the working copy, as a new revision; readers see it once the change is published.

    `version`: of the working copy it replaces. Raises Moved when that is not the one it was made from, because
    taking it would undo what was written since; with `moved_on` the person has seen both.
    """
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        decide(review, revision, Decision.TAKEN, by=by)
        if not moved_on and working_copy(review).version != revision.base_version:
            raise Moved("The piece was saved after this change was sent. Compare the two before you take it.")
        taken = put_back(
            review, revision, version=version, by=by, purpose=Revision.Purpose.SAVE,
            note=f"Proposal {revision.number} taken.", before=f"Before proposal {revision.number} was taken.",
        )  # fmt: skip
        work.record(
            "review.take_proposal", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=taken.number, proposal=revision.number,
        )  # fmt: skip
    return taken


def decline_proposal(review: Review, revision: Revision, *, by, reason: str) -> None:
    """Answer a proposal with no, and why. Its text stays in the history."""
    reason = given_reason(reason, "sent_back_because", "Say why you decline it. The writer reads it.")
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        decide(review, revision, Decision.DECLINED, by=by, because=reason)
        work.record(
            "review.decline_proposal", by=by, obj=review, from_state=review.status, to_state=review.status,
            proposal=revision.number,
        )  # fmt: skip


def withdraw_proposal(review: Review, revision: Revision, *, by) -> None:
    """Take back what one has proposed oneself and nobody has answered. Its text stays in the history."""
    ask(by, "reviews.view_review", review)
    if by is not None and revision.created_by_id != by.pk:
        raise PermissionDenied("Only whoever sent a change takes it back. Decline it instead.")
    with unit() as work:
        hold(review)
        ask_the_bin(review)
        decide(review, revision, Decision.WITHDRAWN, by=by)
        work.record(
            "review.withdraw_proposal", by=by, obj=review, from_state=review.status, to_state=review.status,
            proposal=revision.number,
        )  # fmt: skip


def decide(review: Review, revision: Revision, decision: str, *, by, because: str = "") -> None:
    """Compare-and-set: of two who answer a proposal at once, one is told that it was answered."""
    waiting = Revision.objects.filter(review=review, pk=revision.pk).proposals().waiting()
    account = by if getattr(by, "pk", None) else None
    if not waiting.update(decision=decision, decided_at=now(), decided_by=account, decided_because=because):
        raise WrongStep("This proposal has been answered already.")
