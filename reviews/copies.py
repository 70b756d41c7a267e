"""Working copies and revisions: what is being written, and what was kept on purpose."""

import json
from hashlib import sha256

from django.db.models import F, Subquery

from pagecache.clock import now
from reviews import body
from reviews import state as states
from reviews.asking import at_once, question
from reviews.comparing import changed_words
from reviews.models import Review, Revision, WorkingCopy


class Conflict(Exception):
    """Somebody else changed the piece since it was opened. Nothing was written."""


def working_copy(review: Review) -> WorkingCopy:
    """The piece's working copy; made from its rows when it has none yet."""
    copy = WorkingCopy.objects.filter(review=review).first()
    return copy or keep(review, states.capture(review), None)


def has_unpublished_changes(review: Review) -> bool:
    """Whether the working copy says something else than what is scheduled or live."""
    copy = WorkingCopy.objects.filter(review=review).first()
    return copy is not None and states.followed(states.upgrade(copy.state)) != states.capture(review)


def is_in_history(copy: WorkingCopy) -> bool:
    """Whether the last revision says what the working copy says: an autosave makes none."""
    last = Revision.objects.filter(review=copy.review_id).values_list("state", flat=True).first()
    return last == copy.state


def digest(state: dict) -> str:
    """The same for the same state, so that a page can tell whether what it knows is what is stored."""
    return sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def keep(review: Review, state: dict, by, version: int | None = None) -> WorkingCopy:
    """Store the state as the working copy: the first, or the one after `version`. Raises Conflict."""
    account = by if getattr(by, "pk", None) else None
    if version is None:
        return WorkingCopy.objects.create(
            review=review, state=state, schema_version=states.SCHEMA, saved_at=now(), saved_by=account
        )
    moved = WorkingCopy.objects.filter(review=review, version=version).update(
        version=F("version") + 1, state=state, schema_version=states.SCHEMA, saved_at=now(), saved_by=account
    )
    if not moved:
        raise Conflict("Somebody saved this piece after you opened it.")
    return WorkingCopy.objects.get(review=review)


def revise(
    review: Review, purpose: str, by, note: str = "", state: dict | None = None, **waiting
) -> Revision:
    """Keep a state, by default the working copy's, as the piece's next revision, its words counted.

    `waiting`: what a proposal or a scheduled change waits with, `base_version` and `apply_at`.
    """
    copies, newest = copy_of(review=review.pk), newest_of(review=review.pk)
    at_once(copies, newest)
    copy, (last, before) = copies.first, newest.first or (0, None)
    if state is None:
        assert copy  # as every piece has that was ever written in
        state = copy.state
    said_at = copy.version if copy and copy.state == state else None
    added, removed = changed_words(before["body"] if before else "", state["body"])
    return Revision.objects.create(
        review=review, number=last + 1, state=state, schema_version=states.SCHEMA, purpose=purpose, note=note,
        created_at=now(), created_by=by if getattr(by, "pk", None) else None, word_count=body.words(state["body"]),
        words_added=added, words_removed=removed, copy_version=said_at, **waiting,
    )  # fmt: skip


@question
def copy_of(review: int):
    return WorkingCopy.objects.filter(review=review)


@question
def newest_of(review: int):
    """The number of the newest revision, and what the newest on the main line says."""
    kept = Revision.objects.filter(review=review).order_by("-number")
    return kept.values_list("number", Subquery(kept.on_the_main_line().values("state")[:1]))[:1]


def as_it_was(review: Review, version: int | None) -> dict | None:
    """What the working copy said at that version; None when neither it nor any revision remembers."""
    found = WorkingCopy.objects.filter(review=review, version=version).values_list("state", flat=True).first()
    if found is None:
        kept = Revision.objects.filter(review=review, copy_version=version)
        found = kept.values_list("state", flat=True).first() if version else None
    return states.upgrade(found) if found else None


def settle(review: Review) -> dict:
    """What was just published is now also what is being written. Returns that state."""
    state = states.capture(review)
    WorkingCopy.objects.filter(review=review).update(state=state, version=F("version") + 1, saved_at=now())
    return state
