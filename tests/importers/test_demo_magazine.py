"""The demo as it stands once loaded: what a first look at the magazine, and the browser's tests, may rely on."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from accounts.audit import first_broken_entry
from accounts.models import User
from films.models import Film, Release
from images.models import Image
from importers.demo.desk import ACCOUNTS, PASSWORD
from importers.demo.load import load
from reviews.copies import has_unpublished_changes
from reviews.models import Bundle, Contributor, PictureUse, Restriction, Review, Revision, Tag
from reviews.related import more_about

NOW = datetime(2028, 2, 29, 12, 0, tzinfo=ZoneInfo("Europe/Brussels"))
OURS = ["accounts", "films", "images", "moderation", "pagecache", "reviews"]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, none of which writes; taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(NOW)
        yield
        transaction.set_rollback(True)


def published(at=NOW):
    return Review.objects.published(at)


def piece(slug: str) -> Review:
    return Review.objects.get(slug=slug)


def everything() -> str:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return serializers.serialize("json", [row for model in models for row in model.objects.order_by("pk")])


@pytest.mark.parametrize("options", [{}, {"if_empty": True}, {"now": "2028-05-01T09:00"}])
def test_loading_again_changes_nothing(demo, settings, options):
    settings.DEMO = True
    before = everything()
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    assert ("nothing was loaded" in out.getvalue()) == ("if_empty" not in options)
    assert everything() == before


class TestPieces:
    def test_everything_fixed_or_recent_is_out(self, demo):
        assert published().count() == 369
        assert not published().filter(ordered_at__gte=NOW).exists()

    def test_one_piece_appears_by_itself_three_minutes_later(self, demo):
        soon = piece("ferry-screening-second-crossing")
        assert not soon.is_published(NOW)
        assert soon.is_published(NOW + timedelta(minutes=3))

    def test_each_state_is_there(self, demo):
        states = {review.slug: review.status for review in Review.objects.exclude(status="published")}
        assert states == {
            "second-serve-disc": "draft", "usher-on-hats": "submitted", "the-37-replaced": "ready",
            "the-visitors-book-recife": "withdrawn",
        }  # fmt: skip

    def test_the_withdrawn_piece_is_gone_with_a_reason(self, demo):
        absence = piece("the-visitors-book-recife").absence(NOW)
        assert absence.status == 410
        assert "wrong film of that name" in piece("the-visitors-book-recife").withdrawn_because

    def test_pieces_under_embargo_wait_for_its_end(self, demo):
        film = Film.objects.get(slug="the-quiet-engine-2026")
        ends_at = film.embargoes.get().ends_at
        held = [piece("the-quiet-engine-review"), piece("the-quiet-engine-interview")]
        assert [review.visible_from for review in held] == [ends_at, ends_at]
        assert all(review.publish_at < ends_at for review in held)
        assert piece("the-quiet-engine-departures").is_published(NOW)

    def test_a_festival_review_runs_again_at_its_first_address(self, demo):
        review = piece("the-salt-ledger-review")
        assert review.path == "/2025/08/the-salt-ledger-review/"
        assert review.first_published_where == "Skarholm 2025"
        assert (review.ordered_at.year, review.ordered_at.month) == (2028, 2)

    def test_translations_know_their_originals(self, demo):
        assert piece("kilometre-zero-review").translation_of == piece("kilometre-zero-critique")
        assert piece("afternoon-interior-review").translation_of.language == "ar"

    def test_one_dispatch_rates_eight_films(self, demo):
        subjects = piece("skarholm-2025-eight-films").subjects.all()
        assert len([subject for subject in subjects if subject.rating is not None]) == 8

    def test_the_archive_keeps_its_foreign_addresses_and_its_gaps(self, demo):
        old = published().filter(path__endswith=".html")
        assert old.count() == 300
        assert PictureUse.objects.filter(review__in=old, alt="", decorative=False).exists()
        assert Image.objects.without_credit().count() == 3

    def test_one_piece_of_the_archive_has_no_author(self, demo):
        assert [review.path[-5:] for review in published().filter(authorships=None)] == [".html"]

    def test_two_critics_disagree_by_three_half_stars_and_one_piece_tells_the_ending(self, demo):
        about = published().filter(main_film__slug="the-glass-orchard-2024")
        marks = about.filter(kind="review").values_list("rating", flat=True)
        assert max(marks) - min(marks) >= 3
        assert about.get(spoilers="full").slug == "the-last-fruit"
        assert about.exclude(content_warning="").get().rating == 3

    def test_one_picture_was_taken_away_from_one_piece(self, demo):
        (restriction,) = Restriction.objects.all()
        assert [use.review.slug for use in restriction.image.uses.all()] == ["the-last-fruit"]
        assert restriction.is_active(NOW)

    def test_nothing_waits_to_be_published_by_mistake(self, demo):
        waiting = [review.slug for review in published() if has_unpublished_changes(review)]
        assert waiting == ["the-glass-orchard-review"]

    def test_the_desk_has_something_to_decide_to_wait_for_and_to_move(self, demo):
        (proposal,) = Revision.objects.proposals().waiting()
        assert (proposal.review.slug, proposal.created_by.username) == ("slip-road-review", "writer")
        (change,) = Revision.objects.scheduled().waiting()
        assert (change.review.slug, change.apply_at.date()) == ("the-glass-orchard-review", date(2028, 3, 3))
        together = Bundle.objects.get().pieces.order_by("slug").values_list("slug", flat=True)
        assert list(together) == ["the-quiet-engine-interview", "the-quiet-engine-review"]

    def test_a_writer_stands_behind_two_names(self, demo):
        assert list(Contributor.objects.filter(user__username="writer").values_list("name", "is_pen_name")) == [
            ("Radovan Hlinka", False), ("The Night Usher", True),
        ]  # fmt: skip


class TestMoreAboutHere:
    def test_it_is_what_an_editor_would_pick(self, demo):
        found = [item.review.path for item in more_about(piece("here-review"), NOW)]
        assert sorted(found) == sorted(
            piece(slug).path
            for slug in (
                "looking-down", "square-room", "bas-devos-questions", "here-sets-its-dates", "berlin-2023-encounters",
                "ghost-tropic-review",
            )
        )  # fmt: skip

    def test_the_other_here_is_in_neither_list(self, demo):
        ours, other = Film.objects.get(slug="here-2023"), Film.objects.get(slug="here-2024")
        assert ours.label == "Here (2023)"
        assert not published().about(ours).about(other).exists()
        shown = [item.review.main_film for item in more_about(piece("here-review"), NOW, k=24)]
        assert other not in shown

    def test_a_piece_about_nothing_has_no_list(self, demo):
        assert more_about(piece("one-floor-up"), NOW) == []


class TestCinema:
    def test_two_films_of_one_name_and_year_are_told_apart(self, demo):
        labels = {film.label for film in Film.objects.filter(title="The Visitors’ Book")}
        assert labels == {"The Visitors’ Book (2025, Lisiewicz)", "The Visitors’ Book (2025, Nunes)"}

    def test_the_award_of_here_is_data(self, demo):
        assert [award.label for award in Film.objects.get(slug="here-2023").awards.all()] == [
            "Best Film, Encounters, Berlin 2023"
        ]

    def test_releases_lie_before_and_after_today_at_every_precision(self, demo):
        coming = Release.objects.filter(date__gt=NOW.date())
        assert set(coming.values_list("precision", flat=True)) == {"day", "month", "year"}
        assert Release.objects.filter(precision="unknown").exists()
        assert Release.objects.filter(film__slug="here-2023", date=date(2024, 2, 9)).exists()

    def test_black_and_white_lends_no_colour(self, demo):
        assert Film.objects.get(slug="a-room-for-the-rain-2023").hue is None

    def test_sixty_tags_stand_on_one_piece(self, demo):
        assert Tag.objects.filter(tagged__content_object=piece("sixty-kinds-of-weather")).count() == 60


class TestTheDesk:
    def test_everybody_can_sign_in(self, demo):
        for username in ACCOUNTS:
            account = User.objects.get(username=username)
            assert account.check_password(PASSWORD)
            assert account.is_staff
            assert not account.is_superuser

    def test_the_moderators_have_one_open_case(self, demo):
        case = apps.get_model("moderation", "case").objects.get()
        assert case.state == "received"
        assert case.review == piece("the-harbourmasters-review")
        assert piece("the-harbourmasters-review").is_published(NOW)

    def test_the_log_is_whole(self, demo):
        assert first_broken_entry() is None
