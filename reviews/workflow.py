"""The verbs that change a piece's standing. Nobody else writes status, times, address or version.

Each verb: permission, the version it was decided on, the change, the audit entry, the page keys; all in one
`unit()`. The clock is `pagecache.clock`.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F

from accounts.policy import can
from accounts.text import SLUG_LENGTH, clean_line, validate_slug_is_free_for_use
from films.models import Embargo
from pagecache.clock import now
from reviews import checklist
from reviews import state as states
from reviews.addresses import first_slug, follows_its_month, take_path
from reviews.copies import Conflict, has_unpublished_changes, keep, revise, settle, working_copy
from reviews.models import (
    Authorship,
    Contributor,
    OldPath,
    PictureUse,
    Review,
    Revision,
    Subject,
    TaggedReview,
    WorkingCopy,
)
from reviews.purging import keys_of
from reviews.unit import unit

Status = Review.Status
# What only the verbs write: a verb works on these as they are, not as somebody loaded them.
OWNED = (
    "status", "version", "publish_at", "visible_from", "first_published_at", "ordered_at", "path", "slug",
    "deleted_at", "withdrawn_at", "withdrawn_because", "sent_back_because",
)  # fmt: skip


class NotReady(Exception):
    """The piece cannot be published yet; `stops` says why, field by field."""

    def __init__(self, stops: list[checklist.Stop]):
        self.stops = stops
        super().__init__(" ".join(stop.sentence for stop in stops))


class WrongStep(Exception):
    """The verb does not fit where the piece stands, with a sentence for the person."""


# Writing


def begin(state: dict, *, by, note: str = "", purpose: str = Revision.Purpose.SAVE) -> Review:
    """A new draft from a state. Raises PermissionDenied."""
    _ask(by, "reviews.add_review")
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
    scheduled or published the rows follow; afterwards they wait for `publish_change`.
    """
    with unit() as work:
        _hold(review)
        _ask(by, "reviews.change_review", review)
        _ask_the_bin(review)
        copy = keep(review, states.upgrade(state), by, version=version)
        if review.status != Status.PUBLISHED:
            states.apply(copy.state, review, lenient=True)
        revise(review, purpose, by, note)
        work.record("review.save", by=by, obj=review, from_state=review.status, to_state=review.status)
    return copy


# Steps


def submit(review: Review, *, by, version: int, note: str = "") -> None:
    """Hand a draft to the editors."""
    _ask(by, "reviews.submit_review", review)
    with unit():
        _step(review, by, version, {Status.DRAFT}, Status.SUBMITTED, "review.submit", sent_back_because="")
        revise(review, Revision.Purpose.SUBMIT, by, note)


def send_back(review: Review, *, by, version: int, reason: str) -> None:
    """Return a submitted or ready piece to its writer, with a reason."""
    _ask(by, "reviews.send_back_review", review)
    reason = _reason(reason, "sent_back_because", "Say why you send it back.")
    with unit():
        _step(
            review, by, version, {Status.SUBMITTED, Status.READY}, Status.DRAFT, "review.send_back",
            sent_back_because=reason,
        )  # fmt: skip
        revise(review, Revision.Purpose.SEND_BACK, by, reason)


def make_ready(review: Review, *, by, version: int) -> None:
    """Edited, and fit to be published by whoever may."""
    _ask(by, "reviews.ready_review", review)
    with unit():
        _step(review, by, version, {Status.DRAFT, Status.SUBMITTED}, Status.READY, "review.ready")
        revise(review, Revision.Purpose.READY, by)


