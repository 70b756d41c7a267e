"""What readers see: publishing, changing, taking back, running again."""

from datetime import datetime

from accounts.text import clean_line
from pagecache.clock import now
from reviews import checklist
from reviews import state as states
from reviews.addresses import follows_its_month
from reviews.copies import revise, settle, working_copy
from reviews.models import Contributor, Review, Revision, WorkingCopy
from reviews.purging import keys_of
from reviews.state import EMPTY, Library
from reviews.unit import unit
from reviews.workflow.guards import (
    PASSED,
    NotReady,
    Status,
    WrongStep,
    ask,
    ask_copies,
    ask_restrictions,
    ask_to_publish,
    given_reason,
    hold,
    lock,
    take,
)
from reviews.workflow.times import TIMED, copy_times, set_visible_from

NOTE_LENGTH = Revision._meta.get_field("note").max_length


def publish(review: Review, *, by, version: int, at: datetime | None = None, despite: str = "") -> Revision:
    """Publish the working copy, now or at `at`; embargoes on its films may make it later still.

    A withdrawn piece comes back at its old address and at its old place in the lists. `despite`: why an editor
    lets a picture pass that has no words or no credit; kept in the history.

    Raises NotReady with every stop, Conflict, WrongStep for a time that has passed.
    """
    ask_to_publish(by, review)
    moment = now()
    if at is not None and at < moment:
        raise WrongStep(PASSED)
    return give_to_readers(review, by=by, version=version, at=at, moment=moment, despite=despite)


def give_to_readers(
    review: Review, *, by, version: int, at: datetime | None, moment: datetime, despite: str = ""
) -> Revision:
    """What publishing changes. `moment`: now, the same for all that is published together."""
    with unit() as work:
        hold(review)
        state = working_copy(review).state
        library = checklist.at_hand([state], at or moment)
        state = with_bylines_as_they_are(review, state, library)
        ask_to_publish(by, review, state)
        let_pass = _ask_the_checklist(state, review, by, despite, at or moment, library)
        before = review.status
        take(review, version, {Status.DRAFT, Status.SUBMITTED, Status.READY, Status.WITHDRAWN})
        states.apply(state, review, at_hand=library)
        review.status = Status.PUBLISHED
        if at or before != Status.WITHDRAWN or review.publish_at is None:
            review.publish_at = at or moment
        review.withdrawn_at, review.withdrawn_because, review.sent_back_because = None, "", ""
        set_visible_from(review, at=moment, lists=[name for name in TIMED if state[name]])
        note = _told(let_pass, despite)
        revision = revise(review, Revision.Purpose.PUBLISH, by, note, state=settle(review))
        work.record(
            "review.publish", by=by, obj=review, from_state=before, to_state=review.status,
            visible_from=review.visible_from.isoformat(), revision=revision.number, **_facts(let_pass),
        )  # fmt: skip
        tell(work, review, moment)
    return revision


