"""The top of the home page: what an editor put there, and the newest reviews in every other place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from films.vocabulary import Coverage
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.front import front
from reviews.models import HomePage, HomePlace, Restriction
from reviews.restrictions import restrict
from tests.desk import fields_of, parsed, words_of
from tests.factories import fresh, make_image, make_published, make_review, make_section, make_user, picture

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE = reverse("admin:reviews_review_home")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def ten():
    """Ten reviews, the newest first."""
    return [make_published(at=NOON - HOUR * n, headline=f"Piece {n}") for n in range(1, 11)]


def headlines(at=NOON) -> list[str]:
    return [card.review.headline for card in front(at).shown]


def arranged(*pieces, by=None):
    version = HomePage.objects.filter(pk=1).values_list("version", flat=True).first() or 1
    workflow.arrange_home(pieces, by=by, version=version)


class TestFront:
    def test_without_an_editor_it_is_the_seven_newest(self, ten):
        assert headlines() == [f"Piece {n}" for n in range(1, 8)]

    def test_the_newest_with_a_picture_leads(self, ten):
        image = make_image()
        make_published(at=NOON - HOUR * 3, headline="Seen", pictures=[picture(image, "lead")])
        assert headlines()[:3] == ["Seen", "Piece 1", "Piece 2"]

    def test_an_editor_pins_the_lead_and_orders_the_rest(self, ten):
        arranged(ten[8], None, ten[0], ten[9])
        assert headlines() == ["Piece 9", "Piece 2", "Piece 1", "Piece 10", "Piece 3", "Piece 4", "Piece 5"]

    def test_a_piece_of_any_kind_may_lead_and_is_not_listed_again(self, ten, client):
        essay = make_published(at=NOON - HOUR, headline="An essay", kind=Coverage.FEATURE)
        arranged(essay)
        assert headlines()[0] == "An essay"
        page = client.get("/").content.decode()
        assert page.count(f'href="{essay.path}"') == 1

    def test_what_waits_for_its_time_takes_its_place_then(self, ten):
        later = make_review("ready", headline="Later")
        workflow.publish(later, by=None, version=later.version, at=NOON + HOUR)
        arranged(fresh(later))
        assert headlines()[0] == "Piece 1"
        assert headlines(NOON + HOUR)[0] == "Later"

    def test_what_is_taken_down_gives_its_place_away(self, ten, client):
        arranged(ten[9])
        restrict(mode=Restriction.Mode.FULL, review=ten[9])
        assert headlines()[0] == "Piece 1"
        assert "Piece 10" not in client.get("/").content.decode()

    def test_what_is_withdrawn_leaves_a_place_to_the_next(self, ten):
        arranged(None, ten[9])
        workflow.withdraw(ten[9], by=None, version=ten[9].version, reason="Wrong film.")
        assert headlines()[1] == "Piece 2"


class TestArranging:
    def test_the_home_page_is_made_anew_and_nothing_else(self, ten, client):
        Change.objects.all().delete()
        arranged(ten[3])
        assert set(Change.objects.values_list("key", flat=True)) == {"home"}
        assert "home" in client.get("/")["Surrogate-Key"].split()

    def test_it_is_written_down(self, ten):
        editor = make_user(Role.EDITOR)
        arranged(ten[3], by=editor)
        entry = AuditEntry.objects.get(action="home.arrange")
        assert (entry.actor_id, entry.facts["pieces"]) == (editor.pk, {"0": ten[3].pk})

    def test_a_draft_cannot_be_put_there(self):
        with pytest.raises(workflow.WrongStep, match="not published"):
            arranged(make_review())

    def test_a_piece_stands_at_one_place(self, ten):
        with pytest.raises(workflow.WrongStep, match="one place"):
            arranged(ten[0], ten[0])

    def test_of_two_who_arrange_at_once_the_second_is_told(self, ten):
        workflow.arrange_home([ten[0]], by=None, version=1)
        with pytest.raises(workflow.Conflict):
            workflow.arrange_home([ten[1]], by=None, version=1)
        assert [place.review for place in HomePlace.objects.all()] == [ten[0]]


class TestTheScreen:
    @pytest.fixture(autouse=True)
    def editor(self, client):
        client.force_login(make_user(Role.EDITOR))

    def test_typed_headlines_become_places(self, ten, client):
        posted = fields_of(client.get(PAGE), "home") | {
            "0-review_words": "Piece 9",
            "2-review_words": "Piece 8",
        }
        client.post(PAGE, posted)
        assert headlines()[:3] == ["Piece 9", "Piece 1", "Piece 8"]

    def test_a_piece_moves_up_one_place(self, ten, client):
        arranged(ten[5], ten[6], ten[7])
        client.post(PAGE, fields_of(client.get(PAGE), "home") | {"up": "2"})
        assert headlines()[:3] == ["Piece 6", "Piece 8", "Piece 7"]

    def test_an_emptied_place_goes_to_the_newest(self, ten, client):
        arranged(ten[9])
        client.post(PAGE, fields_of(client.get(PAGE), "home") | {"0-review_words": ""})
        assert headlines()[0] == "Piece 1"

    def test_a_headline_that_nobody_knows_is_kept_and_told(self, ten, client):
        response = client.post(
            PAGE, fields_of(client.get(PAGE), "home") | {"0-review_words": "No such piece"}
        )
        assert response.status_code == 422
        assert "No piece is called “No such piece”." in response.content.decode()
        assert fields_of(response, "home")["0-review_words"] == ["No such piece"]

    def test_a_page_opened_before_somebody_arranged_is_refused_once(self, ten, client):
        posted = fields_of(client.get(PAGE), "home") | {"0-review_words": "Piece 9"}
        arranged(ten[2])
        refused = client.post(PAGE, posted)
        assert refused.status_code == 409
        assert headlines()[0] == "Piece 3"
        client.post(PAGE, fields_of(refused, "home"))
        assert headlines()[0] == "Piece 9"

    def test_it_says_what_readers_see_and_what_waits(self, ten, client):
        later = make_review("ready", headline="Later")
        workflow.publish(later, by=None, version=later.version, at=NOON + HOUR)
        arranged(fresh(later), ten[4])
        said = words_of(parsed(client.get(PAGE)))
        assert "“Later” has a place and is not shown: it appears on" in said
        assert "Piece 5 Review, put here" in said

    def test_another_sections_scheduled_piece_is_kept_and_not_named(self, ten, client):
        theirs, mine = make_section("World"), make_section("Hollywood")
        limited = make_user(Role.EDITOR)
        mine.editors.add(limited)
        later = make_review("ready", headline="Secret", section=theirs)
        workflow.publish(later, by=None, version=later.version, at=NOON + HOUR)
        arranged(fresh(later))
        client.force_login(limited)
        page = client.get(PAGE)
        assert "Secret" not in page.content.decode()
        client.post(PAGE, fields_of(page, "home"))
        assert HomePlace.objects.get().review == later
