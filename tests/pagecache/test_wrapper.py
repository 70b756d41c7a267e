"""The page cache: what it keeps, for how long, and what it never keeps."""

import gzip
import threading
import time
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from django.conf import settings
from django.db import transaction

from pagecache import clock
from pagecache.changes import changed, prune
from pagecache.memory import OVERHEAD, Memory, Page
from pagecache.models import Change
from pagecache.tail import MAX_LAG, SILENT_FOR
from pagecache.wrapper import PageCache, coding_for
from reviews import workflow
from reviews.models import Restriction
from reviews.restrictions import lift, restrict
from tests.factories import fresh, make_embargo, make_film, make_image, make_published, make_review, rewrite
from tests.pagecache.site import Site, SteppedTail

pytestmark = pytest.mark.usefixtures("one_connection")

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def site(db):
    return Site()


@pytest.fixture
def piece(db):
    return make_published(at=NOON - HOUR, headline="The Moss", film=make_film("Here", 2023))


@pytest.mark.django_db
class TestKeeping:
    def test_the_second_reader_gets_the_same_bytes_from_memory(self, piece, site):
        site.tail.look()
        first, second = site.get(piece.path), site.get(piece.path)
        assert site.rendered == [piece.path]
        assert first == second
        assert b"The Moss" in first["body"]

    def test_each_coding_is_ready_and_has_its_own_tag(self, piece, site):
        site.tail.look()
        plain = site.get(piece.path)
        packed = site.get(piece.path, accept_encoding="gzip, br;q=0.9")
        zipped = site.get(piece.path, accept_encoding="gzip, br;q=0")
        assert brotli.decompress(packed["body"]) == gzip.decompress(zipped["body"]) == plain["body"]
        assert len({answer["headers"]["ETag"] for answer in (plain, packed, zipped)}) == 3
        assert all(answer["headers"]["Vary"] == "Accept-Encoding" for answer in (plain, packed, zipped))
        assert len(site.rendered) == 1

    def test_who_has_it_is_told_so(self, piece, site):
        tag = site.get(piece.path)["headers"]["ETag"]
        again = site.get(piece.path, if_none_match=tag)
        assert (again["status"], again["body"]) == (304, b"")
        assert "Content-Length" not in again["headers"]

    def test_a_head_has_the_length_and_no_body(self, piece, site):
        whole = site.get(piece.path)
        head = site.get(piece.path, method="head")
        assert head["headers"]["Content-Length"] == str(len(whole["body"]))
        assert head["body"] == b""

    def test_a_first_reader_with_an_old_tag_still_fills_the_memory(self, piece, site):
        assert site.get(piece.path, if_none_match='"old"')["status"] == 200
        assert not site.renders(piece.path)

    def test_what_others_add_to_a_link_is_no_other_page(self, piece, site):
        site.get(f"{piece.path}?utm_source=mail&fbclid=x")
        assert not site.renders(piece.path)

    @pytest.mark.parametrize("query", ["?x=1", "?older=1&x=2", "?q=moss"])
    def test_a_parameter_that_no_list_has_is_not_kept(self, piece, site, query):
        assert site.renders(piece.path + query)
        assert site.renders(piece.path + query)
        assert not site.cache.memory.pages

    def test_a_page_of_a_list_is_a_page(self, piece, site):
        site.get("/films/?letter=H")
        assert not site.renders("/films/?letter=H")
        assert site.renders("/films/?letter=G")

    @pytest.mark.parametrize("path", ["/no/such/page/", "/search/?q=moss", "/admin/", "/report/"])
    def test_what_is_not_the_same_for_everybody_is_not_kept(self, site, path):
        site.get(path)
        assert not site.cache.memory.pages

    def test_a_picture_for_other_sites_is_a_file_and_not_kept(self, piece, site):
        assert site.get(f"{piece.path}share.jpg")["headers"]["Content-Type"] == "image/jpeg"
        assert not site.cache.memory.pages

    def test_a_file_that_the_server_in_front_sends_is_kept_by_its_name(self, db, settings):
        settings.SENDFILE_HEADER = "X-Accel-Redirect"
        still = make_image()
        piece = make_published(at=NOON - HOUR, lead=still)
        path, site = (
            f"/pictures/{still.key}/{still.renditions['jpeg'][0]}.jpg",
            Site(files=("/pictures/",), hands_over="X-Accel-Redirect"),
        )
        first, second = site.get(path), site.get(path, accept_encoding="br, gzip")
        assert site.rendered == [path]
        assert second == first
        assert first["headers"]["X-Accel-Redirect"].endswith(".jpg")
        assert first["headers"]["Cache-Control"] == "public, max-age=300"
        assert not {"Vary", "Content-Encoding"} & set(first["headers"])
        again = site.get(path, if_none_match=first["headers"]["ETag"])
        assert (again["status"], again["headers"].get("X-Accel-Redirect")) == (
            304,
            None,
        )  # or it would be sent
        other = make_image()
        make_published(at=NOON - HOUR, lead=other)
        site.tail.look()
        found = site.get(f"/pictures/{other.key}/{other.renditions['jpeg'][0]}.jpg")
        assert found["headers"]["ETag"] != first["headers"]["ETag"]
        restrict(mode=Restriction.Mode.FULL, review=piece)
        site.tail.look()
        assert site.get(path)["status"] == 404

    def test_nobody_stands_in_line_for_what_costs_little(self, piece):
        site = Site(files=("/about/",), waiting=1)
        with site.cache.queue:  # somebody waits for a page
            assert site.get(piece.path)["status"] == 503
            assert site.get("/about/")["status"] == 200
            assert not site.renders("/about/")

    def test_a_file_that_we_send_ourselves_is_not_kept(self, db):
        still = make_image()
        make_published(at=NOON - HOUR, lead=still)
        path, site = (
            f"/pictures/{still.key}/{still.renditions['jpeg'][0]}.jpg",
            Site(files=("/pictures/",), hands_over="X-Accel-Redirect"),
        )
        assert site.get(path)["body"].startswith(b"\xff\xd8")
        assert site.renders(path)
        assert not site.cache.memory.pages

    def test_what_is_taken_down_or_moved_is_not_kept(self, piece, site):
        restrict(mode=Restriction.Mode.FULL, review=piece)
        assert site.get(piece.path)["status"] == 451
        assert site.get(piece.path.rstrip("/"))["status"] in (301, 404, 451)
        assert not site.cache.memory.pages

    def test_who_is_signed_in_gets_nothing_from_memory_and_leaves_nothing(self, piece, site):
        assert site.renders(piece.path, cookie=f"{settings.SESSION_COOKIE_NAME}=x")
        assert site.renders(piece.path)

    def test_another_host_is_refused_and_not_kept(self, piece, site):
        site.get(piece.path)
        assert site.get(piece.path, host="evil.example")["status"] == 400
        assert len(site.cache.memory.pages) == 1
        site.get(piece.path, host="localhost")
        assert len(site.cache.memory.pages) == 2


