"""What a cache in front of us is told it may keep, and that nobody else is told."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from config.wsgi import application
from pagecache import clock
from pagecache.changes import changed
from pagecache.memory import LIFETIME
from pagecache.tail import SILENT_FOR
from reviews import workflow
from reviews.models import Restriction
from reviews.restrictions import restrict
from tests.factories import make_embargo, make_film, make_published, make_review
from tests.pagecache import test_wrapper
from tests.pagecache.test_wrapper import HOUR, NOON, Site

noon = test_wrapper.noon
pytestmark = pytest.mark.usefixtures("one_connection")
DAY = int(LIFETIME.total_seconds())


@pytest.fixture
def site(db):
    return Site(edge=True)


@pytest.fixture
def piece(db):
    return make_published(at=NOON - HOUR, headline="The Moss", film=make_film("Here", 2023))


def told(site, path: str, **given) -> str:
    return site.get(path, **given)["headers"].get("Surrogate-Control", "")


def seconds(site, path: str) -> int:
    return int(re.match(r"max-age=(\d+)", told(site, path))[1])


@pytest.mark.django_db
class TestWithACacheInFront:
    def test_it_may_keep_a_page_for_its_day_and_knows_what_the_page_shows(self, piece, site):
        for _asked in ("made", "from memory"):
            headers = site.get(piece.path)["headers"]
            assert headers["Surrogate-Control"] == f"max-age={DAY}, stale-if-error={DAY}"
            assert {f"review:{piece.pk}", "site"} <= set(headers["Surrogate-Key"].split())
            assert headers["Cache-Control"] == "no-cache"  # a browser asks again each time

    def test_what_is_left_of_the_day_counts(self, piece, site):
        site.get(piece.path)
        with clock.freeze(NOON + timedelta(hours=20)):
            assert seconds(site, piece.path) == DAY - 20 * 3600

    def test_a_page_that_tells_todays_date_ends_at_midnight_whatever_fails(self, piece, site):
        assert told(site, "/") == f"max-age={11 * 3600}"  # 23:00 in UTC

    def test_a_moment_that_is_known_ends_it(self, site):
        film = make_film("Here", 2023)
        make_published(at=NOON - HOUR, film=film)
        make_embargo(film, NOON + HOUR)
        held = make_review("ready", headline="Held", film=film)
        workflow.publish(held, by=None, version=held.version)
        site.tail.look()
        assert told(site, f"/films/{film.slug}/") == "max-age=3600"

    def test_a_page_that_changed_while_it_was_made_is_for_its_reader_alone(self, piece, site):
        """A cache might be told of the change before it has the page, and then keep it for a day."""
        render = site.cache.application

        def slowly(environ, start_response):
            answer = render(environ, start_response)
            with transaction.atomic():
                changed(f"review:{piece.pk}")
            site.tail.look()
            return answer

        site.cache.application = slowly
        assert told(site, piece.path) == "max-age=0"
        site.cache.application = render
        assert seconds(site, piece.path) == DAY

    def test_while_the_log_cannot_be_read_nothing_new_is_kept(self, piece, site):
        site.get(piece.path)
        site.tail.read_at -= SILENT_FOR
        site.tail.is_refused = True
        assert told(site, piece.path) == "max-age=0"
        assert not site.renders(piece.path)

    def test_who_has_the_page_is_told_the_same(self, piece, site):
        whole = site.get(piece.path)["headers"]
        again = site.get(piece.path, if_none_match=whole["ETag"])
        assert again["status"] == 304
        for header in ("Surrogate-Control", "Surrogate-Key", "ETag", "Vary", "Cache-Control"):
            assert again["headers"][header] == whole[header]

    def test_so_is_who_asks_for_the_head(self, piece, site):
        whole = site.get(piece.path)["headers"]
        head = site.get(piece.path, method="head")
        assert (head["headers"], head["body"]) == (whole, b"")

    def test_nothing_else_may_be_kept(self, piece, site):
        restrict(mode=Restriction.Mode.FULL, review=piece)
        for path in (piece.path, "/search/?q=moss", "/admin/", "/no/such/page/", "/?x=1"):
            assert told(site, path) == "", path
        assert told(site, "/", cookie="session=x") == ""


@pytest.mark.django_db
def test_who_came_without_tls_is_sent_there_whatever_others_got(piece, settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_SSL_REDIRECT = ("HTTP_X_FORWARDED_PROTO", "https"), True
    site = Site()
    assert site.get(piece.path, x_forwarded_proto="https")["status"] == 200
    for scheme in ("http", "ftp", "HTTPS"):
        assert site.get(piece.path, x_forwarded_proto=scheme)["status"] == 301
    assert not site.renders(piece.path, x_forwarded_proto="https")
    assert len(site.cache.memory.pages) == 1


@pytest.mark.django_db
class TestWithoutOne:
    def test_a_reader_is_told_nothing_of_keys(self, piece):
        site = Site()
        for path in (piece.path, piece.path, "/?x=1", f"{piece.path}share.jpg"):
            answer = site.get(path)
            assert answer["status"] == 200
            assert not {"Surrogate-Key", "Surrogate-Control"} & set(answer["headers"]), path

    def test_nor_where_pages_are_not_kept(self, piece):
        site = Site()
        site.cache = application
        headers = site.get(piece.path)["headers"]
        assert "Surrogate-Key" not in headers
        assert headers["Cache-Control"] == "no-cache"
