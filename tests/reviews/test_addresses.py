"""Where a piece stands, and what happens to an address that readers know."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from films.models import Film
from films.signals import embargo_changed
from pagecache import clock
from reviews import workflow
from reviews.addresses import free_path
from reviews.models import OldPath
from tests.factories import fresh, make_embargo, make_film, make_published, make_review, put_columns, rewrite

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def test_the_month_and_the_headline():
    assert (
        make_published(headline="Here: moss, soup and Brussels").path
        == "/2024/02/here-moss-soup-and-brussels/"
    )


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2024, 2, 29, 22, 59, 59, tzinfo=UTC), "/2024/02/"),
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), "/2024/03/"),  # half past midnight in Brussels
        (datetime(2024, 12, 31, 23, 30, tzinfo=UTC), "/2025/01/"),
        (datetime(2024, 6, 30, 21, 59, tzinfo=UTC), "/2024/06/"),  # summer: two hours
        (datetime(2024, 6, 30, 22, 0, tzinfo=UTC), "/2024/07/"),
    ],
)
def test_the_month_is_the_magazine_s(at, month):
    assert make_published(at=at, headline="Here").path == f"{month}here/"


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Été à Ghent", "ete-a-ghent"),
        ("日本語", "日本語"),
        ("...", "full-stop-full-stop-full-stop"),
        ("word " * 50, "-".join(["word"] * 14)),
        ("x" * 300, "x" * 70),
        ("Feed", "feed-1"),
    ],
)
def test_of_any_headline_something_is_made(headline, slug):
    assert make_published(headline=headline).path == f"/2024/02/{slug}/"


def test_a_slug_that_was_chosen_is_used():
    assert make_published(headline="A very long headline", slug="short").path == "/2024/02/short/"


def test_the_second_of_a_month_is_numbered_and_the_next_month_begins_anew():
    paths = [make_published(headline="Here").path for _ in range(3)]
    paths.append(make_published(headline="Here", at=datetime(2024, 3, 9, tzinfo=UTC)).path)
    assert paths == ["/2024/02/here/", "/2024/02/here-2/", "/2024/02/here-3/", "/2024/03/here/"]


def test_a_very_long_slug_is_numbered_within_its_column():
    taken = make_published(slug="x" * 100)
    other = put_columns(make_review(), slug=taken.slug)
    assert free_path(other, taken.visible_from) == f"/2024/02/{'x' * 95}-2/"


class TestAWaitingPiece:
    def test_it_follows_the_month_in_which_it_will_appear(self):
        film = make_film()
        piece = make_published(at=NOON + DAY, film=film, headline="Here")
        make_embargo(film, datetime(2024, 4, 2, tzinfo=UTC))
        embargo_changed.send(Film, films=[film])
        assert fresh(piece).path == "/2024/04/here/"
        assert not OldPath.objects.exists()

    def test_it_follows_its_headline_s_month_but_keeps_its_slug(self):
        piece = make_published(at=NOON + DAY, headline="Here")
        rewrite(piece, headline="Another")
        workflow.publish_change(piece, by=None, version=piece.version)
        assert fresh(piece).path == "/2024/02/here/"

    def test_another_address_leaves_nothing_behind(self):
        piece = make_published(at=NOON + DAY, headline="Here")
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert fresh(piece).path == "/2024/02/moss/"
        assert not OldPath.objects.exists()


class TestAPublicPiece:
    def test_its_old_address_leads_on(self):
        piece = make_published(headline="Here")
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert fresh(piece).path == "/2024/02/moss/"
        assert OldPath.objects.get().path == "/2024/02/here/"
        assert OldPath.objects.get().target == piece

    def test_every_address_it_ever_had_leads_on(self):
        piece = make_published(headline="One")
        for slug in ("two", "three"):
            workflow.change_address(piece, by=None, version=piece.version, slug=slug)
        assert set(OldPath.objects.values_list("path", flat=True)) == {"/2024/02/one/", "/2024/02/two/"}

    def test_back_to_an_earlier_address(self):
        piece = make_published(headline="One")
        for slug in ("two", "one"):
            workflow.change_address(piece, by=None, version=piece.version, slug=slug)
        assert fresh(piece).path == "/2024/02/one/"
        assert list(OldPath.objects.values_list("path", flat=True)) == ["/2024/02/two/"]

    def test_the_month_stays_that_of_first_publication(self):
        piece = make_published(headline="Here", at=datetime(2023, 5, 1, tzinfo=UTC))
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert fresh(piece).path == "/2023/05/moss/"

    def test_a_withdrawn_piece_can_move_too(self):
        piece = make_published(headline="Here")
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert OldPath.objects.get().path == "/2024/02/here/"

    @pytest.mark.parametrize("slug", ["", "two words", "a/b", "feed", "../x", "x\0"])
    def test_not_every_word_is_an_address(self, slug):
        piece = make_published(headline="Here")
        with pytest.raises(ValidationError):
            workflow.change_address(piece, by=None, version=piece.version, slug=slug)
        assert fresh(piece).path == "/2024/02/here/"

    def test_the_next_piece_may_take_the_address_and_the_old_one_then_leads_nowhere_new(self):
        piece = make_published(headline="Here")
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert make_published(headline="Here").path == "/2024/02/here/"

    def test_a_change_of_address_is_no_unpublished_change(self):
        piece = make_published(headline="Here")
        workflow.change_address(piece, by=None, version=piece.version, slug="moss")
        assert not workflow.has_unpublished_changes(fresh(piece))

    def test_a_return_in_another_month_moves_nothing_when_an_embargo_moves_it(self):
        film = make_film()
        piece = make_published(headline="Here", film=film)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        make_embargo(film, datetime(2024, 4, 2, tzinfo=UTC))
        workflow.publish(piece, by=None, version=piece.version)
        make_embargo(film, datetime(2024, 6, 2, tzinfo=UTC))
        embargo_changed.send(Film, films=[film])
        assert fresh(piece).visible_from == datetime(2024, 6, 2, tzinfo=UTC)
        assert fresh(piece).path == "/2024/02/here/"


class TestAForeignAddress:
    """An importer's piece keeps the address that the world links to."""

    @pytest.mark.parametrize(
        "path", ["/2004/02/here.html", "/?p=12", "/archive/here/", "/2011/05/here/", "/2024/03/here/"]
    )
    def test_publishing_keeps_it(self, path):
        review = put_columns(make_review(), path=path)
        workflow.publish(review, by=None, version=review.version)
        assert fresh(review).path == path

    def test_it_can_be_given_one_of_ours_and_leads_there(self):
        review = put_columns(make_review(), path="/2004/02/here.html")
        workflow.publish(review, by=None, version=review.version)
        workflow.change_address(review, by=None, version=review.version, slug="here")
        assert fresh(review).path == "/2024/02/here/"
        assert OldPath.objects.get().path == "/2004/02/here.html"

    def test_unscheduling_keeps_it(self):
        review = put_columns(make_review(), path="/2004/02/here.html")
        workflow.publish(review, by=None, version=review.version, at=NOON + DAY)
        workflow.unschedule(review, by=None, version=review.version)
        assert fresh(review).path == "/2004/02/here.html"
