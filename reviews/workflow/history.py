"""Going back to a text that was kept, and naming one so that it is found again."""

from accounts.text import clean_line
from pagecache.clock import now
from reviews import state as states
from reviews.copies import Conflict, keep, revise, working_copy
from reviews.models import Review, Revision, WorkingCopy
from reviews.restricted import brought_back
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, ask_restrictions, ask_the_bin, hold

KEPT_BY_PUBLISHED = ("slug", "when")


def restore(review: Review, revision: Revision, *, by, version: int) -> Revision:
    """Make what was kept then the working copy, as a new revision; restoring the one before undoes it.

    `version`: of the working copy it replaces. What stood there and was in no revision yet becomes one first.
    Readers of a live piece see nothing of it until the change is published. Raises Conflict, and WrongStep naming
    what the revision would bring back of what is restricted.
    """
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        restored = put_back(
            review, revision, version=version, by=by, purpose=Revision.Purpose.RESTORE,
            note=f"From number {revision.number}.", before=f"Before number {revision.number} was restored.",
        )  # fmt: skip
        work.record(
            "review.restore", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=restored.number, restored=revision.number,
        )  # fmt: skip
    return restored


def name_revision(review: Review, revision: Revision, *, by, name: str) -> None:
    """Give a revision a name, another one, or none."""
    name = clean_line(name)
    if len(name) > (most := Revision._meta.get_field("name").max_length or 0):
        raise WrongStep(f"This name is {len(name)} characters. Keep it under {most}.")
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        Revision.objects.filter(review=review, pk=revision.pk).update(name=name)
        work.record(
            "review.name_revision", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number,
        )  # fmt: skip
    revision.name = name


def put_back(
    review: Review, revision: Revision, *, version: int, by, purpose: str, note: str, before: str
) -> Revision:
    """The revision's state as working copy and as the newest revision. The piece is held, and who asks may do it."""
    copy = working_copy(review)
    if copy.version != version:
        raise Conflict("Somebody saved this piece after you opened it. Compare again.")
    state = as_it_would_be(review, revision, copy)
    if found := brought_back(review, state, states.upgrade(copy.state), now()):
        raise WrongStep(
            f"Number {revision.number} contains {' and '.join(found)}, which readers may not see. "
            "Take over by hand what you need of it."
        )
    ask_restrictions(review, state, now())
    keep_what_is_there(review, copy, note=before)
    copy = keep(review, state, by, version=version)
    if review.status != Status.PUBLISHED:
        states.apply(copy.state, review, lenient=True)
    return revise(review, purpose, by, note)


def as_it_would_be(review: Review, revision: Revision, copy: WorkingCopy) -> dict:
    """The revision's state as it would come back. Address and time of what was published are the workflow's."""
    state = states.upgrade(revision.state)
    if review.status in (Status.PUBLISHED, Status.WITHDRAWN):
        state |= {name: copy.state[name] for name in KEPT_BY_PUBLISHED}
    return state


def keep_what_is_there(review: Review, copy: WorkingCopy, *, note: str) -> None:
    last = Revision.objects.filter(review=review).on_the_main_line().first()
    if last is None or states.upgrade(last.state) != states.upgrade(copy.state):
        revise(review, Revision.Purpose.SAVE, copy.saved_by, note, state=copy.state)
