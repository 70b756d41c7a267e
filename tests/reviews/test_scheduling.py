"""Another time for a piece that waits, and pieces that appear together or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.embargoes import lift_embargo
from reviews.models import Bundle, BundledPiece, Review
from reviews.workflow import BundleRefused, Conflict, WrongStep
from tests.factories import (
    fresh,
    make_embargo,
    make_film,
    make_published,
    make_review,
    make_section,
    make_user,
    rewrite,
)
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def noon():
    with clock.freeze(NOON):
        yield


frozen = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def bundle_of(*pieces, name="Opening night") -> Bundle:
    bundle = workflow.make_bundle(name, by=None)
    for piece in pieces:
        workflow.add_to_bundle(bundle, piece, by=None, version=bundle.version)
    return bundle


def publish(bundle, *, at=None, by=None, **versions):
    seen = {review.pk: review.version for review in bundle.pieces.all()}
    return workflow.publish_bundle(bundle, by=by, version=bundle.version, versions=seen, at=at)


def refusals(bundle, **given) -> dict[str, str]:
    """What is said of each piece, by its headline."""
    with pytest.raises(BundleRefused) as refused:
        publish(bundle, **given)
    return {str(outcome.review): outcome.refused for outcome in refused.value.outcomes}


class TestRescheduling:
    pytestmark = frozen

    def test_the_piece_appears_then_and_its_address_follows(self):
        piece = make_published(at=NOON + DAY, slug="moss")
        workflow.reschedule(piece, by=None, version=piece.version, at=NOON + 30 * DAY)
        moved = fresh(piece)
        assert moved.publish_at == moved.visible_from == moved.ordered_at == NOON + 30 * DAY
        assert moved.path == "/2024/03/moss/"
        assert moved.subjects.get().visible_from == NOON + 30 * DAY

    def test_the_writing_page_holds_the_new_time_and_whatever_else_was_written(self):
        piece = make_published(at=NOON + DAY, headline="Before")
        rewrite(piece, headline="After")
        copy = workflow.working_copy(piece)
        workflow.reschedule(piece, by=None, version=piece.version, at=NOON + 2 * DAY)
        now_held = workflow.working_copy(piece)
        assert (now_held.state["headline"], fresh(piece).headline) == ("After", "Before")
        assert datetime.fromisoformat(now_held.state["when"]) == NOON + 2 * DAY
        with pytest.raises(Conflict):
            workflow.save(piece, copy.state, by=None, version=copy.version)

    def test_pages_are_told_of_the_old_month_and_of_the_new_second(self):
        piece = make_published(at=NOON + DAY)
        Change.objects.all().delete()
        workflow.reschedule(piece, by=None, version=piece.version, at=NOON + 30 * DAY)
        told = set(Change.objects.values_list("key", "effective_at"))
        assert {("archive:2024-02", None), ("archive:2024-03", NOON + 30 * DAY)} <= told
        entry = AuditEntry.objects.first()
        assert (entry.action, entry.facts) == (
            "review.reschedule", {"visible_from": (NOON + 30 * DAY).isoformat()},
        )  # fmt: skip

    def test_an_embargo_goes_on_holding_it(self):
        film = make_film()
        make_embargo(film, NOON + 5 * DAY)
        piece = make_published(film=film, at=NOON + 9 * DAY)
        workflow.reschedule(piece, by=None, version=piece.version, at=NOON + DAY)
        assert (fresh(piece).publish_at, fresh(piece).visible_from) == (NOON + DAY, NOON + 5 * DAY)

    def test_at_once_is_now(self):
        piece = make_published(at=NOON + DAY)
        workflow.reschedule(piece, by=None, version=piece.version, at=None)
        assert fresh(piece).is_live(NOON)

    def test_a_time_that_has_passed_is_refused(self):
        piece = make_published(at=NOON + DAY)
        with pytest.raises(WrongStep, match="That time has passed"):
            workflow.reschedule(piece, by=None, version=piece.version, at=NOON - HOUR)
        assert fresh(piece) == piece

    def test_a_live_piece_stays_where_it_is(self):
        piece = make_published(at=NOON - DAY)
        with pytest.raises(WrongStep, match="This piece is live"):
            workflow.reschedule(piece, by=None, version=piece.version, at=NOON + DAY)

    def test_who_saw_another_time_is_refused(self):
        piece = make_published(at=NOON + DAY)
        seen = piece.version
        workflow.reschedule(fresh(piece), by=None, version=seen, at=NOON + 2 * DAY)
        with pytest.raises(Conflict):
            workflow.reschedule(fresh(piece), by=None, version=seen, at=NOON + 3 * DAY)
        assert fresh(piece).publish_at == NOON + 2 * DAY

    def test_a_bundle_holds_it_to_the_time_of_the_others(self):
        piece = make_review("ready")
        publish(bundle_of(piece, name="Berlin"), at=NOON + DAY)
        with pytest.raises(WrongStep, match="stands in the bundle “Berlin”"):
            workflow.reschedule(fresh(piece), by=None, version=fresh(piece).version, at=NOON + 2 * DAY)


class TestBundles:
    pytestmark = frozen

    def test_every_piece_gets_the_same_second(self):
        pieces = [make_review("ready"), make_published(at=NOON + 9 * DAY)]
        bundle = bundle_of(*pieces)
        outcomes = publish(bundle, at=NOON + DAY)
        assert [outcome.refused for outcome in outcomes] == ["", ""]
        assert {fresh(piece).visible_from for piece in pieces} == {fresh(bundle).at} == {NOON + DAY}

    def test_without_a_time_all_are_live_at_once(self):
        pieces = [make_review("ready"), make_published(at=NOON + 9 * DAY)]
        publish(bundle_of(*pieces))
        assert [fresh(piece).is_live(NOON) for piece in pieces] == [True, True]

    def test_one_that_is_not_whole_keeps_all_of_them_back_and_each_is_told_of(self):
        good, empty, moved = (make_review("ready", headline=name) for name in ("Good", "Empty", "Moved"))
        bundle = bundle_of(good, empty, moved)
        rewrite(empty, body="")
        rewrite(moved, section=None)
        before = {piece.pk: fresh(piece).version for piece in (good, empty, moved)}
        Change.objects.all().delete()
        assert refusals(bundle) == {"Good": "", "Empty": "Write the text.", "Moved": "Choose a section."}
        assert {piece.pk: fresh(piece).version for piece in (good, empty, moved)} == before
        assert set(Review.objects.values_list("status", flat=True)) == {"ready"}
        assert (fresh(bundle).at, Change.objects.count()) == (None, 0)
        assert not AuditEntry.objects.filter(action__in=["review.publish", "bundle.publish"]).exists()

    def test_an_embargo_that_would_part_them_is_told_with_its_end(self):
        film = make_film("Here", 2023)
        make_embargo(film, NOON + 3 * DAY)
        bundle = bundle_of(
            make_review("ready", headline="Free"), make_review("ready", headline="Held", film=film)
        )
        told = refusals(bundle, at=NOON + DAY)
        assert told["Free"] == ""
        assert told["Held"].startswith("Here (2023) is under embargo until Mon 12 Feb 2024, 13:00 Brussels.")
        publish(fresh(bundle), at=NOON + 3 * DAY)
        assert set(Review.objects.values_list("visible_from", flat=True)) == {NOON + 3 * DAY}

    def test_a_piece_that_moved_since_the_screen_was_opened_refuses_them(self):
        piece = make_review("ready")
        bundle = bundle_of(piece)
        seen = {piece.pk: fresh(piece).version}
        workflow.send_back(fresh(piece), by=None, version=fresh(piece).version, reason="One more look.")
        workflow.make_ready(fresh(piece), by=None, version=fresh(piece).version)
        with pytest.raises(BundleRefused) as refused:
            workflow.publish_bundle(bundle, by=None, version=bundle.version, versions=seen)
        assert refused.value.outcomes[0].refused == "Somebody changed this piece after you opened it."

    def test_a_bundle_that_changed_since_the_screen_was_opened_is_refused(self):
        bundle = bundle_of(make_review("ready"))
        seen = fresh(bundle)
        workflow.add_to_bundle(bundle, make_review("ready"), by=None, version=bundle.version)
        with pytest.raises(Conflict):
            publish(seen)

    def test_changes_that_nobody_published_are_not_skipped_in_silence(self):
        piece = make_published(at=NOON + DAY, headline="Planned")
        bundle = bundle_of(piece)
        rewrite(piece, dek="A new dek.")
        assert refusals(bundle)["Planned"].startswith("This piece has changes that nobody has published.")

    @pytest.mark.parametrize("status", ["draft", "submitted", "published", "withdrawn"])
    def test_only_what_is_ready_or_scheduled_goes_in(self, status):
        with pytest.raises(WrongStep):
            bundle_of(make_review(status))
        assert not BundledPiece.objects.exists()

    def test_a_piece_stands_in_one_bundle_until_that_is_out(self):
        piece = make_review("ready")
        bundle_of(piece, name="Berlin")
        with pytest.raises(WrongStep, match="stands in the bundle “Berlin”"):
            bundle_of(piece)

    def test_an_empty_bundle_publishes_nothing(self):
        with pytest.raises(BundleRefused, match="This bundle is empty"):
            publish(bundle_of())

    def test_one_that_is_out_stays_as_it_is(self):
        bundle = bundle_of(make_review("ready"))
        publish(bundle)
        with pytest.raises(WrongStep, match="out already"):
            publish(fresh(bundle))

    def test_taken_apart_its_pieces_keep_their_time(self):
        piece = make_review("ready")
        bundle = bundle_of(piece)
        publish(bundle, at=NOON + DAY)
        workflow.take_apart(bundle, by=None, version=bundle.version)
        assert (fresh(piece).visible_from, Bundle.objects.count()) == (NOON + DAY, 0)
        workflow.reschedule(fresh(piece), by=None, version=fresh(piece).version, at=NOON + 2 * DAY)

    def test_one_piece_of_a_foreign_section_is_enough_to_refuse(self):
        section = make_section()
        editor = make_user("editor")
        section.editors.add(editor)
        bundle = bundle_of(make_review("ready", section=section), make_review("ready"))
        with pytest.raises(PermissionDenied):
            publish(bundle, by=editor)
        assert set(Review.objects.values_list("status", flat=True)) == {"ready"}


@pytest.mark.django_db
def test_the_magazine_is_empty_before():
    """And made at all: the others only copy it."""
    assert not Review.objects.exists()


@pytest.mark.usefixtures("committing")
class TestTwoAtOnce:
    def test_of_two_who_publish_a_bundle_one_does(self):
        pieces = [make_review("ready") for _ in range(3)]
        bundle = bundle_of(*pieces)
        found = at_once(lambda: publish(fresh(bundle)), lambda: publish(fresh(bundle)))
        assert sorted(type(one).__name__ for one in found) in (["Conflict", "list"], ["WrongStep", "list"])
        assert AuditEntry.objects.filter(action="review.publish").count() == 3
        # The clock runs on from piece to piece, and still there is one second for all.
        assert {fresh(piece).visible_from for piece in pieces} == {fresh(bundle).at}

    def test_a_bundle_and_a_single_piece_of_it_do_not_part_the_others(self):
        for _ in range(3):
            pieces = [make_review("ready") for _ in range(3)]
            bundle, last = bundle_of(*pieces), pieces[-1]

            def send_back(last=last):
                workflow.send_back(fresh(last), by=None, version=last.version, reason="Wait.")

            at_once(lambda bundle=bundle: publish(fresh(bundle)), send_back)
            statuses = {fresh(piece).status for piece in pieces[:2]}
            assert len(statuses) == 1
            assert (fresh(last).status == "published") == (statuses == {"published"})

    def test_two_bundles_of_neighbours_end(self):
        pieces = [make_review("ready") for _ in range(4)]
        even, odd = bundle_of(*pieces[::2], name="Even"), bundle_of(*pieces[1::2], name="Odd")
        found = at_once(lambda: publish(fresh(even)), lambda: publish(fresh(odd)))
        assert [len(outcomes) for outcomes in found] == [2, 2]

    def test_of_two_who_lift_an_embargo_one_is_told_that_it_is_over(self):
        editor = make_user("editor")
        for lifted in range(1, 9):
            film = make_film()
            embargo = make_embargo(film, clock.now() + DAY)
            piece = make_published(film=film)

            def lift(embargo=embargo):
                lift_embargo(fresh(embargo), by=fresh(editor), because="Agreed.")

            assert sorted(type(one).__name__ for one in at_once(lift, lift)) == ["NoneType", "WrongStep"]
            assert fresh(piece).is_live(clock.now())
            assert AuditEntry.objects.filter(action="embargo.lift").count() == lifted
