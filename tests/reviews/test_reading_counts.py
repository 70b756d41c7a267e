"""How often pieces are read: numbers, and nothing about anybody."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as site_settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from pagecache import clock
from reviews import reading_counts, workflow
from reviews.models import ReadingCount
from reviews.reading_counts import Tally
from tests.browser import Site
from tests.desk import change, parsed, words_of
from tests.factories import fresh, make_contributor, make_published, make_review, make_user, put_columns
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2024, 2, 9)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class NeverRings:
    def __init__(self, seconds, act):
        assert seconds == 60
        self.started = 0

    def start(self):
        self.started += 1


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def tally(monkeypatch, settings):
    """Counting is switched on; nothing is kept before the test says so."""
    settings.HALATION_READ_COUNTS = True
    settings.MIDDLEWARE = [*site_settings.MIDDLEWARE, "reviews.reading_counts.CountReads"]
    monkeypatch.setattr(reading_counts.threading, "Timer", NeverRings)
    monkeypatch.setattr(reading_counts.atexit, "register", lambda act: None)
    mine = Tally()
    monkeypatch.setattr(reading_counts, "TALLY", mine)
    return mine


def read(client, piece, agent=BROWSER, **headers):
    return client.get(piece.path, headers={"User-Agent": agent} | headers)


def kept() -> list[tuple[int, date, int]]:
    return sorted(ReadingCount.objects.values_list("review", "day", "times"))


@pytest.mark.django_db
class TestCounting:
    def test_a_page_that_is_read_counts_once(self, client, tally):
        piece, other = make_published(), make_published()
        read(client, piece)
        read(client, piece)
        read(client, other)
        tally.keep()
        assert kept() == sorted([(piece.pk, TODAY, 2), (other.pk, TODAY, 1)])

    def test_the_day_is_the_magazines(self, client, tally):
        piece = make_published()
        with clock.freeze(datetime(2024, 2, 9, 23, 30, tzinfo=UTC)):
            read(client, piece)
        tally.keep()
        assert kept() == [(piece.pk, date(2024, 2, 10), 1)]

    @pytest.mark.parametrize(
        ("agent", "headers"),
        [
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}),
            ("curl/8.5.0", {}),
            ("", {}),
            (BROWSER, {"Sec-Purpose": "prefetch"}),
            (BROWSER, {"Sec-Purpose": "prefetch;prerender"}),
            (BROWSER, {"Purpose": "prefetch"}),
        ],
    )
    def test_robots_and_what_is_fetched_in_advance_do_not_count(self, client, tally, agent, headers):
        assert read(client, make_published(), agent, **headers).status_code == 200
        assert not tally.counts

    def test_only_a_page_that_was_sent_whole_counts(self, client, tally):
        piece, draft = make_published(), make_review()
        etag = read(client, piece)["ETag"]
        tally.counts.clear()
        assert read(client, piece, **{"If-None-Match": etag}).status_code == 304
        client.head(piece.path, headers={"User-Agent": BROWSER})
        client.get("/", headers={"User-Agent": BROWSER})
        client.get(piece.main_film.get_absolute_url(), headers={"User-Agent": BROWSER})
        withdrawn = make_published()
        workflow.withdraw(withdrawn, by=None, version=withdrawn.version, reason="It was moss.")
        assert read(client, withdrawn).status_code == 410
        assert draft.path is None
        assert not tally.counts

    def test_colleagues_and_previews_do_not_count(self, client, tally):
        piece = make_published()
        client.force_login(make_user(Role.EDITOR))
        assert read(client, piece).status_code == 200
        preview = reverse("admin:reviews_review_preview", args=[piece.pk])
        assert client.get(preview, headers={"User-Agent": BROWSER}).status_code == 200
        assert not tally.counts

    def test_a_reader_gets_no_cookie_and_waits_for_no_statement(self, client, tally):
        piece = make_published()
        with CaptureQueriesContext(connection) as asked:
            response = read(client, piece)
        assert not [query for query in asked if "readingcount" in query["sql"]]
        assert not response.cookies
        assert tally.counts.total() == 1

    def test_it_is_off_until_the_operator_switches_it_on(self, client):
        assert read(client, make_published()).status_code == 200
        assert not reading_counts.TALLY.counts
        assert not any("CountReads" in name for name in site_settings.MIDDLEWARE)


@pytest.mark.django_db
class TestKeeping:
    def test_it_takes_one_statement_for_all_and_adds_to_what_is_there(self, tally):
        first, second = make_published(), make_published()
        for piece in (first, second, first):
            tally.count(piece.pk, TODAY)
        with CaptureQueriesContext(connection) as asked:
            tally.keep()
        assert len(asked) == 1
        tally.count(first.pk, TODAY)
        tally.keep()
        assert kept() == sorted([(first.pk, TODAY, 3), (second.pk, TODAY, 1)])

    def test_it_is_asked_for_once_a_minute_and_not_where_nobody_reads(self, tally):
        piece = make_published()
        assert tally.waiting is None
        tally.count(piece.pk, TODAY)
        bell = tally.waiting
        tally.count(piece.pk, TODAY)
        assert (tally.waiting, bell.started) == (bell, 1)
        tally.keep()
        assert tally.waiting is None

    def test_what_cannot_be_kept_now_is_kept_later(self, tally, monkeypatch):
        piece = make_published()
        tally.count(piece.pk, TODAY)

        def away(self, counts):
            raise OperationalError

        with monkeypatch.context() as broken:
            broken.setattr(type(ReadingCount.objects.all()), "add", away)
            tally.keep()
        tally.count(piece.pk, TODAY)
        tally.keep()
        assert kept() == [(piece.pk, TODAY, 2)]


@pytest.mark.usefixtures("committing")
def test_two_who_add_at_once_lose_nothing(tally):
    pieces = [make_published().pk for _ in range(5)]

    def adds(order):
        def act():
            for _ in range(20):
                mine = Tally()
                for piece in order:
                    mine.count(piece, TODAY)
                mine.keep()
                assert not mine.counts

        return act

    assert at_once(adds(pieces), adds(pieces[::-1])) == [None, None]
    assert kept() == [(piece, TODAY, 40) for piece in sorted(pieces)]


@pytest.mark.django_db
class TestAtTheDesk:
    def counted(self, piece, days_ago, times):
        ReadingCount.objects.create(review=piece, day=TODAY - days_ago * DAY, times=times)

    def said(self, client, piece) -> str:
        element = parsed(client.get(change(piece))).find(".//p[@id='reads']")
        return "" if element is None else words_of(element)

    def test_editors_read_it_beside_the_piece(self, client, tally):
        piece = make_published()
        client.force_login(make_user(Role.EDITOR))
        assert self.said(client, piece) == "Not read lately."
        for days_ago, times in ((0, 93), (27, 1111), (28, 5000)):
            self.counted(piece, days_ago, times)
        assert self.said(client, piece) == "Read 1,204 times in 28 days, 93 today."
        assert self.said(client, make_review()) == ""

    def test_writers_do_not(self, client, tally):
        writer = make_contributor(user=make_user(Role.CONTRIBUTOR))
        piece = make_published(contributor=writer)
        self.counted(piece, 0, 3)
        client.force_login(writer.user)
        assert self.said(client, piece) == ""
        assert "Read most" not in client.get("/admin/").content.decode()

    def test_the_desk_lists_what_is_read_most_this_week(self, client, tally):
        first, second, old, gone = (make_published(headline=name) for name in ("Moss", "Soup", "Old", "Gone"))
        self.counted(first, 0, 3)
        self.counted(first, 6, 4)
        self.counted(second, 1, 9)
        self.counted(old, 7, 99)
        self.counted(gone, 0, 99)
        put_columns(fresh(gone), deleted_at=NOON)
        client.force_login(make_user(Role.EDITOR))
        (pile,) = [
            section for section in parsed(client.get("/admin/")).iter("section")
            if "Read most in seven days" in words_of(section)
        ]  # fmt: skip
        rows = [words_of(row) for row in pile.iter("li")]
        assert rows == ["Soup Read 9 times See it", "Moss Read 7 times See it"]

    def test_where_it_is_off_nothing_is_said(self, client):
        piece = make_published()
        self.counted(piece, 0, 3)
        client.force_login(make_user(Role.EDITOR))
        assert self.said(client, piece) == ""
        assert "Read most" not in client.get("/admin/").content.decode()


@pytest.mark.slow
def test_a_server_that_is_stopped_has_kept_what_its_two_processes_counted(tmp_path):
    site = Site(tmp_path, HALATION_READ_COUNTS="1")
    site.open()
    try:
        path = re.search(r'href="(/\d{4}/\d\d/[^"]+)"', fetched(site, ""))[1]
        for _ in range(40):
            fetched(site, path)
    finally:
        site.close()
    asks = "from reviews.models import ReadingCount; print([row.times for row in ReadingCount.objects.all()])"
    assert site.manage("shell", "--no-imports", "-c", asks).split() == ["[40]"]


def fetched(site, path) -> str:
    with urlopen(Request(site / path, headers={"User-Agent": BROWSER})) as answer:
        return answer.read().decode()
