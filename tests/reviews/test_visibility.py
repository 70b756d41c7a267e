"""The one rule, asked of the database and of Python, and what stands beside it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from films.signals import embargo_changed
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.models import Restriction, Review, Subject
from reviews.restrictions import lift, restrict
from tests.factories import (
    fresh,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
Status = Review.Status
GONE, UNAVAILABLE, NEVER_THERE, SHOWS = 410, 451, 404, None


@dataclass(frozen=True)
class Case:
    label: str
    answer: int | None  # what the address answers when the piece does not show; None: it shows
    at: datetime = NOON
    columns: dict = field(default_factory=dict)
    restrictions: tuple[dict, ...] = ()


def full(**times) -> dict:
    return {"mode": Restriction.Mode.FULL} | times


UNPUBLISHED = {"publish_at": None, "visible_from": None, "ordered_at": None, "first_published_at": None}
WITHDRAWN = {
    "status": Status.WITHDRAWN,
    "visible_from": None,
    "ordered_at": None,
    "withdrawn_at": NOON - HOUR,
    "withdrawn_because": "Wrong film.",
}

# Every piece was published a day before noon; `columns` then say otherwise.
CASES = [
    Case("a live piece shows", SHOWS),
    Case("it shows at the very second of its time", SHOWS, at=NOON - DAY),
    Case("it does not show a microsecond before", NEVER_THERE, at=NOON - DAY - timedelta(microseconds=1)),
    Case("it still shows years later", SHOWS, at=NOON + 3000 * DAY),
    Case("a draft does not", NEVER_THERE, columns={"status": Status.DRAFT} | UNPUBLISHED),
    Case("a submitted piece does not", NEVER_THERE, columns={"status": Status.SUBMITTED} | UNPUBLISHED),
    Case("a ready piece does not", NEVER_THERE, columns={"status": Status.READY} | UNPUBLISHED),
    Case("a withdrawn piece is gone", GONE, columns=WITHDRAWN),
    Case("a withdrawn piece in the bin is gone", GONE, columns=WITHDRAWN | {"deleted_at": NOON - HOUR}),
    Case("a live piece in the bin is gone", GONE, columns={"deleted_at": NOON - HOUR}),
    Case("a draft in the bin was never there", NEVER_THERE,
         columns={"status": Status.DRAFT, "deleted_at": NOON} | UNPUBLISHED),
    Case("a scheduled piece in the bin was never there", NEVER_THERE,
         columns={"visible_from": NOON + DAY, "first_published_at": NOON + DAY, "deleted_at": NOON}),
    Case("a piece under embargo was never there", NEVER_THERE,
         columns={"visible_from": NOON + DAY, "first_published_at": NOON + DAY}),
    Case("a restriction without start hides at once", UNAVAILABLE, restrictions=(full(),)),
    Case("a restriction that has begun hides", UNAVAILABLE, restrictions=(full(starts_at=NOON - HOUR),)),
    Case("a restriction hides from its very second", UNAVAILABLE, restrictions=(full(starts_at=NOON),)),
    Case("a restriction that begins later does not hide yet", SHOWS, restrictions=(full(starts_at=NOON + SECOND),)),
    Case("a restriction that ended shows the piece again", SHOWS, restrictions=(full(ends_at=NOON - HOUR),)),
    Case("its end is the first second that shows, with nobody doing anything", SHOWS,
         restrictions=(full(ends_at=NOON),)),
    Case("a restriction hides until its last second", UNAVAILABLE, restrictions=(full(ends_at=NOON + SECOND),)),
    Case("a restriction that was lifted before it began never hides", SHOWS,
         restrictions=(full(starts_at=NOON, ends_at=NOON),)),
    Case("one of two restrictions still stands", UNAVAILABLE,
         restrictions=(full(ends_at=NOON - HOUR), full(starts_at=NOON - HOUR))),
    Case("two restrictions that follow one another leave no gap", UNAVAILABLE,
         restrictions=(full(ends_at=NOON), full(starts_at=NOON))),
    Case("a restriction may answer 410", GONE, restrictions=(full(status_code=410),)),
    Case("a restricted piece that was withdrawn answers for the restriction", UNAVAILABLE, columns=WITHDRAWN,
         restrictions=(full(),)),
    Case("a restricted piece in the bin answers for the restriction", UNAVAILABLE,
         columns={"deleted_at": NOON - HOUR}, restrictions=(full(),)),
    Case("a restricted piece that nobody has seen was never there", NEVER_THERE,
         columns={"visible_from": NOON + DAY, "first_published_at": NOON + DAY}, restrictions=(full(),)),
    Case("a restricted draft was never there", NEVER_THERE, columns={"status": Status.DRAFT} | UNPUBLISHED,
         restrictions=(full(),)),
    Case("a restricted passage does not hide the piece", SHOWS,
         restrictions=({"mode": Restriction.Mode.PASSAGE, "locator": {"quote": "wrong"}},)),
    Case("a restricted embed does not hide the piece", SHOWS,
         restrictions=({"mode": Restriction.Mode.EMBED, "locator": {"address": "https://example.org"}},)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_the_rule(case):
    piece = make_published(at=NOON - DAY)
    piece = put_columns(piece, **case.columns) if case.columns else piece
    for restriction in case.restrictions:
        restrict(review=piece, **restriction)
    shows = case.answer is SHOWS
    assert piece.is_published(case.at) is shows
    assert Review.objects.published(case.at).contains(piece) is shows
    absence = piece.absence(case.at)
    assert (absence and absence.status) == case.answer
    if case.answer == UNAVAILABLE:
        assert absence.restriction.is_active(case.at)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (start, end)
        for start in (None, -1, 0, 1)
        for end in (None, -1, 0, 1)
        if None in (start, end) or start <= end
    ],
)
def test_a_restriction_is_active_in_python_exactly_when_it_is_in_the_database(starts_at, ends_at):
    piece = make_published(at=NOON - DAY)
    times = [None if hours is None else NOON + hours * HOUR for hours in (starts_at, ends_at)]
    restriction = restrict(review=piece, **full(starts_at=times[0], ends_at=times[1]))
    assert restriction.is_active(NOON) is Restriction.objects.active(NOON).contains(restriction)


def test_a_restricted_picture_does_not_hide_its_piece():
    still = make_image()
    piece = make_published(at=NOON - DAY, lead=still)
    restrict(mode=Restriction.Mode.IMAGE, image=still, review=piece)
    restrict(mode=Restriction.Mode.IMAGE, image=still)
    assert piece.is_published(NOON)
    assert list(Review.objects.published(NOON)) == [piece]


def test_a_restriction_hides_only_its_own_piece():
    hidden, other = make_published(at=NOON - DAY), make_published(at=NOON - DAY)
    restrict(review=hidden, **full())
    assert list(Review.objects.published(NOON)) == [other]


def test_ending_a_restriction_gives_the_piece_back_bit_for_bit():
    piece = make_published(at=NOON - DAY)
    before = Review.objects.filter(pk=piece.pk).values().get()
    with clock.freeze(NOON):
        restriction = restrict(review=piece, **full())
        assert not piece.is_published(NOON)
        lift(restriction)
    assert piece.is_published(NOON)
    assert Review.objects.filter(pk=piece.pk).values().get() == before


def test_lifting_an_ended_restriction_does_not_say_that_it_lasted_longer():
    restriction = restrict(review=make_published(at=NOON - DAY), **full(ends_at=NOON - HOUR))
    with clock.freeze(NOON):
        lift(restriction)
    assert fresh(restriction).ends_at == NOON - HOUR


class TestEmbargo:
    """A piece shows from the later of its own time and every embargo that binds it."""

    def publish(self, at=None, **given) -> Review:
        with clock.freeze(NOON):
            return make_published(at=at, **given)

    @pytest.mark.parametrize(
        ("publish_at", "ends_at", "shows_from"),
        [
            (NOON, NOON + DAY, NOON + DAY),
            (NOON + HOUR, NOON + DAY, NOON + DAY),
            (NOON + 2 * DAY, NOON + DAY, NOON + 2 * DAY),
            (NOON + DAY, NOON + DAY, NOON + DAY),
            (NOON, NOON - DAY, NOON),
        ],
    )
    def test_the_later_of_the_two_times_counts(self, publish_at, ends_at, shows_from):
        film = make_film()
        make_embargo(film, ends_at)
        piece = self.publish(publish_at, film=film)
        assert (piece.publish_at, piece.visible_from) == (publish_at, shows_from)
        assert not piece.is_published(shows_from - SECOND)
        assert piece.is_published(shows_from)

    def test_of_several_embargoes_the_last_to_end_counts(self):
        film, other = make_film(), make_film()
        make_embargo(film, NOON + DAY)
        make_embargo(other, NOON + 3 * DAY)
        make_embargo(other, NOON + 2 * DAY)
        assert self.publish(films=[film, other]).visible_from == NOON + 3 * DAY

    def test_a_dispatch_with_one_bound_capsule_waits(self):
        bound = make_film()
        make_embargo(bound, NOON + DAY)
        piece = self.publish(kind="dispatch", films=[make_film(), make_film(), bound])
        assert piece.visible_from == NOON + DAY

    @pytest.mark.parametrize(
        ("treatment", "shows_from"),
        [("reviewed", NOON + DAY), ("discussed", NOON + DAY), ("mentioned", NOON)],
    )
    def test_a_film_that_is_only_mentioned_does_not_bind(self, treatment, shows_from):
        bound = make_film()
        make_embargo(bound, NOON + DAY)
        piece = self.publish(subjects=[subject(make_film()), subject(bound, treatment)])
        assert piece.visible_from == shows_from

    @pytest.mark.parametrize(
        ("covers", "kind", "shows_from"),
        [
            ([], "review", NOON + DAY),
            ([], "news", NOON + DAY),
            (["review"], "review", NOON + DAY),
            (["review"], "news", NOON),
            (["interview", "news"], "news", NOON + DAY),
        ],
    )
    def test_it_binds_the_kinds_it_covers(self, covers, kind, shows_from):
        film = make_film()
        make_embargo(film, NOON + DAY, kinds=covers)
        assert self.publish(film=film, kind=kind).visible_from == shows_from

    def test_lifting_it_shows_a_waiting_piece_at_that_moment(self):
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        piece = self.publish(film=film)
        end(embargo, NOON + HOUR)
        assert fresh(piece).visible_from == NOON + HOUR
        assert fresh(piece).is_published(NOON + HOUR)
        assert not fresh(piece).is_published(NOON + HOUR - SECOND)

    def test_lifting_it_leaves_a_piece_to_its_own_later_time(self):
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        piece = self.publish(NOON + 5 * HOUR, film=film)
        end(embargo, NOON + HOUR)
        assert fresh(piece).visible_from == NOON + 5 * HOUR

    def test_lifting_one_of_two_changes_nothing(self):
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        make_embargo(film, NOON + DAY)
        piece = self.publish(film=film)
        end(embargo, NOON + HOUR)
        assert fresh(piece).visible_from == NOON + DAY

    def test_it_moves_the_times_that_order_lists_too(self):
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        piece = self.publish(film=film, tags=["moss"])
        end(embargo, NOON + HOUR)
        piece = fresh(piece)
        assert (piece.ordered_at, piece.first_published_at) == (NOON + HOUR, NOON + HOUR)
        for row in (piece.subjects.get(), piece.authorships.get(), piece.tagged.get()):
            assert (row.visible_from, row.ordered_at) == (NOON + HOUR, NOON + HOUR)

    def test_a_new_embargo_holds_a_scheduled_piece_back(self):
        film = make_film()
        piece = self.publish(NOON + HOUR, film=film)
        with clock.freeze(NOON):
            make_embargo(film, NOON + DAY)
            embargo_changed.send(type(film), films=[film])
        assert fresh(piece).visible_from == NOON + DAY

    def test_a_new_embargo_never_hides_a_live_piece(self):
        film = make_film()
        piece = self.publish(film=film)
        with clock.freeze(NOON + HOUR):
            make_embargo(film, NOON + DAY)
            embargo_changed.send(type(film), films=[film])
        assert fresh(piece).visible_from == NOON
        assert fresh(piece).is_published(NOON + HOUR)

    def test_moving_says_so_to_the_log_and_to_pages_for_now_and_for_then(self):
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        piece = self.publish(film=film)
        Change.objects.all().delete()
        end(embargo, NOON + HOUR)
        assert Change.objects.filter(key=f"film:{film.pk}", effective_at=NOON + HOUR).exists()
        assert Change.objects.filter(key=f"review:{piece.pk}").exists()

    def test_a_change_to_a_live_piece_may_not_add_a_film_under_embargo(self):
        film, bound = make_film(), make_film()
        piece = self.publish(film=film)
        make_embargo(bound, NOON + DAY)
        with clock.freeze(NOON + HOUR):
            rewrite(piece, subjects=[subject(film), subject(bound)])
            with pytest.raises(
                workflow.NotReady, match="is under embargo until Sat 10 Feb 2024, 13:00 Brussels"
            ):
                workflow.publish_change(piece, by=None, version=piece.version)
        assert list(fresh(piece).films.all()) == [film]

    @pytest.mark.parametrize("how", ["merged", "another kind", "no longer mentioned"])
    def test_a_change_finds_no_way_round_the_embargo(self, how):
        film, bound = make_film(), make_film()
        make_embargo(bound, NOON + DAY, kinds=["review"])
        mentioned = subject(bound, Subject.Treatment.MENTIONED)
        begun = {
            "merged": {"film": film},
            "another kind": {"kind": "news", "films": [film, bound]},
            "no longer mentioned": {"subjects": [subject(film), mentioned]},
        }[how]
        piece = self.publish(**begun)
        assert piece.visible_from == NOON
        double = make_film()
        wanted = {
            "merged": {"subjects": [subject(film), subject(double)]},
            "another kind": {"kind": "review"},
            "no longer mentioned": {"subjects": [subject(film), subject(bound)]},
        }[how]
        with clock.freeze(NOON + HOUR):
            rewrite(piece, **wanted)
            put_columns(double, merged_into=bound)
            with pytest.raises(workflow.NotReady, match="embargo"):
                workflow.publish_change(piece, by=None, version=piece.version)

    def test_a_live_piece_that_an_embargo_met_too_late_can_still_be_corrected(self):
        film = make_film()
        piece = self.publish(film=film)
        make_embargo(film, NOON + DAY)
        with clock.freeze(NOON + HOUR):
            rewrite(piece, headline="Corrected")
            workflow.publish_change(piece, by=None, version=piece.version)
        assert fresh(piece).headline == "Corrected"
        assert fresh(piece).is_published(NOON + HOUR)

    def test_a_change_to_a_scheduled_piece_waits_for_the_film_it_adds(self):
        film, bound = make_film(), make_film()
        piece = self.publish(NOON + HOUR, film=film)
        make_embargo(bound, NOON + DAY)
        with clock.freeze(NOON):
            rewrite(piece, subjects=[subject(film), subject(bound)])
            workflow.publish_change(piece, by=None, version=piece.version)
        assert fresh(piece).visible_from == NOON + DAY

    def test_a_piece_that_comes_back_waits_for_an_embargo_that_came_meanwhile(self):
        film = make_film()
        piece = self.publish(film=film)
        with clock.freeze(NOON + HOUR):
            workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
            make_embargo(film, NOON + DAY)
            workflow.publish(piece, by=None, version=piece.version)
        assert not fresh(piece).is_published(NOON + HOUR)
        assert fresh(piece).is_published(NOON + DAY)


def end(embargo, at: datetime) -> None:
    """What lifting an embargo comes to for the pieces it binds."""
    with clock.freeze(at):
        put_columns(embargo, ends_at=at)
        embargo_changed.send(type(embargo.film), films=[embargo.film])


class TestMovingByTheClockAlone:
    def test_a_scheduled_piece_appears_at_its_second_with_nobody_doing_anything(self):
        with clock.freeze(NOON):
            piece = make_published(at=NOON + DAY)
        rows = Review.objects.filter(pk=piece.pk).values().get()
        assert list(Review.objects.published(NOON + DAY - SECOND)) == []
        assert list(Review.objects.published(NOON + DAY)) == [piece]
        assert Review.objects.filter(pk=piece.pk).values().get() == rows


def test_nothing_but_these_states_leads_to_readers():
    """Whatever else a row says: only `published` shows."""
    for status in Status:
        make_review(status)
    shown = Review.objects.published(clock.now() + DAY)
    assert {piece.status for piece in shown} == {Status.PUBLISHED}
