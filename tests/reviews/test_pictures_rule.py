"""When the file of a picture is handed out: exactly while some public page shows it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import Person
from images.models import Image
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.models import Restriction
from reviews.pictures import picture_answer
from reviews.restrictions import lift, restrict
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    picture,
    put_columns,
    rewrite,
)
from tests.reviews.test_related import walks_through

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
IMAGE = Restriction.Mode.IMAGE


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def still():
    return make_image()


def address(image) -> str:
    return f"/pictures/{image.key}/{image.renditions['jpeg'][0]}.jpg"


class TestWhereItStands:
    @pytest.mark.parametrize("place", ["lead", "body", "gallery"])
    def test_in_a_published_piece(self, still, place):
        make_published(pictures=[picture(still, place)])
        assert picture_answer(still, NOON) == 200

    def test_nowhere(self, still):
        assert picture_answer(still, NOON) == 404

    @pytest.mark.parametrize("status", ["draft", "submitted", "ready", "withdrawn"])
    def test_in_a_piece_that_nobody_sees(self, still, status):
        make_review(status, lead=still)
        assert picture_answer(still, NOON) == 404

    def test_in_a_scheduled_piece(self, still):
        make_published(at=NOON + DAY, lead=still)
        assert picture_answer(still, NOON + DAY - SECOND) == 404
        assert picture_answer(still, NOON + DAY) == 200

    def test_in_a_piece_under_embargo(self, still):
        film = make_film()
        make_embargo(film, NOON + DAY)
        make_published(film=film, lead=still)
        assert picture_answer(still, NOON) == 404

    def test_in_a_restricted_piece(self, still):
        restriction = restrict(mode=Restriction.Mode.FULL, review=make_published(lead=still))
        assert picture_answer(still, NOON) == 404
        lift(restriction)
        assert picture_answer(still, NOON) == 200

    def test_in_the_bin(self, still):
        put_columns(make_published(lead=still), deleted_at=NOON)
        assert picture_answer(still, NOON) == 404

    def test_in_a_change_that_is_not_published_yet(self, still):
        piece = make_published()
        rewrite(piece, pictures=[picture(still)])
        assert picture_answer(still, NOON) == 404
        workflow.publish_change(piece, by=None, version=piece.version)
        assert picture_answer(still, NOON) == 200

    def test_no_longer_after_a_change(self, still):
        piece = make_published(lead=still)
        rewrite(piece, pictures=[])
        workflow.publish_change(piece, by=None, version=piece.version)
        assert picture_answer(still, NOON) == 404

    @pytest.mark.parametrize("role", ["poster", "key_still"])
    def test_as_a_film_s_own_while_the_film_has_a_page(self, still, role):
        film = make_film(**{role: still})
        assert picture_answer(still, NOON) == 404
        piece = make_published(film=film)
        assert picture_answer(still, NOON) == 200
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        assert picture_answer(still, NOON) == 404

    def test_as_a_contributor_s_portrait_while_their_byline_is_public(self, still):
        critic = make_contributor(portrait=still)
        make_review(contributor=critic)
        assert picture_answer(still, NOON) == 404
        make_published(contributor=critic)
        assert picture_answer(still, NOON) == 200


class TestLicences:
    def test_it_ends_at_its_second(self, still):
        make_published(lead=still)
        put_columns(still, rights_until=NOON + DAY)
        still = fresh(still)
        assert picture_answer(still, NOON + DAY - SECOND) == 200
        assert picture_answer(still, NOON + DAY) == 404

    def test_a_restriction_on_it_makes_no_difference_then(self, still):
        make_published(lead=still)
        still = put_columns(still, rights_until=NOON)
        restrict(mode=IMAGE, image=still)
        assert picture_answer(still, NOON) == 404


class TestRestrictions:
    def test_on_the_picture_hide_it_everywhere(self, still):
        make_published(lead=still)
        make_published(film=make_film(poster=still))
        restriction = restrict(mode=IMAGE, image=still)
        assert picture_answer(still, NOON) == 451
        lift(restriction)
        assert picture_answer(still, NOON) == 200

    def test_on_one_use_leave_the_others(self, still):
        one, other = make_published(lead=still), make_published(lead=still)
        first = restrict(mode=IMAGE, image=still, review=one)
        assert picture_answer(still, NOON) == 200
        restrict(mode=IMAGE, image=still, review=other)
        assert picture_answer(still, NOON) == 451
        lift(first)
        assert picture_answer(still, NOON) == 200

    def test_on_one_use_leave_it_as_a_poster(self, still):
        piece = make_published(film=make_film(poster=still), lead=still)
        restrict(mode=IMAGE, image=still, review=piece)
        assert picture_answer(still, NOON) == 200

    def test_begin_and_end_at_their_second(self, still):
        make_published(lead=still)
        restrict(mode=IMAGE, image=still, starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
        answers = [picture_answer(still, NOON + DAY + step) for step in (-SECOND, 0 * DAY, DAY - SECOND, DAY)]
        assert answers == [200, 451, 451, 200]

    def test_say_nothing_about_a_picture_that_nobody_has_seen(self, still):
        make_review(lead=still)
        restrict(mode=IMAGE, image=still)
        assert picture_answer(still, NOON) == 404

    def test_on_another_picture_do_not_count(self, still):
        make_published(lead=still)
        restrict(mode=IMAGE, image=make_image())
        assert picture_answer(still, NOON) == 200


class TestTheFile:
    def test_it_comes_with_its_key_and_a_short_life(self, client, still):
        make_published(lead=still)
        response = client.get(address(still))
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response["Cache-Control"] == "public, max-age=300"
        assert f"image:{still.pk}" in response["Surrogate-Key"].split()
        assert b"".join(response.streaming_content).startswith(b"\xff\xd8")

    def test_it_names_whose_it_is_for_who_has_to_forget_it_with_them(self, client, still):
        def named():
            return set(client.get(address(still))["Surrogate-Key"].split())

        critic = make_contributor(portrait=still)
        own = make_published(contributor=critic)
        assert named() == {f"image:{still.pk}", f"contributor:{critic.pk}", f"review:{own.pk}", "site"}
        film = make_film(poster=still, key_still=still)
        make_film(poster=still)  # of which readers know nothing
        about = make_published(film=film)
        assert named() == {f"image:{still.pk}", f"film:{film.pk}", f"review:{about.pk}", "site"}
        shows = make_published(lead=still)
        assert named() == {f"image:{still.pk}", f"review:{shows.pk}", "site"}

    def test_who_has_it_is_told_so_only_while_it_shows(self, client, still):
        make_published(lead=still)
        etag = client.get(address(still))["ETag"]
        assert client.get(address(still), headers={"if-none-match": etag}).status_code == 304
        assert client.get(address(still), headers={"if-none-match": "*"}).status_code == 304
        restrict(mode=IMAGE, image=still)
        for asked in (etag, "*"):
            response = client.get(address(still), headers={"if-none-match": asked})
            assert (response.status_code, response["Cache-Control"]) == (451, "no-store")

    def test_a_hidden_one_answers_like_one_that_never_was(self, client, still):
        make_review(lead=still)
        hidden = client.get(address(still))
        never = client.get("/pictures/AAAAAAAAAAAA/480.jpg")
        assert hidden.status_code == never.status_code == 404
        assert hidden.content == never.content
        assert sorted(hidden.headers) == sorted(never.headers)

    def test_the_original_has_no_address(self, client, still):
        make_published(lead=still)
        assert fresh(still).file.name
        name, key = still.file.name, still.key
        for path in (f"/media/{name}", f"/originals/{name}", f"/protected/{name}", f"/pictures/{key}/{name}"):
            assert client.get(path).status_code == 404

    @pytest.mark.parametrize(
        "tail", ["0.jpg", "999999999999.jpg", "480.png", "480.jpg.exe", "480.php", "../480.jpg", "480.%2e%2e"]
    )
    def test_no_other_file_is_handed_out(self, client, still, tail):
        make_published(lead=still)
        assert client.get(f"/pictures/{still.key}/{tail}").status_code == 404

    def test_it_is_never_run_as_anything(self, client, still):
        make_published(lead=still)
        response = client.get(address(still))
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_a_front_server_is_asked_to_send_it(self, client, still, settings):
        settings.SENDFILE_HEADER = "X-Accel-Redirect"
        make_published(lead=still)
        response = client.get(address(still))
        assert response["X-Accel-Redirect"].startswith("/protected/")
        assert response.content == b""


class TestPages:
    """What pages print and what files answer agree."""

    def printed(self, client, path) -> set[str]:
        found = re.findall(r"/pictures/([\w-]{12})/", client.get(path).content.decode())
        return set(found)

    def every_page(self, piece) -> list[str]:
        things = [piece, piece.main_film, piece.section, piece.authors.get()]
        lists = ["/", "/reviews/", "/films/", "/search/?q=Moss", "/archive/2024/02/"]
        return [*(thing.get_absolute_url() for thing in things), *lists]

    def test_every_printed_picture_is_handed_out(self, client, still):
        poster, portrait, inner = make_image(), make_image(), make_image()
        film = make_film(poster=poster, key_still=make_image(), director="Bas Devos")
        piece = make_published(
            film=film, lead=still, pictures=[picture(inner, "gallery")], headline="Moss",
            contributor=make_contributor(portrait=portrait),
        )  # fmt: skip
        printed = set().union(*(self.printed(client, path) for path in self.every_page(piece)))
        assert {still.key, poster.key, inner.key} <= printed
        assert {picture_answer(Image.objects.get(key=key), NOON) for key in printed} == {200}

    @pytest.mark.parametrize("whole", [True, False], ids=["everywhere", "in this piece"])
    def test_a_restricted_picture_is_printed_nowhere(self, client, still, whole):
        piece = make_published(lead=still, headline="Moss", pictures=[picture(make_image(), "gallery")])
        restrict(mode=IMAGE, image=still, review=None if whole else piece)
        for path in self.every_page(piece):
            assert still.key not in self.printed(client, path), path

    def test_a_picture_whose_licence_ended_is_printed_nowhere(self, client, still):
        piece = make_published(lead=still, headline="Moss")
        put_columns(still, rights_until=NOON)
        for path in self.every_page(piece):
            assert still.key not in self.printed(client, path), path


def test_who_pays_for_a_place_is_only_asked_about_what_no_page_shows_otherwise(still, settings):
    settings.HALATION_SPONSOR = True
    shown_nowhere = make_image()
    make_published(lead=still)
    picture_answer(still, NOON)
    for image, statements in ((still, 1), (shown_nowhere, 2)):
        with CaptureQueriesContext(connection) as asked:
            picture_answer(image, NOON)
        assert len(asked) == statements


def test_the_question_is_answered_by_indexes_whatever_the_size_of_the_archive(still):
    restrict(mode=IMAGE, image=still, review=make_published(lead=still))
    with CaptureQueriesContext(connection) as asked:
        picture_answer(still, NOON)
    assert asked.captured_queries
    for query in asked.captured_queries:
        assert walks_through(query["sql"]) == [], query["sql"]


def test_media_is_not_served_as_such():
    assert not getattr(settings, "MEDIA_URL", "").strip("/")


class TestWhenTheLicenceEnds:
    """Hidden at that second everywhere, although nothing runs then."""

    def pages(self, client, piece) -> dict[str, str]:
        paths = [piece.path, piece.main_film.get_absolute_url(), piece.authors.get().get_absolute_url()]
        paths += [person.get_absolute_url() for person in Person.objects.all()]
        paths += ["/", "/reviews/", "/films/", "/feed/", "/archive/2024/02/", "/sitemap-2024.xml"]
        return {path: client.get(path).text for path in paths}

    def test_it_is_gone_from_text_cards_share_picture_and_structured_data(self, client, still):
        with clock.freeze(NOON - DAY):
            film = make_film(poster=still, key_still=still, director="Bas Devos")
            piece = make_published(
                film=film, lead=still, contributor=make_contributor(portrait=still),
                body=f'<p>Moss.</p><figure data-image="{still.pk}"></figure>', pictures=[picture(still)],
            )  # fmt: skip
            still.rights_until = NOON
            still.save()
        with clock.freeze(NOON - SECOND):
            before = self.pages(client, piece)
        shown = [path for path, html in before.items() if still.key in html]
        assert {piece.path, film.get_absolute_url(), "/", "/reviews/"} <= set(shown)
        assert before[piece.path].count(still.key) > 3
        assert "og:image" in before[piece.path]
        with clock.freeze(NOON):
            after = self.pages(client, piece)
            assert client.get(address(still)).status_code == 404
        assert [path for path, html in after.items() if still.key in html] == []
        assert '"image"' not in after[piece.path]

    def test_cached_pages_hear_of_it_for_that_second(self, still):
        film = make_film(key_still=still, director="Bas Devos")
        piece = make_published(film=film, lead=still)
        Change.objects.all().delete()
        still.rights_until = NOON + DAY
        still.save()
        person = Person.objects.get()
        keys = {f"image:{still.pk}", f"review:{piece.pk}", f"film:{film.pk}", f"person:{person.pk}"}
        assert set(Change.objects.filter(effective_at=NOON + DAY).values_list("key", flat=True)) == keys
        assert set(Change.objects.filter(effective_at=None).values_list("key", flat=True)) == keys

    def test_a_picture_that_comes_with_an_end_is_known_to_have_one(self):
        image = make_image(rights_until=NOON + DAY)
        assert Change.objects.filter(key=f"image:{image.pk}", effective_at=NOON + DAY).exists()

    def test_lists_name_the_pictures_they_show(self, client, still):
        make_published(lead=still)
        for path in ("/", "/reviews/", "/archive/2024/02/"):
            assert f"image:{still.pk}" in client.get(path)["Surrogate-Key"].split(), path