@pytest.mark.django_db
class TestTruth:
    def test_a_change_of_what_it_shows_ends_it_and_no_other_page(self, piece, site):
        other = make_published(at=NOON - HOUR)
        site.tail.look()
        site.get(piece.path), site.get(other.path)
        rewrite(piece, headline="The Fern")
        workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
        assert not site.renders(piece.path)  # until the log is read
        site.tail.look()
        assert b"The Fern" in site.get(piece.path)["body"]
        assert not site.renders(other.path)

    def test_a_takedown_is_seen_with_the_next_look(self, piece, site):
        site.get(piece.path), site.get("/"), site.get(piece.main_film.get_absolute_url())
        restriction = restrict(mode=Restriction.Mode.FULL, review=piece)
        site.tail.look()
        assert site.get(piece.path)["status"] == 451
        assert b"The Moss" not in site.get("/")["body"]
        assert site.get(piece.main_film.get_absolute_url())["status"] == 404
        lift(restriction)
        site.tail.look()
        assert b"The Moss" in site.get("/")["body"]

    def test_what_comes_at_a_time_is_there_in_that_second_with_nothing_running(self, piece, site):
        later = make_review("ready", headline="Later", film=piece.main_film)
        workflow.publish(later, by=None, version=later.version, at=NOON + HOUR)
        site.tail.look()
        assert b"Later" not in site.get("/")["body"]
        with clock.freeze(NOON + HOUR - timedelta(seconds=1)):
            assert not site.renders("/")
        with clock.freeze(NOON + HOUR):
            assert b"Later" in site.get("/")["body"]
            assert not site.renders("/")

    def test_an_embargo_that_ends_turns_the_page_over(self, site):
        film = make_film("Here", 2023)
        make_embargo(film, NOON + HOUR)
        held = make_review("ready", headline="Held", film=film)
        workflow.publish(held, by=None, version=held.version)
        site.tail.look()
        assert b"Held" not in site.get("/")["body"]
        with clock.freeze(NOON + HOUR):
            assert b"Held" in site.get("/")["body"]

    def test_a_render_that_began_before_a_change_is_old_when_it_is_done(self, piece, site):
        """The change is committed while Django renders: what was rendered may or may not know of it."""
        render = site.cache.application

        def slowly(environ, start_response):
            answer = render(environ, start_response)
            with transaction.atomic():
                changed(f"review:{piece.pk}")
            site.tail.look()
            return answer

        site.cache.application = slowly
        site.get(piece.path)
        site.cache.application = render
        assert site.renders(piece.path)

    def test_a_page_lives_a_day_at_most(self, piece, site):
        site.get(piece.path)
        with clock.freeze(NOON + timedelta(hours=23)):
            assert not site.renders(piece.path)
        with clock.freeze(NOON + timedelta(hours=24)):
            assert site.renders(piece.path)

    def test_a_page_that_tells_todays_date_ends_at_midnight_of_the_sites_zone(self, piece, site):
        site.get("/")
        with clock.freeze(datetime(2024, 2, 9, 22, 59, 59, tzinfo=UTC)):  # 23:59:59 in Brussels
            assert not site.renders("/")
        with clock.freeze(datetime(2024, 2, 9, 23, 0, tzinfo=UTC)):
            assert site.renders("/")

    def test_the_key_of_the_site_ends_everything(self, piece, site):
        site.get(piece.path), site.get("/about/")
        with transaction.atomic():
            changed("site")
        site.tail.look()
        assert site.renders(piece.path)
        assert site.renders("/about/")