def publish_change(
    review: Review, *, by, version: int, note: str = "", state: dict | None = None, updated: str | None = None,
    despite: str = "",
) -> Revision:  # fmt: skip
    """Put the working copy of a scheduled or live piece in front of readers. Its address and dates stay.

    Refused when it would add a film under embargo to a live piece: an embargo never hides what already shows; and
    while a change is set for a time, which would undo this one. `state`: what is published instead of the working
    copy, which then stays as it is, unless it says the same. `updated`: what readers are told has changed, "" for
    the date alone; None tells them nothing, as is right for a spelling mistake. What readers see already does not stop
    a change. `despite`: see `publish`.
    """
    ask_to_publish(by, review)
    moment = now()
    with unit() as work:
        hold(review)
        if Revision.objects.filter(review=review).scheduled().waiting().exists():
            raise WrongStep("A change is set for a time, and would undo this one. Cancel it first.")
        written = states.upgrade(working_copy(review).state)
        goes_on = state is not None and state != written
        state = state or written
        library = checklist.at_hand([state], moment)
        state = with_bylines_as_they_are(review, state, library)
        ask_to_publish(by, review, state)
        let_pass = _ask_the_checklist(state, review, by, despite, moment, library)
        take(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        states.apply(state, review, at_hand=library)
        set_visible_from(review, at=moment)
        if updated is not None:
            _tell_readers(review, updated, moment)
        published = states.capture(review) if goes_on else settle(review)
        note = _told(let_pass, despite, note)
        revision = revise(review, Revision.Purpose.CHANGE, by, note, state=published)
        work.record(
            "review.change", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number, **_facts(let_pass),
        )  # fmt: skip
        work.changed(*keys)
        tell(work, review, moment)
    return revision


def unschedule(review: Review, *, by, version: int) -> None:
    """Take a piece whose time has not come back to ready. One that was seen before keeps its address."""
    ask(by, "reviews.schedule_review", review)
    moment = now()
    with unit() as work:
        hold(review)
        if review.is_live(moment):
            raise WrongStep("This piece is live. Withdraw it instead.")
        lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        if follows_its_month(review):
            review.path = None
        if review.first_published_at > moment:
            review.first_published_at = None
        review.status, review.publish_at = Status.READY, None
        set_visible_from(review, at=moment)
        work.record(
            "review.unschedule", by=by, obj=review, from_state=Status.PUBLISHED, to_state=review.status
        )
        work.changed(*keys)


def withdraw(review: Review, *, by, version: int, reason: str) -> None:
    """Take a live piece away, with a reason that its readers see at the old address (410)."""
    ask(by, "reviews.withdraw_review", review)
    reason = given_reason(
        reason, "withdrawn_because", "Say why the piece is withdrawn. Readers will see the reason."
    )
    moment = now()
    with unit() as work:
        hold(review)
        if review.status == Status.PUBLISHED and not review.is_live(moment):
            raise WrongStep("This piece is not live yet. Unschedule it instead.")
        lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        review.status, review.withdrawn_at, review.withdrawn_because = Status.WITHDRAWN, moment, reason
        set_visible_from(review, at=moment)
        work.record("review.withdraw", by=by, obj=review, from_state=Status.PUBLISHED, to_state=review.status)
        work.changed(*keys)


def run_again(review: Review, *, by, version: int, where: str = "") -> None:
    """Bring a live piece back to the top of every list: a festival review at the film's release.

    Address, feed id and first date stay. `where`: the festival it first ran from.
    """
    ask_to_publish(by, review)
    moment = now()
    with unit() as work:
        hold(review)
        if not review.is_live(moment):
            raise WrongStep("Only a live piece can run again.")
        lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        review.ordered_at = moment
        if where:
            review.first_published_where = where
            copy = working_copy(review)
            WorkingCopy.objects.filter(pk=copy.pk).update(state=copy.state | {"first_published_where": where})
        review.save(update_fields=["ordered_at", "first_published_where", "changed_at"])
        copy_times(review)
        work.record("review.run_again", by=by, obj=review, from_state=review.status, to_state=review.status)
        work.changed(*keys, *keys_of(review))


def _tell_readers(review: Review, words: str, moment: datetime) -> None:
    if not review.is_live(moment):
        raise WrongStep("Readers have not seen this piece yet, so there is no update to tell them of.")
    review.updated_at, review.updated_words = moment, clean_line(words)
    if len(review.updated_words) > (most := Review._meta.get_field("updated_words").max_length):
        raise WrongStep(f"What was updated is {len(review.updated_words)} characters. Keep it under {most}.")
    review.save(update_fields=["updated_at", "updated_words", "changed_at"])


def _ask_the_checklist(
    state: dict, review: Review, by, despite: str, at: datetime, library: Library
) -> list[checklist.Stop]:
    """The stops that the reason lets pass. Raises NotReady with all others, PermissionDenied for who may not.

    What is under a restriction no reason lets pass: it may not be lost from the text, nor come back in another.
    """
    ask_restrictions(review, state, now())
    ask_copies(review, state, now())
    found = checklist.check(state, review, at=at, overrides=bool(despite.strip()), library=library)
    if found.stops:
        raise NotReady(found.stops)
    if despite.strip() and found.overridden:
        ask(by, "reviews.override_stop", review)
        return found.overridden
    return []


def _told(let_pass: list[checklist.Stop], despite: str, note: str = "") -> str:
    """The note of the revision: what was let pass, and why."""
    if not let_pass:
        return note
    sentences = " ".join(stop.sentence for stop in let_pass)
    said = f"Published all the same: {despite.strip()} ({sentences})"
    return clean_line(" ".join(filter(None, [note, said])))[:NOTE_LENGTH]


def _facts(let_pass: list[checklist.Stop]) -> dict:
    return {"despite": [stop.rule for stop in let_pass]} if let_pass else {}


def with_bylines_as_they_are(review: Review, state: dict, library: Library = EMPTY) -> dict:
    """Role and place as they are now, for names that come new to the piece: frozen from this publication on."""
    frozen = set()
    if review.first_published_at is not None:
        frozen = set(review.authorships.values_list("contributor", "credit"))
    people = checklist.those(Contributor, [entry["contributor"] for entry in state["authors"]], library)

    def as_it_is(entry):
        known = entry["role"] or entry["place"] or (entry["contributor"], entry["credit"]) in frozen
        person = people.get(entry["contributor"])
        return entry if known or person is None else entry | {"role": person.role, "place": person.place}

    return state | {"authors": [as_it_is(entry) for entry in state["authors"]]}


def tell(work, review: Review, moment: datetime) -> None:
    """Pages change now, and again at the second the piece shows."""
    keys = keys_of(review)
    work.changed(*keys)
    if review.visible_from and review.visible_from > moment:
        work.changed(*keys, effective_at=review.visible_from)
