"""The second level: one process answers with what another made, by the same rule, and never from a stranger."""

import gzip
import pickle
import time
from datetime import datetime, timedelta
from io import StringIO

import pytest
import redis
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction

from config import environment
from pagecache import clock
from pagecache.changes import changed
from pagecache.memory import Page
from pagecache.models import Change, Counter
from pagecache.shared import REST, Shared, pack, unpack
from reviews import workflow
from tests import valkey
from tests.browser import free_port
from tests.factories import fresh, make_embargo, make_film, make_published, make_review
from tests.pagecache import test_wrapper
from tests.pagecache.test_wrapper import HOUR, NOON, Site

noon = test_wrapper.noon
pytestmark = [pytest.mark.valkey, pytest.mark.usefixtures("one_connection")]


@pytest.fixture(scope="module")
def one_server():
    with valkey.server(free_port()) as running:
        yield running


@pytest.fixture
def server(one_server, settings):
    given = environment.shared_pages(one_server.url)
    # What is kept and what is true is no matter of how busy this machine is.
    given["OPTIONS"] |= {"socket_timeout": 5, "socket_connect_timeout": 5}
    settings.CACHES = settings.CACHES | {"pages": given}
    if one_server.process is None:
        one_server.open()
    inside(one_server).flushall()
    return one_server


def inside(server) -> redis.Redis:
    return redis.Redis(port=server.port)


@pytest.fixture
def process(db, server):
    """Starts one more process of the magazine: its own memory, its own eyes on the log, the same second level."""
    return lambda release="1": Site(shared=Shared("pages", release))


@pytest.fixture
def piece(db):
    return make_published(at=NOON - HOUR, headline="The Moss", film=make_film("Here", 2023))


@pytest.mark.django_db
class TestSharing:
    def test_what_one_process_made_another_answers_with_in_every_coding(self, piece, process):
        first, second = process(), process()
        made = [first.get(piece.path, accept_encoding=coding) for coding in ("br", "gzip", "")]
        read = [second.get(piece.path, accept_encoding=coding) for coding in ("br", "gzip", "")]
        assert made == read
        assert second.rendered == []
        assert b"The Moss" in read[2]["body"]

    def test_from_then_on_it_is_in_its_own_memory(self, piece, process, server):
        process().get(piece.path)
        second = process()
        second.get(piece.path)
        inside(server).flushall()
        assert not second.renders(piece.path)

    def test_a_reader_who_has_it_is_told_so_and_a_head_has_no_body(self, piece, process):
        tag = process().get(piece.path)["headers"]["ETag"]
        again = process().get(piece.path, if_none_match=tag)
        assert (again["status"], again["body"]) == (304, b"")
        second = process()
        second.get(piece.path)
        assert second.get(piece.path, method="head")["body"] == b""
        assert second.rendered == []


@pytest.mark.django_db
class TestTheSameRule:
    def test_a_change_ends_it_there_too(self, piece, process):
        process().get(piece.path)
        workflow.withdraw(fresh(piece), by=None, version=fresh(piece).version, reason="Wrong film")
        assert process().get(piece.path)["status"] != 200

    def test_a_change_that_the_maker_had_not_read_ends_it(self, piece, process):
        first = process()
        with transaction.atomic():
            changed(f"review:{piece.pk}")
        first.get(piece.path)
        assert process().renders(piece.path)

    def test_a_moment_ends_it(self, process):
        film = make_film("Here", 2023)
        make_embargo(film, NOON + HOUR)
        held = make_review("ready", headline="Held", film=film)
        workflow.publish(held, by=None, version=held.version)
        process().get("/")
        with clock.freeze(NOON + HOUR - timedelta(seconds=1)):
            assert not process().renders("/")
        with clock.freeze(NOON + HOUR):
            assert b"Held" in process().get("/")["body"]

    def test_its_own_end_ends_it(self, piece, process):
        process().get("/")
        with clock.freeze(datetime.fromisoformat("2024-02-10T00:00+01:00")):
            assert process().renders("/")

    def test_another_release_makes_its_own(self, piece, process):
        process("1").get(piece.path)
        assert process("2").renders(piece.path)
        assert not process("1").renders(piece.path)

    def test_a_restored_database_makes_its_own(self, piece, process):
        """Numbers that come again would call pages of the lost future true."""
        go_on()
        process().get(piece.path)
        restore()
        assert process().renders(piece.path)
        assert not process().renders(piece.path)

    def test_so_does_one_that_was_restored_under_a_running_process(self, piece, process):
        go_on()
        running = process()
        running.get(piece.path)
        restore()
        running.tail.look()
        assert running.renders(piece.path)

    def test_what_was_rendered_across_a_restore_is_kept_nowhere(self, piece, process):
        go_on()
        running = process()
        render = running.cache.application

        def slowly(environ, start_response):
            answer = render(environ, start_response)
            running.cache.application = render
            restore()
            running.tail.look()
            running.get("/about/")
            return answer

        running.cache.application = slowly
        running.get(piece.path)
        assert running.renders(piece.path)


