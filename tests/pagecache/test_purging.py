"""A cache in front of us hears of every change, at once and again, however often it or we are away."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from config.run import follow_the_parent
from pagecache import clock, purging
from pagecache.changes import KEPT_FOR, begin_an_epoch, changed
from pagecache.models import Counter, Edge
from pagecache.purging import Messenger, Refused, purge

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ADDRESS = "http://varnish.example:6081/"


class Cache:
    """Remembers what it was told, when it listens."""

    def __init__(self):
        self.told: list[str] = []
        self.calls = 0
        self.listens = True

    def tell(self, address, keys):
        if not self.listens:
            raise ConnectionRefusedError("nobody there")
        self.calls += 1
        self.told += keys

    def news(self) -> set[str]:
        heard, self.told = set(self.told), []
        return heard


@pytest.fixture
def cache():
    return Cache()


@pytest.fixture
def messenger(db, cache):
    """One that has told all there was before this test."""
    with clock.freeze(NOON):
        made = Messenger(ADDRESS, cache.tell)
        made.round()
        cache.news()
        yield made


def at(seconds: float):
    return clock.freeze(NOON + seconds * SECOND)


def write(*keys, **given):
    with transaction.atomic():
        changed(*keys, **given)


@pytest.mark.django_db
class TestTelling:
    def test_of_whom_nothing_is_known_is_told_everything(self, cache):
        write("film:1")
        with clock.freeze(NOON):
            assert Messenger(ADDRESS, cache.tell).round() == ["site"]

    def test_a_change_is_told_until_all_know_of_it_and_once_more_later(self, cache, messenger):
        """A page that a process made before it read of the change may reach the cache after the first call."""
        write("film:1", "latest")
        heard = []
        for second in (0, 0.25, 1.9, 2, 4, 5, 6, 60):
            with at(second):
                messenger.round()
                heard.append(cache.news())
        told, silence = {"film:1", "latest"}, set()
        assert heard == [told, told, told, silence, silence, told, silence, silence]

    def test_a_change_from_a_clock_that_is_behind_is_told_as_long(self, cache, messenger):
        with at(-3600):
            write("film:1")
        heard = []
        for second in (0, 1, 3, 5):
            with at(second):
                messenger.round()
                heard.append(cache.news())
        assert heard == [{"film:1"}, {"film:1"}, set(), {"film:1"}]

    def test_one_that_follows_does_not_repeat_the_first_too_early(self, cache, messenger):
        write("film:1")
        messenger.round()
        with at(3):
            write("film:2")
            messenger.round()
        cache.news()
        heard = []
        for second in (4, 5, 7, 8, 9):
            with at(second):
                messenger.round()
                heard.append(cache.news())
        assert heard == [{"film:2"}, {"film:1"}, set(), {"film:2"}, set()]

    def test_what_takes_effect_later_is_told_at_its_moment_and_again(self, cache, messenger):
        write("film:1", effective_at=NOON + 60 * SECOND)
        heard = []
        for second in (0, 5, 30, 59, 60, 61, 62, 64, 65, 66):
            with at(second):
                messenger.round()
                heard.append(bool(cache.news()))
        assert heard == [True, True, False, False, True, True, False, False, True, False]

    def test_everything_written_by_one_round_is_one_call(self, cache, messenger):
        for number in range(30):
            write(f"film:{number}", "latest")
        before = cache.calls
        assert len(messenger.round()) == 31
        assert cache.calls == before + 1

    def test_many_keys_are_told_in_parts(self, cache, messenger, settings):
        settings.PURGE_AT_ONCE = 10
        write(*(f"film:{number}" for number in range(25)))
        before = cache.calls
        messenger.round()
        assert cache.calls == before + 3
        assert len(cache.news()) == 25

    def test_long_keys_are_told_in_more_parts(self):
        """A cache that refuses a header for its length would be told the same again for ever."""
        keys = [f"tag:{number}-{'x' * 90}" for number in range(100)]
        told = list(purging.parts(keys, 100))
        assert [key for some in told for key in some] == keys
        assert max(len(" ".join(some)) for some in told) < 8000
        assert len(told) == 3

    def test_very_many_are_everything(self, cache, messenger, monkeypatch):
        monkeypatch.setattr(purging, "MOST", 20)
        write(*(f"film:{number}" for number in range(25)))
        assert messenger.round() == ["site"]

    @pytest.mark.parametrize("key", ["two words", "line\r\nHost: evil", "höhe"])
    def test_a_key_that_no_header_can_carry_is_everything(self, cache, messenger, key):
        write(key)
        assert messenger.round() == ["site"]

    def test_idle_rounds_write_nothing(self, messenger, django_assert_num_queries):
        messenger.round()
        with django_assert_num_queries(2):
            messenger.round()


@pytest.mark.django_db
class TestLosingNothing:
    def test_one_that_did_not_hear_is_told_later(self, cache, messenger):
        cache.listens = False
        write("film:1")
        assert not messenger.go()
        write("film:2")
        assert not messenger.go()
        cache.listens = True
        assert messenger.go()
        assert {"film:1", "film:2"} <= cache.news()

    def test_another_process_goes_on_where_this_one_was(self, cache, messenger):
        write("film:1")
        for second in (0, 6):
            with at(second):
                messenger.round()
        write("film:2")
        cache.news()
        with at(7):
            Messenger(ADDRESS, cache.tell).round()
        assert cache.news() == {"film:2"}

    def test_one_that_dies_before_it_has_noted_what_it_told_tells_it_once_more(self, cache, messenger):
        write("film:1")
        messenger.remember = lambda *_: None
        messenger.round()
        cache.news()
        Messenger(ADDRESS, cache.tell).round()
        assert cache.news() == {"film:1"}

    def test_a_moment_that_passed_while_nobody_told_is_told(self, cache, messenger):
        write("film:1", effective_at=NOON + 60 * SECOND)
        messenger.round()
        with at(10):
            messenger.round()
        cache.news()
        with at(3000):
            Messenger(ADDRESS, cache.tell).round()
        assert cache.news() == {"film:1"}

    def test_who_was_away_for_longer_than_the_log_is_kept_is_told_everything(self, cache, messenger):
        with clock.freeze(NOON + KEPT_FOR + SECOND):
            assert Messenger(ADDRESS, cache.tell).round() == ["site"]

    def test_a_quiet_week_is_no_absence(self, cache, messenger):
        for hour in range(0, 24 * 8, 2):
            with at(hour * 3600):
                assert messenger.round() == []
        with at(24 * 8 * 3600):
            assert Messenger(ADDRESS, cache.tell).round() == []

    def test_a_restored_database_is_told_whole(self, cache, messenger):
        for _ in range(5):
            write("film:1")
        messenger.round()
        Counter.objects.update(n=2)  # the backup
        assert messenger.round() == ["site"]
        write("film:2")
        assert "film:2" in messenger.round()

    def test_so_is_a_new_epoch_whatever_the_numbers_say(self, cache, messenger):
        begin_an_epoch()
        assert messenger.round() == ["site"]
        assert Edge.objects.get().epoch == Counter.objects.get().epoch

    def test_two_caches_do_not_wait_for_each_other(self, db, cache):
        other = Cache()
        first, second = Messenger(ADDRESS, cache.tell), Messenger("http://other.example/", other.tell)
        first.go(), second.go()
        cache.news(), other.news()
        cache.listens = False
        write("film:1")
        assert [first.go(), second.go()] == [False, True]
        assert other.news() == {"film:1"}
        cache.listens = True
        first.go()
        assert cache.news() >= {"film:1"}

    def test_what_may_be_secret_in_an_address_is_written_nowhere(self, db, cache):
        messenger = Messenger("https://api:secret@cdn.example/purge?token=secret", cache.tell)
        messenger.go()
        assert Edge.objects.get().address == messenger.name == "https://cdn.example/purge"


@contextmanager
def listening(status: int = 200, slowly: float = 0) -> Iterator[ThreadingHTTPServer]:
    """An HTTP server that keeps what it was asked in `.asked`."""

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self.server.asked.append((self.command, self.path, dict(self.headers), body))
            time.sleep(slowly)
            self.send_response(status)
            self.end_headers()

        do_POST = do_PURGE  # noqa: N815 - the name that is looked for

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


class TestTheCall:
    def test_varnish_is_told_in_a_header(self):
        with listening() as server:
            purge(f"{server.url}/", ["film:1", "latest"])
        [(method, path, headers, body)] = server.asked
        assert (method, path, headers["xkey-purge"], body) == ("PURGE", "/", "film:1 latest", "")

    def test_a_cdn_is_told_as_it_asks_for(self, settings):
        settings.PURGE_METHOD, settings.PURGE_HEADER = "POST", ""
        settings.PURGE_HEADERS = {"Authorization": "Bearer moss"}
        settings.PURGE_BODY = '{"tags": {keys}}'
        with listening() as server:
            purge(f"{server.url}/zones/7/purge_cache?now=1", ["film:1", "latest"])
        [(method, path, headers, body)] = server.asked
        assert (method, path) == ("POST", "/zones/7/purge_cache?now=1")
        assert (headers["Authorization"], headers["Content-Type"]) == ("Bearer moss", "application/json")
        assert json.loads(body) == {"tags": ["film:1", "latest"]}

    @pytest.mark.parametrize("status", [301, 403, 404, 500, 503])
    def test_only_yes_is_a_confirmation(self, status):
        with listening(status) as server, pytest.raises(Refused, match=str(status)):
            purge(server.url, ["film:1"])


@pytest.mark.django_db
class TestTheCommand:
    def test_without_a_cache_it_says_so(self):
        with pytest.raises(CommandError, match="PURGE_URLS names no cache"):
            call_command("purge")

    def test_once_tells_and_ends(self, settings):
        with listening() as server:
            settings.PURGE_URLS = [server.url]
            call_command("purge", "--once", stdout=StringIO())
        assert [headers["xkey-purge"] for _method, _path, headers, _body in server.asked] == ["site"]

    def test_once_says_who_was_not_told(self, settings):
        with listening(403) as server:
            settings.PURGE_URLS = [server.url]
            with pytest.raises(CommandError, match=f"Not told: {server.url}"):
                call_command("purge", "--once")


WRITE = """
from django.db import transaction
from pagecache.changes import changed
for number in range({first}, {first} + 20):
    with transaction.atomic():
        changed(f"film:{{number}}")
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_loses_no_key(tmp_path):
    with listening(slowly=0.05) as server:
        given = {"DATA_DIR": str(tmp_path), "PURGE_URLS": server.url, "PAGE_CACHE_MEGABYTES": "8"}
        environment = os.environ | given | {"PURGE_AT_ONCE": "3", "DJANGO_SETTINGS_MODULE": "config.settings"}

        def start(*command) -> subprocess.Popen:
            program = [sys.executable, "manage.py", *command]
            return subprocess.Popen(program, env=environment, preexec_fn=follow_the_parent)

        def wait_until(done) -> None:
            deadline = time.monotonic() + 120
            while not done() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert done()

        def heard() -> set[str]:
            return {key for _m, _p, headers, _b in server.asked for key in headers["xkey-purge"].split()}

        assert start("migrate", "--verbosity", "0").wait() == 0
        worker = start("purge")
        wait_until(lambda: "site" in heard())
        for first, moment in ((0, 0.02), (20, 0.1), (40, 0.2)):
            before = len(server.asked)
            assert start("shell", "-c", WRITE.format(first=first)).wait() == 0
            wait_until(lambda before=before: len(server.asked) > before)
            time.sleep(moment)
            worker.kill()
            worker.wait()
            worker = start("purge")
        wait_until(lambda: {f"film:{number}" for number in range(60)} <= heard())
        assert not any("site" in headers["xkey-purge"].split() for _m, _p, headers, _b in server.asked[1:])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
