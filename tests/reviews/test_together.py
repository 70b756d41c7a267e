"""Two people, or a person and the clock, at the same piece in the same moment."""

import threading
import time
from datetime import timedelta

import pytest

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from films.models import Film
from films.signals import embargo_changed
from pagecache.clock import now
from pagecache.models import Change
from reviews import workflow
from reviews.models import Restriction, Review, Revision
from reviews.restrictions import restrict
from reviews.unit import unit
from tests.factories import (
    fresh,
    make_embargo,
    make_film,
    make_published,
    make_review,
    make_state,
    put_columns,
)
from tests.transactions import at_once

together = pytest.mark.usefixtures("committing")

Status = Review.Status
HOUR = timedelta(hours=1)


def outcomes(*acts) -> list[str]:
    """What each came to, sorted: "done", or the name of what it was refused with."""
    return sorted(
        type(found).__name__ if isinstance(found, Exception) else "done" for found in at_once(*acts)
    )


def logs_agree() -> bool:
    numbers = sorted(set(Change.objects.values_list("n", flat=True)))
    return first_broken_entry() is None and numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db
def test_the_magazine_is_empty_before():
    """And made at all: the others only copy it."""
    assert not Review.objects.exists()


@together
def test_of_two_who_publish_one_does():
    review = make_review("ready")

    def publish():
        workflow.publish(fresh(review), by=None, version=review.version)

    assert outcomes(publish, publish, publish) == ["Conflict", "Conflict", "done"]
    assert Revision.objects.filter(review=review, purpose="publish").count() == 1
    assert AuditEntry.objects.filter(action="review.publish").count() == 1
    assert logs_agree()


@together
def test_of_two_who_save_from_the_same_text_one_does_and_the_other_is_told():
    review = make_review()
    copy = workflow.working_copy(review)

    def save(headline):
        workflow.save(fresh(review), copy.state | {"headline": headline}, by=None, version=copy.version)

    assert outcomes(lambda: save("First"), lambda: save("Second")) == ["Conflict", "done"]
    assert fresh(review).headline == fresh(copy).state["headline"]
    assert Revision.objects.filter(review=review).count() == 2


@together
def test_ten_rounds_of_two_who_save_lose_nothing():
    review = make_review()
    for _ in range(10):
        copy = workflow.working_copy(review)

        def save(words, copy=copy):
            workflow.save(fresh(review), copy.state | {"dek": words}, by=None, version=copy.version)

        assert outcomes(lambda: save("one"), lambda: save("other")) == ["Conflict", "done"]
    assert Revision.objects.filter(review=review).count() == 11
    assert fresh(review.working_copy).version == 11


@together
def test_words_saved_while_somebody_publishes_are_published_or_refused_but_never_lost():
    for _ in range(8):
        review = make_review("ready", headline="Before")
        copy = workflow.working_copy(review)

        def save(review=review, copy=copy):
            workflow.save(fresh(review), copy.state | {"headline": "After"}, by=None, version=copy.version)

        def publish(review=review):
            return workflow.publish(fresh(review), by=None, version=review.version)

        saved, published = at_once(save, publish)
        assert published.purpose == "publish"
        piece, kept = fresh(review), fresh(review.working_copy).state["headline"]
        if isinstance(saved, workflow.Conflict):
            assert (piece.headline, kept) == ("Before", "Before")
        else:
            assert saved is None
            assert (piece.headline, kept) == ("After", "After")


@together
def test_a_piece_is_published_or_binned_but_not_both():
    for _ in range(5):
        review = make_review()

        def bin_it(review=review):
            workflow.put_in_bin(fresh(review), by=None, version=review.version)

        def publish(review=review):
            workflow.publish(fresh(review), by=None, version=review.version)

        assert outcomes(bin_it, publish) == ["Conflict", "done"]
        piece = fresh(review)
        assert (piece.status == Status.PUBLISHED) != (piece.deleted_at is not None)


@together
def test_two_drafts_of_one_headline_get_two_addresses():
    reviews = [make_review("ready", headline="Here") for _ in range(3)]

    def publish(review):
        workflow.publish(fresh(review), by=None, version=review.version)

    found = outcomes(*[lambda review=review: publish(review) for review in reviews])
    assert found == ["done"] * 3
    assert len(set(Review.objects.values_list("path", flat=True))) == 3


@together
def test_revisions_are_numbered_without_a_gap_whoever_makes_them():
    review = make_review()
    copy = workflow.working_copy(review)

    def save():
        workflow.save(fresh(review), copy.state, by=None, version=copy.version)

    def submit():
        workflow.submit(fresh(review), by=None, version=review.version)

    assert outcomes(save, submit) == ["done", "done"]
    assert list(review.revisions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


@together
class TestAnEmbargoThatMovesPieces:
    def waiting(self):
        film = make_film()
        embargo = make_embargo(film, now() + HOUR)
        return film, embargo, make_published(film=film)

    def test_it_does_not_bring_back_a_piece_that_is_being_unscheduled(self):
        """It saw the piece scheduled; the unscheduling was not committed yet."""
        film, embargo, piece = self.waiting()
        unscheduled = threading.Event()

        def unschedule():
            with unit():
                workflow.unschedule(fresh(piece), by=None, version=piece.version)
                unscheduled.set()
                time.sleep(0.5)

        def lift():
            unscheduled.wait(30)
            with unit():
                put_columns(embargo, ends_at=now())
                embargo_changed.send(Film, films=[film])

        assert at_once(unschedule, lift) == [None, None]
        held = fresh(piece)
        assert (held.status, held.publish_at, held.visible_from) == (Status.READY, None, None)
        assert not held.subjects.filter(ordered_at__isnull=False).exists()

    def test_what_it_moved_is_not_moved_back_by_who_loaded_it_before(self):
        film, embargo, piece = self.waiting()
        loaded = fresh(piece)
        put_columns(embargo, ends_at=now())
        embargo_changed.send(Film, films=[film])
        with pytest.raises(workflow.WrongStep):
            workflow.unschedule(loaded, by=None, version=loaded.version)
        assert fresh(piece).is_published(now())

    def test_many_at_once_neither_lock_each_other_out_nor_lose_a_piece(self):
        film, embargo, piece = self.waiting()
        pieces = [piece, *(make_published(film=film) for _ in range(4))]

        def move():
            embargo_changed.send(Film, films=[film])

        def run():
            for found in pieces:
                workflow.publish_change(fresh(found), by=None, version=found.version)

        assert at_once(move, run, move) == [None, None, None]
        assert {fresh(found).visible_from for found in pieces} == {fresh(embargo).ends_at}
        assert logs_agree()


@together
def test_restricting_publishing_and_beginning_wait_for_each_other_and_all_end():
    piece, review = make_published(), make_review("ready")

    def restrict_it():
        restrict(mode=Restriction.Mode.FULL, review=fresh(piece))

    def publish():
        workflow.publish(fresh(review), by=None, version=review.version)

    def begin():
        for _ in range(3):
            workflow.begin(make_state(), by=None)

    assert outcomes(restrict_it, publish, begin) == ["done"] * 3
    assert not fresh(piece).is_published(now())
    assert fresh(review).is_published(now())
    assert logs_agree()