def publish(review: Review, *, by, version: int, at: datetime | None = None) -> Revision:
    """Publish the working copy, now or at `at`; embargoes on its films may make it later still.

    A withdrawn piece comes back at its old address and at its old place in the lists.

    Raises NotReady with every stop, Conflict, WrongStep for a time that has passed.
    """
    _ask(by, "reviews.publish_review", review)
    moment = now()
    if at is not None and at < moment:
        raise WrongStep("That time has passed. Choose a later one, or publish now.")
    with unit() as work:
        _hold(review)
        state = _with_bylines_as_they_are(review, working_copy(review).state)
        if found := checklist.stops(state):
            raise NotReady(found)
        before = review.status
        _lock(review, version, {Status.DRAFT, Status.SUBMITTED, Status.READY, Status.WITHDRAWN})
        states.apply(state, review)
        review.status = Status.PUBLISHED
        if at or before != Status.WITHDRAWN or review.publish_at is None:
            review.publish_at = at or moment
        review.withdrawn_at, review.withdrawn_because, review.sent_back_because = None, "", ""
        set_visible_from(review, at=moment)
        revision = revise(review, Revision.Purpose.PUBLISH, by, state=settle(review))
        work.record(
            "review.publish", by=by, obj=review, from_state=before, to_state=review.status,
            visible_from=review.visible_from.isoformat(), revision=revision.number,
        )  # fmt: skip
        _tell(work, review, moment)
    return revision


def publish_change(review: Review, *, by, version: int, note: str = "") -> Revision:
    """Put the working copy of a scheduled or live piece in front of readers. Its address and dates stay.

    Refused when it would add a film under embargo to a live piece: an embargo never hides what already shows.
    """
    _ask(by, "reviews.publish_review", review)
    moment = now()
    with unit() as work:
        _hold(review)
        state = _with_bylines_as_they_are(review, working_copy(review).state)
        if found := checklist.stops(state) + (
            _new_embargoes(review, state, moment) if review.is_live(moment) else []
        ):
            raise NotReady(found)
        _lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        states.apply(state, review)
        set_visible_from(review, at=moment)
        revision = revise(review, Revision.Purpose.CHANGE, by, note, state=settle(review))
        work.record(
            "review.change", by=by, obj=review, from_state=review.status, to_state=review.status,
            revision=revision.number,
        )  # fmt: skip
        work.changed(*keys)
        _tell(work, review, moment)
    return revision


def unschedule(review: Review, *, by, version: int) -> None:
    """Take a piece whose time has not come back to ready. One that was seen before keeps its address."""
    _ask(by, "reviews.schedule_review", review)
    moment = now()
    with unit() as work:
        _hold(review)
        if review.is_live(moment):
            raise WrongStep("This piece is live. Withdraw it instead.")
        _lock(review, version, {Status.PUBLISHED})
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
    _ask(by, "reviews.withdraw_review", review)
    reason = _reason(
        reason, "withdrawn_because", "Say why the piece is withdrawn. Readers will see the reason."
    )
    moment = now()
    with unit() as work:
        _hold(review)
        if review.status == Status.PUBLISHED and not review.is_live(moment):
            raise WrongStep("This piece is not live yet. Unschedule it instead.")
        _lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        review.status, review.withdrawn_at, review.withdrawn_because = Status.WITHDRAWN, moment, reason
        set_visible_from(review, at=moment)
        work.record("review.withdraw", by=by, obj=review, from_state=Status.PUBLISHED, to_state=review.status)
        work.changed(*keys)


def run_again(review: Review, *, by, version: int, where: str = "") -> None:
    """Bring a live piece back to the top of every list: a festival review at the film's release.

    Address, feed id and first date stay. `where`: the festival it first ran from.
    """
    _ask(by, "reviews.publish_review", review)
    moment = now()
    with unit() as work:
        _hold(review)
        if not review.is_live(moment):
            raise WrongStep("Only a live piece can run again.")
        _lock(review, version, {Status.PUBLISHED})
        keys = keys_of(review)
        review.ordered_at = moment
        if where:
            review.first_published_where = where
            copy = working_copy(review)
            WorkingCopy.objects.filter(pk=copy.pk).update(state=copy.state | {"first_published_where": where})
        review.save(update_fields=["ordered_at", "first_published_where", "changed_at"])
        _copy_times(review)
        work.record("review.run_again", by=by, obj=review, from_state=review.status, to_state=review.status)
        work.changed(*keys, *keys_of(review))