@pytest.mark.django_db
class TestTrust:
    def test_nothing_is_served_before_the_log_has_been_read(self, piece):
        site = Site()
        site.tail.forget()
        assert site.renders(piece.path)
        assert site.renders(piece.path)

    def test_a_log_that_was_not_read_lately_is_not_trusted(self, piece, site):
        site.get(piece.path)
        site.tail.read_at -= SILENT_FOR
        assert site.renders(piece.path)

    def test_while_the_database_is_away_the_last_known_state_is_served_for_a_while(self, piece, site):
        site.get(piece.path)
        site.tail.read_at -= SILENT_FOR
        site.tail.is_refused = True
        assert not site.renders(piece.path)
        site.tail.read_at -= MAX_LAG
        assert site.renders(piece.path)

    def test_a_log_that_went_back_is_another_database(self, piece, site):
        site.get(piece.path)
        site.tail.n += 1000
        site.tail.look()
        assert site.renders(piece.path)

    def test_a_long_log_is_read_whole(self, site, monkeypatch):
        monkeypatch.setattr("pagecache.tail.ROWS_AT_ONCE", 7)
        with transaction.atomic():
            for number in range(5):
                changed(*(f"review:{number}-{key}" for key in range(4)))
            last = changed(*(f"film:{key}" for key in range(30)))
        tail = SteppedTail()
        tail.look()
        assert tail.n == last
        assert tail.newest["film:29"] == last
        assert {f"review:{number}-3" for number in range(5)} <= tail.newest.keys()

    def test_old_changes_go_unless_they_are_still_to_come(self, db):
        with clock.freeze(NOON - timedelta(days=8)), transaction.atomic():
            changed("gone")
            changed("to come", effective_at=NOON + HOUR)
        with transaction.atomic():
            changed("new")
        prune(NOON)
        assert set(Change.objects.values_list("key", flat=True)) == {"to come", "new"}