def go_on() -> None:
    """Changes that come after the backup."""
    with transaction.atomic():
        changed("latest")
    Counter.objects.update(n=1000)


def restore() -> None:
    """As if the database were what it was before, with the operator's step."""
    Change.objects.filter(n__gt=100).delete()
    Counter.objects.update(n=100)
    call_command("after_restore", stdout=StringIO())


class Spy:
    """What runs when somebody unpickles it."""

    ran: list[str] = []

    def __reduce__(self):
        return Spy.ran.append, ("unpickled",)


@pytest.mark.django_db
class TestStrangers:
    def entries(self, server) -> dict[bytes, bytes]:
        return {key: inside(server).get(key) for key in inside(server).scan_iter()}

    @pytest.mark.parametrize("wrong", [b"", b"x", b"\0" * 500, pickle.dumps(Spy())])
    def test_what_we_did_not_write_is_not_read(self, piece, process, server, wrong):
        process().get(piece.path)
        for key in self.entries(server):
            inside(server).set(key, wrong)
        assert b"The Moss" in process().get(piece.path)["body"]
        assert Spy.ran == []

    def test_a_page_with_one_word_changed_is_not_ours(self, piece, process, server):
        process().get(piece.path)
        for key, entry in self.entries(server).items():
            inside(server).set(key, entry.replace(b'"n": ', b'"n":9'))
        second = process()
        assert second.renders(piece.path)

    def test_a_page_of_ours_under_another_name_is_not_that_page(self, piece, process, server):
        other = make_published(at=NOON - HOUR, headline="The Fern")
        process().get(piece.path)
        [of_the_piece] = self.entries(server).items()
        process().get(other.path)
        for key in self.entries(server):
            inside(server).set(key, of_the_piece[1])
        assert b"The Fern" in process().get(other.path)["body"]

    def test_names_tell_nothing(self, piece, process, server):
        process().get(piece.path)
        [(key, _entry)] = self.entries(server).items()
        assert piece.slug.encode() not in key


@pytest.mark.django_db
class TestTrouble:
    def asked(self, site, path) -> float:
        """Seconds until a page that is in nobody's memory was there."""
        site.cache.memory.clear()
        start = time.monotonic()
        assert site.get(path)["status"] == 200
        return time.monotonic() - start

    def test_one_that_is_away_costs_nothing(self, piece, process, server):
        site = process()
        server.close()
        assert self.asked(site, piece.path) < 5
        assert site.cache.shared.resting_until > time.monotonic()
        questions = count_questions(site.cache.shared)
        for _ in range(3):
            self.asked(site, piece.path)
        assert questions == []

    def test_one_that_does_not_answer_is_waited_for_once_and_not_long(self, process, server, settings):
        settings.CACHES = settings.CACHES | {"pages": environment.shared_pages(server.url)}
        shared = process().cache.shared
        shared.get("x", "")  # a line is open
        with server.frozen():
            start = time.monotonic()
            assert shared.get("x", "") is None
            waited = time.monotonic() - start
            assert 0.04 < waited < 1  # 50 ms, and a machine that has other things to do
            questions = count_questions(shared)
            assert shared.get("x", "") is None
            assert questions == []

    def test_one_that_is_back_is_asked_again(self, piece, process, server):
        site = process()
        server.close()
        self.asked(site, piece.path)
        server.open()
        site.cache.shared.resting_until -= REST
        self.asked(site, piece.path)
        assert site.cache.shared.resting_until == 0
        assert not process().renders(piece.path)

    def test_one_that_is_full_is_done_without(self, piece, process, server):
        inside(server).config_set("maxmemory", "1")
        try:
            assert self.asked(process(), piece.path) < 5
        finally:
            inside(server).config_set("maxmemory", "0")


def count_questions(shared) -> list:
    asked = []
    usual = caches[shared.alias].get
    caches[shared.alias].get = lambda *given: asked.append(given) or usual(*given)
    return asked


def test_an_entry_is_read_as_it_was_written():
    bodies = {"br": b"packed", "gzip": gzip.compress(b"moss"), "": b"moss"}
    page = Page(7, NOON, NOON + HOUR, ("film:1", "site"), "tag", (("Content-Type", "text/html; ä"),), bodies)
    assert unpack("name", pack("name", page)) == page
    assert unpack("other name", pack("name", page)) is None


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "valkey"])
def test_an_address_that_is_none_is_said_in_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="PAGE_CACHE_URL must begin with"):
        environment.shared_pages(url)
