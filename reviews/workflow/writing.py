"""Beginning a piece and keeping what was written."""

from django.core.exceptions import PermissionDenied

from pagecache.clock import now
from reviews import state as states
from reviews.copies import Conflict, keep, revise, working_copy
from reviews.models import Review, Revision, Section, Tag, WorkingCopy
from reviews.unit import unit
from reviews.workflow.guards import Status, ask, ask_restrictions, ask_the_bin, hold


def begin(state: dict, *, by, note: str = "", purpose: str = Revision.Purpose.SAVE) -> Review:
    """A new draft from a state. Raises PermissionDenied."""
    ask(by, "reviews.add_review")
    with unit() as work:
        review = Review(created_by=by if getattr(by, "pk", None) else None)
        review.save(force_insert=True)
        copy = keep(review, states.upgrade(state), by)
        states.apply(copy.state, review, lenient=True)
        revise(review, purpose, by, note)
        work.record("review.begin", by=by, obj=review, to_state=review.status)
    return review


def save(
    review: Review, state: dict, *, by, version: int, note: str = "", purpose: str = Revision.Purpose.SAVE
) -> WorkingCopy:
    """Keep what a person wrote as the working copy and as a revision.

    `version`: of the working copy the person began from; raises Conflict when it has moved on. Until the piece is
    scheduled or published the rows follow; afterwards they wait for `publish_change`. Raises WrongStep for a text that
    a restricted passage was lost from.
    """
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        ask_restrictions(review, states.upgrade(state), now())
        copy = keep(review, states.upgrade(state), by, version=version)
        if review.status != Status.PUBLISHED:
            states.apply(copy.state, review, lenient=True)
        revise(review, purpose, by, note)
        work.record("review.save", by=by, obj=review, from_state=review.status, to_state=review.status)
    return copy


def refile(
    review: Review,
    *,
    by,
    version: int,
    copy_version: int,
    section: Section | None = None,
    tag: Tag | None = None,
) -> WorkingCopy:
    """Move what is being written to another section, or give it one more tag, and leave every word as it is.

    `version`, `copy_version`: of the piece and of its working copy, as the person saw them. Raises Conflict when
    either has moved on, PermissionDenied also for a section that is not the editor's.
    """
    with unit():
        hold(review)
        if review.version != version:
            raise Conflict("Somebody changed this piece after you opened it.")
        limited = set(by.sections.values_list("pk", flat=True)) if by is not None else set()
        if section is not None and limited and section.pk not in limited:
            raise PermissionDenied("This section is not yours.")
        state = states.upgrade(working_copy(review).state)
        if section is not None:
            state["section"] = section.pk
        if tag is not None and tag.pk not in state["tags"]:
            state["tags"] = [*state["tags"], tag.pk]
        return save(review, state, by=by, version=copy_version)