class TestCrowds:
    def answer(self, environ, start_response):
        time.sleep(0.2)
        environ["halation.at"] = NOON
        headers = [("Content-Type", "text/html"), ("Surrogate-Key", "site"), ("Cache-Control", "no-cache")]
        start_response("200 OK", headers)
        return [environ["PATH_INFO"].encode()]

    def ask(self, cache, paths) -> list[int]:
        answers = []

        def one(path):
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "testserver"}
            cache(environ, lambda status, headers, exc_info=None: answers.append(int(status[:3])))

        threads = [threading.Thread(target=one, args=(path,)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    @pytest.fixture
    def cache(self):
        tail = SteppedTail()
        tail.n, tail.read_at = 0, tail.ticks()
        rendered = []

        def count(environ, start_response):
            rendered.append(environ["PATH_INFO"])
            return self.answer(environ, start_response)

        made = PageCache(count, most=1_000_000, renders=2, waiting=30, log=tail)
        made.rendered = rendered
        return made

    def test_many_who_want_one_page_render_it_once(self, cache):
        # Threads do not see the frozen clock, and the page of 2024 is old by now: only the flight is looked at.
        cache.fresh = lambda name: cache.memory.get(name)
        assert self.ask(cache, ["/"] * 30) == [200] * 30
        assert cache.rendered == ["/"]

    def test_beyond_the_gate_readers_are_asked_to_come_back(self, cache):
        cache.queue = threading.BoundedSemaphore(4)
        answers = self.ask(cache, [f"/{number}/" for number in range(8)])
        assert answers.count(200) == 4  # two of them after the other two
        assert answers.count(503) == 4

    def test_who_waits_for_other_pages_keeps_no_reader_from_a_page_that_is_ready(self, cache):
        cache.fresh = lambda name: cache.memory.get(name)
        self.ask(cache, ["/ready/"])
        cache.queue = threading.BoundedSemaphore(1)
        assert cache.queue.acquire(blocking=False)
        assert self.ask(cache, ["/ready/", "/other/"]) == [200, 503]


class TestMemory:
    def page(self, size: int) -> Page:
        return Page(1, NOON, NOON, (), "x", (), {"": b"x" * (size - OVERHEAD)})

    def test_it_is_bounded_in_bytes_and_drops_what_was_not_asked_for(self):
        memory = Memory(10_000)
        for name in "abc":
            memory.put(name, self.page(3_000))
        memory.get("a")
        memory.put("d", self.page(3_000))
        assert [name for name in "abcd" if memory.get(name)] == ["a", "c", "d"]
        assert memory.size == 9_000

    def test_a_page_that_is_larger_than_all_of_it_is_not_kept(self):
        memory = Memory(10_000)
        memory.put("a", self.page(3_000))
        memory.put("b", self.page(20_000))
        assert memory.get("a")
        assert memory.get("b") is None


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("", ""),
        ("identity", ""),
        ("gzip;q=0", ""),
    ],
)
def test_a_reader_gets_the_best_coding_they_take(accepted, coding):
    assert coding_for(accepted) == coding
