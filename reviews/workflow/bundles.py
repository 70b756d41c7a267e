"""Pieces that appear together: all of them at one second, or none.

Locks are taken bundle first, then pieces by number, so two people with overlapping bundles cannot deadlock.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.text import clean_line
from pagecache.clock import now
from reviews.clocks import clock_time
from reviews.copies import Conflict, has_unpublished_changes
from reviews.models import Bundle, BundledPiece, Review
from reviews.unit import unit
from reviews.workflow.guards import PASSED, Held, NotReady, Status, WrongStep, ask, hold
from reviews.workflow.publishing import give_to_readers
from reviews.workflow.scheduling import move
from reviews.workflow.times import embargoes_on

NAME_LENGTH = Bundle._meta.get_field("name").max_length


@dataclass(frozen=True)
class Outcome:
    """What came of one piece; `refused` is empty when nothing speaks against it."""

    review: Review
    refused: str = ""


class BundleRefused(WrongStep):
    """Nothing was published; `outcomes` says of every piece why, or that it alone would have gone."""

    def __init__(self, outcomes: list[Outcome]):
        self.outcomes = outcomes
        count = sum(bool(outcome.refused) for outcome in outcomes)
        super().__init__(
            f"Nothing was published: {count} of {len(outcomes)} pieces cannot appear then."
            if outcomes
            else "This bundle is empty. Add a piece first."
        )


def make_bundle(name: str, *, by) -> Bundle:
    ask(by, "reviews.schedule_review")
    name = clean_line(name)
    if not name:
        raise WrongStep("Give the bundle a name.")
    if len(name) > NAME_LENGTH:
        raise WrongStep(f"This name is {len(name)} characters. Keep it under {NAME_LENGTH}.")
    with unit() as work:
        bundle = Bundle.objects.create(
            name=name, created_at=now(), created_by=by if getattr(by, "pk", None) else None
        )
        work.record("bundle.make", by=by, obj=bundle)
    return bundle


def add_to_bundle(bundle: Bundle, review: Review, *, by, version: int) -> None:
    """Put a ready or a scheduled piece into a bundle that has no time yet.

    Raises WrongStep for a piece of another step, and for one that stands in another bundle which is not out yet.
    """
    ask(by, "reviews.schedule_review", review)
    moment = now()
    with unit() as work:
        lock_bundle(bundle, version, moment)
        hold(review)
        if refused := unfit(review, moment):
            raise WrongStep(refused)
        held = BundledPiece.objects.filter(review=review).select_related("bundle").first()
        if held and held.bundle_id != bundle.pk and not (held.bundle.at and held.bundle.at <= moment):
            raise WrongStep(f"This piece stands in the bundle “{held.bundle}”. Take it out there first.")
        BundledPiece.objects.update_or_create(review=review, defaults={"bundle": bundle})
        work.record("bundle.add", by=by, obj=bundle, review=review.pk)


def take_out_of_bundle(bundle: Bundle, review: Review, *, by, version: int) -> None:
    """The piece keeps its step and its time; it only no longer moves with the others."""
    ask(by, "reviews.schedule_review", review)
    with unit() as work:
        lock_bundle(bundle, version, now())
        BundledPiece.objects.filter(bundle=bundle, review=review).delete()
        work.record("bundle.take_out", by=by, obj=bundle, review=review.pk)


def take_apart(bundle: Bundle, *, by, version: int) -> None:
    """The bundle is no more; each piece keeps its step and its time."""
    with unit() as work:
        lock_bundle(bundle, version, None)
        for review in pieces_of(bundle):
            ask(by, "reviews.schedule_review", review)
        ask(by, "reviews.schedule_review")
        work.record(
            "bundle.take_apart", by=by, obj=bundle, pieces=[review.pk for review in pieces_of(bundle)]
        )
        BundledPiece.objects.filter(bundle=bundle).delete()
        Bundle.objects.filter(pk=bundle.pk).delete()


def publish_bundle(
    bundle: Bundle, *, by, version: int, versions: dict[int, int], at: datetime | None = None
) -> list[Outcome]:
    """Publish every piece of the bundle now or at `at`, or move those that are scheduled to that moment.

    `versions`: of each piece as the person saw it, by its number. Raises Conflict when the bundle is another
    than they saw, BundleRefused with an outcome for every piece when one of them cannot appear then.
    """
    moment = now()
    if at is not None and at < moment:
        raise WrongStep(PASSED)
    with unit() as work:
        lock_bundle(bundle, version, moment)
        pieces = pieces_of(bundle)
        for review in pieces:
            ask(by, "reviews.publish_review", review)
        if {review.pk for review in pieces} != versions.keys():
            raise Conflict("Somebody changed this bundle after you opened it.")
        outcomes = [
            Outcome(review, _published(review, by, versions[review.pk], at, moment)) for review in pieces
        ]
        if not outcomes or any(outcome.refused for outcome in outcomes):
            raise BundleRefused(outcomes)
        bundle.at = at or moment
        bundle.save(update_fields=["at"])
        work.record(
            "bundle.publish", by=by, obj=bundle, at=bundle.at.isoformat(), pieces=[review.pk for review in pieces]
        )  # fmt: skip
    return outcomes


def _published(review: Review, by, version: int, at: datetime | None, moment: datetime) -> str:
    """Give the piece its moment; why it cannot have it, when it cannot."""
    try:
        with unit():
            hold(review)
            if refused := unfit(review, moment):
                raise WrongStep(refused)
            if review.status == Status.READY:
                give_to_readers(review, by=by, version=version, at=at, moment=moment)
            else:
                move(review, by=by, version=version, at=at or moment, moment=moment)
            if late := [embargo for embargo in embargoes_on(review) if embargo.ends_at > (at or moment)]:
                last = max(late, key=lambda embargo: embargo.ends_at)
                raise WrongStep(
                    f"{last.film.label} is under embargo until {clock_time(last.ends_at)}. "
                    "Choose that time or a later one, or take the piece out."
                )
    except (NotReady, Conflict, WrongStep, Held) as refusal:
        return str(refusal)
    return ""


def unfit(review: Review, at: datetime) -> str:
    """Why the piece cannot appear with others, whatever the moment; empty when it can."""
    if review.deleted_at is not None:
        return "This piece is in the bin."
    if review.is_live(at):
        return "This piece is live already."
    if review.status not in {Status.READY, Status.PUBLISHED}:
        return f"This piece is {review.get_status_display().lower()}. Make it ready first."
    if review.status == Status.PUBLISHED and has_unpublished_changes(review):
        return "This piece has changes that nobody has published. Publish them, or take them back, first."
    return ""


def pieces_of(bundle: Bundle) -> list[Review]:
    """By number, the order in which they are locked."""
    return list(Review.objects.filter(bundled__bundle=bundle).order_by("pk"))


def lock_bundle(bundle: Bundle, version: int, at: datetime | None) -> None:
    """Compare-and-set on the bundle's version. `at`: the moment by which it must not be out yet; None: it may."""
    held = Bundle.objects.select_for_update().filter(pk=bundle.pk).first()
    if held is None or held.version != version:
        raise Conflict("Somebody changed this bundle after you opened it.")
    if at is not None and held.at is not None and held.at <= at:
        raise WrongStep("This bundle is out already.")
    Bundle.objects.filter(pk=bundle.pk).update(version=F("version") + 1)
    bundle.at, bundle.version = held.at, version + 1