def put_in_bin(review: Review, *, by, version: int) -> None:
    """Out of sight for everybody, and back with `take_from_bin`. Live pieces are withdrawn first."""
    own_draft = review.status == Status.DRAFT and can(by, "reviews.change_review", review)
    if not own_draft:
        _ask(by, "reviews.bin_review", review)
    with unit() as work:
        _lock(review, version, {Status.DRAFT, Status.SUBMITTED, Status.READY, Status.WITHDRAWN})
        review.deleted_at = now()
        review.save(update_fields=["deleted_at", "changed_at"])
        work.record("review.bin", by=by, obj=review, from_state=review.status, to_state=review.status)


def take_from_bin(review: Review, *, by, version: int) -> None:
    _ask(by, "reviews.bin_review", review)
    with unit() as work:
        _lock(review, version, set(Status), in_bin=True)
        review.deleted_at = None
        review.save(update_fields=["deleted_at", "changed_at"])
        work.record("review.unbin", by=by, obj=review, from_state=review.status, to_state=review.status)


def change_address(review: Review, *, by, version: int, slug: str) -> None:
    """Give a piece another address. One that readers could have used goes on leading there."""
    _ask(by, "reviews.change_address", review)
    validate_slug_is_free_for_use(slug)
    moment = now()
    with unit() as work:
        _lock(review, version, {Status.PUBLISHED, Status.WITHDRAWN})
        keys = keys_of(review)
        old, first = review.path, review.first_published_at
        review.slug = slug[:SLUG_LENGTH]
        take_path(review, first)  # type: ignore[arg-type]  # published once, so it has one
        review.save(update_fields=["slug", "path", "changed_at"])
        if first <= moment and old != review.path:
            OldPath.objects.filter(path=review.path, review=review).delete()
            OldPath.objects.update_or_create(path=old, defaults={"review": review})
        copy = working_copy(review)
        WorkingCopy.objects.filter(pk=copy.pk).update(state=copy.state | {"slug": review.slug})
        work.record(
            "review.change_address", by=by, obj=review, from_state=review.status, to_state=review.status
        )
        work.changed(*keys)


# Times


def embargoes_on(review: Review) -> list[Embargo]:
    """Every embargo that binds the piece: of a film it does more than mention, for pieces of its kind."""
    films = review.subjects.exclude(treatment=Subject.Treatment.MENTIONED).values("film")
    return [embargo for embargo in Embargo.objects.filter(film__in=films) if embargo.covers(review.kind)]


def set_visible_from(review: Review, *, at: datetime) -> None:
    """Compute from when the piece shows, and copy it to its rows; the only writer of these times.

    The later of `publish_at` and every embargo that binds it. What is live already stays as it is: embargoes
    bind only pieces that do not show yet.
    """
    if review.status != Status.PUBLISHED:
        review.visible_from = review.ordered_at = None
    elif not (review.visible_from and review.visible_from <= at):
        follows = follows_its_month(review)
        ends = [embargo.ends_at for embargo in embargoes_on(review)]
        review.visible_from = max([review.publish_at, *ends])  # type: ignore[type-var]  # whoever publishes sets it
        if review.first_published_at and review.first_published_at <= at:
            # Back after a withdrawal: from now on, at its old place in the lists.
            review.visible_from = max(review.visible_from, at)  # type: ignore[type-var]  # set just above
            review.ordered_at = review.first_published_at
        else:
            review.first_published_at = review.ordered_at = review.visible_from
        if not review.path or follows:
            review.slug = review.slug or first_slug(review)
            take_path(review, review.visible_from)  # type: ignore[arg-type]  # set above
    review.save(
        update_fields=[
            "status", "publish_at", "visible_from", "ordered_at", "first_published_at", "path", "slug",
            "withdrawn_at", "withdrawn_because", "sent_back_because", "changed_at",
        ]
    )  # fmt: skip
    _copy_times(review)


def _copy_times(review: Review) -> None:
    times = {"visible_from": review.visible_from, "ordered_at": review.ordered_at}
    for model in (Subject, Authorship, PictureUse):
        model.objects.filter(review=review).update(**times)
    TaggedReview.objects.filter(content_object=review).update(**times)


def _new_embargoes(review: Review, state: dict, at: datetime) -> list[checklist.Stop]:
    """A stop for each embargo that binds the state but does not bind the piece as it shows."""
    bound_already = set(embargoes_on(review))
    films = {
        entry["film"]
        for entry in states.followed(state)["subjects"]
        if entry["film"] and entry["treatment"] != Subject.Treatment.MENTIONED
    }
    return [
        checklist.Stop(
            "subjects", f"{embargo.film.label} is under embargo until {embargo.ends_at:%d %B %Y, %H:%M} UTC."
        )
        for embargo in Embargo.objects.active(at).filter(film__in=films).select_related("film")
        if embargo.covers(state["kind"]) and embargo not in bound_already
    ]


def _tell(work, review: Review, moment: datetime) -> None:
    """Pages change now, and again at the second the piece shows."""
    keys = keys_of(review)
    work.changed(*keys)
    if review.visible_from and review.visible_from > moment:
        work.changed(*keys, effective_at=review.visible_from)


# What every verb does


def _ask(by, action: str, review: Review | None = None) -> None:
    """The clock and importers act as None and have asked elsewhere."""
    if by is not None and not can(by, action, review):
        raise PermissionDenied("Your role does not allow this.")


def _hold(review: Review) -> None:
    """Let nobody else move the piece until the unit ends, and learn where it stands by now.

    An embargo that is lifted moves a piece without asking for its version, so what was loaded may be old.
    """
    owned = Review.objects.select_for_update().values(*OWNED).get(pk=review.pk)
    for name, value in owned.items():
        setattr(review, name, value)


def _lock(review: Review, version: int, allowed: set[str], *, in_bin: bool = False) -> None:
    """Compare-and-set on the piece's version: of two people who decide at once, one is told."""
    _hold(review)
    if review.version != version:
        raise Conflict("Somebody changed this piece after you opened it.")
    _ask_the_bin(review, in_bin)
    if review.status not in allowed:
        raise WrongStep(f"This piece is {review.get_status_display().lower()}, so that cannot be done now.")
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    review.version = version + 1


def _ask_the_bin(review: Review, in_bin: bool = False) -> None:
    if review.deleted_at is not None and not in_bin:
        raise WrongStep("This piece is in the bin. Take it out first.")
    if review.deleted_at is None and in_bin:
        raise WrongStep("This piece is not in the bin.")


def _step(review: Review, by, version: int, allowed: set[str], target: str, action: str, **fields) -> None:
    with unit() as work:
        _lock(review, version, allowed)
        before, review.status = review.status, target
        for name, value in fields.items():
            setattr(review, name, value)
        review.save(update_fields=["status", "changed_at", *fields])
        work.record(action, by=by, obj=review, from_state=before, to_state=target)


def _reason(text: str, column: str, sentence: str) -> str:
    text = clean_line(text)
    if not text:
        raise WrongStep(sentence)
    if len(text) > (most := Review._meta.get_field(column).max_length):
        raise WrongStep(f"This reason is {len(text)} characters. Keep it under {most}.")
    return text


def _with_bylines_as_they_are(review: Review, state: dict) -> dict:
    """Role and place as they are now, for names that come new to the piece: frozen from this publication on."""
    frozen = set()
    if review.first_published_at is not None:
        frozen = set(review.authorships.values_list("contributor", "credit"))
    people = Contributor.objects.in_bulk([entry["contributor"] for entry in state["authors"]])

    def as_it_is(entry):
        known = entry["role"] or entry["place"] or (entry["contributor"], entry["credit"]) in frozen
        person = people.get(entry["contributor"])
        return entry if known or person is None else entry | {"role": person.role, "place": person.place}

    return state | {"authors": [as_it_is(entry) for entry in state["authors"]]}


__all__ = [
    "Conflict", "NotReady", "WrongStep", "begin", "change_address", "embargoes_on",
    "has_unpublished_changes", "make_ready", "publish", "publish_change", "put_in_bin", "run_again", "save",
    "send_back", "set_visible_from", "submit", "take_from_bin", "unit", "unschedule", "withdraw",
    "working_copy",
]  # fmt: skip
